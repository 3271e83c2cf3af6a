//! Lists of tags, `name=value; name=value`, as signatures of mail and their keys are written (RFC 6376, 3.2).

use std::collections::BTreeMap;

/// The tags of a list, without the white space round names and values; none where it is no such list, or a name stands
/// twice in it.
pub fn of(list: &str) -> Option<BTreeMap<&str, &str>> {
    let mut tags = BTreeMap::new();
    let mut entries = list.split(';').map(str::trim).peekable();
    while let Some(entry) = entries.next() {
        // A list may end with its separator.
        if entry.is_empty() && entries.peek().is_none() {
            break;
        }
        let (name, value) = entry.split_once('=')?;
        if tags.insert(name.trim(), value.trim()).is_some() {
            return None;
        }
    }
    Some(tags)
}

/// A value without the white space that folding may have put into it.
pub fn unfolded(value: &str) -> String {
    value.split_ascii_whitespace().collect()
}
