//! Sentences about an earlier evaluation, in `status` and in answers.

use super::percent;
use crate::model::answer::IndexSummary;
use crate::model::cited::{Cited, Share};
use crate::model::trial::{Kind, Outcome, Trial};
use crate::report::messages::{counted, number};

/// One sentence about the last evaluation of an index, for `status`.
pub fn remembered(trial: &Trial, index: &IndexSummary) -> String {
    let said = format!(
        "{}, {}, seed {}, version {}",
        counted(trial.pages.used() as usize, "page"),
        trial.at.get(..10).unwrap_or_default(),
        trial.seed,
        trial.program
    );
    if !trial.holds_for(&index.digest) {
        return said + ": the index or the program has changed since; run `verify-shot trial` again";
    }
    let genuine = |of: &[Outcome]| trial.number(|c| c.kind == Kind::Genuine && of.contains(&c.outcome));
    let changed = |of: &[Outcome]| trial.number(|c| c.kind == Kind::Changed && of.contains(&c.outcome));
    let all = |kind: Kind| number(trial.number(|c| c.kind == kind));
    format!(
        "{said}: {} of {} genuine pictures found, {} told as altered; {} of {} changes passed for a match",
        number(genuine(&Outcome::FOUND)),
        all(Kind::Genuine),
        number(genuine(&Outcome::ALTERED)),
        number(changed(&Outcome::PASSED)),
        all(Kind::Changed),
    )
}

/// One sentence with the share that applies to an answer.
pub fn cited(cited: &Cited) -> String {
    let what = match cited.share {
        Share::ChangesPassed => "changes passed for a match",
        Share::ToldAsAltered => "genuine pictures were told as altered",
        Share::NotFound => "genuine pictures were not found",
        Share::LeftInDoubt => "genuine pictures were left in doubt",
    };
    let what = match cited.letters {
        Some(band) => what.replacen("changes", &format!("changes in letters of {}", band.words()), 1),
        None => what.to_owned(),
    };
    let interval = cited
        .interval()
        .map_or(String::new(), |interval| format!(" (95 % interval {} %)", percent(interval)));
    format!("on pages of this index {} of {} {what}{interval}", number(cited.hits), number(cited.pictures))
}
