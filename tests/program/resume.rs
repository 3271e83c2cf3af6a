//! `--resume`: a check that was stopped goes on where it was, and says what it would have said.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use image::{RgbImage, imageops};

use crate::common::{Desk, Said, picture_of, png, wait_until};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// Small pictures of each kind of answer: parts of a page, half of them with a word laid elsewhere, pictures that no page
/// explains, an original's file, and files that are no pictures. The page is a picture, so that no words are read.
fn desk(unknown: u32) -> Desk {
    let desk = Desk::new();
    let page = image::open(picture_of(Path::new("testdata/shots/crop-of-half"))).unwrap().to_rgb8();
    let write = |name: &str, picture: &RgbImage| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        desk.write(name, &bytes.into_inner());
    };
    write("leak/page.png", &page);
    desk.write("leak/bars.png", &png(1));
    desk.expect(0, &["add", "leak"]);
    let (wide, high) = page.dimensions();
    for n in 0..12 {
        let mut part = imageops::crop_imm(&page, 0, 4 * n, wide, high - 8 * n).to_image();
        if n % 2 == 1 {
            let word = imageops::crop_imm(&part, wide / 4, high / 4, 60, 16).to_image();
            imageops::replace(&mut part, &word, i64::from(wide / 2), i64::from(high / 2 + 5));
        }
        write(&format!("saved/{:03}-part.png", 20 * n), &part);
    }
    for n in 0..unknown {
        desk.write(&format!("saved/{n:03}.png"), &png(n));
    }
    desk.write("saved/077-damaged.png", &png(3)[..60]);
    desk.write("saved/200-damaged.png", &png(4)[..70]);
    desk
}

fn entries_in(journal: &Path) -> usize {
    fs::read(journal).map_or(0, |bytes| bytes.iter().filter(|byte| **byte == b'\n').count().saturating_sub(1))
}

/// What was said, without times: in JSON `took_ms`, in the table how long it took, in a spreadsheet's one cell.
fn timeless(said: &Said) -> String {
    let line = |line: &str| match serde_json::from_str::<Value>(line) {
        Ok(Value::Object(mut object)) => {
            object.remove("took_ms").expect("every answer has its time");
            Value::Object(object).to_string()
        }
        _ if line.contains("pictures in ") => line.split(" in ").next().unwrap().to_owned(),
        // After the time stand the codes of the reasons, whether the page is certain, how far it was compared, and what
        // the file says.
        _ if line.starts_with('"') => {
            let mut cells: Vec<&str> = line.rsplitn(6, ',').collect();
            cells.remove(4);
            cells.join(",")
        }
        _ => line.to_owned(),
    };
    said.out.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn stopped_again_and_again_it_says_what_an_uninterrupted_check_says() {
    let desk = desk(280);
    let journal = desk.path("run.journal");
    let check = ["saved", "--resume", "run.journal", "--threads", "2"];
    // Where it is stopped: behind so many more answers, by a signal that asks or one that does not.
    let stops =
        [(3, Signal::INT), (41, Signal::KILL), (1, Signal::KILL), (77, Signal::INT), (30, Signal::KILL)];
    for (more, signal) in stops {
        let before = entries_in(&journal);
        let mut process = desk.command(&check).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        wait_until("answers", || entries_in(&journal) >= before + more);
        kill_process(Pid::from_child(&process), signal).unwrap();
        let code = process.wait().unwrap().code();
        assert!(code == Some(130) || signal == Signal::KILL, "{code:?}");
    }
    assert!(entries_in(&journal) < 292, "it was stopped before it was done");
    let resumed = desk.expect(2, &check);
    let whole = desk.expect(2, &["saved", "--resume", "whole.journal"]);
    assert_eq!(timeless(&resumed), timeless(&whole));
    assert!(resumed.out.contains("294 pictures in ") && resumed.out.contains("altered"), "{}", resumed.out);
    for form in ["--json", "--csv", "-q"] {
        let [resumed, whole] = ["run.journal", "whole.journal"]
            .map(|journal| timeless(&desk.expect(2, &["saved", form, "--resume", journal])));
        assert_eq!(resumed, whole);
    }
    let text = fs::read_to_string(&journal).unwrap();
    let answers = text.lines().skip(1).filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let looked_at: Vec<String> = answers.map(|line| line["answer"]["sha256"].to_string()).collect();
    assert_eq!(looked_at.len(), 292, "an answer for each picture that can be looked at");
    assert_eq!(looked_at.iter().collect::<BTreeSet<_>>().len(), 292, "and none was looked at again");
}

#[test]
fn evidence_and_dossier_are_drawn_from_answers_that_were_kept() {
    let desk = desk(3);
    let shown = |name: &str, more: &[&str]| {
        let (folder, page) = (format!("why-{name}"), format!("{name}.html"));
        let arguments = [&["saved", "-q", "--evidence", &folder, "--html", &page], more].concat();
        desk.expect(2, &arguments);
        let mut sheets: Vec<_> = crate::common::entries(desk.path(&folder)).collect();
        sheets.sort();
        let sheets: Vec<Vec<u8>> = sheets.iter().map(|sheet| fs::read(sheet).unwrap()).collect();
        let page = fs::read_to_string(desk.path(&page)).unwrap();
        (sheets, page.split("To repeat it").next().unwrap().to_owned())
    };
    let plain = shown("plain", &[]);
    desk.expect(2, &["saved", "-q", "--resume", "run.journal"]);
    let kept = shown("kept", &["--resume", "run.journal"]);
    assert!(plain.0.len() == 15 && plain.0 == kept.0, "{} sheets", plain.0.len());
    assert_eq!(plain.1, kept.1);
}

#[test]
fn a_journal_is_good_for_one_index_and_one_way_of_reading() {
    let desk = desk(2);
    let check = ["saved", "-q", "--resume", "run.journal"];
    desk.expect(2, &check);
    let first = entries_in(&desk.path("run.journal"));
    desk.expect(2, &check);
    assert_eq!(entries_in(&desk.path("run.journal")), first);
    desk.expect(2, &[&check[..], &["--lang", "deu"]].concat());
    assert_eq!(entries_in(&desk.path("run.journal")), 2 * first, "other languages, other words");
    desk.write("leak/more.png", &png(90));
    desk.expect(0, &["add", "leak"]);
    desk.expect(2, &check);
    assert_eq!(entries_in(&desk.path("run.journal")), 3 * first, "another index, other answers");
}

#[test]
fn a_line_cut_off_or_written_by_a_stranger_costs_no_more_than_itself() {
    let desk = desk(4);
    let check = ["saved", "--json", "--resume", "run.journal"];
    let whole = timeless(&desk.expect(2, &check));
    let good = fs::read(desk.path("run.journal")).unwrap();
    let lines: Vec<&[u8]> = good.split_inclusive(|byte| *byte == b'\n').collect();
    let altered = lines.iter().find(|line| line.windows(9).any(|w| w == b"\"altered\"")).unwrap();
    let altered = String::from_utf8(altered.to_vec()).unwrap();
    let with = |old: &str, new: &str| {
        assert!(altered.contains(old), "{old} in {altered}");
        altered.replacen(old, new, 1).into_bytes()
    };
    let hostile: Vec<Vec<u8>> = vec![
        good[..good.len() - 40].to_vec(),
        [&good[..], b"{\"by\":\"verify-sh"].concat(),
        [&good[..], &[0; 5000]].concat(),
        [&good[..], "[".repeat(100_000).as_bytes(), b"\n"].concat(),
        [lines[0], &with("\"region\":[", "\"region\":[1e400,")].concat(),
        [lines[0], &with("\"region\":[", "\"region\":[9000000000000000000,")].concat(),
        [lines[0], &with("\"transform\":[[", "\"transform\":[[null,")].concat(),
        [lines[0], &with("\"verdict\":\"altered\"", "\"verdict\":\"authentic\"")].concat(),
        [lines[0], &with("\"compared\":", "\"compared\":7")].concat(),
    ];
    for (n, bytes) in hostile.into_iter().enumerate() {
        fs::write(desk.path("run.journal"), bytes).unwrap();
        let said = desk.expect(2, &check);
        assert_eq!(timeless(&said), whole, "{n}");
        assert!(said.err.contains("1 line could not be read"), "{n}: {}", said.err);
        let again = desk.expect(2, &check);
        assert_eq!(timeless(&again), whole, "{n}");
    }
}

#[test]
fn a_line_that_contradicts_its_own_verdict_is_not_believed() {
    let desk = desk(4);
    let check = ["saved", "--json", "--resume", "run.journal"];
    let whole = timeless(&desk.expect(2, &check));
    let good = fs::read_to_string(desk.path("run.journal")).unwrap();
    let line_with = |verdict: &str| {
        good.lines().find(|line| line.contains(&format!("\"verdict\":\"{verdict}\""))).unwrap()
    };
    for (was, says, what) in [
        ("altered", "match", "it says `match` and lists differences"),
        ("altered", "not_found", "it says `not_found` and names a page"),
        ("match", "altered", "it says `altered` and lists no difference"),
        ("not_found", "match", "it says `match` and names no page"),
        ("not_found", "identical", "it says `identical` and names no page"),
    ] {
        let line = line_with(was);
        let other = line.replacen(&format!("\"verdict\":\"{was}\""), &format!("\"verdict\":\"{says}\""), 1);
        fs::write(desk.path("run.journal"), good.replacen(line, &other, 1)).unwrap();
        let said = desk.expect(2, &check);
        assert_eq!(timeless(&said), whole, "{was} as {says}");
        assert!(said.err.contains("1 line contradicts itself") && said.err.contains(what), "{}", said.err);
        assert!(said.err.contains("looked at anew"), "{}", said.err);
    }
}

#[test]
fn nothing_else_is_written_over() {
    let desk = desk(1);
    desk.write("notes.txt", b"mine");
    for file in ["notes.txt", "verify-shot.db", "saved/000.png"] {
        let before = fs::read(desk.path(file)).unwrap();
        let said = desk.expect(2, &["saved", "--resume", file]);
        assert!(said.err.contains("choose another name"), "{}", said.err);
        assert_eq!(fs::read(desk.path(file)).unwrap(), before);
    }
    assert!(desk.expect(2, &["saved", "--resume", "leak"]).err.contains("leak"));
    assert!(desk.expect(2, &["saved", "--resume", "no/folder/x"]).err.contains("no such file or folder"));
    // What was begun and never written is a journal.
    desk.write("begun", b"{\"journal\":\"veri");
    desk.expect(2, &["saved", "-q", "--resume", "begun"]);
    assert!(entries_in(&desk.path("begun")) > 0);
}
