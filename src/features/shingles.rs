//! Shingles of three words, normalised so that characters confused by OCR are equal.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::model::feature_key::{FeatureKind, Key, Place};
use crate::model::text::Text;

/// Feature kind of the shingles.
pub const ID: FeatureKind = FeatureKind::Words;
/// Version; incremented when the same text gives other keys.
pub const VERSION: u32 = 1;
/// Words per shingle: a pair of words recurs in every tenth message, a triple hardly ever in another.
pub const SHINGLE: usize = 3;
/// One shingle of this many is kept, selected by its hash, so that picture and page keep the same ones.
const KEPT_OF: u32 = 2;

/// A word of a text: a run of letters and digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Normalised spelling, see [`folded`].
    pub folded: String,
    /// Byte range in the text.
    pub at: std::ops::Range<usize>,
}

/// Words of a text, in order. In scripts without spaces each character is a word.
pub fn terms(text: &str) -> Vec<Term> {
    let mut found: Vec<Term> = Vec::new();
    let mut open = false;
    for (i, c) in text.char_indices() {
        let end = i + c.len_utf8();
        if !(c.is_alphanumeric() || (open && is_combining_mark(c))) {
            open = false;
            continue;
        }
        let alone = is_unspaced(c);
        match found.last_mut() {
            Some(last) if open && !alone => last.at.end = end,
            _ => found.push(Term { folded: String::new(), at: i..end }),
        }
        open = !alone;
    }
    for term in &mut found {
        term.folded = folded(&text[term.at.clone()]);
    }
    found
}

/// True for Han, kana and other scripts written without spaces.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '\u{0e00}'..='\u{0eff}')
}

/// Normalised spelling: lower case, no accents, and one letter for all that look alike in a blurred picture.
pub fn folded(word: &str) -> String {
    let plain = word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let alike = plain.map(|c| match c {
        '0' => 'o',
        '1' | 'i' | 'j' | '|' => 'l',
        '5' => 's',
        '8' => 'b',
        '2' => 'z',
        'v' | 'y' => 'u',
        _ => c,
    });
    let mut out = String::new();
    for c in alike {
        match (out.chars().last(), c) {
            (Some('r'), 'n') => {
                out.pop();
                out.push('m');
            }
            (Some('u'), 'u') => {
                out.pop();
                out.push('w');
            }
            (Some('c'), 'l') => {
                out.pop();
                out.push('d');
            }
            _ => out.push(c),
        }
    }
    out
}

/// Shingles that are kept, each as its hash and the index of its first word.
pub fn shingles(terms: &[Term]) -> impl Iterator<Item = (u32, usize)> {
    let all = terms.windows(SHINGLE).map(hash).enumerate();
    all.filter(|(_, hash)| hash.is_multiple_of(KEPT_OF)).map(|(i, hash)| (hash, i))
}

/// FNV-1a hash, folded to 32 bits.
fn hash(terms: &[Term]) -> u32 {
    let mut h: u64 = 0xcbf2_9ce4_8422_2325;
    for term in terms {
        for b in term.folded.bytes().chain([0]) {
            h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    h ^= h >> 29;
    (h ^ (h >> 32)) as u32
}

/// Keys of a text. The placement of a shingle holds the index of its first word: the low half in `x`, the high
/// half in `y`.
pub fn keys(text: &Text) -> Vec<Key> {
    let parts = text.fields.iter().map(|f| f.text.as_str()).chain([text.body.as_str()]);
    let (mut keys, mut before) = (Vec::new(), 0);
    for part in parts {
        let terms = terms(part);
        keys.extend(shingles(&terms).map(|(hash, i)| {
            let at = u32::try_from(before + i).unwrap_or(u32::MAX);
            Key::Token(hash, Place { x: at as u16, y: (at >> 16) as u16, length: 0 })
        }));
        before += terms.len();
    }
    keys
}
