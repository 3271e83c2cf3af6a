//! Random access to the bytes of a container: a file larger than memory, or an attachment in memory.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;

/// Source of bytes.
pub enum Source {
    /// Bytes in memory.
    Memory(Vec<u8>),
    /// A file; only the requested bytes are in memory.
    File(File),
}

impl Source {
    /// Size in bytes.
    pub fn size(&self) -> io::Result<u64> {
        match self {
            Source::Memory(bytes) => Ok(bytes.len() as u64),
            Source::File(file) => Ok(file.metadata()?.len()),
        }
    }

    /// Fills a buffer from an offset, as far as there are bytes. Returns the number of bytes read.
    pub fn read_at(&self, place: u64, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Source::Memory(bytes) => {
                let behind =
                    usize::try_from(place).ok().and_then(|place| bytes.get(place..)).unwrap_or_default();
                let there = behind.len().min(buffer.len());
                buffer[..there].copy_from_slice(&behind[..there]);
                Ok(there)
            }
            Source::File(file) => {
                let mut filled = 0;
                while filled < buffer.len() {
                    match file.read_at(&mut buffer[filled..], place.saturating_add(filled as u64)) {
                        Ok(0) => break,
                        Ok(more) => filled += more,
                        Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                        Err(e) => return Err(e),
                    }
                }
                Ok(filled)
            }
        }
    }

    /// Reads exactly these bytes. Fails if the source ends earlier. The caller bounds the length of the range.
    pub fn bytes(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let length = usize::try_from(range.end.saturating_sub(range.start)).map_err(io::Error::other)?;
        let mut bytes = vec![0; length];
        let there = self.read_at(range.start, &mut bytes)?;
        if there == length { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}
