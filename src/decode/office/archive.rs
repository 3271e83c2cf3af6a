//! Archive of an office file: parts by name, and relationships between parts (OPC, ECMA-376 part 2).

use std::cell::Cell;
use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive};

use super::xml::{Piece, Xml};
use crate::limits;

/// An opened archive.
pub struct Archive<'a> {
    zip: ZipSliceArchive<&'a [u8]>,
    parts: HashMap<String, (ZipArchiveEntryWayfinder, CompressionMethod)>,
    /// Bytes that may still be decompressed, over all parts.
    left: Rc<Cell<u64>>,
}

/// A relationship of a part to another.
pub struct Relation {
    /// Identifier used in the source part.
    pub id: String,
    /// Kind: the last path segment of the relationship type URI.
    pub kind: String,
    /// Name of the target part in the archive.
    pub target: String,
}

impl<'a> Archive<'a> {
    /// Opens an archive from its directory, as far as that can be read. Returns `None` if there is none.
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        let zip = ZipArchive::from_slice(bytes).ok()?;
        let mut parts = HashMap::new();
        let mut entries = zip.entries();
        while let Ok(Some(entry)) = entries.next_entry() {
            let name = String::from_utf8_lossy(entry.file_path().as_ref()).into_owned();
            // If two parts have the same name, office programs read the first.
            parts.entry(name).or_insert((entry.wayfinder(), entry.compression_method()));
            if parts.len() == limits::MAX_ARCHIVE_PARTS {
                break;
            }
        }
        let left = Rc::new(Cell::new(limits::MAX_UNPACKED_BYTES));
        (!parts.is_empty()).then_some(Self { zip, parts, left })
    }

    /// True if the archive has a part whose name begins with `start`.
    pub fn has(&self, start: &str) -> bool {
        self.parts.keys().any(|name| name.starts_with(start))
    }

    /// Reader of a part; its errors are sentences for people, from [`explain`].
    pub fn part(&self, name: &str) -> Result<impl BufRead + use<'_, 'a>, String> {
        let (way, method) = self.parts.get(name).copied().ok_or_else(|| missing(name))?;
        let packed = self.zip.get_entry(way).map_err(|_| missing(name))?.data();
        let plain: Box<dyn Read + '_> = match method {
            CompressionMethod::STORE => Box::new(packed),
            CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(packed)),
            _ => return Err("It is packed in a way that office programs do not use. Save it anew.".into()),
        };
        Ok(BufReader::new(Rationed { plain, left: self.left.clone() }))
    }

    /// XML reader of a part.
    pub fn xml(&self, name: &str) -> Result<Xml<impl BufRead + use<'_, 'a>>, String> {
        self.part(name).map(Xml::new)
    }

    /// Relationships of a part; those of the package if the name is empty. Empty if there are none.
    pub fn relations(&self, of: &str) -> Result<Vec<Relation>, String> {
        let (folder, name) = of.rsplit_once('/').unwrap_or(("", of));
        let from = joined(folder, &format!("_rels/{name}.rels"));
        if !self.parts.contains_key(&from) {
            return Ok(Vec::new());
        }
        let (mut xml, mut found) = (self.xml(&from)?, Vec::new());
        while let Some(piece) = xml.next()? {
            let Piece::Open(tag) = piece else { continue };
            let outside = tag.attribute("TargetMode").is_some_and(|mode| mode == "External");
            let said = (tag.attribute("Id"), tag.attribute("Type"), tag.attribute("Target"));
            if let (false, (Some(id), Some(kind), Some(target))) = (outside, said) {
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                found.push(Relation { id: id.to_owned(), kind, target: joined(folder, target) });
            }
        }
        Ok(found)
    }

    /// The main part of the package.
    pub fn main_part(&self) -> Result<String, String> {
        let main = self.relations("")?.into_iter().find(|relation| relation.kind == "officeDocument");
        main.map(|relation| relation.target).ok_or_else(|| missing("document"))
    }
}

/// Resolves a name relative to a folder.
fn joined(folder: &str, name: &str) -> String {
    let start = if name.starts_with('/') { "" } else { folder };
    let mut path: Vec<&str> = Vec::new();
    for step in start.split('/').chain(name.split('/')) {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}

fn missing(name: &str) -> String {
    let name = &name[..name.floor_char_boundary(100)];
    format!("Its part {name} is missing, or the file is damaged. Get the file again.")
}

/// Message for a part that cannot be decompressed.
pub fn explain(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::FileTooLarge {
        let most = limits::MAX_UNPACKED_BYTES >> 20;
        return format!("Unpacked it is larger than {most} MiB, and no more is read. Split it.");
    }
    "It is damaged, or locked by a password. Get the file again, or save it without a password.".into()
}

/// Reader that fails when the limit on decompressed bytes is exceeded.
struct Rationed<'a> {
    plain: Box<dyn Read + 'a>,
    left: Rc<Cell<u64>>,
}

impl Read for Rationed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.plain.read(buffer)?;
        let left = self.left.get().checked_sub(read as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        self.left.set(left);
        Ok(read)
    }
}
