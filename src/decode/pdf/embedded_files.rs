//! Files embedded in a PDF: those in its list (ISO 32000-1, 7.11.4; a portfolio consists of them), and those attached to
//! a place of a page. Each is read like a file attached to a message.

use std::collections::HashSet;
use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream, String as PdfString};
use hayro::hayro_syntax::page::Page;

use super::field_text::decoded;
use crate::decode::mail::attachments::{Attached, name, too_large, too_many};
use crate::limits;

/// Most specifications of files that are looked at in one list: several may be those of one file.
const MOST_LISTED: usize = 4 * limits::MAX_ATTACHMENTS;
/// Deepest nesting of this tree: a balanced one of a million names has about four levels.
const MAX_DEPTH: usize = 16;
/// Length of the header of zlib, behind which the compressed bytes begin.
const ZLIB_HEADER: usize = 2;

const ENCRYPTED: &str =
    "It is encrypted, unlike the PDF it is in. Save it without its password and add that.";
const PACKED: &str = "It is packed in the PDF in a way that is not read here. Save it and add that.";
const DAMAGED: &str = "It is damaged, or missing in the PDF. Get the PDF again.";

/// Files found so far in one PDF, and what may still be unpacked of them.
pub(super) struct EmbeddedFiles {
    seen: HashSet<ObjectIdentifier>,
    count: usize,
    /// Bytes left.
    left: u64,
    are_encrypted: bool,
}

impl EmbeddedFiles {
    /// Begins with a PDF whose embedded files are encrypted, or not.
    pub fn new(are_encrypted: bool) -> Self {
        Self { seen: HashSet::new(), count: 0, left: limits::MAX_UNPACKED_BYTES, are_encrypted }
    }

    /// Files before this page: those attached to it, and before the first page those of the whole document.
    pub fn before(&mut self, pdf: &Pdf, page: Option<&Page>, number: u32) -> Vec<Attached> {
        let mut found = Vec::new();
        if number == 1 {
            found.extend(of_document(pdf));
        }
        if let Some(page) = page {
            let notes = page.raw().get::<Array>("Annots");
            let notes = notes.iter().flat_map(|notes| notes.iter::<Dict>());
            let of_kind = |note: &Dict| {
                note.get::<Name>("Subtype").is_some_and(|kind| kind.as_str() == "FileAttachment")
            };
            found.extend(notes.filter(of_kind).filter_map(|note| note.get::<Dict>("FS")).take(MOST_LISTED));
        }
        let mut attached = Vec::new();
        let mut more = 0;
        for file in &found {
            let Some(content) = content(file) else { continue };
            if !content.id().is_none_or(|id| self.seen.insert(id)) {
                continue;
            }
            if self.count < limits::MAX_ATTACHMENTS {
                self.count += 1;
                attached.push((name(&name_of(file), "attachment"), self.unpacked(&content)));
            } else {
                more += 1;
            }
        }
        if more > 0 {
            attached.push(too_many(more));
        }
        attached
    }

    fn unpacked(&mut self, content: &Content) -> Result<Vec<u8>, String> {
        if self.are_encrypted {
            return Err(ENCRYPTED.into());
        }
        let Content::There(stream) = content else { return Err(DAMAGED.into()) };
        let most = self.left.min(limits::MAX_ATTACHMENT_BYTES);
        let bytes = unpacked(stream, most)?;
        let length = bytes.len() as u64;
        if length > limits::MAX_ATTACHMENT_BYTES {
            return Err(too_large(bytes.len()));
        }
        if length > self.left {
            self.left = 0;
            let most = limits::MAX_UNPACKED_BYTES >> 20;
            return Err(format!(
                "The files in this PDF have more than {most} MiB, and no more are read. Save it and add that."
            ));
        }
        self.left -= length;
        Ok(bytes)
    }
}

/// Content of an embedded file.
enum Content<'a> {
    There(Stream<'a>),
    /// It is named, but its stream cannot be found.
    Missing,
}

impl Content<'_> {
    fn id(&self) -> Option<ObjectIdentifier> {
        match self {
            Content::There(stream) => stream.dict().obj_id(),
            Content::Missing => None,
        }
    }
}

/// Specifications of the files that belong to the whole document.
fn of_document(pdf: &Pdf) -> Vec<Dict<'_>> {
    let Some(root) = pdf.xref().get::<Dict>(pdf.xref().root_id()) else { return Vec::new() };
    let mut tree = Tree::default();
    if let Some(node) = root.get::<Dict>("Names").and_then(|names| names.get::<Dict>("EmbeddedFiles")) {
        tree.collect(&node, 0);
    }
    let mut found = tree.found;
    // Of PDF 2.0; most files are in the tree as well.
    if let Some(associated) = root.get::<Array>("AF") {
        found.extend(associated.iter::<Dict>().take(MOST_LISTED));
    }
    found
}

/// Values of a tree of names (7.9.6), in order.
#[derive(Default)]
struct Tree<'a> {
    seen: HashSet<ObjectIdentifier>,
    found: Vec<Dict<'a>>,
}

impl<'a> Tree<'a> {
    fn collect(&mut self, node: &Dict<'a>, depth: usize) {
        if depth > MAX_DEPTH || !node.obj_id().is_none_or(|id| self.seen.insert(id)) {
            return;
        }
        if let Some(pairs) = node.get::<Array>("Names") {
            // Only the values are dictionaries.
            let left = MOST_LISTED.saturating_sub(self.found.len());
            self.found.extend(pairs.iter::<Object>().filter_map(Object::into_dict).take(left));
        }
        for kid in node.get::<Array>("Kids").iter().flat_map(|kids| kids.iter::<Dict>()) {
            self.collect(&kid, depth + 1);
        }
    }
}

/// Content of the file with this specification. Returns `None` if it is a reference to a file elsewhere.
fn content<'a>(file: &Dict<'a>) -> Option<Content<'a>> {
    let embedded = file.get::<Dict>("EF")?;
    let stream = ["UF", "F", "Unix", "DOS", "Mac"].iter().find_map(|key| embedded.get::<Stream>(key));
    Some(stream.map_or(Content::Missing, Content::There))
}

/// Name of a file, without folders.
fn name_of(file: &Dict) -> String {
    let names = ["UF", "F", "Unix", "DOS", "Mac"].iter().filter_map(|key| file.get::<PdfString>(key));
    let mut names = names.map(|name| decoded(name.as_bytes()));
    let name = names.find(|name| !name.trim().is_empty()).unwrap_or_default();
    name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

/// Bytes of a stream, at most one more than `most`.
fn unpacked(stream: &Stream, most: u64) -> Result<Vec<u8>, String> {
    let filters = filters(stream.dict()).ok_or(PACKED)?;
    let packed = stream.raw_data();
    match filters.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => Ok(packed[..packed.len().min(most as usize + 1)].to_vec()),
        ["FlateDecode" | "Fl"] if !has_predictor(stream.dict()) => {
            let behind = packed.get(ZLIB_HEADER..).unwrap_or_default();
            // The sum at the end is often wrong, and viewers do not check it.
            inflated(ZlibDecoder::new(&packed[..]), most)
                .or_else(|| inflated(DeflateDecoder::new(behind), most))
                .ok_or_else(|| DAMAGED.into())
        }
        _ => Err(PACKED.into()),
    }
}

fn inflated(reader: impl Read, most: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(most + 1).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Names of the filters of a stream, without one for encryption, which is undone already.
fn filters(dict: &Dict) -> Option<Vec<String>> {
    let mut names: Vec<String> = match dict.get::<Object>("Filter") {
        None | Some(Object::Null(_)) => Vec::new(),
        Some(Object::Name(name)) => vec![name.as_str().to_owned()],
        Some(Object::Array(names)) => names.iter::<Name>().map(|name| name.as_str().to_owned()).collect(),
        Some(_) => return None,
    };
    if names.first().is_some_and(|name| name == "Crypt") {
        names.remove(0);
    }
    Some(names)
}

/// True if differences are packed and not the bytes themselves.
fn has_predictor(dict: &Dict) -> bool {
    let one = |parameters: Dict| parameters.get::<u32>("Predictor").is_some_and(|kind| kind > 1);
    match dict.get::<Object>("DecodeParms") {
        Some(Object::Dict(parameters)) => one(parameters),
        Some(Object::Array(all)) => all.iter::<Dict>().any(one),
        _ => false,
    }
}
