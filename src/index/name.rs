//! Names of documents: paths relative to a root, with `/`, as a reversible encoding.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// Encodes a path as text. Bytes that are not UTF-8 become `\xNN`, and a backslash is doubled, so that no two
/// paths share a name.
pub fn name_of(path: &Path) -> String {
    let mut name = String::new();
    for chunk in path.as_os_str().as_bytes().utf8_chunks() {
        name.push_str(&chunk.valid().replace('\\', "\\\\"));
        for byte in chunk.invalid() {
            name.push_str(&format!("\\x{byte:02x}"));
        }
    }
    name
}

/// Decodes a name to its path.
pub fn path_of(name: &str) -> PathBuf {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = after.get(1..3).and_then(|d| std::str::from_utf8(d).ok());
        let escaped = escaped.and_then(|d| u8::from_str_radix(d, 16).ok());
        match (first, after.first(), escaped) {
            (b'\\', Some(b'\\'), _) => (bytes.push(b'\\'), rest = &after[1..]).1,
            (b'\\', Some(b'x'), Some(byte)) => (bytes.push(byte), rest = &after[3..]).1,
            _ => (bytes.push(first), rest = after).1,
        }
    }
    PathBuf::from(OsString::from_vec(bytes))
}

/// Part of a name below a folder of that name. Returns `None` if it is not inside it.
pub(super) fn below<'a>(name: &'a str, folder: &str) -> Option<&'a str> {
    if folder == "/" {
        return name.strip_prefix('/');
    }
    name.strip_prefix(folder)?.strip_prefix('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsStr;

    #[test]
    fn every_path_comes_back_and_no_two_share_a_name() {
        let paths: [&[u8]; 6] = [
            b"a/b.pdf",
            b"caf\xe9.pdf",
            b"caf\\xe9.pdf",
            "caf\u{e9}.pdf".as_bytes(),
            b"\\\\",
            b"x\xff\xfe\\",
        ];
        let names: Vec<String> = paths.iter().map(|p| name_of(Path::new(OsStr::from_bytes(p)))).collect();
        for (path, name) in paths.iter().zip(&names) {
            assert_eq!(path_of(name).as_os_str().as_bytes(), *path);
            assert_eq!(names.iter().filter(|n| *n == name).count(), 1, "{name}");
        }
    }
}
