//! Encoded words in headers (RFC 2047) that programs split within a character: joined before they are decoded.

/// An encoded word: `=?charset?encoding?payload?=`.
struct Word<'a> {
    /// Character set and encoding, with the question mark between them.
    kind: &'a [u8],
    payload: &'a [u8],
    /// Length of the whole word, in bytes.
    length: usize,
}

/// The header with adjacent encoded words of the same kind joined.
pub fn joined(header: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(header.len());
    let mut before: Option<Word> = None;
    let mut at = 0;
    while at < header.len() {
        let Some(word) = word(&header[at..]) else {
            out.push(header[at]);
            at += 1;
            // White space between two encoded words is not part of the text.
            before = before.filter(|_| header[at - 1].is_ascii_whitespace());
            continue;
        };
        if before.as_ref().is_some_and(|before| goes_on(before, &word)) {
            out.truncate(out.trim_ascii_end().len() - 2);
            out.extend(word.payload);
            out.extend(b"?=");
        } else {
            out.extend(&header[at..at + word.length]);
        }
        at += word.length;
        before = Some(word);
    }
    out
}

/// True if the payloads can be concatenated; Base64 only after complete groups.
fn goes_on(first: &Word, second: &Word) -> bool {
    let whole = !first.payload.ends_with(b"=") && first.payload.len().is_multiple_of(4);
    first.kind.eq_ignore_ascii_case(second.kind)
        && (whole || first.kind.to_ascii_lowercase().ends_with(b"?q"))
}

/// The encoded word at the start of these bytes.
fn word(bytes: &[u8]) -> Option<Word<'_>> {
    let inside = bytes.strip_prefix(b"=?")?;
    let line = &inside[..inside.iter().position(u8::is_ascii_whitespace).unwrap_or(inside.len())];
    let mut marks = line.iter().enumerate().filter(|(_, b)| **b == b'?').map(|(i, _)| i);
    let (_, kind_end) = (marks.next()?, marks.next()?);
    let payload = &line[kind_end + 1..];
    let payload = &payload[..payload.windows(2).position(|w| w == b"?=")?];
    Some(Word { kind: &line[..kind_end], payload, length: 2 + kind_end + 1 + payload.len() + 2 })
}
