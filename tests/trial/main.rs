//! A trial on the documents of an index: what it counts, what the index remembers, what later answers cite.

#[path = "../common/mod.rs"]
mod common;
mod worth;

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use common::{Desk, entries};
use serde_json::Value;

/// A desk with an index of memos, a scan and a drawing.
fn desk() -> Desk {
    let desk = Desk::new();
    for name in
        ["memos/airship.pdf", "memos/night-work-camera.pdf", "finance/cost-report-9.pdf", "letters/telex.png"]
    {
        desk.write(&format!("leak/{name}"), &fs::read(format!("testdata/originals/{name}")).unwrap());
    }
    desk.expect(0, &["add", "leak"]);
    desk
}

fn trial(desk: &Desk, arguments: &[&str]) -> Value {
    let said = desk.expect(0, &[&["trial", "--json", "--pages", "3"], arguments].concat());
    said.lines().remove(0)
}

/// What is counted, by kind.
fn pictures(trial: &Value, kind: &str) -> u64 {
    let counts = trial["counts"].as_array().unwrap().iter().filter(|count| count["kind"] == kind);
    counts.map(|count| count["pictures"].as_u64().unwrap()).sum()
}

#[test]
fn its_counts_add_up_and_the_pictures_are_kept_with_what_they_are() {
    let desk = desk();
    let told = trial(&desk, &["--keep-pictures", "kept"]);
    let pages = &told["pages"];
    assert_eq!((pages["asked"].as_u64(), pages["redrawn"].as_u64()), (Some(3), Some(3)), "{told}");
    assert_eq!(pictures(&told, "genuine"), 15);
    assert_eq!(pictures(&told, "absent"), 6);
    let changed = pictures(&told, "changed");
    assert_eq!(changed + pages["unmade"].as_u64().unwrap(), 15, "{told}");
    assert!(changed >= 10, "{told}");
    for share in told["shares"].as_array().unwrap() {
        let all = share["pictures"].as_u64().unwrap();
        if share["kind"] == "changed" && all > 0 {
            let parts = ["located", "left_open", "passed"].map(|part| share[part]["hits"].as_u64().unwrap());
            assert_eq!(parts.iter().sum::<u64>(), all, "{share}");
        }
        if share["of"] == "all" {
            assert_eq!(all, pictures(&told, share["kind"].as_str().unwrap()));
        }
    }
    let truth = fs::read_to_string(desk.path("kept/truth.jsonl")).unwrap();
    let truth: Vec<Value> = truth.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(truth.len() as u64, 15 + 6 + changed);
    assert_eq!(entries(desk.path("kept")).count(), truth.len() + 1);
    assert!(truth.iter().all(|line| (line["kind"] == "changed") == line["change"]["box"].is_array()));
    let in_the_index: Vec<&Value> = truth.iter().filter(|line| line["kind"] != "absent").collect();
    let names = in_the_index.iter().map(|line| format!("kept/{}\n", line["picture"].as_str().unwrap()));
    desk.write("list", names.collect::<String>().as_bytes());
    let said = desk.expect(0, &["--from", "list", "--json", "--exit-zero"]).lines();
    for (line, said) in in_the_index.iter().zip(&said) {
        assert_eq!(line["verdict"], said["verdict"], "checked like any picture: {line}");
    }
    assert_eq!(said.len(), in_the_index.len());
}

#[test]
fn on_the_sample_documents_it_finds_what_is_there_and_nothing_else() {
    let told = trial(&desk(), &[]);
    let outcomes = |kind: &str, wanted: &[&str]| -> u64 {
        let counts = told["counts"].as_array().unwrap().iter();
        let such = counts.filter(|c| c["kind"] == kind && wanted.contains(&c["outcome"].as_str().unwrap()));
        such.map(|c| c["pictures"].as_u64().unwrap()).sum()
    };
    assert_eq!(outcomes("genuine", &["agreed", "doubted"]), 15, "{told}");
    assert_eq!(outcomes("absent", &["not_found"]), 6, "{told}");
    let changed = pictures(&told, "changed");
    assert!(2 * outcomes("changed", &["located"]) > changed, "most are told, and where: {told}");
}

#[test]
fn the_same_seed_gives_the_same_table_whoever_does_the_work() {
    let desk = desk();
    let table = |arguments: &[&str]| desk.expect(0, &[&["trial", "--pages", "2"], arguments].concat()).out;
    let first = table(&["--threads", "1"]);
    assert_eq!(first, table(&["--threads", "3"]));
    assert_ne!(first, table(&["--seed", "2"]));
    assert!(first.lines().all(|line| line.chars().count() <= 80), "{first}");
}

#[test]
fn the_index_remembers_it_and_answers_cite_it_until_the_index_changes() {
    let desk = desk();
    let shot = fs::canonicalize("testdata/shots/changed-digit-in-a-post/picture.jpg").unwrap();
    let cited = |desk: &Desk| {
        let said = desk.expect(3, &[shot.to_str().unwrap()]).out;
        said.lines().find(|line| line.trim_start().starts_with("Trial")).map(str::to_owned)
    };
    assert_eq!(cited(&desk), None, "nothing was tried yet");
    assert!(desk.status("verify-shot.db").get("trial").is_none());
    let before = desk.digest("verify-shot.db");
    trial(&desk, &["--seed", "7"]);
    let status = desk.status("verify-shot.db");
    assert_eq!((&status["trial"]["seed"], &status["trial"]["holds"]), (&7.into(), &true.into()), "{status}");
    assert_eq!(desk.digest("verify-shot.db"), before, "it is no part of the content");
    let line = cited(&desk).expect("an answer cites it");
    assert!(line.contains("of 15 genuine pictures were told as altered"), "{line}");
    let said = desk.expect(0, &["status"]).out;
    assert!(said.contains("Trial") && said.contains("seed 7"), "{said}");

    let json = desk.expect(3, &[shot.to_str().unwrap(), "--json", "--html", "why.html"]);
    let cited_there = &json.lines()[0]["index"]["trial"];
    assert_eq!((&cited_there["share"], &cited_there["pictures"]), (&"told_as_altered".into(), &15.into()));
    assert!(cited_there["low"].as_f64() < cited_there["high"].as_f64(), "{cited_there}");
    let sentence = line.trim_start().strip_prefix("Trial").unwrap().trim_start();
    let page = fs::read_to_string(desk.path("why.html")).unwrap();
    assert!(page.contains(&sentence[1..]), "{sentence}");
    desk.write("answer.json", json.out.as_bytes());
    assert!(desk.expect(0, &["explain", "answer.json"]).out.contains(&line), "{line}");

    desk.write("leak/more.png", &common::png(5));
    desk.expect(0, &["add", "leak"]);
    assert_eq!(cited(&desk), None, "it says nothing of another set");
    assert_eq!(desk.status("verify-shot.db")["trial"]["holds"], false);
    assert!(desk.expect(0, &["status"]).out.contains("changed since; run `verify-shot trial` again"));
}

#[test]
fn originals_that_are_gone_are_taken_from_the_index_and_that_is_said() {
    let desk = desk();
    fs::remove_file(desk.path("leak/letters/telex.png")).unwrap();
    desk.write("leak/memos/airship.pdf", b"not what it was");
    let said = desk.expect(0, &["trial"]).out;
    assert!(said.contains("3 pages from the index"), "two pages of a memo and a telex: {said}");
    let pages = desk.status("verify-shot.db")["trial"]["pages"].clone();
    let number = |of: &str| pages[of].as_u64().unwrap();
    assert_eq!((number("kept"), number("kept") + number("redrawn") + number("lost")), (3, number("asked")));
}

#[test]
fn without_a_reader_of_words_messages_are_left_out_and_counted() {
    let desk = Desk::new();
    desk.write("leak/thread.mbox", &fs::read("testdata/originals/mail/thread.mbox").unwrap());
    desk.write("leak/telex.png", &fs::read("testdata/originals/letters/telex.png").unwrap());
    desk.expect(0, &["add", "leak"]);
    let output = desk.command(&["trial", "--json"]).env("PATH", "/nowhere").output().unwrap();
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(told["pages"]["unreadable"].as_u64().unwrap() >= 2, "{told}");
    assert_eq!(told["pages"]["mail"], 0);
    assert!(told["counts"].as_array().unwrap().iter().all(|count| count["way"] != "mail"));
}

#[test]
fn messages_are_drawn_and_tried_where_words_can_be_read() {
    let desk = Desk::new();
    desk.write("leak/thread.mbox", &fs::read("testdata/originals/mail/thread.mbox").unwrap());
    desk.expect(0, &["add", "leak"]);
    let told = desk.expect(0, &["trial", "--json", "--pages", "2"]).lines().remove(0);
    assert_eq!(told["pages"]["mail"], 2, "{told}");
    let counts = told["counts"].as_array().unwrap();
    let number = |kind: &str, outcome: &str| -> u64 {
        let such = counts.iter().filter(|c| c["kind"] == kind && c["outcome"] == outcome);
        such.map(|c| c["pictures"].as_u64().unwrap()).sum()
    };
    assert_eq!(number("genuine", "agreed"), 2, "{told}");
    assert_eq!(number("changed", "agreed"), 0, "{told}");
    assert_eq!(number("absent", "wrong_match"), 0, "{told}");
}

#[test]
fn stopped_by_ctrl_c_it_tells_what_was_done_and_remembers_nothing() {
    let desk = desk();
    let mut process = desk
        .command(&["trial", "--json", "--threads", "1", "--keep-pictures", "kept"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    common::wait_until("a picture is made", || {
        desk.path("kept").exists() && entries(desk.path("kept")).next().is_some()
    });
    let pid = rustix::process::Pid::from_child(&process);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(process.wait().unwrap().code(), Some(130));
    let told: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(told["partial"], true);
    let done: u64 = ["genuine", "changed", "absent"].map(|kind| pictures(&told, kind)).iter().sum();
    assert!(done >= 1, "{told}");
    assert_eq!(entries(desk.path("kept")).count() as u64, done + 1, "every picture, and what they are");
    assert!(desk.status("verify-shot.db").get("trial").is_none());
}

#[test]
fn nothing_is_written_over_and_what_cannot_be_tried_is_said() {
    let desk = desk();
    let said = desk.expect(2, &["trial", "--keep-pictures", "leak"]);
    assert!(said.err.contains("not empty"), "{}", said.err);
    assert!(desk.expect(2, &["trial", "--index", "none.db"]).err.contains("no index here"));
    assert!(desk.path("leak/letters/telex.png").exists());
    let blank = Desk::new();
    blank.write("leak/blank.png", &blank_png());
    blank.expect(0, &["add", "leak"]);
    let said = blank.expect(2, &["trial"]);
    assert!(said.err.contains("no page that can be drawn"), "{}", said.err);
    assert!(said.out.contains("1 page left out"), "{}", said.out);
}

fn blank_png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(300, 400, image::Rgb([255; 3]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}
