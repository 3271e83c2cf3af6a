//! XML parser for office files, tag by tag. Only the five predefined entities and character references are
//! expanded, and nothing is fetched.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};

use super::archive::explain;

/// An XML event.
pub enum Piece {
    /// Start of an element; an empty element is followed by its end.
    Open(Tag),
    /// End of an element; its name without prefix.
    Close(String),
    /// Text.
    Text(String),
}

/// Start tag; names are without prefixes, which the writer may choose.
pub struct Tag {
    /// Its name.
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// Value of an attribute, with or without a prefix; the one without takes precedence.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let plain = self.attributes.iter().find(|(key, _)| key == name);
        plain.map(|(_, value)| value.as_str()).or_else(|| self.prefixed(name))
    }

    /// Value of an attribute with a prefix.
    pub fn prefixed(&self, name: &str) -> Option<&str> {
        let own = |key: &str| key.rsplit_once(':').is_some_and(|(_, local)| local == name);
        self.attributes.iter().find(|(key, _)| own(key)).map(|(_, value)| value.as_str())
    }

    fn of(start: &BytesStart) -> Self {
        let mut attributes = start.attributes();
        let read = attributes.with_checks(false).map_while(Result::ok).map(|one| {
            let value = unescape(&one.value).unwrap_or_default().into_owned();
            (one.key.as_ref().to_owned(), value)
        });
        let attributes = read.collect();
        Self { name: start.local_name().as_ref().to_owned(), attributes }
    }
}

/// XML reader.
pub struct Xml<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
}

impl<R: BufRead> Xml<R> {
    /// Reads from the start of a part.
    pub fn new(part: R) -> Self {
        let mut reader = Reader::from_reader(part);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self { reader, buffer: Vec::new() }
    }

    /// Next event. Returns `None` at the end. Errors are sentences for people.
    pub fn next(&mut self) -> Result<Option<Piece>, String> {
        loop {
            self.buffer.clear();
            let piece = match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Start(tag)) => Piece::Open(Tag::of(&tag)),
                Ok(Event::End(tag)) => Piece::Close(tag.local_name().as_ref().to_owned()),
                Ok(Event::Text(text)) => Piece::Text(text.xml10_content().into_owned()),
                Ok(Event::CData(text)) => Piece::Text(text.xml10_content().into_owned()),
                Ok(Event::GeneralRef(name)) => match name.resolve_char_ref() {
                    Ok(Some(letter)) => Piece::Text(letter.into()),
                    // Entities defined by the file are dropped: nested ones may expand without bound.
                    _ => match resolve_predefined_entity(&name) {
                        Some(letter) => Piece::Text(letter.into()),
                        None => continue,
                    },
                },
                Ok(Event::Eof) => return Ok(None),
                Ok(_) => continue,
                Err(quick_xml::Error::Io(error)) => return Err(explain(&error)),
                Err(_) => return Err("Its words are damaged. Get the file again.".into()),
            };
            return Ok(Some(piece));
        }
    }

    /// Text up to the end of the element opened last.
    pub fn inside(&mut self) -> Result<String, String> {
        let (mut depth, mut text) = (1, String::new());
        while let Some(piece) = self.next()? {
            match piece {
                Piece::Open(_) => depth += 1,
                Piece::Close(_) => depth -= 1,
                Piece::Text(more) => text += &more,
            }
            if depth == 0 {
                break;
            }
        }
        Ok(text)
    }

    /// Skips the element opened last with its content.
    pub fn pass_over(&mut self) -> Result<(), String> {
        let mut depth = 1;
        while depth > 0 {
            match self.next()? {
                Some(Piece::Open(_)) => depth += 1,
                Some(Piece::Close(_)) => depth -= 1,
                Some(Piece::Text(_)) => {}
                None => break,
            }
        }
        Ok(())
    }
}
