//! The file of settings: TOML, whose keys are the names of options.

use std::ffi::OsString;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;
use toml::{Table, Value};

use super::{KEYS, PREFIX};
use crate::cli::suggest;
use crate::error::Error;
use crate::limits;

/// The table of services, each with its base address.
const SERVICES: &str = "services";
/// Settings that are paths: where they are not absolute they are meant from the folder of the file.
const PATHS: [&str; 2] = ["index", "keep"];

/// A file of settings.
#[derive(Debug)]
pub struct File {
    /// Where it is, or would be.
    pub path: PathBuf,
    /// Whether there is one.
    pub is_there: bool,
    table: Table,
}

impl File {
    /// The file that is named by `--config`, by the environment, or lies in the user's folder of settings.
    ///
    /// Fails where one was named that is not there, and where it cannot be read or understood.
    pub fn find(arguments: &[OsString]) -> Result<Self, Error> {
        let variable = std::env::var_os(format!("{PREFIX}CONFIG")).filter(|path| !path.is_empty());
        let named = typed(arguments).or(variable).map(PathBuf::from);
        let is_named = named.is_some();
        let habit = || Some(ProjectDirs::from("", "", "verify-shot")?.config_dir().join("config.toml"));
        let path = named.or_else(habit).unwrap_or_default();
        if !is_named && !path.exists() {
            return Ok(Self { path, is_there: false, table: Table::new() });
        }
        let table = parsed(&path, &Error::path(&path, read(&path))?)?;
        Ok(Self { path, is_there: true, table })
    }

    /// What it says of a key, as it would be typed.
    pub fn values(&self, key: &str) -> Option<Vec<OsString>> {
        if key == "service" {
            let services = self.table.get(SERVICES)?.as_table()?.iter();
            return Some(services.map(|(name, base)| format!("{name}={}", plain(base)).into()).collect());
        }
        let value = plain(self.table.get(key)?);
        if PATHS.contains(&key) {
            let folder = self.path.parent().unwrap_or(Path::new(""));
            return Some(vec![folder.join(value).into()]);
        }
        Some(vec![value.into()])
    }
}

/// What was typed behind `--config`, before the command line as a whole is read.
fn typed(arguments: &[OsString]) -> Option<OsString> {
    let mut words = arguments.iter().skip(1).take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        if word == "--config" {
            return words.next().cloned();
        }
        if let Some(path) = word.to_str().and_then(|word| word.strip_prefix("--config=")) {
            return Some(path.into());
        }
    }
    None
}

fn read(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    fs::File::open(path)?.take(limits::MAX_CONFIG_BYTES).read_to_string(&mut text)?;
    Ok(text)
}

/// The settings in a text. Fails where it is no TOML, or has a key that there is none of.
fn parsed(path: &Path, text: &str) -> Result<Table, Error> {
    let wrong = |why: String| Error::Request(format!("{}: {why}", path.display()));
    let table: Table = text.parse().map_err(|e: toml::de::Error| {
        let line = e.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
        wrong(format!("line {line} is no setting ({}).", e.message()))
    })?;
    let keys = || KEYS.into_iter().filter(|key| *key != "service").chain([SERVICES]);
    for (key, value) in &table {
        if !keys().any(|known| known == key) {
            let near = suggest::question(suggest::nearest(key, keys()));
            return Err(wrong(format!(
                "there is no setting `{key}`.{near} There are: {}.",
                keys().collect::<Vec<_>>().join(", ")
            )));
        }
        let is_fit = match value {
            Value::Table(services) => key == SERVICES && services.values().all(Value::is_str),
            Value::String(_) | Value::Integer(_) | Value::Boolean(_) => key != SERVICES,
            _ => false,
        };
        if !is_fit && key == SERVICES {
            return Err(wrong(format!(
                "`{SERVICES}` is a table of names and links: [{SERVICES}], then x = \"URL\"."
            )));
        }
        if !is_fit {
            return Err(wrong(format!("`{key}` takes one value.")));
        }
    }
    Ok(table)
}

/// A value as it would be typed.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
