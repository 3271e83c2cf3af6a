//! TNEF files (MS-OXTNEF), `winmail.dat`: a sequence of attributes, most of them lists of MAPI properties.

use super::mapi_message::{Attached, Content, Message};
use super::property::{self, Properties, Value, types};
use crate::decode::mail::charset;

/// First bytes of every TNEF file.
pub const MARK: [u8; 4] = [0x78, 0x9f, 0x3e, 0x22];
/// Header size in bytes: signature and key.
const HEAD: usize = 6;
/// Size of an attribute header in bytes: level, number with type, and length.
const ATTRIBUTE_HEAD: usize = 9;
const CHECKSUM: usize = 2;
/// Size in bytes of the interface identifier before the data of an attached object (MS-OXTNEF 2.1.3.4).
const INTERFACE: usize = 16;

// Attributes (MS-OXTNEF 2.1.3).
const FROM: u32 = 0x0000_8000;
const SUBJECT: u32 = 0x0001_8004;
const DATE_SENT: u32 = 0x0003_8005;
const BODY: u32 = 0x0002_800c;
const FILE_BYTES: u32 = 0x0006_800f;
const FILE_NAME: u32 = 0x0001_8010;
const NEW_FILE: u32 = 0x0006_9002;
const PROPERTIES: u32 = 0x0006_9003;
const RECIPIENTS: u32 = 0x0006_9004;
const FILE_PROPERTIES: u32 = 0x0006_9005;
const CODE_PAGE: u32 = 0x0006_9007;

/// An attached file.
#[derive(Default)]
struct File {
    own: Properties,
    name: Option<Vec<u8>>,
    bytes: Option<Vec<u8>>,
}

/// Message of a file that begins with the signature, as far as it can be read.
pub fn message(bytes: &[u8]) -> Message {
    let mut message = Message::default();
    let mut files: Vec<File> = Vec::new();
    // These are applied last: the properties have the same texts in Unicode.
    let mut late = Vec::new();
    let mut rest = Bytes(bytes.get(HEAD..).unwrap_or_default());
    while !rest.0.is_empty() {
        let Some((id, data)) = rest.attribute() else {
            message.lost.push("It ends in the middle, and what stood behind is not in the file.".into());
            break;
        };
        match known(id, data) {
            Some(value) => late.extend(value),
            None => take(id, data, &mut message, &mut files),
        }
    }
    late.into_iter().for_each(|(id, value)| message.own.set(id, value));
    let own = &message.own;
    message.attached = files.into_iter().map(|file| file.attached(own)).collect();
    message
}

/// Properties for an attribute that has the same meaning.
fn known(id: u32, data: &[u8]) -> Option<Vec<(property::Id, Value)>> {
    let text = || Value::Coded(data.to_vec());
    Some(match id {
        SUBJECT => vec![(property::SUBJECT, text())],
        BODY => vec![(property::BODY, text())],
        DATE_SENT => vec![(property::DELIVERY_TIME, Value::Number(date(data)))],
        FROM => sender(Bytes(data)).unwrap_or_default(),
        _ => return None,
    })
}

/// A sender: lengths of name and address, then both, the address after its type and a colon.
fn sender(mut data: Bytes) -> Option<Vec<(property::Id, Value)>> {
    data.take(4)?;
    let lengths = data.u32()?;
    let name = data.take((lengths & 0xffff) as usize)?.to_vec();
    let address = data.take((lengths >> 16) as usize)?;
    let address =
        address.strip_prefix(b"SMTP:").or(address.strip_prefix(b"smtp:")).unwrap_or_default().to_vec();
    let person = property::SENDER;
    Some(vec![(person.name, Value::Coded(name)), (person.smtp, Value::Coded(address))])
}

fn take(id: u32, data: &[u8], message: &mut Message, files: &mut Vec<File>) {
    let file = |files: &mut Vec<File>, put: &dyn Fn(&mut File)| files.last_mut().into_iter().for_each(put);
    match id {
        CODE_PAGE => message.own.put(property::CODE_PAGE, types::LONG, data),
        PROPERTIES => Bytes(data).properties(&mut message.own).unwrap_or_else(|| {
            message.lost.push("Its list of properties is damaged, and read as far as it goes.".into());
        }),
        RECIPIENTS => message.recipients = Bytes(data).rows(&message.own),
        NEW_FILE => files.push(File::default()),
        FILE_NAME => file(files, &|file| file.name = Some(data.to_vec())),
        FILE_BYTES => file(files, &|file| file.bytes = Some(data.to_vec())),
        // Damage in it results in a file without a name or without bytes.
        FILE_PROPERTIES => file(files, &|file| {
            let _ = Bytes(data).properties(&mut file.own);
        }),
        _ => {}
    }
}

impl File {
    fn attached(mut self, message: &Properties) -> Attached {
        message.lend_code_page(&mut self.own);
        let charset = message.charset(property::CODE_PAGE);
        let short = self
            .name
            .map(|name| charset::spelled(&name, charset.as_deref()).trim_end_matches('\0').to_owned());
        let long = [property::LONG_NAME, property::DISPLAY_NAME].iter().find_map(|id| self.own.text(*id));
        // An attached message is a TNEF file itself, after the identifier of its interface.
        let within = |bytes: Vec<u8>| {
            let inner = bytes.get(INTERFACE..).filter(|inner| inner.starts_with(&MARK));
            inner.map(<[u8]>::to_vec).unwrap_or(bytes)
        };
        let object = self.own.take_bytes(property::ATTACHED).map(within);
        let bytes = object.filter(|bytes| !bytes.is_empty()).or(self.bytes);
        let content = bytes.map(Content::File).ok_or_else(|| "Its bytes are not in the file.".to_owned());
        Attached { name: long.or(short).unwrap_or_default(), content }
    }
}

/// A date of seven numbers in units of 100 ns since 1601; 0 if it is invalid.
fn date(data: &[u8]) -> i64 {
    let part = |i: usize| data.get(2 * i..2 * i + 2).map_or(0, |b| i16::from_le_bytes([b[0], b[1]]));
    let small = |i: usize| i8::try_from(part(i)).unwrap_or(-1);
    let date = jiff::civil::DateTime::new(part(0), small(1), small(2), small(3), small(4), small(5), 0);
    let seconds =
        date.ok().and_then(|date| Some(date.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second()));
    seconds.map_or(0, |seconds| (seconds + property::FROM_1601_TO_1970) * property::STEPS_A_SECOND)
}

/// The remaining bytes.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    /// Takes `length` bytes and the padding to a multiple of four, as far as there are any.
    fn padded(&mut self, length: usize) -> Option<&'a [u8]> {
        let taken = self.take(length)?;
        let fill = (length.next_multiple_of(4) - length).min(self.0.len());
        self.0 = &self.0[fill..];
        Some(taken)
    }

    /// Next attribute: its number and data. Checksums are ignored, because programs write wrong ones.
    fn attribute(&mut self) -> Option<(u32, &'a [u8])> {
        let mut head = Bytes(self.take(ATTRIBUTE_HEAD)?);
        head.take(1)?;
        let (id, length) = (head.u32()?, head.u32()?);
        let data = self.take(usize::try_from(length).ok()?)?;
        self.take(CHECKSUM.min(self.0.len()))?;
        Some((id, data))
    }

    /// Rows of properties.
    fn rows(&mut self, message: &Properties) -> Vec<Properties> {
        let mut rows = Vec::new();
        let count = self.u32().unwrap_or(0);
        while rows.len() < count as usize && !self.0.is_empty() {
            let mut row = Properties::default();
            let whole = self.properties(&mut row).is_some();
            message.lend_code_page(&mut row);
            rows.push(row);
            if !whole {
                break;
            }
        }
        rows
    }

    /// Reads a list of properties. Returns `None` if it ends too early.
    fn properties(&mut self, found: &mut Properties) -> Option<()> {
        for _ in 0..self.u32()? {
            self.property(found)?;
        }
        Some(())
    }

    fn property(&mut self, found: &mut Properties) -> Option<()> {
        let tag = self.u32()?;
        let (kind, id) = (tag as u16, (tag >> 16) as u16);
        let named = id >= 0x8000;
        if named {
            self.name()?;
        }
        let single = kind & !types::SEVERAL;
        let counted = matches!(single, types::TEXT_8 | types::TEXT_16 | types::BYTES | types::OBJECT);
        let count = if counted || kind != single { self.u32()? } else { 1 };
        let wanted = !named && kind == single && (!counted || property::KEPT.contains(&id));
        for _ in 0..count {
            let length = if counted { self.u32()? as usize } else { width(single)? };
            let value = self.padded(length)?;
            if wanted {
                found.put(id, kind, value);
            }
        }
        Some(())
    }

    /// Skips the name of a named property, whose number is local to the file.
    fn name(&mut self) -> Option<()> {
        self.take(16)?;
        let by_text = self.u32()? == 1;
        let length = if by_text { self.u32()? as usize } else { 4 };
        self.padded(length).map(drop)
    }
}

/// Size in bytes of a value of this type. Returns `None` for types that are unknown or of variable size.
fn width(kind: u16) -> Option<usize> {
    Some(match kind {
        0x0002 | 0x000b => 2,
        0x0003 | 0x0004 | 0x000a => 4,
        0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => 8,
        0x0048 => 16,
        _ => return None,
    })
}
