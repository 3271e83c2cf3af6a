//! The way of one picture: recall, registration, comparison, judgement.

pub mod align;
pub mod cover;
pub mod difference;
pub mod fit;
pub mod pixels;
pub mod region;
pub mod register;
pub mod residual;
use crate::index::{Error, Index, StoredPage};
use crate::model::geometry::{Homography, Rect};
use crate::model::raster::{Picture, Raster};
use crate::model::verdict::{Basis, Finding, PageAnswer, PageRef, Verdict};

/// What is said of a picture. `renditions` gives a page's grey raster where it can be had.
pub fn check(
    picture: &Picture,
    sha256: &[u8; 32],
    index: &Index,
    renditions: &mut dyn FnMut(&StoredPage) -> Option<Raster>,
) -> Result<Finding, Error> {
    let mut found = index.documents_with(sha256)?.into_iter().map(|id| index.page(id));
    let Some(page) = found.next().transpose()? else {
        return Ok(Finding { verdict: Verdict::NotFound, pages: vec![], also: vec![], why: vec![] });
    };
    let _ = renditions(&page);
    let also = found
        .map(|p| p.map(|p| PageRef { document: p.document, page: p.number }))
        .collect::<Result<_, _>>()?;
    let answer = PageAnswer {
        page: PageRef { document: page.document, page: page.number },
        basis: vec![Basis::Bytes],
        region: Rect::new(0.0, 0.0, picture.width as f64, picture.height as f64),
        transform: Homography::IDENTITY,
        compared: 1.0,
        chance: 1e-70,
        smallest_text: None,
        differences: vec![],
        hidden: vec![],
    };
    Ok(Finding { verdict: Verdict::Identical, pages: vec![answer], also, why: vec![] })
}
