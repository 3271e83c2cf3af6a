//! `--html`: the dossier. Sections wait in a file without a name beside it, so that a folder of pictures takes no memory.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::model::verdict::{Answer, IndexSummary};
use crate::report::html::{self, Contents, Place};

/// A dossier that is being written.
pub struct Dossier {
    to: PathBuf,
    sections: File,
    contents: Contents,
}

impl Dossier {
    /// Begins one. Fails where nothing can be written beside it.
    pub fn begin(to: &Path) -> Result<Self, Error> {
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let sections = Error::path(folder, tempfile::tempfile_in(folder))?;
        Ok(Self { to: to.to_owned(), sections, contents: Contents::default() })
    }

    /// Enters an answer and its section.
    pub fn enter(&mut self, place: &Place, answer: &Answer, section: &str) -> Result<(), Error> {
        self.contents.enter(place, answer);
        Error::path(&self.to, self.sections.write_all(section.as_bytes()))
    }

    /// Writes the whole file.
    pub fn done(mut self, index: &IndexSummary) -> Result<(), Error> {
        let written = self.write(index);
        Error::path(&self.to, written)
    }

    fn write(&mut self, index: &IndexSummary) -> io::Result<()> {
        let mut file = BufWriter::new(File::create(&self.to)?);
        file.write_all(html::opening(&self.contents).as_bytes())?;
        self.sections.rewind()?;
        io::copy(&mut self.sections, &mut file)?;
        file.write_all(html::closing(index, &command()).as_bytes())?;
        file.flush()
    }
}

/// The command of this process, as a shell reads it.
fn command() -> String {
    let quoted = |word: OsString| {
        let word = word.to_string_lossy().into_owned();
        let is_plain = |c: char| c.is_alphanumeric() || "-_./=,:+@%".contains(c);
        if !word.is_empty() && word.chars().all(is_plain) {
            word
        } else {
            format!("'{}'", word.replace('\'', "'\\''"))
        }
    };
    let words = std::env::args_os().skip(1).map(quoted);
    std::iter::once("verify-shot".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
}
