//! The answers are those of the command line.

use serde_json::Value;

use crate::client::{Server, form};
use crate::common::{Desk, index_of_originals, picture_of, png};
use crate::served;

/// Cases of `testdata/shots`, one for each way of being answered.
const CASES: [&str; 3] = ["changed-digit-in-a-post", "whole-page", "mail-changed-number"];

/// An answer without the time that it took.
fn timeless(mut answer: Value) -> Value {
    assert!(answer.as_object_mut().unwrap().remove("took_ms").is_some(), "{answer}");
    answer
}

#[test]
fn a_shipped_picture_has_the_answer_of_the_command_line_in_every_form() {
    let desk = Desk::new();
    let index = index_of_originals();
    let server = Server::start(&desk, &["--index", &index]);
    for case in CASES {
        let picture =
            std::fs::read(picture_of(std::path::Path::new(&format!("testdata/shots/{case}")))).unwrap();
        desk.write("shot.jpg", &picture);
        let line = desk.run(&["check", "shot.jpg", "--index", &index, "--json", "--html", "why.html"]);
        let told = server.post("/api/check?name=shot.jpg", &picture);
        assert_eq!((told.status, told.field("content-type")), (200, Some("application/json")));
        assert_eq!(timeless(told.json()), timeless(line.lines().remove(0)), "{case}");

        let dossier = std::fs::read_to_string(desk.path("why.html")).unwrap();
        let section = server.post("/api/check?html&name=shot.jpg", &picture);
        assert!(
            section.text().starts_with("<article id=\"answer-1\"") && dossier.contains(section.text()),
            "{case}"
        );
    }
}

#[test]
fn the_evidence_is_that_of_the_command_line() {
    let (desk, server) = served(&[]);
    desk.write("shot.png", &png(1));
    desk.expect(0, &["check", "shot.png", "--evidence", "why.png"]);
    let sheet = server.post("/api/check?evidence&name=shot.png", &png(1));
    assert_eq!(sheet.field("content-type"), Some("image/png"));
    assert_eq!(sheet.body, std::fs::read(desk.path("why.png")).unwrap());
    server.post("/api/check?evidence", b"no picture").is_refused(400, "request");
}

#[test]
fn a_form_and_a_body_give_the_same_answer() {
    let (_desk, server) = served(&[]);
    let body = timeless(server.post("/api/check?name=a%20b.png", &png(2)).json());
    let (kind, bytes) = form(&[("picture", Some("a b.png"), &png(2))]);
    let sent = server.ask("POST", "/api/check", &[("Content-Type", &kind)], &bytes);
    assert_eq!(timeless(sent.json()), body);
    assert_eq!((body["verdict"].as_str(), body["input"].as_str()), (Some("identical"), Some("a b.png")));
}

#[test]
fn what_is_no_picture_is_answered_and_what_is_nothing_is_refused() {
    let (_desk, server) = served(&[]);
    assert_eq!(server.post("/api/check", b"no picture").json()["verdict"], "not_checked");
    server.post("/api/check", b"").is_refused(400, "request");
    let (kind, bytes) = form(&[("picture", Some("a.png"), &png(1)), ("picture", Some("b.png"), &png(2))]);
    server.ask("POST", "/api/check", &[("Content-Type", &kind)], &bytes).is_refused(400, "request");
    server.post("/api/check?unknown=1", &png(1)).is_refused(400, "request");
    server.get("/api/nothing").is_refused(404, "nothing_here");
    server.get("/api/check").is_refused(405, "method");
}

#[test]
fn links_lead_to_public_addresses_alone() {
    let (desk, server) = served(&[]);
    let ask = |link: &str| {
        let body = serde_json::json!({ "link": link }).to_string();
        server.ask("POST", "/api/check", &[("Content-Type", "application/json")], body.as_bytes())
    };
    for link in [
        "http://127.0.0.1:1/a.png",
        "http://[::1]/a.png",
        "file:///etc/passwd",
        "http://169.254.169.254/",
        "leak/1.png",
    ] {
        let answer = ask(link).json();
        assert_eq!(answer["verdict"], "not_checked", "{answer}");
        let line = desk.run(&["check", &link.replace("leak/", "x://"), "--json"]).lines().remove(0);
        if !link.starts_with("leak") {
            assert_eq!(answer["why"], line["why"], "{link}");
        }
    }
    server
        .ask("POST", "/api/check", &[("Content-Type", "application/json")], b"{}")
        .is_refused(400, "request");
}

#[test]
fn the_index_is_told_as_by_status() {
    let (desk, server) = served(&[]);
    assert_eq!(server.get("/api/index?unread").json(), desk.status("verify-shot.db"));
}

#[test]
fn originals_that_are_added_later_are_found() {
    let (desk, server) = served(&[]);
    assert_eq!(server.post("/api/check", &png(9)).json()["verdict"], "not_found");
    desk.write("leak/9.png", &png(9));
    desk.expect(0, &["add", "leak"]);
    assert_eq!(server.post("/api/check", &png(9)).json()["verdict"], "identical");
}

#[test]
fn what_is_answered_is_in_the_log() {
    let (desk, server) = served(&["--log", "checks.log", "--by", "desk"]);
    server.post("/api/check?name=a.png", &png(1));
    server.post("/api/check?name=b.png&by=Ada&note=seen%20on%20air", &png(2));
    let said = server.stop();
    assert!(said.err.contains("checks.log: entries 1 to 2"), "{}", said.err);
    let log = std::fs::read_to_string(desk.path("checks.log")).unwrap();
    let entries: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let said = |n: usize, member: &str| entries[n][member].as_str().unwrap().to_owned();
    assert_eq!([said(0, "input"), said(0, "by")], ["a.png", "desk"]);
    assert_eq!([said(1, "input"), said(1, "by"), said(1, "note")], ["b.png", "Ada", "seen on air"]);
    desk.expect(0, &["audit", "checks.log"]);
}
