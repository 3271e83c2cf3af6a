//! Audit of the indexes used by the checks.

use std::collections::BTreeMap;

use super::{Audit, Kind, Places};
use crate::custody::log::Check;
use crate::index::{self, IndexPaths, recount_all};

/// Most faults reported per index.
const MOST_TOLD: usize = 20;

/// An index that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexFound {
    /// Its path.
    pub path: String,
    /// Digest of its content; empty if it cannot be computed.
    pub digest: String,
}

/// Indexes by path: the last entry that used each, and its digest at that time.
#[derive(Default)]
pub struct Asked(BTreeMap<IndexPaths, (u64, String)>);

impl Asked {
    /// Adds the index of an entry, unless it could not be used.
    pub fn take(&mut self, number: u64, check: &Check, places: &Places) {
        if check.index.digest.is_empty() {
            return;
        }
        self.0.insert(places.index(check), (number, check.index.digest.clone()));
    }

    /// Checks each index.
    pub fn go_through(&self, audit: &mut Audit) {
        for (path, (number, then)) in &self.0 {
            let place = path;
            let found = match recount_all(path) {
                Ok(found) => found,
                Err(e) => {
                    let kind = if is_missing(&e) { Kind::Missing } else { Kind::Changed };
                    audit.say(kind, place, format!("Entry {number} asked it: {e}."));
                    continue;
                }
            };
            let digest = found.summary.map(|summary| summary.digest).unwrap_or_default();
            for fault in found.faults.iter().take(MOST_TOLD) {
                audit.say(Kind::Changed, place, fault);
            }
            if let more @ 1.. = found.faults.len().saturating_sub(MOST_TOLD) {
                audit.say(Kind::Changed, place, format!("And {more} more: `verify-shot verify` names all."));
            }
            if found.faults.is_empty() && digest != *then {
                let what = format!(
                    "It holds something else than when entry {number} asked it: its digest was {then} and is {digest}. \
                     Documents were added or dropped, or it is another index."
                );
                audit.say(Kind::Unclear, place, what);
            }
            audit.indexes.push(IndexFound { path: place.to_string(), digest });
        }
    }
}

/// True if the index, or one of its files, does not exist.
fn is_missing(e: &index::Error) -> bool {
    match e {
        index::Error::OfFile { source, .. } => is_missing(source),
        e => matches!(e, index::Error::Missing),
    }
}
