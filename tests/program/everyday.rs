//! Everyday use: answers said again, documents listed and removed, slips of the finger.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;

use crate::common::{Desk, Said, pdf, picture_of, png};
use serde_json::Value;
use sha2::{Digest, Sha256};
use verify_shot::model::hex::hex;

fn fed(desk: &Desk, arguments: &[&str], bytes: &[u8]) -> Said {
    let mut command = desk.command(arguments);
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = piped.spawn().unwrap();
    // It may have seen enough.
    let _ = process.stdin.take().unwrap().write_all(bytes);
    Said::from(process.wait_with_output().unwrap())
}

/// A desk with two memos and a mail with something attached.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("leak/memos/airship.pdf", &fs::read("testdata/originals/memos/airship.pdf").unwrap());
    desk.write("leak/memos/plain.pdf", &pdf(1, 3));
    desk.write("leak/bars.png", &png(1));
    desk.write("leak/broken.pdf", b"%PDF-1.4 and no more");
    let mail = b"From: a@example.org\r\nSubject: two files\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n\
        --b\r\nContent-Type: text/plain; name=note.eml\r\nContent-Disposition: attachment; filename=note.eml\r\n\r\n\
        From: b@example.org\r\nSubject: inside\r\n\r\nThe words inside.\r\n--b--\r\n";
    desk.write("leak/two.eml", mail);
    desk.expect(0, &["add", "leak"]);
    desk
}

#[test]
fn an_answer_in_json_is_explained_as_the_check_said_it() {
    let desk = desk();
    for case in ["changed-digit-in-a-post", "redacted-and-highlighted-in-a-post", "noise"] {
        let shot = picture_of(Path::new("testdata/shots").join(case).as_path());
        let shot = shot.to_str().unwrap();
        let (said, json) = (desk.run(&[shot]), desk.run(&[shot, "--json"]));
        desk.write("answer.json", json.out.as_bytes());
        assert_eq!(desk.expect(0, &["explain", "answer.json"]).out, said.out, "{case}");
        let laid_out = serde_json::to_string_pretty(&json.lines()[0]).unwrap();
        assert_eq!(fed(&desk, &["explain", "-"], laid_out.as_bytes()).out, said.out, "{case}");
    }
    let two = desk.run(&["leak/bars.png", "leak/memos/plain.pdf", "--json"]);
    desk.write("two.json", two.out.as_bytes());
    let said = desk.expect(0, &["explain", "two.json"]).out;
    assert!(
        said.contains("leak/bars.png\n  ≡ Same file") && said.contains("  × Could not be checked.\n"),
        "{said}"
    );
}

#[test]
fn what_is_no_answer_is_refused_in_one_sentence() {
    let desk = desk();
    let good = desk.run(&["leak/bars.png", "--json"]).out;
    let deep = "[".repeat(200_000);
    let long = format!("{{\"schema\":1,\"input\":\"{}\"", "x".repeat(20 << 20));
    let other = good.replace("\"schema\":1", "\"schema\":2");
    let absurd = good.replace("\"region\":[0,", "\"region\":[1e99,");
    let word = good.replace("\"identical\"", "\"gen\\u001b[2Juine\"");
    for (bytes, why) in [
        ("", "it is empty"),
        ("{}", "something else than an answer"),
        ("PNG", "something else than an answer"),
        (&deep, "something else than an answer"),
        (&long, "longer than 16 MiB"),
        (&other, "it is of schema 2"),
        (&absurd, "something else than an answer"),
        (&word, "gen\\u{1b}[2Juine"),
    ] {
        let said = fed(&desk, &["explain", "-"], bytes.as_bytes());
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{why}");
        assert!(said.err.contains(why) && said.err.lines().count() == 1, "{why}: {}", said.err);
    }
    let said = fed(&desk, &["explain", "-"], format!("{good}{{}}").as_bytes());
    assert!(
        said.code == Some(2) && said.out.contains("Same file") && said.err.contains("answer 2"),
        "{}",
        said.err
    );
    desk.expect(2, &["explain", "nowhere.json"]);
}

#[test]
fn documents_are_listed_with_pages_and_size() {
    let desk = desk();
    let said = desk.expect(0, &["list"]).out;
    let names: Vec<&str> = said.lines().map(|line| line.split_whitespace().last().unwrap()).collect();
    let all =
        ["bars.png", "broken.pdf", "memos/airship.pdf", "memos/plain.pdf", "two.eml", "two.eml/note.eml"];
    assert_eq!(names[..6], all);
    assert!(
        said.contains("3 pages") && said.contains("not read") && said.contains("6 documents, "),
        "{said}"
    );
    let lines = desk.expect(0, &["list", "--json", "memos/*", "bars.png"]).lines();
    let listed: Vec<_> = lines.iter().map(|line| line["document"].as_str().unwrap()).collect();
    assert_eq!(listed, ["bars.png", "memos/airship.pdf", "memos/plain.pdf"]);
    assert_eq!((lines[2]["pages"].as_u64(), lines[2]["format"].as_str()), (Some(3), Some("PDF")));
    assert_eq!(lines[2]["bytes"].as_u64(), Some(pdf(1, 3).len() as u64));
    let said = desk.expect(2, &["list", "memos/airshp.pdf"]);
    assert!(said.err.contains("Did you mean `memos/airship.pdf`?"), "{}", said.err);
}

#[test]
fn what_is_removed_is_found_no_more() {
    let desk = desk();
    let digest = desk.digest("verify-shot.db");
    desk.expect(0, &["leak/memos/airship.pdf", "leak/bars.png", "--exit-zero"]);
    let said = desk.expect(0, &["remove", "memos/*", "--dry-run"]).out;
    assert!(said.contains("2 files would be removed") && said.contains("memos/plain.pdf"), "{said}");
    assert_eq!(desk.digest("verify-shot.db"), digest);
    desk.expect(2, &["remove", "bars.png", "nothing.pdf"]);
    assert_eq!(desk.digest("verify-shot.db"), digest, "one name that fits nothing, and nothing is removed");
    desk.expect(0, &["leak/bars.png"]);
    let shot = picture_of(Path::new("testdata/shots/changed-digit-in-a-post"));
    desk.expect(3, &[shot.to_str().unwrap()]);
    let said = desk.expect(0, &["remove", "bars.png", "memos/air*.pdf"]).out;
    assert!(
        said.contains("bars.png") && said.contains("memos/airship.pdf") && said.contains("2 files removed"),
        "{said}"
    );
    desk.expect(1, &["leak/bars.png"]);
    desk.expect(1, &[shot.to_str().unwrap()]);
    assert_ne!(desk.digest("verify-shot.db"), digest);
    desk.expect(0, &["add", "leak"]);
    assert_eq!(desk.digest("verify-shot.db"), digest, "added again it is the same index");
}

#[test]
fn what_is_attached_goes_with_its_message_and_not_alone() {
    let desk = desk();
    let said = desk.expect(2, &["remove", "two.eml/note.eml"]);
    assert!(said.err.contains("is attached to two.eml"), "{}", said.err);
    let said = desk.expect(0, &["remove", "two.eml"]).out;
    assert!(said.contains("two.eml/note.eml"), "{said}");
    assert_eq!(desk.expect(0, &["list", "--json"]).lines().len(), 4);
}

#[test]
fn issue_5_of_two_documents_of_one_name_the_answer_says_which_and_its_original_is_shown() {
    let desk = Desk::new();
    let mail = |name: &str| fs::read(format!("testdata/originals/mail/{name}.eml")).unwrap();
    desk.write("leak/a.pdf", &fs::read("testdata/originals/memos/airship.pdf").unwrap());
    desk.write("more/a.pdf", &fs::read("testdata/originals/finance/cost-report-9.pdf").unwrap());
    desk.write("leak/1.eml", &mail("week-36"));
    desk.write("more/1.eml", &mail("lamp-order"));
    desk.expect(0, &["add", "leak", "more"]);
    let sha256 = |file: &str| hex(&Sha256::digest(fs::read(desk.path(file)).unwrap()));
    for (case, file) in [("changed-digit-in-a-post", "leak/a.pdf"), ("mail-changed-number", "leak/1.eml")] {
        let shot = picture_of(&Path::new("testdata/shots").join(case));
        let shot = shot.to_str().unwrap();
        let answer = desk.expect(3, &[shot, "--json", "--resume", "run.journal"]);
        assert_eq!(answer.lines()[0]["pages"][0]["document_sha256"], sha256(file), "{case}");
        let said = desk.expect(3, &[shot, "--resume", "run.journal", "--html", "why.html"]).out;
        assert!(said.contains(&format!("the one with SHA-256 {}", sha256(file))), "{said}");
        assert_eq!(fed(&desk, &["explain", "-"], answer.out.as_bytes()).out, said);
        let page = fs::read_to_string(desk.path("why.html")).unwrap();
        assert!(page.contains(&sha256(file)) && !page.contains("The original is not shown here."), "{case}");
        let forged = answer.out.replace(&sha256(file), "abc");
        assert!(fed(&desk, &["explain", "-"], forged.as_bytes()).err.contains("`abc`, which is no SHA-256"));
    }
    desk.expect(0, &["remove", "1.eml"]);
    desk.expect(0, &["add", "leak", "--index", "one.db"]);
    let shot = picture_of(Path::new("testdata/shots/changed-digit-in-a-post"));
    let said = desk.expect(3, &[shot.to_str().unwrap(), "--json", "--index", "one.db"]).out;
    assert!(!said.contains("document_sha256"), "its name says which it is: {said}");
}

#[test]
fn issue_5_an_answer_of_several_pages_shows_fewer_lines_of_each() {
    let desk = desk();
    let shot = picture_of(Path::new("testdata/shots/changed-digit-in-a-post"));
    let mut answer = desk.expect(3, &[shot.to_str().unwrap(), "--json"]).lines().remove(0);
    let mut page = answer["pages"][0].clone();
    page["differences"] = vec![page["differences"][0].clone(); 9].into();
    let mut said = |pages: usize| {
        answer["pages"] = vec![page.clone(); pages].into();
        fed(&desk, &["explain", "-"], answer.to_string().as_bytes()).out
    };
    assert_eq!(said(1).matches("and 3 more, all in --json").count(), 1);
    assert_eq!(said(4).matches("and 7 more, all in --json").count(), 4);
}

#[test]
fn issue_5_a_folder_that_is_named_by_a_link_is_opened_and_links_within_are_not() {
    let desk = desk();
    desk.write("saved/a.png", &png(1));
    std::os::unix::fs::symlink(desk.path("leak/bars.png"), desk.path("saved/b.png")).unwrap();
    std::os::unix::fs::symlink("saved", desk.path("link")).unwrap();
    let said = desk.expect(0, &["link", "-q"]);
    assert!(said.out.contains("link/a.png") && said.out.lines().count() == 1, "{}", said.out);
    assert!(said.err.contains("skipped b.png: It is a symbolic link"), "{}", said.err);
}

#[test]
fn issue_5_an_index_that_holds_no_page_is_told_of_before_its_answers() {
    let desk = desk();
    desk.write("none/notes.xyz", b"no original");
    let said = desk.expect(1, &["leak/bars.png", "-q", "--originals", "none"]);
    assert!(said.err.contains("this index holds no page"), "{}", said.err);
    assert!(!desk.expect(0, &["leak/bars.png", "-q"]).err.contains("no page"));
}

#[test]
fn a_list_on_standard_input_is_answered_line_by_line() {
    let desk = desk();
    for seed in 1..=2 {
        desk.write(&format!("{seed}.png"), &png(seed));
    }
    for end in ["\n", "\0"] {
        let mut command = desk.command(&["check", "--from", "-", "--json"]);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut names = process.stdin.take().unwrap();
        let mut answers = BufReader::new(process.stdout.take().unwrap()).lines();
        for (name, verdict) in [("1.png", "identical"), ("2.png", "not_found"), ("no.png", "not_checked")] {
            // The next name is written when the answer about this one was read.
            names.write_all(format!("{name}{end}").as_bytes()).unwrap();
            let answer: Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
            assert_eq!([answer["input"].as_str(), answer["verdict"].as_str()], [Some(name), Some(verdict)]);
        }
        drop(names);
        assert!(answers.next().is_none());
        assert_eq!(process.wait().unwrap().code(), Some(2));
    }
    let nothing = fed(&desk, &["check", "--from", "-", "--json"], b"# nothing\n\n");
    assert_eq!((nothing.code, nothing.lines()[0]["verdict"].as_str()), (Some(2), Some("not_checked")));
    let unusable = fed(&desk, &["check", "--from", "-", "--json", "--index", "no.db"], b"1.png\n2.png\n");
    assert_eq!((unusable.code, unusable.lines().len()), (Some(2), 2), "{}", unusable.err);
}

#[test]
fn a_link_without_its_scheme_is_asked_about() {
    let desk = Desk::new();
    desk.write("leak/a.png", &png(1));
    desk.expect(0, &["add", "leak"]);
    for name in ["www.example.com", "www.example.com/a.png", "social.example/@someone/112233"] {
        let said = desk.expect(2, &[name]).err;
        assert!(said.contains(&format!("Did you mean `https://{name}`?")), "{said}");
    }
    for name in ["gone.png", "folder/gone.png", "../gone", "a..b/c", "1.5/c"] {
        let said = desk.expect(2, &[name]).err;
        assert!(said.contains("no such file") && !said.contains("https"), "{said}");
    }
}

#[test]
fn a_language_that_is_not_installed_is_told_at_the_start() {
    let desk = Desk::new();
    desk.write("leak/a.png", &png(1));
    desk.expect(0, &["add", "leak"]);
    for command in [&["leak/a.png"][..], &["trial"], &["watch", "leak"]] {
        let said = desk.expect(2, &[command, &["--lang", "eng+tlh"]].concat());
        assert!(
            said.err.contains("cannot read `tlh` here") && said.out.is_empty(),
            "{}{}",
            said.out,
            said.err
        );
    }
}
