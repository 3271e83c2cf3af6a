//! What differs? Places where the residual exceeds the noise of the picture, sorted into changes and into covers and marks.
//!
//! **Noise.** Cells as large as a letter give the noise of the picture: median and spread of the logarithms of their
//! largest residuals. A place is a difference if its peak lies far outside this noise and above a floor. Pieces near
//! each other are one place. A place no larger than a dot, or no wider than the rim of a stem, must lie farther
//! outside, because a page has many more such places than letters. The border of the region is left out, because a
//! crop cuts letters there. A place that nearly stands out is doubtful: the answer then says neither that it differs
//! nor that it agrees. A changed digit among small letters has a smaller residual than a difference needs, but in a
//! quiet picture still a larger one than anything else. So the largest residual of all is doubtful there if it lies
//! outside the noise. For letters of any size it is doubtful if it stands apart from all others (`outlier`). And each letter
//! as a whole is compared with how all others fit (`misfit`).
//!
//! **Pale and small ink.** Pale words are compared with the noise of blank paper (`faint_ink`). Points, commas and
//! accents are compared with others of similar size (`small_ink`). On dark grounds, light ink is compared in the same ways
//! (`ink`). Small clear ink on paper that is bare on the page is doubtful. Blank paper where the page has ink is missing ink,
//! unless a cover is visible.
//!
//! **The end of the region.** What was laid over the end of a line may end the region there. If the line goes on beneath it, there
//! is something else than the page (`cut_lines`).
//!
//! **Beside a post.** Where no edge parts the page from a post, ink between them that neither has is something else (`beside_post`).
//!
//! **Stored levels.** The rendition keeps eight greys. A tone between two of them is stored in patches, which the picture does not
//! have; where it shows one tone, the place is doubtful and no difference (`contour`).
//!
//! **Covers and marks.** A place that stands out is classified by its look. One flat grey over ink is a cover. If
//! this grey is the mean of the ink beneath, or if the shape of the page remains without its fine ink, it is a blur.
//! A blur is wider than a letter and keeps its ink, even if it is spread around it: a letter that is gone is no blur.
//! A piece too large for a letter is a mark. A ring, an underline or a highlighter hides only the pixels of its
//! stroke, and the page is compared beneath a colour that lets it through. Large pieces of similar height in a row
//! are written words (`annotation`); in colour they are those of a stamp. The rest is a difference: ink is added,
//! missing, or both.
//!
//! **Watermarks and speckle.** Pale pieces that together form something taller than a line belong to a watermark, which is a mark.
//! Specks on blank paper are removed if there are a dozen or more. Then an equally small piece beside a word is one of them, and is
//! doubtful. A faint speck of the page itself may be shown stronger. On a sheet before a camera a speck off all text
//! is dust, a mark, and what joins the end of the page is the desk (`surroundings`).
//!
//! **Tint.** A highlighter or a watermark leaves the print legible and hardly any residual. So the blank paper of each cell is
//! examined: is it more colourful, or darker than the paper around it, than the page itself is there? Groups of such cells that are
//! large and off the border are highlights and marks.
//!
//! **Colour.** Ink in another colour may have the grey of the page's. So the chrominance of each cell is compared as well (`colour`).

pub mod annotation;
pub mod bare_paper;
pub mod beside_post;
pub mod blobs;
pub mod colour;
pub mod contour;
pub mod cover;
pub mod cut_lines;
pub mod detection;
pub mod faint_ink;
pub mod findings;
pub mod foreign;
pub mod hairline;
pub mod ink;
pub mod ledger;
pub mod local_median;
pub mod marker;
pub mod misfit;
pub mod noise;
pub mod occlusion;
pub mod outlier;
pub mod part;
pub mod small_ink;
pub mod speckle;
pub mod stroke;
pub mod surroundings;
pub mod thresholds;
pub mod tint;
pub mod watermark;

use super::align::appearance::Aligned;
use super::align::residual::Residual;
use crate::model::answer::{DifferenceKind, HiddenKind};
use crate::model::coverage::Accounts;
use crate::model::geometry::{Point, Rect};
use crate::model::raster::{Colours, Raster};
use annotation::group_letters;
use beside_post::ink_beside;
use blobs::{Blob, blobs, merge};
use colour::recoloured;
use cut_lines::cut_lines;
pub use detection::{Detection, DetectionKind};
use faint_ink::pale;
use findings::Found;
use foreign::{Foreign, crosses};
use ink::Ink;
use ledger::Findings;
use misfit::misfitting;
use noise::{Cells, Noise, Tally};
use occlusion::classify;
pub use part::Part;
use small_ink::{lost_ink, new_ink};
use std::iter;
use surroundings::Surroundings;
use thresholds::{
    BLUR_GROUP_REACH_LETTERS, DOUBTFUL_PEAK_SHARE, HALO_COVER_SHARE, HALO_LETTERS, HALO_PIXELS,
    HALO_SOURCE_LETTERS, SMALL_LETTER_DEVIATIONS, VISIBLE_BLUR_LETTERS, WEAK_RESIDUAL_SHARE,
};
use tint::tints;

/// The result of the comparison of a region.
pub struct Comparison {
    /// Places that stand out.
    pub sites: Vec<Detection>,
    /// Places that nearly stand out as differences, in pixels of the picture.
    pub doubtful: Vec<Rect>,
    /// Places beyond the region where the frame shows something else than the page.
    pub beyond: Vec<Rect>,
    /// Places in another colour than the page has there.
    pub recoloured: Vec<Rect>,
    /// Specks strewn over the picture, and places that may be specks.
    pub specks: usize,
    /// Counts of the cells of letter size.
    pub tally: Tally,
    /// Counts of the shown pixels of ink by their result.
    pub accounts: Accounts,
    /// Upper end of the noise, which a changed stroke must exceed.
    pub noise: f32,
}

/// Compares the part with a picture of these colours.
pub fn compare(aligned: &Aligned, residual: &Residual, colours: &Colours, part: &Part) -> Comparison {
    let chroma = &colours.chroma;
    let (inside, shown) = part.masks(aligned, residual.bare);
    let cells = Cells::new(aligned, residual, &inside, part);
    let noise = cells.noise();
    let light = Ink::on_grounds(aligned, residual, part);
    let Places { sites, specks, hidden, contours } =
        places(aligned, residual, chroma, (part, light.as_ref()), &shown, noise);
    let (within, beyond): (Vec<Detection>, Vec<Detection>) = sites.into_iter().partition(|s| part.holds(s));
    let mut found = Found::default();
    for site in within {
        let usual = cells.usual(aligned, &site, noise);
        found.enter(site, part, noise, usual);
    }
    found.beyond = beyond.iter().filter(|s| s.is_change()).map(|s| s.bounds).collect();
    if found.beyond.is_empty() {
        found.sites.extend(beyond.into_iter().filter(|s| s.peak >= noise.high()));
    }
    found.beyond.extend(cut_lines(aligned, residual, part));
    found.beyond.extend(ink_beside(aligned, residual, part));
    let strongest = cells.strongest_of_small(
        aligned,
        residual,
        &inside,
        &found.sites,
        noise.beyond(SMALL_LETTER_DEVIATIONS),
    );
    let outlier = cells.outlier(aligned, &found.sites, noise);
    let about = |p: Point| Rect::new(p.x, p.y, p.x, p.y).grown(part.letter);
    found.doubtful.extend(strongest.into_iter().chain(outlier).map(about));
    let uncovered =
        |of: &[bool]| -> Vec<bool> { of.iter().zip(&hidden).map(|(of, hidden)| *of && !hidden).collect() };
    let open = uncovered(&inside);
    let inks: Vec<Ink> = iter::once(Ink::on_paper(residual)).chain(light).collect();
    found.add_small(aligned, part, noise, lost_ink(aligned, residual, &inks, &open, part));
    for ink in &inks {
        found.doubt(aligned, misfitting(aligned, residual, ink, &ink.within(&open), part));
    }
    found.doubt(aligned, new_ink(aligned, residual, &inks, &uncovered(&shown), part));
    let tally = cells.tally(aligned, residual, &hidden);
    // Added last, because what lies under a highlighter is compared.
    let tints = tints(aligned, residual, &inside, chroma, part, &found.sites);
    found.doubt_rims(&tints);
    found.sites.extend(tints);
    found.doubt(aligned, pale(aligned, residual, &open, part));
    found.doubt(aligned, contours);
    if let Some(inner) = &part.sheet {
        let surroundings = Surroundings::new(aligned, residual, part, inner);
        let is_desk = |i: usize| surroundings.are_near(i);
        let is_dust = |place: &Rect| speckle::is_dust(aligned, residual, place, part.letter, is_desk);
        found.drop_surroundings(|place| surroundings.explain(aligned, place, is_dust));
        found.settle_dust(part, is_dust);
    }
    let recoloured = recoloured(aligned, residual, &open, &colours.chrominance, part, &found.sites);
    let Found { sites, doubtful, beyond } = found;
    let unclear = [&doubtful[..], &beyond[..]];
    let entered = Findings { shown: &shown, hidden: &hidden, sites: &sites, unclear };
    let accounts = ledger::accounts(aligned, residual, &entered, |i| cells.is_legible(aligned, i));
    Comparison { sites, doubtful, beyond, recoloured, specks, tally, accounts, noise: noise.upper() }
}

/// Places that stand out or nearly do, with their kinds.
struct Places {
    sites: Vec<Detection>,
    /// Number of specks that were removed.
    specks: usize,
    /// Pixels that covers and marks hide.
    hidden: Vec<bool>,
    /// Pieces that may come from the levels of the rendition.
    contours: Vec<Blob>,
}

fn places(
    aligned: &Aligned,
    residual: &Residual,
    chroma: &Raster,
    (part, light): (&Part, Option<&Ink>),
    shown: &[bool],
    noise: Noise,
) -> Places {
    let (letter, least) = (part.letter, DOUBTFUL_PEAK_SHARE * noise.high());
    let low = WEAK_RESIDUAL_SHARE * noise.high().min(1.0);
    let mut found = blobs(aligned, residual, shown, low);
    let foreign = Foreign::find(aligned, residual, chroma, &found, part);
    if !foreign.pieces().is_empty() {
        // What is left beside them is examined separately: letters that a stroke touches do not belong to it.
        let open: Vec<bool> =
            shown.iter().zip(foreign.mask()).map(|(shown, hidden)| *shown && !hidden).collect();
        found = blobs(aligned, residual, &open, low);
    }
    speckle::remove_sharpened(aligned, residual, &mut found, letter);
    hairline::remove_redrawn(aligned, residual, &mut found, part);
    let mut contours = contour::extract_contours(aligned, residual, &mut found);
    let watermark = watermark::extract_watermark(aligned, residual, &mut found, least, letter);
    let is_within = |blob: &Blob| part.agrees_round(&blob.on_page(aligned, part.back));
    let strewn = speckle::remove_strewn(aligned, residual, &mut found, least, letter, &is_within);
    let site = |group: &Blob, what| detection(aligned, part, noise, group, what);
    let mut hidden = foreign.mask().to_vec();
    let mut sites = Vec::new();
    for group in merge(&found, least, (aligned.width, letter), &|bounds| part.letter_at(aligned, bounds)) {
        let what = classify(aligned, residual, &foreign, &group, (part, light));
        group.hide(aligned, what, &mut hidden);
        sites.push(site(&group, what));
    }
    let added = DetectionKind::Difference(DifferenceKind::Added);
    let sites = drop_halo(drop_small_blurs(group_letters(sites, letter, added), letter), letter);
    let may_be_speck = |s: &Detection| strewn > 0 && s.is_change() && speckle::is_as_small(&s.bounds, letter);
    let (specks, mut sites): (Vec<Detection>, Vec<Detection>) = sites.into_iter().partition(may_be_speck);
    let laid_over =
        merge(foreign.pieces(), least, (aligned.width, letter), &|bounds| part.letter_at(aligned, bounds));
    let laid_over = laid_over.iter().map(|group| {
        let kind = foreign.kind(aligned, residual, group, part);
        site(group, DetectionKind::Hidden(kind))
    });
    // Letters of a stamp or of a coloured note are strokes of their own; those of a watermark lie over the print.
    let is_over = |group: &&Blob| crosses(residual, group.pixels.iter().map(|&i| i as usize));
    let (over, beside): (Vec<&Blob>, Vec<&Blob>) = watermark.iter().partition(is_over);
    let mark = |group: &Blob| site(group, DetectionKind::Hidden(HiddenKind::Mark));
    let lettering = laid_over.chain(beside.into_iter().map(mark)).collect();
    sites.extend(group_letters(lettering, letter, DetectionKind::Written));
    sites.extend(over.into_iter().map(mark));
    contours.retain(|piece| piece.peak >= least);
    Places { sites, specks: strewn + specks.len(), hidden, contours }
}

/// A detection from a group of pieces.
fn detection(aligned: &Aligned, part: &Part, noise: Noise, group: &Blob, what: DetectionKind) -> Detection {
    Detection {
        bounds: group.in_picture(aligned),
        on_page: group.on_page(aligned, part.back),
        peak: group.peak,
        deviation: noise.deviation(group.peak),
        what,
    }
}

/// Turns small blurs into missing ink. A blur that is no larger than a letter and stands by itself is not visible as
/// one: it hides nothing, and a letter that is gone looks like it.
fn drop_small_blurs(mut sites: Vec<Detection>, letter: f64) -> Vec<Detection> {
    let blur = DetectionKind::Hidden(HiddenKind::Blur);
    let (seen, around) = (VISIBLE_BLUR_LETTERS * letter, BLUR_GROUP_REACH_LETTERS * letter);
    let is_large = |s: &&Detection| s.bounds.width().max(s.bounds.height()) > seen;
    let large: Vec<Rect> =
        sites.iter().filter(|s| s.what == blur).filter(is_large).map(|s| s.bounds.grown(around)).collect();
    for site in sites.iter_mut().filter(|s| s.what == blur && !is_large(&&**s)) {
        if !large.iter().any(|blurred| blurred.intersection(&site.bounds).area() > 0.0) {
            site.what = DetectionKind::Difference(DifferenceKind::Missing);
        }
    }
    sites
}

/// Drops differences in the halo of a bar or a blur: an encoder rings there, and half-covered letters differ.
fn drop_halo(sites: Vec<Detection>, letter: f64) -> Vec<Detection> {
    let rims: Vec<Rect> = sites
        .iter()
        .filter(|s| matches!(s.what, DetectionKind::Hidden(HiddenKind::Redaction | HiddenKind::Blur)))
        .filter(|s| s.bounds.width().min(s.bounds.height()) > HALO_SOURCE_LETTERS * letter)
        .map(|s| s.bounds.grown((HALO_LETTERS * letter).max(HALO_PIXELS)))
        .collect();
    let inside = |b: &Rect| rims.iter().any(|r| r.intersection(b).area() >= HALO_COVER_SHARE * b.area());
    sites.into_iter().filter(|s| !(s.is_change() && inside(&s.bounds))).collect()
}
