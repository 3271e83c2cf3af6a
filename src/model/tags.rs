//! Tag lists, `name=value; name=value`, of DKIM signatures and keys (RFC 6376, section 3.2).

use std::collections::BTreeMap;

/// Parses a tag list; white space around names and values is removed. Returns `None` if it is malformed or a
/// name occurs twice.
pub fn of(list: &str) -> Option<BTreeMap<&str, &str>> {
    let mut tags = BTreeMap::new();
    let mut entries = list.split(';').map(str::trim).peekable();
    while let Some(entry) = entries.next() {
        // A list may end with a separator.
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

/// A value without the white space inserted by header folding.
pub fn unfolded(value: &str) -> String {
    value.split_ascii_whitespace().collect()
}
