//! Words of Excel workbooks: a line per row, with numbers and dates as the sheet shows them.

use std::collections::HashMap;
use std::io::BufRead;

use ssfmt::{DateSystem, FormatOptions, NumberFormat};

use super::archive::Archive;
use super::xml::{Piece, Tag, Xml};
use crate::limits;

/// A workbook: data shared by its sheets.
pub struct Workbook {
    /// Parts of its sheets, in order.
    pub sheets: Vec<String>,
    strings: Vec<String>,
    /// Number format of each cell style; `None` if it cannot be parsed.
    styles: Vec<Option<NumberFormat>>,
    options: FormatOptions,
}

impl Workbook {
    /// Reads everything except the sheets.
    pub fn open(archive: &Archive, main: &str) -> Result<Self, String> {
        let relations = archive.relations(main)?;
        let part = |kind: &str| relations.iter().find(|r| r.kind == kind).map(|r| r.target.as_str());
        let mut book = Self {
            sheets: Vec::new(),
            strings: part("sharedStrings").map_or(Ok(Vec::new()), |part| strings(archive, part))?,
            styles: part("styles").map_or(Ok(Vec::new()), |part| styles(archive, part))?,
            options: FormatOptions::default(),
        };
        let mut xml = archive.xml(main)?;
        while let Some(piece) = xml.next()? {
            let Piece::Open(tag) = piece else { continue };
            match tag.name.as_str() {
                "sheet" => {
                    let id = tag.prefixed("id").unwrap_or_default();
                    // A sheet without a part is reported as a missing part of this name.
                    let target = relations.iter().find(|r| r.id == id).map_or(id, |r| r.target.as_str());
                    book.sheets.push(target.to_owned());
                }
                "workbookPr" if matches!(tag.attribute("date1904"), Some("1" | "true")) => {
                    book.options.date_system = DateSystem::Date1904;
                }
                _ => {}
            }
        }
        Ok(book)
    }

    /// Words of a sheet.
    pub fn words(&self, archive: &Archive, part: &str) -> Result<String, String> {
        let mut xml = archive.xml(part)?;
        let mut out = String::new();
        let mut cells = 0;
        while let Some(piece) = xml.next()? {
            match piece {
                Piece::Open(tag) if tag.name == "c" => {
                    let shown = self.cell(&tag, &mut xml)?;
                    if !shown.is_empty() {
                        out.push_str(if cells > 0 { "\t" } else { "" });
                        out.push_str(&shown);
                        cells += 1;
                    }
                }
                Piece::Close(name) if name == "row" && cells > 0 => {
                    out.push('\n');
                    cells = 0;
                }
                _ => {}
            }
            if out.len() > limits::MAX_BODY_BYTES {
                break;
            }
        }
        Ok(out)
    }

    /// Displayed text of a cell.
    fn cell<R: BufRead>(&self, cell: &Tag, xml: &mut Xml<R>) -> Result<String, String> {
        let (mut value, mut inline) = (String::new(), String::new());
        while let Some(piece) = xml.next()? {
            match piece {
                Piece::Open(tag) => match tag.name.as_str() {
                    "v" => value = xml.inside()?,
                    "t" => inline += &xml.inside()?,
                    "is" | "r" => {}
                    _ => xml.pass_over()?,
                },
                Piece::Close(name) if name == "c" => break,
                _ => {}
            }
        }
        let style = cell.attribute("s").and_then(|s| s.parse::<usize>().ok()).unwrap_or(0);
        Ok(match cell.attribute("t").unwrap_or("n") {
            "s" => value
                .trim()
                .parse()
                .ok()
                .and_then(|at: usize| self.strings.get(at).cloned())
                .unwrap_or_default(),
            "inlineStr" => inline,
            "b" => if value.trim() == "1" { "TRUE" } else { "FALSE" }.into(),
            "n" => self.number(&value, style),
            _ => value,
        })
    }

    /// A number formatted with its style.
    fn number(&self, value: &str, style: usize) -> String {
        let format = self.styles.get(style).and_then(Option::as_ref);
        match (value.trim().parse::<f64>(), format) {
            (Ok(number), Some(format)) => format.format(number, &self.options).trim().to_owned(),
            _ => value.to_owned(),
        }
    }
}

/// Shared strings.
fn strings(archive: &Archive, part: &str) -> Result<Vec<String>, String> {
    let (mut xml, mut all, mut bytes) = (archive.xml(part)?, Vec::new(), 0);
    let mut text = String::new();
    while let Some(piece) = xml.next()? {
        match piece {
            // Skip phonetic guides: they are shown in small letters above the text, not in a cell.
            Piece::Open(tag) if tag.name == "rPh" => xml.pass_over()?,
            Piece::Open(tag) if tag.name == "t" => text += &xml.inside()?,
            Piece::Close(name) if name == "si" => {
                bytes += text.len() + size_of::<String>();
                all.push(std::mem::take(&mut text));
            }
            _ => {}
        }
        if bytes > limits::MAX_SHARED_BYTES {
            let most = limits::MAX_SHARED_BYTES >> 20;
            return Err(format!(
                "Its cells share more than {most} MiB of words, and no more is read. Split it."
            ));
        }
    }
    Ok(all)
}

/// Number format of each cell style.
fn styles(archive: &Archive, part: &str) -> Result<Vec<Option<NumberFormat>>, String> {
    let mut xml = archive.xml(part)?;
    let (mut own, mut styles, mut in_cells) = (HashMap::new(), Vec::new(), false);
    while let Some(piece) = xml.next()? {
        match piece {
            Piece::Open(tag) => match tag.name.as_str() {
                "numFmt" => drop(own.insert(
                    number(&tag, "numFmtId"),
                    tag.attribute("formatCode").unwrap_or_default().to_owned(),
                )),
                "cellXfs" => in_cells = true,
                "xf" if in_cells && styles.len() < limits::MAX_STYLES => {
                    let id = number(&tag, "numFmtId");
                    let code = own.get(&id).map(String::as_str).or_else(|| ssfmt::format_code_from_id(id));
                    styles.push(code.and_then(|code| NumberFormat::parse(code).ok()));
                }
                _ => {}
            },
            Piece::Close(name) if name == "cellXfs" => in_cells = false,
            _ => {}
        }
    }
    Ok(styles)
}

fn number(tag: &Tag, attribute: &str) -> u32 {
    tag.attribute(attribute).and_then(|id| id.parse().ok()).unwrap_or(0)
}
