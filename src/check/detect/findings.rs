//! What stands out of the picture's own noise: changes, covers and marks, and places in doubt.

use super::blobs::Blob;
use super::detection::{Detection, DetectionKind};
use super::noise::Noise;
use super::part::Part;
use super::small_ink::Lost;
use super::speckle;
use super::thresholds::{SLIGHT_PLACE_DEVIATIONS, STEM_RIM_PIXELS};
use crate::check::align::appearance::Aligned;
use crate::model::answer::DifferenceKind;
use crate::model::geometry::Rect;

/// The places that stand out.
#[derive(Default)]
pub struct Found {
    /// The places.
    pub sites: Vec<Detection>,
    /// Places that nearly stand out, in pixels of the picture.
    pub doubtful: Vec<Rect>,
    /// Places beyond the part that agrees.
    pub beyond: Vec<Rect>,
}

impl Found {
    /// Whether a place meets one that was found.
    pub fn has(&self, place: &Rect) -> bool {
        self.sites.iter().any(|s| s.bounds.intersection(place).area() > 0.0)
    }

    /// Enters a place of the part that agrees: what stands out as it is, a change that does not, or that the border may have cut,
    /// as a doubt.
    pub fn enter(&mut self, site: Detection, part: &Part, noise: Noise) {
        let is_missing = site.what == DetectionKind::Difference(DifferenceKind::Missing);
        let is_cut = site.is_change() && part.is_cut(&site);
        if is_cut && is_missing && part.may_be_cropped(&site) {
            return;
        }
        let stands_out = site.peak >= noise.high()
            && (site.deviation >= SLIGHT_PLACE_DEVIATIONS || !is_slight(&site, part.letter));
        if stands_out && !is_cut {
            self.sites.push(site);
        } else if site.is_change() {
            self.doubtful.push(site.bounds);
        }
    }

    /// Doubts the thin changes along the rim of a marker: the fit of its tint ends there.
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

    /// Adds pieces of which a person has to say whether they are ink, but for those that were found.
    pub fn doubt(&mut self, a: &Aligned, pieces: Vec<Blob>) {
        let places = pieces.iter().map(|piece| piece.in_picture(a));
        let new: Vec<Rect> = places.filter(|place| !self.has(place)).collect();
        self.doubtful.extend(new);
    }

    /// Adds the small pieces of ink that are gone or unclear, but for those that were found or that a crop cut. In a picture that is
    /// not clear all of them are doubts.
    pub fn add_small(&mut self, a: &Aligned, part: &Part, noise: Noise, lost: Vec<Lost>) {
        for Lost { blob, deviation, is_gone } in lost {
            let (bounds, on_page) = (blob.in_picture(a), blob.on_page(a, part.back));
            let what = DetectionKind::Difference(DifferenceKind::Missing);
            let site = Detection { bounds, on_page, peak: blob.peak, deviation, what };
            let is_cut = part.is_cut(&site);
            if self.has(&bounds) || is_cut && lies_at_edge(a, &blob, part.letter) {
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

/// Whether a place that changes the page is no larger than a dot, or no more than the rim of a stem.
fn is_slight(site: &Detection, letter: f64) -> bool {
    let is_rim = site.bounds.width().min(site.bounds.height()) <= STEM_RIM_PIXELS;
    site.is_change() && (is_rim || speckle::is_as_small(&site.bounds, letter))
}

/// Whether a piece lies within a letter of the aligned part's edge, where a crop may have cut it.
fn lies_at_edge(a: &Aligned, blob: &Blob, letter: f64) -> bool {
    let [x0, y0, x1, y1] = blob.bounds;
    (x0.min(y0).min(a.width - x1).min(a.height - y1) as f64) < letter
}
