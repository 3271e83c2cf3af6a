//! Properties of MAPI: what Outlook and Exchange know of a message, a recipient or an attachment, by number (MS-OXPROPS).

use std::collections::BTreeMap;

use crate::decode::mail::charset;

/// A property's number.
pub type Id = u16;

/// Subject, as the message shows it.
pub const SUBJECT: Id = 0x0037;
/// When its writer sent it.
pub const SUBMIT_TIME: Id = 0x0039;
/// What stands before the subject proper, as `RE: `.
pub const SUBJECT_PREFIX: Id = 0x003d;
/// For whom it was sent: name, kind of address, address, and that of the Internet.
pub const REPRESENTED: Person = Person { name: 0x0042, kind: 0x0064, address: 0x0065, smtp: 0x5d02 };
/// The header with which it came through the Internet.
pub const TRANSPORT_HEADER: Id = 0x007d;
/// Which list a recipient is on: 1 To, 2 Cc, 3 Bcc.
pub const RECIPIENT_KIND: Id = 0x0c15;
/// Who sent it.
pub const SENDER: Person = Person { name: 0x0c1a, kind: 0x0c1e, address: 0x0c1f, smtp: 0x5d01 };
/// Names of those on the lists Bcc, Cc and To.
pub const SHOWN_BCC: Id = 0x0e02;
/// See [`SHOWN_BCC`].
pub const SHOWN_CC: Id = 0x0e03;
/// See [`SHOWN_BCC`].
pub const SHOWN_TO: Id = 0x0e04;
/// When it arrived.
pub const DELIVERY_TIME: Id = 0x0e06;
/// Subject without its prefix.
pub const BARE_SUBJECT: Id = 0x0e1d;
/// The body in plain words.
pub const BODY: Id = 0x1000;
/// The body in RTF, compressed.
pub const RTF: Id = 0x1009;
/// The body in HTML.
pub const HTML: Id = 0x1013;
/// A recipient, or the name of an attachment.
pub const RECIPIENT: Person = Person { name: DISPLAY_NAME, kind: 0x3002, address: 0x3003, smtp: 0x39fe };
/// Name that is shown.
pub const DISPLAY_NAME: Id = 0x3001;
/// An attachment's bytes, or the message that it is.
pub const ATTACHED: Id = 0x3701;
/// An attachment's name in eight letters and three.
pub const SHORT_NAME: Id = 0x3704;
/// How a file is attached.
pub const METHOD: Id = 0x3705;
/// An attachment's whole name.
pub const LONG_NAME: Id = 0x3707;
/// Code page of the body in HTML.
pub const BODY_CODE_PAGE: Id = 0x3fde;
/// Code page of texts that are not Unicode.
pub const CODE_PAGE: Id = 0x3ffd;

/// Those of use here that are no whole numbers.
pub const KEPT: [Id; 25] = [
    SUBJECT,
    SUBJECT_PREFIX,
    REPRESENTED.name,
    REPRESENTED.kind,
    REPRESENTED.address,
    REPRESENTED.smtp,
    TRANSPORT_HEADER,
    SENDER.name,
    SENDER.kind,
    SENDER.address,
    SENDER.smtp,
    SHOWN_BCC,
    SHOWN_CC,
    SHOWN_TO,
    BARE_SUBJECT,
    BODY,
    RTF,
    HTML,
    RECIPIENT.name,
    RECIPIENT.kind,
    RECIPIENT.address,
    RECIPIENT.smtp,
    ATTACHED,
    SHORT_NAME,
    LONG_NAME,
];

/// Seconds between the years with which times in MAPI and elsewhere begin.
pub const FROM_1601_TO_1970: i64 = 11_644_473_600;
/// Times in MAPI count steps of 100 ns.
pub const STEPS_A_SECOND: i64 = 10_000_000;

/// The numbers that together name a person.
pub struct Person {
    /// Name that is shown.
    pub name: Id,
    /// Kind of address: `SMTP`, or `EX` within Exchange.
    pub kind: Id,
    /// Address of that kind.
    pub address: Id,
    /// Address of the Internet, whatever the kind.
    pub smtp: Id,
}

/// Types of values (MS-OXCDATA 2.11.1).
pub mod types {
    /// A whole number of 16 bits.
    pub const SHORT: u16 = 0x0002;
    /// Of 32 bits.
    pub const LONG: u16 = 0x0003;
    /// Of 64 bits.
    pub const LONGLONG: u16 = 0x0014;
    /// A text in some code page.
    pub const TEXT_8: u16 = 0x001e;
    /// A text in UTF-16.
    pub const TEXT_16: u16 = 0x001f;
    /// A time.
    pub const TIME: u16 = 0x0040;
    /// Bytes.
    pub const BYTES: u16 = 0x0102;
    /// Something within, in a form of its own.
    pub const OBJECT: u16 = 0x000d;
    /// Set where there are several values.
    pub const SEVERAL: u16 = 0x1000;
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text.
    Text(String),
    /// Text in a code page that another property names.
    Coded(Vec<u8>),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A whole number, or a time: steps of 100 ns since 1601.
    Number(i64),
}

/// Properties by number.
#[derive(Clone, Debug, Default)]
pub struct Properties(BTreeMap<Id, Value>);

impl Properties {
    /// Keeps a value given by its type and its bytes, unless there is one. Types of no use here are dropped.
    pub fn put(&mut self, id: Id, kind: u16, bytes: &[u8]) {
        let number = |width: usize| {
            let mut wide = [0; 8];
            let there = width.min(bytes.len());
            wide[..there].copy_from_slice(&bytes[..there]);
            Value::Number(i64::from_le_bytes(wide))
        };
        let value = match kind {
            types::SHORT => number(2),
            types::LONG => number(4),
            types::LONGLONG | types::TIME => number(8),
            types::TEXT_8 => Value::Coded(bytes.to_vec()),
            types::TEXT_16 => Value::Text(utf16(bytes)),
            types::BYTES | types::OBJECT => Value::Bytes(bytes.to_vec()),
            _ => return,
        };
        self.set(id, value);
    }

    /// Keeps a value, unless there is one.
    pub fn set(&mut self, id: Id, value: Value) {
        self.0.entry(id).or_insert(value);
    }

    /// A text that says something.
    pub fn text(&self, id: Id) -> Option<String> {
        let text = match self.0.get(&id)? {
            Value::Text(text) => text.clone(),
            Value::Coded(bytes) => charset::spelled(bytes, self.charset(CODE_PAGE).as_deref()),
            _ => return None,
        };
        let text = text.trim_end_matches('\0');
        text.chars().any(|c| !c.is_whitespace()).then(|| text.to_owned())
    }

    /// Bytes, or a text as bytes.
    pub fn bytes(&self, id: Id) -> Option<&[u8]> {
        match self.0.get(&id)? {
            Value::Bytes(bytes) | Value::Coded(bytes) => Some(bytes),
            Value::Text(text) => Some(text.as_bytes()),
            Value::Number(_) => None,
        }
    }

    /// Takes bytes out.
    pub fn take_bytes(&mut self, id: Id) -> Option<Vec<u8>> {
        match self.0.remove(&id)? {
            Value::Bytes(bytes) | Value::Coded(bytes) => Some(bytes),
            Value::Text(text) => Some(text.into_bytes()),
            Value::Number(_) => None,
        }
    }

    /// A whole number, or a time.
    pub fn number(&self, id: Id) -> Option<i64> {
        match self.0.get(&id)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// Whether a text is already Unicode, whatever code page is named.
    pub fn is_unicode(&self, id: Id) -> bool {
        matches!(self.0.get(&id), Some(Value::Text(_)))
    }

    /// The character set that a property names by its code page.
    pub fn charset(&self, id: Id) -> Option<String> {
        u32::try_from(self.number(id)?).ok().and_then(charset::code_page)
    }

    /// Lets texts be read by the code page of the message that they belong to, where they name none.
    pub fn lend_code_page(&self, to: &mut Properties) {
        if let Some(value) = self.0.get(&CODE_PAGE) {
            to.set(CODE_PAGE, value.clone());
        }
    }
}

/// Text of two bytes a unit, whatever is wrong with it.
pub fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let text =
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>();
    text.trim_end_matches('\0').to_owned()
}
