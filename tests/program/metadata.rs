//! What the file of a picture says of itself stands beside the answer, and changes nothing in it.

use std::fs;
use std::path::Path;

use crate::common::{Desk, index_of_originals, png};
use serde_json::{Value, json};

/// Degrees of the place that the files name, as they may be printed.
const PLACE: [&str; 4] = ["61.5", "20.25", "61,30", "20,15"];

/// A file of `testdata/metadata`, whole path.
fn file(name: &str) -> String {
    fs::canonicalize(Path::new("testdata/metadata").join(name)).unwrap().to_str().unwrap().to_owned()
}

/// A desk with an index of one picture.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("leak/bars.png", &png(1));
    desk.expect(0, &["add", "leak"]);
    desk
}

fn answer(desk: &Desk, arguments: &[&str]) -> Value {
    desk.run(&[&["--json"], arguments].concat()).lines().remove(0)
}

fn assert_without_place(what: &str, said: &str) {
    assert!(PLACE.iter().all(|degrees| !said.contains(degrees)), "{what}: {said}");
}

#[test]
fn what_a_file_says_stands_beside_the_verdict_and_changes_nothing_in_it() {
    let desk = Desk::new();
    let on = |name: &str| answer(&desk, &[&file(name), "--index", &index_of_originals()]);
    let (silent, talkative) = (on("silent.jpg"), on("talkative.jpg"));
    assert_eq!(silent["verdict"], "match", "{silent}");
    for key in ["verdict", "pages", "also", "why", "why_codes", "page_certain", "comparison", "coverage"] {
        assert_eq!(talkative[key], silent[key], "{key}");
    }
    assert_eq!(silent["file"], json!({"jpeg_quality": 85, "blocks": ["jfif"]}));
    let expected = json!({
        "camera": "Kestrel C2", "programs": ["Paintbox 3", "Cropmaster 7"],
        "taken": "2031-09-08T16:04:00+02:00", "digitised": "2031-09-08T16:04:00+02:00",
        "modified": "2031-09-09T07:30:00", "title": "Cost report, page 3", "description": "Table of costs",
        "comment": "from the lamp store", "has_place": true, "noted_size": [3000, 4000], "thumbnail": [107, 160],
        "jpeg_quality": 85, "blocks": ["exif", "xmp", "c2pa", "jfif"]
    });
    assert_eq!(talkative["file"], expected);
}

#[test]
fn a_person_reads_it_as_words_of_the_file_that_prove_nothing() {
    let desk = desk();
    let said = desk.run(&[&file("talkative.jpg")]).out;
    for part in [
        "  File      Says: taken 2031-09-08 16:04 (UTC+02:00) with a Kestrel C2; last changed 2031-09-09 07:30; \
         saved by Paintbox 3, Cropmaster 7\n",
        "Title \"Cost report, page 3\"; description \"Table of costs\"; comment \"from the lamp store\"\n",
        "Has a place, which is not shown: --exif-place shows it\n",
        "Notes a picture of 3000 x 4000 pixels, and it has others: cropped or scaled since; \
         its thumbnail (107 x 160) has another shape",
        "A JPEG of quality 85, by its tables; has a C2PA manifest (Content Credentials), which was not checked\n",
        "Anyone can write this into a file, and most services take it out: it proves nothing\n",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert!(
        !desk.run(&[&file("silent.jpg")]).out.contains("  File "),
        "a file that says nothing has no line"
    );
    let line = |name: &str| desk.run(&["-q", &file(name)]).out.replace(&file(name), "");
    assert_eq!(line("talkative.jpg"), line("silent.jpg"));
}

#[test]
fn each_format_is_read() {
    let desk = desk();
    for name in ["kestrel.webp", "kestrel.avif", "kestrel.tif"] {
        let said = &answer(&desk, &[&file(name)])["file"];
        assert_eq!(said["camera"], "Kestrel C2", "{name}: {said}");
        assert!(said["programs"].to_string().contains("Paintbox 3"), "{name}: {said}");
        assert_eq!(said["modified"], "2031-09-09T07:30:00", "{name}: {said}");
        let has_place = (name != "kestrel.tif").then_some(true);
        assert_eq!(said["has_place"].as_bool(), has_place, "{name}: {said}");
    }
    let said = &answer(&desk, &[&file("snapper.png")])["file"];
    let expected = json!({
        "programs": ["Snapper 12", "Cropmaster 7"], "title": "Café", "comment": "taken from the wall",
        "modified": "2031-09-09T08:00:00+02:00", "blocks": ["xmp"]
    });
    assert_eq!(*said, expected);
    assert_eq!(
        answer(&desk, &["leak/bars.png"]).get("file"),
        None,
        "nothing is said, so nothing stands there"
    );
}

#[test]
fn a_place_is_given_only_if_it_is_asked_for() {
    for name in ["talkative.jpg", "kestrel.webp", "kestrel.avif"] {
        let desk = desk();
        let written = ["--html", "d.html", "--log", "log.jsonl", "--keep", "kept", "--resume", "journal"];
        let said = desk.run(&[&[&file(name), "--no-originals", "--json"], &written[..]].concat());
        assert_without_place(name, &said.out);
        for file in ["d.html", "log.jsonl", "journal"] {
            assert_without_place(file, &fs::read_to_string(desk.path(file)).unwrap());
        }
        let asked = answer(&desk, &[&file(name), "--exif-place", "--resume", "journal"]);
        assert_eq!(asked["file"]["place"], json!({"latitude": 61.5, "longitude": -20.25}), "{asked}");
        // The journal has the place now, and it is not shown for that.
        assert_without_place(name, &desk.run(&[&file(name), "--resume", "journal"]).out);
    }
    let desk = desk();
    let said =
        desk.run(&[&file("talkative.jpg"), "--exif-place", "--html", "e.html", "--log", "log.jsonl"]).out;
    let place = "lace: latitude 61.50000, longitude -20.25000";
    assert!(
        said.contains(place) && fs::read_to_string(desk.path("e.html")).unwrap().contains(place),
        "{said}"
    );
}

#[test]
fn saved_answers_are_told_again_and_columns_have_it() {
    let desk = desk();
    let name = file("talkative.jpg");
    desk.write("saved.json", desk.run(&[&name, "--json"]).out.as_bytes());
    let lines = |said: &str| {
        let from = said.find("  File ").unwrap();
        said[from..].lines().take(6).map(str::to_owned).collect::<Vec<_>>()
    };
    let again = desk.expect(0, &["explain", "saved.json"]).out;
    assert_eq!(lines(&again), lines(&desk.run(&[&name]).out));
    let row = desk.run(&[&name, "--csv"]).out;
    assert!(row.contains("\"says: taken 2031-09-08 16:04 (UTC+02:00) with a Kestrel C2;"), "{row}");
    let changed = desk.run(&[&name, "--json"]).out.replace("\"jpeg_quality\":85", "\"jpeg_quality\":101");
    desk.write("saved.json", changed.as_bytes());
    assert!(desk.expect(2, &["explain", "saved.json"]).err.contains("what no file does"));
}

#[test]
fn a_check_is_repeated_alike_with_and_without_the_place() {
    let desk = desk();
    let name = file("talkative.jpg");
    desk.run(&[&name, "--exif-place", "--log", "log.jsonl"]);
    assert!(desk.expect(0, &["again", "1", "--log", "log.jsonl"]).out.contains("same"));
}

#[test]
fn words_of_a_file_steer_no_terminal() {
    let desk = desk();
    let bytes = fs::read(file("talkative.jpg")).unwrap();
    let at = bytes.windows(10).position(|window| window == b"Paintbox 3").unwrap();
    let hostile = [&bytes[..at], b"\x1b[2J\xe2\x80\xae\r\n", &bytes[at + 9..]].concat();
    desk.write("hostile.jpg", &hostile);
    for form in [&["--csv"][..], &["--json"], &[]] {
        let said = desk.run(&[form, &["hostile.jpg"]].concat()).out;
        assert!(!said.contains(['\x1b', '\u{202e}', '\r']), "{said:?}");
    }
}

#[test]
fn a_picture_with_hostile_notes_is_checked_as_any_other() {
    let desk = desk();
    let bytes = fs::read(file("talkative.jpg")).unwrap();
    let notes = bytes.windows(4).position(|window| window == b"MM\0*").unwrap();
    let quiet = answer(&desk, &[&file("talkative.jpg")]);
    let mut lots = fastrand::Rng::with_seed(8);
    for number in 0..12 {
        let mut hostile = bytes.clone();
        // Within the notes, and not where their length or the pixels are.
        for _ in 0..40 {
            hostile[notes + lots.usize(8..400)] = lots.u8(..);
        }
        let name = format!("hostile-{number}.jpg");
        desk.write(&name, &hostile);
        let said = answer(&desk, &[&name]);
        for key in ["verdict", "why_codes"] {
            assert_eq!(said[key], quiet[key], "{name}: {said}");
        }
        assert_eq!(said["file"]["jpeg_quality"], 85, "{name}: {said}");
    }
}
