//! Dates and times as mail programs write them, compared with that of the message.

use jiff::Zoned;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::calendar::{month, weekday};
use crate::check::text::thresholds::DATE_PART_REACH_TERMS;

/// Offsets of time zones from UTC, in minutes.
const ZONES: std::ops::RangeInclusive<i32> = -12 * 60..=14 * 60;
/// Step between the offsets of time zones, in minutes.
const STEP: usize = 15;

/// A term of a line.
#[derive(Clone, Debug)]
pub struct Term<'a> {
    /// The term in small letters without accents.
    pub plain: &'a str,
    /// Its word, with its marks.
    pub word: &'a str,
    /// Number of that word.
    pub number: usize,
    /// Its bytes in that word.
    pub at: std::ops::Range<usize>,
}

/// A number or a name, and the number of its term in the line.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Part {
    term: usize,
    value: i32,
    /// Number of digits; 0 for a name.
    digits: usize,
}

/// A date and time, as far as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenDateTime {
    year: Option<Part>,
    month: Part,
    day: Part,
    weekday: Option<Part>,
    /// Hour, minute and second.
    time: Vec<Part>,
    /// Whether it is after noon, if hours are counted to twelve.
    is_afternoon: Option<bool>,
    /// Offset from UTC in minutes.
    zone: Option<Part>,
}

/// A term that is not the message's.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Number of the term in the line.
    pub term: usize,
    /// The digits that should stand there; `None` for a name.
    pub expected: Option<String>,
}

/// A written date and time compared with the message's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DateComparison {
    /// Terms that are not the message's.
    pub faults: Vec<Fault>,
    /// Whether it is the message's only in another zone than the message's own, and no zone is written.
    pub is_odd: bool,
}

/// The date and time of a header field (RFC 5322). Some fields have no zone: then UTC is assumed. Returns `None` if
/// it cannot be parsed.
pub fn header_date_time(text: &str) -> Option<Zoned> {
    let parser = jiff::fmt::rfc2822::DateTimeParser::new();
    parser.parse_zoned(text).or_else(|_| parser.parse_zoned(format!("{} +0000", text.trim()))).ok()
}

/// The dates of a line, each with all its meanings: 3/2 is a day of two months.
pub fn written_date_times(line: &[Term]) -> Vec<Vec<WrittenDateTime>> {
    let line = Line(line);
    let mut found: Vec<Vec<WrittenDateTime>> = Vec::new();
    for at in 0..line.0.len() {
        let days = line.days(at);
        let is_known = |m: &WrittenDateTime| m.terms().contains(&at);
        if !days.is_empty() && !found.iter().flatten().any(is_known) {
            found.push(days.into_iter().map(|day| line.about(day)).collect());
        }
    }
    found
}

struct Line<'a>(&'a [Term<'a>]);

impl Line<'_> {
    /// The number at the beginning of a term, and the rest: "3rd", "08pm".
    fn number(&self, term: usize) -> Option<(Part, &str)> {
        let plain = self.0.get(term)?.plain;
        let digits = plain.bytes().take_while(u8::is_ascii_digit).count();
        let value = plain[..digits].parse().ok()?;
        Some((Part { term, value, digits }, &plain[digits..]))
    }

    fn whole(&self, term: usize) -> Option<Part> {
        self.number(term).filter(|(_, rest)| rest.is_empty()).map(|(part, _)| part)
    }

    fn year(&self, term: usize) -> Option<Part> {
        self.whole(term).filter(|part| (1970..2100).contains(&part.value))
    }

    /// The year after a day and a month: any number of four digits right there, or a plausible year nearby.
    fn year_behind(&self, end: usize) -> Option<Part> {
        let four = self.whole(end).filter(|part| part.digits == 4);
        four.or_else(|| (end..end + DATE_PART_REACH_TERMS).find_map(|term| self.year(term)))
    }

    fn day(&self, term: usize) -> Option<Part> {
        let is_ordinal = |rest: &str| rest.is_empty() || ["st", "nd", "rd", "th"].contains(&rest);
        let day = self.number(term).filter(|(_, rest)| is_ordinal(rest)).map(|(part, _)| part);
        day.filter(|part| part.digits <= 2)
    }

    /// The dates with the name of a month at a term, or with three numbers from it on.
    fn days(&self, at: usize) -> Vec<WrittenDateTime> {
        let named = self.0.get(at).and_then(|term| month(term.plain));
        let Some(month) = named.map(|value| Part { term: at, value, digits: 0 }) else {
            return self.numbers(at);
        };
        let before = at.checked_sub(1).and_then(|before| self.day(before));
        let Some(day) = before.or_else(|| self.day(at + 1)) else { return Vec::new() };
        let year = self.year_behind(day.term.max(at) + 1);
        let day = Some(day).filter(|day| is_day(day) || year.is_some());
        day.map(|day| WrittenDateTime::of(day, month, year)).into_iter().collect()
    }

    fn numbers(&self, at: usize) -> Vec<WrittenDateTime> {
        let Some([a, b, c]) = self.0.get(at..at + 3) else { return Vec::new() };
        let parts = [at, at + 1, at + 2].map(|term| self.whole(term));
        let [Some(first), Some(second), Some(third)] = parts else { return Vec::new() };
        let is_word = a.number == b.number && b.number == c.number;
        let marks = [a.word.get(a.at.end..b.at.start), b.word.get(b.at.end..c.at.start)];
        let is_marked = is_word && [".", "/", "-"].iter().any(|mark| marks == [Some(*mark); 2]);
        let orders = match (is_marked, self.year(first.term), self.year(third.term)) {
            (false, ..) => Vec::new(),
            (_, Some(year), _) => vec![(third, second, year)],
            (_, None, Some(year)) => vec![(first, second, year), (second, first, year)],
            _ => Vec::new(),
        };
        let fit = orders.into_iter().filter(|(day, month, _)| is_day(day) && (1..=12).contains(&month.value));
        fit.map(|(day, month, year)| WrittenDateTime::of(day, month, Some(year))).collect()
    }

    /// Adds the day of the week, the time and the zone next to a date.
    fn about(&self, day: WrittenDateTime) -> WrittenDateTime {
        let terms = day.terms();
        let (first, last) =
            (terms.iter().min().copied().unwrap_or(0), terms.iter().max().copied().unwrap_or(0));
        let before = || (first.saturating_sub(DATE_PART_REACH_TERMS)..first).rev();
        let inside = || first..=last;
        let behind = || last + 1..(last + 1 + DATE_PART_REACH_TERMS).min(self.0.len());
        let named = |term: usize| {
            let value = weekday(self.0[term].plain)?;
            Some(Part { term, value, digits: 0 })
        };
        let near = |term: &usize| term.abs_diff(first).min(term.abs_diff(last)) <= 2;
        let time = behind().chain(inside()).find_map(|term| self.time(term));
        let (time, is_afternoon) =
            time.or_else(|| before().find_map(|term| self.time(term))).unwrap_or_default();
        let zone =
            time.last().and_then(|last| (last.term + 1..last.term + 3).find_map(|term| self.zone(term)));
        let weekday = before().chain(behind()).filter(near).find_map(named);
        WrittenDateTime { weekday, time, is_afternoon, zone, ..day }
    }

    /// Hour, minute and second from a term on, and whether they are after noon.
    fn time(&self, at: usize) -> Option<(Vec<Part>, Option<bool>)> {
        let follows = |term: usize| {
            let (a, b) = (self.0.get(term - 1)?, self.0.get(term)?);
            (a.number == b.number && a.word.get(a.at.end..b.at.start) == Some(":")).then_some(())
        };
        let hour = self.whole(at).filter(|hour| hour.digits <= 2)?;
        follows(at + 1)?;
        let (minute, mut rest) = self.number(at + 1).filter(|(part, _)| part.digits == 2)?;
        let mut time = vec![hour, minute];
        if let Some((second, more)) = follows(at + 2).and_then(|()| self.number(at + 2)) {
            time.push(second);
            rest = more;
        }
        let half = |term: &str| match term {
            "am" => Some(false),
            "pm" => Some(true),
            _ => None,
        };
        let next = self.0.get(at + time.len()).and_then(|term| half(term.plain));
        Some((time, half(rest).or(next)))
    }

    /// Offset from UTC in minutes.
    fn zone(&self, at: usize) -> Option<Part> {
        let term = self.0.get(at)?;
        if ["gmt", "utc"].contains(&term.plain) {
            return Some(Part { term: at, value: 0, digits: 0 });
        }
        let part = self.whole(at).filter(|part| part.digits == 4)?;
        let minutes = part.value / 100 * 60 + part.value % 100;
        match term.word[..term.at.start].chars().next_back()? {
            '+' => Some(Part { value: minutes, ..part }),
            '-' | '−' | '–' | '—' => Some(Part { value: -minutes, ..part }),
            _ => None,
        }
    }
}

fn is_day(part: &Part) -> bool {
    (1..=31).contains(&part.value)
}

impl WrittenDateTime {
    fn of(day: Part, month: Part, year: Option<Part>) -> Self {
        Self { year, month, day, weekday: None, time: Vec::new(), is_afternoon: None, zone: None }
    }

    /// The numbers of its terms in the line.
    pub fn terms(&self) -> Vec<usize> {
        let others = [self.year, self.weekday, self.zone].into_iter().flatten();
        [self.day, self.month]
            .into_iter()
            .chain(others)
            .chain(self.time.iter().copied())
            .map(|p| p.term)
            .collect()
    }

    /// Whether its year is written.
    pub fn has_year(&self) -> bool {
        self.year.is_some()
    }

    /// Compares it with the message's: in the zone that is written, in the message's own, or in any zone if none is
    /// written, because programs show the reader's.
    pub fn against(&self, own: &Zoned) -> DateComparison {
        let home = own.offset().seconds() / 60;
        let zones: Vec<i32> = match self.zone {
            Some(zone) => vec![zone.value],
            None => ZONES.step_by(STEP).collect(),
        };
        let elsewhere = zones.into_iter().filter(|zone| ZONES.contains(zone) && zone % STEP as i32 == 0);
        let comparison = std::iter::once(home).chain(elsewhere).filter_map(|zone| {
            let offset = Offset::from_seconds(zone * 60).ok()?;
            // Programs show the reader's hour, and a changed hour looks the same.
            let is_odd = self.zone.is_none() && !self.time.is_empty() && zone != home;
            Some(DateComparison { faults: self.faults(offset.to_datetime(own.timestamp()), zone), is_odd })
        });
        comparison.min_by_key(|comparison| (comparison.faults.len(), comparison.is_odd)).unwrap_or_default()
    }

    /// The terms that differ from this date and time in this zone.
    fn faults(&self, at: DateTime, zone: i32) -> Vec<Fault> {
        let hour = i32::from(at.hour());
        let to_twelve = (hour + 11) % 12 + 1;
        let hour = if self.is_afternoon.is_some() { to_twelve } else { hour };
        let is_other_half = self.is_afternoon.is_some_and(|after| after != (at.hour() >= 12));
        let year = self.year.map(|part| (part, i32::from(at.year())));
        let weekday = self.weekday.map(|part| (part, i32::from(at.weekday().to_monday_zero_offset())));
        let time = [hour, i32::from(at.minute()), i32::from(at.second())];
        let parts = [year, weekday].into_iter().flatten();
        let date = [(self.month, i32::from(at.month())), (self.day, i32::from(at.day()))];
        let parts = parts.chain(date).chain(self.time.iter().copied().zip(time));
        let other =
            parts.filter(|(part, value)| part.value != *value).map(|(part, value)| part.not(value, value));
        let of_zone = self.zone.filter(|part| part.value != zone);
        let zone = of_zone.map(|part| part.not(zone, zone.abs() / 60 * 100 + zone.abs() % 60));
        let half = self.time.first().filter(|_| is_other_half);
        let half = half.map(|part| Fault { term: part.term, expected: None });
        other.chain(zone).chain(half).collect()
    }
}

impl Part {
    /// A fault with the expected value in these digits.
    fn not(self, value: i32, digits: i32) -> Fault {
        let width = self.digits;
        let is_written = width > 0 && value.signum() * self.value.signum() >= 0;
        Fault { term: self.term, expected: is_written.then(|| format!("{digits:0width$}")) }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::text::header::datetime::{
        DateComparison, Fault, Term, WrittenDateTime, header_date_time, written_date_times,
    };

    /// The dates in a line of words, whose terms are runs of letters and digits.
    fn read(line: &str) -> Vec<Vec<WrittenDateTime>> {
        let mut terms = Vec::new();
        for (number, word) in line.split(' ').enumerate() {
            let mut start = None;
            for (i, c) in word.char_indices().chain([(word.len(), ' ')]) {
                match (c.is_alphanumeric(), start) {
                    (true, None) => start = Some(i),
                    (false, Some(from)) => {
                        terms.push(Term { plain: &word[from..i], word, number, at: from..i });
                        start = None;
                    }
                    _ => {}
                }
            }
        }
        written_date_times(&terms)
    }

    /// The best meaning of a line.
    fn comparison(line: &str) -> DateComparison {
        let own = header_date_time("Tue, 01 Oct 2002 17:08:10 -0700").unwrap();
        let read = read(line);
        assert_eq!(read.len(), 1, "{line}: {read:?}");
        read[0].iter().map(|m| m.against(&own)).min_by_key(|h| h.faults.len()).unwrap()
    }

    #[test]
    fn one_moment_is_written_in_many_ways() {
        for line in [
            "tue, 01 oct 2002 17:08:10 -0700",
            "wed, 2 oct 2002 00:08:10 +0000 (utc)",
            "on tue oct 1 17:08:10 2002",
            "tuesday, october 1, 2002 5:08 pm",
            "dienstag, 1. oktober 2002 17:08",
            "10/1/2002 5:08pm",
            "01.10.2002 17:08:10",
            "2002-10-01 17:08",
            "17:08, 1 october 2002",
            "oct 1st",
        ] {
            assert_eq!(comparison(line), DateComparison::default(), "{line}");
        }
    }

    #[test]
    fn another_moment_is_told_where_it_differs() {
        let fault = |term, expected: Option<&str>| Fault { term, expected: expected.map(str::to_owned) };
        for (line, faults) in [
            ("tue, 01 oct 2002 17:08:10 -0701", vec![fault(7, Some("0700"))]),
            ("tue, 01 oct 2002 17:08:10 +0700", vec![fault(7, None)]),
            ("tue, 01 oct 2002 19:08:10 -0700", vec![fault(4, Some("17"))]),
            ("tue, 01 oct 2002 17:09", vec![fault(5, Some("08"))]),
            ("tue, 01 oct 2002 77:08", vec![fault(4, Some("17"))]),
            ("tue, 01 nov 2002 17:08", vec![fault(2, None)]),
            ("sun, 01 oct 2002 17:08", vec![fault(0, None)]),
            ("tue, 01 oct 8002 17:08", vec![fault(3, Some("2002"))]),
            ("tue, 71 oct 2002 17:08", vec![fault(1, Some("01"))]),
            ("01.10.2003", vec![fault(2, Some("2002"))]),
        ] {
            assert_eq!(comparison(line), DateComparison { faults, is_odd: false }, "{line}");
        }
        assert!(comparison("1 oct 2002 17:38").is_odd);
        assert!(comparison("2. oktober 2002, 02:08").is_odd);
        assert!(comparison("3 feb 2009 11:45").faults.len() > 1);
    }

    #[test]
    fn a_header_without_a_zone_is_read() {
        let own = header_date_time("Thu, 8 Aug 2002 11:08:32").unwrap();
        let read = |line: &str| super::tests::read(line)[0][0].against(&own);
        assert_eq!(read("thu, 8 aug 2002 11:08:32"), DateComparison::default());
        assert_eq!(read("thu, 8 aug 2402 11:08:32").faults.len(), 1);
    }

    #[test]
    fn what_is_no_day_is_none() {
        for line in ["may i send 3 cards", "version 1.2.3", "8:30 to 9:45", "20021001"] {
            assert!(read(line).is_empty(), "{line}");
        }
    }
}
