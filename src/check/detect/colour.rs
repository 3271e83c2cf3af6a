//! Colour: places in another colour than the page has there, whose grey may agree.
//!
//! The index keeps the page's mean chrominance in cells. Each is compared with the picture's, over the cell and its
//! neighbours: that holds the colour of a letter's strokes together, and what is shifted by a pixel.
//!
//! **Model of the light.** What shows a page as a whole changes its colours as a whole. Warm light multiplies each
//! channel, so greys take a cast in proportion to their brightness and black stays black. Fading, or a picture in
//! greys, scales all colours. So the cast of the paper around and one factor for the page's colours are measured, and
//! what is left is compared with half of the colour that the model expects near the cell. Programs turn the inks of a
//! printer into colours of a screen in different ways, but nearer to each other than that, and draw their greys with a
//! little colour. An encoder spreads colour over the next pixels.
//!
//! **What is not compared.** The colours of a picture of light on dark, the edge of photographed paper, what two programs
//! draw differently, and a page's only colours where the picture has none: it may be in greys.

use super::detection::Detection;
use super::local_median::medians_about;
use super::part::Part;
use super::thresholds::{
    COLOUR_DEVIATIONS, COLOUR_OF_GREY, COLOUR_PIECE_CELLS, COLOUR_SHARE, KEPT_COLOUR_FACTOR,
    KEPT_COLOUR_SHARE, LEAST_COLOUR, OWN_TINT_FACTOR, TINT_GAP_CELLS, TINT_SAMPLE_STEP, WHOLE_CELL_SHARE,
};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::imaging::components::{Neighbours, components};
use crate::imaging::sampling::middle;
use crate::model::geometry::Rect;
use crate::model::raster::{Chrominance, TINT_CELL};

/// Blue and red difference, less those of grey.
type Colour = [f32; 2];

/// A cell of the page: sums over its samples, or means over those of the cells around.
#[derive(Clone, Copy, Default)]
struct Cell {
    samples: f32,
    /// Colour of the picture.
    seen: Colour,
    /// Brightness of the picture, 0 to 255.
    grey: f32,
    /// Colour of the page.
    page: Colour,
    /// Brightness of the page, 0 to 255.
    page_grey: f32,
}

/// Colour of the picture and colour that the page would have in it, for one cell.
#[derive(Clone, Copy)]
struct Compared {
    seen: Colour,
    expected: Colour,
}

/// Places, in pixels of the picture, whose colour is not the page's, among the pixels `open` without those that `found`
/// has. `seen` is the picture's chrominance, for each two by two pixels.
pub fn recoloured(
    aligned: &Aligned,
    residual: &Residual,
    open: &[bool],
    seen: &Chrominance,
    part: &Part,
    found: &[Detection],
) -> Vec<Rect> {
    let (across, down) = (part.tint.chrominance.blue.width, part.tint.chrominance.blue.height);
    if residual.polarity < 0.0 || across * down == 0 {
        return Vec::new();
    }
    let cells = Cells { across, down };
    let means = cells.pooled(&cells.sums(aligned, open, seen, part, found));
    let compared = cells.compared(&means);
    let left = |i: usize| compared[i].map(|c| length([0, 1].map(|of| c.seen[of] - c.expected[of])));
    let (_, spread) = middle((0..means.len()).filter_map(left).collect());
    let least = LEAST_COLOUR.max(COLOUR_DEVIATIONS * spread);
    let near = |i: usize| {
        let expected = cells.around(i).filter_map(|i| compared[i]).map(|c| length(c.expected));
        expected.fold(0.0, f32::max)
    };
    let differs: Vec<bool> = (0..means.len())
        .map(|i| {
            let darkness = means[i].map_or(0.0, |cell| f32::from(u8::MAX) - cell.grey);
            let least = least + COLOUR_OF_GREY * darkness;
            left(i).is_some_and(|left| left > least && left > least + COLOUR_SHARE * near(i))
        })
        .collect();
    let seeds = (0..means.len()).filter(|&i| differs[i]);
    components((across, down), Neighbours::Square(TINT_GAP_CELLS), seeds, |_, i| differs[i])
        .iter()
        .filter(|piece| piece.len() >= COLOUR_PIECE_CELLS)
        .filter_map(|piece| piece.iter().map(|&i| cells.place(i)).reduce(|a, b| a.union(&b)))
        .map(|on_page| part.transform.apply_rect(&on_page))
        .collect()
}

/// The cells of a page.
struct Cells {
    across: usize,
    down: usize,
}

impl Cells {
    /// The box of a cell, in pixels of the page.
    fn place(&self, i: usize) -> Rect {
        let edge = |cell: usize| (cell * TINT_CELL) as f64;
        let (x, y) = (i % self.across, i / self.across);
        Rect::new(edge(x), edge(y), edge(x + 1), edge(y + 1))
    }

    /// A cell and its eight neighbours.
    fn around(&self, i: usize) -> impl Iterator<Item = usize> + use<> {
        let (x, y) = (i % self.across, i / self.across);
        let columns = x.saturating_sub(1)..(x + 2).min(self.across);
        let rows = y.saturating_sub(1)..(y + 2).min(self.down);
        let across = self.across;
        rows.flat_map(move |y| columns.clone().map(move |x| y * across + x))
    }

    /// The sums over each cell that is shown whole; the others have no samples.
    fn sums(
        &self,
        aligned: &Aligned,
        open: &[bool],
        seen: &Chrominance,
        part: &Part,
        found: &[Detection],
    ) -> Vec<Cell> {
        let colour = |of: &Chrominance, i: usize| {
            [&of.blue, &of.red].map(|plane| f32::from(plane.grey[i]) - f32::from(Chrominance::NEUTRAL))
        };
        let mut cells = vec![Cell::default(); self.across * self.down];
        for y in (0..aligned.height).step_by(TINT_SAMPLE_STEP) {
            for x in (0..aligned.width).step_by(TINT_SAMPLE_STEP) {
                let i = y * aligned.width + x;
                let (column, row) = ((aligned.x + x) / 2, (aligned.y + y) / 2);
                if !open[i]
                    || aligned.page[i].is_nan()
                    || column >= seen.blue.width
                    || row >= seen.blue.height
                {
                    continue;
                }
                let on_page = part.back.apply(aligned.centre(i));
                let (x, y) = (on_page.x as usize / TINT_CELL, on_page.y as usize / TINT_CELL);
                if x >= self.across || y >= self.down {
                    continue;
                }
                let cell = &mut cells[y * self.across + x];
                let [blue, red] = colour(seen, row * seen.blue.width + column);
                cell.samples += 1.0;
                cell.seen = [cell.seen[0] + blue, cell.seen[1] + red];
                cell.grey += aligned.seen[i];
                cell.page_grey += aligned.page[i];
            }
        }
        for (i, cell) in cells.iter_mut().enumerate() {
            let place = self.place(i);
            let samples =
                part.transform.scale_at(place.centre()) * TINT_CELL as f64 / TINT_SAMPLE_STEP as f64;
            if f64::from(cell.samples) < WHOLE_CELL_SHARE * samples * samples
                || !is_known(&place, part, found)
            {
                *cell = Cell::default();
            }
            cell.page = colour(&part.tint.chrominance, i).map(|v| v * cell.samples);
        }
        cells
    }

    /// The means over each cell and its neighbours. A cell without samples has none.
    fn pooled(&self, sums: &[Cell]) -> Vec<Option<Cell>> {
        let add = |a: Colour, b: Colour| [a[0] + b[0], a[1] + b[1]];
        let mean = |i: usize| {
            let all = self.around(i).map(|i| sums[i]).fold(Cell::default(), |a, b| Cell {
                samples: a.samples + b.samples,
                seen: add(a.seen, b.seen),
                grey: a.grey + b.grey,
                page: add(a.page, b.page),
                page_grey: a.page_grey + b.page_grey,
            });
            let mean = |v: f32| v / all.samples;
            Cell {
                samples: all.samples,
                seen: all.seen.map(mean),
                grey: mean(all.grey),
                page: all.page.map(mean),
                page_grey: mean(all.page_grey),
            }
        };
        (0..sums.len()).map(|i| (sums[i].samples > 0.0).then(|| mean(i))).collect()
    }

    /// Each cell by the model of the light.
    fn compared(&self, means: &[Option<Cell>]) -> Vec<Option<Compared>> {
        let is_plain = |cell: &Cell| length(cell.page) < LEAST_COLOUR;
        let lighter = middle(means.iter().flatten().filter(|c| is_plain(c)).map(|c| c.page_grey).collect()).0;
        // The lighter half of what has no colour is paper.
        let paper = |i: usize| means[i].filter(|cell| is_plain(cell) && cell.page_grey >= lighter);
        let casts = [0, 1].map(|of| {
            medians_about(self.across, |i| paper(i).map(|c| c.seen[of] / c.grey.max(1.0)), means.len())
        });
        let shown: Vec<Option<(Colour, Colour)>> = (0..means.len())
            .map(|i| means[i].map(|c| ([0, 1].map(|of| c.seen[of] - casts[of][i] * c.grey), c.page)))
            .collect();
        let coloured = shown.iter().flatten().filter(|(_, page)| length(*page) >= LEAST_COLOUR);
        let factor = factor(coloured.map(|(seen, page)| along(*seen, *page) / length(*page)).collect());
        let expected = |seen: Colour, page: Colour| {
            let expected = page.map(|v| v * factor);
            let more = along(seen, expected) / length(expected).max(1.0);
            expected.map(|v| v * more.clamp(1.0, OWN_TINT_FACTOR))
        };
        shown
            .into_iter()
            .map(|shown| shown.map(|(seen, page)| Compared { seen, expected: expected(seen, page) }))
            .collect()
    }
}

/// Whether a cell has one known colour: it lies on the sheet, the programs draw it alike, and nothing stands out there
/// or beside it.
fn is_known(place: &Rect, part: &Part, found: &[Detection]) -> bool {
    let centre = place.centre();
    let around = part.transform.apply_rect(&place.grown(TINT_CELL as f64));
    part.sheet.is_none_or(|sheet| sheet.contains(centre))
        && !part.unlike.iter().any(|unlike| unlike.contains(centre))
        && !found.iter().any(|site| site.bounds.intersection(&around).area() > 0.0)
}

/// The factor of the page's colours in the picture, from that of each coloured cell. Cells that keep their hue tell it.
/// If hardly any does, the picture has no colours.
fn factor(of_cells: Vec<f32>) -> f32 {
    let least = KEPT_COLOUR_SHARE * of_cells.len() as f32;
    let kept: Vec<f32> = of_cells.into_iter().filter(|&factor| factor > KEPT_COLOUR_FACTOR).collect();
    if kept.len() as f32 > least { middle(kept).0.min(OWN_TINT_FACTOR) } else { 0.0 }
}

/// Length of a colour.
fn length([blue, red]: Colour) -> f32 {
    blue.hypot(red)
}

/// Length of a colour in the direction of another one.
fn along(colour: Colour, direction: Colour) -> f32 {
    (colour[0] * direction[0] + colour[1] * direction[1]) / length(direction).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::align::residual::residual;
    use crate::check::detect::part::Flat;
    use crate::index::rendition;
    use crate::model::raster::Picture;

    type Rgb = [u8; 3];
    const SIZE: (usize, usize) = (320, 240);
    const RED: Rgb = [200, 40, 40];
    /// A green of the same grey.
    const GREEN: Rgb = [10, 130, 65];

    fn picture(pixel: impl Fn(usize, usize) -> Rgb) -> Picture {
        let (width, height) = SIZE;
        let rgb = (0..width * height).flat_map(|i| pixel(i % width, i / width)).collect();
        Picture { width, height, rgb }
    }

    /// Black letters in three lines, with a red bar and a blue one beneath.
    fn page(x: usize, y: usize) -> Rgb {
        match () {
            () if y % 40 < 12 && y < 120 && x % 9 < 3 => [0; 3],
            () if (140..170).contains(&y) && (40..280).contains(&x) => RED,
            () if (190..220).contains(&y) && (40..280).contains(&x) => [40, 60, 200],
            () => [255; 3],
        }
    }

    /// The places where a picture of this page is in another colour.
    fn places(shown: impl Fn(usize, usize) -> Rgb) -> Vec<Rect> {
        let (original, shown) = (picture(page), picture(shown));
        let greys = |picture: &Picture| picture.luma().grey.into_iter().map(f32::from).collect::<Vec<f32>>();
        let aligned = Aligned::of_greys(SIZE.0, SIZE.1, greys(&shown), greys(&original));
        let mut flat = Flat::new(SIZE.0, SIZE.1, 12.0);
        flat.tint = rendition::of(&original, &original.luma()).tint;
        let open = vec![true; SIZE.0 * SIZE.1];
        recoloured(&aligned, &residual(&aligned, 1.0), &open, &shown.chrominance(), &flat.part(), &[])
    }

    #[test]
    fn a_line_set_in_red_is_a_place_in_another_colour() {
        let found =
            places(|x, y| if (40..52).contains(&y) && page(x, y) == [0; 3] { RED } else { page(x, y) });
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].y0 >= 24.0 && found[0].y1 <= 72.0, "{found:?}");
    }

    #[test]
    fn a_bar_in_another_hue_of_the_same_grey_and_a_bar_in_grey_are_in_another_colour() {
        for other in [GREEN, [88; 3]] {
            let found = places(|x, y| if page(x, y) == RED { other } else { page(x, y) });
            assert!(found.len() == 1 && found[0].y0 < 155.0 && found[0].y1 > 155.0, "{other:?}: {found:?}");
        }
    }

    #[test]
    fn warm_light_a_picture_in_greys_and_faded_colours_are_of_the_whole_page() {
        let grey =
            |[r, g, b]: Rgb| (0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b)) as u8;
        let warm = |x, y| {
            let [r, g, b] = page(x, y).map(f32::from);
            [r as u8, (0.9 * g) as u8, (0.7 * b) as u8]
        };
        assert_eq!(places(warm), [], "in warm light");
        assert_eq!(places(|x, y| [grey(page(x, y)); 3]), [], "in greys");
        let faded = |x, y| page(x, y).map(|v| ((u16::from(v) + u16::from(grey(page(x, y)))) / 2) as u8);
        assert_eq!(places(faded), [], "faded");
        assert_eq!(places(page), [], "as it is");
    }

    #[test]
    fn light_that_changes_over_the_page_is_no_other_colour() {
        let warmer = |x: usize, y| {
            let [r, g, b] = page(x, y).map(f32::from);
            [r as u8, g as u8, (b * (1.0 - 0.1 * x as f32 / SIZE.0 as f32)) as u8]
        };
        assert_eq!(places(warmer), []);
    }
}
