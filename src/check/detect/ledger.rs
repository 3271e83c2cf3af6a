//! The ledger: every pixel of ink in the shown part, of the page or of the picture, is counted in exactly one
//! account.

use super::detection::{Detection, DetectionKind};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::check::align::thresholds::{DIFFERING_RESIDUAL, INKED_CONTRAST};
use crate::model::answer::HiddenKind;
use crate::model::coverage::Accounts;
use crate::model::geometry::Rect;

/// The accounts of a pixel, the stronger first: a difference counts whatever lies around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Account {
    Differs,
    Covered,
    Marked,
    Unclear,
    Agrees,
}

/// What was found in the part, in pixels of the picture.
pub struct Findings<'a> {
    /// Pixels that are shown.
    pub shown: &'a [bool],
    /// Pixels that covers and marks hide.
    pub hidden: &'a [bool],
    /// Detections.
    pub sites: &'a [Detection],
    /// Doubtful boxes, and boxes with something else than the page.
    pub unclear: [&'a [Rect]; 2],
}

/// Counts every shown pixel of ink. `is_legible` says whether the letters at a pixel are large enough to compare.
pub fn accounts(
    aligned: &Aligned,
    residual: &Residual,
    found: &Findings,
    is_legible: impl Fn(usize) -> bool,
) -> Accounts {
    let entered = entries(aligned, found);
    let mut accounts = Accounts::default();
    for i in (0..aligned.width * aligned.height).filter(|&i| found.shown[i] && is_ink(residual, i)) {
        *match entered[i] {
            Account::Differs => &mut accounts.differs,
            Account::Covered => &mut accounts.covered,
            Account::Marked => &mut accounts.marked,
            Account::Unclear => &mut accounts.unclear,
            Account::Agrees if !is_legible(i) => &mut accounts.unclear,
            Account::Agrees => &mut accounts.agrees,
        } += 1;
    }
    accounts
}

/// Whether the page has ink at a pixel, or the picture has ink that the page does not have.
fn is_ink(residual: &Residual, i: usize) -> bool {
    residual.ink[i] > INKED_CONTRAST || -residual.normalised[i] * residual.polarity > DIFFERING_RESIDUAL
}

/// The account of each pixel.
fn entries(aligned: &Aligned, found: &Findings) -> Vec<Account> {
    let mut entered: Vec<Account> =
        found.hidden.iter().map(|&hidden| if hidden { Account::Marked } else { Account::Agrees }).collect();
    let mut enter = |bounds: &Rect, is_entered: &dyn Fn(Account) -> bool, account: Account| {
        for i in pixels(aligned, bounds) {
            if is_entered(entered[i]) {
                entered[i] = account;
            }
        }
    };
    for place in found.unclear.into_iter().flatten() {
        enter(place, &|was| was == Account::Agrees, Account::Unclear);
    }
    for site in found.sites {
        match site.what {
            // What lies beneath is compared, except for hidden pixels.
            DetectionKind::Hidden(HiddenKind::Highlight | HiddenKind::Mark) => {}
            DetectionKind::Hidden(_) => enter(&site.bounds, &|was| was != Account::Differs, Account::Covered),
            DetectionKind::Written => enter(&site.bounds, &|was| was == Account::Agrees, Account::Marked),
            DetectionKind::Difference(_) => {
                enter(&site.bounds, &|was| was != Account::Marked, Account::Differs)
            }
        }
    }
    entered
}

/// The pixels of the aligned part within a box of the picture.
fn pixels(aligned: &Aligned, bounds: &Rect) -> impl Iterator<Item = usize> + use<> {
    let clip = |v: f64, from: usize, to: usize| (v - from as f64).clamp(0.0, to as f64) as usize;
    let columns =
        clip(bounds.x0.floor(), aligned.x, aligned.width)..clip(bounds.x1.ceil(), aligned.x, aligned.width);
    let rows =
        clip(bounds.y0.floor(), aligned.y, aligned.height)..clip(bounds.y1.ceil(), aligned.y, aligned.height);
    let width = aligned.width;
    rows.flat_map(move |y| columns.clone().map(move |x| y * width + x))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::align::residual::residual;
    use crate::model::answer::DifferenceKind;

    const WIDTH: usize = 120;
    const HEIGHT: usize = 80;

    /// Bars of ink on paper, like letters in lines; `seen` has fewer of them.
    fn page() -> (Aligned, Residual) {
        let bar = |x: usize, y: usize| y % 20 >= 8 && y % 20 < 16 && x % 10 < 3 && x > 5 && x + 6 < WIDTH;
        let grey = |is_ink: bool| if is_ink { 20.0 } else { 240.0 };
        let pixels = || (0..WIDTH * HEIGHT).map(|i| (i % WIDTH, i / WIDTH));
        let page: Vec<f32> = pixels().map(|(x, y)| grey(bar(x, y))).collect();
        let wiped = |x: usize, y: usize| (40..50).contains(&x) && (20..40).contains(&y);
        let seen: Vec<f32> = pixels().map(|(x, y)| grey(bar(x, y) && !wiped(x, y))).collect();
        let aligned = Aligned::of_greys(WIDTH, HEIGHT, seen, page);
        let left = residual(&aligned, 1.0);
        (aligned, left)
    }

    fn site(x0: f64, y0: f64, x1: f64, y1: f64, what: DetectionKind) -> Detection {
        let bounds = Rect::new(x0, y0, x1, y1);
        Detection { bounds, on_page: bounds, peak: 1.0, deviation: 9.0, what }
    }

    #[test]
    fn every_pixel_of_ink_is_entered_exactly_once_whatever_overlaps() {
        let (aligned, left) = page();
        let shown: Vec<bool> = (0..WIDTH * HEIGHT).map(|i| i % WIDTH < 110).collect();
        let hidden: Vec<bool> = (0..WIDTH * HEIGHT).map(|i| (60..70).contains(&(i % WIDTH))).collect();
        let sites = [
            site(38.0, 18.0, 66.0, 42.0, DetectionKind::Difference(DifferenceKind::Missing)),
            site(55.0, 0.0, 90.0, 30.0, DetectionKind::Hidden(HiddenKind::Redaction)),
            site(0.0, 60.0, 30.0, 80.0, DetectionKind::Written),
        ];
        let doubtful = [Rect::new(0.0, 40.0, 80.0, 62.0)];
        let found = Findings { shown: &shown, hidden: &hidden, sites: &sites, unclear: [&doubtful, &[]] };
        let entered = accounts(&aligned, &left, &found, |i| i / WIDTH < 70);
        let ink = (0..WIDTH * HEIGHT).filter(|&i| shown[i] && is_ink(&left, i)).count();
        assert_eq!(entered.total(), ink);
        for (name, amount) in entered.named().into_iter().filter(|(name, _)| *name != "not_read") {
            assert!(amount > 0, "{name}");
        }
    }

    #[test]
    fn what_nothing_was_found_about_agrees() {
        let (aligned, left) = page();
        let (shown, hidden) = (vec![true; WIDTH * HEIGHT], vec![false; WIDTH * HEIGHT]);
        let found = Findings { shown: &shown, hidden: &hidden, sites: &[], unclear: [&[], &[]] };
        let entered = accounts(&aligned, &left, &found, |_| true);
        assert_eq!(entered.agrees, entered.total());
    }
}
