//! MAPI properties by number: attributes of a message, a recipient or an attachment (MS-OXPROPS).

use std::collections::BTreeMap;

use crate::decode::mail::charset;

/// Number of a property.
pub type Id = u16;

/// Subject as displayed.
pub const SUBJECT: Id = 0x0037;
/// Time of sending.
pub const SUBMIT_TIME: Id = 0x0039;
/// Prefix of the subject, such as `RE: `.
pub const SUBJECT_PREFIX: Id = 0x003d;
/// Person on whose behalf it was sent.
pub const REPRESENTED: Person = Person { name: 0x0042, kind: 0x0064, address: 0x0065, smtp: 0x5d02 };
/// Internet header.
pub const TRANSPORT_HEADER: Id = 0x007d;
/// List of a recipient: 1 To, 2 Cc, 3 Bcc.
pub const RECIPIENT_KIND: Id = 0x0c15;
/// Sender.
pub const SENDER: Person = Person { name: 0x0c1a, kind: 0x0c1e, address: 0x0c1f, smtp: 0x5d01 };
/// Display names of the Bcc recipients.
pub const SHOWN_BCC: Id = 0x0e02;
/// Display names of the Cc recipients.
pub const SHOWN_CC: Id = 0x0e03;
/// Display names of the To recipients.
pub const SHOWN_TO: Id = 0x0e04;
/// Time of delivery.
pub const DELIVERY_TIME: Id = 0x0e06;
/// Subject without its prefix.
pub const BARE_SUBJECT: Id = 0x0e1d;
/// Body as plain text.
pub const BODY: Id = 0x1000;
/// Body as compressed RTF.
pub const RTF: Id = 0x1009;
/// Body as HTML.
pub const HTML: Id = 0x1013;
/// Recipient; the display name may also be that of an attachment.
pub const RECIPIENT: Person = Person { name: DISPLAY_NAME, kind: 0x3002, address: 0x3003, smtp: 0x39fe };
/// Display name.
pub const DISPLAY_NAME: Id = 0x3001;
/// Bytes of an attachment, or the embedded message.
pub const ATTACHED: Id = 0x3701;
/// Name of an attachment in 8.3 form.
pub const SHORT_NAME: Id = 0x3704;
/// Attachment method.
pub const METHOD: Id = 0x3705;
/// Full name of an attachment.
pub const LONG_NAME: Id = 0x3707;
/// Code page of the HTML body.
pub const BODY_CODE_PAGE: Id = 0x3fde;
/// Code page of strings that are not Unicode.
pub const CODE_PAGE: Id = 0x3ffd;

/// Properties used here, except integers.
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

/// Seconds from 1601, where MAPI times begin, to 1970.
pub const FROM_1601_TO_1970: i64 = 11_644_473_600;
/// MAPI time units (100 ns) per second.
pub const STEPS_A_SECOND: i64 = 10_000_000;

/// Property numbers that together identify a person.
pub struct Person {
    /// Display name.
    pub name: Id,
    /// Address type: `SMTP`, or `EX` within Exchange.
    pub kind: Id,
    /// Address of that type.
    pub address: Id,
    /// SMTP address, whatever the type.
    pub smtp: Id,
}

/// Property types (MS-OXCDATA 2.11.1).
pub mod types {
    /// 16-bit integer.
    pub const SHORT: u16 = 0x0002;
    /// 32-bit integer.
    pub const LONG: u16 = 0x0003;
    /// 64-bit integer.
    pub const LONGLONG: u16 = 0x0014;
    /// String in a code page.
    pub const TEXT_8: u16 = 0x001e;
    /// String in UTF-16.
    pub const TEXT_16: u16 = 0x001f;
    /// Time.
    pub const TIME: u16 = 0x0040;
    /// Bytes.
    pub const BYTES: u16 = 0x0102;
    /// Embedded object.
    pub const OBJECT: u16 = 0x000d;
    /// Flag of multi-valued types.
    pub const SEVERAL: u16 = 0x1000;
}

/// Value of a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text.
    Text(String),
    /// Text in the code page given by another property.
    Coded(Vec<u8>),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Integer, or time in units of 100 ns since 1601.
    Number(i64),
}

/// Properties by number.
#[derive(Clone, Debug, Default)]
pub struct Properties(BTreeMap<Id, Value>);

impl Properties {
    /// Adds a value from its type and bytes, unless it is already set. Unused types are dropped.
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

    /// Sets a value, unless it is already set.
    pub fn set(&mut self, id: Id, value: Value) {
        self.0.entry(id).or_insert(value);
    }

    /// A text that is not empty.
    pub fn text(&self, id: Id) -> Option<String> {
        let text = match self.0.get(&id)? {
            Value::Text(text) => text.clone(),
            Value::Coded(bytes) => charset::spelled(bytes, self.charset(CODE_PAGE).as_deref()),
            _ => return None,
        };
        let text = text.trim_end_matches('\0');
        text.chars().any(|c| !c.is_whitespace()).then(|| text.to_owned())
    }

    /// Bytes, or the bytes of a text.
    pub fn bytes(&self, id: Id) -> Option<&[u8]> {
        match self.0.get(&id)? {
            Value::Bytes(bytes) | Value::Coded(bytes) => Some(bytes),
            Value::Text(text) => Some(text.as_bytes()),
            Value::Number(_) => None,
        }
    }

    /// Removes and returns bytes.
    pub fn take_bytes(&mut self, id: Id) -> Option<Vec<u8>> {
        match self.0.remove(&id)? {
            Value::Bytes(bytes) | Value::Coded(bytes) => Some(bytes),
            Value::Text(text) => Some(text.into_bytes()),
            Value::Number(_) => None,
        }
    }

    /// An integer or a time.
    pub fn number(&self, id: Id) -> Option<i64> {
        match self.0.get(&id)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// True if a text is already Unicode, whatever the code page.
    pub fn is_unicode(&self, id: Id) -> bool {
        matches!(self.0.get(&id), Some(Value::Text(_)))
    }

    /// Character set of the code page given by a property.
    pub fn charset(&self, id: Id) -> Option<String> {
        u32::try_from(self.number(id)?).ok().and_then(charset::code_page)
    }

    /// Passes the code page of the message on to properties that have none.
    pub fn lend_code_page(&self, to: &mut Properties) {
        if let Some(value) = self.0.get(&CODE_PAGE) {
            to.set(CODE_PAGE, value.clone());
        }
    }
}

/// Decodes UTF-16 (little endian); invalid units are replaced.
pub fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let text =
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>();
    text.trim_end_matches('\0').to_owned()
}
