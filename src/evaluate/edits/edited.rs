//! A page after an edit.

use crate::evaluate::tamper::Exchange;
use crate::figure::canvas::Canvas;
use crate::model::geometry::Rect;

/// A page after an edit. All places are in its pixels.
pub struct Edited {
    /// The page with the edit, and with the mark if the edit has one.
    pub canvas: Canvas,
    /// The page with the mark alone; `None` if the edit has no mark.
    pub mark_alone: Option<Canvas>,
    /// Bounding box of what was changed, without the mark.
    pub bounds: Rect,
    /// Bounding box that a picture must show: what was changed, and the mark.
    pub shown: Rect,
    /// Letter height there.
    pub letter: f32,
    /// Text of the page there, if known.
    pub was: Option<String>,
    /// Text after the edit, if known.
    pub now: Option<String>,
}

impl Edited {
    /// The page with one site copied over another.
    pub fn by(exchange: &Exchange, page: &Canvas) -> Self {
        let bounds = exchange.bounds();
        // Small print beside larger type is not higher than its own box.
        let letter = exchange.target.letter.min(exchange.target.bounds.height() as f32);
        Self {
            canvas: exchange.done(page),
            mark_alone: None,
            bounds,
            shown: bounds,
            letter,
            was: exchange.target.text.clone(),
            now: exchange.source.text.clone(),
        }
    }

    /// The same with a mark around `shown`, which `draw` puts on the edited page and on the unchanged one.
    pub fn with_mark(mut self, page: &Canvas, shown: &Rect, draw: impl Fn(&mut Canvas)) -> Self {
        let mut alone = page.clone();
        draw(&mut self.canvas);
        draw(&mut alone);
        Self { mark_alone: Some(alone), shown: self.shown.union(shown), ..self }
    }
}
