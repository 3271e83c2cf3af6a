//! `verify-shot completions` and `verify-shot man`: completions and manual pages from the definition of the
//! command line.

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use super::args::{Args, CompletionsArgs, ManArgs};
use super::exit::Exit;
use super::{output, suggest};
use crate::error::Error;

/// Name of this program in bash scripts of clap_complete 4.6 where it lists the words of a command. It takes
/// the hyphen for the separator of a subcommand.
const SPLIT_NAME: &str = "verify__subcmd__shot";
/// Name of this program in the same scripts where they determine the command.
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

/// Prints the manual page of the program or of a command.
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

/// The command with a long description for every option that the short help omits: the manual page shows only
/// the long ones of these options.
fn described(command: clap::Command) -> clap::Command {
    let long = |arg: clap::Arg| match (arg.get_long_help(), arg.get_help().cloned()) {
        (None, Some(help)) => arg.long_help(help),
        _ => arg,
    };
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    names.into_iter().fold(command.mut_args(long), |all, name| all.mut_subcommand(name, described))
}
