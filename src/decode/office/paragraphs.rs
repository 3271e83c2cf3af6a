//! Words of Word and PowerPoint, which have paragraphs, runs and tables under the same names.

use std::io::BufRead;

use super::archive::Archive;
use super::xml::{Piece, Tag, Xml};
use crate::limits;

/// What is not seen: what was deleted or moved away while changes are kept, stops of tabs, and what stands in for a drawing
/// where a program cannot draw it, so that its words would come twice.
const UNSEEN: [&str; 5] = ["del", "moveFrom", "tabs", "tabLst", "Fallback"];

/// What stands in a box of a text of Word.
const TEXT_BOX: &str = "txbxContent";

/// What of a text stands above its words, and below them.
const ABOVE: [&str; 1] = ["header"];
const BELOW: [&str; 3] = ["footnotes", "endnotes", "footer"];

/// The words of a text of Word: headers, the text, notes, footers.
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

/// The slides of a presentation, by the names of their parts, in order.
pub fn slides(archive: &Archive, main: &str) -> Result<Vec<String>, String> {
    let relations = archive.relations(main)?;
    let (mut xml, mut found) = (archive.xml(main)?, Vec::new());
    while let Some(piece) = xml.next()? {
        if let Piece::Open(tag) = piece
            && tag.name == "sldId"
        {
            let id = tag.prefixed("id").unwrap_or_default();
            // A slide that is nowhere is read as a part that is missing, and named so.
            let target = relations.iter().find(|r| r.id == id).map_or(id, |r| r.target.as_str());
            found.push(target.to_owned());
        }
    }
    Ok(found)
}

/// The words of a slide.
pub fn slide(archive: &Archive, part: &str) -> Result<String, String> {
    let mut out = String::new();
    part_words(archive, part, &mut out)?;
    Ok(out)
}

fn part_words(archive: &Archive, part: &str, out: &mut String) -> Result<(), String> {
    let mut xml = archive.xml(part)?;
    let mut run = Run::default();
    // Boxes stand beside the text wherever they are written, so their words go below it and part no sentence.
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

/// Letters of one look.
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

/// Ends a cell or a row where its words end.
pub fn end(out: &mut String, with: char) {
    let length = out.trim_end_matches(['\n', '\t', ' ']).len();
    // Empty cells stay apart.
    let tabs = out[length..].chars().filter(|&c| c == '\t').count();
    out.truncate(length);
    if with == '\t' {
        out.extend(std::iter::repeat_n('\t', tabs));
    }
    out.push(with);
}
