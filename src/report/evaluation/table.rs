//! Table of an evaluation, for people.

use super::{sections, share};
use crate::model::answer::IndexSummary;
use crate::model::trial::{Outcome, Trial};
use crate::report::messages::{counted, number};
use crate::report::{escape, text};

/// Width of the column with the row names, in characters.
const NAME: usize = 12;
/// Width of a column with shares, in characters.
const SHARE: usize = 22;
/// Width of a line of a list, in characters.
const LIST: usize = 72;

/// The table; every line has its line end.
pub fn table(trial: &Trial, index: &IndexSummary) -> String {
    let mut said = escape::text(&text::index(index)) + "\n";
    pages(trial).iter().for_each(|line| said += &format!("  {line}\n"));
    for section in sections(trial) {
        let heads: String = section.columns.iter().map(|column| format!("{:>SHARE$}", column.0)).collect();
        said += &format!("\n{:<width$}{heads}\n", section.title, width = NAME + 2);
        for row in &section.rows {
            let shares: String =
                row.hits.iter().map(|hits| format!("{:>SHARE$}", share(*hits, row.pictures))).collect();
            said += &format!("  {:<NAME$}{shares}\n", row.name.replace('_', " "));
        }
    }
    let wrong = trial.number(|cell| cell.outcome == Outcome::WrongMatch);
    said += &format!(
        "\nA page that is not shown was called a match: {}.\n\n\
         In brackets the 95 % confidence interval of the share (Wilson's). On changed\n\
         pictures one word, letter or digit was exchanged for another of the page's own,\n\
         on messages one in text or heading, or a line was set in that they do not have;\n\
         they stand by the height of the letters there, in pixels of the picture, and\n\
         once more by what was changed. Ringed, underlined and marked: a change at a\n\
         mark; on genuine pictures the mark alone. Added: a phrase on bare paper beside\n\
         a line, pale: in grey. Point: a decimal point or comma. A page takes some of\n\
         these kinds, in turn; one without a place for a kind is counted as not made.\n\
         Pages held back are shown while the search is not shown their document; a match\n\
         with a page that shows the very same counts as not found. Left open is what is\n\
         in doubt, told as altered elsewhere or as another page, and changes not found.\n\
         Pages were drawn by this program, and others draw letters a little otherwise;\n\
         pictures of one page are alike. So the intervals are the narrowest that can be\n\
         meant.\n",
        share(wrong, trial.number(|_| true)),
    );
    said
}

/// Number of pictures that could not be made, for each edit, in lines.
fn not_made(trial: &Trial) -> Vec<String> {
    let known: u64 = trial.not_made.iter().map(|of| of.pictures).sum();
    let other = trial.pages.unmade.saturating_sub(known);
    let of_edits = trial.not_made.iter().map(|of| (of.edit.code(), of.pictures));
    let all = of_edits.chain((other > 0).then_some(("too small a page", other)));
    let mut lines: Vec<String> = Vec::new();
    for (name, pictures) in all {
        let said = format!("{} {}", number(pictures), name.replace('_', " "));
        match lines.last_mut() {
            Some(line) if line.chars().count() + said.chars().count() < LIST => *line += &format!(", {said}"),
            Some(line) => {
                line.push(',');
                lines.push(format!("    {said}"));
            }
            None => lines.push(format!("    {said}")),
        }
    }
    lines
}

/// Source of the pictures, and the pages left out.
fn pages(trial: &Trial) -> Vec<String> {
    let pages = &trial.pages;
    let mut said = vec![format!("{} (seed {}):", counted(pages.asked as usize, "random page"), trial.seed)];
    for (count, noun, what) in [
        (pages.redrawn, "page", "drawn anew from the original"),
        (pages.kept, "page", "from the index, the original being gone or changed: easier"),
        (pages.mail, "message", "drawn as plain mail"),
        (pages.unreadable, "message", "left out, for Tesseract or its language is missing"),
        (pages.lost, "page", "left out, for there is nothing to draw"),
    ] {
        if count > 0 {
            said.push(format!("  {} {what}", counted(count as usize, noun)));
        }
    }
    if pages.unmade > 0 {
        said.push(format!("  {} not made, for want of a place:", counted(pages.unmade as usize, "picture")));
        said.extend(not_made(trial));
    }
    if trial.partial {
        said.push("Stopped before the end: this is a part of it.".into());
    }
    said
}
