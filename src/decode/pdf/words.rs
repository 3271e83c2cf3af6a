//! Words of a PDF page, assembled from its glyphs: the file gives positions, not words.

use std::collections::HashSet;

use hayro::hayro_interpret::font::{Glyph, GlyphRun, PositionedGlyph};
use hayro::hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
};
use hayro::kurbo::{Affine, BezPath, Point, Vec2};

use crate::limits;
use crate::model::document::Word;
use crate::model::geometry::Rect;

/// Length of an em in glyph units.
const EM: f64 = 1000.0;
/// Descent of letters below the baseline, in ems: enough for most typefaces.
const DESCENT: f64 = 0.22;
/// Ascent of letters above the baseline, in ems: enough for most typefaces.
const ASCENT: f64 = 0.78;
/// Largest gap within a word, in ems: a narrow space is 0.2 wide, kerning stays below 0.1.
const MAX_GAP: f64 = 0.15;
/// Largest overlap with the letter before, in ems.
const MAX_OVERLAP: f64 = 0.5;
/// Largest distance of a letter from the line of its word, in ems: less than a superscript.
const MAX_STRAY: f64 = 0.25;
/// Smallest distance of two equal letters, in ems: closer ones are one letter drawn twice to look bold.
const MIN_STEP: f64 = 0.1;

/// Collects the words while a page is interpreted, including invisible text such as an OCR layer.
pub struct WordCollector {
    page: Rect,
    words: Vec<Word>,
    visible: Vec<bool>,
    seen: HashSet<(String, i64, i64)>,
    open: Option<OpenWord>,
}

/// A word that may still grow.
struct OpenWord {
    text: String,
    bounds: Rect,
    is_visible: bool,
    em: f64,
    /// Unit vector of the line.
    direction: Vec2,
    /// Expected position of the next letter.
    end: Point,
    /// The last letter and its position.
    last: (String, Point),
}

/// A letter in page points.
struct Letter {
    text: String,
    origin: Point,
    /// Offset to the expected position of the next letter.
    step: Vec2,
    em: f64,
    bounds: Rect,
    is_visible: bool,
}

impl WordCollector {
    /// Collects words on a page of `size` points; the interpreter's frame has its origin at the top left.
    pub fn new(size: (f64, f64)) -> Self {
        let page = Rect::new(0.0, 0.0, size.0, size.1);
        Self { page, words: Vec::new(), visible: Vec::new(), seen: HashSet::new(), open: None }
    }

    /// Words in drawing order.
    pub fn finish(self) -> Vec<Word> {
        self.finish_telling().0
    }

    /// Words, and for each whether a viewer shows it: an OCR layer over a scan is only for search.
    pub fn finish_telling(mut self) -> (Vec<Word>, Vec<bool>) {
        self.close();
        (self.words, self.visible)
    }

    fn add(&mut self, letter: Letter) {
        if letter.text.chars().all(char::is_whitespace) {
            return self.close();
        }
        let alone = letter.text.chars().all(stands_alone);
        match &mut self.open {
            Some(word) if word.repeats(&letter) => return,
            Some(word) if !alone && word.continues_with(&letter) => word.push(letter),
            _ => {
                self.close();
                self.open = Some(OpenWord::start(letter));
            }
        }
        if alone {
            self.close();
        }
    }

    fn close(&mut self) {
        let Some(word) = self.open.take() else { return };
        let (text, bounds, is_visible) = (word.text, word.bounds, word.is_visible);
        let drawn_here = self.page.intersection(&bounds).area() > 0.0;
        let legible = text.chars().any(|c| c != char::REPLACEMENT_CHARACTER);
        // The same word at the same place counts once: it may be filled and then stroked, or have a shadow.
        let place = (text.clone(), bounds.x0.round() as i64, bounds.y0.round() as i64);
        if drawn_here && legible && self.words.len() < limits::MAX_WORDS && self.seen.insert(place) {
            self.words.push(Word { text, bounds });
            self.visible.push(is_visible);
        }
    }
}

impl OpenWord {
    fn start(letter: Letter) -> Self {
        let length = letter.step.hypot();
        let direction = if length > 0.0 { letter.step / length } else { Vec2::new(1.0, 0.0) };
        Self {
            em: letter.em,
            direction,
            end: letter.origin + letter.step,
            last: (letter.text.clone(), letter.origin),
            text: letter.text,
            bounds: letter.bounds,
            is_visible: letter.is_visible,
        }
    }

    fn repeats(&self, letter: &Letter) -> bool {
        self.last.0 == letter.text && self.last.1.distance(letter.origin) < MIN_STEP * self.em
    }

    fn continues_with(&self, letter: &Letter) -> bool {
        let offset = letter.origin - self.end;
        let (gap, stray) = (offset.dot(self.direction), offset.cross(self.direction));
        let turned = letter.step.cross(self.direction).abs() > 0.1 * letter.step.hypot();
        !turned
            && stray.abs() < MAX_STRAY * self.em
            && gap > -MAX_OVERLAP * self.em
            && gap < MAX_GAP * self.em.max(letter.em)
            && self.text.len() + letter.text.len() <= limits::MAX_WORD_BYTES
    }

    fn push(&mut self, letter: Letter) {
        self.text.push_str(&letter.text);
        self.bounds = self.bounds.union(&letter.bounds);
        self.is_visible |= letter.is_visible;
        self.em = letter.em;
        self.end = letter.origin + letter.step;
        self.last = (letter.text, letter.origin);
    }
}

/// Scripts without spaces between words: each character becomes a word.
fn stands_alone(c: char) -> bool {
    matches!(c as u32, 0x3041..=0x30ff | 0x3400..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

/// Letters of a Latin ligature, which belongs to the typeface and not to the word.
fn spelled_out(c: char) -> String {
    match c {
        '\u{fb00}' => "ff".into(),
        '\u{fb01}' => "fi".into(),
        '\u{fb02}' => "fl".into(),
        '\u{fb03}' => "ffi".into(),
        '\u{fb04}' => "ffl".into(),
        '\u{fb05}' | '\u{fb06}' => "st".into(),
        other => other.into(),
    }
}

/// Position of a glyph on the page after `to_page`. Returns `None` if it is degenerate.
fn letter(glyph: &PositionedGlyph, to_page: Affine, vertical: bool, is_visible: bool) -> Option<Letter> {
    let place = to_page * glyph.transform();
    let origin = place * Point::ZERO;
    let up = (place * Point::new(0.0, EM)) - origin;
    let advance = match &**glyph {
        Glyph::Outline(outline) => outline.advance_width(),
        Glyph::Type3(drawn) => drawn.advance_width(),
    };
    let width = if vertical { EM } else { f64::from(advance.unwrap_or(0.0)) };
    let along = (place * Point::new(width, 0.0)) - origin;
    let corners = [-DESCENT, ASCENT].map(|h| [origin + up * h, origin + up * h + along]);
    let bounds = corners.as_flattened().iter().fold(None, |bounds: Option<Rect>, p| {
        let point = Rect::new(p.x, p.y, p.x, p.y);
        Some(bounds.map_or(point, |b| b.union(&point)))
    })?;
    let finite = [bounds.x0, bounds.y0, bounds.x1, bounds.y1].iter().all(|v| v.is_finite());
    let text = match glyph.as_unicode() {
        Some(BfString::Char(c)) => c.to_string(),
        Some(BfString::String(s)) => s,
        None => char::REPLACEMENT_CHARACTER.to_string(),
    };
    let text: String = text.chars().filter(|c| !c.is_control()).map(spelled_out).collect();
    let known = finite && !text.is_empty() && text.len() <= limits::MAX_WORD_BYTES;
    let step = if vertical { -up } else { along };
    known.then(|| Letter { text, origin, step, em: up.hypot(), bounds, is_visible })
}

impl<'a> Device<'a> for WordCollector {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let is_visible = !matches!(mode, DrawMode::Invisible);
        let vertical = matches!(run.writing_mode(), WritingMode::Vertical);
        for glyph in run.glyphs() {
            if let Some(letter) = letter(glyph, props.transform, vertical, is_visible) {
                self.add(letter);
            }
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
