//! The drawing of the house, held: which room may use which, that no files use each other in a circle, and that
//! ARCHITECTURE.md shows this very table.

#[path = "common/sources.rs"]
mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Rooms that every room may use. They use nothing but themselves.
const GROUND: [&str; 3] = ["model", "error", "limits"];

/// Each room and the rooms it may use beside the ground, from the outside in. A room of `check/` stands below its folder.
const HOUSE: [(&str, &[&str]); 38] = [
    ("main", &["cli", "sandbox"]),
    (
        "cli",
        &[
            "check", "custody", "dkim", "evaluate", "fetch", "figure", "index", "ingest", "load", "report",
            "serve",
        ],
    ),
    ("serve", &["check", "custody", "fetch", "index", "load", "report"]),
    ("report", &["check/verdict", "custody", "evaluate", "figure", "index"]),
    ("evaluate", &["check", "features", "figure", "imaging", "index", "load", "ocr"]),
    ("figure", &["imaging"]),
    ("fetch", &["custody"]),
    ("custody", &["index", "load"]),
    ("ingest", &["convert", "features", "imaging", "index", "load", "ocr"]),
    ("convert", &[]),
    ("check", &["check/*", "features", "index", "load", "ocr"]),
    ("check/page_facts", &["check/unchecked", "dkim", "index"]),
    ("check/unchecked", &["index"]),
    ("check/answer_cache", &[]),
    (
        "check/quotation",
        &["check/recall", "check/register", "check/text", "check/verdict", "features", "index"],
    ),
    (
        "check/strategy",
        &[
            "check/context",
            "check/recall",
            "check/register",
            "check/search",
            "check/tracer",
            "check/view",
            "features",
            "index",
        ],
    ),
    (
        "check/search",
        &[
            "check/context",
            "check/extent",
            "check/readings",
            "check/recall",
            "check/register",
            "check/registered_page",
            "check/text",
            "check/tracer",
            "check/verdict",
            "check/view",
            "features",
            "index",
        ],
    ),
    (
        "check/verdict",
        &[
            "check/detect",
            "check/extent",
            "check/readings",
            "check/register",
            "check/registered_page",
            "check/text",
            "check/tracer",
            "features",
            "index",
        ],
    ),
    ("check/readings", &["check/context", "check/view"]),
    (
        "check/registered_page",
        &[
            "check/align",
            "check/detect",
            "check/extent",
            "check/recall",
            "check/register",
            "imaging",
            "index",
        ],
    ),
    ("check/text", &["check/context", "check/recall", "check/tracer", "features", "imaging", "index", "ocr"]),
    ("check/detect", &["check/align", "check/extent", "imaging"]),
    ("check/extent", &["check/align", "check/view", "features", "imaging"]),
    ("check/align", &["check/register", "imaging"]),
    ("check/register", &["check/view", "imaging"]),
    ("check/recall", &["features", "imaging", "index"]),
    ("check/view", &["check/context", "features", "imaging", "ocr"]),
    ("check/context", &["check/tracer", "index"]),
    ("check/tracer", &[]),
    ("dkim", &["index"]),
    ("load", &["index", "sandbox"]),
    ("ocr", &["imaging", "sandbox"]),
    ("sandbox", &["decode"]),
    ("decode", &[]),
    ("features", &[]),
    ("index", &["imaging"]),
    ("imaging", &[]),
    ("lib", &[]),
];

/// Uses across rooms that the drawing does not have, each a thing to mend. The list may only get shorter.
const NOT_YET: [(&str, &str); 3] =
    [("check/text", "check/verdict"), ("check/recall", "check/text"), ("check/view", "check/text")];

/// A file's name as a module: `check/detect/noise` for `src/check/detect/noise.rs`, `check` for `src/check/mod.rs`.
fn module(file: &Path) -> String {
    let below = file.strip_prefix("src").unwrap().with_extension("");
    let name = below.to_str().unwrap().replace('\\', "/");
    name.strip_suffix("/mod").unwrap_or(&name).to_owned()
}

/// The room of a module: its folder, below `check` its second folder.
fn room(module: &str) -> String {
    let parts: Vec<&str> = module.split('/').collect();
    let depth = if parts[0] == "check" { 2 } else { 1 };
    parts[..depth.min(parts.len())].join("/")
}

/// Every module with its code: comments and unit tests left out.
fn sources() -> BTreeMap<String, String> {
    let mut files = Vec::new();
    sources::files_below(Path::new("src"), &mut files);
    assert!(files.len() > 20, "the sources were found");
    files.retain(|file| !file.file_stem().is_some_and(|stem| stem.to_str().unwrap().ends_with("tests")));
    files
        .iter()
        .map(|file| {
            let text = fs::read_to_string(file).unwrap();
            let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            let code = code.join("\n");
            let tests = code.find("#[cfg(test)]").unwrap_or(code.len());
            (module(file), code[..tests].to_owned())
        })
        .collect()
}

/// The modules that a module's code names, as deep as they are known.
fn used(from: &str, code: &str, known: &BTreeMap<String, String>) -> BTreeSet<String> {
    let mut paths = Vec::new();
    for (at, root) in code.match_indices("crate::").chain(code.match_indices("super::")) {
        // The second `super` of a path is part of the first.
        if code[..at].ends_with("::") {
            continue;
        }
        paths.extend(expanded(&code[at..], root));
    }
    let own: Vec<&str> = from.split('/').collect();
    let mut found = BTreeSet::new();
    for path in paths {
        let mut parts: Vec<&str> = path.split("::").collect();
        let above = parts.iter().take_while(|part| **part == "super").count();
        let base = if parts[0] == "crate" {
            parts.drain(..1);
            &[][..]
        } else {
            parts.drain(..above);
            &own[..own.len().saturating_sub(above)]
        };
        let mut target: Vec<&str> = base.iter().copied().chain(parts).collect();
        while !target.is_empty() && !known.contains_key(&target.join("/")) {
            target.pop();
        }
        if !target.is_empty() {
            found.insert(target.join("/"));
        }
    }
    found.remove(from);
    found
}

/// The paths of a use that begins here, its braces multiplied out.
fn expanded(code: &str, root: &str) -> Vec<String> {
    let name: String = code.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == ':').collect();
    debug_assert!(name.starts_with(root));
    let rest = &code[name.len()..];
    let prefix = name.trim_end_matches(':').to_owned();
    let Some(group) = rest.strip_prefix('{').filter(|_| name.ends_with("::")) else { return vec![prefix] };
    entries(group).into_iter().flat_map(|entry| expanded(&format!("{prefix}::{entry}"), root)).collect()
}

/// The entries of a group, whose opening brace is left out.
fn entries(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                let entry = group[start..at].trim();
                found.extend((!entry.is_empty()).then_some(entry));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    found
}

fn may_use(from: &str, on: &str) -> bool {
    let allowed = HOUSE.iter().find(|(room, _)| *room == from).map_or(&[][..], |(_, on)| on);
    let below = |entry: &&str| entry.strip_suffix('*').is_some_and(|folder| on.starts_with(folder));
    from == on || GROUND.contains(&on) || allowed.contains(&on) || allowed.iter().any(below)
}

#[test]
fn every_room_uses_only_what_the_drawing_allows() {
    let sources = sources();
    let (mut wrong, mut known) = (Vec::new(), BTreeSet::new());
    for (from, code) in &sources {
        for on in used(from, code, &sources) {
            let uses = (room(from), room(&on));
            if may_use(&uses.0, &uses.1) {
                continue;
            }
            match NOT_YET.iter().find(|known| (known.0, known.1) == (uses.0.as_str(), uses.1.as_str())) {
                Some(listed) => drop(known.insert(*listed)),
                None => wrong.push(format!("{from}: {on}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let mended: Vec<_> = NOT_YET.iter().filter(|listed| !known.contains(*listed)).collect();
    assert!(mended.is_empty(), "mended, so take it off the list: {mended:?}");
}

#[test]
fn no_rooms_use_each_other_in_a_circle() {
    let uses: BTreeMap<&str, BTreeSet<String>> =
        HOUSE.iter().map(|(room, on)| (*room, on.iter().map(|on| (*on).to_owned()).collect())).collect();
    for (room, _) in HOUSE {
        let mut reached: BTreeSet<String> = BTreeSet::new();
        let mut open: Vec<String> = uses[room].iter().cloned().collect();
        while let Some(next) = open.pop() {
            if reached.insert(next.clone()) {
                open.extend(uses.get(next.as_str()).into_iter().flatten().cloned());
            }
        }
        assert!(!reached.contains(room), "{room} uses itself by way of others");
    }
}

#[test]
fn the_drawing_names_rooms_that_exist() {
    let rooms: BTreeSet<String> = sources().keys().map(|module| room(module)).collect();
    for (room, _) in HOUSE {
        assert!(rooms.contains(room), "{room} is no room of the house any more");
    }
}

#[test]
fn the_architecture_page_shows_this_drawing() {
    let page = fs::read_to_string("ARCHITECTURE.md").unwrap();
    let row = |(room, on): &(&str, &[&str])| match on.is_empty() {
        true => format!("{room}\n"),
        false => format!("{room:<22} → {}\n", on.join(", ")),
    };
    let drawing: String = HOUSE.iter().map(row).collect();
    assert!(page.contains(&drawing), "put this into ARCHITECTURE.md:\n{drawing}");
}

/// The names at the root of the library, one a line, sorted.
const PUBLIC_API: &str = "tests/public_api.txt";

#[test]
fn the_library_offers_what_is_listed_and_nothing_else() {
    let root = fs::read_to_string("src/lib.rs").unwrap();
    let code = root.lines().filter(|line| !line.starts_with("//")).collect::<Vec<_>>().join(" ");
    let mut names: Vec<String> = Vec::new();
    for statement in code.split(';').filter_map(|statement| statement.trim().strip_prefix("pub use ")) {
        let (path, group) = statement.split_once('{').unwrap_or(("", statement));
        let items = group.trim_end_matches('}').split(',').map(str::trim).filter(|item| !item.is_empty());
        names.extend(items.map(|item| {
            let full = format!("{path}{item}");
            match full.split_once(" as ") {
                Some((of, name)) => format!("{name} ({of})"),
                None => format!("{} ({full})", full.rsplit("::").next().unwrap()),
            }
        }));
    }
    names.sort();
    let listed = fs::read_to_string(PUBLIC_API).unwrap();
    let offered: String = names.iter().map(|name| format!("{name}\n")).collect();
    assert_eq!(
        listed, offered,
        "the names at the root of the library; put them into {PUBLIC_API} if that is meant"
    );

    let open: Vec<&str> = code.split(';').filter(|part| part.contains("pub mod ")).collect();
    assert!(open.len() > 10 && open.iter().all(|part| part.contains("#[doc(hidden)]")), "{open:?}");
}

#[test]
fn only_fetch_has_an_http_client_and_only_serve_an_http_server() {
    let libraries: [(&[&str], &[&str]); 3] = [
        (&["fetch"], &["reqwest", "rustls", "html5ever", "TcpStream", "UdpSocket"]),
        (&["serve"], &["axum", "hyper"]),
        (&["fetch", "serve"], &["tokio"]),
    ];
    for (module, code) in sources() {
        for (rooms, libraries) in libraries {
            for library in libraries {
                assert!(
                    rooms.contains(&room(&module).as_str()) || !code.contains(library),
                    "{module}: {library}"
                );
            }
        }
    }
}

#[test]
fn only_the_child_process_has_decoders_of_pictures_that_come_in() {
    for (module, code) in sources() {
        for library in ["avif_parse", "re_rav1d", "heic_decoder", "jxl_oxide", "infer::"] {
            assert!(room(&module) == "decode" || !code.contains(library), "{module}: {library}");
        }
    }
}

#[test]
fn names_are_found_however_they_are_written() {
    let known: BTreeMap<String, String> =
        ["index", "cli", "sandbox", "features", "limits", "check/view", "check/view/views", "check/text"]
            .map(|module| (module.to_owned(), String::new()))
            .into();
    let code = "use crate::index::{self, Index};\nuse crate::{cli, sandbox::{serve, Guard}, features};\n\
                let x = crate::limits::A + super::super::view::views::B;\nuse super::X;";
    let found: Vec<_> = used("check/text/score", code, &known).into_iter().collect();
    assert_eq!(found, ["check/text", "check/view/views", "cli", "features", "index", "limits", "sandbox"]);
}
