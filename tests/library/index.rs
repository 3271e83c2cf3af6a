//! The index through its public door: what goes in is found again, at any order, after any accident.

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use verify_shot::index::rendition;
use verify_shot::index::{Error, Index, NewDocument, NewPage, Writer};
use verify_shot::model::document::{Format, TextLine, Unread, Word};
use verify_shot::model::feature_key::{FeatureKind, Key, Place};
use verify_shot::model::geometry::Rect;
use verify_shot::model::raster::{Chrominance, Raster, Rendition, Tint};
use verify_shot::model::signature::{KeyName, Signature};
use verify_shot::model::text::{Field, FieldKind, Text};

pub const FEATURES: [(FeatureKind, u32); 3] =
    [(FeatureKind::Exact, 1), (FeatureKind::Perceptual, 3), (FeatureKind::Layout, 7)];

/// Numbers that look random and are the same in each run (SplitMix64).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

pub fn place(n: u64) -> Place {
    Place { x: n as u16, y: (n >> 16) as u16, length: (n >> 32) as u16 }
}

/// A rendition of one grey, without colour.
fn rendition_of(width: usize, height: usize, grey: u8) -> Rendition {
    let (across, down) = Tint::size(width, height);
    let cells = || Raster::filled(across, down, 0);
    let chrominance = Chrominance::neutral(across, down);
    Rendition {
        grey: Raster::filled(width, height, grey),
        tint: Tint { chroma: cells(), shade: cells(), chrominance },
    }
}

fn text(seed: u64) -> Text {
    let field = |kind, text: &str| Field { kind, text: text.into() };
    let fields = vec![field(FieldKind::From, "Größe <a@halcyon.example>"), field(FieldKind::Subject, "")];
    Text { fields, body: format!("Letter {seed}\nend") }
}

fn signature(seed: u64) -> Signature {
    let key = KeyName::new("halcyon.example", &format!("s{seed}"));
    Signature { key, claim: Err("it is of a version that is not known here".into()) }
}

/// A page whose keys follow from a seed.
fn page(number: u32, seed: u64) -> NewPage {
    let mut numbers = Numbers(seed);
    let mut picture = rendition_of(61, 40, 255);
    picture.grey.grey.iter_mut().for_each(|g| *g = numbers.next() as u8);
    picture.tint.chroma.grey.iter_mut().for_each(|c| *c = numbers.next() as u8);
    let tokens = (0..200).map(|_| Key::Token(numbers.next() as u32 % 5000, place(numbers.next()))).collect();
    NewPage {
        number,
        size: (612.0, 792.0),
        view: (1275, 1650),
        raster: (61, 40),
        rendition: Some(rendition::encode(&picture)),
        words: vec![Word { text: format!("word{seed}"), bounds: Rect::new(72.0, 100.0, 120.5, 112.25) }],
        lines: (1..=9).map(|y| TextLine { x0: 3, x1: 60, y: 4 * y, letter: 2, words: seed as u16 }).collect(),
        text: Some(text(seed)),
        signatures: vec![signature(seed)],
        keys: vec![
            (FeatureKind::Exact, vec![Key::Digest([seed as u8; 32])]),
            (FeatureKind::Perceptual, vec![Key::Near(numbers.next()), Key::Near(seed)]),
            (FeatureKind::Layout, tokens),
        ],
        ..NewPage::default()
    }
}

pub fn document(name: &str, seed: u64, pages: u32) -> NewDocument {
    NewDocument {
        name: name.into(),
        format: Some(Format::Pdf),
        bytes: seed,
        modified: 1,
        sha256: [seed as u8; 32],
        announced: pages,
        renditions: true,
        pages: (1..=pages).map(|n| page(n, seed * 1000 + u64::from(n))).collect(),
        unread: Vec::new(),
        attachments: Vec::new(),
    }
}

pub fn scratch() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    (folder, path)
}

pub fn build(path: &Path, documents: &[NewDocument]) {
    let mut writer = Writer::open(path, &FEATURES).unwrap();
    let (root, _) = writer.root("/leak").unwrap();
    for document in documents {
        writer.put(root, document).unwrap();
    }
    writer.finish().unwrap();
}

fn open(path: &Path) -> Index {
    Index::open(path, &FEATURES).unwrap()
}

/// Every posting of the tokens 0 to 4,999, with documents in place of page numbers.
pub fn postings(index: &Index) -> Vec<(u32, String, u32, Place)> {
    let tokens: Vec<u32> = (0..5000).collect();
    let mut found = Vec::new();
    index
        .tokens(FeatureKind::Layout, &tokens, usize::MAX, &mut |token, id, place| {
            let page = index.page(id).unwrap();
            found.push((tokens[token], page.document, page.number, place));
        })
        .unwrap();
    found.sort();
    found
}

pub fn expected(documents: &[NewDocument]) -> Vec<(u32, String, u32, Place)> {
    let mut all = Vec::new();
    for d in documents {
        for p in &d.pages {
            for key in p.keys.iter().flat_map(|(_, keys)| keys) {
                if let Key::Token(token, place) = key {
                    all.push((*token, d.name.clone(), p.number, *place));
                }
            }
        }
    }
    all.sort();
    all
}

#[test]
fn every_key_finds_its_page() {
    let (_folder, path) = scratch();
    let documents: Vec<_> = (1..=20).map(|i| document(&format!("d{i}.pdf"), i, 1 + i as u32 % 4)).collect();
    build(&path, &documents);
    let index = open(&path);
    assert_eq!(postings(&index), expected(&documents));

    let first = index.documents_with(&[5; 32]).unwrap();
    assert_eq!(first.len(), 1);
    let page = index.page(first[0]).unwrap();
    assert_eq!((page.document.as_str(), page.number, page.size), ("d5.pdf", 1, (612.0, 792.0)));
    assert_eq!(page.original, Path::new("/leak/d5.pdf"));
    assert_eq!((page.view, page.raster, page.has_rendition), ((1275, 1650), (61, 40), true));

    let exact = index.digest_pages(FeatureKind::Exact, &[(5001u64 as u8); 32]).unwrap();
    assert!(exact.contains(&first[0]));
    assert!(index.digest_pages(FeatureKind::Layout, &[(5001u64 as u8); 32]).unwrap().is_empty());

    let near = index.near(FeatureKind::Perceptual, 5001 ^ 0b101, 2).unwrap();
    assert!(near.contains(&(first[0], 2)));
    assert!(near.iter().all(|(_, distance)| *distance <= 2));
}

#[test]
fn a_page_keeps_its_words_its_lines_its_text_and_its_picture() {
    let (_folder, path) = scratch();
    build(&path, &[document("a.pdf", 1, 1)]);
    let index = open(&path);
    let id = index.documents_with(&[1; 32]).unwrap()[0];
    let words = index.words(id).unwrap();
    assert_eq!(words[0].text, "word1001");
    let (b, want) = (words[0].bounds, Rect::new(72.0, 100.0, 120.5, 112.25));
    for (a, b) in [(b.x0, want.x0), (b.y0, want.y0), (b.x1, want.x1), (b.y1, want.y1)] {
        assert!((a - b).abs() < 0.02, "{a} {b}");
    }
    assert_eq!(index.lines(id).unwrap(), document("a.pdf", 1, 1).pages[0].lines);
    assert_eq!(index.text(id).unwrap(), Some(text(1001)));
    let raster = index.rendition(id).unwrap().unwrap();
    let kept = document("a.pdf", 1, 1).pages[0].rendition.clone().unwrap();
    assert_eq!(raster, rendition::decode(&kept, (61, 40)).unwrap());
}

#[test]
fn common_tokens_are_passed_over() {
    let (_folder, path) = scratch();
    let mut d = document("a.pdf", 1, 1);
    let common = (0..2000).map(|n| Key::Token(77, place(n)));
    d.pages[0].keys = vec![(FeatureKind::Layout, common.chain([Key::Token(78, place(9))]).collect())];
    build(&path, &[d]);
    let index = open(&path);
    let count = |token, cap| {
        let mut count = 0;
        index.tokens(FeatureKind::Layout, &[token], cap, &mut |_, _, _| count += 1).unwrap();
        count
    };
    assert_eq!(
        [count(77, 2000), count(77, 1999), count(77, 10), count(78, 1), count(76, 9)],
        [2000, 0, 0, 1, 0]
    );
}

#[test]
fn issue_2_merging_leaves_little_of_the_file_empty() {
    let (_folder, path) = scratch();
    let mut writer = Writer::open(&path, &FEATURES).unwrap();
    let (root, _) = writer.root("/leak").unwrap();
    for seed in 1..=8 {
        writer.put(root, &document(&format!("{seed}.pdf"), seed, 60)).unwrap();
    }
    drop(writer);
    let db = rusqlite::Connection::open(&path).unwrap();
    let number = |pragma| db.pragma_query_value(None, pragma, |r| r.get::<_, i64>(0)).unwrap();
    let (empty, all) = (number("freelist_count"), number("page_count"));
    assert!(all > 200 && empty * 10 < all, "{empty} of {all} pages are empty");
}

#[test]
fn a_changed_document_takes_the_place_of_the_old_one() {
    let (_folder, path) = scratch();
    let documents: Vec<_> = (1..=9).map(|i| document(&format!("d{i}.pdf"), i, 2)).collect();
    build(&path, &documents);
    let changed = document("d4.pdf", 44, 3);
    let mut writer = Writer::open(&path, &FEATURES).unwrap();
    let (root, _) = writer.root("/leak").unwrap();
    writer.put(root, &changed).unwrap();
    writer.remove(root, "d9.pdf").unwrap();
    let mut now: Vec<_> =
        documents.iter().filter(|d| !["d4.pdf", "d9.pdf"].contains(&&*d.name)).cloned().collect();
    now.push(changed);
    // Before and after the writer tidied.
    assert_eq!(postings(&open(&path)), expected(&now));
    writer.finish().unwrap();
    let index = open(&path);
    assert_eq!(postings(&index), expected(&now));
    assert!(index.documents_with(&[4; 32]).unwrap().is_empty());
    assert!(index.near(FeatureKind::Perceptual, 4001, 0).unwrap().is_empty());
    assert_eq!(index.summary().unwrap().pages, 7 * 2 + 3);
}

#[test]
fn the_digest_tells_the_content_and_not_the_order() {
    let (_folder, a) = scratch();
    let (_folder, b) = scratch();
    let mut documents: Vec<_> = (1..=7).map(|i| document(&format!("d{i}.pdf"), i, 2)).collect();
    build(&a, &documents);
    documents.reverse();
    build(&b, &documents[..3]);
    build(&b, &documents[3..]);
    let digest = |path: &Path| open(path).summary().unwrap().digest.clone();
    assert_eq!(digest(&a), digest(&b));
    for change in [
        |d: &mut NewDocument| d.name = "other.pdf".into(),
        |d: &mut NewDocument| d.pages[1].keys.clear(),
        |d: &mut NewDocument| d.pages[0].rendition = None,
        |d: &mut NewDocument| d.pages[0].lines[0].letter += 1,
        |d: &mut NewDocument| d.unread.push(Unread { page: Some(9), reason: "lost".into() }),
    ] {
        let (_folder, c) = scratch();
        let mut other = documents.clone();
        change(&mut other[2]);
        build(&c, &other);
        assert_ne!(digest(&a), digest(&c));
    }
}

#[test]
fn no_file_gets_two_names() {
    let (_folder, path) = scratch();
    let mut writer = Writer::open(&path, &FEATURES).unwrap();
    let (inner, below) = writer.root("/leak/pdf").unwrap();
    assert_eq!(below, "");
    writer.put(inner, &document("a.pdf", 1, 1)).unwrap();
    let (other, _) = writer.root("/leak-other").unwrap();
    writer.put(other, &document("a.pdf", 2, 1)).unwrap();
    let (outer, below) = writer.root("/leak").unwrap();
    assert_eq!(below, "");
    assert_eq!(writer.known(outer).unwrap()[0].name, "pdf/a.pdf");
    assert_eq!(writer.root("/leak/pdf/deep").unwrap(), (outer, "pdf/deep".to_owned()));
    writer.finish().unwrap();
    let index = open(&path);
    let original = |sha: u8| index.page(index.documents_with(&[sha; 32]).unwrap()[0]).unwrap().original;
    assert_eq!([original(1), original(2)], ["/leak/pdf/a.pdf", "/leak-other/a.pdf"].map(PathBuf::from));
}

#[test]
fn refused_files_are_kept_and_counted() {
    let (_folder, path) = scratch();
    let lost = Unread { page: None, reason: "It is locked by a password.".into() };
    let refused = NewDocument { name: "x.pdf".into(), unread: vec![lost], ..Default::default() };
    let mut half = document("half.pdf", 3, 2);
    half.unread = vec![Unread { page: Some(3), reason: "It is broken.".into() }];
    build(&path, &[refused, half]);
    let index = open(&path);
    let summary = index.summary().unwrap();
    assert_eq!((summary.documents, summary.pages, summary.unread), (1, 2, 2));
    let unread = index.unread().unwrap();
    let names: Vec<_> = unread.iter().map(|u| (u.document.as_str(), u.page)).collect();
    assert_eq!(names, [("half.pdf", Some(3)), ("x.pdf", None)]);
}

#[test]
fn a_reader_sees_one_state_while_a_writer_goes_on() {
    let (_folder, path) = scratch();
    build(&path, &[document("a.pdf", 1, 1)]);
    let mut writer = Writer::open(&path, &FEATURES).unwrap();
    let (root, _) = writer.root("/leak").unwrap();
    let before = open(&path);
    writer.put(root, &document("b.pdf", 2, 1)).unwrap();
    assert_eq!(before.summary().unwrap().documents, 1);
    assert_eq!(postings(&before), expected(&[document("a.pdf", 1, 1)]));
    assert_eq!(open(&path).summary().unwrap().documents, 2);
}

#[test]
fn an_index_on_media_that_cannot_be_written_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, path) = scratch();
    build(&path, &[document("a.pdf", 1, 1)]);
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o444)).unwrap();
    std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o555)).unwrap();
    let documents = open(&path).summary().unwrap().documents;
    std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
    assert_eq!(documents, 1);
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["a.db"]);
}

#[test]
fn what_is_no_index_is_refused_in_words() {
    let (folder, path) = scratch();
    assert!(matches!(Index::open(&path, &FEATURES), Err(Error::Missing)));
    assert!(matches!(Index::open(folder.path(), &FEATURES), Err(Error::NotAnIndex)));
    for other in [b"not a database, but longer than a header of one hundred bytes".repeat(9), vec![]] {
        std::fs::write(&path, other).unwrap();
        assert!(matches!(Index::open(&path, &FEATURES), Err(Error::NotAnIndex)));
    }
    std::fs::write(&path, b"text".repeat(99)).unwrap();
    assert!(matches!(Writer::open(&path, &FEATURES), Err(Error::NotAnIndex)));
    assert_eq!(std::fs::read(&path).unwrap(), b"text".repeat(99), "a stranger's file stays as it is");
}

#[test]
fn other_formats_and_other_tracks_are_refused_in_words() {
    let (_folder, path) = scratch();
    build(&path, &[document("a.pdf", 1, 1)]);
    let newer = [(FeatureKind::Exact, 1), (FeatureKind::Perceptual, 3), (FeatureKind::Layout, 8)];
    let Err(said) = Index::open(&path, &newer) else { panic!("opened") };
    assert!(said.to_string().contains("Layout keys of version 7"), "{said}");
    assert!(matches!(Writer::open(&path, &newer), Err(Error::OtherTracks(_))));
    sqlite(&path, "PRAGMA user_version = 99");
    assert!(matches!(Index::open(&path, &FEATURES), Err(Error::Newer(99))));
    assert!(matches!(Writer::open(&path, &FEATURES), Err(Error::Newer(99))));
    // What is kept had no checksums.
    sqlite(&path, "PRAGMA user_version = 7");
    assert!(matches!(Writer::open(&path, &FEATURES), Err(Error::Older(7))));
    let Err(said) = Index::open(&path, &FEATURES) else { panic!("opened") };
    assert!(said.to_string().contains("delete it, or set it aside, and build it anew"), "{said}");
}

fn sqlite(path: &Path, sql: &str) {
    rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

/// Asks an index everything; what comes back does not matter, as long as something does.
fn ask_everything(path: &Path) -> Result<(), Error> {
    let index = Index::open(path, &FEATURES)?;
    let tokens: Vec<u32> = (0..5000).collect();
    let mut ids = index.documents_with(&[1; 32])?;
    index.tokens(FeatureKind::Layout, &tokens, 100, &mut |_, id, _| ids.push(id))?;
    ids.extend(index.near(FeatureKind::Perceptual, 0, 64)?.iter().map(|(id, _)| id));
    index.digest_pages(FeatureKind::Exact, &[1; 32])?;
    ids.sort();
    ids.dedup();
    for id in ids {
        index.page(id)?;
        index.words(id)?;
        index.lines(id)?;
        index.text(id)?;
        index.rendition(id)?;
    }
    index.each_signature(&mut |_| Ok(()))?;
    index.unread()?;
    index.summary()?;
    Ok(())
}

#[test]
fn attack_values_that_cannot_be() {
    let attacks = [
        "UPDATE page SET width = -1",
        "UPDATE page SET width = 1e300",
        "UPDATE page SET number = 0",
        "UPDATE page SET number = 'x'",
        "UPDATE page SET raster_width = 4000000000",
        "UPDATE page SET raster_width = 60",
        "UPDATE page SET view_width = -5",
        "UPDATE rendition SET packed = x'00'",
        "UPDATE rendition SET packed = 7",
        "UPDATE words SET packed = x'0b'",
        "UPDATE lines SET packed = x'0b'",
        "UPDATE lines SET packed = 'x'",
        "UPDATE text SET packed = x'0b'",
        "UPDATE text SET packed = (SELECT packed FROM lines LIMIT 1)",
        "UPDATE signature SET packed = x'0b'",
        "UPDATE signature SET packed = (SELECT packed FROM lines LIMIT 1)",
        "UPDATE near SET packed = x'00112233'",
        "UPDATE block SET packed = x'00112233'",
        "UPDATE block SET packed = zeroblob(60000000)",
        "DELETE FROM block",
        "UPDATE run SET first_block = 9223372036854775807",
        "UPDATE run SET directory = x'000000'",
        "UPDATE run SET postings = -1",
        "UPDATE document SET sha256 = x'01' WHERE id = 1; UPDATE document SET name = x'ff' WHERE id = 2",
        "DELETE FROM page",
        "DROP TABLE page; CREATE VIEW page AS SELECT 1",
        "CREATE TRIGGER t AFTER INSERT ON page BEGIN DELETE FROM document; END",
    ];
    for attack in attacks {
        let (_folder, path) = scratch();
        build(&path, &[document("a.pdf", 1, 2), document("b.pdf", 1, 2)]);
        ask_everything(&path).unwrap();
        sqlite(&path, attack);
        let said = ask_everything(&path).expect_err(attack);
        assert!(said.to_string().contains("build it anew"), "{attack}: {said}");
    }
}

#[test]
fn attack_a_file_cut_or_changed_anywhere() {
    let (folder, path) = scratch();
    build(&path, &(1..=6).map(|i| document(&format!("{i}.pdf"), i, 2)).collect::<Vec<_>>());
    let whole = std::fs::read(&path).unwrap();
    let hurt = folder.path().join("hurt.db");
    // The last database page may be an empty one that nobody asks for; a file that lacks more is never taken for whole.
    for cut in (0..whole.len() - 4096).step_by(whole.len() / 60) {
        std::fs::write(&hurt, &whole[..cut]).unwrap();
        assert!(ask_everything(&hurt).is_err(), "cut at {cut} of {}", whole.len());
    }
    let mut numbers = Numbers(1);
    for _ in 0..150 {
        let mut bytes = whole.clone();
        for _ in 0..20 {
            let at = numbers.next() as usize % bytes.len();
            bytes[at] = numbers.next() as u8;
        }
        std::fs::write(&hurt, &bytes).unwrap();
        // No panic and no endless work is what is asked; some changes cannot be seen.
        let _ = ask_everything(&hurt);
    }
}

#[test]
fn attack_a_rendition_that_unpacks_to_more() {
    let large = rendition_of(1400, 1500, 255);
    let packed = rendition::encode(&large);
    assert!(packed.len() < 1000);
    assert!(rendition::decode(&packed, (1400, 1500)) == Some(large));
    let others = [(1400, 1498), (1400, 1501), (1399, 1500), (1401, 1500)];
    for size in others.into_iter().chain([(0, 5), (5, 0), (u32::MAX, u32::MAX), (22_001, 1), (1, 40_000)]) {
        assert!(rendition::decode(&packed, size).is_none(), "{size:?}");
    }
}

#[test]
fn a_rendition_is_within_half_a_level_of_the_page() {
    let mut numbers = Numbers(3);
    for (width, height) in [(1, 1), (2, 3), (7, 5), (640, 480)] {
        let mut page = rendition_of(width, height, 0);
        page.grey.grey.iter_mut().for_each(|g| *g = numbers.next() as u8);
        page.tint.chroma.grey.iter_mut().for_each(|c| *c = numbers.next() as u8);
        page.tint.shade.grey.iter_mut().for_each(|s| *s = numbers.next() as u8 % 61);
        let kept = rendition::decode(&rendition::encode(&page), (width as u32, height as u32)).unwrap();
        let within =
            |a: &Raster, b: &Raster, by| a.grey.iter().zip(&b.grey).all(|(a, b)| a.abs_diff(*b) <= by);
        assert!(within(&page.grey, &kept.grey, 19));
        assert!(within(&page.tint.chroma, &kept.tint.chroma, 15));
        assert!(within(&page.tint.shade, &kept.tint.shade, 3));
    }
}
