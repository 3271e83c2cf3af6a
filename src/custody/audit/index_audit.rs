//! Audit of the indexes used by the checks.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{Audit, Kind, Places};
use crate::custody::log::Check;
use crate::index::{self, recount};

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
pub struct Asked(BTreeMap<PathBuf, (u64, String)>);

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
            let place = &path.display();
            let found = match recount(path) {
                Ok(found) => found,
                Err(e) => {
                    let kind = if matches!(e, index::Error::Missing) { Kind::Missing } else { Kind::Changed };
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
