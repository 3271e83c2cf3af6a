//! The verdict on one page by its words.

use super::thresholds::{
    AGREEING_READ_WORDS_SHARE, AGREEING_WORDS_SHARE, BODY_TERMS, MOST_DIFFERENCES, REWRITTEN_WORDS,
    SAME_TEXT_SHARE, UNMATCHED_WORDS_SHARE, UNREAD_WORDS_SHARE,
};
use crate::check::register::thresholds::NAMED_LOG10_NFA;
use crate::check::text::header::sender::Sender;
use crate::check::text::passages::gaps::{Passage, Passages};
use crate::check::text::unmatched::unmatched_lines::Unmatched;
use crate::model::answer::Verdict;
use crate::model::geometry::Rect;
use crate::model::reason::Reason;

/// The evidence on a page.
pub struct Evidence<'a> {
    /// Logarithm to base 10 of the number of false alarms: pages that would share as many words by coincidence.
    pub log10_nfa: f64,
    /// Terms of the picture that match the body.
    pub body: usize,
    /// Terms of the picture that match any part.
    pub agreeing: usize,
    /// Terms of the picture that were read with confidence.
    pub sure: usize,
    /// Words and lines around the shown text that the page does not have.
    pub unmatched: Unmatched,
    /// Places that differ, and places that may differ.
    pub passages: &'a Passages,
    /// The sender that the header shows.
    pub sender: &'a Sender,
    /// Whether the page has a look that the picture does not show.
    pub is_set_anew: bool,
    /// Whether the page's words were read by OCR.
    pub is_read: bool,
    /// Lines of unread ink in the part of the text.
    pub unread: Vec<Rect>,
}

/// The verdict on a page, with its reasons; `NotFound` if it should not be named. `in_picture` maps boxes to pixels
/// of the picture.
pub fn rules(evidence: &Evidence, in_picture: impl Fn(&Rect) -> Rect) -> (Verdict, Vec<Reason>) {
    if evidence.log10_nfa > NAMED_LOG10_NFA {
        return (Verdict::NotFound, Vec::new());
    }
    let read = evidence.is_read.then_some(Reason::PageReadByOcr);
    if let Some(why) = evidence.is_another() {
        return (Verdict::Inconclusive, [why].into_iter().chain(read).collect());
    }
    let differs = !evidence.passages.differing.is_empty();
    let doubt = if differs { None } else { evidence.is_doubtful(in_picture) };
    let set_anew = evidence.is_set_anew.then_some(Reason::TypesetAnew);
    let why: Vec<Reason> = [set_anew, read, doubt].into_iter().flatten().collect();
    let verdict = match differs {
        _ if !why.is_empty() => Verdict::Inconclusive,
        true => Verdict::Altered,
        false => Verdict::Match,
    };
    let not_shown = &evidence.passages.not_shown;
    let left_out = (!not_shown.is_empty()).then(|| Reason::RecipientsNotShown(not_shown.clone()));
    (verdict, why.into_iter().chain(left_out).collect())
}

impl Evidence<'_> {
    /// The number of words of the body that were compared.
    fn shown(&self) -> usize {
        self.body + self.passages.differing.len() + self.passages.unclear.len()
    }

    /// The reason why the picture may show another text than the page's.
    fn is_another(&self) -> Option<Reason> {
        if self.body < BODY_TERMS {
            return Some(Reason::HeaderOnly);
        }
        let (shown, differing) = (self.shown(), &self.passages.differing);
        if (self.body as f64) < AGREEING_WORDS_SHARE * shown as f64 || differing.len() > MOST_DIFFERENCES {
            return Some(Reason::AnotherText);
        }
        if self.unmatched.words as f64 > UNMATCHED_WORDS_SHARE * (shown + self.unmatched.words) as f64 {
            return Some(Reason::UnmatchedWords {
                unmatched: self.unmatched.words,
                shown: shown + self.unmatched.words,
            });
        }
        let is_long = |p: &Passage| {
            [&p.original, &p.shown].iter().all(|words| words.split(' ').count() >= REWRITTEN_WORDS)
        };
        if differing.len() > 1 && differing.iter().any(is_long) {
            return Some(Reason::SentencesDiffer);
        }
        let in_header = differing.iter().filter(|p| p.in_header).count();
        let is_close = self.body as f64 >= SAME_TEXT_SHARE * shown as f64;
        if in_header > 0 && in_header < differing.len() && !is_close {
            return Some(Reason::HeaderAndTextDiffer);
        }
        ((self.agreeing as f64) < AGREEING_READ_WORDS_SHARE * self.sure as f64)
            .then_some(Reason::MostWordsUnmatched)
    }

    /// The reason why a match is doubtful.
    fn is_doubtful(&self, in_picture: impl Fn(&Rect) -> Rect) -> Option<Reason> {
        let unclear = &self.passages.unclear;
        let doubtful: Vec<Rect> =
            unclear.iter().filter(|p| p.is_doubt).map(|p| &p.bounds).map(&in_picture).collect();
        if !doubtful.is_empty() {
            return Some(Reason::UnclearPlaces(doubtful));
        }
        if !self.unread.is_empty() {
            let unread: Vec<Rect> = self.unread.iter().map(&in_picture).collect();
            return Some(Reason::UnreadPlaces(unread));
        }
        let typeset_alike: Vec<Rect> = self.unmatched.typeset_alike.iter().map(&in_picture).collect();
        if !typeset_alike.is_empty() {
            return Some(Reason::TypesetAlike(typeset_alike));
        }
        if self.passages.covered > self.shown() {
            return Some(Reason::TextCovered);
        }
        if unclear.len() as f64 > UNREAD_WORDS_SHARE * self.shown() as f64 {
            let (unclear, shown) = (unclear.len(), self.shown());
            return Some(Reason::WordsUnread { unread: unclear, shown });
        }
        (*self.sender == Sender::Unclear).then_some(Reason::SenderUnclear)
    }
}
