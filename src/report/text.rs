//! Answers for people: at most one screen each.

use std::borrow::Cow;

use textwrap::{Options, WordSplitter};

use super::form::{Flag, Form, Said};
use super::{escape, evaluation, file_text, messages, paint, place, quotation_text, reasons, trace_text};
use crate::check::verdict::certainty::comparison;
use crate::model::answer::{
    Answer, Basis, Comparison, Difference, DifferenceKind, Finding, Hidden, HiddenKind, IndexSummary,
    PageAnswer, PageKind, Verdict,
};
use crate::model::geometry::Rect;
use crate::model::hex::hex;
use crate::model::origin::Origin;

/// Most lines shown of each list; the JSON has all.
const MOST_LINES: usize = 6;
/// Most lines shown of each list if several pages are named; the JSON has all.
const FEWEST_LINES: usize = 2;
/// Digits shown of the index digest: enough to distinguish two indexes by eye.
const DIGEST_DIGITS: usize = 12;
/// Most letters shown of a post, or of a text in a file; the JSON has all.
const MOST_LETTERS: usize = 200;
/// Column at which the text begins.
const INDENT: usize = 12;
/// Column at which the headline begins.
const HEADLINE: usize = 2;
/// Smallest width of a line in columns, however narrow the terminal is.
const NARROWEST: usize = 20;
/// Share of the picture from which a page fills it, in percent.
const WHOLE_PERCENT: f64 = 98.0;
/// Number of false alarms below which coincidence need not be considered.
const PRACTICALLY_IMPOSSIBLE: f64 = 1e-12;

/// Form for people, at most one screen for each answer. Used if no flag selects another form.
#[derive(Debug)]
pub struct Prose;

impl Form for Prose {
    fn flag(&self) -> Option<&'static Flag> {
        None
    }

    fn is_conversation(&self) -> bool {
        true
    }

    fn answer(&self, said: &Said) -> String {
        let text = answer_within(said.answer, said.columns)
            + &trace_text::told(said.answer, said.steps, said.columns)
            + "\n";
        if said.is_painted { paint::answer(&text, said.answer) } else { text }
    }
}

/// Text of an answer: several lines, each with its line end.
pub fn answer(answer: &Answer) -> String {
    answer_within(answer, None)
}

/// Text of an answer for a terminal of `columns` columns: longer lines are wrapped between words. The name of
/// the input is not broken, so that it can be copied.
pub fn answer_within(answer: &Answer, columns: Option<usize>) -> String {
    if let Some(quotation) = &answer.quotation {
        return quotation_text::answer(answer, quotation, columns);
    }
    let finding = &answer.finding;
    // A symbol instead of colour, for skimming.
    let headline = format!("{} {}", messages::sign(finding.verdict), messages::headline(finding));
    let mut said = Lines::new(columns, &answer.input, &headline);
    if let Some(below) = messages::below_headline(finding) {
        said.headline(&below, HEADLINE + 2);
    }
    if let Some(origin) = &answer.fetched {
        came_from(origin, &mut said);
    }
    said.most = (MOST_LINES / finding.pages.len().max(1)).max(FEWEST_LINES);
    for page in &finding.pages {
        describe(page, finding, answer.size, &mut said);
    }
    said.most = MOST_LINES;
    said.list("Also", finding.also.iter().map(|page| messages::also(page, finding)));
    if let Some(coverage) = messages::coverage(&finding.coverage) {
        said.line("Accounted", &coverage);
    }
    if let Some(file) = answer.file.as_ref().filter(|file| file.says_something()) {
        said.list("File", file_text::sentences(file).into_iter());
    }
    ending(answer, said, messages::NOT_JUDGED)
}

/// Adds the reasons, the index and what the answer does not say; `not_judged` is that of an answer with a page.
pub(super) fn ending(answer: &Answer, mut said: Lines, not_judged: &str) -> String {
    let finding = &answer.finding;
    said.list("Why", reasons::sentences(&finding.why, answer.size).into_iter());
    if finding.verdict == Verdict::NotChecked {
        return said.done();
    }
    if answer.index.unread > 0 {
        let unread = messages::counted(answer.index.unread as usize, "part");
        said.line("Not read", &format!("{unread} of the original files could not be read and were not searched; `verify-shot index status --unread` names them"));
    }
    if let Some(cited) = &answer.cited {
        said.line("Trial", &evaluation::cited(cited));
    }
    said.line("Index", &index(&answer.index));
    if answer.index.is_unfinished {
        said.line("", messages::UNFINISHED);
    }
    match finding.verdict {
        Verdict::NotFound => said.line("Note", messages::NOT_FALSE),
        _ => said.line("Note", not_judged),
    }
    said.done()
}

/// Origin of a fetched picture. The text of a post is quoted and shortened.
fn came_from(origin: &Origin, said: &mut Lines) {
    said.line("Fetched", &format!("{}{}, {}", origin.url, messages::which(origin), origin.at));
    for (is_so, what) in [(origin.private, "--allow-private"), (origin.proxied, "--proxy")] {
        if is_so {
            said.line("", &format!("with {what}"));
        }
    }
    if let Some(post) = &origin.post {
        let about: Vec<&str> = [&post.author, &post.time].into_iter().flatten().map(String::as_str).collect();
        said.line("Post", &post.link);
        if !about.is_empty() {
            said.line("", &about.join(", "));
        }
        if let Some(text) = &post.text {
            said.line("", &format!("\"{}\"", shortened(text)));
        }
    }
    if let Some(kept) = &origin.kept {
        said.line("Kept", &kept.to_string_lossy());
    }
}

/// A text of others in one line, cut after [`MOST_LETTERS`].
pub(super) fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST_LETTERS) {
        Some((cut, _)) => format!("{} …", &line[..cut]),
        None => line,
    }
}

fn describe(page: &PageAnswer, finding: &Finding, size: Option<(u32, u32)>, said: &mut Lines) {
    if finding.pages.len() > 1 || !page.basis.is_empty() {
        let label = if page.kind == PageKind::Page { "Page" } else { "Message" };
        said.line(label, &capitalised(&messages::shown(page)));
    }
    if let Some(sha256) = page.namesake {
        said.line("", &format!("of several documents of this name the one with SHA-256 {}", hex(&sha256)));
    }
    said.line("Shown in", &shown_in(&page.region, size));
    said.line("Compared", &compared(page, finding));
    said.list("Differs", page.differences.iter().map(|d| difference(d, page, size)));
    said.list("Covered", page.hidden.iter().map(|h| hidden(h, size)));
    if exact(page).is_none() {
        said.line("Evidence", &evidence(page));
    }
    if let Some(program) = &page.drawn_by {
        said.line("Drawn by", &messages::drawn(program));
    }
    said.list("Signature", page.signatures.iter().map(messages::signed));
}

/// Whether bytes or pixels are the same as those of an original. Returns `None` if neither.
fn exact(page: &PageAnswer) -> Option<Basis> {
    [Basis::Bytes, Basis::Pixels].into_iter().find(|b| page.basis.contains(b))
}

/// The part of the picture that shows the page: its share first.
pub(super) fn shown_in(region: &Rect, size: Option<(u32, u32)>) -> String {
    let Some((width, height)) = size else { return region.to_string() };
    let whole = f64::from(width.max(1)) * f64::from(height.max(1));
    let share = match 100.0 * region.area() / whole {
        share if share >= WHOLE_PERCENT => "the whole picture".to_owned(),
        share if share < 1.0 => "less than 1 % of the picture".to_owned(),
        share => format!("{share:.0} % of the picture"),
    };
    format!("{share} ({region} of {width} x {height} pixels)")
}

pub(super) fn compared(page: &PageAnswer, finding: &Finding) -> String {
    if let Some(exact) = exact(page) {
        return format!("all of it, {}", messages::basis(exact));
    }
    // A share of what was looked at would contradict the reason that nothing can be said of it.
    if finding.pages.len() == 1 && comparison(finding) == Some(Comparison::None) {
        return "nothing that a verdict could rest on".into();
    }
    // By words alone nothing of the look was held against the original.
    let what = if page.basis == [Basis::Words] { "words" } else { "text and drawing" };
    let share = format!("{} % of the {what} there", page.thousandths() / 10);
    if page.basis != [Basis::Words] && comparison(finding) == Some(Comparison::Words) {
        return format!("{share}, word by word; single letters are too small or unclear to compare");
    }
    match page.smallest_text {
        Some(height) => format!("{share}; the smallest text compared is {height:.0} pixels high"),
        None => share,
    }
}

/// A difference of a page: both readings first, then where a person finds it, then the strength of the evidence and the
/// coordinates.
pub(super) fn difference(d: &Difference, page: &PageAnswer, size: Option<(u32, u32)>) -> String {
    let what = match (&d.original, &d.shown) {
        (Some(original), Some(shown)) => {
            format!("The original reads \"{original}\", the picture \"{shown}\"")
        }
        (Some(original), None) => {
            format!("The original reads \"{original}\": {}", messages::difference(d.kind))
        }
        (None, Some(shown)) if d.kind == DifferenceKind::Changed => {
            format!("The picture reads \"{shown}\", where the original has something else")
        }
        (None, Some(shown)) => format!("The picture reads \"{shown}\": {}", messages::difference(d.kind)),
        (None, None) => messages::ink(d.kind).trim_end_matches('.').to_owned(),
    };
    let place =
        size.map_or(String::new(), |size| format!(", {} of the picture", place::in_words(&d.bounds, size)));
    let line = d.line.as_ref().map_or(String::new(), |line| format!(", in the line \"{line}\""));
    let evidence = match d.deviation {
        beyond if page.basis != [Basis::Words] => format!("Clearly outside image noise ({beyond:.0} times)"),
        beyond if beyond > 1.0 => "Read by OCR; the letters do not fit the original".into(),
        _ => "Read by OCR".into(),
    };
    format!("{}{place}{line}. {evidence}, at {}", capitalised(&what), d.bounds)
}

/// Cover of a place, and what was compared in spite of it.
pub(super) fn hidden(h: &Hidden, size: Option<(u32, u32)>) -> String {
    let beneath = match h.kind {
        HiddenKind::Redaction | HiddenKind::Blur => "what is under it was not compared",
        HiddenKind::Highlight => "the words under it were compared",
        HiddenKind::Mark => "what its strokes cover was not compared",
    };
    let place = capitalised(&place::at(&h.bounds, size));
    format!("{place}: {}; {beneath}", messages::hidden(h.kind))
}

/// How strong the evidence for a page is, what agrees, and how likely that would be by coincidence.
pub(super) fn evidence(page: &PageAnswer) -> String {
    let bases: Vec<_> = page.basis.iter().map(|&b| messages::basis(b)).collect();
    let agree = match &bases[..] {
        [] => String::new(),
        [one] => format!(": {one} alone"),
        [others @ .., last] => format!(": {} and {last} agree", others.join(", ")),
    };
    let chance = match page.chance {
        chance if chance < PRACTICALLY_IMPOSSIBLE => format!("practically impossible ({chance:.0e})"),
        chance => format!("expected {chance:.0e} times in this index"),
    };
    format!("{}{agree}. A chance match this good is {chance}", messages::strength(page.chance))
}

pub(super) fn index(index: &IndexSummary) -> String {
    let digest: String = index.digest.chars().take(DIGEST_DIGITS).collect();
    let documents = messages::counted(index.documents as usize, "document");
    let pages = messages::counted(index.pages as usize, "page");
    format!("{} ({documents}, {pages}, digest {digest})", index.path)
}

pub(super) fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// Lines of label and text, every one escaped.
pub(super) struct Lines {
    said: String,
    columns: Option<usize>,
    /// Most lines shown of a list.
    most: usize,
}

impl Lines {
    /// Lines that continue below others.
    pub(super) fn under(columns: Option<usize>) -> Self {
        Self { said: String::new(), columns, most: MOST_LINES }
    }

    pub(super) fn new(columns: Option<usize>, input: &str, headline: &str) -> Self {
        let mut lines = Self { said: escape::text(input) + "\n", columns, most: MOST_LINES };
        lines.headline(headline, HEADLINE);
        lines
    }

    /// A sentence of the headline, whose first line begins at this column.
    fn headline(&mut self, sentence: &str, first: usize) {
        // Continuation lines of a headline are indented more than any label, so that names in it cannot imitate
        // a line of the report.
        let folded = self.folded(&format!("{sentence}."), HEADLINE + 2);
        for (i, piece) in folded.iter().enumerate() {
            let indent = if i == 0 { first } else { HEADLINE + 2 };
            self.said += &format!("{:indent$}{piece}\n", "");
        }
    }

    pub(super) fn line(&mut self, label: &str, said: &str) {
        for (i, piece) in self.folded(said, INDENT).iter().enumerate() {
            let label = if i == 0 { label } else { "" };
            self.said += &format!("  {label:<width$}{piece}\n", width = INDENT - 2);
        }
    }

    /// Escaped text, wrapped to the columns right of `indent`.
    fn folded(&self, said: &str, indent: usize) -> Vec<String> {
        let said = escape::text(said);
        match self.columns {
            None => vec![said],
            Some(columns) => {
                let room = columns.saturating_sub(indent).max(NARROWEST);
                // Names and numbers are not broken, so that they can be copied.
                let how = Options::new(room).break_words(false).word_splitter(WordSplitter::NoHyphenation);
                textwrap::wrap(&said, how).into_iter().map(Cow::into_owned).collect()
            }
        }
    }

    pub(super) fn list(&mut self, label: &str, entries: impl ExactSizeIterator<Item = String>) {
        let count = entries.len();
        for (i, entry) in entries.take(self.most).enumerate() {
            self.line(if i == 0 { label } else { "" }, &entry);
        }
        if count > self.most {
            self.line(
                "",
                &format!("and {} more, all in --json", messages::number((count - self.most) as u64)),
            );
        }
    }

    pub(super) fn done(self) -> String {
        self.said
    }
}
