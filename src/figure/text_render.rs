//! Text on a canvas, in DejaVu Sans, which has Latin, Greek, Cyrillic and more. Missing glyphs are drawn as
//! boxes, and right-to-left scripts are drawn left to right in logical order.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, Glyph, GlyphId, ScaleFont, point};

use super::canvas::{Canvas, Colour};

static FONT: LazyLock<FontRef<'static>> =
    LazyLock::new(|| FontRef::try_from_slice(dejavu::sans::regular()).expect("the font is one of ours"));

/// Line spacing, in font sizes.
pub const LEADING: f32 = 1.35;

/// Width of a line of text at this font size, in pixels.
pub fn width(words: &str, height: f32) -> f32 {
    placed(words, height).1
}

/// True if the font has all characters of a line.
pub fn can_write(words: &str) -> bool {
    words.chars().all(|letter| FONT.glyph_id(letter) != GlyphId(0))
}

/// Positioned glyphs, and their total advance.
fn placed(words: &str, height: f32) -> (Vec<Glyph>, f32) {
    let font = FONT.as_scaled(height);
    let (mut glyphs, mut at, mut before) = (Vec::new(), 0.0, None::<GlyphId>);
    for letter in words.chars() {
        let id = font.glyph_id(letter);
        at += before.map_or(0.0, |before| font.kern(before, id));
        glyphs.push(id.with_scale_and_position(height, point(at, font.ascent())));
        at += font.h_advance(id);
        before = Some(id);
    }
    (glyphs, at)
}

/// Draws a line of text with its upper left corner at `x`, `y`.
pub fn write(canvas: &mut Canvas, words: &str, (x, y): (i64, i64), height: f32, colour: Colour) {
    for glyph in placed(words, height).0 {
        let Some(outline) = FONT.outline_glyph(glyph) else { continue };
        let corner = outline.px_bounds().min;
        let (left, top) = (x + corner.x as i64, y + corner.y as i64);
        outline
            .draw(|i, j, share| canvas.mix(left + i64::from(i), top + i64::from(j), colour, share.min(1.0)));
    }
}

/// Breaks text into lines of at most this width; a longer word is broken, too.
pub fn broken(words: &str, height: f32, most: f32) -> Vec<String> {
    words.split('\n').flat_map(|line| broken_line(line, height, most)).collect()
}

fn broken_line(words: &str, height: f32, most: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words.split(' ') {
        let last = lines.last_mut().expect("there is always a line");
        let longer = if last.is_empty() { word.to_owned() } else { format!("{last} {word}") };
        if width(&longer, height) <= most {
            *last = longer;
            continue;
        }
        let mut piece = String::new();
        let mut pieces = Vec::new();
        for letter in word.chars() {
            piece.push(letter);
            if width(&piece, height) > most && piece.chars().count() > 1 {
                piece.pop();
                pieces.push(std::mem::replace(&mut piece, letter.to_string()));
            }
        }
        pieces.push(piece);
        if last.is_empty() {
            lines.pop();
        }
        lines.append(&mut pieces);
    }
    lines
}
