//! Report of an evaluation: a table for people, a JSON object for programs, and one sentence for later answers.

mod citation;
mod evaluation_json;
mod table;

use super::messages::number;
use crate::model::interval::wilson;
use crate::model::trial::Outcome::{
    Agreed, Doubted, Elsewhere, Located, NotChecked, NotFound, Unsure, WrongAltered, WrongMatch,
};
use crate::model::trial::{Band, Cell, Edit, Kind, Outcome, Trial, Way};

pub use citation::{cited, remembered};
pub use evaluation_json::{object, truth};
pub use table::table;

/// A reported share: its names for people and in JSON, and the outcomes that count as hits.
struct Column(&'static str, &'static str, &'static [Outcome]);

const GENUINE: [Column; 3] = [
    Column("page named", "page_named", &Outcome::FOUND),
    Column("no difference told", "no_difference", &[Agreed]),
    Column("told as altered", "told_as_altered", &Outcome::ALTERED),
];
const CHANGED: [Column; 3] = [
    Column("told, and where", "located", &[Located]),
    Column("left open", "left_open", &[Doubted, Unsure, Elsewhere, NotFound, WrongAltered, NotChecked]),
    Column("passed for a match", "passed", &Outcome::PASSED),
];
const ABSENT: [Column; 3] = [
    Column("not found", "not_found", &[NotFound, Agreed]),
    Column("left open", "left_open", &[Doubted, Unsure, Located, Elsewhere, WrongAltered, NotChecked]),
    Column("wrong match", "wrong_match", &[WrongMatch]),
];

/// Part of the table for one kind of pictures.
struct Section {
    title: &'static str,
    kind: Kind,
    columns: &'static [Column; 3],
    rows: Vec<Row>,
}

/// Row for one category of pictures.
struct Row {
    name: &'static str,
    pictures: u64,
    hits: [u64; 3],
    /// True if it is shown without pictures, too.
    is_kept: bool,
}

fn sections(trial: &Trial) -> [Section; 4] {
    let of_look = |way: Way| way != Way::Mail;
    let ways = || Way::ALL.into_iter().map(|way| (way.code(), move |cell: &Cell| cell.way == way));
    let genuine = Table(trial, Kind::Genuine, &GENUINE);
    let changed = Table(trial, Kind::Changed, &CHANGED);
    let absent = Table(trial, Kind::Absent, &ABSENT);
    let bands = Band::ALL.into_iter().map(|band| {
        let name = band.words().strip_suffix(" pixels").unwrap_or("18 or more");
        changed.row(name, |cell| of_look(cell.way) && cell.band == Some(band))
    });
    let mail = changed.row("in mail", |cell| !of_look(cell.way));
    let all = |table: &Table| table.row("all", |_| true);
    let plain = ways().map(|(name, of)| genuine.row(name, move |cell| cell.edit.is_none() && of(cell)));
    let edits = |table: &Table| {
        Edit::ALL.map(|edit| {
            let was_tried = trial.not_made.iter().any(|not_made| not_made.edit == edit);
            let row = table.row(edit.code(), |cell| cell.edit == Some(edit));
            Row { is_kept: table.1 == Kind::Changed && was_tried, ..row }
        })
    };
    [
        genuine.section("Genuine", plain.chain(edits(&genuine)).chain([all(&genuine)])),
        changed.section("Changed", bands.chain([mail, all(&changed)])),
        changed.section("What changed", edits(&changed).into_iter()),
        absent.section("Held back", ways().map(|(name, of)| absent.row(name, of)).chain([all(&absent)])),
    ]
}

/// Builds the rows for one kind of pictures of an evaluation.
struct Table<'a>(&'a Trial, Kind, &'static [Column; 3]);

impl Table<'_> {
    fn row(&self, name: &'static str, of: impl Fn(&Cell) -> bool) -> Row {
        let Table(trial, kind, columns) = self;
        let number = |counts: &dyn Fn(&Cell) -> bool| trial.number(|c| c.kind == *kind && of(c) && counts(c));
        let hits = columns.each_ref().map(|column| number(&|cell| column.2.contains(&cell.outcome)));
        Row { name, pictures: number(&|_| true), hits, is_kept: name == "all" }
    }

    fn section(&self, title: &'static str, rows: impl Iterator<Item = Row>) -> Section {
        let rows = rows.filter(|row| row.pictures > 0 || row.is_kept).collect();
        Section { title, kind: self.1, columns: self.2, rows }
    }
}

/// A share with its confidence interval: "35 of 36 (85-100 %)".
fn share(hits: u64, of: u64) -> String {
    match wilson(hits, of) {
        Some(interval) => format!("{} of {} ({} %)", number(hits), number(of), percent(interval)),
        None => "-".into(),
    }
}

/// Both ends in percent, rounded outwards: to tenths below ten.
fn percent((low, high): (f64, f64)) -> String {
    let end = |share: f64, round: fn(f64) -> f64| {
        let percent = share * 100.0;
        let rounded = if percent < 10.0 { round(percent * 10.0) / 10.0 } else { round(percent) };
        rounded.to_string()
    };
    format!("{}-{}", end(low, f64::floor), end(high, f64::ceil))
}
