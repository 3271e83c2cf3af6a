//! Exit codes, and how those of several inputs are merged.

use std::process::ExitCode;

use crate::model::answer::Verdict;

/// Exit code after Ctrl-C: 128 and the number of the signal.
pub const INTERRUPTED: i32 = 130;

/// Exit status of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Exit {
    /// Identical, a match, or the command succeeded.
    #[default]
    Done = 0,
    /// Not found in the index.
    NotFound = 1,
    /// A usage error, or something could not be checked.
    NotChecked = 2,
    /// A difference was found.
    Altered = 3,
    /// A person needs to look.
    Inconclusive = 4,
    /// Stopped by Ctrl-C before it was done.
    Interrupted = INTERRUPTED as isize,
}

impl Exit {
    /// Exit code for a single verdict.
    pub fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Identical | Verdict::Match => Exit::Done,
            Verdict::NotFound => Exit::NotFound,
            Verdict::NotChecked => Exit::NotChecked,
            Verdict::Altered => Exit::Altered,
            Verdict::Inconclusive => Exit::Inconclusive,
        }
    }

    /// Exit code for two inputs together; precedence: 130, 2, 3, 4, 1, 0.
    pub fn merge(self, other: Self) -> Self {
        let rank = |exit| match exit {
            Exit::Done => 0,
            Exit::NotFound => 1,
            Exit::Inconclusive => 2,
            Exit::Altered => 3,
            Exit::NotChecked => 4,
            Exit::Interrupted => 5,
        };
        if rank(other) > rank(self) { other } else { self }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_pressing_code_wins() {
        use Exit::{Altered, Done, Inconclusive, Interrupted, NotChecked, NotFound};
        let order = [Done, NotFound, Inconclusive, Altered, NotChecked, Interrupted];
        for (i, a) in order.iter().enumerate() {
            for (j, b) in order.iter().enumerate() {
                assert_eq!(a.merge(*b), order[i.max(j)]);
            }
        }
    }
}
