//! One view of the picture with the lines of words detected in it.

use std::cell::OnceCell;
use std::rc::Rc;

use super::panels::panels;
use super::views::{View, slant, straightened};
use crate::check::context::Read;
use crate::check::text::align::ocr_words::OcrText;
use crate::features::word_boxes::{Line, Mark};
use crate::features::{binarize, word_boxes};
use crate::imaging::resize::catmull_rom;
use crate::model::geometry::{Homography, Rect};
use crate::model::raster::Raster;
use crate::model::text::SeenWord;
use crate::model::trace::Found;
use crate::ocr::input_size;

/// A view of the picture with its detected lines of words.
pub struct AnalyzedView {
    /// The view.
    pub view: View,
    /// Its name in the trace.
    pub name: &'static str,
    /// The view with its lines levelled; `None` if they are level already.
    pub level: Option<View>,
    /// Lines of words, detected in `level` if there is one, otherwise in `view`.
    pub lines: Vec<Line>,
    /// What was read in the whole of it, once that was asked for.
    whole: OnceCell<Result<Transcript, String>>,
}

/// The words that were read in a raster.
#[derive(Clone)]
struct Transcript {
    raster: Rc<Raster>,
    to_picture: Homography,
    words: Vec<SeenWord>,
}

impl AnalyzedView {
    /// Detects the lines of words in a view, and levels it if they slant.
    pub fn new(view: View, name: &'static str) -> Self {
        let mut lines = lines(&view);
        let level = slant(&lines).map(|degrees| straightened(&view, degrees));
        if let Some(level) = &level {
            lines = self::lines(level);
        }
        Self { view, name, level, lines, whole: OnceCell::new() }
    }

    /// The trace event of the detection.
    pub fn trace_event(&self) -> Found {
        let words = self.lines.iter().map(|line| line.words.len()).sum();
        Found::Seen { view: self.name, lines: self.lines.len(), words }
    }

    /// The view in which `lines` were detected.
    pub fn best(&self) -> &View {
        self.level.as_ref().unwrap_or(&self.view)
    }

    /// Reads the words of a part of the best view (in its pixels), scaled to the letter height at which OCR reads
    /// best. The whole of it is read once.
    ///
    /// # Errors
    ///
    /// The reason why OCR failed.
    pub fn transcribed(&self, part: &Rect, read: &mut Read<'_>) -> Result<OcrText, String> {
        let transcript = if *part == self.best().raster.bounds() {
            self.whole.get_or_init(|| self.transcript(part, read)).clone()
        } else {
            self.transcript(part, read)
        };
        transcript.map(|Transcript { raster, to_picture, words }| OcrText::new(raster, to_picture, words))
    }

    fn transcript(&self, part: &Rect, read: &mut Read<'_>) -> Result<Transcript, String> {
        let view = self.best().part(part);
        let lines = self.lines.iter().map(|line| (line.letter.into(), line.words.len()));
        let (width, height) = input_size::size(lines, &view.raster);
        let (sx, sy) = (view.raster.width as f64 / width as f64, view.raster.height as f64 / height as f64);
        let raster = catmull_rom(&view.raster, width, height).unwrap_or(view.raster);
        let words = read(&raster)?;
        let to_picture = view.to_picture.after(&Homography::scale_shift(sx, sy, 0.0, 0.0));
        Ok(Transcript { raster: Rc::new(raster), to_picture, words })
    }
}

/// The lines of words, from top to bottom, detected in each panel by itself.
fn lines(view: &View) -> Vec<Line> {
    let panels = panels(&view.raster);
    if panels.is_empty() {
        return word_boxes::lines(&binarize::ink_map(&view.raster));
    }
    let mut lines: Vec<Line> = panels.iter().flat_map(|panel| lines_within(view, panel)).collect();
    lines.sort_by(|a, b| a.words[0].y0.total_cmp(&b.words[0].y0));
    lines
}

/// The lines of words in a part of a view, in pixels of the view.
fn lines_within(view: &View, part: &Rect) -> Vec<Line> {
    let mut lines = word_boxes::lines(&binarize::ink_map(&view.part(part).raster));
    let (x, y) = (part.x0 as f32, part.y0 as f32);
    for word in lines.iter_mut().flat_map(|line| &mut line.words) {
        *word = Mark { x0: word.x0 + x, x1: word.x1 + x, y0: word.y0 + y, y1: word.y1 + y };
    }
    lines
}
