//! Office files: their words in reading order, in a set and attached, and what is done about hostile ones.

use std::collections::BTreeMap;
use std::io::Write;

use crate::common::Desk;
use crate::common::mail::{IMPRINT, documents, letters};

/// A file of `testdata/formats/office`.
fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/testdata/formats/office/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The bodies of the pages that hold the imprint, of files added under names that tell nothing.
fn bodies(files: &[(&str, &[u8])]) -> (Desk, BTreeMap<(String, u32), String>) {
    let desk = Desk::new();
    files.iter().for_each(|(name, bytes)| desk.write(&format!("leak/{name}"), bytes));
    desk.run(&["add", "leak", "--index", "i.db"]);
    let found = letters(&desk).into_iter().map(|(page, text)| (page, text.body)).collect();
    (desk, found)
}

/// What one sample says on a page.
fn page(name: &str, number: u32) -> String {
    let (desk, found) = bodies(&[("a", &sample(name))]);
    found.get(&("a".into(), number)).unwrap_or_else(|| panic!("{}", desk.status("i.db"))).clone()
}

#[test]
fn issue_3_a_text_of_word_gives_what_is_seen_of_it_in_reading_order() {
    let expected = format!(
        "Legal department, in confidence\nInsurance of the airship, third letter\n\
         The underwriters insure the envelope & the gondola for 2,310,000, not the-lamps.\n\
         No flight over the harbour after dusk before the 21st.\nPremium\t184,000\nExcess\t9,500\n\n{IMPRINT}.\n\
         A box in the margin: keep the ferry waiting.\nSums are in crowns of the port."
    );
    assert_eq!(page("insurance.docx", 1), expected);
}

#[test]
fn issue_3_a_workbook_gives_each_sheet_as_it_is_shown() {
    let expected = format!(
        "Reel\tShot on\tFeet\tShare\n47\t11 Sep 2031\t1,240,500\t12.50%\nNight unit\tnot yet\t(318.50)\tTRUE\n{IMPRINT}."
    );
    assert_eq!(page("reels.xlsx", 2), expected);
    // An empty sheet is a page, and no loss.
    let (desk, _) = bodies(&[("a", &sample("reels.xlsx"))]);
    let status = desk.status("i.db");
    assert_eq!((&status["index"]["pages"], &status["index"]["unread"]), (&2.into(), &0.into()), "{status}");
}

#[test]
fn issue_3_a_presentation_gives_its_slides_in_the_order_in_which_they_are_shown() {
    assert_eq!(page("slate.pptx", 1), format!("Winter slate\nGlass Harbour opens on the 9th\n{IMPRINT}."));
    assert_eq!(page("slate.pptx", 2), format!("What we ask for\nTwo more weeks\nOne more boat\n{IMPRINT}."));
}

#[test]
fn issue_3_open_document_gives_the_same_of_texts_sheets_and_slides() {
    let expected = format!(
        "Harbour office\nTo the pilot of the Marigold\nSteer by  the three red lamps,\nnever the green one.\n\
         Be back by 6:40.\n{IMPRINT}.\nSheet 1"
    );
    assert_eq!(page("pilot.odt", 1), expected);
    assert_eq!(page("wages.ods", 1), format!("Role\tDays\tWage\nLamp boy\t\t1,150.00\n{IMPRINT}."));
    assert_eq!(page("premiere.odp", 1), format!("The premiere\nDoors at 7, film at 8\n{IMPRINT}."));
    assert_eq!(page("premiere.odp", 2), format!("Seats\nRow F is for the lenders. {IMPRINT}."));
}

#[test]
fn issue_3_rtf_gives_its_words_in_every_code_page() {
    let expected = format!(
        "Memo of the night watch\nThe fog horn was silent from 2:10 to 3:25… nobody knows why.\n\
         Ask Jørgen – he slept.\nΦάς is the lamp's name.The log is in the tower.\nWatch\tHours\t\nSecond\t2 to 6\t\n{IMPRINT}."
    );
    assert_eq!(page("watch.rtf", 1), expected);
}

#[test]
fn issue_3_an_office_file_attached_is_a_document_like_any_other() {
    let file = sample("insurance.docx");
    let body = mime(&file);
    let mail = format!(
        "From: a@halcyon.example\nSubject: Insurance\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\
         Content-Type: text/plain\n\nSee below. {IMPRINT}\n--b\nContent-Type: application/octet-stream\n\
         Content-Disposition: attachment; filename=third.docx\nContent-Transfer-Encoding: base64\n\n{body}\n--b--\n"
    );
    let (desk, found) = bodies(&[("m.eml", mail.as_bytes())]);
    assert!(found[&("m.eml/third.docx".into(), 1)].contains("2,310,000"));
    assert_eq!(documents(&desk).last().unwrap(), &("m.eml/third.docx".to_owned(), 1, true));
    let said = desk.run(&["leak/m.eml", "--index", "i.db"]);
    assert!(said.err.contains("It is mail"), "{}", said.err);
    desk.write("third.docx", &file);
    let said = desk.run(&["third.docx", "--index", "i.db"]);
    assert!((said.out + &said.err).contains("It is an office file. verify-shot checks pictures"));
}

fn mime(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// An archive of parts, packed.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    repeated(&parts.iter().map(|(name, bytes)| (*name, *bytes, 1)).collect::<Vec<_>>())
}

/// An archive of parts, each the same bytes so many times, packed.
fn repeated(parts: &[(&str, &[u8], usize)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut out);
    for (name, bytes, times) in parts {
        let method = rawzip::CompressionMethod::DEFLATE;
        let (mut entry, config) = archive.new_file(name).compression_method(method).start().unwrap();
        let packer = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::fast());
        let mut writer = config.wrap(packer);
        (0..*times).for_each(|_| writer.write_all(bytes).unwrap());
        let (packer, descriptor) = writer.finish().unwrap();
        packer.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    out
}

const RELATIONS: &[u8] = br#"<Relationships><Relationship Id="a" Type="x/officeDocument" Target="word/document.xml"/></Relationships>"#;

/// A text of Word with this document in it.
fn word(document: &[u8]) -> Vec<u8> {
    archive(&[("_rels/.rels", RELATIONS), ("word/document.xml", document)])
}

/// What could not be read of a file, in one line.
fn refused(bytes: &[u8]) -> String {
    let (desk, _) = bodies(&[("a", bytes)]);
    let status = desk.status("i.db");
    let reasons: Vec<&str> =
        status["unread"].as_array().unwrap().iter().map(|u| u["reason"].as_str().unwrap()).collect();
    reasons.join(" ")
}

#[test]
fn issue_3_an_archive_that_unpacks_to_more_than_memory_is_refused_in_words() {
    // Half a gigabyte of spaces, in some megabytes.
    let spaces = vec![b' '; 1 << 20];
    let said = refused(&repeated(&[("_rels/.rels", RELATIONS, 1), ("word/document.xml", &spaces, 512)]));
    assert!(said.contains("larger than 256 MiB"), "{said}");
}

#[test]
fn issue_3_an_archive_whose_parts_share_their_bytes_is_measured_by_what_it_unpacks_to() {
    // A thousand slides, each the same part of 4 MiB: no part is large, all together are.
    let slide = [&b"<sld><t>A slide.</t>"[..], &vec![b' '; 4 << 20], b"</sld>"].concat();
    let ids: String = (0..1000).map(|_| r#"<sldId r:id="s"/>"#).collect();
    let relations =
        br#"<Relationships><Relationship Id="s" Type="x/slide" Target="slides/one.xml"/></Relationships>"#;
    let main = RELATIONS.to_vec();
    let main = String::from_utf8(main).unwrap().replace("word/document.xml", "ppt/p.xml");
    let bytes = archive(&[
        ("_rels/.rels", main.as_bytes()),
        ("ppt/p.xml", format!("<presentation>{ids}</presentation>").as_bytes()),
        ("ppt/_rels/p.xml.rels", relations),
        ("ppt/slides/one.xml", &slide),
    ]);
    let (desk, _) = bodies(&[("a", &bytes)]);
    let status = desk.status("i.db");
    let (pages, unread) = (&status["index"]["pages"], &status["index"]["unread"]);
    assert_eq!(pages.as_u64().unwrap() + unread.as_u64().unwrap(), 1000, "{pages} {unread}");
    assert!(pages.as_u64().unwrap() > 50 && unread.as_u64().unwrap() > 900, "{pages} {unread}");
    assert!(status["unread"][0]["reason"].as_str().unwrap().contains("larger than 256 MiB"));
}

#[test]
fn issue_3_what_xml_defines_for_itself_is_not_expanded_and_nothing_is_fetched() {
    let mut kinds = String::from("<!ENTITY a0 \"ha\">");
    for level in 1..40 {
        kinds += &format!("<!ENTITY a{level} \"&a{0};&a{0};&a{0};&a{0};\">", level - 1);
    }
    let document = format!(
        "<!DOCTYPE document [{kinds}<!ENTITY file SYSTEM \"file:///etc/passwd\">]><document><body><p><r>\
         <t>{IMPRINT} &a39;&file;&amp;&#8211;&lt;.</t></r></p></body></document>"
    );
    let (_, found) = bodies(&[("a", &word(document.as_bytes()))]);
    assert_eq!(found[&("a".into(), 1)], format!("{IMPRINT} &–<."));
}

#[test]
fn issue_3_tags_nested_without_end_give_their_words() {
    let deep = "<p>".repeat(1_000_000);
    let document = format!("<document><body>{deep}<r><t>{IMPRINT}</t></r></body></document>");
    let (_, found) = bodies(&[("a", &word(document.as_bytes()))]);
    assert_eq!(found[&("a".into(), 1)], IMPRINT);
}

#[test]
fn issue_3_parts_that_refer_to_each_other_or_nowhere_end_in_words() {
    let said = refused(&archive(&[("word/document.xml", b"<document/>")]));
    assert!(said.contains("part document is missing"), "{said}");
    let said = refused(&archive(&[("_rels/.rels", RELATIONS), ("word/x.xml", b"")]));
    assert!(said.contains("part word/document.xml is missing"), "{said}");
    let round =
        br#"<Relationships><Relationship Id="a" Type="x/header" Target="document.xml"/></Relationships>"#;
    let document = format!("<document><p><r><t>{IMPRINT}</t></r></p></document>");
    let parts: [(&str, &[u8]); 3] = [
        ("_rels/.rels", RELATIONS),
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", round),
    ];
    let (_, found) = bodies(&[("a", &archive(&parts))]);
    assert_eq!(found[&("a".into(), 1)].matches("ropewalk").count(), 2);
}

#[test]
fn issue_3_pages_without_words_and_archives_that_are_no_office_files_are_named() {
    assert!(refused(&word(b"<document><p/></document>")).contains("There are no words on it"));
    assert!(refused(&archive(&[("a.txt", b"words")])).contains("It is an archive and no office file"));
    assert!(
        refused(&sample("slate.pptx")[..1000]).contains("It is an archive and no office file, or is damaged")
    );
}

#[test]
fn issue_3_spaces_by_number_and_words_beyond_every_page_are_bounded() {
    let content = format!(
        "<document-content><body><text><p>{IMPRINT}<s c=\"4000000000\"/>end</p>{}</text></body></document-content>",
        "<p>words and words</p>".repeat(400_000)
    );
    let mut bytes = archive(&[("mimetype", b""), ("content.xml", content.as_bytes())]);
    // Which kind it is stands in the first part, not packed; here in front of it all.
    bytes = [
        &b"PK\x03\x04............................mimetypeapplication/vnd.oasis.opendocument.text"[..],
        &bytes,
    ]
    .concat();
    let (desk, found) = bodies(&[("a", &bytes)]);
    let said = desk.status("i.db")["unread"].to_string();
    assert!(said.contains("Page 1 was cut: at most 4 MiB"), "{said}");
    let text = &found[&("a".into(), 1)];
    assert!(text.len() <= 4 << 20 && text.contains("end\nwords and words"), "{}", text.len());
}
