//! Tint: paper of another colour or grey beneath the print, from highlighters and watermarks. The page stays legible
//! there and is compared like elsewhere.

use super::detection::{Detection, DetectionKind};
use super::foreign::chroma_at;
use super::local_median::medians_about;
use super::part::Part;
use super::thresholds::{
    FRAME_RIM_PIXELS, HIGHLIGHT_FILL_SHARE, HIGHLIGHT_SIZE_LETTERS, KNOWN_TINT_SHARE, OWN_TINT_FACTOR,
    SHADED_CONTRAST, TINT_CELL_PIXELS, TINT_CHROMA, TINT_DEVIATIONS, TINT_GAP_CELLS, TINT_SAMPLE_STEP,
    TINTED_PAPER_INK, WATERMARK_SIZE_LETTERS, WHITE_PAPER_GREY,
};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::imaging::components::{Neighbours, components};
use crate::imaging::sampling::middle;
use crate::model::answer::HiddenKind;
use crate::model::geometry::Rect;
use crate::model::raster::{Raster, TINT_CELL};
use std::ops::Range;

/// The paper in a cell of the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Paper {
    Plain,
    Coloured,
    Shaded,
}

/// The tinted places among the pixels `inside`, without those that `found` has. `chroma` is the picture's
/// colourfulness.
pub fn tints(
    aligned: &Aligned,
    residual: &Residual,
    inside: &[bool],
    chroma: &Raster,
    part: &Part,
    found: &[Detection],
) -> Vec<Detection> {
    let papers = Sheet::new(aligned, residual, inside, chroma, part).papers(residual);
    let known = |place: &Rect| {
        found.iter().any(|s| s.bounds.intersection(place).area() > KNOWN_TINT_SHARE * place.area())
    };
    let kinds = [
        (Paper::Coloured, HiddenKind::Highlight, HIGHLIGHT_SIZE_LETTERS),
        (Paper::Shaded, HiddenKind::Mark, WATERMARK_SIZE_LETTERS),
    ];
    let mut out = Vec::new();
    for (paper, kind, (high, long)) in kinds {
        for piece in pieces(&papers, part.tint.chroma.width, paper) {
            let bounds = part.transform.apply_rect(&piece.on_page());
            let is_large = bounds.height() > high * part.letter && bounds.width() > long * part.letter;
            let fits = match paper {
                // The shadow of a frame and the desk are darker than paper, too.
                Paper::Shaded => {
                    part.region().grown(-FRAME_RIM_PIXELS).intersection(&bounds).area() == bounds.area()
                }
                _ => piece.fill() > HIGHLIGHT_FILL_SHARE,
            };
            if is_large && fits && !known(&bounds) {
                let on_page = part.back.apply_rect(&bounds);
                out.push(Detection {
                    bounds,
                    on_page,
                    peak: 0.0,
                    deviation: 0.0,
                    what: DetectionKind::Hidden(kind),
                });
            }
        }
    }
    out
}

/// The cells of the page, with the paper that the picture shows in them.
struct Sheet {
    across: usize,
    cells: Vec<Cell>,
    /// The page's own chroma and shade: the largest of a cell and its neighbours.
    chroma: Vec<f32>,
    shade: Vec<f32>,
}

/// Means over the pixels of paper of a cell.
#[derive(Clone, Copy, Default)]
struct Cell {
    pixels: u32,
    grey: f32,
    chroma: f32,
    page: f32,
}

impl Sheet {
    fn new(aligned: &Aligned, residual: &Residual, inside: &[bool], chroma: &Raster, part: &Part) -> Self {
        let (across, down) = (part.tint.chroma.width, part.tint.chroma.height);
        let mut cells = vec![Cell::default(); across * down];
        let frame = part.frame.map(|frame| frame.inset(FRAME_RIM_PIXELS));
        for y in (0..aligned.height).step_by(TINT_SAMPLE_STEP) {
            let shown = match &frame {
                Some(frame) => aligned.within(frame.span((aligned.y + y) as f64 + 0.5)),
                None => 0..aligned.width,
            };
            for i in shown.step_by(TINT_SAMPLE_STEP).map(|x| y * aligned.width + x) {
                if !inside[i]
                    || residual.ink[i] > TINTED_PAPER_INK
                    || residual.rule[i]
                    || aligned.page[i].is_nan()
                {
                    continue;
                }
                let on_page = part.back.apply(aligned.centre(i));
                let (x, y) = (on_page.x as usize / TINT_CELL, on_page.y as usize / TINT_CELL);
                if x >= across || y >= down {
                    continue;
                }
                let cell = &mut cells[y * across + x];
                cell.pixels += 1;
                cell.grey += aligned.seen[i];
                cell.chroma += f32::from(chroma_at(aligned, chroma, i));
                cell.page += aligned.page[i];
            }
        }
        for cell in &mut cells {
            let n = cell.pixels.max(1) as f32;
            cell.grey /= n;
            cell.chroma /= n;
            cell.page /= n;
        }
        let most = |of: &Raster, i: usize| {
            let (x, y) = (i % across, i / across);
            let rows = y.saturating_sub(1)..(y + 2).min(down);
            let cells = rows.flat_map(|y| &of.row(y)[x.saturating_sub(1)..(x + 2).min(across)]);
            f32::from(cells.copied().max().unwrap_or(0))
        };
        let own = |of: &Raster| (0..across * down).map(|i| most(of, i)).collect();
        let (chroma, shade) = (own(&part.tint.chroma), own(&part.tint.shade));
        Self { across, cells, chroma, shade }
    }

    /// The paper in each cell; `None` if it has no paper.
    fn papers(&self, residual: &Residual) -> Vec<Option<Paper>> {
        let seen = |c: &&Cell| c.pixels >= TINT_CELL_PIXELS;
        let (usual, spread) = middle(self.cells.iter().filter(seen).map(|c| c.chroma).collect());
        let coloured = usual + TINT_CHROMA.max(TINT_DEVIATIONS * spread);
        let about = medians_about(
            self.across,
            |i| Some(&self.cells[i]).filter(seen).map(|c| c.grey),
            self.cells.len(),
        );
        let darker: Vec<f32> =
            self.cells.iter().zip(&about).map(|(c, about)| (about - c.grey) * residual.polarity).collect();
        let known = self.cells.iter().zip(&darker).filter(|(c, _)| c.pixels >= TINT_CELL_PIXELS);
        let (_, spread) = middle(known.map(|(_, d)| *d).collect());
        let shaded = (SHADED_CONTRAST * residual.contrast).max(TINT_DEVIATIONS * spread);
        let paper = |i: usize| {
            let c = &self.cells[i];
            (c.pixels >= TINT_CELL_PIXELS).then(|| {
                if c.chroma - OWN_TINT_FACTOR * self.chroma[i] > coloured {
                    Paper::Coloured
                } else if darker[i] - OWN_TINT_FACTOR * self.shade[i] > shaded && c.page > WHITE_PAPER_GREY {
                    Paper::Shaded
                } else {
                    Paper::Plain
                }
            })
        };
        (0..self.cells.len()).map(paper).collect()
    }
}

/// Connected cells, far edges exclusive.
struct Piece {
    x: Range<usize>,
    y: Range<usize>,
    cells: usize,
}

impl Piece {
    /// Its box in pixels of the page.
    fn on_page(&self) -> Rect {
        let edge = |cell: usize| (cell * TINT_CELL) as f64;
        Rect::new(edge(self.x.start), edge(self.y.start), edge(self.x.end), edge(self.y.end))
    }

    /// The share of its box that it fills.
    fn fill(&self) -> f64 {
        self.cells as f64 / (self.x.len() * self.y.len()) as f64
    }
}

/// Connected pieces of cells with one paper, across gaps without paper.
fn pieces(papers: &[Option<Paper>], across: usize, paper: Paper) -> Vec<Piece> {
    let down = papers.len() / across;
    let seeds = (0..papers.len()).filter(|&i| papers[i] == Some(paper));
    components((across, down), Neighbours::Square(TINT_GAP_CELLS), seeds, |_, i| papers[i] == Some(paper))
        .iter()
        .map(|cells| {
            let first = cells[0];
            let start = Piece {
                x: first % across..first % across + 1,
                y: first / across..first / across + 1,
                cells: cells.len(),
            };
            cells.iter().map(|i| (i % across, i / across)).fold(start, |piece, (x, y)| Piece {
                x: piece.x.start.min(x)..piece.x.end.max(x + 1),
                y: piece.y.start.min(y)..piece.y.end.max(y + 1),
                ..piece
            })
        })
        .collect()
}
