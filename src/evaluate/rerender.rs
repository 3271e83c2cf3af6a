//! What a page looks like, before anything is made of it.

use crate::features::binarize::ink_map;
use crate::figure::canvas::Canvas;
use crate::index::{Error, Index, StoredPage};
use crate::load::{self, Reader};
use crate::model::document::Word;
use crate::model::geometry::{Homography, Rect};
use crate::model::raster::Picture;
use crate::model::text::Text;

/// Dots an inch at which a PDF is drawn anew. Not those of the index: nothing is to agree because it was drawn alike.
const DPI: u32 = 220;
/// The most pixels that are worked on; larger scans are scaled down first.
const MOST_PIXELS: f64 = 8_000_000.0;
/// Pixels of ink that a page has at least; a blank page cannot be told from another.
const SOME_INK: usize = 400;

/// What pictures are made of.
pub enum Drawn {
    /// A page that has a look.
    Look(Sheet),
    /// A message.
    Mail(Text),
    /// Nothing: a blank page, or one that can no more be seen.
    Nothing,
}

/// A page drawn.
pub struct Sheet {
    /// It.
    pub canvas: Canvas,
    /// Whether it was drawn from its original, and not taken from the index.
    pub is_anew: bool,
    /// The words that its file gives, in its pixels.
    pub words: Vec<Word>,
}

/// Draws a page: from its original where that is found unchanged, else as the index keeps it.
pub fn draw(index: &Index, reader: &mut Reader, page: &StoredPage) -> Result<Drawn, Error> {
    if let Some(text) = index.text(page.id)? {
        return Ok(Drawn::Mail(text));
    }
    let anew = original(reader, page);
    let is_anew = anew.is_some();
    let picture = match anew {
        Some(picture) => Some(picture),
        None => index.rendition(page.id)?.map(|kept| {
            let rgb = kept.grey.grey.iter().flat_map(|&grey| [grey; 3]).collect();
            Picture { width: kept.grey.width, height: kept.grey.height, rgb }
        }),
    };
    let Some(canvas) = picture.as_ref().and_then(bounded) else { return Ok(Drawn::Nothing) };
    let scale = |pixels: usize, units: f64| pixels as f64 / units;
    let (sx, sy) = (scale(canvas.width, page.size.0), scale(canvas.height, page.size.1));
    let to_pixels = Homography::scale_shift(sx, sy, 0.0, 0.0);
    let placed = |word: Word| Word { bounds: to_pixels.apply_rect(&word.bounds), ..word };
    let words = index.words(page.id)?.into_iter().map(placed).collect();
    Ok(Drawn::Look(Sheet { canvas, is_anew, words }))
}

/// The page's own pixels; none where its file is not where it was, has changed, or cannot be read.
fn original(reader: &mut Reader, page: &StoredPage) -> Option<Picture> {
    let input = load::load(&page.original).ok().filter(|input| input.sha256 == page.sha256)?;
    reader.page_at(&input.bytes, page.number, DPI).ok()?.picture
}

/// A picture of at most [`MOST_PIXELS`]; none where it is blank.
fn bounded(picture: &Picture) -> Option<Canvas> {
    let canvas = Canvas::of(picture);
    let scale = (MOST_PIXELS / (canvas.width * canvas.height) as f64).sqrt();
    let side = |pixels: usize| (pixels as f64 * scale) as usize;
    let canvas = if scale < 1.0 { canvas.resized(side(canvas.width), side(canvas.height))? } else { canvas };
    let inked = ink_map(&canvas.clone().picture().luma()).ink.into_iter().filter(|ink| *ink).count();
    (inked >= SOME_INK).then_some(canvas)
}

/// The box round a whole canvas.
pub fn bounds(canvas: &Canvas) -> Rect {
    Rect::new(0.0, 0.0, canvas.width as f64, canvas.height as f64)
}
