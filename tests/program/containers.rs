//! Mailboxes and stores of any size: read from where they lie, kept part by part, gone on with where they were stopped.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use crate::common::mail::{IMPRINT, documents, field, letters};
use crate::common::{Desk, png, wait_until};
use verify_shot::load::{self, Original, Patience, Reader, Told};
use verify_shot::model::text::FieldKind;

const SEPARATOR: &str = "From ida@halcyon.example Tue Mar  3 09:15:00 1998\n";

/// A message of its own length, which follows from its number.
fn message(number: u32) -> String {
    let words = 1 + number.wrapping_mul(2_654_435_761) % 70;
    let text: String = (0..words).map(|w| format!("word{} of message {number}\n", w * 7 % 31)).collect();
    format!("{SEPARATOR}From: Ida Brandt <ida@halcyon.example>\nSubject: No {number}\n\n{text}\n")
}

fn mailbox(messages: u32) -> Vec<u8> {
    (1..=messages).flat_map(|number| message(number).into_bytes()).collect()
}

/// How far the one mailbox of an index that is being written was read.
fn upto(desk: &Desk) -> u32 {
    let Ok(db) = rusqlite::Connection::open(desk.path("i.db")) else { return 0 };
    let upto = db.query_row("SELECT max(upto) FROM making", [], |r| r.get::<_, Option<u32>>(0));
    upto.ok().flatten().unwrap_or(0)
}

/// Starts `add`, and waits until a part of the mailbox is kept.
fn begun(desk: &Desk) -> std::process::Child {
    let mut command = desk.command(&["add", "leak", "--index", "i.db"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_until("a part is kept", || upto(desk) >= 1000);
    child
}

#[test]
fn issue_3_messages_are_found_wherever_they_lie_in_a_mailbox() {
    let desk = Desk::new();
    // Several windows of the search, so that some lines lie across their edges.
    desk.write("leak/box", &mailbox(2500));
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    let index =
        verify_shot::index::Index::open(&desk.path("i.db"), &verify_shot::features::versions()).unwrap();
    for number in [1, 2, 999, 1000, 1001, 1777, 2500] {
        let name = verify_shot::model::answer::PageRef { document: "box".into(), page: number };
        let page = index.page_named(&name).unwrap().unwrap();
        let text = index.text(page.id).unwrap().unwrap();
        assert_eq!(field(&text, FieldKind::Subject), format!("No {number}"));
        assert!(text.body.ends_with(&format!("of message {number}")), "{:?}", text.body);
    }
    assert_eq!(documents(&desk), [("box".to_owned(), 2500, false)]);
    assert_eq!(desk.status("i.db")["index"]["unread"], 0);
}

#[test]
fn issue_3_a_mailbox_that_is_killed_in_the_middle_goes_on_where_it_was() {
    let whole = Desk::new();
    whole.write("leak/box", &mailbox(12_000));
    whole.expect(0, &["add", "leak", "--index", "i.db"]);
    let desk = Desk::new();
    desk.write("leak/box", &mailbox(12_000));
    let mut child = begun(&desk);
    child.kill().unwrap();
    child.wait().unwrap();
    // What was kept stands there, is sound, and says that it is not all.
    let (kept, status) = (upto(&desk), desk.status("i.db"));
    assert!((1000..12_000).contains(&kept), "{kept}");
    assert_eq!(status["index"]["pages"], kept);
    let reason = status["unread"][0]["reason"].as_str().unwrap().to_owned();
    assert!(reason.contains(&format!("{kept} of its 12000 messages")) && reason.contains("Add it again"));
    desk.expect(0, &["verify", "--index", "i.db"]);
    let said = desk.expect(0, &["add", "leak", "--index", "i.db"]);
    let left = 12_000 - kept;
    assert!(said.out.replace(',', "").contains(&format!("{left} pages")), "{}", said.out);
    assert_eq!(desk.digest("i.db"), whole.digest("i.db"));
    desk.expect(0, &["verify", "--index", "i.db"]);
    let again = desk.expect(0, &["add", "leak", "--index", "i.db"]);
    assert!(again.out.contains("1 unchanged"), "{}", again.out);
}

#[test]
fn issue_3_a_mailbox_that_changes_while_it_is_read_is_told() {
    let desk = Desk::new();
    desk.write("leak/box", &mailbox(20_000));
    let child = begun(&desk);
    let mut file = OpenOptions::new().append(true).open(desk.path("leak/box")).unwrap();
    file.write_all(message(20_001).as_bytes()).unwrap();
    child.wait_with_output().unwrap();
    let status = desk.status("i.db");
    assert_eq!(status["index"]["pages"], 0, "{status}");
    assert!(
        status["unread"][0]["reason"].as_str().unwrap().contains("changed while it was read"),
        "{status}"
    );
    desk.expect(0, &["verify", "--index", "i.db"]);
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    assert_eq!(documents(&desk), [("box".to_owned(), 20_001, false)]);
}

#[test]
fn issue_3_a_mailbox_larger_than_memory_gets_names_for_what_it_cannot_give() {
    let desk = Desk::new();
    let path = desk.path("leak/box");
    let first = format!("{SEPARATOR}From: a@halcyon.example\n\n{IMPRINT}\n\n{SEPARATOR}Subject: Huge\n\n");
    // A message of 600 MiB, which takes no room on the disk.
    let behind = first.len() as u64 + (600 << 20);
    let file = File::create(&path).unwrap();
    file.write_all_at(first.as_bytes(), 0).unwrap();
    let last = format!("\n\n{SEPARATOR}From: c@halcyon.example\n\n{IMPRINT}\n");
    file.write_all_at(last.as_bytes(), behind).unwrap();
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    assert_eq!(letters(&desk).keys().map(|key| key.1).collect::<Vec<_>>(), [1, 3]);
    let status = desk.status("i.db");
    let unread = status["unread"].as_array().unwrap();
    assert_eq!((unread.len(), &unread[0]["page"]), (1, &2.into()), "{status}");
    assert!(unread[0]["reason"].as_str().unwrap().contains("600 MiB"), "{status}");
}

#[test]
fn issue_3_what_is_attached_in_a_mailbox_of_several_parts_is_below_its_message() {
    use base64::Engine;
    let desk = Desk::new();
    let picture = base64::engine::general_purpose::STANDARD.encode(png(5));
    let with = |number: u32| {
        format!(
            "{SEPARATOR}From: a@halcyon.example\nSubject: No {number}\nContent-Type: multipart/mixed; boundary=x\n\n\
             --x\n\nSee below.\n--x\nContent-Type: image/png; name=p.png\nContent-Transfer-Encoding: base64\n\n\
             {picture}\n--x--\n\n"
        )
    };
    let messages = (1..=1100).map(|n| if n % 500 == 0 { with(n) } else { message(n) });
    desk.write("leak/box", messages.collect::<String>().as_bytes());
    desk.write("shot.png", &png(5));
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    let expected = [("box", 1100, false), ("box/1000/p.png", 1, true), ("box/500/p.png", 1, true)];
    assert_eq!(documents(&desk), expected.map(|(name, pages, attached)| (name.to_owned(), pages, attached)));
    desk.expect(0, &["verify", "--index", "i.db"]);
    let said = desk.expect(0, &["shot.png", "--index", "i.db", "--json"]);
    assert_eq!(said.lines()[0]["verdict"], "identical");
    desk.expect(0, &["remove", "box", "--index", "i.db"]);
    assert_eq!(documents(&desk), []);
}

/// What is told of a container by a child that is this shell script, whose arguments it may write down.
fn told_by(script: &str, folder: &Path) -> Vec<String> {
    let (program, path) = (folder.join("child"), folder.join("box"));
    std::fs::write(&program, format!("#!/bin/sh\ncd {}\n{script}\n", folder.display())).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o700)).unwrap();
    std::fs::write(&path, mailbox(3)).unwrap();
    let patience = Patience { opening: Duration::from_millis(500), page: Duration::from_millis(500) };
    let Original::Container(container) = load::open(&path).unwrap() else { panic!("it is a mailbox") };
    let mut told = Vec::new();
    Reader::with_program(&program, patience).messages(&container, 1, &mut |one| {
        told.push(match one {
            Told::Lost(unread, _) => format!("{:?} {}", unread.page, unread.reason),
            Told::Opened(format, count) => format!("{format:?} {count}"),
            other => format!("{other:?}"),
        });
        true
    });
    told
}

/// A mailbox opened, of three messages; and the place 70 at which the next one begins.
const OPENED: &str =
    "printf 'vs\\001\\nO\\010\\000\\000\\000\\000\\000\\000\\000\\010\\000\\000\\000\\003\\000\\000\\000'";
const REACHED: &str =
    "printf 'vs\\001\\nM\\010\\000\\000\\000\\000\\000\\000\\000\\106\\000\\000\\000\\000\\000\\000\\000'";

#[test]
fn attack_a_child_lost_on_a_message_costs_that_message_and_the_next_one_begins_behind_it() {
    let folder = tempfile::tempdir().unwrap();
    let told = told_by(&format!("echo $* >> asked; {OPENED}; {REACHED}; exit 1"), folder.path());
    let asked = std::fs::read_to_string(folder.path().join("asked")).unwrap();
    assert_eq!(asked, "--read-child 1\n--read-child 2 1 70 3\n--read-child 3 2 70 3\n");
    let lost: Vec<&String> = told.iter().filter(|one| one.contains("crashed")).collect();
    assert_eq!(lost.len(), 3, "{told:?}");
    assert!(lost[2].starts_with("Some(3)"), "{told:?}");
}

#[test]
fn attack_a_child_that_goes_through_a_file_for_ever_or_nowhere_is_given_up() {
    // So many bytes were gone through: 0, and more than there can be.
    for bytes in ["\\000", "\\377"] {
        let folder = tempfile::tempdir().unwrap();
        let looked =
            format!("printf 'vs\\001\\nL\\010\\000\\000\\000\\000\\000\\000\\000{}'", bytes.repeat(8));
        let told = told_by(&format!("while :; do {looked}; done"), folder.path());
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("no sensible answer"), "{told:?}");
    }
}

#[test]
fn attack_a_mailbox_cut_or_changed_anywhere_is_accounted_for() {
    let folder = tempfile::tempdir().unwrap();
    let (path, whole) = (folder.path().join("box"), mailbox(8));
    let program = Path::new(env!("CARGO_BIN_EXE_verify-shot"));
    let mut reader = Reader::with_program(program, Patience::default());
    for (i, at) in (200..whole.len()).step_by(37 * 5).enumerate() {
        let mut changed = whole.clone();
        if i % 2 == 0 {
            changed.truncate(at);
        } else {
            changed[at] ^= 0x55;
        }
        std::fs::write(&path, changed).unwrap();
        let Original::Container(container) = load::open(&path).unwrap() else { panic!("cut at {at}") };
        let (mut count, mut accounted) = (0, 0);
        reader.messages(&container, 1, &mut |told| {
            match told {
                Told::Opened(_, announced) => count = announced,
                Told::Page(page, _) => {
                    accounted += 1;
                    assert_eq!(page.number, accounted);
                }
                Told::Lost(unread, _) => accounted += u32::from(unread.page.is_some()),
                Told::Looked(_) => {}
            }
            true
        });
        assert!(count > 0 && count == accounted, "at {at}: {count} announced, {accounted} accounted for");
    }
}
