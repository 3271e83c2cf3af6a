//! Isolation of decoders in a child process: on a hostile file it may crash, hang or exhaust its memory, and
//! only a page is lost.
//!
//! The child is this program, started with a hidden argument. Before it reads any input, the child limits its
//! own memory, CPU time and open files, and gives up writing files. Then it answers requests on its standard
//! input with [`Event`]s on its standard output until its input ends. A container, which may be larger than
//! memory, is itself the standard input of a child of its own, which sends its messages one after the other.
//! For each thousand messages one more crash is tolerated.
//!
//! The parent trusts the child as little as the file: every length and number is checked, and no call waits
//! beyond its deadline.

mod child;
pub mod pipe;
mod wire;

use std::fs::File;
use std::io;
use std::os::unix::process::CommandExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

pub use child::serve;
pub use wire::{Ask, Request};

pub use crate::decode::{Event, Mark, SNIFFED, Wanted, name_of_unread, sniff};

/// Hidden argument that makes this program a child.
pub const CHILD_ARGUMENT: &str = "--read-child";

/// True if this process was started as a child; it must then only call [`serve`].
pub fn is_child() -> bool {
    std::env::args_os().nth(1).is_some_and(|argument| argument == CHILD_ARGUMENT)
}

/// This program, to be started as the child. A root without `/proc` does not tell it; then it is the one that was called.
pub fn this_program() -> PathBuf {
    let called = || std::env::args_os().next().map(PathBuf::from).unwrap_or_default();
    std::env::current_exe().unwrap_or_else(|_| called())
}

/// Reason the child gave no answer.
#[derive(Debug)]
pub enum Failure {
    /// It ended by itself or was killed by the system.
    Crashed,
    /// It did not answer within this time.
    TimedOut(Duration),
    /// Its answer was invalid.
    Garbled,
    /// It could not be started.
    NotStarted(io::Error),
}

/// Handle of a child process that reads files. The child is started on first use and again after a crash.
pub struct Guard {
    program: PathBuf,
    running: Option<Running>,
}

struct Running {
    process: Child,
    /// `None` if it was started for one container and takes no further requests.
    requests: Option<ChildStdin>,
    answers: ChildStdout,
    /// True if the answer to a request has not been read completely.
    busy: bool,
}

impl Guard {
    /// Starts nothing yet. `program` must be this program, or another one that calls [`serve`].
    pub fn new(program: &Path) -> Self {
        Self { program: program.to_path_buf(), running: None }
    }

    /// Sends a file to the child within `time`. Every event of the answer must then be received with
    /// [`Guard::next`].
    ///
    /// # Errors
    ///
    /// If the child cannot be started or does not take the file in time.
    pub fn ask(&mut self, request: Request, file: &[u8], time: Duration) -> Result<(), Failure> {
        // The child may have died between two files, for example for lack of memory; and the rest of an unread
        // answer would be taken for that to the next file.
        if self.running.as_mut().is_some_and(|r| r.busy || !matches!(r.process.try_wait(), Ok(None))) {
            self.stop();
        }
        if self.running.as_ref().is_none_or(|running| running.requests.is_none()) {
            self.stop();
            self.running = Some(Running::start(&self.program).map_err(Failure::NotStarted)?);
        }
        let deadline = Instant::now() + time;
        let sent = self.running.as_mut().map_or(Ok(()), |running| {
            running.busy = true;
            let Some(requests) = &mut running.requests else { return Ok(()) };
            wire::send_request(&mut pipe::Timed::new(requests, deadline), request, file)
        });
        sent.map_err(|e| self.lost(&e, time))
    }

    /// Gives an open container to a child of its own, which reports its messages from number `first` on. Every
    /// event of the answer must then be received with [`Guard::next`].
    ///
    /// # Errors
    ///
    /// If the child cannot be started.
    pub fn ask_container(&mut self, file: &File, first: u32, mark: Option<Mark>) -> Result<(), Failure> {
        self.stop();
        let started = file.try_clone().and_then(|file| Running::start_with(&self.program, file, first, mark));
        self.running = Some(started.map_err(Failure::NotStarted)?);
        Ok(())
    }

    /// Next event. Returns `None` if the answer is complete. After a failure the child has been stopped.
    ///
    /// # Errors
    ///
    /// If the child crashed, timed out or sent an invalid event.
    pub fn next(&mut self, time: Duration) -> Result<Option<Event>, Failure> {
        let Some(running) = &mut self.running else { return Ok(None) };
        let mut pipe = pipe::Timed::new(&mut running.answers, Instant::now() + time);
        let received = wire::receive_event(&mut pipe);
        running.busy = !matches!(received, Ok(None));
        received.map_err(|e| self.lost(&e, time))
    }

    /// Stops the child, if there is one, and returns its exit status.
    pub fn stop(&mut self) -> Option<ExitStatus> {
        let mut running = self.running.take()?;
        // It may have ended already.
        let _ = running.process.kill();
        running.process.wait().ok()
    }

    fn lost(&mut self, error: &io::Error, time: Duration) -> Failure {
        // A child that closed its pipe is about to end; wait briefly for its exit status.
        if error.kind() != io::ErrorKind::TimedOut {
            self.wait_for_end();
        }
        let status = self.stop();
        let out_of_time = status.and_then(|s| s.signal()) == Some(rustix::process::Signal::XCPU.as_raw());
        match error.kind() {
            io::ErrorKind::TimedOut => Failure::TimedOut(time),
            _ if out_of_time => Failure::TimedOut(time),
            io::ErrorKind::InvalidData => Failure::Garbled,
            _ => Failure::Crashed,
        }
    }

    fn wait_for_end(&mut self) {
        let Some(running) = &mut self.running else { return };
        for _ in 0..20 {
            if !matches!(running.process.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Running {
    fn start(program: &Path) -> io::Result<Self> {
        Self::spawn(command(program).stdin(Stdio::piped()))
    }

    /// Starts a child whose standard input is the container: it can read anywhere in it, and nothing else.
    fn start_with(program: &Path, file: File, first: u32, mark: Option<Mark>) -> io::Result<Self> {
        let mut command = command(program);
        command.arg(first.to_string()).stdin(Stdio::from(file));
        if let Some(Mark { number, place, count }) = mark {
            command.args([number.to_string(), place.to_string(), count.to_string()]);
        }
        Ok(Self { busy: true, ..Self::spawn(&mut command)? })
    }

    fn spawn(command: &mut Command) -> io::Result<Self> {
        let mut process = command.spawn()?;
        let requests = process.stdin.take();
        let answers = process.stdout.take().ok_or_else(|| io::Error::other("it has no pipes"))?;
        requests.as_ref().map(pipe::prepare).transpose()?;
        pipe::prepare(&answers)?;
        Ok(Self { process, requests, answers, busy: false })
    }
}

fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .arg(CHILD_ARGUMENT)
        .env_clear()
        // Each thread of the parent has a child of its own; further threads would take its address space.
        .env("RAYON_NUM_THREADS", "1")
        // Own process group: Ctrl-C reaches the parent only, which may first finish pictures in progress.
        .process_group(0)
        .stdout(Stdio::piped())
        // Messages of a failing decoder are derived from the file and must not reach the terminal.
        .stderr(Stdio::null());
    command
}
