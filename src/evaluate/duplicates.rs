//! Pages that show the very same: copies of one paper, sheets of one form. To name one for another is no fault.

use super::mail_layout::Letter;
use crate::index::{Error, Index, StoredPage};
use crate::model::answer::PageRef;
use crate::model::geometry::Rect;

/// Whether the page of this name shows the same as another in a part of it (shares of its width and height): pixel for pixel,
/// as the index keeps them.
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

/// Whether the message of this name begins with the words of the body that is shown.
pub fn reads_the_same(index: &Index, named: &PageRef, shown: &Letter) -> Result<bool, Error> {
    let Some(named) = index.page_named(named)? else { return Ok(false) };
    Ok(index.text(named.id)?.is_some_and(|text| shown.shows_the_same(&text)))
}
