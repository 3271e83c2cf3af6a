//! Which counted pictures an answer cites: those like it, if there are enough of them.

use verify_shot::model::answer::{
    Basis, Finding, Hidden, HiddenKind, PageAnswer, PageKind, PageRef, Verdict,
};
use verify_shot::model::cited::{Marks, Share};
use verify_shot::model::geometry::{Homography, Rect};
use verify_shot::model::trial::{Band, Cell, Edit, Kind, METHOD, Outcome, Trial, Way};
use verify_shot::report::evaluation::cited;

/// A trial with this many pictures of each edit and outcome, in letters of 9 to 12 pixels.
fn trial(counts: &[(Edit, Outcome, u64)]) -> Trial {
    let mut trial = Trial { method: METHOD, ..Trial::default() };
    for &(edit, outcome, pictures) in counts {
        let way = if edit >= Edit::MailText { Way::Mail } else { Way::Scaled };
        let cell = Cell { kind: Kind::Changed, way, edit: Some(edit), band: Some(Band::From9), outcome };
        (0..pictures).for_each(|_| trial.count(cell));
    }
    trial
}

/// A match with these marks on it.
fn matched(hidden: &[HiddenKind], basis: Basis) -> Finding {
    let bounds = Rect::new(0.0, 0.0, 9.0, 9.0);
    let page = PageAnswer {
        page: PageRef { document: "own".into(), page: 1 },
        kind: PageKind::Page,
        basis: vec![basis],
        region: Rect::new(0.0, 0.0, 900.0, 900.0),
        transform: Homography::IDENTITY,
        compared: 1.0,
        chance: 1e-30,
        smallest_text: Some(10.0),
        differences: vec![],
        hidden: hidden.iter().map(|&kind| Hidden { bounds, on_page: bounds, kind }).collect(),
        drawn_by: None,
        signatures: vec![],
        namesake: None,
    };
    let (verdict, pages) = (Verdict::Match, vec![page]);
    Finding { verdict, pages, also: vec![], coverage: Default::default(), why: vec![] }
}

fn whole() -> Trial {
    trial(&[
        (Edit::Exchanged, Outcome::Located, 90),
        (Edit::Exchanged, Outcome::Agreed, 2),
        (Edit::Wiped, Outcome::Agreed, 8),
        (Edit::Ringed, Outcome::Agreed, 11),
        (Edit::Underlined, Outcome::Located, 12),
        (Edit::Marked, Outcome::Agreed, 7),
        (Edit::Marked, Outcome::Located, 14),
        (Edit::MailText, Outcome::Located, 30),
        (Edit::MailDate, Outcome::Agreed, 10),
    ])
}

#[test]
fn a_match_cites_the_changes_with_the_marks_that_it_has() {
    for (hidden, marks, hits, pictures, said) in [
        (
            &[][..],
            Marks::None,
            10,
            100,
            "10 of 100 changes without marks in letters of 9 to 12 pixels passed",
        ),
        (&[HiddenKind::Redaction], Marks::None, 10, 100, "10 of 100 changes without marks"),
        (
            &[HiddenKind::Mark],
            Marks::Stroke,
            11,
            23,
            "11 of 23 changes with a ring or an underline in letters",
        ),
        (&[HiddenKind::Highlight], Marks::Marker, 7, 21, "7 of 21 changes with a marker in letters"),
        (
            &[HiddenKind::Mark, HiddenKind::Highlight],
            Marks::Any,
            18,
            44,
            "18 of 44 changes with a ring, an underline or a marker in letters",
        ),
    ] {
        let found = whole().cited(&matched(hidden, Basis::Picture)).unwrap();
        assert_eq!((found.share, found.marks), (Share::ChangesPassed, Some(marks)));
        assert_eq!((found.hits, found.pictures, found.letters), (hits, pictures, Some(Band::From9)));
        assert!(cited(&found).contains(said), "{}", cited(&found));
    }
}

#[test]
fn too_few_pictures_with_a_mark_are_counted_with_wider_ones() {
    let few = trial(&[
        (Edit::Exchanged, Outcome::Located, 50),
        (Edit::Ringed, Outcome::Agreed, 9),
        (Edit::Marked, Outcome::Located, 12),
    ]);
    let found = few.cited(&matched(&[HiddenKind::Mark], Basis::Picture)).unwrap();
    assert_eq!((found.marks, found.hits, found.pictures), (Some(Marks::Any), 9, 21));
    let fewer = trial(&[(Edit::Exchanged, Outcome::Located, 50), (Edit::Ringed, Outcome::Agreed, 9)]);
    let found = fewer.cited(&matched(&[HiddenKind::Mark], Basis::Picture)).unwrap();
    assert_eq!((found.marks, found.hits, found.pictures), (None, 9, 59));
}

#[test]
fn a_match_of_mail_cites_messages_with_changed_heads_too() {
    let found = whole().cited(&matched(&[], Basis::Words)).unwrap();
    assert_eq!((found.marks, found.letters, found.hits, found.pictures), (None, None, 10, 40));
}
