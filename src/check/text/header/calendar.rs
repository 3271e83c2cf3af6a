//! Names of months and of days of the week, as programs write them.

use crate::check::text::thresholds::CALENDAR_NAME_LETTERS;

/// Names of months without accents, from January. Programs show the first three letters or all.
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
/// Names of days of the week, from Monday.
const DAYS: [&[&str]; 7] = [
    &["monday", "montag", "lundi", "lunes", "lunedi", "segunda", "maandag"],
    &["tuesday", "dienstag", "mardi", "martes", "martedi", "terca", "dinsdag"],
    &["wednesday", "mittwoch", "mercredi", "miercoles", "mercoledi", "quarta", "woensdag"],
    &["thursday", "donnerstag", "jeudi", "jueves", "giovedi", "quinta", "donderdag"],
    &["friday", "freitag", "vendredi", "viernes", "venerdi", "sexta", "vrijdag"],
    &["saturday", "samstag", "samedi", "sabado", "sabato", "zaterdag"],
    &["sunday", "sonntag", "dimanche", "domingo", "domenica", "zondag"],
];

/// The month that a term names, from 1. Returns `None` if it names none.
pub fn month(term: &str) -> Option<i32> {
    named(&MONTHS, term).map(|number| number as i32 + 1)
}

/// The day of the week that a term names, from 0 for Monday. Returns `None` if it names none.
pub fn weekday(term: &str) -> Option<i32> {
    named(&DAYS, term).map(|number| number as i32)
}

/// Whether a term names a month or a day of the week.
pub fn is_calendar(term: &str) -> bool {
    month(term).or(weekday(term)).is_some()
}

fn named(names: &[&[&str]], term: &str) -> Option<usize> {
    let is_named = |names: &&[&str]| names.iter().any(|name| name.starts_with(term));
    names.iter().position(|names| term.len() >= CALENDAR_NAME_LETTERS && is_named(names))
}
