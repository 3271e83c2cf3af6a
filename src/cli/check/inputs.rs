//! What is to be checked: the files named or listed, the pictures in the folders named, and what comes on standard input.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use glob::{MatchOptions, glob_with};
use ignore::gitignore::Gitignore;

use super::excludes;
use crate::cli::args::Args;
use crate::cli::{output, suggest};
use crate::error::Error;
use crate::ingest::walk::walk;
use crate::limits;
use crate::load;
use crate::model::document::Format;
use crate::report::messages::{counted, number};

/// The name of standard input.
const STDIN: &str = "-";
/// U+FEFF in UTF-8, which some editors begin a text with.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// So many first bytes tell what a file is.
const HEAD_BYTES: u64 = 4096;
/// So many skipped files of a folder are named.
const MOST_NAMED: usize = 5;

/// One input.
pub enum Input {
    /// A file to look at.
    Picture(PathBuf),
    /// A link to fetch.
    Link(String),
    /// The picture on standard input.
    Stdin,
    /// What cannot be looked at, and why.
    Refused(PathBuf, String),
}

impl Input {
    /// Its path as given.
    pub fn path(&self) -> &Path {
        match self {
            Input::Picture(path) | Input::Refused(path, _) => path,
            Input::Link(link) => Path::new(link),
            Input::Stdin => Path::new(STDIN),
        }
    }
}

/// The inputs in the order given, those listed in a file behind them, folders opened; what is the check's own, as the index
/// and the folder of the evidence, is left out.
///
/// Fails where the list cannot be read, and where standard input would have to be read twice.
pub fn gather(
    paths: &[PathBuf],
    list: Option<&Path>,
    own: Own,
    exclude: &[String],
) -> Result<Vec<Input>, Error> {
    let on_stdin = paths.iter().map(PathBuf::as_path).chain(list).filter(|path| *path == Path::new(STDIN));
    if on_stdin.count() > 1 {
        return Err(Error::Request("Standard input can be read once: name `-` once.".into()));
    }
    let listed = list.map(listed).transpose()?.unwrap_or_default();
    let folders = Folders { own, exclude: excludes::typed(exclude)? };
    let mut inputs = Vec::new();
    for path in paths {
        if path == Path::new(STDIN) { inputs.push(Input::Stdin) } else { typed(path, &folders, &mut inputs) }
    }
    listed.iter().for_each(|path| named(path, &folders, &mut inputs));
    // Nothing was looked at, so nothing may be concluded: an exit code of 0 would.
    if let (Some(list), true) = (list, inputs.is_empty()) {
        inputs.push(Input::Refused(list.to_owned(), "This list names nothing to check.".into()));
    }
    Ok(inputs)
}

/// Fails where the first of several words is no file and reads like the name of a command.
pub fn are_no_command(words: &[PathBuf]) -> Result<(), Error> {
    let Some(word) = words.first().filter(|word| !word.exists()).and_then(|word| word.to_str()) else {
        return Ok(());
    };
    let command = Args::command();
    let names = command.get_subcommands().map(clap::Command::get_name);
    // A word that may be a file's name, ending and all, is a file that is not there.
    match suggest::nearest(word, names).filter(|_| word.chars().all(char::is_alphabetic)) {
        Some(name) => {
            Err(Error::Request(format!("No file named `{word}`. Did you mean `verify-shot {name}`?")))
        }
        None => Ok(()),
    }
}

/// What was typed: a name, or a pattern that no shell has opened, for it was quoted.
fn typed(path: &Path, folders: &Folders, inputs: &mut Vec<Input>) {
    let Some(pattern) = path.to_str().filter(|_| !path.exists()).filter(|text| is_pattern(text)) else {
        return named(path, folders, inputs);
    };
    let refused = |why: String| Input::Refused(path.to_owned(), why);
    // As shells do: what begins with a dot is not meant by a star.
    let options = MatchOptions { require_literal_leading_dot: true, ..MatchOptions::new() };
    let before = inputs.len();
    match glob_with(pattern, options) {
        Ok(found) => found.for_each(|found| match found {
            Ok(path) => named(&path, folders, inputs),
            Err(e) => {
                inputs.push(Input::Refused(e.path().to_owned(), format!("It cannot be read: {}.", e.error())))
            }
        }),
        Err(e) => inputs.push(refused(format!("It is no file, and no pattern of files: {}.", e.msg))),
    }
    if inputs.len() == before {
        inputs.push(refused("No file fits this pattern. Check the path.".into()));
    }
}

/// Whether a word has what stands for many names. A link may have it as well, and is none.
fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '[']) && !is_link(text)
}

fn named(path: &Path, folders: &Folders, inputs: &mut Vec<Input>) {
    if let Some(link) = path.to_str().filter(|text| is_link(text)) {
        inputs.push(Input::Link(link.to_owned()))
    } else if path.is_dir() {
        folder(path, folders, inputs)
    } else if path.symlink_metadata().is_err_and(|e| e.kind() == io::ErrorKind::NotFound) {
        let near = suggest::question(suggest::nearest_file(path));
        inputs.push(Input::Refused(path.to_owned(), format!("There is no such file. Check the path.{near}")))
    } else {
        inputs.push(Input::Picture(path.to_owned()))
    }
}

/// The names in a list: ended by NUL where there is one in it, or else a line each; then empty lines and those that begin
/// with # are passed over.
fn listed(list: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut bytes = Vec::new();
    let most = limits::MAX_LIST_BYTES;
    let read = if list == Path::new(STDIN) {
        io::stdin().lock().take(most + 1).read_to_end(&mut bytes)
    } else {
        File::open(list).and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
    };
    if Error::path(list, read)? as u64 > most {
        return Err(Error::Request(format!(
            "{}: it has more than {} MiB; split it.",
            list.display(),
            most >> 20
        )));
    }
    let name = |name: &[u8]| PathBuf::from(OsStr::from_bytes(name));
    if bytes.contains(&0) {
        return Ok(bytes.split(|&byte| byte == 0).filter(|name| !name.is_empty()).map(name).collect());
    }
    let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
    let lines = text.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    Ok(lines.filter(|line| !line.is_empty() && !line.starts_with(b"#")).map(name).collect())
}

/// Whether a word is meant as a link: a scheme and its two slashes. Which schemes are fetched is said elsewhere.
fn is_link(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    })
}

/// What the check itself reads and writes.
pub struct Own(Vec<PathBuf>);

impl Own {
    /// These, as far as they are there.
    pub fn new<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Self {
        Self(paths.into_iter().filter_map(|path| fs::canonicalize(path).ok()).collect())
    }

    /// Those within a folder, which is none of them itself: as they are found there.
    fn below(&self, folder: &Path) -> Vec<PathBuf> {
        let Ok(whole) = fs::canonicalize(folder) else { return Vec::new() };
        let inner = self.0.iter().filter_map(|own| own.strip_prefix(&whole).ok());
        inner.filter(|inner| *inner != Path::new("")).map(|inner| folder.join(inner)).collect()
    }
}

/// How folders are opened.
struct Folders {
    /// Passed over without a word where it is a file, and counted where it is a folder.
    own: Own,
    /// What was typed behind `--exclude`.
    exclude: Gitignore,
}

fn folder(path: &Path, folders: &Folders, inputs: &mut Vec<Input>) {
    let before = inputs.len();
    let own = folders.own.below(path);
    // With a slash behind it: a folder that is named is opened where its name is a link, too.
    let walked = walk(&[path.join("")], &|file| own.iter().any(|own| file == own));
    let (written, files): (Vec<_>, Vec<_>) =
        walked.files.into_iter().partition(|file| own.iter().any(|own| file.path.starts_with(own)));
    if !written.is_empty() {
        let files = counted(written.len(), "file");
        output::problem(&format!("{files} left out in {}: this check writes there.", path.display()));
    }
    let (files, left_out) = excludes::sort_out(path, files, &folders.exclude);
    if left_out > 0 {
        let files = counted(left_out, "file");
        output::problem(&format!(
            "{files} left out in {}, by --exclude or {}.",
            path.display(),
            excludes::NAME
        ));
    }
    let mut skipped: Vec<String> =
        walked.skipped.into_iter().map(|s| format!("{}: {}", s.name, s.reason)).collect();
    for found in files {
        match head(&found.path) {
            Ok(head) if is_picture(&head) => inputs.push(Input::Picture(found.path)),
            Ok(_) => skipped.push(format!("{}: It is not a picture.", found.name)),
            Err(e) => inputs.push(Input::Refused(found.path, format!("It cannot be read: {e}."))),
        }
    }
    tell_skipped(path, &skipped);
    if inputs.len() == before {
        let why = "This folder holds no picture; name a folder of PNG, JPEG, WebP, GIF, BMP or TIFF files.";
        inputs.push(Input::Refused(path.to_owned(), why.into()));
    }
}

/// Names the first that were skipped of a folder, and counts the rest.
fn tell_skipped(path: &Path, skipped: &[String]) {
    for name in skipped.iter().take(MOST_NAMED) {
        output::problem(&format!("skipped {name}"));
    }
    if skipped.len() > MOST_NAMED {
        let more = number((skipped.len() - MOST_NAMED) as u64);
        output::problem(&format!(
            "… and {more} more: {} skipped in {}.",
            counted(skipped.len(), "file"),
            path.display()
        ));
    }
}

/// Whether bytes begin as a picture does that can be read.
pub fn is_picture(head: &[u8]) -> bool {
    load::sniff(head).is_some_and(Format::is_picture)
}

/// Whether a file begins as such a picture does.
pub fn is_picture_file(path: &Path) -> bool {
    head(path).is_ok_and(|head| is_picture(&head))
}

fn head(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(head)
}
