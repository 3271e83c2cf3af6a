//! A child that misbehaves, as one would that a file has taken over, costs a reason and a moment.

use std::os::unix::fs::PermissionsExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use image::ImageFormat;
use verify_shot::load::{FileRead, Patience, Reader};

use crate::made::{encoded, quarters, tiff};

/// What a reader makes of a picture when its child is this shell script.
fn read_with(script: &str) -> FileRead {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("child");
    std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o700)).unwrap();
    let patience = Patience { opening: Duration::from_millis(500), page: Duration::from_millis(500) };
    let mut file = vec![0; 3_000_000];
    file[..8].copy_from_slice(b"\x89PNG\r\n\x1a\n");
    Reader::with_program(&program, patience).document(&file, &mut |_| {})
}

#[test]
fn children_that_do_not_answer_sensibly_are_given_up() {
    for (script, expected) in [
        ("exit 1", "crashed"),
        ("kill -9 $$", "crashed"),
        // Answers with the request itself, and stops listening while it does.
        ("exec cat", "longer than 0.5 s"),
        ("head -c 100000 /dev/zero; exec cat > /dev/null", "sensible"),
        ("head -c 3000000 > /dev/null; while :; do echo yes; done", "sensible"),
        ("exec sleep 100", "longer than 0.5 s"),
        ("head -c 3000000 > /dev/null; exec sleep 100", "longer than 0.5 s"),
        // A true start, then nothing.
        ("printf 'vs\\001\\nO\\010'; exec sleep 100", "longer than 0.5 s"),
        // An opened file of two pages, and then page 2 before page 1.
        (
            "printf 'vs\\001\\nO\\010\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\002\\000\\000\\000'; \
             printf 'vs\\001\\nU\\012\\000\\000\\000\\000\\000\\000\\000\\002\\000\\000\\000\\002\\000\\000\\000No'; \
             exec cat > /dev/null",
            "sensible",
        ),
    ] {
        let file = read_with(script);
        assert_eq!(file.read, 0, "{script}");
        assert!(file.unread.iter().any(|u| u.reason.contains(expected)), "{script}: {file:?}");
    }
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let mut reader = Reader::with_program(&PathBuf::from("/no/such/program"), Patience::default());
    let file = reader.document(b"x", &mut |_| {});
    assert!(file.unread[0].reason.contains("could not be started"), "{file:?}");
    assert!(reader.shot(b"x").unwrap_err().reason.contains("could not be started"));
    assert_eq!(reader.page(b"x", 7).unwrap_err().page, Some(7));
}

#[test]
fn a_child_ends_with_its_input() {
    for input in [Stdio::null(), Stdio::piped()] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_verify-shot"))
            .arg("--read-child")
            .stdin(input)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdin.take());
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn one_reader_reads_many_files() {
    let mut reader = crate::reader();
    let png = encoded(quarters(), ImageFormat::Png);
    for _ in 0..20 {
        assert_eq!(reader.document(&png, &mut |_| {}).read, 1);
        assert_eq!(reader.shot(&png).unwrap().width, 64);
    }
}

#[test]
fn an_answer_left_half_taken_is_not_taken_for_the_next_files() {
    let mut reader = crate::reader();
    let three = tiff(&[10, 120, 230]);
    let abandoned = catch_unwind(AssertUnwindSafe(|| reader.document(&three, &mut |_| panic!("not taken"))));
    assert!(abandoned.is_err());
    let mut sizes = Vec::new();
    let file = reader.document(&encoded(quarters(), ImageFormat::Png), &mut |page| sizes.push(page.size));
    assert_eq!((file.announced, file.read, sizes), (1, 1, vec![(64.0, 32.0)]));
}
