//! Canonical form of a value, so that two programs compute the same digest.
//!
//! JSON on one line, without white space, members sorted by name, and non-ASCII characters as `\uXXXX` in lower
//! case, like Python's `json.dumps(value, sort_keys=True, separators=(",", ":"))`. For integers and ASCII
//! strings it is the form of RFC 8785; other characters are escaped, so that a log shown on a terminal cannot
//! contain control sequences. There are no fractions, because programs format them differently.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::model::hex::hex;

/// Canonical form of a value.
pub fn form(mut value: Value) -> String {
    value.sort_all_objects();
    let json = value.to_string();
    let mut form = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() && c != '\u{7f}' {
            form.push(c);
        } else {
            let mut units = [0; 2];
            c.encode_utf16(&mut units).iter().for_each(|unit| form.push_str(&format!("\\u{unit:04x}")));
        }
    }
    form
}

/// SHA-256 in lower-case hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn one_value_has_one_form() {
        let value =
            json!({"b": [1, -2, null, true], "a": {"z": "", "y": "\"\\/\n\r\t\u{8}\u{c}\u{1}\u{7f}"}});
        assert_eq!(form(value), r#"{"a":{"y":"\"\\/\n\r\t\b\f\u0001\u007f","z":""},"b":[1,-2,null,true]}"#);
        assert_eq!(form(json!("ö\u{202e}機🎬\u{9b}")), r#""\u00f6\u202e\u6a5f\ud83c\udfac\u009b""#);
    }

    #[test]
    fn what_it_wrote_reads_as_the_same_value() {
        let value = json!({"name": "Größe 🎬 \u{0} \\u00f6", "number": u64::MAX});
        assert_eq!(serde_json::from_str::<Value>(&form(value.clone())).unwrap(), value);
    }
}
