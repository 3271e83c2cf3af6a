//! Is everything intact that proves past answers? The log, the pictures that it names, and the indexes that were asked.

mod archive_audit;
mod index_audit;
mod moved_places;

use std::path::{Path, PathBuf};

use super::log::key::PublicKey;
use super::log::{self, Entry, Event};
use super::stamp::{Stamp, Stamped};
use crate::error::Error;

pub use super::stamp::Authority;
pub use index_audit::IndexFound;
pub use moved_places::Places;

/// How something does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// It is not what was written or kept.
    Changed,
    /// A person has to say what it means: a torn line, an index that holds other documents now.
    Unclear,
    /// It is not where it was.
    Missing,
}

impl Kind {
    /// The word used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Changed => "changed",
            Kind::Unclear => "unclear",
            Kind::Missing => "missing",
        }
    }
}

/// Something that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// How.
    pub kind: Kind,
    /// Where: a file, or a line of one.
    pub place: String,
    /// What is wrong there, a sentence.
    pub what: String,
}

/// What was gone through, and what does not fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// The log's whole lines.
    pub entries: u64,
    /// The digest of its last entry.
    pub head: String,
    /// Pictures in the evidence that were gone through.
    pub pictures: u64,
    /// Records in the evidence that were held against the log.
    pub records: u64,
    /// Records that no entry names: whether they are as they were written cannot be told.
    pub records_beside: u64,
    /// Inputs that were read and not kept.
    pub not_kept: u64,
    /// Signatures that hold.
    pub signed: Vec<Signed>,
    /// Time stamps that hold.
    pub stamped: Vec<StampedUpTo>,
    /// Indexes that were gone through.
    pub indexes: Vec<IndexFound>,
    /// What does not fit, in the order in which it was found.
    pub misfits: Vec<Misfit>,
}

/// A signature that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The entry up to which the log was signed.
    pub entry: u64,
    /// The public key, in hexadecimal digits.
    pub key: String,
}

/// A time stamp that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StampedUpTo {
    /// The entry up to which the log was stamped.
    pub entry: u64,
    /// When, and by whom.
    pub stamped: Stamped,
    /// Whether its authority leads to one of those that a person trusts; none where none was named.
    pub is_trusted: Option<bool>,
}

impl Audit {
    fn say(&mut self, kind: Kind, place: impl ToString, what: impl Into<String>) {
        self.misfits.push(Misfit { kind, place: place.to_string(), what: what.into() });
    }
}

/// Goes through a log and all that it names.
///
/// Fails where there is no log, or it cannot be read; everything else that is wrong is told.
pub fn audit(path: &Path, places: &Places) -> Result<Audit, Error> {
    let (mut audit, mut named, mut asked) =
        (Audit::default(), archive_audit::Named::default(), index_audit::Asked::default());
    let mut torn = Vec::new();
    let found = log::read(path, &mut |mut entry| {
        torn.extend(entry.torn.take().map(|digest| (entry.number, digest)));
        match &entry.event {
            Event::Check(check) => {
                named.take(entry.number, check, places);
                asked.take(entry.number, check, places);
            }
            Event::Signature(_) => signature(path, &entry, &mut audit),
            Event::Stamp(stamp) => stamped(path, &entry, stamp, places, &mut audit),
        }
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

fn stamped(path: &Path, entry: &Entry, stamp: &Stamp, places: &Places, audit: &mut Audit) {
    match stamp.read(&entry.previous) {
        Ok(stamped) => {
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

/// A path of an entry, as it is found from here.
fn found_at(folder: &str, name: &str) -> PathBuf {
    let path = crate::index::path_of(name);
    crate::index::path_of(folder).join(path)
}
