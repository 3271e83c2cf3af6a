//! What is done to a page with a pencil, a knife or a rubber: each forgery is made here from one genuine picture, and none may be a
//! match.

use std::path::Path;

use image::{Rgb, RgbImage, imageops};
use serde_json::Value;

use crate::common::{Desk, index_of_originals, picture_of};

/// A line of the memo that the picture shows, and the sum of money in it, in pixels: left, top, right, bottom.
const LINE: [u32; 4] = [140, 763, 1100, 783];
const SUM_DIGIT: [u32; 4] = [491, 795, 502, 820];
const SUM_COMMA: [u32; 4] = [473, 795, 478, 822];
/// From the top of a line to that of the next.
const PITCH: u32 = 34;
const PAPER: Rgb<u8> = Rgb([255, 255, 255]);

fn genuine() -> RgbImage {
    image::open(picture_of(Path::new("testdata/shots/whole-page"))).unwrap().to_rgb8()
}

/// What is said of a picture.
fn answer(picture: &RgbImage) -> Value {
    let desk = Desk::new();
    picture.save(desk.path("picture.png")).unwrap();
    desk.run(&["picture.png", "--index", &index_of_originals(), "--json"]).lines().remove(0)
}

fn filled(mut picture: RgbImage, [x0, y0, x1, y1]: [u32; 4], colour: Rgb<u8>) -> RgbImage {
    (y0..y1).for_each(|y| (x0..x1).for_each(|x| picture.put_pixel(x, y, colour)));
    picture
}

/// Whether one of the differences that are told lies on a place, and is no larger than a line of text.
fn is_told(answer: &Value, [x0, y0, x1, y1]: [u32; 4]) -> bool {
    answer["pages"][0]["differences"].as_array().unwrap().iter().any(|difference| {
        let side = |i: usize| difference["box"][i].as_f64().unwrap();
        let meets = side(0) < f64::from(x1) && side(2) > f64::from(x0) && side(1) < f64::from(y1);
        meets && side(3) > f64::from(y0) && side(3) - side(1) < f64::from(PITCH)
    })
}

/// The picture, and below it a part of it at twice the size, on black.
fn with_enlarged_part(page: &RgbImage, part: &RgbImage) -> RgbImage {
    let (width, height) = page.dimensions();
    let enlarged = imageops::resize(part, 2 * part.width(), 2 * part.height(), imageops::CatmullRom);
    let mut both = RgbImage::from_pixel(width, height + 60 + enlarged.height(), Rgb([18, 18, 18]));
    imageops::replace(&mut both, page, 0, 0);
    imageops::replace(&mut both, &enlarged, 20, i64::from(height) + 30);
    both
}

#[test]
fn an_enlarged_part_below_the_page_is_compared_as_well() {
    let page = genuine();
    let [x0, y0, width, height] = [140, 750, 590, 150];
    let part = imageops::crop_imm(&page, x0, y0, width, height).to_image();
    let unchanged = answer(&with_enlarged_part(&page, &part));
    assert_eq!((&unchanged["verdict"], unchanged["pages"].as_array().unwrap().len()), (&"match".into(), 2));

    let [left, top, right, bottom] = SUM_DIGIT;
    let wiped = filled(part, [left - x0, top - y0, right - x0, bottom - y0], PAPER);
    let answer = answer(&with_enlarged_part(&page, &wiped));
    assert_eq!(answer["verdict"], "altered", "{answer}");
    assert_eq!(answer["pages"][1]["differences"].as_array().unwrap().len(), 1, "{answer}");
}

#[test]
fn a_wiped_digit_and_a_wiped_comma_are_told_where_they_stood() {
    for place in [SUM_DIGIT, SUM_COMMA] {
        let answer = answer(&filled(genuine(), place, PAPER));
        assert_eq!(answer["verdict"], "altered", "{answer}");
        assert!(is_told(&answer, place), "{answer}");
    }
}

#[test]
fn a_line_set_in_red_is_asked_about_where_it_stands() {
    let mut page = genuine();
    let [x0, y0, x1, y1] = LINE;
    for (x, y) in (y0..y1).flat_map(|y| (x0..x1).map(move |x| (x, y))) {
        let Rgb([_, g, b]) = *page.get_pixel(x, y);
        page.put_pixel(x, y, Rgb([200 + (u16::from(g) * 55 / 255) as u8, g, b]));
    }
    let answer = answer(&page);
    assert_eq!(answer["verdict"], "inconclusive", "{answer}");
    assert_eq!(answer["why_codes"], serde_json::json!(["colour_differs"]), "{answer}");
}

#[test]
fn a_minus_before_a_word_is_told_or_asked_about() {
    let answer = answer(&filled(genuine(), [400, 848, 409, 850], Rgb([20, 20, 20])));
    assert!(answer["verdict"] == "altered" || answer["verdict"] == "inconclusive", "{answer}");
}

/// What is said of a message whose subject stands so far to the right, with two words of the text as large as it at its left. Without
/// an offset they stand in its place.
fn with_another_subject(offset: Option<u32>) -> Value {
    let genuine = image::open(picture_of(Path::new("testdata/shots/mail-webmail"))).unwrap().to_rgb8();
    let words = imageops::crop_imm(&genuine, 512, 292, 134, 32).to_image();
    let words = imageops::resize(&words, 201, 48, imageops::CatmullRom);
    let subject = imageops::crop_imm(&genuine, 40, 28, 720, 48).to_image();
    let mut page = filled(genuine, [0, 20, 1290, 84], PAPER);
    imageops::replace(&mut page, &words, 45, 28);
    if let Some(offset) = offset {
        imageops::replace(&mut page, &subject, i64::from(offset), 28);
    }
    answer(&page)
}

#[test]
fn another_headline_over_a_message_and_words_before_its_own_are_no_part_of_a_match() {
    for offset in [None, Some(246)] {
        let answer = with_another_subject(offset);
        assert_eq!(answer["verdict"], "inconclusive", "{offset:?}: {answer}");
    }
}

#[test]
fn a_line_that_was_cut_out_leaves_the_rest_shifted() {
    let page = genuine();
    let (width, height) = page.dimensions();
    let mut cut = page.clone();
    let below = imageops::crop_imm(&page, 0, LINE[1] + PITCH, width, height - LINE[1] - PITCH).to_image();
    imageops::replace(&mut cut, &below, 0, i64::from(LINE[1]));
    let answer = answer(&cut);
    assert!(answer["verdict"] == "altered" || answer["verdict"] == "inconclusive", "{answer}");
    assert_eq!(answer["pages"][0]["document"], "memos/airship.pdf");
}

#[test]
fn a_blur_that_can_be_seen_is_a_cover_and_no_word_that_is_missing() {
    let mut page = genuine();
    let [x0, y0, width, height] = [724, 795, 166, 25];
    let words = imageops::crop_imm(&page, x0, y0, width, height).to_image();
    imageops::replace(&mut page, &imageops::blur(&words, 5.0), i64::from(x0), i64::from(y0));
    let answer = answer(&page);
    assert_ne!(answer["verdict"], "altered", "{answer}");
    let hidden = answer["pages"][0]["hidden"].as_array().unwrap();
    assert!(hidden.iter().any(|place| place["kind"] == "blur"), "{answer}");
}

#[test]
fn the_letters_of_a_coloured_stamp_on_bare_paper_are_no_part_of_a_match() {
    let mut page = genuine();
    let word = imageops::crop_imm(&page, 140, 268, 310, 30).to_image();
    for (x, y, Rgb([grey, ..])) in word.enumerate_pixels() {
        let share = |ink: u8| ink + (u16::from(255 - ink) * u16::from(*grey) / 255) as u8;
        page.put_pixel(x + 760, y + 400, Rgb([share(200), share(30), share(40)]));
    }
    let answer = answer(&page);
    assert!(answer["verdict"] == "altered" || answer["verdict"] == "inconclusive", "{answer}");
}

/// The picture with a red ring about the sum of money, which crosses its first and its last digits.
fn ringed(mut page: RgbImage) -> RgbImage {
    let is_ring = |x: u32, y: u32| {
        let off = ((f64::from(x) - 507.0) / 42.0).hypot((f64::from(y) - 808.0) / 20.0);
        (0.93..1.07).contains(&off)
    };
    for (x, y) in (780..840).flat_map(|y| (455..560).map(move |x| (x, y))).filter(|&(x, y)| is_ring(x, y)) {
        page.put_pixel(x, y, Rgb([208, 22, 32]));
    }
    page
}

#[test]
fn a_ring_that_crosses_letters_is_a_mark_and_what_it_encloses_is_compared() {
    let unchanged = answer(&ringed(genuine()));
    assert_eq!(unchanged["verdict"], "match", "{unchanged}");
    let hidden = unchanged["pages"][0]["hidden"].as_array().unwrap();
    assert!(hidden.iter().any(|place| place["kind"] == "mark"), "{unchanged}");

    let wiped = answer(&ringed(filled(genuine(), SUM_DIGIT, PAPER)));
    assert_eq!(wiped["verdict"], "altered", "{wiped}");
    assert!(is_told(&wiped, SUM_DIGIT), "{wiped}");
}

#[test]
fn a_stroke_wiped_out_of_a_column_of_equal_ones_is_told() {
    let stroke = |number: u32| [114, 580 + PITCH * number, 118, 592 + PITCH * number];
    let column = |wiped: Option<u32>| {
        let strokes = (0..14).filter(|&number| Some(number) != wiped);
        strokes.fold(genuine(), |page, number| filled(page, stroke(number), Rgb([20, 20, 20])))
    };
    let desk = Desk::new();
    column(None).save(desk.path("page.png")).unwrap();
    column(Some(6)).save(desk.path("picture.png")).unwrap();
    desk.expect(0, &["add", "page.png", "--index", "page.db"]);
    let answer = desk.run(&["picture.png", "--index", "page.db", "--json"]).lines().remove(0);
    assert_eq!(answer["verdict"], "altered", "{answer}");
    assert!(is_told(&answer, stroke(6)), "{answer}");
}
