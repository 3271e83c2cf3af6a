//! `verify-shot completions` and `verify-shot man`: what the command line says of itself.

use clap::CommandFactory;
use clap_mangen::Man;

use super::args::{Args, CompletionsArgs, ManArgs};
use super::exit::Exit;
use super::{near, out};
use crate::error::Error;

/// Prints the completions for a shell.
pub fn completions(args: &CompletionsArgs) -> Result<Exit, Error> {
    let (mut command, mut script) = (Args::command(), Vec::new());
    clap_complete::generate(args.shell, &mut command, "verify-shot", &mut script);
    out::result(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}

/// Prints the manual page of the program, or of a command.
pub fn page(args: &ManArgs) -> Result<Exit, Error> {
    let mut program = Args::command();
    program.build();
    let command = match &args.command {
        None => program,
        Some(name) => {
            let names = || program.get_subcommands().map(clap::Command::get_name);
            let found = program.find_subcommand(name).cloned();
            found.ok_or_else(|| {
                let near = near::question(near::nearest(name, names()));
                Error::Request(format!("There is no command `{name}`.{near} `verify-shot --help` names all."))
            })?
        }
    };
    let mut page = Vec::new();
    let drawn = Man::new(command).render(&mut page);
    drawn.map_err(|e| Error::Request(format!("The manual page could not be drawn: {e}.")))?;
    out::result(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Done)
}
