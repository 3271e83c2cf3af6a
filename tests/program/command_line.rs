//! Building an index and asking it, through the command line.

use std::fs;
use std::os::unix::fs::symlink;

use crate::common::{Desk, pdf, png, truncated, wait_until};

/// Numbers of `status --json`: files, refused, documents, pages, parts unread.
fn numbers(desk: &Desk, index: &str) -> [u64; 5] {
    let status = desk.status(index);
    let n = |pointer: &str| status.pointer(pointer).unwrap().as_u64().unwrap();
    ["/files", "/refused", "/index/documents", "/index/pages", "/index/unread"].map(n)
}

fn leak() -> Desk {
    let desk = Desk::new();
    desk.write("leak/memo.pdf", &pdf(1, 3));
    desk.write("leak/scans/a.png", &png(1));
    desk.write("leak/scans/b", &png(2));
    desk
}

#[test]
fn files_seen_are_files_read_and_files_refused() {
    let desk = leak();
    desk.write("leak/notes.txt", b"not a page");
    desk.write("leak/empty.png", b"");
    desk.write("leak/cut.png", truncated(&png(3)));
    symlink("memo.pdf", desk.path("leak/link.pdf")).unwrap();
    let said = desk.expect(0, &["add", "leak", "--index", "a.db"]);
    assert!(said.out.contains("In the index: 3 of 7 files"), "{}", said.out);
    for name in ["notes.txt", "empty.png", "cut.png", "link.pdf"] {
        assert!(said.err.contains(name), "{name} is named: {}", said.err);
    }
    assert_eq!(numbers(&desk, "a.db"), [7, 4, 3, 5, 4]);
    let listed = desk.expect(0, &["status", "--unread", "--index", "a.db"]).out;
    assert!(listed.contains("link.pdf") && listed.contains("notes.txt"), "{listed}");
    let again = desk.expect(0, &["add", "leak", "--index", "a.db"]).out;
    assert!(again.contains("In the index: 3 of 7 files"), "{again}");
}

#[test]
fn only_what_changed_is_read_again() {
    let desk = leak();
    desk.expect(0, &["add", "leak"]);
    let same = desk.expect(0, &["add", "leak"]).out;
    assert!(same.contains("0 new, 0 changed, 3 unchanged"), "{same}");
    // Another time and the same bytes.
    let touched = fs::File::options().append(true).open(desk.path("leak/memo.pdf")).unwrap();
    touched.set_modified(std::time::UNIX_EPOCH).unwrap();
    let same = desk.expect(0, &["add", "leak"]).out;
    assert!(same.contains("0 changed, 3 unchanged") && same.contains("0 pages read"), "{same}");
    desk.write("leak/memo.pdf", &pdf(9, 2));
    let changed = desk.expect(0, &["add", "leak"]).out;
    assert!(changed.contains("0 new, 1 changed, 2 unchanged"), "{changed}");
    assert_eq!(numbers(&desk, "verify-shot.db"), [3, 0, 3, 4, 0]);
}

#[test]
fn what_vanished_is_dropped_when_asked() {
    let desk = leak();
    desk.expect(0, &["add", "leak", "--index", "a.db"]);
    fs::remove_file(desk.path("leak/scans/a.png")).unwrap();
    let kept = desk.expect(0, &["add", "leak", "--index", "a.db"]).out;
    assert!(kept.contains("`--prune`"), "{kept}");
    assert_eq!(numbers(&desk, "a.db")[2], 3);
    // Another folder of the set says nothing about this one.
    desk.expect(2, &["add", "nowhere", "--prune", "--index", "a.db"]);
    fs::create_dir(desk.path("leak/other")).unwrap();
    desk.write("leak/other/c.png", &png(3));
    desk.expect(0, &["add", "leak/other", "--prune", "--index", "a.db"]);
    assert_eq!(numbers(&desk, "a.db")[2], 4);
    let dropped = desk.expect(0, &["add", "leak", "--prune", "--index", "a.db"]).out;
    assert!(dropped.contains("1 document dropped"), "{dropped}");
    assert_eq!(numbers(&desk, "a.db"), [3, 0, 3, 5, 0]);
}

#[test]
fn a_dry_run_tells_and_writes_nothing() {
    let desk = leak();
    let said = desk.expect(0, &["add", "leak", "--dry-run", "--index", "a.db"]).out;
    assert!(said.contains("3 new, 0 changed, 0 unchanged. Nothing was written"), "{said}");
    assert!(!desk.path("a.db").exists());
    desk.expect(0, &["add", "leak", "--index", "a.db"]);
    let before = fs::read(desk.path("a.db")).unwrap();
    desk.write("leak/new.png", &png(7));
    desk.write("leak/memo.pdf", &pdf(5, 1));
    fs::remove_file(desk.path("leak/scans/a.png")).unwrap();
    let said = desk.expect(0, &["add", "leak", "--dry-run", "--prune", "--index", "a.db"]).out;
    assert!(said.contains("1 new, 1 changed, 1 unchanged"), "{said}");
    assert!(said.contains("1 document would be dropped"), "{said}");
    assert_eq!(fs::read(desk.path("a.db")).unwrap(), before);
}

#[test]
fn names_do_not_depend_on_where_the_command_is_given() {
    let desk = leak();
    desk.write("other/memo.pdf", &pdf(2, 1));
    desk.expect(0, &["add", "leak", "other", "--index", "a.db"]);
    let absolute = desk.path("leak");
    let mut elsewhere = desk.command(&["add", absolute.to_str().unwrap(), "--index", "../a.db"]);
    elsewhere.current_dir(desk.path("other"));
    let said = String::from_utf8(elsewhere.output().unwrap().stdout).unwrap();
    assert!(said.contains("3 unchanged"), "{said}");
    desk.expect(0, &["add", "leak/scans", "leak/memo.pdf", "--index", "a.db"]);
    assert_eq!(numbers(&desk, "a.db"), [4, 0, 4, 6, 0]);
    // A part first and the whole later give the same names as the whole at once.
    desk.expect(0, &["add", "leak/scans", "--index", "b.db"]);
    desk.expect(0, &["add", "leak", "--index", "b.db"]);
    desk.expect(0, &["add", "leak", "--index", "c.db"]);
    assert_eq!(desk.digest("b.db"), desk.digest("c.db"));
}

#[test]
fn the_index_is_no_original_of_its_own() {
    let desk = leak();
    for _ in 0..2 {
        let said = desk.expect(0, &["add", ".", "--index", "leak/a.db"]).out;
        assert!(said.contains("3 files"), "{said}");
    }
}

#[test]
fn killed_in_the_middle_it_goes_on_where_it_was() {
    let desk = Desk::new();
    (0..60).for_each(|i| desk.write(&format!("leak/{i:02}.pdf"), &pdf(i, 4)));
    desk.expect(0, &["add", "leak", "--index", "whole.db"]);
    for kill_after in [1, 9] {
        let index = format!("killed{kill_after}.db");
        let mut running =
            desk.command(&["add", "leak", "--index", &index, "--threads", "1"]).spawn().unwrap();
        let documents = || {
            let said = desk.run(&["status", "--json", "--index", &index]);
            said.lines().first().map_or(0, |s| s["index"]["documents"].as_u64().unwrap())
        };
        wait_until("some documents", || documents() >= kill_after);
        running.kill().unwrap();
        running.wait().unwrap();
        let kept = documents();
        assert!((kill_after..60).contains(&kept), "{kept}");
        says_that_it_is_unfinished(&desk, &index);
        let said = desk.expect(0, &["add", "leak", "--index", &index]).out;
        assert!(said.contains(&format!("{} new, 0 changed, {kept} unchanged", 60 - kept)), "{said}");
        assert_eq!(desk.digest(&index), desk.digest("whole.db"));
        let said = desk.expect(1, &["stranger.png", "--json", "--index", &index]).lines();
        assert_eq!(said[0]["index"]["unfinished"], serde_json::Value::Null);
        assert!(!desk.expect(0, &["status", "--index", &index]).out.contains("Unfinished"));
    }
}

/// What an index says whose `add` was stopped: in its status, in an answer, and where a page was not found.
fn says_that_it_is_unfinished(desk: &Desk, index: &str) {
    let leak = fs::canonicalize(desk.path("leak")).unwrap();
    let said = desk.expect(0, &["status", "--index", index]).out;
    assert!(said.contains(&format!("  Unfinished Adding {} was stopped", leak.display())), "{said}");
    assert_eq!(desk.status(index)["unfinished"][0], leak.to_str().unwrap());
    desk.write("stranger.png", &png(77));
    let said = desk.expect(1, &["stranger.png", "--json", "--index", index]).lines();
    assert_eq!(said[0]["index"]["unfinished"], true);
    assert_eq!(said[0]["why_codes"], serde_json::json!(["index_unfinished"]));
    let said = desk.expect(1, &["stranger.png", "--index", index]).out;
    assert!(
        said.contains("The index is not complete") && said.contains("documents may be missing"),
        "{said}"
    );
    let said = desk.expect(1, &["stranger.png", "-q", "--index", index]).out;
    assert!(said.contains("Not found in this index. The index is not complete"), "{said}");
}

#[test]
fn an_index_without_renditions_is_smaller_and_needs_its_originals() {
    let desk = leak();
    desk.expect(0, &["add", "leak", "--no-renditions", "--index", "bare.db"]);
    desk.expect(0, &["add", "leak", "--index", "full.db"]);
    assert_eq!(desk.status("bare.db")["without_rendition"], 5);
    assert_eq!(desk.status("full.db")["without_rendition"], 0);
    // Adding again with renditions completes it.
    let said = desk.expect(0, &["add", "leak", "--index", "bare.db"]).out;
    assert!(said.contains("3 changed"), "{said}");
    assert_eq!(desk.digest("bare.db"), desk.digest("full.db"));
}

#[test]
fn originals_are_indexed_and_kept_up_to_date_in_one_command() {
    let desk = leak();
    desk.expect(0, &["leak/scans/a.png", "--originals", "leak"]);
    desk.write("leak/late.png", &png(77));
    desk.write("shot.png", &png(77));
    let said = desk.expect(0, &["shot.png", "--originals", "./leak", "--json"]).lines();
    assert_eq!(said[0]["pages"][0]["document"], "late.png");
    fs::remove_file(desk.path("leak/late.png")).unwrap();
    desk.expect(1, &["shot.png", "--originals", "leak"]);
    let kept: Vec<_> = fs::read_dir(desk.path("data")).unwrap().map(|e| e.unwrap().path()).collect();
    assert_eq!(kept.len(), 1, "{kept:?}");
    fs::write(&kept[0], "no index any more").unwrap();
    let said = desk.expect(0, &["leak/scans/a.png", "--originals", "leak"]);
    assert!(said.err.contains("built anew"), "{}", said.err);
}

#[test]
fn nothing_to_read_is_said() {
    let desk = Desk::new();
    let said = desk.expect(2, &["add", "leak", "--index", "a.db"]);
    assert!(said.err.contains("Nothing could be read"), "{}", said.err);
    let said = desk.expect(2, &["add", "nowhere", "--index", "a.db"]);
    assert!(said.err.contains("nowhere") && said.err.contains("check the path"), "{}", said.err);
    assert_eq!(desk.run(&[]).code, Some(2));
    desk.expect(2, &["--no-such-flag"]);
}

#[test]
fn a_picture_called_add_is_checked_as_a_path() {
    let desk = leak();
    desk.expect(0, &["add", "leak"]);
    desk.write("add", &png(1));
    let said = desk.expect(0, &["./add"]);
    assert!(
        said.out.contains("page 1 of scans/a.png") || said.out.contains("Page 1 of scans/a.png"),
        "{}",
        said.out
    );
}

#[test]
fn attack_names_that_steer_a_terminal() {
    let desk = leak();
    desk.write("leak/\u{1b}[31mred\u{202e}fdp.png", &png(5));
    desk.write("leak/\u{1b}]0;owned\u{7}.txt", b"no");
    desk.write("shot.png", &png(5));
    let added = desk.expect(0, &["add", "leak"]);
    let text = desk.expect(0, &["shot.png"]);
    let json = desk.expect(0, &["shot.png", "--json"]);
    let status = desk.expect(0, &["status", "--unread"]);
    for said in [added, text, json, status] {
        for hidden in ['\u{1b}', '\u{202e}', '\u{7}'] {
            assert!(
                !said.out.contains(hidden) && !said.err.contains(hidden),
                "{:?} {:?}",
                said.out,
                said.err
            );
        }
    }
}

#[test]
fn attack_names_that_are_not_unicode() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let desk = leak();
    for (i, name) in [&b"caf\xe9.png"[..], b"caf\xe8.png", b"caf\\xe9.png"].into_iter().enumerate() {
        fs::write(desk.path("leak").join(OsStr::from_bytes(name)), png(10 + i as u32)).unwrap();
    }
    desk.expect(0, &["add", "leak", "--no-renditions"]);
    assert_eq!(numbers(&desk, "verify-shot.db")[2], 6);
    desk.write("shot.png", &png(11));
    let said = desk.expect(0, &["shot.png", "--json"]).lines();
    assert_eq!(said[0]["pages"][0]["document"], "caf\\xe8.png");
}
