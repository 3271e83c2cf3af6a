//! Layout of a field's text in its box: encoding, letter widths, and position of each line.

use hayro::hayro_syntax::object::{Array, Dict, Name};

/// Distance between the edge of a field and its text, in points: a border of one, and the same again, as in
/// real forms.
const MARGIN: f64 = 2.0;
/// Line height, in font sizes.
const LINE: f64 = 1.15;
/// Distance of the baseline below the middle of a line, in font sizes: for an ascent of 0.93 and a descent of
/// 0.23, as in sans-serif typefaces.
const BELOW_MIDDLE: f64 = 0.35;
/// Ascent of the letters, in font sizes.
const RISE: f64 = 0.93;
/// Smallest automatic font size, in points. Where a field leaves the size to the viewer, it is fitted to height
/// and width.
const LEAST_SIZE: f64 = 4.0;
/// Largest automatic font size, in points.
const MOST_SIZE: f64 = 12.0;
/// Widths of Helvetica's letters from the space on, in thousandths of the font size.
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/// Width of other letters, that of a digit, in thousandths of the font size.
const OTHER: u16 = 556;
/// Typeface used if a field names none that is usable.
const STANDARD: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";
/// Characters of PDFDocEncoding from 0x80 on; `\0` if undefined.
const DOCUMENT_HIGH: &str = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™\u{fb01}\u{fb02}ŁŒŠŸŽıłœšž\0€";
/// Characters of WinAnsiEncoding from 0x80 on; `\0` if undefined.
const WINDOWS_HIGH: &str = "€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ";

/// Alignment of a field's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quadding {
    Left,
    Centred,
    Right,
}

impl Quadding {
    /// Parses the value of `Q`.
    pub fn of(number: u32) -> Self {
        match number {
            1 => Self::Centred,
            2 => Self::Right,
            _ => Self::Left,
        }
    }
}

/// Layout parameters of a field.
pub(super) struct Setting {
    pub size: (f64, f64),
    pub is_multiline: bool,
    /// Number of equal cells for its letters; 0 for none.
    pub cells: u32,
    pub quadding: Quadding,
}

/// Typeface, size and colour of a field.
pub(super) struct Face {
    name: Vec<u8>,
    /// Font size; 0 if it is left to the viewer.
    size: f64,
    /// Operators that set the colour.
    colour: Vec<u8>,
    /// The typeface, serialised as in a dictionary.
    font: Vec<u8>,
    /// First character code and widths of its letters, if it gives them.
    widths: Option<(u32, Vec<f32>)>,
}

impl Face {
    /// Parses the default appearance of a field, with the typefaces it may name.
    pub fn of(appearance: &[u8], fonts: Option<&Dict>) -> Self {
        let words: Vec<&[u8]> =
            appearance.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
        let number = |word: &[u8]| std::str::from_utf8(word).ok().and_then(|word| word.parse::<f64>().ok());
        let set = words.iter().rposition(|word| *word == b"Tf").filter(|&at| at >= 2);
        let size =
            set.and_then(|at| number(words[at - 1])).filter(|size| size.is_finite()).unwrap_or(0.0).abs();
        let name = set.and_then(|at| words[at - 2].strip_prefix(b"/")).unwrap_or(b"Helv").to_vec();
        let colour = match set {
            Some(at) => [&words[..at - 2], &words[at + 1..]].concat().join(&b' '),
            None => b"0 g".to_vec(),
        };
        let font = fonts.and_then(|fonts| fonts.get::<Dict>(&name)).filter(is_simple);
        let written = font.as_ref().zip(fonts).and_then(|(font, fonts)| match fonts.get_ref(&name) {
            Some(id) => Some(format!("{} {} R", id.obj_number, id.gen_number).into_bytes()),
            None => Some(font.data().to_vec()).filter(|data| data.starts_with(b"<<")),
        });
        let widths = font.as_ref().filter(|_| written.is_some()).and_then(widths);
        let font = written.unwrap_or_else(|| STANDARD.into());
        Self { name, size, colour, font, widths }
    }

    /// Font dictionary entry for it.
    pub fn resources(&self) -> Vec<u8> {
        [b"/", &self.name[..], b" ", &self.font].concat()
    }

    /// Width of some letters, in font sizes.
    fn width(&self, letters: &[u8]) -> f64 {
        let width = |&code: &u8| match &self.widths {
            Some((first, widths)) => {
                let at = u32::from(code).checked_sub(*first).map(|at| at as usize);
                at.and_then(|at| widths.get(at)).map_or(f64::from(OTHER), |&width| f64::from(width))
            }
            None => {
                let at = usize::from(code).checked_sub(usize::from(b' '));
                f64::from(at.and_then(|at| HELVETICA.get(at)).copied().unwrap_or(OTHER))
            }
        };
        letters.iter().map(width).sum::<f64>() / 1000.0
    }
}

/// True if the typeface encodes each letter as one byte.
fn is_simple(font: &Dict) -> bool {
    font.get::<Name>("Subtype").is_some_and(|kind| matches!(kind.as_str(), "Type1" | "TrueType" | "MMType1"))
}

/// Widths given by a typeface. Returns `None` if it gives none or all are zero.
fn widths(font: &Dict) -> Option<(u32, Vec<f32>)> {
    let widths: Vec<f32> = font.get::<Array>("Widths")?.iter::<f32>().collect();
    widths.iter().any(|&width| width > 0.0).then(|| (font.get::<u32>("FirstChar").unwrap_or(0), widths))
}

/// Operators that show a text in a field. Returns `None` if its typeface cannot encode one of its letters.
pub(super) fn set(text: &str, face: &Face, setting: &Setting) -> Option<Vec<u8>> {
    let (width, height) = setting.size;
    let room = width - 2.0 * MARGIN;
    let paragraphs: Vec<Vec<u8>> = text.split(['\n', '\r']).map(encoded).collect::<Option<_>>()?;
    let given = Some(face.size).filter(|&size| size > 0.0);
    let lines: Vec<Vec<u8>>;
    let size;
    if setting.is_multiline {
        size = given.unwrap_or(MOST_SIZE);
        lines = paragraphs.iter().flat_map(|words| wrapped(words, room / size, face)).collect();
    } else {
        let line = paragraphs.join(&b' ');
        let fitting = (height / (LINE + 0.2)).min(room / face.width(&line).max(f64::MIN_POSITIVE));
        size = given.unwrap_or(fitting.clamp(LEAST_SIZE, MOST_SIZE));
        lines = vec![line];
    }
    let first = match setting.is_multiline {
        true => height - MARGIN - RISE * size,
        false => height / 2.0 - BELOW_MIDDLE * size,
    };
    let mut out = format!("/Tx BMC q 1 1 {} {} re W n BT ", width - 2.0, height - 2.0).into_bytes();
    out.extend([&face.colour[..], b" /", &face.name, format!(" {size} Tf\n").as_bytes()].concat());
    for (down, line) in lines.iter().enumerate() {
        let y = first - down as f64 * LINE * size;
        if setting.cells > 0 {
            let cell = width / f64::from(setting.cells);
            for (at, letter) in line.chunks(1).enumerate() {
                let x = cell * (at as f64 + 0.5) - face.width(letter) * size / 2.0;
                show(&mut out, (x, y), letter);
            }
            continue;
        }
        let free = room - face.width(line) * size;
        let x = MARGIN
            + match setting.quadding {
                Quadding::Left => 0.0,
                Quadding::Centred => free / 2.0,
                Quadding::Right => free,
            };
        show(&mut out, (x, y), line);
    }
    out.extend(b"ET Q EMC");
    Some(out)
}

/// Appends operators that show letters at a position.
fn show(out: &mut Vec<u8>, (x, y): (f64, f64), letters: &[u8]) {
    let hexadecimal: String = letters.iter().map(|byte| format!("{byte:02X}")).collect();
    out.extend(format!("1 0 0 1 {x:.3} {y:.3} Tm <{hexadecimal}> Tj\n").into_bytes());
}

/// Breaks a paragraph into lines of at most this width, in font sizes; a wider word gets a line of its own.
fn wrapped(words: &[u8], room: f64, face: &Face) -> Vec<Vec<u8>> {
    let mut lines = vec![Vec::new()];
    for word in words.split(|&byte| byte == b' ') {
        let line = lines.last_mut().expect("there is one from the start");
        let longer = if line.is_empty() { word.to_vec() } else { [&line[..], b" ", word].concat() };
        match line.is_empty() || face.width(&longer) <= room {
            true => *line = longer,
            false => lines.push(word.to_vec()),
        }
    }
    lines
}

/// Decodes a PDF text string: UTF-16 or UTF-8 with a byte order mark, else PDFDocEncoding.
pub(super) fn decoded(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => {
            let units: Vec<u16> =
                rest.as_chunks::<2>().0.iter().map(|&unit| u16::from_be_bytes(unit)).collect();
            String::from_utf16_lossy(&units)
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|&byte| of_document(byte)).collect(),
    }
}

fn of_document(byte: u8) -> char {
    let high = byte.checked_sub(0x80).and_then(|at| DOCUMENT_HIGH.chars().nth(usize::from(at)));
    high.filter(|&c| c != '\0').unwrap_or(char::from(byte))
}

/// Encodes a text in WinAnsiEncoding. Returns `None` if it lacks one of the letters.
fn encoded(text: &str) -> Option<Vec<u8>> {
    let byte = |c: char| match c {
        '\t' => Some(b' '),
        ' '..='~' | '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(c)).ok(),
        '\0' => None,
        _ => WINDOWS_HIGH.chars().position(|other| other == c).and_then(|at| u8::try_from(at + 0x80).ok()),
    };
    text.chars().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(appearance: &str) -> Face {
        Face::of(appearance.as_bytes(), None)
    }

    fn setting(is_multiline: bool, quadding: Quadding, cells: u32) -> Setting {
        Setting { size: (100.0, 20.0), is_multiline, cells, quadding }
    }

    fn said(text: &str, appearance: &str, setting: &Setting) -> String {
        String::from_utf8(set(text, &face(appearance), setting).unwrap()).unwrap()
    }

    #[test]
    fn texts_are_read_in_each_encoding_and_written_in_that_of_windows() {
        assert_eq!(decoded(b"\xfe\xff\x00G\x00r\x00\xf6\x20\xac"), "Grö€");
        assert_eq!(decoded(b"\x84\xa0\xf6"), "—€ö");
        assert_eq!(encoded("Grö€—"), Some(b"Gr\xf6\x80\x97".to_vec()));
        assert_eq!(encoded("漢"), None);
    }

    #[test]
    fn the_default_appearance_gives_typeface_size_and_colour() {
        let face = face("0.2 g /TiRo 9.5 Tf");
        assert_eq!((&face.name[..], face.size, &face.colour[..]), (&b"TiRo"[..], 9.5, &b"0.2 g"[..]));
        assert_eq!(Face::of(b"", None).size, 0.0);
    }

    #[test]
    fn a_line_stands_in_the_middle_and_at_its_side() {
        let left = said("ab", "/Helv 10 Tf 0 g", &setting(false, Quadding::Left, 0));
        assert!(left.contains("1 0 0 1 2.000 6.500 Tm <6162> Tj"), "{left}");
        let right = said("ab", "/Helv 10 Tf 0 g", &setting(false, Quadding::Right, 0));
        assert!(right.contains("1 0 0 1 86.880 6.500 Tm"), "{right}");
    }

    #[test]
    fn letters_of_a_comb_stand_in_their_cells_and_paragraphs_below_each_other() {
        let comb = said("11", "/Helv 10 Tf", &setting(false, Quadding::Left, 10));
        assert!(comb.contains("1 0 0 1 2.220 6.500 Tm <31> Tj\n1 0 0 1 12.220"), "{comb}");
        let lines =
            said("one two three four five six seven", "/Helv 10 Tf", &setting(true, Quadding::Left, 0));
        assert_eq!(lines.matches(" Tj").count(), 2, "{lines}");
    }
}
