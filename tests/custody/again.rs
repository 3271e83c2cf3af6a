//! Checks repeated.

use std::fs;

use crate::common::{Desk, png};

fn again(desk: &Desk, code: i32, arguments: &[&str]) -> String {
    let said = desk.expect(code, &[&["again", "1", "--log", "a.log"], arguments].concat());
    said.out + &said.err
}

#[test]
fn a_check_is_repeated_from_the_file_where_it_lies() {
    let desk = Desk::with_pictures(2);
    desk.write("shot.png", &png(1));
    desk.expect(0, &["shot.png", "-q", "--log", "a.log"]);
    assert!(again(&desk, 0, &[]).contains("The answer is the same."));
    let log = desk.path("a.log");
    let mut elsewhere = desk.command(&["again", "1", "--log", log.to_str().unwrap(), "--json"]);
    let output = elsewhere.current_dir("/").output().unwrap();
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&said["same"], &said["answer"]["verdict"]), (&true.into(), &"identical".into()));
    desk.write("shot.png", &png(2));
    assert!(again(&desk, 2, &[]).contains("not what was checked then"));
    fs::remove_file(desk.path("shot.png")).unwrap();
    assert!(again(&desk, 2, &[]).contains("no such file"));
}

#[test]
fn a_check_is_repeated_from_what_was_kept() {
    let desk = Desk::with_pictures(2);
    desk.write("shot.png", &png(1));
    desk.expect(0, &["shot.png", "-q", "--log", "a.log", "--keep", "kept"]);
    fs::remove_file(desk.path("shot.png")).unwrap();
    assert!(again(&desk, 0, &[]).contains("The answer is the same."));
    fs::rename(desk.path("kept"), desk.path("moved")).unwrap();
    assert!(again(&desk, 0, &["--keep", "moved"]).contains("The answer is the same."));
    assert!(again(&desk, 2, &[]).contains("no such file"));
    assert!(desk.expect(2, &["again", "7", "--log", "a.log"]).err.contains("there is no entry 7"));
}

#[test]
fn a_check_is_repeated_with_its_own_index_whatever_lies_in_the_folder_or_in_the_settings() {
    let desk = Desk::with_pictures(2);
    desk.write("other/3.png", &png(3));
    desk.expect(0, &["add", "other", "--index", "other.db"]);
    desk.write("shot.png", &png(3));
    desk.expect(0, &["shot.png", "-q", "--log", "a.log", "--index", "other.db"]);
    assert!(again(&desk, 0, &[]).contains("The answer is the same."));
    let mut command = desk.command(&["again", "1", "--log", "a.log"]);
    let output = command.env("VERIFY_SHOT_INDEX", "verify-shot.db").output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("The answer is the same."), "{output:?}");
}

#[test]
fn what_is_another_is_said() {
    let desk = Desk::with_pictures(2);
    desk.write("shot.png", &png(1));
    desk.expect(0, &["shot.png", "-q", "--log", "a.log"]);
    desk.write("leak/3.png", &png(3));
    desk.expect(0, &["add", "leak"]);
    let said = again(&desk, 0, &[]);
    assert!(said.contains("The answer is the same.") && said.contains("The index had the digest"), "{said}");
    fs::remove_file(desk.path("leak/1.png")).unwrap();
    desk.expect(0, &["add", "leak", "--prune"]);
    let said = again(&desk, 3, &[]);
    for part in [
        "The answer is another.",
        "The verdict was identical and is not_found.",
        "Page 1 of 1.png was named and is not.",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let said = again(&desk, 3, &["--json"]);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((&said["same"], said["different"].as_array().unwrap().len()), (&false.into(), 2));
    assert!(again(&desk, 2, &["--index", "none.db"]).contains("there is no index"));
}

#[test]
fn what_came_on_standard_input_is_repeated_where_it_was_kept() {
    let desk = Desk::with_pictures(2);
    for (keep, code, part) in
        [(&[][..], 2, "nothing was kept of it"), (&["--keep", "kept"][..], 0, "The answer is the same.")]
    {
        let arguments = [&["-", "-q", "--log", "a.log"][..], keep].concat();
        let mut command = desk.command(&arguments);
        let input = fs::File::open(desk.path("leak/2.png")).unwrap();
        assert!(command.stdin(input).status().unwrap().success());
        assert!(again(&desk, code, &[]).contains(part));
        fs::remove_file(desk.path("a.log")).unwrap();
    }
}
