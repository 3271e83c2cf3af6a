//! `verify-shot watch`, and what is left out of folders.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use crate::common::{Desk, png};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

#[test]
fn pictures_are_checked_once_each_when_they_are_whole() {
    let desk = Desk::new();
    desk.write("leak/a.png", &png(1));
    desk.expect(0, &["add", "leak"]);
    desk.write("saved/before.png", &png(5));
    let arguments = ["watch", "saved", "--json", "--evidence", "saved/why"];
    let mut process = desk.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut problems = BufReader::new(process.stderr.take().unwrap());
    let mut first = String::new();
    problems.read_line(&mut first).unwrap();
    assert!(first.contains("watching saved"), "{first}");
    let (sender, answers) = channel();
    let out = BufReader::new(process.stdout.take().unwrap());
    let reading = thread::spawn(move || out.lines().for_each(|line| sender.send(line.unwrap()).unwrap()));
    let next = || -> Value {
        let line = answers.recv_timeout(Duration::from_secs(60)).expect("an answer");
        serde_json::from_str(&line).unwrap()
    };
    // Written in two pieces: what is there in between is no whole picture.
    let whole = png(1);
    let mut file = File::create(desk.path("saved/slow.png")).unwrap();
    file.write_all(&whole[..200]).unwrap();
    file.flush().unwrap();
    thread::sleep(Duration::from_millis(400));
    file.write_all(&whole[200..]).unwrap();
    drop(file);
    let mut answer = next();
    if answer["verdict"] == "not_checked" {
        // A machine so busy that the first piece stood there for as long as a whole file does: it is looked at again.
        answer = next();
    }
    assert!(answer["input"].as_str().unwrap().ends_with("slow.png"), "{answer}");
    assert_eq!(answer["verdict"], "identical");
    // As browsers do: under another name first.
    desk.write("saved/b.png.part", &png(2));
    fs::rename(desk.path("saved/b.png.part"), desk.path("saved/b.png")).unwrap();
    let answer = next();
    assert!(answer["input"].as_str().unwrap().ends_with("b.png"), "{answer}");
    // No pictures, and one in a folder made later, behind which nothing else is waited for.
    desk.write("saved/notes.txt", b"no picture");
    desk.write("saved/.hidden.png", &png(3));
    desk.write("saved/deep/c.png", &png(1));
    let answer = next();
    assert!(answer["input"].as_str().unwrap().ends_with("deep/c.png"), "{answer}");
    kill_process(Pid::from_child(&process), Signal::INT).unwrap();
    assert_eq!(process.wait().unwrap().code(), Some(130));
    reading.join().unwrap();
    assert_eq!(answers.try_iter().count(), 0, "neither what was there before nor the evidence was checked");
    assert_eq!(fs::read_dir(desk.path("saved/why")).unwrap().count(), 3);
}

#[test]
fn issue_4_what_is_watched_is_kept_and_entered_in_the_log() {
    let desk = Desk::new();
    desk.write("leak/a.png", &png(1));
    desk.expect(0, &["add", "leak"]);
    fs::create_dir(desk.path("saved")).unwrap();
    let arguments = ["watch", "saved", "-q", "--keep", "saved/kept", "--note", "As it came"];
    let mut command = desk.command(&arguments);
    command.env("VERIFY_SHOT_LOG", "a.log").stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    let mut problems = BufReader::new(process.stderr.take().unwrap());
    problems.read_line(&mut String::new()).unwrap();
    let mut answers = BufReader::new(process.stdout.take().unwrap()).lines();
    for (name, seed) in [("b.png", 1), ("c.png", 2)] {
        desk.write(&format!("saved/{name}"), &png(seed));
        // What is kept of the first lies in the folder that is watched, and is not checked for it.
        assert!(answers.next().unwrap().unwrap().contains(name));
    }
    kill_process(Pid::from_child(&process), Signal::INT).unwrap();
    assert_eq!(process.wait().unwrap().code(), Some(130));
    let said = problems.lines().map(Result::unwrap).last().unwrap();
    assert!(said.contains("a.log: entries 1 to 2, head "), "{said}");
    let said = desk.expect(0, &["audit", "a.log"]).out;
    assert!(said.contains("2 pictures and 2 records"), "{said}");
    assert!(fs::read_to_string(desk.path("a.log")).unwrap().contains("As it came"));
    desk.expect(0, &["again", "1", "--log", "a.log"]);
}

#[test]
fn issue_5_evidence_of_what_is_watched_is_numbered_and_steps_are_told() {
    let desk = Desk::new();
    desk.write("leak/a.png", &png(1));
    desk.expect(0, &["add", "leak"]);
    desk.write("why/0007-earlier.png", b"from yesterday");
    fs::create_dir(desk.path("saved")).unwrap();
    let arguments = ["watch", "saved", "-v", "--show", "--evidence", "why"];
    let mut process = desk.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut problems = BufReader::new(process.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(problems.next().unwrap().contains("--show: the output goes to no terminal"));
    assert!(problems.next().unwrap().contains("watching saved"));
    let mut said = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
    for folder in ["one", "two"] {
        desk.write(&format!("saved/{folder}/x.png"), &png(1));
        assert!(said.any(|line| line.starts_with("  Steps")), "{folder}");
    }
    // Nothing is told of a folder that is gone, so that is looked for.
    fs::remove_dir_all(desk.path("saved")).unwrap();
    assert!(problems.next().unwrap().contains("saved: the folder is gone"));
    assert!(problems.next().unwrap().contains("2 pictures checked"));
    assert_eq!(process.wait().unwrap().code(), Some(2));
    let mut drawn: Vec<_> = fs::read_dir(desk.path("why")).unwrap().map(|e| e.unwrap().file_name()).collect();
    drawn.sort();
    assert_eq!(drawn, ["0007-earlier.png", "0008-x.png", "0009-x.png"]);
}

#[test]
fn what_cannot_be_watched_is_said_at_once() {
    let desk = Desk::new();
    assert!(desk.expect(2, &["watch", "leak"]).err.contains("there is no index here"));
    desk.write("leak/a.png", &png(1));
    desk.expect(0, &["add", "leak"]);
    assert!(desk.expect(2, &["watch", "nowhere"]).err.contains("nowhere: there is no such file or folder"));
    assert!(desk.expect(2, &["watch", "leak/a.png"]).err.contains("leak/a.png: it is no folder"));
}

#[test]
fn patterns_leave_files_of_folders_out_and_what_is_left_out_is_counted() {
    let desk = Desk::new();
    desk.write("leak/a.png", &png(1));
    desk.expect(0, &["add", "leak"]);
    for name in ["a.png", "b.png", "thumbs/a.png", "deep/a.png", "deep/er/a.png", "deep/er/keep.png"] {
        desk.write(&format!("saved/{name}"), &png(1));
    }
    let checked = |arguments: &[&str]| {
        let said = desk.expect(0, &[&["saved", "--json"], arguments].concat());
        let names = said
            .lines()
            .iter()
            .map(|line| line["input"].as_str().unwrap()[6..].to_owned())
            .collect::<Vec<_>>();
        (names.join(" "), said.err)
    };
    assert_eq!(checked(&[]).0, "a.png b.png deep/a.png deep/er/a.png deep/er/keep.png thumbs/a.png");
    let (names, said) = checked(&["--exclude", "thumbs/", "--exclude", "er"]);
    assert_eq!(names, "a.png b.png deep/a.png");
    assert!(said.contains("3 files left out in saved"), "{said}");
    desk.write("saved/.verifyshotignore", b"# no small ones\nthumbs/\n/b.png\n");
    desk.write("saved/deep/.verifyshotignore", b"er/*\n!er/keep.png\n");
    let (names, said) = checked(&[]);
    assert_eq!(names, "a.png deep/a.png deep/er/keep.png");
    assert!(said.contains("3 files left out in saved") && !said.contains("not a picture"), "{said}");
    assert_eq!(checked(&["--exclude", "!b.png"]).0, "a.png b.png deep/a.png deep/er/keep.png");
    // A file that is named is looked at.
    desk.expect(0, &["saved/b.png"]);
}
