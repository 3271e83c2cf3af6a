//! The verdict on a quotation in words.

use super::thresholds::{AGREEING_WORDS_SHARE, MOST_DIFFERENCES};
use crate::model::answer::Verdict;
use crate::model::reason::Reason;

/// How the parts of a quotation stand to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// It is one passage, or passages of one document in their order.
    #[default]
    Kept,
    /// Passages of one document in another order.
    Changed,
    /// Passages of several documents or messages.
    Joined,
}

/// The evidence on a quotation whose pages are no coincidence.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence {
    /// Words that were compared.
    pub compared: usize,
    /// Words that agree.
    pub agreeing: usize,
    /// Places that differ.
    pub differences: usize,
    /// Whether words of the original were read by OCR.
    pub is_read: bool,
    /// How its parts stand to each other.
    pub order: Order,
}

/// Why a quotation names no page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missed {
    /// It has too few words to be looked up.
    TooShort,
    /// So many pages have most of its words.
    TooCommon(usize),
    /// No page has its words.
    Nowhere,
}

/// The verdict on a quotation that names no page, with its reason.
pub fn not_named(missed: Missed) -> (Verdict, Option<Reason>) {
    match missed {
        Missed::TooShort => (Verdict::NotFound, Some(Reason::QuotationTooShort)),
        Missed::TooCommon(pages) => (Verdict::Inconclusive, Some(Reason::QuotationTooCommon { pages })),
        Missed::Nowhere => (Verdict::NotFound, None),
    }
}

/// The verdict, with its reasons.
pub fn rules(evidence: &Evidence) -> (Verdict, Vec<Reason>) {
    let order = match evidence.order {
        Order::Kept => None,
        Order::Changed => Some(Reason::QuotationReordered),
        Order::Joined => Some(Reason::QuotationJoined),
    };
    let share = AGREEING_WORDS_SHARE * evidence.compared as f64;
    let is_another = (evidence.agreeing as f64) < share || evidence.differences > MOST_DIFFERENCES;
    let doubts =
        [is_another.then_some(Reason::AnotherText), evidence.is_read.then_some(Reason::PageReadByOcr)];
    let is_doubtful = doubts.iter().any(Option::is_some);
    let verdict = match evidence.differences > 0 || order.is_some() {
        _ if is_doubtful => Verdict::Inconclusive,
        true => Verdict::Altered,
        false => Verdict::Match,
    };
    (verdict, doubts.into_iter().flatten().chain(order).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(evidence: Evidence) -> Verdict {
        rules(&Evidence { compared: 20, agreeing: 20, ..evidence }).0
    }

    #[test]
    fn one_word_or_another_order_is_an_alteration() {
        assert_eq!(verdict(Evidence::default()), Verdict::Match);
        assert_eq!(verdict(Evidence { differences: 1, ..Evidence::default() }), Verdict::Altered);
        for order in [Order::Changed, Order::Joined] {
            assert_eq!(verdict(Evidence { order, ..Evidence::default() }), Verdict::Altered);
        }
    }

    #[test]
    fn words_read_by_ocr_decide_nothing() {
        assert_eq!(verdict(Evidence { is_read: true, ..Evidence::default() }), Verdict::Inconclusive);
        let altered = Evidence { is_read: true, differences: 1, ..Evidence::default() };
        assert_eq!(verdict(altered), Verdict::Inconclusive);
    }

    #[test]
    fn a_text_that_mostly_differs_may_be_another_one() {
        let (verdict, why) =
            rules(&Evidence { compared: 20, agreeing: 14, differences: 1, ..Evidence::default() });
        assert_eq!((verdict, why), (Verdict::Inconclusive, vec![Reason::AnotherText]));
    }
}
