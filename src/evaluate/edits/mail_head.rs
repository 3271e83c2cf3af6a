//! Sender, date or recipient of a message is changed.

use fastrand::Rng;

use crate::evaluate::mail_layout::Letter;
use crate::evaluate::tamper_text::{Reworded, Spot, spots};
use crate::model::text::FieldKind;

/// Names of the months in a date of RFC 5322.
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// Shortest name or address in which a letter is changed, in letters.
const LONG: usize = 3;
/// Last day that every month has.
const LAST_DAY: u32 = 28;
/// Number of years within which another year lies.
const YEARS: u32 = 9;

/// Another sender.
pub fn sender(letter: &Letter, lots: &mut Rng) -> Option<Reworded> {
    person(letter, FieldKind::From, FieldKind::To, lots)
}

/// Another recipient.
pub fn recipient(letter: &Letter, lots: &mut Rng) -> Option<Reworded> {
    person(letter, FieldKind::To, FieldKind::From, lots)
}

/// Another date: its day, month, year, hour or minute.
pub fn date(letter: &Letter, lots: &mut Rng) -> Option<Reworded> {
    let of_row = |row: usize| {
        let line = letter.lines[row].as_str();
        let words = line.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
        words.map(move |word| (row, word.as_ptr() as usize - line.as_ptr() as usize, word))
    };
    let mut parts: Vec<Spot> = letter.rows_of(FieldKind::Date).flat_map(of_row).collect();
    lots.shuffle(&mut parts);
    parts.into_iter().find_map(|spot| {
        let now = other_part(spot.2, lots)?;
        replaced(letter, spot, &now)
    })
}

/// The person of the other field takes the place of the one of this field, or one letter of its name or address
/// is changed, each half of the time.
fn person(letter: &Letter, field: FieldKind, other: FieldKind, lots: &mut Rng) -> Option<Reworded> {
    let is_whole = lots.bool();
    let whole = is_whole.then(|| exchanged(letter, field, other)).flatten();
    whole.or_else(|| misspelled(letter, field, lots))
}

/// The field with the text of the other field. Returns `None` if either is longer than a line, or both are equal.
fn exchanged(letter: &Letter, field: FieldKind, other: FieldKind) -> Option<Reworded> {
    let text = |kind: FieldKind| {
        let rows = letter.rows_of(kind);
        let line = (rows.len() == 1).then(|| letter.lines[rows.start].as_str())?;
        let at = kind.name().len() + 1;
        let text = line.get(at..)?.trim();
        (!text.is_empty()).then_some((rows.start, line.len() - line.get(at..)?.trim_start().len(), text))
    };
    let (spot, (_, _, now)) = (text(field)?, text(other)?);
    (spot.2 != now).then(|| replaced(letter, spot, now)).flatten()
}

/// The field with one letter of a name or address changed.
fn misspelled(letter: &Letter, field: FieldKind, lots: &mut Rng) -> Option<Reworded> {
    let mut words = spots(letter, letter.rows_of(field));
    lots.shuffle(&mut words);
    words.into_iter().find_map(|spot| {
        let word = spot.2;
        let letters: Vec<(usize, char)> =
            word.char_indices().filter(|(_, c)| c.is_ascii_lowercase()).collect();
        let (at, was) = *lots.choice(&letters).filter(|_| letters.len() >= LONG)?;
        let now = char::from(b'a' + (was as u8 - b'a' + lots.u8(1..26)) % 26);
        replaced(letter, spot, &format!("{}{now}{}", &word[..at], &word[at + 1..]))
    })
}

/// Another month, day, year or time of day. Returns `None` if the word is none of these.
fn other_part(word: &str, lots: &mut Rng) -> Option<String> {
    if let Some(month) = MONTHS.iter().position(|month| *month == word) {
        return Some(MONTHS[(month + lots.usize(1..12)) % 12].to_owned());
    }
    if let Some((hour, rest)) = word.split_once(':') {
        let (minute, seconds) = rest.split_at_checked(2)?;
        let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
        let (hour, minute) = if lots.bool() {
            (another(hour, 0, 23, lots), minute)
        } else {
            (hour, another(minute, 0, 59, lots))
        };
        return Some(format!("{hour:02}:{minute:02}{seconds}"));
    }
    let value: u32 = word.parse().ok().filter(|_| word.bytes().all(|byte| byte.is_ascii_digit()))?;
    match word.len() {
        1 => Some(another(value, 1, 9, lots).to_string()),
        2 => Some(another(value, 10, LAST_DAY, lots).to_string()),
        4 => Some(another(value, value.saturating_sub(YEARS), value.saturating_add(YEARS), lots).to_string()),
        _ => None,
    }
}

/// Another number of this range.
fn another(value: u32, from: u32, to: u32, lots: &mut Rng) -> u32 {
    let drawn = lots.u32(from..to);
    if drawn >= value { drawn + 1 } else { drawn }
}

/// The message with another text at this spot. Returns `None` if its line becomes too wide.
fn replaced(letter: &Letter, (row, at, was): Spot, now: &str) -> Option<Reworded> {
    let mut reworded = letter.clone();
    reworded.lines[row].replace_range(at..at + was.len(), now);
    let bounds = letter.bounds(row, &letter.lines[row][..at], [was, now]);
    let has_room = letter.has_room_for(&reworded.lines[row]);
    has_room.then(|| Reworded { letter: reworded, bounds, was: was.to_owned(), now: now.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::{Field, Text};

    fn letter(fields: &[(FieldKind, &str)]) -> Letter {
        let fields =
            fields.iter().map(|(kind, text)| Field { kind: *kind, text: (*text).to_owned() }).collect();
        let body = "The lamps came on Monday, and all of them are broken. Please send other ones soon, and \
                    tell me what became of the boats that were promised.\n"
            .to_owned();
        Letter::of(&Text { fields, body }, &mut Rng::with_seed(5)).unwrap()
    }

    fn message() -> Letter {
        letter(&[
            (FieldKind::Subject, "Lamps"),
            (FieldKind::From, "Ada Pohl <ada@harbour.example>"),
            (FieldKind::To, "Ben Rusk <ben@yard.example>"),
            (FieldKind::Date, "Tue, 14 Mar 1933 10:22:05 +0100"),
        ])
    }

    #[test]
    fn one_field_is_changed_and_no_other_line() {
        let message = message();
        for (made, kind) in [
            (sender as super::super::OfAHeading, FieldKind::From),
            (date, FieldKind::Date),
            (recipient, FieldKind::To),
        ] {
            let mut shown = std::collections::BTreeSet::new();
            for seed in 0..40 {
                let done = made(&message, &mut Rng::with_seed(seed)).unwrap();
                let changed: Vec<usize> =
                    (0..message.lines.len()).filter(|&i| message.lines[i] != done.letter.lines[i]).collect();
                assert!(!changed.is_empty() && changed.iter().all(|row| message.rows_of(kind).contains(row)));
                assert_ne!(done.was, done.now);
                assert!(message.lines[changed[0]].contains(&done.was));
                assert!(done.letter.lines[changed[0]].contains(&done.now));
                let pixels = super::super::sample::differences(&message.drawn(), &done.letter.drawn());
                let top = done.bounds.y0 - 1.0;
                let bottom = done.bounds.y1 + 8.0;
                assert!(!pixels.is_empty());
                assert!(
                    pixels.iter().all(|(_, y, _)| (top..bottom).contains(&(*y as f64))),
                    "{}",
                    done.bounds
                );
                shown.insert(done.letter.lines[changed[0]].clone());
            }
            assert!(shown.len() >= 10, "{kind:?}: {shown:?}");
        }
    }

    #[test]
    fn another_date_is_a_date() {
        let message = message();
        for seed in 0..200 {
            let done = date(&message, &mut Rng::with_seed(seed)).unwrap();
            let row = message.rows_of(FieldKind::Date).start;
            let line = done.letter.lines[row].strip_prefix("Date: Tue, ").unwrap();
            let parts: Vec<&str> = line.split([' ', ':']).collect();
            let number = |i: usize| parts[i].parse::<u32>().unwrap();
            assert!((1..=28).contains(&number(0)) && MONTHS.contains(&parts[1]), "{line}");
            assert!((1924..=1942).contains(&number(2)) && number(3) < 24 && number(4) < 60, "{line}");
            assert!(line.ends_with(":05 +0100"), "{line}");
        }
    }

    #[test]
    fn a_message_without_the_field_has_no_place_for_it() {
        let message =
            letter(&[(FieldKind::Subject, "Lamps"), (FieldKind::From, "Ada <ada@harbour.example>")]);
        assert!(sender(&message, &mut Rng::with_seed(1)).is_some());
        assert!(recipient(&message, &mut Rng::with_seed(1)).is_none());
        assert!(date(&message, &mut Rng::with_seed(1)).is_none());
    }
}
