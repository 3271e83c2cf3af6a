//! HTML messages: their visible text in reading order.

use html2text::config;
use html2text::render::{TaggedLine, TextDecorator};

use super::charset;

/// Line width in characters: wider than any paragraph, so that lines break only where the message breaks them.
const WIDTH: usize = 100_000;
/// Bytes searched for the character set: HTML requires it in the first kilobyte.
const HEAD_BYTES: usize = 1024;
/// CSS that hides elements without visible text: hidden ones, and rules and images, which would become text.
const UNSEEN: &str = "[hidden], img, hr, svg, title, noscript { display: none }";

/// Text of an HTML message.
pub fn words(html: &str) -> String {
    // If the style sheet cannot be parsed, render without it: that costs what it hides, not the message.
    let text = rendered(html, true).or_else(|| rendered(html, false)).unwrap_or_default();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n")
}

fn rendered(html: &str, styles: bool) -> Option<String> {
    let config = config::with_decorator(Bare).raw_mode(true).no_link_wrapping().add_css(UNSEEN).ok()?;
    let config = if styles { config.use_doc_css() } else { config };
    config.string_from_read(html.as_bytes(), WIDTH).ok()
}

/// Character set declared in the HTML.
pub fn charset(bytes: &[u8]) -> Option<String> {
    charset::charset_of(&bytes[..bytes.len().min(HEAD_BYTES)])
}

/// Text decorator that adds nothing.
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
