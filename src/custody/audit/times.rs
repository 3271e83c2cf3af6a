//! Audit of the times in a log: they go forward, from entry to entry and up to each time stamp.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use super::{Audit, Kind, line};
use crate::custody::log::Entry;

/// Most seconds by which the clocks of machines that write one log, or of an authority, may differ. Chosen, not measured:
/// clocks that are set over the network differ by less than a second, and times are rounded to one.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_secs(5);

/// The times of a log, up to the last entry.
#[derive(Default)]
pub struct Times {
    /// Time of the entry before: as it stands there, and read.
    last: Option<(String, Timestamp)>,
}

impl Times {
    /// Tells an entry whose time is before that of the entry before it.
    pub fn take(&mut self, log: &Path, entry: &Entry, audit: &mut Audit) {
        let Ok(time) = entry.time.parse::<Timestamp>() else {
            return audit.say(Kind::Unclear, line(log, entry.number), "Its time is none.");
        };
        if let Some((before, then)) = &self.last
            && is_before(time, *then)
        {
            let what = format!(
                "Its time, {}, is before that of the entry before it, {before}: a clock was set back, or a time is not that of writing.",
                entry.time
            );
            audit.say(Kind::Unclear, line(log, entry.number), what);
        }
        self.last = Some((entry.time.clone(), time));
    }

    /// Tells a time stamp, in the entry of this number, that is before the time of the last entry, which it covers.
    pub fn stamped(&self, log: &Path, number: u64, at: Timestamp, audit: &mut Audit) {
        if let Some((before, then)) = &self.last
            && is_before(at, *then)
        {
            let what = format!(
                "Its time stamp, {at}, is before the time of the entry that it covers, {before}: the clock of that machine went fast, \
                 or the time is not that of writing."
            );
            audit.say(Kind::Unclear, line(log, number), what);
        }
    }
}

fn is_before(time: Timestamp, other: Timestamp) -> bool {
    other.duration_since(time) > CLOCKS_DIFFER
}
