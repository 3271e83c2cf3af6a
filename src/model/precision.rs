//! Precision of an answer. It is the same in every output form, so that an answer parsed from its JSON equals
//! the one that was printed.

use super::answer::{Finding, PageAnswer};
use super::geometry::Rect;

/// Smallest printed number of false alarms: smaller values lose digits and then become 0, which no probability
/// is.
const SMALLEST_CHANCE: f64 = 1e-300;

impl Finding {
    /// Rounds to the printed precision: boxes outwards to whole pixels, page units to hundredths, deviations
    /// and letter heights to tenths, the compared share down to thousandths.
    pub fn in_words(mut self) -> Self {
        self.pages.iter_mut().for_each(round);
        self
    }
}

impl PageAnswer {
    /// Compared share of the region's ink in thousandths, rounded down.
    pub fn thousandths(&self) -> u32 {
        // A share that was parsed from thousandths must give the same thousandths again.
        (self.compared * 1000.0 + 1e-6).floor() as u32
    }
}

fn round(page: &mut PageAnswer) {
    page.region = page.region.in_whole_units();
    page.compared = f64::from(page.thousandths()) / 1000.0;
    page.chance = page.chance.max(SMALLEST_CHANCE);
    page.smallest_text = page.smallest_text.map(|height| rounded(height, 10.0));
    for d in &mut page.differences {
        (d.bounds, d.on_page) = (d.bounds.in_whole_units(), hundredths(&d.on_page));
        d.deviation = rounded(d.deviation, 10.0);
    }
    for h in &mut page.hidden {
        (h.bounds, h.on_page) = (h.bounds.in_whole_units(), hundredths(&h.on_page));
    }
}

fn hundredths(r: &Rect) -> Rect {
    let [x0, y0, x1, y1] = [r.x0, r.y0, r.x1, r.y1].map(|edge| rounded(edge, 100.0));
    Rect { x0, y0, x1, y1 }
}

/// Rounds to a multiple of `1 / steps`.
pub fn rounded(value: f64, steps: f64) -> f64 {
    // Adding 0.0 turns -0.0 into 0.0.
    (value * steps).round() / steps + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::answer::{Difference, DifferenceKind, Verdict};

    #[test]
    fn what_is_rounded_is_not_rounded_again_and_nothing_is_rounded_up() {
        for n in 0..5000 {
            let share = f64::from(n) / 4999.0;
            let odd = share * 977.77 - 100.0;
            let place = Rect::new(odd, odd, odd + share, odd + 7.3);
            let difference = Difference {
                bounds: place,
                on_page: place,
                kind: DifferenceKind::Changed,
                deviation: share * 40.0,
                original: None,
                shown: None,
                line: None,
            };
            let page = PageAnswer {
                region: place,
                compared: share,
                chance: share * 1e-299,
                smallest_text: Some(share * 30.0),
                differences: vec![difference],
                ..PageAnswer::of_document("x")
            };
            let finding = Finding {
                verdict: Verdict::Altered,
                pages: vec![page],
                also: vec![],
                coverage: Default::default(),
                why: vec![],
            };
            let once = finding.in_words();
            assert!(once.pages[0].compared <= share + 1e-8 && once.pages[0].compared > share - 0.002);
            assert_eq!(once.clone().in_words(), once, "{n}");
        }
    }
}
