//! Audit of everything that proves past answers: the log, the pictures it names, and the indexes that were
//! used.

mod archive_audit;
mod index_audit;
mod moved_places;
mod times;

use std::path::{Path, PathBuf};

use super::log::key::PublicKey;
use super::log::{self, Entry, Event};
use super::stamp::{Stamp, Stamped};
use crate::error::Error;

pub use super::stamp::Authority;
pub use index_audit::IndexFound;
pub use moved_places::Places;
use times::Times;

/// Kind of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// It is not what was written or archived.
    Changed,
    /// A person has to judge it: a truncated line, or an index that now holds other documents.
    Unclear,
    /// It is missing.
    Missing,
}

impl Kind {
    /// Code used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Changed => "changed",
            Kind::Unclear => "unclear",
            Kind::Missing => "missing",
        }
    }
}

/// Something that is not intact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Kind of the finding.
    pub kind: Kind,
    /// A file, or a line of one.
    pub place: String,
    /// What is wrong, one sentence.
    pub what: String,
}

/// Result of an audit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Number of complete lines of the log.
    pub entries: u64,
    /// Digest of its last entry.
    pub head: String,
    /// Number of archived pictures checked.
    pub pictures: u64,
    /// Number of archive records compared with the log.
    pub records: u64,
    /// Number of records that no entry names: whether they are unchanged is unknown.
    pub records_beside: u64,
    /// Number of inputs that were read but not archived.
    pub not_kept: u64,
    /// Valid signatures.
    pub signed: Vec<Signed>,
    /// Valid time stamps.
    pub stamped: Vec<StampedUpTo>,
    /// Indexes checked.
    pub indexes: Vec<IndexFound>,
    /// Findings, in the order in which they were made.
    pub misfits: Vec<Misfit>,
}

/// A valid signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The entry up to which the log is signed.
    pub entry: u64,
    /// The public key, in hexadecimal digits.
    pub key: String,
}

/// A valid time stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StampedUpTo {
    /// The entry up to which the log is stamped.
    pub entry: u64,
    /// Time and authority.
    pub stamped: Stamped,
    /// True if the authority's certificate chain leads to a trusted one; `None` if none was given.
    pub is_trusted: Option<bool>,
}

impl Audit {
    fn say(&mut self, kind: Kind, place: impl ToString, what: impl Into<String>) {
        self.misfits.push(Misfit { kind, place: place.to_string(), what: what.into() });
    }
}

/// Audits a log and everything it names.
///
/// # Errors
///
/// If the log does not exist or cannot be read; everything else is reported as a finding.
pub fn audit(path: &Path, places: &Places) -> Result<Audit, Error> {
    let (mut audit, mut named, mut asked) =
        (Audit::default(), archive_audit::Named::default(), index_audit::Asked::default());
    let (mut torn, mut times) = (Vec::new(), Times::default());
    let mut known = places.heads.clone();
    let found = log::read(path, &mut |mut entry| {
        known.retain(|head| *head != entry.previous);
        torn.extend(entry.torn.take().map(|digest| (entry.number, digest)));
        match &entry.event {
            Event::Check(check) => {
                named.take(entry.number, check, places);
                asked.take(entry.number, check, places);
            }
            Event::Signature(_) => signature(path, &entry, &mut audit),
            Event::Stamp(stamp) => stamped(path, &entry, stamp, places, (&times, &mut audit)),
        }
        times.take(path, &entry, &mut audit);
    })?;
    (audit.entries, audit.head) = (found.entries, found.head);
    for one in found.breaks {
        audit.say(Kind::Changed, line(path, one.line), format!("This line {}.", one.what));
    }
    if found.torn > 0 {
        let what = format!(
            "Behind the last entry stands a line without an end ({} B), as after a crash or a full disk; what is before it \
             is not touched by that. The next check sets it aside.",
            found.torn
        );
        audit.say(Kind::Unclear, line(path, found.entries + 1), what);
    }
    known.retain(|head| *head != audit.head);
    for head in known {
        let what = format!(
            "No entry has the digest {head}, which was the head of the log once: its last entries are missing, or it is another log."
        );
        audit.say(Kind::Missing, path.display(), what);
    }
    for (number, digest) in torn {
        named.expect(number, log::torn_file(path, &digest), digest);
    }
    if let Some(key) = places.signed_by.as_ref().map(PublicKey::hex)
        && audit.signed.iter().all(|signed| signed.key != key)
    {
        audit.say(Kind::Missing, path.display(), format!("No entry is signed with the key {key}."));
    }
    if places.authorities.is_some() && audit.stamped.iter().all(|stamped| stamped.is_trusted != Some(true)) {
        let what = "No entry is stamped by an authority that leads to a certificate of --authority-cert.";
        audit.say(Kind::Missing, path.display(), what);
    }
    named.go_through(&mut audit);
    asked.go_through(&mut audit);
    Ok(audit)
}

fn signature(path: &Path, entry: &Entry, audit: &mut Audit) {
    let Event::Signature(signature) = &entry.event else { return };
    let signed = entry.number.saturating_sub(1);
    if signature.holds(signed, &entry.previous) {
        audit.signed.push(Signed { entry: signed, key: signature.key.clone() });
    } else {
        audit.say(
            Kind::Changed,
            line(path, entry.number),
            "Its signature is not that of the entry before it.",
        );
    }
}

fn stamped(path: &Path, entry: &Entry, stamp: &Stamp, places: &Places, (times, audit): (&Times, &mut Audit)) {
    match stamp.read(&entry.previous) {
        Ok(stamped) => {
            times.stamped(path, entry.number, stamped.time, audit);
            let is_trusted = |roots| stamped.authority.leads_to(roots, stamped.time);
            audit.stamped.push(StampedUpTo {
                entry: entry.number.saturating_sub(1),
                is_trusted: places.authorities.as_ref().map(is_trusted),
                stamped,
            });
        }
        Err(why) => {
            let what = format!("Its time stamp is not that of the entry before it: {why}.");
            audit.say(Kind::Changed, line(path, entry.number), what);
        }
    }
}

fn line(log: &Path, line: u64) -> String {
    format!("{}:{line}", log.display())
}

/// Absolute path for a path in an entry.
fn found_at(folder: &str, name: &str) -> PathBuf {
    let path = crate::index::path_of(name);
    crate::index::path_of(folder).join(path)
}
