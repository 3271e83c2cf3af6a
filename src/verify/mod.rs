//! The way of one picture: recall, registration, comparison, judgement.

pub mod align;
pub mod candidate;
pub mod cells;
pub mod cover;
pub mod difference;
pub mod fit;
pub mod judge;
pub mod lettering;
pub mod letters;
pub mod panel;
pub mod pixels;
pub mod recall;
pub mod region;
pub mod register;
pub mod residual;
pub mod settle;
pub mod sheet;
pub mod shown;
pub mod text;
pub mod tint;
pub mod view;
pub mod warp;

use std::rc::Rc;

use crate::index::{Error, Index, StoredPage};
use crate::model::geometry::{Homography, Rect};
use crate::model::key::TrackId;
use crate::model::raster::{Picture, Raster, Rendition};
use crate::model::text::SeenWord;
use crate::model::verdict::{Basis, Finding, PageAnswer, PageRef, Verdict};
use crate::track::marks::Line;
use crate::track::{exact, ink, layout, marks};
use candidate::{Held, hold};
use judge::NAMED;
use recall::{Candidate, LEAST_OF_FEATURES, by_features, by_layout, by_look};
use register::{Registration, TILE, Target};
use settle::settle;
use sheet::rectified;
use shown::shown_lines;
use text::rules::SET_ANEW;
use text::transcript::{self, Transcript};
use view::{View, slant, straightened, turned};
use warp::resize;

/// Candidates that are laid over the picture, at most, for one view of it.
const TRIED: usize = 16;
/// Support from which a page that cannot be drawn is worth a word; the strangers of the bench's half a had at most 289.
const TELLING: f64 = 350.0;
/// Share of one region that another must cover to be about the same part of the picture.
const SAME_PART: f64 = 0.5;
/// Arrangements below which a picture has too few words to be found by them. Pages of words look too much alike for more:
/// thumbnails of memos on one template are named for each other.
const WORDLESS: usize = 100;

/// Support by landmarks from which a page is tried in a quarter turn, or upside down: few pictures lie so, and with the bar of
/// the others strangers took 3 s.
const LEAST_ON_ITS_SIDE: f64 = 30.0;

/// A way to look at the picture; none where it does not lend itself to it.
type Look = dyn Fn(&Raster) -> Option<View>;

/// What pages are recalled by.
#[derive(Clone, Copy)]
enum Evidence {
    /// Words, and the look of the whole picture where it has hardly any.
    Words,
    /// Landmarks that have more support than this: slower, and for what words do not find.
    Landmarks(f64),
}

/// What is had from others when a picture is checked.
pub struct Help<'a> {
    /// What is kept of a page's picture, where it can be had.
    pub renditions: &'a mut dyn FnMut(&StoredPage) -> Option<Rendition>,
    /// The words of a raster whose letters are about [`transcript::LETTER`] pixels high, or why they cannot be had.
    pub read: &'a mut dyn FnMut(&Raster) -> Result<Vec<SeenWord>, String>,
}

/// What is said of a picture.
pub fn check(picture: &Picture, sha256: &[u8; 32], index: &Index, help: Help) -> Result<Finding, Error> {
    let Help { renditions, read } = help;
    if let Some(finding) = identical(picture, sha256, index)? {
        return Ok(finding);
    }
    let target = Target::new(picture);
    let (mut doubtful, mut unseen) = (None, None);
    let mut ask = |sight: &Sight, evidence: Evidence| -> Result<Option<Finding>, Error> {
        let held = candidates(&target, sight, evidence, index, &mut |page, support| {
            let rendition = renditions(page);
            if rendition.is_none() && support >= TELLING {
                unseen.get_or_insert_with(|| page.clone());
            }
            rendition
        })?;
        let finding = settle(&target, held, &shown_lines(&sight.lines, sight.best()), index)?;
        Ok(match finding.verdict {
            Verdict::NotFound => None,
            Verdict::Inconclusive if finding.pages.is_empty() => {
                doubtful.get_or_insert(finding);
                None
            }
            _ => Some(finding),
        })
    };
    let turn = |quarters: u8| move |raster: &Raster| Some(turned(raster, quarters));
    let (upright, on_its_side) = (LEAST_OF_FEATURES, LEAST_ON_ITS_SIDE);
    let looks: [(&Look, f64); 5] = [
        (&turn(0), upright),
        (&rectified, upright),
        (&turn(1), on_its_side),
        (&turn(3), on_its_side),
        (&turn(2), on_its_side),
    ];
    let (mut sights, mut possible) = (Vec::new(), None);
    for (look, least) in looks {
        let Some(view) = look(target.raster()) else { continue };
        let sight = Sight::new(view);
        if let Some(finding) = ask(&sight, Evidence::Words)? {
            return Ok(finding);
        }
        sights.push((sight, least));
    }
    let mut unread = None;
    if index.has_words()?
        && let Some((sight, _)) = sights.first()
    {
        match transcribed(sight, read) {
            Ok(seen) => match text::check(seen, index)? {
                Some(finding) if finding.verdict != Verdict::Inconclusive => return Ok(finding),
                finding => possible = finding,
            },
            Err(why) => unread = Some(why),
        }
    }
    for (sight, least) in &sights {
        match ask(sight, Evidence::Landmarks(*least))? {
            // A box of a chart lies on another as well upside down: the next view may show more.
            Some(finding) if finding.verdict == Verdict::Inconclusive => {
                possible.get_or_insert(finding);
            }
            Some(finding) => return Ok(finding),
            None => {}
        }
    }
    if let Some(finding) = possible {
        return Ok(match &unseen {
            Some(page) => without_look(finding, page),
            None => finding,
        });
    }
    let unsure = unseen.is_some() || unread.is_some() && index.has_text()?;
    let verdict = if unsure { Verdict::Inconclusive } else { Verdict::NotFound };
    let why = unseen.iter().map(cannot_be_compared).chain(unread).collect();
    Ok(doubtful.unwrap_or(Finding { verdict, pages: vec![], also: vec![], why }))
}

/// A finding by words beside a page that could not be held against the picture: of that page's look nothing is known.
fn without_look(mut finding: Finding, unseen: &StoredPage) -> Finding {
    let is_of = |page: &PageRef| page.document == unseen.document && page.page == unseen.number;
    if finding.pages.iter().any(|answer| is_of(&answer.page)) {
        finding.why.retain(|why| why != SET_ANEW);
    }
    finding.why.push(cannot_be_compared(unseen));
    finding
}

/// What is said where a page is likely and there is nothing to hold against the picture.
fn cannot_be_compared(page: &StoredPage) -> String {
    format!(
        "Words stand as on page {} of {}, but the index keeps no rendition of it and its file is not where it was, or has changed: differences could not be compared. Add the originals again.",
        page.number, page.document
    )
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

/// A view of the picture with the words seen in it.
struct Sight {
    view: View,
    /// The view with its lines level, where they slant.
    level: Option<View>,
    /// Lines of words of the level view, or of the view where they are level.
    lines: Vec<Line>,
}

impl Sight {
    fn new(view: View) -> Self {
        let mut lines = marks::lines(&ink::ink_map(&view.raster));
        let level = slant(&lines).map(|degrees| straightened(&view, degrees));
        if let Some(level) = &level {
            lines = marks::lines(&ink::ink_map(&level.raster));
        }
        Self { view, level, lines }
    }

    /// The view that `lines` are of.
    fn best(&self) -> &View {
        self.level.as_ref().unwrap_or(&self.view)
    }
}

/// The words of a sight, read at the size at which readers read best.
fn transcribed(
    sight: &Sight,
    read: &mut dyn FnMut(&Raster) -> Result<Vec<SeenWord>, String>,
) -> Result<Transcript, String> {
    let view = sight.best();
    let scale = transcript::scale(&sight.lines, &view.raster);
    let size = |side: usize| (side as f64 * scale).round().max(1.0) as usize;
    let (width, height) = (size(view.raster.width), size(view.raster.height));
    let raster = resize(&view.raster, width, height).unwrap_or_else(|| view.raster.clone());
    let (sx, sy) = (view.raster.width as f64 / width as f64, view.raster.height as f64 / height as f64);
    let words = read(&raster)?;
    Ok(Transcript::new(
        Rc::new(raster),
        view.to_picture.after(&Homography::scale_shift(sx, sy, 0.0, 0.0)),
        words,
    ))
}

/// The pages that hold when laid over one view of the picture, the best agreeing first.
fn candidates(
    target: &Target,
    sight: &Sight,
    evidence: Evidence,
    index: &Index,
    renditions: &mut dyn FnMut(&StoredPage, f64) -> Option<Rendition>,
) -> Result<Vec<Held>, Error> {
    let best = sight.best();
    let mut held: Vec<Held> = Vec::new();
    let pages = index.page_count()?;
    let mut lay_over = |held: &mut Vec<Held>, view: &View, candidates: Vec<Candidate>| -> Result<(), Error> {
        for candidate in candidates.into_iter().take(TRIED) {
            let candidate = in_picture(candidate, view);
            if explained(held, &candidate) {
                continue;
            }
            let page = index.page(candidate.page)?;
            let Some(rendition) = renditions(&page, candidate.support) else { continue };
            held.extend(
                hold(page, rendition, target, candidate, pages).filter(|h| h.registration.agreeing() >= 6),
            );
        }
        Ok(())
    };
    match evidence {
        Evidence::Words => {
            let arrangements = layout::arrangements_of(&sight.lines);
            lay_over(&mut held, best, by_layout(&arrangements, index)?)?;
            if arrangements.len() < WORDLESS && !held.iter().any(is_firm) {
                lay_over(&mut held, best, by_look(&best.raster, index)?)?;
            }
        }
        Evidence::Landmarks(least) => {
            // Lines within a photograph or a drawing need not be level.
            for view in sight.level.iter().chain([&sight.view]) {
                lay_over(&mut held, view, by_features(&view.raster, least, index)?)?;
            }
        }
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

/// Whether a page lies on the picture beyond doubt.
fn is_firm(held: &Held) -> bool {
    held.chance < 2.0 * NAMED
}

/// Whether a page that holds firmly has far more support for the same part of the picture.
fn explained(held: &[Held], candidate: &Candidate) -> bool {
    held.iter().any(|h| {
        is_firm(h)
            && candidate.support < 0.4 * h.candidate.support
            // A line of words is lower than a tile.
            && h.registration.agreeing_within(&candidate.seen.grown(TILE as f64)) > SAME_PART
            && h.registration.agreeing_part().is_some_and(|part| covers(&part, &candidate.seen))
    })
}
