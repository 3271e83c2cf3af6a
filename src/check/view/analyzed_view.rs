//! A analyzed_view: one way to look at the picture, with the words that are seen so.

use std::rc::Rc;

use super::views::{View, slant, straightened};
use crate::check::context::Read;
use crate::check::text::align::ocr_words::OcrText;
use crate::features::word_boxes::Line;
use crate::features::{binarize, word_boxes};
use crate::imaging::resize::catmull_rom;
use crate::model::geometry::{Homography, Rect};
use crate::model::trace::Found;
use crate::ocr::input_size;

/// A view of the picture with the words seen in it.
pub struct AnalyzedView {
    /// The view.
    pub view: View,
    /// What it is called.
    pub name: &'static str,
    /// The view with its lines level, where they slant.
    pub level: Option<View>,
    /// Lines of words of the level view, or of the view where they are level.
    pub lines: Vec<Line>,
}

impl AnalyzedView {
    /// Looks for words.
    pub fn new(view: View, name: &'static str) -> Self {
        let mut lines = word_boxes::lines(&binarize::ink_map(&view.raster));
        let level = slant(&lines).map(|degrees| straightened(&view, degrees));
        if let Some(level) = &level {
            lines = word_boxes::lines(&binarize::ink_map(&level.raster));
        }
        Self { view, name, level, lines }
    }

    /// What is seen.
    pub fn trace_event(&self) -> Found {
        let words = self.lines.iter().map(|line| line.words.len()).sum();
        Found::Seen { view: self.name, lines: self.lines.len(), words }
    }

    /// The view that `lines` are of.
    pub fn best(&self) -> &View {
        self.level.as_ref().unwrap_or(&self.view)
    }

    /// The words of a part of the best view, in its pixels, read at the size at which readers read best.
    pub fn transcribed(&self, part: &Rect, read: &mut Read<'_>) -> Result<OcrText, String> {
        let view = self.best().part(part);
        let lines = self.lines.iter().map(|line| (line.letter.into(), line.words.len()));
        let (width, height) = input_size::size(lines, &view.raster);
        let (sx, sy) = (view.raster.width as f64 / width as f64, view.raster.height as f64 / height as f64);
        let raster = catmull_rom(&view.raster, width, height).unwrap_or(view.raster);
        let words = read(&raster)?;
        Ok(OcrText::new(
            Rc::new(raster),
            view.to_picture.after(&Homography::scale_shift(sx, sy, 0.0, 0.0)),
            words,
        ))
    }
}
