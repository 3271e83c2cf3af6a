//! Two questions about a finding, beside its verdict: is the page certain, and how far was it compared?
//!
//! The page is certain if coincidence is excluded, if no other page fits as well, and if no reason says that the
//! picture may show something else. A page on the same form agrees by no coincidence, so a small chance alone does
//! not name a page.
//!
//! The extent follows from the reasons and from the share that was compared. Reasons are known by their codes, so an
//! answer parsed from its JSON says the same as the one that was printed.

use super::thresholds::{CERTAIN_LOG10_NFA, FULLY_COMPARED_SHARE};
use crate::model::answer::{Basis, Comparison, Finding, HiddenKind, PageAnswer, Verdict};

/// What a reason says about the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    /// The reason does not question it.
    Stands,
    /// The picture may show another page or text.
    Doubted,
}

/// What a reason says about the page, and about the comparison: `None` if the share compared decides.
type Effect = (Page, Option<Comparison>);

/// A reason that this program does not know: it may say anything.
const UNKNOWN: Effect = (Page::Doubted, Some(Comparison::Part));

/// Every reason by its code.
const EFFECTS: [(&str, Page, Option<Comparison>); 47] = {
    use Page::{Doubted, Stands};
    const FULL: Option<Comparison> = None;
    const WORDS: Option<Comparison> = Some(Comparison::Words);
    const PART: Option<Comparison> = Some(Comparison::Part);
    const NONE: Option<Comparison> = Some(Comparison::None);
    [
        // A page by its look.
        ("could_be_chance", Doubted, NONE),
        ("too_little_ink", Doubted, FULL),
        ("another_version", Doubted, FULL),
        ("letters_too_small", Stands, WORDS),
        ("usual_letters_too_small", Stands, WORDS),
        ("too_noisy", Stands, NONE),
        ("mostly_covered", Stands, PART),
        ("specks", Stands, PART),
        ("unclear_places", Stands, PART),
        ("handwriting", Stands, PART),
        // The whole picture.
        ("unexplained_words", Doubted, FULL),
        ("pages_overlap", Doubted, FULL),
        ("pages_joined", Stands, FULL),
        ("other_than_page", Doubted, PART),
        ("part_shifted", Stands, PART),
        ("words_beside", Stands, FULL),
        ("rest_not_compared", Stands, PART),
        ("worst_look", Stands, FULL),
        ("look_not_found", Stands, PART),
        ("part_not_looked_at", Stands, PART),
        // Pages that programs draw differently.
        ("other_renderer", Stands, PART),
        ("typeface_not_in_file", Stands, PART),
        ("field_without_appearance", Stands, PART),
        ("words_not_drawn", Stands, PART),
        ("drawing_incomplete", Stands, PART),
        ("drawings_differ", Stands, PART),
        ("words_differ", Stands, PART),
        // A page by its words.
        ("header_only", Doubted, PART),
        ("another_text", Doubted, FULL),
        ("unmatched_words", Doubted, FULL),
        ("sentences_differ", Doubted, FULL),
        ("header_and_text_differ", Doubted, FULL),
        ("most_words_unmatched", Doubted, FULL),
        ("typeset_anew", Doubted, WORDS),
        ("page_read_by_ocr", Stands, WORDS),
        ("unread_places", Stands, PART),
        ("typeset_alike", Doubted, FULL),
        ("text_covered", Stands, PART),
        ("words_unread", Stands, PART),
        ("sender_unclear", Stands, PART),
        ("recipients_not_shown", Stands, FULL),
        // Nothing was compared, or not what is likely.
        ("no_page_image", Doubted, FULL),
        ("not_read", Doubted, NONE),
        ("not_decoded", Doubted, NONE),
        ("index_failed", Doubted, NONE),
        ("index_unusable", Doubted, NONE),
        // An answer of an earlier version, which has no codes.
        ("recorded", UNKNOWN.0, UNKNOWN.1),
    ]
};

fn effect(code: &str) -> Effect {
    let known = EFFECTS.iter().find(|(known, ..)| *known == code);
    known.map_or(UNKNOWN, |&(_, page, comparison)| (page, comparison))
}

/// Whether every page of a finding is certain. Returns `None` if no page is named.
pub fn is_page_certain(finding: &Finding) -> Option<bool> {
    if finding.pages.is_empty() {
        return None;
    }
    if finding.verdict == Verdict::Identical {
        return Some(true);
    }
    let most = 10f64.powf(CERTAIN_LOG10_NFA);
    let is_excluded = finding.pages.iter().all(|page| page.chance <= most);
    let is_doubted = finding.why.iter().any(|why| effect(why.code()).0 == Page::Doubted);
    Some(is_excluded && finding.also.is_empty() && !is_doubted)
}

/// How far the comparison went, for the page compared least. Returns `None` if no page is named.
pub fn comparison(finding: &Finding) -> Option<Comparison> {
    let measured = finding.pages.iter().map(measured).max()?;
    let said = finding.why.iter().filter_map(|why| effect(why.code()).1).max();
    let is_whole = |page: &PageAnswer| {
        page.basis != [Basis::Words] && page.hidden.iter().all(|hidden| hidden.kind == HiddenKind::Highlight)
    };
    Some(match said {
        // Only small letters are the reason that the share is low.
        Some(Comparison::Words) if measured == Comparison::Part && finding.pages.iter().all(is_whole) => {
            Comparison::Words
        }
        Some(said) => said.max(measured),
        None => measured,
    })
}

/// How far the comparison of a page went, by the share that was compared.
fn measured(page: &PageAnswer) -> Comparison {
    match page.compared {
        compared if compared <= 0.0 => Comparison::None,
        compared if compared < FULLY_COMPARED_SHARE => Comparison::Part,
        _ if page.basis == [Basis::Words] => Comparison::Words,
        _ => Comparison::Full,
    }
}
