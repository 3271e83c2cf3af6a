//! Several indexes as one: whatever the files among which a set is divided, the same is found and the digest is the same.

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use verify_shot::index::{Error, Index, NewDocument, Writer};
use verify_shot::model::document::{Reading, Word};
use verify_shot::model::feature_key::{FeatureKind, Key};
use verify_shot::model::geometry::Rect;
use verify_shot::model::signature::{KeyName, PublishedKey};

use crate::index::{FEATURES, build, document, expected, place, postings};

/// Documents in files of one folder.
struct Files {
    folder: TempDir,
}

impl Files {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// An index of these documents.
    fn of(&self, name: &str, documents: &[NewDocument]) -> PathBuf {
        let path = self.folder.path().join(name);
        build(&path, documents);
        path
    }

    /// The set divided among so many files: each gets every so manieth document.
    fn divided(&self, set: &[NewDocument], files: usize) -> Vec<PathBuf> {
        let part = |first| set.iter().skip(first).step_by(files).cloned().collect::<Vec<_>>();
        (0..files).map(|first| self.of(&format!("{first} of {files}.db"), &part(first))).collect()
    }
}

fn set() -> Vec<NewDocument> {
    (1..=12).map(|i| document(&format!("d{i}.pdf"), i, 1 + i as u32 % 3)).collect()
}

fn open(paths: Vec<PathBuf>) -> Index {
    Index::open(paths, &FEATURES).unwrap()
}

fn key(selector: &str, record: &str) -> PublishedKey {
    let name = KeyName::new("halcyon.example", selector).unwrap();
    PublishedKey { name, record: record.into(), file: format!("{selector}.txt") }
}

/// Keeps words read by OCR for the first page of each document of a file, and keys of signatures.
fn with_readings_and_keys(path: &Path, documents: impl Iterator<Item = u64>) {
    let found = |seed: u64| Index::open_any(path).unwrap().documents_with(&[seed as u8; 32]).unwrap().pop();
    let pages: Vec<_> = documents.filter_map(|seed| Some((seed, found(seed)?))).collect();
    let mut writer = Writer::open(path, &FEATURES).unwrap();
    for (seed, page) in pages {
        let word = Word { text: format!("read{seed}"), bounds: Rect::new(1.0, 2.0, 30.0, 12.0) };
        let reading = Reading { program: "reader 1".into(), languages: "eng".into(), words: Ok(vec![word]) };
        writer.keep_reading(page, &reading, (&[Key::Token(seed as u32, place(seed))], 1)).unwrap();
    }
    writer.keep_keys(&[key("s1", "v=DKIM1; p=AAAA"), key("s2", "v=DKIM1; p=BBBB")]).unwrap();
    writer.finish().unwrap();
}

#[test]
fn a_set_in_one_file_or_in_several_in_any_order_finds_the_same_and_has_the_same_digest() {
    let (files, set) = (Files::new(), set());
    let whole = open(vec![files.of("whole.db", &set)]);
    for count in 1..=3 {
        let mut paths = files.divided(&set, count);
        for _ in 0..count {
            paths.rotate_left(1);
            let index = open(paths.clone());
            assert_eq!(postings(&index), expected(&set), "{paths:?}");
            let [one, several] = [&whole, &index].map(|index| index.summary().unwrap().clone());
            assert_eq!(one.digest, several.digest, "{paths:?}");
            assert_eq!(
                (one.documents, one.pages, one.unread),
                (several.documents, several.pages, several.unread)
            );
            let names = |index: &Index| -> Vec<(String, u32)> {
                let pages = index.all_pages().unwrap().into_iter().map(|id| index.page(id).unwrap());
                pages.map(|page| (page.document, page.number)).collect()
            };
            assert_eq!(names(&whole), names(&index), "{paths:?}");
            assert_eq!(whole.documents().unwrap().len(), index.documents().unwrap().len());
            for document in &set {
                let found = index.documents_with(&document.sha256).unwrap();
                assert_eq!(found.len(), 1);
                assert_eq!(index.page(found[0]).unwrap().document, document.name);
                assert_eq!(index.text(found[0]).unwrap(), document.pages[0].text);
            }
        }
    }
}

#[test]
fn words_read_and_keys_given_have_the_same_digest_in_one_file_and_in_two() {
    let (files, set) = (Files::new(), set());
    let whole = files.of("whole.db", &set);
    let parts = files.divided(&set, 2);
    for path in parts.iter().chain([&whole]) {
        with_readings_and_keys(path, 1..=9);
    }
    let digest = |paths: Vec<PathBuf>| open(paths).summary().unwrap().digest.clone();
    assert_eq!(digest(vec![whole]), digest(parts.clone()));
    let index = open(parts);
    assert_eq!(index.word_counts().unwrap().own, index.summary().unwrap().pages, "messages have their own");
    let of = |selector| index.key(&key(selector, "").name).unwrap().unwrap().record;
    assert_eq!([of("s1"), of("s2")], ["v=DKIM1; p=AAAA", "v=DKIM1; p=BBBB"]);
}

#[test]
fn a_token_is_common_if_all_files_together_have_it_too_often() {
    let files = Files::new();
    let with = |name: &str, seed: u64, count: u64| {
        let mut document = document(name, seed, 1);
        document.pages[0].keys =
            vec![(FeatureKind::Layout, (0..count).map(|n| Key::Token(77, place(n))).collect())];
        files.of(&format!("{name}.db"), &[document])
    };
    let index = open(vec![with("a.pdf", 1, 700), with("b.pdf", 2, 800)]);
    let count = |cap| {
        let mut count = 0;
        index.tokens(FeatureKind::Layout, &[77], cap, &mut |_, _, _| count += 1).unwrap();
        count
    };
    assert_eq!([count(usize::MAX), count(1500), count(1499), count(800), count(10)], [1500, 1500, 0, 0, 0]);
}

#[test]
fn documents_of_one_name_in_two_files_are_told_apart() {
    let files = Files::new();
    let (one, other) = (document("memo.pdf", 1, 1), document("memo.pdf", 2, 1));
    let index = open(vec![files.of("a.db", &[one]), files.of("b.db", &[other])]);
    let named = index.pages_named(&verify_shot::PageRef { document: "memo.pdf".into(), page: 1 }).unwrap();
    let mut files: Vec<[u8; 32]> = named.iter().map(|id| index.page(*id).unwrap().sha256).collect();
    files.sort_unstable();
    assert_eq!(files, [[1; 32], [2; 32]]);
}

#[test]
fn a_hidden_document_hides_no_page_of_another_file() {
    let files = Files::new();
    let set = set();
    let mut index = open(files.divided(&set, 2));
    let page = index.documents_with(&[3; 32]).unwrap()[0];
    index.hide_document_of(Some(page)).unwrap();
    let rest: Vec<_> = set.iter().filter(|document| document.name != "d3.pdf").cloned().collect();
    assert_eq!(postings(&index), expected(&rest));
    index.hide_document_of(None).unwrap();
    assert_eq!(postings(&index), expected(&set));
}

#[test]
fn a_file_that_is_missing_named_twice_or_of_another_version_is_named_by_the_error() {
    let files = Files::new();
    let paths = files.divided(&set(), 2);
    let why = |paths: Vec<PathBuf>| Index::open(paths, &FEATURES).err().unwrap().to_string();
    let missing = why(vec![paths[0].clone(), "none.db".into(), paths[1].clone()]);
    assert!(missing.starts_with("none.db: there is no index here"), "{missing}");
    let twice = why(vec![paths[0].clone(), paths[1].clone(), paths[0].clone()]);
    assert!(twice.contains("0 of 2.db") && twice.contains("named twice"), "{twice}");
    let others = [(FeatureKind::Exact, 2)];
    let old = Index::open(paths.clone(), &others).err().unwrap();
    assert!(matches!(&old, Error::OfFile { path, .. } if *path == paths[0]), "{old}");
    assert!(matches!(Index::open(vec!["none.db".into()], &FEATURES), Err(Error::Missing)));
    let many = vec![paths[0].clone(); 1000];
    assert!(matches!(Index::open(many, &FEATURES), Err(Error::TooMany)));
}

#[test]
fn threads_that_open_an_index_together_find_the_same_and_hide_for_themselves() {
    let (files, set) = (Files::new(), set());
    let paths = files.divided(&set, 2);
    let mut indexes = Index::open_for_threads(paths, &FEATURES, 3).unwrap();
    let page = indexes[0].documents_with(&[3; 32]).unwrap()[0];
    indexes[0].hide_document_of(Some(page)).unwrap();
    let digest = open(vec![files.of("whole.db", &set)]).summary().unwrap().digest.clone();
    let seen = std::thread::scope(|scope| {
        let look = |index: Index| (postings(&index), index.summary().unwrap().digest.clone());
        let threads: Vec<_> = indexes.into_iter().map(|index| scope.spawn(move || look(index))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    let rest: Vec<_> = set.iter().filter(|document| document.name != "d3.pdf").cloned().collect();
    assert_eq!(seen[0], (expected(&rest), digest.clone()));
    assert_eq!(seen[1..], vec![(expected(&set), digest); 2]);
}
