//! DKIM (RFC 6376): verifies signatures of messages with keys that the user gives.
//!
//! The child process that decodes a message reconstructs the signed bytes of each signature. They are stored in
//! the index, and only the key is missing. Keys are read from a folder into the index and are part of its
//! digest, so they may be added later than messages. An answer also covers attachments, through the message
//! they are attached to. Outlook does not store messages as they were sent, so those are not checked.
//!
//! The DNS is never queried. Names and bytes have bounded length, because messages were decoded in the child
//! process. The crate mail-auth is not used: it requires mail-parser 1.0, which needs a newer Rust than this
//! program.

pub mod folder;
mod record;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::index::{Error, Index, PageId, Sent};
use crate::limits::MAX_ATTACHMENT_DEPTH;
use crate::model::answer::PageRef;
use crate::model::signature::{Claim, KeyName, PublishedKey, Signature, Signed, Standing};

/// Results for the signatures of a page, and for those of the messages it is attached to; empty if the index
/// has no keys, or the page does not belong to a message.
///
/// # Errors
///
/// If the index cannot be read.
pub fn of_page(index: &Index, page: &PageRef) -> Result<Vec<Signed>, Error> {
    if !index.has_keys()? {
        return Ok(Vec::new());
    }
    let pages = index.pages_named(page)?.into_iter();
    let mut said = pages.map(|id| of_stored(index, id)).collect::<Result<Vec<_>, _>>()?;
    said.dedup();
    match said.len() {
        0 | 1 => Ok(said.pop().unwrap_or_default()),
        _ => Ok(vec![not_known(
            "several folders have a document of this name, and their signatures are not alike",
        )]),
    }
}

/// Results for one stored page. A message stored by Outlook is passed over if the message it is attached to is
/// available as sent.
fn of_stored(index: &Index, id: PageId) -> Result<Vec<Signed>, Error> {
    let (mut said, mut at, mut attached_to) = (Vec::new(), id, None);
    // In a damaged index the parents may form a cycle.
    for _ in 0..=MAX_ATTACHMENT_DEPTH {
        let here = of_message(index, at)?.into_iter();
        said.extend(here.map(|signed| Signed { attached_to: attached_to.clone(), ..signed }));
        let Some((message, name)) = index.message_of(at)? else { break };
        (at, attached_to) = (message, Some(name));
    }
    let is_known = |signed: &Signed| signed.state != Standing::NotKnown;
    match said.iter().any(is_known) {
        true => said.retain(is_known),
        false => said.truncate(1),
    }
    Ok(said)
}

/// Results for the signatures of a page; empty if it is not a message.
fn of_message(index: &Index, id: PageId) -> Result<Vec<Signed>, Error> {
    match index.sent(id)? {
        None => Ok(Vec::new()),
        Some(Sent::Otherwise) => Ok(vec![not_known("Outlook keeps messages otherwise than they were sent")]),
        Some(Sent::As(signatures)) if signatures.is_empty() => Ok(vec![Signed::plain(Standing::NotSigned)]),
        Some(Sent::As(signatures)) => signatures.iter().map(|signature| of_index(index, signature)).collect(),
    }
}

fn not_known(why: &str) -> Signed {
    Signed { why: Some(why.into()), ..Signed::plain(Standing::NotKnown) }
}

/// Number of signatures of an index per result, and of messages without one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Valid signatures.
    pub fit: u64,
    /// Invalid signatures.
    pub do_not_fit: u64,
    /// Signatures whose key was not given.
    pub no_key: u64,
    /// Signatures that cannot be checked.
    pub not_checked: u64,
    /// Messages without a signature.
    pub not_signed: u64,
}

/// Verifies every signature of an index with its keys, and counts the results.
///
/// # Errors
///
/// If the index cannot be read.
pub fn count(index: &Index) -> Result<Count, Error> {
    let mut count = Count { not_signed: index.unsigned_messages()?, ..Count::default() };
    index.each_signature(&mut |signature| {
        *match of_index(index, &signature)?.state {
            Standing::Fits => &mut count.fit,
            Standing::DoesNotFit => &mut count.do_not_fit,
            Standing::NoKey => &mut count.no_key,
            Standing::NotChecked | Standing::NotSigned | Standing::NotKnown => &mut count.not_checked,
        } += 1;
        Ok(())
    })?;
    Ok(count)
}

/// Keys needed by the signatures of an index, each with the number of signatures that need it.
///
/// # Errors
///
/// If the index cannot be read.
pub fn needed(index: &Index) -> Result<BTreeMap<KeyName, u64>, Error> {
    let mut needed = BTreeMap::new();
    index.each_signature(&mut |signature| {
        if let Signature { key: Some(key), claim: Ok(_) } = signature {
            *needed.entry(key).or_default() += 1;
        }
        Ok(())
    })?;
    Ok(needed)
}

fn of_index(index: &Index, signature: &Signature) -> Result<Signed, Error> {
    let key = signature.key.as_ref().map(|name| index.key(name)).transpose()?.flatten();
    Ok(held(signature, key.as_ref()))
}

/// Result of verifying a signature with a key, if there is one.
pub fn held(signature: &Signature, key: Option<&PublishedKey>) -> Signed {
    let name = signature.key.as_ref();
    let said = Signed {
        domain: name.map(|name| name.domain.clone()),
        selector: name.map(|name| name.selector.clone()),
        ..Signed::plain(Standing::NotChecked)
    };
    let claim = match &signature.claim {
        Ok(claim) => claim,
        Err(why) => return Signed { why: Some(why.clone()), ..said },
    };
    let Some(key) = key else { return Signed { state: Standing::NoKey, ..said } };
    let said = Signed { key: Some(key.file.clone()), ..said };
    match record::has_signed(&key.record, claim) {
        Err(why) => Signed { why: Some(why.into()), ..said },
        Ok(has_signed) => fitting(claim, has_signed, said),
    }
}

fn fitting(claim: &Claim, has_signed: bool, said: Signed) -> Signed {
    let state = if has_signed && claim.body_fits { Standing::Fits } else { Standing::DoesNotFit };
    let why = match (has_signed, claim.body_fits) {
        (true, true) => None,
        (true, false) => Some("the header is as it was signed, and the text below it is not"),
        (false, true) => Some("the text is as it was signed; the header is not, or another key signed it"),
        (false, false) => Some("neither the header nor the text is as it was signed"),
    };
    let open = if state == Standing::Fits { claim.open.clone() } else { Vec::new() };
    let (made, until) = (claim.made.and_then(time), claim.until.and_then(time));
    Signed { state, why: why.map(String::from), open, made, until, ..said }
}

/// A time in seconds since 1970 as RFC 3339 text. Returns `None` if it is out of range.
fn time(seconds: u64) -> Option<String> {
    let time = Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    Some(time.to_string())
}
