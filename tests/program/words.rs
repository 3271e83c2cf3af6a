//! The words of a picture: what is said where nobody can read them, and where whoever reads them lies.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::common::{Desk, picture_of};
use serde_json::Value;

/// A desk with an index of one folder of originals, and a folder that is all its PATH.
fn desk(originals: &str) -> (Desk, PathBuf) {
    let desk = Desk::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/originals").join(originals);
    desk.expect(0, &["add", folder.to_str().unwrap(), "--index", "i.db"]);
    let programs = desk.path("programs");
    fs::create_dir(&programs).unwrap();
    (desk, programs)
}

/// The answer to a shot where the programs of one folder can be had alone.
fn answer(desk: &Desk, programs: &Path, shot: &str) -> Value {
    let shots = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/shots");
    let picture = picture_of(&shots.join(shot));
    let said = desk
        .command(&[picture.to_str().unwrap(), "--json", "--index", "i.db"])
        .env("PATH", programs)
        .output();
    let said = said.unwrap();
    serde_json::from_slice(&said.stdout).unwrap_or_else(|e| panic!("{e}: {said:?}"))
}

/// Puts a `tesseract` there that is this script.
fn reader(programs: &Path, script: &str) {
    let path = programs.join("tesseract");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn issue_3_without_a_reader_mail_says_what_to_install() {
    let (desk, programs) = desk("mail");
    let answer = answer(&desk, &programs, "mail-webmail");
    assert_eq!(answer["verdict"], "inconclusive", "{answer}");
    assert!(answer["why"].to_string().contains("tesseract-ocr"), "{answer}");
}

#[test]
fn issue_3_without_a_reader_pages_with_a_look_are_found_and_missed_as_ever() {
    let (desk, programs) = desk("memos");
    let stranger = answer(&desk, &programs, "other-studio");
    assert_eq!(stranger["verdict"], "not_found", "{stranger}");
    // That there were words nobody could read is said all the same.
    assert!(stranger["why"].to_string().contains("tesseract-ocr"), "{stranger}");
    let anew = answer(&desk, &programs, "reading-view");
    assert_eq!(anew["verdict"], "not_found", "{anew}");
}

#[test]
fn issue_3_what_a_reader_makes_up_names_no_message() {
    let row = |text: &str| format!("5\\t1\\t1\\t1\\t1\\t1\\t10\\t10\\t200\\t20\\t96.5\\t{text}\\n");
    let mad = [
        String::new(),
        "exit 1".into(),
        "kill -9 $$".into(),
        format!("printf '{}'", row("\\033[2Jclear\\007")),
        format!(
            "printf '{}'",
            row("word").replace("10\\t10", "-1e300\\tNaN").replace("200\\t20", "inf\\t1e308")
        ),
        "printf '5\\t\\t\\t\\n5\\n\\t\\t\\t\\t\\t\\t\\t\\t\\t\\t\\t\\t\\t\\t\\n'".into(),
        format!("i=0; while [ $i -lt 3000 ]; do printf '{}'; i=$((i+1)); done", row("the")),
        format!("printf '{}'", row("\\342\\200\\256gnitirw").repeat(40)),
    ];
    let (desk, programs) = desk("mail");
    for script in mad {
        reader(&programs, &script);
        let answer = answer(&desk, &programs, "mail-webmail");
        assert_eq!(answer["pages"].as_array().map(Vec::len), Some(0), "{script}: {answer}");
        assert!(["not_found", "inconclusive"].contains(&answer["verdict"].as_str().unwrap()), "{answer}");
    }
}
