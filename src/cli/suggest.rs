//! Suggestions for mistyped names.

use std::fs;
use std::path::{Path, PathBuf};

use strsim::damerau_levenshtein;

/// One error is tolerated per this many letters, plus one.
const LETTERS_A_SLIP: usize = 5;
/// Most names of a folder that are compared.
const MOST_NAMES: usize = 10_000;
/// Longest name that is compared, in letters: the cost is the product of both lengths.
const MOST_LETTERS: usize = 256;

/// Most similar name, ignoring case. Returns `None` if none is similar.
pub fn nearest<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = typed.chars().count();
    if letters > MOST_LETTERS {
        return None;
    }
    let plain = typed.to_lowercase();
    let near = names.into_iter().filter(|name| name.len() <= 4 * MOST_LETTERS);
    let slips = near.map(|name| (damerau_levenshtein(&plain, &name.to_lowercase()), name));
    slips
        .filter(|(slips, _)| *slips <= 1 + letters / LETTERS_A_SLIP)
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, name)| name)
}

/// Entry of the same folder with the most similar name. Returns `None` if none is similar.
pub fn nearest_file(path: &Path) -> Option<PathBuf> {
    let folder = path.parent()?;
    let at = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = fs::read_dir(at).ok()?.take(MOST_NAMES).flatten();
    let names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    let name = nearest(path.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    Some(folder.join(name))
}

/// " Did you mean …?", or empty if there is no suggestion.
pub fn question(near: Option<impl AsRef<Path>>) -> String {
    near.map_or(String::new(), |near| format!(" Did you mean `{}`?", near.as_ref().display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_forgiven_and_another_word_is_not() {
        let names = ["add", "status", "remove", "watch"];
        for (typed, meant) in [
            ("staus", Some("status")),
            ("Status", Some("status")),
            ("statsu", Some("status")),
            ("ad", Some("add")),
            ("remvoe", Some("remove")),
            ("picture", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, names), meant, "{typed}");
        }
        assert_eq!(nearest(&"a".repeat(100_000), names), None);
    }
}
