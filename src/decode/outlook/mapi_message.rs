//! Messages as MAPI properties, converted to text; common to all Outlook formats.

use super::property::{self, Id, Person, Properties};
use super::{lzfu, nested_message};
use crate::decode::mail::{Letter, attachments, charset, field_name, html, read_letter};
use crate::decode::rtf;
use crate::limits;
use crate::model::text::{Field, FieldKind, Text};

/// A message as MAPI properties.
#[derive(Debug, Default)]
pub struct Message {
    /// Properties of the message.
    pub own: Properties,
    /// Properties of each recipient.
    pub recipients: Vec<Properties>,
    /// Attachments, in order.
    pub attached: Vec<Attached>,
    /// Missing parts, one sentence each.
    pub lost: Vec<String>,
}

/// An attachment.
#[derive(Debug)]
pub struct Attached {
    /// Its name in the message; may be empty.
    pub name: String,
    /// Its content, or the reason it cannot be read.
    pub content: Result<Content, String>,
}

/// Content of an attachment.
#[derive(Debug)]
pub enum Content {
    /// A file.
    File(Vec<u8>),
    /// Another message.
    Message(Box<Message>),
}

impl Message {
    /// Its text and attachments.
    pub fn letter(mut self) -> Letter {
        let text = Text { fields: self.fields(), body: self.body() };
        let more = self.attached.len().saturating_sub(limits::MAX_ATTACHMENTS);
        self.attached.truncate(limits::MAX_ATTACHMENTS);
        let mut letter = Letter { text, lost: self.lost, attached: Vec::new(), signatures: Vec::new() };
        self.attached.into_iter().for_each(|one| one.put_into(&mut letter));
        if more > 0 {
            letter.attached.push(attachments::too_many(more));
        }
        letter.cut()
    }

    /// Header: the Internet header if it is stored, completed by Outlook's own properties.
    fn fields(&self) -> Vec<Field> {
        let mut came = self.own.text(property::TRANSPORT_HEADER).map(|h| transported(&h)).unwrap_or_default();
        let field = |kind: FieldKind| {
            if let Some(at) = came.iter().position(|field| field.kind == kind) {
                return Some(came.swap_remove(at));
            }
            let text = charset::one_line(&self.known(kind)?);
            (!text.is_empty()).then_some(Field { kind, text })
        };
        FieldKind::ALL.into_iter().filter_map(field).collect()
    }

    fn known(&self, kind: FieldKind) -> Option<String> {
        match kind {
            FieldKind::From => {
                [&property::REPRESENTED, &property::SENDER].iter().find_map(|p| person(&self.own, p))
            }
            FieldKind::To => self.list(1, property::SHOWN_TO),
            FieldKind::Cc => self.list(2, property::SHOWN_CC),
            FieldKind::Bcc => self.list(3, property::SHOWN_BCC),
            FieldKind::ReplyTo => None,
            FieldKind::Date => {
                let times = [property::SUBMIT_TIME, property::DELIVERY_TIME];
                times.iter().find_map(|id| date(self.own.number(*id)?))
            }
            FieldKind::Subject => self.subject(),
        }
    }

    fn subject(&self) -> Option<String> {
        let Some(subject) = self.own.text(property::SUBJECT) else {
            let parts = [property::SUBJECT_PREFIX, property::BARE_SUBJECT].map(|id| self.own.text(id));
            return Some(parts.into_iter().flatten().collect());
        };
        // In stores the subject begins with a mark and the length of its prefix.
        let marked = subject.starts_with('\u{1}');
        Some(subject.chars().skip(if marked { 2 } else { 0 }).collect())
    }

    /// Recipients on a list, or their display names if no more is stored.
    fn list(&self, kind: i64, names: Id) -> Option<String> {
        let on_it = |r: &&Properties| r.number(property::RECIPIENT_KIND).is_some_and(|k| k & 15 == kind);
        let all: Vec<String> =
            self.recipients.iter().filter(on_it).filter_map(|r| person(r, &property::RECIPIENT)).collect();
        if all.is_empty() { self.own.text(names) } else { Some(all.join(", ")) }
    }

    /// Body text: plain, or from HTML, or from RTF.
    fn body(&self) -> String {
        if let Some(plain) = self.own.text(property::BODY) {
            return charset::tidy(&plain);
        }
        self.in_html().or_else(|| self.in_rtf()).unwrap_or_default()
    }

    fn in_html(&self) -> Option<String> {
        let bytes = self.own.bytes(property::HTML).filter(|bytes| !bytes.is_empty())?;
        let charset = match self.own.is_unicode(property::HTML) {
            true => Some("utf-8".into()),
            false => html::charset(bytes).or_else(|| self.own.charset(property::BODY_CODE_PAGE)),
        };
        let words = charset::tidy(&html::words(&charset::spelled(bytes, charset.as_deref())));
        words.chars().any(char::is_alphanumeric).then_some(words)
    }

    fn in_rtf(&self) -> Option<String> {
        Some(rtf::words(&lzfu::plain(self.own.bytes(property::RTF)?)?))
    }
}

impl Attached {
    /// Adds it to a message as a file. An attached message is written as mail, and its losses are reported
    /// here.
    fn put_into(self, letter: &mut Letter) {
        let (or, bytes) = match self.content {
            Ok(Content::File(bytes)) => ("attachment", Ok(bytes)),
            Ok(Content::Message(message)) => {
                let mut inner = message.letter();
                let (there, gone) = inner.attached.into_iter().partition(|(_, content)| content.is_ok());
                inner.attached = there;
                letter.attached.extend(gone);
                letter.lost.append(&mut inner.lost);
                ("message", Ok(nested_message::written(&inner)))
            }
            Err(reason) => ("attachment", Err(reason)),
        };
        let fits = |bytes: &Vec<u8>| bytes.len() as u64 <= limits::MAX_ATTACHMENT_BYTES;
        let taken = bytes.and_then(|b| if fits(&b) { Ok(b) } else { Err(attachments::too_large(b.len())) });
        letter.attached.push((attachments::name(&self.name, or), taken));
    }
}

/// Fields of a header without a body. Outlook may put a line of its own above it.
fn transported(header: &str) -> Vec<Field> {
    let lines = header.split_inclusive('\n');
    let own: usize = lines.take_while(|line| field_name(line.as_bytes()).is_none()).map(str::len).sum();
    let header = header[own..].trim_end();
    // The body is stored elsewhere, so the content headers would only mislead the parser.
    read_letter(format!("{header}\r\n\r\n").as_bytes()).map(|letter| letter.text.fields).unwrap_or_default()
}

/// `Name <address>`, or one of the two. Addresses internal to Exchange are omitted.
fn person(of: &Properties, ids: &Person) -> Option<String> {
    let internal = of.text(ids.kind).is_some_and(|kind| !kind.eq_ignore_ascii_case("SMTP"));
    let plain = of.text(ids.address).filter(|a| !internal && a.contains('@'));
    let address = of.text(ids.smtp).or(plain);
    let name = of.text(ids.name).map(|name| name.trim_matches('\'').to_owned());
    match (name, address) {
        (Some(name), Some(address)) if name != address => Some(format!("{name} <{address}>")),
        (_, Some(address)) => Some(address),
        (name, None) => name,
    }
}

/// A time in units of 100 ns since 1601, in the form of mail and in UTC, because its zone is not stored.
/// Returns `None` if it is out of range.
fn date(steps: i64) -> Option<String> {
    let seconds = steps / property::STEPS_A_SECOND - property::FROM_1601_TO_1970;
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    (steps > 0).then(|| time.strftime("%a, %-d %b %Y %H:%M:%S +0000").to_string())
}
