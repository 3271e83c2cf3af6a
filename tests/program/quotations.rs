//! Quotations in words: which message or page has them, and what differs.

use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::common::{Desk, Said, index_of_originals};

/// Words of `mail/ferry-march.eml`, and of no other message.
const FEE: &str =
    "The fee for the day is 1,240 crowns. It includes the skipper, two hands and coal for six hours.";

/// Runs `quote` on the documents of `testdata`.
fn quote(arguments: &[&str]) -> Said {
    let index = index_of_originals();
    Desk::new().run(&[&["quote", "--index", &index], arguments].concat())
}

/// The one answer in JSON.
fn answer(quotation: &str) -> Value {
    let said = quote(&["--json", quotation]);
    assert_eq!(said.lines().len(), 1, "{}", said.err);
    said.lines().remove(0)
}

/// The differences of all pages of an answer: kind, words of the original, words of the quotation.
fn differences(answer: &Value) -> Vec<(String, String, String)> {
    let pages = answer["pages"].as_array().unwrap().iter();
    let all = pages.flat_map(|page| page["differences"].as_array().unwrap());
    let said = |d: &Value, member: &str| d[member].as_str().unwrap_or_default().to_owned();
    all.map(|d| (said(d, "kind"), said(d, "original"), said(d, "shown"))).collect()
}

fn difference(kind: &str, original: &str, shown: &str) -> Vec<(String, String, String)> {
    vec![(kind.into(), original.into(), shown.into())]
}

/// The documents that an answer names.
fn named(answer: &Value) -> Vec<&str> {
    answer["pages"].as_array().unwrap().iter().map(|page| page["document"].as_str().unwrap()).collect()
}

#[test]
fn exact_words_are_a_match_with_the_message_and_its_context() {
    let said = quote(&[FEE]);
    assert_eq!(said.code, Some(0), "{}", said.out);
    for line in [
        "= Matches message mail/ferry-march.eml, word for word.",
        "Message   Message mail/ferry-march.eml, words 33 to 51 of 134",
        "Sent      Mon, 24 Mar 2031 10:15:00 +0100 by Godwin Pellerbeck",
        "Before    … working day in the coming month, from first light until the evening lamp is lit",
        "After     It does not include damage to the railing",
        "Compared  19 words: all of them stand there",
    ] {
        assert!(said.out.contains(line), "{line}\n{}", said.out);
    }
}

#[test]
fn quotation_marks_case_accents_and_line_breaks_are_no_difference() {
    let typed =
        "«the FEE for the day\n is 1,240 crowns. it includes the skipper, two hands and coal for six hours»";
    assert_eq!(answer(typed)["verdict"], "match");
    let accents = "the Cafe Zephyr has given us the long room for the evening of the 27th";
    assert_eq!(
        (answer(accents)["verdict"].as_str(), named(&answer(accents))),
        (Some("match"), vec!["mail/dinner.eml"])
    );
}

#[test]
fn a_changed_number_is_told_with_both_readings() {
    let typed = FEE.replace("six hours", "nine hours");
    let said = quote(&[&typed]);
    assert_eq!(said.code, Some(3), "{}", said.out);
    assert!(said.out.contains("≠ Matches message mail/ferry-march.eml, with 1 difference."), "{}", said.out);
    assert!(
        said.out.contains("Differs   The original reads \"six\", the quotation \"nine\""),
        "{}",
        said.out
    );
    let order = "It has nine items and comes to 1,362 crowns, delivery included, if we take everything from the same house";
    assert_eq!(differences(&answer(order)), difference("changed", "1,862", "1,362"));
    let point = order.replace("1,362", "1.862");
    assert_eq!(differences(&answer(&point)), difference("changed", "1,862", "1.862"));
}

#[test]
fn a_minus_that_is_gone_is_told() {
    let typed = "Wardrobe 9,480 10,105 625 30 Camera 22,300 21,875 425 32 Sound 6,140 5,960 180";
    assert_eq!(differences(&answer(typed)), difference("changed", "-625", "625"));
    assert_eq!(answer(&typed.replace(" 625", " -625"))["verdict"], "match");
}

#[test]
fn words_that_an_ellipsis_leaves_out_are_told_and_no_difference() {
    for mark in ["…", "...", "[...]", "(…)", ". . ."] {
        let answer = answer(&FEE.replace("two hands and", mark));
        assert_eq!(answer["verdict"], "match", "{mark}: {answer}");
        let omissions = &answer["quotation"]["passages"][0]["omissions"];
        assert_eq!(*omissions, serde_json::json!([{"words": 3, "original": "two hands and"}]), "{mark}");
    }
}

#[test]
fn words_left_out_without_an_ellipsis_are_a_difference() {
    let answer = answer(
        "There is soup at eleven. It is paid for by the production, and last time we lost 14 of them to the sea.",
    );
    assert_eq!(answer["verdict"], "altered", "{answer}");
    assert_eq!(differences(&answer), difference("missing", "but the bowls are not", ""));
}

#[test]
fn words_that_were_added_or_moved_are_told() {
    let added = FEE.replace("skipper,", "skipper, his dog,");
    assert_eq!(differences(&answer(&added)), difference("added", "", "his dog"));
    let at_the_end = format!("{FEE} We shall pay it gladly");
    assert_eq!(differences(&answer(&at_the_end)), difference("added", "", "We shall pay it gladly"));
    let moved =
        "Lunch is from 12:00 served to 14:15. The second sitting is reserved for those who were on the water";
    assert_eq!(differences(&answer(moved)), difference("changed", "served from 12:00", "from 12:00 served"));
}

#[test]
fn words_in_brackets_are_the_writers_own() {
    let typed = "[A]n animal that works for more than five days needs a paper [sic], and [the bird] has worked for seven.";
    let answer = answer(typed);
    assert_eq!(answer["verdict"], "match", "{answer}");
    let own = serde_json::json!([{"text": "sic"}, {"text": "the bird", "instead_of": "the goose"}]);
    assert_eq!(answer["quotation"]["insertions"], own);
    let edited = typed.replace("works", "work[ed]");
    let edited = self::answer(&edited);
    assert_eq!(edited["verdict"], "match", "{edited}");
    assert_eq!(edited["quotation"]["insertions"][0]["instead_of"], "works");
}

#[test]
fn a_quotation_of_two_messages_is_no_passage_of_either() {
    let first = "Wardrobe is over by 625 because of the uniforms, which had to be dyed a second time.";
    let second = "A new coat costs 145 crowns with buttons and 118 without.";
    for between in [" ", " … "] {
        let answer = answer(&[first, between, second].concat());
        assert_eq!(answer["verdict"], "altered", "{answer}");
        assert_eq!(answer["why_codes"], serde_json::json!(["quotation_joined"]));
        assert_eq!(named(&answer), ["mail/week-36.eml", "mail/coats.eml"]);
        let passages = answer["quotation"]["passages"].as_array().unwrap();
        assert!(passages[1]["original"].as_str().unwrap().starts_with("A new coat costs"), "{answer}");
    }
}

#[test]
fn passages_of_one_text_in_another_order_are_told() {
    let answer = answer(
        "Numbers 6 to 9 came with the estate of the old pilot. They are clean, they belong to us, and they run for 26 seconds each.",
    );
    assert_eq!(answer["verdict"], "altered", "{answer}");
    assert_eq!(answer["why_codes"], serde_json::json!(["quotation_reordered"]));
}

#[test]
fn a_passage_goes_on_over_the_end_of_a_page() {
    let answer = answer(
        "none of whom may be employed by either party or married to anyone who is. 5.2 After that showing the Studio gives its wishes",
    );
    assert_eq!(answer["verdict"], "match", "{answer}");
    let passage = &answer["quotation"]["passages"][0];
    assert_eq!((&passage["document"], &passage["page"]), (&"contracts/director.pdf".into(), &2.into()));
    assert_eq!((&passage["to_page"], answer["pages"].as_array().unwrap().len()), (&3.into(), 1));
}

#[test]
fn documents_with_the_same_words_are_all_named() {
    let said = quote(&["The skipper offers us the ferry for scene 47 on two days, Tuesday or Thursday."]);
    assert_eq!(said.code, Some(0), "{}", said.out);
    assert!(
        said.out.contains("Matches message 1 of mail/thread.mbox, word for word; 4 others"),
        "{}",
        said.out
    );
    assert!(said.out.contains("mail/thread.mbox, number 3, has the same words"), "{}", said.out);
    assert!(said.out.contains("The words alone do not tell which of them is quoted"), "{}", said.out);
}

#[test]
fn a_subject_is_quoted_from_its_field() {
    let answer = answer("Night shoot at the breakwater, boats and times");
    assert_eq!(answer["quotation"]["passages"][0]["field"], "Subject", "{answer}");
}

#[test]
fn few_or_common_words_name_no_page() {
    let said = quote(&["two hands and coal"]);
    assert!(said.out.contains("Too few words to name a page."), "they stand there: {}", said.out);
    for words in
        ["thank you very much for your", "on the", "the ferry belongs to the harbour again", "Kind regards"]
    {
        let answer = answer(words);
        assert_eq!(answer["pages"], serde_json::json!([]), "{answer}");
        let code = answer["why_codes"][0].as_str().unwrap();
        assert!(["quotation_too_short", "quotation_too_common"].contains(&code), "{answer}");
        assert!(["not_found", "inconclusive"].contains(&answer["verdict"].as_str().unwrap()), "{answer}");
    }
}

#[test]
fn a_phrase_of_very_many_messages_names_none_of_them() {
    let desk = Desk::new();
    let phrase = "please do not hesitate to contact me if you have any questions about this";
    let own = "the violet heron of the upper mill was sold by lantern light to nobody in particular and";
    // More than the number of pages beyond which a run of words is not looked up.
    let letter = |i: usize| {
        let before = if i == 7 { own } else { "Good day;" };
        format!(
            "From a@b.example Mon May  5 09:12:00 2031\nFrom: a@b.example\nSubject: Number {i}\n\n{before} {phrase}.\n\n"
        )
    };
    desk.write("leak/all.mbox", (0..2_100).map(letter).collect::<String>().as_bytes());
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    let answer = |code: i32, text: &str| {
        desk.expect(code, &["quote", "--index", "i.db", "--json", text]).lines().remove(0)
    };
    for few in [phrase.to_owned(), format!("in particular and {phrase}")] {
        let answer = answer(4, &few);
        assert_eq!(answer["why_codes"], serde_json::json!(["quotation_too_common"]), "{answer}");
    }
    assert!(answer(4, phrase)["why"][0].as_str().unwrap().contains("2,100 pages have most of them"));
    assert_eq!(answer(0, &format!("{own} {phrase}"))["pages"][0]["page"], 8);
}

#[test]
fn words_of_nobody_are_not_found() {
    let said =
        quote(&["Nobody shall ever speak of the golden turbine in the basement of the ministry again"]);
    assert_eq!(said.code, Some(1), "{}", said.out);
    assert!(said.out.contains("This does not make it false"), "{}", said.out);
}

#[test]
fn a_file_has_a_quotation_a_paragraph_and_ends_as_a_batch() {
    let desk = Desk::new();
    let stranger = "Nobody shall ever speak of the golden turbine in the basement of the ministry again";
    let changed = FEE.replace("skipper", "captain");
    desk.write("quotes.txt", format!("\u{feff}{FEE}\r\n\r\n{stranger}\n\n\n{changed}\n").as_bytes());
    let index = index_of_originals();
    for arguments in [&["quotes.txt"][..], &["--file", "quotes.txt"]] {
        let said = desk.expect(3, &[&["quote", "-q", "--index", &index], arguments].concat());
        let verdicts: Vec<&str> = said.out.lines().map(|line| line.split("  ").next().unwrap()).collect();
        assert!(!said.out.contains('"'), "only what was typed stands between marks: {}", said.out);
        assert_eq!(verdicts, ["match", "not found", "altered"], "{}", said.out);
        assert!(
            said.out.contains("quotes.txt, quotation 3: Matches message mail/ferry-march.eml"),
            "{}",
            said.out
        );
    }
    let said = desk.expect(3, &["quote", "--index", &index, "quotes.txt"]);
    assert!(said.out.contains("3 quotations in "), "{}", said.out);
    desk.expect(0, &["quote", "--index", &index, "quotes.txt", "--exit-zero"]);
    desk.expect(2, &["quote", "--index", &index, "--file", "none.txt"]);
}

#[test]
fn a_quotation_without_marks_and_a_file_that_is_not_there_are_explained() {
    for arguments in [&["We", "start", "from"][..], &["quotes.txt"], &[""]] {
        let said = quote(arguments);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""));
        assert!(said.err.contains("between quotation marks"), "{}", said.err);
    }
    let said = quote(&["-q", FEE]);
    assert!(said.out.starts_with("match         \"The fee for the day"), "{}", said.out);
}

/// Runs `quote -` with these bytes on standard input.
fn piped(bytes: &[u8]) -> Said {
    let (desk, index) = (Desk::new(), index_of_originals());
    let mut command = desk.command(&["quote", "--json", "--index", &index, "-"]);
    let mut running =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    running.stdin.take().unwrap().write_all(bytes).unwrap();
    Said::from(running.wait_with_output().unwrap())
}

#[test]
fn standard_input_is_read_as_a_file() {
    let said = piped(FEE.as_bytes());
    assert_eq!((said.code, said.lines()[0]["input"].as_str()), (Some(0), Some("standard input")));
}

#[test]
fn the_json_is_that_of_a_picture_with_the_quotation_added() {
    let said = quote(&["--json", FEE]);
    let answer = &said.lines()[0];
    for member in
        ["schema", "input", "sha256", "verdict", "pages", "also", "why", "page_certain", "index", "took_ms"]
    {
        assert!(!answer[member].is_null(), "{member}: {answer}");
    }
    let (page, quotation) = (&answer["pages"][0], &answer["quotation"]);
    assert_eq!(
        (&answer["size"], &page["kind"], &answer["comparison"]),
        (&Value::Null, &"message".into(), &"words".into())
    );
    assert_eq!((&quotation["text"], &quotation["words"]), (&FEE.into(), &19.into()));
    assert_eq!(quotation["passages"][0]["at_words"], serde_json::json!([33, 51]));
    let desk = Desk::new();
    desk.write("answer.json", said.out.as_bytes());
    let explained = desk.expect(0, &["explain", "answer.json"]);
    assert_eq!(explained.out, quote(&[FEE]).out, "saved and said again");
}

#[test]
fn attack_what_is_no_quotation_is_refused_in_a_sentence() {
    let attacks: [(&[u8], &str); 4] = [
        (b"", "There are no words"),
        (b"[sic] ... \x07\x1b[ \xe2\x80\xae\n\n", "There are no words"),
        (b"\xff\xfe\x00quoted", "not text in UTF-8"),
        (&b"word ".repeat(1_000_000), "longer than 16 KiB"),
    ];
    for (bytes, sentence) in attacks {
        let said = piped(bytes);
        let first = said.lines().remove(0);
        assert_eq!((said.code, &first["verdict"]), (Some(2), &"not_checked".into()), "{first}");
        assert_eq!(first["why_codes"], serde_json::json!(["quotation_unusable"]), "{first}");
        assert!(first["why"][0].as_str().unwrap().contains(sentence), "{first}");
    }
}

#[test]
fn attack_marks_in_a_quotation_do_not_steer_the_terminal() {
    let hostile =
        format!("\u{1b}[2J\u{202e}{}\u{200b}\u{9b}31m [\u{1b}]0;t\u{7}]", FEE.replace("six", "s\u{ad}ix"));
    let said = quote(&[&hostile]);
    assert!(said.out.contains("Matches message mail/ferry-march.eml"), "{}", said.out);
    assert!(said.out.chars().all(|c| c == '\n' || !c.is_control()), "{:?}", said.out);
    assert!(!said.out.contains(['\u{202e}', '\u{200b}', '\u{ad}']), "{:?}", said.out);
}

#[test]
fn attack_brackets_without_end_and_words_without_end() {
    let brackets = "[(".repeat(4_000);
    let one_word = "x".repeat(15_000);
    let dots = ". ".repeat(7_000);
    let same = "the ".repeat(3_900);
    for text in [brackets, one_word, dots, same] {
        let said = piped(text.as_bytes());
        assert!([Some(1), Some(2)].contains(&said.code), "{:?}: {}", said.code, said.err);
    }
}

#[test]
fn without_an_index_programs_get_an_answer() {
    let said = Desk::new().run(&["quote", "--json", "--index", "none.db", FEE]);
    assert_eq!((said.code, &said.lines()[0]["verdict"]), (Some(2), &"not_checked".into()));
    assert_eq!(said.lines()[0]["why_codes"], serde_json::json!(["index_unusable"]));
}
