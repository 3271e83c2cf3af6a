//! Unsettled places: their look is not determined by the file. A picture that differs there may have been drawn by
//! another program, and where nothing is drawn nothing was compared.

use super::renderer_mismatch::{PlacedPage, has_other_words};
use super::thresholds::{MISSING_WORD_SHARE, TYPEFACE_REACH, UNSETTLED_SHARE};
use crate::check::registered_page::Drawings;
use crate::index::second_drawing;
use crate::index::{Error, Index, PageId, StoredPage};
use crate::model::answer::{Difference, DifferenceKind, Finding, PageAnswer, Verdict};
use crate::model::document::Word;
use crate::model::geometry::{Homography, Rect};
use crate::model::raster::Rendition;
use crate::model::reason::Reason;
use crate::model::unsettled::{Cause, Unsettled};

/// The known drawings of a page.
///
/// # Errors
///
/// If the index cannot be read.
pub fn drawings(page: &StoredPage, first: Rendition, index: &Index) -> Result<Drawings, Error> {
    let second = if page.has_rendition { index.second(page.id, &first)? } else { None };
    let from_units = from_units(page);
    let fields = index.unsettled(page.id)?.into_iter().filter(|place| place.cause == Cause::Field);
    let fields = fields.map(|field| from_units.apply_rect(&field.bounds)).collect();
    Ok(Drawings { first, second, fields })
}

/// Map from page units to pixels of the page's raster.
fn from_units(page: &StoredPage) -> Homography {
    let (across, down) = (f64::from(page.raster.0) / page.size.0, f64::from(page.raster.1) / page.size.1);
    Homography::scale_shift(across, down, 0.0, 0.0)
}

/// Makes a finding inconclusive if it depends on unsettled places of its pages, with the reason. `picture` is the
/// part of the picture that shows something.
///
/// # Errors
///
/// If the index cannot be read.
pub fn doubt(
    finding: &mut Finding,
    placed_pages: &[PlacedPage],
    picture: &Rect,
    index: &Index,
) -> Result<(), Error> {
    let verdict = finding.verdict;
    // Another colour says nothing of how shapes are drawn.
    let is_of_shape = |why: &Reason| !matches!(why, Reason::ColourDiffers(_));
    let is_doubtful = verdict == Verdict::Inconclusive && finding.why.iter().any(is_of_shape);
    let mut causes: Vec<Cause> = Vec::new();
    let (mut is_firm, mut is_doubted) = (false, false);
    for (page, placed) in finding.pages.iter_mut().zip(placed_pages) {
        // Unsettled places beyond the region may be what keeps the region small.
        let around = if is_doubtful { *picture } else { page.region };
        let places = shown(page, &places(placed.page, index)?, &around);
        let words = index.words(placed.page)?;
        let doubts = doubts(&page.differences, &places, &words);
        let is_without = |cause: &Cause| is_doubtful || cause.is_blank();
        causes.extend(places.iter().map(|place| place.cause).filter(is_without));
        causes.extend(doubts.iter().flatten());
        is_doubted |= doubts.iter().any(Option::is_some);
        if doubts.iter().any(Option::is_none) {
            is_firm = true;
            // Certain differences are not mixed with those that may come from the renderer.
            let mut doubts = doubts.into_iter();
            page.differences.retain(|_| doubts.next().flatten().is_none());
        }
    }
    let is_blank = causes.iter().any(|cause| cause.is_blank());
    if (verdict == Verdict::Altered && is_doubted && !is_firm) || (verdict == Verdict::Match && is_blank) {
        finding.verdict = Verdict::Inconclusive;
    }
    causes.sort_unstable();
    causes.dedup();
    finding.why.extend(causes.into_iter().map(Reason::Unsettled));
    Ok(())
}

/// For each difference the cause by which it may come from the renderer alone; `None` if it stands.
fn doubts(differences: &[Difference], places: &[Unsettled], words: &[Word]) -> Vec<Option<Cause>> {
    let of_fields: Vec<&Unsettled> = places.iter().filter(|place| place.cause == Cause::Field).collect();
    let differs = |place: &&&Unsettled| {
        differences.iter().any(|difference| difference.on_page.intersection(&place.bounds).area() > 0.0)
    };
    // A program that places fields differently does so with all of them.
    let is_laid_alike = 2 * of_fields.iter().filter(differs).count() <= of_fields.len();
    let of = |difference| {
        cause_of(difference, places, words).filter(|cause| *cause != Cause::Field || !is_laid_alike)
    };
    differences.iter().map(of).collect()
}

/// The unsettled places of a page, in page units: those that its file names, and those that two programs draw
/// differently.
fn places(id: PageId, index: &Index) -> Result<Vec<Unsettled>, Error> {
    let mut places = index.unsettled(id)?;
    let page = index.page(id)?;
    let first = if page.has_rendition { index.rendition(id)? } else { None };
    let Some(first) = first else { return Ok(places) };
    let Some(second) = index.second(id, &first)? else { return Ok(places) };
    let Some(to_units) = from_units(&page).inverse() else { return Ok(places) };
    let unlike: Vec<Rect> =
        second_drawing::places(&first.grey, &second).iter().map(|place| to_units.apply_rect(place)).collect();
    // If the other program drew the words, there is something to compare with.
    for place in places.iter_mut().filter(|place| place.cause == Cause::Undrawn) {
        if share_within(&place.bounds, &unlike) > UNSETTLED_SHARE {
            place.cause = Cause::Typeface;
        }
    }
    places.extend(unlike.into_iter().map(|bounds| Unsettled { bounds, cause: Cause::Drawings }));
    Ok(places)
}

/// The places within this part of the picture.
fn shown(page: &PageAnswer, places: &[Unsettled], part: &Rect) -> Vec<Unsettled> {
    let is_shown = |place: &&Unsettled| {
        let here = page.transform.apply_rect(&place.bounds);
        here.intersection(part).area() > UNSETTLED_SHARE * here.area()
            // A drawing that lacks something may lack it anywhere.
            || place.cause == Cause::Lost
    };
    places.iter().filter(is_shown).copied().collect()
}

/// The cause by which a difference may come from the renderer alone. Returns `None` if it stands whoever drew the
/// page.
fn cause_of(difference: &Difference, places: &[Unsettled], words: &[Word]) -> Option<Cause> {
    let place = &difference.on_page;
    let reached = |unsettled: &Unsettled| unsettled.bounds.grown(TYPEFACE_REACH * unsettled.bounds.height());
    let of = |cause: Cause| -> Vec<Rect> {
        places
            .iter()
            .filter(|place| place.cause == cause)
            .map(|place| if cause == Cause::Drawings { place.bounds } else { reached(place) })
            .collect()
    };
    let cause = Cause::ALL.into_iter().find(|&cause| share_within(place, &of(cause)) > UNSETTLED_SHARE)?;
    let is_read_otherwise = has_other_words(difference, words);
    let is_gone = !cause.is_blank()
        && difference.kind == DifferenceKind::Missing
        && words
            .iter()
            .any(|word| word.bounds.intersection(place).area() > MISSING_WORD_SHARE * word.bounds.area());
    (!is_read_otherwise && !is_gone).then_some(cause)
}

/// The share of a box that lies within others, which may overlap, estimated on a grid of points.
fn share_within(place: &Rect, others: &[Rect]) -> f64 {
    const POINTS: usize = 8;
    let at = |from: f64, to: f64, i: usize| from + (to - from) * (i as f64 + 0.5) / POINTS as f64;
    let is_within = |i: usize| {
        let (x, y) = (at(place.x0, place.x1, i % POINTS), at(place.y0, place.y1, i / POINTS));
        others.iter().any(|other| x >= other.x0 && x <= other.x1 && y >= other.y0 && y <= other.y1)
    };
    (0..POINTS * POINTS).filter(|&i| is_within(i)).count() as f64 / (POINTS * POINTS) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(kind: DifferenceKind, on_page: Rect, shown: Option<&str>) -> Difference {
        Difference {
            bounds: on_page,
            on_page,
            kind,
            original: Some("1,240".into()),
            shown: shown.map(String::from),
            line: None,
            deviation: 5.0,
        }
    }

    fn words() -> Vec<Word> {
        vec![Word { text: "1,240".into(), bounds: Rect::new(50.0, 0.0, 90.0, 10.0) }]
    }

    #[test]
    fn a_difference_of_shape_alone_is_in_doubt_where_the_typeface_is_left_to_the_viewer() {
        let places = [Unsettled { bounds: Rect::new(0.0, 0.0, 100.0, 10.0), cause: Cause::Typeface }];
        let changed = difference(DifferenceKind::Changed, Rect::new(60.0, 2.0, 70.0, 9.0), None);
        assert_eq!(cause_of(&changed, &places, &words()), Some(Cause::Typeface));
        let elsewhere = difference(DifferenceKind::Changed, Rect::new(60.0, 32.0, 70.0, 39.0), None);
        assert_eq!(cause_of(&elsewhere, &places, &words()), None);
    }

    #[test]
    fn other_words_and_missing_ones_stand_whoever_drew_the_page() {
        let places = [Unsettled { bounds: Rect::new(0.0, 0.0, 100.0, 10.0), cause: Cause::Typeface }];
        let told = difference(DifferenceKind::Changed, Rect::new(60.0, 2.0, 70.0, 9.0), Some("7,240"));
        assert_eq!(cause_of(&told, &places, &words()), None);
        let gone = difference(DifferenceKind::Missing, Rect::new(48.0, -1.0, 92.0, 11.0), None);
        assert_eq!(cause_of(&gone, &places, &words()), None);
        let stroke = difference(DifferenceKind::Missing, Rect::new(60.0, 2.0, 64.0, 9.0), None);
        assert_eq!(cause_of(&stroke, &places, &words()), Some(Cause::Typeface));
    }

    #[test]
    fn boxes_that_meet_are_counted_once() {
        let halves = [Rect::new(0.0, 0.0, 6.0, 10.0), Rect::new(4.0, 0.0, 5.0, 10.0)];
        assert!((share_within(&Rect::new(0.0, 0.0, 10.0, 10.0), &halves) - 0.625).abs() < 0.01);
    }
}
