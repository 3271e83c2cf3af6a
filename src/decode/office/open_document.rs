//! Words of OpenDocument files: texts, sheets as their cells show them, slides.

use std::io::BufRead;

use super::archive::Archive;
use super::paragraphs::end;
use super::xml::{Piece, Tag, Xml};
use crate::limits;

/// Part with the words.
const CONTENT: &str = "content.xml";
/// Part with headers and footers.
const STYLES: &str = "styles.xml";
/// Elements that are not shown: comments and speaker notes, tracked deletions, alternative texts of pictures,
/// form definitions.
const UNSEEN: [&str; 6] = ["annotation", "tracked-changes", "notes", "title", "desc", "forms"];
/// Most spaces that one element may stand for.
const MAX_SPACES: usize = 100;

/// Pages of a file: a single one for a text, else one per element of the given name.
pub fn pages(archive: &Archive, each: Option<&str>) -> Result<Vec<String>, String> {
    let mut pages = Vec::new();
    let mut page = String::new();
    if each.is_none() {
        page = within(archive, "header")?;
    }
    let mut xml = archive.xml(CONTENT)?;
    while let Some(piece) = xml.next()? {
        match piece {
            Piece::Open(tag) if Some(tag.name.as_str()) == each => {
                let mut words = String::new();
                until(&tag.name, &mut xml, &mut words)?;
                pages.push(words);
            }
            Piece::Open(tag) if each.is_none() && tag.name == "text" => until("text", &mut xml, &mut page)?,
            _ => {}
        }
        if pages.len() > limits::MAX_SHEETS {
            break;
        }
    }
    if each.is_none() {
        page += &within(archive, "footer")?;
        pages.push(page);
    }
    Ok(pages)
}

/// Words of all headers, or of all footers.
fn within(archive: &Archive, name: &str) -> Result<String, String> {
    let mut out = String::new();
    if !archive.has(STYLES) {
        return Ok(out);
    }
    let mut xml = archive.xml(STYLES)?;
    while let Some(piece) = xml.next()? {
        if let Piece::Open(tag) = piece
            && tag.name == name
        {
            until(name, &mut xml, &mut out)?;
        }
    }
    Ok(out)
}

/// Words up to the end of the element opened last, which has this name.
fn until<R: BufRead>(name: &str, xml: &mut Xml<R>, out: &mut String) -> Result<(), String> {
    let (mut depth, mut paragraphs) = (1, 0);
    while let Some(piece) = xml.next()? {
        // Beyond the limit, read on without storing: other pages follow.
        let full = out.len() > limits::MAX_BODY_BYTES;
        match piece {
            Piece::Open(tag) if UNSEEN.contains(&tag.name.as_str()) || is_hidden(&tag) => xml.pass_over()?,
            Piece::Open(tag) => {
                depth += usize::from(tag.name == name);
                paragraphs += usize::from(is_paragraph(&tag.name));
                match tag.name.as_str() {
                    _ if full => {}
                    "tab" => out.push('\t'),
                    "line-break" => out.push('\n'),
                    "s" => {
                        let count = tag.attribute("c").and_then(|c| c.parse().ok()).unwrap_or(1);
                        out.extend(std::iter::repeat_n(' ', usize::min(count, MAX_SPACES)));
                    }
                    _ => {}
                }
            }
            Piece::Close(tag) => {
                depth -= usize::from(tag == name);
                paragraphs -= usize::from(is_paragraph(&tag) && paragraphs > 0);
                match tag.as_str() {
                    _ if full => {}
                    "p" | "h" => out.push('\n'),
                    "table-cell" => end(out, '\t'),
                    "table-row" => end(out, '\n'),
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
            }
            // Outside of paragraphs, text is only formatting of the XML file.
            Piece::Text(text) if paragraphs > 0 && !full => {
                let line = text.replace(['\n', '\r', '\t'], " ");
                out.push_str(if out.ends_with([' ', '\n', '\t']) { line.trim_start() } else { &line });
            }
            Piece::Text(_) => {}
        }
    }
    Ok(())
}

fn is_paragraph(name: &str) -> bool {
    matches!(name, "p" | "h")
}

fn is_hidden(tag: &Tag) -> bool {
    tag.name == "section" && tag.attribute("display").is_some_and(|display| display == "none")
}
