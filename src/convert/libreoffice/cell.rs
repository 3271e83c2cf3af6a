//! Isolation of external programs: resource limits, and no network if the system can cut it off.

use std::ffi::OsStr;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::limits;

/// Interval at which a running program is polled.
const TURN: Duration = Duration::from_millis(20);
/// Timeout for the test run of an isolation.
const GREETING: Duration = Duration::from_secs(20);

/// Kind of isolation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Bubblewrap: no network, no other processes, and one writable folder.
    Bubblewrap,
    /// Linux namespaces: no network and no other processes.
    Namespace,
    /// An ordinary process.
    Open,
}

/// How a program ended.
#[derive(Debug)]
pub enum Ended {
    /// By itself.
    With(ExitStatus),
    /// It was killed at its timeout.
    TimedOut,
}

impl Cell {
    /// The best isolation available on this system.
    pub fn found() -> Self {
        let holds = |cell: &Cell| {
            let tried = cell.run(OsStr::new("true"), &[], &std::env::temp_dir(), GREETING);
            matches!(tried, Ok(Ended::With(status)) if status.success())
        };
        [Cell::Bubblewrap, Cell::Namespace].into_iter().find(holds).unwrap_or(Cell::Open)
    }

    /// True if programs in it have no network.
    pub fn is_cut_off(self) -> bool {
        self != Cell::Open
    }

    /// Runs a program until it ends or times out. It may write to `folder`; its output is discarded. All
    /// processes that it started have ended when this returns.
    ///
    /// # Errors
    ///
    /// If the program cannot be started.
    pub fn run(
        self,
        program: &OsStr,
        arguments: &[&OsStr],
        folder: &Path,
        time: Duration,
    ) -> io::Result<Ended> {
        let mut shell = Command::new("/bin/sh");
        shell.arg("-c").arg(limited(time)).arg("sh").args(self.walls(folder)).arg(program).args(arguments);
        // A fixed environment for reproducible results: dates and paper sizes depend on language and region.
        let kept = ["PATH", "HOME"].into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
        shell.env_clear().envs(kept).env("LC_ALL", "C.UTF-8").env("TZ", "UTC").env("TMPDIR", folder);
        // Own process group: Ctrl-C reaches this program only, and everything it starts can be killed together.
        shell.process_group(0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut running = shell.spawn()?;
        let ended = wait(&mut running, time);
        if let Some(group) = i32::try_from(running.id()).ok().and_then(Pid::from_raw) {
            // It may have ended already.
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = running.wait();
        ended
    }

    /// Command line prefix that sets up the isolation.
    fn walls(self, folder: &Path) -> Vec<&OsStr> {
        let bubblewrap =
            ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--ro-bind", "/", "/"];
        // Programs that communicate with other instances of themselves have a socket in a temporary folder.
        let devices = ["--dev", "/dev", "--proc", "/proc", "--tmpfs", "/var/tmp", "--bind"];
        let namespace = ["setpriv", "--pdeathsig", "KILL", "unshare", "--map-root-user", "--net", "--pid"];
        let ending = ["--fork", "--kill-child", "--mount-proc"];
        let words = |words: &[&'static str]| words.iter().map(|word| OsStr::new(*word)).collect::<Vec<_>>();
        match self {
            Cell::Bubblewrap => {
                let folder = folder.as_os_str();
                [words(&bubblewrap), words(&devices), vec![folder, folder]].concat()
            }
            Cell::Namespace => [words(&namespace), words(&ending)].concat(),
            Cell::Open => Vec::new(),
        }
    }
}

/// Shell command that sets limits on itself and then executes the program. A lower limit may be in force
/// already, and not every system supports each limit.
fn limited(time: Duration) -> String {
    let blocks = limits::MAX_FILE_BYTES / 512;
    let (seconds, kib) = (time.as_secs(), limits::OFFICE_MEMORY >> 10);
    format!(
        "ulimit -c 0 2>/dev/null; ulimit -t {seconds} 2>/dev/null; ulimit -f {blocks} 2>/dev/null; \
         ulimit -v {kib} 2>/dev/null; exec \"$@\""
    )
}

fn wait(running: &mut Child, time: Duration) -> io::Result<Ended> {
    let deadline = Instant::now() + time;
    loop {
        if let Some(status) = running.try_wait()? {
            return Ok(Ended::With(status));
        }
        if Instant::now() >= deadline {
            return Ok(Ended::TimedOut);
        }
        thread::sleep(TURN);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Runs a shell command in a folder of its own, and returns what it wrote to a file there.
    fn said(cell: Cell, line: &str, time: Duration) -> (Ended, String) {
        let folder = tempfile::tempdir().unwrap();
        let arguments = ["-c", line].map(OsStr::new);
        let work = folder.path().join("work");
        fs::create_dir(&work).unwrap();
        let ended = cell.run(OsStr::new("sh"), &arguments, &work, time).unwrap();
        (ended, fs::read_to_string(work.join("said")).unwrap_or_default())
    }

    #[test]
    fn what_does_not_end_is_ended_with_all_that_it_started() {
        let endless = "sleep 1000 & echo $! > $TMPDIR/said; sleep 1000";
        let began = Instant::now();
        for cell in [Cell::Open, Cell::found()] {
            let (ended, other) = said(cell, endless, Duration::from_secs(2));
            assert!(matches!(ended, Ended::TimedOut), "{cell:?}");
            let running = || Path::new("/proc").join(other.trim()).join("cmdline");
            let is_gone = || fs::read(running()).map_or(true, |line| !line.starts_with(b"sleep\0"));
            let gone = (0..100).any(|_| {
                is_gone() || {
                    thread::sleep(TURN);
                    false
                }
            });
            assert!(!other.is_empty() && gone, "{cell:?}: {other}");
        }
        assert!(began.elapsed() < Duration::from_secs(60));
    }

    #[test]
    fn limits_are_in_force_and_the_environment_is_the_same_everywhere() {
        let line = "(ulimit -c; ulimit -t; echo $LC_ALL $TZ $VERIFY_SHOT_DATA) > $TMPDIR/said";
        for cell in [Cell::Open, Cell::found()] {
            let (ended, said) = said(cell, line, Duration::from_secs(50));
            assert!(matches!(ended, Ended::With(status) if status.success()), "{cell:?}");
            assert_eq!(said, "0\n50\nC.UTF-8 UTC\n", "{cell:?}");
        }
    }
}
