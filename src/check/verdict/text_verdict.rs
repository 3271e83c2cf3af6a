//! The rules: from what the words show to a verdict on one page.

use super::page_verdict::{MOST_DIFFERENCES, NAMED};
use crate::check::text::header::sender::Sender;
use crate::check::text::passages::gaps::{Passage, Passages};
use crate::check::text::unmatched::unmatched_lines::Unmatched;
use crate::model::answer::Verdict;
use crate::model::geometry::Rect;
use crate::model::reason::Reason;

/// Terms of the body that must agree for anything to be said of it.
pub(super) const LEAST_BODY: usize = 10;
/// Share of the body's words shown that must agree for the picture to be a version of it.
pub(super) const LEAST_AGREEING: f64 = 0.75;
/// Share of them from which it is this very text, whatever else its heading says: two changes are no less than one.
pub(super) const NEARLY_ALL: f64 = 0.9;
/// Share of all words surely read, those of a post and of the mail program with them, that must agree: a list's footer
/// stands under a thousand messages.
pub(super) const LEAST_OF_ALL: f64 = 0.45;
/// Share of the words of the text shown that the page may lack.
pub(super) const MOST_STRANGE: f64 = 0.12;
/// Share of the words that may be unread for "no differences" to be said.
pub(super) const MOST_UNCLEAR: f64 = 0.12;
/// Words on both alignment of a change from which it is another text.
const LONG: usize = 6;

/// What was found out about a page.
pub struct Evidence<'a> {
    /// Logarithm to base 10 of how many pages would have so many of the words by accident.
    pub chance: f64,
    /// Terms of the picture that agree with the body.
    pub body: usize,
    /// Terms of the picture that agree with any part, and those that were read surely.
    pub agreeing: usize,
    /// See `agreeing`.
    pub sure: usize,
    /// Words and lines about the text shown that the page does not have.
    pub unmatched: Unmatched,
    /// Places that differ, and those that may.
    pub passages: &'a Passages,
    /// Whom the heading shows.
    pub sender: &'a Sender,
    /// Whether the page has a look, which the picture does not show.
    pub is_set_anew: bool,
    /// Whether the page's words were read by OCR.
    pub is_read: bool,
    /// Lines of ink in the text's part that could not be read.
    pub unread: Vec<Rect>,
}

/// The verdict on a page, and why; `NotFound` where it should not be named. `in_picture` takes boxes to pixels of the
/// picture.
pub fn rules(evidence: &Evidence, in_picture: impl Fn(&Rect) -> Rect) -> (Verdict, Vec<Reason>) {
    if evidence.chance > NAMED {
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
    /// Words of the body that could be held against the page's.
    fn shown(&self) -> usize {
        self.body + self.passages.differing.len() + self.passages.unclear.len()
    }

    /// Why the picture may show another text than the page's.
    fn is_another(&self) -> Option<Reason> {
        if self.body < LEAST_BODY {
            return Some(Reason::HeaderOnly);
        }
        let (shown, differing) = (self.shown(), &self.passages.differing);
        if (self.body as f64) < LEAST_AGREEING * shown as f64 || differing.len() > MOST_DIFFERENCES {
            return Some(Reason::AnotherText);
        }
        if self.unmatched.words as f64 > MOST_STRANGE * (shown + self.unmatched.words) as f64 {
            return Some(Reason::UnmatchedWords {
                unmatched: self.unmatched.words,
                shown: shown + self.unmatched.words,
            });
        }
        let is_long =
            |p: &Passage| [&p.original, &p.shown].iter().all(|words| words.split(' ').count() >= LONG);
        if differing.len() > 1 && differing.iter().any(is_long) {
            return Some(Reason::SentencesDiffer);
        }
        let in_header = differing.iter().filter(|p| p.in_header).count();
        let is_close = self.body as f64 >= NEARLY_ALL * shown as f64;
        if in_header > 0 && in_header < differing.len() && !is_close {
            return Some(Reason::HeaderAndTextDiffer);
        }
        ((self.agreeing as f64) < LEAST_OF_ALL * self.sure as f64).then_some(Reason::MostWordsUnmatched)
    }

    /// Why it cannot be said that nothing differs.
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
        if unclear.len() as f64 > MOST_UNCLEAR * self.shown() as f64 {
            let (unclear, shown) = (unclear.len(), self.shown());
            return Some(Reason::WordsUnread { unread: unclear, shown });
        }
        (*self.sender == Sender::Unclear).then_some(Reason::SenderUnclear)
    }
}
