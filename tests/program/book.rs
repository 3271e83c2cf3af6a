//! The commands of the README and of the book are run as they stand there, one after the other.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{Desk, Said, entries, picture_of};

/// What a command holds that cannot be run here, and why. It must still be one that the program understands.
const NOT_RUN: [(&str, &str); 7] = [
    ("https://", "asks a server"),
    ("curl", "asks a server"),
    ("--from links.txt", "the list has links"),
    ("--authority-cert", "needs a stamp of an authority"),
    ("serve", "goes on until it is stopped"),
    ("watch", "goes on until it is stopped"),
    ("docker", "needs an engine for containers"),
];

/// The lines of the blocks of shell in a page that call the program.
fn commands(page: &Path) -> Vec<String> {
    let text = fs::read_to_string(page).unwrap();
    let mut commands = Vec::new();
    let mut is_shell = false;
    for line in text.lines() {
        if line.starts_with("```") {
            is_shell = line == "```sh";
        } else if is_shell && line.contains("verify-shot ") {
            commands.push(line.to_owned());
        }
    }
    commands
}

/// A desk with what the commands name: a folder of originals, pictures, and a folder for completions and one for the
/// manual page.
fn desk() -> Desk {
    let desk = Desk::new();
    for file in entries("testdata/originals/memos") {
        fs::copy(&file, desk.path("leak").join(file.file_name().unwrap())).unwrap();
    }
    let picture = fs::read(picture_of(Path::new("testdata/shots/whole-page"))).unwrap();
    for name in ["shot.png", "screenshot.png", "saved/one.png", "notes/one.png"] {
        desk.write(name, &picture);
    }
    for folder in ["keys", ".local/share/bash-completion/completions", ".local/share/man/man1"] {
        fs::create_dir_all(desk.path(folder)).unwrap();
    }
    desk
}

fn shell(desk: &Desk, command: &str) -> Said {
    let program = assert_cmd::cargo::cargo_bin("verify-shot");
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).current_dir(desk.path(".")).env("PATH", path).env("HOME", desk.path("."));
    shell.env("VERIFY_SHOT_DATA", desk.path("data")).env("XDG_CONFIG_HOME", desk.path("settings"));
    // Some commands leave the index out, which is then that of the settings.
    shell.env("VERIFY_SHOT_INDEX", "leak.db");
    Said::from(shell.output().unwrap())
}

#[test]
fn every_command_of_the_book_can_be_run_as_it_stands_there() {
    let mut pages: Vec<PathBuf> =
        entries("docs/src").filter(|page| page.extension().is_some_and(|end| end == "md")).collect();
    pages.sort();
    pages.insert(0, "README.md".into());
    let desk = desk();
    let mut run = BTreeSet::new();
    for command in pages.iter().flat_map(|page| commands(page)) {
        // A trial of many pages takes minutes.
        let command = command.replace("trial --index leak.db --pages 40", "trial --index leak.db --pages 1");
        let is_run = !NOT_RUN.iter().any(|(what, _)| command.contains(what));
        let said = if is_run {
            run.insert(command.clone());
            shell(&desk, &command)
        } else {
            let from = command.find("verify-shot ").unwrap();
            let asked = command[from..].split(" #").next().unwrap();
            shell(&desk, &format!("{asked} --help"))
        };
        let is_understood =
            said.code != Some(2) && !said.err.contains("Usage:") && !said.err.contains("error:");
        assert!(
            is_understood && said.code.is_some(),
            "{command}: {:?}\n{}\n{}",
            said.code,
            said.out,
            said.err
        );
    }
    assert!(run.len() > 15, "most are run: {run:?}");
}

/// The block that begins with this line in a page.
fn block(page: &str, first: &str) -> String {
    let text = fs::read_to_string(page).unwrap();
    let from = text.find(&format!("```text\n{first}\n")).unwrap_or_else(|| panic!("{page} has {first}")) + 8;
    let long = text[from..].find("```").unwrap();
    text[from..from + long].to_owned()
}

#[test]
fn the_answer_shown_in_the_readme_is_the_one_that_is_printed() {
    let desk = Desk::new();
    let shot = "testdata/shots/changed-digit-in-a-post/picture.jpg";
    desk.write(shot, &fs::read(shot).unwrap());
    let originals = fs::canonicalize("testdata/originals").unwrap();
    // Poppler draws each page a little otherwise in each version, and the digest is that of all drawings.
    desk.expect(0, &["add", originals.to_str().unwrap(), "--one-drawing", "--index", "leak.db"]);
    let said = desk.expect(3, &[shot, "--index", "leak.db"]).out;
    for page in ["README.md", "docs/src/fact-checkers.md"] {
        assert_eq!(block(page, shot).trim_end(), said.trim_end(), "{page}");
    }
}
