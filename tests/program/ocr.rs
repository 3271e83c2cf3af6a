//! Pages without words of their own: read by OCR when they are added, found by their words, and never believed.

#![cfg(unix)]

use std::fs;
use std::io::Cursor;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::common::{Desk, Said, pdf, picture_of};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use image::{DynamicImage, ImageFormat, RgbImage};
use serde_json::Value;
use verify_shot::load::{Patience, Reader};

/// What the fake reader says of itself.
const NAMED: &str = "case \"$1\" in --version) echo 'tesseract 5'; exit;; --list-langs) printf 'of these\\neng\\n'; exit;; esac\n";

fn testdata(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

fn encoded(picture: impl Into<DynamicImage>) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A page of an original as a scan has it: a picture without words.
fn scanned(original: &str, page: u32) -> RgbImage {
    let bytes = fs::read(testdata("originals").join(original)).unwrap();
    let mut reader = Reader::with_program(Path::new(env!("CARGO_BIN_EXE_verify-shot")), Patience::default());
    let picture = reader.page_at(&bytes, page, 200).unwrap().picture.unwrap();
    RgbImage::from_raw(picture.width as u32, picture.height as u32, picture.rgb).unwrap()
}

/// A desk whose folder holds two pages of a memo as scans.
fn desk() -> Desk {
    let desk = Desk::new();
    for page in [1, 2] {
        desk.write(&format!("leak/scan-{page}.png"), &encoded(scanned("memos/airship.pdf", page)));
    }
    desk
}

fn answer(desk: &Desk, picture: &Path) -> Value {
    desk.run(&[picture.to_str().unwrap(), "--json", "--index", "i.db"]).lines().remove(0)
}

fn answer_to_shot(desk: &Desk, shot: &str) -> Value {
    answer(desk, &picture_of(&testdata("shots").join(shot)))
}

fn words(desk: &Desk) -> Value {
    desk.status("i.db")["words"].clone()
}

/// Adds the folder where `tesseract` is this script, which says of itself what is asked.
fn add_with(desk: &Desk, script: &str) -> Said {
    let programs = desk.path("programs");
    fs::create_dir_all(&programs).unwrap();
    let path = programs.join("tesseract");
    fs::write(&path, format!("#!/bin/sh\n{NAMED}{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let said = desk.command(&["add", "leak", "--ocr", "--index", "i.db"]).env("PATH", path).output();
    Said::from(said.unwrap())
}

#[test]
fn issue_3_a_scanned_page_is_found_by_its_words_where_its_look_fails() {
    let desk = desk();
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    let before = answer_to_shot(&desk, "reading-view");
    assert_eq!(before["verdict"], "not_found", "{before}");
    let added = desk.expect(0, &["add", "leak", "--ocr", "--index", "i.db"]);
    assert!(added.out.contains("2 pages read by OCR now (tesseract "), "{}", added.out);
    let found = answer_to_shot(&desk, "reading-view");
    let page = &found["pages"][0];
    assert_eq!((&page["document"], &page["page"]), (&"scan-1.png".into(), &1.into()), "{found}");
    assert_eq!(page["basis"], serde_json::json!(["words"]));
    // The very words, all of them: and yet no match, for who read them may have erred.
    assert_eq!(found["verdict"], "inconclusive", "{found}");
    assert!(found["why"].to_string().contains("were read by OCR"), "{found}");
    let stranger = answer_to_shot(&desk, "mail-not-in-the-set");
    assert_eq!(stranger["verdict"], "not_found", "{stranger}");
}

#[test]
fn issue_3_a_changed_digit_is_neither_a_match_nor_a_difference_by_words_that_ocr_read() {
    let desk = desk();
    desk.expect(0, &["add", "leak", "--ocr", "--index", "i.db"]);
    let found = answer_to_shot(&desk, "reading-view-changed-sum");
    assert_eq!(found["verdict"], "inconclusive", "{found}");
    assert_eq!(found["pages"][0]["document"], "scan-1.png", "{found}");
    assert_eq!(found["pages"][0]["differences"], serde_json::json!([]), "{found}");
    let why = found["why"].to_string();
    assert!(
        why.contains("were read by OCR")
            && why.contains("something may have been changed there, or is just hard to read"),
        "{why}"
    );
}

#[test]
fn issue_3_a_scan_is_compared_by_its_look_as_ever() {
    let desk = desk();
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    let mut copy = scanned("memos/airship.pdf", 1);
    desk.write("copy.png", &encoded(image::imageops::thumbnail(&copy, 1200, 1553)));
    // A word exchanged for another of the page.
    let (width, height) = (copy.width(), copy.height());
    let part = image::imageops::crop_imm(&copy, width / 4, height / 2, width / 10, height / 60).to_image();
    image::imageops::replace(&mut copy, &part, i64::from(width / 3), i64::from(height / 3));
    desk.write("changed.png", &encoded(image::imageops::thumbnail(&copy, 1200, 1553)));
    let pictures = ["copy.png", "changed.png"].map(|name| desk.path(name));
    let without = pictures.each_ref().map(|picture| answer(&desk, picture));
    assert_eq!([&without[0]["verdict"], &without[1]["verdict"]], ["match", "altered"], "{without:?}");
    desk.expect(0, &["add", "leak", "--ocr", "--index", "i.db"]);
    for (picture, without) in pictures.iter().zip(&without) {
        let with = answer(&desk, picture);
        assert_eq!((&with["verdict"], &with["pages"]), (&without["verdict"], &without["pages"]));
    }
    // What was read is not what the original says.
    let differences = without[1]["pages"][0]["differences"].as_array().unwrap();
    assert!(
        !differences.is_empty() && differences.iter().all(|d| d["original"].is_null()),
        "{differences:?}"
    );
}

#[test]
fn issue_3_what_was_read_is_not_read_again_and_files_that_were_added_before_are_read() {
    let desk = desk();
    desk.write("leak/mail.eml", &letter_with("scan.png", &fs::read(desk.path("leak/scan-1.png")).unwrap()));
    desk.expect(0, &["add", "leak", "--ocr", "--index", "once.db"]);
    desk.expect(0, &["add", "leak", "--no-renditions", "--index", "i.db"]);
    let pages = |own: u32, ocr: u32, unread: u32| serde_json::json!({"own": own, "ocr": ocr, "failed": 0, "unread": unread, "none": 0});
    assert_eq!(words(&desk), pages(1, 0, 3));
    let digest = desk.digest("i.db");
    // The file alone, then all of them; a page of a mail's attachment is among them.
    let said = desk.expect(0, &["add", "leak/scan-2.png", "--ocr", "--no-renditions", "--index", "i.db"]).out;
    assert!(said.contains("1 page read by OCR now") && said.contains("1 unchanged"), "{said}");
    assert_eq!(words(&desk), pages(1, 1, 2));
    let said = desk.expect(0, &["add", "leak", "--ocr", "--no-renditions", "--index", "i.db"]).out;
    assert!(said.contains("2 pages read by OCR now") && said.contains("3 unchanged"), "{said}");
    assert_ne!(desk.digest("i.db"), digest);
    let said = desk.expect(0, &["add", "leak", "--ocr", "--no-renditions", "--index", "i.db"]).out;
    assert!(said.contains("0 pages read by OCR now"), "{said}");
    assert_eq!(words(&desk), pages(1, 3, 0));
    desk.expect(0, &["verify", "--index", "i.db"]);
    // At once or in steps: the same index, where the same is kept of pages.
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    desk.expect(0, &["add", "leak", "--ocr", "--index", "i.db"]);
    assert_eq!(desk.digest("i.db"), desk.digest("once.db"));
    let listed = desk.expect(0, &["list", "scan-*", "--index", "i.db"]).out;
    assert!(listed.ends_with("2 pages: 0 with words of their own, 2 read by OCR.\n"), "{listed}");
    // What is read goes with its document.
    desk.expect(0, &["remove", "scan-*", "mail.eml", "--index", "i.db"]);
    assert_eq!(words(&desk), pages(0, 0, 0));
    desk.expect(0, &["verify", "--index", "i.db"]);
}

/// A message with a file attached.
fn letter_with(name: &str, file: &[u8]) -> Vec<u8> {
    let file = BASE64_STANDARD.encode(file);
    let lines: Vec<&str> =
        file.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!(
        "From: Ann Archer <ann@halcyon.example>\r\nSubject: The scan\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHere it is.\r\n\
         --b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename={name}\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
        lines.join("\r\n")
    )
    .into_bytes()
}

#[test]
fn issue_3_a_stamp_on_a_scan_is_not_taken_for_its_words() {
    let desk = Desk::new();
    desk.write("leak/stamped.pdf", &with_text(&pdf(1, 1), "Exhibit 7"));
    desk.write(
        "leak/written.pdf",
        &with_text(&pdf(2, 1), "All of this page is in words that stand in its file"),
    );
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    let unread = |name: &str| {
        desk.expect(0, &["list", name, "--json", "--index", "i.db"]).lines()[0]["words"]["unread"].clone()
    };
    assert_eq!((unread("stamped.pdf"), unread("written.pdf")), (1.into(), 0.into()));
}

/// A PDF of one page with a line of text put on it.
fn with_text(pdf: &[u8], text: &str) -> Vec<u8> {
    let pdf = String::from_utf8(pdf.to_vec()).unwrap();
    let font = "/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>";
    let stream = pdf.find("stream\n").unwrap() + "stream\n".len();
    let end = pdf.find("endstream").unwrap();
    let (before, contents) = (&pdf[..stream], &pdf[stream..end]);
    let contents = format!("{contents}BT /F 6 Tf 10 270 Td ({text}) Tj ET\n");
    let before = before.replace("/Resources << >>", font);
    let at = before.rfind("<< /Length").unwrap();
    format!("{}<< /Length {} >>\nstream\n{contents}{}", &before[..at], contents.len(), &pdf[end..])
        .into_bytes()
}

#[test]
fn issue_3_without_a_reader_nothing_is_done_and_what_to_install_is_said() {
    let desk = desk();
    let programs = desk.path("programs");
    fs::create_dir(&programs).unwrap();
    let said = desk.command(&["add", "leak", "--ocr", "--index", "i.db"]).env("PATH", &programs).output();
    let said = Said::from(said.unwrap());
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{}", said.err);
    assert!(said.err.contains("install it (Debian: `apt-get install tesseract-ocr`)"), "{}", said.err);
    let said = desk.expect(2, &["add", "leak", "--ocr", "--lang", "eng+tlh", "--index", "i.db"]);
    assert!(said.err.contains("apt-get install tesseract-ocr-tlh"), "{}", said.err);
    assert!(!desk.path("i.db").exists(), "nothing was done");
}

#[test]
fn issue_3_an_add_that_was_killed_goes_on_where_it_was() {
    let desk = desk();
    let scan = fs::read(desk.path("leak/scan-1.png")).unwrap();
    (3..8).for_each(|copy| desk.write(&format!("leak/scan-{copy}.png"), &scan));
    // Kills the program that asked at the third page; slow enough that what was read before is kept. It may write no file.
    let script =
        "cat >/dev/null; mkdir call-$$; set -- call-*; sleep 0.2; [ $# -ge 3 ] && kill -9 $PPID; exit 0";
    assert_eq!(add_with(&desk, script).code, None);
    let kept = words(&desk)["ocr"].as_u64().unwrap();
    assert!((1..7).contains(&kept), "{kept}");
    desk.expect(0, &["verify", "--index", "i.db"]);
    let said = add_with(&desk, "cat >/dev/null");
    assert!(said.out.contains(&format!("{} pages read by OCR now", 7 - kept)), "{}", said.out);
    assert_eq!(words(&desk)["ocr"], 7);
}

#[test]
fn issue_3_pages_that_cannot_be_read_stop_nothing_and_are_named() {
    let row = |text: &str| format!("5\\t1\\t1\\t1\\t1\\t1\\t10\\t10\\t200\\t20\\t96.5\\t{text}\\n");
    let mad = [
        ("cat >/dev/null".into(), 2),
        ("kill -9 $$".into(), 0),
        ("cat >/dev/null; printf '\\377\\376\\000\\t\\t\\t\\t\\t\\t\\t\\t\\t\\t\\t\\n'".into(), 2),
        (format!("cat >/dev/null; printf '{}'", row("\\033[2Jclear\\007")), 2),
        (
            format!(
                "cat >/dev/null; printf '{}'",
                row("word").replace("10\\t10", "-1e300\\tNaN").replace("20\\t96", "1e308\\t96")
            ),
            2,
        ),
        (
            format!(
                "cat >/dev/null; yes \"$(printf '{}')\" | head -n 300000",
                row("the").trim_end_matches("\\n")
            ),
            2,
        ),
        ("exit 1".into(), 0),
    ];
    let desk = desk();
    for (script, read) in mad {
        let _ = fs::remove_file(desk.path("i.db"));
        let said = add_with(&desk, &script);
        assert_eq!(said.code, Some(0), "{script}\n{}", said.err);
        assert!(!said.err.contains('\x1b'));
        assert_eq!(words(&desk)["ocr"], read, "{script}\n{}{}", said.out, said.err);
        assert_eq!(words(&desk)["failed"], 2 - read, "{script}");
        desk.expect(0, &["verify", "--index", "i.db"]);
    }
    let said = desk.expect(0, &["status", "--unread", "--index", "i.db"]).out;
    assert!(said.contains("2 that OCR could not read"), "{said}");
    assert!(said.contains("scan-1.png, page 1: ") && said.contains("scan-2.png, page 1: "), "{said}");
    let status = desk.status("i.db");
    assert_eq!(status["unread_words"].as_array().map(Vec::len), Some(2), "{status}");
    // Another time they may be.
    let said = desk.expect(0, &["add", "leak", "--ocr", "--index", "i.db"]);
    assert!(said.out.contains("2 pages read by OCR now") && said.err.is_empty(), "{}{}", said.out, said.err);
    assert_eq!(words(&desk)["failed"], 0);
}
