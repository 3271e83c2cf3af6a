//! Words of Word and PowerPoint files, whose paragraphs, runs and tables have the same element names.

use std::io::BufRead;

use super::archive::Archive;
use super::xml::{Piece, Tag, Xml};
use crate::limits;

/// Elements that are not shown: tracked deletions and moves, tab stops, and the fallback of a drawing, which
/// repeats its words.
const UNSEEN: [&str; 5] = ["del", "moveFrom", "tabs", "tabLst", "Fallback"];

/// Content of a text box in Word.
const TEXT_BOX: &str = "txbxContent";

/// Kinds of parts shown above the text of a Word document.
const ABOVE: [&str; 1] = ["header"];
/// Kinds of parts shown below it.
const BELOW: [&str; 3] = ["footnotes", "endnotes", "footer"];

/// Words of a Word document: headers, text, notes, footers.
pub fn document(archive: &Archive, main: &str) -> Result<String, String> {
    let relations = archive.relations(main)?;
    let of = |kinds: &'static [&str]| relations.iter().filter(move |r| kinds.contains(&r.kind.as_str()));
    let parts =
        of(&ABOVE).map(|r| r.target.as_str()).chain([main]).chain(of(&BELOW).map(|r| r.target.as_str()));
    let mut out = String::new();
    for part in parts {
        part_words(archive, part, &mut out)?;
    }
    Ok(out)
}

/// Slides of a presentation by the names of their parts, in order.
pub fn slides(archive: &Archive, main: &str) -> Result<Vec<String>, String> {
    let relations = archive.relations(main)?;
    let (mut xml, mut found) = (archive.xml(main)?, Vec::new());
    while let Some(piece) = xml.next()? {
        if let Piece::Open(tag) = piece
            && tag.name == "sldId"
        {
            let id = tag.prefixed("id").unwrap_or_default();
            // A slide without a part is reported as a missing part of this name.
            let target = relations.iter().find(|r| r.id == id).map_or(id, |r| r.target.as_str());
            found.push(target.to_owned());
        }
    }
    Ok(found)
}

/// Words of a slide.
pub fn slide(archive: &Archive, part: &str) -> Result<String, String> {
    let mut out = String::new();
    part_words(archive, part, &mut out)?;
    Ok(out)
}

fn part_words(archive: &Archive, part: &str, out: &mut String) -> Result<(), String> {
    let mut xml = archive.xml(part)?;
    let mut run = Run::default();
    // Text boxes are placed beside the text, so their words go below it and interrupt no sentence.
    let (mut boxes, mut boxed) = (String::new(), 0_usize);
    while let Some(piece) = xml.next()? {
        let to = if boxed > 0 { &mut boxes } else { &mut *out };
        match piece {
            Piece::Open(tag) if UNSEEN.contains(&tag.name.as_str()) => xml.pass_over()?,
            Piece::Open(tag) if tag.name == TEXT_BOX => boxed += 1,
            Piece::Open(tag) => open(&tag, &mut xml, &mut run, to)?,
            Piece::Close(name) if name == TEXT_BOX => boxed = boxed.saturating_sub(1),
            Piece::Close(name) => close(&name, &mut run, to),
            Piece::Text(_) => {}
        }
        if out.len() + boxes.len() > limits::MAX_BODY_BYTES {
            break;
        }
    }
    out.push_str(&boxes);
    Ok(())
}

/// Run: text with uniform formatting.
#[derive(Default)]
struct Run {
    open: bool,
    hidden: bool,
}

fn open<R: BufRead>(tag: &Tag, xml: &mut Xml<R>, run: &mut Run, out: &mut String) -> Result<(), String> {
    match tag.name.as_str() {
        "r" => *run = Run { open: true, hidden: false },
        "vanish" if run.open => {
            run.hidden = !tag.attribute("val").is_some_and(|val| matches!(val, "0" | "false" | "off"));
        }
        "t" => {
            let text = xml.inside()?;
            if !run.hidden {
                out.push_str(&text);
            }
        }
        "tab" | "ptab" => out.push('\t'),
        "br" | "cr" => out.push('\n'),
        "noBreakHyphen" => out.push('-'),
        _ => {}
    }
    Ok(())
}

fn close(name: &str, run: &mut Run, out: &mut String) {
    match name {
        "r" => *run = Run::default(),
        "p" => out.push('\n'),
        "tc" => end(out, '\t'),
        "tr" => end(out, '\n'),
        _ => {}
    }
}

/// Ends a cell or a row after its words.
pub fn end(out: &mut String, with: char) {
    let length = out.trim_end_matches(['\n', '\t', ' ']).len();
    // Keep the tabs of empty cells.
    let tabs = out[length..].chars().filter(|&c| c == '\t').count();
    out.truncate(length);
    if with == '\t' {
        out.extend(std::iter::repeat_n('\t', tabs));
    }
    out.push(with);
}
