//! The battery that every track passes, whatever evidence it takes: a new track is under test by being in the list.

use std::collections::BTreeSet;

use verify_shot::features::{self, Feature};
use verify_shot::model::feature_key::Key;
use verify_shot::model::raster::Picture;

/// Each track's name and what it makes of a view.
fn keys_of(view: &Picture) -> Vec<(String, Vec<Key>)> {
    features::all().iter().map(|track| (name(*track), track.keys(view, &view.luma()))).collect()
}

fn name(track: &dyn Feature) -> String {
    format!("{:?}", track.id())
}

/// A view whose grey at each pixel is given.
fn view(width: usize, height: usize, grey: impl Fn(usize, usize) -> u8) -> Picture {
    let pixels = (0..width * height).flat_map(|i| [grey(i % width, i / width); 3]);
    Picture { width, height, rgb: pixels.collect() }
}

fn flat(width: usize, height: usize, grey: u8) -> Picture {
    view(width, height, |_, _| grey)
}

/// Noise that follows from the place alone (the last steps of SplitMix64).
fn noise(width: usize, height: usize) -> Picture {
    view(width, height, |x, y| {
        let mut v = ((y * 65_537 + x) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        v = (v ^ (v >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (v >> 56) as u8
    })
}

/// A page of the shipped originals.
fn page(name: &str) -> Picture {
    let picture = image::open(format!("testdata/originals/{name}")).unwrap().into_rgb8();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    Picture { width, height, rgb: picture.into_raw() }
}

#[test]
fn an_ordinary_page_has_keys_and_always_the_same() {
    let telex = page("letters/telex.png");
    let keys = keys_of(&telex);
    for (track, keys) in &keys {
        assert!(!keys.is_empty(), "{track} has nothing to say of a page of text");
    }
    assert_eq!(keys, keys_of(&telex.clone()));
    let elsewhere = std::thread::spawn(move || keys_of(&telex)).join().unwrap();
    assert_eq!(keys, elsewhere, "on another thread");
}

#[test]
fn another_page_has_other_keys() {
    let both = keys_of(&page("letters/telex.png")).into_iter().zip(keys_of(&page("photos/call-sheet.jpg")));
    for ((track, one), (_, other)) in both {
        assert_ne!(one, other, "{track}");
    }
}

#[test]
fn a_blank_view_has_no_key_by_which_it_would_resemble_another() {
    for (width, height) in [(640, 480), (1240, 1754), (300, 4000)] {
        for grey in [0, 128, 254, 255] {
            for (track, keys) in keys_of(&flat(width, height, grey)) {
                let alike = keys.iter().any(|key| !matches!(key, Key::Digest(_)));
                assert!(!alike, "{track}, {width} x {height}, grey {grey}: {keys:?}");
            }
        }
    }
}

#[test]
fn blank_views_of_different_sizes_share_no_key() {
    let sizes = [(640, 480), (480, 640), (641, 480), (1, 1), (9000, 34)];
    let mut met = BTreeSet::new();
    for (width, height) in sizes {
        for (track, keys) in keys_of(&flat(width, height, 255)) {
            for key in keys {
                assert!(met.insert(key), "{track}, {width} x {height}");
            }
        }
    }
}

#[test]
fn tiny_narrow_large_and_noisy_views_are_taken_and_their_keys_lie_inside() {
    let tiny = [(1, 1), (3, 2), (17, 1), (1, 17), (16, 16), (33, 47)].map(|(w, h)| noise(w, h));
    let odd = [noise(1, 5000), noise(5000, 1), noise(1009, 757), flat(6000, 5000, 250)];
    for view in tiny.iter().chain(&odd) {
        for (track, keys) in keys_of(view) {
            let size = (view.width, view.height);
            for key in &keys {
                if let Key::Token(_, place) = key {
                    let (x, y) = (usize::from(place.x), usize::from(place.y));
                    assert!(x <= size.0 && y <= size.1, "{track}, {size:?}: {place:?}");
                    assert!(
                        usize::from(place.length) <= 2 * size.0.max(size.1),
                        "{track}, {size:?}: {place:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn every_track_is_listed_once_with_its_version() {
    let versions = features::versions();
    let ids: BTreeSet<_> = versions.iter().map(|(id, _)| *id).collect();
    // Words are a track of texts, the others are of views.
    assert_eq!(ids.len(), features::all().len() + 1, "two tracks have one id: {versions:?}");
    assert!(versions.contains(&(features::shingles::ID, features::shingles::VERSION)));
    for track in features::all() {
        assert!(versions.contains(&(track.id(), track.version())), "{}", name(*track));
    }
}

/// Tokens of the features track.
fn landmarks(view: &Picture) -> BTreeSet<u32> {
    let keys = features::keypoints::Features.keys(view, &view.luma()).into_iter();
    keys.filter_map(|key| if let Key::Token(token, _) = key { Some(token) } else { None }).collect()
}

#[test]
fn issue_2_a_drawing_keeps_its_landmarks_as_a_negative_and_half_as_large() {
    let drawing = page("photos/call-sheet.jpg");
    let negative = Picture { rgb: drawing.rgb.iter().map(|v| 255 - v).collect(), ..drawing.clone() };
    assert_eq!(landmarks(&drawing), landmarks(&negative));
    let (width, height) = (drawing.width / 2, drawing.height / 2);
    let half = view(width, height, |x, y| {
        let at = |x: usize, y: usize| u16::from(drawing.rgb[3 * (y * drawing.width + x) + 1]);
        let four = at(2 * x, 2 * y) + at(2 * x + 1, 2 * y) + at(2 * x, 2 * y + 1) + at(2 * x + 1, 2 * y + 1);
        (four / 4) as u8
    });
    let (whole, other) = (landmarks(&drawing), landmarks(&page("letters/telex.png")));
    let kept = landmarks(&half).intersection(&whole).count();
    let by_accident = other.intersection(&whole).count();
    assert!(kept > 20 && kept > 4 * by_accident, "{kept} of {} kept, {by_accident} by accident", whole.len());
}
