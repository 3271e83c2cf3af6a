//! Texts and times as a file has them, made plain: bounded, without padding, and without nonsense.

use jiff::civil::DateTime;

use crate::limits::MAX_FILE_TEXT_BYTES;

/// Letters of a time without its offset: `2031-09-08T16:04:00`.
const MOMENT: usize = 19;

/// The text up to its first NUL, without white space around it. Bytes that are not UTF-8 are replaced. Returns `None`
/// if nothing is left.
pub fn text(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.split(|&byte| byte == 0).next().unwrap_or_default();
    // The longest text may be of letters that are replaced, each with three bytes.
    short(&String::from_utf8_lossy(&bytes[..bytes.len().min(2 * MAX_FILE_TEXT_BYTES)]))
}

/// The text in Latin-1, as PNG has it.
pub fn latin(bytes: &[u8]) -> Option<String> {
    short(&bytes.iter().take(2 * MAX_FILE_TEXT_BYTES).map(|&byte| char::from(byte)).collect::<String>())
}

/// The text without white space around it, cut to the longest that is kept.
pub fn short(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    let text = &text[..text.floor_char_boundary(MAX_FILE_TEXT_BYTES)];
    (!text.is_empty()).then(|| text.to_owned())
}

/// A time in the form `2031-09-08T16:04:00`, with an offset if it has one. The date may be written as in EXIF, with
/// colons. Returns `None` if there is no such time.
pub fn moment(said: &str, offset: Option<&str>) -> Option<String> {
    let said = said.trim();
    let (said, rest) = said.split_at_checked(MOMENT)?;
    let mut numbers = said.split([':', '-', 'T', ' ']).map(number);
    let mut next = || numbers.next().flatten();
    let [year, month, day, hour, minute, second] = [next()?, next()?, next()?, next()?, next()?, next()?];
    let small = |number: i16| i8::try_from(number).ok();
    let [month, day, hour, minute, second] =
        [small(month)?, small(day)?, small(hour)?, small(minute)?, small(second)?];
    let time = DateTime::new(year, month, day, hour, minute, second, 0).ok().filter(|_| year > 0)?;
    let rest = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = [Some(rest), offset].into_iter().flatten().find_map(zone).unwrap_or_default();
    Some(format!("{time}{offset}"))
}

fn number(digits: &str) -> Option<i16> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// An offset from UTC: `Z`, `+02:00` or `-11:30`.
fn zone(said: &str) -> Option<&str> {
    let said = said.trim();
    let is_offset = match said.as_bytes() {
        [b'Z'] => true,
        [b'+' | b'-', digits @ ..] => matches!(digits, [a, b, b':', c, d]
            if [a, b, c, d].into_iter().all(u8::is_ascii_digit) && *a <= b'1' && *c <= b'5'),
        _ => false,
    };
    is_offset.then_some(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_in_one_form_and_nonsense_is_not_said() {
        let cases = [
            ("2031:09:08 16:04:00", None, Some("2031-09-08T16:04:00")),
            ("2031:09:08 16:04:00", Some("+02:00"), Some("2031-09-08T16:04:00+02:00")),
            ("2031-09-08T16:04:00.123-03:30", None, Some("2031-09-08T16:04:00-03:30")),
            ("2031-09-08T16:04:00Z", None, Some("2031-09-08T16:04:00Z")),
            ("2031:09:08 16:04:00", Some("later"), Some("2031-09-08T16:04:00")),
            ("2031:09:08 16:04:00", Some("+09:90"), Some("2031-09-08T16:04:00")),
            ("2031:02:30 16:04:00", None, None),
            ("2031:09:08 25:04:00", None, None),
            ("0000:00:00 00:00:00", None, None),
            ("    :  :     :  :  ", None, None),
            ("2031:09:08", None, None),
            ("-031:09:08 16:04:00", None, None),
            ("ÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿ", None, None),
        ];
        for (said, offset, expected) in cases {
            assert_eq!(moment(said, offset).as_deref(), expected, "{said}");
        }
    }

    #[test]
    fn texts_are_short_and_end_at_the_first_nul() {
        assert_eq!(text(b" Paintbox 3 \0\0junk").as_deref(), Some("Paintbox 3"));
        assert_eq!(text(b"\0\0"), None);
        assert_eq!(text(b"a\xffb").as_deref(), Some("a\u{fffd}b"));
        assert_eq!(latin(b"caf\xe9").as_deref(), Some("café"));
        for long in [text(&[b'x'; 1 << 20]), text(&[0xff; 1 << 20]), latin(&[0xe9; 1 << 20])] {
            assert!((1..=MAX_FILE_TEXT_BYTES).contains(&long.unwrap().len()));
        }
    }
}
