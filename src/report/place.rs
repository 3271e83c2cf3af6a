//! Places in words that a person with the picture on a phone can use. Coordinates come after them.

use crate::model::geometry::Rect;

/// Share of width and height from which a place is most of the picture.
const MOST: f64 = 0.6;
/// Share of width and height from which a place is the whole picture.
const WHOLE: f64 = 0.97;
/// Most places that are named.
const MOST_NAMED: usize = 3;
/// Places by third: rows from the top, in each columns from the left.
const THIRDS: [[&str; 3]; 3] = [
    ["at the top left", "at the top", "at the top right"],
    ["on the left", "in the middle", "on the right"],
    ["at the bottom left", "at the bottom", "at the bottom right"],
];

/// Where a place lies in a picture of this width and height in pixels: "at the top left".
pub(super) fn in_words(place: &Rect, (width, height): (u32, u32)) -> &'static str {
    let (width, height) = (f64::from(width.max(1)), f64::from(height.max(1)));
    let covers = |share: f64| place.width() >= share * width && place.height() >= share * height;
    if covers(WHOLE) {
        return "in the whole picture";
    }
    if covers(MOST) {
        return "in most of the picture";
    }
    let third = |at: f64, side: f64| ((3.0 * at / side) as usize).min(2);
    let centre = place.centre();
    THIRDS[third(centre.y, height)][third(centre.x, width)]
}

/// A place in words and coordinates: "at the top left (80,90 to 300,112)". A picture without a known size has
/// coordinates alone.
pub(super) fn at(place: &Rect, size: Option<(u32, u32)>) -> String {
    size.map_or(format!("at {place}"), |size| format!("{} ({place})", in_words(place, size)))
}

/// The first three places, and the number of the others.
pub(super) fn all(places: &[Rect], size: Option<(u32, u32)>) -> String {
    let named: Vec<String> = places.iter().take(MOST_NAMED).map(|place| at(place, size)).collect();
    let more = match places.len().saturating_sub(named.len()) {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    named.join("; ") + &more
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Width and height of the picture, in pixels.
    const SIZE: (u32, u32) = (900, 600);

    #[test]
    fn each_third_of_a_picture_has_its_words() {
        let words = |x: f64, y: f64| in_words(&Rect::new(x, y, x + 20.0, y + 10.0), SIZE);
        assert_eq!(words(0.0, 0.0), "at the top left");
        assert_eq!(words(440.0, 290.0), "in the middle");
        assert_eq!(words(880.0, 290.0), "on the right");
        assert_eq!(words(440.0, 590.0), "at the bottom");
    }

    #[test]
    fn a_place_beyond_the_edges_has_words_as_well() {
        assert_eq!(in_words(&Rect::new(-90.0, -90.0, -10.0, -10.0), SIZE), "at the top left");
        assert_eq!(in_words(&Rect::new(2000.0, 2000.0, 2010.0, 2010.0), SIZE), "at the bottom right");
        assert_eq!(in_words(&Rect::default(), (0, 0)), "at the top left");
    }

    #[test]
    fn a_large_place_is_most_of_the_picture() {
        assert_eq!(in_words(&Rect::new(0.0, 0.0, 700.0, 500.0), SIZE), "in most of the picture");
        assert_eq!(in_words(&Rect::new(0.0, 0.0, 900.0, 600.0), SIZE), "in the whole picture");
    }

    #[test]
    fn more_places_than_can_be_named_are_counted() {
        let places = vec![Rect::new(0.0, 0.0, 9.0, 9.0); 5];
        let said = all(&places, Some(SIZE));
        assert!(
            said.starts_with("at the top left (0,0 to 9,9); ") && said.ends_with("(and 2 more)"),
            "{said}"
        );
    }
}
