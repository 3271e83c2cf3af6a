//! Lenient decoding of bytes to text: an error costs only the characters affected.

use mail_parser::decoders::charsets::map::charset_decoder;

/// Character set assumed without a declaration: that of most programs, a superset of Latin-1.
const GUESS: &[u8] = b"windows-1252";

/// Decodes a content transfer encoding.
pub fn transfer(bytes: &[u8], encoding: &str) -> Vec<u8> {
    match encoding.trim().to_ascii_lowercase().as_str() {
        "base64" => base64(bytes),
        "quoted-printable" => quoted_printable(bytes),
        _ => bytes.to_vec(),
    }
}

/// Decodes Base64; other bytes are ignored, and an incomplete last group gives the bytes it has.
fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut group, mut bits) = (0u32, 0);
    for &b in bytes {
        let value = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            // After padding a new group begins, because some encoders encode in pieces.
            b'=' => {
                (group, bits) = (0, 0);
                continue;
            }
            _ => continue,
        };
        (group, bits) = (group << 6 | u32::from(value), bits + 6);
        if bits >= 8 {
            bits -= 8;
            out.push((group >> bits) as u8);
            group &= (1 << bits) - 1;
        }
    }
    out
}

/// Decodes quoted-printable; an equals sign without a valid code is kept.
fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        let behind = &bytes[at + 1..];
        if b != b'=' {
            out.push(b);
            at += 1;
        } else if let Some(length) = soft_break(behind) {
            at += 1 + length;
        } else if let Some(value) = hexadecimal(behind) {
            out.push(value);
            at += 3;
        } else {
            out.push(b);
            at += 1;
        }
    }
    out
}

/// Length of the rest of a line, including its end, if it is only white space.
fn soft_break(behind: &[u8]) -> Option<usize> {
    let blank = behind.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
    match behind.get(blank) {
        Some(b'\n') => Some(blank + 1),
        None => Some(blank),
        Some(_) => None,
    }
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let digit = |b: &u8| char::from(*b).to_digit(16);
    let value = digit(digits.first()?)? << 4 | digit(digits.get(1)?)?;
    u8::try_from(value).ok()
}

/// Decodes bytes in a character set; guesses if it is unknown or cannot be right.
pub fn spelled(bytes: &[u8], charset: Option<&str>) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let name = charset.unwrap_or_default().trim().to_ascii_lowercase();
    match name.as_str() {
        // Programs that declare Latin-1 mean its superset Windows-1252.
        "iso-8859-1" | "iso8859-1" | "latin1" | "iso_8859-1" => by_name(bytes, GUESS),
        "" | "utf-8" | "utf8" | "us-ascii" | "ascii" | "unknown-8bit" => guessed(bytes),
        name => match charset_decoder(name.as_bytes()) {
            Some(decode) => decode(bytes),
            None => guessed(bytes),
        },
    }
}

/// Name of the character set of a Windows code page. Returns `None` for numbers that name none.
pub fn code_page(number: u32) -> Option<String> {
    Some(match number {
        0 | 1200 => return None,
        932 => "shift_jis".into(),
        936 => "gbk".into(),
        949 => "euc-kr".into(),
        950 => "big5".into(),
        10000 => "macintosh".into(),
        20127 | 65001 => "utf-8".into(),
        20866 => "koi8-r".into(),
        21866 => "koi8-u".into(),
        20932 | 51932 => "euc-jp".into(),
        50220..=50222 => "iso-2022-jp".into(),
        51949 => "euc-kr".into(),
        54936 => "gb18030".into(),
        28591..=28606 => format!("iso-8859-{}", number - 28590),
        874 | 1250..=1258 => format!("windows-{number}"),
        other => format!("cp{other}"),
    })
}

/// UTF-8 if the bytes are mostly valid, Windows-1252 if none beyond ASCII is.
fn guessed(bytes: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let beyond = bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii());
    if beyond { String::from_utf8_lossy(bytes).into_owned() } else { by_name(bytes, GUESS) }
}

fn by_name(bytes: &[u8], name: &[u8]) -> String {
    charset_decoder(name).map_or_else(|| String::from_utf8_lossy(bytes).into_owned(), |decode| decode(bytes))
}

/// Converts a header to UTF-8: lines with undeclared bytes beyond ASCII are in the body's character set, or in
/// the assumed one.
pub fn header(bytes: &[u8]) -> Vec<u8> {
    if std::str::from_utf8(bytes).is_ok() {
        return bytes.to_vec();
    }
    let charset = charset_of(bytes);
    let lines = bytes.split_inclusive(|&b| b == b'\n');
    lines.flat_map(|line| spelled(line, charset.as_deref()).into_bytes()).collect()
}

/// The first character set that is declared.
pub fn charset_of(bytes: &[u8]) -> Option<String> {
    const MARK: &[u8] = b"charset=";
    let at = bytes.windows(MARK.len()).position(|window| window.eq_ignore_ascii_case(MARK))? + MARK.len();
    let name = bytes[at..].iter().skip_while(|b| matches!(b, b'"' | b'\''));
    let name: Vec<u8> =
        name.take_while(|b| b.is_ascii_alphanumeric() || b"-_:.".contains(b)).copied().collect();
    String::from_utf8(name).ok()
}

/// Text with lines ended by `\n`, without control characters, and without leading and trailing blanks.
pub fn tidy(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let plain: String = text.chars().filter(|&c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    plain.trim_matches('\n').trim_end().to_owned()
}

/// Text on one line, without control characters.
pub fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
