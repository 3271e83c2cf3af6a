//! Appearance streams for PDF fields and annotations without one, which every viewer generates. They are made
//! as described in ISO 32000-1, 12.7.3.3, and appended to the file as an incremental update, so that they are
//! rendered like everything else.

use std::cell::LazyCell;
use std::collections::HashMap;

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, String as PdfString};
use hayro::hayro_syntax::page::Page;

use super::field_text::{Face, Quadding, Setting, decoded, set};

/// Annotation flag: hidden.
const HIDDEN: u32 = 1 << 1;
/// Annotation flag: not shown on screens.
const NO_VIEW: u32 = 1 << 5;
/// Text field flag: several lines.
const MULTILINE: u32 = 1 << 12;
/// Text field flag: password.
const PASSWORD: u32 = 1 << 13;
/// Text field flag: comb of equal cells.
const COMB: u32 = 1 << 24;
/// Most ancestors of a widget searched for inherited values: forms nest a few levels.
const MAX_DEPTH: usize = 16;
/// Number of the first object of an update: the largest allowed by the standard is 8,388,607, and real files
/// have far fewer.
const FIRST_OBJECT: u32 = 8_000_000;
/// Most appearances generated per file: a form has a few hundred fields.
const MOST_MADE: u32 = 20_000;

/// A field or annotation that shows text without an appearance of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Laid {
    /// Its place on the page: left, bottom, right, top in PDF page coordinates.
    pub rect: [f64; 4],
    /// True if an appearance was generated.
    pub is_drawn: bool,
}

/// Result for a file.
#[derive(Default)]
pub(super) struct Made {
    /// Incremental update to append to the file; `None` if nothing was generated.
    pub update: Option<Vec<u8>>,
    laid: HashMap<u32, Vec<Laid>>,
}

impl Made {
    /// Fields and annotations of a page without an appearance.
    pub fn of(&self, page: u32) -> &[Laid] {
        self.laid.get(&page).map_or(&[], Vec::as_slice)
    }

    /// The same result without the update, for when it cannot be used.
    pub fn undrawn(mut self) -> Self {
        self.update = None;
        self.laid.values_mut().flatten().for_each(|laid| laid.is_drawn = false);
        self
    }
}

/// Generates missing appearances on these pages, by their numbers.
pub(super) fn make<'a>(pdf: &'a Pdf, wanted: impl Iterator<Item = (u32, Option<&'a Page<'a>>)>) -> Made {
    let form = pdf.xref().get::<Dict>(pdf.xref().root_id()).and_then(|root| root.get::<Dict>("AcroForm"));
    let form = form.unwrap_or_else(Dict::empty);
    // Objects of an encrypted file cannot be copied unchanged.
    let is_plain = LazyCell::new(|| !contains(pdf.data().as_ref(), b"/Encrypt"));
    let mut update = Update::default();
    let mut made = Made::default();
    for (number, page) in wanted {
        let Some(page) = page else { continue };
        let Some(notes) = page.raw().get::<Array>("Annots") else { continue };
        for note in notes.iter::<Dict>() {
            let Some(shown) = shown(&note, &form) else { continue };
            let look = shown.look().filter(|_| *is_plain);
            let is_drawn = look.is_some_and(|look| update.add(&note, &look));
            made.laid.entry(number).or_default().push(Laid { rect: shown.rect, is_drawn });
        }
    }
    made.update = update.finish(pdf);
    made
}

/// Displayed content of an annotation without an appearance.
struct Shown<'a> {
    rect: [f64; 4],
    texts: Vec<String>,
    is_multiline: bool,
    /// Number of equal cells for its letters; 0 for none.
    cells: u32,
    quadding: Quadding,
    /// Operators that set its typeface and colour.
    appearance: Vec<u8>,
    /// Typefaces that these operators name.
    fonts: Option<Dict<'a>>,
    /// Background colour.
    ground: Option<Vec<f32>>,
    /// Border colour.
    border: Option<Vec<f32>>,
}

/// Displayed content of an annotation. Returns `None` if it has an appearance or shows nothing.
fn shown<'a>(note: &Dict<'a>, form: &Dict<'a>) -> Option<Shown<'a>> {
    let flags = note.get::<u32>("F").unwrap_or(0);
    if note.contains_key("AP") || flags & (HIDDEN | NO_VIEW) != 0 {
        return None;
    }
    let kind = note.get::<Name>("Subtype")?;
    let field_flags = inherited::<u32>(note, "Ff").unwrap_or(0);
    let texts = match kind.as_str() {
        "FreeText" => vec![decoded(note.get::<PdfString>("Contents")?.as_bytes())],
        "Widget" => values(note, field_flags)?,
        _ => return None,
    };
    if texts.iter().all(|text| text.trim().is_empty()) {
        return None;
    }
    let sides: Vec<f64> = note.get::<Array>("Rect")?.iter::<f32>().map(f64::from).collect();
    let [a, b, c, d] = sides[..] else { return None };
    let rect = [a.min(c), b.min(d), a.max(c), b.max(d)];
    let look = note.get::<Dict>("MK").unwrap_or_else(Dict::empty);
    let colour = |key: &str| look.get::<Array>(key).map(|parts| parts.iter::<f32>().collect());
    let resources = inherited::<Dict>(note, "DR").or_else(|| form.get::<Dict>("DR"));
    let appearance = inherited::<PdfString>(note, "DA").or_else(|| form.get::<PdfString>("DA"));
    let quadding = inherited::<u32>(note, "Q").or_else(|| form.get::<u32>("Q")).unwrap_or(0);
    let most = if field_flags & COMB != 0 { inherited::<u32>(note, "MaxLen") } else { None };
    Some(Shown {
        rect,
        is_multiline: kind.as_str() == "FreeText" || field_flags & MULTILINE != 0 || texts.len() > 1,
        texts,
        cells: most.unwrap_or(0),
        quadding: Quadding::of(quadding),
        appearance: appearance.map(|da| da.as_bytes().to_vec()).unwrap_or_default(),
        fonts: resources.and_then(|resources| resources.get::<Dict>("Font")),
        ground: colour("BG"),
        border: colour("BC"),
    })
}

/// Texts shown by a widget. Returns `None` if it shows none.
fn values(widget: &Dict, flags: u32) -> Option<Vec<String>> {
    let texts = |value: Object| -> Vec<String> {
        match value {
            Object::String(text) => vec![decoded(text.as_bytes())],
            Object::Stream(stream) => {
                stream.decoded_data().map(|data| vec![decoded(&data)]).unwrap_or_default()
            }
            Object::Array(all) => all.iter::<PdfString>().map(|text| decoded(text.as_bytes())).collect(),
            _ => Vec::new(),
        }
    };
    match inherited::<Name>(widget, "FT")?.as_str() {
        "Tx" if flags & PASSWORD == 0 => Some(texts(inherited::<Object>(widget, "V")?)),
        "Ch" => {
            let chosen = texts(inherited::<Object>(widget, "V")?);
            let offered = inherited::<Array>(widget, "Opt");
            Some(chosen.into_iter().map(|value| displayed(value, offered.as_ref())).collect())
        }
        _ => None,
    }
}

/// Display text of a choice value; options are pairs of export value and display text.
fn displayed(value: String, offered: Option<&Array>) -> String {
    let pair = |pair: Array| -> Option<String> {
        let mut sides = pair.iter::<PdfString>().map(|side| decoded(side.as_bytes()));
        (sides.next()? == value).then(|| sides.next())?
    };
    offered.and_then(|offered| offered.iter::<Array>().find_map(pair)).unwrap_or(value)
}

/// Value of a key in a widget or its ancestors.
fn inherited<'a, T: FromDict<'a>>(widget: &Dict<'a>, key: &str) -> Option<T> {
    let mut at = widget.clone();
    for _ in 0..MAX_DEPTH {
        if let Some(value) = T::from_dict(&at, key) {
            return Some(value);
        }
        at = at.get::<Dict>("Parent")?;
    }
    None
}

/// A value that can be read from a dictionary.
trait FromDict<'a>: Sized {
    fn from_dict(dict: &Dict<'a>, key: &str) -> Option<Self>;
}

macro_rules! from_dict {
    ($($kind:ty),*) => {$(
        impl<'a> FromDict<'a> for $kind {
            fn from_dict(dict: &Dict<'a>, key: &str) -> Option<Self> {
                dict.get::<$kind>(key)
            }
        }
    )*};
}
from_dict!(u32, Name<'a>, PdfString<'a>, Object<'a>, Array<'a>, Dict<'a>);

/// An appearance: the operators that draw it, and the typefaces they name.
struct Look {
    size: (f64, f64),
    operators: Vec<u8>,
    fonts: Vec<u8>,
}

impl Shown<'_> {
    /// Generates its appearance. Returns `None` if its typeface cannot encode its letters.
    fn look(&self) -> Option<Look> {
        let [x0, y0, x1, y1] = self.rect;
        let size = (x1 - x0, y1 - y0);
        let face = Face::of(&self.appearance, self.fonts.as_ref());
        let setting =
            Setting { size, is_multiline: self.is_multiline, cells: self.cells, quadding: self.quadding };
        let text = set(&self.texts.join("\n"), &face, &setting)?;
        let mut operators = Vec::new();
        if let Some(colour) = self.ground.as_deref().and_then(|parts| paint(parts, ["g", "rg", "k"])) {
            operators.extend(format!("q {colour} 0 0 {} {} re f Q\n", size.0, size.1).into_bytes());
        }
        if let Some(colour) = self.border.as_deref().and_then(|parts| paint(parts, ["G", "RG", "K"])) {
            let inner = (size.0 - 1.0, size.1 - 1.0);
            operators.extend(format!("q {colour} 1 w 0.5 0.5 {} {} re S Q\n", inner.0, inner.1).into_bytes());
        }
        operators.extend(text);
        Some(Look { size, operators, fonts: face.resources() })
    }
}

/// Operator that sets a colour with one, three or four components.
fn paint(parts: &[f32], names: [&str; 3]) -> Option<String> {
    let name = match parts.len() {
        1 => names[0],
        3 => names[1],
        4 => names[2],
        _ => return None,
    };
    let parts: Vec<String> = parts.iter().map(f32::to_string).collect();
    Some(format!("{} {name}", parts.join(" ")))
}

/// An incremental update under construction: objects by number.
#[derive(Default)]
struct Update {
    objects: Vec<(ObjectIdentifier, Vec<u8>)>,
    made: u32,
}

impl Update {
    /// Adds an appearance to an annotation. Returns false if that is impossible.
    fn add(&mut self, note: &Dict, look: &Look) -> bool {
        let entries = note.data().trim_ascii();
        let entries = entries.strip_prefix(b"<<").unwrap_or(entries);
        let entries = entries.strip_suffix(b">>").unwrap_or(entries);
        let Some(id) = note.obj_id().filter(|_| self.made < MOST_MADE) else { return false };
        if self.objects.iter().any(|(other, _)| *other == id) {
            return false;
        }
        let stream = ObjectIdentifier::new(FIRST_OBJECT + self.made, 0);
        self.made += 1;
        let with_look =
            [b"<<", entries, format!("/AP<</N {} 0 R>>>>", stream.obj_number).as_bytes()].concat();
        let head = format!(
            "<</Type/XObject/Subtype/Form/BBox[0 0 {} {}]/Length {}/Resources<</Font<<",
            look.size.0,
            look.size.1,
            look.operators.len()
        );
        let drawn =
            [head.as_bytes(), &look.fonts, b">>>>>>\nstream\n", &look.operators, b"\nendstream"].concat();
        self.objects.extend([(id, with_look), (stream, drawn)]);
        true
    }

    /// Bytes to append to the file.
    fn finish(self, pdf: &Pdf) -> Option<Vec<u8>> {
        if self.objects.is_empty() {
            return None;
        }
        let before = pdf.data().as_ref();
        let mut out = b"\n".to_vec();
        let mut table = b"xref\n".to_vec();
        for (id, object) in &self.objects {
            let place = before.len() + out.len();
            table.extend(format!("{} 1\n{place:010} {:05} n \n", id.obj_number, id.gen_number).into_bytes());
            out.extend(format!("{} {} obj\n", id.obj_number, id.gen_number).into_bytes());
            out.extend(object);
            out.extend(b"\nendobj\n");
        }
        let root = pdf.xref().root_id();
        let previous = last_table(before).map(|place| format!("/Prev {place}")).unwrap_or_default();
        let size = FIRST_OBJECT + self.made;
        let place = before.len() + out.len();
        out.extend(table);
        out.extend(
            format!(
                "trailer\n<</Size {size}/Root {} {} R{previous}>>\nstartxref\n{place}\n%%EOF\n",
                root.obj_number, root.gen_number
            )
            .into_bytes(),
        );
        Some(out)
    }
}

/// Offset of the last cross-reference table according to the file.
fn last_table(bytes: &[u8]) -> Option<usize> {
    const WORD: &[u8] = b"startxref";
    let at = bytes.windows(WORD.len()).rposition(|window| window == WORD)?;
    let rest = bytes[at + WORD.len()..].trim_ascii_start();
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}
