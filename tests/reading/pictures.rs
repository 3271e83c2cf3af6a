//! Pictures of every kind come out as a person sees them.

use image::{ImageBuffer, ImageFormat, Luma, LumaA, Rgba, RgbaImage};
use verify_shot::model::document::{Format, Page};
use verify_shot::model::shot::Ground;

use crate::made::{encoded, gif, quarters, tiff, turned_jpeg};
use crate::{look, only_page, read, reader, testdata};

pub fn pixel(page: &Page, x: usize, y: usize) -> [i32; 3] {
    let at = 3 * (y * look(page).width + x);
    [0, 1, 2].map(|c| i32::from(look(page).rgb[at + c]))
}

pub fn assert_near(found: [i32; 3], expected: [i32; 3], by: i32, what: &str) {
    let near = found.iter().zip(expected).all(|(f, e)| (f - e).abs() <= by);
    assert!(near, "{what}: {found:?}, not {expected:?}");
}

#[test]
fn each_format_is_told_from_its_content_and_read() {
    let image = quarters();
    for (format, kind, loss) in [
        (ImageFormat::Png, Format::Png, 0),
        (ImageFormat::Jpeg, Format::Jpeg, 12),
        (ImageFormat::WebP, Format::WebP, 0),
        (ImageFormat::Gif, Format::Gif, 4),
        (ImageFormat::Bmp, Format::Bmp, 0),
        (ImageFormat::Tiff, Format::Tiff, 0),
    ] {
        let (file, pages) = read(&encoded(image.clone(), format));
        assert_eq!((file.format, file.announced, file.read), (Some(kind), 1, 1));
        let page = &pages[0];
        assert_eq!((page.number, page.size, page.words.len()), (1, (64.0, 32.0), 0));
        for (x, y) in [(8, 4), (50, 4), (8, 28), (50, 28)] {
            let expected = image.get_pixel(x, y).0.map(i32::from);
            assert_near(pixel(page, x as usize, y as usize), expected, loss, kind.name());
        }
    }
}

#[test]
fn every_exif_orientation_is_turned_upright() {
    // Where the red quarter (top left as stored) belongs when seen, by orientation: left or right, top or bottom.
    let belongs = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0), (1, 0), (1, 1), (0, 1)];
    for (orientation, (right, bottom)) in (1..=8).zip(belongs) {
        let page = only_page(&turned_jpeg(&quarters(), orientation));
        let size = if orientation < 5 { (64, 32) } else { (32, 64) };
        assert_eq!((look(&page).width, look(&page).height), size, "orientation {orientation}");
        let at = |side: usize, length: usize| length / 4 + side * length / 2;
        let red = pixel(&page, at(right, size.0), at(bottom, size.1));
        assert_near(red, [220, 20, 20], 12, &format!("orientation {orientation}"));
    }
}

#[test]
fn transparency_is_laid_on_white() {
    let mut image = RgbaImage::from_pixel(3, 1, Rgba([200, 0, 0, 255]));
    image.put_pixel(1, 0, Rgba([200, 0, 0, 128]));
    image.put_pixel(2, 0, Rgba([200, 0, 0, 0]));
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Tiff] {
        let page = only_page(&encoded(image.clone(), format));
        assert_eq!(pixel(&page, 0, 0), [200, 0, 0]);
        assert_near(pixel(&page, 1, 0), [227, 127, 127], 1, "half");
        assert_eq!(pixel(&page, 2, 0), [255, 255, 255]);
    }
    let grey = ImageBuffer::from_fn(2, 1, |x, _| LumaA([40_u8, if x == 0 { 255 } else { 0 }]));
    let page = only_page(&encoded(grey, ImageFormat::Png));
    assert_eq!([pixel(&page, 0, 0), pixel(&page, 1, 0)], [[40; 3], [255; 3]]);
    let page = only_page(&testdata("palette_transparent.png"));
    assert_eq!(pixel(&page, 5, 5), [200, 0, 0]);
    assert_near(pixel(&page, 15, 5), [127, 127, 227], 1, "half");
    assert_eq!(pixel(&page, 25, 5), [255, 255, 255]);
}

#[test]
fn sixteen_bits_become_eight() {
    let grey = ImageBuffer::from_fn(3, 1, |x, _| Luma([[0_u16, 0x8080, 0xffff][x as usize]]));
    for format in [ImageFormat::Png, ImageFormat::Tiff] {
        let page = only_page(&encoded(grey.clone(), format));
        assert_eq!([0, 1, 2].map(|x| pixel(&page, x, 0)[0]), [0, 128, 255]);
    }
    let colour = ImageBuffer::from_pixel(1, 1, Rgba([0xffff_u16, 0x4040, 0, 0xffff]));
    assert_eq!(pixel(&only_page(&encoded(colour, ImageFormat::Png)), 0, 0), [255, 64, 0]);
}

#[test]
fn print_colours_come_out_as_seen() {
    let blocks = [[0, 255, 255], [255, 0, 255], [255, 255, 0], [0, 0, 0], [255, 255, 255], [255, 127, 0]];
    for name in ["cmyk_adobe.jpg", "ycck_adobe.jpg"] {
        let page = only_page(&testdata(name));
        for (i, expected) in blocks.into_iter().enumerate() {
            assert_near(pixel(&page, 8 + 16 * i, 16), expected, 3, name);
        }
    }
    assert_near(pixel(&only_page(&testdata("cmyk.tif")), 4, 2), [255, 127, 0], 1, "cmyk.tif");
}

#[test]
fn scanners_tiffs_are_read() {
    let palette = only_page(&testdata("palette_lzw.tif"));
    assert_eq!([2, 10, 17].map(|x| pixel(&palette, x, 5)), [[255, 0, 0], [0, 255, 0], [0, 0, 255]]);
    let fax = only_page(&testdata("fax_g4.tif"));
    assert_eq!([1, 7, 20].map(|x| pixel(&fax, x, 10)[0]), [255, 0, 255]);
    let jpeg = only_page(&testdata("ycbcr_jpeg.tif"));
    assert_near(pixel(&jpeg, 10, 16), [20, 40, 200], 4, "left");
    assert_near(pixel(&jpeg, 54, 16), [250, 240, 20], 4, "right");
}

#[test]
fn every_page_of_a_tiff_is_read() {
    let bytes = tiff(&[10, 120, 230]);
    let (file, pages) = read(&bytes);
    assert_eq!((file.announced, file.read, file.unread), (3, 3, vec![]));
    assert_eq!(
        pages.iter().map(|p| (p.number, look(p).width)).collect::<Vec<_>>(),
        [(1, 40), (2, 50), (3, 60)]
    );
    assert_eq!(pages.iter().map(|p| pixel(p, 0, 0)[0]).collect::<Vec<_>>(), [10, 120, 230]);
    assert_eq!(reader().page(&bytes, 2).unwrap(), pages[1]);
    assert_eq!(reader().page(&bytes, 4).unwrap_err().page, Some(4));
}

#[test]
fn an_animation_gives_its_first_frame_and_says_so() {
    let (file, pages) = read(&gif(&[30, 200]));
    assert_eq!((file.announced, file.read), (1, 1));
    assert_near(pixel(&pages[0], 5, 5), [30; 3], 4, "first frame");
    assert_eq!(file.unread.len(), 1);
    assert!(file.unread[0].page.is_none() && file.unread[0].reason.contains("animated"));
    assert!(read(&gif(&[30])).0.unread.is_empty());
}

#[test]
fn every_frame_that_differs_from_those_before_is_a_look_of_its_own() {
    let shot = reader().faces(&gif(&[30, 30, 200, 30, 90])).unwrap();
    let greys: Vec<u8> = shot.faces.iter().map(|face| face.picture.rgb[0]).collect();
    assert!(
        greys.iter().zip([30u8, 200, 90]).all(|(a, b)| u8::abs_diff(*a, b) < 5) && greys.len() == 3,
        "{greys:?}"
    );
    assert!(shot.faces.windows(2).all(|pair| pair[0].shown.at_ms <= pair[1].shown.at_ms));
    assert_eq!(shot.left_out, None);
}

#[test]
fn more_frames_than_are_looked_at_are_said() {
    let shot = reader().faces(&gif(&(0..40).map(|v| 6 * v).collect::<Vec<u8>>())).unwrap();
    assert!((2..40).contains(&shot.faces.len()), "{}", shot.faces.len());
    assert!(shot.left_out.is_some_and(|why| why.contains("animated")));
}

#[test]
fn what_is_transparent_is_seen_on_light_and_on_dark_and_what_is_opaque_once() {
    let holed = RgbaImage::from_fn(40, 30, |x, _| Rgba([255, 255, 255, if x < 20 { 255 } else { 0 }]));
    let shot = reader().faces(&encoded(holed, ImageFormat::Png)).unwrap();
    let grounds: Vec<Ground> = shot.faces.iter().map(|face| face.shown.ground).collect();
    assert_eq!(grounds, [Ground::Light, Ground::Dark]);
    assert_eq!(shot.faces.iter().map(|face| face.picture.rgb[3 * 30]).collect::<Vec<_>>(), [255, 18]);
    let opaque = RgbaImage::from_pixel(40, 30, Rgba([9, 9, 9, 255]));
    assert_eq!(reader().faces(&encoded(opaque, ImageFormat::Png)).unwrap().faces.len(), 1);
}

#[test]
fn a_shot_is_one_picture() {
    let mut reader = reader();
    let png = encoded(quarters(), ImageFormat::Png);
    assert_eq!(reader.shot(&png).unwrap(), *look(&only_page(&png)));
    assert_eq!(reader.shot(&tiff(&[10, 120])).unwrap().width, 40);
    assert!(reader.shot(&gif(&[30, 200])).is_ok());
    let refused = reader.shot(&testdata("encrypted_open.pdf")).unwrap_err();
    assert!(refused.reason.contains("PDF") && refused.reason.contains("screenshot"), "{}", refused.reason);
    let refused = reader.shot(b"Dear all, the budget").unwrap_err();
    assert!(refused.reason.contains("PNG"), "{}", refused.reason);
}
