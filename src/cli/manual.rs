//! `verify-shot completions` and `verify-shot man`: what the command line says of itself.

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use super::args::{Args, CompletionsArgs, ManArgs};
use super::exit::Exit;
use super::{output, suggest};
use crate::error::Error;

/// What clap_complete 4.6 calls this program in bash where it lists a command's words, and where it tells which command
/// is typed: by two names, for it takes the hyphen for the border between a command and one beneath it.
const SPLIT_NAME: &str = "verify__subcmd__shot";
const WHOLE_NAME: &str = "verify__shot";

/// Prints the completions for a shell.
pub fn completions(args: &CompletionsArgs) -> Result<Exit, Error> {
    let (mut command, mut script) = (Args::command(), Vec::new());
    clap_complete::generate(args.shell, &mut command, "verify-shot", &mut script);
    let script = String::from_utf8_lossy(&script);
    output::result(&if args.shell == Shell::Bash {
        script.replace(SPLIT_NAME, WHOLE_NAME)
    } else {
        script.into()
    })?;
    Ok(Exit::Done)
}

/// Prints the manual page of the program, or of a command.
pub fn page(args: &ManArgs) -> Result<Exit, Error> {
    let mut program = described(Args::command());
    program.build();
    let command = match &args.command {
        None => program,
        Some(name) => {
            let names = || program.get_subcommands().map(clap::Command::get_name);
            let found = program.find_subcommand(name).cloned();
            found.ok_or_else(|| {
                let near = suggest::question(suggest::nearest(name, names()));
                Error::Request(format!("There is no command `{name}`.{near} `verify-shot --help` names all."))
            })?
        }
    };
    let mut page = Vec::new();
    let drawn = Man::new(command).render(&mut page);
    drawn.map_err(|e| Error::Request(format!("The manual page could not be drawn: {e}.")))?;
    output::result(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Done)
}

/// The same command, in which options that the short help leaves out have a description for the page, too: it takes the
/// long one of these alone, and a sentence alone is none.
fn described(command: clap::Command) -> clap::Command {
    let long = |arg: clap::Arg| match (arg.get_long_help(), arg.get_help().cloned()) {
        (None, Some(help)) => arg.long_help(help),
        _ => arg,
    };
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    names.into_iter().fold(command.mut_args(long), |all, name| all.mut_subcommand(name, described))
}
