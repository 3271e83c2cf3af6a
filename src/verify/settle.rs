//! Settlement: which of the pages that hold explain the picture, each its part, and what that makes of the whole.

use super::candidate::{Compared, Held};
use super::judge::{Judged, NAMED, headline, judge, reference};
use super::panel::panel;
use super::register::Target;
use crate::index::{Error, Index};
use crate::model::document::Word;
use crate::model::geometry::Rect;
use crate::model::verdict::{Finding, PageRef, Verdict};
use crate::track::{ink, marks};

/// Pages that one picture can show, at most.
const MOST_PAGES: usize = 6;
/// Words of one line that no page explains, from which they are something that was said, not specks or icons. On the
/// bench's half a genuine pictures had at most 3 so near to the page, but for one of 5.
const PHRASE: usize = 4;
/// Share of the words that no page explains, up to which the picture can be an altered version of the pages.
const MOST_STRANGE: f64 = 0.18;
/// Height of letters that could be the page's own, in heights of its usual letters.
const LETTERS: std::ops::Range<f64> = 0.6..1.7;
/// Margin about a page's frame in which what is shown must be explained too, as a share of its longer side.
const AROUND: f64 = 0.2;
/// Share of a word's box, or of a difference's where that is smaller, that must lie in the other for them to meet.
const TOUCHED: f64 = 0.3;
/// Cells of agreeing ink that a further page of one picture must bring.
const FURTHER_WITNESSES: usize = 200;
/// Share of one region that another must cover to be about the same part of the picture.
const SAME_PART: f64 = 0.5;

/// A page that was compared, with its place among its rivals.
struct Rival {
    held: Held,
    compared: Compared,
    judged: Judged,
}

/// Compares the pages that hold, keeps for each part of the picture the one that explains it best, and looks up what
/// the originals have where the picture differs.
pub fn settle(target: &Target, held: Vec<Held>, index: &Index) -> Result<Finding, Error> {
    let (mut kept, also) = explain(rivals(target, held));
    let joined = kept.iter().enumerate().any(|(i, a)| kept[..i].iter().any(|b| are_joined(a, b)));
    let (strange, words) = unexplained_words(target, &kept);
    for rival in &mut kept {
        read_originals(rival, index)?;
    }
    let mut finding = headline(kept.into_iter().map(|r| r.judged).collect(), also);
    let another = match finding.verdict {
        Verdict::Match => strange > 0,
        Verdict::Altered => strange as f64 > MOST_STRANGE * words as f64,
        _ => false,
    };
    if another {
        finding.verdict = Verdict::Inconclusive;
        finding.why.push(format!(
            "{strange} of {words} words shown lie outside the part that agrees: it may be another page that has this part in common, or words added to it."
        ));
    }
    if joined {
        finding.verdict = Verdict::Altered;
        finding.why.push("Parts of different pages are joined as if they were one page.".into());
    }
    Ok(finding)
}

/// The pages compared, the one that explains the picture best first.
fn rivals(target: &Target, held: Vec<Held>) -> Vec<Rival> {
    let compare = |mut held: Held| {
        let compared = held.compare(target)?;
        held.chance = held.chance_within(&compared.region);
        let judged = judge(&held, &compared);
        Some(Rival { held, compared, judged })
    };
    let mut rivals: Vec<Rival> = held.into_iter().filter_map(compare).collect();
    rivals.sort_by(|a, b| cost(a).total_cmp(&cost(b)));
    rivals
}

/// For each part of the picture the page that explains it best, and those that explain one as well.
fn explain(rivals: Vec<Rival>) -> (Vec<Rival>, Vec<PageRef>) {
    let mut kept: Vec<Rival> = Vec::new();
    let mut also: Vec<PageRef> = Vec::new();
    for rival in rivals {
        let same = kept.iter().find(|k| overlap(&k.compared.region, &rival.compared.region) > SAME_PART);
        match same {
            Some(k) if as_good(&rival, k) && also.len() < 8 => also.push(reference(&rival.held)),
            Some(_) => {}
            None if rival.held.chance <= NAMED && (kept.is_empty() || stands_alone(&rival, &kept)) => {
                kept.push(rival);
            }
            None => {}
        }
    }
    (kept, also)
}

fn overlap(a: &Rect, b: &Rect) -> f64 {
    a.intersection(b).area() / a.area().min(b.area()).max(1.0)
}

/// Puts to each difference the words that the original has there, where the file has words.
fn read_originals(rival: &mut Rival, index: &Index) -> Result<(), Error> {
    if rival.judged.answer.differences.is_empty() {
        return Ok(());
    }
    let words = index.words(rival.held.page.id)?;
    for difference in &mut rival.judged.answer.differences {
        let place = difference.on_page;
        let touched = |w: &&Word| {
            let common = w.bounds.intersection(&place);
            let across = common.width() > TOUCHED * w.bounds.width().min(place.width());
            across && common.height() > TOUCHED * w.bounds.height().min(place.height())
        };
        let there: Vec<&str> = words.iter().filter(touched).map(|w| w.text.as_str()).collect();
        difference.original = (!there.is_empty()).then(|| there.join(" "));
    }
    Ok(())
}

/// Words of the picture in phrases that no page explains, and all words that should be explained: those within the panel
/// of a post or a viewer, or, where none is seen, about the pages' frames. A page on the same form agrees in a strip and
/// differs in the rest.
fn unexplained_words(target: &Target, kept: &[Rival]) -> (usize, usize) {
    let picture = target.raster();
    let whole = Rect::new(0.0, 0.0, picture.width as f64, picture.height as f64);
    let near = |frame: Rect| frame.grown(AROUND * frame.width().max(frame.height())).intersection(&whole);
    let shown: Vec<Rect> =
        kept.iter().map(|r| panel(picture, &r.compared.region).unwrap_or_else(|| near(frame(r)))).collect();
    let (mut strange, mut all) = (0, 0);
    for line in marks::lines(&ink::ink_map(picture)) {
        let alike = |r: &Rival| LETTERS.contains(&(f64::from(line.letter) / r.compared.letter));
        if !kept.iter().any(alike) {
            continue;
        }
        let mut phrase = 0;
        for word in &line.words {
            let word = Rect::new(word.x0.into(), word.y0.into(), word.x1.into(), word.y1.into());
            let explained = kept.iter().any(|r| r.compared.region.grown(8.0).contains(word.centre()));
            let counts = explained || shown.iter().any(|s| s.contains(word.centre()));
            phrase += usize::from(counts && !explained);
            all += usize::from(counts);
        }
        strange += if phrase >= PHRASE { phrase } else { 0 };
    }
    (strange, all)
}

/// Where the whole page would lie in the picture.
fn frame(r: &Rival) -> Rect {
    let (w, h) = (f64::from(r.held.page.raster.0), f64::from(r.held.page.raster.1));
    r.held.registration.transform.apply_rect(&Rect::new(0.0, 0.0, w, h))
}

/// Whether a further page is more than a strip that pages on one form have in common.
fn stands_alone(rival: &Rival, kept: &[Rival]) -> bool {
    let c = &rival.compared.comparison;
    let firm = c.witnesses >= FURTHER_WITNESSES && c.agreeing > 0.9;
    kept.len() < MOST_PAGES && firm
}

/// Whether two pages lie in the picture as if they were one: their whole frames coincide, their shown parts do not.
fn are_joined(a: &Rival, b: &Rival) -> bool {
    let (fa, fb) = (frame(a), frame(b));
    let common = fa.intersection(&fb).area();
    common > 0.75 * (fa.area() + fb.area() - common)
}

/// Whether a rival explains the same part equally well: as many differences, as much agreement.
fn as_good(rival: &Rival, best: &Rival) -> bool {
    let differences = |r: &Rival| r.judged.answer.differences.len();
    differences(rival) <= differences(best)
        && rival.judged.verdict == best.judged.verdict
        && cost(rival) < cost(best) + 0.02
}

/// How badly a page explains the picture, lower is better: witnesses it fails to bring, and places where it differs.
fn cost(r: &Rival) -> f64 {
    let c = &r.compared.comparison;
    let differing: f64 =
        c.sites.iter().map(|s| s.bounds.area()).sum::<f64>() / r.compared.region.area().max(1.0);
    let count = r.judged.answer.differences.len() as f64;
    -(c.witnesses as f64 + 1.0).ln() * 0.2 + (1.0 - c.agreeing) * 3.0 + differing + 0.04 * count
}
