//! Trace of a check for people: below the answer, one line per step with its result and time.

use std::time::Duration;

use super::messages::{self, counted};
use super::text::Lines;
use crate::model::answer::{Answer, Basis};
use crate::model::trace::{Bound, Found, Measure, Measured, Named, Placed, Step};

/// Most steps shown; together with the answer they fit on a screen.
const MOST_STEPS: usize = 14;
/// Most pages named per step.
const MOST_PAGES: usize = 3;

/// The steps: one or more lines each, with line ends; empty if there are none. `columns` is the width of the
/// terminal.
pub fn told(answer: &Answer, steps: &[Step], columns: Option<usize>) -> String {
    let mut said = Lines::under(columns);
    if steps.is_empty() {
        return said.done();
    }
    said.line("Steps", &format!("{} in all", seconds(Duration::from_millis(answer.took_ms))));
    let told = together(steps);
    for (took, step) in told.iter().take(MOST_STEPS) {
        said.line(&seconds(*took), step);
    }
    if told.len() > MOST_STEPS {
        let took = told[MOST_STEPS..].iter().map(|step| step.0).sum();
        said.line(&seconds(took), &format!("in {}", counted(told.len() - MOST_STEPS, "step")));
    }
    said.done()
}

/// One sentence per step, in order. Fruitless steps in several views are merged into one.
fn together(steps: &[Step]) -> Vec<(Duration, String)> {
    let mut told: Vec<(Duration, Told)> = Vec::new();
    let mut left = steps;
    while let [first, rest @ ..] = left {
        let (took, now, used) = match (&first.found, rest.first()) {
            (Found::Recalled { basis, pages, .. }, Some(Step { found: Found::Laid { held, .. }, took }))
                if held.is_empty() =>
            {
                (first.took + *took, Told::InVain { basis: *basis, views: 1, pages: *pages }, 2)
            }
            (Found::Settled { compared: 0, .. }, _) => (first.took, Told::Nothing, 1),
            (Found::Seen { .. }, _) if told.iter().any(|one| one.1.is_view()) => {
                (first.took, Told::Views(1), 1)
            }
            (found, _) => (first.took, Told::Step(found, told.iter().any(|one| one.1.is_compared())), 1),
        };
        left = &left[used..];
        match told.iter_mut().find_map(|one| one.1.joined(&now).map(|both| (both, one))) {
            Some((both, one)) => *one = (one.0 + took, both),
            None => told.push((took, now)),
        }
    }
    told.into_iter().filter_map(|(took, one)| Some((took, one.said()?))).collect()
}

/// Content of one line.
enum Told<'a> {
    Nothing,
    /// A single step, and whether a page was compared before it.
    Step(&'a Found, bool),
    /// Number of further views.
    Views(usize),
    /// Candidates of a feature in several views, none of which could be registered.
    InVain {
        basis: Basis,
        views: usize,
        pages: usize,
    },
}

impl Told<'_> {
    fn is_view(&self) -> bool {
        matches!(self, Told::Step(Found::Seen { .. }, _))
    }

    fn is_compared(&self) -> bool {
        matches!(self, Told::Step(Found::Compared { .. }, _))
    }

    /// Merges both. Returns `None` if they are of different kinds.
    fn joined(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Told::Views(a), Told::Views(b)) => Some(Told::Views(a + b)),
            (Told::InVain { basis: a, views, pages }, Told::InVain { basis: b, views: v, pages: p })
                if a == b =>
            {
                Some(Told::InVain { basis: *a, views: views + v, pages: pages + p })
            }
            _ => None,
        }
    }

    fn said(&self) -> Option<String> {
        match self {
            Told::Nothing => None,
            Told::Step(found, is_brief) => Some(sentence(found, *is_brief)),
            Told::Views(number) => Some(format!("seen in {}", counted(*number, "other view"))),
            Told::InVain { basis, views, pages } => {
                let (count, by) = (counted(*pages, "candidate"), messages::basis(*basis));
                let held = if *pages > 0 { ", none of which held when laid over the picture" } else { "" };
                Some(format!("{count} by {by} in {}{held}", counted(*views, "view")))
            }
        }
    }
}

/// A step; `is_brief` leaves out the rules that were met.
fn sentence(found: &Found, is_brief: bool) -> String {
    match found {
        Found::Kept => "kept from an earlier check: nothing was looked at".into(),
        Found::Decoded => "decoded, in a process of its own".into(),
        Found::Same(0) => "no original has the same bytes or pixels".into(),
        Found::Same(pages) => format!("the same bytes or pixels: {}", counted(*pages, "page")),
        Found::Seen { view, lines, words } => {
            format!("seen {view}: {}, {}", counted(*lines, "line"), counted(*words, "word"))
        }
        Found::Recalled { basis, view, pages, best } => {
            let (count, by) = (counted(*pages, "candidate"), messages::basis(*basis));
            format!("{count} by {by}, {view}{}", listed(best, *pages, |page| recalled(page, *basis)))
        }
        Found::Laid { tried, held } => {
            let count = held.len();
            format!("laid over the picture, {count} of {tried} held{}", listed(held, count, placed))
        }
        Found::Compared { page, measures, verdict } => {
            let (decides, held) = rules(measures);
            let held = if is_brief { String::new() } else { held };
            format!("{}: {}; {decides}{held}", messages::page(page), messages::verdict(*verdict))
        }
        Found::Settled { compared, kept, words, strange, beside } => {
            let apart =
                if *beside == 0 { String::new() } else { format!("; {} beside", counted(*beside, "word")) };
            format!(
                "{kept} of {} compared explained a part best; {strange} of {} of the picture unexplained{apart}",
                counted(*compared, "page"),
                counted(*words, "word")
            )
        }
        Found::Read(words) => format!("read in the picture: {}", counted(*words, "word")),
        Found::Scored { page, agreeing, sure, differing, unclear, strange, verdict } => format!(
            "{} by its words: {}; of {} that were read surely {agreeing} agree; {} differing, {unclear} not to be \
             told; {} strange to it",
            messages::page(page),
            messages::verdict(*verdict),
            counted(*sure, "word"),
            counted(*differing, "place"),
            counted(*strange, "word")
        ),
    }
}

/// ": one, two, three, and 4 more"; empty if there are none.
fn listed<T>(pages: &[T], all: usize, said: impl Fn(&T) -> String) -> String {
    if pages.is_empty() {
        return String::new();
    }
    let shown: Vec<String> = pages.iter().take(MOST_PAGES).map(said).collect();
    let more = if all > shown.len() { format!(", and {} more", all - shown.len()) } else { String::new() };
    format!(": {}{more}", shown.join(", "))
}

fn recalled(named: &Named, basis: Basis) -> String {
    let Named { page, hits, support } = named;
    let page = messages::page(page);
    match basis {
        Basis::Perceptual => format!("{page} ({hits} of 64 signs)"),
        _ => format!("{page} ({}, weight {support:.0})", counted(*hits, "hit")),
    }
}

fn placed(placed: &Placed) -> String {
    let Placed { page, agreeing, tiles, error, chance } = placed;
    format!(
        "{} ({agreeing} of {tiles} tiles, {error:.2} pixels off, chance {})",
        messages::page(page),
        power(*chance)
    )
}

/// The rule that decided, and the rules before it, which were met.
fn rules(measures: &[Measure]) -> (String, String) {
    let broken = measures.iter().position(|measure| !measure.holds());
    let held: Vec<String> = measures.iter().take(broken.unwrap_or(measures.len())).map(measured).collect();
    let held = held.join(", ");
    match broken {
        Some(0) => (format!("decided by {}", measured(&measures[0])), String::new()),
        Some(at) => (format!("decided by {}", measured(&measures[at])), format!("; held before: {held}")),
        None => ("every rule held".into(), format!(": {held}")),
    }
}

/// "differences 1 (at most 0)".
fn measured(measure: &Measure) -> String {
    let (name, form): (&str, fn(f64) -> String) = match measure.what {
        Measured::Chance => ("chance", power),
        Measured::Witnesses => ("cells that agree", whole),
        Measured::Agreeing => ("agreeing", percent),
        Measured::Differences => ("differences", whole),
        Measured::Legible => ("large enough", percent),
        Measured::Letter => ("letters, in pixels,", tenths),
        Measured::Noise => ("noise", hundredths),
        Measured::Compared => ("compared", percent),
        Measured::Specks => ("specks", whole),
        Measured::Doubtful => ("places in doubt", whole),
        Measured::Written => ("places written on", whole),
        Measured::Recoloured => ("places in another colour", whole),
    };
    let (bound, limit) = match measure.bound {
        Bound::AtLeast(least) => ("at least", least),
        Bound::AtMost(most) => ("at most", most),
    };
    format!("{name} {} ({bound} {})", form(measure.value), form(limit))
}

/// A number given by its log10.
fn power(logarithm: f64) -> String {
    format!("{:.0e}", 10f64.powf(logarithm.max(-300.0)))
}

fn whole(value: f64) -> String {
    messages::number(value as u64)
}

fn percent(share: f64) -> String {
    // Round down, so that 100 % means all.
    format!("{:.1} %", (share * 1000.0 + 1e-6).floor() / 10.0)
}

fn tenths(value: f64) -> String {
    format!("{value:.1}")
}

fn hundredths(value: f64) -> String {
    format!("{value:.2}")
}

fn seconds(took: Duration) -> String {
    format!("{:.3} s", took.as_secs_f64())
}
