//! Many pictures at a desk: folders, lists, tables, and the end of it all.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::common::{Desk, Said, entries, picture_of, png};

/// A desk with one memo in its index and four pictures: altered, identical, not found, and no picture at all.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("leak/airship.pdf", &fs::read("testdata/originals/memos/airship.pdf").unwrap());
    desk.write("leak/bars.png", &png(1));
    desk.expect(0, &["add", "leak"]);
    let post = picture_of(Path::new("testdata/shots/changed-digit-in-a-post"));
    desk.write("saved/a.jpg", &fs::read(post).unwrap());
    desk.write("saved/b.png", &png(1));
    desk.write("saved/c.png", &png(2));
    desk.write("saved/d.png", &png(3)[..60]);
    desk
}

fn firsts(said: &Said) -> Vec<(String, String)> {
    let pair = |line: &str| {
        let (verdict, rest) = line.split_at(14);
        (verdict.trim().to_owned(), rest.split(": ").next().unwrap().to_owned())
    };
    said.out.lines().map(pair).collect()
}

fn expected(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|&(verdict, name)| (verdict.to_owned(), format!("saved/{name}"))).collect()
}

#[test]
fn one_line_for_each_input_in_their_order() {
    let said = desk().expect(2, &["saved", "-q"]);
    let all =
        [("altered", "a.jpg"), ("identical", "b.png"), ("not found", "c.png"), ("not checked", "d.png")];
    assert_eq!(firsts(&said), expected(&all));
    assert!(said.out.lines().next().unwrap().ends_with("with 1 difference."), "{}", said.out);
}

#[test]
fn only_what_was_asked_for_is_printed_and_the_exit_code_stays() {
    let desk = desk();
    let said = desk.expect(2, &["saved", "-q", "--only", "altered,not_found"]);
    assert_eq!(firsts(&said), expected(&[("altered", "a.jpg"), ("not found", "c.png")]));
    let lines = desk.expect(2, &["saved", "--json", "--only", "identical"]).lines();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["verdict"], "identical");
    assert!(desk.expect(2, &["saved", "--only", "fake"]).err.contains("altered, inconclusive"));
}

#[test]
fn exit_zero_is_about_answers_alone() {
    let desk = desk();
    desk.expect(0, &["saved", "-q", "--exit-zero"]);
    desk.expect(2, &["saved", "-q", "--exit-zero", "--index", "none.db"]);
}

#[test]
fn answers_as_they_come_are_the_same_answers() {
    let desk = desk();
    let mut told = firsts(&desk.expect(2, &["saved", "-q", "--unordered", "--threads", "2"]));
    told.sort_by(|a, b| a.1.cmp(&b.1));
    assert_eq!(told, firsts(&desk.expect(2, &["saved", "-q"])));
}

#[test]
fn a_batch_ends_with_a_table_and_those_that_need_a_person() {
    let desk = desk();
    let said = desk.expect(2, &["saved"]).out;
    let (_, table) = said.split_once("4 pictures in ").expect("a table closes it");
    let places: Vec<usize> =
        ["altered", "not checked", "not found", "identical", "These need a person first", "saved/a.jpg"]
            .map(|part| table.find(part).unwrap_or_else(|| panic!("{part} in {table}")))
            .into();
    assert!(places.is_sorted(), "{table}");
    assert!(table.contains("saved/d.png") && !table.contains("saved/c.png"), "{table}");
    assert!(!desk.expect(3, &["saved/a.jpg"]).out.contains("1 picture in"), "one picture needs no table");
}

#[test]
fn a_table_for_spreadsheets_has_a_row_for_each_input() {
    let desk = desk();
    let said = desk.expect(2, &["saved", "--csv"]);
    let mut reader = csv::Reader::from_reader(said.out.as_bytes());
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|column| column == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let verdicts: Vec<&str> = rows.iter().map(|row| &row[column("verdict")]).collect();
    assert_eq!(verdicts, ["altered", "identical", "not_found", "not_checked"]);
    let first = &rows[0];
    assert_eq!(&first[column("document")], "airship.pdf");
    assert_eq!(&first[column("differences")], "1");
    assert!(first[column("places")].contains("2,310,000"), "{first:?}");
    assert_eq!(&first[column("index_digest")], desk.digest("verify-shot.db"));
    assert!(!rows[3][column("why")].is_empty());
    let none = desk.expect(2, &["saved", "--csv", "--index", "none.db"]).out;
    assert_eq!(none.matches("not_checked").count(), 4, "{none}");
}

#[test]
fn inputs_come_from_standard_input_and_from_lists() {
    let desk = desk();
    let fed = |arguments: &[&str], bytes: &[u8]| {
        let mut process = desk
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        process.stdin.take().unwrap().write_all(bytes).unwrap();
        Said::from(process.wait_with_output().unwrap())
    };
    let one = fed(&["-", "--json"], &png(1)).lines();
    assert_eq!((one[0]["input"].as_str(), one[0]["verdict"].as_str()), (Some("-"), Some("identical")));
    assert!(fed(&["-"], b"").err.contains("It is empty"));
    let both = [("identical", "b.png"), ("not found", "c.png")];
    let lines = fed(&["--files-from", "-", "-q"], b"saved/b.png\r\n\nsaved/c.png");
    assert_eq!(firsts(&lines), expected(&both));
    desk.write("list", b"saved/b.png\0saved/c.png\0");
    assert_eq!(firsts(&desk.expect(1, &["--files-from", "list", "-q"])), expected(&both));
    assert!(fed(&["-", "--files-from", "-"], b"").err.contains("once"));
    assert!(desk.expect(2, &["--files-from", "nowhere"]).err.contains("nowhere: there is no such file"));
}

#[test]
fn issue_5_a_pattern_that_no_shell_opened_stands_for_the_files_it_fits() {
    let desk = desk();
    desk.write("saved/[draft].png", &png(1));
    desk.write("saved/.hidden.png", &png(1));
    let both = [("identical", "b.png"), ("not found", "c.png")];
    assert_eq!(firsts(&desk.expect(1, &["saved/[bc].png", "-q"])), expected(&both));
    let all = [("identical", "[draft].png"), both[0], both[1], ("not checked", "d.png")];
    assert_eq!(firsts(&desk.expect(2, &["saved/*.png", "-q"])), expected(&all));
    let named = [("identical", "[draft].png")];
    assert_eq!(firsts(&desk.expect(0, &["saved/[draft].png", "-q"])), expected(&named), "a file's own name");
    assert!(desk.expect(2, &["saved/*.bmp", "-q"]).out.contains("No file fits this pattern"));
    assert!(desk.expect(2, &["saved/***.png", "-q"]).out.contains("no pattern of files"));
}

#[test]
fn stopped_by_ctrl_c_what_is_done_is_printed() {
    let desk = desk();
    for n in 0..400 {
        desk.write(&format!("saved/a{n:03}.jpg"), &png(n + 10));
    }
    let mut process = desk
        .command(&["saved", "-q", "--threads", "1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut answers = BufReader::new(process.stdout.take().unwrap());
    let mut first = String::new();
    answers.read_line(&mut first).unwrap();
    let pid = rustix::process::Pid::from_child(&process);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let rest: Vec<String> = answers.lines().map(Result::unwrap).collect();
    assert_eq!(process.wait().unwrap().code(), Some(130));
    assert!(rest.len() < 403, "it was stopped");
    assert!(rest.iter().all(|line| line.contains("not found") || line.contains("identical")), "{rest:?}");
}

#[test]
fn issue_5_a_batch_whose_answers_nobody_reads_ends_and_one_that_leaves_something_goes_on() {
    let desk = desk();
    for n in 0..12 {
        desk.write(&format!("saved/a{n:03}.png"), &png(n + 10));
    }
    let unread = |arguments: &[&str]| {
        let mut command = desk.command(&[&["saved", "-q", "--threads", "1"], arguments].concat());
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut String::new()).unwrap();
        process.wait().unwrap().code()
    };
    assert_eq!(unread(&[]), Some(130), "it was not done");
    assert_eq!(unread(&["--resume", "run.journal"]), Some(2));
    assert_eq!(fs::read_to_string(desk.path("run.journal")).unwrap().lines().count(), 1 + 15);
}

#[test]
fn issue_5_a_list_that_names_nothing_is_no_success() {
    let desk = desk();
    desk.write("list", b"# none today\n\n");
    assert!(desk.expect(2, &["--from", "list"]).err.contains("list: This list names nothing to check."));
    assert_eq!(desk.expect(2, &["--from", "list", "--json"]).lines()[0]["verdict"], "not_checked");
    desk.expect(0, &["saved/b.png", "--from", "list"]);
}

/// Pixels of the red that is round differences.
fn red(picture: &image::RgbImage) -> usize {
    picture.pixels().filter(|pixel| pixel.0 == [176, 0, 32]).count()
}

#[test]
fn the_evidence_is_drawn_for_each_picture() {
    let desk = desk();
    let said = desk.expect(2, &["saved", "-q", "--evidence", "why"]);
    assert!(said.err.contains("saved/d.png: no picture of the evidence"), "{}", said.err);
    let drawn = |name: &str| image::open(desk.path("why").join(name)).unwrap().to_rgb8();
    let (altered, identical, unknown) = (drawn("0001-a.png"), drawn("0002-b.png"), drawn("0003-c.png"));
    assert!(red(&altered) > 500, "the difference is boxed");
    assert_eq!((red(&identical), red(&unknown)), (0, 0));
    assert!(altered.height() > identical.height() && identical.height() > unknown.height());
    assert!(!desk.path("why/0004-d.png").exists());
}

#[test]
fn the_evidence_of_one_picture_is_one_file_and_no_input_is_written_over() {
    let desk = desk();
    desk.expect(3, &["saved/a.jpg", "--evidence", "a.png"]);
    assert!(red(&image::open(desk.path("a.png")).unwrap().to_rgb8()) > 500);
    let before = fs::read(desk.path("saved/a.jpg")).unwrap();
    for read in ["saved/a.jpg", "verify-shot.db"] {
        let said = desk.expect(2, &["saved/a.jpg", "--evidence", read]);
        assert!(said.err.contains("is an input of this check"), "{}", said.err);
    }
    assert_eq!(fs::read(desk.path("saved/a.jpg")).unwrap(), before);
}

#[test]
fn the_evidence_of_a_mail_has_its_words() {
    let desk = Desk::new();
    desk.write("leak/week.eml", &fs::read("testdata/originals/mail/week-36.eml").unwrap());
    desk.expect(0, &["add", "leak"]);
    let shot = picture_of(Path::new("testdata/shots/mail-changed-number"));
    desk.expect(3, &[shot.to_str().unwrap(), "--evidence", "why.png"]);
    let sheet = image::open(desk.path("why.png")).unwrap().to_rgb8();
    assert!(red(&sheet) > 500);
    let right = image::imageops::crop_imm(&sheet, 860, 200, 780, 700).to_image();
    let ink = right.pixels().filter(|pixel| pixel.0.iter().all(|&v| v < 100)).count();
    assert!(ink > 5000, "the message stands beside the picture: {ink} dark pixels");
}

#[test]
fn issue_5_the_evidence_is_written_over_no_picture_that_is_read() {
    let desk = desk();
    desk.write("saved/0001-a.png", &png(1));
    let inputs = ["saved/a.jpg", "saved/0001-a.png"];
    let said = desk.expect(2, &[&inputs[..], &["-q", "--evidence", "saved"]].concat());
    assert!(said.err.contains("saved/0001-a.png is an input of this check"), "{}", said.err);
    assert_eq!(fs::read(desk.path("saved/0001-a.png")).unwrap(), png(1));
    assert!(desk.path("saved/0002-0001-a.png").exists(), "the other one is drawn");
}

#[test]
fn issue_5_what_a_check_writes_into_a_folder_is_no_input_of_the_next() {
    let desk = desk();
    let check =
        ["saved", "-q", "--evidence", "saved/why", "--keep", "./saved/kept", "--html", "saved/all.html"];
    let first = desk.expect(2, &check);
    let second = desk.expect(2, &check);
    assert_eq!(first.out, second.out);
    assert!(second.err.contains("files left out in saved: this check writes there"), "{}", second.err);
    assert_eq!(desk.run(&["saved/why", "-q", "--evidence", "saved/why"]).out.lines().count(), 3);
}

/// Runs where no file can grow beyond so many KiB, as on a disk that is full.
fn in_so_little_room(desk: &Desk, kib: u32, arguments: &[&str]) -> Said {
    let plain = desk.command(arguments);
    let script = format!("trap '' XFSZ; ulimit -f {kib}; exec \"$0\" \"$@\"");
    let mut command = Command::new("bash");
    command.args(["-c", &script]).arg(plain.get_program()).args(plain.get_args());
    command.current_dir(plain.get_current_dir().unwrap());
    command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Said::from(command.output().unwrap())
}

#[test]
fn issue_5_a_disk_without_room_costs_no_answer_and_leaves_nothing_torn() {
    let desk = desk();
    let answers = desk.expect(2, &["saved", "-q"]).out;
    desk.write("all.html", b"an older dossier");
    for what in [&["--html", "all.html"][..], &["--evidence", "why"]] {
        let said = in_so_little_room(
            &desk,
            100,
            &[&["saved/a.jpg", "saved/b.png", "-q", "--exit-zero"], what].concat(),
        );
        assert_eq!(said.code, Some(2), "what was asked for is not there: {}", said.err);
        assert_eq!(said.out.lines().collect::<Vec<_>>(), answers.lines().take(2).collect::<Vec<_>>());
        assert!(
            said.err.contains("all.html: ") || said.err.contains("0001-a.png cannot be written"),
            "{}",
            said.err
        );
    }
    assert_eq!(fs::read(desk.path("all.html")).unwrap(), b"an older dossier");
    let left: Vec<_> = entries(desk.path("why")).collect();
    assert!(left.iter().all(|file| image::open(file).is_ok()), "{left:?}");
    assert!(desk.expect(2, &["saved/a.jpg", "--html", "saved"]).err.contains("saved: it is a folder"));
}

/// What a dossier must not have: script, anything from elsewhere, a style that its own policy does not allow.
fn stands_alone(page: &str) {
    for part in [
        "<script",
        "javascript:",
        "http://",
        "https://",
        "<link",
        "<iframe",
        "<form",
        " style=\"",
        "url(",
        "@import",
    ] {
        assert!(!page.contains(part), "{part}");
    }
    assert!(page.contains("default-src 'none'") && page.contains("style-src 'sha256-"));
    assert!(page.split("src=\"").skip(1).all(|source| source.starts_with("data:image/jpeg;base64,")));
    let images = page.split("<img ").skip(1).map(|rest| rest.split('>').next().unwrap());
    images.for_each(|image| assert!(image.contains("alt=\"") && !image.contains("alt=\"\""), "{image}"));
}

#[test]
fn the_dossier_of_one_picture_has_all_that_an_editor_asks_for() {
    let desk = desk();
    desk.expect(3, &["saved/a.jpg", "--html", "a.html"]);
    let page = fs::read_to_string(desk.path("a.html")).unwrap();
    stands_alone(&page);
    let answer = &desk.expect(3, &["saved/a.jpg", "--json"]).lines()[0];
    let digest = desk.digest("verify-shot.db");
    for part in [
        "Matches page 1 of airship.pdf, with 1 difference",
        answer["sha256"].as_str().unwrap(),
        &digest,
        "verify-shot saved/a.jpg --html a.html",
        "2,310,000",
        "What this does not say",
        "Side by side",
        "One over the other",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(
        desk.expect(2, &["saved/a.jpg", "--html", "saved/a.jpg"]).err.contains("is an input of this check")
    );
}

#[test]
fn issue_5_a_dossier_names_the_index_in_the_command_that_repeats_it_wherever_that_came_from() {
    let desk = desk();
    fs::rename(desk.path("verify-shot.db"), desk.path("the leak.db")).unwrap();
    fs::copy(desk.path("saved/b.png"), desk.path("saved/\u{202e}gnp.png")).unwrap();
    let mut command = desk.command(&["--html", "b.html", "--", "saved/\u{202e}gnp.png"]);
    assert!(command.env("VERIFY_SHOT_INDEX", "the leak.db").status().unwrap().success());
    let page = fs::read_to_string(desk.path("b.html")).unwrap();
    let repeat =
        "verify-shot --html b.html --index &#39;the leak.db&#39; -- $&#39;saved/\\xe2\\x80\\xaegnp.png&#39;";
    assert!(page.contains(repeat), "{}", page.split("To repeat it").nth(1).unwrap());
}

#[test]
fn the_dossier_of_a_batch_has_contents_and_filters() {
    let desk = desk();
    desk.expect(2, &["saved", "-q", "--html", "all.html"]);
    let page = fs::read_to_string(desk.path("all.html")).unwrap();
    stands_alone(&page);
    for n in 1..=4 {
        assert_eq!(page.matches(&format!("id=\"answer-{n}\"")).count(), 1);
        assert!(page.contains(&format!("href=\"#answer-{n}\"")));
    }
    assert!(page.contains("id=\"only-altered\"") && page.contains("body:has(#only-altered:checked)"));
    desk.expect(2, &["saved", "-q", "--html", "some.html", "--only", "altered"]);
    let page = fs::read_to_string(desk.path("some.html")).unwrap();
    assert!(page.contains("saved/a.jpg") && !page.contains("saved/b.png"));
}

#[test]
fn originals_are_left_out_when_asked() {
    let desk = desk();
    desk.expect(3, &["saved/a.jpg", "--html", "with.html"]);
    desk.expect(3, &["saved/a.jpg", "--html", "without.html", "--no-originals", "--evidence", "why.png"]);
    let [with, without] =
        ["with.html", "without.html"].map(|name| fs::read_to_string(desk.path(name)).unwrap());
    assert!(!without.contains("2,310,000") && !without.contains("One over the other"));
    let images = |page: &str| page.matches("<img ").count();
    assert_eq!((images(&with), images(&without)), (6, 2), "the picture, and its place that differs");
    assert!(without.contains("The original is not shown here."));
    let sheet = image::open(desk.path("why.png")).unwrap().to_rgb8();
    let right = image::imageops::crop_imm(&sheet, 860, 400, 780, 600).to_image();
    assert!(right.pixels().all(|pixel| *pixel == *right.get_pixel(0, 0)), "nothing of the page is drawn");
}
