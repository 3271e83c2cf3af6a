//! One page's words weighed against the picture's.

use std::collections::HashSet;

use super::alignment::align;
use super::glyphs::Glyphs;
use super::heading::{Sender, sender};
use super::lettering::Hand;
use super::passages::{Passage, Passages, Sides, passages};
use super::recall::Candidate;
use super::script::Script;
use super::strange::{Place, strange};
use super::transcript::{SeenTerm, Transcript};
use crate::model::geometry::{Homography, Rect, listed};
use crate::model::text::Text;
use crate::model::verdict::{Basis, Difference, PageAnswer, PageRef, Verdict};

/// Terms of a page that are aligned, at most, about where its shingles were found.
const MOST_TERMS: usize = 12_000;
/// Logarithm to base 10 of the chance up to which a page is named.
const NAMED: f64 = -4.0;
/// Every so many shingles count as a witness of its own: they overlap by two words of three.
const WITNESSES: f64 = 2.0;
/// Terms of the body that must agree for anything to be said of it.
const LEAST_BODY: usize = 10;
/// Share of the body's words shown that must agree for the picture to be a version of it.
const LEAST_AGREEING: f64 = 0.75;
/// Share of the words of the text shown that the page may lack.
const MOST_STRANGE: f64 = 0.12;
/// Share of the words that may be unread for "no differences" to be said.
const MOST_UNCLEAR: f64 = 0.12;
/// Words on both sides of a change from which it is another text.
const LONG: usize = 6;
/// More differences than this are another version.
const MOST_DIFFERENCES: usize = 25;

/// Share of all words surely read, those of a post and of the mail program with them, that must agree: a list's footer
/// stands under a thousand messages.
const LEAST_OF_ALL: f64 = 0.45;
/// Confidence from which a word counts as read.
const SURE: f64 = 60.0;
/// Confidence from which a word was read beyond doubt.
const BEYOND_DOUBT: f64 = 93.0;

/// A page held against the picture's words.
pub struct Weighed {
    /// Score of the alignment.
    pub agreement: f32,
    /// What is said of the page.
    pub answer: PageAnswer,
    /// The verdict on it; `NotFound` where it should not be named.
    pub verdict: Verdict,
    /// Why.
    pub why: Vec<String>,
}

/// Score of the alignment that a difference costs: as much as a word that agrees brings.
const DIFFERENCE: f32 = 3.0;

impl Weighed {
    /// How well the page explains the picture.
    pub fn rank(&self) -> f32 {
        self.agreement - DIFFERENCE * self.answer.differences.len() as f32
    }
}

/// Aligns and weighs; none where nothing agrees.
pub fn weigh(
    seen: &Transcript,
    text: &Text,
    candidate: &Candidate,
    page: PageRef,
    pages: u64,
) -> Option<Weighed> {
    let mut script = Script::new(text);
    narrow(&mut script, candidate, seen.terms.len());
    let score = |i: usize, j: usize| seen.terms[i].token.likeness(&script.terms[j].token);
    let (pairs, agreement) = align(seen.terms.len(), script.terms.len(), score);
    let sides = Sides::new(seen, &script, &pairs);
    let [agreed, read] = spelled(&sides, &pairs);
    let glyphs = Glyphs::learn(Hand::new(seen), &agreed, &read);
    let mut passages = passages(&sides, &pairs, &glyphs);
    let agreeing: HashSet<usize> = passages.agreeing.iter().copied().collect();
    let is_body = |j: usize| script.terms[j].part == script.body();
    let held: Vec<(usize, usize)> =
        pairs.iter().copied().filter(|p| agreeing.contains(&p.0) && is_body(p.1)).collect();
    let in_body: Vec<usize> = held.iter().map(|p| p.0).collect();
    let chance = (pages.max(1) as f64).log10() - candidate.support / WITNESSES;
    // But for a word or two that were not read.
    let at_start = held.first().is_some_and(|p| p.1 < 3 || !is_body(p.1 - 3));
    let at_end = held.last().is_some_and(|p| p.1 + 3 >= script.terms.len());
    let place = Place { body: &in_body, agreeing: &agreeing, is_whole: [at_start, at_end] };
    let strange = strange(seen, &place);
    let sender = sender(&sides, &pairs, &passages, &in_body);
    let is_unclear = sender == Sender::Unclear;
    if let Sender::Other(passage) = sender {
        passages.differing.push(passage);
    }
    let sure = seen.terms.iter().filter(|t| t.confidence >= SURE).count();
    let (mut verdict, mut why) = rules(&in_body, &passages, strange, chance, |b| seen.in_picture(b));
    let is_said = matches!(verdict, Verdict::Match | Verdict::Altered);
    if is_said && (agreeing.len() as f64) < LEAST_OF_ALL * sure as f64 {
        verdict = Verdict::Inconclusive;
        why.push(
            "Most of the words shown are not in it: it may be another message that has the rest in common."
                .into(),
        );
    }
    if is_unclear && verdict == Verdict::Match {
        verdict = Verdict::Inconclusive;
        why.push("The text agrees, but the sender shown over it could not be matched to the message's: look there.".into());
    }
    let answer = answer(seen, &passages, &in_body, page, chance)?;
    Some(Weighed { agreement, answer, verdict, why })
}

/// Leaves of a long page its header and what lies about the shingles found.
fn narrow(script: &mut Script, candidate: &Candidate, seen: usize) {
    let body = script.body();
    let about = candidate.first.saturating_sub(2 * seen)..candidate.last + 2 * seen;
    if script.terms.len() > MOST_TERMS {
        let mut number = 0..;
        script.terms.retain(|t| number.next().is_some_and(|n| t.part < body || about.contains(&n)));
        script.terms.truncate(MOST_TERMS);
    }
}

/// Words that show how the picture's letters look, box and spelling each: those whose every term is spelled as on the page,
/// and those beside the page's that were read beyond doubt.
pub fn spelled(sides: &Sides, pairs: &[(usize, usize)]) -> [Vec<(Rect, String)>; 2] {
    let mut said: Vec<Option<usize>> = vec![None; sides.seen.terms.len()];
    pairs.iter().for_each(|&(i, j)| said[i] = Some(j));
    let (mut agreed, mut read, mut number) = (Vec::new(), Vec::new(), 0);
    for terms in sides.seen.terms.chunk_by(|a, b| a.word == b.word) {
        let word = &sides.seen.words[terms[0].word];
        let said = &said[number..number + terms.len()];
        number += terms.len();
        let same = |(t, j): (&SeenTerm, &Option<usize>)| {
            j.is_some_and(|j| sides.script.terms[j].token.text == t.token.text)
        };
        if terms.iter().zip(said).all(same) {
            agreed.push((word.bounds, word.text.clone()));
        } else if said.iter().all(Option::is_none) && word.confidence >= BEYOND_DOUBT {
            read.push((word.bounds, word.text.clone()));
        }
    }
    [agreed, read]
}

fn rules(
    body: &[usize],
    passages: &Passages,
    strange: usize,
    chance: f64,
    in_picture: impl Fn(&Rect) -> Rect,
) -> (Verdict, Vec<String>) {
    let unsure = |why: String| (Verdict::Inconclusive, vec![why]);
    if chance > NAMED {
        return (Verdict::NotFound, Vec::new());
    }
    if body.len() < LEAST_BODY {
        return unsure(
            "Words of the header agree with it, the text below them does not or is not shown.".into(),
        );
    }
    let (differing, unclear) = (passages.differing.len(), passages.unclear.len());
    let shown = body.len() + differing + unclear;
    if (body.len() as f64) < LEAST_AGREEING * shown as f64 || differing > MOST_DIFFERENCES {
        return unsure(
            "Much of the text agrees and much differs: it may be another version of this message.".into(),
        );
    }
    if strange as f64 > MOST_STRANGE * (shown + strange) as f64 {
        return unsure(format!(
            "{strange} of {} words of the text shown are not in it: it may be another message that quotes this one, or words added to it.",
            shown + strange
        ));
    }
    let in_header = passages.differing.iter().filter(|p| p.in_header).count();
    let is_long = |p: &Passage| [&p.original, &p.shown].iter().all(|words| words.split(' ').count() >= LONG);
    if differing > 1 && passages.differing.iter().any(is_long) {
        return unsure(
            "Whole sentences differ: it may be another message of the same sort, or another version.".into(),
        );
    }
    if in_header > 0 && in_header < differing {
        return unsure("Header and text differ: it may be another message of the same sort.".into());
    }
    if differing > 0 {
        return (Verdict::Altered, Vec::new());
    }
    let doubtful: Vec<Rect> =
        passages.unclear.iter().filter(|p| p.is_doubt).map(|p| in_picture(&p.bounds)).collect();
    if !doubtful.is_empty() {
        return unsure(format!("At {} it may differ or only be unclear: look there.", listed(&doubtful)));
    }
    if unclear as f64 > MOST_UNCLEAR * shown as f64 {
        return unsure(format!("{unclear} of {shown} words could not be read surely enough to be compared."));
    }
    (Verdict::Match, Vec::new())
}

fn answer(
    seen: &Transcript,
    passages: &Passages,
    body: &[usize],
    page: PageRef,
    chance: f64,
) -> Option<PageAnswer> {
    let boxes = passages.agreeing.iter().map(|&i| seen.terms[i].bounds);
    let shown = boxes.chain(passages.differing.iter().map(|p| p.bounds)).reduce(|a, b| a.union(&b))?;
    let region = seen.in_picture(&shown);
    // A message has no measures of its own: it is the unit square, laid on the part that shows it.
    let transform = Homography::scale_shift(region.width(), region.height(), region.x0, region.y0);
    let back = transform.inverse()?;
    let difference = |p: &Passage| {
        let bounds = seen.in_picture(&p.bounds);
        let said = |words: &String| (!words.is_empty()).then(|| words.clone());
        Difference {
            bounds,
            on_page: back.apply_rect(&bounds),
            kind: p.kind,
            deviation: p.beyond,
            original: said(&p.original),
            shown: said(&p.shown),
        }
    };
    let (clear, unclear) = (passages.agreeing.len() + passages.differing.len(), passages.unclear.len());
    Some(PageAnswer {
        page,
        basis: vec![Basis::Words],
        region,
        transform,
        compared: clear as f64 / (clear + unclear).max(1) as f64,
        chance: 10f64.powf(chance.clamp(-300.0, 300.0)),
        smallest_text: (!body.is_empty()).then(|| seen.letter(body)),
        differences: passages.differing.iter().map(difference).collect(),
        hidden: Vec::new(),
    })
}
