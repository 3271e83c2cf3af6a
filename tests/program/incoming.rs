//! What comes in is read: the formats of phones and web pages, files that end too early, and what is no picture at all.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use crate::common::{Desk, index_of_originals, pdf, picture_of};
use image::ImageFormat;
use serde_json::Value;
use verify_shot::load::{Patience, Reader};

fn compressed(name: &str) -> String {
    fs::canonicalize(Path::new("testdata/compressed").join(name)).unwrap().to_str().unwrap().to_owned()
}

/// The answer on a file, checked against the index of all originals.
fn answer_on(desk: &Desk, file: &str) -> Value {
    desk.run(&[file, "--json", "--index", &index_of_originals()]).lines().remove(0)
}

fn assert_names_the_page(answer: &Value, what: &str) {
    let page = &answer["pages"][0];
    let named = (page["document"].as_str(), page["page"].as_u64());
    assert_eq!(named, (Some("finance/cost-report-9.pdf"), Some(3)), "{what}: {answer}");
}

#[test]
fn a_page_and_a_digit_changed_on_it_are_told_in_each_new_format() {
    let desk = Desk::new();
    for ending in ["avif", "heic", "jxl"] {
        let genuine = answer_on(&desk, &compressed(&format!("genuine.{ending}")));
        assert_eq!(genuine["verdict"], "match", "{ending}: {genuine}");
        assert_names_the_page(&genuine, ending);
        let changed = answer_on(&desk, &compressed(&format!("changed.{ending}")));
        assert_eq!(changed["verdict"], "altered", "{ending}: {changed}");
        assert_names_the_page(&changed, ending);
        assert_eq!(changed["pages"][0]["differences"].as_array().unwrap().len(), 1, "{ending}: {changed}");
    }
}

#[test]
fn pictures_of_the_new_formats_are_originals_as_well() {
    let desk = Desk::new();
    for (ending, format) in [("avif", "AVIF"), ("heic", "HEIC"), ("jxl", "JPEG XL")] {
        let name = format!("leak/page.{ending}");
        desk.write(&name, &fs::read(compressed(&format!("genuine.{ending}"))).unwrap());
        let index = format!("{ending}.db");
        desk.expect(0, &["add", &name, "--index", &index]);
        let listed = desk.expect(0, &["list", "--json", "--index", &index]).lines().remove(0);
        assert_eq!((&listed["format"], &listed["pages"]), (&format.into(), &1.into()), "{listed}");
        let answer = desk.run(&[&name, "--json", "--index", &index]).lines().remove(0);
        assert_eq!(answer["verdict"], "identical", "{answer}");
    }
}

#[test]
fn what_is_no_picture_is_named_with_what_to_do() {
    let desk = Desk::new();
    desk.write("leak/plain.pdf", &pdf(1, 1));
    desk.expect(0, &["add", "leak"]);
    let cases: [(&str, &[u8], &str, &str); 6] = [
        ("video.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x08mdat", "It is a video", "Save a still"),
        (
            "page.jpg",
            b"<!DOCTYPE html><html><body>429 Too Many Requests</body></html>",
            "It is a web page",
            "save the picture itself",
        ),
        (
            "drawing.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'></svg>",
            "It is an SVG drawing",
            "screenshot",
        ),
        ("pictures.zip", b"PK\x03\x04\x14\0\0\0\0\0\0\0", "It is an archive", "Unpack it"),
        ("page.pdf", b"%PDF-1.7\n", "It is a PDF", "screenshot of the page"),
        (
            "raw.cr3",
            b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom",
            "It is a camera's raw picture",
            "Save it as JPEG",
        ),
    ];
    for (name, bytes, what, instead) in cases {
        desk.write(name, bytes);
        let answer = desk.expect(2, &[name, "--json"]).lines().remove(0);
        assert_eq!(
            (&answer["verdict"], &answer["why_codes"][0]),
            (&"not_checked".into(), &"not_decoded".into())
        );
        let why = answer["why"][0].as_str().unwrap();
        assert!(why.contains(what) && why.contains(instead), "{name}: {why}");
        // In a folder it is skipped by its name, and among originals it is counted as not read.
        desk.write(&format!("all/{name}"), bytes);
    }
    let said = desk.run(&["all"]);
    assert!(said.err.contains("page.jpg: It is a web page."), "{}", said.err);
    desk.run(&["add", "all"]);
    assert!(desk.expect(0, &["status", "--unread"]).out.contains("It is a video, which is not read here."));
}

#[test]
fn a_jpeg_without_its_end_mark_is_a_plain_match() {
    let desk = Desk::new();
    for case in ["changed-digit", "rotated-quarter-turn"] {
        let file = picture_of(&Path::new("testdata/shots").join(case));
        let whole = answer_on(&desk, file.to_str().unwrap());
        let mut bytes = fs::read(&file).unwrap();
        assert_eq!(bytes.split_off(bytes.len() - 2), [0xff, 0xd9], "{case}");
        desk.write("cut.jpg", &bytes);
        let cut = answer_on(&desk, "cut.jpg");
        for key in ["verdict", "size", "pages", "why"] {
            assert_eq!(cut[key], whole[key], "{case}: {key}");
        }
    }
}

/// Checks what is left of a picture when its last part is missing, and that nothing is claimed of that part.
fn assert_cut_is_said(desk: &Desk, name: &str, picture: &image::RgbImage, share: f64, bytes: &[u8]) {
    desk.write(name, &bytes[..(bytes.len() as f64 * share) as usize]);
    let answer = answer_on(desk, name);
    let rows = answer["size"][1].as_u64().unwrap_or(0);
    assert!((100..u64::from(picture.height())).contains(&rows), "{name}: {answer}");
    assert_eq!(answer["verdict"], "inconclusive", "{name}: {answer}");
    let codes = answer["why_codes"].as_array().unwrap();
    assert!(codes.contains(&"part_not_looked_at".into()), "{name}: {answer}");
    let said = format!("of {} rows of pixels, the first {rows} are there", picture.height());
    assert!(answer["why"].to_string().contains(&said), "{name}: {answer}");
    assert_names_the_page(&answer, name);
}

#[test]
fn the_rows_that_are_there_of_a_file_cut_short_are_checked_and_the_loss_is_said() {
    let desk = Desk::new();
    // The part of the page that all new formats show.
    let picture = image::open(genuine_png(&desk)).unwrap().into_rgb8();
    for (name, format) in [("cut.png", ImageFormat::Png), ("cut.jpg", ImageFormat::Jpeg)] {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        assert_cut_is_said(&desk, name, &picture, 0.8, bytes.get_ref());
    }
    // Its decoder gives nothing of a picture without its end.
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::WebP).unwrap();
    desk.write("cut.webp", &bytes.get_ref()[..bytes.get_ref().len() / 2]);
    let answer = answer_on(&desk, "cut.webp");
    assert_eq!(answer["verdict"], "not_checked", "{answer}");
    assert!(answer["why"].to_string().contains("ends"), "{answer}");
}

/// The genuine page as PNG.
fn genuine_png(desk: &Desk) -> PathBuf {
    let file = compressed("genuine.jxl");
    let program = Path::new(env!("CARGO_BIN_EXE_verify-shot"));
    let mut reader = Reader::with_program(program, Patience::default());
    let picture = reader.shot(&fs::read(file).unwrap()).unwrap();
    let image = image::RgbImage::from_raw(picture.width as u32, picture.height as u32, picture.rgb).unwrap();
    let path = desk.path("genuine.png");
    image.save(&path).unwrap();
    path
}
