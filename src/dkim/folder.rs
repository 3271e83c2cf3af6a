//! Reads DKIM keys from a folder: one text file per key with the published record.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use crate::error::Error;
use crate::limits::MAX_KEY_BYTES;
use crate::model::signature::{KeyName, PublishedKey};
use crate::model::tags;

/// Separator of selector and domain in the name of a key.
const BETWEEN: &str = "._domainkey.";

/// Keys in a folder, by file name: `SELECTOR._domainkey.DOMAIN`, or `SELECTOR` in a folder `DOMAIN`. Files
/// whose names begin with a dot are skipped.
///
/// # Errors
///
/// If a file is not a key: a typing error must not look like a missing key.
pub fn keys(folder: &Path) -> Result<Vec<PublishedKey>, Error> {
    let mut keys = Vec::new();
    for name in names(folder)? {
        let path = folder.join(&name);
        if !path.is_dir() {
            keys.push(key(
                &path,
                &name,
                name.split_once(BETWEEN).map(|(selector, domain)| (domain, selector)),
            )?);
            continue;
        }
        for selector in names(&path)? {
            let inside = selector.strip_suffix(&format!("{BETWEEN}{name}")).unwrap_or(&selector);
            keys.push(key(&path.join(&selector), &format!("{name}/{selector}"), Some((&name, inside)))?);
        }
    }
    keys.sort_by(|a, b| a.name.cmp(&b.name));
    match keys.windows(2).find(|pair| pair[0].name == pair[1].name) {
        Some(pair) => Err(Error::Request(format!(
            "{}: {} and {} are the same key; keep one of them.",
            folder.display(),
            pair[0].file,
            pair[1].file
        ))),
        None => Ok(keys),
    }
}

/// Names in a folder, sorted.
fn names(folder: &Path) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for entry in Error::path(folder, fs::read_dir(folder))? {
        let name = Error::path(folder, entry)?.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// The key in a file with this name.
fn key(path: &Path, file: &str, name: Option<(&str, &str)>) -> Result<PublishedKey, Error> {
    let no_key = |why: &str| Error::Request(format!("{}: {why}.", path.display()));
    let name = name.and_then(|(domain, selector)| KeyName::new(domain, selector));
    let name = name.ok_or_else(|| {
        no_key("its name is not that of a key, SELECTOR._domainkey.DOMAIN; rename it, or take it out of the folder")
    })?;
    let about = Error::path(path, fs::metadata(path))?;
    if !about.is_file() || about.len() > MAX_KEY_BYTES {
        return Err(no_key("it is no file of a key; take it out of the folder"));
    }
    let mut text = String::new();
    Error::path(path, File::open(path).and_then(|file| file.take(MAX_KEY_BYTES).read_to_string(&mut text)))?;
    let record = joined(&text);
    match tags::of(&record) {
        Some(tags) if tags.contains_key("p") => Ok(PublishedKey { name, record, file: file.to_owned() }),
        _ => Err(no_key("it holds no key as a domain publishes it (`v=DKIM1; p=…`); get the record again")),
    }
}

/// The record as one string: tools print long ones as several quoted strings, and may print an alias first.
fn joined(text: &str) -> String {
    match text.contains('"') {
        true => text.split('"').skip(1).step_by(2).collect(),
        false => text.trim().to_owned(),
    }
}
