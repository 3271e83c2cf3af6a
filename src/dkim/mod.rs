//! Signatures of messages held against keys that were given: what a message carries, and what its domain published.
//!
//! Nothing here asks the DNS. Messages were taken apart in the child process that read them; what comes here are names
//! and bytes of bounded length.

pub mod folder;
mod record;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::index::{Error, Index, Sent};
use crate::model::signature::{Claim, KeyName, PublishedKey, Signature, Signed, Standing};
use crate::model::verdict::PageRef;

/// What is said of the signatures of a page; nothing where the index was given no keys, or the page is no message.
pub fn of_page(index: &Index, page: &PageRef) -> Result<Vec<Signed>, Error> {
    if !index.has_keys()? {
        return Ok(Vec::new());
    }
    let Some(stored) = index.page_named(page)? else { return Ok(Vec::new()) };
    match index.sent(stored.id)? {
        None => Ok(Vec::new()),
        Some(Sent::Otherwise) => {
            let why = Some("Outlook keeps messages otherwise than they were sent".into());
            Ok(vec![Signed { why, ..Signed::plain(Standing::NotChecked) }])
        }
        Some(Sent::As(signatures)) if signatures.is_empty() => Ok(vec![Signed::plain(Standing::NotSigned)]),
        Some(Sent::As(signatures)) => signatures.iter().map(|signature| of_index(index, signature)).collect(),
    }
}

/// How many signatures of an index came to each state, and how many messages have none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Signatures that fit.
    pub fit: u64,
    /// Those that do not.
    pub do_not_fit: u64,
    /// Those whose key was not given.
    pub no_key: u64,
    /// Those that cannot be checked.
    pub not_checked: u64,
    /// Messages without a signature.
    pub not_signed: u64,
}

/// Holds every signature of an index against the keys that it was given.
pub fn count(index: &Index) -> Result<Count, Error> {
    let mut count = Count { not_signed: index.unsigned_messages()?, ..Count::default() };
    index.each_signature(&mut |signature| {
        *match of_index(index, &signature)?.state {
            Standing::Fits => &mut count.fit,
            Standing::DoesNotFit => &mut count.do_not_fit,
            Standing::NoKey => &mut count.no_key,
            Standing::NotChecked | Standing::NotSigned => &mut count.not_checked,
        } += 1;
        Ok(())
    })?;
    Ok(count)
}

/// The keys that the signatures of an index need, with the number of signatures that need each.
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

/// What is said of a signature that is held against a key.
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
    let until = claim.until.and_then(|seconds| Timestamp::from_second(i64::try_from(seconds).ok()?).ok());
    Signed { state, why: why.map(String::from), open, until: until.map(|time| time.to_string()), ..said }
}
