//! Inputs of a check: files named or listed, pictures in folders, and standard input.

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

/// Name of standard input.
const STDIN: &str = "-";
/// U+FEFF in UTF-8, with which some editors begin a text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Bytes needed to recognise a format.
const HEAD_BYTES: u64 = 4096;
/// Said of a list without a name in it.
pub const NAMES_NOTHING: &str = "This list names nothing to check.";
/// Most skipped files of a folder that are named.
const MOST_NAMED: usize = 5;

/// One input.
pub enum Input {
    /// A file to check.
    Picture(PathBuf),
    /// A link to fetch.
    Link(String),
    /// The picture on standard input.
    Stdin,
    /// A path that cannot be checked, and the reason.
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

/// Inputs in the given order, then those listed in a file, with folders expanded; files of the check itself,
/// such as the index and the evidence folder, are left out.
///
/// Fails if the list cannot be read, or if standard input would be read twice.
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
    // Nothing was checked, so the exit code must not be 0.
    if let (Some(list), true) = (list, inputs.is_empty()) {
        inputs.push(Input::Refused(list.to_owned(), NAMES_NOTHING.into()));
    }
    Ok(inputs)
}

/// Inputs of these names, as they stand in a list.
///
/// Fails if a pattern of `exclude` is none.
pub fn of_names(names: &[PathBuf], own: Own, exclude: &[String]) -> Result<Vec<Input>, Error> {
    let folders = Folders { own, exclude: excludes::typed(exclude)? };
    let mut inputs = Vec::new();
    names.iter().for_each(|name| named(name, &folders, &mut inputs));
    Ok(inputs)
}

/// Fails if the first of several words is not a file and resembles the name of a command.
pub fn are_no_command(words: &[PathBuf]) -> Result<(), Error> {
    let Some(word) = words.first().filter(|word| !word.exists()).and_then(|word| word.to_str()) else {
        return Ok(());
    };
    let command = Args::command();
    let names = command.get_subcommands().map(clap::Command::get_name);
    // A word with an extension is meant as a file that does not exist.
    match suggest::nearest(word, names).filter(|_| word.chars().all(char::is_alphabetic)) {
        Some(name) => {
            Err(Error::Request(format!("No file named `{word}`. Did you mean `verify-shot {name}`?")))
        }
        None => Ok(()),
    }
}

/// Adds an argument: a name, or a quoted pattern that the shell did not expand.
fn typed(path: &Path, folders: &Folders, inputs: &mut Vec<Input>) {
    let Some(pattern) = path.to_str().filter(|_| !path.exists()).filter(|text| is_pattern(text)) else {
        return named(path, folders, inputs);
    };
    let refused = |why: String| Input::Refused(path.to_owned(), why);
    // As in shells, a star does not match a leading dot.
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

/// True if a word has wildcards and is not a link.
fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '[']) && !is_link(text)
}

fn named(path: &Path, folders: &Folders, inputs: &mut Vec<Input>) {
    if let Some(link) = path.to_str().filter(|text| is_link(text)) {
        inputs.push(Input::Link(link.to_owned()))
    } else if path.is_dir() {
        folder(path, folders, inputs)
    } else if path.symlink_metadata().is_err_and(|e| e.kind() == io::ErrorKind::NotFound) {
        let near = suggest::nearest_file(path).or_else(|| as_link(path).map(PathBuf::from));
        let near = suggest::question(near);
        inputs.push(Input::Refused(path.to_owned(), format!("There is no such file. Check the path.{near}")))
    } else {
        inputs.push(Input::Picture(path.to_owned()))
    }
}

/// Names in a list: separated by NUL if it contains one, else one per line, without empty lines and those that
/// begin with `#`.
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
    if bytes.contains(&0) {
        return Ok(bytes.split(|&byte| byte == 0).filter_map(plain_name).collect());
    }
    let lines = bytes.split(|&byte| byte == b'\n').enumerate();
    Ok(lines.filter_map(|(number, line)| name_of_line(line, number == 0)).collect())
}

/// Name of a list in which names end with NUL. Returns `None` if it is empty.
pub fn plain_name(name: &[u8]) -> Option<PathBuf> {
    (!name.is_empty()).then(|| PathBuf::from(OsStr::from_bytes(name)))
}

/// Name on a line of a list. Returns `None` for an empty line and a comment.
pub fn name_of_line(line: &[u8], is_first: bool) -> Option<PathBuf> {
    let marked = if is_first { line.strip_prefix(BYTE_ORDER_MARK) } else { None };
    let name = marked.unwrap_or(line).trim_ascii();
    plain_name(name).filter(|_| !name.starts_with(b"#"))
}

/// True if a word is meant as a link: it has a scheme and two slashes. Unsupported schemes are refused later.
fn is_link(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    })
}

/// The link that was meant by a name without its scheme, as browsers show it: `www.example.com/a.png`. Returns `None` if
/// it does not look like one.
fn as_link(path: &Path) -> Option<String> {
    let text = path.to_str()?;
    let (host, rest) = text.split_once('/').unwrap_or((text, ""));
    let labels: Vec<&str> = host.split('.').collect();
    let is_label = |label: &&str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let has_domain = labels.len() > 1 && labels.iter().all(is_label);
    let ends_as_one = labels.last()?.len() > 1 && labels.last()?.chars().all(char::is_alphabetic);
    let is_host = has_domain && ends_as_one && (labels[0] == "www" || !rest.is_empty());
    is_host.then(|| format!("https://{text}"))
}

/// Files that the check itself reads and writes.
pub struct Own(Vec<PathBuf>);

impl Own {
    /// Keeps those that exist.
    pub fn new<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Self {
        Self(paths.into_iter().filter_map(|path| fs::canonicalize(path).ok()).collect())
    }

    /// Those inside a folder, with paths as found when walking it.
    fn below(&self, folder: &Path) -> Vec<PathBuf> {
        let Ok(whole) = fs::canonicalize(folder) else { return Vec::new() };
        let inner = self.0.iter().filter_map(|own| own.strip_prefix(&whole).ok());
        inner.filter(|inner| *inner != Path::new("")).map(|inner| folder.join(inner)).collect()
    }
}

/// Options for expanding folders.
struct Folders {
    /// Files among them are skipped silently, folders are counted.
    own: Own,
    /// Patterns of `--exclude`.
    exclude: Gitignore,
}

fn folder(path: &Path, folders: &Folders, inputs: &mut Vec<Input>) {
    let before = inputs.len();
    let own = folders.own.below(path);
    // The trailing slash makes a named folder expand even if it is a symbolic link.
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
            Ok(head) => {
                let what = load::name_of_unread(&head).map(|what| format!("It is {what}."));
                let what = what.as_deref().unwrap_or("It is not a picture.");
                skipped.push(format!("{}: {what}", found.name));
            }
            Err(e) => inputs.push(Input::Refused(found.path, format!("It cannot be read: {e}."))),
        }
    }
    tell_skipped(path, &skipped);
    if inputs.len() == before {
        let why = "This folder holds no picture; name a folder of PNG, JPEG, WebP, HEIC or other pictures.";
        inputs.push(Input::Refused(path.to_owned(), why.into()));
    }
}

/// Names the first skipped files of a folder, and counts the others.
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

/// True if the bytes begin like a picture in a supported format.
pub fn is_picture(head: &[u8]) -> bool {
    load::sniff(head).is_some_and(Format::is_picture)
}

/// True if a file begins like such a picture.
pub fn is_picture_file(path: &Path) -> bool {
    head(path).is_ok_and(|head| is_picture(&head))
}

fn head(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(head)
}
