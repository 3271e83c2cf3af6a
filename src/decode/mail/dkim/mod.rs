//! Preparation of DKIM signatures for verification (RFC 6376): the signed bytes are reconstructed, so that only
//! the public key is missing.

mod canonical;
mod signature_field;

use std::collections::HashMap;

use canonical::Form;
use signature_field::Said;

use super::mbox::split_line;
use crate::limits;
use crate::model::signature::{Claim, Signature};
use crate::model::text::FieldKind;

/// Header field that holds a signature.
const FIELD: &str = "dkim-signature";
/// Header fields that determine how a body is shown.
const OF_BODY: [&str; 3] = ["Content-Type", "Content-Transfer-Encoding", "MIME-Version"];

/// A header field, with its original line ends.
struct Field<'a> {
    name: &'a [u8],
    /// The whole field, including name and last line end.
    raw: &'a [u8],
}

impl Field<'_> {
    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }
}

/// Signatures of a message, in the order of its header; if there are more than the limit, the last entry says
/// so.
///
/// `as_kept` is the message as stored in the file, where a mailbox may have quoted some lines. The version that
/// matches the body hash is taken as the one that was signed.
pub fn signatures(message: &[u8], as_kept: &[u8]) -> Vec<Signature> {
    let (header, body) = split(message);
    if header.len() > limits::MAX_SIGNED_HEADER {
        let most = limits::MAX_SIGNED_HEADER >> 10;
        return unreadable(header, format!("the header is longer than {most} KiB"));
    }
    let Some(fields) = fields(header) else {
        let why = "the header is not one by the letter, and programs may read it in several ways";
        return unreadable(header, why.into());
    };
    let mut bodies = vec![body, split(as_kept).1];
    bodies.dedup();
    let places: Vec<usize> = (0..fields.len()).filter(|&i| fields[i].is(FIELD)).collect();
    let kept = places.iter().take(limits::MAX_SIGNATURES);
    let more = places.len().saturating_sub(limits::MAX_SIGNATURES);
    let most = limits::MAX_SIGNATURES;
    let too_many = (more > 0).then(|| format!("{more} more are there, and at most {most} are looked at"));
    let too_many = too_many.map(|why| Signature { key: None, claim: Err(why) });
    kept.map(|&at| signature(&fields, at, &bodies)).chain(too_many).collect()
}

/// Splits header and body. The separating line must be empty, without white space: this parser is strict,
/// because it must see what the signer saw.
fn split(message: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    while at < message.len() {
        let line = split_line(&message[at..]).0;
        if matches!(line, b"\n" | b"\r\n") {
            return (&message[..at], &message[at + line.len()..]);
        }
        at += line.len();
    }
    (message, &[])
}

/// Fields of a header. Returns `None` unless it is well-formed to the letter: programs may disagree about where
/// a malformed header ends and what it contains.
fn fields(header: &[u8]) -> Option<Vec<Field<'_>>> {
    let (mut found, mut start, mut at) = (Vec::new(), 0, 0);
    while at < header.len() {
        let line = split_line(&header[at..]).0;
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let is_more = at > 0 && matches!(text.first(), Some(b' ' | b'\t'));
        if text.trim_ascii().is_empty() || text.iter().any(|b| matches!(b, b'\r' | b'\0')) {
            return None;
        }
        if !is_more {
            super::field_name(text)?;
            start = at;
        }
        at += line.len();
        let next_is_more = matches!(header.get(at), Some(b' ' | b'\t'));
        if !next_is_more {
            let raw = &header[start..at];
            found.push(Field { name: super::field_name(raw)?, raw });
        }
    }
    Some(found)
}

/// Result for a header that cannot be parsed but seems to hold a signature.
fn unreadable(header: &[u8], why: String) -> Vec<Signature> {
    let seems = header.split(|&b| b == b'\n').any(|line| {
        line.get(..FIELD.len()).is_some_and(|start| start.eq_ignore_ascii_case(FIELD.as_bytes()))
    });
    if seems { vec![Signature { key: None, claim: Err(why) }] } else { Vec::new() }
}

/// Signature in one header field.
fn signature(fields: &[Field], at: usize, bodies: &[&[u8]]) -> Signature {
    let text = String::from_utf8_lossy(&fields[at].raw[fields[at].name.len()..]);
    let list = text.trim_start().strip_prefix(':').unwrap_or_default();
    match signature_field::said(list) {
        Err((key, why)) => Signature { key, claim: Err(why.into()) },
        Ok(said) => Signature { key: Some(said.key.clone()), claim: Ok(claim(fields, at, bodies, said)) },
    }
}

fn claim(fields: &[Field], at: usize, bodies: &[&[u8]], said: Said) -> Claim {
    let (signed, taken) = signed(fields, at, &said);
    let hashed = bodies.iter().map(|body| canonical::hash(body, said.body, said.length));
    let fitting = hashed.into_iter().flatten().find(|hashed| hashed.digest == said.body_hash);
    let mut open = shown_and_not_signed(fields, &taken);
    if fitting.as_ref().is_some_and(|hashed| hashed.left > 0) {
        open.push("the end of the text (only part of it is signed)".into());
    }
    Claim {
        method: said.method,
        body_fits: fitting.is_some(),
        open,
        made: said.made,
        until: said.until,
        below: said.below,
        signed: signed.into_iter().map(char::from).collect(),
        value: said.value,
    }
}

/// The signed bytes, and for each field whether it is part of them: each name in the list stands for the last
/// field of that name not yet taken (RFC 6376, section 5.4.2), and the signature's own field comes last,
/// without its value.
fn signed(fields: &[Field], at: usize, said: &Said) -> (Vec<u8>, Vec<bool>) {
    let mut left: HashMap<String, Vec<usize>> = HashMap::new();
    for (i, field) in fields.iter().enumerate().filter(|(i, _)| *i != at) {
        let name = String::from_utf8_lossy(field.name).to_ascii_lowercase();
        left.entry(name).or_default().push(i);
    }
    let mut taken = vec![false; fields.len()];
    let mut signed = Vec::new();
    for i in said.fields.iter().filter_map(|name| left.get_mut(name)?.pop()) {
        taken[i] = true;
        canonical::field(fields[i].name, fields[i].raw, said.header, &mut signed);
    }
    let own = signature_field::without_value(fields[at].raw);
    canonical::field(fields[at].name, &own, said.header, &mut signed);
    let end = signed.len() - if signed.ends_with(b"\r\n") { 2 } else { 0 };
    signed.truncate(end);
    (signed, taken)
}

/// Names of the fields that affect the display and were not signed, without duplicates.
fn shown_and_not_signed(fields: &[Field], taken: &[bool]) -> Vec<String> {
    let names = FieldKind::ALL.map(FieldKind::name).into_iter().chain(OF_BODY);
    let is_open = |name: &&str| fields.iter().zip(taken).any(|(field, taken)| field.is(name) && !taken);
    names.filter(is_open).map(String::from).collect()
}
