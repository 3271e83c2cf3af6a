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
    /// JPEG of the picture, small, in Base64; `None` if it could not be decoded.
    thumbnail: Option<String>,
}

impl Contents {
    /// Adds an answer; `place` is that of its section.
    pub fn enter(&mut self, place: &Place, answer: &Answer) {
        let headline = messages::headlines(&answer.finding);
        let verdict = answer.finding.verdict;
        self.entries.push(Entry {
            place: *place,
            verdict,
            input: answer.input.clone(),
            headline,
            thumbnail: None,
        });
    }

    /// Adds a small view of the picture, from [`super::thumbnail`], to the answer added last.
    pub fn illustrate(&mut self, thumbnail: Option<String>) {
        if let Some(last) = self.entries.last_mut() {
            last.thumbnail = thumbnail;
        }
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

    /// The entries, those that most need a person first.
    fn by_need(&self) -> Vec<&Entry> {
        let urgency = |entry: &&Entry| Verdict::ALL.iter().position(|verdict| *verdict == entry.verdict);
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.sort_by_key(urgency);
        entries
    }

    /// The table, those that need a person first; empty for a single answer.
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
                    @for entry in self.by_need() {
                        li class=(format!("answer {}", entry.verdict.code())) value=(entry.place.number + 1) {
                            @if let Some(thumbnail) = &entry.thumbnail {
                                img src=(format!("data:image/jpeg;base64,{thumbnail}")) alt="Small view of the picture";
                            }
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
