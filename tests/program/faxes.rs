//! Faxes as they are archived: TIFFs of Group 3, some with rows twice as far apart as their columns.

use std::fs;
use std::path::Path;

use crate::common::Desk;
use verify_shot::load::{Patience, Reader};
use verify_shot::model::raster::Picture;

fn testdata(name: &str) -> Vec<u8> {
    fs::read(Path::new("testdata").join(name)).unwrap()
}

/// The first page of a file as a picture.
fn drawn(bytes: &[u8]) -> Picture {
    let program = Path::new(env!("CARGO_BIN_EXE_verify-shot"));
    let page = Reader::with_program(program, Patience::default()).page(bytes, 1).unwrap();
    page.picture.unwrap()
}

#[test]
fn a_fax_is_read_in_every_way_of_storing_it() {
    let ways = [
        "g3",
        "g3_aligned",
        "g3_two_dimensions",
        "g3_two_dimensions_aligned",
        "g3_lowest_first",
        "g4_lowest_first",
        "run_lengths",
    ];
    let desk = Desk::new();
    for way in ways {
        desk.write(&format!("leak/{way}.tif"), &testdata(&format!("reading/fax_{way}.tif")));
    }
    let added = desk.expect(0, &["add", "leak", "--index", "i.db"]);
    assert!(added.out.contains("Added 7 files (7 pages). Nothing failed."), "{}", added.out);
    let plain = testdata("reading/fax_plain.tif");
    desk.write("shot.tif", &plain);
    let answer = desk.run(&["shot.tif", "--json", "--index", "i.db"]).lines().remove(0);
    assert_eq!(answer["verdict"], "identical", "{answer}");
    let plain = drawn(&plain);
    for way in ways {
        assert!(drawn(&testdata(&format!("reading/fax_{way}.tif"))) == plain, "{way}");
    }
}

#[test]
fn a_fax_whose_rows_lie_further_apart_is_upright_and_found() {
    let desk = Desk::new();
    desk.write("leak/fax.tif", &testdata("reading/fax_coarse.tif"));
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    let fax = drawn(&testdata("reading/fax_coarse.tif"));
    let memo = drawn(&testdata("originals/memos/airship.pdf"));
    let shape = |picture: &Picture| picture.height as f64 / picture.width as f64;
    assert!((shape(&fax) / shape(&memo) - 1.0).abs() < 0.01, "{} and {}", shape(&fax), shape(&memo));
    // The fax as a viewer shows it.
    let image = image::RgbImage::from_raw(fax.width as u32, fax.height as u32, fax.rgb).unwrap();
    let shown = image::imageops::resize(&image, 1000, 1414, image::imageops::FilterType::Triangle);
    shown.save(desk.path("shot.png")).unwrap();
    let answer = desk.run(&["shot.png", "--json", "--index", "i.db"]).lines().remove(0);
    assert_eq!(
        (&answer["verdict"], &answer["pages"][0]["document"]),
        (&"match".into(), &"fax.tif".into()),
        "{answer}"
    );
}

#[test]
fn attack_a_fax_that_is_damaged_or_cut_is_told() {
    let whole = testdata("reading/fax_coarse.tif");
    let mut damaged = whole.clone();
    // Codes of one line in the middle of the page.
    let middle = damaged.len() / 2;
    damaged[middle..middle + 4].fill(0xff);
    let desk = Desk::new();
    desk.write("leak/damaged.tif", &damaged);
    let small = testdata("reading/fax_g3_two_dimensions.tif");
    for (i, at) in (8..small.len()).step_by(3).enumerate() {
        let mut changed = small.clone();
        changed[at] = [0x00, 0xff, changed[at] ^ 0x55][i % 3];
        desk.write(&format!("leak/changed/{at}.tif"), &changed);
        desk.write(&format!("leak/cut/{at}.tif"), &small[..at]);
    }
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    let status = desk.status("i.db");
    let unread = status["unread"].as_array().unwrap();
    let reasons: Vec<&str> = unread.iter().filter_map(|part| part["reason"].as_str()).collect();
    assert!(reasons.iter().all(|reason| !reason.contains("crashed") && reason.ends_with('.')), "{reasons:?}");
    let told = unread.iter().find(|part| part["document"] == "damaged.tif").unwrap();
    assert_eq!(told["reason"], "Page 1 has lines that were damaged when it was faxed.");
    let listed = desk.expect(0, &["list", "--json", "--index", "i.db"]).lines();
    let pages = listed.iter().find(|row| row["document"] == "damaged.tif").unwrap()["pages"].clone();
    assert_eq!(pages, 1);
}
