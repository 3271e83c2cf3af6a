//! HTML report: one file without script and remote resources, to be read, printed and archived.

mod contents;
mod section;

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::{escape, messages};
use crate::figure::side_by_side;
use crate::model::answer::IndexSummary;
use crate::model::raster::Picture;

pub use contents::Contents;
pub use section::section;

/// Position of an answer in the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Index of the input, from 0.
    pub number: usize,
    /// Index of the picture, from 0, if a link has several.
    pub part: usize,
}

impl fmt::Display for Place {
    /// Suffix of names: `3`, or `3p2` for the second picture of the third input.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number + 1)?;
        if self.part > 0 { write!(f, "p{}", self.part + 1) } else { Ok(()) }
    }
}

const STYLE: &str = include_str!("style.css");
/// Number of CSS width classes, and the pixels between them.
const STEPS: (usize, usize) = (20, 40);

/// Largest width and height of a small view in the table of contents, in pixels.
const THUMBNAIL: f64 = 96.0;

/// Start of the file, before the sections.
pub fn opening(contents: &Contents) -> String {
    let style = style(contents);
    let hash = STANDARD.encode(Sha256::digest(&style));
    let policy = format!(
        "default-src 'none'; img-src data:; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"
    );
    let title = contents.title();
    let head = html! {
        (DOCTYPE)
        (PreEscaped("<html lang=\"en\">"))
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="referrer" content="no-referrer";
            title { (escape::html(&title)) }
            style { (PreEscaped(&style)) }
        }
        (PreEscaped("<body>"))
        header {
            h1 { (escape::html(&title)) }
            p { "Pictures were laid beside the pages of an index and compared. " (messages::NOT_JUDGED) }
        }
        (contents.list())
        (PreEscaped("<main id=\"answers\">"))
    };
    head.into_string()
}

/// End of the file, after the sections; `repeat` is the command that makes the report again.
pub fn closing(index: &IndexSummary, repeat: &str) -> String {
    let end = html! {
        (PreEscaped("</main>"))
        footer {
            (identity(index, repeat))
            section {
                h2 { "What this does not say" }
                p { (messages::NOT_JUDGED) " " (messages::DOES_NOT_SAY) }
                p { "Where a picture is not found: " (messages::NOT_FALSE) }
            }
        }
        (PreEscaped("</body></html>\n"))
    };
    end.into_string()
}

/// Small view of a picture for the table of contents. Returns `None` if it cannot be encoded.
pub fn thumbnail(picture: &Picture) -> Option<String> {
    let small = side_by_side::whole(picture, None, None, (THUMBNAIL, THUMBNAIL))?;
    small.picture.jpeg().ok().map(|bytes| STANDARD.encode(bytes))
}

/// Index, version and command with which the report can be reproduced.
fn identity(index: &IndexSummary, repeat: &str) -> Markup {
    html! {
        section {
            h2 { "How this was made" }
            dl {
                dt { "Index" } dd { (escape::html(&index.path)) }
                dt { "Index digest" } dd { code { (escape::html(&index.digest)) } }
                dt { "Searched" } dd {
                    (messages::counted(index.documents as usize, "document")) ", "
                    (messages::counted(index.pages as usize, "page")) "; "
                    (messages::counted(index.unread as usize, "part")) " could not be read"
                    @if index.is_unfinished { ". " (messages::UNFINISHED) }
                }
                dt { "Program" } dd { "verify-shot " (env!("CARGO_PKG_VERSION")) }
                dt { "To repeat it" } dd { code { (escape::html(repeat)) } }
            }
        }
    }
}

/// Style sheet of sections, with a class per width.
pub fn style_of_sections() -> String {
    let (steps, wide) = STEPS;
    let widths = (1..=steps).map(|n| format!(".w{n} {{ max-width: {}px; }}\n", n * wide));
    STYLE.to_owned() + &widths.collect::<String>()
}

/// Style sheet of a report: that of its sections, and a rule per filter.
fn style(contents: &Contents) -> String {
    style_of_sections() + &contents.filters()
}

/// CSS class of the smallest width that is at least this many pixels.
fn width_class(pixels: usize) -> String {
    format!("w{}", pixels.div_ceil(STEPS.1).clamp(1, STEPS.0))
}
