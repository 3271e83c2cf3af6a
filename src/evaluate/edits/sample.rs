//! A page for tests of the edits, with a heading, numbers and a short line.

use fastrand::Rng;

use super::edited::Edited;
use crate::evaluate::edit_sites::Places;
use crate::evaluate::rerender::Sheet;
use crate::figure::canvas::Canvas;
use crate::figure::text_render::{width, write};
use crate::model::document::Word;
use crate::model::geometry::Rect;

/// Font sizes of the heading and the text, in pixels.
const HIGH: (f32, f32) = (64.0, 30.0);
/// Heading of the page, which has two digits and words of one size.
pub const HEADING: &str = "Cost of 23 boats in 97";
/// Text of the page.
pub const TEXT: [&str; 8] = [
    "The harbour office paid 2,310,000 for the boats",
    "and 4.75 for each lamp that was mended there in spring.",
    "Nobody asked why the rate rose from 17,25 to 18.40 so soon.",
    "Seven people signed the paper on the 14th of October.",
    "The other 3,620,000 went to the yard",
    "behind the second bridge, where 86 hulls are waiting.",
    "The sixth house stands empty, and its doors are green.",
    "Write to us before the end of the month, please.",
];

/// The page, with its words.
pub fn sheet() -> Sheet {
    page(&[&[(HEADING, HIGH.0)][..], &TEXT.map(|line| (line, HIGH.1))].concat())
}

/// A page with these lines, of which each has its font size in pixels.
pub fn page(lines: &[(&str, f32)]) -> Sheet {
    let mut canvas = Canvas::new(1400, 900, [250, 248, 242]);
    let (mut words, mut y) = (Vec::new(), 60.0);
    for &(line, high) in lines {
        write(&mut canvas, line, (90, y as i64), high, [30, 30, 36]);
        for word in line.split(' ') {
            let before = &line[..word.as_ptr() as usize - line.as_ptr() as usize];
            let x0 = 90.0 + width(before, high);
            let [x0, y0, x1, y1] = [x0, y, x0 + width(word, high), y + high].map(f64::from);
            words.push(Word { text: word.to_owned(), bounds: Rect::new(x0, y0, x1, y1) });
        }
        y += 1.9 * high;
    }
    Sheet { canvas, is_anew: true, words }
}

/// What an edit made of the page, for some seeds.
pub fn edited(made: fn(&Places, &Canvas, &mut Rng) -> Option<Edited>) -> Vec<Edited> {
    let sheet = sheet();
    let places = Places::of(&sheet);
    let all = |seed| made(&places, &sheet.canvas, &mut Rng::with_seed(seed));
    let again: Vec<Edited> = (0..20).filter_map(all).collect();
    let first: Vec<Edited> = (0..20).filter_map(all).collect();
    assert!(first.iter().zip(&again).all(|(a, b)| a.canvas == b.canvas), "it follows from the seed alone");
    first
}

/// Holds an edit to what it states: ink differs at its place by at least this many grey levels, and nowhere
/// else. A mark is on both pages.
pub fn assert_changed_there_alone(edited: &Edited, levels: u8) {
    let sheet = sheet();
    let before = edited.mark_alone.as_ref().unwrap_or(&sheet.canvas);
    let differs = differences(before, &edited.canvas);
    let place = edited.bounds.grown(2.0);
    for &(x, y, _) in &differs {
        let pixel = Rect::new(x as f64, y as f64, x as f64 + 1.0, y as f64 + 1.0);
        assert!(place.intersection(&pixel).area() > 0.0, "{x},{y} is not at {}", edited.bounds);
    }
    let clear = differs.iter().filter(|(_, _, by)| *by >= levels).count();
    assert!(clear >= 4, "{clear} pixels at {}: {:?} {:?}", edited.bounds, edited.was, edited.now);
    assert!(edited.shown.union(&edited.bounds) == edited.shown, "what is shown has the change");
}

/// Pixels that differ, with the largest difference of a channel.
pub fn differences(a: &Canvas, b: &Canvas) -> Vec<(usize, usize, u8)> {
    assert_eq!((a.width, a.height), (b.width, b.height));
    let pixels = (0..a.height).flat_map(|y| (0..a.width).map(move |x| (x, y)));
    let by = |(x, y)| {
        let (a, b) = (a.at(x, y), b.at(x, y));
        (x, y, (0..3).map(|i| a[i].abs_diff(b[i])).max().unwrap_or(0))
    };
    pixels.map(by).filter(|(_, _, by)| *by > 0).collect()
}
