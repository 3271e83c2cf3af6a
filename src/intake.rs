//! From a path to decoded pages: source, guard, reading.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};

/// What a file's first bytes say that it is.
pub use crate::guard::sniff;
use crate::guard::{Ask, Event, Failure, Guard, Request, Wanted};
use crate::limits;
use crate::model::document::{Attachment, Format, Page, Unread};
use crate::model::raster::Picture;

/// A file's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Where it was.
    pub path: PathBuf,
    /// All of it.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
}

/// Why something was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// One or two sentences: what, and what to do. The path is for the caller to name.
    pub reason: String,
}

/// What came of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileRead {
    /// What it is; none where that is not known.
    pub format: Option<Format>,
    /// How many pages it has: those read and those of `unread` that name a page.
    pub announced: u32,
    /// How many pages were handed on.
    pub read: u32,
    /// What was lost: pages, or the whole file.
    pub unread: Vec<Unread>,
    /// What is attached to its pages, by page. Nothing of a page that the child was lost on.
    pub attachments: Vec<Attachment>,
}

/// SHA-256 of bytes.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Takes a file into memory. A link is followed; anything but a file is refused.
pub fn load(path: &Path) -> Result<Input, Refusal> {
    let bytes = read_file(path).map_err(|e| match e.kind() {
        io::ErrorKind::NotFound => refusal("There is no such file. Check the path."),
        io::ErrorKind::PermissionDenied => refusal("It may not be opened. Check its permissions."),
        _ => refusal(&format!("It cannot be read: {e}.")),
    })??;
    let sha256 = digest(&bytes);
    Ok(Input { path: path.to_path_buf(), bytes, sha256 })
}

/// Takes what comes on standard input into memory; its path is `-`.
pub fn load_stdin() -> Result<Input, Refusal> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(limits::MAX_FILE_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|e| refusal(&format!("Standard input cannot be read: {e}.")))?;
    let bytes = sized(bytes, 0)?;
    let sha256 = digest(&bytes);
    Ok(Input { path: PathBuf::from("-"), bytes, sha256 })
}

fn read_file(path: &Path) -> io::Result<Result<Vec<u8>, Refusal>> {
    // Looked at before it is opened: opening a named pipe waits for a writer.
    let about = fs::metadata(path)?;
    if about.is_dir() {
        return Ok(Err(refusal("It is a folder, not a file.")));
    }
    if !about.is_file() {
        return Ok(Err(refusal("It is neither a file nor a folder.")));
    }
    let mut bytes = Vec::new();
    if about.len() <= limits::MAX_FILE_BYTES {
        bytes.reserve_exact(about.len() as usize + 1);
        // It may have grown since.
        File::open(path)?.take(limits::MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    }
    Ok(sized(bytes, about.len()))
}

/// The bytes, where they are some and not too many; `announced` is how many there should be.
fn sized(bytes: Vec<u8>, announced: u64) -> Result<Vec<u8>, Refusal> {
    let size = announced.max(bytes.len() as u64);
    if size > limits::MAX_FILE_BYTES {
        let (size, most) = (size >> 20, limits::MAX_FILE_BYTES >> 20);
        return Err(refusal(&format!("It is {size} MiB large; at most {most} MiB are read. Split it.")));
    }
    if bytes.is_empty() {
        return Err(refusal("It is empty. Get the file again."));
    }
    Ok(bytes)
}

fn refusal(reason: &str) -> Refusal {
    Refusal { reason: reason.to_string() }
}

/// Reads files in a child process of its own, kept from file to file. For several threads, one each.
pub struct Reader {
    guard: Guard,
    patience: Patience,
}

/// How long a [`Reader`] waits for its child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For a file to be handed over and opened.
    pub opening: Duration,
    /// For each page.
    pub page: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { opening: limits::OPEN_TIME, page: limits::PAGE_TIME }
    }
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    /// Reads with a child of this program.
    pub fn new() -> Self {
        Self::with_program(&std::env::current_exe().unwrap_or_default(), Patience::default())
    }

    /// Reads with a child of another program that serves as this one does: for tests, which are not this program.
    pub fn with_program(program: &Path, patience: Patience) -> Self {
        Self { guard: Guard::new(program), patience }
    }

    /// Reads a whole file, handing on page after page while the next is drawn. A page that brings the child down
    /// is named in the answer, and reading goes on behind it.
    pub fn document(&mut self, bytes: &[u8], page: &mut dyn FnMut(Page)) -> FileRead {
        let mut progress = Progress::from(1);
        let mut crashes = 0;
        while let Err(failure) = self.pass(bytes, &mut progress, page) {
            let told = progress.failed(&failure);
            crashes += 1;
            if !told || progress.is_complete() {
                break;
            }
            if crashes == limits::MAX_CRASHES || matches!(failure, Failure::NotStarted(_)) {
                progress.give_up();
                break;
            }
        }
        progress.file
    }

    /// Reads one page of a file.
    pub fn page(&mut self, bytes: &[u8], number: u32) -> Result<Page, Unread> {
        self.page_at(bytes, number, limits::RENDER_DPI)
    }

    /// Reads one page of a file, drawn at so many dots an inch where the file does not have pixels of its own.
    pub fn page_at(&mut self, bytes: &[u8], number: u32, dpi: u32) -> Result<Page, Unread> {
        let mut found = None;
        let mut progress = Progress::from(number);
        let wanted = Wanted { first: number, last: number, dpi };
        let result = self.exchange(Ask::Pages, wanted, bytes, &mut progress, &mut |page| found = Some(page));
        let unread = |reason| Unread { page: Some(number), reason };
        match (found, result, progress.file.unread.into_iter().next()) {
            (Some(page), _, _) => Ok(page),
            (None, Err(failure), _) => Err(unread(explain(&failure))),
            (None, Ok(()), Some(told)) => Err(unread(told.reason)),
            (None, Ok(()), None) => Err(unread("The file does not have this page.".into())),
        }
    }

    /// Reads one picture that is to be checked: of a TIFF its first page, of an animation its first frame.
    pub fn shot(&mut self, bytes: &[u8]) -> Result<Picture, Refusal> {
        let mut found = None;
        let mut progress = Progress::from(1);
        let wanted = Wanted { first: 1, last: 1, dpi: limits::RENDER_DPI };
        let result = self.exchange(Ask::Shot, wanted, bytes, &mut progress, &mut |page| found = page.picture);
        match (found, result, progress.file.unread.into_iter().next()) {
            (Some(picture), _, _) => Ok(picture),
            (None, Err(failure), _) => Err(Refusal { reason: explain(&failure) }),
            (None, Ok(()), Some(told)) => Err(Refusal { reason: told.reason }),
            (None, Ok(()), None) => Err(refusal("It holds no picture.")),
        }
    }

    /// Reads from where the file's reading stands to its end, or to the child's.
    fn pass(
        &mut self,
        bytes: &[u8],
        progress: &mut Progress,
        page: &mut dyn FnMut(Page),
    ) -> Result<(), Failure> {
        let wanted = Wanted { first: progress.next, last: u32::MAX, dpi: limits::RENDER_DPI };
        self.exchange(Ask::Pages, wanted, bytes, progress, page)?;
        if progress.is_complete() { Ok(()) } else { Err(Failure::Garbled) }
    }

    fn exchange(
        &mut self,
        ask: Ask,
        wanted: Wanted,
        bytes: &[u8],
        progress: &mut Progress,
        page: &mut dyn FnMut(Page),
    ) -> Result<(), Failure> {
        self.guard.ask(Request { ask, wanted }, bytes, self.patience.opening)?;
        progress.opened = false;
        let mut time = self.patience.opening;
        while let Some(event) = self.guard.next(time)? {
            if !progress.take(event, page) {
                // What is still in the pipe belongs to an answer that nobody waits for.
                self.guard.stop();
                return Err(Failure::Garbled);
            }
            time = self.patience.page;
        }
        Ok(())
    }
}

/// How far a file has been read.
struct Progress {
    file: FileRead,
    /// The page that comes next.
    next: u32,
    /// Whether the running child has opened it.
    opened: bool,
    /// What is attached to the next page, which is not yet here.
    attached: Vec<Attachment>,
}

impl Progress {
    fn from(next: u32) -> Self {
        Self { file: FileRead::default(), next, opened: false, attached: Vec::new() }
    }

    /// Takes an event; false where it cannot be one of this file.
    fn take(&mut self, event: Event, page: &mut dyn FnMut(Page)) -> bool {
        match event {
            Event::Opened { .. } if self.opened => false,
            Event::Opened { format, pages } => {
                self.opened = true;
                // Opened before by a child that was lost on a page: it is the same file.
                let same =
                    self.file.format.is_none_or(|known| known == format && self.file.announced == pages);
                (self.file.format, self.file.announced) = (Some(format), pages);
                same
            }
            Event::Page(read) => {
                let expected = read.number == self.next && self.next <= self.file.announced;
                if expected {
                    self.next += 1;
                    self.file.read += 1;
                    self.file.attachments.append(&mut self.attached);
                    page(read);
                }
                expected
            }
            Event::Attachment(attachment) => {
                let expected = attachment.page == self.next
                    && self.next <= self.file.announced
                    && self.attached.len() <= limits::MAX_ATTACHMENTS;
                self.attached.push(attachment);
                expected
            }
            Event::Unread(unread) => {
                if unread.page.is_some() {
                    self.file.attachments.append(&mut self.attached);
                }
                let expected = match unread.page {
                    Some(number) => number == self.next && self.next <= self.file.announced,
                    // One for the file and one for each page is more than a reader has to say.
                    None => self.file.unread.len() <= self.next as usize,
                };
                self.next += u32::from(expected && unread.page.is_some());
                self.file.unread.push(unread);
                expected
            }
        }
    }

    fn is_complete(&self) -> bool {
        let told = self.file.format.is_some() || !self.file.unread.is_empty();
        told && self.next > self.file.announced
    }

    /// Names the page, or the file, that the child was lost on. False where no page can be read behind it.
    fn failed(&mut self, failure: &Failure) -> bool {
        // The page is lost with what is attached to it.
        self.attached.clear();
        let opened = self.next <= self.file.announced;
        let page = opened.then_some(self.next);
        self.file.unread.push(Unread { page, reason: explain(failure) });
        self.next += u32::from(opened);
        opened
    }

    /// Names all pages that are left.
    fn give_up(&mut self) {
        let reason = "It was not tried: too many pages before it had brought the reader down.";
        let left = self.next..=self.file.announced;
        self.file.unread.extend(left.map(|n| Unread { page: Some(n), reason: reason.into() }));
        self.next = self.file.announced + 1;
    }
}

fn explain(failure: &Failure) -> String {
    match failure {
        Failure::Crashed => {
            "The reader crashed on it: it is damaged, nested too deeply, or needs too much memory.".into()
        }
        Failure::TimedOut(time) => format!("It took longer than {} s to read.", time.as_secs_f32()),
        Failure::Garbled => "The reader gave no sensible answer on it.".into(),
        Failure::NotStarted(e) => format!("The reading process could not be started: {e}."),
    }
}
