//! The forms in which answers are printed. Each is a file beside this one and a line in [`FORMS`]: the flags of the command
//! line, their help and what excludes what follow from that.

use std::fmt::Debug;

use super::FORMS;
use crate::model::answer::Answer;
use crate::model::trace::Step;

/// The flag that asks for a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag {
    /// As it is typed behind two hyphens.
    pub name: &'static str,
    /// As it is typed behind one.
    pub short: Option<char>,
    /// What it prints for inputs that are named.
    pub help: &'static str,
    /// What the long help says beneath that.
    pub more: Option<&'static str>,
    /// Whether the short help leaves it out.
    pub is_rare: bool,
    /// What it prints for pictures that arrive in a folder.
    pub help_of_watch: &'static str,
}

/// What is said of one input.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// The answer.
    pub answer: &'a Answer,
    /// The steps of the check, where they are to be told.
    pub steps: &'a [Step],
    /// Columns of the terminal; none where it goes elsewhere.
    pub columns: Option<usize>,
}

/// A form in which answers are printed.
pub trait Form: Debug + Sync {
    /// The flag that asks for it; none for the form that is printed where none is asked for.
    fn flag(&self) -> Option<&'static Flag>;

    /// Whether programs read it: then each input gets an answer there, even where there is no index.
    fn is_for_programs(&self) -> bool {
        false
    }

    /// Whether a person reads along: then what could not be checked is said on stderr, and a summary ends a batch.
    fn is_conversation(&self) -> bool {
        false
    }

    /// What stands before all answers, ended.
    fn before_all(&self) -> Option<String> {
        None
    }

    /// An answer, ended.
    fn answer(&self, said: &Said) -> String;
}

/// The form that is printed where none is asked for.
pub fn usual() -> &'static dyn Form {
    FORMS[FORMS.len() - 1]
}

/// The flags of all forms.
pub fn flags() -> impl Iterator<Item = &'static Flag> {
    FORMS.iter().filter_map(|form| form.flag())
}

/// The flags of the forms that programs read.
pub fn flags_for_programs() -> impl Iterator<Item = &'static Flag> {
    FORMS.iter().filter(|form| form.is_for_programs()).filter_map(|form| form.flag())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_form_but_the_last_has_a_flag_of_its_own() {
        let with_flag = FORMS.iter().take_while(|form| form.flag().is_some()).count();
        assert_eq!(with_flag, FORMS.len() - 1);
        let names: BTreeSet<_> = flags().map(|flag| flag.name).collect();
        assert_eq!(names.len(), with_flag);
        let shorts: Vec<_> = flags().filter_map(|flag| flag.short).collect();
        assert_eq!(shorts.iter().collect::<BTreeSet<_>>().len(), shorts.len());
        assert_eq!(usual().flag(), None);
    }

    #[test]
    fn every_file_that_has_a_form_stands_in_the_table() {
        let files = std::fs::read_dir("src/report").unwrap().map(|entry| entry.unwrap().path());
        let sources = files.filter(|path| path.is_file()).map(|path| std::fs::read_to_string(path).unwrap());
        // Written apart, or this file would count as one.
        let mark = ["impl Form", "for "].join(" ");
        assert_eq!(sources.filter(|source| source.contains(&mark)).count(), FORMS.len());
    }
}
