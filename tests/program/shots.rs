//! Every case of `testdata/shots` through the command line, held against its `expected.json`. The folder is the list of
//! the tests, and `testdata/README.md` says what each field of an expectation means.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use crate::common::{entries, index_of_originals, picture_of};
use assert_cmd::cargo::CommandCargoExt;
use serde::Deserialize;

/// Cases that the program cannot do yet, and what goes wrong. The list only shrinks: a case that passes has to go.
///
/// A stranger or an altered picture that passes for a page never belongs here.
const NOT_YET: &[(&str, &str)] = &[
    ("drawing-crop", "pieces of a drawing are taken for small letters, one of which may be changed"),
    ("scaled-page", "its letters lie just below the height from which they are said to be compared"),
    (
        "viewer-window",
        "the chart is named, and of the slivers of two slides about it each alone has too little ink",
    ),
];

/// A difference may be so many times as large as what was changed,
const MOST_TIMES: i64 = 12;
/// or so many square pixels, where that is more.
const MOST_PIXELS: i64 = 6000;
/// Share of the smaller of two regions that must lie in both for them to be of one place.
const SAME_PLACE: f64 = 0.6;

/// Left, top, right and bottom edge in pixels of the picture, the far ones exclusive.
type Box = [i64; 4];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    verdict: Vec<String>,
    document: Option<String>,
    page: Option<u32>,
    #[serde(default)]
    also_ok: Vec<(String, u32)>,
    #[serde(default)]
    pages: Vec<PageShown>,
    region: Option<Box>,
    #[serde(default)]
    changed: Vec<Box>,
    #[serde(default)]
    readings: Vec<(String, String)>,
    #[serde(default)]
    hidden: Vec<Cover>,
    #[serde(rename = "note")]
    _note: String,
}

#[derive(Deserialize)]
struct PageShown {
    document: String,
    page: u32,
    region: Box,
}

#[derive(Deserialize)]
struct Cover {
    kind: Vec<String>,
    #[serde(rename = "box")]
    bounds: Box,
}

#[derive(Deserialize)]
struct Answer {
    verdict: String,
    pages: Vec<PageAnswer>,
    also: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    document: String,
    page: u32,
}

#[derive(Deserialize)]
struct PageAnswer {
    document: String,
    page: u32,
    region: Box,
    differences: Vec<Difference>,
    hidden: Vec<Place>,
}

#[derive(Deserialize)]
struct Place {
    kind: String,
    #[serde(rename = "box")]
    bounds: Box,
}

#[derive(Deserialize)]
struct Difference {
    #[serde(rename = "box")]
    bounds: Box,
    original: Option<String>,
    shown: Option<String>,
}

struct Case {
    name: String,
    expected: Expected,
    answer: Answer,
}

/// All cases, checked in one batch against an index of `testdata/originals`.
fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(|| {
        let pictures = pictures();
        let answers = answers(&pictures);
        let read = |(name, picture): (String, PathBuf), answer| {
            let text = fs::read_to_string(picture.with_file_name("expected.json")).unwrap();
            let expected = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
            Case { name, expected, answer }
        };
        pictures.into_iter().zip(answers).map(|(picture, answer)| read(picture, answer)).collect()
    })
}

/// Name and picture of each case.
fn pictures() -> BTreeMap<String, PathBuf> {
    entries("testdata/shots")
        .map(|case| (case.file_name().unwrap().to_str().unwrap().to_owned(), picture_of(&case)))
        .collect()
}

fn answers(pictures: &BTreeMap<String, PathBuf>) -> Vec<Answer> {
    let index = index_of_originals();
    let mut check = Command::cargo_bin("verify-shot").unwrap();
    let said = check.args(["--json", "--index"]).arg(&index).args(pictures.values()).output().unwrap();
    let lines = String::from_utf8(said.stdout).unwrap();
    let answers: Vec<Answer> = lines.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    assert_eq!(answers.len(), pictures.len(), "an answer for each picture; {:?}", said.stderr);
    answers
}

impl Case {
    /// What is wrong with the answer, one sentence each; nothing where all is well.
    fn faults(&self) -> Vec<String> {
        let Self { expected, answer, .. } = self;
        let mut faults = Vec::new();
        if !expected.verdict.contains(&answer.verdict) {
            let named = answer.pages.iter().map(|p| format!(" {} p{}", p.document, p.page));
            faults.push(format!(
                "is {}{}, not {}",
                answer.verdict,
                named.collect::<String>(),
                expected.verdict.join(" or ")
            ));
        }
        faults.extend(self.pages_at_fault());
        let differences = || answer.pages.iter().flat_map(|p| &p.differences);
        for changed in &expected.changed {
            let fits = |d: &Difference| meet(&d.bounds, changed) && area(&d.bounds) <= most(changed);
            if !differences().any(fits) {
                faults.push(format!("no difference points at {changed:?}"));
            }
        }
        for (original, shown) in &expected.readings {
            let says =
                |d: &Difference| (d.original.as_ref(), d.shown.as_ref()) == (Some(original), Some(shown));
            if !differences().any(says) {
                faults.push(format!("does not say that {shown:?} stands for {original:?}"));
            }
        }
        for cover in &expected.hidden {
            let fits = |h: &Place| meet(&h.bounds, &cover.bounds) && cover.kind.contains(&h.kind);
            if !answer.pages.iter().flat_map(|p| &p.hidden).any(fits) {
                faults.push(format!("no {} is told of at {:?}", cover.kind.join(" or "), cover.bounds));
            }
        }
        for told in answer.pages.iter().flat_map(|p| &p.hidden).filter(|h| h.kind == "highlight") {
            if !expected.hidden.iter().any(|cover| meet(&cover.bounds, &told.bounds)) {
                faults.push(format!("tells of a highlight at {:?} where none is", told.bounds));
            }
        }
        faults
    }

    /// Pages that are named and must not be, and pages that must be named and are not, where they are shown.
    fn pages_at_fault(&self) -> Vec<String> {
        let Self { expected, answer, .. } = self;
        let mut faults = Vec::new();
        let named = |p: &PageAnswer| (p.document.clone(), p.page);
        let Some(first) = expected.document.clone().zip(expected.page) else {
            let may_differ = expected.verdict.iter().any(|v| v == "altered");
            if !may_differ && !answer.pages.is_empty() {
                faults.push(format!("names {:?} where no page may be", named(&answer.pages[0])));
            }
            return faults;
        };
        let mut accepted = vec![first];
        accepted.extend(expected.also_ok.iter().cloned());
        let shown =
            |p: &PageAnswer| expected.pages.iter().any(|s| (&s.document, s.page) == (&p.document, p.page));
        for page in answer.pages.iter().filter(|p| !accepted.contains(&named(p)) && !shown(p)) {
            faults.push(format!("names {:?}, which is not shown", named(page)));
        }
        let beside =
            answer.also.iter().map(|n| (n.document.clone(), n.page)).filter(|n| !accepted.contains(n));
        faults.extend(beside.map(|n| format!("puts {n:?} beside it, which does not explain it as well")));
        if expected.pages.is_empty() {
            let here = |p: &PageAnswer| expected.region.is_none_or(|r| same_place(&r, &p.region));
            let found = answer.pages.iter().any(|p| accepted.contains(&named(p)) && here(p));
            if !found && !may_be_unnamed(expected) {
                faults.push(format!("does not name {:?} at {:?}", accepted[0], expected.region));
            }
        }
        for s in &expected.pages {
            let here = |p: &PageAnswer| {
                (&s.document, s.page) == (&p.document, p.page) && same_place(&s.region, &p.region)
            };
            if !answer.pages.iter().any(here) {
                faults.push(format!("does not name page {} of {} at {:?}", s.page, s.document, s.region));
            }
        }
        faults
    }
}

fn may_be_unnamed(expected: &Expected) -> bool {
    expected.verdict.iter().any(|v| v == "not_found")
}

fn is_known_to_fail(name: &str) -> bool {
    NOT_YET.iter().any(|(case, _)| *case == name)
}

fn common(a: &Box, b: &Box) -> Box {
    [a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])]
}

fn area(b: &Box) -> i64 {
    (b[2] - b[0]).max(0) * (b[3] - b[1]).max(0)
}

fn meet(a: &Box, b: &Box) -> bool {
    area(&common(a, b)) > 0
}

fn most(changed: &Box) -> i64 {
    (MOST_TIMES * area(changed)).max(MOST_PIXELS)
}

fn same_place(a: &Box, b: &Box) -> bool {
    area(&common(a, b)) as f64 >= SAME_PLACE * area(a).min(area(b)) as f64
}

/// One line a fault, the case before it.
fn table<'a>(cases: impl Iterator<Item = &'a Case>) -> String {
    cases.flat_map(|case| case.faults().into_iter().map(|f| format!("\n{:<36} {f}", case.name))).collect()
}

#[test]
fn every_shot_is_answered_as_expected() {
    let wrong = table(cases().iter().filter(|case| !is_known_to_fail(&case.name)));
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn no_stranger_and_no_alteration_passes_for_a_page() {
    let passes = |verdict: &str| ["match", "identical"].contains(&verdict);
    let wrong: Vec<_> = cases()
        .iter()
        .filter(|case| passes(&case.answer.verdict) && !case.expected.verdict.iter().any(|v| passes(v)))
        .map(|case| &case.name)
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn what_cannot_be_done_yet_still_cannot() {
    let find = |name: &str| cases().iter().find(|case| case.name == name);
    let named = |name| find(name).unwrap_or_else(|| panic!("{name} is no case of testdata/shots"));
    let done: Vec<_> =
        NOT_YET.iter().map(|(name, _)| *name).filter(|name| named(name).faults().is_empty()).collect();
    assert!(done.is_empty(), "these pass now, take them off the list: {done:?}");
}
