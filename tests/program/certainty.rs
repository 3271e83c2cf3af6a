//! Which page, and how far it was compared: two answers beside the verdict, in every form of an answer.

use std::fs;
use std::path::Path;

use crate::common::{Desk, entries, picture_of};

/// An index of all originals that are no messages and of two that are, and three pictures: of a page that is certain, of a
/// page that is not, and of a message.
fn desk() -> Desk {
    let desk = Desk::new();
    let is_kept = |file: &Path| {
        !file.starts_with("testdata/originals/mail")
            || file.ends_with("coats.eml")
            || file.ends_with("dinner.eml")
    };
    for file in entries("testdata/originals").flat_map(entries).filter(|file| is_kept(file)) {
        let name = file.strip_prefix("testdata/originals").unwrap().to_str().unwrap();
        desk.write(&format!("leak/{name}"), &fs::read(&file).unwrap());
    }
    desk.expect(0, &["add", "leak"]);
    for (case, name) in [
        ("scaled-page", "certain"),
        ("turned-on-a-story-changed-end", "likely"),
        ("mail-changed-subject", "mail"),
    ] {
        let picture = picture_of(&Path::new("testdata/shots").join(case));
        desk.write(&format!("saved/{name}"), &fs::read(picture).unwrap());
    }
    desk
}

#[test]
fn a_certain_page_is_said_as_certain_and_another_only_as_possible() {
    let desk = desk();
    let certain = desk.expect(4, &["saved/certain"]).out;
    let lines: Vec<&str> = certain.lines().take(3).collect();
    assert_eq!(
        lines[1..],
        [
            "  ? Shows page 2 of contracts/director.pdf.",
            "    Words compared, single letters not: a person needs to look."
        ],
        "{certain}"
    );
    assert!(
        certain.contains("Why       The letters in ") && !certain.contains("Possible match"),
        "{certain}"
    );
    let likely = desk.expect(4, &["saved/likely"]).out;
    assert!(
        likely.contains(
            "? Possible match with page 1 of scripts/glass-harbour-41-45.pdf. A person needs to look."
        ),
        "{likely}"
    );
    let mail = desk.expect(4, &["saved/mail"]).out;
    assert!(
        mail.contains(
            "  ? Shows text of message mail/coats.eml.\n    Compared only in part: a person needs to look.\n"
        ),
        "{mail}"
    );

    let inputs = ["saved/certain", "saved/likely", "saved/mail"];
    let json = desk.expect(4, &[&inputs[..], &["--json"]].concat()).lines();
    let told: Vec<_> = json
        .iter()
        .map(|line| {
            let text = |member: &str| line[member].as_str().unwrap().to_owned();
            (text("verdict"), line["page_certain"].as_bool().unwrap(), text("comparison"))
        })
        .collect();
    let expected = [(true, "words"), (false, "part"), (true, "part")];
    let expected = expected.map(|(is_certain, far)| ("inconclusive".to_owned(), is_certain, far.to_owned()));
    assert_eq!(told, expected);
    assert_eq!(json[2]["pages"][0]["kind"], "message");
    assert_eq!(json[0]["pages"][0].get("kind"), None, "a page of a document is called a page");

    let csv = desk.expect(4, &[&inputs[..], &["--csv"]].concat()).out;
    // Beside each other, with what the file says behind them.
    let has: Vec<bool> = csv
        .lines()
        .zip([
            "\"page_certain\",\"comparison\",",
            "\"true\",\"words\",",
            "\"false\",\"part\",",
            "\"true\",\"part\",",
        ])
        .map(|(line, cells)| line.contains(cells))
        .collect();
    assert_eq!(has, [true; 4], "{csv}");

    let brief = desk.expect(4, &[&inputs[..], &["-q"]].concat()).out;
    for (line, said) in brief.lines().zip([
        "Shows page 2 of contracts/director.pdf. Words compared, single letters not: a person needs to look. The letters in ",
        "Possible match with page 1 of scripts/glass-harbour-41-45.pdf. A person needs to look. Look at the picture ",
        "Shows text of message mail/coats.eml. Compared only in part: a person needs to look. Look at the picture ",
    ]) {
        assert!(line.contains(said), "{line}");
    }

    let batch = desk.expect(4, &[&inputs[..], &["--html", "all.html", "--evidence", "why"]].concat());
    let table = format!("{}{}", batch.out, batch.err);
    assert!(table.contains("a person needs to decide; the page is certain in 2\n"), "{table}");
    let html = fs::read_to_string(desk.path("all.html")).unwrap();
    for part in [
        "Shows page 2 of contracts/director.pdf. Words compared, single letters not: a person needs to look.",
        "<strong>Words compared, single letters not: a person needs to look.</strong>",
        "Page 2 of contracts/director.pdf: certain",
        "Page 1 of scripts/glass-harbour-41-45.pdf: likely, not certain",
        "Message mail/coats.eml",
    ] {
        assert!(html.contains(part), "{part}");
    }
}
