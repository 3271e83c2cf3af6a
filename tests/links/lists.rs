//! Lists of links and files, many at once.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use crate::common::{Desk, png, wait_until};
use crate::server::{Reply, Server};
use crate::{ask, said, why};

#[test]
fn a_list_of_links_and_files_in_its_order() {
    let desk = Desk::with_pictures(3);
    let server = Server::new([("/1", Reply::png(png(1))), ("/9", Reply::png(png(9)))]);
    desk.write("shots/two.png", &png(2));
    let list = format!(
        "\u{feff}# a comment\r\n{}\r\n\r\nshots/two.png\n  {}  \nshots\nmissing.png",
        server.at("/1"),
        server.at("/9")
    );
    desk.write("links.txt", list.as_bytes());
    let said = said(&desk, &["leak/3.png", "--from", "links.txt"]);
    let answers = said.lines();
    let told: Vec<_> =
        answers.iter().map(|a| (a["input"].as_str().unwrap(), a["verdict"].as_str().unwrap())).collect();
    let (one, nine) = (server.at("/1"), server.at("/9"));
    let expected = [
        ("leak/3.png", "identical"),
        (&one, "identical"),
        ("shots/two.png", "identical"),
        (&nine, "not_found"),
        ("shots/two.png", "identical"),
        ("missing.png", "not_checked"),
    ];
    assert_eq!(told, expected);
    assert_eq!(said.code, Some(2));
    assert!(answers[0].get("fetched").is_none());
    desk.expect(2, &["--from", "no-such-list.txt"]);
    desk.expect(2, &["x.png", "--service", "nobody=https://mirror.example"]);
}

#[test]
fn one_host_is_asked_by_one_request_at_a_time() {
    let desk = Desk::with_pictures(3);
    let replies = (0..40).map(|i| (format!("/{i}.png"), Reply::png(png(i % 3 + 1))));
    let server = Server::new(replies);
    let links: Vec<String> = (0..40).map(|i| server.at(&format!("/{i}.png"))).collect();
    desk.write("links.txt", links.join("\n").as_bytes());
    let answers = ask(&desk, &["--from", "links.txt"]);
    assert!(answers.iter().zip(&links).all(|(a, link)| a["input"] == **link && a["verdict"] == "identical"));
    assert_eq!(answers.len(), 40);
    assert_eq!(server.most_at_once(), 1);
}

#[test]
fn offline_refuses_links_and_checks_files() {
    let desk = Desk::with_pictures(3);
    let server = Server::new([("/1", Reply::png(png(1)))]);
    let said = said(&desk, &["--offline", &server.at("/1"), "leak/1.png", "https://nowhere.invalid/"]);
    let answers = said.lines();
    for i in [0, 2] {
        assert!(why(&answers[i]).contains("--offline"), "{answers:?}");
    }
    assert_eq!(answers[1]["verdict"], "identical");
    assert!(server.asked().is_empty());
}

#[test]
fn issue_4_one_link_is_checked_while_the_next_is_fetched() {
    let desk = Desk::with_pictures(3);
    // The second picture comes when the answer about the first was read.
    let gate = Arc::new(AtomicBool::new(false));
    let held = Reply::Held(Arc::clone(&gate), Box::new(Reply::png(png(2))));
    let server = Server::new([("/1", Reply::png(png(1))), ("/2", held)]);
    let arguments = [&server.at("/1"), &server.at("/2"), "--json", "--allow-private", "--threads", "1"];
    let mut child = desk.command(&arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!((&first["input"], &first["verdict"]), (&server.at("/1").into(), &"identical".into()));
    gate.store(true, Ordering::SeqCst);
    let second: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!((&second["input"], &second["verdict"]), (&server.at("/2").into(), &"identical".into()));
    assert!(child.wait().unwrap().success());
}

#[test]
fn issue_4_links_are_fetched_while_answers_wait() {
    let desk = Desk::with_pictures(3);
    let paths = (0..30).map(|i| format!("/{i}"));
    let server = Server::new(paths.map(|path| (path, Reply::png(png(1)))));
    let links: Vec<String> = (0..30).map(|i| server.at(&format!("/{i}"))).collect();
    desk.write("links.txt", links.join("\n").as_bytes());
    // An answer is entered in the log before it is printed, and somebody else holds the log.
    let log = File::options().create_new(true).write(true).open(desk.path("a.log")).unwrap();
    log.lock().unwrap();
    let arguments = ["--from", "links.txt", "--json", "--allow-private", "--log", "a.log", "--threads", "1"];
    let child = desk.command(&arguments).stdout(Stdio::piped()).spawn().unwrap();
    wait_until("the next links are asked for", || server.asked().len() >= 3);
    assert_eq!(log.metadata().unwrap().len(), 0, "no answer was given yet");
    log.unlock().unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.lines().count(), 30);
    assert_eq!(server.asked().len(), 30);
}
