//! The table of rules, in the order in which they are applied: the first one that is broken decides.
//!
//! The rules themselves are applied where their measures are: `page_verdict` (one page by its look), `text_verdict`
//! (one page by its words), `select` (several pages), `renderer_mismatch` and `unsettled` (how a page was drawn),
//! `looks` (a picture with several looks), `quotation_verdict` (a quotation). They share their bounds with this table; no test compares the rest of it
//! with them.

use super::thresholds::{
    AGREEING_INK_SHARE, AGREEING_READ_WORDS_SHARE, AGREEING_WORDS_SHARE, BODY_TERMS, COMPARED_SHARE,
    LEAST_INLIER_CELLS, LEGIBLE_SHARE, MOST_DIFFERENCES, MOST_NOISE, SAME_TEXT_SHARE, UNMATCHED_WORDS_SHARE,
    UNREAD_WORDS_SHARE,
};
use crate::check::extent::thresholds::LEGIBLE_LETTER_PIXELS;
use crate::check::register::thresholds::NAMED_LOG10_NFA;
use crate::model::answer::Verdict;
use crate::model::trace::Bound;

/// The stage that applies a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// One page, compared by its look.
    Look,
    /// One page, compared by its words.
    Words,
    /// All pages that a picture shows.
    Pages,
    /// How a page was drawn.
    Drawing,
    /// The looks of a moving or transparent picture.
    Looks,
    /// A quotation in words.
    Quotation,
}

/// A rule: if its measure breaks the bound, the verdict is `otherwise`, with the reason of this code.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The stage that applies it.
    pub stage: Stage,
    /// Code of its reason ([`crate::model::reason::Reason::code`]); `None` for a difference, which needs no reason.
    pub reason: Option<&'static str>,
    /// The bound, if it is a number.
    pub bound: Option<Bound>,
    /// The verdict if the rule is broken.
    pub otherwise: Verdict,
}

const fn rule(stage: Stage, reason: &'static str, bound: Bound) -> Rule {
    Rule { stage, reason: Some(reason), bound: Some(bound), otherwise: Verdict::Inconclusive }
}

const fn without_bound(stage: Stage, reason: &'static str, otherwise: Verdict) -> Rule {
    Rule { stage, reason: Some(reason), bound: None, otherwise }
}

const fn differs(stage: Stage) -> Rule {
    Rule { stage, reason: None, bound: Some(Bound::AtMost(0.0)), otherwise: Verdict::Altered }
}

/// All rules.
pub const RULES: [Rule; 47] = {
    use Bound::{AtLeast, AtMost};
    use Stage::{Drawing, Look, Looks, Pages, Quotation, Words};
    use Verdict::{Altered, Inconclusive, NotFound};
    [
        rule(Look, "could_be_chance", AtMost(NAMED_LOG10_NFA)),
        rule(Look, "too_little_ink", AtLeast(LEAST_INLIER_CELLS)),
        rule(Look, "another_version", AtLeast(AGREEING_INK_SHARE)),
        rule(Look, "another_version", AtMost(MOST_DIFFERENCES as f64)),
        differs(Look),
        rule(Look, "letters_too_small", AtLeast(LEGIBLE_SHARE)),
        rule(Look, "usual_letters_too_small", AtLeast(LEGIBLE_LETTER_PIXELS)),
        rule(Look, "too_noisy", AtMost(MOST_NOISE)),
        rule(Look, "mostly_covered", AtLeast(COMPARED_SHARE)),
        rule(Look, "specks", AtMost(0.0)),
        rule(Look, "unclear_places", AtMost(0.0)),
        rule(Look, "handwriting", AtMost(0.0)),
        rule(Look, "colour_differs", AtMost(0.0)),
        Rule { otherwise: NotFound, ..rule(Words, "could_be_chance", AtMost(NAMED_LOG10_NFA)) },
        rule(Words, "header_only", AtLeast(BODY_TERMS as f64)),
        rule(Words, "another_text", AtLeast(AGREEING_WORDS_SHARE)),
        rule(Words, "unmatched_words", AtMost(UNMATCHED_WORDS_SHARE)),
        rule(Words, "sentences_differ", AtMost(1.0)),
        rule(Words, "header_and_text_differ", AtLeast(SAME_TEXT_SHARE)),
        rule(Words, "most_words_unmatched", AtLeast(AGREEING_READ_WORDS_SHARE)),
        without_bound(Words, "typeset_anew", Inconclusive),
        without_bound(Words, "page_read_by_ocr", Inconclusive),
        differs(Words),
        rule(Words, "unclear_places", AtMost(0.0)),
        rule(Words, "unread_places", AtMost(0.0)),
        rule(Words, "typeset_alike", AtMost(0.0)),
        rule(Words, "text_covered", AtMost(0.5)),
        rule(Words, "words_unread", AtMost(UNREAD_WORDS_SHARE)),
        without_bound(Words, "sender_unclear", Inconclusive),
        without_bound(Pages, "unexplained_words", Inconclusive),
        without_bound(Pages, "pages_overlap", Inconclusive),
        without_bound(Pages, "other_than_page", Inconclusive),
        without_bound(Pages, "part_shifted", Inconclusive),
        without_bound(Pages, "words_beside", Inconclusive),
        without_bound(Pages, "rest_not_compared", Inconclusive),
        without_bound(Pages, "pages_joined", Altered),
        without_bound(Drawing, "other_renderer", Inconclusive),
        without_bound(Drawing, "words_not_drawn", Inconclusive),
        without_bound(Looks, "look_not_found", Inconclusive),
        without_bound(Quotation, "quotation_too_short", NotFound),
        without_bound(Quotation, "quotation_too_common", Inconclusive),
        rule(Quotation, "another_text", AtLeast(AGREEING_WORDS_SHARE)),
        rule(Quotation, "another_text", AtMost(MOST_DIFFERENCES as f64)),
        without_bound(Quotation, "page_read_by_ocr", Inconclusive),
        differs(Quotation),
        without_bound(Quotation, "quotation_joined", Altered),
        without_bound(Quotation, "quotation_reordered", Altered),
    ]
};
