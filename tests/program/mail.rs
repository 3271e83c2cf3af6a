//! Mail as documents: a message is a page of words, whatever program wrote it and however it is broken.

use std::collections::BTreeMap;

use crate::common::mail::{IMPRINT, documents, field, letters};
use crate::common::{Desk, pdf};
use verify_shot::features::{self, shingles};
use verify_shot::index::Index;
use verify_shot::model::feature_key::{FeatureKind, Key};
use verify_shot::model::text::{FieldKind, Text};

/// Adds the folder and gives what was found of it.
fn added(desk: &Desk) -> BTreeMap<(String, u32), Text> {
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    letters(desk)
}

/// The one message of a file with these bytes.
fn letter(bytes: impl AsRef<[u8]>) -> Text {
    let desk = Desk::new();
    desk.write("leak/a", bytes.as_ref());
    let found = added(&desk);
    found.get(&("a".into(), 1)).unwrap_or_else(|| panic!("{}", desk.status("i.db"))).clone()
}

/// A message with this header and body, lines ended as on the wire.
fn message(header: &str, body: &str) -> Vec<u8> {
    format!("{header}\n\n{body}\n{IMPRINT}\n").replace('\n', "\r\n").into_bytes()
}

fn plain(subject: &str, body: &str) -> Vec<u8> {
    message(&format!("From: Ida Brandt <ida@halcyon.example>\nSubject: {subject}"), body)
}

/// Base64 in lines.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for (i, group) in bytes.chunks(3).enumerate() {
        let bits = group.iter().fold(0u32, |bits, &b| bits << 8 | u32::from(b)) << (8 * (3 - group.len()));
        for k in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * k)) as usize & 63];
            out.push(if k <= group.len() { char::from(letter) } else { '=' });
        }
        if i % 19 == 18 {
            out.push_str("\r\n");
        }
    }
    out
}

#[test]
fn issue_3_a_header_is_read_in_whatever_encoding_it_is() {
    let header = "Return-Path: <ida@halcyon.example>\n\
        From: =?utf-8?Q?J=C3=B8rgen_Vang?= <vang@halcyon.example>\n\
        To: \"Ida Brandt\" <ida@halcyon.example>,\n\tlot@halcyon.example\n\
        Cc: undisclosed-recipients:;\n\
        Reply-To: office@halcyon.example\n\
        Date: Tue, 3 Mar 1998 09:15:00 +0100 (CET)\n\
        Subject: =?ISO-8859-1?Q?Die_Gr=F6=DFe_der?= =?utf-8?B?IELDvGhuZQ==?=";
    let text = letter(message(header, "Read this."));
    assert_eq!(field(&text, FieldKind::From), "Jørgen Vang <vang@halcyon.example>");
    assert_eq!(field(&text, FieldKind::To), "Ida Brandt <ida@halcyon.example>, lot@halcyon.example");
    assert_eq!(field(&text, FieldKind::ReplyTo), "office@halcyon.example");
    assert_eq!(field(&text, FieldKind::Date), "Tue, 3 Mar 1998 09:15:00 +0100 (CET)");
    assert_eq!(field(&text, FieldKind::Subject), "Die Größe der Bühne");
    assert!(text.body.starts_with("Read this.\nHalcyon"), "{:?}", text.body);
    // Letters of two bytes, cut between two words, as programs do that they should not.
    let cut = "From: =?utf-8?B?SsM=?= =?UTF-8?b?uHJn?= <j@halcyon.example>\n\
        Subject: =?utf-8?Q?Gr=C3?=\n =?utf-8?Q?=B6=C3=9Fe?= und =?utf-8?B?w6Qr?= =?utf-8?B?w7Y=?=";
    let text = letter(message(cut, "x"));
    assert_eq!(field(&text, FieldKind::Subject), "Größe und ä+ö");
    assert!(field(&text, FieldKind::From).ends_with("<j@halcyon.example>"));
    let old = format!("From: a@halcyon.example\rSubject: Of old\r\rThe first line.\r{IMPRINT}");
    let text = letter(old);
    assert_eq!((field(&text, FieldKind::Subject), text.body.lines().count()), ("Of old", 2));
    let mut raw = message("From: Ida Brandt <ida@halcyon.example>\nSubject: Caf@ at noon", "x");
    let at = raw.iter().position(|&b| b == b'@').unwrap();
    let at = at + 1 + raw[at + 1..].iter().position(|&b| b == b'@').unwrap();
    raw[at] = 0xe9;
    assert_eq!(field(&letter(raw), FieldKind::Subject), "Café at noon");
}

#[test]
fn issue_3_bodies_are_read_in_whatever_encoding_they_are() {
    let header = |charset: &str, encoding: &str| {
        format!(
            "From: a@halcyon.example\nMIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\n\
             Content-Transfer-Encoding: {encoding}"
        )
    };
    let text = letter(message(
        &header("iso-8859-1", "quoted-printable"),
        "The cas=\ntle=20in =C5rhus costs =80 5 = 6.",
    ));
    assert!(text.body.starts_with("The castle in Århus costs € 5 = 6.\n"), "{:?}", text.body);
    let body = base64(format!("Žižkov – “quoted”\r\n{IMPRINT}").as_bytes());
    let bytes = format!("{}\n\n{body}\n", header("utf-8", "base64"));
    assert!(letter(&bytes).body.starts_with("Žižkov – “quoted”\nHalcyon"));
    let mut raw = plain("8 bits and not a word on it", "Smrrebrd, fa@ade");
    let at = raw.windows(7).position(|w| w == b"fa@ade\r").unwrap() + 2;
    raw[at] = 0xe7;
    assert!(letter(raw).body.contains("façade"));
}

#[test]
fn issue_3_a_letter_in_html_gives_the_words_that_are_seen() {
    let html = format!(
        "<html><head><title>No title</title><style>.pre{{display:none}} p{{color:red}}</style>\
         <script>var secret = 1;</script></head><body><div class=pre>Preheader nobody sees</div>\
         <div style=\"display: none\">Hidden offer</div><p hidden>Hidden line</p>\
         <table><tr><td><p>First column</p><p>goes on</p></td><td><p>Second column</p></td></tr></table>\
         <p>See the <a href=\"http://halcyon.example/long/url\">schedule of\n the day</a> &amp; call\
         <img src=x alt=Logo>.</p><p>{IMPRINT}</p></body></html>"
    );
    let text = letter(format!("From: a@halcyon.example\nContent-Type: text/html; charset=utf-8\n\n{html}"));
    for unseen in ["title", "Preheader", "Hidden", "secret", "http", "Logo", "color"] {
        assert!(!text.body.contains(unseen), "{unseen}: {:?}", text.body);
    }
    assert!(text.body.contains("See the schedule of the day & call."), "{:?}", text.body);
    let at = |words: &str| text.body.find(words).unwrap_or_else(|| panic!("{words}: {:?}", text.body));
    assert!(at("First column") < at("goes on") && at("goes on") < at("Second column"), "{:?}", text.body);
}

#[test]
fn issue_3_of_two_spellings_of_a_letter_the_plain_one_is_read_and_the_other_where_it_is_empty() {
    let both = |plain: &str| {
        format!(
            "From: a@halcyon.example\nContent-Type: multipart/mixed; boundary=out\n\n--out\n\
             Content-Type: multipart/alternative; boundary=\"in\"\n\n--in\nContent-Type: text/plain\n\n{plain}\n\
             --in\nContent-Type: text/html\n\n<p>In <b>HTML</b>. {IMPRINT}</p>\n--in--\n\n--out\n\
             Content-Type: text/plain\n\nBelow it. {IMPRINT}\n--out\nContent-Type: text/plain; name=log.txt\n\
             Content-Disposition: attachment; filename=log.txt\n\nAttached.\n--out--\n"
        )
    };
    let text = letter(both("In plain words."));
    assert!(text.body.contains("In plain words.") && text.body.contains("Below it."), "{:?}", text.body);
    assert!(!text.body.contains("HTML") && !text.body.contains("Attached"), "{:?}", text.body);
    assert!(letter(both("   ")).body.contains("In HTML."));
}

#[test]
fn issue_3_flowed_lines_are_joined() {
    let header = "From: a@halcyon.example\nContent-Type: text/plain; format=flowed";
    let body = "> A quoted line \n> goes on.\nThe horses \nare at \nthe gate.\n From the start.\n-- \nIda\n";
    let text = letter(message(header, body));
    let expected = "> A quoted line goes on.\nThe horses are at the gate.\nFrom the start.\n-- \nIda\n";
    assert!(text.body.starts_with(expected), "{:?}", text.body);
}

#[test]
fn issue_3_a_mailbox_is_parted_where_messages_begin_and_nowhere_else() {
    let body = "Dear all,\n\n>From the gate to the tower.\n\nFrom here on we go.\n\nFrom Monday at 10:30 in 2018 too.";
    let mut mbox = Vec::new();
    for (from, message) in [
        ("ida@halcyon.example Tue Mar  3 09:15:00 1998", plain("One", "The first.")),
        ("1234567890@xxx Wed Mar 04 09:15:00 +0000 1998", plain("Two", body)),
        ("- Thu Mar  5 09:15:00 1998", plain("Three", "The third.")),
    ] {
        mbox.extend(format!("From {from}\r\n").bytes());
        mbox.extend(message);
        mbox.extend(b"\r\n");
    }
    let desk = Desk::new();
    desk.write("leak/box", &mbox);
    desk.write("leak/one", &mbox[..mbox.windows(7).position(|w| w == b"\r\nFrom ").unwrap()]);
    let found = added(&desk);
    let subjects: Vec<_> =
        found.iter().map(|((name, n), t)| (name.as_str(), *n, field(t, FieldKind::Subject))).collect();
    assert_eq!(subjects, [("box", 1, "One"), ("box", 2, "Two"), ("box", 3, "Three"), ("one", 1, "One")]);
    let second = &found[&("box".into(), 2)].body;
    let expected = "Dear all,\n\nFrom the gate to the tower.\n\nFrom here on we go.\n\nFrom Monday at 10:30";
    assert!(second.starts_with(expected), "{second:?}");
    let status = desk.status("i.db");
    assert_eq!((&status["index"]["pages"], &status["index"]["unread"]), (&4.into(), &0.into()), "{status}");
}

#[test]
fn issue_3_a_count_of_bytes_is_believed_only_where_it_fits() {
    let separator = "From ida@halcyon.example Tue Mar  3 09:15:00 1998\n";
    let body = format!(
        "A list:\n\nFrom vang@halcyon.example Wed Mar  4 09:15:00 1998\nwas the second.\n{IMPRINT}\n"
    );
    let counted = |count: usize| {
        format!(
            "{separator}From: a@halcyon.example\nContent-Length: {count}\n\n{body}\n\
             {separator}From: b@halcyon.example\n\n{IMPRINT}\n"
        )
    };
    let desk = Desk::new();
    desk.write("leak/fits", counted(body.len()).as_bytes());
    desk.write("leak/not", counted(body.len() - 9).as_bytes());
    let found = added(&desk);
    let pages = |name: &str| {
        found.keys().filter(|(document, _)| document == name).map(|(_, n)| *n).collect::<Vec<_>>()
    };
    assert_eq!((pages("fits"), pages("not")), (vec![1, 2], vec![2, 3]));
    // A count that spans a whole message hides none.
    let hiding = format!("{separator}From: b@halcyon.example\n\n{IMPRINT}\n\n");
    let desk = Desk::new();
    let bytes = format!(
        "{separator}From: a@halcyon.example\nContent-Length: {}\n\n{hiding}{separator}From: c@halcyon.example\n\n{IMPRINT}\n",
        hiding.len()
    );
    desk.write("leak/hiding", bytes.as_bytes());
    assert_eq!(added(&desk).len(), 2);
    assert_eq!(desk.status("i.db")["index"]["pages"], 3);
}

#[test]
fn issue_3_what_apple_mail_and_a_maildir_keep_are_messages() {
    let message = plain("In a folder", "Words.");
    let desk = Desk::new();
    let mut emlx = format!("{}      \n", message.len()).into_bytes();
    emlx.extend(&message);
    emlx.extend(
        b"<?xml version=\"1.0\"?><plist><dict><key>flags</key><integer>8590195713</integer></dict></plist>\n",
    );
    desk.write("leak/4711.emlx", &emlx);
    desk.write("leak/cur/888905700.M1P2.host:2,S", &message);
    let found = added(&desk);
    let names: Vec<&str> = found.keys().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["4711.emlx", "cur/888905700.M1P2.host:2,S"]);
    for text in found.values() {
        assert_eq!(field(text, FieldKind::Subject), "In a folder");
        assert!(text.body.ends_with("ropewalk"), "{:?}", text.body);
    }
}

#[test]
fn issue_3_a_broken_message_is_named_and_the_others_are_read() {
    let separator = "From ida@halcyon.example Tue Mar  3 09:15:00 1998\n";
    let mut mbox = Vec::new();
    for message in [plain("One", "x"), b"\x00\x01\x02\xb7\xb7\n\x00%%\n".to_vec(), plain("Three", "x")] {
        mbox.extend(separator.bytes().chain(message).chain(*b"\n"));
    }
    let desk = Desk::new();
    desk.write("leak/box", &mbox);
    let found = added(&desk);
    assert_eq!(found.keys().map(|(_, n)| *n).collect::<Vec<_>>(), [1, 3]);
    let status = desk.status("i.db");
    let unread = status["unread"].as_array().unwrap();
    assert_eq!((unread.len(), &unread[0]["page"]), (1, &2.into()), "{status}");
}

#[test]
fn issue_3_a_file_cut_anywhere_gives_what_it_still_has() {
    let body =
        base64(format!("{IMPRINT}\nand then the words go on for some lines more until they end").as_bytes());
    let whole = format!(
        "From: a@halcyon.example\nSubject: Cut\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
         --b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{body}\n--b--\n"
    );
    let desk = Desk::new();
    let ends: Vec<usize> = (30..whole.len()).step_by(13).collect();
    for end in &ends {
        desk.write(&format!("leak/{end:04}"), &whole.as_bytes()[..*end]);
    }
    let found = added(&desk);
    let status = desk.status("i.db");
    assert_eq!(status["index"]["pages"], ends.len(), "{status}");
    // Three bytes are four letters, and there is a line break among them.
    let enough = whole.find(&body).unwrap() + IMPRINT.len() / 3 * 4 + 8;
    assert!(ends.iter().filter(|end| **end > enough).count() > 3);
    for end in ends.iter().filter(|end| **end > enough) {
        let text = &found[&(format!("{end:04}"), 1)];
        assert!(text.body.starts_with("Halcyon Pictures"), "{end}: {:?}", text.body);
    }
}

#[test]
fn issue_3_words_beyond_every_letter_are_cut_and_that_is_said() {
    let desk = Desk::new();
    let body = format!("{IMPRINT}\n{}", "ä lot of wörds ".repeat(400_000));
    desk.write("leak/a.eml", &plain("Long", &body));
    let found = added(&desk);
    let kept = found[&("a.eml".into(), 1)].body.len();
    assert!(kept <= 4 << 20 && kept > (4 << 20) - 9, "{kept}");
    let status = desk.status("i.db");
    let said = status["unread"][0]["reason"].as_str().unwrap();
    assert!(said.contains("Message 1 is not whole. It was cut") && said.contains("4 MiB"), "{status}");
}

#[test]
fn issue_3_what_only_looks_a_little_like_mail_is_named_as_unread() {
    let desk = Desk::new();
    desk.write("leak/story.txt", b"From here on we go.\nIt was late: the gate was shut.\n");
    desk.write("leak/code.py", b"import os\nsubject: str = 'x'\n");
    desk.write("leak/empty.eml", b"MIME-Version: 1.0\n\n  \n");
    desk.run(&["add", "leak", "--index", "i.db"]);
    let status = desk.status("i.db");
    let unread = status["unread"].as_array().unwrap();
    assert_eq!((&status["index"]["pages"], unread.len()), (&0.into(), 3), "{status}");
}

#[test]
fn issue_3_checks_and_counts_go_on_with_mail_in_the_index() {
    let desk = Desk::new();
    desk.write("leak/a.eml", &plain("A", "One."));
    desk.write("leak/b.png", &crate::common::png(7));
    desk.write("leak/c.pdf", &pdf(3, 2));
    desk.write("shot.png", &crate::common::png(7));
    added(&desk);
    let status = desk.status("i.db");
    assert_eq!(status["index"]["pages"], 4, "{status}");
    let said = desk.expect(0, &["shot.png", "--index", "i.db", "--json"]);
    assert_eq!(said.lines()[0]["pages"][0]["document"], "b.png");
    let said = desk.run(&["leak/a.eml", "--index", "i.db"]);
    assert!(said.err.contains("It is mail. verify-shot checks pictures"), "{}{}", said.out, said.err);
    desk.expect(0, &["add", "leak", "--index", "bare.db", "--no-renditions"]);
    assert!(desk.expect(0, &["status", "--index", "bare.db"]).out.contains("kept of 1 page, not of 3"));
    assert!(Index::open(&desk.path("i.db"), &features::versions()).unwrap().has_text().unwrap());
}

#[test]
fn issue_3_a_message_that_changes_or_goes_leaves_no_words_behind() {
    let desk = Desk::new();
    desk.write("leak/a.eml", &plain("A", "One."));
    desk.write("leak/b.eml", &plain("B", "Two."));
    let before = added(&desk);
    let digest = desk.digest("i.db");
    desk.write("leak/a.eml", &plain("A", "One and more."));
    std::fs::remove_file(desk.path("leak/b.eml")).unwrap();
    desk.expect(0, &["add", "leak", "--index", "i.db", "--prune"]);
    let after = letters(&desk);
    assert_ne!(digest, desk.digest("i.db"));
    assert_eq!((before.len(), after.len()), (2, 1));
    assert!(after[&("a.eml".into(), 1)].body.starts_with("One and more."));
    let rows = rusqlite::Connection::open(desk.path("i.db")).unwrap();
    assert_eq!(rows.query_row("SELECT count(*) FROM text", [], |r| r.get::<_, i64>(0)).unwrap(), 1);
    desk.write("leak/a.eml", &plain("A", "One."));
    desk.write("leak/b.eml", &plain("B", "Two."));
    added(&desk);
    assert_eq!(digest, desk.digest("i.db"), "the same files, the same digest");
}

#[test]
fn issue_3_the_words_of_a_drawn_page_are_found_too() {
    let desk = Desk::new();
    desk.write("leak/a.pdf", &std::fs::read("testdata/originals/memos/airship.pdf").unwrap());
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    let index = Index::open(&desk.path("i.db"), &features::versions()).unwrap();
    let phrase =
        "The underwriters have replied to our third letter about the airship. They will insure the envelope";
    let keys = shingles::keys(&Text { fields: Vec::new(), body: phrase.into() });
    let tokens: Vec<u32> =
        keys.iter().map(|key| if let Key::Token(t, _) = key { *t } else { panic!() }).collect();
    let mut found = Vec::new();
    index.tokens(FeatureKind::Words, &tokens, 1000, &mut |i, id, _| found.push((i, id))).unwrap();
    assert!(found.len() >= tokens.len() && tokens.len() > 2, "{found:?}");
    assert_eq!(index.page(found[0].1).unwrap().document, "a.pdf");
    assert!(!index.has_text().unwrap() && index.text(found[0].1).unwrap().is_none());
}

/// A message with these parts, headers and all, below words of its own.
fn with_parts(subject: &str, parts: &[String]) -> Vec<u8> {
    let mark = format!("mark-{subject}");
    let mut whole = format!(
        "From: a@halcyon.example\nSubject: {subject}\nContent-Type: multipart/mixed; boundary={mark}\n\n\
         --{mark}\nContent-Type: text/plain\n\nSee below. {IMPRINT}\n"
    );
    for part in parts {
        whole += &format!("--{mark}\n{part}\n");
    }
    format!("{whole}--{mark}--\n").into_bytes()
}

fn attached(name: &str, bytes: &[u8]) -> String {
    format!(
        "Content-Type: application/octet-stream\nContent-Disposition: attachment; {name}\n\
         Content-Transfer-Encoding: base64\n\n{}",
        base64(bytes)
    )
}

fn forwarded(message: &[u8]) -> String {
    format!("Content-Type: message/rfc822\n\n{}", String::from_utf8(message.to_vec()).unwrap())
}

fn one_of_each() -> Vec<u8> {
    let inner = with_parts("inner", &[attached("filename=deep.png", &crate::common::png(9))]);
    with_parts(
        "outer",
        &[
            attached("filename*=utf-8''Pl%C3%A4ne.pdf", &pdf(5, 2)),
            attached("filename=\"board.png\"", &crate::common::png(3)),
            attached("filename=\"board.png\"", &crate::common::png(4)),
            attached("filename=\"../etc/=?utf-8?Q?b=C3=BChne=2Ezip?=\"", b"PK\x03\x04"),
            forwarded(&inner),
        ],
    )
}

#[test]
fn issue_3_what_is_attached_is_a_document_below_its_message() {
    let desk = Desk::new();
    desk.write("leak/m.eml", &one_of_each());
    let found = added(&desk);
    assert_eq!(found.keys().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["m.eml", "m.eml/message"]);
    let expected = [
        ("m.eml", 1, false),
        ("m.eml/..", 0, true),
        ("m.eml/Pläne.pdf", 2, true),
        ("m.eml/board (2).png", 1, true),
        ("m.eml/board.png", 1, true),
        ("m.eml/message", 1, true),
        ("m.eml/message/deep.png", 1, true),
    ];
    let documents = documents(&desk);
    assert_eq!(documents.len(), expected.len(), "{documents:?}");
    for ((name, pages, attached), expected) in documents.iter().zip(expected) {
        assert!(name.starts_with(expected.0), "{name}");
        assert_eq!((*pages, *attached), (expected.1, expected.2), "{name}");
    }
    let status = desk.status("i.db");
    assert_eq!((&status["files"], &status["refused"]), (&1.into(), &0.into()), "{status}");
    assert_eq!((&status["attachments"], &status["attachments_refused"]), (&6.into(), &1.into()), "{status}");
    let unread = status["unread"].as_array().unwrap();
    assert!(unread.len() == 1 && unread[0]["document"].as_str().unwrap().ends_with("zip"), "{status}");
    desk.write("shot.png", &crate::common::png(9));
    let said = desk.expect(0, &["shot.png", "--index", "i.db", "--json"]);
    assert_eq!(said.lines()[0]["pages"][0]["document"], "m.eml/message/deep.png");
}

#[test]
fn issue_3_what_is_attached_stays_changes_and_goes_with_its_message() {
    let desk = Desk::new();
    desk.write("leak/m.eml", &one_of_each());
    added(&desk);
    let digest = desk.digest("i.db");
    let said = desk.expect(0, &["add", "leak", "--index", "i.db", "--prune"]);
    assert!(said.out.contains("1 of 1 file") && said.out.contains("1 unchanged"), "{}", said.out);
    assert_eq!(digest, desk.digest("i.db"));
    desk.write("leak/m.eml", &with_parts("less", &[attached("filename=board.png", &crate::common::png(4))]));
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    let names: Vec<String> = documents(&desk).into_iter().map(|d| d.0).collect();
    assert_eq!(names, ["m.eml", "m.eml/board.png"]);
    desk.write("leak/m.eml", &one_of_each());
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    assert_eq!(digest, desk.digest("i.db"));
    std::fs::remove_file(desk.path("leak/m.eml")).unwrap();
    desk.write("leak/other.png", &crate::common::png(1));
    desk.expect(0, &["add", "leak", "--index", "i.db", "--prune"]);
    assert_eq!(documents(&desk), [("other.png".to_owned(), 1, false)]);
}

#[test]
fn issue_3_what_is_attached_in_a_mailbox_is_below_the_number_of_its_message() {
    let desk = Desk::new();
    let mut mbox = Vec::new();
    for seed in [3, 4] {
        mbox.extend(b"From a@halcyon.example Tue Mar  3 09:15:00 1998\n");
        mbox.extend(with_parts("x", &[attached("filename=board.png", &crate::common::png(seed))]));
        mbox.push(b'\n');
    }
    desk.write("leak/box", &mbox);
    desk.expect(0, &["add", "leak", "--index", "i.db", "--no-renditions"]);
    let names: Vec<String> = documents(&desk).into_iter().map(|d| d.0).collect();
    assert_eq!(names, ["box", "box/1/board.png", "box/2/board.png"]);
    // Nothing can be drawn anew from a file that is none.
    assert_eq!(desk.status("i.db")["without_rendition"], 0);
}

#[test]
fn issue_3_messages_in_messages_are_followed_so_deep_and_the_next_is_named() {
    let mut message = plain("core", "x");
    for level in 0..10 {
        message = with_parts(&format!("level{level}"), &[forwarded(&message)]);
    }
    let desk = Desk::new();
    desk.write("leak/m.eml", &message);
    assert_eq!(added(&desk).len(), 9);
    let status = desk.status("i.db");
    assert_eq!((&status["attachments"], &status["attachments_refused"]), (&9.into(), &1.into()), "{status}");
    assert!(status["unread"][0]["reason"].as_str().unwrap().contains("9 levels deep"), "{status}");
}
