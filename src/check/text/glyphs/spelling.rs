//! Glyph comparison: does a word look like what was read, or like what the page has?
//!
//! Words on which picture and page agree show each letter in the font and blur of this picture. A word in doubt is
//! layout out from these letters in both spellings; the spelling that fits is shown. The misfit of letters that are not
//! in doubt sets the limit.

use std::cell::LazyCell;
use std::ops::Range;

use super::alphabet::{Alphabet, Layout};
use super::glyph_crops::{CropAdjustment, GlyphCrops, WordCrop};
use crate::check::text::thresholds::{
    BASELINE_ROWS, CERTAIN_LETTER_LIMITS, GLYPH_LEARNING_PASSES, LETTER_HEIGHT_RATIOS, LONE_BASELINE_ROWS,
    LOST_WORD_LIMITS, MISFIT_LEAST_WORDS, MISFIT_LIMIT_ALLOWANCE, MISFIT_LIMIT_QUANTILE, MISFIT_LIMIT_RATIO,
    MISFIT_SAMPLE_WORDS, OTHER_FIT_RATIO, OTHER_READING_CONFIDENCE, OTHER_WORD_EDITS, SAME_FIT_RATIO,
    UNKNOWN_LETTER_LIMITS, WORD_SEARCH_MARGIN, WORD_SHIFTS, WORD_WIDTH_RATIOS,
};
use crate::model::geometry::Rect;
use crate::model::text::SeenWord;

/// The letters of one picture.
pub struct Glyphs<'a> {
    crops: &'a GlyphCrops<'a>,
    alphabet: Alphabet,
    limit: Option<f32>,
}

/// What a word in doubt shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shown {
    /// The page's spelling.
    Same,
    /// Something else, with its misfit in limits.
    Other(f64),
    /// Undecided.
    Unclear,
}

/// Whether two spellings are of different words, and not of one that was misread: at most half of the letters match.
pub fn is_another(read: &str, original: &str) -> bool {
    let edits = crate::check::text::align::term::edits(&read.to_lowercase(), &original.to_lowercase());
    let longer = read.chars().count().max(original.chars().count());
    edits >= OTHER_WORD_EDITS && 2 * edits >= longer
}

/// The letters are learnt when the first word is in doubt: most pictures have none.
pub type LazyGlyphs<'a> = LazyCell<Glyphs<'a>, Box<dyn FnOnce() -> Glyphs<'a> + 'a>>;

impl<'a> Glyphs<'a> {
    /// Learns from the words on which picture and page agree. Other letters are learnt from words `read` beyond
    /// doubt.
    pub fn learn(crops: &'a GlyphCrops<'a>, agreed: &[&SeenWord], read: &[&SeenWord]) -> Self {
        let mut alphabet = Alphabet::new(crops.widths.clone());
        let numbered = agreed.iter().copied().enumerate();
        let cuts: Vec<(usize, &SeenWord, WordCrop)> =
            numbered.filter_map(|(number, word)| Some((number, word, crops.cut(&word.bounds)?))).collect();
        // The first pass uses the widths of letters, the later ones their fit.
        for _ in 0..GLYPH_LEARNING_PASSES {
            alphabet.learn(cuts.iter().map(|(number, word, cut)| (*number, word.text.as_str(), cut)));
        }
        let limit = limit(&alphabet, &cuts);
        alphabet.learn_unknown(
            read.iter().filter_map(|word| Some((word.text.as_str(), crops.cut(&word.bounds)?))),
        );
        Self { crops, alphabet, limit }
    }

    /// What a word shows that was read as `read` and that the page has as `original`; `confidence` is that of OCR.
    pub fn shown(&self, place: &Rect, read: &str, original: &str, confidence: f64) -> Shown {
        let (in_original, in_read) = unlike(original, read);
        let layout =
            self.best_layout(place, original, &in_original).zip(self.best_layout(place, read, &in_read));
        let (Some((original_layout, read_layout)), Some(limit)) = (layout, self.limit) else {
            return Self::by_reading(read, original, confidence);
        };
        let (a, b) = (original_layout.fit(original, in_original), read_layout.fit(read, in_read));
        let beyond = f64::from(a.worst / limit.max(0.01));
        match (a.unknown, b.unknown) {
            // Neither spelling fits: the word is not where it was looked for.
            (0, 0) if a.worst.min(b.worst) > LOST_WORD_LIMITS * limit => {
                Self::by_reading(read, original, confidence)
            }
            (0, 0) if a.worst <= limit && a.all <= SAME_FIT_RATIO * b.all => Shown::Same,
            (0, 0) if a.worst <= LOST_WORD_LIMITS * limit && OTHER_FIT_RATIO * a.all <= b.all => Shown::Same,
            (0, 0) if a.worst > limit && a.all > OTHER_FIT_RATIO * b.all => Shown::Other(beyond),
            (0, 0) => Shown::Unclear,
            // The letter that is not known may fit better still.
            (_, 0) if b.worst <= CERTAIN_LETTER_LIMITS * limit => Shown::Other(1.0),
            (0, _) if a.worst <= limit => Shown::Same,
            (0, _) if a.worst > UNKNOWN_LETTER_LIMITS * limit => Shown::Other(beyond),
            _ => Self::by_reading(read, original, confidence),
        }
    }

    /// The result from the reading alone. OCR confuses single letters, so only a different word read with confidence
    /// counts.
    pub fn by_reading(read: &str, original: &str, confidence: f64) -> Shown {
        if is_another(read, original) && confidence >= OTHER_READING_CONFIDENCE {
            Shown::Other(1.0)
        } else {
            Shown::Unclear
        }
    }

    /// The best layout around a word's box, which OCR draws roughly if it splits what is written together. Only
    /// letters that are not in doubt determine the place: doubtful ones would move to where they fit.
    fn best_layout(&self, place: &Rect, text: &str, in_doubt: &Range<usize>) -> Option<Layout> {
        let margin = WORD_SEARCH_MARGIN * place.height();
        let about = Rect { x0: place.x0 - margin, x1: place.x1 + margin, ..*place };
        // The baseline of a line is measured to a pixel, and its height from other letters.
        let lower = if self.crops.is_by_itself(place) { LONE_BASELINE_ROWS } else { BASELINE_ROWS };
        let adjustment = |lower: i32| {
            LETTER_HEIGHT_RATIOS.iter().map(move |&taller| CropAdjustment { lower: lower.into(), taller })
        };
        let adjustments = lower.flat_map(adjustment);
        let fits = adjustments.filter_map(|adjustment| {
            Some((self.alphabet.lay(&self.crops.cut_as(place, adjustment)?, text, None)?, adjustment))
        });
        let better = |a: &Layout, b: &Layout| {
            a.beside(in_doubt).total_cmp(&b.beside(in_doubt)).then(a.all().total_cmp(&b.all()))
        };
        let (_, adjustment) = fits.min_by(|a, b| better(&a.0, &b.0))?;
        let cut = self.crops.cut_as(&about, adjustment)?;
        let own = cut.width as f64 * place.width() / (place.width() + 2.0 * margin);
        let spare = cut.width as f64 - own;
        let frames = WORD_WIDTH_RATIOS
            .iter()
            .flat_map(|w| WORD_SHIFTS.iter().map(move |s| ((s * spare) as i32, (w * own) as usize)));
        let layout = frames.filter_map(|frame| self.alphabet.lay_in(&cut, text, frame, None));
        layout.min_by(better)
    }
}

/// The limit: the misfit of the worst letter that most words stay below. Returns `None` for too few words.
fn limit(alphabet: &Alphabet, words: &[(usize, &SeenWord, WordCrop)]) -> Option<f32> {
    let fits = words.iter().take(MISFIT_SAMPLE_WORDS).filter_map(|(number, word, cut)| {
        let layout = alphabet.lay(cut, &word.text, Some(*number))?;
        Some(layout.fit_whole(&word.text))
    });
    let mut worst: Vec<f32> = fits.filter(|fit| fit.unknown == 0).map(|fit| fit.worst).collect();
    if worst.len() < MISFIT_LEAST_WORDS {
        return None;
    }
    worst.sort_by(f32::total_cmp);
    let usual = worst[worst.len() / 2];
    let rank = (MISFIT_LIMIT_QUANTILE * worst.len() as f64) as usize;
    worst.get(rank).map(|&w| w.min(MISFIT_LIMIT_RATIO * usual + MISFIT_LIMIT_ALLOWANCE))
}

/// The letters in which two spellings differ, without common beginning and end. If a letter is in one of them alone,
/// the range has one more letter on each side.
fn unlike(a: &str, b: &str) -> (Range<usize>, Range<usize>) {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let alike = |pairs: &mut dyn Iterator<Item = (&char, &char)>| pairs.take_while(|(x, y)| x == y).count();
    let before = alike(&mut a.iter().zip(&b));
    let after = alike(&mut a[before..].iter().rev().zip(b[before..].iter().rev()));
    let (a_end, b_end) = (a.len() - after, b.len() - after);
    if a_end > before && b_end > before && a_end == b_end {
        return (before..a_end, before..b_end);
    }
    let first = before.saturating_sub(1);
    (first..(a_end + 1).min(a.len()), first..(b_end + 1).min(b.len()))
}
