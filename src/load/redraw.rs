//! Rendering pages again from their original files.

use std::path::PathBuf;

use super::{Input, Reader};
use crate::index::StoredPage;
use crate::index::rendition;
use crate::load;
use crate::model::raster::Rendition;

/// Renders pages again if the index stores no renditions; the last document is cached, because its pages are
/// usually requested together.
#[derive(Default)]
pub struct Originals {
    last: Option<(PathBuf, Option<Input>)>,
}

impl Originals {
    /// Rendition of a page. Returns `None` if the original is not found unchanged.
    pub fn draw(&mut self, reader: &mut Reader, page: &StoredPage) -> Option<Rendition> {
        if self.last.as_ref().is_none_or(|(path, _)| *path != page.original) {
            self.last = Some((page.original.clone(), load::load(&page.original).ok()));
        }
        let (_, input) = self.last.as_ref()?;
        let input = input.as_ref().filter(|input| input.sha256 == page.sha256)?;
        let drawn = reader.page(&input.bytes, page.number).ok()?;
        let picture = drawn.picture?;
        Some(rendition::of(&picture, &picture.luma()))
    }
}
