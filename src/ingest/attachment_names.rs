//! Names of attachments in the index.

use std::collections::HashSet;

use crate::model::document::Attachment;

/// Name of an attachment below that of its message, unique within `taken`.
pub(super) fn name(folder: &str, attachment: &Attachment, taken: &mut HashSet<String>) -> String {
    let plain = format!("{folder}/{}", attachment.name);
    let (stem, ending) = match attachment.name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
        _ => (attachment.name.as_str(), String::new()),
    };
    let others = (2..).map(|n| format!("{folder}/{stem} ({n}){ending}"));
    let mut names = std::iter::once(plain).chain(others);
    names.find(|name| taken.insert(name.clone())).expect("numbers do not end")
}
