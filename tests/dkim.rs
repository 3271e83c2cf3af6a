//! Signatures of messages (DKIM): held against keys that were given, and said beside the page.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::Desk;
use serde_json::{Value, json};

fn shipped(name: &str) -> PathBuf {
    fs::canonicalize(Path::new("testdata/formats/signed").join(name)).unwrap()
}

fn keys() -> String {
    shipped("keys").to_string_lossy().into_owned()
}

fn message(name: &str) -> Vec<u8> {
    fs::read(shipped(&format!("mail/{name}.eml"))).unwrap()
}

/// What the answer about a picture of the letter says, the letter being in an index as this file.
fn answered(file: &str, bytes: &[u8], with_keys: bool) -> (Value, String) {
    let desk = Desk::new();
    desk.write(&format!("leak/{file}"), bytes);
    let keys = keys();
    let given: &[&str] = if with_keys { &["--dkim-keys", &keys] } else { &[] };
    desk.expect(0, &[&["add", "leak", "--index", "i.db"], given].concat());
    let picture = shipped("letter.png");
    let ask = [picture.to_str().unwrap(), "--index", "i.db", "--lang", "eng", "--exit-zero"];
    let text = desk.expect(0, &ask).out;
    let json = desk.expect(0, &[&ask[..], &["--json"]].concat());
    let answer = json.lines().remove(0);
    assert_eq!(answer["pages"][0]["document"], file, "{text}");
    // What was kept as JSON is said again in the same words.
    desk.write("answer.json", json.out.as_bytes());
    let again = desk.expect(0, &["explain", "answer.json"]).out;
    let said = |text: &str| text.lines().find(|line| line.starts_with("  Signature")).map(str::to_owned);
    assert_eq!(said(&again), said(&text));
    (answer["pages"][0]["signatures"].clone(), said(&text).unwrap_or_default())
}

fn state(name: &str) -> (Value, String) {
    let (signatures, said) = answered("a.eml", &message(name), true);
    assert_eq!(signatures.as_array().map(Vec::len), Some(1), "{name}: {signatures}");
    (signatures[0].clone(), said)
}

#[test]
fn issue_3_a_genuine_message_is_signed_by_its_domain() {
    let (signature, said) = state("genuine");
    let file = "press._domainkey.halcyon.example";
    let whole = json!({"state": "fits", "domain": "halcyon.example", "selector": "press", "key": file});
    assert_eq!(signature, whole);
    assert!(said.contains(&format!("signed by halcyon.example, checked with a key from {file}")), "{said}");
    for name in ["simple", "curve"] {
        assert_eq!(state(name).0["state"], "fits", "{name}");
    }
}

#[test]
fn issue_3_a_message_that_was_changed_does_not_fit() {
    for (name, what) in
        [("body-changed", "the text below it is not"), ("header-changed", "the header is not")]
    {
        let (signature, said) = state(name);
        assert_eq!(signature["state"], "does_not_fit", "{name}");
        assert!(said.contains("does not fit") && said.contains(what), "{said}");
    }
}

#[test]
fn issue_3_what_a_signature_does_not_hold_is_named() {
    assert_eq!(state("cc-added").0["open"], json!(["Cc"]));
    let (part, said) = state("part");
    assert_eq!((&part["state"], &part["open"]), (&json!("fits"), &json!(["the end of the text"])), "{said}");
    let second = [b"From: Somebody <a@else.example>\r\n".to_vec(), message("genuine")].concat();
    let (signatures, _) = answered("a.eml", &second, true);
    assert_eq!(signatures[0]["open"], json!(["From"]));
}

#[test]
fn issue_3_unsigned_without_a_key_and_past_checking_are_told_apart() {
    assert_eq!(state("unsigned"), (json!({"state": "not_signed"}), "  Signature not signed".into()));
    let (signature, said) = state("no-key");
    assert_eq!(signature["state"], "no_key");
    assert!(said.contains("autumn._domainkey.halcyon.example was not given"), "{said}");
    let (signature, said) = state("sha1");
    assert_eq!(signature["state"], "not_checked");
    assert!(said.contains("SHA-1"), "{said}");
}

#[test]
fn issue_3_without_keys_nothing_is_said_of_signatures() {
    assert_eq!(answered("a.eml", &message("genuine"), false), (Value::Null, String::new()));
}

#[test]
fn issue_3_a_mailbox_keeps_its_messages_signatures_whatever_ends_its_lines() {
    let plain: Vec<u8> = message("genuine").into_iter().filter(|&b| b != b'\r').collect();
    let mailbox =
        [b"From ida@halcyon.example Tue Mar  5 10:15:00 2019\n".to_vec(), plain, b"\n".to_vec()].concat();
    let (signatures, said) = answered("box", &mailbox, true);
    assert_eq!(signatures[0]["state"], "fits", "{said}");
}

#[test]
fn issue_3_keys_given_later_hold_for_messages_that_are_there() {
    let desk = Desk::new();
    for name in ["genuine", "curve", "body-changed", "no-key", "sha1", "unsigned"] {
        desk.write(&format!("leak/{name}.eml"), &message(name));
    }
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    let list = || desk.expect(0, &["dkim-keys", "--index", "i.db", "--json"]).lines();
    let key = |selector: &str, signatures: u32, given: bool| json!({"schema": 1, "domain": "halcyon.example", "selector": selector, "signatures": signatures, "given": given});
    assert_eq!(list(), [key("autumn", 1, false), key("curve", 1, false), key("press", 2, false)]);
    let before = desk.digest("i.db");
    let said = desk.expect(0, &["add", "leak", "--index", "i.db", "--dkim-keys", &keys()]).out;
    assert!(said.contains("6 unchanged"), "{said}");
    assert!(
        said.contains("2 fit, 1 do not fit, 1 without a key, 1 cannot be checked. 1 message not signed."),
        "{said}"
    );
    assert_eq!(list(), [key("autumn", 1, false), key("curve", 1, true), key("press", 2, true)]);
    assert_ne!(desk.digest("i.db"), before, "answers are others now");
    desk.expect(0, &["verify", "--index", "i.db"]);
    let said = desk.expect(0, &["dkim-keys", "--index", "i.db"]).out;
    assert!(said.contains("missing  autumn._domainkey.halcyon.example"), "{said}");
}

#[test]
fn issue_3_a_file_that_is_no_key_is_named() {
    let desk = Desk::new();
    desk.write("leak/a.eml", &message("genuine"));
    for (file, text) in [("notes", "p=x"), ("press._domainkey.halcyon.example", "not found")] {
        desk.write(&format!("keys-{file}/{file}"), text.as_bytes());
        let said =
            desk.expect(2, &["add", "leak", "--index", "i.db", "--dkim-keys", &format!("keys-{file}")]);
        assert!(said.err.contains(file), "{}", said.err);
    }
}

#[test]
fn issue_3_a_header_that_programs_read_in_several_ways_is_not_checked() {
    let odd = [b"X-Note: a\r\n \r\n".to_vec(), message("genuine")].concat();
    let (signatures, said) = answered("a.eml", &odd, true);
    assert_eq!(signatures[0]["state"], "not_checked", "{said}");
}
