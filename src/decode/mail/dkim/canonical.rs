//! Canonicalisation of header and body: unchanged, or without what mail servers change (RFC 6376, section 3.4).

use sha2::{Digest, Sha256};

/// Canonicalisation algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `simple`: no change is tolerated.
    Simple,
    /// `relaxed`: runs of white space count as one space, and trailing white space is ignored.
    Relaxed,
}

/// Body hash.
pub struct Hashed {
    pub digest: [u8; 32],
    /// Number of bytes after those that were hashed.
    pub left: u64,
}

/// Appends the canonical form of a header field, including its line end.
pub fn field(name: &[u8], raw: &[u8], form: Form, to: &mut Vec<u8>) {
    match form {
        Form::Simple => {
            for line in raw.split_inclusive(|&b| b == b'\n') {
                to.extend(without_end(line));
                to.extend(b"\r\n");
            }
        }
        Form::Relaxed => {
            to.extend(name.to_ascii_lowercase());
            to.push(b':');
            let colon = raw.iter().position(|&b| b == b':').map_or(raw.len(), |at| at + 1);
            let mut words = raw[colon..].split(|b| b" \t\r\n".contains(b)).filter(|word| !word.is_empty());
            to.extend(words.next().unwrap_or_default());
            for word in words {
                to.push(b' ');
                to.extend(word);
            }
            to.extend(b"\r\n");
        }
    }
}

/// Hash of the canonical body, or of its first `length` bytes. Returns `None` if it has fewer.
pub fn hash(body: &[u8], form: Form, length: Option<u64>) -> Option<Hashed> {
    let mut hasher = Sha256::new();
    let mut room = length.unwrap_or(u64::MAX);
    let mut left = 0;
    let mut put = |bytes: &[u8]| {
        let fits = usize::try_from(room).map_or(bytes.len(), |room| room.min(bytes.len()));
        hasher.update(&bytes[..fits]);
        room -= fits as u64;
        left += (bytes.len() - fits) as u64;
    };
    // Trailing empty lines are ignored, so an empty line counts only if something follows.
    let (mut empty, mut some, mut buffer) = (0u64, false, Vec::new());
    for line in body.split_inclusive(|&b| b == b'\n') {
        let line = line_of(line, form, &mut buffer);
        if line.is_empty() {
            empty += 1;
            continue;
        }
        (0..std::mem::take(&mut empty)).for_each(|_| put(b"\r\n"));
        put(line);
        put(b"\r\n");
        some = true;
    }
    if !some && form == Form::Simple {
        put(b"\r\n");
    }
    let whole = length.is_none() || room == 0;
    whole.then(|| Hashed { digest: hasher.finalize().into(), left })
}

/// Canonical form of a line, without its end.
fn line_of<'a>(line: &'a [u8], form: Form, buffer: &'a mut Vec<u8>) -> &'a [u8] {
    let line = without_end(line);
    if form == Form::Simple {
        return line;
    }
    buffer.clear();
    for &b in line {
        match b {
            b' ' | b'\t' if buffer.last() == Some(&b' ') => {}
            b' ' | b'\t' => buffer.push(b' '),
            _ => buffer.push(b),
        }
    }
    buffer.strip_suffix(b" ").unwrap_or(buffer)
}

/// A line without its end, which is LF or CRLF in files and always CRLF in mail.
fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}
