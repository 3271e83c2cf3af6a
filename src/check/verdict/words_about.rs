//! The words of a picture that no page explains: those within the frame of a page or about it, and those beside the pages.

use super::hypothesis::{Hypothesis, is_explained};
use super::thresholds::{
    FRAME_MARGIN_SHARE, OWN_LETTER_RATIO, READ_WORDS_OF_TEXT, UNEXPLAINED_WORDS_AROUND_PAGE,
    UNEXPLAINED_WORDS_ON_PAGE,
};
use crate::check::extent::beside::{Beside, Words};
use crate::check::extent::explained_words::ShownLine;
use crate::check::extent::post::{Post, ReadWords};
use crate::check::extent::thresholds::LEGIBLE_LETTER_PIXELS;
use crate::check::readings::sure_boxes;
use crate::model::geometry::{Point, Rect};

/// The running text among the words beside the pages. A desk before a camera looks like rows of words, of which hardly one
/// is read.
pub fn beside(apart: Vec<Rect>, kept: &[Hypothesis], read: &mut ReadWords<'_>) -> Beside {
    let beside = Beside::of(apart.clone());
    let is_desk = !kept.is_empty() && kept.iter().all(|page| page.registered.is_photographed());
    if beside.reason().is_none() || !is_desk {
        return beside;
    }
    let Some(read) = read() else { return beside };
    let read = sure_boxes(&read);
    let is_apart = |read: &&Rect| apart.iter().any(|word| read.intersection(word).area() > 0.0);
    if read.iter().filter(is_apart).count() < READ_WORDS_OF_TEXT { Beside::default() } else { beside }
}

/// Where a page lies in the picture, for words about it.
struct Place<'a> {
    /// The frame about it.
    frame: Option<Rect>,
    /// The page with a margin, for one without a frame.
    about: Rect,
    /// The post about it.
    post: Option<Post>,
    /// Whether a point of the picture shows its paper.
    is_on_paper: Box<dyn Fn(Point) -> bool + 'a>,
    /// Whether a camera saw it. Then a desk is about it.
    is_photographed: bool,
}

impl<'a> Place<'a> {
    fn new(page: &'a Hypothesis, whole: &Rect) -> Self {
        let outline = page.registered.outline();
        let margin = FRAME_MARGIN_SHARE * outline.width().max(outline.height());
        Self {
            frame: page.compared.frame.as_ref().map(|frame| frame.bounds),
            about: outline.grown(margin).intersection(whole),
            post: page.compared.post,
            is_on_paper: Box::new(page.registered.is_on_paper()),
            is_photographed: page.registered.is_photographed(),
        }
    }

    /// Whether a point lies within the frame of the page.
    fn frames(&self, p: Point) -> bool {
        self.frame.is_some_and(|frame| frame.contains(p)) && (!self.is_photographed || (self.is_on_paper)(p))
    }

    /// Whether a point lies on the page, or about it, and no frame is seen. The rows of a post are its own.
    fn is_about(&self, p: Point) -> bool {
        if self.post.is_some_and(|post| post.holds(p.y)) {
            return false;
        }
        let is_near = if self.is_photographed { (self.is_on_paper)(p) } else { self.about.contains(p) };
        self.frame.is_none() && is_near
    }

    /// Whether a point lies on the page, and no frame is seen.
    fn is_open_paper(&self, p: Point) -> bool {
        self.frame.is_none() && (self.is_on_paper)(p)
    }
}

/// Counts the words of a picture with these bounds, and gives those beside the pages. Around a page without a frame, several
/// unexplained words in one line count. All other unexplained words are beside the pages.
pub fn words(whole: &Rect, kept: &[Hypothesis], lines: &[ShownLine]) -> (Words, Vec<Rect>) {
    let places: Vec<Place> = kept.iter().map(|page| Place::new(page, whole)).collect();
    let (mut words, mut beside) = (Words::default(), Vec::new());
    for (l, line) in lines.iter().enumerate() {
        let is_alike = kept.iter().any(|r| OWN_LETTER_RATIO.contains(&(line.letter / r.compared.letter)));
        let (mut on_paper, mut other_size, mut near, mut apart) = (0, 0, Vec::new(), Vec::new());
        for (w, word) in line.words.iter().enumerate() {
            let at = word.centre();
            let framing = places.iter().find(|place| place.frames(at));
            if is_explained(kept, l, w) {
                words.explained += usize::from(is_alike);
            } else if let Some(place) = framing {
                // The page is compared within its frame, but not beyond its own edge.
                words.within += usize::from(is_alike);
                other_size += usize::from(!is_alike);
                if !(place.is_on_paper)(at) {
                    apart.push(*word);
                }
            } else if is_alike && places.iter().any(|place| place.is_about(at)) {
                near.push(*word);
                on_paper += usize::from(places.iter().any(|place| place.is_open_paper(at)));
            } else {
                apart.push(*word);
            }
        }
        if near.len() >= UNEXPLAINED_WORDS_AROUND_PAGE || on_paper >= UNEXPLAINED_WORDS_ON_PAGE {
            words.about += near.len();
        } else {
            apart.extend(near);
        }
        // Words of another size than the page's own count if a whole line of them stands on its paper.
        words.about += if other_size >= UNEXPLAINED_WORDS_AROUND_PAGE { other_size } else { 0 };
        if line.letter >= LEGIBLE_LETTER_PIXELS {
            beside.extend(apart);
        }
    }
    (words, beside)
}
