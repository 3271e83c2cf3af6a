//! Thresholds of a check stand in one file a stage, and each says what it is, its unit, and the figure it was set by.
//!
//! A figure is a sentence that begins with "Measured:": what genuine and what altered pictures measure there, and on which set.
//! Thresholds without one are listed in `thresholds_without_figure.txt`. That list may only get shorter.

#[path = "common/sources.rs"]
mod sources;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Thresholds without a figure, one a line: stage and name.
const LIST: &str = "tests/thresholds_without_figure.txt";

/// Numbers outside the files of thresholds: they decide and tune nothing.
const NUMBERS: [(&str, &str, &[&str]); 11] = [
    ("align/appearance.rs", "sizes of arrays, which follow from the side of the kernel", &["SIDE", "TAPS"]),
    ("align/appearance.rs", "unknowns and products of a fit", &["N", "PRODUCTS"]),
    ("align/residual.rs", "size of an array, which follows from the window", &["TAPS"]),
    ("detect/misfit.rs", "unknowns of a fit", &["TERMS"]),
    ("detect/noise.rs", "property of the normal distribution", &["LOWER_QUARTILE_DEVIATIONS"]),
    ("recall/by_look.rs", "layout of a packed number", &["BIN_BITS", "NUMBER_BITS", "HALF"]),
    ("register/template.rs", "fixed-point format", &["FINE", "ZERO"]),
    (
        "text/align/local_alignment.rs",
        "bits of a cell",
        &["DIAGONAL", "FROM_ABOVE", "FROM_LEFT", "ABOVE_OPENS", "LEFT_OPENS"],
    ),
    ("text/header/datetime.rs", "time zones of the world", &["ZONES", "STEP"]),
    ("text/passages/reread.rs", "property of the normal distribution", &["MEDIAN_OF_NOISE"]),
    ("verdict/unsettled.rs", "grid by which an area is computed", &["POINTS"]),
];

/// A constant, with the words of its doc comment.
struct Constant {
    name: String,
    doc: String,
    is_number: bool,
}

/// The files of `src/check`, each with its name from there and its text without unit tests.
fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    sources::files_below(Path::new("src/check"), &mut files);
    files.sort();
    assert!(files.len() > 20, "the sources were found");
    files
        .iter()
        .map(|file| {
            let name = file.strip_prefix("src/check").unwrap().to_str().unwrap().replace('\\', "/");
            let text = fs::read_to_string(file).unwrap();
            let tests = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
            (name, text[..tests].to_owned())
        })
        .collect()
}

/// The constants of a file, wherever they stand in it.
fn constants(text: &str) -> Vec<Constant> {
    let (mut found, mut doc) = (Vec::new(), Vec::new());
    for line in text.lines().map(str::trim) {
        if let Some(words) = line.strip_prefix("///") {
            doc.push(words.trim());
            continue;
        }
        if let Some((name, kind)) = constant(line) {
            found.push(Constant { name: name.to_owned(), doc: doc.join(" "), is_number: is_number(kind) });
        }
        doc.clear();
    }
    found
}

/// Name and type of the constant that a line defines.
fn constant(line: &str) -> Option<(&str, &str)> {
    let line = match line.strip_prefix("pub(") {
        Some(rest) => rest.split_once(") ")?.1,
        None => line.strip_prefix("pub ").unwrap_or(line),
    };
    let (name, rest) = line.strip_prefix("const ")?.split_once(": ")?;
    Some((name, rest.split_once(" =").map_or(rest, |(kind, _)| kind)))
}

/// Whether a type consists of numbers: of one, a range, a tuple or an array.
fn is_number(kind: &str) -> bool {
    let numbers = ["f32", "f64", "u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "isize"];
    let range = ["std", "ops", "Range", "RangeInclusive"];
    let parts = kind.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let others = parts.filter(|part| !range.contains(part) && !part.bytes().all(|b| b.is_ascii_digit()));
    let others: Vec<&str> = others.collect();
    !others.is_empty() && others.iter().all(|part| numbers.contains(part))
}

/// Every threshold with its stage.
fn thresholds() -> Vec<(String, Constant)> {
    let files = sources().into_iter().filter_map(|(name, text)| {
        let stage = name.strip_suffix("/thresholds.rs")?.to_owned();
        Some(constants(&text).into_iter().map(move |constant| (stage.clone(), constant)))
    });
    let found: Vec<(String, Constant)> = files.flatten().collect();
    assert!(found.len() > 300, "the thresholds were found");
    found
}

#[test]
fn thresholds_without_a_figure_are_listed_and_no_others() {
    let without: BTreeSet<String> = thresholds()
        .into_iter()
        .filter(|(_, constant)| !constant.doc.contains("Measured: "))
        .map(|(stage, constant)| format!("{stage} {}", constant.name))
        .collect();
    let text = fs::read_to_string(LIST).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let listed: BTreeSet<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    assert!(lines.is_sorted() && listed.len() == lines.len(), "sort {LIST}, and name each once");
    let new: Vec<_> = without.difference(&listed).collect();
    assert!(
        new.is_empty(),
        "say what was measured (\"Measured: ...\"), rather than enter these in {LIST}: {new:#?}"
    );
    let mended: Vec<_> = listed.difference(&without).collect();
    assert!(mended.is_empty(), "these have a figure or are gone, so take them off {LIST}: {mended:#?}");
}

#[test]
fn each_threshold_has_a_full_name_and_a_comment_of_its_own() {
    for (stage, constant) in thresholds() {
        let Constant { name, doc, .. } = constant;
        assert!(doc.ends_with(['.', ')']), "{stage} {name}: its comment is no sentence: {doc:?}");
        assert!(name.contains('_') || name.len() > 8, "{stage} {name} does not say what it bounds");
    }
}

#[test]
fn numbers_that_decide_stand_in_the_files_of_thresholds() {
    let mut known: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut strays = Vec::new();
    let sources = sources();
    for (file, text) in sources.iter().filter(|(file, _)| !file.ends_with("thresholds.rs")) {
        for constant in constants(text).into_iter().filter(|constant| constant.is_number) {
            let listed = NUMBERS.iter().find_map(|(of, _, names)| {
                names.iter().find(|name| of == file && **name == constant.name).map(|name| (*of, *name))
            });
            match listed {
                Some(listed) => drop(known.insert(listed)),
                None => strays.push(format!("{file}: {}", constant.name)),
            }
        }
    }
    assert!(strays.is_empty(), "move these to the thresholds of their stage: {strays:#?}");
    let all = NUMBERS.iter().flat_map(|(file, _, names)| names.iter().map(|name| (*file, *name)));
    let gone: Vec<_> = all.filter(|listed| !known.contains(listed)).collect();
    assert!(gone.is_empty(), "these are gone, so take them off NUMBERS: {gone:?}");
}

#[test]
fn constants_are_found_however_they_are_written() {
    let text = "/// One\n/// two.\npub const A: f64 = 1.0;\n    const B: [usize; 3] =\n        [1, 2, 3];\n\
                pub(super) const C: std::ops::Range<f32> = 0.0..1.0;\nconst D: [&str; 2] = [\"a\", \"b\"];\n\
                const E: [(&str, f64); 1] = [(\"a\", 1.0)];\n";
    let found: Vec<(String, String, bool)> =
        constants(text).into_iter().map(|c| (c.name, c.doc, c.is_number)).collect();
    let expected =
        [("A", "One two.", true), ("B", "", true), ("C", "", true), ("D", "", false), ("E", "", false)];
    assert_eq!(found, expected.map(|(name, doc, is_number)| (name.to_owned(), doc.to_owned(), is_number)));
}
