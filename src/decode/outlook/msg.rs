//! MSG files (MS-OXMSG): a compound file with one storage per recipient and attachment.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use cfb::CompoundFile;

use super::mapi_message::{Attached, Content, Message};
use super::property::{self, Properties, types};
use super::{A_LINK, AN_OBJECT, AS_MESSAGE, AS_OBJECT, BY_VALUE};
use crate::limits;

type File = CompoundFile<Cursor<Vec<u8>>>;

/// Stream with the properties that fit into eight bytes, after a header.
const FIXED: &str = "__properties_version1.0";
/// Name prefix of streams with one property each; its number and type follow.
const STREAM: &str = "__substg1.0_";
const RECIPIENT: &str = "__recip_version1.0_#";
const ATTACHMENT: &str = "__attach_version1.0_#";
/// Header size of the fixed properties of the top-level message, in bytes.
const OWN_HEAD: usize = 32;
/// Header size of an embedded message, in bytes.
const INNER_HEAD: usize = 24;
/// Header size of everything else, in bytes.
const PART_HEAD: usize = 8;
/// True if a compound file names the stream that every MSG file has.
pub fn is_msg(bytes: &[u8]) -> bool {
    let name: Vec<u8> = FIXED.bytes().flat_map(|b| [b, 0]).collect();
    bytes.windows(name.len()).any(|window| window == name)
}

/// The message of a file.
pub fn message(bytes: Vec<u8>) -> Result<Message, String> {
    const DAMAGED: &str = "It is an Outlook message that is damaged or ends too early. Get the file again.";
    let file = CompoundFile::open(Cursor::new(bytes)).map_err(|_| DAMAGED)?;
    let mut source = Source { file, left: most(), damaged: false };
    if !source.file.is_stream(Path::new("/").join(FIXED)) {
        return Err("It holds Outlook messages, and is none. Save them by themselves and add those.".into());
    }
    Ok(source.message(Path::new("/"), OWN_HEAD, 0))
}

/// Most bytes read from a file: the streams of a hostile one may share their sectors.
fn most() -> u64 {
    2 * limits::MAX_FILE_BYTES
}

struct Source {
    file: File,
    /// Bytes that may still be read.
    left: u64,
    /// True if a stream was shorter than announced.
    damaged: bool,
}

impl Source {
    fn message(&mut self, at: &Path, head: usize, depth: u32) -> Message {
        let (own, start) = self.properties(at, head);
        let mut message = Message { own, ..Message::default() };
        for path in self.storages(at, RECIPIENT) {
            let (mut recipient, _) = self.properties(&path, PART_HEAD);
            message.own.lend_code_page(&mut recipient);
            message.recipients.push(recipient);
        }
        if std::mem::take(&mut self.damaged) {
            message.lost.push("Parts of it are damaged, and read as far as they go.".into());
        }
        for path in self.storages(at, ATTACHMENT) {
            let attached = self.attached(&path, &message.own, depth);
            message.attached.push(attached);
        }
        missing(&mut message, &start);
        message
    }

    fn attached(&mut self, at: &Path, message: &Properties, depth: u32) -> Attached {
        let (mut own, _) = self.properties(at, PART_HEAD);
        let damaged = std::mem::take(&mut self.damaged);
        message.lend_code_page(&mut own);
        let names = [property::LONG_NAME, property::SHORT_NAME, property::DISPLAY_NAME];
        let name = names.iter().find_map(|id| own.text(*id)).unwrap_or_default();
        let object = at.join(format!("{STREAM}{:04X}{:04X}", property::ATTACHED, types::OBJECT));
        let is_storage = self.file.is_storage(&object);
        let content = match own.number(property::METHOD) {
            Some(AS_MESSAGE) if is_storage && depth == limits::MAX_ATTACHMENT_DEPTH => {
                Err(format!("It is a message {} levels deep; at most {depth} are followed.", depth + 1))
            }
            Some(AS_MESSAGE) if is_storage => {
                Ok(Content::Message(Box::new(self.message(&object, INNER_HEAD, depth + 1))))
            }
            Some(AS_OBJECT) if is_storage => Err(AN_OBJECT.into()),
            method => match own.take_bytes(property::ATTACHED) {
                _ if damaged => Err("Its bytes in the message are damaged. Get the message again.".into()),
                Some(bytes) => Ok(Content::File(bytes)),
                None if matches!(method, None | Some(BY_VALUE)) => {
                    Err("Its bytes are not in the message.".into())
                }
                None => Err(A_LINK.into()),
            },
        };
        Attached { name, content }
    }

    /// Properties of a storage, and the header of the fixed ones.
    fn properties(&mut self, at: &Path, head: usize) -> (Properties, Vec<u8>) {
        let mut found = Properties::default();
        let mut fixed = self.stream(&at.join(FIXED)).unwrap_or_default();
        let entries = fixed.split_off(head.min(fixed.len()));
        for entry in entries.chunks_exact(16) {
            let (kind, id) =
                (u16::from_le_bytes([entry[0], entry[1]]), u16::from_le_bytes([entry[2], entry[3]]));
            if !matches!(kind, types::TEXT_8 | types::TEXT_16 | types::BYTES | types::OBJECT) {
                found.put(id, kind, &entry[8..16]);
            }
        }
        for id in property::KEPT {
            for kind in [types::TEXT_16, types::TEXT_8, types::BYTES] {
                if let Some(bytes) = self.stream(&at.join(format!("{STREAM}{id:04X}{kind:04X}"))) {
                    found.put(id, kind, &bytes);
                }
            }
        }
        (found, fixed)
    }

    /// Content of a stream, as far as it can be read. Returns `None` if it does not exist.
    fn stream(&mut self, path: &Path) -> Option<Vec<u8>> {
        if !self.file.is_stream(path) {
            return None;
        }
        let mut bytes = Vec::new();
        let announced = self.file.entry(path).map_or(0, |entry| entry.len());
        if let Ok(stream) = self.file.open_stream(path) {
            // A stream without its end gives the bytes before it; the length shows that it is damaged.
            let _ = stream.take(self.left).read_to_end(&mut bytes);
        }
        self.left -= bytes.len() as u64;
        self.damaged |= (bytes.len() as u64) < announced;
        Some(bytes)
    }

    /// Storages in another one whose names begin with `name`, by name.
    fn storages(&self, at: &Path, name: &str) -> Vec<PathBuf> {
        let Ok(entries) = self.file.read_storage(at) else { return Vec::new() };
        let wanted = entries.filter(|entry| entry.is_storage() && entry.name().starts_with(name));
        let mut paths: Vec<PathBuf> = wanted.map(|entry| entry.path().to_path_buf()).collect();
        paths.sort();
        paths
    }
}

/// Reports recipients and attachments that the header announces but the file does not hold.
fn missing(message: &mut Message, head: &[u8]) {
    let said =
        |at: usize| head.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize);
    let (recipients, attached) = (said(16), said(20));
    if recipients > message.recipients.len() {
        let there = message.recipients.len();
        message
            .lost
            .push(format!("It says that it has {recipients} recipients; {there} of them are in the file."));
    }
    let there = message.attached.len();
    let reason =
        format!("The message says that it has {attached} attached files; {there} of them are in it.");
    let gone = attached.saturating_sub(there).min(limits::MAX_ATTACHMENTS);
    let missing = || Attached { name: "missing".into(), content: Err(reason.clone()) };
    message.attached.extend(std::iter::repeat_with(missing).take(gone));
}
