//! Escape sequences for terminals that show images.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::canvas::Canvas;

/// Image protocol of a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Kitty's graphics protocol: PNG in chunks.
    Kitty,
    /// iTerm2's inline images: a file in one piece.
    Iterm,
    /// DEC's sixel graphics: a colour table, and six rows at a time.
    Sixel,
}

/// Size of a chunk in Base64 characters for kitty.
const PIECE: usize = 4096;
/// Levels of red, green and blue in the colour table.
const STEPS: usize = 6;
/// Assumed width of a terminal column, in pixels.
const COLUMN: usize = 9;

/// Escape sequence that draws the image at the cursor, this many columns wide (`pixels` wide, if known),
/// followed by an empty line.
///
/// # Errors
///
/// If the image cannot be encoded.
pub fn inline(
    canvas: &Canvas,
    protocol: Protocol,
    columns: usize,
    pixels: Option<usize>,
) -> image::ImageResult<String> {
    Ok(match protocol {
        Protocol::Kitty => kitty(&canvas.png()?, columns),
        Protocol::Iterm => iterm(&canvas.png()?, columns),
        Protocol::Sixel => {
            let width = pixels.unwrap_or(columns * COLUMN).clamp(1, canvas.width);
            let height = canvas.height * width / canvas.width;
            sixel(canvas.resized(width, height).as_ref().unwrap_or(canvas))
        }
    })
}

/// <https://sw.kovidgoyal.net/kitty/graphics-protocol/>: transmit and display (`a=T`), PNG (`f=100`), no
/// response (`q=2`).
fn kitty(png: &[u8], columns: usize) -> String {
    let base64 = STANDARD.encode(png);
    let mut said = String::with_capacity(base64.len() + base64.len() / 100 + 100);
    let mut at = 0;
    while at < base64.len() {
        let end = base64.len().min(at + PIECE);
        let head = if at == 0 { format!("a=T,f=100,q=2,c={columns},") } else { String::new() };
        let more = usize::from(end < base64.len());
        // Writing to a string never fails.
        let _ = write!(said, "\x1b_G{head}m={more};{}\x1b\\", &base64[at..end]);
        at = end;
    }
    said + "\n"
}

/// <https://iterm2.com/documentation-images.html>
fn iterm(png: &[u8], columns: usize) -> String {
    let (bytes, base64) = (png.len(), STANDARD.encode(png));
    format!("\x1b]1337;File=inline=1;size={bytes};width={columns};preserveAspectRatio=1:{base64}\x07\n")
}

/// DEC VT330/VT340 Programmer Reference Manual, volume 2, chapter 14: a colour table in percent, then bands of
/// six rows, with one pass per colour over each band.
fn sixel(canvas: &Canvas) -> String {
    let Canvas { width, height, .. } = *canvas;
    let mut said = format!("\x1bPq\"1;1;{width};{height}");
    for colour in 0..STEPS.pow(3) {
        let [red, green, blue] = [colour / STEPS / STEPS, colour / STEPS % STEPS, colour % STEPS];
        let percent = |step: usize| 100 * step / (STEPS - 1);
        let _ = write!(said, "#{colour};2;{};{};{}", percent(red), percent(green), percent(blue));
    }
    let mut band = vec![[0u8; 6]; width];
    for top in (0..height).step_by(6) {
        let rows = 6.min(height - top);
        let mut is_used = [false; STEPS.pow(3)];
        for (x, column) in band.iter_mut().enumerate() {
            for (row, cell) in column.iter_mut().enumerate().take(rows) {
                *cell = nearest(canvas.at(x, top + row));
                is_used[usize::from(*cell)] = true;
            }
        }
        for colour in (0..is_used.len()).filter(|colour| is_used[*colour]) {
            let _ = write!(said, "#{colour}");
            let bits = |column: &[u8; 6]| {
                let rows = column.iter().take(rows).enumerate();
                rows.map(|(row, cell)| u8::from(usize::from(*cell) == colour) << row).sum::<u8>()
            };
            let bits: Vec<u8> = band.iter().map(bits).collect();
            for run in bits.chunk_by(|a, b| a == b) {
                let letter = char::from(b'?' + run[0]);
                let _ = match run.len() {
                    1..=3 => write!(said, "{}", letter.to_string().repeat(run.len())),
                    more => write!(said, "!{more}{letter}"),
                };
            }
            said.push('$');
        }
        said.push('-');
    }
    said + "\x1b\\\n"
}

/// Index of the nearest colour in the table.
fn nearest(colour: [u8; 3]) -> u8 {
    let step = |v: u8| (usize::from(v) * (STEPS - 1) + 127) / 255;
    let [red, green, blue] = colour.map(step);
    ((red * STEPS + green) * STEPS + blue) as u8
}
