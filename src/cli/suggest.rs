//! What somebody may have meant who mistyped a name.

use std::fs;
use std::path::{Path, PathBuf};

use strsim::damerau_levenshtein;

/// Slips of the finger that are forgiven: one in so many letters, and one more.
const LETTERS_A_SLIP: usize = 5;
/// So many names of a folder are looked at.
const MOST_NAMES: usize = 10_000;
/// Names of so many letters are looked at: comparing takes the product of both lengths.
const MOST_LETTERS: usize = 256;

/// The name that is nearest to what was typed; none where no one is near. Capital letters are no slip.
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

/// An entry of the same folder whose name is nearest; none where no one is near.
pub fn nearest_file(path: &Path) -> Option<PathBuf> {
    let folder = path.parent()?;
    let at = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = fs::read_dir(at).ok()?.take(MOST_NAMES).flatten();
    let names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    let name = nearest(path.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    Some(folder.join(name))
}

/// "Did you mean …?" with a space before it, where there is something near.
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
