//! What is typed, kept in the environment and in a file; the help; slips of the finger.

use std::process::Command;

use crate::common::{Desk, Said, png};

/// A desk with two indexes, one of them in the user's data.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("leak/a.png", &png(1));
    desk.write("shot.png", &png(2));
    std::fs::create_dir(desk.path("data")).unwrap();
    for index in
        ["typed.db", "variable.db", "verify-shot.db", "settings/verify-shot/file.db", "data/verify-shot.db"]
    {
        std::fs::create_dir_all(desk.path(index).parent().unwrap()).unwrap();
        desk.expect(0, &["add", "leak", "--index", index]);
    }
    desk
}

fn said(command: &mut Command) -> Said {
    Said::from(command.output().unwrap())
}

/// The index that an answer names.
fn asked(command: &mut Command) -> String {
    said(command).lines()[0]["index"]["path"].as_str().unwrap().to_owned()
}

#[test]
fn the_index_is_the_first_that_there_is_and_every_answer_names_it() {
    let desk = desk();
    desk.write("settings/verify-shot/config.toml", b"index = \"file.db\"\n");
    let check = || desk.command(&["shot.png", "--json"]);
    let mut typed = desk.command(&["shot.png", "--json", "--index", "typed.db"]);
    assert_eq!(asked(typed.env("VERIFY_SHOT_INDEX", "variable.db")), "typed.db");
    assert_eq!(asked(check().env("VERIFY_SHOT_INDEX", "variable.db")), "variable.db");
    assert_eq!(asked(check().env("VERIFY_SHOT_INDEX", "")), "verify-shot.db");
    std::fs::remove_file(desk.path("verify-shot.db")).unwrap();
    assert!(asked(&mut check()).ends_with("settings/verify-shot/file.db"));
    std::fs::remove_file(desk.path("settings/verify-shot/config.toml")).unwrap();
    assert!(asked(&mut check()).ends_with("data/verify-shot.db"));
    std::fs::remove_file(desk.path("data/verify-shot.db")).unwrap();
    let none = desk.expect(2, &["shot.png"]);
    assert!(none.err.contains("verify-shot.db: there is no index here"), "{}", none.err);
    let with =
        said(desk.command(&["shot.png", "--originals", "leak"]).env("VERIFY_SHOT_INDEX", "variable.db"));
    assert_eq!(with.code, Some(1), "a folder that is typed comes before a variable: {}", with.err);
}

#[test]
fn settings_come_from_variables_then_from_the_file_and_config_says_which() {
    let desk = desk();
    desk.write(
        "my.toml",
        b"lang = \"deu\"\ntimeout = 7\noffline = true\n[services]\nx = \"http://127.0.0.1:9\"\n",
    );
    let mut config = desk.command(&["config", "--config", "my.toml"]);
    let shown = said(config.env("VERIFY_SHOT_LANG", "fra").env("VERIFY_SHOT_THREADS", "2"));
    let row = |key: &str| {
        let row = shown.out.lines().find(|line| line.split_whitespace().next() == Some(key));
        row.unwrap_or_else(|| panic!("{key} in {}", shown.out))
            .split_whitespace()
            .skip(1)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(row("lang"), "fra VERIFY_SHOT_LANG");
    assert_eq!(row("threads"), "2 VERIFY_SHOT_THREADS");
    assert_eq!(row("timeout"), "7 file");
    assert_eq!(row("offline"), "true file");
    assert_eq!(row("service"), "x=http://127.0.0.1:9 file");
    assert_eq!(row("proxy"), "none default");
    assert_eq!(row("index"), "verify-shot.db found there");
    let link = "http://203.0.113.1/a.png";
    let offline = said(desk.command(&[link]).env("VERIFY_SHOT_CONFIG", desk.path("my.toml")));
    assert!(offline.err.contains("offline"), "{}", offline.err);
}

#[test]
fn what_is_no_setting_is_refused_with_the_place_where_it_stands() {
    let desk = desk();
    for (text, why) in [
        ("indx = \"a.db\"", "my.toml: there is no setting `indx`. Did you mean `index`?"),
        ("[service]\nx = \"y\"", "no setting `service`. Did you mean `services`?"),
        ("\u{1b}[2J = 1", "my.toml: line 1"),
        ("lang = \n", "my.toml: line 1"),
        ("threads = 0", "`0` is no value for `threads`: it has to be a number, 1 or more"),
        ("offline = \"perhaps\"", "`perhaps` is no value for `offline`: it is true or false"),
        ("timeout = [1]", "`timeout` takes one value"),
        ("services = 3", "a table of names"),
        ("[[services]]", "`services` is a table of names"),
    ] {
        desk.write("my.toml", text.as_bytes());
        let said = desk.expect(2, &["shot.png", "--config", "my.toml"]);
        assert!(said.err.contains(why) && said.err.lines().count() == 1, "{text}: {}", said.err);
    }
    assert!(
        desk.expect(2, &["status", "--config", "none.toml"]).err.contains("none.toml: there is no such file")
    );
    let variable = said(desk.command(&["shot.png"]).env("VERIFY_SHOT_TIMEOUT", "soon"));
    assert!(variable.err.contains("VERIFY_SHOT_TIMEOUT: `soon` is no value"), "{}", variable.err);
}

#[test]
fn the_short_help_fits_a_screen_and_the_long_one_has_every_option() {
    let desk = Desk::new();
    let help = |arguments: &[&str]| said(desk.command(arguments).env("COLUMNS", "80")).out;
    let short = help(&["-h"]);
    assert!(short.lines().count() <= 40, "{} lines\n{short}", short.lines().count());
    assert!(short.lines().all(|line| line.chars().count() <= 80), "{short}");
    for part in ["verify-shot add ./leak", "--index", "explain", "Exit codes"] {
        assert!(short.contains(part), "{part} in {short}");
    }
    let long = help(&["--help"]);
    for part in ["--proxy", "--exclude", "Links:", "Evidence:", "VERIFY_SHOT_INDEX", "./add"] {
        assert!(long.contains(part), "{part} in {long}");
    }
}

#[test]
fn completions_and_manual_know_every_command() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish"] {
        assert!(desk.expect(0, &["completions", shell]).out.contains("explain"), "{shell}");
    }
    let page = desk.expect(0, &["man"]).out;
    assert!(page.starts_with(".ie") && page.contains("verify\\-shot\\-explain"), "{page}");
    assert!(desk.expect(0, &["man", "remove"]).out.contains("dry\\-run"));
    assert!(desk.expect(2, &["man", "remve"]).err.contains("Did you mean `remove`?"));
}

#[test]
fn a_slip_of_the_finger_is_answered_with_what_was_meant() {
    let desk = desk();
    for (typed, meant) in [
        (&["staus"][..], "No file named `staus`. Did you mean `verify-shot status`?"),
        (&["lst", "leak"], "Did you mean `verify-shot list`?"),
        (&["shto.png"], "Did you mean `shot.png`?"),
        (&["leak/b.png"], "Did you mean `leak/a.png`?"),
        (&["add", "laek"], "Did you mean `leak`?"),
        (&["explain", "shot.pgn"], "Did you mean `shot.png`?"),
    ] {
        let said = desk.expect(2, typed);
        assert!(said.err.contains(meant), "{typed:?}: {}", said.err);
    }
    assert!(!desk.expect(2, &["whatever.png"]).err.contains("Did you mean"));
    let said = desk.expect(2, &["shot.png", "--only", "alterd"]);
    assert!(said.err.contains("a similar value exists: 'altered'"), "{}", said.err);
    let lines = desk.expect(2, &["staus", "shot.png", "--json"]).lines();
    assert_eq!(lines.len(), 2, "programs get an answer for each input");
}

#[test]
fn issue_5_a_mistyped_variable_is_told_and_config_shows_what_variables_alone_set() {
    let desk = desk();
    let check = said(desk.command(&["shot.png", "-q"]).env("VERIFY_SHOT_OFLINE", "true"));
    let meant = "VERIFY_SHOT_OFLINE: there is no such setting. Did you mean `VERIFY_SHOT_OFFLINE`?";
    assert!(check.code == Some(1) && check.err.contains(meant), "{}", check.err);
    let quiet = said(desk.command(&["shot.png", "-q"]).env("VERIFY_SHOT_OF_OURS", "1"));
    assert_eq!(quiet.err, "", "a variable of somebody else's");
    let mut config = desk.command(&["config"]);
    let shown = said(config.env("VERIFY_SHOT_OF_OURS", "1").env("VERIFY_SHOT_LOG", "a.log")).out;
    for part in ["VERIFY_SHOT_OF_OURS is set, and there is no such setting", "a.log", "VERIFY_SHOT_DATA"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
}

#[test]
fn issue_5_bash_completes_behind_a_command_as_before_it() {
    let desk = Desk::new();
    desk.write("completions", desk.expect(0, &["completions", "bash"]).out.as_bytes());
    let completed = |words: &str| {
        let script = format!(
            "source ./completions; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); \
             _verify__shot verify-shot \"${{COMP_WORDS[-1]}}\" \"${{COMP_WORDS[-2]}}\"; echo \"${{COMPREPLY[@]}}\""
        );
        said(Command::new("bash").args(["-c", &script]).current_dir(desk.path("."))).out.trim().to_owned()
    };
    for (words, whole) in [
        ("verify-shot stat", "status"),
        ("verify-shot status --ind", "--index"),
        ("verify-shot dkim-keys --js", "--json"),
        ("verify-shot help trial", "trial"),
        ("verify-shot --only alt", "altered"),
        ("verify-shot watch --only alt", "altered"),
    ] {
        assert_eq!(completed(words), whole, "{words}");
    }
}

#[test]
fn issue_5_the_manual_describes_every_option() {
    let desk = Desk::new();
    for command in [&["man"][..], &["man", "watch"], &["man", "stamp"]] {
        let page = desk.expect(0, command).out;
        let options: Vec<&str> =
            page.split(".TP\n").skip(1).filter(|part| part.starts_with("\\fB")).collect();
        assert!(options.len() > 5, "{page}");
        for option in options {
            let text = option.lines().nth(1).unwrap_or_default();
            assert!(!text.is_empty() && !text.starts_with(".SH"), "{option}");
        }
    }
}
