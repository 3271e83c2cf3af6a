//! Dates: mail programs write them each in its own way, so their terms are held against each other by what they mean.

/// English names of months and of days, of which programs show the first three letters or all.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// What a term of a date means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Month(u32),
    Day(usize),
    Number(u32),
    Other,
}

/// How two terms of a date stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// They mean the same, or may: another order, another language.
    Same,
    /// They may be of another time zone: an hour.
    Unclear,
    /// They mean different things.
    Different,
}

/// Holds a term that is shown against the original's; `is_hour` is whether that is the hour.
pub fn meant(original: &str, shown: &str, is_hour: bool) -> Meant {
    use Meaning::{Day, Month, Number, Other};
    match (meaning(original), meaning(shown)) {
        (a, b) if a == b && a != Other => Meant::Same,
        (Month(month), Number(number)) | (Number(number), Month(month)) if month == number => Meant::Same,
        (Number(_), Number(_)) if is_hour => Meant::Unclear,
        (Number(_), Number(_)) | (Month(_), Month(_)) | (Day(_), Day(_)) => Meant::Different,
        _ => Meant::Same,
    }
}

fn meaning(term: &str) -> Meaning {
    let is_name = term.len() >= 3;
    if let Ok(number) = term.parse() {
        Meaning::Number(number)
    } else if let (true, Some(month)) = (is_name, MONTHS.iter().position(|m| m.starts_with(term))) {
        Meaning::Month(month as u32 + 1)
    } else if let (true, Some(day)) = (is_name, DAYS.iter().position(|d| d.starts_with(term))) {
        Meaning::Day(day)
    } else {
        Meaning::Other
    }
}

#[cfg(test)]
mod tests {
    use super::{Meant, meant};

    #[test]
    fn a_date_written_otherwise_is_the_same() {
        for (original, shown) in
            [("nov", "november"), ("08", "8"), ("may", "05"), ("mon", "montag"), ("0000", "0")]
        {
            assert_eq!(meant(original, shown, false), Meant::Same, "{original} {shown}");
        }
    }

    #[test]
    fn another_day_or_month_is_not() {
        for (original, shown) in [("08", "9"), ("may", "june"), ("2031", "2030"), ("mon", "tue")] {
            assert_eq!(meant(original, shown, false), Meant::Different, "{original} {shown}");
        }
        assert_eq!(meant("08", "09", true), Meant::Unclear);
    }
}
