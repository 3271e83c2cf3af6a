//! What the index knows of the pages of a finding: signatures, the program that drew them, and whether their name is enough.

use super::unchecked::index_failed;
use crate::dkim;
use crate::index::Index;
use crate::model::answer::{Finding, IndexSummary, Verdict};
use crate::model::reason::Reason;

/// Adds what the index knows of the pages of a finding, and whether it may lack the page that was sought.
pub fn completed(index: &Index, summary: &IndexSummary, finding: Finding) -> Finding {
    let mut finding = with_origins(index, with_signatures(index, finding.in_words()));
    if finding.verdict == Verdict::NotFound && summary.is_unfinished {
        finding.why.push(Reason::IndexUnfinished);
    }
    finding
}

/// Adds the result of the DKIM signatures to each page that is a message.
fn with_signatures(index: &Index, mut finding: Finding) -> Finding {
    for page in &mut finding.pages {
        match dkim::of_page(index, &page.page) {
            Ok(said) => page.signatures = said,
            Err(e) => return index_failed(index, &e),
        }
    }
    finding
}

/// Adds the program that drew each page of an office file. Removes the
/// document's digest if the name alone identifies the page.
fn with_origins(index: &Index, mut finding: Finding) -> Finding {
    for page in &mut finding.pages {
        let named = match index.pages_named(&page.page) {
            Ok(named) => named,
            Err(e) => return index_failed(index, &e),
        };
        page.namesake = page.namesake.filter(|_| named.len() > 1);
        let drawn = named.into_iter().find_map(|id| index.drawn_by(id).transpose());
        match drawn.transpose() {
            Ok(drawn) => page.drawn_by = drawn,
            Err(e) => return index_failed(index, &e),
        }
    }
    finding
}
