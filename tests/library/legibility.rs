//! How large the letters of a page are in the picture, place by place.

use verify_shot::check::extent::legibility::Letters;
use verify_shot::check::extent::thresholds::LEGIBLE_LETTER_PIXELS;
use verify_shot::model::document::TextLine;
use verify_shot::model::geometry::{Point, Rect};

const PAGE: Rect = Rect { x0: 0.0, y0: 0.0, x1: 1000.0, y1: 1000.0 };

/// A line over the whole page.
fn line(y: u16, letter: u16, words: u16) -> TextLine {
    TextLine { x0: 100, x1: 900, y, letter, words }
}

/// Nine lines of large type and two of small print, at half their size.
fn letters() -> Letters {
    let large = (1..10).map(|i| line(60 * i, 20, 10));
    let small = [line(700, 10, 12), line(720, 10, 12)];
    Letters::new(&large.chain(small).collect::<Vec<_>>(), 0.5)
}

#[test]
fn issue_2_small_print_has_its_own_height() {
    let letters = letters();
    assert_eq!(letters.usual(&PAGE), 10.0);
    assert_eq!(letters.at(Point { x: 500.0, y: 62.0 }, 10.0), 10.0);
    let small = letters.at(Point { x: 500.0, y: 703.0 }, 10.0);
    assert_eq!(small, 5.0);
    assert!(small < LEGIBLE_LETTER_PIXELS);
    assert_eq!(letters.at(Point { x: 500.0, y: 900.0 }, 10.0), 10.0, "where no line stands");
    assert_eq!(letters.at(Point { x: 950.0, y: 703.0 }, 10.0), 10.0, "beside the line");
}

#[test]
fn issue_2_what_is_too_small_is_not_among_the_smallest_that_were_compared() {
    let letters = letters();
    assert_eq!(letters.smallest(&PAGE), Some(10.0));
    let below = Rect { y0: 650.0, ..PAGE };
    assert_eq!(letters.usual(&below), 5.0);
    assert_eq!(letters.smallest(&below), None);
}

#[test]
fn issue_2_specks_in_a_row_are_no_small_print() {
    let letters = Letters::new(&[line(100, 20, 10), line(500, 6, 2), line(600, 3, 30)], 0.5);
    assert_eq!(letters.at(Point { x: 500.0, y: 500.0 }, 10.0), 10.0, "two words of specks");
    assert_eq!(letters.at(Point { x: 500.0, y: 600.0 }, 10.0), 10.0, "a row of dots");
}
