//! Files of Outlook and of office programs that mean harm, or have come to harm.

use std::path::{Path, PathBuf};

use crate::{assert_accounted, read, reader};

/// The samples of `testdata/formats`, each with its name.
fn samples() -> Vec<(String, Vec<u8>)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/formats")];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let (below, here): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
        folders.extend(below);
        files.extend(here);
    }
    files.sort();
    assert!(files.len() > 4, "the samples were found");
    files.into_iter().map(|file| (file.display().to_string(), std::fs::read(file).unwrap())).collect()
}

/// About so many places in a file, not at round numbers.
fn places(bytes: &[u8], count: usize) -> impl Iterator<Item = usize> {
    (0..bytes.len()).step_by((bytes.len() / count).max(1) | 1)
}

#[test]
fn a_document_cut_anywhere_gives_pages_or_a_reason() {
    let mut reader = reader();
    for (name, bytes) in samples() {
        for end in places(&bytes, 150) {
            let file = reader.document(&bytes[..end], &mut |_| {});
            let what = format!("{name} cut at {end} of {}", bytes.len());
            assert_accounted(&file, &what);
            assert!(!file.unread.iter().any(|u| u.reason.contains("crashed")), "{what}: {file:?}");
        }
    }
}

#[test]
fn a_document_with_bytes_changed_gives_pages_or_a_reason() {
    let mut reader = reader();
    for (name, bytes) in samples() {
        for (i, at) in places(&bytes, 400).enumerate() {
            let mut changed = bytes.clone();
            changed[at] = [0x00, 0xff, changed[at] ^ 0x55][i % 3];
            let file = reader.document(&changed, &mut |_| {});
            let what = format!("{name} changed at {at}");
            assert_accounted(&file, &what);
            assert!(!file.unread.iter().any(|u| u.reason.contains("crashed")), "{what}: {file:?}");
        }
    }
}

fn sample(name: &str) -> Vec<u8> {
    samples().into_iter().find(|(path, _)| path.ends_with(name)).unwrap_or_else(|| panic!("{name}")).1
}

#[test]
fn sectors_that_go_round_in_a_circle_are_named() {
    let bytes = sample("lamps.msg");
    let table = u32::from_le_bytes(bytes[76..80].try_into().unwrap()) as usize;
    let entry = |sector: usize| 512 * (table + 1) + 4 * sector;
    for (from, to) in [(20, 20u32), (20, 10), (3, 2), (21, 0)] {
        let mut round = bytes.clone();
        round[entry(from)..entry(from) + 4].copy_from_slice(&to.to_le_bytes());
        let (file, _) = read(&round);
        let lost = file.attachments.iter().filter_map(|a| a.content.as_ref().err());
        let said: Vec<&String> = file.unread.iter().map(|u| &u.reason).chain(lost).collect();
        assert!(said.iter().any(|reason| reason.contains("damaged")), "{from} to {to}: {said:?}");
    }
}

#[test]
fn counts_that_lie_take_neither_time_nor_memory() {
    let bytes = sample("winmail.dat");
    // The list of properties of the message: an attribute of its own, behind whose head its count stands.
    let at = bytes.windows(4).position(|w| w == [0x03, 0x90, 0x06, 0x00]).unwrap() + 8;
    let mut lying = bytes.clone();
    lying[at..at + 4].fill(0xff);
    let (file, pages) = read(&lying);
    assert_eq!((pages.len(), file.attachments.len()), (1, 3), "{file:?}");
    assert!(file.unread[0].reason.contains("list of properties is damaged"), "{file:?}");
    let mut lying = bytes;
    lying[at - 4..at].fill(0xff);
    let (file, _) = read(&lying);
    assert!(file.unread.iter().any(|u| u.reason.contains("ends in the middle")), "{file:?}");
}

#[test]
fn rtf_that_is_nested_without_end_gives_its_words() {
    let deep =
        [&b"{\\rtf1 Before."[..], &b"{".repeat(2_000_000), b" Inside.", &b"}".repeat(2_000_000), b" After.}"];
    let (file, pages) = read(&deep.concat());
    assert_eq!((pages.len(), file.unread.len()), (1, 0), "{file:?}");
    assert_eq!(pages[0].text.as_ref().unwrap().body, "Before. Inside. After.");
}

#[test]
fn pages_of_a_store_that_point_at_each_other_or_nowhere_are_counted() {
    let bytes = sample("harbour.pst");
    let root = u64::from_le_bytes(bytes[224..232].try_into().unwrap()) as usize;
    assert_eq!(bytes[root + 491], 1, "the messages lie on several pages");
    // The third leaf is the root again; then a place beyond the file. The folders still list what was on it.
    for place in [root as u64, 1 << 60] {
        let mut changed = bytes.clone();
        changed[root + 64..root + 72].copy_from_slice(&place.to_le_bytes());
        let (file, pages) = read(&changed);
        assert_accounted(&file, "a store with a page less");
        assert_eq!(file.announced, 27);
        assert!(!pages.is_empty() && pages.len() < 25, "{}", pages.len());
        let said = file.unread.iter().any(|u| u.page.is_none() && u.reason.contains("damaged in 1 place;"));
        assert!(said, "{:?}", file.unread);
    }
}
