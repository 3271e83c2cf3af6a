//! The part of the picture that is compared, and its pixels.

use super::detection::Detection;
use super::thresholds::{
    ALIGNED_EDGE_PIXELS, BARE_MARGIN_LETTERS, CUT_HEIGHT_LETTERS, CUT_WIDTH_LETTERS, FRAME_RIM_PIXELS,
    LINE_HEIGHT_LETTERS, REGION_BORDER_PIXELS, WITHIN_REGION_SHARE,
};
use crate::check::align::appearance::Aligned;
use crate::check::extent::frame::Frame;
use crate::check::extent::legibility::Letters;
use crate::check::extent::post::Post;
#[cfg(test)]
use crate::model::geometry::Homography;
use crate::model::geometry::{Point, Rect};
use crate::model::page_map::PageMap;
use crate::model::raster::Tint;
use std::ops::Range;

/// The part of the picture that is compared.
pub struct Part<'a> {
    /// The region on the page, in pixels of the page.
    pub on_page: &'a Rect,
    /// The core of the region: the box for which most ink votes, in pixels of the page. Beyond it lies what agrees as well.
    pub core: &'a Rect,
    /// Map from page to picture.
    pub transform: &'a PageMap,
    /// Map from picture to page.
    pub back: &'a PageMap,
    /// The frame: the part of the picture that shows the page and nothing else. `None` if no frame is seen.
    pub frame: Option<&'a Frame>,
    /// The post about the page, if no edge parts them. Its rows are not compared.
    pub post: Option<Post>,
    /// Usual height of the page's letters, in pixels of the picture.
    pub letter: f64,
    /// The legibility map.
    pub letters: &'a Letters,
    /// The page's own tint.
    pub tint: &'a Tint,
    /// Places that two programs draw differently, in pixels of the page.
    pub unlike: &'a [Rect],
    /// A sheet of paper before a camera without its edge, in pixels of the page. `None` if no paper is seen.
    pub sheet: Option<Rect>,
}

impl Part<'_> {
    /// The region in pixels of the picture.
    pub fn region(&self) -> Rect {
        self.transform.apply_rect(self.on_page)
    }

    /// Whether a crop may have cut off a missing piece: there is no frame, or the piece lies at its border.
    pub fn may_be_cropped(&self, site: &Detection) -> bool {
        self.frame.is_none_or(|frame| {
            let inner = frame.bounds.grown(-FRAME_RIM_PIXELS - self.letter);
            inner.intersection(&site.bounds).area() < site.bounds.area()
        })
    }

    /// Whether a piece at the border of the region is a slice, no more than the foot of a letter. If it is missing, a
    /// crop may have cut it off. Otherwise too little of it is visible to decide.
    pub fn is_cut(&self, site: &Detection) -> bool {
        let l = self.letter * self.back.scale_at(site.bounds.centre());
        let on_page = site.on_page;
        let off_rows = (on_page.y0 - self.on_page.y0).min(self.on_page.y1 - on_page.y1);
        let off_columns = (on_page.x0 - self.on_page.x0).min(self.on_page.x1 - on_page.x1);
        let low = on_page.height() < CUT_HEIGHT_LETTERS * l && off_rows < l;
        let narrow = on_page.width() < CUT_WIDTH_LETTERS * l && off_columns < l;
        low || narrow
    }

    /// Height of the letters in the line of a box of the aligned part, in pixels of the picture.
    pub fn letter_at(&self, aligned: &Aligned, bounds: &[usize; 4]) -> f64 {
        let [x0, y0, x1, y1] = bounds.map(|v| v as f64);
        let centre = Point { x: aligned.x as f64 + (x0 + x1) / 2.0, y: aligned.y as f64 + (y0 + y1) / 2.0 };
        self.letters.at(self.back.apply(centre), self.letter)
    }

    /// Whether a box on the page lies mostly in the region.
    pub fn agrees_round(&self, place: &Rect) -> bool {
        lies_in(place, self.on_page)
    }

    /// Whether a detection lies on the page. A change that is higher than a line and lies outside the core of the region may as
    /// well be something else than the page.
    pub fn holds(&self, site: &Detection) -> bool {
        let is_higher = site.bounds.height() > LINE_HEIGHT_LETTERS * self.letter;
        let part = if site.is_change() && is_higher { self.core } else { self.on_page };
        lies_in(&site.on_page, part)
    }

    /// The region with the page's margin on each side where the page is bare, so that no crop can have cut a letter
    /// there. In pixels of the page; `bare` is the grey of the page from which it is bare.
    fn with_margin(&self, aligned: &Aligned, bare: f32) -> Rect {
        let centre =
            Point { x: (aligned.x + aligned.width / 2) as f64, y: (aligned.y + aligned.height / 2) as f64 };
        let by = BARE_MARGIN_LETTERS * self.letter * self.back.scale_at(centre);
        let Rect { x0, y0, x1, y1 } = *self.on_page;
        let is_bare = |strip: Rect| {
            // Outside the page there is no ink.
            aligned
                .pixels_of(&self.transform.apply_rect(&strip))
                .all(|i| aligned.page[i].is_nan() || aligned.page[i] > bare)
        };
        let out = |side: f64, from: f64, strip: Rect| if is_bare(strip) { side } else { from };
        let x0 = out(x0 - by, x0, Rect { x0: x0 - by, x1: x0, y0, y1 });
        let x1 = out(x1 + by, x1, Rect { x0: x1, x1: x1 + by, y0, y1 });
        let y0 = out(y0 - by, y0, Rect { x0, x1, y0: y0 - by, y1: y0 });
        let y1 = out(y1 + by, y1, Rect { x0, x1, y0: y1, y1: y1 + by });
        Rect { x0, y0, x1, y1 }
    }

    /// The pixels of the region without its border. And the pixels shown: these, with everything within the frame. If
    /// there is no frame, with all of a sheet before a camera, or else with the page's bare margin.
    pub fn masks(&self, aligned: &Aligned, bare: f32) -> (Vec<bool>, Vec<bool>) {
        let centre =
            Point { x: (aligned.x + aligned.width / 2) as f64, y: (aligned.y + aligned.height / 2) as f64 };
        let inset = |part: &Rect| {
            self.transform.outline(&part.grown(-REGION_BORDER_PIXELS * self.back.scale_at(centre)))
        };
        let inner = inset(self.on_page);
        let frame = self.frame.map(|frame| frame.inset(FRAME_RIM_PIXELS));
        let margin = inset(&self.with_margin(aligned, bare));
        let whole = (aligned.x as f64, (aligned.x + aligned.width) as f64);
        let around = |y: f64| match &frame {
            Some(frame) => frame.span(y),
            None if self.sheet.is_some() => Some(whole),
            None if self.post.is_some_and(|post| post.holds(y)) => None,
            None => margin.span(y),
        };
        let off_edges = |span: Range<usize>| {
            span.start.max(ALIGNED_EDGE_PIXELS)
                ..span.end.min(aligned.width.saturating_sub(ALIGNED_EDGE_PIXELS))
        };
        let (mut agreeing, mut shown) =
            (vec![false; aligned.width * aligned.height], vec![false; aligned.width * aligned.height]);
        for j in ALIGNED_EDGE_PIXELS..aligned.height.saturating_sub(ALIGNED_EDGE_PIXELS) {
            let y = (aligned.y + j) as f64 + 0.5;
            let fill = |mask: &mut [bool], span| {
                if let Some(part) =
                    mask[j * aligned.width..][..aligned.width].get_mut(off_edges(aligned.within(span)))
                {
                    part.fill(true);
                }
            };
            let agrees = inner.span(y);
            fill(&mut agreeing, agrees);
            fill(&mut shown, agrees);
            fill(&mut shown, around(y));
        }
        (agreeing, shown)
    }
}

/// Whether a box lies mostly in a part of the page.
fn lies_in(place: &Rect, part: &Rect) -> bool {
    place.intersection(part).area() > WITHIN_REGION_SHARE * place.area()
}

/// A page that lies on the picture pixel by pixel, for tests of detectors.
#[cfg(test)]
pub struct Flat {
    page: Rect,
    transform: PageMap,
    letters: Letters,
    /// The page's own tint.
    pub tint: Tint,
    letter: f64,
}

#[cfg(test)]
impl Flat {
    /// A page of this size with letters of one height.
    pub fn new(width: usize, height: usize, letter: f64) -> Self {
        Self {
            page: Rect::new(0.0, 0.0, width as f64, height as f64),
            transform: Homography::IDENTITY.into(),
            letters: Letters::new(&[], 1.0),
            tint: Tint::default(),
            letter,
        }
    }

    /// The whole page as the compared part.
    pub fn part(&self) -> Part<'_> {
        Part {
            on_page: &self.page,
            core: &self.page,
            transform: &self.transform,
            back: &self.transform,
            frame: None,
            post: None,
            letter: self.letter,
            letters: &self.letters,
            tint: &self.tint,
            unlike: &[],
            sheet: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::detect::detection::DetectionKind;
    use crate::model::answer::{DifferenceKind, HiddenKind};

    #[test]
    fn beyond_the_core_only_what_is_no_higher_than_a_line_is_a_change_of_the_page() {
        let flat = Flat::new(200, 300, 10.0);
        let core = Rect::new(0.0, 0.0, 200.0, 100.0);
        let part = Part { core: &core, ..flat.part() };
        let holds = |top: f64, height: f64, what| {
            let bounds = Rect::new(20.0, top, 60.0, top + height);
            part.holds(&Detection { bounds, on_page: bounds, peak: 1.0, deviation: 9.0, what })
        };
        let change = DetectionKind::Difference(DifferenceKind::Changed);
        assert!(holds(20.0, 60.0, change), "a paragraph in the core");
        assert!(holds(200.0, 10.0, change), "a word beyond it");
        assert!(!holds(200.0, 60.0, change), "a paragraph beyond it");
        assert!(holds(200.0, 60.0, DetectionKind::Hidden(HiddenKind::Redaction)), "a cover beyond it");
    }
}
