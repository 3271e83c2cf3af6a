//! The way of one picture: recall, registration, comparison, judgement.

pub mod align;
pub mod candidate;
pub mod cover;
pub mod difference;
pub mod fit;
pub mod judge;
pub mod panel;
pub mod pixels;
pub mod recall;
pub mod region;
pub mod register;
pub mod residual;
pub mod view;

use crate::index::{Error, Index, StoredPage};
use crate::model::geometry::{Homography, Rect};
use crate::model::key::TrackId;
use crate::model::raster::{Picture, Raster};
use crate::model::verdict::{Basis, Finding, PageAnswer, PageRef, Verdict};
use crate::track::{exact, ink, layout, marks};
use candidate::{Compared, Held, hold};
use judge::{Judged, NAMED, headline, judge, reference};
use panel::panel;
use recall::{Candidate, by_layout};
use register::{Registration, Target};
use view::{View, slant, straightened, turned};

/// Candidates that are laid over the picture, at most, for one view of it.
const TRIED: usize = 16;
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
/// Cells of agreeing ink that a further page of one picture must bring.
const FURTHER_WITNESSES: usize = 200;
/// Share of one region that another must cover to be about the same part of the picture.
const SAME_PART: f64 = 0.5;

/// What is said of a picture. `renditions` gives a page's grey raster where it can be had.
pub fn check(
    picture: &Picture,
    sha256: &[u8; 32],
    index: &Index,
    renditions: &mut dyn FnMut(&StoredPage) -> Option<Raster>,
) -> Result<Finding, Error> {
    if let Some(finding) = identical(picture, sha256, index)? {
        return Ok(finding);
    }
    let target = Target::new(picture);
    let mut doubtful = None;
    for quarters in [0, 1, 3, 2] {
        let held = candidates(&target, quarters, index, renditions)?;
        let finding = settle(&target, held);
        match finding.verdict {
            Verdict::NotFound => {}
            Verdict::Inconclusive if finding.pages.is_empty() => doubtful = doubtful.or(Some(finding)),
            _ => return Ok(finding),
        }
    }
    Ok(doubtful.unwrap_or(Finding { verdict: Verdict::NotFound, pages: vec![], also: vec![], why: vec![] }))
}

/// The same file, or the same pixels.
fn identical(picture: &Picture, sha256: &[u8; 32], index: &Index) -> Result<Option<Finding>, Error> {
    let same_file = index.documents_with(sha256)?;
    let (ids, basis) = if same_file.is_empty() {
        (index.digest_pages(TrackId::Exact, &exact::digest(picture))?, Basis::Pixels)
    } else {
        (same_file, Basis::Bytes)
    };
    let mut pages = ids.into_iter().map(|id| index.page(id)).collect::<Result<Vec<_>, _>>()?.into_iter();
    let Some(page) = pages.next() else { return Ok(None) };
    let (w, h) = (picture.width as f64, picture.height as f64);
    let answer = PageAnswer {
        page: PageRef { document: page.document, page: page.number },
        basis: vec![basis],
        region: Rect::new(0.0, 0.0, w, h),
        transform: Homography::scale_shift(w / page.size.0, h / page.size.1, 0.0, 0.0),
        compared: 1.0,
        chance: 1e-70,
        smallest_text: None,
        differences: vec![],
        hidden: vec![],
    };
    let also = pages.map(|p| PageRef { document: p.document, page: p.number }).collect();
    Ok(Some(Finding { verdict: Verdict::Identical, pages: vec![answer], also, why: vec![] }))
}

/// The pages that hold when laid over one view of the picture, the best agreeing first.
fn candidates(
    target: &Target,
    quarters: u8,
    index: &Index,
    renditions: &mut dyn FnMut(&StoredPage) -> Option<Raster>,
) -> Result<Vec<Held>, Error> {
    let mut view = turned(target.raster(), quarters);
    let mut lines = marks::lines(&ink::ink_map(&view.raster));
    if let Some(degrees) = slant(&lines) {
        view = straightened(&view, degrees);
        lines = marks::lines(&ink::ink_map(&view.raster));
    }
    let pages = index.page_count()?;
    let mut held: Vec<Held> = Vec::new();
    for candidate in by_layout(&layout::arrangements_of(&lines), index)?.into_iter().take(TRIED) {
        let candidate = in_picture(candidate, &view);
        if explained(&held, &candidate) {
            continue;
        }
        let page = index.page(candidate.page)?;
        let Some(raster) = renditions(&page) else { continue };
        held.extend(hold(page, raster, target, candidate, pages).filter(|h| h.registration.agreeing() >= 6));
    }
    held.sort_by(|a, b| a.chance.total_cmp(&b.chance));
    let mut leading: Vec<Held> = Vec::new();
    for rival in held {
        if !leading.iter().any(|best| outdone(&rival.registration, &best.registration)) {
            leading.push(rival);
        }
    }
    Ok(leading)
}

/// Whether all that one page explains is explained as well by another that explains clearly more: it need not be compared.
fn outdone(rival: &Registration, best: &Registration) -> bool {
    let (Some(part), Some(more)) = (rival.agreeing_part(), best.agreeing_part()) else { return false };
    let (share, best_share) = (rival.agreeing_within(&part), best.agreeing_within(&part));
    let clearer = share < 0.75 * best_share || 3 * rival.agreeing() < 2 * best.agreeing();
    covers(&more, &part) && best_share >= share && clearer
}

/// Whether a box covers another but for a rim.
fn covers(outer: &Rect, inner: &Rect) -> bool {
    let grown = outer.grown(0.02 * outer.width().max(outer.height()));
    inner.intersection(&grown).area() > 0.97 * inner.area()
}

fn in_picture(candidate: Candidate, view: &View) -> Candidate {
    Candidate {
        guess: view.to_picture.after(&candidate.guess),
        seen: view.to_picture.apply_rect(&candidate.seen),
        ..candidate
    }
}

/// Whether a page that holds firmly has far more support for the same part of the picture.
fn explained(held: &[Held], candidate: &Candidate) -> bool {
    held.iter().any(|h| {
        h.chance < 2.0 * NAMED
            && candidate.support < 0.4 * h.candidate.support
            && h.registration.agreeing_within(&candidate.seen) > SAME_PART
            && h.registration.agreeing_part().is_some_and(|part| covers(&part, &candidate.seen))
    })
}

fn overlap(a: &Rect, b: &Rect) -> f64 {
    a.intersection(b).area() / a.area().min(b.area()).max(1.0)
}

/// A page that was compared, with its place among its rivals.
struct Rival {
    held: Held,
    compared: Compared,
    judged: Judged,
}

/// Compares the pages that hold and keeps, for each part of the picture, the one that explains it best.
fn settle(target: &Target, held: Vec<Held>) -> Finding {
    let mut rivals: Vec<Rival> = held
        .into_iter()
        .filter_map(|mut held| {
            let compared = held.compare(target)?;
            held.chance = held.chance_within(&compared.region);
            let judged = judge(&held, &compared);
            Some(Rival { held, compared, judged })
        })
        .collect();
    rivals.sort_by(|a, b| cost(a).total_cmp(&cost(b)));
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
    let joined = kept.iter().enumerate().any(|(i, a)| kept[..i].iter().any(|b| are_joined(a, b)));
    let (strange, words) = unexplained_words(target, &kept);
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
    finding
}

/// Words of the picture in phrases that no page explains, and all words that should be: those within the panel of a post or a viewer, or,
/// where none is seen, about the pages' frames. A page on the same form agrees in a strip and differs in the rest.
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
