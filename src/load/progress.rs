//! How far a file has been read, and whether what a child tells of it can be.

use crate::limits;
use crate::model::document::{Attachment, Format, Page, Unread};
use crate::model::shot::Shown;
use crate::sandbox::{Event, Mark};

/// What is told of a file while it is read.
#[derive(Debug, PartialEq)]
pub enum Told {
    /// It was recognised, and has so many pages; told again, and the same, where a child was lost.
    Opened(Format, u32),
    /// A page, and what is attached to it.
    Page(Page, Vec<Attachment>),
    /// A page, or the whole file, that could not be read; and what is attached to it all the same.
    Lost(Unread, Vec<Attachment>),
    /// So many bytes of a container were gone through to find its messages.
    Looked(u64),
}

/// No message has fewer bytes in its file.
const LEAST_BYTES: u64 = 5;

/// Takes what is told; false where nothing more is wanted.
pub type Take<'a> = dyn FnMut(Told) -> bool + 'a;

/// How far a file has been read.
pub struct Progress {
    /// What it is, as soon as that is known.
    pub format: Option<Format>,
    /// How many pages it has.
    pub announced: u32,
    /// How many of them were read.
    pub read: u32,
    /// The page that comes next.
    pub next: u32,
    /// Whether nothing more is wanted.
    pub ended: bool,
    /// Bytes of the file.
    size: u64,
    losses: u64,
    /// Whether the running child has opened it.
    opened: bool,
    /// How many bytes the running child has gone through.
    looked: u64,
    /// A message and the byte with which it begins.
    reached: Option<(u32, u64)>,
    /// When and on what the looks of a picture are shown, of those told so far.
    pub shown: Vec<Shown>,
    /// What is attached to the next page, which is not yet here.
    attached: Vec<Attachment>,
}

impl Progress {
    /// Before page `next` of a file of so many bytes.
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
            attached: Vec::new(),
        }
    }

    /// A child begins.
    pub fn begin(&mut self) {
        (self.opened, self.looked) = (false, 0);
    }

    /// Whether the running child has opened the file.
    pub fn is_opened(&self) -> bool {
        self.opened
    }

    /// From where a container can be read on.
    pub fn mark(&self) -> Option<Mark> {
        self.reached.map(|(number, place)| Mark { number, place, count: self.announced })
    }

    /// Takes an event; false where it cannot be one of this file.
    pub fn take(&mut self, event: Event, take: &mut Take) -> bool {
        match event {
            Event::Opened { .. } if self.opened => false,
            Event::Opened { format, pages } => {
                self.opened = true;
                // Opened before by a child that was lost on a page: it is the same file.
                let same = self.format.is_none_or(|known| known == format && self.announced == pages);
                // Every message takes at least the word that begins it; drawn pages may be squeezed.
                let room = (self.size / LEAST_BYTES).max(limits::MAX_DRAWN_PAGES.into());
                if u64::from(pages) > room {
                    return false;
                }
                (self.format, self.announced) = (Some(format), pages);
                same && self.tell(Told::Opened(format, pages), take)
            }
            Event::Shown(shown) => {
                // One before each page, and the time does not go back.
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
            Event::Unread(unread) => self.lose(unread, take),
            Event::Looked(bytes) => {
                // A child that goes nowhere, or on for ever, is none of ours.
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
            // One for the file and one for each page is more than a reader has to say.
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

    /// Whether every page is accounted for.
    pub fn is_complete(&self) -> bool {
        let told = self.format.is_some() || self.losses > 0;
        told && self.next > self.announced
    }

    /// Names the page, or the file, that the child was lost on. False where no page can be read behind it.
    pub fn failed(&mut self, reason: String, take: &mut Take) -> bool {
        // The page is lost with what is attached to it.
        self.attached.clear();
        let opened = self.next <= self.announced;
        let page = opened.then_some(self.next);
        self.tell_of_loss(Unread { page, reason }, Vec::new(), take);
        self.next += u32::from(opened);
        opened
    }

    /// Names all pages that are left.
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
