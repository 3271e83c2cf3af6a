//! Unsettled places: places of a page whose content is known but whose look is not determined by the file.

use super::geometry::Rect;

/// An unsettled place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unsettled {
    /// Bounding box in page units.
    pub bounds: Rect,
    /// Why its look is not settled.
    pub cause: Cause,
}

/// Cause of an unsettled look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cause {
    /// Words in a typeface that is not embedded in the file: each program substitutes another.
    Typeface,
    /// The value of a form field, or the text of a note, without an appearance of its own: each program lays it
    /// out.
    Field,
    /// Words that the rendition does not show.
    Undrawn,
    /// A typeface or an image could not be read and is missing from the rendition; its place is not known.
    Lost,
    /// Two renderers draw it differently.
    Drawings,
}

impl Cause {
    /// Every cause.
    pub const ALL: [Cause; 5] = [Cause::Typeface, Cause::Field, Cause::Undrawn, Cause::Lost, Cause::Drawings];

    /// Name stored in the index.
    pub fn name(self) -> &'static str {
        match self {
            Cause::Typeface => "typeface",
            Cause::Field => "field",
            Cause::Undrawn => "undrawn",
            Cause::Lost => "lost",
            Cause::Drawings => "drawings",
        }
    }

    /// Cause with this name. Returns `None` if there is none.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.name() == name)
    }

    /// True if the rendition has nothing there to compare with.
    pub fn is_blank(self) -> bool {
        matches!(self, Cause::Undrawn | Cause::Lost)
    }
}

/// Merges consecutive places of the same cause in one line, so that a line of words is one place.
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

/// True if a box is in the line of another, less than two heights away.
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
