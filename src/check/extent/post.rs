//! A post about a page on the same ground: no edge parts them, so the post is known by its own words.
//!
//! Above the page stand a name with its handle and some text, below it a time or counts of views. All their rows begin at one margin,
//! or beside the portrait. Both ends must be seen: a line that somebody wrote above or below a page has neither.

use super::beside::rows;
use super::explained_words::ShownLine;
use super::thresholds::{POST_COUNTS, POST_HANDLE_LETTERS, POST_MARGIN_ROW_HEIGHTS, POST_RIM_ROW_HEIGHTS};
use crate::model::geometry::Rect;
use crate::model::text::SeenWord;

/// Words of the buttons and counts below a post.
const FOOT_WORDS: &[&str] =
    &["Views", "Likes", "Reposts", "Retweets", "Quotes", "Bookmarks", "Like", "Comment", "Reply"];

/// Reads the words of a part of the picture. Part and words are in pixels of the picture. Returns `None` if OCR cannot be had.
pub type ReadPart<'a> = dyn FnMut(&Rect) -> Option<Vec<SeenWord>> + 'a;

/// The rows of a picture that belong to a post: all above `above`, and all from `below` on, in pixels of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Post {
    above: f64,
    below: f64,
}

impl Post {
    /// The post about `region`, the part that shows a page. `lines` are the lines of words in a picture with bounds `whole`. Returns
    /// `None` if there is none.
    pub fn about(region: &Rect, whole: &Rect, lines: &[ShownLine], read: &mut ReadPart<'_>) -> Option<Self> {
        let words = |is_there: &dyn Fn(&Rect) -> bool| {
            rows(lines.iter().flat_map(|line| &line.words).copied().filter(is_there).collect())
        };
        let (above, below) = (words(&|word| word.y1 <= region.y0), words(&|word| word.y0 >= region.y1));
        if above.is_empty() || below.is_empty() {
            return None;
        }
        let foot = read(&Rect { y0: region.y1, ..*whole })?;
        let margin = below.iter().find(|row| is_foot(&words_in(&foot, row)))?.x0;
        let head = read(&Rect { y1: region.y0, ..*whole })?;
        let handle = above.iter().position(|row| words_in(&head, row).iter().any(|word| is_handle(word)))?;
        let beside_portrait = above[handle].x0;
        let is_of_post = |row: &&Rect| {
            let begins_at = |at: f64| (row.x0 - at).abs() <= POST_MARGIN_ROW_HEIGHTS * above[handle].height();
            begins_at(margin) || begins_at(beside_portrait)
        };
        let of_head: Vec<&Rect> = above.iter().take_while(is_of_post).collect();
        let of_foot: Vec<&Rect> = below.iter().rev().take_while(is_of_post).collect();
        let last = of_head.last().filter(|_| of_head.len() > handle)?;
        let first = of_foot.last().filter(|row| is_foot(&words_in(&foot, row)))?;
        let rim = |row: &Rect| POST_RIM_ROW_HEIGHTS * row.height();
        Some(Self {
            above: (last.y1 + rim(last)).min(region.y0),
            below: (first.y0 - rim(first)).max(region.y1),
        })
    }

    /// A post that leaves the rows from `above` to `below`.
    #[cfg(test)]
    pub fn between(above: f64, below: f64) -> Self {
        Self { above, below }
    }

    /// Whether a row of the picture belongs to the post.
    pub fn holds(&self, y: f64) -> bool {
        y < self.above || y >= self.below
    }

    /// Whether nothing of a part of the picture belongs to the post.
    pub fn leaves(&self, part: &Rect) -> bool {
        part.y0 >= self.above && part.y1 <= self.below
    }
}

/// The words that were read in a row.
fn words_in<'a>(read: &'a [SeenWord], row: &Rect) -> Vec<&'a str> {
    let is_there = |word: &&SeenWord| (row.y0..row.y1).contains(&word.bounds.centre().y);
    read.iter().filter(is_there).map(|word| word.text.as_str()).collect()
}

/// Whether a word is the handle of an account, as `@harbour_news`.
fn is_handle(word: &str) -> bool {
    word.strip_prefix('@').is_some_and(|name| {
        name.chars().filter(|c| c.is_alphanumeric()).count() >= POST_HANDLE_LETTERS
            && name.chars().all(|c| c.is_alphanumeric() || "_.…-".contains(c))
    })
}

/// Whether words are the foot of a post: they have a time of day or a word of its buttons, or are counts and nothing else.
fn is_foot(words: &[&str]) -> bool {
    let is_button = |word: &&str| FOOT_WORDS.iter().any(|known| word.eq_ignore_ascii_case(known));
    let counts = words.iter().filter(|word| is_count(word)).count();
    words.iter().any(|word| is_time(word) || is_button(word))
        || counts >= POST_COUNTS && words.iter().all(|word| is_count(word) || word.chars().count() == 1)
}

/// Whether a word is a time of day, as `9:41` or `21:41`.
fn is_time(word: &str) -> bool {
    let letters = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    letters.split_once(':').is_some_and(|(hours, minutes)| {
        let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        matches!(hours.len(), 1 | 2) && minutes.len() == 2 && is_number(hours) && is_number(minutes)
    })
}

/// Whether a word is a count, as `512`, `8,331` or `22.4K`.
fn is_count(word: &str) -> bool {
    let digits = word.trim_end_matches(['K', 'M', 'B', 'k', 'm']);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Rect = Rect { x0: 0.0, y0: 0.0, x1: 800.0, y1: 900.0 };
    const REGION: Rect = Rect { x0: 90.0, y0: 260.0, x1: 700.0, y1: 700.0 };

    /// Words with their left ends and tops.
    type Placed<'a> = &'a [(&'a str, f64, f64)];

    const HEAD: Placed = &[
        ("Harbour", 108.0, 30.0),
        ("News", 210.0, 30.0),
        ("@harbour_news", 108.0, 64.0),
        ("So", 36.0, 118.0),
        ("here", 80.0, 118.0),
    ];
    const FOOT: Placed =
        &[("9:41", 36.0, 800.0), ("PM", 100.0, 800.0), ("41", 36.0, 850.0), ("8,331", 200.0, 850.0)];

    fn found(placed: &[Placed]) -> Option<Post> {
        let seen = |&(text, x0, y0): &(&str, f64, f64)| {
            let bounds = Rect::new(x0, y0, x0 + 12.0 * text.len() as f64, y0 + 20.0);
            SeenWord { text: text.into(), bounds, confidence: 90.0, line: 0 }
        };
        let words: Vec<SeenWord> = placed.iter().copied().flatten().map(seen).collect();
        let lines: Vec<ShownLine> =
            words.iter().map(|word| ShownLine { words: vec![word.bounds], letter: 12.0 }).collect();
        let mut read = |part: &Rect| {
            Some(words.iter().filter(|word| part.contains(word.bounds.centre())).cloned().collect())
        };
        Post::about(&REGION, &WHOLE, &lines, &mut read)
    }

    #[test]
    fn a_post_is_known_by_its_handle_and_its_time_and_ends_at_their_rows() {
        let post = found(&[HEAD, FOOT]).expect("a post");
        assert!(post.holds(100.0) && post.holds(130.0) && post.holds(810.0));
        assert!(!post.holds(200.0) && !post.holds(700.0));
        assert!(post.leaves(&REGION));
    }

    #[test]
    fn without_one_of_its_ends_there_is_no_post() {
        assert_eq!(found(&[HEAD]), None);
        assert_eq!(found(&[FOOT]), None);
        assert_eq!(found(&[HEAD, &[("approved", 36.0, 800.0), ("today", 150.0, 800.0)]]), None);
    }

    #[test]
    fn a_line_that_does_not_begin_at_the_posts_margin_is_not_of_the_post() {
        let added: Placed = &[("Not", 90.0, 200.0), ("approved", 140.0, 200.0)];
        let post = found(&[HEAD, added, FOOT]).expect("a post");
        assert!(!post.holds(210.0));
        let below: Placed = &[("Not", 90.0, 720.0), ("approved", 140.0, 720.0)];
        let post = found(&[HEAD, below, FOOT]).expect("a post");
        assert!(!post.holds(730.0));
    }

    #[test]
    fn words_of_a_foot_are_times_counts_and_buttons() {
        for foot in [&["9:41", "PM"][..], &["21:07"], &["41", "127", "22.4K"], &["Like", "Comment"]] {
            assert!(is_foot(foot), "{foot:?}");
        }
        for other in [&["not", "approved"][..], &["127"], &["12", "crates", "14"], &["Act", "3:1"]] {
            assert!(!is_foot(other), "{other:?}");
        }
    }
}
