//! Text below the options in the help.

/// Below the short help, which fits on a screen.
pub const SHORT: &str = "\
Examples:
  verify-shot add ./leak --index leak.db     once: index the originals
  verify-shot shot.png --index leak.db       then: check a picture

Exit codes: 0 match, 1 not found, 2 not checked, 3 altered, 4 inconclusive";

/// Below the long help.
pub const LONG: &str = "\
Examples:
  verify-shot add ./leak --index leak.db
          Once: read every PDF, picture and mail under ./leak into an index.
  verify-shot shot.png --index leak.db
          Then: check a picture.
  verify-shot ./saved --resume saved.journal --csv > answers.csv
          A folder of pictures, as a table; stopped, it goes on where it was.
  verify-shot ./saved -q --only altered,inconclusive
          A line for each that needs a person.
  verify-shot https://social.example/@someone/112233 --html why.html
          A post, with a report on each of its pictures.
  verify-shot shot.png --json | verify-shot explain -
          A saved answer in plain language.

The index is the one named by --index, by VERIFY_SHOT_INDEX, ./verify-shot.db, the one of the file of settings, or verify-shot.db among the user's data: the first that there is. Every answer names it. Named several times, or as a list in the file of settings, indexes are searched as one.

Settings that are typed come before variables of the environment (VERIFY_SHOT_ and the option's name in capitals), those before the file of settings. VERIFY_SHOT_CONFIG names that file, VERIFY_SHOT_DATA the folder of the user's data. `verify-shot config` shows what is in force.

Exit codes: 0 identical, match or done; 1 not found; 2 not checked or wrong usage; 3 altered; 4 inconclusive; 130 interrupted. Of several inputs the first of 2, 3, 4, 1, 0 counts.
A picture called like a command, as `add`, is checked as ./add.";
