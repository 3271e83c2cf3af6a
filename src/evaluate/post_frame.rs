//! Frame of a post: a name, some text, a picture with rounded corners, and buttons.

use crate::figure::canvas::{Canvas, Colour};
use crate::figure::text_render;

/// Margins of the picture in pixels: left and right, above, below.
const ROOM: (usize, usize, usize) = (36, 176, 84);
/// Radius of the picture's corners, in pixels.
const ROUND: f64 = 18.0;
/// Colour of the portrait.
const PORTRAIT: Colour = [120, 142, 176];

/// Frames a picture in a post. Returns it with the position of the picture's upper left corner.
pub fn post(picture: &Canvas, is_dark: bool) -> (Canvas, (usize, usize)) {
    let [ground, letters, faint, edge]: [Colour; 4] = if is_dark {
        [[21, 24, 28], [231, 233, 234], [113, 118, 123], [47, 51, 54]]
    } else {
        [[255, 255, 255], [15, 20, 25], [83, 100, 113], [207, 217, 222]]
    };
    let (side, above, below) = ROOM;
    let (width, height) = (picture.width + 2 * side, picture.height + above + below);
    let mut post = Canvas::new(width, height, ground);
    post.paste(picture, side, above);
    rounded(&mut post, [side, above, side + picture.width, above + picture.height], ground, edge);
    disc(&mut post, (64.0, 62.0), 30.0, PORTRAIT);
    text_render::write(&mut post, "Somebody", (108, 34), 26.0, letters);
    text_render::write(&mut post, "@somebody · 3 h", (108, 64), 22.0, faint);
    text_render::write(
        &mut post,
        "So here it is. Read it and make up your own mind.",
        (36, 118),
        26.0,
        letters,
    );
    for (i, count) in ["41", "127", "512"].iter().enumerate() {
        let x = side as i64 + i as i64 * (picture.width as i64 / 3);
        let y = (above + picture.height) as i64 + 30;
        disc(&mut post, (x as f64 + 12.0, y as f64 + 12.0), 11.0, faint);
        disc(&mut post, (x as f64 + 12.0, y as f64 + 12.0), 8.5, ground);
        text_render::write(&mut post, count, (x + 32, y), 22.0, faint);
    }
    (post, (side, above))
}

/// Rounds the corners of a box and draws a line along its edge.
fn rounded(canvas: &mut Canvas, [x0, y0, x1, y1]: [usize; 4], ground: Colour, edge: Colour) {
    for y in y0..y1 {
        for x in x0..x1 {
            // Distance of the pixel from the nearest edge.
            let reach = |v: usize, from: usize, to: usize| (v - from).min(to - 1 - v) as f64 + 0.5;
            let (across, down) = (reach(x, x0, x1), reach(y, y0, y1));
            let corner = (ROUND - across).max(0.0).hypot((ROUND - down).max(0.0));
            let inside = if across < ROUND && down < ROUND { ROUND - corner } else { across.min(down) };
            if inside < 1.5 {
                canvas.mix(x as i64, y as i64, edge, (1.5 - inside).clamp(0.0, 1.0) as f32);
                canvas.mix(x as i64, y as i64, ground, (0.5 - inside).clamp(0.0, 1.0) as f32);
            }
        }
    }
}

/// A disc with a soft edge.
fn disc(canvas: &mut Canvas, (x, y): (f64, f64), radius: f64, colour: Colour) {
    let span = |middle: f64| (middle - radius).floor() as i64..=(middle + radius).ceil() as i64;
    for row in span(y) {
        for column in span(x) {
            let away = (column as f64 + 0.5 - x).hypot(row as f64 + 0.5 - y);
            canvas.mix(column, row, colour, (radius - away + 0.5).clamp(0.0, 1.0) as f32);
        }
    }
}
