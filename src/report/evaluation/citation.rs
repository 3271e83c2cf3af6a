//! Sentences about an earlier evaluation, in `status` and in answers.

use super::percent;
use crate::model::answer::IndexSummary;
use crate::model::cited::{Cited, Marks, Share};
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
    let (whose, did) = match cited.share {
        Share::ChangesPassed => ("changes", "passed for a match"),
        Share::ToldAsAltered => ("genuine pictures", "were told as altered"),
        Share::NotFound => ("genuine pictures", "were not found"),
        Share::LeftInDoubt => ("genuine pictures", "were left in doubt"),
    };
    let marks = cited.marks.map_or("", |marks| match marks {
        Marks::None => " without marks",
        Marks::Stroke => " with a ring or an underline",
        Marks::Marker => " with a marker",
        Marks::Any => " with a ring, an underline or a marker",
    });
    let letters = cited.letters.map_or(String::new(), |band| format!(" in letters of {}", band.words()));
    let interval = cited
        .interval()
        .map_or(String::new(), |interval| format!(" (95 % interval {} %)", percent(interval)));
    let (hits, pictures) = (number(cited.hits), number(cited.pictures));
    format!("on pages of this index {hits} of {pictures} {whose}{marks}{letters} {did}{interval}")
}
