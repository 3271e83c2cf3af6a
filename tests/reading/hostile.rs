//! Files that mean harm, or have come to harm: always pages or a reason, never a crash of the reading program.

use image::ImageFormat;

use crate::made::{Sheet, assembled, crc32, encoded, gif, one_of_each, pdf, quarters};
use crate::{assert_accounted, read, reader};

#[test]
fn a_file_cut_anywhere_gives_pages_or_a_reason() {
    let mut reader = reader();
    for (name, bytes) in one_of_each() {
        for end in (0..bytes.len()).step_by(37) {
            let file = reader.document(&bytes[..end], &mut |_| {});
            let what = format!("{name} cut at {end} of {}", bytes.len());
            assert_accounted(&file, &what);
            assert!(!file.unread.iter().any(|u| u.reason.contains("crashed")), "{what}: {file:?}");
        }
    }
}

#[test]
fn half_a_picture_is_refused() {
    for (name, bytes) in one_of_each().into_iter().filter(|(name, _)| *name != "pdf") {
        let (file, pages) = read(&bytes[..bytes.len() / 2]);
        assert_eq!((pages.len(), file.unread.len()), (0, 1), "{name}: {file:?}");
        let reason = &file.unread[0].reason;
        assert!(reason.contains("ends") || reason.contains("damaged"), "{name}: {reason}");
    }
}

#[test]
fn a_file_with_bytes_changed_gives_pages_or_a_reason() {
    let mut reader = reader();
    for (name, bytes) in one_of_each() {
        for (i, at) in (0..bytes.len()).step_by(41).enumerate() {
            let mut changed = bytes.clone();
            changed[at] = [0x00, 0xff, changed[at] ^ 0x55][i % 3];
            assert_accounted(&reader.document(&changed, &mut |_| {}), &format!("{name} changed at {at}"));
        }
    }
}

#[test]
fn headers_that_claim_the_largest_size_are_refused_in_words() {
    let side = 65_535_u32;
    let mut png = encoded(quarters(), ImageFormat::Png);
    png[16..20].copy_from_slice(&side.to_be_bytes());
    png[20..24].copy_from_slice(&side.to_be_bytes());
    let crc = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    let mut jpeg = encoded(quarters(), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].fill(0xff);
    let mut gif = gif(&[9]);
    gif[6..10].fill(0xff);
    let mut bmp = encoded(quarters(), ImageFormat::Bmp);
    bmp[18..22].copy_from_slice(&side.to_le_bytes());
    bmp[22..26].copy_from_slice(&side.to_le_bytes());
    let mut webp = encoded(quarters(), ImageFormat::WebP);
    let webp_flags = u32::from_le_bytes([0, 0, 0, webp[24]]);
    // 16,383 x 16,383, in 14 bits each: the most that this format can say.
    webp[21..25].copy_from_slice(&((webp_flags & 0xf000_0000) | 0x0fff_bffe_u32).to_le_bytes());
    for (name, bytes) in [("png", png), ("jpeg", jpeg), ("gif", gif), ("bmp", bmp), ("webp", webp)] {
        let (file, _) = read(&bytes);
        assert_eq!((file.read, file.unread.len()), (0, 1), "{name}");
        let reason = &file.unread[0].reason;
        assert!(reason.contains("million") && reason.contains("pixels"), "{name}: {reason}");
    }
}

/// A page whose colour is computed by a function that is nested this deeply: two million levels overflow any stack.
fn nested(levels: usize) -> [String; 3] {
    let function = "{".repeat(levels);
    let page = "/ColorSpace<</C [/Separation/X/DeviceGray 5 0 R]>>";
    [
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 90]/Contents 4 0 R/Resources<<{page}>>>>"),
        "<</Length 31>>stream\n/C cs 0.5 scn 0 0 50 50 re f   \nendstream".into(),
        format!(
            "<</FunctionType 4/Domain[0 1]/Range[0 1]/Length {}>>stream\n{function}\nendstream",
            function.len()
        ),
    ]
}

fn pdf_of_pages(pages: &[&str]) -> Vec<u8> {
    let kids = pages.join(" ");
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_string(),
        format!("<</Type/Pages/Kids[{kids}]/Count {}>>", pages.len()),
    ];
    objects.extend(nested(2_000_000));
    let plain = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 90]>>".to_string();
    objects.resize(objects.len() + pages.len(), plain);
    assembled(&objects)
}

#[test]
fn a_page_that_overflows_the_stack_costs_that_page_alone() {
    let (file, pages) = read(&pdf_of_pages(&["6 0 R", "3 0 R", "7 0 R", "8 0 R"]));
    assert_eq!((file.announced, file.read), (4, 3));
    assert_eq!(pages.iter().map(|p| p.number).collect::<Vec<_>>(), [1, 3, 4]);
    assert_eq!((file.unread.len(), file.unread[0].page), (1, Some(2)));
    assert!(file.unread[0].reason.contains("crashed"), "{file:?}");
}

#[test]
fn after_too_many_crashes_the_rest_is_named() {
    // The same page again would be dropped by the page tree, so each is written out.
    let bad = nested(2_000_000)[0].clone();
    let pages: Vec<String> = (0..12).map(|i| format!("{} 0 R", 6 + i)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_string(),
        format!("<</Type/Pages/Kids[{}]/Count 12>>", pages.join(" ")),
    ];
    objects.extend(nested(2_000_000));
    objects.resize(objects.len() + pages.len(), bad);
    let (file, _) = read(&assembled(&objects));
    assert_accounted(&file, "twelve");
    assert_eq!((file.announced, file.read, file.unread.len()), (12, 0, 12));
    assert!(file.unread[7].reason.contains("crashed") && file.unread[8].reason.contains("not tried"));
}

#[test]
fn an_image_that_cannot_be_drawn_is_named() {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 90]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
        "<</Length 26>>stream\n50 0 0 50 9 9 cm /X Do    \nendstream",
        "<</Type/XObject/Subtype/Image/Width 9/Height 9/BitsPerComponent 8/ColorSpace/DeviceRGB\
         /Filter/DCTDecode/Length 4>>stream\nnone\nendstream",
    ];
    let (file, _) = read(&assembled(&objects.map(String::from)));
    assert_eq!((file.announced, file.read, file.unread.len()), (1, 1, 1), "{file:?}");
    assert!(file.unread[0].page.is_none() && file.unread[0].reason.contains("Page 1 was drawn without"));
}

#[test]
fn a_file_nested_too_deeply_does_not_end_the_reader() {
    let more = format!("/Nest {}", "[".repeat(3_000_000));
    let mut reader = reader();
    let file = reader.document(&pdf(&[Sheet { more, ..Sheet::default() }]), &mut |_| {});
    assert_accounted(&file, "nested");
    let file = reader.document(&encoded(quarters(), ImageFormat::Png), &mut |_| {});
    assert_eq!((file.read, file.unread.len()), (1, 0));
}

#[test]
fn what_is_no_document_is_named() {
    for bytes in [&b""[..], b"GIF", b"Dear all,", b"%PDF-1.7 and no more", &[0; 5000]] {
        let (file, _) = read(bytes);
        assert_eq!((file.announced, file.read, file.unread.len()), (0, 0, 1));
        assert_accounted(&file, "no document");
    }
}
