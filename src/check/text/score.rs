//! The score of one page's words against those of the picture.

use std::cell::LazyCell;
use std::collections::HashSet;

use super::align::local_alignment::align;
use super::align::mismatch::Alignment;
use super::align::ocr_words::OcrText;
use super::align::reference::Reference;
use super::glyphs::glyph_crops::GlyphCrops;
use super::glyphs::spelling::Glyphs;
use super::header::header_block;
use super::header::sender::{Sender, sender};
use super::passages::gaps::{Passage, Passages, header_fields, passages};
use super::thresholds::{
    CHANCE_SHINGLE_SHARE, DIFFERENCE_SCORE, READ_CONFIDENCE, SHINGLES_PER_WITNESS, TYPESET_ANEW_RANK_RATIO,
    UNREAD_END_TERMS,
};
use super::unmatched::line_agreement::Place;
use super::unmatched::unmatched_lines::unmatched;
use crate::check::recall::by_words::Candidate;
use crate::check::verdict::text_verdict::{Evidence, rules};
use crate::model::answer::{Basis, Difference, Hidden, HiddenKind, PageAnswer, PageKind, PageRef, Verdict};
use crate::model::coverage::Accounts;
use crate::model::document::Word;
use crate::model::geometry::{Homography, Rect};
use crate::model::reason::Reason;
use crate::model::text::Text;
use crate::model::trace::Found;

/// The words of a page aligned with those of the picture.
pub struct Aligned<'a> {
    seen: &'a OcrText,
    reference: Reference,
    pairs: Vec<(usize, usize)>,
    page: PageRef,
    /// The words of the page with their places, if it has a look.
    words: Vec<Word>,
    /// Whether these words were read by OCR.
    is_read: bool,
    candidate: Candidate,
    /// Score of the alignment.
    pub agreement: f32,
}

/// The result for one page.
pub struct Scored {
    /// How well the page explains the picture: the score of the alignment minus the cost of the differences.
    pub rank: f32,
    /// Score of the alignment.
    pub agreement: f32,
    /// The answer about the page.
    pub answer: PageAnswer,
    /// The verdict on the page; `NotFound` if it should not be named.
    pub verdict: Verdict,
    /// The reasons.
    pub why: Vec<Reason>,
    /// Counts of the shown words by their result.
    pub accounts: Accounts,
}

impl<'a> Aligned<'a> {
    /// Aligns the words of a candidate that has no look.
    pub fn text(seen: &'a OcrText, text: Text, candidate: &Candidate, page: PageRef) -> Self {
        Self::new(seen, text, Vec::new(), candidate, page)
    }

    /// Aligns the words of a candidate that has a look.
    pub fn words(seen: &'a OcrText, words: Vec<Word>, candidate: &Candidate, page: PageRef) -> Self {
        Self::new(seen, Text::in_a_row(&words), words, candidate, page)
    }

    /// Aligns words that were read by OCR, which may be wrong.
    pub fn read(seen: &'a OcrText, words: Vec<Word>, candidate: &Candidate, page: PageRef) -> Self {
        Self { is_read: true, ..Self::words(seen, words, candidate, page) }
    }

    fn new(seen: &'a OcrText, text: Text, words: Vec<Word>, candidate: &Candidate, page: PageRef) -> Self {
        let mut reference = Reference::new(text);
        reference.narrow(candidate.first..candidate.last, 2 * seen.terms.len());
        let score = |i: usize, j: usize| seen.terms[i].token.likeness(&reference.terms[j].token);
        let (pairs, agreement) = align(seen.terms.len(), reference.terms.len(), score);
        Self { seen, reference, pairs, page, words, is_read: false, candidate: candidate.clone(), agreement }
    }

    /// Scores the page among `pages` pages, and returns the trace event, too. Returns `None` if nothing agrees.
    pub fn score(self, crops: &GlyphCrops, pages: u64) -> Option<(Scored, Found)> {
        let alignment = Alignment::new(self.seen, &self.reference, &self.pairs);
        let glyphs = LazyCell::new(Box::new(|| {
            let [agreed, read] = alignment.certain_words();
            Glyphs::learn(crops, &agreed, &read)
        }) as Box<dyn FnOnce() -> _>);
        let mut passages = passages(&alignment, &glyphs);
        let agreeing: HashSet<usize> = passages.agreeing.iter().copied().collect();
        let in_body = in_body(&alignment, &agreeing);
        let body: Vec<usize> = in_body.iter().map(|p| p.0).collect();
        let (header, is_whole) = (self.reference.header(), is_whole(&alignment, &in_body));
        if let Some(&first) = body.first() {
            header_fields(&alignment, &glyphs, first, &mut passages);
        }
        let place = Place { body: &body, agreeing: &agreeing, header, is_whole };
        let unmatched = unmatched(self.seen, &place);
        let sender = sender(&alignment, &agreeing, &body);
        if let Sender::Other(passage) = &sender {
            passages.differing.push(passage.clone());
        }
        let cost = DIFFERENCE_SCORE * passages.differing.len() as f32;
        if self.is_read {
            passages.doubt_all();
        }
        let evidence = Evidence {
            log10_nfa: log10_nfa(&self.candidate, pages),
            body: body.len(),
            agreeing: agreeing.len(),
            sure: self.seen.terms.iter().filter(|t| t.confidence >= READ_CONFIDENCE).count(),
            unmatched,
            passages: &passages,
            sender: &sender,
            is_set_anew: !self.words.is_empty(),
            is_read: self.is_read,
            unread: unread(&alignment, &body),
        };
        let (verdict, why) = rules(&evidence, |bounds| self.seen.in_picture(bounds));
        let on_page = self.on_page(&in_body);
        let answer = answer(
            (self.seen, self.message()),
            &passages,
            &body,
            self.page.clone(),
            on_page,
            (evidence.log10_nfa, evidence.unread.len()),
        )?;
        let rank = self.agreement - cost;
        let rank = if evidence.is_set_anew { TYPESET_ANEW_RANK_RATIO * rank } else { rank };
        let found = Found::Scored {
            page: self.page,
            agreeing: evidence.agreeing,
            sure: evidence.sure,
            differing: passages.differing.len(),
            unclear: passages.unclear.len(),
            strange: evidence.unmatched.words,
            verdict,
        };
        let accounts = Accounts {
            agrees: evidence.agreeing,
            differs: passages.differing.len(),
            covered: passages.covered,
            marked: 0,
            unclear: passages.unclear.len(),
            not_read: evidence.unread.len(),
        };
        Some((Scored { rank, agreement: self.agreement, answer, verdict, why, accounts }, found))
    }
}

impl Aligned<'_> {
    /// The text of a page without a look, which has lines.
    fn message(&self) -> Option<&Text> {
        self.words.is_empty().then(|| self.reference.text())
    }

    /// The part of the page whose words are shown, in its units; the unit square for a page without a look.
    fn on_page(&self, in_body: &[(usize, usize)]) -> Rect {
        let ends = self.words.iter().scan(0, |end, word| {
            *end += word.text.len() + 1;
            Some(*end)
        });
        let ends: Vec<usize> = ends.collect();
        let place = |at: usize| Some(self.words.get(ends.partition_point(|&end| end <= at))?.bounds);
        let shown = in_body.iter().filter_map(|p| place(self.reference.terms[p.1].at.start));
        Rect::around(shown).unwrap_or(Rect::new(0.0, 0.0, 1.0, 1.0))
    }
}

/// Logarithm to base 10 of the number of false alarms: pages expected to share as many shingles of this rarity by
/// coincidence.
fn log10_nfa(candidate: &Candidate, pages: u64) -> f64 {
    let tests = (pages.max(1) as f64).log10();
    let by_rarity = tests - candidate.support / SHINGLES_PER_WITNESS;
    // The more was read, the more of it is found anywhere: tail of a binomial distribution, by Hoeffding's bound.
    let n = candidate.asked as f64 / SHINGLES_PER_WITNESS;
    let share = candidate.hits as f64 / (candidate.asked as f64).max(1.0);
    let p = CHANCE_SHINGLE_SHARE;
    let part = |a: f64, b: f64| if a <= 0.0 { 0.0 } else { a * (a / b).ln() };
    let divergence = if share <= p { 0.0 } else { part(share, p) + part(1.0 - share, 1.0 - p) };
    by_rarity.max(tests - n * divergence / std::f64::consts::LN_10)
}

/// Lines of unread ink in the part of the picture that shows the text: beside its lines, or between it and the first
/// line of its header.
fn unread(alignment: &Alignment, body: &[usize]) -> Vec<Rect> {
    let seen = alignment.seen;
    let Some(text) = Rect::around(body.iter().map(|&i| seen.terms[i].bounds)) else { return Vec::new() };
    let first = body.first().copied().unwrap_or_default();
    let of_header = header_block::lines(alignment, first, &alignment.reference.header());
    let header_box = Rect::around(of_header.iter().flatten().map(|&i| seen.terms[i].bounds));
    let about = header_box.map_or(text, |header_box| header_box.union(&text)).grown(seen.height());
    let is_within = |place: &&Rect| {
        let middle = place.centre();
        // A date may stand at the far end of its line.
        let in_header =
            header_box.is_some_and(|header_box| (header_box.y0..header_box.y1).contains(&middle.y));
        let until = if in_header { f64::MAX } else { about.x1 };
        (about.y0..about.y1).contains(&middle.y) && (about.x0..until).contains(&middle.x)
    };
    seen.unread.iter().filter(is_within).copied().collect()
}

/// The matching pairs within the body.
fn in_body(alignment: &Alignment, agreeing: &HashSet<usize>) -> Vec<(usize, usize)> {
    let is_held =
        |&&(i, j): &&(usize, usize)| agreeing.contains(&i) && alignment.part(j) == alignment.reference.body();
    alignment.pairs.iter().filter(is_held).copied().collect()
}

/// Whether the text shown begins where the body begins, and whether it ends where the body ends, apart from a few
/// unread terms.
fn is_whole(alignment: &Alignment, in_body: &[(usize, usize)]) -> [bool; 2] {
    let first =
        |j: usize| j < UNREAD_END_TERMS || alignment.part(j - UNREAD_END_TERMS) != alignment.reference.body();
    let last = |j: usize| j + UNREAD_END_TERMS >= alignment.reference.terms.len();
    [in_body.first().is_some_and(|p| first(p.1)), in_body.last().is_some_and(|p| last(p.1))]
}

fn answer(
    (seen, message): (&OcrText, Option<&Text>),
    passages: &Passages,
    body: &[usize],
    page: PageRef,
    on_page: Rect,
    (log10_nfa, unread): (f64, usize),
) -> Option<PageAnswer> {
    let boxes = passages.agreeing.iter().map(|&i| seen.terms[i].bounds);
    let shown = Rect::around(boxes.chain(passages.differing.iter().map(|p| p.bounds)))?;
    let region = seen.in_picture(&shown);
    // The text may be typeset anew, so the transform maps its part of the page as a whole.
    let (sx, sy) = (region.width() / on_page.width(), region.height() / on_page.height());
    let (tx, ty) = (region.x0 - sx * on_page.x0, region.y0 - sy * on_page.y0);
    let transform = Homography::scale_shift(sx, sy, tx, ty);
    let back = transform.inverse()?;
    let difference = |p: &Passage| {
        let bounds = seen.in_picture(&p.bounds);
        let said = |words: &String| (!words.is_empty()).then(|| words.clone());
        Difference {
            bounds,
            on_page: back.apply_rect(&bounds),
            kind: p.kind,
            deviation: p.beyond,
            original: said(&p.original),
            shown: said(&p.shown),
            line: said(&p.original).and_then(|words| message?.line_with(&words)),
        }
    };
    let hidden = |bar: &Rect| {
        let bounds = seen.in_picture(bar);
        Hidden { bounds, on_page: back.apply_rect(&bounds), kind: HiddenKind::Redaction }
    };
    let clear = passages.agreeing.len() + passages.differing.len();
    let unclear = passages.unclear.len() + passages.covered + unread;
    Some(PageAnswer {
        page,
        kind: PageKind::Page,
        basis: vec![Basis::Words],
        region,
        transform,
        compared: clear as f64 / (clear + unclear).max(1) as f64,
        chance: 10f64.powf(log10_nfa.clamp(-300.0, 300.0)),
        smallest_text: (!body.is_empty()).then(|| seen.letter(body)),
        differences: passages.differing.iter().map(difference).collect(),
        hidden: passages.bars.iter().map(hidden).collect(),
        drawn_by: None,
        signatures: Vec::new(),
        namesake: None,
    })
}
