//! The server's memory on disk: pictures as they come in and sections of answers, in files without a name, which are
//! gone however the program ends.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::limits::SPOOL_FILE_BYTES;

/// A growing memory. What is dropped of it frees its file with the last blob that lies in that file.
pub struct Spool {
    current: Mutex<Segment>,
}

struct Segment {
    file: Arc<File>,
    used: u64,
}

impl Segment {
    fn new() -> io::Result<Self> {
        Ok(Self { file: Arc::new(tempfile::tempfile()?), used: 0 })
    }
}

/// Bytes in the memory. Blobs that are written at the same time may lie in pieces between each other.
#[derive(Clone, Default)]
pub struct Blob {
    pieces: Vec<Piece>,
}

#[derive(Clone)]
struct Piece {
    file: Arc<File>,
    at: u64,
    length: u64,
}

impl Spool {
    /// An empty memory.
    pub fn new() -> io::Result<Self> {
        Ok(Self { current: Mutex::new(Segment::new()?) })
    }

    /// Writes bytes at the end of a blob.
    pub fn append(&self, blob: &mut Blob, bytes: &[u8]) -> io::Result<()> {
        let length = bytes.len() as u64;
        let (file, at) = {
            let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
            if current.used >= SPOOL_FILE_BYTES {
                *current = Segment::new()?;
            }
            current.used += length;
            (Arc::clone(&current.file), current.used - length)
        };
        file.write_all_at(bytes, at)?;
        match blob.pieces.last_mut() {
            Some(last) if Arc::ptr_eq(&last.file, &file) && last.at + last.length == at => {
                last.length += length
            }
            _ => blob.pieces.push(Piece { file, at, length }),
        }
        Ok(())
    }

    /// A blob of these bytes.
    pub fn keep(&self, bytes: &[u8]) -> io::Result<Blob> {
        let mut blob = Blob::default();
        self.append(&mut blob, bytes)?;
        Ok(blob)
    }
}

impl Blob {
    /// Number of its bytes.
    pub fn length(&self) -> u64 {
        self.pieces.iter().map(|piece| piece.length).sum()
    }

    /// Its bytes.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; self.length() as usize];
        let mut rest = &mut bytes[..];
        for piece in &self.pieces {
            let (these, after) = rest.split_at_mut(piece.length as usize);
            piece.file.read_exact_at(these, piece.at)?;
            rest = after;
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blobs_written_at_the_same_time_are_read_apart() {
        let spool = Spool::new().unwrap();
        let (mut a, mut b) = (Blob::default(), Blob::default());
        for (one, other) in [(&b"first "[..], &b"1"[..]), (b"second", b"2"), (b"", b"3")] {
            spool.append(&mut a, one).unwrap();
            spool.append(&mut b, other).unwrap();
        }
        assert_eq!((a.read().unwrap(), a.length()), (b"first second".to_vec(), 12));
        assert_eq!(b.read().unwrap(), b"123");
        assert_eq!(Blob::default().read().unwrap(), b"");
    }
}
