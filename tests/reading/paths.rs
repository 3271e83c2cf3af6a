//! Which files stand under a path, and taking one into memory.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use verify_shot::ingest::walk::{Walk, walk};
use verify_shot::limits::MAX_FILE_BYTES;
use verify_shot::load::load;

fn all(path: &Path) -> Walk {
    walk(&[path.to_path_buf()], &|_| false)
}

fn names(walk: &Walk) -> Vec<&str> {
    walk.files.iter().map(|f| f.name.as_str()).collect()
}

#[test]
fn files_come_in_a_stable_order_under_their_folder() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["b.png", "a/z.pdf", "a/b/c.pdf", ".hidden/x.png", "c.png", "leak.db", "a/leak.db"] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    }
    let found = all(folder.path());
    let expected = [".hidden/x.png", "a/b/c.pdf", "a/leak.db", "a/z.pdf", "b.png", "c.png", "leak.db"];
    assert_eq!(names(&found), expected);
    assert!(found.skipped.is_empty());
    let index = folder.path().join("leak.db");
    let without = walk(&[folder.path().to_path_buf()], &|path| path == index);
    assert_eq!(names(&without), expected[..6]);
    let both = walk(&[folder.path().join("b.png"), folder.path().join("a/b")], &|_| false);
    assert_eq!(names(&both), ["b.png", "c.pdf"]);
}

#[test]
fn links_and_pipes_are_named_and_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("set");
    fs::create_dir(&inside).unwrap();
    fs::write(folder.path().join("outside.png"), "x").unwrap();
    symlink(folder.path().join("outside.png"), inside.join("file")).unwrap();
    symlink(folder.path(), inside.join("folder")).unwrap();
    symlink("nowhere", inside.join("broken")).unwrap();
    let _pipe = std::os::unix::net::UnixListener::bind(inside.join("socket")).unwrap();
    let found = all(&inside);
    assert!(found.files.is_empty());
    let skipped: Vec<_> = found.skipped.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(skipped, ["broken", "file", "folder", "socket"]);
    assert!(found.skipped[0].reason.contains("symbolic link"));
    let given = all(&inside.join("folder"));
    assert!(given.files.is_empty() && given.skipped[0].reason.contains("symbolic link"));
}

#[test]
fn what_cannot_be_looked_at_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = all(&folder.path().join("missing"));
    assert!(missing.skipped[0].reason.contains("no such file"), "{missing:?}");
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser may look everywhere.
    if fs::read_dir(&closed).is_err() {
        let found = all(folder.path());
        assert_eq!(found.skipped[0].name, "closed");
        assert!(found.skipped[0].reason.contains("permissions"));
    }
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn names_that_are_not_text_are_shown_and_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(OsStr::from_bytes(b"scan\xff.png")), "x").unwrap();
    let found = all(folder.path());
    assert_eq!(names(&found), ["scan\\xff.png"]);
    assert_eq!(load(&found.files[0].path).unwrap().bytes, b"x");
}

#[test]
fn what_cannot_be_loaded_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("empty.png"), "").unwrap();
    fs::File::create(at("huge.png")).unwrap().set_len(MAX_FILE_BYTES + 1).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
    for (name, expected) in [
        ("empty.png", "empty"),
        ("huge.png", "512 MiB"),
        ("missing.png", "no such file"),
        (".", "folder"),
        ("socket", "neither"),
    ] {
        let reason = load(&at(name)).unwrap_err().reason;
        assert!(reason.contains(expected), "{name}: {reason}");
    }
}

#[test]
fn a_picture_given_through_a_link_is_loaded_with_its_digest() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a"), "abc").unwrap();
    symlink(folder.path().join("a"), folder.path().join("b")).unwrap();
    let input = load(&folder.path().join("b")).unwrap();
    assert_eq!(input.bytes, b"abc");
    // The example of FIPS 180-2, appendix B.1.
    let digest: String = input.sha256.iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
