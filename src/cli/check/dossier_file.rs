//! `--html`: the report file. Sections are kept in an unnamed temporary file, so that memory does not grow with
//! the number of pictures.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use crate::cli::atomic_write;
use crate::error::Error;
use crate::model::answer::{Answer, IndexSummary};
use crate::report::escape;
use crate::report::html::{self, Contents, Place};

/// What an HTML report has of an answer.
pub struct Section {
    /// Its section.
    pub html: String,
    /// Small view of the picture, if it could be decoded.
    pub thumbnail: Option<String>,
}

/// An HTML report that is being written.
pub struct Dossier {
    to: PathBuf,
    sections: File,
    contents: Contents,
    in_force: Vec<(&'static str, OsString)>,
}

impl Dossier {
    /// Begins a report; `in_force` are options that affect results even when not given on the command line.
    /// Fails if the file or its folder is not writable.
    pub fn begin(to: &Path, in_force: Vec<(&'static str, OsString)>) -> Result<Self, Error> {
        Error::path(to, atomic_write::may_be_written(to))?;
        let folder = atomic_write::folder_of(to);
        let sections = Error::path(folder, tempfile::tempfile_in(folder))?;
        Ok(Self { to: to.to_owned(), sections, contents: Contents::default(), in_force })
    }

    /// Adds an answer and its section.
    pub fn enter(&mut self, place: &Place, answer: &Answer, section: Section) -> Result<(), Error> {
        self.contents.enter(place, answer);
        self.contents.illustrate(section.thumbnail);
        Error::path(&self.to, self.sections.write_all(section.html.as_bytes()))
    }

    /// Writes the whole file; on failure the old one remains.
    pub fn done(self, index: &IndexSummary) -> Result<(), Error> {
        let Self { to, mut sections, contents, in_force } = self;
        let written = atomic_write::write(&to, |file| {
            file.write_all(html::opening(&contents).as_bytes())?;
            sections.rewind()?;
            io::copy(&mut sections, file)?;
            file.write_all(html::closing(index, &command(&in_force)).as_bytes())
        });
        Error::path(&to, written)
    }
}

/// Command line of this process for a shell, completed by those of the options that were not typed: their
/// values came from settings, which may differ when the command is repeated.
fn command(in_force: &[(&str, OsString)]) -> String {
    let words: Vec<OsString> = std::env::args_os().collect();
    let options = words.iter().position(|word| word == "--").unwrap_or(words.len());
    let (typed, names) = words.split_at(options);
    let is_typed = |option: &str| {
        let with_value = format!("{option}=");
        let is_it = |word: &str| word == option || word.starts_with(&with_value);
        typed.iter().any(|word| word.to_str().is_some_and(is_it))
    };
    let missing = in_force.iter().filter(|(option, _)| !is_typed(option));
    let missing = missing.flat_map(|(option, value)| [(*option).to_owned(), quoted(value)]);
    let typed = typed.iter().skip(1).map(|word| quoted(word));
    let all = std::iter::once("verify-shot".to_owned()).chain(typed).chain(missing);
    all.chain(names.iter().map(|word| quoted(word))).collect::<Vec<_>>().join(" ")
}

/// A word quoted for a shell. Words with invisible characters or bytes that are not UTF-8 are written with
/// numeric escapes, as understood by bash, zsh and others.
fn quoted(word: &OsStr) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./=,:+@%".contains(c);
    match word.to_str() {
        Some(text) if escape::text(text) != text => by_numbers(word),
        Some(text) if !text.is_empty() && text.chars().all(is_plain) => text.to_owned(),
        Some(text) => format!("'{}'", text.replace('\'', "'\\''")),
        None => by_numbers(word),
    }
}

fn by_numbers(word: &OsStr) -> String {
    let number = |byte: &u8| match byte {
        b'\'' | b'\\' => format!("\\{}", char::from(*byte)),
        b' '..=b'~' => char::from(*byte).to_string(),
        byte => format!("\\x{byte:02x}"),
    };
    format!("$'{}'", word.as_encoded_bytes().iter().map(number).collect::<String>())
}

#[cfg(test)]
mod tests {
    use std::os::unix::ffi::OsStrExt;
    use std::process::Command;

    use super::*;

    #[test]
    fn a_shell_reads_a_quoted_word_as_it_was() {
        let words: [&[u8]; 7] = [
            b"a b",
            b"it's",
            b"a\nb",
            "x\u{202e}fdp.png".as_bytes(),
            b"\xff\xfe'\\",
            "\u{1f3ac}.png".as_bytes(),
            b"\x1b[2J41",
        ];
        for word in words.map(OsStr::from_bytes) {
            let said =
                Command::new("bash").arg("-c").arg(format!("printf %s {}", quoted(word))).output().unwrap();
            assert_eq!(OsStr::from_bytes(&said.stdout), word);
            assert_eq!(escape::text(&quoted(word)), quoted(word), "a page shows it as it is");
        }
    }
}
