//! Does a finding contradict its own verdict? Asked of answers that come from outside, as of a journal.

use crate::model::answer::{Finding, Verdict};

/// What contradicts the verdict of a finding, as the end of a sentence. Returns `None` if nothing does.
pub fn contradiction(finding: &Finding) -> Option<&'static str> {
    let differences = finding.pages.iter().map(|page| page.differences.len()).sum::<usize>();
    let names_page = !finding.pages.is_empty();
    match finding.verdict {
        Verdict::Identical | Verdict::Match | Verdict::Altered if !names_page => Some("names no page"),
        Verdict::Identical | Verdict::Match if differences > 0 => Some("lists differences"),
        // Pages that are joined as one are an alteration without a place.
        Verdict::Altered if differences == 0 && finding.pages.len() < 2 => Some("lists no difference"),
        Verdict::NotFound | Verdict::NotChecked if names_page => Some("names a page"),
        _ => None,
    }
}
