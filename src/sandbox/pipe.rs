//! The parent's ends of the pipes: no call waits beyond its deadline, whatever the child does.

use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// A pipe with a deadline, after which reading and writing fail with [`io::ErrorKind::TimedOut`].
pub struct Timed<'a, P> {
    pipe: &'a mut P,
    deadline: Instant,
}

/// Prepares the end of a pipe for [`Timed`] (non-blocking), and enlarges the pipe if the system allows it.
///
/// # Errors
///
/// If the pipe cannot be made non-blocking.
pub fn prepare(pipe: &impl AsFd) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    // Refused if the user's pipes have used up their memory; a smaller pipe is only slower.
    let _ = rustix::pipe::fcntl_setpipe_size(pipe, crate::limits::PIPE_BYTES);
    Ok(rustix::io::ioctl_fionbio(pipe, true)?)
}

impl<'a, P: AsFd> Timed<'a, P> {
    /// Reads from or writes to `pipe` until `deadline`.
    pub fn new(pipe: &'a mut P, deadline: Instant) -> Self {
        Self { pipe, deadline }
    }

    fn wait(&self, readiness: PollFlags) -> io::Result<()> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        let timeout = Timespec::try_from(left).map_err(io::Error::other)?;
        match poll(&mut [PollFd::new(self.pipe, readiness)], Some(&timeout)) {
            Ok(0) => Err(io::ErrorKind::TimedOut.into()),
            // Interrupted by a signal that was handled elsewhere: the caller tries again.
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
            Err(e) => Err(e.into()),
        }
    }

    fn when_ready<T>(
        &mut self,
        readiness: PollFlags,
        mut transfer: impl FnMut(&mut P) -> io::Result<T>,
    ) -> io::Result<T> {
        loop {
            match transfer(self.pipe) {
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => self.wait(readiness)?,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }
}

impl<P: AsFd + Read> Read for Timed<'_, P> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.when_ready(PollFlags::IN, |pipe| pipe.read(buffer))
    }
}

impl<P: AsFd + Write> Write for Timed<'_, P> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.when_ready(PollFlags::OUT, |pipe| pipe.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
