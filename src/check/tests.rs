//! A fault of the program costs one answer and no other.

use super::*;
use crate::index::{NewDocument, NewPage, Writer};
use crate::model::answer::Verdict;
use crate::model::document::Format;
use crate::model::text::{SeenWord, Text};

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
    let text = Text { fields: Vec::new(), body: "The heron is at the harbour".into() };
    NewDocument {
        name: "memo.eml".into(),
        format: Some(Format::Mail),
        bytes: 1,
        modified: 1,
        sha256: [7; 32],
        announced: 1,
        renditions: true,
        pages: vec![NewPage { number: 1, text: Some(text), ..NewPage::default() }],
        unread: Vec::new(),
        attachments: Vec::new(),
    }
}

#[test]
fn a_fault_in_a_check_is_one_answer_and_the_next_picture_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("a.db");
    let mut writer = Writer::open(&index, &features::versions()).unwrap();
    let (root, _) = writer.root("/leak").unwrap();
    writer.put(root, &message()).unwrap();
    writer.finish().unwrap();
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
