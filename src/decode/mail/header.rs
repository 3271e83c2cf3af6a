//! Header of a message: the fields shown to its reader, decoded.

use mail_parser::parsers::MessageStream;
use mail_parser::{Addr, Header, HeaderName, HeaderValue, Message};

use super::charset::one_line;
use super::mbox::split_line;
use super::sniff::field_name;
use crate::model::text::{Field, FieldKind};

/// End of the header, after its empty line.
pub fn end(bytes: &[u8]) -> usize {
    let mut at = 0;
    while at < bytes.len() {
        let line = split_line(&bytes[at..]).0;
        at += line.len();
        if line.trim_ascii().is_empty() {
            break;
        }
    }
    at
}

/// The lines of those fields of a header whose names are accepted, each with its folded lines.
pub fn fields_that(header: &[u8], accepted: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let (mut kept, mut is_kept) = (Vec::new(), true);
    for line in header.split_inclusive(|&b| b == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        let is_folded = line.starts_with(b" ") || line.starts_with(b"\t");
        if !is_folded {
            is_kept = field_name(line).is_none_or(&accepted);
        }
        if is_kept {
            kept.extend(line);
        }
    }
    kept
}

/// Header fields of a message, in storage order; fields that are missing or empty are left out.
pub fn fields(message: &Message) -> Vec<Field> {
    let field = |kind: FieldKind| {
        let name = name_of(kind);
        let headers: Vec<&Header> = message.headers().iter().filter(|header| header.name == name).collect();
        let said = match kind {
            FieldKind::Date | FieldKind::Subject => {
                headers.first().map(|h| plain(message, h)).unwrap_or_default()
            }
            _ => headers.iter().map(|header| addresses(message, header)).collect::<Vec<_>>().join(", "),
        };
        let text = one_line(&said);
        (!text.is_empty()).then_some(Field { kind, text })
    };
    FieldKind::ALL.into_iter().filter_map(field).collect()
}

fn name_of(kind: FieldKind) -> HeaderName<'static> {
    match kind {
        FieldKind::From => HeaderName::From,
        FieldKind::To => HeaderName::To,
        FieldKind::Cc => HeaderName::Cc,
        FieldKind::Bcc => HeaderName::Bcc,
        FieldKind::ReplyTo => HeaderName::ReplyTo,
        FieldKind::Date => HeaderName::Date,
        FieldKind::Subject => HeaderName::Subject,
    }
}

/// Text of a field with its encoded words decoded, whatever its type.
fn plain(message: &Message, header: &Header) -> String {
    let at = header.offset_start as usize..header.offset_end as usize;
    let mut raw = message.raw_message().get(at).unwrap_or_default().to_vec();
    // The parser returns nothing for a line without end.
    raw.push(b'\n');
    decoded(&raw)
}

fn decoded(line: &[u8]) -> String {
    MessageStream::new(line).parse_unstructured().as_text().unwrap_or_default().to_owned()
}

/// Addresses of a field; its text if none can be parsed.
fn addresses(message: &Message, header: &Header) -> String {
    let HeaderValue::Address(address) = &header.value else { return plain(message, header) };
    let all: Vec<String> = address.iter().filter_map(shown).collect();
    if all.is_empty() { plain(message, header) } else { all.join(", ") }
}

/// `Name <address>`, or one of the two if the other is missing.
fn shown(one: &Addr) -> Option<String> {
    let address = one.address().map(one_line).filter(|address| !address.is_empty());
    let name = one.name().map(in_words).filter(|name| !name.is_empty());
    match (name, address) {
        (Some(name), Some(address)) if name != address => Some(format!("{name} <{address}>")),
        (_, Some(address)) => Some(address),
        (name, None) => name,
    }
}

/// Display name. Encoded words in quotes are invalid, but programs write and show them.
pub fn in_words(name: &str) -> String {
    if name.contains("=?") { one_line(&decoded(format!("{name}\n").as_bytes())) } else { one_line(name) }
}
