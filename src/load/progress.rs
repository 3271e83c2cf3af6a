//! Progress of reading a file, and plausibility checks on the events of the child.

use crate::limits;
use crate::model::document::{Attachment, Format, Page, Unread};
use crate::model::file_metadata::FileMetadata;
use crate::model::shot::Shown;
use crate::sandbox::{Event, Mark};

/// Reports on a file while it is read.
#[derive(Debug, PartialEq)]
pub enum Told {
    /// Format and number of pages; reported again, with the same values, after a crash of the child.
    Opened(Format, u32),
    /// A page with its attachments.
    Page(Page, Vec<Attachment>),
    /// A page or file that could not be read, with its attachments.
    Lost(Unread, Vec<Attachment>),
    /// Bytes of a container processed so far to find its messages.
    Looked(u64),
}

/// Fewest bytes of a message in a file.
const LEAST_BYTES: u64 = 5;

/// Receives reports; returns false if no more are wanted.
pub type Take<'a> = dyn FnMut(Told) -> bool + 'a;

/// Progress of reading a file.
pub struct Progress {
    /// Format, once known.
    pub format: Option<Format>,
    /// Number of pages.
    pub announced: u32,
    /// Number of pages read.
    pub read: u32,
    /// Number of the next page.
    pub next: u32,
    /// True if no more is wanted.
    pub ended: bool,
    /// Size of the file in bytes.
    size: u64,
    losses: u64,
    /// True if the current child has opened the file.
    opened: bool,
    /// Bytes processed by the current child.
    looked: u64,
    /// A message and the offset at which it begins.
    reached: Option<(u32, u64)>,
    /// Time and background of the looks reported so far.
    pub shown: Vec<Shown>,
    /// What the file of a picture says of itself.
    pub says: Option<FileMetadata>,
    /// Attachments of the next page, which has not arrived yet.
    attached: Vec<Attachment>,
}

impl Progress {
    /// Starts before page `next` of a file with `size` bytes.
    pub fn from(next: u32, size: u64) -> Self {
        Self {
            format: None,
            announced: 0,
            read: 0,
            next,
            ended: false,
            size,
            losses: 0,
            opened: false,
            looked: 0,
            reached: None,
            shown: Vec::new(),
            says: None,
            attached: Vec::new(),
        }
    }

    /// Resets the state for a new child.
    pub fn begin(&mut self) {
        (self.opened, self.looked) = (false, 0);
    }

    /// True if the current child has opened the file.
    pub fn is_opened(&self) -> bool {
        self.opened
    }

    /// Position from which a container can be resumed.
    pub fn mark(&self) -> Option<Mark> {
        self.reached.map(|(number, place)| Mark { number, place, count: self.announced })
    }

    /// Handles an event. Returns false if it is implausible for this file.
    pub fn take(&mut self, event: Event, take: &mut Take) -> bool {
        match event {
            Event::Opened { .. } if self.opened => false,
            Event::Opened { format, pages } => {
                self.opened = true;
                // After a crash, the next child must report the same file.
                let same = self.format.is_none_or(|known| known == format && self.announced == pages);
                // Every message takes at least the word that begins it; rendered pages may be compressed.
                let room = (self.size / LEAST_BYTES).max(limits::MAX_DRAWN_PAGES.into());
                if u64::from(pages) > room {
                    return false;
                }
                (self.format, self.announced) = (Some(format), pages);
                same && self.tell(Told::Opened(format, pages), take)
            }
            Event::Shown(shown) => {
                // One before each page, with times that do not decrease.
                let is_next = self.shown.len() as u32 + 1 == self.next && self.next <= self.announced;
                let expected = is_next && self.shown.last().is_none_or(|last| last.at_ms <= shown.at_ms);
                self.shown.push(shown);
                self.opened && expected
            }
            Event::Page(read) => {
                let expected = read.number == self.next && self.next <= self.announced;
                if expected {
                    self.next += 1;
                    self.read += 1;
                    let attached = std::mem::take(&mut self.attached);
                    self.tell(Told::Page(read, attached), take);
                }
                expected
            }
            Event::Attachment(attachment) => {
                let expected = attachment.page == self.next
                    && self.next <= self.announced
                    && self.attached.len() <= limits::MAX_ATTACHMENTS;
                self.attached.push(attachment);
                expected
            }
            Event::Says(said) => {
                // Once, at the end.
                let expected = self.opened && self.says.is_none();
                self.says = Some(said);
                expected
            }
            Event::Unread(unread) => self.lose(unread, take),
            Event::Looked(bytes) => {
                // A child that makes no progress, or goes on for ever, is faulty.
                let expected = bytes >= self.looked + limits::CONTAINER_STEP && bytes <= 4 * self.size;
                self.looked = bytes;
                expected && self.tell(Told::Looked(bytes), take)
            }
            Event::Reached(place) => {
                self.reached = Some((self.next, place));
                self.opened && place <= self.size
            }
        }
    }

    fn lose(&mut self, unread: Unread, take: &mut Take) -> bool {
        let expected = match unread.page {
            Some(number) => number == self.next && self.next <= self.announced,
            // More losses than one for the file and one per page are implausible.
            None => self.losses <= u64::from(self.next),
        };
        let whole = unread.page.is_none();
        self.next += u32::from(expected && !whole);
        let attached = if whole { Vec::new() } else { std::mem::take(&mut self.attached) };
        self.tell_of_loss(unread, attached, take);
        expected
    }

    fn tell_of_loss(&mut self, unread: Unread, attached: Vec<Attachment>, take: &mut Take) {
        self.losses += 1;
        self.tell(Told::Lost(unread, attached), take);
    }

    fn tell(&mut self, told: Told, take: &mut Take) -> bool {
        self.ended |= !take(told);
        true
    }

    /// True if every page is accounted for.
    pub fn is_complete(&self) -> bool {
        let told = self.format.is_some() || self.losses > 0;
        told && self.next > self.announced
    }

    /// Reports the page, or the file, on which the child was lost. Returns false if no further page can be
    /// read.
    pub fn failed(&mut self, reason: String, take: &mut Take) -> bool {
        let opened = self.next <= self.announced;
        let page = opened.then_some(self.next);
        // The attachments that arrived before the page are whole.
        let attached = std::mem::take(&mut self.attached);
        self.tell_of_loss(Unread { page, reason }, attached, take);
        self.next += u32::from(opened);
        opened
    }

    /// Reports all remaining pages as not tried.
    pub fn give_up(&mut self, take: &mut Take) {
        let reason = "It was not tried: too many pages before it had brought the reader down.";
        for page in self.next..=self.announced {
            let unread = Unread { page: Some(page), reason: reason.into() };
            self.tell_of_loss(unread, Vec::new(), take);
            if self.ended {
                break;
            }
        }
        self.next = self.announced + 1;
    }
}
