//! What a checker says of pictures that were read in a given way: after a fault of the program, and of the head of a message.

use super::*;
use crate::index::{NewDocument, NewPage, Writer};
use crate::model::answer::Verdict;
use crate::model::document::Format;
use crate::model::geometry::Rect;
use crate::model::text::{Field, FieldKind, SeenWord, Text};

/// Fails as a program with a fault does, once; then it reads nothing.
struct FaultyOnce {
    is_spent: bool,
}

impl OcrEngine for FaultyOnce {
    fn read(&mut self, _: &Raster) -> Result<Vec<SeenWord>, String> {
        assert!(std::mem::replace(&mut self.is_spent, true), "a fault of the program");
        Ok(Vec::new())
    }
}

/// A page of words without a look.
fn message() -> NewDocument {
    page_of(Text { fields: Vec::new(), body: "The heron is at the harbour".into() })
}

fn page_of(text: Text) -> NewDocument {
    let keys = vec![(features::shingles::ID, features::shingles::keys(&text))];
    NewDocument {
        name: "memo.eml".into(),
        format: Some(Format::Mail),
        bytes: 1,
        modified: 1,
        sha256: [7; 32],
        announced: 1,
        renditions: true,
        pages: vec![NewPage {
            number: 1,
            size: (595.0, 842.0),
            view: (1, 1),
            raster: (1, 1),
            keys,
            text: Some(text),
            ..NewPage::default()
        }],
        unread: Vec::new(),
        attachments: Vec::new(),
    }
}

fn index_of(document: &NewDocument) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("a.db");
    let mut writer = Writer::open(&index, &features::versions()).unwrap();
    let (root, _) = writer.root("/leak").unwrap();
    writer.put(root, document).unwrap();
    writer.finish().unwrap();
    (folder, index)
}

#[test]
fn a_fault_in_a_check_is_one_answer_and_the_next_picture_is_checked() {
    let (_folder, index) = index_of(&message());
    let faulty = Box::new(FaultyOnce { is_spent: false });
    let mut checker = Checker::builder(&index).ocr(faulty).build().unwrap();
    let stripes: Vec<u8> =
        (0..300 * 300).map(|i| if i / 300 % 20 < 8 && i % 13 < 8 { 0 } else { 255 }).collect();
    let picture = Picture { width: 300, height: 300, rgb: stripes.iter().flat_map(|&v| [v; 3]).collect() };
    let input = Input { path: "shot.png".into(), bytes: Vec::new(), sha256: [0; 32] };
    let mut asked = || checker.finding(&picture, &input, &Trace::default());
    let [first, second] = [asked(), asked()];
    assert_eq!((first.verdict, first.why), (Verdict::NotChecked, vec![Reason::ProgramFailed]));
    assert!(!second.why.contains(&Reason::ProgramFailed), "{second:?}");
    assert_eq!(second.verdict, Verdict::NotFound);
}

/// Reads the same words in every picture.
struct Reads(Vec<SeenWord>);

impl OcrEngine for Reads {
    fn read(&mut self, _: &Raster) -> Result<Vec<SeenWord>, String> {
        Ok(self.0.clone())
    }
}

/// The words of lines, each with the height of its letters in pixels.
fn read(lines: &[(&str, f64)]) -> Vec<SeenWord> {
    let (mut words, mut top) = (Vec::new(), 20.0);
    for (line, (text, height)) in lines.iter().enumerate() {
        let mut left = 20.0;
        for word in text.split(' ') {
            let right = left + 0.6 * height * word.chars().count() as f64;
            let bounds = Rect::new(left, top, right, top + height);
            words.push(SeenWord { text: word.into(), bounds, confidence: 96.0, line });
            left = right + 0.4 * height;
        }
        top += 2.0 * height;
    }
    words
}

/// A picture in which each word is a row of bars.
fn with_bars(words: &[SeenWord]) -> Picture {
    let (width, height) = (800, 400);
    let mut rgb = vec![255; 3 * width * height];
    for bounds in words.iter().map(|word| &word.bounds) {
        for y in bounds.y0 as usize..bounds.y1 as usize {
            for x in (bounds.x0 as usize..bounds.x1 as usize).filter(|x| x % 5 < 2) {
                rgb[3 * (y * width + x)..][..3].fill(0);
            }
        }
    }
    Picture { width, height, rgb }
}

/// What is said of a message with this headline.
fn with_headline(headline: &str) -> Finding {
    let body = [
        "The heron is at the harbour and the tide is out until nine",
        "Bring the crates to the northern quay before the ferry leaves",
        "and leave the lantern with the keeper who will count them",
        "Nobody is to open a crate before the inspector has seen it",
    ];
    let field = |kind, text: &str| Field { kind, text: text.into() };
    let fields = vec![
        field(FieldKind::From, "Harbour Office <office@harbour.example>"),
        field(FieldKind::Subject, "Re: Lanterns"),
    ];
    let (_folder, index) = index_of(&page_of(Text { fields, body: body.join("\n") }));
    let mut lines = vec![(headline, 22.0), ("Harbour Office <office@harbour.example>", 14.0)];
    lines.extend(body.map(|line| (line, 14.0)));
    let words = read(&lines);
    let picture = with_bars(&words);
    let reads = Box::new(Reads(words));
    let mut checker = Checker::builder(&index).ocr(reads).build().unwrap();
    let input = Input { path: "shot.png".into(), bytes: Vec::new(), sha256: [0; 32] };
    checker.finding(&picture, &input, &Trace::default())
}

#[test]
fn a_word_in_the_place_of_a_subjects_prefix_is_told() {
    let [own, other] = ["Re: Lanterns", "Losses Lanterns"].map(with_headline);
    assert_eq!(own.verdict, Verdict::Match, "{own:?}");
    assert_eq!(other.verdict, Verdict::Altered, "{other:?}");
    assert_eq!(other.pages[0].differences[0].shown.as_deref(), Some("Losses"), "{other:?}");
}
