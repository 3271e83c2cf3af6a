//! The log of checks, through the command line.

use std::fs::{self, File};
use std::io::Write;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::common::{Desk, png};

pub fn entries(desk: &Desk) -> Vec<Value> {
    let log = fs::read_to_string(desk.path("a.log")).unwrap();
    log.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn an_entry_says_what_was_asked_and_answered() {
    let desk = Desk::with_pictures(2);
    let said = desk.expect(
        0,
        &[
            "leak/1.png",
            "--json",
            "--log",
            "a.log",
            "--note",
            "Sent by a reader: \"Größe\"\u{202e}",
            "--by",
            "A. Editor",
        ],
    );
    let (answer, entry) = (&said.lines()[0], &entries(&desk)[0]);
    for (member, value) in [
        ("number", json!(1)),
        ("kind", json!("check")),
        ("input", json!("leak/1.png")),
        ("folder", json!(fs::canonicalize(desk.path("")).unwrap())),
        ("sha256", json!(sha256(&png(1)))),
        ("index", json!({"path": "verify-shot.db", "digest": desk.digest("verify-shot.db")})),
        ("verdict", json!("identical")),
        ("lang", json!(null)),
        ("note", json!("Sent by a reader: \"Größe\"\u{202e}")),
        ("by", json!("A. Editor")),
        ("program", json!(format!("verify-shot {}", env!("CARGO_PKG_VERSION")))),
        ("previous", json!("0".repeat(64))),
    ] {
        assert_eq!(entry[member], value, "{member}");
    }
    assert_eq!(entry["pages"][0]["document"], answer["pages"][0]["document"]);
    assert_eq!(entry["pages"][0]["region"], answer["pages"][0]["region"]);
    assert!(entry["time"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok());
    let lasting = said.out.split(",\"index\":").next().unwrap().to_owned() + "}";
    assert_eq!(entry["answer"], sha256(lasting.as_bytes()));
    assert!(fs::read(desk.path("a.log")).unwrap().is_ascii(), "nothing in it steers a terminal");
}

#[test]
fn each_entry_holds_the_digest_of_the_one_before_as_the_readme_says() {
    let desk = Desk::with_pictures(2);
    desk.expect(0, &["leak", "leak/1.png", "--json", "--log", "a.log"]);
    desk.write("not a picture.png", b"text");
    desk.expect(2, &["not a picture.png", "missing.png", "--json", "--log", "a.log"]);
    let mut previous = "0".repeat(64);
    for (i, mut entry) in entries(&desk).into_iter().enumerate() {
        let digest = entry.as_object_mut().unwrap().remove("digest").unwrap();
        assert_eq!((&entry["number"], &entry["previous"]), (&json!(i + 1), &json!(previous)));
        // Members of `Value` are sorted, and all of this is ASCII.
        assert_eq!(digest, sha256(entry.to_string().as_bytes()));
        previous = digest.as_str().unwrap().to_owned();
    }
    let verdicts: Vec<_> = entries(&desk).iter().map(|entry| entry["verdict"].clone()).collect();
    assert_eq!(verdicts, ["identical", "identical", "identical", "not_checked", "not_checked"]);
    let said = desk.expect(0, &["leak/2.png", "--log", "a.log"]);
    assert!(said.err.contains("entry 6, head ") && !said.err.contains(&previous), "{}", said.err);
}

#[test]
fn a_batch_is_entered_in_the_order_of_its_answers_and_whatever_is_printed() {
    let desk = Desk::with_pictures(2);
    let said = desk.expect(0, &["leak/2.png", "leak/1.png", "--json", "--only", "altered", "--log", "a.log"]);
    assert_eq!(said.out, "");
    let inputs: Vec<_> = entries(&desk).iter().map(|entry| entry["input"].clone()).collect();
    assert_eq!(inputs, ["leak/2.png", "leak/1.png"]);
}

#[test]
fn what_could_not_be_checked_for_want_of_an_index_is_entered_too() {
    let desk = Desk::with_pictures(2);
    for form in ["--json", "-q"] {
        desk.expect(2, &["leak/1.png", form, "--index", "none.db", "--log", "a.log"]);
    }
    let verdicts: Vec<_> = entries(&desk).iter().map(|entry| entry["verdict"].clone()).collect();
    assert_eq!(verdicts, ["not_checked", "not_checked"]);
    desk.expect(0, &["audit", "a.log"]);
    assert!(desk.expect(2, &["again", "1", "--log", "a.log"]).err.contains("Nothing could be read then"));
}

#[test]
fn the_environment_names_the_log_and_a_note_needs_one() {
    let desk = Desk::with_pictures(2);
    let mut command = desk.command(&["leak/1.png"]);
    assert!(command.env("VERIFY_SHOT_LOG", "a.log").status().unwrap().success());
    assert_eq!(entries(&desk).len(), 1);
    let mut command = desk.command(&["audit"]);
    assert!(command.env("VERIFY_SHOT_LOG", "a.log").status().unwrap().success());
    let said = desk.expect(2, &["leak/1.png", "--note", "x"]);
    assert!(said.err.contains("--log") && said.out.is_empty(), "{}", said.err);
    assert!(desk.expect(2, &["audit"]).err.contains("VERIFY_SHOT_LOG"));
    let long = "x".repeat(20_000);
    assert!(desk.expect(2, &["leak/1.png", "--log", "a.log", "--note", &long]).err.contains("16 KiB"));
}

#[test]
fn programs_that_write_at_once_do_not_break_the_chain() {
    let desk = Desk::with_pictures(2);
    let writers: Vec<_> = (0..6)
        .map(|_| {
            desk.command(&["leak/1.png", "leak/2.png", "leak/1.png", "-q", "--log", "a.log"]).spawn().unwrap()
        })
        .collect();
    for mut writer in writers {
        assert!(writer.wait().unwrap().success());
    }
    assert_eq!(entries(&desk).len(), 18);
    let said = desk.expect(0, &["audit", "a.log"]);
    assert!(said.out.contains("18 entries"), "{}", said.out);
}

#[test]
fn a_torn_line_is_told_and_set_aside_and_nothing_before_it_is_lost() {
    let desk = Desk::with_pictures(2);
    desk.expect(0, &["leak", "-q", "--log", "a.log"]);
    let whole = fs::read(desk.path("a.log")).unwrap();
    let second = whole.iter().position(|&b| b == b'\n').unwrap() + 1;
    // A crash may leave any beginning of a line behind, the whole of it but its end, too.
    for left in [1, 5, 400, whole.len() - second - 1] {
        desk.write("a.log", &whole[..second + left]);
        let said = desk.expect(4, &["audit", "a.log"]);
        assert!(said.out.contains("a.log:2: ") && said.out.contains("not touched"), "{}", said.out);
        let said = desk.expect(0, &["leak/1.png", "-q", "--log", "a.log"]);
        assert!(said.err.contains("was torn") && said.err.contains("all before it stands"), "{}", said.err);
        let torn = &whole[second..second + left];
        let digest = sha256(torn);
        assert_eq!(fs::read(desk.path(&format!("a.log.torn.{}", &digest[..16]))).unwrap(), torn);
        assert!(fs::read(desk.path("a.log")).unwrap().starts_with(&whole[..second]));
        assert_eq!(entries(&desk)[1]["torn"], digest);
        desk.expect(0, &["audit", "a.log"]);
    }
    // Torn while its first line was written.
    desk.write("a.log", &whole[..30]);
    desk.expect(0, &["leak/1.png", "-q", "--log", "a.log"]);
    assert_eq!(entries(&desk)[0]["number"], 1);
}

#[test]
fn attack_what_is_no_log_is_not_written_to() {
    let desk = Desk::with_pictures(2);
    desk.expect(0, &["leak/1.png", "-q", "--log", "a.log"]);
    let log = fs::read(desk.path("a.log")).unwrap();
    let mut changed = log.clone();
    let at = changed.len() - 300;
    changed[at] ^= 1;
    for (name, bytes) in [
        ("picture.png", &png(1)[..]),
        ("notes.txt", b"no line end"),
        ("lines.txt", b"a\nb\n"),
        ("object.json", b"{\"a\":1}"),
        ("objects.jsonl", b"{\"a\":1}\n"),
        ("changed.log", &changed),
        ("long.log", &vec![b'{'; 3 << 20]),
    ] {
        desk.write(name, bytes);
        let said = desk.expect(2, &["leak/1.png", "-q", "--log", name]);
        assert!(said.err.contains(name) && said.err.contains("nothing is written"), "{name}: {}", said.err);
        assert_eq!(said.out, "", "{name}: what could not be entered is not said");
        assert_eq!(fs::read(desk.path(name)).unwrap(), bytes, "{name}");
    }
    for name in ["leak", "verify-shot.db", "nowhere/a.log"] {
        desk.expect(2, &["leak/1.png", "-q", "--log", name]);
    }
    desk.expect(0, &["leak/1.png", "-q"]);
}

#[test]
fn attack_a_log_from_a_stranger_steers_no_terminal() {
    let desk = Desk::with_pictures(2);
    let mut log = File::create(desk.path("a.log")).unwrap();
    writeln!(log, "{}", "[".repeat(100_000)).unwrap();
    writeln!(log, r#"{{"digest":"\u001b[2J","number":2,"previous":"\u202e","schema":1}}"#).unwrap();
    writeln!(log, r#"{{"digest":"00","number":18446744073709551615,"previous":"00"}}"#).unwrap();
    log.write_all(b"\x1b[2J\xff\n").unwrap();
    log.write_all(&vec![b'x'; 3 << 20]).unwrap();
    log.write_all(b"\nlast").unwrap();
    let said = desk.expect(3, &["audit", "a.log"]);
    assert!(said.out.chars().all(|c| c == '\n' || !c.is_control()), "{}", said.out);
    for line in 1..=6 {
        assert!(said.out.contains(&format!("a.log:{line}: ")), "{line}: {}", said.out);
    }
    desk.expect(2, &["again", "2", "--log", "a.log"]);
}
