//! What is to be checked: the files named, and the pictures in the folders named.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::cli::out;
use crate::error::Error;
use crate::intake;
use crate::limits;
use crate::model::document::Format;
use crate::report::wording::{counted, number};
use crate::source::walk::walk;

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
    /// What cannot be looked at, and why.
    Refused(PathBuf, String),
}

impl Input {
    /// Its path as given.
    pub fn path(&self) -> &Path {
        match self {
            Input::Picture(path) | Input::Refused(path, _) => path,
            Input::Link(link) => Path::new(link),
        }
    }
}

/// The inputs in the order given, folders opened, the index itself left out.
pub fn gather(paths: &[PathBuf], index: &Path) -> Vec<Input> {
    let mut inputs = Vec::new();
    for path in paths {
        if let Some(link) = path.to_str().filter(|text| is_link(text)) {
            inputs.push(Input::Link(link.to_owned()))
        } else if path.is_dir() {
            folder(path, index, &mut inputs)
        } else {
            inputs.push(Input::Picture(path.clone()))
        }
    }
    inputs
}

/// The links and files of a list, one a line. Empty lines and those that begin with # are passed over. Files are
/// taken as they stand, from the current folder.
pub fn listed(list: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut text = String::new();
    let mut file = Error::path(list, File::open(list))?.take(limits::MAX_LIST_BYTES + 1);
    Error::path(list, file.read_to_string(&mut text))?;
    if text.len() as u64 > limits::MAX_LIST_BYTES {
        let most = limits::MAX_LIST_BYTES >> 20;
        return Err(Error::Request(format!("{}: it has more than {most} MiB; split it.", list.display())));
    }
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    Ok(lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(PathBuf::from).collect())
}

/// Whether a word is meant as a link: a scheme and its two slashes. Which schemes are fetched is said elsewhere.
fn is_link(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    })
}

fn folder(path: &Path, index: &Path, inputs: &mut Vec<Input>) {
    let before = inputs.len();
    let walked = walk(&[path.to_owned()], &|file| file == index);
    let mut skipped: Vec<String> =
        walked.skipped.into_iter().map(|s| format!("{}: {}", s.name, s.reason)).collect();
    for found in walked.files {
        match head(&found.path) {
            Ok(head) if is_picture(&head) => inputs.push(Input::Picture(found.path)),
            Ok(_) => skipped.push(format!("{}: It is not a picture.", found.name)),
            Err(e) => inputs.push(Input::Refused(found.path, format!("It cannot be read: {e}."))),
        }
    }
    for name in skipped.iter().take(MOST_NAMED) {
        out::problem(&format!("skipped {name}"));
    }
    if skipped.len() > MOST_NAMED {
        let more = number((skipped.len() - MOST_NAMED) as u64);
        out::problem(&format!(
            "… and {more} more: {} skipped in {}.",
            counted(skipped.len(), "file"),
            path.display()
        ));
    }
    if inputs.len() == before {
        let why = "This folder holds no picture; name a folder of PNG, JPEG, WebP, GIF, BMP or TIFF files.";
        inputs.push(Input::Refused(path.to_owned(), why.into()));
    }
}

/// Whether bytes begin as a picture does that can be read.
pub fn is_picture(head: &[u8]) -> bool {
    intake::sniff(head).is_some_and(Format::is_picture)
}

fn head(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(head)
}
