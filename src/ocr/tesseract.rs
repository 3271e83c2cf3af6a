//! Tesseract 5, run as a separate process with limits, because its decoders and models are third-party code.

use std::cell::OnceCell;
use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use super::OcrEngine;
use crate::limits;
use crate::model::geometry::Rect;
use crate::model::raster::Raster;
use crate::model::text::SeenWord;
use crate::sandbox::pipe::{self, Timed};

/// Message if Tesseract is not installed.
const MISSING: &str = "The picture's words could not be read, for Tesseract is not installed: install it (Debian: `apt-get install tesseract-ocr`) and check again.";
/// Message of `add --ocr` if Tesseract is not installed.
const NOT_THERE: &str = "`--ocr` needs Tesseract, which is not installed: install it (Debian: `apt-get install tesseract-ocr`), or add without `--ocr`.";
/// Columns of a row of Tesseract's TSV output: level, page, block, paragraph, line, word, left, top, width,
/// height, confidence, text.
const COLUMNS: usize = 12;

/// Default language, if none is requested and the installed ones are unknown or too many.
const USUAL: &str = "eng";
/// Most languages used together by default: each adds a quarter of the time.
const MOST_LANGUAGES: usize = 3;
/// Entries of `--list-langs` that are not languages.
const NO_LANGUAGES: [&str; 2] = ["osd", "equ"];

/// The program `tesseract` found in `PATH`.
#[derive(Clone, Debug, Default)]
pub struct Tesseract {
    languages: OnceCell<String>,
}

impl Tesseract {
    /// Uses these languages, in Tesseract's notation: `eng`, `deu+eng`. With `None`, it uses all installed
    /// ones, or English if there are more than three.
    pub fn new(languages: Option<&str>) -> Self {
        Self { languages: languages.map_or_else(OnceCell::new, |named| OnceCell::from(named.to_owned())) }
    }

    /// Version and languages in use: `tesseract 5.3.4, deu+eng`.
    pub fn described(&self) -> String {
        version()
            .map_or_else(|| "no tesseract".to_owned(), |version| format!("{version}, {}", self.languages()))
    }

    /// Version of the installed program: `tesseract 5.3.4`.
    ///
    /// # Errors
    ///
    /// If it is not installed or lacks a requested language: a sentence that says what to install.
    pub fn ready(&self) -> Result<String, String> {
        let version = version().ok_or(NOT_THERE)?;
        self.missing_language().map_or(Ok(version), Err)
    }

    /// A sentence that says what to install if Tesseract is here and lacks a requested language.
    pub fn missing_language(&self) -> Option<String> {
        let (asked, there) = (self.languages(), listed());
        let is_here = |language: &&str| there.iter().any(|name| name == language);
        let missing = asked.split('+').find(|language| !is_here(language)).filter(|_| !there.is_empty())?;
        Some(format!(
            "Tesseract cannot read `{missing}` here: install that language (Debian: `apt-get install \
             tesseract-ocr-{}`), or name others with `--lang`; there are {}.",
            missing.replace('_', "-"),
            there.join(", ")
        ))
    }

    /// Languages in use, joined by `+`.
    pub fn languages(&self) -> &str {
        self.languages.get_or_init(installed)
    }

    fn run(&self, raster: &Raster) -> io::Result<Vec<u8>> {
        let mut process = Command::new("tesseract")
            // A single block of text lines: Tesseract's own column search takes three times as long.
            .args(["stdin", "stdout", "--psm", "6", "-l", self.languages(), "tsv"])
            // One thread: several are six times slower if all cores are busy.
            .env("OMP_THREAD_LIMIT", "1")
            // Own process group: Ctrl-C reaches this program only, which first finishes the pictures in
            // progress.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let read = limit(&process).and_then(|()| exchange(&mut process, raster));
        // The process may have ended already.
        let _ = process.kill();
        let status = process.wait()?;
        let table = read?;
        if status.success() || !table.is_empty() { Ok(table) } else { Err(io::Error::other("it failed")) }
    }
}

/// Version line of the program. Returns `None` if it is not installed.
fn version() -> Option<String> {
    let said = Command::new("tesseract").arg("--version").stdin(Stdio::null()).output().ok()?;
    // Older versions print it to stderr.
    let said = if said.stdout.is_empty() { said.stderr } else { said.stdout };
    Some(String::from_utf8_lossy(&said).lines().next().unwrap_or_default().to_owned())
}

/// Default languages, English first.
fn installed() -> String {
    let mut names = listed();
    names.sort_by_key(|name| (name != USUAL, name.clone()));
    if names.is_empty() || names.len() > MOST_LANGUAGES { USUAL.to_owned() } else { names.join("+") }
}

/// Installed languages.
fn listed() -> Vec<String> {
    let asked =
        Command::new("tesseract").arg("--list-langs").stderr(Stdio::null()).stdin(Stdio::null()).output();
    let listed = asked.map(|said| String::from_utf8_lossy(&said.stdout).into_owned()).unwrap_or_default();
    // The first line is a heading.
    let names = listed.lines().skip(1).filter(|name| !NO_LANGUAGES.contains(name) && !name.contains('/'));
    names.map(str::to_owned).collect()
}

/// Sets limits on the process before it receives any input.
fn limit(process: &Child) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Pid, Resource, Rlimit, prlimit};
        let cap = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
        let pid = i32::try_from(process.id()).ok().and_then(Pid::from_raw);
        prlimit(pid, Resource::As, cap(limits::CHILD_MEMORY))?;
        prlimit(pid, Resource::Cpu, cap(limits::OCR_TIME.as_secs()))?;
        prlimit(pid, Resource::Fsize, cap(0))?;
    }
    let _ = process;
    Ok(())
}

fn exchange(process: &mut Child, raster: &Raster) -> io::Result<Vec<u8>> {
    let (Some(mut input), Some(mut output)) = (process.stdin.take(), process.stdout.take()) else {
        return Err(io::Error::other("it has no pipes"));
    };
    pipe::prepare(&input)?;
    pipe::prepare(&output)?;
    let deadline = Instant::now() + limits::OCR_TIME;
    let mut to = Timed::new(&mut input, deadline);
    // PGM is uncompressed, so none of Tesseract's decoders is involved.
    write!(to, "P5\n{} {}\n255\n", raster.width, raster.height)?;
    to.write_all(&raster.grey)?;
    drop(input);
    let mut table = Vec::new();
    Timed::new(&mut output, deadline).take(limits::MAX_HEAD_BYTES).read_to_end(&mut table)?;
    Ok(table)
}

impl OcrEngine for Tesseract {
    fn read(&mut self, raster: &Raster) -> Result<Vec<SeenWord>, String> {
        let table = self.run(raster).map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => MISSING.to_owned(),
            io::ErrorKind::TimedOut => {
                format!("The picture's words could not be read within {} s.", limits::OCR_TIME.as_secs())
            }
            _ => format!(
                "The picture's words could not be read: Tesseract failed ({e}). Is the language installed?"
            ),
        })?;
        Ok(words(&String::from_utf8_lossy(&table), raster))
    }
}

/// Words of Tesseract's table that lie within the raster.
fn words(table: &str, raster: &Raster) -> Vec<SeenWord> {
    let mut words: Vec<SeenWord> = Vec::new();
    let mut last: Option<(Vec<&str>, usize)> = None;
    for row in table.lines() {
        let columns: Vec<&str> = row.splitn(COLUMNS, '\t').collect();
        let Some(word) = word(&columns, raster) else { continue };
        // Block, paragraph and line number together identify a line.
        let place = columns[2..5].to_vec();
        let line = match &last {
            Some((before, line)) if *before == place => *line,
            Some((_, line)) => line + 1,
            None => 0,
        };
        last = Some((place, line));
        words.push(SeenWord { line, ..word });
        if words.len() == limits::MAX_WORDS {
            break;
        }
    }
    words
}

fn word(columns: &[&str], raster: &Raster) -> Option<SeenWord> {
    let number = |i: usize| columns.get(i)?.parse::<f64>().ok().filter(|v| v.is_finite());
    let (left, top, width, height) = (number(6)?, number(7)?, number(8)?, number(9)?);
    let text = columns.get(11)?.trim();
    let bounds = Rect::new(left, top, left + width, top + height).intersection(&raster.bounds());
    let is_word = number(0)? == 5.0 && !text.is_empty() && text.len() <= limits::MAX_WORD_BYTES;
    (is_word && bounds.area() > 0.0).then(|| SeenWord {
        text: text.to_owned(),
        bounds,
        confidence: number(10).unwrap_or(0.0).clamp(0.0, 100.0),
        line: 0,
    })
}
