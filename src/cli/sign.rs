//! `verify-shot key` and `verify-shot sign`: sign the head of the log with a key of the newsroom.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::args::{KeyArgs, SignArgs};
use super::exit::Exit;
use super::logbook::{named, tell_torn};
use super::output;
use crate::custody::log::head_signature;
use crate::custody::log::key::{Key, PublicKey};
use crate::error::Error;
use crate::limits::MAX_KEY_BYTES;

/// Creates a key; existing files are not overwritten.
pub fn make(args: &KeyArgs) -> Result<Exit, Error> {
    let none = || Error::Request("The system gave no random numbers to make a key of; try again.".into());
    let (key, private) = Key::new().ok_or_else(none)?;
    let public = public_file(&args.file);
    for (file, text, mode) in [(&args.file, private, 0o600), (&public, key.public().pem(), 0o644)] {
        match write_new(file, text.as_bytes(), mode) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                let file = file.display();
                return Err(Error::Request(format!("{file} already exists; choose another name.")));
            }
            done => Error::path(file, done)?,
        }
    }
    let (file, public, key) = (args.file.display(), public.display(), key.public().hex());
    output::result(&crate::report::escape::lines(&format!(
        "Key {key}\n  {file} signs: keep it where only you can read it.\n  {public} is for those who check.\n"
    )))?;
    Ok(Exit::Done)
}

/// Signs the head of a log; the signature becomes an entry of the log.
pub fn run(args: &SignArgs) -> Result<Exit, Error> {
    let log = named(args.log.as_deref())?;
    let none = || refused(&args.key, "it holds no private key; `verify-shot key` makes one");
    let key = Key::of_pem(&text(&args.key)?).ok_or_else(none)?;
    let appended = head_signature::sign(&log, &key)?;
    tell_torn(&log, &appended);
    let (signed, name) = (appended.number - 1, log.display());
    output::result(&crate::report::escape::lines(&format!(
        "{name}\n  Signed up to entry {signed}.\n  Key       {}\n  Head      {}\n",
        key.public().hex(),
        appended.digest
    )))?;
    Ok(Exit::Done)
}

/// The public key in a file.
pub fn public_key(file: &Path) -> Result<PublicKey, Error> {
    let none = || refused(file, "it holds no public key; `verify-shot key` writes one beside the private");
    PublicKey::of_pem(&text(file)?).ok_or_else(none)
}

fn refused(file: &Path, why: &str) -> Error {
    Error::Request(format!("{}: {why}.", file.display()))
}

fn text(file: &Path) -> Result<String, Error> {
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|file| file.take(MAX_KEY_BYTES).read_to_end(&mut bytes));
    Error::path(file, read)?;
    // A file that is not text holds no key.
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

fn public_file(private: &Path) -> PathBuf {
    let mut name = private.as_os_str().to_owned();
    name.push(".pub");
    name.into()
}

fn write_new(file: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(file)?;
    file.write_all(bytes).and_then(|()| file.sync_all())
}
