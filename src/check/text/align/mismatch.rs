//! The words of picture and page, aligned term by term.

use std::ops::Range;

use super::ocr_words::{OcrText, SeenTerm};
use super::reference::Reference;
use crate::check::text::thresholds::{CERTAIN_CONFIDENCE, COLUMN_OUTLIER_DIVISOR};
use crate::model::geometry::Rect;
use crate::model::text::SeenWord;

/// Terms of the picture and terms of the page that stand in the same place.
#[derive(Clone, Debug, PartialEq)]
pub struct Mismatch {
    /// Terms of the picture.
    pub seen: Range<usize>,
    /// Terms of the page.
    pub said: Range<usize>,
    /// Whether nothing else can stand in this place.
    pub is_sure: bool,
}

/// The alignment of a picture's words with those of a page.
pub struct Alignment<'a> {
    /// Words of the picture.
    pub seen: &'a OcrText,
    /// Words of the page.
    pub reference: &'a Reference,
    /// Aligned terms of both, in order.
    pub pairs: &'a [(usize, usize)],
    /// Leftovers and right end of the body's column, in pixels of the raster that was read.
    pub column: (f64, f64),
}

impl<'a> Alignment<'a> {
    /// The alignment given by these pairs of terms.
    pub fn new(seen: &'a OcrText, reference: &'a Reference, pairs: &'a [(usize, usize)]) -> Self {
        let mut alignment = Self { seen, reference, pairs, column: (f64::MIN, f64::MAX) };
        let matching = pairs
            .iter()
            .filter(|&&(i, j)| reference.terms[j].part == reference.body() && alignment.same(i, j));
        let (mut left, mut right): (Vec<f64>, Vec<f64>) =
            matching.map(|p| seen.terms[p.0].bounds).map(|b| (b.x0, b.x1)).unzip();
        left.sort_by(f64::total_cmp);
        right.sort_by(f64::total_cmp);
        // A few words beside the text may match by chance.
        let few = left.len() / COLUMN_OUTLIER_DIVISOR;
        if let (Some(&left), Some(&right)) = (left.get(few), right.iter().rev().nth(few)) {
            alignment.column = (left, right);
        }
        alignment
    }

    /// Whether two terms are certain_words the same, apart from letters that OCR confuses.
    pub fn same(&self, i: usize, j: usize) -> bool {
        let (a, b) = (&self.seen.terms[i].token, &self.reference.terms[j].token);
        a.plain == b.plain || a.folded == b.folded
    }

    /// Folded letters of terms of both, joined: OCR joins and splits words.
    pub fn letters(&self, seen: &Range<usize>, said: &Range<usize>) -> [String; 2] {
        let read = self.seen.terms[seen.clone()].iter().map(|t| t.token.folded.as_str());
        let own = self.reference.terms[said.clone()].iter().map(|t| t.token.folded.as_str());
        [read.collect(), own.collect()]
    }

    /// The number of the part (field or body) of a term of the page.
    pub fn part(&self, j: usize) -> usize {
        self.reference.terms[j].part
    }

    /// How many of the next terms stand on the line of a term, each with a gap below `apart` letter heights.
    pub fn beside(&self, of: usize, next: impl Iterator<Item = usize>, apart: f64) -> usize {
        let (mut last, usual) = (&self.seen.terms[of], self.seen.height());
        let is_near = |i: &usize| {
            let term = &self.seen.terms[*i];
            let gap = (last.bounds.x0 - term.bounds.x1).max(term.bounds.x0 - last.bounds.x1);
            let is_near = term.line == last.line && gap < apart * last.bounds.height().max(usual);
            last = term;
            is_near
        };
        next.take_while(is_near).count()
    }

    /// What was read for these terms, with the marks between them.
    pub fn shown(&self, terms: Range<usize>) -> String {
        let of_words = self.seen.terms[terms].chunk_by(|a, b| a.word == b.word);
        let part =
            |t: &[SeenTerm]| self.seen.words[t[0].word].text[t[0].at.start..t[t.len() - 1].at.end].to_owned();
        of_words.map(part).collect::<Vec<_>>().join(" ")
    }

    /// The word of these terms, and its spelling if the page's terms stood there. Returns `None` if the terms are of
    /// several words.
    pub fn in_one_word(&self, seen: Range<usize>, said: Range<usize>) -> Option<(&SeenWord, String)> {
        let terms = &self.seen.terms;
        let (first, last) = (terms.get(seen.start)?, terms.get(seen.end.checked_sub(1)?)?);
        let word = self.seen.words.get(first.word).filter(|_| first.word == last.word)?;
        let others = [seen.start.checked_sub(1), Some(seen.end)].into_iter().flatten();
        let has_others = others.filter_map(|i| terms.get(i)).any(|t| t.word == first.word);
        // Marks may be letters that OCR did not read as such.
        let whole =
            if has_others { None } else { self.reference.whole_word(said.clone()).map(str::to_owned) };
        let in_place = || {
            let (before, after) = (&word.text[..first.at.start], &word.text[last.at.end..]);
            [before, &self.reference.said(said), after].concat()
        };
        Some((word, whole.unwrap_or_else(in_place)))
    }

    /// The boxes of terms, one per line.
    pub fn boxes(&self, terms: Range<usize>) -> Vec<Rect> {
        let of_lines = self.seen.terms[terms].chunk_by(|a, b| a.line == b.line);
        of_lines.filter_map(|line| Rect::around(line.iter().map(|t| t.bounds))).collect()
    }

    /// Words that show the glyphs of the picture: those that match the page in every term, and those beside the
    /// page's words that were read beyond doubt.
    pub fn certain_words(&self) -> [Vec<&'a SeenWord>; 2] {
        let mut said: Vec<Option<usize>> = vec![None; self.seen.terms.len()];
        self.pairs.iter().for_each(|&(i, j)| said[i] = Some(j));
        let (mut agreed, mut read, mut number) = (Vec::new(), Vec::new(), 0);
        for terms in self.seen.terms.chunk_by(|a, b| a.word == b.word) {
            let word = &self.seen.words[terms[0].word];
            let said = &said[number..number + terms.len()];
            number += terms.len();
            let same = |(t, j): (&SeenTerm, &Option<usize>)| {
                j.is_some_and(|j| self.reference.terms[j].token.text == t.token.text)
            };
            if terms.iter().zip(said).all(same) {
                agreed.push(word);
            } else if said.iter().all(Option::is_none) && word.confidence >= CERTAIN_CONFIDENCE {
                read.push(word);
            }
        }
        [agreed, read]
    }
}
