//! Table of the verdict rules, for people.

use super::messages;
use crate::check::verdict::rules::{RULES, Rule, Stage};
use crate::model::trace::Bound;

/// The table: one line per rule, in order of evaluation, with the verdict if it is not met.
pub fn table() -> String {
    let mut said = String::from(
        "Rules are asked in this order; the first that does not hold decides. What keeps them all is a match.\n",
    );
    let mut last = None;
    for rule in &RULES {
        if last != Some(rule.stage) {
            said += &format!("\n{}\n", stage(rule.stage));
            last = Some(rule.stage);
        }
        let code = rule.reason.unwrap_or("differences");
        said += &format!(
            "  {:<24} {:<58} otherwise {}\n",
            code,
            format!("{}{}", measure(code), bound(rule)),
            messages::verdict(rule.otherwise)
        );
    }
    said
}

fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Look => "A page compared by its look",
        Stage::Words => "A page compared by its words",
        Stage::Pages => "All pages that the picture shows",
        Stage::Drawing => "How a page was drawn",
        Stage::Looks => "A moving or transparent picture",
        Stage::Quotation => "A quotation in words",
    }
}

fn bound(rule: &Rule) -> String {
    match rule.bound {
        Some(Bound::AtLeast(least)) => format!(": at least {least}"),
        Some(Bound::AtMost(most)) => format!(": at most {most}"),
        None => String::new(),
    }
}

/// Quantities measured by the rules, by reason code.
const MEASURES: [(&str, &str); 39] = [
    ("could_be_chance", "chance matches, as a power of ten"),
    ("too_little_ink", "letters that agree"),
    ("another_version", "share that agrees, or differences"),
    ("differences", "differences"),
    ("letters_too_small", "share with letters large enough"),
    ("usual_letters_too_small", "height of the usual letters, pixels"),
    ("too_noisy", "noise, in contrasts of a letter"),
    ("mostly_covered", "share compared"),
    ("specks", "specks"),
    ("unclear_places", "places in doubt"),
    ("handwriting", "places written, signed or stamped on"),
    ("colour_differs", "places in another colour"),
    ("header_only", "words of the text that agree"),
    ("another_text", "agreeing share of the text, or differences"),
    ("unmatched_words", "share of words not in the original"),
    ("sentences_differ", "places where whole sentences differ"),
    ("header_and_text_differ", "share of the text, where the header differs"),
    ("most_words_unmatched", "share of all words read that agree"),
    ("typeset_anew", "the look is the page's"),
    ("page_read_by_ocr", "the page's words are its file's own"),
    ("unread_places", "lines that could not be read"),
    ("typeset_alike", "lines typeset like the text, not its own"),
    ("text_covered", "share of the text that is covered"),
    ("words_unread", "share of words read badly"),
    ("sender_unclear", "the sender shown is the message's"),
    ("unexplained_words", "no words about the page are unexplained"),
    ("pages_overlap", "pages lie beside each other"),
    ("other_than_page", "the frame shows the page alone"),
    ("part_shifted", "each part stands where the page has it"),
    ("words_beside", "no running text lies beside the pages"),
    ("rest_not_compared", "the whole picture was looked at"),
    ("pages_joined", "pages are not joined as one"),
    ("other_renderer", "a difference is not of another program"),
    ("words_not_drawn", "what is shown is drawn in the index"),
    ("look_not_found", "every look shows the page"),
    ("quotation_too_short", "there are words enough to look up"),
    ("quotation_too_common", "the words are rare enough to name a page"),
    ("quotation_joined", "all parts are of one document or message"),
    ("quotation_reordered", "the parts stand in the original's order"),
];

/// Quantity measured by the rule with this reason code.
fn measure(code: &str) -> &'static str {
    MEASURES.iter().find(|(known, _)| *known == code).map_or("", |(_, measure)| measure)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn code(rule: &Rule) -> &'static str {
        rule.reason.unwrap_or("differences")
    }

    #[test]
    fn every_rule_says_what_it_measures_and_nothing_else_is_said() {
        let codes: BTreeSet<&str> = RULES.iter().map(code).collect();
        let said: BTreeSet<&str> = MEASURES.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes, said);
        assert_eq!(said.len(), MEASURES.len(), "one is said twice");
    }

    #[test]
    fn no_rule_stands_twice() {
        let rules: BTreeSet<String> =
            RULES.iter().map(|rule| format!("{:?} {} {:?}", rule.stage, code(rule), rule.bound)).collect();
        assert_eq!(rules.len(), RULES.len());
    }
}
