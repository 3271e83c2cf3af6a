//! Colour and links for terminals, laid over the finished text of an answer. They carry no meaning that the words lack.

use std::path::Path;

use url::Url;

use super::messages;
use crate::model::answer::{Answer, Verdict};

/// Column at which the text of a labelled line begins.
const LABEL: usize = 12;
/// Ends all that was switched on.
const PLAIN: &str = "\x1b[0m";
/// Bold letters.
const BOLD: &str = "\x1b[1m";
/// Pale letters.
const DIM: &str = "\x1b[2m";

/// The text of an answer for a terminal with colours: its first line, the name of the input, becomes a link that can be
/// clicked, the headline gets the colour of the verdict, and labels are dimmed.
pub(super) fn answer(text: &str, answer: &Answer) -> String {
    let mut painted = String::with_capacity(2 * text.len());
    let mut is_headline = false;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        let begins = line.trim_start();
        let indent = line.len() - begins.len();
        is_headline = match number {
            0 => false,
            1 => true,
            // The lines below belong to the headline until the first label.
            _ => is_headline && indent > 2,
        };
        painted += &match number {
            0 => linked(line, &answer.input),
            _ if is_headline => format!("{BOLD}{}{line}{PLAIN}", colour(answer.finding.verdict)),
            _ if indent == 2 && line.is_char_boundary(LABEL) => {
                format!("{DIM}{}{PLAIN}{}", &line[..LABEL], &line[LABEL..])
            }
            _ => line.to_owned(),
        };
        painted += end;
    }
    painted
}

/// An answer in one line, with its verdict in colour.
pub(super) fn one_line(line: &str, verdict: Verdict) -> String {
    match line.strip_prefix(messages::verdict(verdict)) {
        Some(rest) => format!("{}{}{PLAIN}{rest}", colour(verdict), messages::verdict(verdict)),
        None => line.to_owned(),
    }
}

/// Colour of a verdict.
fn colour(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Identical | Verdict::Match => "\x1b[32m",
        Verdict::Altered => "\x1b[31m",
        Verdict::Inconclusive | Verdict::NotChecked => "\x1b[33m",
        Verdict::NotFound => "\x1b[36m",
    }
}

/// A name that opens what it names when it is clicked (OSC 8): a link, or a file that is there.
fn linked(shown: &str, input: &str) -> String {
    let url = match Url::parse(input) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Some(url),
        _ => Path::new(input).canonicalize().ok().and_then(|path| Url::from_file_path(path).ok()),
    };
    // A URL has no control characters: the parser encodes them.
    url.map_or_else(|| shown.to_owned(), |url| format!("\x1b]8;;{url}\x1b\\{shown}\x1b]8;;\x1b\\"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_in_a_name_cannot_end_the_link_and_an_unknown_file_has_none() {
        let said = linked("name", "https://a.example/\u{1b}\\\u{7}x\n");
        assert_eq!(said.matches('\u{1b}').count(), 4, "{said:?}");
        assert_eq!(linked("gone.png", "no/such/gone.png"), "gone.png");
    }

    #[test]
    fn the_words_of_a_line_stay_as_they_are() {
        let said = one_line("altered       a.png: Matches", Verdict::Altered);
        assert_eq!(said.replace("\x1b[31m", "").replace(PLAIN, ""), "altered       a.png: Matches");
    }
}
