//! Signatures of the log's head.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::common::Desk;
use crate::log::{entries, sha256};

fn signed() -> Desk {
    let desk = Desk::with_pictures(2);
    desk.expect(0, &["leak", "-q", "--log", "a.log"]);
    desk.expect(0, &["key", "news.key"]);
    let said = desk.expect(0, &["sign", "a.log", "--key", "news.key"]).out;
    assert!(said.contains("Signed up to entry 2."), "{said}");
    desk
}

#[test]
fn a_signature_is_an_entry_that_anybody_can_check() {
    let desk = signed();
    let mode = fs::metadata(desk.path("news.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "only its owner reads the key");
    let said = desk.expect(0, &["audit", "a.log", "--signed-by", "news.key.pub"]).out;
    let key = entries(&desk)[2]["key"].as_str().unwrap().to_owned();
    assert!(said.contains("up to entry 2") && said.contains(&key), "{said}");
    let said = desk.expect(0, &["audit", "a.log", "--json"]).lines();
    assert_eq!(said[0]["signed"], serde_json::json!([{"entry": 2, "key": key}]));
    desk.expect(0, &["leak/1.png", "-q", "--log", "a.log"]);
    desk.expect(0, &["sign", "a.log", "--key", "news.key"]);
    assert_eq!(entries(&desk).len(), 5);
    let said = desk.expect(0, &["audit", "a.log", "--signed-by", "news.key.pub"]).out;
    assert!(said.contains("up to entry 4"), "{said}");
    assert!(desk.expect(2, &["again", "3", "--log", "a.log"]).err.contains("is a signature"));
}

#[test]
fn attack_a_log_written_anew_is_not_signed() {
    let desk = signed();
    desk.expect(0, &["key", "other.key"]);
    let said = desk.expect(1, &["audit", "a.log", "--signed-by", "other.key.pub"]).out;
    assert!(said.contains("No entry is signed with the key"), "{said}");
    // All of it anew, digests and all, the signature as it was.
    let mut previous = "0".repeat(64);
    let mut log = String::new();
    for mut entry in entries(&desk) {
        let members = entry.as_object_mut().unwrap();
        members.remove("digest");
        members.insert("previous".into(), previous.into());
        members.entry("verdict").and_modify(|verdict| *verdict = "not_found".into());
        previous = sha256(entry.to_string().as_bytes());
        entry["digest"] = previous.clone().into();
        log += &(entry.to_string() + "\n");
    }
    desk.write("a.log", log.as_bytes());
    let said = desk.expect(3, &["audit", "a.log"]).out;
    assert!(said.contains("a.log:3: Its signature is not that of the entry before it."), "{said}");
}

#[test]
fn what_cannot_be_signed_or_made_is_said() {
    let desk = signed();
    for (code, arguments, part) in [
        (2, &["key", "news.key"][..], "already exists"),
        (2, &["sign", "a.log", "--key", "news.key.pub"], "no private key"),
        (2, &["sign", "a.log", "--key", "leak/1.png"], "no private key"),
        (2, &["sign", "a.log", "--key", "none.key"], "no such file"),
        (2, &["sign", "new.log", "--key", "news.key"], "no entry to sign"),
        (2, &["audit", "a.log", "--signed-by", "news.key"], "no public key"),
    ] {
        let said = desk.expect(code, arguments);
        assert!(said.err.contains(part), "{arguments:?}: {}", said.err);
    }
    assert!(!desk.path("new.log").exists(), "nothing is made where nothing is signed");
}
