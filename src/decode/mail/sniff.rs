//! Detection of mail from the first lines of a file, because such files have no magic number.

use super::mbox;
use crate::model::document::Format;

/// Bytes searched for the first header; the longest headers left by gateways have 30,000 bytes.
const HEAD_BYTES: usize = 64 << 10;
/// One line in this many of a header may be invalid: some programs break long lines without indentation.
const STRAY_OF: usize = 8;
/// Header fields specific to mail; at least one of them is required.
const WELL_KNOWN: [&str; 10] = [
    "from",
    "to",
    "subject",
    "date",
    "received",
    "message-id",
    "return-path",
    "mime-version",
    "delivered-to",
    "content-type",
];

/// Kind of mail. Returns `None` if it is not mail.
pub fn sniff(bytes: &[u8]) -> Option<Format> {
    let head = trimmed(bytes);
    let cut = head.len() > HEAD_BYTES;
    let head = &head[..head.len().min(HEAD_BYTES)];
    if head.starts_with(b"From ") {
        let (_, behind) = mbox::split_line(head);
        return is_header(behind, cut).then_some(Format::Mbox);
    }
    let message = count_line(head).map_or(head, |(_, behind)| behind);
    is_header(message, cut).then_some(Format::Mail)
}

/// The message itself, without the byte count and the property list that Apple Mail adds.
pub fn without_wrapping(bytes: &[u8]) -> &[u8] {
    let bytes = trimmed(bytes);
    match count_line(bytes) {
        // A truncated copy has fewer bytes.
        Some((count, behind)) => &behind[..behind.len().min(count)],
        None => bytes,
    }
}

/// The bytes without byte order mark and leading empty lines.
fn trimmed(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start()
}

/// A first line that is only a number, and the bytes after it.
fn count_line(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (line, behind) = mbox::split_line(bytes);
    let line = line.trim_ascii();
    let digits = !line.is_empty() && line.iter().all(u8::is_ascii_digit);
    let count = std::str::from_utf8(line).ok().filter(|_| digits)?.parse().ok()?;
    Some((count, behind))
}

/// True if these bytes begin with a header; its last line may be `cut`.
pub fn is_header(bytes: &[u8], cut: bool) -> bool {
    let (mut rest, mut lines, mut stray, mut known) = (bytes, 0, 0, false);
    while !rest.is_empty() {
        let (line, behind) = mbox::split_line(rest);
        if line.trim_ascii().is_empty() || (cut && behind.is_empty()) {
            break;
        }
        match field_name(line) {
            Some(name) => known |= is_well_known(name),
            None if lines == 0 => return false,
            // A copy may end in the middle of a field name.
            None if behind.is_empty() => {}
            None if line.starts_with(b" ") || line.starts_with(b"\t") => {}
            None => stray += 1,
        }
        lines += 1;
        rest = behind;
    }
    known && stray * STRAY_OF <= lines
}

/// Name of the header field in this line (RFC 5322, tolerating spaces before the colon).
pub fn field_name(line: &[u8]) -> Option<&[u8]> {
    let colon = line.iter().position(|&b| b == b':')?;
    let name = line[..colon].trim_ascii_end();
    (!name.is_empty() && name.iter().all(u8::is_ascii_graphic)).then_some(name)
}

fn is_well_known(name: &[u8]) -> bool {
    let own = name.len() > 2 && name[..2].eq_ignore_ascii_case(b"x-");
    own || WELL_KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}
