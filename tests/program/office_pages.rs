//! Office files whose pages are drawn when they are added, by a stand-in for LibreOffice, so that none is needed.

#![cfg(unix)]

use std::fs;
use std::io::{Cursor, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::mail::documents;
use crate::common::{Desk, Said, picture_of, wait_until};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

/// What the stand-in says of itself, and how it takes its arguments: folder and file are the last two.
const NAMED: &str = "[ \"$1\" = --version ] && { echo 'LibreOffice 1.2.3 stand-in'; exit; }\n\
    for file; do out=$before; before=$file; done; own=$(dirname \"$0\"); mkdir -p \"$out\"\n";
/// Draws two pages, whatever the file.
const DRAWS: &str = "cp \"$own/pages.pdf\" \"$out/input.pdf\"";

fn testdata(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

/// A desk with these office samples in its folder.
fn desk(samples: &[&str]) -> Desk {
    let desk = Desk::new();
    for name in samples {
        desk.write(&format!("leak/{name}"), &fs::read(testdata("formats/office").join(name)).unwrap());
    }
    desk
}

/// Puts a script in the place of LibreOffice; gives the PATH by which it is found first.
fn stand_in(desk: &Desk, script: &str) -> String {
    desk.write("programs/pages.pdf", &fs::read(testdata("originals/memos/airship.pdf")).unwrap());
    let program = desk.path("programs/soffice");
    desk.write("programs/soffice", format!("#!/bin/bash\n{NAMED}{script}\n").as_bytes());
    fs::set_permissions(program, fs::Permissions::from_mode(0o755)).unwrap();
    format!("{}:{}", desk.path("programs").display(), std::env::var("PATH").unwrap())
}

fn command_with(desk: &Desk, script: &str) -> Command {
    let path = stand_in(desk, script);
    let mut command = desk.command(&["add", "leak", "--office-pages", "--index", "i.db"]);
    command.env("PATH", path);
    command
}

/// Adds the folder where LibreOffice is this script.
fn add_with(desk: &Desk, script: &str) -> Said {
    Said::from(command_with(desk, script).output().unwrap())
}

fn answer_to_shot(desk: &Desk, shot: &str) -> Value {
    let picture = picture_of(&testdata("shots").join(shot));
    desk.run(&[picture.to_str().unwrap(), "--json", "--index", "i.db"]).lines().remove(0)
}

/// An old Office file: a compound file with this stream.
fn old(stream: &str) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(stream).unwrap().write_all(&[7; 5000]).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// A message with a file attached.
fn letter_with(name: &str, file: &[u8]) -> Vec<u8> {
    let file = BASE64_STANDARD.encode(file);
    format!(
        "From: Ann Archer <ann@halcyon.example>\r\nSubject: The file\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHere it is.\r\n\
         --b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename={name}\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{file}\r\n--b--\r\n"
    )
    .into_bytes()
}

#[test]
fn issue_3_a_picture_of_an_office_file_is_compared_by_the_look_of_its_pages() {
    let desk = desk(&["insurance.docx"]);
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    let before = answer_to_shot(&desk, "changed-digit-in-a-post");
    assert_eq!(before["verdict"], "not_found", "{before}");
    let said = add_with(&desk, DRAWS);
    assert!(said.out.contains("1 office file drawn now (LibreOffice 1.2.3, "), "{}{}", said.out, said.err);
    let drawn = answer_to_shot(&desk, "changed-digit-in-a-post");
    let page = &drawn["pages"][0];
    assert_eq!((&page["document"], &page["page"]), (&"insurance.docx".into(), &1.into()), "{drawn}");
    assert_eq!(page["drawn_by"], "LibreOffice 1.2.3");
    // The words confirm it: "2,810,000" is read where the file has "2,310,000".
    assert_eq!(drawn["verdict"], "altered", "{drawn}");
    assert_eq!(page["differences"][0]["original"], "2,310,000", "{drawn}");
    let shown = desk.run(&[
        picture_of(&testdata("shots").join("changed-digit-in-a-post")).to_str().unwrap(),
        "--index",
        "i.db",
    ]);
    assert!(shown.out.contains("Drawn by  LibreOffice 1.2.3"), "{}", shown.out);
    // The same answer, read back.
    desk.write("answers.json", format!("{drawn}\n").as_bytes());
    let explained = desk.run(&["explain", "answers.json"]).out;
    assert!(explained.contains("Drawn by  LibreOffice 1.2.3"), "{explained}");
}

#[test]
fn issue_3_the_words_of_a_drawn_file_stay_beside_its_pages() {
    let desk = desk(&["insurance.docx", "slate.pptx"]);
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    let said = add_with(&desk, DRAWS);
    assert!(said.out.contains("2 office files drawn now"), "{}{}", said.out, said.err);
    let name = |name: &str, pages, below| (name.to_owned(), pages, below);
    assert_eq!(
        documents(&desk),
        [
            name("insurance.docx", 2, false),
            name("insurance.docx/words", 1, true),
            name("slate.pptx", 2, false),
            name("slate.pptx/words", 2, true),
        ]
    );
    let found = crate::common::mail::letters(&desk);
    assert!(found[&("insurance.docx/words".into(), 1)].body.contains("not the-lamps"));
    assert!(found.contains_key(&("slate.pptx/words".into(), 2)));
    let status = desk.status("i.db");
    assert_eq!(
        (&status["files"], &status["refused"], &status["attachments"]),
        (&2.into(), &0.into(), &0.into())
    );
    assert_eq!(status["drawn"], serde_json::json!({"drawn": 2, "failed": 0, "undrawn": 0}));
    desk.expect(0, &["verify", "--index", "i.db"]);
    desk.expect(0, &["remove", "insurance.docx", "slate.pptx", "--index", "i.db"]);
    assert_eq!(documents(&desk), []);
    assert_eq!(desk.status("i.db")["drawn"], serde_json::json!({"drawn": 0, "failed": 0, "undrawn": 0}));
    desk.expect(0, &["verify", "--index", "i.db"]);
}

#[test]
fn issue_3_what_was_drawn_is_not_drawn_again_and_in_steps_the_index_is_the_same() {
    let desk = desk(&["insurance.docx", "wages.ods"]);
    let path = stand_in(&desk, DRAWS);
    let once =
        desk.command(&["add", "leak", "--office-pages", "--index", "once.db"]).env("PATH", path).output();
    assert_eq!(Said::from(once.unwrap()).code, Some(0));
    let said = desk.expect(0, &["add", "leak", "--index", "i.db"]).out;
    assert!(said.contains("2 office files of the index without drawn pages"), "{said}");
    let digest = desk.digest("i.db");
    let path = stand_in(&desk, DRAWS);
    let one = desk
        .command(&["add", "leak/wages.ods", "--office-pages", "--index", "i.db"])
        .env("PATH", path)
        .output();
    assert!(Said::from(one.unwrap()).out.contains("1 office file drawn now"));
    assert!(add_with(&desk, DRAWS).out.contains("1 office file drawn now"));
    // A program that would draw nothing is not asked.
    let said = add_with(&desk, "exit 1");
    assert!(said.out.contains("0 office files drawn now") && said.err.is_empty(), "{}{}", said.out, said.err);
    assert_ne!(desk.digest("i.db"), digest);
    assert_eq!(desk.digest("i.db"), desk.digest("once.db"));
    // Without being asked for they stay as they are; a file that changed is read anew.
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    assert_eq!(desk.digest("i.db"), desk.digest("once.db"));
    desk.write("leak/wages.ods", &fs::read(testdata("formats/office/premiere.odp")).unwrap());
    let said = desk.expect(0, &["add", "leak", "--index", "i.db"]).out;
    assert!(said.contains("1 changed") && said.contains("1 office file of the index without"), "{said}");
    desk.expect(0, &["verify", "--index", "i.db"]);
}

#[test]
fn issue_3_old_office_files_are_refused_in_words_and_drawn_where_they_can_be() {
    let desk = Desk::new();
    desk.write("leak/budget.bin", &old("WordDocument"));
    desk.write("leak/mail.eml", &letter_with("sums.xls", &old("Workbook")));
    desk.write("leak/locked.doc", &old("EncryptedPackage"));
    let said = desk.expect(0, &["add", "leak", "--index", "i.db"]);
    assert!(said.err.contains("old Office file (DOC)") && said.err.contains("LibreOffice"), "{}", said.err);
    assert!(said.err.contains("mail.eml/sums.xls: It is an old Office file (XLS)"), "{}", said.err);
    assert!(said.err.contains("locked by a password"), "{}", said.err);
    let said = add_with(&desk, DRAWS);
    assert!(said.out.contains("In the index: 2 of 3 files"), "{}", said.out);
    assert!(said.out.contains("2 office files drawn now"), "{}{}", said.out, said.err);
    let found = answer_to_shot(&desk, "changed-digit-in-a-post");
    let named = [&found["pages"][0], &found["also"][0]].map(|page| page["document"].as_str().unwrap());
    assert_eq!(named, ["budget.bin", "mail.eml/sums.xls"], "{found}");
    let status = desk.status("i.db");
    assert_eq!((&status["refused"], &status["attachments"]), (&1.into(), &1.into()), "{status}");
    assert_eq!(status["unread"].as_array().map(Vec::len), Some(1), "{status}");
    desk.expect(0, &["verify", "--index", "i.db"]);
    // What is typed or set anew is found by the words that were drawn.
    let found = answer_to_shot(&desk, "reading-view");
    assert!(found["pages"][0]["document"].as_str().unwrap().ends_with("/words"), "{found}");
}

#[test]
fn issue_3_without_libreoffice_nothing_is_done_and_what_to_install_is_said() {
    let desk = desk(&["insurance.docx"]);
    fs::create_dir(desk.path("programs")).unwrap();
    let mut command = desk.command(&["add", "leak", "--office-pages", "--index", "i.db"]);
    let said = Said::from(command.env("PATH", desk.path("programs")).output().unwrap());
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{}", said.err);
    assert!(said.err.contains("apt-get install libreoffice"), "{}", said.err);
    assert!(!desk.path("i.db").exists(), "nothing was done");
}

#[test]
fn issue_3_whatever_libreoffice_does_costs_the_pages_of_that_file_and_not_its_words() {
    let mad = [
        "exit 0",
        "exit 1",
        "kill -9 $$",
        "echo no pdf > \"$out/input.pdf\"",
        "head -c 700 \"$own/pages.pdf\" > \"$out/input.pdf\"",
        "ln -s \"$own/pages.pdf\" \"$out/input.pdf\"",
        "mkdir \"$out/input.pdf\"",
        "mkfifo \"$out/input.pdf\"",
        "rm -rf \"$out\"; printf '\\033[2J'; yes | head -c 9000000; exit 0",
    ];
    let desk = desk(&["insurance.docx"]);
    for script in mad {
        let _ = fs::remove_file(desk.path("i.db"));
        let said = add_with(&desk, script);
        assert_eq!(said.code, Some(0), "{script}\n{}", said.err);
        assert!(
            said.out.contains("0 office files drawn now") && said.out.contains("1 could not be"),
            "{}",
            said.out
        );
        assert!(
            said.err.contains("insurance.docx: ") && !said.err.contains('\x1b'),
            "{script}\n{}",
            said.err
        );
        assert_eq!(documents(&desk), [("insurance.docx".to_owned(), 1, false)], "{script}");
        desk.expect(0, &["verify", "--index", "i.db"]);
    }
    let said = desk.expect(0, &["status", "--unread", "--index", "i.db"]).out;
    assert!(said.contains("1 that could not be") && said.contains("insurance.docx: "), "{said}");
    assert_eq!(desk.status("i.db")["undrawn"].as_array().map(Vec::len), Some(1));
    // Another time it may be.
    let said = add_with(&desk, DRAWS);
    assert!(said.out.contains("1 office file drawn now") && said.err.is_empty(), "{}{}", said.out, said.err);
    assert_eq!(desk.status("i.db")["undrawn"].as_array().map(Vec::len), Some(0));
    // A file that is gone in the meantime is another's fault, and said so.
    desk.write(
        "leak/mail.eml",
        &letter_with("third.docx", &fs::read(testdata("formats/office/insurance.docx")).unwrap()),
    );
    assert!(
        add_with(&desk, "rm \"$own/pages.pdf\"; exit 1")
            .err
            .contains("mail.eml/third.docx: Its pages could not be drawn")
    );
}

#[test]
fn issue_3_an_add_that_was_killed_goes_on_with_the_file_where_it_was() {
    let desk = desk(&["insurance.docx", "pilot.odt", "slate.pptx", "wages.ods", "reels.xlsx"]);
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    let slow = format!("sleep 1; {DRAWS}");
    let mut running = command_with(&desk, &slow).args(["--threads", "1"]).spawn().unwrap();
    let drawn = || desk.status("i.db")["drawn"]["drawn"].as_u64().unwrap();
    wait_until("one is drawn", || drawn() >= 1);
    running.kill().unwrap();
    running.wait().unwrap();
    let kept = drawn();
    assert!((1..5).contains(&kept), "{kept}");
    desk.expect(0, &["verify", "--index", "i.db"]);
    let said = add_with(&desk, DRAWS);
    assert!(said.out.contains(&format!("{} office files drawn now", 5 - kept)), "{}", said.out);
    desk.expect(0, &["verify", "--index", "i.db"]);
}

/// A script that asks a port of this machine for a picture, whatever else it does.
fn asking(port: u16) -> String {
    format!(
        "(exec 3<>/dev/tcp/127.0.0.1/{port}; printf 'GET /x.png HTTP/1.0\\r\\n\\r\\n' >&3) 2>/dev/null\n{DRAWS}"
    )
}

#[test]
fn issue_3_what_draws_has_no_network_no_macros_and_fetches_no_links() {
    let desk = desk(&["insurance.docx"]);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let settings = ["BlockUntrustedRefererLinks", "DisableMacrosExecution", "ooInetProxyType"];
    let user = "for a; do case $a in -env:UserInstallation=file://*) user=${a#-env:UserInstallation=file://};; esac; done\n";
    let held: String = settings
        .map(|name| format!("grep -q {name} \"$user/user/registrymodifications.xcu\" || exit 1\n"))
        .concat();
    let said = add_with(&desk, &(user.to_owned() + &held + &asking(port)));
    assert!(said.out.contains("1 office file drawn now"), "{}{}", said.out, said.err);
    // Not every system lets a program be cut off; then the answer says so.
    if said.out.contains("cut off from the network") {
        assert!(listener.accept().is_err(), "something was asked for");
    } else {
        assert!(said.out.contains("kept from the network by its settings alone"), "{}", said.out);
    }
    // The same without walls.
    let _ = listener.accept();
    stand_in(&desk, &asking(port));
    let asked = Command::new(desk.path("programs/soffice")).arg(desk.path("out")).arg("file").status();
    assert!(asked.unwrap().success());
    wait_until("it was asked", || listener.accept().is_ok());
}

#[test]
fn issue_3_what_no_words_confirm_on_a_drawn_page_is_left_to_a_person() {
    let desk = desk(&["insurance.docx"]);
    assert_eq!(add_with(&desk, DRAWS).code, Some(0));
    let picture = picture_of(&testdata("shots").join("changed-digit-in-a-post"));
    let mut command = desk.command(&[picture.to_str().unwrap(), "--json", "--index", "i.db"]);
    // Nobody reads what stands there: it may be the typeface of another program.
    let found = Said::from(command.env("PATH", desk.path("programs")).output().unwrap()).lines().remove(0);
    assert_eq!(
        (&found["verdict"], &found["pages"][0]["document"]),
        (&"inconclusive".into(), &"insurance.docx".into())
    );
    assert_eq!(found["pages"][0]["differences"].as_array().map(Vec::len), Some(1), "{found}");
    assert!(found["why"].to_string().contains("another program, or another typeface"), "{found}");
}

/// LibreOffice itself, where it is installed: `cargo test --test program office_pages -- --ignored`.
#[test]
#[ignore = "needs LibreOffice"]
fn libreoffice_draws_a_file_and_does_not_follow_its_links() {
    let desk = desk(&["insurance.docx", "reels.xlsx"]);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    desk.write("leak/linked.docx", &linked(listener.local_addr().unwrap().port()));
    let said = desk.expect(0, &["add", "leak", "--office-pages", "--index", "i.db"]);
    assert!(said.out.contains("3 office files drawn now"), "{}{}", said.out, said.err);
    assert!(listener.accept().is_err(), "something was asked for");
    desk.expect(0, &["verify", "--index", "i.db"]);
}

/// A text of Word with a picture that lies elsewhere.
fn linked(port: u16) -> Vec<u8> {
    const SCHEMA: &str = "http://schemas.openxmlformats.org";
    let package = format!("{SCHEMA}/package/2006");
    let types = format!(
        "<Types xmlns=\"{package}/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/word/document.xml\" \
         ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>"
    );
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"a\" \
             Type=\"{SCHEMA}/officeDocument/2006/relationships/{kind}\" Target=\"{target}</Relationships>"
        )
    };
    let picture = "<pic:pic><pic:nvPicPr><pic:cNvPr id=\"1\" name=\"p\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>\
        <a:blip r:link=\"a\"/></pic:blipFill><pic:spPr><a:prstGeom prst=\"rect\"/></pic:spPr></pic:pic>";
    let document = format!(
        "<w:document xmlns:w=\"{SCHEMA}/wordprocessingml/2006/main\" \
         xmlns:r=\"{SCHEMA}/officeDocument/2006/relationships\" xmlns:a=\"{SCHEMA}/drawingml/2006/main\" \
         xmlns:wp=\"{SCHEMA}/drawingml/2006/wordprocessingDrawing\" xmlns:pic=\"{SCHEMA}/drawingml/2006/picture\">\
         <w:body><w:p><w:r><w:t>The picture is elsewhere.</w:t></w:r></w:p><w:p><w:r><w:drawing><wp:inline>\
         <wp:extent cx=\"1000000\" cy=\"1000000\"/><wp:docPr id=\"1\" name=\"p\"/><a:graphic>\
         <a:graphicData uri=\"{SCHEMA}/drawingml/2006/picture\">{picture}</a:graphicData></a:graphic></wp:inline>\
         </w:drawing></w:r></w:p></w:body></w:document>"
    );
    let elsewhere = format!("http://127.0.0.1:{port}/x.png\" TargetMode=\"External\"/>");
    let parts = [
        ("[Content_Types].xml", types),
        ("_rels/.rels", relation("officeDocument", "word/document.xml\"/>")),
        ("word/_rels/document.xml.rels", relation("image", &elsewhere)),
        ("word/document.xml", document),
    ];
    let mut out = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut out);
    for (name, part) in parts {
        let (mut entry, config) = archive.new_file(name).start().unwrap();
        let mut writer = config.wrap(&mut entry);
        writer.write_all(part.as_bytes()).unwrap();
        let (_, descriptor) = writer.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    out
}
