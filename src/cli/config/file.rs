//! Settings file: TOML, whose keys are the names of options.

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

/// Table of services with their base addresses.
const SERVICES: &str = "services";
/// Settings that are paths: relative ones are relative to the folder of the file.
const PATHS: [&str; 2] = ["index", "keep"];
/// Setting that may be a list.
const SEVERAL: &str = "index";

/// A settings file.
#[derive(Debug)]
pub struct File {
    /// Its path, whether or not it exists.
    pub path: PathBuf,
    /// True if it exists.
    pub is_there: bool,
    table: Table,
}

impl File {
    /// Finds the file named by `--config` or the environment, or in the user's configuration folder.
    ///
    /// Fails if a named file does not exist, or if the file cannot be read or parsed.
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

    /// Values of a key, as they would be typed.
    pub fn values(&self, key: &str) -> Option<Vec<OsString>> {
        if key == "service" {
            let services = self.table.get(SERVICES)?.as_table()?.iter();
            return Some(services.map(|(name, base)| format!("{name}={}", plain(base)).into()).collect());
        }
        let values = match self.table.get(key)? {
            Value::Array(values) => values.iter().map(plain).collect(),
            value => vec![plain(value)],
        };
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let typed =
            |value: String| if PATHS.contains(&key) { folder.join(value).into() } else { value.into() };
        Some(values.into_iter().map(typed).collect())
    }
}

/// Argument of `--config`, determined before the whole command line is parsed.
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

/// Parses the settings. Fails if the text is not TOML or has an unknown key.
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
            Value::Array(values) => key == SEVERAL && !values.is_empty() && values.iter().all(Value::is_str),
            Value::String(_) | Value::Integer(_) | Value::Boolean(_) => key != SERVICES,
            _ => false,
        };
        if !is_fit && key == SERVICES {
            return Err(wrong(format!(
                "`{SERVICES}` is a table of names and links: [{SERVICES}], then x = \"URL\"."
            )));
        }
        if !is_fit {
            let many = if key == SEVERAL { ", or a list of texts" } else { "" };
            return Err(wrong(format!("`{key}` takes one value{many}.")));
        }
    }
    Ok(table)
}

/// A value as it would be typed.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
