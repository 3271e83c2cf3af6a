//! Text and JSON for audits of the log and the archive, for index verification, and for repeated checks.

use serde::Serialize;
use serde_json::value::RawValue;

use super::json::{self, line};
use super::messages::{self, counted};
use super::text::Lines;
use crate::custody::audit::{Audit, Authority, Kind, StampedUpTo};
use crate::index::Recount;
use crate::model::answer::Answer;

const SCHEMA: u32 = 1;

/// Result of repeating a logged check.
pub struct Repeated<'a> {
    /// Number of the log entry.
    pub entry: u64,
    /// Time of the log entry.
    pub time: &'a str,
    /// True if the answer is identical.
    pub same: bool,
    /// Differences between the answers, one sentence each.
    pub different: &'a [String],
    /// Changes of program and index since then, one sentence each.
    pub changed: &'a [String],
    /// The answer of the repeated check.
    pub answer: &'a Answer,
}

/// Audit report for people: several lines, each with its line end.
pub fn audit(log: &str, audit: &Audit) -> String {
    let Audit {
        entries,
        head,
        pictures,
        records,
        records_beside,
        not_kept,
        signed,
        stamped,
        indexes,
        misfits,
    } = audit;
    let headline = match misfits.len() {
        0 => "The log is intact".into(),
        n => format!("Does not fit in {}", counted(n, "place")),
    };
    let mut said = Lines::new(None, log, &headline);
    let ending = if *entries == 1 { "y" } else { "ies" };
    said.line("Log", &format!("{} entr{ending}", messages::number(*entries)));
    said.line("Head", head);
    for one in signed {
        said.line("Signed", &format!("up to entry {}, with the key", messages::number(one.entry)));
        said.line("", &one.key);
    }
    for one in stamped {
        let (entry, time) = (messages::number(one.entry), one.stamped.time);
        said.line("Stamped", &format!("up to entry {entry}, at {time}, by {}", one.stamped.authority));
        said.line("", &authority(&one.stamped.authority, one.is_trusted));
    }
    let kept = [counted(*pictures as usize, "picture"), counted(*records as usize, "record")].join(" and ");
    said.line("Evidence", &format!("{kept} gone through"));
    if *records_beside > 0 {
        let beside = counted(*records_beside as usize, "record");
        said.line("", &format!("{beside} beside, of which no entry says what they have to be"));
    }
    if *not_kept > 0 {
        said.line(
            "",
            &format!("of {} nothing was kept; `--keep` keeps it", counted(*not_kept as usize, "check")),
        );
    }
    for index in indexes {
        said.line("Index", &index.path);
        said.line("", &format!("digest {}", index.digest));
    }
    for misfit in misfits {
        said.line(label(misfit.kind), &format!("{}: {}", misfit.place, misfit.what));
    }
    said.done()
}

/// Certificate that signed a time stamp, and whether its owner is verified.
pub fn authority(authority: &Authority, is_trusted: Option<bool>) -> String {
    let trusted = match is_trusted {
        Some(true) => "it leads to a certificate of --authority-cert",
        Some(false) => "it leads to no certificate of --authority-cert",
        None => "whose it is was not checked: name a root that you trust with --authority-cert",
    };
    format!("certificate {}; {trusted}", authority.sha256())
}

fn label(kind: Kind) -> &'static str {
    match kind {
        Kind::Changed => "Changed",
        Kind::Unclear => "Unclear",
        Kind::Missing => "Missing",
    }
}

#[derive(Serialize)]
struct AuditLine<'a> {
    schema: u32,
    log: &'a str,
    entries: u64,
    head: &'a str,
    pictures: u64,
    records: u64,
    records_beside: u64,
    not_kept: u64,
    signed: Vec<SignedEntry<'a>>,
    stamped: Vec<StampedEntry<'a>>,
    indexes: Vec<IndexEntry<'a>>,
    misfits: Vec<MisfitEntry<'a>>,
}

#[derive(Serialize)]
struct SignedEntry<'a> {
    entry: u64,
    key: &'a str,
}

#[derive(Serialize)]
struct StampedEntry<'a> {
    entry: u64,
    at: String,
    authority: &'a str,
    certificate: String,
    trusted: Option<bool>,
}

#[derive(Serialize)]
struct IndexEntry<'a> {
    path: &'a str,
    digest: &'a str,
}

#[derive(Serialize)]
struct MisfitEntry<'a> {
    kind: &'static str,
    place: &'a str,
    what: &'a str,
}

/// Audit report as one line of JSON without line end.
pub fn audit_json(log: &str, audit: &Audit) -> String {
    let misfits = audit.misfits.iter();
    line(&AuditLine {
        schema: SCHEMA,
        log,
        entries: audit.entries,
        head: &audit.head,
        pictures: audit.pictures,
        records: audit.records,
        records_beside: audit.records_beside,
        not_kept: audit.not_kept,
        signed: audit.signed.iter().map(|s| SignedEntry { entry: s.entry, key: &s.key }).collect(),
        stamped: audit.stamped.iter().map(stamped_entry).collect(),
        indexes: audit.indexes.iter().map(|i| IndexEntry { path: &i.path, digest: &i.digest }).collect(),
        misfits: misfits
            .map(|m| MisfitEntry { kind: m.kind.code(), place: &m.place, what: &m.what })
            .collect(),
    })
}

fn stamped_entry(one: &StampedUpTo) -> StampedEntry<'_> {
    let StampedUpTo { entry, stamped, is_trusted } = one;
    StampedEntry {
        entry: *entry,
        at: stamped.time.to_string(),
        authority: stamped.authority.name(),
        certificate: stamped.authority.sha256(),
        trusted: *is_trusted,
    }
}

/// Index verification report for people.
pub fn recount(index: &str, recount: &Recount) -> String {
    let headline = match recount.faults.len() {
        0 => "The index is intact".into(),
        n => format!("Does not fit in {}; build it anew with `verify-shot add`", counted(n, "place")),
    };
    let mut said = Lines::new(None, index, &headline);
    if let Some(summary) = &recount.summary {
        let pages = counted(summary.pages as usize, "page");
        said.line("Holds", &format!("{}, {pages}", counted(summary.documents as usize, "document")));
        said.line("Digest", &summary.digest);
    }
    recount.faults.iter().for_each(|fault| said.line("Changed", fault));
    said.done()
}

#[derive(Serialize)]
struct RecountLine<'a> {
    schema: u32,
    index: &'a str,
    digest: Option<&'a str>,
    faults: &'a [String],
}

/// Index verification report as one line of JSON without line end.
pub fn recount_json(index: &str, recount: &Recount) -> String {
    let digest = recount.summary.as_ref().map(|summary| summary.digest.as_str());
    line(&RecountLine { schema: SCHEMA, index, digest, faults: &recount.faults })
}

/// Report of a repeated check for people.
pub fn repeated(repeated: &Repeated) -> String {
    let Repeated { entry, time, same, different, changed, answer } = repeated;
    let headline = match (same, different.is_empty()) {
        (true, _) => "The answer is the same",
        (false, true) => "Verdict, pages and places are the same; its numbers are not, to the last digit",
        (false, false) => "The answer is another",
    };
    let mut said = Lines::new(None, &format!("Entry {entry} of {time}: {}", answer.input), headline);
    said.line(
        "Answer",
        &format!("{}: {}", answer.finding.verdict.code(), messages::headlines(&answer.finding)),
    );
    different.iter().for_each(|what| said.line("Different", what));
    changed.iter().for_each(|what| said.line("Changed", what));
    said.done()
}

#[derive(Serialize)]
struct RepeatedLine<'a> {
    schema: u32,
    entry: u64,
    same: bool,
    different: &'a [String],
    changed: &'a [String],
    answer: &'a RawValue,
}

/// Report of a repeated check as one line of JSON without line end.
pub fn repeated_json(repeated: &Repeated) -> String {
    let answer = RawValue::from_string(json::answer(repeated.answer)).expect("it was just written as JSON");
    line(&RepeatedLine {
        schema: SCHEMA,
        entry: repeated.entry,
        same: repeated.same,
        different: repeated.different,
        changed: repeated.changed,
        answer: &answer,
    })
}
