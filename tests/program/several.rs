//! Several indexes as one, and the order of adding: the same set gives the same answers, whatever became of it first and
//! whatever the files among which it is divided.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::common::{Desk, entries, picture_of, png};

/// Parts into which the originals are divided. Near twins follow each other by name, so each is in another part.
const PARTS: usize = 3;
/// Pictures that are checked: near twins, twins that cannot be told apart, the same file, words, several pages, and a stranger.
const PICTURES: [&str; 7] = [
    "near-twin",
    "twins-cannot-be-told-apart",
    "identical-file",
    "mail-near-twin",
    "mail-changed-number",
    "mail-not-in-the-set",
    "two-pages-scrolled",
];

/// A desk with the originals in the folders `part0`, `part1` and `part2`, and one of them, the same file under another name,
/// in two.
fn desk() -> Desk {
    let desk = Desk::new();
    let mut files: Vec<PathBuf> = entries("testdata/originals").flat_map(entries).collect();
    files.sort();
    for (number, file) in files.iter().enumerate() {
        let below = file.strip_prefix("testdata/originals").unwrap();
        desk.write(&format!("part{}/{}", number % PARTS, below.display()), &fs::read(file).unwrap());
    }
    let twin = fs::read("testdata/originals/memos/stage-two-first.pdf").unwrap();
    let holder = (0..PARTS).find(|part| desk.path(&format!("part{part}/memos/stage-two-first.pdf")).exists());
    desk.write(&format!("part{}/memos/a-copy.pdf", (holder.unwrap() + 1) % PARTS), &twin);
    desk
}

/// Adds parts to an index, which begins as a copy of another one.
fn index(desk: &Desk, name: &str, from: Option<&str>, parts: &[usize]) {
    if let Some(from) = from {
        fs::copy(desk.path(from), desk.path(name)).unwrap();
    }
    for part in parts {
        desk.expect(0, &["add", &format!("part{part}"), "--index", name]);
    }
}

fn with_indexes<'a>(command: &[&'a str], indexes: &[&'a str]) -> Vec<&'a str> {
    let named = indexes.iter().flat_map(|index| ["--index", *index]);
    command.iter().copied().chain(named).collect()
}

/// The answers to all pictures, without what tells the files of the index and the time.
fn answers(desk: &Desk, pictures: &[String], indexes: &[&str]) -> Vec<Value> {
    let pictures: Vec<&str> = pictures.iter().map(String::as_str).collect();
    let command = [&["check", "--json", "--exit-zero"], &pictures[..]].concat();
    let mut answers = desk.expect(0, &with_indexes(&command, indexes)).lines();
    for answer in &mut answers {
        let answer = answer.as_object_mut().unwrap();
        answer.remove("took_ms").unwrap();
        let index = answer["index"].as_object_mut().unwrap();
        index.remove("path").unwrap();
        index.remove("paths");
    }
    answers
}

#[test]
fn neither_the_order_of_adding_nor_the_number_of_indexes_changes_an_answer_or_the_digest() {
    let desk = desk();
    index(&desk, "0.db", None, &[0]);
    index(&desk, "1.db", None, &[1]);
    index(&desk, "2.db", None, &[2]);
    index(&desk, "01.db", Some("0.db"), &[1]);
    index(&desk, "012.db", Some("01.db"), &[2]);
    index(&desk, "210.db", Some("2.db"), &[1, 0]);
    let case = |name: &&str| picture_of(&Path::new("testdata/shots").join(name)).to_str().unwrap().to_owned();
    let pictures: Vec<String> = PICTURES.iter().map(case).collect();
    let expected = answers(&desk, &pictures, &["012.db"]);
    let verdict = |answer: &Value| answer["verdict"].as_str().unwrap().to_owned();
    let verdicts: Vec<String> = expected.iter().map(verdict).collect();
    for verdict in ["identical", "match", "altered", "not_found"] {
        assert!(verdicts.iter().any(|other| other == verdict), "{verdict} is not among {verdicts:?}");
    }
    for indexes in [&["210.db"][..], &["01.db", "2.db"], &["2.db", "0.db", "1.db"]] {
        for (answer, expected) in answers(&desk, &pictures, indexes).iter().zip(&expected) {
            assert_eq!(answer, expected, "{indexes:?}");
        }
    }
}

/// A desk with an index of one picture each, `a.db` and `b.db`.
fn two_indexes() -> Desk {
    let desk = Desk::new();
    for (folder, seed) in [("a", 1), ("b", 2)] {
        desk.write(&format!("{folder}/page.png"), &png(seed));
        desk.expect(0, &["add", folder, "--index", &format!("{folder}.db")]);
    }
    desk.write("shot.png", &png(2));
    desk
}

#[test]
fn an_answer_names_all_indexes_and_tells_documents_of_one_name_apart() {
    let desk = two_indexes();
    let both = ["a.db", "b.db"];
    let said = desk.expect(0, &with_indexes(&["check", "shot.png", "--json"], &both));
    let answer = &said.lines()[0];
    let index = &answer["index"];
    assert_eq!((&index["path"], &index["paths"]), (&json!("a.db, b.db"), &json!(both)));
    assert_eq!((&index["documents"], &index["pages"]), (&json!(2), &json!(2)));
    assert_eq!(answer["pages"][0]["document"], "page.png");
    assert_eq!(answer["pages"][0]["document_sha256"].as_str().map(str::len), Some(64), "{answer}");
    let text = desk.expect(0, &with_indexes(&["check", "shot.png"], &both)).out;
    assert!(text.contains("a.db, b.db (2 documents, 2 pages"), "{text}");
    let alone = desk.expect(0, &["check", "shot.png", "--json", "--index", "b.db"]);
    assert_eq!(alone.lines()[0]["index"].get("paths"), None, "one index has one path");
}

#[test]
fn status_list_and_verify_tell_of_all_indexes() {
    let desk = two_indexes();
    let both = ["a.db", "b.db"];
    let status = desk.expect(0, &with_indexes(&["index", "status", "--json"], &both)).lines().remove(0);
    assert_eq!((&status["files"], &status["index"]["pages"]), (&json!(2), &json!(2)));
    let bytes = |index: &str| desk.status(index)["bytes"].as_u64().unwrap();
    assert_eq!(status["bytes"].as_u64().unwrap(), bytes("a.db") + bytes("b.db"));
    let listed = desk.expect(0, &with_indexes(&["index", "list", "--json"], &both)).lines();
    let folders: Vec<_> = listed.iter().map(|line| line["folder"].as_str().unwrap().to_owned()).collect();
    assert!(folders[0].ends_with("/a") && folders[1].ends_with("/b"), "{folders:?}");
    let verified = desk.expect(0, &with_indexes(&["index", "verify", "--json"], &both)).lines().remove(0);
    assert_eq!(verified["digest"], status["index"]["digest"]);
}

#[test]
fn one_index_that_is_missing_or_damaged_fails_the_command_by_its_name() {
    let desk = two_indexes();
    let missing = desk.expect(2, &with_indexes(&["check", "shot.png", "--json"], &["b.db", "none.db"]));
    assert!(missing.err.contains("none.db: there is no index here"), "{}", missing.err);
    assert_eq!(missing.lines()[0]["verdict"], "not_checked", "nothing is said as if both had been asked");
    desk.write("broken.db", b"no index at all, but a text of some length");
    let broken = desk.expect(2, &with_indexes(&["quote", "some words to look for"], &["a.db", "broken.db"]));
    assert!(broken.err.contains("broken.db: this file is not an index"), "{}", broken.err);
    let twice = desk.expect(2, &with_indexes(&["check", "shot.png"], &["a.db", "./a.db"]));
    assert!(twice.err.contains("./a.db: this index is named twice"), "{}", twice.err);
}

#[test]
fn commands_that_change_an_index_take_one() {
    let desk = two_indexes();
    let both = ["a.db", "b.db"];
    for command in [&["add", "a"][..], &["index", "remove", "page.png"]] {
        let said = desk.expect(2, &with_indexes(command, &both));
        assert!(said.err.contains("changes one index, and several are named: a.db, b.db"), "{}", said.err);
    }
}

#[test]
fn the_file_of_settings_may_name_several_indexes() {
    let desk = two_indexes();
    desk.write("settings/verify-shot/config.toml", b"index = [\"../../a.db\", \"../../b.db\"]\n");
    let answer = desk.expect(0, &["check", "shot.png", "--json"]).lines().remove(0);
    assert_eq!(answer["index"]["paths"].as_array().map(Vec::len), Some(2), "{answer}");
    assert!(desk.expect(2, &["add", "a"]).err.contains("changes one index"));
    desk.write("settings/verify-shot/config.toml", b"index = []\n");
    assert!(desk.expect(2, &["check", "shot.png"]).err.contains("a list"));
}

#[test]
fn an_answer_of_several_indexes_is_entered_and_repeated_with_all_of_them() {
    let desk = two_indexes();
    let both = ["a.db", "b.db"];
    desk.expect(0, &with_indexes(&["check", "shot.png", "--log", "a.log"], &both));
    let again = desk.expect(0, &["again", "1", "--log", "a.log"]);
    assert!(again.out.contains("The answer is the same."), "{}", again.out);
    let audit = desk.expect(0, &["audit", "a.log", "--json"]).lines().remove(0);
    assert_eq!(audit["indexes"].as_array().map(Vec::len), Some(1), "{audit}");
    fs::remove_file(desk.path("a.db")).unwrap();
    assert!(desk.run(&["audit", "a.log"]).out.contains("a.db"));
}
