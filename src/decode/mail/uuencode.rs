//! Files uuencoded in the text of a message, as was usual before MIME (POSIX, `uuencode`). Decoding is strict: a text may
//! say "begin" without a file after it, and a damaged file must not pass for a whole one.

use std::ops::Range;

use super::charset;
use super::mbox::split_line;

/// Characters per group of three bytes.
const GROUP: usize = 4;
/// Characters that a line may have beyond its groups: some encoders add a checksum.
const MOST_EXTRA: usize = 2;

/// Reason given for a file whose coding is broken.
const BROKEN: &str =
    "It is uuencoded in the text of the message, and is damaged or cut off. Get the message again.";

/// A uuencoded file.
pub struct Coded {
    /// Its lines within the text, from `begin` on; only that line if the file is broken.
    pub range: Range<usize>,
    /// Its name as given.
    pub name: String,
    /// Its bytes, or the reason they were not read.
    pub content: Result<Vec<u8>, String>,
}

/// The uuencoded files of a text, in order.
pub fn files(text: &[u8]) -> impl Iterator<Item = Coded> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let from = at;
            let line = split_line(&text[at..]).0;
            at += line.len();
            let Some(name) = named(line) else { continue };
            let (content, length) = decoded(&text[at..]);
            let whole = from..at + length;
            match content {
                Some(content) => {
                    at += length;
                    return Some(Coded { range: whole, name, content: Ok(content) });
                }
                // Text that only begins like a file.
                None if length == 0 => {}
                None => {
                    let range = from..at;
                    // No line of a file begins like `begin`, so none is passed over.
                    at += length;
                    return Some(Coded { range, name, content: Err(BROKEN.into()) });
                }
            }
        }
        None
    })
}

/// The text without its files that could be read.
pub fn without_files(text: &[u8]) -> Vec<u8> {
    let (mut left, mut at) = (Vec::with_capacity(text.len()), 0);
    for file in files(text).filter(|file| file.content.is_ok()) {
        left.extend(&text[at..file.range.start]);
        at = file.range.end;
    }
    left.extend(&text[at..]);
    left
}

/// Name of the file that this line begins: `begin 644 annex.pdf`.
fn named(line: &[u8]) -> Option<String> {
    let behind = line.strip_prefix(b"begin ")?;
    let digits = behind.iter().take_while(|b| matches!(b, b'0'..=b'7')).count();
    let name = behind[digits..].strip_prefix(b" ")?.trim_ascii();
    let is_mode = matches!(digits, 3 | 4);
    (is_mode && !name.is_empty()).then(|| charset::spelled(name, None))
}

/// The bytes coded in these lines, `None` if the coding breaks off, and the length of the lines that are coded.
fn decoded(lines: &[u8]) -> (Option<Vec<u8>>, usize) {
    let (mut bytes, mut at) = (Vec::new(), 0);
    loop {
        let line = split_line(&lines[at..]).0;
        let plain = line.strip_suffix(b"\n").unwrap_or(line);
        let plain = plain.strip_suffix(b"\r").unwrap_or(plain);
        if plain.trim_ascii_end() == b"end" {
            return (Some(bytes), at + line.len());
        }
        if line.is_empty() || !take_line(plain, &mut bytes) {
            return (None, at);
        }
        at += line.len();
    }
}

/// Appends the bytes of one line. Returns false if it is not a line of a file.
fn take_line(line: &[u8], bytes: &mut Vec<u8>) -> bool {
    // The grave accent stands for the space, which mail programs may take away from the end of a line.
    let value = |at: usize| match line.get(at).copied().unwrap_or(b' ') {
        b @ b' '..=b'`' => Some((b - b' ') & 63),
        _ => None,
    };
    let Some(count) = value(0).map(usize::from) else { return false };
    let groups = count.div_ceil(3);
    if line.len() > 1 + GROUP * groups + MOST_EXTRA {
        return false;
    }
    let end = bytes.len() + count;
    for group in 0..groups {
        let mut bits = 0;
        for at in 0..GROUP {
            let Some(value) = value(1 + GROUP * group + at) else { return false };
            bits = bits << 6 | u32::from(value);
        }
        bytes.extend(&bits.to_be_bytes()[1..]);
    }
    bytes.truncate(end);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAT: &[u8] = b"See below.\r\nbegin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\nYours\r\n";

    fn found(text: &[u8]) -> Vec<(String, Option<Vec<u8>>)> {
        files(text).map(|file| (file.name, file.content.ok())).collect()
    }

    #[test]
    fn a_file_is_taken_out_of_the_text() {
        assert_eq!(found(CAT), [("cat.txt".to_owned(), Some(b"Cat".to_vec()))]);
        assert_eq!(without_files(CAT), b"See below.\r\nYours\r\n");
    }

    #[test]
    fn blanks_at_the_ends_of_lines_may_be_missing() {
        // Three zero bytes, and the line without bytes, are spaces.
        assert_eq!(found(b"begin 600 a b\n#\n\nend\n"), [("a b".to_owned(), Some(vec![0; 3]))]);
        assert_eq!(found(b"begin 600 a\n#    \n \nend"), [("a".to_owned(), Some(vec![0; 3]))]);
    }

    #[test]
    fn attack_a_broken_file_is_named_and_its_text_stays() {
        for cut in [&b"begin 644 a.doc\n#0V%T\n"[..], b"begin 644 a.doc\n#0V%T\n#0v%T\n`\nend\n"] {
            assert_eq!(found(cut), [("a.doc".to_owned(), None)], "{}", cut.escape_ascii());
            assert_eq!(without_files(cut), cut);
        }
        // A whole file behind a broken one is read.
        let both = [&b"begin 644 a.doc\n#0V%T\n"[..], CAT].concat();
        assert_eq!(found(&both), [("a.doc".to_owned(), None), ("cat.txt".to_owned(), Some(b"Cat".to_vec()))]);
    }

    #[test]
    fn words_that_begin_like_a_file_are_words() {
        for text in [&b"begin 644 words\nhere they are\n"[..], b"begin 12 x\n#0V%T\n`\nend\n", b"begin 644 x"]
        {
            assert_eq!(found(text), [], "{}", text.escape_ascii());
        }
    }
}
