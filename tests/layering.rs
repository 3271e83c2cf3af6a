//! The drawing of the house, held: which part may lean on which.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Parts that every part may lean on.
const GROUND: [&str; 3] = ["model", "error", "limits"];

/// Each part and what it may lean on beside the ground. A part that is not here may lean on the ground alone.
const HOUSE: [(&str, &[&str]); 18] = [
    (
        "cli",
        &[
            "check", "audit", "dkim", "exhibit", "log", "ingest", "index", "intake", "report", "source",
            "trial",
        ],
    ),
    ("check", &["dkim", "intake", "originals", "read", "verify", "index", "track", "rendition"]),
    ("dkim", &["index"]),
    ("trial", &["check", "exhibit", "index", "intake", "read", "track"]),
    ("audit", &["log", "source", "index"]),
    ("ingest", &["intake", "office", "originals", "read", "source", "track", "index", "rendition"]),
    ("originals", &["intake", "index", "rendition"]),
    ("intake", &["source", "guard"]),
    ("guard", &["format"]),
    ("read", &["guard"]),
    ("verify", &["track", "index"]),
    ("report", &["audit", "index", "exhibit", "trial"]),
    ("exhibit", &["verify"]),
    ("index", &["rendition", "squeeze"]),
    ("rendition", &["squeeze"]),
    ("error", &["index"]),
    ("main", &["cli", "guard"]),
    ("lib", &[]),
];

/// The part of the house that a file belongs to: its first folder, or its own name.
fn part(file: &Path) -> String {
    let below = file.strip_prefix("src").unwrap();
    let first = below.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The parts that a source names: `crate::part…` anywhere in code, and each entry of `use crate::{…}`.
fn named(source: &str) -> BTreeSet<String> {
    let code: String =
        source.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut parts = BTreeSet::new();
    for (at, root) in code.match_indices("crate::").chain(code.match_indices("verify_shot::")) {
        let rest = &code[at + root.len()..];
        match rest.strip_prefix('{') {
            Some(group) => parts.extend(entries(group)),
            None => parts.extend(identifier(rest)),
        }
    }
    parts
}

/// First names of the entries of a group, whose opening brace is left out.
fn entries(group: &str) -> Vec<String> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (i, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                found.extend(identifier(group[start..i].trim_start()));
                start = i + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    found
}

fn identifier(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

fn may_lean(from: &str, on: &str) -> bool {
    let allowed = HOUSE.iter().find(|(part, _)| *part == from).map_or(&[][..], |(_, on)| on);
    from == on || GROUND.contains(&on) || allowed.contains(&on)
}

#[test]
fn every_part_leans_only_on_what_lies_below() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    assert!(files.len() > 20, "the sources were found");
    let mut wrong = Vec::new();
    for file in &files {
        let from = part(file);
        let on = named(&fs::read_to_string(file).unwrap());
        wrong.extend(
            on.into_iter().filter(|on| !may_lean(&from, on)).map(|on| format!("{}: {on}", file.display())),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_drawing_keeps_apart_what_must_not_meet() {
    for (from, on) in
        [("track", "index"), ("index", "track"), ("track", "format"), ("format", "index"), ("verify", "cli")]
    {
        assert!(!may_lean(from, on), "{from} on {on}");
    }
    let (mut parts, mut files) = (BTreeSet::new(), Vec::new());
    sources(Path::new("src"), &mut files);
    parts.extend(files.iter().map(|f| part(f)));
    for (part, _) in HOUSE {
        assert!(parts.contains(part), "{part} is no part of the house any more");
    }
}

#[test]
fn only_the_source_has_an_http_client() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for library in ["reqwest", "tokio", "rustls", "html5ever", "TcpStream", "UdpSocket"] {
            assert!(part(&file) == "source" || !text.contains(library), "{}: {library}", file.display());
        }
    }
}

#[test]
fn names_are_found_however_they_are_written() {
    let source = "use crate::index::{self, Index};\nuse crate::{cli, guard::{serve, Guard}, track};\n// crate::no\nlet x = crate::limits::A;";
    let found: Vec<_> = named(source).into_iter().collect();
    assert_eq!(found, ["cli", "guard", "index", "limits", "track"]);
}
