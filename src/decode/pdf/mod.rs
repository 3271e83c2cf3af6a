//! PDF files: pages rendered on white, their words, and the files embedded in them.

mod embedded_files;
mod field_appearance;
mod field_text;
mod page_sequence;
mod plain_pages;
mod substitute_fonts;
mod words;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use hayro::hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, InterpreterWarning, TransformExt, WarningSinkFn,
    interpret_page,
};
use hayro::hayro_syntax::object::Dict;
use hayro::hayro_syntax::object::dict::keys;
use hayro::hayro_syntax::page::Page as PdfPage;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf, PdfData};
use hayro::kurbo::{Affine, Rect};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings};

use super::{Event, Reader, Sink, Wanted, contained, unread_file};
use crate::limits;
use crate::model::document::{Attachment, Format, Page, Unread, Word};
use crate::model::geometry;
use crate::model::raster::Picture;
use crate::model::unsettled::{Cause, Unsettled};
use embedded_files::EmbeddedFiles;
use field_appearance::Laid;
use page_sequence::PageSequence;
use substitute_fonts::Substitutes;
use words::WordCollector;

/// Pages rendered before the caches are cleared: they hold fonts and images, and never evict them.
const PAGES_A_CACHE: u32 = 64;

/// Beginning of the PDF header.
const MARK: &[u8] = b"%PDF-";

/// Reader of PDF files.
pub struct PdfFile;

impl Reader for PdfFile {
    fn formats(&self) -> &[Format] {
        &[Format::Pdf]
    }

    fn sniff(&self, bytes: &[u8]) -> Option<Result<Format, &'static str>> {
        // PDF readers tolerate a kilobyte of anything before the header, and real files need it.
        let head = &bytes[..bytes.len().min(1024 + MARK.len())];
        head.windows(MARK.len()).any(|bytes| bytes == MARK).then_some(Ok(Format::Pdf))
    }

    fn read(&self, _: Format, bytes: Vec<u8>, wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
        read(bytes, wanted, sink)
    }
}

/// Reads the wanted pages. Fails only if the sink does.
fn read(bytes: Vec<u8>, wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
    let format = Format::Pdf;
    let (opened, laid) = match contained(|| open(bytes)) {
        Ok(opened) => with_appearances(opened, wanted),
        Err(reason) => {
            sink(Event::Opened { format, pages: 0 })?;
            return sink(unread_file(reason));
        }
    };
    let Opened { pdf, sequence, pages, .. } = &opened;
    let pages = *pages;
    sink(Event::Opened { format, pages })?;
    let mut caches = Caches::default();
    let mut files = EmbeddedFiles::new(opened.hides_files);
    for number in wanted.of(pages) {
        if number % PAGES_A_CACHE == 0 {
            caches = Caches::default();
        }
        if wanted.is_all() {
            let before = contained(|| Ok(files.before(pdf, sequence.page(pdf, number), number)));
            let before = before.unwrap_or_else(|reason| vec![("files".into(), Err(reason))]);
            for (name, content) in before {
                sink(Event::Attachment(Attachment { page: number, name, content }))?;
            }
        }
        let page = sequence.page(pdf, number);
        match contained(|| draw(page, number, wanted.dpi, &caches, laid.of(number))) {
            Ok((page, left_out)) => {
                sink(Event::Page(page))?;
                left_out.map_or(Ok(()), |what| {
                    sink(unread_file(format!("Page {number} was drawn without {what}.")))
                })?;
            }
            Err(reason) => {
                // A panic may have left a cache in an inconsistent state.
                caches = Caches::default();
                sink(Event::Unread(Unread { page: Some(number), reason }))?;
            }
        }
    }
    Ok(())
}

/// Caches shared by the pages of a file.
#[derive(Default)]
struct Caches<'a> {
    drawing: RenderCache<'a>,
    words: InterpreterCache<'a>,
    substitutes: Substitutes<'a>,
}

/// An opened file.
struct Opened {
    pdf: Pdf,
    /// The pages that it has, in their order.
    sequence: PageSequence,
    /// Number of its pages, or of those that it announces if these are more.
    pages: u32,
    /// True if the files embedded in it are encrypted, and only they.
    hides_files: bool,
}

fn open(bytes: Vec<u8>) -> Result<Opened, String> {
    let data = PdfData::from(bytes);
    let (pdf, hides_files) = match Pdf::new(data.clone()) {
        Ok(pdf) => (pdf, false),
        // Of a file with a damaged table of objects, the error does not tell that it is encrypted.
        Err(e) => (plain_pages::open(data.as_ref()).ok_or(explain(e))?, true),
    };
    let sequence = PageSequence::of(&pdf);
    let found = u32::try_from(sequence.len()).unwrap_or(u32::MAX);
    let most = limits::MAX_DRAWN_PAGES;
    if found > most {
        return Err(format!("It has {found} pages; at most {most} are read. Split it."));
    }
    // A count above the limit is damage and is ignored.
    let announced = announced_pages(&pdf).filter(|&count| count <= most).unwrap_or(0);
    match found.max(announced) {
        0 => Err("It has no pages.".into()),
        pages => Ok(Opened { pdf, sequence, pages, hides_files }),
    }
}

/// Page count in the root of the page tree.
fn announced_pages(pdf: &Pdf) -> Option<u32> {
    let catalogue = pdf.xref().get::<Dict>(pdf.xref().root_id())?;
    catalogue.get::<Dict>(keys::PAGES)?.get::<u32>(keys::COUNT)
}

fn explain(error: LoadPdfError) -> &'static str {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            "It is protected by a password. Save a copy without the password and add that."
        }
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => {
            "It is encrypted in a way that is not known here. Save a copy without encryption and add that."
        }
        LoadPdfError::Decryption(_) => "It is encrypted, and its encryption is damaged.",
        LoadPdfError::Invalid => "It is damaged: no page can be found in it.",
    }
}

/// Renders a page. Returns it and what could not be rendered.
fn draw<'a>(
    page: Option<&'a PdfPage<'a>>,
    number: u32,
    dpi: u32,
    caches: &Caches<'a>,
    laid: &[Laid],
) -> Result<(Page, Option<&'static str>), String> {
    let Some(page) = page else {
        return Err("The file announces this page, but does not have it.".into());
    };
    let (width, height) = page.render_dimensions();
    let sheet = Sheet::of(f64::from(width), f64::from(height), f64::from(dpi))?;
    let lost = Lost::default();
    let picture = render(page, &sheet, &caches.drawing, &lost);
    let (words, visible) = words(page, &sheet, caches);
    let mut unsettled = caches.substitutes.places(page, &sheet, (&words, &visible), &picture);
    unsettled.extend(fields(page, &sheet, laid));
    unsettled.extend(lost.what().map(|_| Unsettled { bounds: sheet.bounds(), cause: Cause::Lost }));
    unsettled.truncate(limits::MAX_UNSETTLED);
    Ok((
        Page {
            number,
            size: sheet.points,
            picture: Some(picture),
            words,
            unsettled,
            text: None,
            signatures: Vec::new(),
        },
        lost.what(),
    ))
}

/// Size of a page and of its rendition.
pub(super) struct Sheet {
    /// Pixels per point, both axes.
    pub(super) scale: f64,
    /// Width and height in pixels.
    pixels: (u16, u16),
    /// Width and height in points, rounded up to whole pixels.
    pub(super) points: (f64, f64),
}

impl Sheet {
    /// The whole page, in points.
    fn bounds(&self) -> geometry::Rect {
        geometry::Rect::new(0.0, 0.0, self.points.0, self.points.1)
    }

    /// That of a page of this size in points. A small one is rendered more finely, up to [`limits::SMALL_PAGE_SCALE`].
    fn of(width: f64, height: f64, dpi: f64) -> Result<Self, String> {
        let longest = width.max(height);
        // The negation also catches NaN.
        if !(width > 0.0 && height > 0.0 && longest <= limits::MAX_PAGE_POINTS) {
            let most = limits::MAX_PAGE_POINTS;
            return Err(format!(
                "It says that it is {width:.0} x {height:.0} points large; at most {most:.0} are drawn."
            ));
        }
        let by_area = (limits::MAX_DRAWN_PIXELS / (width * height)).sqrt();
        let by_side = limits::MAX_DRAWN_SIDE / longest;
        // With the pixel that rounding adds.
        let usual = |points: f64| points * f64::from(limits::RENDER_DPI) / 72.0 + 1.0;
        let fills = usual(width) * usual(height) / limits::RENDITION_PIXELS as f64;
        let is_small = fills <= limits::SMALL_PAGE_SHARE;
        let finer = if is_small { fills.sqrt().recip().min(limits::SMALL_PAGE_SCALE) } else { 1.0 };
        let scale = (finer * dpi / 72.0).min(by_area).min(by_side);
        // Tolerance: a page that fills whole pixels except for rounding does not get one more.
        let whole = |points: f64| (points * scale - 1e-3).ceil().max(1.0);
        let (w, h) = (whole(width), whole(height));
        Ok(Self { scale, pixels: (w as u16, h as u16), points: (w / scale, h / scale) })
    }
}

/// Warnings of the renderer for a page.
#[derive(Clone, Default)]
struct Lost {
    image: Arc<AtomicBool>,
    font: Arc<AtomicBool>,
}

impl Lost {
    /// Settings that record warnings here.
    fn settings(&self) -> InterpreterSettings {
        let lost = self.clone();
        let warning_sink: WarningSinkFn = Arc::new(move |warning| match warning {
            InterpreterWarning::ImageDecodeFailure => lost.image.store(true, Relaxed),
            InterpreterWarning::UnsupportedFont => lost.font.store(true, Relaxed),
            // Other warnings concern content that other readers do not render either.
            _ => {}
        });
        InterpreterSettings { warning_sink, ..InterpreterSettings::default() }
    }

    fn what(&self) -> Option<&'static str> {
        match (self.image.load(Relaxed), self.font.load(Relaxed)) {
            (true, true) => Some("an image and a typeface that could not be read"),
            (true, false) => Some("an image that could not be read"),
            (false, true) => Some("a typeface that could not be read"),
            (false, false) => None,
        }
    }
}

fn render<'a>(page: &'a PdfPage<'a>, sheet: &Sheet, cache: &RenderCache<'a>, lost: &Lost) -> Picture {
    let (width, height) = sheet.pixels;
    let mut context = RenderContext::new(width, height);
    let place = Affine::scale(sheet.scale) * upright(page);
    // No hinting and no glyph cache: both shift glyphs to a grid, whereas browsers place them exactly.
    let settings = RenderSettings { hinting: false, glyph_caching: false, ..RenderSettings::default() };
    hayro::render_into(page, cache, &lost.settings(), &settings, &mut context, place);
    context.flush();
    let mut pixmap = Pixmap::new(width, height);
    let paper = RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..RasterizerSettings::default() };
    context.render_with(&mut pixmap, &mut Resources::default(), paper);
    let (width, height) = (usize::from(width), usize::from(height));
    let mut rgb = vec![0; 3 * width * height];
    for (to, from) in rgb.chunks_exact_mut(3).zip(pixmap.data_as_u8_slice().chunks_exact(4)) {
        to.copy_from_slice(&from[..3]);
    }
    Picture { width, height, rgb }
}

/// Words of a page, and for each whether a viewer shows it.
fn words<'a>(page: &'a PdfPage<'a>, sheet: &Sheet, caches: &Caches<'a>) -> (Vec<Word>, Vec<bool>) {
    collected(page, sheet, &caches.words, caches.substitutes.watched()).finish_telling()
}

/// Interprets a page with these settings and returns the collector of its words.
pub(super) fn collected<'a>(
    page: &'a PdfPage<'a>,
    sheet: &Sheet,
    cache: &InterpreterCache<'a>,
    settings: InterpreterSettings,
) -> WordCollector {
    let area = Rect::new(0.0, 0.0, sheet.points.0, sheet.points.1);
    let mut context = Context::new(upright(page), area, cache, page.xref(), settings);
    let mut collector = WordCollector::new(sheet.points);
    interpret_page(page, &mut context, &mut collector);
    collector
}

/// The file with appearances for fields of the wanted pages that lack one, and the list of those fields. If the
/// updated file cannot be read, the original is returned and none of them is rendered.
fn with_appearances(opened: Opened, wanted: Wanted) -> (Opened, field_appearance::Made) {
    let Opened { pdf, sequence, pages, .. } = &opened;
    let pages = wanted.of(*pages).map(|number| (number, sequence.page(pdf, number)));
    let made = contained(|| Ok(field_appearance::make(pdf, pages))).unwrap_or_default();
    let Some(update) = &made.update else { return (opened, made) };
    let mut bytes = pdf.data().as_ref().to_vec();
    bytes.extend(update);
    match contained(|| open(bytes)) {
        Ok(updated) if updated.sequence == *sequence => (Opened { pdf: updated.pdf, ..opened }, made),
        _ => (opened, made.undrawn()),
    }
}

/// Places of a page's fields whose appearance was generated here, or could not be.
fn fields(page: &PdfPage, sheet: &Sheet, laid: &[Laid]) -> Vec<Unsettled> {
    let to_page = upright(page);
    let all = sheet.bounds();
    let place = |laid: &Laid| {
        let [x0, y0, x1, y1] = laid.rect;
        let bounds = to_page.transform_rect_bbox(Rect::new(x0, y0, x1, y1));
        let bounds = geometry::Rect::new(bounds.x0, bounds.y0, bounds.x1, bounds.y1).intersection(&all);
        let cause = if laid.is_drawn { Cause::Field } else { Cause::Undrawn };
        (bounds.area() > 0.0).then_some(Unsettled { bounds, cause })
    };
    laid.iter().filter_map(place).collect()
}

/// Transform from PDF page coordinates to points from the top left, after rotation and cropping.
fn upright(page: &PdfPage) -> Affine {
    page.initial_transform(true).to_kurbo()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pixels per point, in units of those at the usual resolution, and whether a rendition holds the page as it is.
    fn drawn(width: f64, height: f64) -> (f64, bool) {
        let sheet = Sheet::of(width, height, f64::from(limits::RENDER_DPI)).unwrap();
        let pixels = usize::from(sheet.pixels.0) * usize::from(sheet.pixels.1);
        (sheet.scale * 72.0 / f64::from(limits::RENDER_DPI), pixels <= limits::RENDITION_PIXELS)
    }

    #[test]
    fn a_small_page_is_rendered_as_finely_as_a_rendition_holds() {
        assert_eq!(drawn(612.0, 792.0), (1.0, true), "a letter");
        assert_eq!(drawn(960.0, 540.0).0, 1.0, "a wide slide");
        assert_eq!(drawn(226.0, 300.0), (limits::SMALL_PAGE_SCALE, true), "a receipt");
        let (finer, is_held) = drawn(419.5, 595.3);
        assert!((1.4..1.5).contains(&finer) && is_held, "half a letter: {finer}");
    }
}
