//! Findings: what stands out from the noise of the picture (differences, covers and marks), and what is doubtful.

use super::blobs::Blob;
use super::detection::{Detection, DetectionKind};
use super::noise::{Noise, Usual};
use super::part::Part;
use super::small_ink::Lost;
use super::speckle;
use super::thresholds::{SLIGHT_PLACE_DEVIATIONS, STEM_RIM_PIXELS};
use crate::check::align::appearance::Aligned;
use crate::model::answer::{DifferenceKind, HiddenKind};
use crate::model::geometry::Rect;

/// The findings in a part.
#[derive(Default)]
pub struct Found {
    /// Detections that stand out.
    pub sites: Vec<Detection>,
    /// Boxes that nearly stand out, in pixels of the picture.
    pub doubtful: Vec<Rect>,
    /// Boxes of differences beyond the region.
    pub beyond: Vec<Rect>,
}

impl Found {
    /// Whether a box meets a detection.
    pub fn has(&self, place: &Rect) -> bool {
        self.sites.iter().any(|s| s.bounds.intersection(place).area() > 0.0)
    }

    /// Adds a detection of the region. A difference that does not stand out, that the border may have cut, or that is
    /// usual in its surroundings, is a doubt. Photographed paper has many slight places: of those below a difference that
    /// chance explains, nothing is said.
    pub fn enter(&mut self, site: Detection, part: &Part, noise: Noise, usual: Usual) {
        let is_slight = is_slight(&site, part.letter);
        let is_paper = part.sheet.is_some();
        if is_paper && is_slight && usual.by_chance && site.peak < noise.high() {
            return;
        }
        let is_missing = site.what == DetectionKind::Difference(DifferenceKind::Missing);
        let is_cut = site.is_change() && part.is_cut(&site);
        if is_cut && is_missing && part.may_be_cropped(&site) {
            return;
        }
        let stands_out =
            site.peak >= noise.high() && (site.deviation >= SLIGHT_PLACE_DEVIATIONS || !is_slight);
        if stands_out && !is_cut && !usual.is_any() {
            self.sites.push(site);
        } else if site.is_change() {
            self.doubtful.push(site.bounds);
        }
    }

    /// Turns thin differences along the rim of a highlight into doubts: the fit of its tint ends there.
    pub fn doubt_rims(&mut self, markers: &[Detection]) {
        let is_rim = |site: &Detection, marker: &Rect| {
            let inner = marker.grown(-STEM_RIM_PIXELS);
            let outer = marker.grown(STEM_RIM_PIXELS);
            let within = |place: &Rect| place.intersection(&site.bounds).area();
            within(&outer) == site.bounds.area() && within(&inner) == 0.0
        };
        let on_rim =
            |site: &Detection| site.is_change() && markers.iter().any(|marker| is_rim(site, &marker.bounds));
        self.doubtful.extend(self.sites.extract_if(.., |site| on_rim(site)).map(|site| site.bounds));
    }

    /// Drops what shows the surroundings of a sheet of paper.
    pub fn drop_surroundings(&mut self, is_about: impl Fn(&Rect) -> bool) {
        self.sites.retain(|site| !is_about(&site.bounds));
        self.doubtful.retain(|place| !is_about(place));
        self.beyond.retain(|place| !is_about(place));
    }

    /// Turns what is only dust into marks: it hides itself alone, and says nothing.
    pub fn settle_dust(&mut self, part: &Part, is_dust: impl Fn(&Rect) -> bool) {
        let mark = DetectionKind::Hidden(HiddenKind::Mark);
        for site in self.sites.iter_mut().filter(|site| site.is_change() && is_dust(&site.bounds)) {
            site.what = mark;
        }
        let dust: Vec<Rect> = self
            .doubtful
            .extract_if(.., |place| is_dust(place))
            .chain(self.beyond.extract_if(.., |place| is_dust(place)))
            .collect();
        let found = dust.into_iter().map(|bounds| {
            let on_page = part.back.apply_rect(&bounds);
            Detection { bounds, on_page, peak: 0.0, deviation: 0.0, what: mark }
        });
        self.sites.extend(found);
    }

    /// Adds doubts for pieces that may be ink, unless they meet a detection.
    pub fn doubt(&mut self, aligned: &Aligned, pieces: Vec<Blob>) {
        let places = pieces.iter().map(|piece| piece.in_picture(aligned));
        let new: Vec<Rect> = places.filter(|place| !self.has(place)).collect();
        self.doubtful.extend(new);
    }

    /// Adds small pieces of ink that are gone or unclear, unless they meet a detection or a crop cut them. If the
    /// picture is not quiet, all of them are doubts.
    pub fn add_small(&mut self, aligned: &Aligned, part: &Part, noise: Noise, lost: Vec<Lost>) {
        for Lost { blob, deviation, is_gone } in lost {
            let (bounds, on_page) = (blob.in_picture(aligned), blob.on_page(aligned, part.back));
            let what = DetectionKind::Difference(DifferenceKind::Missing);
            let site = Detection { bounds, on_page, peak: blob.peak, deviation, what };
            let is_cut = part.is_cut(&site);
            if self.has(&bounds) || is_cut && lies_at_edge(aligned, &blob, part.letter) {
                continue;
            }
            if is_gone && !is_cut && noise.is_quiet() {
                self.sites.push(site);
            } else {
                self.doubtful.push(bounds);
            }
        }
    }
}

/// Whether a difference is no larger than a dot, or no wider than the rim of a stem.
fn is_slight(site: &Detection, letter: f64) -> bool {
    let is_rim = site.bounds.width().min(site.bounds.height()) <= STEM_RIM_PIXELS;
    site.is_change() && (is_rim || speckle::is_as_small(&site.bounds, letter))
}

/// Whether a piece lies within a letter of the edge of the aligned part, where a crop may have cut it.
fn lies_at_edge(aligned: &Aligned, blob: &Blob, letter: f64) -> bool {
    let [x0, y0, x1, y1] = blob.bounds;
    (x0.min(y0).min(aligned.width - x1).min(aligned.height - y1) as f64) < letter
}
