//! The order of the stages for one picture: recall, registration, comparison, verdict.

use super::context::CheckContext;
use super::recall::thresholds::{KEYPOINT_PLACEMENT_SUPPORT, TURNED_KEYPOINT_PLACEMENT_SUPPORT};
use super::register::target::Target;
use super::search::Search;
use super::view::analyzed_view::AnalyzedView;
use super::view::rectify::rectified;
use super::view::views::{View, turned};
use crate::features::exact;
use crate::index::{Error, Index};
use crate::model::answer::{Basis, Finding, PageAnswer, Verdict};
use crate::model::coverage::Coverage;
use crate::model::feature_key::FeatureKind;
use crate::model::geometry::{Homography, Rect};
use crate::model::raster::{Picture, Raster};
use crate::model::trace::Found;

/// A way to look at the picture. Returns `None` if it does not apply.
type Look = dyn Fn(&Raster) -> Option<View>;

/// Checks one picture.
///
/// # Errors
///
/// If the index cannot be read.
pub fn check(
    picture: &Picture,
    sha256: &[u8; 32],
    index: &Index,
    context: CheckContext,
) -> Result<Finding, Error> {
    let (trace, began) = (context.trace, context.trace.begin());
    let same = identical(picture, sha256, index)?;
    trace.record(began, || Found::Same(same.as_ref().map_or(0, |finding| 1 + finding.also.len())));
    if let Some(finding) = same {
        return Ok(finding);
    }
    let target = Target::new(picture);
    let mut search = Search::new(&target, index, context);
    let turn = |quarters: u8| move |raster: &Raster| Some(turned(raster, quarters));
    let upright: [(&str, &Look, f64); 2] = [
        ("as it stands", &turn(0), KEYPOINT_PLACEMENT_SUPPORT),
        ("seen from the front", &rectified, KEYPOINT_PLACEMENT_SUPPORT),
    ];
    let on_its_side: [(&str, &Look, f64); 3] = [
        ("turned clockwise", &turn(1), TURNED_KEYPOINT_PLACEMENT_SUPPORT),
        ("turned anticlockwise", &turn(3), TURNED_KEYPOINT_PLACEMENT_SUPPORT),
        ("upside down", &turn(2), TURNED_KEYPOINT_PLACEMENT_SUPPORT),
    ];
    let mut analyzed_views = Vec::new();
    if let Some(finding) = by_looks(&upright, &target, &mut search, &mut analyzed_views)? {
        return Ok(finding);
    }
    let is_found = search.has_possible();
    // Words decide for pages without a look, and few pictures lie on their side. For other pages words only say where
    // to look, and OCR takes longest.
    let words_decide = index.has_text()?;
    if words_decide && let Some(finding) = search.by_words(&analyzed_views)? {
        return Ok(finding);
    }
    if !is_found {
        if let Some(finding) = by_looks(&on_its_side, &target, &mut search, &mut analyzed_views)? {
            return Ok(finding);
        }
        if let Some(finding) = search.by_keypoints(&analyzed_views)? {
            return Ok(finding);
        }
    }
    if !words_decide
        && !search.has_possible()
        && index.has_words()?
        && let Some(finding) = search.by_words(&analyzed_views)?
    {
        return Ok(finding);
    }
    search.undecided()
}

/// Looks at the picture in these ways in turn, until one names a page. Each view is appended to `analyzed_views`.
fn by_looks(
    looks: &[(&'static str, &Look, f64)],
    target: &Target,
    search: &mut Search,
    analyzed_views: &mut Vec<(AnalyzedView, f64)>,
) -> Result<Option<Finding>, Error> {
    let was_possible = search.has_possible();
    for (name, look, least) in looks {
        let began = search.trace().begin();
        let Some(view) = look(target.raster()) else { continue };
        let analyzed_view = AnalyzedView::new(view, name);
        search.trace().record(began, || analyzed_view.trace_event());
        if let Some(finding) = search.by_look(&analyzed_view)? {
            return Ok(Some(finding));
        }
        analyzed_views.push((analyzed_view, *least));
        // A page was found, so no other rotation of the picture shows more of it.
        if search.has_possible() && !was_possible {
            break;
        }
    }
    Ok(None)
}

/// The finding if the index has the same file or the same pixels. Returns `None` otherwise.
fn identical(picture: &Picture, sha256: &[u8; 32], index: &Index) -> Result<Option<Finding>, Error> {
    let same_file = index.documents_with(sha256)?;
    let (ids, basis) = if same_file.is_empty() {
        (index.digest_pages(FeatureKind::Exact, &exact::digest(picture))?, Basis::Pixels)
    } else {
        (same_file, Basis::Bytes)
    };
    let mut pages = ids.into_iter().map(|id| index.page(id)).collect::<Result<Vec<_>, _>>()?;
    index.sort_as_in_set(&mut pages, |page| page.id)?;
    let mut pages = pages.into_iter();
    let Some(page) = pages.next() else { return Ok(None) };
    let (w, h) = (picture.width as f64, picture.height as f64);
    let answer = PageAnswer {
        page: page.name(),
        kind: page.kind,
        basis: vec![basis],
        region: Rect::new(0.0, 0.0, w, h),
        transform: Homography::scale_shift(w / page.size.0, h / page.size.1, 0.0, 0.0),
        compared: 1.0,
        chance: 1e-70,
        smallest_text: None,
        differences: vec![],
        hidden: vec![],
        drawn_by: None,
        signatures: vec![],
        namesake: Some(page.sha256),
    };
    let also = pages.map(|p| p.name()).collect();
    Ok(Some(Finding {
        verdict: Verdict::Identical,
        pages: vec![answer],
        also,
        coverage: Coverage::default(),
        why: vec![],
    }))
}
