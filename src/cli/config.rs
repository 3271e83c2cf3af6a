//! Settings from the environment and from the user's file.
//!
//! Precedence: command line, environment, file, built-in default. Settings of environment and file become
//! default values of the command-line options, so every value passes the same checks, and `--help` shows the
//! values in force.

mod file;
mod show;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::OsStr;
use clap::error::{ContextKind, ContextValue};
use clap::{ArgAction, Command, CommandFactory};

use super::args::Args;
use super::data_dir::data_folder;
use super::{output, suggest};
use crate::error::Error;
use file::File;
pub use show::run;

/// Prefix of the environment variables.
const PREFIX: &str = "VERIFY_SHOT_";
/// Name of the index in the current folder or in the user's data folder.
const INDEX: &str = "verify-shot.db";

/// Settings: names of options, except for the services, which are a table.
const KEYS: [&str; 9] =
    ["index", "threads", "lang", "offline", "proxy", "keep", "timeout", "allow-private", "service"];

/// Settings that only variables can make: settings file, data folder, and log.
const OTHERS: [&str; 3] = ["config", "data", "log"];

/// Origin of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Source {
    /// An environment variable.
    Variable(String),
    /// The user's file.
    File,
    /// A file found in the current folder or in the user's data folder.
    Found,
}

/// A setting with its origin.
#[derive(Clone, Debug)]
struct Setting {
    key: &'static str,
    values: Vec<OsString>,
    source: Source,
}

/// Settings of environment and file.
#[derive(Debug)]
pub struct Config {
    file: File,
    settings: Vec<Setting>,
}

impl Config {
    /// Reads the settings file, named by the arguments or the environment or in its default place, and the
    /// environment.
    ///
    /// Fails if the file cannot be read or has an unknown setting, or if a value is invalid.
    pub fn of(arguments: &[OsString]) -> Result<Self, Error> {
        let file = File::find(arguments)?;
        let settings = KEYS.iter().filter_map(|key| set(key, &file)).collect();
        let config = Self { file, settings };
        config.settings.iter().try_for_each(|setting| config.checked(setting))?;
        Ok(config)
    }

    /// The command line with these settings as default values.
    pub fn applied(&self, mut command: Command) -> Command {
        for setting in &self.settings {
            command = everywhere(command, setting);
        }
        command
    }

    /// Fails if the command line would not accept the value; the error names its origin.
    fn checked(&self, setting: &Setting) -> Result<(), Error> {
        let tried = with(Args::command(), setting).try_get_matches_from(["verify-shot", "-"]);
        let Err(e) = tried else { return Ok(()) };
        let values: Vec<_> = setting.values.iter().map(|value| value.to_string_lossy()).collect();
        let place = match &setting.source {
            Source::Variable(variable) => format!("the variable {variable}"),
            Source::File | Source::Found => self.file.path.display().to_string(),
        };
        let why = std::error::Error::source(&e).map(ToString::to_string);
        let why = why.or_else(|| others(&e)).unwrap_or("it takes other values".into());
        Err(Error::Request(format!(
            "{place}: `{}` is no value for `{}`: {why}.",
            values.join(" "),
            setting.key
        )))
    }
}

/// Possible values, if there are few.
fn others(e: &clap::Error) -> Option<String> {
    match e.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(values)) => Some(format!("it is {}", values.join(" or "))),
        _ => None,
    }
}

/// Variables that are named like settings but are none, each with the one that may have been meant. They are
/// not errors, because programs around this one may have variables of their own.
fn strange_variables() -> Vec<(String, Option<String>)> {
    let names: Vec<String> = KEYS.iter().chain(&OTHERS).map(|key| variable(key)).collect();
    let short = |name: &str| name.strip_prefix(PREFIX).map(str::to_owned);
    let all = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let strange = all.filter(|name| name.starts_with(PREFIX) && !names.contains(name));
    let known: Vec<String> = names.iter().filter_map(|name| short(name)).collect();
    let meant = |name: &str| suggest::nearest(&short(name)?, known.iter().map(String::as_str)).map(variable);
    strange.map(|name| (meant(&name), name)).map(|(meant, name)| (name, meant)).collect()
}

/// Warns of each variable with nearly the name of a setting.
pub fn tell_mistyped() {
    for (name, meant) in strange_variables().into_iter().filter(|(_, meant)| meant.is_some()) {
        output::problem(&format!("{name}: there is no such setting.{}", suggest::question(meant)));
    }
}

/// Environment variable of a setting.
fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('-', "_").to_uppercase())
}

/// A command with a setting, if it has the option.
fn with(command: Command, setting: &Setting) -> Command {
    let id = setting.key.replace('-', "_");
    if !command.get_arguments().any(|arg| arg.get_id().as_str() == id) {
        return command;
    }
    let values: Vec<OsStr> = setting.values.iter().map(OsStr::from).collect();
    command.mut_arg(id, |arg| match arg.get_action() {
        ArgAction::Append => arg.default_values(values),
        _ => arg.default_value(values.into_iter().next().unwrap_or_default()),
    })
}

/// A command and all its subcommands with a setting.
fn everywhere(command: Command, setting: &Setting) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let below = |command: Command, name| command.mut_subcommand(name, |sub| everywhere(sub, setting));
    names.into_iter().fold(with(command, setting), below)
}

/// Value of a setting and its origin. Returns `None` if it is not set.
fn set(key: &'static str, file: &File) -> Option<Setting> {
    let name = variable(key);
    let setting = |values, source| Some(Setting { key, values, source });
    if let Some(value) = std::env::var_os(&name).filter(|value| !value.is_empty()) {
        return setting(vec![value], Source::Variable(name));
    }
    let here = PathBuf::from(INDEX);
    if key == "index" && here.exists() {
        return setting(vec![here.into()], Source::Found);
    }
    if let Some(values) = file.values(key) {
        return setting(values, Source::File);
    }
    let of_user = data_folder().ok()?.join(INDEX);
    if key == "index" && of_user.exists() { setting(vec![of_user.into()], Source::Found) } else { None }
}
