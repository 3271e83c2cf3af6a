//! Sentences for people. They are about the picture and the index, never about a claim made with the picture.

use crate::check::verdict::certainty::{comparison, is_page_certain};
use crate::index::WordCounts;
use crate::model::answer::{
    Basis, Comparison, DifferenceKind, Finding, Hidden, HiddenKind, PageAnswer, PageKind, PageRef, Verdict,
};
use crate::model::coverage::Coverage;
use crate::model::origin::{Origin, Part};
use crate::model::signature::{Signed, Standing};

/// Added to every answer that found no page.
pub const NOT_FALSE: &str = "This does not make it false: the index may lack the page.";
/// Said of an index to which adding did not finish.
pub const UNFINISHED: &str = "An `add` to this index was stopped or still goes on: documents may be missing from it. \
    `verify-shot index status` names them; `add` goes on where it was.";
/// Added to every answer that found a page.
pub const NOT_JUDGED: &str =
    "This compares the picture with your document. It does not check what is claimed about it.";

/// Statement at the end of every HTML report.
pub const DOES_NOT_SAY: &str = "It does not say whether the document is what it claims to be, whether your original is the right version, or whether \
    what it tells is so. A picture without differences can still mislead by what it leaves out.";

/// Symbol of a verdict.
pub fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Identical => "≡",
        Verdict::Match => "=",
        Verdict::Altered => "≠",
        Verdict::Inconclusive => "?",
        Verdict::NotFound => "∅",
        Verdict::NotChecked => "×",
    }
}

/// First line of an answer.
pub fn headline(finding: &Finding) -> String {
    let pages = pages(finding);
    match finding.verdict {
        Verdict::Identical => "Same file, or same pixels, as an original".into(),
        Verdict::Match => {
            format!("Matches {pages}. No differences found in the part compared{}", covered(finding))
        }
        Verdict::Altered => match finding.pages.iter().map(|p| p.differences.len()).sum() {
            0 => format!("Matches {pages}, joined as if they were one page"),
            count => format!("Matches {pages}, with {}", counted(count, "difference")),
        },
        // A reply that quotes a message shows its words, too.
        Verdict::Inconclusive if is_page_certain(finding) == Some(true) && is_by_words(finding) => {
            format!("Shows text of {pages}")
        }
        Verdict::Inconclusive if is_page_certain(finding) == Some(true) => format!("Shows {pages}"),
        Verdict::Inconclusive if !finding.pages.is_empty() => {
            format!("Possible match with {pages}. A person needs to look")
        }
        Verdict::Inconclusive => "Possible match. A person needs to look".into(),
        Verdict::NotFound => "Not found in this index".into(),
        Verdict::NotChecked => "Could not be checked".into(),
    }
}

/// Line below the headline if the page is certain and the verdict is not: how far the comparison went, and what to
/// do. Returns `None` for other answers.
pub fn below_headline(finding: &Finding) -> Option<String> {
    let is_so = finding.verdict == Verdict::Inconclusive && is_page_certain(finding) == Some(true);
    is_so.then(|| compared(finding)).flatten().map(|compared| format!("{compared}: a person needs to look"))
}

/// Headline, and the line below it, in one line without the last full stop.
pub fn headlines(finding: &Finding) -> String {
    let below = below_headline(finding).map_or(String::new(), |below| format!(". {below}"));
    headline(finding) + &below
}

/// How far the comparison went. Returns `None` if no page is named.
pub fn compared(finding: &Finding) -> Option<&'static str> {
    comparison(finding).map(|comparison| match comparison {
        Comparison::Full => "Compared fully",
        Comparison::Words if is_by_words(finding) => "Words compared, the look not",
        Comparison::Words => "Words compared, single letters not",
        Comparison::Part => "Compared only in part",
        Comparison::None => "Not compared",
    })
}

/// How far the comparison went, if not everything was compared fully.
pub fn compared_less(finding: &Finding) -> Option<&'static str> {
    compared(finding).filter(|_| comparison(finding) != Some(Comparison::Full))
}

/// Whether pages were compared by their words alone.
fn is_by_words(finding: &Finding) -> bool {
    finding.pages.iter().all(|page| page.basis == [Basis::Words])
}

/// Whether the pages are certain. Returns `None` if no page is named.
pub fn certain(finding: &Finding) -> Option<&'static str> {
    is_page_certain(finding).map(|is_certain| if is_certain { "certain" } else { "likely, not certain" })
}

/// The pages of an answer: "page 1 of a.pdf and page 3 of b.pdf (twice)". Empty if no page is named.
pub fn pages(finding: &Finding) -> String {
    let mut names: Vec<(String, usize)> = Vec::new();
    for name in finding.pages.iter().map(shown) {
        match names.iter_mut().find(|(known, _)| *known == name) {
            Some((_, times)) => *times += 1,
            None => names.push((name, 1)),
        }
    }
    let said = |(name, times): (String, usize)| match times {
        1 => name,
        2 => format!("{name} (twice)"),
        _ => format!("{name} ({times} times)"),
    };
    names.into_iter().map(said).collect::<Vec<_>>().join(" and ")
}

/// Number of covered places, as the end of a headline.
fn covered(finding: &Finding) -> String {
    let covers = |hidden: &&Hidden| matches!(hidden.kind, HiddenKind::Redaction | HiddenKind::Blur);
    match finding.pages.iter().flat_map(|page| &page.hidden).filter(covers).count() {
        0 => String::new(),
        1 => "; 1 place is covered".into(),
        count => format!("; {count} places are covered"),
    }
}

/// Shares of everything that is shown, by class. Returns `None` if nothing was compared.
pub fn coverage(coverage: &Coverage) -> Option<String> {
    let beside = match coverage.words_beside {
        0 => String::new(),
        words => format!("; {} beside the page", counted(words, "word")),
    };
    let (accounts, what) = match coverage.ink.total() {
        0 => (&coverage.words, "words"),
        _ => (&coverage.ink, "ink"),
    };
    let total = accounts.total();
    let share = |amount: usize| 100.0 * amount as f64 / total as f64;
    let said = |(name, amount): (&str, usize)| {
        let share = match share(amount) {
            share if share < 1.0 => "less than 1".to_owned(),
            share if share > 99.0 && amount < total => "more than 99".to_owned(),
            share => format!("{share:.0}"),
        };
        format!("{share} % {}", account(name))
    };
    let parts: Vec<String> =
        accounts.named().into_iter().filter(|(_, amount)| *amount > 0).map(said).collect();
    (total > 0).then(|| format!("of the {what} shown {}{beside}", parts.join(", ")))
}

/// Name of a coverage class for people.
fn account(name: &str) -> &'static str {
    match name {
        "agrees" => "agrees",
        "differs" => "differs",
        "covered" => "is covered",
        "marked" => "is marked",
        "unclear" => "is too small or unclear to tell",
        _ => "could not be read",
    }
}

/// Number of pages by source of their words; zeros are left out.
pub fn of_words(words: WordCounts) -> String {
    let WordCounts { own, read, failed, unread, none } = words;
    let others = [
        (read, "read by OCR"),
        (failed, "that OCR could not read"),
        (unread, "whose words are not read (`add --ocr`)"),
        (none, "without words"),
    ];
    let others = others.into_iter().filter(|(pages, _)| *pages > 0);
    let own = format!("{} with words of their own", number(own));
    others.fold(own, |said, (pages, what)| format!("{said}, {} {what}", number(pages)))
}

/// Verdict in a word or two, for tables.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Identical => "identical",
        Verdict::Match => "match",
        Verdict::Altered => "altered",
        Verdict::Inconclusive => "inconclusive",
        Verdict::NotFound => "not found",
        Verdict::NotChecked => "not checked",
    }
}

/// Recommended action for a verdict, for tables.
pub fn advice(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Identical => "nothing differs at all",
        Verdict::Match => "no differences found in the part compared",
        Verdict::Altered => "look at each place that differs",
        Verdict::Inconclusive => "a person needs to decide",
        Verdict::NotFound => "this does not make them false",
        Verdict::NotChecked => "nothing is implied",
    }
}

/// Number of inconclusive answers whose page is certain, as the end of an advice. Empty if there are none.
pub fn of_them_certain(count: u64) -> String {
    if count == 0 { String::new() } else { format!("; the page is certain in {}", number(count)) }
}

/// A page by number and document.
pub fn page(page: &PageRef) -> String {
    format!("page {} of {}", page.page, page.document)
}

/// A page that the picture shows. A message is called a message.
pub fn shown(answer: &PageAnswer) -> String {
    let PageRef { document, page: number } = &answer.page;
    match answer.kind {
        PageKind::Page => page(&answer.page),
        PageKind::Message => format!("message {document}"),
        PageKind::MailboxMessage => format!("message {number} of {document}"),
    }
}

/// A further page that fits equally well. It is not known to be a message or a page, so beside a message it has no
/// noun.
pub fn also(also: &PageRef, finding: &Finding) -> String {
    format!("{} explains it equally well", also_named(also, finding))
}

/// The name of a further page.
pub fn also_named(also: &PageRef, finding: &Finding) -> String {
    let is_mail = finding.pages.iter().any(|page| page.kind != PageKind::Page);
    match also.page {
        1 if is_mail => also.document.clone(),
        number if is_mail => format!("{}, number {number},", also.document),
        _ => page(also),
    }
}

/// Evidence by which a page was recognised.
pub fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Bytes => "byte for byte",
        Basis::Pixels => "pixel for pixel",
        Basis::Perceptual => "the picture as a whole",
        Basis::Layout => "word layout",
        Basis::Features => "small details",
        Basis::Picture => "pixel comparison",
        Basis::Words => "words",
    }
}

/// Kind of a difference.
pub fn difference(kind: DifferenceKind) -> &'static str {
    match kind {
        DifferenceKind::Changed => "changed in the picture",
        DifferenceKind::Missing => "missing from the picture",
        DifferenceKind::Added => "added to the picture",
    }
}

/// Which of a link's pictures it is, unless it is the only one.
pub fn which(origin: &Origin) -> String {
    let (number, count) = (origin.number, origin.of);
    let of = if count > 1 { format!(" ({number} of {count})") } else { String::new() };
    match origin.part {
        Part::Picture => of,
        Part::VideoStill => of + ", the still of a video, whose other frames were not seen",
        Part::Card => of + ", the picture that announces the page",
    }
}

/// Kind of a difference, as a sentence.
pub fn ink(kind: DifferenceKind) -> &'static str {
    match kind {
        DifferenceKind::Changed => "Something was changed here.",
        DifferenceKind::Missing => "Something of the original is missing here.",
        DifferenceKind::Added => "Something was added here.",
    }
}

/// Reason a place cannot be compared.
pub fn hidden(kind: HiddenKind) -> &'static str {
    match kind {
        HiddenKind::Redaction => "covered",
        HiddenKind::Highlight => "highlighted",
        HiddenKind::Mark => "marked",
        HiddenKind::Blur => "blurred",
    }
}

/// Strength of the evidence for a page. `chance` is its number of false alarms.
pub fn strength(chance: f64) -> &'static str {
    match chance {
        c if c <= 1e-12 => "very strong",
        c if c <= 1e-6 => "strong",
        c if c <= 1e-2 => "fair",
        _ => "weak",
    }
}

/// A count with its noun: "1 page", "2 pages", "20,110 pages".
pub fn counted(count: usize, noun: &str) -> String {
    format!("{} {noun}{}", number(count as u64), if count == 1 { "" } else { "s" })
}

/// An integer with its digits in groups of three.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A file size: "912 B", "1.2 MB".
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let (mut size, mut unit) = (bytes as f64 / 1000.0, 0);
    while size >= 999.95 && unit + 1 < UNITS.len() {
        (size, unit) = (size / 1000.0, unit + 1);
    }
    format!("{size:.1} {}", UNITS[unit])
}

/// Program that rendered the page of an office file, and what that implies.
pub fn drawn(program: &str) -> String {
    format!("{program}, here; another program, and other typefaces, may break its lines elsewhere")
}

/// Result of checking a signature of a message.
pub fn signed(signed: &Signed) -> String {
    let of = |part: &Option<String>| part.clone().unwrap_or_default();
    let by = signed.domain.as_ref().map_or("a signature".into(), |domain| format!("a signature by {domain}"));
    let (why, key) = (of(&signed.why), format!("checked with a key from {}", of(&signed.key)));
    let said = match signed.state {
        Standing::NotSigned => "not signed".into(),
        Standing::NotKnown => format!("whether it was signed cannot be told: {why}"),
        Standing::NoKey => {
            let name = format!("{}._domainkey.{}", of(&signed.selector), of(&signed.domain));
            format!("{by} is there; its key {name} was not given")
        }
        Standing::NotChecked => format!("{by} cannot be checked: {why}"),
        Standing::DoesNotFit => format!("{by} does not fit, {key}: {why}"),
        Standing::Fits => format!("signed by {}, {key}{}", of(&signed.domain), terms(signed)),
    };
    match &signed.attached_to {
        Some(message) => format!("attached to {}: {said}", page(message)),
        None => said,
    }
}

/// Dates of a valid signature, and what it does not cover.
fn terms(signed: &Signed) -> String {
    let mut said = String::new();
    match (&signed.made, &signed.until) {
        (Some(made), Some(until)) => {
            said += &format!("; by its own word made {made} and valid until {until}")
        }
        (Some(made), None) => said += &format!("; by its own word made {made}"),
        (None, Some(until)) => said += &format!("; by its own word valid until {until}"),
        (None, None) => {}
    }
    if !signed.open.is_empty() {
        said += &format!("; it does not hold: {}", signed.open.join(", "));
    }
    said
}
