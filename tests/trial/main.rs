//! A trial on the documents of an index: what it counts, what the index remembers, what later answers cite.

mod cites;
#[path = "../common/mod.rs"]
mod common;
mod worth;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::OnceLock;

use common::{Desk, entries};
use serde_json::Value;
use verify_shot::features;
use verify_shot::index::Writer;
use verify_shot::model::trial::Trial;

/// A desk with an index of memos, a table and a scan.
fn desk() -> Desk {
    desk_of(&[
        "memos/airship.pdf",
        "memos/night-work-camera.pdf",
        "finance/cost-report-9.pdf",
        "letters/telex.png",
    ])
}

/// A desk with an index of these sample documents.
fn desk_of(names: &[&str]) -> Desk {
    let desk = Desk::new();
    for name in names {
        desk.write(&format!("leak/{name}"), &fs::read(format!("testdata/originals/{name}")).unwrap());
    }
    desk.expect(0, &["add", "leak"]);
    desk
}

/// A trial on one page.
fn trial(desk: &Desk, arguments: &[&str]) -> Value {
    let said = desk.expect(0, &[&["trial", "--json", "--pages", "1"], arguments].concat());
    said.lines().remove(0)
}

/// One trial on four pages for all tests that only read what it says and keeps, below `kept`.
fn tried() -> (&'static Desk, &'static Value) {
    static TRIED: OnceLock<(Desk, Value)> = OnceLock::new();
    let (desk, told) = TRIED.get_or_init(|| {
        let desk = desk();
        let arguments = ["trial", "--json", "--pages", "4", "--keep-pictures", "kept"];
        let told = desk.expect(0, &arguments).lines().remove(0);
        (desk, told)
    });
    (desk, told)
}

/// What is counted, by kind.
fn pictures(trial: &Value, kind: &str) -> u64 {
    let counts = trial["counts"].as_array().unwrap().iter().filter(|count| count["kind"] == kind);
    counts.map(|count| count["pictures"].as_u64().unwrap()).sum()
}

/// Genuine pictures with a mark and no change.
fn marks_alone(trial: &Value) -> u64 {
    let counts = trial["counts"].as_array().unwrap().iter();
    let such = counts.filter(|count| count["kind"] == "genuine" && count.get("edit").is_some());
    such.map(|count| count["pictures"].as_u64().unwrap()).sum()
}

/// How often each edit was tried, and how often of these it was made.
fn edits(trial: &Value) -> BTreeMap<String, (u64, u64)> {
    let mut edits: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let name = |of: &Value| of["edit"].as_str().unwrap().to_owned();
    for count in trial["counts"].as_array().unwrap().iter().filter(|count| count["kind"] == "changed") {
        let pictures = count["pictures"].as_u64().unwrap();
        let of = edits.entry(name(count)).or_default();
        *of = (of.0 + pictures, of.1 + pictures);
    }
    for of in trial["not_made"].as_array().unwrap() {
        edits.entry(name(of)).or_default().0 += of["pictures"].as_u64().unwrap();
    }
    edits
}

#[test]
fn its_counts_add_up_and_the_pictures_are_kept_with_what_they_are() {
    let (desk, told) = tried();
    let pages = &told["pages"];
    assert_eq!((pages["asked"].as_u64(), pages["redrawn"].as_u64()), (Some(4), Some(4)), "{told}");
    let genuine = pictures(told, "genuine");
    assert_eq!(genuine, 20 + marks_alone(told), "five of each page, and the marks alone: {told}");
    assert_eq!(pictures(told, "absent"), 8);
    let changed = pictures(told, "changed");
    assert_eq!(changed + pages["unmade"].as_u64().unwrap(), 20 + 8, "{told}");
    assert!(changed >= 20, "{told}");
    for share in told["shares"].as_array().unwrap() {
        let all = share["pictures"].as_u64().unwrap();
        if share["kind"] == "changed" && all > 0 {
            let parts = ["located", "left_open", "passed"].map(|part| share[part]["hits"].as_u64().unwrap());
            assert_eq!(parts.iter().sum::<u64>(), all, "{share}");
        }
        if share["of"] == "all" {
            assert_eq!(all, pictures(told, share["kind"].as_str().unwrap()));
        }
    }
    let truth = fs::read_to_string(desk.path("kept/truth.jsonl")).unwrap();
    let truth: Vec<Value> = truth.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(truth.len() as u64, genuine + 8 + changed);
    assert_eq!(entries(desk.path("kept")).count(), truth.len() + 1);
    assert!(truth.iter().all(|line| (line["kind"] == "changed") == line["change"]["box"].is_array()));
    assert!(truth.iter().all(|line| line["kind"] != "changed" || line["edit"].is_string()));
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
    let (_, told) = tried();
    let outcomes = |kind: &str, wanted: &[&str]| -> u64 {
        let counts = told["counts"].as_array().unwrap().iter();
        let such = counts.filter(|c| c["kind"] == kind && wanted.contains(&c["outcome"].as_str().unwrap()));
        such.map(|c| c["pictures"].as_u64().unwrap()).sum()
    };
    let plain = told["counts"].as_array().unwrap().iter().filter(|count| count.get("edit").is_none());
    let plain =
        plain.filter(|c| c["kind"] == "genuine" && (c["outcome"] == "agreed" || c["outcome"] == "doubted"));
    assert_eq!(plain.map(|count| count["pictures"].as_u64().unwrap()).sum::<u64>(), 20, "{told}");
    // A line of a pen right above a rule of the page may be told as added, but the page is found.
    let found = outcomes("genuine", &["agreed", "doubted", "elsewhere"]);
    assert_eq!(found, pictures(told, "genuine"), "{told}");
    assert_eq!(outcomes("absent", &["not_found"]), 8, "{told}");
    let changed = pictures(told, "changed");
    assert!(2 * outcomes("changed", &["located"]) > changed, "most are told, and where: {told}");
}

#[test]
fn every_kind_of_change_is_tried_and_has_its_row() {
    let (desk, told) = tried();
    let edits = edits(told);
    let of_a_look =
        ["added", "added_pale", "exchanged", "heading", "marked", "point", "ringed", "underlined", "wiped"];
    assert_eq!(edits.keys().map(String::as_str).collect::<Vec<_>>(), of_a_look, "{told}");
    for (edit, (tried, made)) in &edits {
        assert_eq!(*tried, if edit == "exchanged" { 20 } else { 1 }, "{edit}: {told}");
        let row = told["shares"].as_array().unwrap().iter().find(|share| share["of"] == *edit);
        assert_eq!(row.unwrap()["pictures"], *made, "{edit}: {told}");
    }
    let made: u64 = edits.values().map(|(_, made)| made).sum();
    assert_eq!(made, pictures(told, "changed"));
    assert!(made >= 20 + 5, "a place for most: {told}");
    let marks: u64 = ["ringed", "underlined", "marked"].map(|edit| edits[edit].1).iter().sum();
    assert_eq!(marks_alone(told), marks, "each mark stands on an unchanged page, too");

    let truth = fs::read_to_string(desk.path("kept/truth.jsonl")).unwrap();
    let truth: Vec<Value> = truth.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let pair = |edit: &str| {
        let of = |kind: &str| {
            let mut lines = truth.iter();
            lines.find(|line| line["edit"] == edit && line["kind"] == kind && line["way"] != "crop").cloned()
        };
        Some((of("changed")?, of("genuine")?))
    };
    for (changed, genuine) in ["ringed", "underlined", "marked"].into_iter().filter_map(pair) {
        assert_eq!((&changed["document"], &changed["page"]), (&genuine["document"], &genuine["page"]));
        assert_eq!(changed["way"], genuine["way"]);
        assert!(genuine.get("change").is_none(), "{genuine}");
    }
}

#[test]
fn a_page_without_a_place_for_a_kind_is_counted_as_not_made_and_not_as_found() {
    let desk = Desk::new();
    desk.write("leak/telex.png", &fs::read("testdata/originals/letters/telex.png").unwrap());
    desk.write("leak/rooms.png", &fs::read("testdata/originals/notes/lamp-room.png").unwrap());
    desk.write("leak/scene.webp", &fs::read("testdata/originals/boards/scene-41.webp").unwrap());
    desk.write("leak/pilot.tif", &fs::read("testdata/originals/letters/pilot.tif").unwrap());
    desk.expect(0, &["add", "leak"]);
    let told = desk.expect(0, &["trial", "--json", "--pages", "4"]).lines().remove(0);
    assert_eq!(edits(&told)["point"], (1, 0), "no file of these says where a point stands: {told}");
    let row = told["shares"].as_array().unwrap().iter().find(|share| share["of"] == "point").unwrap();
    assert_eq!((&row["pictures"], row.get("located")), (&0.into(), None), "{row}");
    let said = desk.expect(0, &["trial", "--pages", "4"]).out;
    assert!(said.contains("not made, for want of a place:") && said.contains("1 point"), "{said}");
    let row = said.lines().find(|line| line.trim_start().starts_with("point ")).unwrap();
    assert_eq!(row.split_whitespace().collect::<Vec<_>>(), ["point", "-", "-", "-"]);
}

#[test]
fn a_trial_of_an_earlier_method_is_read_and_told_to_be_old() {
    let desk = desk();
    trial(&desk, &[]);
    let database = rusqlite::Connection::open(desk.path("verify-shot.db")).unwrap();
    let kept: String = database.query_row("SELECT result FROM trial", [], |row| row.get(0)).unwrap();
    let mut kept: Value = serde_json::from_str(&kept).unwrap();
    let trial = kept.as_object_mut().unwrap();
    assert_eq!(trial.remove("method"), Some(1.into()));
    trial.remove("not_made");
    let mut counts = std::mem::take(trial["counts"].as_array_mut().unwrap());
    counts.retain(|count| count.get("edit").is_none_or(|edit| edit == "exchanged"));
    counts.iter_mut().for_each(|count| drop(count.as_object_mut().unwrap().remove("edit")));
    trial["counts"] = counts.into();
    drop(database);
    let kept: Trial = serde_json::from_value(kept).unwrap();
    let mut writer = Writer::open(&desk.path("verify-shot.db"), &features::versions()).unwrap();
    writer.keep_trial(&kept).unwrap();
    drop(writer);
    assert_eq!(desk.status("verify-shot.db")["trial"]["holds"], false);
    let said = desk.expect(0, &["status"]).out;
    assert!(said.contains("seed 1") && said.contains("the program has changed since"), "{said}");
    let shot = fs::canonicalize("testdata/shots/changed-digit-in-a-post/picture.jpg").unwrap();
    let said = desk.expect(3, &[shot.to_str().unwrap()]).out;
    assert!(!said.lines().any(|line| line.trim_start().starts_with("Trial")), "{said}");
}

#[test]
fn the_same_seed_gives_the_same_table_whoever_does_the_work() {
    let desk = desk();
    let table = |arguments: &[&str]| desk.expect(0, &[&["trial", "--pages", "1"], arguments].concat()).out;
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
    let genuine = status["trial"]["counts"].as_array().unwrap().iter().filter(|c| c["kind"] == "genuine");
    let genuine: u64 = genuine.map(|count| count["pictures"].as_u64().unwrap()).sum();
    assert!(line.contains(&format!("of {genuine} genuine pictures were told as altered")), "{line}");
    let said = desk.expect(0, &["status"]).out;
    assert!(said.contains("Trial") && said.contains("seed 7"), "{said}");

    let json = desk.expect(3, &[shot.to_str().unwrap(), "--json", "--html", "why.html"]);
    let cited_there = &json.lines()[0]["index"]["trial"];
    assert_eq!(
        (&cited_there["share"], &cited_there["pictures"]),
        (&"told_as_altered".into(), &genuine.into())
    );
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
    let desk = desk_of(&["memos/airship.pdf", "letters/telex.png", "letters/pilot.tif"]);
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
    let told = desk.expect(0, &["trial", "--json", "--pages", "3"]).lines().remove(0);
    assert_eq!(told["pages"]["mail"], 3, "{told}");
    let tried = edits(&told);
    for edit in ["mail_sender", "mail_date", "mail_to"] {
        assert_eq!(tried[edit], (1, 1), "{told}");
    }
    let counts = told["counts"].as_array().unwrap();
    let number = |kind: &str, outcome: &str| -> u64 {
        let such = counts.iter().filter(|c| c["kind"] == kind && c["outcome"] == outcome);
        such.map(|c| c["pictures"].as_u64().unwrap()).sum()
    };
    assert_eq!(number("genuine", "agreed"), 3, "{told}");
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

#[test]
fn adding_with_a_trial_counts_at_once_and_later_answers_cite_it() {
    let desk = Desk::new();
    desk.write("leak/airship.pdf", &fs::read("testdata/originals/memos/airship.pdf").unwrap());
    let said = desk.expect(0, &["add", "leak", "--trial", "1"]).out;
    assert!(said.starts_with("Added 1 file") && said.contains("1 random page (seed 1):"), "{said}");
    let status = desk.expect(0, &["index", "status"]).out;
    assert!(status.contains("genuine pictures found"), "{status}");
}
