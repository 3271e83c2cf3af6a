//! Pictures of pages that the index does not have, among pages on the same forms: `testdata/originals` is dealt out into
//! two indexes, and each is asked for what only the other one has.

use std::fs;
use std::path::{Path, PathBuf};

use common::Desk;
use serde_json::Value;

mod common;

/// The originals, by name.
fn originals() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = entries("testdata/originals").flat_map(entries).collect();
    files.sort();
    files
}

fn entries(folder: impl AsRef<Path>) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path())
}

/// Documents that a picture shows, as its expectation names them.
fn documents(case: &Path) -> Vec<String> {
    let text = fs::read_to_string(case.join("expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&text).unwrap();
    let list = |key: &str| expected[key].as_array().cloned().unwrap_or_default();
    let mut names = vec![expected["document"].clone()];
    names.extend(list("pages").iter().map(|p| p["document"].clone()));
    names.extend(list("also_ok").iter().map(|p| p[0].clone()));
    names.iter().filter_map(|n| n.as_str().map(str::to_owned)).collect()
}

#[test]
fn issue_2_another_page_on_the_same_form_is_no_match() {
    let mut asked = 0;
    for half in 0..2 {
        let desk = Desk::new();
        for file in originals().into_iter().skip(half).step_by(2) {
            let name = file.strip_prefix("testdata/originals").unwrap();
            desk.write(&format!("leak/{}", name.display()), &fs::read(&file).unwrap());
        }
        desk.expect(0, &["add", "leak", "--index", "half.db"]);
        let held = |name: &String| desk.path("leak").join(name).exists();
        for case in entries("testdata/shots") {
            let picture = entries(&case).find(|f| f.file_stem().is_some_and(|s| s == "picture")).unwrap();
            if documents(&case).iter().any(held) {
                continue;
            }
            let picture = fs::canonicalize(picture).unwrap();
            let said = desk.run(&[picture.to_str().unwrap(), "--index", "half.db", "--json"]);
            // A twin that differs in a number is rightly held against the picture, and called altered.
            let verdict = said.lines()[0]["verdict"].clone();
            assert!(verdict != "match" && verdict != "identical", "{}: {}", case.display(), said.out);
            asked += 1;
        }
    }
    assert!(asked > 50, "only {asked} pictures were asked for");
}

#[test]
fn issue_2_half_a_page_over_half_of_a_stranger_is_no_match() {
    let read = |case: &str| {
        let mut files = entries(Path::new("testdata/shots").join(case));
        image::open(files.find(|f| f.file_stem().is_some_and(|s| s == "picture")).unwrap()).unwrap()
    };
    let page = read("whole-page");
    let (w, h) = (page.width(), page.height());
    let stranger = read("other-studio").resize_exact(w, h, image::imageops::FilterType::Lanczos3);
    let mut joined = page.to_rgb8();
    image::imageops::replace(
        &mut joined,
        &stranger.crop_imm(0, h / 2, w, h - h / 2).to_rgb8(),
        0,
        i64::from(h / 2),
    );
    let desk = Desk::new();
    joined.save(desk.path("joined.png")).unwrap();
    let originals = fs::canonicalize("testdata/originals").unwrap();
    desk.expect(0, &["add", originals.to_str().unwrap(), "--index", "all.db"]);
    let said = desk.run(&["joined.png", "--index", "all.db", "--json"]);
    let answer = &said.lines()[0];
    let named = documents(Path::new("testdata/shots/whole-page"));
    assert_ne!(answer["verdict"], "match", "{}", said.out);
    assert!(named.iter().any(|n| answer["pages"][0]["document"] == **n), "{}", said.out);
}

#[test]
fn issue_2_without_rendition_and_original_it_is_said_that_nothing_could_be_compared() {
    let desk = Desk::new();
    desk.write("leak/airship.pdf", &fs::read("testdata/originals/memos/airship.pdf").unwrap());
    desk.expect(0, &["add", "leak", "--no-renditions", "--index", "bare.db"]);
    let picture = fs::canonicalize("testdata/shots/whole-page/picture.png").unwrap();
    let check = [picture.to_str().unwrap(), "--index", "bare.db"];
    let drawn_anew = desk.expect(0, &check).out;
    assert!(drawn_anew.contains("Matches page 1 of airship.pdf"), "{drawn_anew}");
    fs::rename(desk.path("leak"), desk.path("elsewhere")).unwrap();
    let said = desk.expect(4, &check).out;
    assert!(said.contains("airship.pdf") && said.contains("could not be compared"), "{said}");
}

#[test]
fn issue_2_a_difference_has_the_words_of_the_original() {
    let desk = Desk::new();
    desk.write("leak/report.pdf", &fs::read("testdata/originals/finance/cost-report-9.pdf").unwrap());
    desk.expect(0, &["add", "leak", "--index", "report.db"]);
    let picture = fs::canonicalize("testdata/shots/changed-digit/picture.jpg").unwrap();
    let said = desk.expect(3, &[picture.to_str().unwrap(), "--index", "report.db", "--json"]);
    assert_eq!(said.lines()[0]["pages"][0]["differences"][0]["original"], "3,017,975");
}
