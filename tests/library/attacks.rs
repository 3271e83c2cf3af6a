//! Text from outside against every output: nothing of it steers a terminal, a spreadsheet or a page.

use verify_shot::model::answer::{
    Answer, Basis, Difference, DifferenceKind, Finding, IndexSummary, PageAnswer, PageKind, PageRef, Verdict,
};
use verify_shot::model::file_metadata::{self, Block, FileMetadata};
use verify_shot::model::geometry::{Homography, Rect};
use verify_shot::model::origin::{Origin, Part, Post};
use verify_shot::model::original::{Face, Original};
use verify_shot::model::raster::Picture;
use verify_shot::model::reason::Reason;
use verify_shot::model::signature::{Signed, Standing};
use verify_shot::model::text::{Field, FieldKind, Text};
use verify_shot::model::trace::{Found, Named, Placed, Step};
use verify_shot::report::html::{self, Contents, Place};
use verify_shot::report::summary::Closing;
use verify_shot::report::{csv, evidence_sheet, json, oneline, parse_json, text, trace_text};

/// Codes that steer a terminal.
const ESCAPES: [&str; 22] = [
    "\x1b[2J",
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "\x1b]8;;http://x\x1b\\link",
    "\x1bP1$r\x1b\\",
    "\x1b[6n",
    "\x1bc",
    "\x1b[?1049h",
    "\x1b[1A\x1b[2K",
    "\x1b(0",
    "\u{9b}31m",
    "\u{9d}0;t\u{9c}",
    "\u{90}q\u{9c}",
    "a\rb",
    "a\nb",
    "a\u{8}b",
    "\x07",
    "\x7f",
    "\x0e",
    "a\x00b",
    "\u{85}",
    "a\tb",
];
/// Characters that turn the order of letters, or show nothing.
const UNSEEN: [&str; 38] = [
    "\u{202a}x",
    "\u{202b}x",
    "\u{202c}x",
    "\u{202d}x",
    "\u{202e}fdp.exe",
    "\u{2066}x",
    "\u{2067}x",
    "\u{2068}x",
    "\u{2069}x",
    "\u{200e}x",
    "\u{200f}x",
    "\u{61c}x",
    "a\u{200b}b",
    "a\u{200c}b",
    "a\u{200d}b",
    "a\u{2060}b",
    "a\u{2061}b",
    "a\u{2064}b",
    "a\u{feff}b",
    "a\u{ad}b",
    "a\u{34f}b",
    "a\u{115f}b",
    "a\u{1160}b",
    "a\u{17b4}b",
    "a\u{180e}b",
    "a\u{2028}b",
    "a\u{2029}b",
    "a\u{3164}b",
    "a\u{ffa0}b",
    "a\u{fe0f}b",
    "a\u{fff9}b",
    "a\u{fffb}b",
    "a\u{e0001}b",
    "a\u{e0041}b",
    "a\u{e0100}b",
    "a\u{1d173}b",
    "a\u{1bca0}b",
    "a\u{2800}b",
];
/// What a page would take for markup.
const MARKUP: [&str; 34] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><script>alert(1)</script>",
    "'><svg onload=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' onfocus='alert(1)' autofocus='",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</pre><iframe src=//x>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "&lt;script&gt;",
    "&#60;script&#62;",
    "&#x3c;b&#x3e;",
    "<a href=javascript:alert(1)>x</a>",
    "javascript:alert(1)",
    "data:text/html,<b>",
    "<meta http-equiv=refresh content=0>",
    "<base href=//x>",
    "<link rel=stylesheet href=//x>",
    "<style>*{display:none}</style>",
    "<form action=//x><input>",
    "<object data=x>",
    "<embed src=x>",
    "<math><mi xlink:href=x>",
    "<details open ontoggle=alert(1)>",
    "<body onload=alert(1)>",
    "<template><b>",
    "</article></main>",
    "<svg/onload=alert`1`>",
    "{{7*7}}",
    "<b",
];
/// What a spreadsheet would take for a formula.
const FORMULAS: [&str; 26] = [
    "=1+1",
    "=HYPERLINK(\"http://x\",\"y\")",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "=IMPORTXML(\"x\",\"y\")",
    " =1+1",
    "  +1",
    "\t=1",
    "\r=1",
    "\n=1",
    "\u{ff1d}1+1",
    "\u{ff0b}1",
    "\u{ff0d}1",
    "\u{ff20}SUM(1)",
    "\"=1+1",
    "a,=1+1",
    "a;=1+1",
    "a\n=1+1",
    "a\",=1+1,\"b",
    "\u{a0}=1",
    "\u{3000}=1",
    "-rf.png",
    "=DDE(\"x\";\"y\";\"z\")",
    "+cmd|'/C calc'!A0",
];

fn payloads() -> impl Iterator<Item = &'static str> {
    ESCAPES.into_iter().chain(UNSEEN).chain(MARKUP).chain(FORMULAS)
}

/// An answer in which every text from outside is this one.
fn answer(outside: &str, verdict: Verdict) -> Answer {
    let name = || PageRef { document: outside.to_owned(), page: 1 };
    let place = Rect::new(10.0, 10.0, 30.0, 20.0);
    let difference = Difference {
        bounds: place,
        on_page: place,
        kind: DifferenceKind::Changed,
        deviation: 7.0,
        original: Some(outside.to_owned()),
        shown: Some(outside.to_owned()),
        line: None,
    };
    let signed = Signed {
        attached_to: Some(name()),
        domain: Some(outside.to_owned()),
        selector: Some(outside.to_owned()),
        key: Some(outside.to_owned()),
        open: vec![outside.to_owned()],
        made: Some(outside.to_owned()),
        until: Some(outside.to_owned()),
        why: Some(outside.to_owned()),
        ..Signed::plain(Standing::Fits)
    };
    let page = PageAnswer {
        page: name(),
        kind: PageKind::Page,
        basis: vec![Basis::Words],
        region: Rect::new(0.0, 0.0, 60.0, 40.0),
        transform: Homography::IDENTITY,
        compared: 1.0,
        chance: 1e-20,
        smallest_text: None,
        differences: vec![difference],
        hidden: vec![],
        drawn_by: Some(outside.to_owned()),
        signatures: vec![signed],
        namesake: None,
    };
    let index = IndexSummary {
        path: outside.to_owned(),
        paths: vec![outside.to_owned()],
        digest: "ab".into(),
        unread: 1,
        ..Default::default()
    };
    let finding = Finding {
        verdict,
        pages: vec![page],
        also: vec![name()],
        coverage: Default::default(),
        why: vec![Reason::Recorded { code: Some(outside.to_owned()), sentence: outside.to_owned() }],
    };
    let said = || Some(outside.to_owned());
    let post = Post { link: outside.to_owned(), author: said(), time: said(), text: said() };
    let fetched = Origin {
        url: outside.to_owned(),
        at: outside.to_owned(),
        part: Part::Picture,
        number: 1,
        of: 2,
        post: Some(post),
        kept: said().map(Into::into),
        private: true,
        proxied: true,
    };
    Answer {
        input: outside.to_owned(),
        quotation: None,
        fetched: Some(fetched),
        file: Some(file(outside)),
        sha256: None,
        size: Some((60, 40)),
        finding,
        index,
        cited: None,
        took_ms: 1,
    }
}

/// What a file says of itself, if every text in it is this one.
fn file(outside: &str) -> FileMetadata {
    let said = || Some(outside.to_owned());
    FileMetadata {
        camera: said(),
        programs: vec![outside.to_owned()],
        taken: said(),
        digitised: said(),
        modified: said(),
        title: said(),
        description: said(),
        comment: said(),
        has_place: true,
        place: file_metadata::Place::of(61.5, -20.25),
        noted_size: Some((4032, 3024)),
        thumbnail: Some((160, 107)),
        jpeg_quality: Some(85),
        jpeg_own_tables: false,
        blocks: vec![Block::Exif],
    }
}

/// Steps that name such a page.
fn account(outside: &str) -> Vec<Step> {
    let page = || PageRef { document: outside.to_owned(), page: 1 };
    let named = Named { page: page(), hits: 1, support: 1.0 };
    let placed = Placed { page: page(), agreeing: 1, tiles: 2, error: 0.5, chance: -1.0 };
    let found = [
        Found::Recalled { basis: Basis::Layout, view: "as it stands", pages: 2, best: vec![named] },
        Found::Laid { tried: 2, held: vec![placed] },
        Found::Compared { page: page(), measures: vec![], verdict: Verdict::Match },
        Found::Scored {
            page: page(),
            agreeing: 1,
            sure: 2,
            differing: 3,
            unclear: 4,
            strange: 5,
            verdict: Verdict::Match,
        },
    ];
    found.map(|found| Step { found, took: std::time::Duration::ZERO }).into()
}

fn picture() -> Picture {
    Picture { width: 60, height: 40, rgb: vec![255; 3 * 60 * 40] }
}

fn originals(outside: &str) -> Vec<Option<Original>> {
    let field = Field { kind: FieldKind::Subject, text: outside.to_owned() };
    let text = Text { fields: vec![field], body: "a body with other words".to_owned() };
    vec![Some(Original { sha256: "cd".into(), face: Some(Face::Words(text)) })]
}

/// Characters that show nothing or steer, line breaks left out: those are the program's own.
fn steers(said: &str) -> Option<char> {
    let hidden = payloads().take(ESCAPES.len() + UNSEEN.len()).flat_map(str::chars);
    let hidden: Vec<char> = hidden.filter(|c| !c.is_ascii_graphic() && *c != ' ' && *c != '\n').collect();
    said.chars().find(|c| hidden.contains(c))
}

#[test]
fn there_are_a_hundred_attacks() {
    assert!(payloads().count() >= 100);
}

#[test]
fn no_attack_steers_a_terminal() {
    for attack in payloads() {
        for verdict in Verdict::ALL {
            let answer = answer(attack, verdict);
            let plain = self::answer("x", verdict);
            let mut closing = Closing::default();
            closing.count(&answer);
            let whole = text::answer(&answer);
            assert_eq!(whole.lines().count(), text::answer(&plain).lines().count(), "{attack:?}");
            assert_eq!(oneline::answer(&answer).lines().count(), 1, "{attack:?}");
            let told = trace_text::told(&answer, &account(attack), None);
            assert_eq!(told.lines().count(), trace_text::told(&plain, &account("x"), None).lines().count());
            let closed = closing.said(1, "picture", std::time::Duration::ZERO);
            for said in [whole, told, oneline::answer(&answer), closed] {
                assert_eq!(steers(&said), None, "{attack:?} in {said:?}");
            }
        }
    }
}

#[test]
fn no_attack_makes_a_line_of_its_own_where_lines_are_folded() {
    // Lines of ours begin at the third column, whatever is folded deeper. The first line is the input's name.
    let labels = |answer: &Answer| {
        let said = text::answer_within(answer, Some(80));
        assert_eq!(steers(&said), None, "{said:?}");
        said.lines().skip(1).filter(|line| !line.starts_with("   ")).count()
    };
    let spaces = " ".repeat(70);
    for verdict in Verdict::ALL {
        let plain = labels(&answer("x", verdict));
        for attack in payloads() {
            let long = format!("{attack}{spaces}Note      {attack}{spaces}  Compared  all of it");
            assert_eq!(labels(&answer(attack, verdict)), plain, "{attack:?}");
            assert_eq!(labels(&answer(&long, verdict)), plain, "{long:?}");
        }
    }
}

#[test]
fn what_is_read_back_from_json_is_the_answer_that_was_written() {
    for attack in payloads() {
        for verdict in Verdict::ALL {
            let answer = answer(attack, verdict);
            assert_eq!(parse_json::answer(&json::answer(&answer)), Ok(answer), "{attack:?}");
        }
    }
}

#[test]
fn no_attack_steers_json_or_is_lost_in_it() {
    for attack in payloads() {
        let said = json::answer(&answer(attack, Verdict::Altered));
        assert_eq!(steers(&said), None, "{attack:?}");
        assert_eq!(said.lines().count(), 1);
        let read: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert_eq!(read["input"], attack);
        assert_eq!(read["pages"][0]["differences"][0]["shown"], attack);
    }
}

#[test]
fn no_attack_is_a_formula_or_a_cell_of_its_own() {
    let formula = |cell: &str| {
        cell.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
    };
    for attack in payloads() {
        let table = csv::header() + &csv::answer(&answer(attack, Verdict::Altered));
        assert_eq!(steers(&table), None, "{attack:?}");
        assert_eq!(table.lines().count(), 2, "{attack:?}");
        let mut reader = ::csv::Reader::from_reader(table.as_bytes());
        let rows: Vec<_> = reader.records().map(|row| row.expect("as many cells as columns")).collect();
        let wrong: Vec<&str> = rows.iter().flatten().filter(|cell| formula(cell)).collect();
        assert!(rows.len() == 1 && wrong.is_empty(), "{attack:?}: {wrong:?}");
        // A program that parts cells at semicolons meets none outside of quotes, and no formula behind one.
        let mut reader =
            ::csv::ReaderBuilder::new().delimiter(b';').flexible(true).from_reader(table.as_bytes());
        assert!(reader.records().flatten().all(|row| !row.iter().any(formula)), "{attack:?}");
    }
}

#[test]
fn no_attack_is_markup() {
    // A page with the attack has the tags, the quotes and the lines of a page without it.
    let page = |outside: &str, verdict| {
        let answer = answer(outside, verdict);
        let mut contents = Contents::default();
        let place = |part| Place { number: 0, part };
        contents.enter(&place(0), &answer);
        contents.enter(&place(1), &answer);
        let section = html::section(&place(0), &answer, Some(&picture()), &originals(outside));
        html::opening(&contents) + &section + &html::closing(&answer.index, outside)
    };
    let shape = |page: &str| ['<', '>', '"', '\''].map(|c| page.matches(c).count());
    for verdict in [Verdict::Altered, Verdict::Inconclusive] {
        let plain = shape(&page("x", verdict));
        for attack in payloads() {
            let page = page(attack, verdict);
            assert_eq!(shape(&page), plain, "{attack:?}");
            assert_eq!(steers(&page), None, "{attack:?}");
        }
    }
}

#[test]
fn no_attack_keeps_the_evidence_from_being_drawn() {
    for attack in payloads() {
        let sheet = evidence_sheet::sheet(&answer(attack, Verdict::Altered), &picture(), &originals(attack));
        assert_eq!(sheet.width, 1680);
    }
}
