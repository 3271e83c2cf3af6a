//! Flags that select the form of the answers, built from the table of forms. At most one of them may be given.

use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches};

use crate::report::FORMS;
use crate::report::form::{self, Flag, Form};

/// The selected form. The help is that of `watch` if `OF_WATCH` is true, otherwise that of a check.
#[derive(Clone, Copy, Debug)]
pub struct FormArgs<const OF_WATCH: bool> {
    /// The form.
    pub chosen: &'static dyn Form,
}

/// Names of the flags of all forms, for options that conflict with all of them.
pub fn names() -> impl Iterator<Item = &'static str> {
    form::flags().map(|flag| flag.name)
}

/// Names of the flags of forms for programs, for options that are useful to people only.
pub fn names_for_programs() -> impl Iterator<Item = &'static str> {
    form::flags_for_programs().map(|flag| flag.name)
}

impl<const OF_WATCH: bool> clap::Args for FormArgs<OF_WATCH> {
    fn augment_args(command: Command) -> Command {
        let arg = |(before, flag)| described::<OF_WATCH>(flag).conflicts_with_all(names().take(before));
        command.args(form::flags().enumerate().map(arg))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<const OF_WATCH: bool> FromArgMatches for FormArgs<OF_WATCH> {
    fn from_arg_matches(typed: &ArgMatches) -> Result<Self, clap::Error> {
        let is_typed = |form: &&&dyn Form| form.flag().is_some_and(|flag| typed.get_flag(flag.name));
        Ok(Self { chosen: FORMS.iter().find(is_typed).map_or_else(form::usual, |form| *form) })
    }

    fn update_from_arg_matches(&mut self, typed: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(typed)?;
        Ok(())
    }
}

/// A flag with its help. In `watch`, short and long help are the same.
fn described<const OF_WATCH: bool>(flag: &Flag) -> Arg {
    let arg = Arg::new(flag.name).long(flag.name).action(ArgAction::SetTrue);
    let arg = flag.short.into_iter().fold(arg, Arg::short);
    if OF_WATCH {
        return arg.help(flag.help_of_watch);
    }
    let long = flag.more.map(|more| format!("{}\n\n{more}", flag.help));
    let arg = arg.help(flag.help).hide_short_help(flag.is_rare);
    long.into_iter().fold(arg, Arg::long_help)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use clap::error::ErrorKind;

    use super::*;
    use crate::cli::args::Args;

    fn parsed(words: &[&str]) -> Result<Args, clap::Error> {
        Args::from_arg_matches(&Args::command().try_get_matches_from(words)?)
    }

    #[test]
    fn each_flag_chooses_its_form_and_goes_with_no_other() {
        let usual = parsed(&["verify-shot", "shot.png"]).unwrap().check.form.chosen;
        assert_eq!(usual.flag(), None);
        let others = || names().chain(["verbose"]).map(|name| format!("--{name}"));
        for flag in form::flags() {
            let typed = format!("--{}", flag.name);
            let chosen = parsed(&["verify-shot", "shot.png", &typed]).unwrap().check.form.chosen;
            assert_eq!(chosen.flag(), Some(flag));
            for other in others().filter(|other| *other != typed) {
                for words in [
                    &["verify-shot", "a", &typed, &other][..],
                    &["verify-shot", "watch", "a", &other, &typed],
                ] {
                    let kind = parsed(words).map_err(|e| e.kind()).err();
                    assert_eq!(kind, Some(ErrorKind::ArgumentConflict), "{words:?}");
                }
            }
        }
    }
}
