//! Where does a file come from? From a path to decoded pages: the bytes, their SHA-256, and the child process that decodes them.
//!
//! A mailbox or a store stays on the disk: its digest is computed piece by piece, and the open file becomes the standard input of a child
//! of its own. `redraw` draws a page again from an original that has not changed.

mod mailbox;
mod progress;
pub mod redraw;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};

pub use mailbox::Container;
use progress::Progress;
pub use progress::Told;

use crate::limits;
use crate::model::document::{Attachment, Format, Page, Unread};
use crate::model::raster::Picture;
use crate::model::shot::{Face, Shot, Shown};
/// What a file's first bytes say that it is.
pub use crate::sandbox::sniff;
use crate::sandbox::{Ask, Failure, Guard, Request, Wanted};

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

impl FileRead {
    /// Takes what is told of the file, and hands its pages on.
    fn take(&mut self, told: Told, page: &mut dyn FnMut(Page)) {
        match told {
            Told::Page(read, attached) => {
                self.attachments.extend(attached);
                page(read);
            }
            Told::Lost(unread, attached) => {
                self.attachments.extend(attached);
                self.unread.push(unread);
            }
            Told::Opened(..) | Told::Looked(_) => {}
        }
    }
}

/// An original, ready to be read.
pub enum Original {
    /// In memory.
    Whole(Input),
    /// A mailbox or a store, which is read from where it lies.
    Container(Container),
}

/// SHA-256 of bytes.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Takes a file into memory. A link is followed; anything but a file is refused.
pub fn load(path: &Path) -> Result<Input, Refusal> {
    whole(path, &opened(path).map_err(explained)??)
}

/// Opens an original: a mailbox or a store stays where it is, any other file is taken into memory. A link is followed.
pub fn open(path: &Path) -> Result<Original, Refusal> {
    let file = opened(path).map_err(explained)??;
    match Container::of(&file).map_err(explained)?? {
        Some(container) => Ok(Original::Container(container)),
        None => whole(path, &file).map(Original::Whole),
    }
}

fn explained(e: io::Error) -> Refusal {
    match e.kind() {
        io::ErrorKind::NotFound => refusal("There is no such file. Check the path."),
        io::ErrorKind::PermissionDenied => refusal("It may not be opened. Check its permissions."),
        _ => refusal(&format!("It cannot be read: {e}.")),
    }
}

/// All of an open file.
fn whole(path: &Path, file: &File) -> Result<Input, Refusal> {
    let bytes = read_file(file).map_err(explained)??;
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

fn opened(path: &Path) -> io::Result<Result<File, Refusal>> {
    // Looked at before it is opened: opening a named pipe waits for a writer.
    let about = fs::metadata(path)?;
    if about.is_dir() {
        return Ok(Err(refusal("It is a folder, not a file.")));
    }
    if !about.is_file() {
        return Ok(Err(refusal("It is neither a file nor a folder.")));
    }
    File::open(path).map(Ok)
}

fn read_file(file: &File) -> io::Result<Result<Vec<u8>, Refusal>> {
    let size = file.metadata()?.len();
    let mut bytes = Vec::new();
    if size <= limits::MAX_FILE_BYTES {
        bytes.reserve_exact(size as usize + 1);
        // It may have grown since.
        file.take(limits::MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    }
    Ok(sized(bytes, size))
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
        let mut file = FileRead::default();
        let mut progress = Progress::from(1, bytes.len() as u64);
        self.read_through(Body::Bytes(bytes), &mut progress, &mut |told| {
            file.take(told, page);
            true
        });
        FileRead { format: progress.format, announced: progress.announced, read: progress.read, ..file }
    }

    /// Reads the messages of a container from number `first` on, and tells of each in turn until `take` wants no more. A
    /// message that brings the child down is named, and reading goes on behind it.
    pub fn messages(&mut self, container: &Container, first: u32, take: &mut dyn FnMut(Told) -> bool) {
        let mut progress = Progress::from(first, container.size());
        self.read_through(Body::Container(container), &mut progress, take);
        // The child has a file open that nobody asks for any more.
        self.guard.stop();
    }

    fn read_through(&mut self, body: Body, progress: &mut Progress, take: &mut dyn FnMut(Told) -> bool) {
        let mut crashes = 0;
        while let Err(failure) = self.pass(body, progress, take) {
            let told = progress.failed(explain(&failure), take);
            crashes += 1;
            if !told || progress.is_complete() || progress.ended {
                break;
            }
            let borne = limits::MAX_CRASHES + progress.read / limits::MESSAGES_A_CRASH;
            if crashes >= borne || matches!(failure, Failure::NotStarted(_)) {
                progress.give_up(take);
                break;
            }
        }
    }

    /// Reads one page of a file.
    pub fn page(&mut self, bytes: &[u8], number: u32) -> Result<Page, Unread> {
        self.page_at(bytes, number, limits::RENDER_DPI)
    }

    /// Reads one page of a file, drawn at so many dots an inch where the file does not have pixels of its own.
    pub fn page_at(&mut self, bytes: &[u8], number: u32, dpi: u32) -> Result<Page, Unread> {
        let wanted = Wanted { first: number, last: number, dpi };
        let (found, result, lost) = self.one(Request { ask: Ask::Pages, wanted }, bytes);
        let unread = |reason| Unread { page: Some(number), reason };
        match (found, result, lost) {
            (Some(page), _, _) => Ok(page),
            (None, Err(failure), _) => Err(unread(explain(&failure))),
            (None, Ok(()), Some(told)) => Err(unread(told.reason)),
            (None, Ok(()), None) => Err(unread("The file does not have this page.".into())),
        }
    }

    /// Reads one picture that is to be checked as it looks first, on light.
    pub fn shot(&mut self, bytes: &[u8]) -> Result<Picture, Refusal> {
        let faces = self.faces(bytes)?.faces;
        faces.into_iter().next().map(|face| face.picture).ok_or_else(|| refusal("It holds no picture."))
    }

    /// Reads one picture that is to be checked: of a TIFF its first page, of an animation every frame that differs, of what is
    /// transparent how it looks on light and on dark.
    pub fn faces(&mut self, bytes: &[u8]) -> Result<Shot, Refusal> {
        let wanted = Wanted { first: 1, last: 1, dpi: limits::RENDER_DPI };
        let (mut pages, mut file) = (Vec::new(), FileRead::default());
        let mut progress = Progress::from(1, bytes.len() as u64);
        let asked = self.guard.ask(Request { ask: Ask::Shot, wanted }, bytes, self.patience.opening);
        let result = asked.and_then(|()| {
            self.listen(&mut progress, &mut |told| {
                let is_enough = pages.len() >= limits::MAX_FACES;
                file.take(told, &mut |page| pages.push(page));
                !is_enough
            })
        });
        let shown = progress.shown.iter().copied().chain(std::iter::repeat(Shown::default()));
        let faces: Vec<Face> = pages
            .into_iter()
            .zip(shown)
            .filter_map(|(page, shown)| Some(Face { shown, picture: page.picture? }))
            .collect();
        let lost = file.unread.into_iter().next().map(|unread| unread.reason);
        match (faces.is_empty(), result, lost) {
            // What was told before the reader was lost is looked at; that there may be more is said.
            (false, result, lost) => {
                let left_out = lost.or_else(|| result.err().map(|failure| explain(&failure)));
                Ok(Shot { faces, left_out })
            }
            (true, Err(failure), _) => Err(Refusal { reason: explain(&failure) }),
            (true, Ok(()), Some(reason)) => Err(Refusal { reason }),
            (true, Ok(()), None) => Err(refusal("It holds no picture.")),
        }
    }

    /// Asks for one page: the page, how the exchange went, and the first loss that was told.
    fn one(&mut self, request: Request, bytes: &[u8]) -> (Option<Page>, Result<(), Failure>, Option<Unread>) {
        let (mut found, mut file) = (None, FileRead::default());
        let mut progress = Progress::from(request.wanted.first, bytes.len() as u64);
        let asked = self.guard.ask(request, bytes, self.patience.opening);
        let result = asked.and_then(|()| {
            self.listen(&mut progress, &mut |told| {
                file.take(told, &mut |page| found = Some(page));
                true
            })
        });
        (found, result, file.unread.into_iter().next())
    }

    /// Reads from where the file's reading stands to its end, or to the child's.
    fn pass(
        &mut self,
        body: Body,
        progress: &mut Progress,
        take: &mut dyn FnMut(Told) -> bool,
    ) -> Result<(), Failure> {
        let wanted = Wanted { first: progress.next, last: u32::MAX, dpi: limits::RENDER_DPI };
        match body {
            Body::Bytes(bytes) => {
                self.guard.ask(Request { ask: Ask::Pages, wanted }, bytes, self.patience.opening)?;
            }
            Body::Container(container) => {
                self.guard.ask_container(container.file(), wanted.first, progress.mark())?;
            }
        }
        self.listen(progress, take)?;
        if progress.is_complete() || progress.ended { Ok(()) } else { Err(Failure::Garbled) }
    }

    /// Takes the events of an answer.
    fn listen(&mut self, progress: &mut Progress, take: &mut dyn FnMut(Told) -> bool) -> Result<(), Failure> {
        progress.begin();
        let mut time = self.patience.opening;
        while let Some(event) = self.guard.next(time)? {
            let expected = progress.take(event, take);
            if !expected || progress.ended {
                // What is still in the pipe belongs to an answer that nobody waits for.
                self.guard.stop();
                return if expected { Ok(()) } else { Err(Failure::Garbled) };
            }
            time = if progress.is_opened() { self.patience.page } else { self.patience.opening };
        }
        Ok(())
    }
}

/// What a reader is given.
#[derive(Clone, Copy)]
enum Body<'a> {
    Bytes(&'a [u8]),
    Container(&'a Container),
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
