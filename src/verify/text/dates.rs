//! Dates: mail programs write them each in its own way, so their terms are held against each other by what they mean.

/// Names of months and of days, of which programs show the first three letters or all, without accents.
const MONTHS: [&[&str]; 12] = [
    &["january", "januar", "janvier", "enero", "gennaio", "janeiro", "januari"],
    &["february", "februar", "fevrier", "febrero", "febbraio", "fevereiro", "februari"],
    &["march", "marz", "maerz", "mars", "marzo", "marco", "maart"],
    &["april", "avril", "abril", "aprile"],
    &["may", "mai", "mayo", "maggio", "maio", "mei"],
    &["june", "juni", "juin", "junio", "giugno", "junho"],
    &["july", "juli", "juillet", "julio", "luglio", "julho"],
    &["august", "aout", "agosto", "augustus"],
    &["september", "septembre", "septiembre", "settembre", "setembro"],
    &["october", "oktober", "octobre", "octubre", "ottobre", "outubro"],
    &["november", "novembre", "noviembre", "novembro"],
    &["december", "dezember", "decembre", "diciembre", "dicembre", "dezembro"],
];
const DAYS: [&[&str]; 7] = [
    &["monday", "montag", "lundi", "lunes", "lunedi", "segunda", "maandag"],
    &["tuesday", "dienstag", "mardi", "martes", "martedi", "terca", "dinsdag"],
    &["wednesday", "mittwoch", "mercredi", "miercoles", "mercoledi", "quarta", "woensdag"],
    &["thursday", "donnerstag", "jeudi", "jueves", "giovedi", "quinta", "donderdag"],
    &["friday", "freitag", "vendredi", "viernes", "venerdi", "sexta", "vrijdag"],
    &["saturday", "samstag", "samedi", "sabado", "sabato", "zaterdag"],
    &["sunday", "sonntag", "dimanche", "domingo", "domenica", "zondag"],
];

/// A day of the calendar, as far as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// Its year, where that is written.
    pub year: Option<u32>,
    /// Month, from 1.
    pub month: u32,
    /// Day of the month, from 1.
    pub day: u32,
}

impl Day {
    /// Whether it may be this date, or in another zone of time that of the day before or after.
    pub fn may_be(self, date: jiff::civil::Date) -> bool {
        let days = [date.yesterday(), Ok(date), date.tomorrow()];
        days.into_iter().flatten().any(|date| {
            let year =
                self.year.is_none_or(|year| year == date.year() as u32 || year == date.year() as u32 % 100);
            year && self.month == date.month() as u32 && self.day == date.day() as u32
        })
    }
}

/// The day of a date as headers write it (RFC 5322), in its own zone.
pub fn date_of_header(text: &str) -> Option<jiff::civil::Date> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_zoned(text).ok().map(|time| time.date())
}

/// The days that are written with the name of their month among terms, and where each stands.
pub fn days(terms: &[&str]) -> Vec<(std::ops::Range<usize>, Day)> {
    let month = |at: usize| match terms.get(at).map(|term| meaning(term)) {
        Some(Meaning::Month(month)) => Some(month),
        _ => None,
    };
    let number = |at: Option<usize>| at.and_then(|at| terms.get(at)).and_then(|term| leading_number(term));
    let is_day = |day: &u32| (1..=31).contains(day);
    let is_year = |year: &u32| (1970..2100).contains(year);
    let mut found = Vec::new();
    for (at, month) in (0..terms.len()).filter_map(|at| Some((at, month(at)?))) {
        let before = number(at.checked_sub(1)).filter(is_day);
        let after = number(Some(at + 1)).filter(is_day);
        let (range, day) = match (before, after) {
            (Some(day), _) => (at - 1..at + 1, day),
            (None, Some(day)) => (at..at + 2, day),
            _ => continue,
        };
        let year = number(Some(range.end)).filter(is_year);
        let end = range.end + usize::from(year.is_some());
        found.push((range.start..end, Day { year, month, day }));
    }
    found
}

/// The number that a term is, or begins with: "3rd".
fn leading_number(term: &str) -> Option<u32> {
    let digits = term.len() - term.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let suffix = &term[digits..];
    let is_ordinal = suffix.is_empty() || ["st", "nd", "rd", "th"].contains(&suffix);
    if is_ordinal { term[..digits].parse().ok() } else { None }
}

/// Whether a term names a month or a day of the week.
pub fn is_calendar(term: &str) -> bool {
    matches!(meaning(term), Meaning::Month(_) | Meaning::Day(_))
}

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
    } else if let (true, Some(month)) = (is_name, place(&MONTHS, term)) {
        Meaning::Month(month as u32 + 1)
    } else if let (true, Some(day)) = (is_name, place(&DAYS, term)) {
        Meaning::Day(day)
    } else {
        Meaning::Other
    }
}

fn place(names: &[&[&str]], term: &str) -> Option<usize> {
    names.iter().position(|names| names.iter().any(|name| name.starts_with(term)))
}

#[cfg(test)]
mod tests {
    use super::{Day, Meant, date_of_header, days, meant};

    #[test]
    fn days_are_found_in_any_order() {
        let day = Day { year: Some(2031), month: 10, day: 6 };
        for said in ["monday 6 october 2031 9 51", "mon oct 6 2031", "6 oktober 2031", "october 6th 2031"] {
            let words: Vec<&str> = said.split(' ').collect();
            assert_eq!(days(&words).into_iter().map(|d| d.1).collect::<Vec<_>>(), [day], "{said}");
        }
        assert!(days(&["may", "i", "send", "3", "cards"]).is_empty());
        assert!(day.may_be(date_of_header("Mon, 06 Oct 2031 23:51:00 +0200").unwrap()));
        assert!(!day.may_be(date_of_header("Sat, 03 Feb 2029 07:15:00 +0200").unwrap()));
    }

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
