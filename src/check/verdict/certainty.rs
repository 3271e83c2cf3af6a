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
const EFFECTS: [(&str, Page, Option<Comparison>); 55] = {
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
        ("colour_differs", Stands, PART),
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
        // A quotation.
        ("quotation_too_short", Doubted, NONE),
        ("quotation_too_common", Doubted, NONE),
        ("quotation_joined", Stands, FULL),
        ("quotation_reordered", Stands, FULL),
        ("quotation_unusable", Doubted, NONE),
        // Nothing was compared, or not what is likely.
        ("no_page_image", Doubted, FULL),
        ("not_read", Doubted, NONE),
        ("not_decoded", Doubted, NONE),
        ("program_failed", Doubted, NONE),
        ("index_failed", Doubted, NONE),
        ("index_unfinished", Doubted, NONE),
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
    // Of a page laid over the picture with nothing covered, small letters are the reason that the share is low.
    let is_open = |page: &PageAnswer| page.basis != [Basis::Words] && !is_covered(page);
    Some(match said {
        Some(Comparison::Words) if measured == Comparison::Part && finding.pages.iter().all(is_open) => {
            Comparison::Words
        }
        Some(said) => said.max(measured),
        None => measured,
    })
}

/// How far the comparison of a page went, by the share that was compared and by what is covered.
fn measured(page: &PageAnswer) -> Comparison {
    match page.compared {
        compared if compared <= 0.0 => Comparison::None,
        compared if compared < FULLY_COMPARED_SHARE || is_covered(page) => Comparison::Part,
        _ if page.basis == [Basis::Words] => Comparison::Words,
        _ => Comparison::Full,
    }
}

/// Whether something hides a place of the page. The words under a highlight were compared.
fn is_covered(page: &PageAnswer) -> bool {
    page.hidden.iter().any(|hidden| hidden.kind != HiddenKind::Highlight)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::answer::{Hidden, PageRef};
    use crate::model::coverage::Coverage;
    use crate::model::geometry::Rect;
    use crate::model::reason::Reason;

    fn page(compared: f64, basis: &[Basis]) -> PageAnswer {
        PageAnswer { compared, basis: basis.to_vec(), chance: 1e-35, ..PageAnswer::of_document("plan.pdf") }
    }

    fn finding(pages: Vec<PageAnswer>, codes: &[&str]) -> Finding {
        let reason = |code: &&str| Reason::Recorded { code: Some((*code).into()), sentence: String::new() };
        Finding {
            verdict: Verdict::Inconclusive,
            pages,
            also: vec![],
            coverage: Coverage::default(),
            why: codes.iter().map(reason).collect(),
        }
    }

    fn looked(compared: f64, codes: &[&str]) -> Finding {
        finding(vec![page(compared, &[Basis::Layout, Basis::Picture])], codes)
    }

    fn with_cover(mut page: PageAnswer, kind: HiddenKind) -> PageAnswer {
        page.hidden.push(Hidden { bounds: Rect::default(), on_page: Rect::default(), kind });
        page
    }

    #[test]
    fn every_reason_stands_once_in_the_table_and_nothing_else_does() {
        let source = include_str!("../../model/reason.rs");
        let arms = source.lines().filter_map(|line| line.trim().split_once(" => ")?.1.strip_prefix('"'));
        let mut codes: BTreeSet<&str> = arms.filter_map(|rest| rest.strip_suffix("\",")).collect();
        codes.insert("recorded");
        let told: BTreeSet<&str> = EFFECTS.iter().map(|(code, ..)| *code).collect();
        assert_eq!(told, codes);
        assert_eq!(told.len(), EFFECTS.len(), "one stands twice");
    }

    #[test]
    fn the_chapter_on_the_verdict_has_the_same_table() {
        let chapter = include_str!("../../../docs/src/verdict.md");
        for (code, page, comparison) in EFFECTS {
            let page = if page == Page::Stands { "" } else { "not certain " };
            let comparison = comparison.map_or(String::new(), |comparison| format!("{} ", comparison.code()));
            let row = format!("| `{code}` | {page}| {comparison}|");
            assert!(chapter.contains(&row), "{row}");
        }
    }

    #[test]
    fn reasons_say_how_far_the_comparison_went() {
        let extent = |compared, codes: &[&str]| comparison(&looked(compared, codes));
        assert_eq!(extent(1.0, &[]), Some(Comparison::Full));
        assert_eq!(extent(1.0, &["words_beside"]), Some(Comparison::Full));
        assert_eq!(extent(0.98, &[]), Some(Comparison::Part));
        assert_eq!(extent(0.43, &["letters_too_small"]), Some(Comparison::Words));
        assert_eq!(extent(1.0, &["unclear_places"]), Some(Comparison::Part));
        assert_eq!(extent(0.97, &["too_noisy"]), Some(Comparison::None));
        assert_eq!(extent(0.0, &["letters_too_small"]), Some(Comparison::None));
        assert_eq!(extent(1.0, &["letters_too_small", "look_not_found"]), Some(Comparison::Part));
        assert_eq!(extent(1.0, &["of a later version"]), Some(Comparison::Part));
        assert_eq!(comparison(&finding(vec![], &["not_read"])), None);
    }

    #[test]
    fn words_alone_and_covers_are_never_a_full_comparison() {
        let of = |page: PageAnswer, codes: &[&str]| comparison(&finding(vec![page], codes));
        let (by_look, by_words) = ([Basis::Layout, Basis::Picture], [Basis::Words]);
        assert_eq!(of(page(1.0, &by_words), &[]), Some(Comparison::Words));
        assert_eq!(of(page(0.9, &by_words), &["page_read_by_ocr"]), Some(Comparison::Part));
        let covered = || with_cover(page(0.999, &by_look), HiddenKind::Redaction);
        assert_eq!(of(covered(), &[]), Some(Comparison::Part));
        assert_eq!(of(covered(), &["letters_too_small"]), Some(Comparison::Part));
        let highlighted = with_cover(page(1.0, &by_look), HiddenKind::Highlight);
        assert_eq!(of(highlighted, &[]), Some(Comparison::Full));
        let least = finding(vec![page(1.0, &by_look), page(0.5, &by_look)], &[]);
        assert_eq!(comparison(&least), Some(Comparison::Part));
    }

    #[test]
    fn a_page_is_certain_if_nothing_else_can_be_shown() {
        assert_eq!(is_page_certain(&looked(0.4, &["letters_too_small"])), Some(true));
        assert_eq!(is_page_certain(&looked(0.9, &["too_noisy"])), Some(true));
        for code in
            ["another_version", "other_than_page", "header_only", "typeset_anew", "of a later version"]
        {
            assert_eq!(is_page_certain(&looked(1.0, &[code])), Some(false), "{code}");
        }
        assert_eq!(is_page_certain(&finding(vec![], &[])), None);
    }

    #[test]
    fn one_page_that_could_be_a_coincidence_or_has_a_twin_makes_the_answer_uncertain() {
        let mut two = looked(1.0, &[]);
        two.pages.push(page(1.0, &[Basis::Layout]));
        assert_eq!(is_page_certain(&two), Some(true));
        two.pages[1].chance = 1e-29;
        assert_eq!(is_page_certain(&two), Some(false));
        let mut twin = looked(1.0, &[]);
        twin.also.push(PageRef { document: "plan-2.pdf".into(), page: 1 });
        assert_eq!(is_page_certain(&twin), Some(false));
        twin.verdict = Verdict::Identical;
        assert_eq!(is_page_certain(&twin), Some(true), "each of them has these pixels");
    }
}
