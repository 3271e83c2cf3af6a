//! Duplicate pages, such as copies of a document or blank forms. Confusing them is not counted as an error.

use super::mail_layout::Letter;
use crate::index::{Error, Index, StoredPage};
use crate::model::answer::PageRef;
use crate::model::geometry::Rect;

/// True if the named page has the same stored pixels as another one in a part of it (shares of its width and
/// height).
///
/// # Errors
///
/// If the index cannot be read.
pub fn looks_the_same(index: &Index, named: &PageRef, own: &StoredPage, part: &Rect) -> Result<bool, Error> {
    let Some(named) = index.page_named(named)? else { return Ok(false) };
    if named.raster != own.raster {
        return Ok(false);
    }
    let (Some(a), Some(b)) = (index.rendition(named.id)?, index.rendition(own.id)?) else { return Ok(false) };
    let (a, b) = (a.grey, b.grey);
    let edge = |share: f64, all: usize| ((share * all as f64) as usize).min(all);
    let (x0, x1) = (edge(part.x0, a.width), edge(part.x1, a.width));
    let mut rows = edge(part.y0, a.height)..edge(part.y1, a.height);
    Ok(rows.all(|y| a.row(y)[x0..x1] == b.row(y)[x0..x1]))
}

/// True if the named message begins with the words of the body shown.
///
/// # Errors
///
/// If the index cannot be read.
pub fn reads_the_same(index: &Index, named: &PageRef, shown: &Letter) -> Result<bool, Error> {
    let Some(named) = index.page_named(named)? else { return Ok(false) };
    Ok(index.text(named.id)?.is_some_and(|text| shown.shows_the_same(&text)))
}
