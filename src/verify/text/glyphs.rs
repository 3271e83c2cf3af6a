//! The picture's own letters: whether a word looks like what was read, or like what the page has.
//!
//! Words on which picture and page agree show how each letter looks in this very picture, in its font and blur. A word in
//! doubt is laid out from those letters in both spellings (forced alignment by dynamic programming, as in speech
//! recognition), and what fits is shown. How well letters fit where there is no doubt is the measure of it.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::hand::{Cut, Hand, Stance};
use super::widths::Widths;
use crate::model::geometry::Rect;
use crate::model::text::SeenWord;

/// Examples of a letter that are kept.
const EXAMPLES: usize = 10;
/// Words that are laid out to learn how well letters fit, at most.
const LEARNT_FROM: usize = 80;
/// Such words that are needed for a measure.
const LEAST_WORDS: usize = 8;
/// Share of those words whose worst letter fits better than the limit.
const LIMIT: f64 = 0.9;
/// How many times as bad the fit of what the page has may be for it to be shown all the same, and from which it is not.
const BETTER: f32 = 1.25;
const MUCH_BETTER: f32 = 1.8;
/// How many times the limit a letter may misfit for its word to be where it was looked for.
const BADLY: f32 = 3.0;
/// Share of the limit within which a letter is surely what it was read as.
const SURE: f32 = 0.6;
/// A word that was cut badly fits badly: the limit is at most so many times the usual, and a little more.
const MOST_TIMES: f32 = 3.0;
const SLIGHT: f32 = 0.05;
/// Heights of a box about it in which its word is looked for, shares of what is over at which it may begin, rows by which it may stand lower, heights of its letters
///
/// and its widths beside that of the box.
const AROUND: f64 = 0.5;
const SHIFTS: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
const LOWER: [f64; 3] = [-1.0, 0.0, 1.0];
const TALLER: [f64; 3] = [0.94, 1.0, 1.06];
const WIDER: [f64; 3] = [0.94, 1.0, 1.06];
/// Pixels of a cut by which a letter may stand beside where its width puts it.
const REACH: i32 = 5;
/// Cost of a pixel by which neighbours stand closer or wider than they should, squared.
const STRAIN: f32 = 0.004;
/// Pixels by which they may at most: two letters are never laid over one.
const MOST_STRAIN: usize = 3;

/// Times that letters are laid out and learnt from.
const PASSES: usize = 3;

/// A letter as it looks: columns of a cut.
struct Example {
    word: usize,
    cut: Cut,
}

type Examples = HashMap<char, Vec<Example>>;

/// Keeps letters of a word as examples, as many as are needed.
fn keep(
    examples: &mut Examples,
    word: usize,
    text: &str,
    cut: &Cut,
    starts: &[i32],
    wanted: impl Fn(char) -> bool,
) {
    for (i, letter) in text.chars().enumerate().filter(|(_, letter)| wanted(*letter)) {
        let end = starts.get(i + 1).copied().unwrap_or(cut.width as i32);
        let kept = examples.entry(letter).or_default();
        if kept.len() < EXAMPLES && end > starts[i] {
            kept.push(Example { word, cut: cut.columns(starts[i], end) });
        }
    }
}

/// The letters of one picture.
pub struct Glyphs<'a> {
    hand: &'a Hand<'a>,
    widths: Widths,
    examples: Examples,
    limit: Option<f32>,
}

/// How a spelling fits a word.
#[derive(Clone, Debug)]
pub struct Fit {
    /// Misfit of the letter that fits worst, 0 for the same pixels, about 1 for another letter.
    pub worst: f32,
    /// Misfits of all, summed.
    pub all: f32,
    /// Letters of which the picture shows no example.
    pub unknown: usize,
}

/// What a word in doubt shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shown {
    /// What the page has.
    Same,
    /// Something else; so many times as bad a fit as the limit.
    Other(f64),
    /// Neither can be told.
    Unclear,
}

/// Whether two spellings are of different words, and not of one that was read badly.
pub fn is_another(read: &str, original: &str) -> bool {
    let edits = super::term::edits(&read.to_lowercase(), &original.to_lowercase());
    let longer = read.chars().count().max(original.chars().count());
    edits >= 3 && 2 * edits > longer
}

/// Letters that are learnt when first a word is in doubt: most pictures have none.
pub type LazyGlyphs<'a> = LazyCell<Glyphs<'a>, Box<dyn FnOnce() -> Glyphs<'a> + 'a>>;

impl<'a> Glyphs<'a> {
    /// Learns from the words on which picture and page agree, and, for letters that are not in them, from those that were
    /// `read` beyond doubt.
    pub fn learn(hand: &'a Hand<'a>, agreed: &[&SeenWord], read: &[&SeenWord]) -> Self {
        let mut glyphs = Self { hand, widths: hand.widths.clone(), examples: HashMap::new(), limit: None };
        let cuts: Vec<Option<Cut>> = agreed.iter().map(|word| hand.cut(&word.bounds)).collect();
        // First where the widths of letters put them, then where they fit.
        for _ in 0..PASSES {
            let mut examples = Examples::new();
            for (word, (seen, cut)) in agreed.iter().zip(&cuts).enumerate() {
                let Some(cut) = cut else { continue };
                let starts = glyphs.starts(cut, &seen.text, Some(word));
                keep(&mut examples, word, &seen.text, cut, &starts, |_| true);
            }
            glyphs.widths.learn(
                examples.iter().map(|(letter, e)| (*letter, e.iter().map(|e| e.cut.width as f64).collect())),
            );
            glyphs.examples = examples;
        }
        glyphs.limit = glyphs.limit(agreed, &cuts);
        glyphs.learn_unknown(read);
        glyphs
    }

    fn learn_unknown(&mut self, read: &[&SeenWord]) {
        let known: HashSet<char> = self.examples.keys().copied().collect();
        for word in read {
            let Some(cut) = self.hand.cut(&word.bounds) else { continue };
            let starts = self.starts(&cut, &word.text, None);
            keep(&mut self.examples, usize::MAX, &word.text, &cut, &starts, |l| !known.contains(&l));
        }
    }

    /// The misfit of the worst letter that most words stay below; none where too few words tell.
    fn limit(&self, agreed: &[&SeenWord], cuts: &[Option<Cut>]) -> Option<f32> {
        let learnt = agreed.iter().zip(cuts).enumerate().take(LEARNT_FROM);
        let fits = learnt.filter_map(|(word, (seen, cut))| {
            let laid = self.lay(cut.as_ref()?, &seen.text, Some(word))?;
            Some(laid.fit(&seen.text, 0..laid.misfits.len()))
        });
        let mut worst: Vec<f32> = fits.filter(|fit| fit.unknown == 0).map(|fit| fit.worst).collect();
        if worst.len() < LEAST_WORDS {
            return None;
        }
        worst.sort_by(f32::total_cmp);
        let usual = worst[worst.len() / 2];
        let rank = (LIMIT * worst.len() as f64) as usize;
        worst.get(rank).map(|&w| w.min(MOST_TIMES * usual + SLIGHT))
    }

    /// Where the letters of a cut word begin: where they fit, or where their widths put them while none is known.
    fn starts(&self, cut: &Cut, text: &str, without: Option<usize>) -> Vec<i32> {
        let laid = if self.examples.is_empty() { None } else { self.lay(cut, text, without) };
        laid.map_or_else(|| self.widths.starts(text, cut.width), |laid| laid.starts)
    }

    /// What a word shows that was read as `read` and that the page has as `original`; `confidence` is the reader's.
    pub fn shown(&self, place: &Rect, read: &str, original: &str, confidence: f64) -> Shown {
        let (in_original, in_read) = unlike(original, read);
        let laid = self.laid_best(place, original, &in_original).zip(self.laid_best(place, read, &in_read));
        let (Some((original_laid, read_laid)), Some(limit)) = (laid, self.limit) else {
            return Self::by_reading(read, original, confidence);
        };
        let (a, b) = (original_laid.fit(original, in_original), read_laid.fit(read, in_read));
        let beyond = f64::from(a.worst / limit.max(0.01));
        match (a.unknown, b.unknown) {
            // Neither is what is there: the word was not where it was looked for.
            (0, 0) if a.worst.min(b.worst) > BADLY * limit => Self::by_reading(read, original, confidence),
            (0, 0) if a.worst <= limit && a.all <= BETTER * b.all => Shown::Same,
            (0, 0) if a.worst <= BADLY * limit && MUCH_BETTER * a.all <= b.all => Shown::Same,
            (0, 0) if a.worst > limit && a.all > MUCH_BETTER * b.all => Shown::Other(beyond),
            (0, 0) => Shown::Unclear,
            // The letter that is not known may be more like it still.
            (_, 0) if b.worst <= SURE * limit => Shown::Other(1.0),
            (0, _) if a.worst <= limit => Shown::Same,
            (0, _) if a.worst > 1.5 * limit => Shown::Other(beyond),
            _ => Self::by_reading(read, original, confidence),
        }
    }

    /// What the reading alone says: letters are confused one by one, a whole other word read without doubt is shown.
    pub fn by_reading(read: &str, original: &str, confidence: f64) -> Shown {
        if is_another(read, original) && confidence >= 75.0 { Shown::Other(1.0) } else { Shown::Unclear }
    }

    /// The best layout about a word's box, which readers draw roughly where they part what is written together. Letters
    /// that are not in doubt say where it is: those in doubt would lie down where they fit.
    fn laid_best(&self, place: &Rect, text: &str, in_doubt: &Range<usize>) -> Option<Laid> {
        let margin = AROUND * place.height();
        let about = Rect { x0: place.x0 - margin, x1: place.x1 + margin, ..*place };
        // A line's base is measured to a pixel, and its height by other letters.
        let stances =
            LOWER.iter().flat_map(|&lower| TALLER.iter().map(move |&taller| Stance { lower, taller }));
        let fits = stances
            .filter_map(|stance| Some((self.lay(&self.hand.cut_as(place, stance)?, text, None)?, stance)));
        let better = |a: &Laid, b: &Laid| {
            a.beside(in_doubt).total_cmp(&b.beside(in_doubt)).then(a.all().total_cmp(&b.all()))
        };
        let (_, stance) = fits.min_by(|a, b| better(&a.0, &b.0))?;
        let cut = self.hand.cut_as(&about, stance)?;
        let own = cut.width as f64 * place.width() / (place.width() + 2.0 * margin);
        let spare = cut.width as f64 - own;
        let frames =
            WIDER.iter().flat_map(|w| SHIFTS.iter().map(move |s| ((s * spare) as i32, (w * own) as usize)));
        let laid = frames.filter_map(|frame| self.lay_in(&cut, text, frame, None));
        laid.min_by(better)
    }

    /// Lays a spelling out over a cut word, without the examples of one word.
    fn lay(&self, cut: &Cut, text: &str, without: Option<usize>) -> Option<Laid> {
        self.lay_in(cut, text, (0, cut.width), without)
    }

    /// Lays a spelling out from a column on, over so many.
    fn lay_in(
        &self,
        cut: &Cut,
        text: &str,
        (from, width): (i32, usize),
        without: Option<usize>,
    ) -> Option<Laid> {
        let letters: Vec<char> = text.chars().collect();
        let starts: Vec<i32> =
            self.widths.starts(text, width).into_iter().map(|start| from + start).collect();
        let side = (2 * REACH + 1) as usize;
        let mut costs: Vec<Option<Vec<f32>>> = Vec::new();
        for (i, letter) in letters.iter().enumerate() {
            let examples: Vec<&Example> = self
                .examples
                .get(letter)
                .map_or(Vec::new(), |e| e.iter().filter(|e| Some(e.word) != without).collect());
            let misfit = |by: i32| {
                let all = examples.iter().map(|e| cut.misfit(&e.cut, starts[i] + by));
                all.fold(f32::MAX, f32::min)
            };
            costs.push((!examples.is_empty()).then(|| (-REACH..=REACH).map(misfit).collect()));
        }
        let path = cheapest(&costs, side)?;
        let starts: Vec<i32> = starts.iter().zip(&path).map(|(s, &at)| s + at as i32 - REACH).collect();
        Some(Laid {
            starts,
            misfits: path.iter().zip(&costs).map(|(&at, c)| c.as_ref().map(|c| c[at])).collect(),
        })
    }
}

/// A spelling laid out: where each letter begins, and how it fits where there is an example of it.
struct Laid {
    starts: Vec<i32>,
    misfits: Vec<Option<f32>>,
}

impl Laid {
    /// Misfits of all letters, summed.
    fn all(&self) -> f32 {
        self.misfits.iter().flatten().sum()
    }

    /// Misfits of all letters but some, summed.
    fn beside(&self, letters: &Range<usize>) -> f32 {
        self.all() - self.misfits[letters.clone()].iter().flatten().sum::<f32>()
    }

    /// How some of the letters fit.
    fn fit(&self, text: &str, letters: Range<usize>) -> Fit {
        let known = self.misfits[letters.clone()].iter().zip(text.chars().skip(letters.start));
        // Full stops and quotes are a pixel or two, and fit anything or nothing.
        let worst = known.filter(|(_, l)| l.is_alphanumeric()).filter_map(|(m, _)| *m).fold(0.0, f32::max);
        let misfits = &self.misfits[letters];
        Fit {
            worst,
            all: misfits.iter().flatten().sum(),
            unknown: misfits.iter().filter(|m| m.is_none()).count(),
        }
    }
}

/// The letters in which two spellings differ, between what they begin and what they end with alike; one more on each side
/// where a letter is in one of them alone.
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

/// The cheapest places of letters, each among `side`: what they cost, and how they are strained against each other.
fn cheapest(costs: &[Option<Vec<f32>>], side: usize) -> Option<Vec<usize>> {
    let strain = |a: usize, b: usize| match a.abs_diff(b) {
        by if by <= MOST_STRAIN => STRAIN * (by as f32).powi(2),
        _ => f32::INFINITY,
    };
    let own = |i: usize, at: usize| costs[i].as_ref().map_or(0.0, |c| c[at]);
    let mut sums: Vec<f32> = (0..side).map(|at| own(0, at)).collect();
    let mut ways: Vec<Vec<usize>> = Vec::new();
    if costs.is_empty() {
        return None;
    }
    for i in 1..costs.len() {
        let best = |at: usize| {
            (0..side)
                .min_by(|&a, &b| (sums[a] + strain(a, at)).total_cmp(&(sums[b] + strain(b, at))))
                .unwrap_or(0)
        };
        let way: Vec<usize> = (0..side).map(best).collect();
        sums = (0..side).map(|at| sums[way[at]] + strain(way[at], at) + own(i, at)).collect();
        ways.push(way);
    }
    let mut at = (0..side).min_by(|&a, &b| sums[a].total_cmp(&sums[b]))?;
    let mut path = vec![at];
    for way in ways.iter().rev() {
        at = way[at];
        path.push(at);
    }
    path.reverse();
    Some(path)
}
