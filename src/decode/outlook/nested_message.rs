//! A message within a message, written as mail: so that it is a file that can be read like any other attached one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::decode::mail::Letter;

/// Stands between the parts; it has letters that no part has, for all are in base64.
const BETWEEN: &str = "=_between_=";

/// The letter as mail, with what is attached and could be had.
pub fn written(letter: &Letter) -> Vec<u8> {
    let mut out = String::new();
    for field in &letter.text.fields {
        // All of it as one encoded word: it stands as it is said, whatever it holds.
        out += &format!("{}: =?utf-8?B?{}?=\r\n", field.kind.name(), STANDARD.encode(&field.text));
    }
    out += &format!("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{BETWEEN}\"\r\n");
    part(&mut out, "text/plain; charset=utf-8", "inline", letter.text.body.as_bytes());
    for (name, content) in &letter.attached {
        let place = format!("attachment; filename*=utf-8''{}", percent(name));
        content.iter().for_each(|bytes| part(&mut out, "application/octet-stream", &place, bytes));
    }
    out += &format!("\r\n--{BETWEEN}--\r\n");
    out.into_bytes()
}

fn part(out: &mut String, kind: &str, place: &str, bytes: &[u8]) {
    *out += &format!("\r\n--{BETWEEN}\r\nContent-Type: {kind}\r\nContent-Disposition: {place}\r\n");
    *out += "Content-Transfer-Encoding: base64\r\n\r\n";
    // Lines of 57 bytes are lines of 76 letters.
    for line in bytes.chunks(57) {
        STANDARD.encode_string(line, out);
        *out += "\r\n";
    }
}

/// A name in the letters that RFC 2231 allows.
fn percent(name: &str) -> String {
    name.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
