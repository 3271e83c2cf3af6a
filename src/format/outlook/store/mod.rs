//! Stores of Outlook, PST and OST (MS-PST): every message that the store or one of its folders knows of.

mod blocks;
mod disguise;
mod heap;

use std::collections::BTreeSet;

use super::message::{Attached, Content, Message};
use super::property;
use super::{A_LINK, AN_OBJECT, AS_MESSAGE, AS_OBJECT, BY_VALUE};
use crate::limits;
use blocks::{Blocks, Node, u32_at};

/// The first bytes of every store.
pub const MARK: &[u8] = b"!BDN";

// What a node is, by the last five bits of its number.
const MESSAGE: u32 = 0x04;
const ATTACHMENT: u32 = 0x05;
const CONTENTS: u32 = 0x0e;
// The tables below a message.
const RECIPIENTS: u32 = 0x692;
const ATTACHMENTS: u32 = 0x671;

/// A store, and its messages.
pub struct Store {
    blocks: Blocks,
    /// The nodes of the messages, each a page.
    pub messages: Vec<u32>,
    /// What could not be counted, in a sentence.
    pub lost: Option<String>,
}

impl Store {
    /// Opens a store. Errors are sentences for a person.
    pub fn open(bytes: Vec<u8>) -> Result<Self, String> {
        let blocks = Blocks::open(bytes)?;
        // The tree of nodes has all messages, also those that no folder lists; and a folder may list one that is in no tree.
        let mut messages: BTreeSet<u32> = of_kind(&blocks, MESSAGE).collect();
        let mut unread_folders = 0;
        for folder in of_kind(&blocks, CONTENTS) {
            match heap::table(&blocks, blocks.nodes[&folder]) {
                Ok(rows) => {
                    messages.extend(rows.iter().map(|row| row.0).filter(|node| node & 0x1f == MESSAGE))
                }
                Err(_) => unread_folders += 1,
            }
        }
        let places = blocks.lost_pages + unread_folders;
        let lost = (places > 0).then(|| {
            let many = if places == 1 { "" } else { "s" };
            format!("Its lists of messages are damaged in {places} place{many}; messages may be missing.")
        });
        Ok(Self { blocks, messages: messages.into_iter().collect(), lost })
    }

    /// A message by its place among all.
    pub fn message(&self, at: usize) -> Result<Message, String> {
        let node = self.blocks.nodes.get(&self.messages[at]);
        let node = node.ok_or("A folder lists it, and it is not in the store.")?;
        self.read(*node, 0)
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
        // Both the table and the nodes themselves: neither may hide what the other has.
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

fn of_kind(blocks: &Blocks, kind: u32) -> impl Iterator<Item = u32> {
    blocks.nodes.keys().copied().filter(move |node| node & 0x1f == kind)
}
