//! Mailboxes and stores: files with any number of messages, larger than memory, which are not loaded.

use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};

use sha2::{Digest, Sha256};

use super::{Refusal, refusal};
use crate::limits;
use crate::model::document::Format;
use crate::sandbox::{SNIFFED, sniff};

/// Bytes read at once for the digest.
const PIECE: usize = 1 << 20;

/// An open mailbox or store.
pub struct Container {
    file: File,
    about: About,
}

/// Attributes that show whether a file changed: its size, and the modification times of its content and its
/// inode (seconds and nanoseconds).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct About {
    size: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl From<&Metadata> for About {
    fn from(about: &Metadata) -> Self {
        Self {
            size: about.len(),
            modified: (about.mtime(), about.mtime_nsec()),
            changed: (about.ctime(), about.ctime_nsec()),
        }
    }
}

impl Container {
    /// The file as a container. Returns `None` if it is not one, and a refusal if it is too large.
    pub(super) fn of(file: &File) -> io::Result<Result<Option<Self>, Refusal>> {
        let about = About::from(&file.metadata()?);
        let mut head = Vec::new();
        // Positioned reads do not move the file's own offset.
        let mut piece = vec![0; SNIFFED];
        while head.len() < SNIFFED {
            match file.read_at(&mut piece[..SNIFFED - head.len()], head.len() as u64)? {
                0 => break,
                more => head.extend(&piece[..more]),
            }
        }
        if !sniff(&head).is_some_and(Format::is_container) {
            return Ok(Ok(None));
        }
        let (size, most) = (about.size >> 30, limits::MAX_CONTAINER_BYTES >> 30);
        if about.size > limits::MAX_CONTAINER_BYTES {
            return Ok(Err(refusal(&format!(
                "It is {size} GiB large; of mailboxes and stores at most {most} GiB are read. Split it, or export it in parts."
            ))));
        }
        Ok(Ok(Some(Self { file: file.try_clone()?, about })))
    }

    /// The open file.
    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Size of the file in bytes.
    pub fn size(&self) -> u64 {
        self.about.size
    }

    /// SHA-256 of the file; `looked` is called after each mebibyte with the bytes processed so far.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub fn digest(&self, looked: &mut dyn FnMut(u64)) -> Result<[u8; 32], Refusal> {
        let failed = |e: io::Error| refusal(&format!("It cannot be read: {e}."));
        let (mut digest, mut piece, mut at) = (Sha256::new(), vec![0; PIECE], 0);
        while at < self.about.size {
            match self.file.read_at(&mut piece, at) {
                Ok(0) => break,
                Ok(more) => {
                    digest.update(&piece[..more]);
                    at += more as u64;
                    looked(at);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(failed(e)),
            }
        }
        Ok(digest.finalize().into())
    }

    /// True if nothing has written to the file since it was opened.
    pub fn is_unchanged(&self) -> bool {
        self.file.metadata().is_ok_and(|about| About::from(&about) == self.about)
    }
}
