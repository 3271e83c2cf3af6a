//! Table of contents of an HTML report, with filters by radio buttons and CSS only, without script.

use maud::{Markup, html};

use super::Place;
use crate::model::answer::{Answer, Verdict};
use crate::report::{escape, messages};

/// Table of contents: one line per answer.
#[derive(Default)]
pub struct Contents {
    entries: Vec<Entry>,
}

struct Entry {
    place: Place,
    verdict: Verdict,
    input: String,
    /// Headline, and how far the comparison went if that is said with it.
    headline: String,
}

impl Contents {
    /// Adds an answer; `place` is that of its section.
    pub fn enter(&mut self, place: &Place, answer: &Answer) {
        let headline = messages::headlines(&answer.finding);
        let verdict = answer.finding.verdict;
        self.entries.push(Entry { place: *place, verdict, input: answer.input.clone(), headline });
    }

    /// Title of the report.
    pub fn title(&self) -> String {
        match &self.entries[..] {
            [one] => format!("{}: {}", one.input, one.headline),
            entries => format!("{} checked", messages::counted(entries.len(), "picture")),
        }
    }

    /// Verdicts that occur, with their numbers.
    fn verdicts(&self) -> Vec<(Verdict, usize)> {
        let count = |verdict| self.entries.iter().filter(|entry| entry.verdict == verdict).count();
        Verdict::ALL.into_iter().map(|verdict| (verdict, count(verdict))).filter(|(_, n)| *n > 0).collect()
    }

    /// One CSS rule per filter: it hides answers with other verdicts.
    pub(super) fn filters(&self) -> String {
        let rule = |(verdict, _): (Verdict, usize)| {
            let code = verdict.code();
            format!("body:has(#only-{code}:checked) .answer:not(.{code}) {{ display: none; }}\n")
        };
        self.verdicts().into_iter().map(rule).collect()
    }

    /// The table; empty for a single answer.
    pub(super) fn list(&self) -> Markup {
        if self.entries.len() < 2 {
            return html! {};
        }
        html! {
            nav aria-label="Contents" {
                h2 { "Contents" }
                fieldset {
                    legend { "Show" }
                    label { input type="radio" name="only" id="only-all" checked; " all " (self.entries.len()) }
                    @for (verdict, count) in self.verdicts() {
                        label {
                            input type="radio" name="only" id=(format!("only-{}", verdict.code()));
                            " " (messages::verdict(verdict)) " " (count)
                        }
                    }
                }
                ol {
                    @for entry in &self.entries {
                        li class=(format!("answer {}", entry.verdict.code())) value=(entry.place.number + 1) {
                            a href=(format!("#answer-{}", entry.place)) { (escape::html(&entry.input)) }
                            " " span class="where" {
                                (messages::sign(entry.verdict)) " " (escape::html(&entry.headline)) "."
                            }
                        }
                    }
                }
            }
        }
    }
}
