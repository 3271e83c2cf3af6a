//! `--evidence`: an evidence image per input, as a file, or in a folder for several inputs.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::inputs::Input;
use crate::cli::{atomic_write, output};
use crate::error::Error;
use crate::figure::canvas::Canvas;
use crate::index::IndexPaths;
use crate::model::answer::Answer;
use crate::report::html::Place;

/// Most characters of an input's name in the name of its file.
const MOST_LETTERS: usize = 60;

/// Destination of evidence images.
pub struct Evidence {
    to: PathBuf,
    is_folder: bool,
    /// Files in the folder that are inputs of this check.
    read: BTreeSet<PathBuf>,
}

impl Evidence {
    /// Prepares the destination. Several inputs need a folder, which is created if it does not exist.
    ///
    /// Fails if it cannot be created, or if an input or the index would be overwritten.
    pub fn new(to: &Path, inputs: &[Input], index: &IndexPaths) -> Result<Self, Error> {
        let is_folder = inputs.len() > 1 || to.is_dir();
        let mut read = BTreeSet::new();
        if is_folder {
            Error::path(to, fs::create_dir_all(to))?;
            let folder = Error::path(to, fs::canonicalize(to))?;
            let whole = |input: &Input| fs::canonicalize(input.path()).ok();
            read.extend(inputs.iter().filter_map(whole).filter(|path| path.parent() == Some(&folder)));
        } else {
            spared(to, inputs, index)?;
        }
        Ok(Self { to: to.to_owned(), is_folder, read })
    }

    /// Writes the sheet of the answer at this place, if there is one. Returns false and reports the reason on
    /// stderr if it could not be written.
    pub fn write(&self, place: &Place, answer: &Answer, sheet: Option<&Canvas>) -> bool {
        let unseen = || Err("the picture could not be looked at.".to_owned());
        let written = sheet.map_or_else(unseen, |sheet| self.try_to_write(place, answer, sheet));
        if let Err(why) = &written {
            output::problem(&format!("{}: no picture of the evidence: {why}", answer.input));
        }
        written.is_ok() || sheet.is_none()
    }

    fn try_to_write(&self, place: &Place, answer: &Answer, sheet: &Canvas) -> Result<(), String> {
        let bytes = sheet.png().map_err(|e| format!("it cannot be encoded: {e}."))?;
        let file = match (self.is_folder, place.part) {
            (true, _) => self.to.join(name(place, &answer.input)),
            (false, 0) => self.to.clone(),
            (false, part) => self.to.with_extension(format!("{}.png", part + 1)),
        };
        if self.read.iter().any(|read| read.file_name() == file.file_name()) {
            let file = file.display();
            return Err(format!("{file} is an input of this check; choose another folder."));
        }
        atomic_write::write(&file, |to| to.write_all(&bytes))
            .map_err(|e| format!("{} cannot be written: {e}.", file.display()))
    }
}

/// Highest number of an evidence image in this folder; new ones are numbered from there on.
pub fn highest_number(folder: &Path) -> io::Result<usize> {
    let mut highest = 0;
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let digits = name.to_str().and_then(|name| name.split_once('-')).map(|(digits, _)| digits);
        // Longer numbers are not from this program.
        let number: Option<u16> = digits.and_then(|digits| digits.parse().ok());
        highest = highest.max(number.unwrap_or(0).into());
    }
    Ok(highest)
}

/// Refuses to overwrite an input or the index.
pub fn spared(to: &Path, inputs: &[Input], index: &IndexPaths) -> Result<(), Error> {
    let Ok(target) = fs::canonicalize(to) else { return Ok(()) };
    let read = inputs.iter().map(Input::path).chain(index.iter());
    match read.filter_map(|path| fs::canonicalize(path).ok()).find(|path| *path == target) {
        Some(_) => {
            Err(Error::Request(format!("{} is an input of this check; choose another name.", to.display())))
        }
        None => Ok(()),
    }
}

/// File name: number of the input, index of its picture, and the plain characters of its name.
fn name(place: &Place, input: &str) -> String {
    let stem = Path::new(input).file_stem().unwrap_or_default().to_string_lossy();
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    let stem: String = stem.chars().take(MOST_LETTERS).map(plain).collect();
    let part = if place.part > 0 { format!("-{}", place.part + 1) } else { String::new() };
    format!("{:04}{part}-{stem}.png", place.number + 1)
}
