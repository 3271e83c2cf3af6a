//! Files within files: what a message or a PDF encloses is a document of its own, and what cannot be read of it is named.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::common::mail::{IMPRINT, documents, field, letters};
use crate::common::{Desk, pdf, png};
use verify_shot::model::text::FieldKind;

/// Documents of the index with their numbers of pages.
fn listed(desk: &Desk) -> Vec<(String, u32)> {
    documents(desk).into_iter().map(|(name, pages, _)| (name, pages)).collect()
}

fn expected(rows: &[(&str, u32)]) -> Vec<(String, u32)> {
    rows.iter().map(|(name, pages)| ((*name).to_owned(), *pages)).collect()
}

/// Reasons for what is not read, by document.
fn unread(desk: &Desk) -> Vec<(String, String)> {
    let status = desk.status("i.db");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let parts = status["unread"].as_array().unwrap();
    parts.iter().map(|part| (text(&part["document"]), text(&part["reason"]))).collect()
}

fn add(desk: &Desk) {
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
}

fn assert_finds(desk: &Desk, picture: &[u8], document: &str) {
    desk.write("shot.png", picture);
    let answer = desk.expect(0, &["shot.png", "--index", "i.db", "--json"]).lines().remove(0);
    assert_eq!(
        (&answer["verdict"], &answer["pages"][0]["document"]),
        (&"identical".into(), &document.into())
    );
}

#[test]
fn messages_of_a_digest_are_documents_below_it() {
    let part = |header: &str, number: u32| {
        format!(
            "--d\n{header}\nFrom: list@halcyon.example\nSubject: No {number}\n\nText {number}. {IMPRINT}\n\n"
        )
    };
    let desk = Desk::new();
    let digest = format!(
        "From: list@halcyon.example\nSubject: Digest\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\n\
         Table of contents. {IMPRINT}\n\n--m\nContent-Type: multipart/digest; boundary=d\n\n{}{}{}--d--\n\n--m--\n",
        part("", 1),
        part("Content-Type: message/rfc822\n", 2),
        part("Content-Description: third\nContent-Disposition: inline\n", 3)
    );
    desk.write("leak/digest.eml", digest.as_bytes());
    add(&desk);
    let found = letters(&desk);
    let subjects: Vec<(&str, &str)> =
        found.iter().map(|((name, _), text)| (name.as_str(), field(text, FieldKind::Subject))).collect();
    let below = [("/message", "No 1"), ("/message (2)", "No 2"), ("/message (3)", "No 3")];
    assert_eq!(subjects[0], ("digest.eml", "Digest"));
    for (found, (name, subject)) in subjects[1..].iter().zip(below) {
        assert_eq!(*found, (format!("digest.eml{name}").as_str(), subject));
    }
    assert_eq!((subjects.len(), unread(&desk).len()), (4, 0));
    assert!(
        !found[&("digest.eml".to_owned(), 1)].body.contains("Text 1"),
        "its messages are no text of its own"
    );
}

/// A file in uuencoded lines.
fn uuencoded(name: &str, bytes: &[u8]) -> String {
    let letter = |value: u32| char::from_u32(if value == 0 { 96 } else { 32 + value }).unwrap();
    let mut lines = format!("begin 644 {name}\n");
    for line in bytes.chunks(45) {
        lines.push(letter(line.len() as u32));
        for group in line.chunks(3) {
            let bits = (0..3).fold(0, |bits, i| bits << 8 | u32::from(group.get(i).copied().unwrap_or(0)));
            lines.extend([18, 12, 6, 0].map(|shift| letter(bits >> shift & 63)));
        }
        lines.push('\n');
    }
    lines + "`\nend\n"
}

#[test]
fn uuencoded_files_are_read_and_a_broken_one_is_named() {
    let broken = uuencoded("plan.pdf", &pdf(2, 1));
    let broken = &broken[..broken.len() / 2];
    let text = format!(
        "From: a@halcyon.example\nSubject: In the old way\n\nTwo drawings follow.\n\n{}and one more\n{}\n{broken}\n{IMPRINT}\n",
        uuencoded("../board.png", &png(3)),
        uuencoded("board.png", &png(4)),
    );
    let desk = Desk::new();
    desk.write("leak/m.eml", text.as_bytes());
    add(&desk);
    let rows = [("m.eml", 1), ("m.eml/.._board.png", 1), ("m.eml/board.png", 1), ("m.eml/plan.pdf", 0)];
    assert_eq!(listed(&desk), expected(&rows));
    let unread = unread(&desk);
    assert_eq!((unread.len(), unread[0].0.as_str()), (1, "m.eml/plan.pdf"));
    assert!(unread[0].1.contains("uuencoded") && unread[0].1.contains("damaged or cut off"), "{unread:?}");
    let body = &letters(&desk)[&("m.eml".to_owned(), 1)].body;
    assert!(body.starts_with("Two drawings follow.\n\nand one more\n\nbegin 644 plan.pdf\n"), "{body:?}");
    assert!(body.ends_with("ropewalk"), "{body:?}");
    assert_finds(&desk, &png(4), "m.eml/board.png");
}

#[test]
fn attack_more_uuencoded_files_than_are_read_are_counted() {
    let desk = Desk::new();
    let files = "begin 644 a\n`\nend\n".repeat(1200);
    desk.write("leak/m.eml", format!("From: a@halcyon.example\n\n{files}{IMPRINT}\n").as_bytes());
    add(&desk);
    assert_eq!(desk.status("i.db")["attachments"], 1001);
    let more = unread(&desk).into_iter().find(|(name, _)| name == "m.eml/more").unwrap().1;
    assert!(more.starts_with("200 more files are attached"), "{more}");
}

fn sealed(name: &str) -> Vec<u8> {
    fs::read(Path::new("testdata/formats/sealed").join(name)).unwrap()
}

#[test]
fn signed_content_is_read_and_encrypted_content_is_named() {
    let desk = Desk::new();
    for name in ["whole.eml", "pieces.eml", "encrypted.eml", "receipt.pdf.p7m"] {
        desk.write(&format!("leak/{name}"), &sealed(name));
    }
    add(&desk);
    let rows = [
        ("encrypted.eml", 1),
        ("encrypted.eml/smime.p7m", 0),
        ("pieces.eml", 1),
        ("pieces.eml/crates.eml", 1),
        ("receipt.pdf.p7m", 1),
        ("whole.eml", 1),
        ("whole.eml/crates.eml", 1),
    ];
    assert_eq!(listed(&desk), expected(&rows));
    let found = letters(&desk);
    for name in ["whole.eml", "pieces.eml"] {
        let text = &found[&(name.to_owned(), 1)];
        assert_eq!(field(text, FieldKind::Subject), "Sealed list");
        assert_eq!(field(text, FieldKind::From), "store@halcyon.example");
        assert!(text.body.starts_with("The costume store is to be empty"), "{:?}", text.body);
    }
    let unread = unread(&desk);
    assert_eq!(unread.len(), 1, "{unread:?}");
    assert!(unread[0].1.contains("encrypted (S/MIME)"), "{unread:?}");
}

#[test]
fn attack_signed_content_that_is_cut_loses_nothing_of_its_message() {
    let whole = sealed("whole.eml");
    let desk = Desk::new();
    desk.write("leak/m.eml", &whole[..whole.len() / 2]);
    add(&desk);
    assert_eq!(listed(&desk), expected(&[("m.eml", 1), ("m.eml/smime.p7m", 0)]));
    assert!(unread(&desk)[0].1.contains("damaged or ends too early"), "{:?}", unread(&desk));
}

/// A PDF of these objects, with more in its trailer.
fn assembled(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(objects) {
        table += &format!("{:010} 00000 n \n", bytes.len());
        bytes.extend(format!("{number} 0 obj\n").bytes().chain(object.iter().copied()).chain(*b"\nendobj\n"));
    }
    let at = bytes.len();
    table +=
        &format!("trailer << /Size {} /Root 1 0 R {trailer} >>\nstartxref\n{at}\n%%EOF\n", objects.len() + 1);
    bytes.extend(table.bytes());
    bytes
}

fn stream(dict: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("<< {dict} /Length {} >>\nstream\n", bytes.len());
    [head.as_bytes(), bytes, b"\nendstream"].concat()
}

fn flate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Resources and content of a page with two boxes.
const BOXES: &str = "/Resources << >> /Contents 5 0 R";

/// A PDF of two pages whose catalogue has these entries, and its second page these and `BOXES`; further objects begin
/// with number 6.
fn with_files(catalogue: &str, page: &str, files: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    of_pages(catalogue, [BOXES, &format!("{BOXES} {page}")], files, trailer)
}

fn of_pages(catalogue: &str, pages: [&str; 2], files: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let leaf = "/Type /Page /Parent 2 0 R /MediaBox [0 0 200 280]";
    let mut objects = vec![
        format!("<< /Type /Catalog /Pages 2 0 R {catalogue} >>").into_bytes(),
        b"<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>".to_vec(),
        format!("<< {leaf} {} >>", pages[0]).into_bytes(),
        format!("<< {leaf} {} >>", pages[1]).into_bytes(),
        stream("", b"20 20 60 5 re f 90 200 40 30 re f"),
    ];
    objects.extend_from_slice(files);
    assembled(&objects, trailer)
}

/// Specification of a file whose stream is this object.
fn specification(name: &str, object: u32) -> String {
    format!("<< /Type /Filespec /UF ({name}) /EF << /F {object} 0 R >> >>")
}

#[test]
fn files_in_a_pdf_are_documents_below_it() {
    let tree = "/Names << /EmbeddedFiles 6 0 R >>";
    let note = format!(
        "/Annots [<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS {} >>]",
        specification("note.png", 11)
    );
    let names = |kids: &str, names: &str| format!("<< {kids} /Names [{names}] >>").into_bytes();
    let files = [
        names("/Kids [7 0 R 8 0 R]", ""),
        names(
            "",
            &format!("(a) {} (b) {}", specification("folder/annex.pdf", 9), specification("board.png", 10)),
        ),
        // One that is packed in another way, one that is missing, one that lies elsewhere, and one named again.
        names(
            "/Kids [6 0 R]",
            &format!(
                "(c) {} (d) {} (e) << /F (web.pdf) >> (f) {}",
                specification("old.tif", 12),
                specification("gone.doc", 99),
                specification("again.png", 10)
            ),
        ),
        stream("/Filter /FlateDecode", &flate(&pdf(4, 3))),
        stream("", &png(5)),
        stream("/Filter [/Crypt /FlateDecode]", &flate(&png(6))),
        stream("/Filter /LZWDecode", b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01"),
    ];
    let desk = Desk::new();
    desk.write("leak/a.pdf", &with_files(tree, &note, &files, ""));
    add(&desk);
    let rows = [
        ("a.pdf", 2),
        ("a.pdf/annex.pdf", 3),
        ("a.pdf/board.png", 1),
        ("a.pdf/gone.doc", 0),
        ("a.pdf/note.png", 1),
        ("a.pdf/old.tif", 0),
    ];
    assert_eq!(listed(&desk), expected(&rows));
    let unread = unread(&desk);
    assert_eq!(unread.len(), 2, "{unread:?}");
    assert!(
        unread.iter().any(|(name, why)| name.ends_with("gone.doc") && why.contains("missing in the PDF"))
    );
    assert!(unread.iter().any(|(name, why)| name.ends_with("old.tif") && why.contains("packed in the PDF")));
    assert_finds(&desk, &png(6), "a.pdf/note.png");
    assert_finds(&desk, &png(5), "a.pdf/board.png");
    desk.expect(0, &["verify", "--index", "i.db"]);
}

#[test]
fn attack_files_in_a_pdf_that_unpack_without_end_are_named_and_cost_no_page() {
    // Each of them is 100 MiB of zeros.
    let bomb = stream("/Filter /FlateDecode", &flate(&vec![0; 100 << 20]));
    let names: String =
        (0..3).map(|i| format!("({i}) {} ", specification(&format!("{i}.pdf"), 7 + i))).collect();
    let tree = format!("/Names << /EmbeddedFiles << /Names [{names}] /Kids [6 0 R] >> >>");
    let files = [b"<< /Kids [6 0 R 6 0 R] >>".to_vec(), bomb.clone(), bomb.clone(), bomb];
    let desk = Desk::new();
    desk.write("leak/a.pdf", &with_files(&tree, "", &files, ""));
    add(&desk);
    assert_eq!(
        listed(&desk),
        expected(&[("a.pdf", 2), ("a.pdf/0.pdf", 0), ("a.pdf/1.pdf", 0), ("a.pdf/2.pdf", 0)])
    );
    let last = unread(&desk).into_iter().find(|(name, _)| name == "a.pdf/2.pdf").unwrap().1;
    assert!(last.contains("more than 256 MiB"), "{last}");
}

#[test]
fn attack_a_page_that_brings_the_reader_down_costs_no_file() {
    let tree = format!("/Names << /EmbeddedFiles << /Names [(a) {}] >> >>", specification("board.png", 6));
    // A colour that is computed by a function nested two million levels deep.
    let space = "/ColorSpace << /C [/Separation /X /DeviceGray 8 0 R] >>";
    let deep = format!("/Resources << {space} >> /Contents 7 0 R");
    let files = [
        stream("", &png(8)),
        stream("", b"/C cs 0.5 scn 0 0 50 50 re f"),
        stream("/FunctionType 4 /Domain [0 1] /Range [0 1]", "{".repeat(2_000_000).as_bytes()),
    ];
    let desk = Desk::new();
    desk.write("leak/a.pdf", &of_pages(&tree, [&deep, BOXES], &files, ""));
    add(&desk);
    assert_eq!(listed(&desk), expected(&[("a.pdf", 1), ("a.pdf/board.png", 1)]));
    assert!(unread(&desk)[0].1.contains("crashed"), "{:?}", unread(&desk));
}

#[test]
fn a_pdf_of_which_only_the_files_are_encrypted_opens() {
    let encrypted = |strings: &str| {
        let key = "00".repeat(32);
        format!(
            "<< /Filter /Standard /V 4 /R 4 /Length 128 /P -4 /O <{key}> /U <{key}> /StmF {strings} /StrF {strings} /EFF /StdCF \
             /CF << /StdCF << /AuthEvent /EFOpen /CFM /AESV2 /Length 16 >> >> >>"
        )
    };
    let tree = format!("/Names << /EmbeddedFiles << /Names [(a) {}] >> >>", specification("list.pdf", 6));
    let file = |strings: &str| {
        let files = [stream("/Filter /FlateDecode", &[7; 64]), encrypted(strings).into_bytes()];
        with_files(&tree, "", &files, "/Encrypt 7 0 R /ID [<00> <00>]")
    };
    let desk = Desk::new();
    desk.write("leak/files.pdf", &file("/Identity"));
    // The same, its table of objects not where it says.
    let mut lost = file("/Identity");
    let end = lost.windows(10).rposition(|window| window == b"startxref\n").unwrap() + 10;
    lost.insert(end, b'9');
    desk.write("leak/lost.pdf", &lost);
    desk.write("leak/all.pdf", &file("/StdCF"));
    add(&desk);
    let rows = [
        ("all.pdf", 0),
        ("files.pdf", 2),
        ("files.pdf/list.pdf", 0),
        ("lost.pdf", 2),
        ("lost.pdf/list.pdf", 0),
    ];
    assert_eq!(listed(&desk), expected(&rows));
    let unread = unread(&desk);
    assert_eq!(unread.len(), 3, "{unread:?}");
    assert!(unread[0].0 == "all.pdf" && unread[0].1.contains("protected by a password"), "{unread:?}");
    assert!(
        unread[1].0.ends_with("list.pdf") && unread[1].1.contains("encrypted, unlike the PDF"),
        "{unread:?}"
    );
}
