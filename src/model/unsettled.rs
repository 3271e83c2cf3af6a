//! Places of a page whose look its file does not settle: what stands there is known, how it looks is not.

use super::geometry::Rect;

/// Such a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unsettled {
    /// In page units, as of a word.
    pub bounds: Rect,
    /// Why its look is not settled.
    pub cause: Cause,
}

/// Why the look of a place is not settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cause {
    /// Words in a typeface that the file does not hold: each program puts another in its place.
    Typeface,
    /// The value of a field, or the words of a note, without a look of its own: each program lays them out.
    Field,
    /// Words that the page's drawing does not show.
    Undrawn,
    /// The drawing lacks a typeface or an image that could not be read, wherever it stands.
    Lost,
    /// Two programs draw it so that it cannot be the same.
    Drawings,
}

impl Cause {
    /// Every cause.
    pub const ALL: [Cause; 5] = [Cause::Typeface, Cause::Field, Cause::Undrawn, Cause::Lost, Cause::Drawings];

    /// The name that is kept in the index.
    pub fn name(self) -> &'static str {
        match self {
            Cause::Typeface => "typeface",
            Cause::Field => "field",
            Cause::Undrawn => "undrawn",
            Cause::Lost => "lost",
            Cause::Drawings => "drawings",
        }
    }

    /// The cause of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.name() == name)
    }

    /// Whether there is nothing in the drawing that a picture could be held against.
    pub fn is_blank(self) -> bool {
        matches!(self, Cause::Undrawn | Cause::Lost)
    }
}

/// Places one behind the other in a line, of the same cause, as one: a line of words is a place, not each word.
pub fn in_lines(places: impl IntoIterator<Item = Unsettled>) -> Vec<Unsettled> {
    let mut lines: Vec<Unsettled> = Vec::new();
    for place in places {
        match lines.last_mut() {
            Some(last) if last.cause == place.cause && goes_on(&last.bounds, &place.bounds) => {
                last.bounds = last.bounds.union(&place.bounds);
            }
            _ => lines.push(place),
        }
    }
    lines
}

/// Whether a box stands in the line of another, no farther from it than two heights.
fn goes_on(line: &Rect, next: &Rect) -> bool {
    let height = line.height().min(next.height());
    let common = line.y1.min(next.y1) - line.y0.max(next.y0);
    let gap = (next.x0 - line.x1).max(line.x0 - next.x1);
    2.0 * common > height && gap < 2.0 * height
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_a_row_are_one_place_and_those_of_another_line_or_cause_are_not() {
        let place = |x: f64, y: f64, cause| Unsettled { bounds: Rect::new(x, y, x + 30.0, y + 10.0), cause };
        let typeface = Cause::Typeface;
        let places = [
            place(0.0, 0.0, typeface),
            place(35.0, 1.0, typeface),
            place(0.0, 14.0, typeface),
            place(34.0, 14.0, Cause::Field),
            place(200.0, 14.0, Cause::Field),
        ];
        let lines = in_lines(places);
        assert_eq!(lines.len(), 4);
        assert_eq!(lines[0].bounds, Rect::new(0.0, 0.0, 65.0, 11.0));
    }

    #[test]
    fn a_cause_is_known_by_its_name() {
        assert!(Cause::ALL.iter().all(|cause| Cause::named(cause.name()) == Some(*cause)));
        assert_eq!(Cause::named("weather"), None);
    }
}
