//! Loading a file: from a path to the bytes, their SHA-256, and the pages decoded in a child process.
//!
//! A mailbox or a store is not loaded: its digest is computed piece by piece, and the open file becomes the
//! standard input of a child of its own. `redraw` renders a page again from an unchanged original.

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
/// Names what a file is that is not read, from its first bytes.
pub use crate::sandbox::name_of_unread;
/// Detects the format from the first bytes of a file.
pub use crate::sandbox::sniff;
use crate::sandbox::{Ask, Failure, Guard, Request, Wanted, this_program};

/// A loaded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Path it was read from.
    pub path: PathBuf,
    /// Its content.
    pub bytes: Vec<u8>,
    /// SHA-256 of the content.
    pub sha256: [u8; 32],
}

/// Reason something was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// One or two sentences: what, and what to do. They do not name the path; the caller does.
    pub reason: String,
}

/// Result of reading a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileRead {
    /// Its format; `None` if unknown.
    pub format: Option<Format>,
    /// Number of pages: those read and those in `unread` that name a page.
    pub announced: u32,
    /// Number of pages handed on.
    pub read: u32,
    /// Losses: pages, or the whole file.
    pub unread: Vec<Unread>,
    /// Attachments of its pages, by page. Those of a page on which the child crashed are missing.
    pub attachments: Vec<Attachment>,
}

impl FileRead {
    /// Handles a report on the file and hands its pages on.
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
    /// A mailbox or a store, read from disk.
    Container(Container),
}

/// SHA-256 of bytes.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Loads a file. Links are followed; anything but a regular file is refused.
///
/// # Errors
///
/// If the file cannot be read, is empty or is too large.
pub fn load(path: &Path) -> Result<Input, Refusal> {
    whole(path, &opened(path).map_err(explained)??)
}

/// Opens an original: a mailbox or a store stays on disk, any other file is loaded. Links are followed.
///
/// # Errors
///
/// If the file cannot be read, is empty or is too large.
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

/// Content of an open file.
fn whole(path: &Path, file: &File) -> Result<Input, Refusal> {
    let bytes = read_file(file).map_err(explained)??;
    let sha256 = digest(&bytes);
    Ok(Input { path: path.to_path_buf(), bytes, sha256 })
}

/// Loads standard input; its path is `-`.
///
/// # Errors
///
/// If it cannot be read, is empty or is too large.
pub fn load_stdin() -> Result<Input, Refusal> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(limits::MAX_FILE_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|e| refusal(&format!("Standard input cannot be read: {e}.")))?;
    let bytes = sized(bytes, 0)?;
    let sha256 = digest(&bytes);
    Ok(Input { path: PathBuf::from("-"), bytes, sha256 })
}

fn opened(path: &Path) -> io::Result<Result<File, Refusal>> {
    // Check before opening: opening a named pipe would wait for a writer.
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
        // The file may have grown since.
        file.take(limits::MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    }
    Ok(sized(bytes, size))
}

/// Checks the size of the bytes; `announced` is the size according to the file system.
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

/// Reads files in a child process, which is reused from file to file. Each thread has its own.
pub struct Reader {
    guard: Guard,
    patience: Patience,
}

/// Timeouts of a [`Reader`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Time to transfer and open a file.
    pub opening: Duration,
    /// Time per page.
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
    /// Uses this program as the child.
    pub fn new() -> Self {
        Self::with_program(&this_program(), Patience::default())
    }

    /// Uses another program as the child, which must call [`crate::sandbox::serve`]: for tests.
    pub fn with_program(program: &Path, patience: Patience) -> Self {
        Self { guard: Guard::new(program), patience }
    }

    /// Reads a whole file and hands on each page while the next one is decoded. A page that crashes the child
    /// is reported as lost, and reading continues after it.
    pub fn document(&mut self, bytes: &[u8], page: &mut dyn FnMut(Page)) -> FileRead {
        let mut file = FileRead::default();
        let mut progress = Progress::from(1, bytes.len() as u64);
        self.read_through(Body::Bytes(bytes), &mut progress, &mut |told| {
            file.take(told, page);
            true
        });
        FileRead { format: progress.format, announced: progress.announced, read: progress.read, ..file }
    }

    /// Reads the messages of a container from number `first` on, and reports each until `take` returns false. A
    /// message that crashes the child is reported as lost, and reading continues after it.
    pub fn messages(&mut self, container: &Container, first: u32, take: &mut dyn FnMut(Told) -> bool) {
        let mut progress = Progress::from(first, container.size());
        self.read_through(Body::Container(container), &mut progress, take);
        // The child still has the container open and would serve nothing else.
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
    ///
    /// # Errors
    ///
    /// If the page cannot be read.
    pub fn page(&mut self, bytes: &[u8], number: u32) -> Result<Page, Unread> {
        self.page_at(bytes, number, limits::RENDER_DPI)
    }

    /// Reads one page of a file, rendered at `dpi` dots per inch unless the file has pixels of its own.
    ///
    /// # Errors
    ///
    /// If the page cannot be read.
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

    /// Reads a picture to check, in its first look, on white.
    ///
    /// # Errors
    ///
    /// If it cannot be decoded.
    pub fn shot(&mut self, bytes: &[u8]) -> Result<Picture, Refusal> {
        let faces = self.faces(bytes)?.faces;
        faces.into_iter().next().map(|face| face.picture).ok_or_else(|| refusal("It holds no picture."))
    }

    /// Reads a picture to check with all its looks: the first page of a TIFF, every distinct frame of an
    /// animation, and a transparent picture on a light and on a dark background.
    ///
    /// # Errors
    ///
    /// If it cannot be decoded.
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
            // The looks received before the child crashed are used; a note says that there may be more.
            (false, result, lost) => {
                let cut = result.err().filter(|_| !progress.is_complete());
                let left_out = lost.or_else(|| cut.map(|failure| explain(&failure)));
                Ok(Shot { faces, left_out, says: progress.says })
            }
            (true, Err(failure), _) => Err(Refusal { reason: explain(&failure) }),
            (true, Ok(()), Some(reason)) => Err(Refusal { reason }),
            (true, Ok(()), None) => Err(refusal("It holds no picture.")),
        }
    }

    /// Requests one page. Returns the page, the result of the exchange, and the first loss reported.
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

    /// Reads on from the current progress until the end of the file or of the child.
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

    /// Handles the events of an answer.
    fn listen(&mut self, progress: &mut Progress, take: &mut dyn FnMut(Told) -> bool) -> Result<(), Failure> {
        progress.begin();
        let mut time = self.patience.opening;
        while let Some(event) = self.guard.next(time)? {
            let expected = progress.take(event, take);
            if !expected || progress.ended {
                // The rest of the answer in the pipe is not wanted.
                self.guard.stop();
                return if expected { Ok(()) } else { Err(Failure::Garbled) };
            }
            time = if progress.is_opened() { self.patience.page } else { self.patience.opening };
        }
        Ok(())
    }
}

/// Content given to a reader.
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
