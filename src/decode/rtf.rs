//! Words of RTF as written by Outlook and word processors: groups, control words, and text in code pages.

use std::collections::HashMap;
use std::io;

use super::mail::charset;
use super::{Event, Reader as FormatReader, Sink, Wanted, some_words, tell_words};
use crate::limits;
use crate::model::document::Format;

/// Groups that are not shown.
const UNSEEN: [&str; 17] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "filetbl",
    "fldinst",
    "listtable",
    "revtbl",
    "themedata",
    "datastore",
    "objdata",
    "objclass",
    "xe",
    "tc",
    "sn",
    "sv",
];
/// Optional groups whose words are shown; all other optional groups are skipped.
const SEEN_THOUGH_OPTIONAL: [&str; 2] = ["shpinst", "shptxt"];
/// Characters that have a control word of their own.
const NAMED: [(&str, char); 17] = [
    ("par", '\n'),
    ("line", '\n'),
    ("sect", '\n'),
    ("page", '\n'),
    ("row", '\n'),
    ("nestrow", '\n'),
    ("tab", '\t'),
    ("cell", '\t'),
    ("nestcell", '\t'),
    ("emdash", '—'),
    ("endash", '–'),
    ("lquote", '‘'),
    ("rquote", '’'),
    ("ldblquote", '“'),
    ("rdblquote", '”'),
    ("bullet", '•'),
    ("emspace", ' '),
];
/// Character set of symbol fonts.
const SYMBOLS: i32 = 2;

/// Reader of Rich Text Format: one page of words.
pub struct Rtf;

impl FormatReader for Rtf {
    fn formats(&self) -> &[Format] {
        &[Format::Rtf]
    }

    fn sniff(&self, bytes: &[u8]) -> Option<Result<Format, &'static str>> {
        is_rtf(bytes).then_some(Ok(Format::Rtf))
    }

    fn read(&self, format: Format, bytes: Vec<u8>, wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
        sink(Event::Opened { format, pages: 1 })?;
        wanted.of(1).try_for_each(|number| tell_words(number, || some_words(words(&bytes)), sink))
    }
}

/// True if the bytes begin with the RTF signature.
pub fn is_rtf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"{\\rtf")
}

/// Visible words, whatever is wrong with the rest.
pub fn words(bytes: &[u8]) -> String {
    let mut reader = Reader { rest: bytes, ..Reader::default() };
    while let Some((&first, rest)) = reader.rest.split_first() {
        reader.rest = rest;
        match first {
            b'{' => reader.open(),
            b'}' => reader.close(),
            b'\\' => reader.control(),
            b'\r' | b'\n' | 0 => {}
            letter => reader.byte(letter),
        }
    }
    reader.flush();
    charset::tidy(&reader.out)
}

/// State of a group.
#[derive(Clone, Copy)]
struct Group {
    /// True if nothing of it is shown.
    unseen: bool,
    /// True if its text is hidden or a tracked deletion.
    hidden: bool,
    /// True if it is the font table.
    fonts: bool,
    font: i32,
    /// Number of fallback characters after a Unicode one.
    stand_in: usize,
}

impl Default for Group {
    fn default() -> Self {
        Self { unseen: false, hidden: false, fonts: false, font: -1, stand_in: 1 }
    }
}

#[derive(Default)]
struct Reader<'a> {
    rest: &'a [u8],
    out: String,
    group: Group,
    outer: Vec<Group>,
    /// Number of open groups beyond the depth limit.
    too_deep: usize,
    /// True if the next control word names an optional group.
    optional: bool,
    /// Number of characters to skip.
    passed_over: usize,
    /// Code page of the document.
    page: u32,
    /// Default font.
    first_font: i32,
    /// Character sets of the fonts.
    charsets: HashMap<i32, i32>,
    /// Pending characters in a code page.
    coded: Vec<u8>,
    /// Pending first half of a UTF-16 surrogate pair.
    half: Option<u16>,
}

impl Reader<'_> {
    fn open(&mut self) {
        self.flush();
        self.passed_over = 0;
        if self.outer.len() == limits::MAX_RTF_DEPTH {
            self.too_deep += 1;
        } else {
            self.outer.push(self.group);
        }
    }

    fn close(&mut self) {
        self.flush();
        (self.passed_over, self.optional) = (0, false);
        if self.too_deep > 0 {
            self.too_deep -= 1;
        } else {
            self.group = self.outer.pop().unwrap_or_default();
        }
    }

    fn control(&mut self) {
        let length = self.rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        if length == 0 {
            return self.symbol();
        }
        let (word, rest) = self.rest.split_at(length);
        let digits = rest.iter().skip(usize::from(rest.starts_with(b"-"))).take_while(|b| b.is_ascii_digit());
        let digits = digits.count();
        let long = if digits > 0 { digits + usize::from(rest.starts_with(b"-")) } else { 0 };
        let number = std::str::from_utf8(&rest[..long]).ok().and_then(|n| n.parse::<i32>().ok());
        self.rest = &rest[long..];
        self.rest = self.rest.strip_prefix(b" ").unwrap_or(self.rest);
        let word = std::str::from_utf8(word).unwrap_or_default().to_owned();
        self.word(&word, number);
    }

    fn symbol(&mut self) {
        let Some((&symbol, rest)) = self.rest.split_first() else { return };
        self.rest = rest;
        match symbol {
            b'\'' => {
                let digits = rest.get(..2).and_then(|d| std::str::from_utf8(d).ok());
                if let Some(letter) = digits.and_then(|d| u8::from_str_radix(d, 16).ok()) {
                    self.rest = &rest[2..];
                    self.byte(letter);
                }
            }
            b'*' => self.optional = true,
            b'~' => self.letter(' '),
            b'_' => self.letter('-'),
            b'\r' | b'\n' => self.letter('\n'),
            b'\\' | b'{' | b'}' => self.byte(symbol),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let optional = std::mem::take(&mut self.optional);
        if UNSEEN.contains(&word) || (optional && !SEEN_THOUGH_OPTIONAL.contains(&word)) {
            self.flush();
            self.group.unseen = true;
        }
        if let Some((_, letter)) = NAMED.iter().find(|(name, _)| *name == word) {
            return self.letter(*letter);
        }
        let on = number != Some(0);
        match (word, number) {
            ("fonttbl", _) => self.group.fonts = true,
            ("deff", Some(font)) => (self.first_font, self.group.font) = (font, font),
            ("f", Some(font)) => {
                self.flush();
                self.group.font = font;
            }
            ("fcharset", Some(charset))
                if self.group.fonts && self.charsets.len() < limits::MAX_RTF_FONTS =>
            {
                self.charsets.insert(self.group.font, charset);
            }
            ("ansicpg", Some(page)) => self.page = u32::try_from(page).unwrap_or(0),
            ("mac", _) => self.page = 10_000,
            ("pc", _) => self.page = 437,
            ("pca", _) => self.page = 850,
            ("uc", Some(count)) => self.group.stand_in = usize::try_from(count).unwrap_or(1),
            ("u", Some(unit)) => self.unit(unit as u16),
            ("v" | "deleted", _) => {
                self.flush();
                self.group.hidden = on;
            }
            ("plain", _) => {
                self.flush();
                (self.group.hidden, self.group.font) = (false, self.first_font);
            }
            ("bin", Some(length)) => {
                let length = usize::try_from(length).unwrap_or(0).min(self.rest.len());
                self.rest = &self.rest[length..];
            }
            _ => {}
        }
    }

    fn shown(&self) -> bool {
        !self.group.unseen && !self.group.hidden
    }

    /// A byte in the current code page.
    fn byte(&mut self, letter: u8) {
        if self.passed_over > 0 {
            self.passed_over -= 1;
        } else if self.shown() {
            self.half = None;
            self.coded.push(letter);
        }
    }

    fn letter(&mut self, letter: char) {
        if self.passed_over > 0 {
            self.passed_over -= 1;
        } else if self.shown() {
            self.flush();
            self.out.push(letter);
        }
    }

    /// A UTF-16 code unit.
    fn unit(&mut self, unit: u16) {
        let before = self.half;
        self.flush();
        self.passed_over = self.group.stand_in;
        let pair = before.into_iter().chain([unit]);
        let letters: Vec<_> = char::decode_utf16(pair).collect();
        match letters.last() {
            _ if !self.shown() => {}
            Some(Ok(letter)) => self.out.push(*letter),
            // A high surrogate waits for its second half.
            _ if (0xd800..0xdc00).contains(&unit) => self.half = Some(unit),
            _ => self.out.push(char::REPLACEMENT_CHARACTER),
        }
    }

    /// Writes pending characters, decoded by the code page of their font or of the document.
    fn flush(&mut self) {
        self.half = None;
        if self.coded.is_empty() {
            return;
        }
        let charset = self.charsets.get(&self.group.font).copied().unwrap_or(0);
        if charset == SYMBOLS {
            self.out.extend(self.coded.iter().map(|b| if b.is_ascii() { char::from(*b) } else { '•' }));
        } else {
            let page = code_page(charset).unwrap_or(if self.page == 0 { 1252 } else { self.page });
            self.out.push_str(&charset::spelled(&self.coded, charset::code_page(page).as_deref()));
        }
        self.coded.clear();
    }
}

/// Code page of a font's character set. Returns `None` for that of the document.
fn code_page(charset: i32) -> Option<u32> {
    Some(match charset {
        77 => 10_000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        254 => 437,
        255 => 850,
        _ => return None,
    })
}
