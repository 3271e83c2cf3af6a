//! Image of a page, from which test pictures are made.

use crate::features::binarize::ink_map;
use crate::figure::canvas::Canvas;
use crate::index::{Error, Index, StoredPage};
use crate::load::{self, Reader};
use crate::model::document::Word;
use crate::model::geometry::{Homography, Rect};
use crate::model::raster::Picture;
use crate::model::text::Text;

/// Resolution at which PDFs are rendered, in dots per inch. It differs from that of the index, so that nothing
/// agrees only because of equal rasterisation.
const DPI: u32 = 220;
/// Most pixels of the image; larger scans are scaled down.
const MOST_PIXELS: f64 = 8_000_000.0;
/// Fewest ink pixels of a page; blank pages cannot be distinguished.
const SOME_INK: usize = 400;

/// Source of test pictures.
pub enum Drawn {
    /// A page with a look.
    Look(Sheet),
    /// A message.
    Mail(Text),
    /// Nothing: a blank page, or one whose image is not available.
    Nothing,
}

/// A page image.
pub struct Sheet {
    /// Its pixels.
    pub canvas: Canvas,
    /// True if it was rendered from its original, false if it was taken from the index.
    pub is_anew: bool,
    /// Words given by its file, in its pixels.
    pub words: Vec<Word>,
}

/// Renders a page from its unchanged original, or takes the stored image.
///
/// # Errors
///
/// If the index cannot be read.
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

/// Pixels of the page from its file. Returns `None` if the file was moved, has changed or cannot be read.
fn original(reader: &mut Reader, page: &StoredPage) -> Option<Picture> {
    let input = load::load(&page.original).ok().filter(|input| input.sha256 == page.sha256)?;
    reader.page_at(&input.bytes, page.number, DPI).ok()?.picture
}

/// The picture with at most [`MOST_PIXELS`]. Returns `None` if it is blank.
fn bounded(picture: &Picture) -> Option<Canvas> {
    let canvas = Canvas::of(picture);
    let scale = (MOST_PIXELS / (canvas.width * canvas.height) as f64).sqrt();
    let side = |pixels: usize| (pixels as f64 * scale) as usize;
    let canvas = if scale < 1.0 { canvas.resized(side(canvas.width), side(canvas.height))? } else { canvas };
    let inked = ink_map(&canvas.clone().picture().luma()).ink.into_iter().filter(|ink| *ink).count();
    (inked >= SOME_INK).then_some(canvas)
}

/// Box of a whole canvas.
pub fn bounds(canvas: &Canvas) -> Rect {
    Rect::new(0.0, 0.0, canvas.width as f64, canvas.height as f64)
}
