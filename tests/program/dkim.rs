//! Signatures of messages (DKIM): held against keys that were given, and said beside the page.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::Desk;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use verify_shot::dkim;
use verify_shot::index::Index;
use verify_shot::model::answer::PageRef;
use verify_shot::model::signature::{Signed, Standing};

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
    said_of(&desk, file)
}

/// The first line of an answer's text about signatures; empty where there is none.
fn signature_line(text: &str) -> String {
    text.lines().find(|line| line.starts_with("  Signature")).unwrap_or_default().to_owned()
}

/// What the answer says of the signatures of this document: as JSON, and as the first line of text. The dossier says it in
/// the same words.
fn said_of(desk: &Desk, document: &str) -> (Value, String) {
    let picture = shipped("letter.png");
    let ask = [picture.to_str().unwrap(), "--index", "i.db", "--lang", "eng", "--exit-zero"];
    let json = desk.expect(0, &[&ask[..], &["--json", "--html", "dossier.html"]].concat());
    let answer = json.lines().remove(0);
    assert_eq!(answer["pages"][0]["document"], document, "{}", json.out);
    desk.write("answer.json", json.out.as_bytes());
    let said = signature_line(&desk.expect(0, &["explain", "answer.json"]).out);
    let dossier = fs::read_to_string(desk.path("dossier.html")).unwrap();
    let entry = format!("<dt>Signature</dt><dd>{}</dd>", said.trim_start_matches("  Signature").trim_start());
    assert_eq!(dossier.contains(&entry), !said.is_empty(), "{entry}");
    (answer["pages"][0]["signatures"].clone(), said)
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
    let whole = json!({"state": "fits", "domain": "halcyon.example", "selector": "press", "key": file, "made": "2019-03-05T09:15:00Z"});
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
    assert_eq!(
        (&part["state"], &part["open"]),
        (&json!("fits"), &json!(["the end of the text (only part of it is signed)"])),
        "{said}"
    );
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

/// A key of these tests; what it signs is signed as it stands (`c=simple`).
fn own_key() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap()
}

/// Writes the folder of the key of these tests, with more tags in its record.
fn write_own_key(desk: &Desk, more: &str) {
    let public = STANDARD.encode(own_key().public_key());
    let record = format!("v=DKIM1; k=ed25519; p={public}; {more}");
    desk.write("keys/own._domainkey.halcyon.example", record.as_bytes());
}

/// A message signed by that key, with more tags in the signature; `part` of its body is signed.
fn signed(message: &[u8], part: Option<usize>, more: &str) -> Vec<u8> {
    let body = message.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap() + 4;
    let (header, body) = (&message[..body - 2], &message[body..]);
    let bh = STANDARD.encode(Sha256::digest(&body[..part.unwrap_or(body.len())]));
    let names: Vec<&str> =
        str::from_utf8(header).unwrap().lines().map(|line| line.split(':').next().unwrap()).collect();
    let field = format!(
        "DKIM-Signature: v=1; a=ed25519-sha256; d=halcyon.example; s=own; h={}; bh={bh}; {more}; b=",
        names.join(":")
    );
    let value = own_key().sign(&Sha256::digest([header, field.as_bytes()].concat()));
    [format!("{field}{}\r\n", STANDARD.encode(value)).as_bytes(), message].concat()
}

/// What is said of a message, with that key given, more tags being in its record.
fn held(message: &[u8], of_key: &str) -> (Value, String) {
    let desk = Desk::new();
    desk.write("leak/a.eml", message);
    write_own_key(&desk, of_key);
    desk.expect(0, &["add", "leak", "--index", "i.db", "--dkim-keys", "keys"]);
    let (signatures, said) = said_of(&desk, "a.eml");
    assert_eq!(signatures.as_array().map(Vec::len), Some(1), "{signatures}");
    (signatures[0].clone(), said)
}

/// Says this and no more of a message that cannot be checked.
fn cannot_be_checked((signature, said): (Value, String), why: &str) {
    assert_eq!((&signature["state"], &signature["why"]), (&json!("not_checked"), &json!(why)));
    assert!(said.ends_with(&format!(" cannot be checked: {why}")), "{said}");
}

#[test]
fn issue_3_a_signature_says_when_it_was_made_and_how_long_it_is_valid() {
    let ends = " signed by halcyon.example, checked with a key from own._domainkey.halcyon.example";
    for (tags, words) in [
        ("t=1551777300", "; by its own word made 2019-03-05T09:15:00Z"),
        ("t=4102444800", "; by its own word made 2100-01-01T00:00:00Z"),
        ("x=1551867300", "; by its own word valid until 2019-03-06T10:15:00Z"),
        (
            "t=1551777300; x=1551867300",
            "; by its own word made 2019-03-05T09:15:00Z and valid until 2019-03-06T10:15:00Z",
        ),
        ("x=18446744073709551615", ""),
        ("q=dns/txt", ""),
    ] {
        let (signature, said) = held(&signed(&message("unsigned"), None, tags), "");
        assert_eq!(signature["state"], "fits", "{tags}: {said}");
        assert!(said.ends_with(&format!("{ends}{words}")), "{tags}: {said}");
    }
    let backwards = signed(&message("unsigned"), None, "t=1551867300; x=1551777300");
    cannot_be_checked(held(&backwards, ""), "it was to end before it was made");
}

#[test]
fn issue_3_a_signature_of_part_of_the_text_says_so() {
    let letter = message("unsigned");
    let (_, said) = held(&signed(&letter, Some(60), "l=60"), "");
    assert!(said.ends_with("; it does not hold: the end of the text (only part of it is signed)"), "{said}");
    let (signature, said) = held(&signed(&letter, Some(0), "l=0"), "");
    assert_eq!((&signature["state"], signature["open"].is_array()), (&json!("fits"), true), "{said}");
    // One that claims to sign more than there is does not fit.
    assert_eq!(held(&signed(&letter, None, "l=99999999"), "").0["state"], "does_not_fit");
    cannot_be_checked(held(&signed(&letter, None, "l=-1"), ""), "it holds a number that is none");
}

#[test]
fn issue_3_a_key_that_may_not_be_used_says_why() {
    let of_part = signed(&message("unsigned"), None, "i=ida@post.halcyon.example");
    assert_eq!(held(&of_part, "").0["state"], "fits");
    cannot_be_checked(held(&of_part, "t=y:s"), "its key may not be used for such a signature");
    let plain = signed(&message("unsigned"), None, "i=ida@halcyon.example");
    assert_eq!(held(&plain, "t=s").0["state"], "fits");
    cannot_be_checked(held(&plain, "s=tlsrpt"), "its key may not be used for such a signature");
    let of_others = signed(&message("unsigned"), None, "i=ida@nothalcyon.example");
    cannot_be_checked(held(&of_others, ""), "it signs for somebody outside of its domain");
}

#[test]
fn attack_keys_that_prove_nothing() {
    // A modulus of 512 bits, as old records have it.
    let short = [&[0x30, 0x48, 0x02, 0x41, 0x00][..], &[0xc7; 64], &[0x02, 3, 1, 0, 1]].concat();
    for (record, why) in [
        ("v=DKIM1; k=rsa; p=".into(), "its key was withdrawn"),
        (
            format!("v=DKIM1; p={}", STANDARD.encode(&short)),
            "its key is shorter than 1,024 bits, which proves nothing",
        ),
        ("v=DKIM1; p=%%%%".into(), "its key cannot be read"),
        (format!("v=DKIM1; p={}", STANDARD.encode(b"no key")), "its key cannot be read"),
        ("v=DKIM1; k=ed25519; p=AAAA".into(), "its key is of another kind than the signature"),
        ("v=DKIM2; p=AAAA".into(), "its key is not written as keys are"),
    ] {
        let desk = Desk::new();
        desk.write("leak/a.eml", &message("genuine"));
        desk.write("keys/press._domainkey.halcyon.example", record.as_bytes());
        desk.expect(0, &["add", "leak", "--index", "i.db", "--dkim-keys", "keys"]);
        let (signatures, said) = said_of(&desk, "a.eml");
        cannot_be_checked((signatures[0].clone(), said), why);
    }
}

#[test]
fn attack_signatures_that_are_none() {
    let genuine = String::from_utf8(message("genuine")).unwrap();
    let no_name = "it does not name its key in a way that can be read";
    for (from, to, why) in [
        ("d=halcyon.example", "d=\u{1b}[31mhalcyon.example", no_name),
        ("d=halcyon.example", "d=../../etc", no_name),
        ("d=halcyon.example", "d=<b>halcyon.example</b>", no_name),
        ("d=halcyon.example;", "d=halcyon.example; d=else.example;", "it is not written as signatures are"),
        ("v=1;", "v=2;", "it is of a version that is not known here"),
        (" b=", " b=%", "what it holds is no signature"),
        ("bh=", "bh=%", "it does not say what body it signs"),
        ("h=from", "h=x-from", "it does not sign who wrote the message"),
    ] {
        let attack = genuine.replacen(from, to, 1);
        assert_ne!(attack, genuine, "{from}");
        let (signatures, said) = answered("a.eml", attack.as_bytes(), true);
        cannot_be_checked((signatures[0].clone(), said), why);
    }
}

#[test]
fn attack_signatures_without_end() {
    let genuine = String::from_utf8(message("genuine")).unwrap();
    let with = |fields: &str| {
        let attack = genuine.replacen("\r\n\r\n", &format!("\r\n{fields}\r\n"), 1);
        answered("a.eml", attack.as_bytes(), true)
    };
    let long = format!("DKIM-Signature: v=1; d=halcyon.example; s=press; b={}\r\n", "A".repeat(1 << 20));
    for fields in [long, "DKIM-Signature: v=1\r\n".repeat(10_000)] {
        let (signatures, said) = with(&fields);
        cannot_be_checked((signatures[0].clone(), said), "the header is longer than 128 KiB");
    }
    let (signatures, _) = with(&"DKIM-Signature: v=1\r\n".repeat(18));
    let said = signatures.as_array().unwrap();
    assert_eq!((said.len(), &said[0]["state"]), (9, &json!("fits")));
    assert_eq!(said[8]["why"], "11 more are there, and at most 8 are looked at");
    // A list of names without end, each of a field that is there.
    let tags =
        format!("v=1; a=rsa-sha256; d=halcyon.example; s=press; bh={}; b=AAAA", STANDARD.encode([0; 32]));
    let names =
        format!("DKIM-Signature: {tags}; h=from:{}a\r\n{}", "a:".repeat(20_000), "a:\r\n".repeat(20_000));
    let (signatures, _) = with(&names);
    assert_eq!((&signatures[0]["state"], &signatures[1]["state"]), (&json!("fits"), &json!("does_not_fit")));
}

/// A mailbox of two messages, each signed, to which this part is attached.
fn signed_with(part: &str) -> Vec<u8> {
    let head = "From: Lotte Holm <lotte@halcyon.example>\r\nTo: Jonas Vang <vang@halcyon.example>\r\nSubject: As promised\r\n\
                Date: Wed, 6 Mar 2019 08:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=edge\r\n\r\n";
    let plain = "--edge\r\nContent-Type: text/plain\r\n\r\nIt is attached.\r\n";
    let message =
        signed(format!("{head}{plain}--edge\r\n{part}\r\n--edge--\r\n").as_bytes(), None, "q=dns/txt");
    let between = b"From lotte@halcyon.example Wed Mar  6 08:00:00 2019\r\n";
    [&between[..], &message, b"\r\n", between, &message].concat()
}

#[test]
fn issue_3_what_is_attached_to_a_signed_message_says_so() {
    let picture = STANDARD.encode(fs::read(shipped("letter.png")).unwrap());
    let letter = String::from_utf8(message("unsigned")).unwrap();
    let of = |kind: &str, name: &str, content: &str| {
        format!("Content-Type: {kind}\r\nContent-Disposition: attachment; filename={name}\r\n{content}")
    };
    let scan = of("image/png", "scan.png", &format!("Content-Transfer-Encoding: base64\r\n\r\n{picture}"));
    for (name, part) in
        [("scan.png", scan), ("letter.eml", of("message/rfc822", "letter.eml", &format!("\r\n{letter}")))]
    {
        let desk = Desk::new();
        desk.write("leak/box", &signed_with(&part));
        write_own_key(&desk, "");
        desk.expect(0, &["add", "leak", "--index", "i.db", "--dkim-keys", "keys"]);
        let (signatures, said) = said_of(&desk, &format!("box/1/{name}"));
        let of_message = signatures.as_array().unwrap().last().unwrap();
        assert_eq!(of_message["state"], "fits", "{said}");
        assert_eq!(of_message["attached_to"], json!({"document": "box", "page": 1}));
        match name {
            "scan.png" => {
                assert!(said.contains("attached to page 1 of box: signed by halcyon.example, "), "{said}")
            }
            _ => assert_eq!(signatures[0], json!({"state": "not_signed"})),
        }
    }
}

#[test]
fn issue_3_documents_of_one_name_in_two_folders_are_told_apart() {
    let desk = Desk::new();
    for (folder, name) in [("one", "genuine"), ("two", "genuine")] {
        desk.write(&format!("{folder}/a.eml"), &message(name));
    }
    let add = ["add", "one", "two", "--index", "i.db", "--dkim-keys", &keys()];
    desk.expect(0, &add);
    assert_eq!(said_of(&desk, "a.eml").0[0]["state"], "fits");
    desk.write("two/a.eml", &message("unsigned"));
    desk.expect(0, &add);
    let (signatures, said) = said_of(&desk, "a.eml");
    assert_eq!(signatures[0]["state"], "not_known");
    assert!(said.contains("cannot be told: several folders have a document of this name"), "{said}");
}

#[test]
fn issue_3_what_outlook_keeps_is_not_what_was_sent() {
    let desk = Desk::new();
    for name in ["lamps.msg", "harbour.pst", "fitting.eml"] {
        desk.write(&format!("leak/{name}"), &fs::read(format!("testdata/formats/outlook/{name}")).unwrap());
    }
    desk.expect(0, &["add", "leak", "--index", "i.db", "--dkim-keys", &keys()]);
    let index = Index::open_any(&desk.path("i.db")).unwrap();
    let said =
        |document: &str, page| dkim::of_page(&index, &PageRef { document: document.into(), page }).unwrap();
    for (document, page, attached_to) in [
        ("lamps.msg", 1, None),
        ("lamps.msg/plan.png", 1, Some(("lamps.msg", 1))),
        ("harbour.pst", 3, None),
        ("harbour.pst/3/watch.png", 1, Some(("harbour.pst", 3))),
    ] {
        let attached_to =
            attached_to.map(|(name, page): (&str, u32)| PageRef { document: name.into(), page });
        let [signed] = &said(document, page)[..] else { panic!("{document}") };
        assert_eq!((signed.state, &signed.attached_to), (Standing::NotKnown, &attached_to), "{document}");
    }
    // What Outlook put into a message that was sent was sent with it.
    let message = PageRef { document: "fitting.eml".into(), page: 1 };
    let unsigned = Signed { attached_to: Some(message), ..Signed::plain(Standing::NotSigned) };
    for within in ["", "/Costumes", "/water mark.png"] {
        assert_eq!(said(&format!("fitting.eml/winmail.dat{within}"), 1), std::slice::from_ref(&unsigned));
    }
}

#[test]
fn issue_3_a_key_is_read_as_a_tool_prints_it_behind_an_alias() {
    let desk = Desk::new();
    desk.write("leak/a.eml", &message("genuine"));
    let name = "press._domainkey.halcyon.example";
    let record = fs::read_to_string(shipped(&format!("keys/{name}"))).unwrap();
    desk.write(&format!("keys/{name}"), format!("press.mailer.example.\n{record}").as_bytes());
    let said = desk.expect(0, &["add", "leak", "--index", "i.db", "--dkim-keys", "keys"]).out;
    assert!(said.contains("1 key given. Signatures: 1 fit, 0 do not fit"), "{said}");
}
