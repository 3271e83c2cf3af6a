//! AVIF, HEIC and JPEG XL as other programs write them come out as a person sees them, and damaged ones never harm.

use image::ImageFormat;
use verify_shot::model::document::{Format, Page};
use verify_shot::model::shot::Ground;

use crate::made::{encoded, quarters};
use crate::pictures::{assert_near, pixel};
use crate::{assert_accounted, look, only_page, read, reader};

/// Loss of the encoders, in steps of 255.
const LOSS: i32 = 12;

fn compressed(name: &str) -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/compressed");
    std::fs::read(folder.join(name)).unwrap()
}

const RED: [i32; 3] = [220, 20, 20];
const GREEN: [i32; 3] = [20, 220, 20];
const BLUE: [i32; 3] = [20, 20, 220];
const WHITE: [i32; 3] = [250, 250, 250];

/// Colours of the quarters of a page: above left and right, below left and right.
fn assert_quarters(page: &Page, expected: [[i32; 3]; 4], what: &str) {
    let (width, height) = (look(page).width, look(page).height);
    let places = [(1, 1), (3, 1), (1, 3), (3, 3)];
    for ((x, y), colour) in places.into_iter().zip(expected) {
        assert_near(pixel(page, x * width / 4, y * height / 4), colour, LOSS, &format!("{what} at {x}, {y}"));
    }
}

#[test]
fn formats_are_told_and_turned_upright() {
    let turned = [
        // A quarter turn against the clock, then left and right exchanged.
        ("turned.avif", Format::Avif, (32, 64), [WHITE, GREEN, BLUE, RED]),
        // A quarter turn with the clock.
        ("turned.heic", Format::Heic, (32, 64), [BLUE, RED, WHITE, GREEN]),
        ("ten-bits.avif", Format::Avif, (64, 32), [RED, GREEN, BLUE, WHITE]),
        ("ten-bits.heic", Format::Heic, (64, 32), [RED, GREEN, BLUE, WHITE]),
        ("shared-colours.avif", Format::Avif, (64, 32), [RED, GREEN, BLUE, WHITE]),
    ];
    for (name, format, size, colours) in turned {
        let (file, pages) = read(&compressed(name));
        assert_eq!((file.format, file.read, &file.unread), (Some(format), 1, &vec![]), "{name}");
        assert_eq!((look(&pages[0]).width, look(&pages[0]).height), size, "{name}");
        assert_quarters(&pages[0], colours, name);
    }
    for name in ["grey.avif", "grey.jxl"] {
        // Brightness of red, green, blue and white in standard television.
        assert_quarters(&only_page(&compressed(name)), [[80; 3], [137; 3], [43; 3], [250; 3]], name);
    }
}

#[test]
fn transparency_is_seen_on_light_and_on_dark() {
    for name in ["holed.avif", "holed.heic", "holed.jxl"] {
        assert_quarters(&only_page(&compressed(name)), [RED, [137, 237, 137], BLUE, [255; 3]], name);
        let shot = reader().faces(&compressed(name)).unwrap();
        let grounds: Vec<Ground> = shot.faces.iter().map(|face| face.shown.ground).collect();
        assert_eq!(grounds, [Ground::Light, Ground::Dark], "{name}");
        let picture = &shot.faces[1].picture;
        let last = &picture.rgb[picture.rgb.len() - 3..];
        assert!(last.iter().all(|&value| value.abs_diff(18) <= 2), "{name}: {last:?}");
    }
}

#[test]
fn every_frame_of_a_jpeg_xl_is_a_look() {
    let (file, pages) = read(&compressed("moving.jxl"));
    assert_eq!((pages.len(), file.unread.len()), (1, 1));
    assert!(file.unread[0].reason.contains("animated"));
    let shot = reader().faces(&compressed("moving.jxl")).unwrap();
    let at: Vec<u32> = shot.faces.iter().map(|face| face.shown.at_ms).collect();
    assert_eq!((at, shot.left_out), (vec![0, 500], None));
}

/// Files of each format, small and large.
const FILES: [&str; 9] = [
    "genuine.avif",
    "holed.avif",
    "ten-bits.avif",
    "genuine.heic",
    "holed.heic",
    "turned.heic",
    "genuine.jxl",
    "holed.jxl",
    "moving.jxl",
];

/// Cuts of each file, and changes of it, that are tried.
const TRIES: usize = 12;

#[test]
fn a_file_cut_or_changed_anywhere_gives_a_picture_or_a_sentence() {
    let mut reader = reader();
    let mut state = 7_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for name in FILES {
        let bytes = compressed(name);
        for number in 0..TRIES {
            let cut = &bytes[..bytes.len() * number / TRIES];
            let file = reader.document(cut, &mut |_| {});
            assert_accounted(&file, &format!("{name} cut to {}", cut.len()));
            assert_eq!(file.read, 0, "{name} cut to {}", cut.len());
            let mut changed = bytes.clone();
            // Half of the changes are in the head, where lengths and sizes stand.
            let range = if number % 2 == 0 { bytes.len().min(600) } else { bytes.len() };
            for _ in 0..1 + number % 3 {
                changed[random(range)] = [0, 0xff, 0x80, random(256) as u8][random(4)];
            }
            assert_accounted(&reader.document(&changed, &mut |_| {}), &format!("{name}, change {number}"));
        }
        // The reader still serves.
        let file = reader.document(&encoded(quarters(), ImageFormat::Png), &mut |_| {});
        assert_eq!((file.read, file.unread.len()), (1, 0), "after {name}");
    }
}
