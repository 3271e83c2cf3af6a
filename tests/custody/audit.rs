//! Log, evidence and index gone through.

use std::fs;
use std::path::PathBuf;

use verify_shot::custody::audit::{Places, audit};

use crate::common::{Desk, entries as files, png};
use crate::log::sha256;
use crate::{Numbers, with_a_flipped_bit, written_anew};

/// A desk with a log of three entries, one of a file that was not kept.
fn custody() -> Desk {
    let desk = Desk::with_pictures(2);
    desk.expect(0, &["leak/1.png", "leak/2.png", "-q", "--log", "a.log", "--keep", "kept", "--note", "Why?"]);
    desk.expect(0, &["leak/1.png", "-q", "--log", "a.log"]);
    desk
}

fn kept(desk: &Desk) -> Vec<PathBuf> {
    let mut kept: Vec<_> = files(desk.path("kept")).collect();
    kept.sort();
    kept
}

#[test]
fn what_fits_is_said_to_fit() {
    let desk = custody();
    assert_eq!(kept(&desk).len(), 4, "two pictures, two records");
    let digest = desk.digest("verify-shot.db");
    let said = desk.expect(0, &["audit", "a.log"]).out;
    for part in
        ["The log is intact", "3 entries", "2 pictures and 2 records", "of 1 check nothing was kept", &digest]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    let said = desk.expect(0, &["audit", "a.log", "--json"]).lines();
    assert_eq!((&said[0]["entries"], &said[0]["misfits"]), (&3.into(), &serde_json::json!([])));
    assert_eq!(said[0]["indexes"][0]["digest"], digest);
    // From another folder, and when everything was moved.
    let log = desk.path("a.log");
    let mut elsewhere = desk.command(&["audit", log.to_str().unwrap()]);
    assert!(elsewhere.current_dir("/").status().unwrap().success());
    fs::rename(desk.path("kept"), desk.path("moved")).unwrap();
    fs::rename(desk.path("verify-shot.db"), desk.path("moved.db")).unwrap();
    let said = desk.expect(1, &["audit", "a.log"]).out;
    assert_eq!(said.matches("\n  Missing ").count(), 5, "{said}");
    desk.expect(0, &["audit", "a.log", "--keep", "moved", "--index", "moved.db"]);
}

#[test]
fn any_flipped_bit_of_log_and_evidence_is_told() {
    let desk = custody();
    let log = desk.path("a.log");
    // The index has a test of its own; here it is named and not there.
    let places = Places { index: Some((&desk.path("none.db")).into()), ..Places::default() };
    let misfits = || audit(&log, &places).map(|audit| audit.misfits);
    let sound = misfits().unwrap();
    assert_eq!(sound.len(), 1, "{sound:?}");
    let mut among = kept(&desk);
    among.push(log.clone());
    let mut numbers = Numbers(2);
    for _ in 0..10_000 {
        let file = among[numbers.below(among.len())].clone();
        with_a_flipped_bit(&file, &mut numbers, |bit| {
            let found = misfits().unwrap();
            assert!(found.len() > 1, "bit {bit} of {}", file.display());
        });
    }
    assert_eq!(misfits().unwrap(), sound, "all is as it was");
}

#[test]
fn attack_entries_changed_put_in_or_taken_out() {
    let desk = custody();
    let log = fs::read_to_string(desk.path("a.log")).unwrap();
    let lines: Vec<&str> = log.lines().collect();
    let changed = lines[1].replace("identical", "not_found");
    // As a liar would who writes one entry anew, digest and all.
    let mut value: serde_json::Value = serde_json::from_str(&changed).unwrap();
    value.as_object_mut().unwrap().remove("digest");
    value["digest"] = sha256(value.to_string().as_bytes()).into();
    let anew = value.to_string();
    for (what, lines, code) in [
        ("a changed entry", vec![lines[0], &changed, lines[2]], 3),
        ("an entry written anew", vec![lines[0], &anew, lines[2]], 3),
        ("an entry taken out", vec![lines[0], lines[2]], 3),
        ("the first taken out", vec![lines[1], lines[2]], 3),
        ("an entry put in", vec![lines[0], lines[0], lines[1], lines[2]], 3),
        ("two in another order", vec![lines[1], lines[0], lines[2]], 3),
        ("an empty line", vec![lines[0], "", lines[1], lines[2]], 3),
        // The README says so: for this the head has to be known elsewhere.
        ("the last taken out", vec![lines[0], lines[1]], 0),
    ] {
        desk.write("a.log", (lines.join("\n") + "\n").as_bytes());
        assert_eq!(desk.run(&["audit", "a.log"]).code, Some(code), "{what}");
    }
}

#[test]
fn a_time_before_that_of_the_entry_before_it_is_told() {
    let desk = custody();
    let log = fs::read_to_string(desk.path("a.log")).unwrap();
    let said_of = |times: [&str; 3], code| {
        let log = written_anew(&log, |at, entry| entry["time"] = times[at].into());
        desk.write("a.log", log.as_bytes());
        desk.expect(code, &["audit", "a.log"]).out
    };
    // Clocks of two machines may differ by seconds.
    said_of(["2031-05-01T10:00:04Z", "2031-05-01T10:00:00Z", "2031-05-01T10:00:00Z"], 0);
    let said = said_of(["2031-05-01T10:00:00Z", "2031-05-01T11:00:00Z", "2031-05-01T10:30:00Z"], 4);
    let told = "Its time, 2031-05-01T10:30:00Z, is before that of the entry before it, 2031-05-01T11:00:00Z";
    assert!(said.contains("a.log:3") && said.contains(told), "{said}");
    let said = said_of(["2031-05-01T10:00:00Z", "yesterday", "2031-05-01T11:00:00Z"], 4);
    assert!(said.contains("a.log:2") && said.contains("Its time is none"), "{said}");
}

#[test]
fn last_entries_that_are_missing_are_told_by_a_head_that_was_noted() {
    let desk = custody();
    let log = fs::read_to_string(desk.path("a.log")).unwrap();
    let head_at = |line: usize| {
        let entry: serde_json::Value = serde_json::from_str(log.lines().nth(line).unwrap()).unwrap();
        entry["digest"].as_str().unwrap().to_owned()
    };
    let heads = [head_at(0), head_at(2)];
    desk.expect(0, &["audit", "a.log", "--head", &heads[0], "--head", &heads[1]]);
    desk.write("a.log", (log.lines().take(2).collect::<Vec<_>>().join("\n") + "\n").as_bytes());
    desk.expect(0, &["audit", "a.log", "--head", &heads[0]]);
    let said = desk.expect(1, &["audit", "a.log", "--head", &heads[0], "--head", &heads[1]]).out;
    assert!(said.contains(&heads[1]) && said.contains("its last entries are missing"), "{said}");
    let said = desk.expect(2, &["audit", "a.log", "--head", "47b6"]).err;
    assert!(said.contains("a digest has 64 digits"), "{said}");
}

#[test]
fn evidence_and_index_that_are_not_what_they_were_are_told() {
    let desk = custody();
    let picture = desk.path("kept").join(format!("{}.png", sha256(&png(1))));
    fs::remove_file(&picture).unwrap();
    let said = desk.expect(1, &["audit", "a.log"]).out;
    assert!(said.contains("Entry 1 names it, and it is not there"), "{said}");
    fs::write(&picture, png(2)).unwrap();
    let said = desk.expect(3, &["audit", "a.log"]).out;
    assert!(said.contains("It is not what entry 1 names"), "{said}");
    fs::write(&picture, png(1)).unwrap();
    // What no entry names has to be what its name says.
    desk.write(&format!("kept/{}", "a".repeat(64)), b"b");
    desk.write(&format!("kept/{}.1.json", "a".repeat(64)), b"{\"sha256\":1}");
    let said = desk.expect(3, &["audit", "a.log"]).out;
    assert_eq!(said.matches("not what its name says").count(), 2, "{said}");
    fs::remove_file(desk.path("kept").join("a".repeat(64))).unwrap();
    fs::remove_file(desk.path(&format!("kept/{}.1.json", "a".repeat(64)))).unwrap();
    desk.expect(0, &["audit", "a.log"]);
    // Documents that were added are for a person to explain.
    desk.write("leak/3.png", &png(3));
    desk.expect(0, &["add", "leak"]);
    let said = desk.expect(4, &["audit", "a.log"]).out;
    assert!(said.contains("It holds something else than when entry 3 asked it"), "{said}");
    rusqlite::Connection::open(desk.path("verify-shot.db"))
        .unwrap()
        .execute("UPDATE rendition SET packed = zeroblob(9) WHERE page = 2", [])
        .unwrap();
    let said = desk.expect(3, &["audit", "a.log"]).out;
    assert!(said.contains(".png: what is kept of it is not what was written"), "{said}");
    let said = desk.expect(2, &["index", "verify"]).out;
    assert!(said.contains(".png: what is kept of it"), "{said}");
    desk.write("verify-shot.db", b"text");
    desk.expect(3, &["audit", "a.log"]);
    desk.expect(2, &["verify"]);
    desk.expect(2, &["verify", "--index", "none.db"]);
    desk.expect(2, &["audit", "none.log"]);
}

#[test]
fn an_index_is_verified_by_itself() {
    let desk = Desk::with_pictures(2);
    let digest = desk.digest("verify-shot.db");
    let said = desk.expect(0, &["verify"]).out;
    assert!(said.contains("The index is intact") && said.contains(&digest), "{said}");
    let said = desk.expect(0, &["verify", "--json"]).lines();
    assert_eq!((&said[0]["digest"], &said[0]["faults"]), (&digest.into(), &serde_json::json!([])));
}
