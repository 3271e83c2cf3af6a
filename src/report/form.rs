//! Forms in which answers are printed. Each is a file in this folder and an entry in [`FORMS`]. The flags of the
//! command line, their help and their conflicts follow from the table.

use std::fmt::Debug;

use super::FORMS;
use crate::model::answer::Answer;
use crate::model::trace::Step;

/// Flag that selects a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Name after two hyphens.
    pub name: &'static str,
    /// Letter after one hyphen.
    pub short: Option<char>,
    /// Help for a check.
    pub help: &'static str,
    /// Paragraph added in the long help.
    pub more: Option<&'static str>,
    /// True if the short help omits it.
    pub is_rare: bool,
    /// Help for `watch`.
    pub help_of_watch: &'static str,
}

/// Output for one input.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// The answer.
    pub answer: &'a Answer,
    /// Steps of the check, if they are to be printed.
    pub steps: &'a [Step],
    /// Columns of the terminal. `None` if the output goes elsewhere.
    pub columns: Option<usize>,
    /// True if the terminal shows colours and links.
    pub is_painted: bool,
}

/// Form in which answers are printed.
pub trait Form: Debug + Sync {
    /// Flag that selects it. `None` for the default form.
    fn flag(&self) -> Option<&'static Flag>;

    /// True if programs read it. Then every input gets an answer, even if the index cannot be opened.
    fn is_for_programs(&self) -> bool {
        false
    }

    /// True if a person reads it while it is printed. Then inputs that could not be checked are reported on stderr,
    /// and a summary ends a batch.
    fn is_conversation(&self) -> bool {
        false
    }

    /// Header before all answers, with its line end.
    fn before_all(&self) -> Option<String> {
        None
    }

    /// One answer, with its line end.
    fn answer(&self, said: &Said) -> String;
}

/// Form used if no flag selects one.
pub fn usual() -> &'static dyn Form {
    FORMS[FORMS.len() - 1]
}

/// Flags of all forms.
pub fn flags() -> impl Iterator<Item = &'static Flag> {
    FORMS.iter().filter_map(|form| form.flag())
}

/// Flags of the forms for programs.
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
        // Joined here so that this file does not contain it.
        let mark = ["impl Form", "for "].join(" ");
        assert_eq!(sources.filter(|source| source.contains(&mark)).count(), FORMS.len());
    }
}
