//! What other programs rely on: the JSON of schema 1, and the exit codes.

use std::fs;

use crate::common::{Desk, pdf, png};
use serde_json::{Value, json};
use verify_shot::model::answer::{
    Answer, Basis, Difference, DifferenceKind, Finding, Hidden, HiddenKind, IndexSummary, PageAnswer,
    PageKind, PageRef, Verdict,
};
use verify_shot::model::cited::{Cited, Marks, Share};
use verify_shot::model::geometry::{Homography, Rect};
use verify_shot::model::reason::Reason;
use verify_shot::model::trial::Band;
use verify_shot::report;

/// The answer that the design gives as its example.
fn answer() -> Answer {
    let page = PageAnswer {
        page: PageRef { document: "pdf/budget.pdf".into(), page: 3 },
        kind: PageKind::Page,
        basis: vec![Basis::Layout, Basis::Picture],
        region: Rect::new(40.0, 210.0, 1040.0, 1300.0),
        transform: Homography([[1.9, 0.0, -80.0], [0.0, 1.9, 40.0], [0.0, 0.0, 1.0]]),
        compared: 0.94,
        chance: 1e-41,
        smallest_text: None,
        differences: vec![Difference {
            bounds: Rect::new(610.2, 700.0, 654.8, 722.0),
            on_page: Rect::new(363.0, 347.5, 386.5, 359.0),
            kind: DifferenceKind::Changed,
            deviation: 31.25,
            original: Some("1,240,000".into()),
            shown: Some("7,240,000".into()),
            line: None,
        }],
        hidden: vec![Hidden {
            bounds: Rect::new(80.0, 900.0, 300.0, 922.0),
            on_page: Rect::new(84.0, 452.0, 200.0, 464.0),
            kind: HiddenKind::Redaction,
        }],
        drawn_by: None,
        signatures: vec![],
        namesake: None,
    };
    Answer {
        input: "shots/0001.png".into(),
        sha256: Some("0".repeat(64)),
        size: Some((1080, 1350)),
        finding: Finding {
            verdict: Verdict::Altered,
            pages: vec![page],
            also: vec![PageRef { document: "pdf/budget-draft.pdf".into(), page: 3 }],
            coverage: Default::default(),
            why: vec![],
        },
        quotation: None,
        fetched: None,
        file: None,
        index: IndexSummary {
            path: "verify-shot.db".into(),
            paths: vec![],
            digest: "3fa9c1d20b77".repeat(5),
            documents: 1204,
            pages: 20110,
            unread: 37,
            is_unfinished: false,
            trial: None,
        },
        cited: None,
        took_ms: 83,
    }
}

/// The same, with another verdict and without what that verdict never has.
fn answers() -> Vec<Answer> {
    let with = |verdict, keep_pages: bool, keep_differences: bool, why: &[&str]| {
        let mut answer = answer();
        let finding = &mut answer.finding;
        finding.verdict = verdict;
        let recorded = |sentence: &&str| Reason::Recorded { code: None, sentence: sentence.to_string() };
        finding.why = why.iter().map(recorded).collect();
        if !keep_pages {
            finding.pages.clear();
            finding.also.clear();
        }
        if !keep_differences {
            finding.pages.iter_mut().for_each(|p| p.differences.clear());
        }
        answer
    };
    vec![
        with(Verdict::Identical, true, false, &[]),
        with(Verdict::Match, true, false, &[]),
        with(Verdict::Altered, true, true, &[]),
        with(Verdict::Inconclusive, true, false, &["Too few words could be compared."]),
        with(Verdict::NotFound, false, false, &[]),
        with(Verdict::NotChecked, false, false, &["It is empty. Get the file again."]),
    ]
}

#[test]
fn an_answer_is_schema_1_field_by_field() {
    let line = report::json::answer(&answer());
    let order = [
        "schema",
        "input",
        "sha256",
        "size",
        "verdict",
        "pages",
        "also",
        "why",
        "why_codes",
        "index",
        "took_ms",
    ];
    let places: Vec<_> =
        order.iter().map(|field| line.find(&format!("\"{field}\":")).expect(field)).collect();
    assert!(places.is_sorted(), "{line}");
    let said: Value = serde_json::from_str(&line).unwrap();
    let expected = json!({
        "schema": 1, "input": "shots/0001.png", "sha256": "0".repeat(64), "size": [1080, 1350], "verdict": "altered",
        "pages": [{
            "document": "pdf/budget.pdf", "page": 3, "basis": ["layout", "picture"],
            "region": [40, 210, 1040, 1300], "transform": [[1.9, 0.0, -80.0], [0.0, 1.9, 40.0], [0.0, 0.0, 1.0]],
            "compared": 0.94, "chance": 1e-41,
            "differences": [{
                "box": [610, 700, 655, 722], "kind": "changed", "original": "1,240,000", "shown": "7,240,000",
                "page_box": [363.0, 347.5, 386.5, 359.0], "deviation": 31.3
            }],
            "hidden": [{
                "box": [80, 900, 300, 922], "kind": "redaction", "page_box": [84.0, 452.0, 200.0, 464.0]
            }]
        }],
        "also": [{ "document": "pdf/budget-draft.pdf", "page": 3 }],
        "why": [],
        "why_codes": [], "page_certain": false, "comparison": "part",
        "index": {
            "path": "verify-shot.db", "digest": "3fa9c1d20b77".repeat(5), "documents": 1204, "pages": 20110, "unread": 37
        },
        "took_ms": 83
    });
    assert_eq!(said, expected);
    assert!(line.contains("\"chance\":1e-41"), "{line}");
}

#[test]
fn what_a_trial_says_stands_in_the_index_and_nowhere_else() {
    let mut answer = answer();
    let before: Value = serde_json::from_str(&report::json::answer(&answer)).unwrap();
    answer.cited = Some(Cited {
        share: Share::ChangesPassed,
        letters: Some(Band::From9),
        marks: None,
        hits: 1,
        pictures: 200,
    });
    let line = report::json::answer(&answer);
    let mut said: Value = serde_json::from_str(&line).unwrap();
    let trial = said["index"].as_object_mut().unwrap().remove("trial").unwrap();
    assert_eq!(said, before);
    let (low, high) = (trial["low"].as_f64().unwrap(), trial["high"].as_f64().unwrap());
    assert!(low < 0.005 && 0.005 < high && high < 0.03, "{trial}");
    let counted = json!({"share": "changes_passed", "letters": "from9", "hits": 1, "pictures": 200, "low": low, "high": high});
    assert_eq!(trial, counted);
    assert_eq!(
        report::json::lasting(&answer),
        report::json::lasting(&self::answer()),
        "it is no part of the answer"
    );
    assert_eq!(report::parse_json::answer(&line).unwrap().cited, answer.cited);
    assert!(report::parse_json::answer(&line.replace("\"hits\":1,", "\"hits\":201,")).is_err());
    answer.cited = answer.cited.map(|cited| Cited { marks: Some(Marks::Stroke), ..cited });
    let line = report::json::answer(&answer);
    let said: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(said["index"]["trial"]["marks"], "stroke", "of pictures with marks alone");
    assert_eq!(report::parse_json::answer(&line).unwrap().cited, answer.cited);
}

#[test]
fn a_chance_is_never_said_to_be_nothing() {
    let mut answer = answer();
    answer.finding.pages[0].chance = 0.0;
    let said: Value = serde_json::from_str(&report::json::answer(&answer)).unwrap();
    let chance = said["pages"][0]["chance"].as_f64().unwrap();
    assert!(chance > 0.0 && chance < 1e-100);
}

#[test]
fn every_verdict_has_its_headline() {
    let headlines: Vec<_> = answers().iter().map(|a| report::messages::headline(&a.finding)).collect();
    assert_eq!(
        headlines,
        [
            "Same file, or same pixels, as an original",
            "Matches page 3 of pdf/budget.pdf. No differences found in the part compared; 1 place is covered",
            "Matches page 3 of pdf/budget.pdf, with 1 difference",
            "Possible match with page 3 of pdf/budget.pdf. A person needs to look",
            "Not found in this index",
            "Could not be checked",
        ]
    );
}

/// An inconclusive answer with one reason and no twin.
fn inconclusive(code: &str) -> Answer {
    let mut answer = answer();
    let finding = &mut answer.finding;
    finding.verdict = Verdict::Inconclusive;
    finding.why = vec![Reason::Recorded { code: Some(code.into()), sentence: "Look at it.".into() }];
    finding.also.clear();
    finding.pages[0].differences.clear();
    finding.pages[0].hidden.clear();
    answer
}

#[test]
fn which_page_and_how_far_it_was_compared_are_two_answers() {
    let said = |code: &str| {
        let answer = inconclusive(code);
        let json: Value = serde_json::from_str(&report::json::answer(&answer)).unwrap();
        (
            report::messages::headlines(&answer.finding),
            json["page_certain"].as_bool().unwrap(),
            json["comparison"].as_str().unwrap().to_owned(),
        )
    };
    for (code, headline, is_certain, comparison) in [
        (
            "letters_too_small",
            "Shows PAGE. Words compared, single letters not: a person needs to look",
            true,
            "words",
        ),
        ("unclear_places", "Shows PAGE. Compared only in part: a person needs to look", true, "part"),
        ("too_noisy", "Shows PAGE. Not compared: a person needs to look", true, "none"),
        ("another_version", "Possible match with PAGE. A person needs to look", false, "part"),
        ("of a later version", "Possible match with PAGE. A person needs to look", false, "part"),
    ] {
        let headline = headline.replace("PAGE", "page 3 of pdf/budget.pdf");
        assert_eq!(said(code), (headline, is_certain, comparison.to_owned()), "{code}");
    }
    let mut unlikely = inconclusive("letters_too_small");
    unlikely.finding.pages[0].chance = 1e-9;
    assert!(report::messages::headline(&unlikely.finding).starts_with("Possible match with page 3"));
    // No share of what was looked at stands beside "Not compared".
    let noisy = report::text::answer(&inconclusive("too_noisy"));
    assert!(noisy.contains("Not compared: a person needs to look.") && !noisy.contains("94 %"), "{noisy}");
}

#[test]
fn messages_are_called_messages() {
    for (kind, code, name) in [
        (PageKind::Message, "message", "message pdf/budget.pdf"),
        (PageKind::MailboxMessage, "mailbox_message", "message 3 of pdf/budget.pdf"),
    ] {
        let mut answer = inconclusive("unread_places");
        let page = &mut answer.finding.pages[0];
        (page.kind, page.basis) = (kind, vec![Basis::Words]);
        let said = report::messages::headline(&answer.finding);
        assert_eq!(said, format!("Shows text of {name}"), "a reply that quotes it shows it, too");
        let line = report::json::answer(&answer);
        let json: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(json["pages"][0]["kind"], code);
        assert_eq!(report::parse_json::answer(&line).unwrap(), answer);
        let twin = PageRef { document: "copy.eml".into(), page: 1 };
        answer.finding.also.push(twin);
        let said = report::text::answer(&answer);
        assert!(
            said.contains("Message   Message ") && said.contains("Also      copy.eml explains"),
            "{said}"
        );
    }
}

#[test]
fn a_line_for_each_answer_names_its_page() {
    for answer in answers().iter().filter(|answer| !answer.finding.pages.is_empty()) {
        let line = report::oneline::answer(answer);
        assert!(line.contains("page 3 of pdf/budget.pdf"), "{line}");
    }
    let line = report::oneline::answer(&inconclusive("letters_too_small"));
    assert!(
        line.ends_with(
            "Shows page 3 of pdf/budget.pdf. Words compared, single letters not: a person needs to look. Look at it."
        ),
        "{line}"
    );
}

#[test]
fn the_columns_of_the_table_stay_in_their_places() {
    let header = report::csv::header();
    let columns: Vec<&str> = header.trim_end().split(',').map(|cell| cell.trim_matches('"')).collect();
    assert_eq!(columns[..2], ["input", "verdict"]);
    assert_eq!(columns[18..], ["why_codes", "page_certain", "comparison", "file_says"], "new ones come last");
    let row = |answer: &Answer| report::csv::answer(answer).trim_end().to_owned();
    assert!(
        row(&inconclusive("letters_too_small")).ends_with("\"letters_too_small\",\"true\",\"words\",\"\"")
    );
    assert!(row(&answers()[4]).ends_with("\"\",\"\",\"\",\"\""), "no page is named");
}

#[test]
fn an_answer_for_people_is_at_most_a_screen_and_says_it_all() {
    for answer in answers() {
        let said = report::text::answer(&answer);
        assert!(said.lines().count() <= 24, "{said}");
        for why in &answer.finding.why {
            assert!(said.contains(&report::reasons::sentence(why, None)), "{said}");
        }
        match answer.finding.verdict {
            Verdict::NotFound => assert!(said.contains("This does not make it false"), "{said}"),
            Verdict::NotChecked => continue,
            _ => assert!(said.contains("94 %") && said.contains("80,900 to 300,922"), "{said}"),
        }
        assert!(said.contains("20,110 pages") && said.contains("37 parts"), "{said}");
    }
    let altered = report::text::answer(&answers()[2]);
    assert!(altered.contains("The original reads \"1,240,000\", the picture \"7,240,000\""), "{altered}");
}

#[test]
fn hundreds_of_differences_still_fit_a_screen() {
    let mut answer = answer();
    let page = &mut answer.finding.pages[0];
    page.differences = vec![page.differences[0].clone(); 500];
    page.hidden = vec![page.hidden[0].clone(); 500];
    let said = report::text::answer(&answer);
    assert!(said.lines().count() <= 30 && said.contains("and 494 more"), "{said}");
}

/// The words that are never used of a page.
const NEVER: [&str; 8] = ["authentic", "genuine", "real", "fake", "forged", "true", "verified", "tampered"];

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase)
}

#[test]
fn the_claim_is_never_judged() {
    for answer in answers() {
        let said = report::text::answer(&answer);
        assert_eq!(words(&said).find(|w| NEVER.contains(&w.as_str())), None, "{said}");
    }
    // What is said elsewhere: every text in the source, but for attributes of the code.
    for folder in ["src/report", "src/check", "src/check/verdict", "src/cli", "src/cli/check"] {
        for file in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_file()) {
            let source = fs::read_to_string(&file).unwrap();
            let code =
                source.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            let code = code.replace("'\"'", "").replace("\\\"", "");
            let texts: String = code.split('"').skip(1).step_by(2).collect::<Vec<_>>().join(" ");
            assert_eq!(words(&texts).find(|w| NEVER.contains(&w.as_str())), None, "{}", file.display());
        }
    }
}

#[test]
fn a_batch_answers_for_every_input_in_order() {
    let desk = Desk::new();
    desk.write("leak/a.png", &png(1));
    desk.write("leak/b.pdf", &pdf(1, 2));
    desk.expect(0, &["add", "leak"]);
    desk.write("shots/1.png", &png(1));
    desk.write("shots/2.png", &png(2));
    // Of a picture that was cut the rows that are there are looked for; of the head of a file there are none.
    desk.write("shots/3.png", &png(3)[..30]);
    desk.write("shots/4.txt", b"a note");
    desk.write("shots/5.png", &png(1));
    desk.write("empty.png", b"");
    let inputs = ["shots", "empty.png", "no-such.png", "leak/b.pdf"];
    for threads in ["1", "4"] {
        let said = desk.expect(2, &[&inputs[..], &["--json", "--threads", threads]].concat());
        let lines = said.lines();
        let told: Vec<_> =
            lines.iter().map(|l| (l["input"].as_str().unwrap(), l["verdict"].as_str().unwrap())).collect();
        assert_eq!(
            told,
            [
                ("shots/1.png", "identical"),
                ("shots/2.png", "not_found"),
                ("shots/3.png", "not_checked"),
                ("shots/5.png", "identical"),
                ("empty.png", "not_checked"),
                ("no-such.png", "not_checked"),
                ("leak/b.pdf", "not_checked"),
            ]
        );
        assert!(said.err.contains("4.txt"), "{}", said.err);
        assert!(
            lines.iter().all(|l| (l["verdict"] == "not_checked") != l["why"].as_array().unwrap().is_empty())
        );
    }
}

#[test]
fn exit_codes_follow_the_worst_answer() {
    let desk = Desk::new();
    desk.write("leak/a.png", &png(1));
    desk.expect(0, &["add", "leak"]);
    desk.write("other.png", &png(2));
    desk.write("bad.png", b"bad");
    desk.expect(0, &["leak/a.png"]);
    desk.expect(1, &["leak/a.png", "other.png"]);
    desk.expect(2, &["leak/a.png", "bad.png", "other.png"]);
    fs::create_dir(desk.path("none")).unwrap();
    let said = desk.expect(2, &["none"]);
    assert!(said.err.contains("holds no picture"), "{}", said.err);
    desk.write("none/notes.txt", b"only a note");
    desk.expect(2, &["none"]);
    desk.write("none/a.png", &png(1));
    desk.expect(0, &["none"]);
}

#[test]
fn an_index_that_cannot_be_used_is_said_once_and_every_input_gets_its_line() {
    let desk = Desk::new();
    desk.write("a.png", &png(1));
    desk.write("b.png", &png(2));
    desk.write("broken.db", &b"broken".repeat(1000));
    for (index, said) in [("missing.db", "there is no index here"), ("broken.db", "not an index")] {
        let answer = desk.expect(2, &["a.png", "b.png", "--json", "--index", index]);
        assert_eq!(answer.err.lines().count(), 1, "{}", answer.err);
        assert!(answer.err.contains(index) && answer.err.contains(said), "{}", answer.err);
        let lines = answer.lines();
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|l| l["verdict"] == "not_checked" && l["index"]["path"] == index));
        let answer = desk.expect(2, &["a.png", "--index", index]);
        assert!(answer.out.is_empty() && answer.err.lines().count() == 1);
        desk.expect(2, &["status", "--index", index]);
    }
    assert!(!desk.path("missing.db").exists(), "a check makes no index");
}

#[test]
fn a_check_works_while_originals_are_added() {
    let desk = Desk::new();
    desk.write("leak/a.png", &png(1));
    desk.expect(0, &["add", "leak"]);
    (0..60).for_each(|i| desk.write(&format!("leak/{i:02}.pdf"), &pdf(i, 4)));
    let mut adding = desk.command(&["add", "leak", "--threads", "1"]).spawn().unwrap();
    let mut beside = 0;
    while adding.try_wait().unwrap().is_none() {
        desk.expect(0, &["leak/a.png"]);
        beside += 1;
    }
    assert!(adding.wait().unwrap().success() && beside > 0);
    assert_eq!(desk.status("verify-shot.db")["index"]["documents"], 61);
}

#[test]
fn interrupted_it_ends_with_130() {
    let desk = Desk::new();
    (0..80).for_each(|i| desk.write(&format!("leak/{i:02}.pdf"), &pdf(i, 9)));
    let mut adding = desk.command(&["add", "leak", "--threads", "1"]).spawn().unwrap();
    let begun = || desk.path("verify-shot.db").exists() && desk.run(&["status"]).code == Some(0);
    crate::common::wait_until("the index", begun);
    let sent = std::process::Command::new("kill").args(["-INT", &adding.id().to_string()]).status().unwrap();
    assert!(sent.success());
    assert_eq!(adding.wait().unwrap().code(), Some(130));
    assert_eq!(desk.status("verify-shot.db")["schema"], 1);
}
