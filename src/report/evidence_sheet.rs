//! Evidence image: one sheet that shows the reasons for an answer, for people who do not know the program.

use super::{escape, messages, reasons, text};
use crate::figure::canvas::{Canvas, Colour};
use crate::figure::overlay;
use crate::figure::side_by_side;
use crate::figure::text_render::{self, LEADING};
use crate::model::answer::{Answer, Difference, PageAnswer, Verdict};
use crate::model::geometry::Rect;
use crate::model::original::{Look, Original};
use crate::model::raster::Picture;
use crate::model::text::Text;

/// Width of a column, in pixels.
const COLUMN: usize = 780;
/// Space between and around columns, in pixels.
const GAP: usize = 40;
/// Width of the sheet, in pixels.
const WIDTH: usize = 2 * COLUMN + 3 * GAP;
/// Largest height of a whole picture or page, in pixels.
const WHOLE: usize = 1000;
/// Largest height of an enlarged place, in pixels.
const ENLARGED: f64 = 360.0;
/// Most pages shown; the answer names all.
const MOST_PAGES: usize = 4;
/// Most differences shown; the answer names all.
const MOST_PAIRS: usize = 12;
/// Font size of the headline, in pixels.
const HEADLINE: f32 = 40.0;
/// Font size of headings, in pixels.
const HEADING: f32 = 26.0;
/// Font size of other text, in pixels.
const PLAIN: f32 = 22.0;
/// Colour of text.
const INK: Colour = [20, 20, 24];
/// Colour of less important text.
const QUIET: Colour = [82, 86, 94];
/// Background of the sheet.
const GROUND: Colour = [240, 241, 243];
/// Background of text shown as a page.
const PAPER: Colour = [255, 255, 255];

/// Evidence sheet of an answer; `originals` has the displayable content of each of its pages, in their order.
pub fn sheet(answer: &Answer, picture: &Picture, originals: &[Option<Original>]) -> Canvas {
    let mut sheet = Sheet::default();
    sheet.head(answer);
    let pages = &answer.finding.pages;
    for (page, original) in pages.iter().zip(originals).take(MOST_PAGES) {
        sheet.page(page, original.as_ref(), picture);
    }
    if pages.is_empty() {
        sheet.heading("The picture", "");
        let alone = side_by_side::whole(picture, None, None, (COLUMN as f64, WHOLE as f64));
        sheet.beside(alone.map(|pair| pair.picture), None);
    }
    if pages.len() > MOST_PAGES {
        sheet.words(&format!("… and {} more pages that it shows.", pages.len() - MOST_PAGES), PLAIN, INK);
    }
    sheet.legend(pages);
    sheet.foot(answer);
    sheet.done()
}

/// A sheet, built from the top down.
#[derive(Default)]
struct Sheet {
    rows: Vec<Canvas>,
}

impl Sheet {
    fn head(&mut self, answer: &Answer) {
        let finding = &answer.finding;
        self.space(GAP);
        self.words(
            &format!("{} {}.", messages::sign(finding.verdict), messages::headline(finding)),
            HEADLINE,
            INK,
        );
        if let Some(below) = messages::below_headline(finding) {
            self.words(&format!("{below}."), HEADING, INK);
        } else if let Some(compared) = messages::compared(finding) {
            self.words(&format!("{compared}."), PLAIN, INK);
        }
        self.words(&format!("Picture: {}", answer.input), PLAIN, QUIET);
        finding.why.iter().for_each(|why| self.words(&reasons::sentence(why, answer.size), PLAIN, INK));
    }

    /// A page: picture and page as a whole, then each difference, or the region shown if there is none.
    fn page(&mut self, page: &PageAnswer, original: Option<&Original>, picture: &Picture) {
        let (look, text) = (original.and_then(Original::look), original.and_then(Original::words));
        let (name, same) = (messages::shown(page), if look.is_some() { ", in the same scale" } else { "" });
        self.heading("The picture", &format!("The original{same}: {name}"));
        let pair = side_by_side::whole(picture, Some(page), look, (COLUMN as f64, WHOLE as f64));
        let (left, whole) = pair.map_or((None, None), |pair| (Some(pair.picture), pair.page));
        let right = whole.or_else(|| text.map(letter)).unwrap_or_else(|| note("The original is not shown."));
        self.beside(left, Some(right));
        for (i, difference) in page.differences.iter().enumerate().take(MOST_PAIRS) {
            self.place(page, (look, text), picture, (i + 1, difference));
        }
        if page.differences.len() > MOST_PAIRS {
            let more = page.differences.len() - MOST_PAIRS;
            self.words(&format!("… and {more} more places that differ."), PLAIN, INK);
        }
        if page.differences.is_empty() && look.is_some() {
            let most = (COLUMN as f64, WHOLE as f64);
            if let Some(pair) = side_by_side::pair(picture, page, look, &page.region, None, most) {
                self.heading("The part shown, in the picture", "The same part of the original");
                self.beside(Some(pair.picture), pair.page);
            }
        }
    }

    /// A difference, enlarged.
    fn place(
        &mut self,
        page: &PageAnswer,
        (look, words): (Option<&Look>, Option<&Text>),
        picture: &Picture,
        (n, d): (usize, &Difference),
    ) {
        self.heading(&format!("Difference {n}, in the picture"), &format!("Difference {n}, in the original"));
        let most = (COLUMN as f64, ENLARGED);
        let Some(pair) = side_by_side::pair(picture, page, look, &d.bounds, Some(n), most) else { return };
        let right = pair.page.or_else(|| words.map(|_| note(&of_original(d))));
        self.beside(Some(pair.picture), right);
        let size = Some((picture.width as u32, picture.height as u32));
        self.words(&format!("{}.", text::difference(d, page, size)), PLAIN, INK);
    }

    /// Legend of the marks that occur.
    fn legend(&mut self, pages: &[PageAnswer]) {
        if pages.is_empty() {
            return;
        }
        self.heading("What the marks mean", "");
        self.entry("Dashed frame: the part of the page that the picture shows", |canvas, place| {
            overlay::region(canvas, place);
        });
        if pages.iter().any(|p| !p.differences.is_empty()) {
            self.entry("Solid box with a number: here picture and original differ", |canvas, place| {
                overlay::difference(canvas, place, 1);
            });
        }
        if pages.iter().any(|p| !p.hidden.is_empty()) {
            self.entry(
                "Strokes: covered, blurred or marked in the picture. Not a difference",
                |canvas, place| {
                    overlay::hidden(canvas, place);
                },
            );
        }
    }

    fn entry(&mut self, words: &str, mark: impl Fn(&mut Canvas, &Rect)) {
        let mut row = Canvas::new(WIDTH, 64, GROUND);
        mark(&mut row, &Rect::new(GAP as f64 + 8.0, 30.0, GAP as f64 + 108.0, 54.0));
        text_render::write(&mut row, words, (GAP as i64 + 150, 30), PLAIN, INK);
        self.rows.push(row);
    }

    fn foot(&mut self, answer: &Answer) {
        let index = &answer.index;
        self.space(GAP / 2);
        let note = match answer.finding.verdict {
            Verdict::NotFound => messages::NOT_FALSE,
            _ => messages::NOT_JUDGED,
        };
        self.words(note, PLAIN, INK);
        let documents = messages::counted(index.documents as usize, "document");
        let (pages, unread) = (
            messages::counted(index.pages as usize, "page"),
            messages::counted(index.unread as usize, "part"),
        );
        self.words(
            &format!("Searched: {documents}, {pages}; {unread} could not be read. Index {}", index.digest),
            PLAIN,
            QUIET,
        );
        if let Some(sha256) = &answer.sha256 {
            self.words(&format!("Picture SHA-256 {sha256}"), PLAIN, QUIET);
        }
        self.words(
            &format!(
                "Made by verify-shot {}. Originals are drawn in grey, as the index keeps them.",
                env!("CARGO_PKG_VERSION")
            ),
            PLAIN,
            QUIET,
        );
        self.space(GAP);
    }

    fn space(&mut self, high: usize) {
        self.rows.push(Canvas::new(WIDTH, high, GROUND));
    }

    /// Text over the whole width.
    fn words(&mut self, words: &str, size: f32, colour: Colour) {
        self.rows.push(written(words, (WIDTH - 2 * GAP, GAP), size, colour, GROUND));
    }

    /// Headings above both columns.
    fn heading(&mut self, left: &str, right: &str) {
        self.space(GAP / 2);
        let both = [left, right].map(|words| written(words, (COLUMN, 0), HEADING, INK, GROUND));
        self.columns(both.into());
    }

    fn beside(&mut self, left: Option<Canvas>, right: Option<Canvas>) {
        self.columns([left, right].map(|side| side.unwrap_or_else(|| Canvas::new(1, 1, GROUND))).into());
    }

    fn columns(&mut self, columns: Vec<Canvas>) {
        let high = columns.iter().map(|c| c.height).max().unwrap_or(0);
        let mut row = Canvas::new(WIDTH, high + 10, GROUND);
        for (i, column) in columns.iter().enumerate() {
            row.paste(column, GAP + i * (COLUMN + GAP), 0);
        }
        self.rows.push(row);
    }

    fn done(self) -> Canvas {
        let mut sheet = Canvas::new(WIDTH, self.rows.iter().map(|row| row.height).sum(), GROUND);
        let mut y = 0;
        for row in &self.rows {
            sheet.paste(row, 0, y);
            y += row.height;
        }
        sheet
    }
}

/// Renders text in lines on a background, with the given width and left margin in pixels.
fn written(words: &str, (wide, left): (usize, usize), size: f32, colour: Colour, ground: Colour) -> Canvas {
    let lines = text_render::broken(&escape::lines(words), size, wide as f32);
    let leading = (size * LEADING).ceil() as usize;
    let mut canvas = Canvas::new(wide + 2 * left, lines.len() * leading, ground);
    for (i, line) in lines.iter().enumerate() {
        text_render::write(&mut canvas, line, (left as i64, (i * leading) as i64), size, colour);
    }
    canvas
}

/// Renders a message as plain text on paper.
fn letter(text: &Text) -> Canvas {
    let most = (WHOLE as f32 / (PLAIN * LEADING)) as usize;
    let lines = text_render::broken(&escape::lines(&text.written()), PLAIN, (COLUMN - 40) as f32);
    let rest = lines.len().saturating_sub(most);
    let mut shown = lines[..lines.len() - rest].join("\n");
    if rest > 0 {
        shown += &format!("\n… and {rest} more lines");
    }
    framed(&written(&shown, (COLUMN - 40, 0), PLAIN, INK, PAPER))
}

/// Renders a short note on paper.
fn note(words: &str) -> Canvas {
    framed(&written(words, (COLUMN - 40, 0), HEADING, INK, PAPER))
}

fn framed(inner: &Canvas) -> Canvas {
    let mut paper = Canvas::new(COLUMN, inner.height + 40, PAPER);
    paper.paste(inner, 20, 20);
    paper
}

/// Words of a message at a difference, with their line.
fn of_original(d: &Difference) -> String {
    let Some(words) = &d.original else { return "The original has nothing here.".into() };
    d.line.as_ref().map_or(words.clone(), |line| format!("{words}\n\nin the line: {line}"))
}
