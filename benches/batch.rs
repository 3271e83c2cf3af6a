//! Many pictures: what two threads gain over one, how much memory a batch takes, and whether one that is stopped again and
//! again says what an uninterrupted one says.
//!
//! `VERIFY_SHOT_BATCH` is the number of pictures, 3,000 unless it is given. They are sample pictures that show no mail, with their
//! edges cut off by the same lots each time; the index has the sample originals that are no mail.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use fastrand::Rng;
use image::{RgbImage, imageops};
use rustix::process::{Pid, Signal, kill_process};
use verify_shot::ingest::walk::walk;

/// Pictures that are checked where nothing else is asked for.
const PICTURES: usize = 3000;
/// The smaller batch: throughput is measured on it, and the memory of the larger held against that of it.
const FEW: usize = 10;
/// Pixels that are cut off at an edge, at most.
const CUT: u32 = 60;
/// One picture of so many shows nothing of the originals.
const STRANGERS: usize = 100;
/// Times that a batch is stopped.
const STOPS: usize = 5;
/// How often memory and what runs are looked at.
const LOOK: Duration = Duration::from_millis(20);

fn main() {
    let asked = std::env::var("VERIFY_SHOT_BATCH").ok().and_then(|number| number.parse().ok());
    let number = asked.unwrap_or(PICTURES);
    let folder = tempfile::tempdir().expect("a folder for what is made");
    let desk = Desk { folder: folder.path().to_owned() };
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    desk.add(&testdata.join("originals"));
    make(&testdata.join("shots"), &desk.folder, number);

    desk.throughput();
    let few = desk.run("few", 2, &[]);
    println!("{} pictures: {}", number / FEW, few.memory());
    let whole = desk.run("many", 2, &["--resume", "whole.journal"]);
    println!("{number} pictures: {}; {:.1} s", whole.memory(), whole.seconds);
    println!("memory at {number} is {:.2} times that at {}", whole.peak / few.peak, number / FEW);
    let stopped = desk.stopped(number);
    assert_eq!(stopped, whole.said, "stopped {STOPS} times, it says something else");
    println!("stopped {STOPS} times, it says the same:\n{}", whole.said);
}

/// Sample pictures that are no mail, their edges cut off by lot: in `many` all, in `few` the first of them.
fn make(shots: &Path, to: &Path, number: usize) {
    let found = walk(&[shots.to_owned()], &|_| false).files.into_iter().map(|found| found.path);
    let is_mail = |path: &PathBuf| path.to_string_lossy().contains("/mail-");
    let found = found.filter(|path| !is_mail(path) && path.file_stem().is_some_and(|stem| stem == "picture"));
    let (strangers, pages): (Vec<PathBuf>, Vec<PathBuf>) = found.partition(|path| is_stranger(path));
    let [strangers, pages] = [strangers, pages].map(|paths| {
        let pictures = paths.iter().filter_map(|path| Some(image::open(path).ok()?.to_rgb8()));
        pictures.collect::<Vec<RgbImage>>()
    });
    let mut lots = Rng::with_seed(1);
    for folder in ["few", "many"] {
        fs::create_dir(to.join(folder)).expect("a folder for pictures");
    }
    for i in 0..number {
        let from = if i % STRANGERS == STRANGERS - 1 { &strangers } else { &pages };
        let picture = &from[lots.usize(..from.len())];
        let mut edge = |side: u32| lots.u32(0..=CUT.min(side / 8));
        let (left, right) = (edge(picture.width()), edge(picture.width()));
        let (top, bottom) = (edge(picture.height()), edge(picture.height()));
        let (wide, high) = (picture.width() - left - right, picture.height() - top - bottom);
        let piece = imageops::crop_imm(picture, left, top, wide, high).to_image();
        let name = format!("{i:05}.{}", if i % 3 == 0 { "png" } else { "jpg" });
        piece.save(to.join("many").join(&name)).expect("a picture is written");
        if i < number / FEW {
            fs::copy(to.join("many").join(&name), to.join("few").join(&name)).expect("a picture is copied");
        }
    }
}

/// Whether a sample picture shows nothing of the originals.
fn is_stranger(picture: &Path) -> bool {
    let expected = fs::read_to_string(picture.with_file_name("expected.json")).unwrap_or_default();
    expected.contains("\"document\": null")
}

/// A folder with an index and pictures.
struct Desk {
    folder: PathBuf,
}

/// What a batch said and took.
struct Done {
    /// The table, without the time.
    said: String,
    seconds: f64,
    /// Greatest memory of the program, in MB.
    peak: f64,
    /// The same with the processes that it started.
    with_children: f64,
    /// How many of their threads ran or waited for a core alone, in the mean.
    running: f64,
}

impl Done {
    fn memory(&self) -> String {
        format!("{:.0} MB at most, {:.0} MB with its children", self.peak, self.with_children)
    }
}

impl Desk {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_verify-shot"));
        command.args(arguments).current_dir(&self.folder).stderr(Stdio::null());
        command.env("VERIFY_SHOT_DATA", &self.folder).env("XDG_CONFIG_HOME", &self.folder);
        command
    }

    /// Adds the originals that are no mail.
    fn add(&self, originals: &Path) {
        let folders =
            fs::read_dir(originals).expect("the sample originals").map(|e| e.expect("a folder").path());
        let folders = folders.filter(|path| !path.to_string_lossy().contains("mail"));
        let added = self.command(&["add"]).args(folders).stdout(Stdio::null()).status();
        assert!(added.is_ok_and(|status| status.success()), "the index is made");
    }

    fn start(&self, pictures: &str, threads: usize, more: &[&str]) -> Child {
        let threads = threads.to_string();
        let mut command = self.command(&[pictures, "--exit-zero", "--threads", &threads]);
        command.args(more).stdout(Stdio::piped()).spawn().expect("the program runs")
    }

    fn run(&self, pictures: &str, threads: usize, more: &[&str]) -> Done {
        let began = Instant::now();
        let mut process = self.start(pictures, threads, more);
        let pid = process.id();
        let said = process.stdout.take().expect("it has an output");
        let reader = thread::spawn(move || table(said));
        let (mut peak, mut with_children, mut running, mut looks) = (0.0f64, 0.0f64, 0, 0);
        while process.try_wait().expect("it is ours").is_none() {
            peak = peak.max(memory(pid, "VmHWM:"));
            let all: Vec<u32> = std::iter::once(pid).chain(children(pid)).collect();
            with_children = with_children.max(all.iter().map(|pid| memory(*pid, "VmRSS:")).sum());
            running += all.iter().map(|pid| running_threads(*pid)).sum::<usize>();
            looks += 1;
            thread::sleep(LOOK);
        }
        let said = reader.join().expect("its output is read");
        let running = running as f64 / f64::from(looks.max(1));
        Done { said, seconds: began.elapsed().as_secs_f64(), peak, with_children, running }
    }

    /// One thread and two in turn, for others may use the machine, too. Where they do, the cores are shared and two threads
    /// gain nothing; what they could use is told by how many threads ran or waited for a core alone.
    fn throughput(&self) {
        for _ in 0..3 {
            let [one, two] = [1, 2].map(|threads| self.run("few", threads, &[]));
            println!(
                "two threads against one: {:.2} times as many pictures a second; running or ready {:.2} against {:.2}",
                one.seconds / two.seconds,
                two.running,
                one.running
            );
        }
    }

    /// What is said in the end where a batch is stopped again and again, by a signal that asks and one that does not.
    fn stopped(&self, number: usize) -> String {
        let journal = self.folder.join("stopped.journal");
        let entries =
            || fs::read(&journal).map_or(0, |bytes| bytes.iter().filter(|byte| **byte == b'\n').count());
        let mut lots = Rng::with_seed(2);
        let mut moments: Vec<usize> = (0..STOPS).map(|_| lots.usize(1..number * 9 / 10)).collect();
        moments.sort_unstable();
        for (i, moment) in moments.iter().enumerate() {
            let mut process = self.start("many", 2, &["--resume", "stopped.journal"]);
            let said = process.stdout.take().expect("it has an output");
            let reader = thread::spawn(move || table(said));
            while entries() < *moment && process.try_wait().expect("it is ours").is_none() {
                thread::sleep(Duration::from_millis(lots.u64(1..40)));
            }
            let signal = if i % 2 == 0 { Signal::INT } else { Signal::KILL };
            kill_process(Pid::from_child(&process), signal).expect("it is ours");
            process.wait().expect("it ends");
            let _ = reader.join();
            println!("stopped with {signal:?} at {} answers", entries().saturating_sub(1));
        }
        self.run("many", 2, &["--resume", "stopped.journal"]).said
    }
}

/// The table that closes a batch, without its time.
fn table(said: impl std::io::Read) -> String {
    let lines = BufReader::new(said).lines().map_while(Result::ok);
    let mut table = lines.skip_while(|line| !line.contains(" pictures in "));
    let head = table.next().unwrap_or_default();
    let head = head.split(" in ").next().unwrap_or_default().to_owned();
    std::iter::once(head).chain(table).collect::<Vec<_>>().join("\n")
}

/// A line of `/proc/PID/status`, in MB; 0 where there is none.
fn memory(pid: u32, line: &str) -> f64 {
    let status = File::open(format!("/proc/{pid}/status")).map(BufReader::new);
    let lines = status.into_iter().flat_map(|status| status.lines().map_while(Result::ok));
    let found =
        lines.filter_map(|l| l.strip_prefix(line)?.split_whitespace().next()?.parse::<f64>().ok()).next();
    found.unwrap_or_default() / 1000.0
}

/// Threads of a process that run or wait for a core alone.
fn running_threads(pid: u32) -> usize {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let states = threads.filter_map(|thread| fs::read_to_string(thread.path().join("stat")).ok());
    states.filter(|state| state.rsplit(") ").next().is_some_and(|rest| rest.starts_with('R'))).count()
}

/// The processes that a process started, and those that these started.
fn children(pid: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let lists = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    let own: Vec<u32> = lists
        .flat_map(|list| list.split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>())
        .collect();
    own.iter().flat_map(|&pid| std::iter::once(pid).chain(children(pid))).collect()
}
