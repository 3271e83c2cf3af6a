//! `verify-shot config`: shows the settings in force and their origins.

use clap::CommandFactory;

use super::{Config, KEYS, PREFIX, Setting, Source, strange_variables, variable};
use crate::cli::args::Args;
use crate::cli::data_dir::data_folder;
use crate::cli::exit::Exit;
use crate::cli::{output, suggest};
use crate::error::Error;
use crate::report::escape;

/// Prints each setting with its value and origin.
pub fn run(config: &Config) -> Result<Exit, Error> {
    let is_there = if config.file.is_there { "" } else { " (there is none)" };
    let mut lines = vec![format!("File  {}{is_there}", config.file.path.display())];
    for key in KEYS {
        let set: Vec<&Setting> = config.settings.iter().filter(|setting| setting.key == key).collect();
        match set[..] {
            [] => lines.push(line(key, &unset(key), "default")),
            [setting, ..] => {
                let from = match &setting.source {
                    Source::Variable(name) => name,
                    Source::File => "file",
                    Source::Found => "found there",
                };
                lines.extend(setting.values.iter().map(|value| line(key, &value.to_string_lossy(), from)));
            }
        }
    }
    lines.push(set_by_variable("log", "none".to_owned()));
    lines.push(set_by_variable(
        "data",
        data_folder().map_or("none".to_owned(), |data| data.display().to_string()),
    ));
    for (name, meant) in strange_variables() {
        lines.push(format!("{name} is set, and there is no such setting.{}", suggest::question(meant)));
    }
    let said: String = lines.iter().map(|line| escape::text(line) + "\n").collect();
    let order =
        "An option that is typed comes before a variable, that before the file, that before the default.\n";
    let names = format!("Variables: {PREFIX} and the name in capitals, with _ for -.\n");
    output::result(&format!("{said}{order}{names}"))?;
    Ok(Exit::Done)
}

/// A setting that only a variable can make.
fn set_by_variable(key: &str, otherwise: String) -> String {
    let name = variable(key);
    match std::env::var_os(&name).filter(|value| !value.is_empty()) {
        Some(value) => line(key, &value.to_string_lossy(), &name),
        None => line(key, &otherwise, "default"),
    }
}

fn line(key: &str, value: &str, from: &str) -> String {
    format!("  {key:<14} {value:<32} {from}")
}

/// The default of a setting.
fn unset(key: &str) -> String {
    match key {
        "index" => return super::INDEX.to_owned(),
        "threads" => return "one a core".to_owned(),
        "lang" => return "those installed".to_owned(),
        "keep" => {
            let folder = data_folder().map(|folder| folder.join("evidence").display().to_string());
            return folder.unwrap_or_else(|_| "none".to_owned());
        }
        _ => {}
    }
    let command = Args::command();
    let mut options = command.get_arguments().filter(|arg| arg.get_id().as_str() == key.replace('-', "_"));
    let option = options.next();
    if option.is_some_and(|option| !option.get_action().takes_values()) {
        return "false".to_owned();
    }
    let default = option.and_then(|option| option.get_default_values().first());
    default.map_or("none".to_owned(), |value| value.to_string_lossy().into_owned())
}
