//! CSV output: one row per input. Cells are escaped by [`escape::cell`].

use crate::report::reasons;
use csv::{QuoteStyle, WriterBuilder};

use super::form::{Flag, Form, Said};
use super::{escape, file_text};
use crate::check::verdict::certainty::{comparison, is_page_certain};
use crate::model::answer::{Answer, Difference, Hidden, PageAnswer, PageRef};
use crate::model::geometry::Rect;

/// Columns, in order.
const COLUMNS: [&str; 22] = [
    "input",
    "verdict",
    "document",
    "page",
    "more_pages",
    "compared",
    "chance",
    "differences",
    "places",
    "hidden",
    "also",
    "why",
    "sha256",
    "width",
    "height",
    "index",
    "index_digest",
    "took_ms",
    "why_codes",
    "page_certain",
    "comparison",
    "file_says",
];

/// Form for spreadsheets: one row for each answer.
#[derive(Debug)]
pub struct Csv;

impl Form for Csv {
    fn flag(&self) -> Option<&'static Flag> {
        Some(&Flag {
            name: "csv",
            short: None,
            help: "Print a table for spreadsheets",
            more: Some("One row for each input."),
            is_rare: true,
            help_of_watch: "Print a table for spreadsheets, one row for each picture",
        })
    }

    fn is_for_programs(&self) -> bool {
        true
    }

    fn before_all(&self) -> Option<String> {
        Some(header())
    }

    fn answer(&self, said: &Said) -> String {
        answer(said.answer)
    }
}

/// Header row with its line end.
pub fn header() -> String {
    row(COLUMNS.map(String::from))
}

/// Row of one answer with its line end. `document`, `page`, `compared` and `chance` are those of the page
/// explained best; places are those of all pages.
pub fn answer(answer: &Answer) -> String {
    let finding = &answer.finding;
    let best = finding.pages.first();
    let of_best = |text: &dyn Fn(&PageAnswer) -> String| best.map_or(String::new(), text);
    let differences: Vec<&Difference> = finding.pages.iter().flat_map(|p| &p.differences).collect();
    let (width, height) = answer.size.unzip();
    row([
        answer.input.clone(),
        finding.verdict.code().to_owned(),
        of_best(&|p| p.page.document.clone()),
        of_best(&|p| p.page.page.to_string()),
        listed(finding.pages.iter().skip(1).map(|p| name(&p.page))),
        of_best(&|p| format!("{:.3}", p.compared)),
        of_best(&|p| format!("{:e}", p.chance)),
        differences.len().to_string(),
        listed(differences.into_iter().map(place)),
        listed(finding.pages.iter().flat_map(|p| &p.hidden).map(hidden)),
        listed(finding.also.iter().map(name)),
        reasons::sentences(&finding.why, answer.size).join(" "),
        answer.sha256.clone().unwrap_or_default(),
        number(width),
        number(height),
        answer.index.path.clone(),
        answer.index.digest.clone(),
        answer.took_ms.to_string(),
        listed(finding.why.iter().map(|why| why.code().to_owned())),
        is_page_certain(finding).map_or(String::new(), |is_certain| is_certain.to_string()),
        comparison(finding).map_or(String::new(), |comparison| comparison.code().to_owned()),
        answer.file.as_ref().map_or(String::new(), |file| listed(file_text::said(file).into_iter())),
    ])
}

fn row(cells: [String; COLUMNS.len()]) -> String {
    // Quote every cell: a program that splits at semicolons then finds none outside quotes.
    let mut writer = WriterBuilder::new().quote_style(QuoteStyle::Always).from_writer(Vec::new());
    writer.write_record(cells.map(|cell| escape::cell(&cell))).expect("a row in memory has all its cells");
    let bytes = writer.into_inner().expect("memory takes every row");
    String::from_utf8_lossy(&bytes).into_owned()
}

fn listed(entries: impl Iterator<Item = String>) -> String {
    entries.collect::<Vec<_>>().join("; ")
}

fn name(page: &PageRef) -> String {
    format!("{} page {}", page.document, page.page)
}

fn place(d: &Difference) -> String {
    let read = |label: &str, words: &Option<String>| {
        words.as_ref().map_or(String::new(), |words| format!(" {label} \"{words}\""))
    };
    let (original, shown) = (read("original", &d.original), read("shown", &d.shown));
    // A quotation has no picture, and so no place in one.
    let at = if d.bounds == Rect::default() { String::new() } else { bounds(&d.bounds) + " " };
    format!("{at}{}{original}{shown}", d.kind.code())
}

fn hidden(h: &Hidden) -> String {
    format!("{} {}", bounds(&h.bounds), h.kind.code())
}

fn bounds(r: &Rect) -> String {
    format!("[{:.0} {:.0} {:.0} {:.0}]", r.x0.floor(), r.y0.floor(), r.x1.ceil(), r.y1.ceil())
}

fn number(side: Option<u32>) -> String {
    side.map_or(String::new(), |side| side.to_string())
}
