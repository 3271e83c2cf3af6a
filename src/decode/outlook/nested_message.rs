//! Serialises an embedded message as mail, so that it can be read like any other attached file.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::decode::mail::Letter;

/// MIME boundary; it has characters that no part has, because all parts are in Base64.
const BETWEEN: &str = "=_between_=";

/// The message as mail, with those attachments that could be read.
pub fn written(letter: &Letter) -> Vec<u8> {
    let mut out = String::new();
    for field in &letter.text.fields {
        // The whole value is one encoded word, so that any content is kept exactly.
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
    // 57 bytes are 76 characters in Base64.
    for line in bytes.chunks(57) {
        STANDARD.encode_string(line, out);
        *out += "\r\n";
    }
}

/// Percent-encodes a name as required by RFC 2231.
fn percent(name: &str) -> String {
    name.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
