//! Import of a mailbox or store: its messages are handed on in batches, so that neither the file nor its
//! fingerprints are ever in memory as a whole.

use std::collections::HashSet;

use super::file::{self, Outcome, Room};
use super::plan::Job;
use super::{Progress, Stage, attachment_names};
use crate::index::{self, NewDocument, NewPage, Part};
use crate::limits;
use crate::load::{Container, Reader, Told};
use crate::model::document::{Attachment, Format, Page, Unread};
use crate::model::feature_key::Key;

/// Message for a file that was written to while it was read.
const CHANGED: &str = "It changed while it was read, so nothing of it was kept. Wait until nothing writes to it, and add it again.";

/// Readers of one thread: a container needs a child of its own, besides the one that reads attachments.
#[derive(Default)]
pub(super) struct Readers {
    /// Reads whole files.
    pub files: Reader,
    containers: Reader,
}

/// Reads a container and hands its batches on. Stops early if they are no longer wanted.
pub(super) fn read(
    readers: &mut Readers,
    (job, container): (&Job, &Container),
    renditions: bool,
    progress: &dyn Progress,
    hand_on: &mut dyn FnMut(Outcome) -> bool,
) {
    let of = container.size();
    let sha256 =
        match container.digest(&mut |bytes| progress.container(&job.name, Stage::Digest { bytes, of })) {
            Ok(sha256) => sha256,
            Err(refusal) => {
                hand_on(Outcome::Read(file::refused(job, renditions, refusal.reason)));
                return;
            }
        };
    let known = job.known.as_ref().filter(|known| known.sha256 == sha256);
    if known.is_some_and(|known| known.upto.is_none() && (known.renditions || !renditions)) {
        hand_on(Outcome::Same);
        return;
    }
    // Resume after the messages already stored, if the number of messages is the same.
    let mut before = known.and_then(|known| Some((known.upto? + 1, known.announced)));
    loop {
        let first = before.map_or(1, |(first, _)| first);
        let mut reading = Reading {
            files: &mut readers.files,
            job,
            container,
            progress,
            sha256,
            found: None,
            expected: before.take().map(|(_, announced)| announced),
            first,
            part: Part::default(),
            weight: 0,
            state: State::Closed,
            lost: Vec::new(),
            hand_on: &mut *hand_on,
        };
        readers.containers.messages(container, first, &mut |told| reading.take(told));
        if reading.state != State::CountedOtherwise {
            reading.end(renditions);
            return;
        }
    }
}

/// State of reading a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Not opened, or opened and without messages.
    Closed,
    /// Its messages are being read.
    Open,
    /// The number of messages differs from before, so the earlier import cannot be resumed.
    CountedOtherwise,
    /// The file changed.
    Changed,
    /// Nobody listens any more.
    Unheard,
}

struct Reading<'a> {
    files: &'a mut Reader,
    job: &'a Job,
    container: &'a Container,
    progress: &'a dyn Progress,
    sha256: [u8; 32],
    /// Format and number of messages.
    found: Option<(Format, u32)>,
    /// Number of messages required for resuming.
    expected: Option<u32>,
    first: u32,
    part: Part,
    /// Size of the batch in bytes.
    weight: usize,
    state: State,
    /// Losses reported before it was opened.
    lost: Vec<Unread>,
    hand_on: &'a mut dyn FnMut(Outcome) -> bool,
}

impl Reading<'_> {
    /// Handles a report. Returns false if no more are wanted.
    fn take(&mut self, told: Told) -> bool {
        match told {
            Told::Opened(format, count) => self.open(format, count),
            Told::Looked(bytes) => {
                let of = self.container.size();
                self.progress.container(&self.job.name, Stage::Count { bytes: bytes.min(of), of });
            }
            Told::Page(page, attached) => self.message(page, attached),
            Told::Lost(unread, attached) => self.loss(unread, attached),
        }
        matches!(self.state, State::Closed | State::Open)
    }

    fn open(&mut self, format: Format, count: u32) {
        self.found = Some((format, count));
        if self.state == State::Open || count == 0 {
            return;
        }
        self.state = State::Open;
        if self.expected.is_some_and(|expected| expected != count) {
            self.state = State::CountedOtherwise;
        } else {
            let (bytes, sha256) = (self.container.size(), self.sha256);
            let about = index::Container { format, announced: count, bytes, sha256 };
            self.hand_on(Outcome::Begun(about, self.first));
            self.part.unread.append(&mut self.lost);
        }
    }

    fn message(&mut self, page: Page, attached: Vec<Attachment>) {
        let number = page.number;
        let page = file::fingerprint(page, false);
        self.weight += weight(&page);
        self.part.pages.push(page);
        self.progress.page();
        self.done(number, attached);
    }

    fn loss(&mut self, unread: Unread, attached: Vec<Attachment>) {
        if self.state != State::Open {
            return self.lost.push(unread);
        }
        let number = unread.page;
        self.weight += size_of::<Unread>() + unread.reason.len();
        self.part.unread.push(unread);
        if let Some(number) = number {
            self.done(number, attached);
        }
    }

    /// Marks a message as done and reads its attachments.
    fn done(&mut self, number: u32, attached: Vec<Attachment>) {
        let folder = format!("{}/{number}", self.job.name);
        let mut names = HashSet::new();
        let each_page = || self.progress.page();
        let mut room = Room::new(&each_page);
        for attachment in attached {
            let name = attachment_names::name(&folder, &attachment, &mut names);
            let document = file::read_attached(self.files, name, attachment, 1, &mut room);
            self.weight += weight_of(&document);
            self.part.attachments.push(document);
        }
        self.part.upto = number;
        let of = self.found.map_or(number, |(_, count)| count);
        self.progress.container(&self.job.name, Stage::Messages { number, of });
        let messages = self.part.pages.len() + self.part.unread.len();
        if messages >= limits::PART_MESSAGES || self.weight >= limits::PART_BYTES {
            self.hand_on_part();
        }
    }

    fn hand_on_part(&mut self) {
        if !self.container.is_unchanged() {
            self.state = State::Changed;
            return;
        }
        self.weight = 0;
        let part = std::mem::take(&mut self.part);
        self.hand_on(Outcome::Part(part));
    }

    fn hand_on(&mut self, outcome: Outcome) {
        if !(self.hand_on)(outcome) {
            self.state = State::Unheard;
        }
    }

    /// Hands on the rest.
    fn end(mut self, renditions: bool) {
        if self.state == State::Open {
            self.hand_on_part();
        }
        if self.state == State::Closed && !self.container.is_unchanged() {
            self.state = State::Changed;
        }
        match self.state {
            State::Open => self.hand_on(Outcome::Ended),
            // Time 0: the file is read again by the next `add`, whatever its size.
            State::Changed => {
                let changed = file::refused(self.job, renditions, CHANGED.into());
                self.hand_on(Outcome::Read(NewDocument { modified: 0, ..changed }));
            }
            State::Closed => {
                let (format, sha256) = (self.found.map(|(format, _)| format), self.sha256);
                let empty = file::refused(self.job, renditions, "It holds no message.".into());
                let unread = if self.lost.is_empty() { empty.unread } else { std::mem::take(&mut self.lost) };
                self.hand_on(Outcome::Read(NewDocument { format, sha256, unread, ..empty }));
            }
            State::CountedOtherwise | State::Unheard => {}
        }
    }
}

/// Approximate size of a page in memory, in bytes.
fn weight(page: &NewPage) -> usize {
    let keys: usize = page.keys.iter().map(|(_, keys)| keys.len() * size_of::<Key>()).sum();
    let text = page.text.as_ref();
    let text =
        text.map_or(0, |text| text.body.len() + text.fields.iter().map(|f| f.text.len()).sum::<usize>());
    let words: usize = page.words.iter().map(|word| word.text.len() + size_of_val(word)).sum();
    let rendition = page.rendition.as_ref().map_or(0, Vec::len);
    size_of::<NewPage>() + keys + text + words + rendition
}

fn weight_of(document: &NewDocument) -> usize {
    let pages: usize = document.pages.iter().map(weight).sum();
    let attached: usize = document.attachments.iter().map(weight_of).sum();
    size_of::<NewDocument>() + pages + attached
}
