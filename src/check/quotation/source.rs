//! The words of a page in which a quotation is sought, with those of its neighbour where the text runs on.

use std::ops::Range;

use super::parse::Quoted;
use super::words::Worded;
use crate::check::text::align::reference::Reference;
use crate::index::{Error, Index, StoredPage};
use crate::model::answer::{PageKind, PageRef};
use crate::model::document::Word;
use crate::model::geometry::Rect;
use crate::model::quotation::Sent;
use crate::model::text::{FieldKind, Text};

/// A page, or pages that follow each other, as one text.
pub struct Source {
    /// The pages, in order.
    pub pages: Vec<StoredPage>,
    /// Their words.
    pub reference: Reference,
    /// Whether any of these words were read by OCR.
    pub is_read: bool,
    /// Header fields of a message, in the order of the parts of the reference.
    fields: Vec<FieldKind>,
    /// The words with their places; empty for a message.
    words: Vec<Word>,
    /// Byte behind each of these words and the blank after it.
    ends: Vec<usize>,
    /// Number of the first word of each page.
    firsts: Vec<usize>,
}

impl Worded for Source {
    fn place(&self, term: usize) -> Option<(&str, Range<usize>)> {
        let term = self.reference.terms.get(term)?;
        Some((self.reference.part_text(term.part)?, term.at.clone()))
    }

    fn is_one_text(&self, a: usize, b: usize) -> bool {
        let part = |term: usize| self.reference.terms.get(term).map(|term| term.part);
        part(a) == part(b)
    }
}

impl Source {
    /// The text of these pages, of which a message is always alone.
    pub fn of(pages: Vec<StoredPage>, index: &Index) -> Result<Self, Error> {
        if let [page] = &pages[..]
            && let Some(text) = index.text(page.id)?
        {
            let fields = text.fields.iter().map(|field| field.kind).collect();
            return Ok(Self::new(pages, text, fields));
        }
        let (mut words, mut firsts, mut is_read) = (Vec::new(), Vec::new(), false);
        for page in &pages {
            let read = index.reading(page.id)?;
            is_read |= read.is_some();
            firsts.push(words.len());
            words.extend(match read {
                Some(read) => read,
                None => index.words(page.id)?,
            });
        }
        let ends = words.iter().scan(0, |end, word| {
            *end += word.text.len() + 1;
            Some(*end)
        });
        let (ends, text) = (ends.collect(), Text::in_a_row(&words));
        Ok(Self { words, ends, firsts, is_read, ..Self::new(pages, text, Vec::new()) })
    }

    fn new(pages: Vec<StoredPage>, text: Text, fields: Vec<FieldKind>) -> Self {
        let reference = Reference::new(text);
        let (words, ends, firsts) = Default::default();
        Self { pages, reference, is_read: false, fields, words, ends, firsts }
    }

    /// The same with the page before its first, or with the page after its last. Returns `None` if there is none,
    /// and for a message.
    pub fn with_neighbour(&self, is_before: bool, index: &Index) -> Result<Option<Self>, Error> {
        let page = if is_before { self.pages.first() } else { self.pages.last() };
        let Some(page) = page.filter(|page| page.kind == PageKind::Page && self.fields.is_empty()) else {
            return Ok(None);
        };
        let number = if is_before { page.number.checked_sub(1) } else { page.number.checked_add(1) };
        let name = PageRef { document: page.document.clone(), page: number.unwrap_or_default() };
        let Some(neighbour) = index.page_named(&name)?.filter(|other| other.sha256 == page.sha256) else {
            return Ok(None);
        };
        let mut pages = self.pages.clone();
        pages.insert(if is_before { 0 } else { pages.len() }, neighbour);
        Self::of(pages, index).map(Some)
    }

    /// Whether these terms have the same letters as those of a quotation: programs join and part words.
    pub fn is_same(&self, said: &Range<usize>, quoted: &Quoted, own: &Range<usize>) -> bool {
        let original = self.reference.terms[said.clone()].iter().flat_map(|term| term.token.plain.chars());
        original.eq(quoted.terms[own.clone()].iter().flat_map(|term| term.token.plain.chars()))
    }

    /// Whether both are made of the same terms.
    pub fn has_all_terms_of(&self, other: &Self) -> bool {
        let at = |source: &Self| source.reference.terms.first().map(|term| (term.part, term.at.clone()));
        self.reference.terms.len() == other.reference.terms.len() && at(self) == at(other)
    }

    /// Number of the word with its place in which a term stands.
    fn word(&self, term: usize) -> Option<usize> {
        let at = self.reference.terms.get(term)?.at.start;
        Some(self.ends.partition_point(|&end| end <= at)).filter(|word| *word < self.words.len())
    }

    /// The page on which a term stands.
    pub fn page(&self, term: usize) -> Option<&StoredPage> {
        let word = self.word(term).unwrap_or_default();
        self.pages.get(self.firsts.partition_point(|&first| first <= word).saturating_sub(1))
    }

    /// Whether the page ends between two terms.
    pub fn is_page_end(&self, before: usize, after: usize) -> bool {
        self.page(before).map(|page| page.id) != self.page(after).map(|page| page.id)
    }

    /// The place of terms on the page of the first of them, in its units. Returns `None` for a message.
    pub fn bounds(&self, terms: &Range<usize>) -> Option<Rect> {
        let page = self.page(terms.start)?.id;
        let on_page = terms.clone().filter(|&term| self.page(term).is_some_and(|other| other.id == page));
        Rect::around(on_page.filter_map(|term| Some(self.words[self.word(term)?].bounds)))
    }

    /// The name of the header field in which a term stands.
    pub fn field(&self, term: usize) -> Option<&'static str> {
        let part = self.reference.terms.get(term)?.part;
        self.fields.get(part).map(|kind| kind.name())
    }

    /// What the header of the message says. Returns `None` for a page.
    pub fn sent(&self) -> Option<Sent> {
        let field =
            |kind| self.reference.field(kind).map_or(String::new(), |part| self.reference.field_text(part));
        let [from, date, subject] = [FieldKind::From, FieldKind::Date, FieldKind::Subject].map(field);
        (!self.fields.is_empty()).then_some(Sent { from, date, subject })
    }

    /// First and last word of these terms, counted from 1 in their text on the page, and the number of words there.
    pub fn at_words(&self, terms: &Range<usize>) -> ((usize, usize), usize) {
        let count = |text: &str| text.split_whitespace().count();
        let last = terms.end.saturating_sub(1);
        let Some(((text, first), (_, last_at))) = self.place(terms.start).zip(self.place(last)) else {
            return Default::default();
        };
        let Some(at) = self.word(terms.start).zip(self.word(last)) else {
            let before = text.get(..first.start).unwrap_or_default();
            // What stands right before the term is part of its word.
            let is_begin = !before.ends_with(|c: char| !c.is_whitespace());
            let end = count(text.get(..last_at.end).unwrap_or_default());
            return ((count(before) + usize::from(is_begin), end), count(text));
        };
        let page = self.firsts.partition_point(|&begin| begin <= at.0).saturating_sub(1);
        let begin = self.firsts.get(page).copied().unwrap_or_default();
        let end = self.firsts.get(page + 1).copied().unwrap_or(self.words.len());
        ((at.0 - begin + 1, at.1.min(end.saturating_sub(1)) - begin + 1), end - begin)
    }
}
