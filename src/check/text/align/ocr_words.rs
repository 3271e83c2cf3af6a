//! The OCR text: the words of a picture as they were read, split into terms with their places.

use std::cell::OnceCell;
use std::rc::Rc;

use super::columns::by_columns;
use super::term::Token;
use crate::check::context::Read;
use crate::check::text::passages::redaction_bars::bars;
use crate::check::text::passages::reread::{Reread, reread};
use crate::features::binarize::{InkMap, ink_map};
use crate::features::shingles;
use crate::imaging::median::median;
use crate::model::geometry::{Homography, Point, Rect};
use crate::model::raster::Raster;
use crate::model::text::SeenWord;
use crate::ocr::input_size::LETTER;

/// A term of the picture.
#[derive(Clone, Debug)]
pub struct SeenTerm {
    /// The term as it was read.
    pub token: Token,
    /// Its place in pixels of the raster that was read. A word with several terms is divided by their letters.
    pub bounds: Rect,
    /// Number of its line.
    pub line: usize,
    /// Number of its word.
    pub word: usize,
    /// Its bytes within the word.
    pub at: std::ops::Range<usize>,
    /// Confidence of OCR, 0 to 100.
    pub confidence: f64,
}

/// The text that was read in a picture.
pub struct OcrText {
    /// The raster that was read.
    pub raster: Rc<Raster>,
    /// Map from pixels of `raster` to pixels of the picture.
    pub to_picture: Homography,
    /// The words as they were read.
    pub words: Vec<SeenWord>,
    /// Their terms, in reading order.
    pub terms: Vec<SeenTerm>,
    /// Unread ink in the shape of words, one box per line, in pixels of `raster`.
    pub unread: Vec<Rect>,
    bars: OnceCell<Vec<Rect>>,
    ink: OnceCell<InkMap>,
}

impl OcrText {
    /// Splits words into terms.
    pub fn new(raster: Rc<Raster>, to_picture: Homography, mut words: Vec<SeenWord>) -> Self {
        // OCR takes a capital I without serifs for a stroke, which is no letter and no term.
        words.iter_mut().for_each(|w| w.text = w.text.replace('|', "I"));
        let terms = words.iter().enumerate().flat_map(|(i, word)| terms_of(i, word)).collect();
        Self {
            raster,
            to_picture,
            words,
            terms,
            unread: Vec::new(),
            bars: OnceCell::new(),
            ink: OnceCell::new(),
        }
    }

    /// The same words column by column. Returns `None` if there is one column.
    pub fn by_columns(&self) -> Option<Self> {
        let words = by_columns(&self.words)?;
        let unread = self.unread.clone();
        Some(Self { unread, ..Self::new(Rc::clone(&self.raster), self.to_picture, words) })
    }

    /// The same text, completed with words that OCR reads only by themselves.
    pub fn completed(self, read: &mut Read<'_>) -> Self {
        let Reread { words, unread } = reread(&self.raster, self.words, read);
        Self { unread, ..Self::new(self.raster, self.to_picture, words) }
    }

    /// Flat boxes that may cover words, in pixels of the raster.
    pub fn bars(&self) -> &[Rect] {
        self.bars.get_or_init(|| bars(&self.raster, self.height()))
    }

    /// The ink of the raster.
    pub fn ink(&self) -> &InkMap {
        self.ink.get_or_init(|| ink_map(&self.raster))
    }

    /// Median height of the terms, in pixels of the raster.
    pub fn height(&self) -> f64 {
        median(self.terms.iter().map(|t| t.bounds.height())).unwrap_or(LETTER)
    }

    /// Whether the word of a term ends with a colon, like a field label.
    pub fn has_colon(&self, term: &SeenTerm) -> bool {
        self.words[term.word].text.ends_with(':')
    }

    /// A box of the raster, in pixels of the picture.
    pub fn in_picture(&self, bounds: &Rect) -> Rect {
        self.to_picture.apply_rect(bounds)
    }

    /// Median height of terms, in pixels of the picture.
    pub fn letter(&self, terms: &[usize]) -> f64 {
        let heights = terms.iter().map(|&i| self.terms[i].bounds.height());
        median(heights).unwrap_or_default() * self.to_picture.scale_at(Point::default())
    }
}

fn terms_of(number: usize, word: &SeenWord) -> Vec<SeenTerm> {
    let letters = word.text.chars().count().max(1) as f64;
    let across = word.bounds.width() / letters;
    let term = |term: shingles::Term| {
        let before = word.text[..term.at.start].chars().count() as f64;
        let own = word.text[term.at.clone()].chars().count() as f64;
        let x0 = word.bounds.x0 + before * across;
        SeenTerm {
            token: Token::new(&word.text[term.at.clone()], term.folded),
            at: term.at,
            bounds: Rect { x0, x1: x0 + own * across, ..word.bounds },
            line: word.line,
            word: number,
            confidence: word.confidence,
        }
    };
    shingles::terms(&word.text).into_iter().map(term).collect()
}
