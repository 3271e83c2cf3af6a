//! Summary at the end of a batch: a table by verdict, and the names of the answers that need a person.

use std::time::Duration;

use super::{messages, oneline};
use crate::check::verdict::certainty::is_page_certain;
use crate::model::answer::{Answer, Verdict};

/// Most answers listed that need a person.
const MOST_NAMED: usize = 20;

/// Number of answers per verdict, and the first of each verdict that needs a person.
#[derive(Default)]
pub struct Closing {
    counts: [u64; Verdict::ALL.len()],
    named: [Vec<String>; Verdict::ALL.len()],
    /// Number of inconclusive answers whose page is certain.
    certain: u64,
}

impl Closing {
    /// Counts an answer.
    pub fn count(&mut self, answer: &Answer) {
        let verdict = answer.finding.verdict;
        let is_certain = verdict == Verdict::Inconclusive && is_page_certain(&answer.finding) == Some(true);
        self.certain += u64::from(is_certain);
        for (i, one) in Verdict::ALL.into_iter().enumerate().filter(|(_, one)| *one == verdict) {
            self.counts[i] += 1;
            if one.needs_a_person() && self.named[i].len() < MOST_NAMED {
                self.named[i].push(oneline::answer(answer));
            }
        }
    }

    /// The table, and the names of the answers that need a person.
    pub fn said(&self, inputs: usize, noun: &str, took: Duration) -> String {
        self.table(inputs, noun, took) + &self.people()
    }

    /// The table: several lines, each with its line end; `inputs` is the number of inputs of the batch, each of them a
    /// `noun`.
    pub fn table(&self, inputs: usize, noun: &str, took: Duration) -> String {
        let done = self.counts.iter().sum::<u64>();
        let mut said = format!("{} in {}.\n", messages::counted(done as usize, noun), time(took));
        if done < inputs as u64 {
            let left = messages::number(inputs as u64 - done);
            said = format!("{} Stopped: {left} were not looked at.\n", said.trim_end());
        }
        for (verdict, count) in Verdict::ALL.into_iter().zip(self.counts).filter(|(_, count)| *count > 0) {
            let (name, count) = (messages::verdict(verdict), messages::number(count));
            let certain = match verdict {
                Verdict::Inconclusive => messages::of_them_certain(self.certain),
                _ => String::new(),
            };
            said += &format!("  {name:<12}  {count:>7}  {}{certain}\n", messages::advice(verdict));
        }
        said
    }

    /// Answers that need a person, the most urgent verdict first.
    fn people(&self) -> String {
        let all: u64 = Verdict::ALL
            .into_iter()
            .zip(self.counts)
            .filter(|(v, _)| v.needs_a_person())
            .map(|(_, n)| n)
            .sum();
        if all == 0 {
            return String::new();
        }
        let named = self.named.iter().flatten().take(MOST_NAMED);
        let mut said = String::from("These need a person first:\n");
        said.extend(named.map(|answer| format!("  {answer}\n")));
        if all > MOST_NAMED as u64 {
            let more = messages::number(all - MOST_NAMED as u64);
            said += &format!("  and {more} more: `-q --only altered,inconclusive,not_checked` lists all.\n");
        }
        said
    }
}

/// A duration: seconds, or minutes and seconds.
fn time(took: Duration) -> String {
    match took.as_secs() {
        0..=99 => format!("{:.1} s", took.as_secs_f64()),
        s => format!("{} min {} s", s / 60, s % 60),
    }
}
