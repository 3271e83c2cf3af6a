//! The child process: sets its limits, then serves files until its input ends.

use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::process::ExitCode;

#[cfg(target_os = "linux")]
use rustix::process::{DumpableBehavior, set_dumpable_behavior};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};

use super::wire::{self, Ask};
use crate::decode::{self, Mark, Wanted};
use crate::limits;

/// Reads requests on standard input and serves them until it ends. This is all that a child does.
pub fn serve() -> ExitCode {
    // A panic becomes a reason where it is caught; its message is derived from the file and must not be
    // printed.
    std::panic::set_hook(Box::new(|_| {}));
    let served = limit_self().and_then(|()| {
        let work = std::thread::Builder::new().stack_size(limits::CHILD_STACK).spawn(work)?;
        work.join().unwrap_or_else(|_| Err(io::Error::other("the reader failed")))
    });
    if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn limit_self() -> io::Result<()> {
    let cap = |resource, most: u64| {
        // A lower hard limit may be in force already and cannot be raised.
        let most = Some(getrlimit(resource).maximum.map_or(most, |hard| hard.min(most)));
        setrlimit(resource, Rlimit { current: most, maximum: most })
    };
    cap(Resource::As, limits::CHILD_MEMORY)?;
    cap(Resource::Nofile, limits::CHILD_OPEN_FILES)?;
    cap(Resource::Fsize, 0)?;
    cap(Resource::Core, 0)?;
    // The system's crash handler would ignore the last limit and store a core dump with content of the file.
    #[cfg(target_os = "linux")]
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    Ok(())
}

/// Extends the CPU time limit by some seconds, so that a child whose parent was killed ends eventually.
fn allow_time() -> io::Result<()> {
    let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or(0);
    let next = used + limits::OPEN_TIME.as_secs();
    let maximum = getrlimit(Resource::Cpu).maximum;
    let current = Some(maximum.map_or(next, |hard| hard.min(next)));
    Ok(setrlimit(Resource::Cpu, Rlimit { current, maximum })?)
}

/// Reads the container on standard input if the arguments give its first message, and answers requests
/// otherwise.
fn work() -> io::Result<()> {
    let numbers: Vec<u64> = std::env::args().skip(2).map_while(|number| number.parse().ok()).collect();
    let small = |number: u64| u32::try_from(number).map_err(io::Error::other);
    // Unbuffered: messages are long, and buffered standard output would search them for line ends.
    let input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let answers = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    match numbers[..] {
        [first] => tell_of(input, answers, small(first)?, None),
        [first, number, place, count] => {
            let mark = Mark { number: small(number)?, place, count: small(count)? };
            tell_of(input, answers, small(first)?, Some(mark))
        }
        _ => answer_all(input, answers),
    }
}

/// Reports the messages of a container from number `first` on.
fn tell_of(file: File, mut answers: File, first: u32, mark: Option<Mark>) -> io::Result<()> {
    allow_time()?;
    let wanted = Wanted { first, last: u32::MAX, dpi: limits::RENDER_DPI };
    decode::read_container(file, wanted, mark, &mut |event| {
        wire::send_event(&mut answers, &event)?;
        allow_time()
    })?;
    wire::send_end(&mut answers)
}

fn answer_all(mut requests: File, mut answers: File) -> io::Result<()> {
    while let Some((request, file)) = wire::receive_request(&mut requests)? {
        allow_time()?;
        let mut tell = |event| {
            wire::send_event(&mut answers, &event)?;
            allow_time()
        };
        match request.ask {
            Ask::Pages => decode::read(file, request.wanted, &mut tell)?,
            Ask::Shot => decode::read_shot(&file, &mut tell)?,
        }
        wire::send_end(&mut answers)?;
    }
    Ok(())
}
