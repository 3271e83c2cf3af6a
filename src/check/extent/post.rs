//! A post about a page on the same ground: no edge parts them, so the post is known by its own words.
//!
//! Above the page stand a name with its handle and some text, below it a time or counts of views. All their rows begin at one margin,
//! or beside the portrait. Both ends must be seen: a line that somebody wrote above or below a page has neither.

use super::beside::rows;
use super::explained_words::ShownLine;
use super::thresholds::{POST_COUNTS, POST_HANDLE_LETTERS, POST_MARGIN_X_HEIGHTS, POST_RIM_X_HEIGHTS};
use crate::imaging::median::median;
use crate::model::geometry::Rect;
use crate::model::letter_sizes::{hangs, x_height};
use crate::model::text::SeenWord;

/// Words of the buttons and counts below a post.
const FOOT_WORDS: &[&str] =
    &["Views", "Likes", "Reposts", "Retweets", "Quotes", "Bookmarks", "Like", "Comment", "Reply"];

/// Reads the words of the whole picture, with their boxes in its pixels. Returns `None` if OCR cannot be had.
pub type ReadWords<'a> = dyn FnMut() -> Option<Vec<SeenWord>> + 'a;

/// The rows of a picture that belong to a post: all above `above`, and all from `below` on, in pixels of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Post {
    above: f64,
    below: f64,
}

impl Post {
    /// The post about `region`, the part of the picture that shows a page, in its pixels. `lines` are the lines of words in the
    /// picture. Returns `None` if there is none.
    pub fn about(region: &Rect, lines: &[ShownLine], read: &mut ReadWords<'_>) -> Option<Self> {
        let above = rows_of(lines, |word| word.y1 <= region.y0);
        let below = rows_of(lines, |word| word.y0 >= region.y1);
        if above.is_empty() || below.is_empty() {
            return None;
        }
        let read = read()?;
        let words_in = |row: &Rect| -> Vec<&SeenWord> {
            read.iter().filter(|word| (row.y0..row.y1).contains(&word.bounds.centre().y)).collect()
        };
        let is_foot = |row: &Rect| is_foot(&words_in(row));
        let margin = below.iter().find(|row| is_foot(row))?.x0;
        let at = above.iter().position(|row| words_in(row).iter().any(|word| is_handle(&word.text)))?;
        let handle = above[at];
        let post_size = size(words_in(&handle).into_iter())?;
        let begins_with = |row: &Rect, x: f64| (row.x0 - x).abs() <= POST_MARGIN_X_HEIGHTS * post_size;
        // Somebody may have added a line to a page whose own lines begin at the margin. It is set as the page is.
        let page_size = size(read.iter().filter(|word| region.contains(word.bounds.centre())))?;
        let is_set_as_post = |size: f64| (size / post_size).ln().abs() < (size / page_size).ln().abs();
        let is_of_post = |row: &&Rect| {
            (begins_with(row, margin) || begins_with(row, handle.x0))
                && size(words_in(row).into_iter()).is_some_and(is_set_as_post)
        };
        let last = above.iter().take_while(is_of_post).skip(at).last()?;
        let first = below.iter().rev().take_while(is_of_post).last().filter(|row| is_foot(row))?;
        let rim = POST_RIM_X_HEIGHTS * post_size;
        Some(Self { above: (last.y1 + rim).min(region.y0), below: (first.y0 - rim).max(region.y1) })
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

/// The rows of those words that stand in a part of the picture.
fn rows_of(lines: &[ShownLine], is_there: impl Fn(&Rect) -> bool) -> Vec<Rect> {
    let words = lines.iter().flat_map(|line| &line.words).copied().filter(is_there).collect();
    rows(words, |word| *word).into_iter().filter_map(Rect::around).collect()
}

/// The x-height of the type in which most of these words are set, in pixels of the picture. Words that stand on the line tell it
/// best: how far a comma or a brace reaches below differs from type to type.
fn size<'a>(words: impl Iterator<Item = &'a SeenWord>) -> Option<f64> {
    let (hanging, standing): (Vec<&SeenWord>, Vec<&SeenWord>) = words.partition(|word| hangs(&word.text));
    median(if standing.is_empty() { hanging } else { standing }.into_iter().map(x_height))
}

/// Whether a word is the handle of an account, as `@harbour_news`.
fn is_handle(word: &str) -> bool {
    word.strip_prefix('@').is_some_and(|name| {
        name.chars().filter(|c| c.is_alphanumeric()).count() >= POST_HANDLE_LETTERS
            && name.chars().all(|c| c.is_alphanumeric() || "_.…-".contains(c))
    })
}

/// Whether words are the foot of a post: they have a time of day or a word of its buttons, or are counts and nothing else.
fn is_foot(words: &[&SeenWord]) -> bool {
    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let counts = words.iter().filter(|word| is_count(word)).count();
    words.iter().any(|word| is_time(word) || FOOT_WORDS.contains(word))
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

    const REGION: Rect = Rect { x0: 90.0, y0: 260.0, x1: 700.0, y1: 700.0 };

    /// Heights of the words of the post and of the page, in pixels.
    const POST: f64 = 20.0;
    const PAGE: f64 = 12.0;

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

    const OF_PAGE: Placed = &[("crates", 100.0, 400.0), ("before", 200.0, 400.0)];

    /// The post in a picture of a page with these words about it, of which those of the last list are set as the page is.
    fn found(placed: &[Placed], as_page: Placed) -> Option<Post> {
        let seen = |&(text, x0, y0): &(&str, f64, f64), height: f64| {
            let bounds = Rect::new(x0, y0, x0 + 12.0 * text.len() as f64, y0 + height);
            SeenWord { text: text.into(), bounds, confidence: 90.0, line: 0 }
        };
        let of_post = placed.iter().copied().flatten().map(|word| seen(word, POST));
        let of_page = OF_PAGE.iter().chain(as_page).map(|word| seen(word, PAGE));
        let words: Vec<SeenWord> = of_post.chain(of_page).collect();
        let line = |word: &SeenWord| ShownLine { words: vec![word.bounds], letter: word.bounds.height() };
        let lines: Vec<ShownLine> = words.iter().map(line).collect();
        Post::about(&REGION, &lines, &mut || Some(words.clone()))
    }

    #[test]
    fn a_post_is_known_by_its_handle_and_its_time_and_ends_at_their_rows() {
        let post = found(&[HEAD, FOOT], &[]).expect("a post");
        assert!(post.holds(100.0) && post.holds(130.0) && post.holds(810.0));
        assert!(!post.holds(200.0) && !post.holds(700.0));
        assert!(post.leaves(&REGION));
    }

    #[test]
    fn without_one_of_its_ends_there_is_no_post() {
        assert_eq!(found(&[HEAD], &[]), None);
        assert_eq!(found(&[FOOT], &[]), None);
        assert_eq!(found(&[HEAD, &[("approved", 36.0, 800.0), ("today", 150.0, 800.0)]], &[]), None);
    }

    #[test]
    fn a_line_that_does_not_begin_at_the_posts_margin_is_not_of_the_post() {
        let added: Placed = &[("Not", 90.0, 200.0), ("approved", 140.0, 200.0)];
        let post = found(&[HEAD, added, FOOT], &[]).expect("a post");
        assert!(!post.holds(210.0));
        let below: Placed = &[("Not", 90.0, 720.0), ("approved", 140.0, 720.0)];
        let post = found(&[HEAD, below, FOOT], &[]).expect("a post");
        assert!(!post.holds(730.0));
    }

    #[test]
    fn a_line_at_the_posts_margin_that_is_set_as_the_page_is_not_of_the_post() {
        let post = found(&[HEAD, FOOT], &[("Not", 36.0, 200.0), ("approved", 80.0, 200.0)]).expect("a post");
        assert!(!post.holds(206.0));
        let below: Placed = &[("Like", 36.0, 760.0), ("nobody", 90.0, 760.0)];
        let post = found(&[HEAD, FOOT], below).expect("a post");
        assert!(!post.holds(766.0));
    }

    #[test]
    fn words_of_a_foot_are_times_counts_and_buttons() {
        let is_foot = |words: &[&str]| {
            let seen =
                |text: &&str| SeenWord { text: (*text).into(), bounds: REGION, confidence: 90.0, line: 0 };
            let seen: Vec<SeenWord> = words.iter().map(seen).collect();
            is_foot(&seen.iter().collect::<Vec<_>>())
        };
        for foot in [&["9:41", "PM"][..], &["21:07"], &["41", "127", "22.4K"], &["Like", "Comment"]] {
            assert!(is_foot(foot), "{foot:?}");
        }
        for other in [
            &["not", "approved"][..],
            &["we", "like", "crates"],
            &["127"],
            &["12", "crates", "14"],
            &["Act", "3:1"],
        ] {
            assert!(!is_foot(other), "{other:?}");
        }
    }
}
