//! What a trial makes of answers, and of a checker that is bad; and how sure its shares are.

use std::convert::Infallible;

use verify_shot::evaluate::score::{Truth, outcome};
use verify_shot::model::answer::{
    Difference, DifferenceKind, Finding, PageAnswer, PageKind, PageRef, Verdict,
};
use verify_shot::model::geometry::{Homography, Rect};
use verify_shot::model::interval::wilson;
use verify_shot::model::trial::{Kind, Outcome};

const CHANGE: Rect = Rect { x0: 100.0, y0: 100.0, x1: 140.0, y1: 112.0 };

fn page(name: &str) -> PageRef {
    PageRef { document: name.into(), page: 1 }
}

/// A checker that says this of every picture.
fn finding(verdict: Verdict, named: &str, differs: &[Rect]) -> Finding {
    let difference = |bounds: &Rect| Difference {
        bounds: *bounds,
        on_page: *bounds,
        kind: DifferenceKind::Changed,
        deviation: 9.0,
        original: None,
        shown: None,
        line: None,
    };
    let answer = PageAnswer {
        page: page(named),
        kind: PageKind::Page,
        basis: vec![],
        region: Rect::new(0.0, 0.0, 900.0, 900.0),
        transform: Homography::IDENTITY,
        compared: 1.0,
        chance: 1e-30,
        smallest_text: None,
        differences: differs.iter().map(difference).collect(),
        hidden: vec![],
        drawn_by: None,
        signatures: vec![],
        namesake: None,
    };
    let pages = if named.is_empty() { vec![] } else { vec![answer] };
    Finding { verdict, pages, also: vec![], coverage: Default::default(), why: vec![] }
}

fn worth(finding: &Finding, kind: Kind) -> Outcome {
    let own = page("own");
    let change = (kind == Kind::Changed).then_some(CHANGE);
    let truth = Truth { kind, page: &own, change };
    let twins = &mut |named: &PageRef| Ok::<_, Infallible>(named.document == "twin");
    outcome(finding, &truth, twins).unwrap()
}

#[test]
fn a_checker_that_calls_everything_a_match_is_seen_through() {
    let blind = finding(Verdict::Match, "own", &[]);
    assert_eq!(worth(&blind, Kind::Genuine), Outcome::Agreed);
    assert_eq!(worth(&blind, Kind::Changed), Outcome::Agreed);
    assert_eq!(worth(&blind, Kind::Absent), Outcome::WrongMatch, "a hidden page that is named");
}

#[test]
fn a_checker_that_names_any_page_is_seen_through() {
    for kind in [Kind::Genuine, Kind::Changed, Kind::Absent] {
        assert_eq!(worth(&finding(Verdict::Match, "another", &[]), kind), Outcome::WrongMatch);
        assert_eq!(worth(&finding(Verdict::Altered, "another", &[CHANGE]), kind), Outcome::WrongAltered);
        assert_eq!(worth(&finding(Verdict::Inconclusive, "another", &[]), kind), Outcome::Unsure);
    }
}

#[test]
fn a_checker_that_calls_everything_altered_has_told_no_change() {
    let whole = Rect::new(0.0, 0.0, 900.0, 900.0);
    let away = Rect::new(400.0, 400.0, 440.0, 412.0);
    for place in [whole, away] {
        let crying = finding(Verdict::Altered, "own", &[place]);
        assert_eq!(worth(&crying, Kind::Changed), Outcome::Elsewhere, "{place}");
        assert_eq!(worth(&crying, Kind::Genuine), Outcome::Elsewhere, "a false alarm");
    }
    assert_eq!(
        worth(&finding(Verdict::Altered, "own", &[away, CHANGE.grown(3.0)]), Kind::Changed),
        Outcome::Located
    );
    assert_eq!(worth(&finding(Verdict::Altered, "own", &[CHANGE]), Kind::Genuine), Outcome::Elsewhere);
}

#[test]
fn a_page_that_shows_the_same_may_be_named() {
    for kind in [Kind::Genuine, Kind::Absent] {
        assert_eq!(worth(&finding(Verdict::Match, "twin", &[]), kind), Outcome::Agreed);
    }
    let beside = Finding { also: vec![page("own")], ..finding(Verdict::Match, "another", &[]) };
    assert_eq!(worth(&beside, Kind::Genuine), Outcome::Agreed);
    assert_eq!(worth(&beside, Kind::Absent), Outcome::WrongMatch);
}

#[test]
fn what_names_nothing_is_neither_found_nor_wrong() {
    for (verdict, outcome) in [
        (Verdict::NotFound, Outcome::NotFound),
        (Verdict::Inconclusive, Outcome::Unsure),
        (Verdict::NotChecked, Outcome::NotChecked),
    ] {
        assert_eq!(worth(&finding(verdict, "", &[]), Kind::Genuine), outcome);
    }
    assert_eq!(worth(&finding(Verdict::Inconclusive, "own", &[]), Kind::Changed), Outcome::Doubted);
}

/// Newcombe, Statistics in Medicine 17 (1998), table I, method 3, to its four places.
#[test]
fn it_gives_the_published_values() {
    for (hits, of, low, high) in
        [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
    {
        let (found_low, found_high) = wilson(hits, of).unwrap();
        assert!((found_low - low).abs() < 5e-5 && (found_high - high).abs() < 5e-5, "{hits} of {of}");
    }
}

#[test]
fn it_is_even_and_never_leaves_what_a_share_can_be() {
    assert_eq!(wilson(0, 0), None);
    for of in [1, 7, 400] {
        for hits in 0..=of {
            let (low, high) = wilson(hits, of).unwrap();
            let (other_low, other_high) = wilson(of - hits, of).unwrap();
            assert!((low + other_high - 1.0).abs() < 1e-12 && (high + other_low - 1.0).abs() < 1e-12);
            assert!(
                0.0 <= low
                    && low <= hits as f64 / of as f64
                    && hits as f64 / of as f64 <= high
                    && high <= 1.0
            );
        }
    }
}
