//! Outlook stores, PST and OST (MS-PST): every message in the node tree or listed by a folder.

mod blocks;
mod cipher;
mod heap;
mod layout;

use std::collections::BTreeSet;

use super::mapi_message::{Attached, Content, Message};
use super::property;
use super::{A_LINK, AN_OBJECT, AS_MESSAGE, AS_OBJECT, BY_VALUE};
use crate::decode::byte_source::Source;
use crate::limits;
use blocks::{Blocks, Node};
use layout::u32_at;

/// First bytes of every store.
pub const MARK: &[u8] = b"!BDN";

// Node types: the lowest five bits of a node number.
const MESSAGE: u32 = 0x04;
const ATTACHMENT: u32 = 0x05;
const CONTENTS: u32 = 0x0e;
// Node numbers of the tables below a message.
const RECIPIENTS: u32 = 0x692;
const ATTACHMENTS: u32 = 0x671;

/// A store and its messages.
pub struct Store {
    blocks: Blocks,
    /// Nodes of the messages; each is a page.
    pub messages: Vec<u32>,
    /// What could not be counted, in a sentence.
    pub lost: Option<String>,
}

impl Store {
    /// Opens a store; `looked` is called now and then with the number of bytes read. Errors are sentences for
    /// people.
    pub fn open(source: Source, looked: &mut dyn FnMut(u64)) -> Result<Self, String> {
        let blocks = Blocks::open(source)?;
        let mut told = 0;
        let mut tell = || {
            if blocks.looked() >= told + limits::CONTAINER_STEP {
                told = blocks.looked();
                looked(told);
            }
        };
        // The node tree has all messages, even those listed by no folder; and a folder may list one that the
        // tree lacks.
        let (mut messages, mut folders) = (Vec::new(), Vec::new());
        let lost_pages = blocks.each_node(&mut |node| {
            match node & 0x1f {
                MESSAGE => messages.push(node),
                CONTENTS => folders.push(node),
                _ => {}
            }
            tell();
        });
        tidy(&mut folders);
        let mut unread_folders = 0;
        for folder in folders {
            let mut listed = Vec::new();
            let list = blocks.node(folder).ok_or_else(blocks::damaged).and_then(|node| {
                heap::each_row(&blocks, node, &mut |row| {
                    listed.extend((row & 0x1f == MESSAGE).then_some(row));
                    tell();
                })
            });
            unread_folders += usize::from(list.is_err());
            messages.append(&mut listed);
            // Hostile folders may all list the same messages.
            if messages.len() > 2 * limits::MAX_PAGES as usize {
                tidy(&mut messages);
            }
        }
        tidy(&mut messages);
        let places = lost_pages + unread_folders;
        let lost = (places > 0).then(|| {
            let many = if places == 1 { "" } else { "s" };
            format!("Its lists of messages are damaged in {places} place{many}; messages may be missing.")
        });
        Ok(Self { blocks, messages, lost })
    }

    /// Message by its index.
    pub fn message(&self, at: usize) -> Result<Message, String> {
        let node = self.messages.get(at).and_then(|number| self.blocks.node(*number));
        self.read(node.ok_or("A folder lists it, and it is not in the store.")?, 0)
    }

    fn read(&self, node: Node, depth: u32) -> Result<Message, String> {
        let object = heap::object(&self.blocks, node)?;
        let mut message = Message { own: object.own, ..Message::default() };
        if !object.damaged.is_empty() {
            message.lost.push("Parts of it are damaged, and left out.".into());
        }
        match object.below.get(&RECIPIENTS).map(|node| heap::table(&self.blocks, *node)) {
            Some(Ok(rows)) => message.recipients = rows.into_iter().map(|row| row.1).collect(),
            Some(Err(_)) => message.lost.push("Its list of recipients is damaged.".into()),
            None => {}
        }
        message.recipients.iter_mut().for_each(|recipient| message.own.lend_code_page(recipient));
        // Use both the table and the subnodes, so that neither can hide an attachment.
        let mut names: BTreeSet<u32> =
            object.below.keys().copied().filter(|node| node & 0x1f == ATTACHMENT).collect();
        match object.below.get(&ATTACHMENTS).map(|node| heap::table(&self.blocks, *node)) {
            Some(Ok(rows)) => names.extend(rows.iter().map(|row| row.0)),
            Some(Err(_)) => message.lost.push("Its list of attached files is damaged.".into()),
            None => {}
        }
        for name in names {
            let node = object.below.get(&name).copied();
            let attached = node.ok_or_else(|| "The message lists it, and it is not in the store.".to_owned());
            let attached = attached.and_then(|node| self.attached(node, &message, depth));
            message.attached.push(
                attached.unwrap_or_else(|reason| Attached { name: String::new(), content: Err(reason) }),
            );
        }
        Ok(message)
    }

    fn attached(&self, node: Node, message: &Message, depth: u32) -> Result<Attached, String> {
        let mut object = heap::object(&self.blocks, node)?;
        message.own.lend_code_page(&mut object.own);
        let names = [property::LONG_NAME, property::SHORT_NAME, property::DISPLAY_NAME];
        let name = names.iter().find_map(|id| object.own.text(*id)).unwrap_or_default();
        let method = object.own.number(property::METHOD);
        let bytes = object.own.take_bytes(property::ATTACHED);
        let content = match (method, bytes) {
            _ if object.damaged.contains(&property::ATTACHED) => Err(blocks::damaged()),
            (Some(AS_MESSAGE), _) if depth == limits::MAX_ATTACHMENT_DEPTH => {
                Err(format!("It is a message {} levels deep; at most {depth} are followed.", depth + 1))
            }
            (Some(AS_MESSAGE), bytes) => {
                let below =
                    bytes.and_then(|bytes| u32_at(&bytes, 0)).and_then(|node| object.below.get(&node));
                let inner = below.ok_or_else(blocks::damaged).and_then(|node| self.read(*node, depth + 1));
                inner.map(|inner| Content::Message(Box::new(inner)))
            }
            (Some(AS_OBJECT), _) => Err(AN_OBJECT.into()),
            (_, Some(bytes)) => Ok(Content::File(bytes)),
            (None | Some(BY_VALUE), None) => Err("Its bytes are not in the store.".into()),
            _ => Err(A_LINK.into()),
        };
        Ok(Attached { name, content })
    }
}

/// Sorts and removes duplicates.
fn tidy(numbers: &mut Vec<u32>) {
    numbers.sort_unstable();
    numbers.dedup();
}
