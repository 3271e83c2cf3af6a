//! PDF pages and their words.

use verify_shot::limits::{RENDER_DPI, SMALL_PAGE_SCALE};
use verify_shot::model::document::Page;
use verify_shot::model::geometry::Rect;

use crate::made::{Sheet, assembled, pdf};
use crate::{look, only_page, read, testdata};

fn sheet(content: &str) -> Sheet {
    Sheet { content: content.into(), ..Sheet::default() }
}

fn texts(page: &Page) -> Vec<&str> {
    page.words.iter().map(|w| w.text.as_str()).collect()
}

/// The upright box round the dark pixels inside `area`, all in points.
fn ink(page: &Page, area: &Rect) -> Option<Rect> {
    let grey = look(page).luma();
    let scale = grey.width as f64 / page.size.0;
    let mut found: Option<Rect> = None;
    for y in 0..grey.height {
        for x in 0..grey.width {
            let (px, py) = ((x as f64 + 0.5) / scale, (y as f64 + 0.5) / scale);
            if grey.row(y)[x] < 128 && px > area.x0 && px < area.x1 && py > area.y0 && py < area.y1 {
                let point = Rect::new(px, py, px, py);
                found = Some(found.map_or(point, |b| b.union(&point)));
            }
        }
    }
    found
}

#[test]
fn words_stand_on_their_ink_after_rotation_and_crop() {
    for rotation in [0, 90, 180, 270] {
        let boxes = format!("/MediaBox[0 0 400 300]/CropBox[50 20 350 280]/Rotate {rotation}");
        let content = "BT /F1 20 Tf 70 200 Td (Halcyon budget) Tj ET BT /F1 12 Tf 240 60 Td (Height) Tj ET";
        let page = only_page(&pdf(&[Sheet { boxes, content: content.into(), ..Sheet::default() }]));
        let upright = rotation % 180 == 0;
        // 300 x 260 points are small, and drawn at twice the usual 150 dots per inch.
        assert_eq!(look(&page).width, if upright { 1250 } else { 1084 }, "rotation {rotation}");
        assert_eq!(look(&page).height, if upright { 1084 } else { 1250 }, "rotation {rotation}");
        let scale = SMALL_PAGE_SCALE * f64::from(RENDER_DPI) / 72.0;
        assert!((page.size.0 * scale - look(&page).width as f64).abs() < 1e-6);
        assert_eq!(texts(&page), ["Halcyon", "budget", "Height"]);
        let everywhere = Rect::new(0.0, 0.0, page.size.0, page.size.1);
        let all = ink(&page, &everywhere).unwrap();
        let hull = page.words.iter().map(|w| w.bounds).reduce(|a, b| a.union(&b)).unwrap();
        assert_eq!(hull.intersection(&all), all, "rotation {rotation}: ink outside every word");
        for word in &page.words {
            let letters = ink(&page, &word.bounds.grown(1.0)).unwrap();
            let covered = letters.area() / word.bounds.area();
            assert!(covered > 0.55 && covered < 1.0, "rotation {rotation}: {word:?} {letters:?}");
        }
    }
}

#[test]
fn invisible_text_counts_as_words_and_leaves_no_ink() {
    let page = only_page(&pdf(&[sheet("BT 3 Tr /F1 20 Tf 50 100 Td (read by machine) Tj ET")]));
    assert_eq!(texts(&page), ["read", "by", "machine"]);
    assert!(look(&page).rgb.iter().all(|&v| v == 255));
}

#[test]
fn words_are_split_by_spaces_and_gaps_and_not_by_kerning() {
    let kerned = "BT /F1 20 Tf 50 100 Td [(Hal) 40 (cyon) -300 (Pict) -60 (ures)] TJ ET";
    assert_eq!(texts(&only_page(&pdf(&[sheet(kerned)]))), ["Halcyon", "Pictures"]);
    let letters = "BT /F1 20 Tf 50 100 Td (1,2) Tj (40,) Tj (000) Tj 0 -40 Td (below) Tj ET";
    assert_eq!(texts(&only_page(&pdf(&[sheet(letters)]))), ["1,240,000", "below"]);
}

#[test]
fn text_drawn_twice_is_one_word() {
    let stroked = "BT 2 Tr /F1 20 Tf 50 100 Td (I am bold) Tj ET";
    assert_eq!(texts(&only_page(&pdf(&[sheet(stroked)]))), ["I", "am", "bold"]);
}

#[test]
fn words_outside_the_crop_box_are_left_out() {
    let boxes = "/MediaBox[0 0 400 300]/CropBox[0 0 400 150]".to_string();
    let content = "BT /F1 20 Tf 50 200 Td (secret) Tj 0 -100 Td (shown) Tj ET".to_string();
    let page = only_page(&pdf(&[Sheet { boxes, content, ..Sheet::default() }]));
    assert_eq!(texts(&page), ["shown"]);
}

#[test]
fn annotations_with_an_appearance_are_drawn() {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Annots[4 0 R]>>",
        "<</Type/Annot/Subtype/Stamp/Rect[20 20 60 60]/AP<</N 5 0 R>>>>",
        "<</Type/XObject/Subtype/Form/BBox[0 0 40 40]/Length 23>>stream\n1 0 0 rg 0 0 40 40 re f\nendstream",
    ];
    let page = only_page(&assembled(&objects.map(String::from)));
    let (x, y) = (look(&page).width * 2 / 5, look(&page).height * 3 / 5);
    let at = 3 * (y * look(&page).width + x);
    assert_eq!(look(&page).rgb[at..at + 3], [255, 0, 0]);
}

#[test]
fn a_sheet_too_large_is_drawn_smaller_or_refused_in_words() {
    let sized = |w: u32, h: u32| Sheet { boxes: format!("/MediaBox[0 0 {w} {h}]"), ..sheet("0 0 9 9 re f") };
    let (file, pages) =
        read(&pdf(&[sized(3000, 4000), sized(200_000, 200_000), sized(30_000, 20), sized(90, 90)]));
    assert_eq!(pages.iter().map(|p| p.number).collect::<Vec<_>>(), [1, 3, 4]);
    assert!(look(&pages[0]).width * look(&pages[0]).height < 12_100_000);
    let scale = look(&pages[0]).width as f64 / pages[0].size.0;
    assert!((scale * pages[0].size.1 - look(&pages[0]).height as f64).abs() < 1e-6);
    assert_eq!((file.announced, file.read, file.unread.len()), (4, 3, 1));
    assert_eq!(file.unread[0].page, Some(2));
    assert!(file.unread[0].reason.contains("200000 x 200000 points"), "{:?}", file.unread);
}

#[test]
fn encryption_without_a_password_opens_and_with_one_is_named() {
    assert_eq!(texts(&only_page(&testdata("encrypted_open.pdf"))), ["Halcyon", "memo"]);
    let (file, _) = read(&testdata("encrypted_password.pdf"));
    assert_eq!((file.announced, file.read, file.unread.len()), (0, 0, 1));
    assert!(file.unread[0].reason.contains("password"), "{:?}", file.unread);
}

#[test]
fn a_page_that_stands_several_times_is_counted_each_time() {
    let page = |text: &str| {
        let content = format!("BT /F1 20 Tf 20 50 Td ({text}) Tj ET");
        let stream = format!("<</Length {}>>stream\n{content}\nendstream", content.len());
        (
            "<</Type/Page/MediaBox[0 0 200 100]/Resources<</Font<</F1 9 0 R>>>>/Contents {} 0 R>>".to_owned(),
            stream,
        )
    };
    let ((first, of_first), (last, of_last)) = (page("alpha"), page("omega"));
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        // The first page twice, a branch with it and the last, and the tree itself, which cannot be below itself.
        "<</Type/Pages/Kids[3 0 R 3 0 R 7 0 R 2 0 R]/Count 4>>".into(),
        first.replace("{}", "4"),
        of_first,
        last.replace("{}", "6"),
        of_last,
        "<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2>>".into(),
        "<<>>".into(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".into(),
    ];
    let (file, pages) = read(&assembled(&objects));
    assert_eq!((file.announced, file.read), (4, 4));
    let words: Vec<_> = pages.iter().map(|page| (page.number, texts(page).concat())).collect();
    assert_eq!(words, [(1, "alpha".into()), (2, "alpha".into()), (3, "alpha".into()), (4, "omega".into())]);
}

#[test]
fn a_tree_of_pages_that_doubles_at_each_level_has_the_pages_that_are_different() {
    let mut objects = vec!["<</Type/Catalog/Pages 2 0 R>>".to_owned()];
    for level in 0..40 {
        let next = level + 3;
        objects.push(format!("<</Type/Pages/Kids[{next} 0 R {next} 0 R]/Count 1>>"));
    }
    objects.push("<</Type/Page/MediaBox[0 0 100 100]>>".into());
    let (file, pages) = read(&assembled(&objects));
    assert_eq!((file.announced, pages.len()), (1, 1));
}

#[test]
fn pages_that_are_announced_and_missing_are_named() {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R 9 0 R]/Count 2>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>",
    ];
    let (file, _) = read(&assembled(&objects.map(String::from)));
    assert_eq!((file.announced, file.read), (2, 1));
    assert_eq!(file.unread[0].page, Some(2));
}
