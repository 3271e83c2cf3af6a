//! What files attached to messages are called in the index.

use std::collections::HashSet;

use crate::index::NewDocument;
use crate::model::document::{Attachment, Format};

/// The name of an attachment: below its message, and below the message's number where it is one of many. `taken` holds
/// the names that others of the same document have.
pub(super) fn name(document: &NewDocument, attachment: &Attachment, taken: &mut HashSet<String>) -> String {
    let folder = match document.format {
        Some(Format::Mbox | Format::Pst) => format!("{}/{}", document.name, attachment.page),
        _ => document.name.clone(),
    };
    let plain = format!("{folder}/{}", attachment.name);
    let (stem, ending) = match attachment.name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
        _ => (attachment.name.as_str(), String::new()),
    };
    let others = (2..).map(|n| format!("{folder}/{stem} ({n}){ending}"));
    let mut names = std::iter::once(plain).chain(others);
    names.find(|name| taken.insert(name.clone())).expect("numbers do not end")
}
