//! Answers about quotations, for people: where the words stand, in their context, and each word that differs.

use super::messages::{self, counted, number};
use super::text::{self, Lines};
use crate::model::answer::{Answer, Difference, DifferenceKind, Finding, PageAnswer, PageKind, Verdict};
use crate::model::quotation::{Insertion, Omission, Quotation, QuotedPassage};

/// Added to every answer that names a page.
const NOT_JUDGED: &str =
    "This compares the words with your document. It does not check what is claimed about them.";
/// Said if several pages have the same words.
const NOT_TOLD_APART: &str = "The words alone do not tell which of them is quoted";
/// Code of the reason for which an answer does not say that no page has the words.
const TOO_SHORT: &str = "quotation_too_short";
/// Most letters shown of a quotation, a passage or words that differ; the JSON has all.
const MOST_LETTERS: usize = 600;
/// Most letters of a quotation in a line of its own.
const TITLE_LETTERS: usize = 100;

/// Text of an answer: several lines, each with its line end.
pub(super) fn answer(answer: &Answer, quotation: &Quotation, columns: Option<usize>) -> String {
    let finding = &answer.finding;
    let headline = format!("{} {}", messages::sign(finding.verdict), headline(finding, quotation));
    let mut said = Lines::new(columns, &title(answer, quotation), &headline);
    if answer.input != quotation.text {
        said.line("Quoted", &quoted(&quotation.text));
    }
    for (page, passage) in finding.pages.iter().zip(&quotation.passages) {
        describe(page, passage, &mut said);
    }
    said.list("Brackets", quotation.insertions.iter().map(insertion));
    if !finding.pages.is_empty() {
        said.line("Compared", &compared(finding, quotation));
    }
    also(finding, quotation, &mut said);
    text::ending(answer, said, NOT_JUDGED)
}

/// First line of an answer: its name, or the quotation itself.
pub(super) fn title(answer: &Answer, quotation: &Quotation) -> String {
    if answer.input == quotation.text {
        shortened(&quotation.text, TITLE_LETTERS)
    } else {
        answer.input.clone()
    }
}

/// The name of an answer in a line of its own: words that were typed between quotation marks.
pub(super) fn short_title(answer: &Answer, quotation: &Quotation) -> String {
    let title = title(answer, quotation);
    if answer.input == quotation.text { format!("\"{title}\"") } else { title }
}

/// The finding in one sentence, without its full stop.
pub(super) fn headline(finding: &Finding, quotation: &Quotation) -> String {
    let pages = messages::pages(finding) + &run_over(quotation);
    let omissions = quotation.passages.iter().map(|passage| passage.omissions.len()).sum();
    let replaced = quotation.insertions.iter().any(|insertion| insertion.instead_of.is_some());
    match finding.verdict {
        Verdict::Match if omissions > 0 => {
            let omissions = counted(omissions, "omission");
            format!(
                "Matches {pages}. No word differs; {omissions} as announced by an ellipsis{}",
                twins(finding)
            )
        }
        Verdict::Match if replaced => {
            format!("Matches {pages}, apart from words in brackets{}", twins(finding))
        }
        Verdict::Match => format!("Matches {pages}, word for word{}", twins(finding)),
        Verdict::Altered => match finding.pages.iter().map(|page| page.differences.len()).sum() {
            0 => format!("Matches {pages}, put together as if they were one text"),
            count => format!("Matches {pages}, with {}", counted(count, "difference")),
        },
        Verdict::NotFound if finding.why.iter().any(|why| why.code() == TOO_SHORT) => {
            "Too few words to name a page".into()
        }
        Verdict::Inconclusive if finding.pages.is_empty() => "These words do not name one page".into(),
        _ => messages::headlines(finding),
    }
}

/// The page on which the only passage ends, if that is another one.
fn run_over(quotation: &Quotation) -> String {
    match &quotation.passages[..] {
        [QuotedPassage { to_page: Some(page), .. }] => format!(" (and on to page {page})"),
        _ => String::new(),
    }
}

/// How many other pages have the same words, as the end of a headline.
fn twins(finding: &Finding) -> String {
    match finding.also.len() {
        0 => String::new(),
        1 => "; 1 other has the same words".into(),
        count => format!("; {count} others have the same words"),
    }
}

fn describe(page: &PageAnswer, passage: &QuotedPassage, said: &mut Lines) {
    let label = if page.kind == PageKind::Page { "Page" } else { "Message" };
    said.line(label, &format!("{}, {}", text::capitalised(&messages::shown(page)), place(passage)));
    if let Some(sent) = &passage.sent {
        said.line(
            "Sent",
            &shortened(&format!("{} by {}: {}", sent.date, sent.from, sent.subject), MOST_LETTERS),
        );
    }
    if !passage.before.is_empty() {
        said.line("Before", &format!("… {}", passage.before));
    }
    said.line("Passage", &quoted(&passage.original));
    if !passage.after.is_empty() {
        said.line("After", &format!("{} …", passage.after));
    }
    said.list("Differs", page.differences.iter().map(difference));
    said.list("Left out", passage.omissions.iter().map(omission));
    said.line("Evidence", &text::evidence(page));
}

/// Where a passage stands on its page.
fn place(passage: &QuotedPassage) -> String {
    let (first, last) = passage.at_words;
    let text = passage.field.as_ref().map_or(String::new(), |field| format!(" of its {field}"));
    let of = match &passage.field {
        Some(_) => String::new(),
        None => format!(" of {}", number(passage.of_words as u64)),
    };
    match passage.to_page {
        Some(page) => format!("from word {} to page {page}", number(first as u64)),
        None => format!("words {} to {}{of}{text}", number(first as u64), number(last as u64)),
    }
}

/// A difference: both readings.
fn difference(d: &Difference) -> String {
    let said = |words: &Option<String>| quoted(words.as_deref().unwrap_or_default());
    let (original, shown) = (said(&d.original), said(&d.shown));
    match d.kind {
        DifferenceKind::Changed if d.original.is_none() => {
            format!("The quotation reads {shown}, where OCR read the page otherwise")
        }
        DifferenceKind::Missing if d.original.is_none() => {
            "Words that OCR read on the page are left out without an ellipsis".into()
        }
        DifferenceKind::Changed if plain(&d.original) == plain(&d.shown) => {
            format!("The words {shown} stand at another place in the original")
        }
        DifferenceKind::Changed if is_reordered(d) => {
            format!("The original reads {original}, the quotation {shown}: the words stand in another order")
        }
        DifferenceKind::Changed => format!("The original reads {original}, the quotation {shown}"),
        DifferenceKind::Missing => format!("The original reads {original}: left out without an ellipsis"),
        DifferenceKind::Added => format!("The quotation reads {shown}: not in the original"),
    }
}

/// Whether both sides have the same words.
fn is_reordered(d: &Difference) -> bool {
    let [mut original, mut shown] = [plain(&d.original), plain(&d.shown)];
    original.sort();
    shown.sort();
    original == shown
}

/// The words without their marks, in small letters.
fn plain(words: &Option<String>) -> Vec<String> {
    let of = |word: &str| word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let all = words.iter().flat_map(|words| words.split_whitespace()).map(of);
    all.filter(|word: &String| !word.is_empty()).collect()
}

fn omission(omission: &Omission) -> String {
    let words = counted(omission.words, "word");
    format!("As the ellipsis says, {words}: {}", quoted(&omission.original))
}

fn insertion(insertion: &Insertion) -> String {
    let instead = insertion.instead_of.as_deref();
    let instead =
        instead.map_or(String::new(), |words| format!(", where the original reads {}", quoted(words)));
    format!("{}: the writer's own, not compared{instead}", quoted(&insertion.text))
}

fn compared(finding: &Finding, quotation: &Quotation) -> String {
    let agreeing = finding.coverage.words.agrees;
    match counted(quotation.words, "word") {
        words if agreeing == quotation.words => format!("{words}: all of them stand there"),
        words => format!("{words}: {} of them stand there", number(agreeing as u64)),
    }
}

/// Further pages that have the same words.
fn also(finding: &Finding, quotation: &Quotation, said: &mut Lines) {
    let named = |page| match finding.verdict {
        Verdict::Match => messages::also_named(page, finding) + " has the same words",
        _ => messages::also(page, finding),
    };
    said.list("Also", finding.also.iter().map(named));
    if quotation.more > 0 {
        said.line("", &format!("and {} with the same words", counted(quotation.more, "more page")));
    }
    if !finding.also.is_empty() {
        said.line("", NOT_TOLD_APART);
    }
}

/// Words between quotation marks, shortened.
fn quoted(words: &str) -> String {
    format!("\"{}\"", shortened(words, MOST_LETTERS))
}

/// Words in one line, of which the middle may be left out.
fn shortened(words: &str, most: usize) -> String {
    let line: Vec<char> = words.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    if line.len() <= most {
        return line.into_iter().collect();
    }
    let [begin, end]: [String; 2] =
        [line[..most / 2].iter().collect(), line[line.len() - most / 2..].iter().collect()];
    format!("{} […] {}", begin.trim_end(), end.trim_start())
}
