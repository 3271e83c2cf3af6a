//! In a terminal: the steps of a check, and the picture of the evidence where a terminal can show one.

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use crate::common::{Desk, Said, picture_of, png};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// A memo, a picture of it with another digit, and a picture of nothing.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("leak/airship.pdf", &fs::read("testdata/originals/memos/airship.pdf").unwrap());
    desk.expect(0, &["add", "leak"]);
    let post = picture_of(Path::new("testdata/shots/changed-digit-in-a-post"));
    desk.write("a.jpg", &fs::read(post).unwrap());
    desk.write("c.png", &png(2));
    desk
}

#[test]
fn the_steps_stand_under_the_answer() {
    let desk = desk();
    let plain = desk.expect(3, &["a.jpg"]).out;
    let said = desk.expect(3, &["a.jpg", "-v"]).out;
    let steps = said.strip_prefix(plain.trim_end()).unwrap_or_else(|| panic!("{said}"));
    for step in [
        "Steps",
        "decoded",
        "no original has the same bytes or pixels",
        "seen as it stands",
        "by word layout, as it stands: page 1 of airship.pdf (",
        "laid over the picture, 1 of 1 held: page 1 of airship.pdf (",
        "page 1 of airship.pdf: altered; decided by differences 1 (at most 0); held before: chance ",
        "1 of 1 page compared explained a part best",
    ] {
        assert!(steps.contains(step), "{step}: {steps}");
    }
    assert!(steps.lines().count() <= 24, "with the answer it is a screen: {steps}");
    let other = desk.expect(1, &["c.png", "-v"]).out;
    assert!(other.contains("0 candidates by word layout in "), "{other}");
    assert!(!other.contains("compared explained"), "nothing was compared: {other}");
    let known = desk.expect(0, &["leak/airship.pdf", "a.jpg", "-v", "--exit-zero"]);
    assert_eq!(known.out.matches("Steps").count(), 1, "what was not checked has no steps: {}", known.out);
}

#[test]
fn an_answer_that_was_kept_says_so_and_programs_are_told_no_steps() {
    let desk = desk();
    desk.expect(3, &["a.jpg", "--resume", "run.journal"]);
    let said = desk.expect(3, &["a.jpg", "--resume", "run.journal", "-v"]).out;
    assert!(said.contains("kept from an earlier check") && !said.contains("decoded"), "{said}");
    for form in ["--json", "--csv", "-q"] {
        assert!(desk.expect(2, &["a.jpg", "-v", form]).err.contains("cannot be used with"));
    }
}

/// What the program says in a terminal of 100 columns, with these variables.
fn in_a_terminal(desk: &Desk, arguments: &[&str], variables: &[(&str, &str)]) -> (String, String) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    tcsetwinsize(&master, Winsize { ws_row: 40, ws_col: 100, ws_xpixel: 700, ws_ypixel: 600 }).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap();
    let name = Path::new(std::ffi::OsStr::from_bytes(name.as_bytes()));
    let terminal = File::options().read(true).write(true).open(name).unwrap();
    let mut command = desk.command(arguments);
    for other in ["TERM", "TERM_PROGRAM", "KITTY_WINDOW_ID", "LC_TERMINAL", "TMUX", "STY"] {
        command.env_remove(other);
    }
    // Colours are for the tests of them, which unset this.
    command
        .env("NO_COLOR", "1")
        .envs(variables.iter().copied())
        .stdout(terminal)
        .stderr(std::process::Stdio::piped());
    let process = command.spawn().unwrap();
    // The command holds the terminal open, too.
    drop(command);
    let mut said = Vec::new();
    // Where nobody holds the other end any more, reading fails.
    let _ = File::from(master).read_to_end(&mut said);
    let done = process.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(3));
    (String::from_utf8(said).unwrap().replace("\r\n", "\n"), String::from_utf8(done.stderr).unwrap())
}

/// What stands between two marks, each time.
fn between<'a>(said: &'a str, begin: &str, end: &str) -> Vec<&'a str> {
    said.split(begin).skip(1).map(|rest| rest.split(end).next().unwrap()).collect()
}

#[test]
fn terminals_that_can_are_shown_the_picture_of_the_evidence() {
    let desk = desk();
    desk.expect(3, &["a.jpg", "--evidence", "why.png"]);
    let sheet = fs::read(desk.path("why.png")).unwrap();
    let shown = |variables: &[(&str, &str)]| {
        let (said, problems) = in_a_terminal(&desk, &["a.jpg", "--show"], variables);
        assert_eq!(problems, "");
        let answer = said.find("Note ").expect("the answer stands before it");
        assert!(said.find('\x1b').is_some_and(|at| at > answer), "{said}");
        said
    };
    for variables in [[("TERM", "xterm-kitty")], [("TERM", "xterm-ghostty")], [("KITTY_WINDOW_ID", "1")]] {
        let said = shown(&variables);
        let pieces = between(&said, "\x1b_G", "\x1b\\");
        assert!(pieces[0].starts_with("a=T,f=100,q=2,c=100,m=1;"), "{}", &pieces[0][..40]);
        let last = pieces.last().unwrap();
        assert!(last.starts_with("m=0;") && pieces.iter().all(|piece| piece.len() <= 4096 + 40));
        let base64: String = pieces.iter().map(|piece| piece.split_once(';').unwrap().1).collect();
        assert!(STANDARD.decode(base64).unwrap() == sheet, "it is the picture that --evidence writes");
    }
    for variables in [[("TERM_PROGRAM", "iTerm.app")], [("TERM_PROGRAM", "WezTerm")]] {
        let said = shown(&variables);
        let pictures = between(&said, "\x1b]1337;File=", "\x07");
        let (head, base64) = pictures[0].split_once(':').unwrap();
        assert_eq!(head, format!("inline=1;size={};width=100;preserveAspectRatio=1", sheet.len()));
        assert!(STANDARD.decode(base64).unwrap() == sheet);
    }
}

/// The words of a text without what colours and links it.
fn words_of(painted: &str) -> String {
    let mut words = String::new();
    for (number, part) in painted.split('\x1b').enumerate() {
        let end = match part.as_bytes().first() {
            _ if number == 0 => 0,
            Some(b'[') => part.find('m').unwrap() + 1,
            Some(b']') => part.len(),
            _ => 1,
        };
        words += &part[end..];
    }
    words
}

#[test]
fn a_terminal_shows_colours_and_links_and_the_words_are_the_same() {
    let desk = desk();
    let colour = |variables: &[(&str, &str)], form: &[&str]| {
        in_a_terminal(&desk, &[&["a.jpg"], form].concat(), variables).0
    };
    for form in [&[][..], &["-q"]] {
        let plain = colour(&[("TERM", "xterm"), ("NO_COLOR", "1")], form);
        let painted = colour(&[("TERM", "xterm"), ("NO_COLOR", "")], form);
        assert!(painted.contains("\x1b[31m") && !plain.contains('\x1b'), "{painted:?}");
        assert_eq!(words_of(&painted), plain);
        assert_eq!(colour(&[("TERM", "dumb"), ("NO_COLOR", "")], form), plain);
    }
    let painted = colour(&[("TERM", "xterm"), ("NO_COLOR", "")], &[]);
    let link = between(&painted, "\x1b]8;;file://", "\x1b\\")[0];
    assert_eq!(fs::canonicalize(link).unwrap(), fs::canonicalize(desk.path("a.jpg")).unwrap());
    let programs = colour(&[("TERM", "xterm"), ("NO_COLOR", "")], &["--json"]);
    assert!(!programs.contains('\x1b'), "{programs}");
}

#[test]
fn the_closing_table_stands_on_stderr_beside_what_programs_and_lists_read() {
    let desk = desk();
    for form in ["-q", "--csv", "--json"] {
        let said = desk.expect(3, &["a.jpg", "c.png", form]);
        let table = said.err.lines().skip_while(|line| !line.starts_with("2 pictures in ")).count();
        assert_eq!(table, 3, "its head, altered and not found: {}", said.err);
        assert!(!said.out.contains("2 pictures in "), "{}", said.out);
    }
    assert!(desk.expect(3, &["a.jpg", "-q"]).err.is_empty(), "one picture has no table");
}

/// Pixels of a sixel picture, rows of numbers of colours, and the colours in percent.
fn sixels(picture: &str) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
    let data = picture.strip_prefix("q\"1;1;").unwrap();
    let (size, rest) = data.split_once('#').unwrap();
    let (width, height) = size.split_once(';').unwrap();
    let (width, height): (usize, usize) = (width.parse().unwrap(), height.parse().unwrap());
    let mut rows = vec![vec![usize::MAX; width]; height];
    let mut colours = vec![Vec::new(); 256];
    for (band, passes) in rest.split('-').enumerate() {
        for pass in passes.split(['#', '$']).filter(|pass| !pass.is_empty()) {
            let digits = pass.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(pass.len());
            let (head, bits) = pass.split_at(digits);
            let numbers: Vec<usize> = head.split(';').map(|number| number.parse().unwrap()).collect();
            if let [colour, 2, percent @ ..] = &numbers[..] {
                colours[*colour] = percent.to_vec();
                continue;
            }
            let (mut x, mut times) = (0, String::new());
            for c in bits.chars() {
                match c {
                    '!' => times.clear(),
                    c if c.is_ascii_digit() => times.push(c),
                    c => {
                        for _ in 0..times.parse().unwrap_or(1) {
                            let set = (0..6).filter(|row| (c as u8 - b'?') >> row & 1 == 1);
                            set.for_each(|row| rows[6 * band + row][x] = numbers[0]);
                            x += 1;
                        }
                        times.clear();
                    }
                }
            }
            assert_eq!(x, width, "a pass fills its band");
        }
    }
    (rows, colours)
}

#[test]
fn a_terminal_that_knows_sixel_is_shown_the_sheet_in_its_width() {
    let desk = desk();
    desk.expect(3, &["a.jpg", "--evidence", "why.png"]);
    let sheet = image::open(desk.path("why.png")).unwrap().to_rgb8();
    let (said, _) = in_a_terminal(&desk, &["a.jpg", "--show"], &[("TERM", "foot")]);
    let (rows, colours) = sixels(between(&said, "\x1bP", "\x1b\\")[0]);
    assert_eq!(rows[0].len(), 700, "as wide as the terminal");
    assert_eq!(rows.len(), sheet.height() as usize * 700 / sheet.width() as usize);
    let scale = f64::from(sheet.width()) / 700.0;
    let mut far = 0;
    for (y, row) in rows.iter().enumerate() {
        for (x, colour) in row.iter().enumerate() {
            let at = |v: usize| ((v as f64 + 0.5) * scale) as u32;
            let there = sheet.get_pixel(at(x).min(sheet.width() - 1), at(y).min(sheet.height() - 1)).0;
            let shown = &colours[*colour];
            let off = (0..3).map(|i| (shown[i] as f64 * 2.55 - f64::from(there[i])).abs());
            far += usize::from(off.fold(0.0, f64::max) > 60.0);
        }
    }
    assert!(far * 10 < rows.len() * 700, "{far} pixels are of other colours");
}

#[test]
fn other_terminals_say_what_to_use_instead_and_answer_as_ever() {
    let desk = desk();
    let plain = desk.expect(3, &["a.jpg"]).out;
    let elsewhere = desk.expect(3, &["a.jpg", "--show"]);
    assert_eq!(elsewhere.out, plain, "to a file goes no picture");
    assert!(elsewhere.err.contains("--evidence FILE.png"), "{}", elsewhere.err);
    for variables in [
        &[("TERM", "xterm-256color")][..],
        &[("TERM", "dumb"), ("KITTY_WINDOW_ID", "1")],
        &[("TERM", "tmux-256color"), ("TMUX", "/tmp/x"), ("KITTY_WINDOW_ID", "1")],
    ] {
        let (said, problems) = in_a_terminal(&desk, &["a.jpg", "--show"], variables);
        assert!(!said.contains('\x1b') && said.contains("Matches page 1 of airship.pdf"), "{said}");
        assert!(problems.contains("--evidence FILE.png") && problems.lines().count() == 1, "{problems}");
    }
    assert!(desk.expect(2, &["a.jpg", "--show", "--json"]).err.contains("cannot be used with"));
}

#[test]
fn the_steps_of_a_picture_of_several_pages_are_at_most_a_screen() {
    let desk = Desk::new();
    desk.write("leak/director.pdf", &fs::read("testdata/originals/contracts/director.pdf").unwrap());
    desk.expect(0, &["add", "leak"]);
    let both = picture_of(Path::new("testdata/shots/two-pages-scrolled"));
    let folded = |arguments: &[&str]| {
        let mut command = desk.command(arguments);
        Said::from(command.env("COLUMNS", "80").output().unwrap()).out
    };
    let said = folded(&[both.to_str().unwrap(), "-v"]);
    let plain = folded(&[both.to_str().unwrap()]);
    assert!(said.lines().all(|line| line.starts_with('/') || line.chars().count() <= 80), "{said}");
    assert!(said.lines().count() - plain.lines().count() <= 40, "{said}");
    assert_eq!(said.matches("every rule held").count(), 2, "a page each: {said}");
    assert_eq!(said.matches("every rule held: chance").count(), 1, "the rules are told once: {said}");
}
