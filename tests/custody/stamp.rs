//! Time stamps of the log's head.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use verify_shot::custody::stamp::Stamp;

use crate::authority::{Authority, Root, Server, out_of_order, reply, tlv};
use crate::common::{Desk, Said};
use crate::log::{entries, sha256};
use crate::{Numbers, written_anew};

/// A desk with a log of one entry.
fn logged() -> Desk {
    let desk = Desk::with_pictures(2);
    desk.expect(0, &["leak/1.png", "-q", "--log", "a.log"]);
    desk
}

fn stamp(desk: &Desk, server: &Server, more: &[&str]) -> Said {
    desk.run(&[&["stamp", "a.log", "--authority", &server.url(), "--allow-private"], more].concat())
}

/// A log of `testdata/stamps`, at this desk, with the root of its authority.
fn recorded(name: &str) -> Desk {
    let desk = Desk::new();
    for file in [name, "root.pem"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/stamps").join(file);
        desk.write(file, &fs::read(from).unwrap());
    }
    desk
}

#[test]
fn issue_4_the_head_is_stamped_and_the_audit_reads_it_again() {
    let (desk, root) = (logged(), Root::new("A root"));
    desk.write("root.pem", root.pem.as_bytes());
    let authority = Authority::new(&root);
    let certificate = sha256(authority.certificate());
    let server = Server::of(authority);
    let said = stamp(&desk, &server, &[]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    for part in
        ["Stamped up to entry 1, at 2099-03-01T09:30:00Z, by CN=Halcyon", &certificate, "was not checked"]
    {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    assert!(said.out.chars().all(|c| c == '\n' || !c.is_control()) && !said.out.contains('\u{202e}'));
    let entry = &entries(&desk)[1];
    assert_eq!((&entry["kind"], &entry["authority"]), (&"stamp".into(), &server.url().into()));
    let head = entry["previous"].as_str().unwrap();
    let request = server.asked().concat();
    assert!(
        request.windows(32).any(|bytes| sha256_hex(bytes) == head),
        "the entry's digest is what is stamped"
    );
    // From here on nobody is asked.
    let asked = server.asked().len();
    let said = desk.expect(0, &["audit", "a.log"]).out;
    assert!(
        said.contains("up to entry 1, at 2099-03-01T09:30:00Z") && said.contains("was not checked"),
        "{said}"
    );
    let said = desk.expect(0, &["audit", "a.log", "--authority-cert", "root.pem", "--json"]).lines();
    let stamped = &said[0]["stamped"][0];
    assert_eq!((&stamped["entry"], &stamped["trusted"]), (&1.into(), &true.into()));
    assert_eq!(stamped["certificate"], certificate);
    assert!(desk.expect(2, &["again", "2", "--log", "a.log"]).err.contains("is a time stamp"));
    assert_eq!(server.asked().len(), asked);
    // Checks go on behind it, and the next stamp is of what is then the head.
    desk.expect(0, &["leak/2.png", "-q", "--log", "a.log"]);
    assert_eq!(stamp(&desk, &server, &["--authority-cert", "root.pem"]).code, Some(0));
    let said = desk.expect(0, &["audit", "a.log"]).out;
    assert!(said.contains("up to entry 1") && said.contains("up to entry 3"), "{said}");
}

fn sha256_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn issue_4_stamps_of_another_program_are_read() {
    for (log, time, name) in [
        ("rsa.log", "2026-11-23T21:34:12Z", "authority\\, RSA"),
        ("ec.log", "2026-11-23T21:34:12.361Z", "authority\\, P-384"),
    ] {
        let desk = recorded(log);
        let said = desk.expect(0, &["audit", log, "--authority-cert", "root.pem"]).out;
        for part in [time, name, "leads to a certificate"] {
            assert!(said.contains(part), "{part}: {said}");
        }
        desk.write("other.pem", Root::new("Another root").pem.as_bytes());
        let said = desk.expect(1, &["audit", log, "--authority-cert", "other.pem"]).out;
        assert!(
            said.contains("leads to no certificate") && said.contains("No entry is stamped by"),
            "{said}"
        );
    }
}

#[test]
fn issue_4_no_byte_of_a_token_can_be_another() {
    let desk = recorded("rsa.log");
    let log = fs::read_to_string(desk.path("rsa.log")).unwrap();
    let entry: Value = serde_json::from_str(log.lines().nth(1).unwrap()).unwrap();
    let (head, token) = (entry["previous"].as_str().unwrap(), entry["token"].as_str().unwrap());
    let read = |token: &[u8], head: &str| {
        Stamp { authority: String::new(), token: STANDARD.encode(token) }.read(head)
    };
    let token = STANDARD.decode(token).unwrap();
    read(&token, head).unwrap();
    for at in 0..token.len() {
        for flip in [1, 0x20, 0x80, 0xff] {
            let mut changed = token.clone();
            changed[at] ^= flip;
            assert!(read(&changed, head).is_err(), "byte {at}, {flip:x}");
        }
        assert!(read(&token[..at], head).is_err(), "cut at {at}");
    }
    assert!(read(&[&token[..], b"\0"].concat(), head).is_err(), "something behind it");
    let mut numbers = Numbers(3);
    for _ in 0..5000 {
        let mut changed = token.clone();
        for _ in 0..=numbers.below(6) {
            // A piece of it in another place of it.
            let from = numbers.below(token.len());
            let piece = token[from..].iter().copied().take(numbers.below(12)).collect::<Vec<_>>();
            let at = numbers.below(changed.len());
            let end = (at + numbers.below(12)).min(changed.len());
            changed.splice(at..end, piece);
        }
        assert!(changed == token || read(&changed, head).is_err(), "{changed:02x?}");
    }
    // Of what is not signed, other certificates that lie with it, nothing follows.
    let desk = recorded("ec.log");
    let log = fs::read_to_string(desk.path("ec.log")).unwrap();
    let entry: Value = serde_json::from_str(log.lines().nth(1).unwrap()).unwrap();
    let (head_of_ec, of_ec) = (entry["previous"].as_str().unwrap(), entry["token"].as_str().unwrap());
    let of_ec = STANDARD.decode(of_ec).unwrap();
    let sound = read(&of_ec, head_of_ec).unwrap();
    for at in 0..of_ec.len() {
        let mut changed = of_ec.clone();
        changed[at] ^= 1;
        if let Ok(found) = read(&changed, head_of_ec) {
            assert_eq!(
                (found.time, found.authority.sha256()),
                (sound.time, sound.authority.sha256()),
                "byte {at}"
            );
        }
    }
    for at in 0..head.len() {
        let mut other = head.to_owned().into_bytes();
        other[at] = if other[at] == b'0' { b'1' } else { b'0' };
        assert_eq!(
            read(&token, std::str::from_utf8(&other).unwrap()),
            Err("it is of something else"),
            "digit {at}"
        );
    }
}

#[test]
fn issue_4_attack_stamps_that_are_none_are_not_entered() {
    let (desk, root) = (logged(), Root::new("A root"));
    let log = fs::read(desk.path("a.log")).unwrap();
    let other = Authority::new(&root);
    let changed = |change: fn(&mut Authority)| {
        let mut authority = Authority::new(&root);
        change(&mut authority);
        authority
    };
    let mut another_certificate = Authority::new(&root);
    another_certificate.with = other.certificate().to_vec();
    let mut another_named = Authority::new(&root);
    another_named.named = other.certificate().to_vec();
    for (authority, part) in [
        (changed(|a| a.status = 2), "it refuses a stamp (status 2: \"as the"),
        (changed(|a| a.status = 5), "it refuses a stamp (status 5"),
        (changed(|a| a.imprint = |digest| digest[31] ^= 1), "it is of something else"),
        (changed(|a| a.nonce = |nonce| nonce[7] ^= 1), "its nonce is another"),
        (changed(|a| a.signature = Some(vec![0x30, 6, 2, 1, 1, 2, 1, 1])), "its signature is not that"),
        (changed(|a| a.signature = Some(Vec::new())), "its signature is not that"),
        (changed(|a| a.with = Vec::new()), "is not with it"),
        (changed(|a| a.time = "20260301"), "it is no time stamp"),
        (changed(|a| a.time = "19700301093000Z"), "was not valid at the stamp's time"),
        (Authority::of_2001(&root), "was not valid at the stamp's time"),
        (Authority::of_the_web(&root), "not one for time stamps"),
        (Authority::uncritical(&root), "not one for time stamps"),
        (another_certificate, "it names another certificate"),
        (another_named, "it names another certificate"),
    ] {
        let said = stamp(&desk, &Server::of(authority), &[]);
        assert!(said.err.contains(part) && !said.err.contains('\u{1b}'), "{part}: {}", said.err);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{part}");
        assert_eq!(fs::read(desk.path("a.log")).unwrap(), log, "{part}");
    }
}

#[test]
fn a_stamp_before_the_time_of_the_entry_that_it_covers_is_told() {
    let (desk, root) = (logged(), Root::new("A root"));
    let mut authority = Authority::new(&root);
    authority.time = "20200301093000Z";
    assert_eq!(stamp(&desk, &Server::of(authority), &[]).code, Some(0));
    let said = desk.expect(4, &["audit", "a.log"]).out;
    let told = "Its time stamp, 2020-03-01T09:30:00Z, is before the time of the entry that it covers";
    assert!(said.contains("a.log:2") && said.contains(told), "{said}");
}

#[test]
fn issue_4_attack_another_root_is_told() {
    let (desk, root) = (logged(), Root::new("A root"));
    // Of the same name: only its key is another.
    desk.write("other.pem", Root::new("A root").pem.as_bytes());
    desk.write("root.pem", root.pem.as_bytes());
    let authority = Authority::new(&root);
    desk.write("own.der", authority.certificate());
    let server = Server::of(authority);
    let said = stamp(&desk, &server, &["--authority-cert", "other.pem"]);
    assert!(
        said.code == Some(2) && said.err.contains("leads to no certificate of --authority-cert"),
        "{}",
        said.err
    );
    assert_eq!(entries(&desk).len(), 1);
    // The authority's own certificate will do, too.
    let said = stamp(&desk, &server, &["--authority-cert", "own.der"]);
    assert!(said.out.contains("leads to a certificate of --authority-cert"), "{}{}", said.out, said.err);
    desk.expect(0, &["audit", "a.log", "--authority-cert", "root.pem"]);
    desk.expect(1, &["audit", "a.log", "--authority-cert", "other.pem"]);
    for file in ["a.log", "leak/1.png"] {
        let said = desk.expect(2, &["audit", "a.log", "--authority-cert", file]);
        assert!(said.err.contains("holds no certificate"), "{}", said.err);
    }
}

#[test]
fn issue_4_attack_a_log_written_anew_has_no_stamp() {
    let desk = recorded("rsa.log");
    let log = fs::read_to_string(desk.path("rsa.log")).unwrap();
    let log = written_anew(&log, |_, entry| entry["time"] = "1998-01-01T00:00:00Z".into());
    desk.write("rsa.log", log.as_bytes());
    let said = desk.expect(3, &["audit", "rsa.log"]).out;
    assert!(
        said.contains(
            "rsa.log:2: Its time stamp is not that of the entry before it: it is of something else."
        ),
        "{said}"
    );
}

#[test]
fn issue_4_attack_answers_that_are_no_stamps() {
    let desk = logged();
    let is_answered = |server: Server, more: &[&str], part: &str| {
        let said = stamp(&desk, &server, more);
        assert!(said.code == Some(2) && said.err.contains(part), "{part}: {}", said.err);
        assert_eq!(said.err.lines().count(), 1, "{}", said.err);
        assert_eq!(entries(&desk).len(), 1, "{part}");
    };
    let nested = || (0..4000).fold(Vec::new(), |inner, _| tlv(0x30, &[&inner]));
    for (body, part) in [
        (b"<html>Welcome</html>".to_vec(), "no answer to a request for a time stamp"),
        (b"\x30\x84\xff\xff\xff\xff".to_vec(), "no answer to a request for a time stamp"),
        (nested(), "no answer to a request for a time stamp"),
        (tlv(0x30, &[&tlv(0x30, &[b"\x02\x01\x00"])]), "holds none"),
        (Vec::new(), "sent nothing"),
        (out_of_order(4000), "it is no time stamp"),
        (vec![0x30; 10 << 20], "more than 32 KiB"),
    ] {
        is_answered(Server::new(move |_, to| reply(to, &body)), &[], part);
    }
    let drip = |_: &[u8], to: &mut std::net::TcpStream| {
        let _ = to.write_all(b"HTTP/1.1 200 X\r\nContent-Length: 9000\r\n\r\n");
        while to.write_all(b"0").is_ok() {
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    is_answered(Server::new(drip), &["--timeout", "1"], "longer than 1 s");
    let status = |head: &'static str| {
        Server::new(move |_, to: &mut std::net::TcpStream| {
            let _ = to.write_all(head.as_bytes());
        })
    };
    is_answered(status("HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n"), &[], "status 404");
    is_answered(
        status("HTTP/1.1 307 X\r\nLocation: file:///etc/hostname\r\nContent-Length: 0\r\n\r\n"),
        &[],
        "leads to file:",
    );
}

#[test]
fn issue_4_attack_no_authority_is_asked_at_a_private_address() {
    let (desk, root) = (logged(), Root::new("A root"));
    let server = Server::of(Authority::new(&root));
    let said = desk.run(&["stamp", "a.log", "--authority", &server.url()]);
    assert!(said.code == Some(2) && said.err.contains("a private address"), "{}", said.err);
    // The proxy plays the whole web, and leads to the server.
    let location = server.url();
    let web = Server::new(move |_, to| {
        let moved = format!("HTTP/1.1 307 X\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");
        let _ = to.write_all(moved.as_bytes());
    });
    let arguments = ["stamp", "a.log", "--authority", "http://stamps.test/", "--proxy", &web.url()];
    let said = desk.run(&arguments);
    assert!(said.code == Some(2) && said.err.contains("a private address"), "{}", said.err);
    assert_eq!((web.asked().len(), server.asked().len(), entries(&desk).len()), (1, 0, 1));
    // Where it may be asked, the question goes along.
    let said = desk.run(&["stamp", "a.log", "--authority", &web.url(), "--allow-private"]);
    assert!(said.out.contains("Stamped up to entry 1"), "{}", said.err);
    assert_eq!(web.asked()[1], server.asked()[0]);
    let said = desk.run(&[&arguments[..], &["--allow-private"]].concat());
    assert!(said.code == Some(2) && said.err.contains("again and again"), "{}", said.err);
}

#[test]
fn issue_4_without_a_network_it_says_so() {
    let desk = logged();
    let said = desk.expect(2, &["stamp", "a.log", "--authority", "https://stamps.test/", "--offline"]);
    assert!(said.err.contains("--offline") && said.err.lines().count() == 1, "{}", said.err);
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let nobody = format!("http://127.0.0.1:{port}/");
    for (log, address, part) in [
        ("a.log", &*nobody, "could not be reached"),
        ("a.log", "https://nowhere.invalid/", "could not be reached"),
        ("a.log", "stamps", "It is no link"),
        ("a.log", "http://me@127.0.0.1/", "user name"),
        ("none.log", &nobody, "there is no entry to stamp"),
    ] {
        let said = desk.expect(2, &["stamp", log, "--authority", address, "--allow-private"]);
        assert!(said.err.contains(part) && said.err.lines().count() == 1, "{part}: {}", said.err);
    }
    assert!(!desk.path("none.log").exists(), "nothing is made where nothing is stamped");
    assert_eq!(entries(&desk).len(), 1);
}
