//! Recall by look: which pages of the index could be shown, and roughly where.

use super::ranking::rank;
use super::thresholds::{
    COMMON_VISUAL_WORD_PAGES, FITTED_PLACEMENT_HITS, LOOK_CANDIDATES, LOOKALIKES, PLACEMENT_BIN_PIXELS,
    PLACEMENT_FIT_TOLERANCE_PIXELS, PLACEMENT_FIT_TOLERANCE_SHARE, PLACEMENT_SCALE_BINS, PLACEMENT_SUPPORT,
    PROBES_PER_VISUAL_WORD, SANE_ASPECT, SANE_SCALE, THUMBNAIL_SIDE_PIXELS, VISUAL_WORD_HITS,
    VISUAL_WORD_WEIGHT_FLOOR, VISUAL_WORDS_LOOKED_UP,
};
use crate::features::visual_word::Token;
use crate::features::{keypoints, perceptual};
use crate::imaging::fit::{Freedom, Pair, robust};
use crate::imaging::median::median;
use crate::index::{Error, Index, PageId};
use crate::model::answer::Basis;
use crate::model::feature_key::{FeatureKind, Place};
use crate::model::geometry::{Homography, Point, Rect};
use crate::model::raster::Raster;
use std::cmp::Ordering;
use std::ops::Range;

/// A page that could be shown.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The page.
    pub page: PageId,
    /// Map from view pixels of the page to pixels of the picture, correct to a few hundredths of the shown part.
    pub guess: Homography,
    /// The part of the picture with the hits.
    pub seen: Rect,
    /// Visual words that agree on the placement, or matching bits of the perceptual hash.
    pub hits: usize,
    /// Natural logarithms of rarity, summed over the visual words that agree on the placement.
    pub support: f64,
    /// The kind of feature that found the page.
    pub basis: Basis,
}

/// A posting hit: one visual word of the picture found on one page.
#[derive(Clone, Copy)]
struct Hit {
    token: usize,
    page: PageId,
    place: Place,
    weight: f64,
}

/// Pages on which arrangements of words agree on one placement, those with the most support first.
///
/// # Errors
///
/// If the index cannot be read.
pub fn by_layout(arrangements: &[Token], index: &Index) -> Result<Vec<Candidate>, Error> {
    let hits = posting_hits(FeatureKind::Layout, arrangements, index)?;
    consensus(arrangements, hits, Basis::Layout, index)
}

/// Pages on which keypoints of a view agree on one placement with a support above `least`, those with the most
/// support first.
///
/// # Errors
///
/// If the index cannot be read.
pub fn by_features(view: &Raster, least: f64, index: &Index) -> Result<Vec<Candidate>, Error> {
    if is_thumbnail(view) {
        return Ok(Vec::new());
    }
    let keypoints = keypoints::landmarks(view, keypoints::ASKED);
    let hits = posting_hits(FeatureKind::Features, &keypoints, index)?;
    let mut found = consensus(&keypoints, hits, Basis::Features, index)?;
    found.retain(|c| c.support > least);
    found.truncate(LOOKALIKES);
    Ok(found)
}

/// Posting hits of the picture's visual words, rarest first.
fn posting_hits(kind: FeatureKind, tokens: &[Token], index: &Index) -> Result<Vec<Hit>, Error> {
    let mut owners = Vec::new();
    let mut probes = Vec::new();
    // Ordered by hash: as good as a random sample, and the same each time.
    let mut order: Vec<usize> = (0..tokens.len()).collect();
    order.sort_by_cached_key(|&i| tokens[i].value());
    for i in order {
        if probes.len() >= VISUAL_WORDS_LOOKED_UP {
            break;
        }
        for probe in tokens[i].probes(PROBES_PER_VISUAL_WORD) {
            owners.push(i);
            probes.push(probe);
        }
    }
    let pages = index.page_count()?.max(2) as f64;
    let mut hits: Vec<Hit> = Vec::new();
    // Start of the hits of each visual word.
    let mut starts: Vec<usize> = Vec::new();
    let mut last = usize::MAX;
    index.tokens(kind, &probes, COMMON_VISUAL_WORD_PAGES, &mut |which, page, place| {
        if which != last {
            last = which;
            starts.push(hits.len());
        }
        hits.push(Hit { token: owners[which], page, place, weight: 0.0 });
    })?;
    starts.push(hits.len());
    let mut spans: Vec<Range<usize>> = starts.windows(2).map(|w| w[0]..w[1]).collect();
    spans.sort_by_key(Range::len);
    let mut rare: Vec<Hit> = Vec::new();
    for span in spans {
        if rare.len() + span.len() > VISUAL_WORD_HITS {
            break;
        }
        let weight = (pages / span.len() as f64).ln().max(VISUAL_WORD_WEIGHT_FLOOR);
        rare.extend(hits[span].iter().map(|h| Hit { weight, ..*h }));
    }
    Ok(rare)
}

/// Pages whose perceptual hash, or its complement, is near that of the whole picture, the nearest first. For pictures
/// without words.
///
/// # Errors
///
/// If the index cannot be read.
pub fn by_look(view: &Raster, index: &Index) -> Result<Vec<Candidate>, Error> {
    if is_thumbnail(view) {
        return Ok(Vec::new());
    }
    let Some(hash) = perceptual::hash(view) else { return Ok(Vec::new()) };
    let mut near = index.near(FeatureKind::Perceptual, hash, perceptual::WITHIN)?;
    near.extend(index.near(FeatureKind::Perceptual, !hash, perceptual::WITHIN)?);
    rank(&mut near, LOOKALIKES, |a, b| a.1.cmp(&b.1), |(page, _)| *page, index)?;
    near.truncate(LOOKALIKES);
    let candidate = |(page, distance): (PageId, u32)| -> Result<Candidate, Error> {
        let (width, height) = index.page(page)?.view;
        let (sx, sy) = (view.width as f64 / f64::from(width), view.height as f64 / f64::from(height));
        let guess = Homography::scale_shift(sx, sy, 0.0, 0.0);
        let hits = (u64::BITS - distance) as usize;
        Ok(Candidate { page, guess, seen: view.bounds(), hits, support: 0.0, basis: Basis::Perceptual })
    };
    near.into_iter().map(candidate).collect()
}

fn is_thumbnail(view: &Raster) -> bool {
    view.width.min(view.height) < THUMBNAIL_SIDE_PIXELS
}

fn consensus(
    tokens: &[Token],
    mut hits: Vec<Hit>,
    basis: Basis,
    index: &Index,
) -> Result<Vec<Candidate>, Error> {
    hits.sort_by_key(|h| h.page);
    let weight = |group: &[Hit]| group.iter().map(|h| h.weight).sum::<f64>();
    let mut groups: Vec<(f64, &[Hit])> = hits
        .chunk_by(|a, b| a.page == b.page)
        .map(|g| (weight(g), g))
        .filter(|g| g.0 >= PLACEMENT_SUPPORT)
        .collect();
    groups.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut found: Vec<(f64, Vec<&Hit>)> = Vec::new();
    let (mut least, mut full) = (PLACEMENT_SUPPORT, 2 * LOOK_CANDIDATES);
    for (all, group) in groups {
        // No placement has more support than all hits on its page, and the pages that follow have fewer.
        if all < least {
            break;
        }
        found.extend(placement(tokens, group).filter(|(support, _)| *support >= least));
        if found.len() >= full {
            found.sort_by(better);
            least = found[LOOK_CANDIDATES - 1].0;
            // Those with as much support as the last one: which of them stay is decided when all are known.
            found.truncate(found.partition_point(|placement| placement.0 >= least));
            full = 2 * found.len();
        }
    }
    rank(&mut found, LOOK_CANDIDATES, better, |(_, hits)| hits[0].page, index)?;
    found.truncate(LOOK_CANDIDATES);
    let candidates = found.iter().filter_map(|(support, hits)| candidate(tokens, *support, hits, basis));
    Ok(candidates.collect())
}

/// Orders the placement with more support first.
fn better(a: &(f64, Vec<&Hit>), b: &(f64, Vec<&Hit>)) -> Ordering {
    b.0.total_cmp(&a.0)
}

/// Bits of one coordinate of a bin. Bin and number of a visual word share 64 bits, because one sort of both is faster
/// than two.
const BIN_BITS: u32 = 12;
const NUMBER_BITS: u32 = 64 - 3 * BIN_BITS;

/// The placement (scale and shift) with the most support on one page. Each hit votes for its bin and the next one in
/// each of the three dimensions (`PLACEMENT_SCALE_BINS`, `PLACEMENT_BIN_PIXELS`). A visual word counts once per bin.
fn placement<'a>(tokens: &[Token], group: &'a [Hit]) -> Option<(f64, Vec<&'a Hit>)> {
    let bins = |h: &Hit| -> [u64; 8] {
        let a = &tokens[h.token];
        let scale = f64::from(a.length) / f64::from(h.place.length.max(1));
        let unit = PLACEMENT_BIN_PIXELS * scale;
        let l = (scale.ln() * PLACEMENT_SCALE_BINS).floor();
        let x = ((f64::from(a.x) - f64::from(h.place.x) * scale) / unit).floor();
        let y = ((f64::from(a.y) - f64::from(h.place.y) * scale) / unit).floor();
        const HALF: i64 = 1 << (BIN_BITS - 1);
        let bits = |v: f64, next: usize| ((v as i64 + next as i64).clamp(-HALF, HALF - 1) + HALF) as u64;
        let joined = |k: usize| [bits(l, k & 1), bits(x, k >> 1 & 1), bits(y, k >> 2)];
        std::array::from_fn(|k| joined(k).into_iter().fold(0, |all, v| all << BIN_BITS | v))
    };
    // Sorted lists, because nested hash maps took most of the time of a query.
    let mut votes: Vec<(u64, f64)> = Vec::with_capacity(8 * group.len());
    for h in group {
        votes.extend(bins(h).map(|bin| (bin << NUMBER_BITS | h.token as u64, h.weight)));
    }
    votes.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    votes.dedup_by_key(|v| v.0);
    let (bin, support) = votes
        .chunk_by(|a, b| a.0 >> NUMBER_BITS == b.0 >> NUMBER_BITS)
        .map(|chunk| (chunk[0].0 >> NUMBER_BITS, chunk.iter().map(|v| v.1).sum::<f64>()))
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
    Some((support, group.iter().filter(|h| bins(h).contains(&bin)).collect()))
}

fn candidate(tokens: &[Token], support: f64, hits: &[&Hit], basis: Basis) -> Option<Candidate> {
    let mut pairs = Vec::with_capacity(2 * hits.len());
    let mut seen: Option<Rect> = None;
    for h in hits {
        let a = &tokens[h.token];
        let (x, y, length) = (f64::from(a.x), f64::from(a.y), f64::from(a.length));
        let (px, py, plength) = (f64::from(h.place.x), f64::from(h.place.y), f64::from(h.place.length));
        for (from, to) in [((px, py), (x, y)), ((px + plength, py), (x + length, y))] {
            let point = |(x, y)| Point { x, y };
            pairs.push(Pair { from: point(from), to: point(to), weight: h.weight });
        }
        let here = Rect::new(x, y - length / 8.0, x + length, y + length / 8.0);
        seen = Some(seen.map_or(here, |s| s.union(&here)));
    }
    let seen = seen?;
    let guess = if hits.len() < FITTED_PLACEMENT_HITS {
        by_scale(tokens, hits)?
    } else {
        robust(
            &pairs,
            Freedom::Upright,
            PLACEMENT_FIT_TOLERANCE_SHARE * seen.width().max(seen.height()) + PLACEMENT_FIT_TOLERANCE_PIXELS,
        )?
    };
    let (sx, sy) = (guess.0[0][0], guess.0[1][1]);
    let is_sane = |scale: f64| SANE_SCALE.start < scale && scale < SANE_SCALE.end;
    let sane = is_sane(sx) && is_sane(sy) && SANE_ASPECT.contains(&(sx / sy));
    let guess = if sane { guess } else { by_scale(tokens, hits)? };
    Some(Candidate { page: hits[0].page, guess, seen, hits: hits.len(), support, basis })
}

/// A placement with one scale for both directions, from the lengths alone: all that a handful of hits on one line can
/// give.
fn by_scale(tokens: &[Token], hits: &[&Hit]) -> Option<Homography> {
    let ratio = |h: &Hit| f64::from(tokens[h.token].length) / f64::from(h.place.length.max(1));
    let scale = median(hits.iter().map(|h| ratio(h)))?;
    let shift = |of: &dyn Fn(&Hit) -> (f32, u16)| {
        median(hits.iter().map(|h| {
            let (a, p) = of(h);
            f64::from(a) - f64::from(p) * scale
        }))
    };
    let tx = shift(&|h| (tokens[h.token].x, h.place.x))?;
    let ty = shift(&|h| (tokens[h.token].y, h.place.y))?;
    Some(Homography::scale_shift(scale, scale, tx, ty))
}
