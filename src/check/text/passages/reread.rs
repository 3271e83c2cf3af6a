//! Leftovers: ink in the shape of words that OCR returned nothing for, read again by itself.
//!
//! OCR separates ink from paper with one threshold for the whole picture, so it takes pale words among black ones for
//! paper. The ink of what was read is removed. The rest is set in lines of its own, each with the contrast that it
//! needs.

use crate::check::text::align::term::is_alike;
use crate::check::text::thresholds::{
    COLUMN_LINE_DISTANCE_LETTERS, INK_NOISE_SIGMAS, INK_STRENGTH, LEFTOVER_LETTER_RATIO,
    LEFTOVER_PIECE_WIDTH, LEFTOVER_PIECES, LEFTOVER_RIM_SHARE, MARKS_EXPLAIN_INK_CONFIDENCE, PALE_INK_RATIO,
    PIECE_GAP_LETTERS, READ_TWICE_COVER_SHARE, READ_WORD_MARGIN, REREAD_CONFIDENCE, REREAD_COVER_SHARE,
    REREAD_LINES, REREAD_MARGIN_LETTERS, SAME_LINE_OVERLAP_SHARE, WORD_BOX_HEIGHT_RATIO,
    WORD_EXPLAINS_INK_CONFIDENCE,
};
use crate::features::binarize::{InkMap, ink_map};
use crate::features::shingles;
use crate::features::word_boxes;
use crate::features::word_boxes::Line;
use crate::imaging::median::median;
use crate::model::geometry::Rect;
use crate::model::raster::Raster;
use crate::model::text::SeenWord;
use crate::ocr::input_size::LETTER;

/// Median absolute deviation of normal noise, in its standard deviation.
const MEDIAN_OF_NOISE: f64 = 0.6745;

/// The words after a second reading, and the ink that remains unread.
#[derive(Debug, Default, PartialEq)]
pub struct Reread {
    /// All words in reading order, with those read again in their places.
    pub words: Vec<SeenWord>,
    /// Unread ink in the shape of words, one box per line.
    pub unread: Vec<Rect>,
}

/// Reads the leftovers again. If OCR fails this time, all of them are unread.
pub fn reread(
    raster: &Raster,
    words: Vec<SeenWord>,
    read: &mut dyn FnMut(&Raster) -> Result<Vec<SeenWord>, String>,
) -> Reread {
    let left = Leftovers::new(raster, &words);
    if left.lines.is_empty() {
        return Reread { words, unread: Vec::new() };
    }
    let sheet = left.sheet(raster);
    let found = read(&sheet.raster).unwrap_or_default();
    let found = found.into_iter().filter(is_read).filter_map(|w| sheet.place(w));
    let is_new = |again: &SeenWord| !words.iter().any(|w| is_rival(w, again) || stands_there(w, again));
    let found: Vec<SeenWord> = found.filter(is_new).collect();
    let was_read = |line: &Rect| {
        let on_it = found.iter().map(|w| w.bounds.intersection(line).width());
        on_it.sum::<f64>() >= REREAD_COVER_SHARE * line.width()
    };
    // A word that was misread is in doubt already.
    let is_doubted = |line: &Rect| {
        words
            .iter()
            .any(|w| has_letters(w) && w.bounds.intersection(line).area() >= REREAD_COVER_SHARE * line.area())
    };
    let left = left.lines.iter().filter(|line| !was_read(line) && !is_doubted(line));
    let unread = left.copied().collect();
    // A word that was misread, and then read by itself, counts once.
    let is_again = |word: &SeenWord| {
        let meets = |f: &SeenWord| {
            f.bounds.intersection(&word.bounds).area() >= REREAD_COVER_SHARE * word.bounds.area()
        };
        found.iter().any(meets)
    };
    let kept = words.into_iter().filter(|word| explains(word) || !is_again(word)).collect();
    Reread { words: in_order(kept, found), unread }
}

/// Whether a word was misread at first in the place of a similar one. Neither reading is certain, so the doubt stays.
fn is_rival(word: &SeenWord, again: &SeenWord) -> bool {
    let [first, second] = [word, again].map(|w| shingles::folded(&w.text));
    let is_there = word.bounds.intersection(&again.bounds).area() >= REREAD_COVER_SHARE * word.bounds.area();
    is_there && (first == second || is_alike(&first, &second))
}

/// Whether a word read at first covers one that was read again: the rest of its ink beside its box is no word.
fn stands_there(word: &SeenWord, again: &SeenWord) -> bool {
    let common = word.bounds.intersection(&again.bounds).area();
    explains(word) && has_letters(word) && common >= READ_TWICE_COVER_SHARE * again.bounds.area()
}

/// Whether a reading explains its ink: a word, or punctuation marks that were read with confidence.
fn explains(word: &SeenWord) -> bool {
    word.confidence
        >= if has_letters(word) { WORD_EXPLAINS_INK_CONFIDENCE } else { MARKS_EXPLAIN_INK_CONFIDENCE }
}

fn has_letters(word: &SeenWord) -> bool {
    word.text.chars().any(char::is_alphanumeric)
}

fn is_read(word: &SeenWord) -> bool {
    word.confidence >= REREAD_CONFIDENCE && has_letters(word)
}

/// The leftover ink, in lines.
struct Leftovers {
    lines: Vec<Rect>,
    map: InkMap,
}

/// Whether marks without letters stand on other lines between the same edges, like quotation signs before an empty
/// line.
fn are_marks_read_elsewhere(line: &Rect, words: &[SeenWord]) -> bool {
    let marks = || words.iter().filter(|w| !has_letters(w));
    let is_near = |a: f64, b: f64| (a - b).abs() < line.height();
    marks().any(|w| is_near(w.bounds.x0, line.x0)) && marks().any(|w| is_near(w.bounds.x1, line.x1))
}

impl Leftovers {
    fn new(raster: &Raster, words: &[SeenWord]) -> Self {
        let mut map = ink_map(raster);
        let least = least_strength(&map);
        map.ink = map.strength.iter().map(|&strength| f64::from(strength) > least).collect();
        let usual = median(words.iter().map(|w| w.bounds.height())).unwrap_or(LETTER);
        let is_word = |w: &&SeenWord| explains(w) && w.bounds.height() < WORD_BOX_HEIGHT_RATIO * usual;
        let black = median(words.iter().filter(is_word).map(|w| strength_within(&map, &w.bounds)));
        for word in words.iter().filter(is_word) {
            clear(&mut map, &word.bounds.grown(READ_WORD_MARGIN * word.bounds.height().max(usual)));
        }
        let is_text = |line: &&Line| {
            let across = line.words.iter().map(|w| f64::from(w.width())).sum::<f64>();
            let letter = f64::from(line.letter);
            line.pieces >= LEFTOVER_PIECES
                && LEFTOVER_LETTER_RATIO.contains(&(letter / usual))
                && LEFTOVER_PIECE_WIDTH.contains(&(across / letter / line.pieces as f64))
        };
        let lines = word_boxes::lines(&map);
        let bounds = |line: &Line| Rect::around(line.words.iter().map(word_boxes::Mark::bounds));
        let is_left = |line: &Rect| {
            let is_rest = |w: &SeenWord| {
                explains(w)
                    && has_letters(w)
                    && w.bounds.intersection(line).area() > LEFTOVER_RIM_SHARE * line.area()
            };
            let is_pale = black.is_none_or(|black| strength_within(&map, line) < PALE_INK_RATIO * black);
            is_pale && !words.iter().any(is_rest) && !are_marks_read_elsewhere(line, words)
        };
        let lines: Vec<Rect> =
            lines.iter().filter(is_text).filter_map(bounds).filter(is_left).take(REREAD_LINES).collect();
        Self { lines, map }
    }

    /// The lines one below the other, black on white, without the words that were read.
    fn sheet(&self, raster: &Raster) -> Sheet {
        let strip = |line: &Rect| {
            let high = line.height();
            let grown = Rect {
                x0: line.x0 - high,
                x1: line.x1 + high,
                ..line.grown(REREAD_MARGIN_LETTERS * high / 2.0)
            };
            grown.intersection(&raster.bounds())
        };
        let strips: Vec<Rect> = self.lines.iter().map(strip).map(whole).collect();
        let width = strips.iter().map(|s| s.width() as usize).max().unwrap_or(1);
        let mut sheet = Sheet { raster: Raster { width, height: 0, grey: Vec::new() }, strips: Vec::new() };
        for (strip, line) in strips.into_iter().zip(&self.lines) {
            sheet.strips.push((sheet.raster.height as f64, strip));
            sheet.raster.grey.extend(self.stretched(&strip, line, width));
            sheet.raster.height += strip.height() as usize;
        }
        sheet
    }

    /// A strip in which the ink of its line is black and everything else white.
    fn stretched(&self, strip: &Rect, line: &Rect, width: usize) -> Vec<u8> {
        let (x0, x1) = (strip.x0 as usize, strip.x1 as usize);
        let rows = strip.y0 as usize..strip.y1 as usize;
        let reach = whole(line.intersection(strip));
        let of_line = |x: usize, y: usize| {
            let at = y * self.map.width + x;
            if self.map.ink[at] { self.map.strength[at] } else { 0 }
        };
        let columns = reach.x0 as usize..reach.x1 as usize;
        let inked = rows.clone().flat_map(|y| columns.clone().map(move |x| of_line(x, y)));
        let mut inked: Vec<u8> = inked.filter(|strength| *strength > 0).collect();
        inked.sort_unstable();
        // The strength of the strokes; the strongest pixels are specks.
        let full = f32::from(inked.get(inked.len() * 4 / 5).copied().unwrap_or(u8::MAX)).max(1.0);
        let mut grey = Vec::with_capacity(rows.len() * width);
        for y in rows {
            let row = (x0..x1).map(|x| {
                let strength = f32::from(self.kept(x, y));
                u8::MAX - (f32::from(u8::MAX) * (strength / full).min(1.0)) as u8
            });
            grey.extend(row.chain(std::iter::repeat_n(u8::MAX, width - (x1 - x0))));
        }
        grey
    }

    /// Strength of a pixel of the leftover ink, with the soft edges of letters; 0 elsewhere.
    fn kept(&self, x: usize, y: usize) -> u8 {
        let beside = |x: usize, y: usize| {
            x < self.map.width && y < self.map.height && self.map.ink[y * self.map.width + x]
        };
        let is_near =
            (y.saturating_sub(1)..=y + 1).any(|y| (x.saturating_sub(1)..=x + 1).any(|x| beside(x, y)));
        if is_near { self.map.strength[y * self.map.width + x] } else { 0 }
    }
}

/// Lines set one below the other, and the origin of each: its first row on the sheet, and its box in the raster.
struct Sheet {
    raster: Raster,
    strips: Vec<(f64, Rect)>,
}

impl Sheet {
    /// A word of the sheet, moved to its place in the raster. Returns `None` if it lies outside its strip.
    fn place(&self, word: SeenWord) -> Option<SeenWord> {
        let middle = word.bounds.centre().y;
        let (top, strip) = self.strips.iter().rev().find(|(top, _)| *top <= middle)?;
        let Rect { x0, x1, y0, y1 } = word.bounds;
        let bounds = Rect::new(x0 + strip.x0, y0 - top + strip.y0, x1 + strip.x0, y1 - top + strip.y0);
        let bounds = bounds.intersection(strip);
        (bounds.area() > 0.0).then_some(SeenWord { bounds, ..word })
    }
}

/// The smallest box of whole pixels around another.
fn whole(r: Rect) -> Rect {
    Rect::new(r.x0.floor(), r.y0.floor(), r.x1.ceil(), r.y1.ceil())
}

/// The strength above the noise of the paper.
fn least_strength(map: &InkMap) -> f64 {
    // Most pixels are paper.
    let mut sorted = map.strength.clone();
    let middle = sorted.len() / 2;
    if sorted.is_empty() {
        return INK_STRENGTH;
    }
    let (_, median, _) = sorted.select_nth_unstable(middle);
    (INK_NOISE_SIGMAS * f64::from(*median) / MEDIAN_OF_NOISE).max(INK_STRENGTH)
}

/// The strength of the strokes within a box, without the strongest fifth of its ink, which are specks.
fn strength_within(map: &InkMap, place: &Rect) -> f64 {
    let place = whole(place.intersection(&Rect::new(0.0, 0.0, map.width as f64, map.height as f64)));
    let rows = place.y0 as usize..place.y1 as usize;
    let pixels = rows.flat_map(|y| (place.x0 as usize..place.x1 as usize).map(move |x| y * map.width + x));
    let mut strengths: Vec<u8> = pixels.filter(|&i| map.ink[i]).map(|i| map.strength[i]).collect();
    strengths.sort_unstable();
    strengths.get(strengths.len() * 4 / 5).copied().map_or(0.0, f64::from)
}

/// Removes the ink of a box.
fn clear(map: &mut InkMap, place: &Rect) {
    let clamped = |v: f64, most: usize| (v.round().max(0.0) as usize).min(most);
    let (x0, x1) = (clamped(place.x0, map.width), clamped(place.x1, map.width));
    for y in clamped(place.y0, map.height)..clamped(place.y1, map.height) {
        map.ink[y * map.width..][x0..x1.max(x0)].fill(false);
    }
}

/// Inserts words in their places: on the line that continues with them, or on a line of their own in their column.
fn in_order(words: Vec<SeenWord>, found: Vec<SeenWord>) -> Vec<SeenWord> {
    let of_lines = |words: Vec<SeenWord>| -> Vec<Vec<SeenWord>> {
        words.chunk_by(|a, b| a.line == b.line).map(<[SeenWord]>::to_vec).collect()
    };
    let mut lines = of_lines(words);
    for word in found {
        let place = place(&lines, &word.bounds);
        match place {
            Place::On(line) => {
                let at = lines[line].partition_point(|w| w.bounds.centre().x < word.bounds.centre().x);
                lines[line].insert(at, word);
            }
            Place::Before(line) => lines.insert(line, vec![word]),
        }
    }
    let numbered = lines.into_iter().enumerate();
    numbered.flat_map(|(line, words)| words.into_iter().map(move |w| SeenWord { line, ..w })).collect()
}

/// The place of a word among lines.
enum Place {
    /// On the line with this number.
    On(usize),
    /// On a line of its own before this one.
    Before(usize),
}

/// A word continues a line that ends right beside it. Otherwise it is in a column of its own if that has lines right
/// above or below, like a list beside a message. If it has none, the word stands at the far end of a line, like the
/// date of a header.
fn place(lines: &[Vec<SeenWord>], own: &Rect) -> Place {
    let box_of = |line: &Vec<SeenWord>| Rect::around(line.iter().map(|w| w.bounds)).unwrap_or_default();
    let across = |w: &Rect| (own.x0 - w.x1).max(w.x0 - own.x1);
    let down = |w: &Rect| (own.y0 - w.y1).max(w.y0 - own.y1);
    // Gap to the nearest word of a line, in heights of the word.
    let nearest = |line: &Vec<SeenWord>| {
        let near = line.iter().map(|w| w.bounds).min_by(|a, b| across(a).total_cmp(&across(b)))?;
        let lower = near.height().min(own.height());
        (-down(&near) >= SAME_LINE_OVERLAP_SHARE * lower)
            .then(|| across(&near) / near.height().max(own.height()))
    };
    if let Some(line) =
        lines.iter().position(|line| nearest(line).is_some_and(|apart| apart < PIECE_GAP_LETTERS))
    {
        return Place::On(line);
    }
    let is_above = |line: &Vec<SeenWord>| box_of(line).centre().y < own.centre().y;
    let in_column = |line: &Vec<SeenWord>| across(&box_of(line)) < 0.0;
    let is_next = |line: &Vec<SeenWord>| {
        in_column(line) && down(&box_of(line)) < COLUMN_LINE_DISTANCE_LETTERS * own.height()
    };
    let above = |fits: &dyn Fn(&Vec<SeenWord>) -> bool| {
        lines.iter().rposition(|line| fits(line) && is_above(line)).map(|line| line + 1)
    };
    let of_column = above(&is_next).or_else(|| lines.iter().position(is_next));
    if let Some(before) = of_column {
        return Place::Before(before);
    }
    match lines.iter().position(|line| nearest(line).is_some()) {
        Some(line) => Place::On(line),
        None => Place::Before(above(&|_| true).unwrap_or(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, x0: f64, y0: f64, line: usize) -> SeenWord {
        let bounds = Rect::new(x0, y0, x0 + 10.0 * text.len() as f64, y0 + 14.0);
        SeenWord { text: text.into(), bounds, confidence: 95.0, line }
    }

    /// Letters as bars: 6 wide, 14 high, 4 apart.
    fn draw(raster: &mut Raster, at: &Rect, grey: u8) {
        for y in at.y0 as usize..at.y1 as usize {
            for x in at.x0 as usize..at.x1 as usize {
                if (x - at.x0 as usize) % 10 < 6 {
                    raster.grey[y * raster.width + x] = grey;
                }
            }
        }
    }

    #[test]
    fn pale_words_beside_black_ones_are_read_by_themselves_and_put_in_their_place() {
        let mut raster = Raster::filled(400, 120, 255);
        let (black, pale) = (word("totalling", 20.0, 20.0, 0), word("eighty", 130.0, 20.0, 0));
        let below = word("dollars", 20.0, 50.0, 1);
        for (word, grey) in [(&black, 0), (&pale, 200), (&below, 0)] {
            draw(&mut raster, &word.bounds, grey);
        }
        let mut asked = 0;
        let mut read = |sheet: &Raster| {
            asked += 1;
            // The contrast is stretched, so pale ink becomes black.
            assert!(sheet.grey.contains(&0));
            let inked: Vec<usize> =
                (0..sheet.width).filter(|x| (0..sheet.height).any(|y| sheet.row(y)[*x] < 99)).collect();
            let (x0, x1) = (inked[0] as f64, *inked.last().unwrap() as f64);
            Ok(vec![SeenWord { bounds: Rect::new(x0, 7.0, x1, 21.0), ..word("eighty", 0.0, 0.0, 0) }])
        };
        let again = reread(&raster, vec![black, below], &mut read);
        assert_eq!(asked, 1);
        let said: Vec<(&str, usize)> = again.words.iter().map(|w| (w.text.as_str(), w.line)).collect();
        assert_eq!(said, [("totalling", 0), ("eighty", 0), ("dollars", 1)]);
        assert!((again.words[1].bounds.x0 - 130.0).abs() < 2.0);
        assert_eq!(again.unread, []);
    }

    #[test]
    fn ink_that_cannot_be_read_is_told_with_its_place() {
        let mut raster = Raster::filled(400, 120, 255);
        let black = word("totalling", 20.0, 20.0, 0);
        let pale = Rect::new(20.0, 60.0, 130.0, 74.0);
        draw(&mut raster, &black.bounds, 0);
        draw(&mut raster, &pale, 215);
        let again = reread(&raster, vec![black], &mut |_| Ok(Vec::new()));
        assert_eq!(again.unread.len(), 1);
        assert!(again.unread[0].intersection(&pale).area() > 0.8 * pale.area());
    }

    #[test]
    fn of_two_readings_of_one_word_the_first_stays_in_doubt() {
        let mut raster = Raster::filled(400, 60, 255);
        let badly = SeenWord { confidence: 20.0, ..word("now", 20.0, 20.0, 0) };
        draw(&mut raster, &badly.bounds, 170);
        let again = SeenWord { bounds: Rect::new(14.0, 7.0, 44.0, 21.0), ..word("not", 0.0, 0.0, 0) };
        let again = reread(&raster, vec![badly.clone()], &mut |_| Ok(vec![again.clone()]));
        assert_eq!(again, Reread { words: vec![badly], unread: Vec::new() });
    }

    #[test]
    fn a_word_of_a_list_beside_the_text_is_no_part_of_its_lines() {
        let text = [word("totalling eighty dollars", 300.0, 20.0, 0), word("in the spring", 300.0, 44.0, 1)];
        let list = [word("Inbox", 20.0, 20.0, 2), word("Sent", 20.0, 68.0, 3)];
        let words: Vec<SeenWord> = text.into_iter().chain(list).collect();
        let pale = SeenWord { line: 0, ..word("drafts", 20.0, 44.0, 0) };
        let said: Vec<(String, usize)> =
            in_order(words, vec![pale]).into_iter().map(|w| (w.text, w.line)).collect();
        let of = |text: &str| said.iter().find(|(said, _)| said == text).unwrap().1;
        assert_eq!([of("totalling eighty dollars"), of("in the spring")], [0, 1]);
        assert_eq!([of("Inbox"), of("drafts"), of("Sent")], [2, 3, 4]);
    }

    #[test]
    fn a_date_at_the_far_end_of_a_heading_is_of_its_line() {
        let words = vec![word("Jane Doe", 20.0, 20.0, 0), word("totalling eighty dollars", 20.0, 80.0, 1)];
        let date = word("Tuesday", 400.0, 20.0, 0);
        let lines: Vec<usize> = in_order(words, vec![date]).iter().map(|w| w.line).collect();
        assert_eq!(lines, [0, 0, 1]);
    }

    #[test]
    fn nothing_is_asked_where_everything_was_read() {
        let mut raster = Raster::filled(400, 60, 255);
        let black = word("totalling", 20.0, 20.0, 0);
        draw(&mut raster, &black.bounds, 0);
        let mut read = |_: &Raster| -> Result<Vec<SeenWord>, String> { panic!("nothing is left") };
        assert_eq!(reread(&raster, vec![black.clone()], &mut read).words, [black]);
    }
}
