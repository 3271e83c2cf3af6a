//! Letters in HTML: their words in reading order, as they are seen.

use html2text::config;
use html2text::render::{TaggedLine, TextDecorator};

use super::charset;

/// Letters of a line: more than a paragraph has, for a line is broken nowhere but where the letter breaks it.
const WIDTH: usize = 100_000;
/// How far the character set is looked for: HTML asks for it in the first kilobyte.
const HEAD_BYTES: usize = 1024;
/// What is not seen as words: what the letter hides, and rules and pictures, which would become some.
const UNSEEN: &str = "[hidden], img, hr, svg, title, noscript { display: none }";

/// The words of a letter in HTML.
pub fn words(html: &str) -> String {
    // A style sheet that cannot be read costs what it hides, not the letter.
    let text = rendered(html, true).or_else(|| rendered(html, false)).unwrap_or_default();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n")
}

fn rendered(html: &str, styles: bool) -> Option<String> {
    let config = config::with_decorator(Bare).raw_mode(true).no_link_wrapping().add_css(UNSEEN).ok()?;
    let config = if styles { config.use_doc_css() } else { config };
    config.string_from_read(html.as_bytes(), WIDTH).ok()
}

/// The character set that a letter says itself.
pub fn charset(bytes: &[u8]) -> Option<String> {
    charset::charset_of(&bytes[..bytes.len().min(HEAD_BYTES)])
}

/// Adds nothing to the words.
struct Bare;

impl TextDecorator for Bare {
    type Annotation = ();

    fn decorate_link_start(&mut self, _: &str) -> (String, ()) {
        Default::default()
    }

    fn decorate_link_end(&mut self) -> String {
        String::new()
    }

    fn decorate_em_start(&self) -> (String, ()) {
        Default::default()
    }

    fn decorate_em_end(&self) -> String {
        String::new()
    }

    fn decorate_strong_start(&self) -> (String, ()) {
        Default::default()
    }

    fn decorate_strong_end(&self) -> String {
        String::new()
    }

    fn decorate_strikeout_start(&self) -> (String, ()) {
        Default::default()
    }

    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }

    fn decorate_code_start(&self) -> (String, ()) {
        Default::default()
    }

    fn decorate_code_end(&self) -> String {
        String::new()
    }

    fn decorate_preformat_first(&self) {}

    fn decorate_preformat_cont(&self) {}

    fn decorate_image(&mut self, _: &str, _: &str) -> (String, ()) {
        Default::default()
    }

    fn header_prefix(&self, _: usize) -> String {
        String::new()
    }

    fn quote_prefix(&self) -> String {
        String::new()
    }

    fn unordered_item_prefix(&self) -> String {
        "- ".into()
    }

    fn ordered_item_prefix(&self, number: i64) -> String {
        format!("{number}. ")
    }

    fn make_subblock_decorator(&self) -> Self {
        Bare
    }

    fn decorate_superscript_start(&self) -> (String, ()) {
        Default::default()
    }

    fn decorate_superscript_end(&self) -> String {
        String::new()
    }

    fn finalise(&mut self, _: Vec<String>) -> Vec<TaggedLine<()>> {
        Vec::new()
    }
}
