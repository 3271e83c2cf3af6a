//! Reading order where text stands beside text: column by column.

use crate::check::text::thresholds::{COLUMN_OVERLAP_SHARE, PIECE_GAP_LETTERS};
use crate::model::geometry::Rect;
use crate::model::text::SeenWord;

/// A piece of a line: words without a large gap.
struct Piece {
    words: Vec<SeenWord>,
    bounds: Rect,
}

/// The words column by column, from left to right, each piece of a line as a line. Returns `None` if there is one
/// column.
pub fn by_columns(words: &[SeenWord]) -> Option<Vec<SeenWord>> {
    let mut columns: Vec<(Rect, Vec<Piece>)> = Vec::new();
    for piece in pieces(words) {
        let under = |column: &Rect| {
            let common = column.x1.min(piece.bounds.x1) - column.x0.max(piece.bounds.x0);
            common / column.width().min(piece.bounds.width()).max(1.0)
        };
        let best = columns.iter_mut().max_by(|a, b| under(&a.0).total_cmp(&under(&b.0)));
        match best.filter(|c| under(&c.0) >= COLUMN_OVERLAP_SHARE) {
            Some((bounds, pieces)) => {
                *bounds = bounds.union(&piece.bounds);
                pieces.push(piece);
            }
            None => columns.push((piece.bounds, vec![piece])),
        }
    }
    if columns.len() < 2 {
        return None;
    }
    columns.sort_by(|a, b| a.0.x0.total_cmp(&b.0.x0));
    let in_order = columns.into_iter().flat_map(|(_, pieces)| pieces).enumerate();
    Some(in_order.flat_map(|(line, p)| p.words.into_iter().map(move |w| SeenWord { line, ..w })).collect())
}

fn pieces(words: &[SeenWord]) -> Vec<Piece> {
    let near = |a: &SeenWord, b: &SeenWord| {
        a.line == b.line
            && b.bounds.x0 - a.bounds.x1 < PIECE_GAP_LETTERS * a.bounds.height().max(b.bounds.height())
    };
    let piece = |words: &[SeenWord]| {
        let bounds = Rect::around(words.iter().map(|w| w.bounds)).unwrap_or_default();
        Piece { words: words.to_vec(), bounds }
    };
    words.chunk_by(near).map(piece).collect()
}
