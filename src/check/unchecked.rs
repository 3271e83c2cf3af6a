//! Findings and answers of which nothing could be checked: they say why.

use std::path::Path;

use crate::index::{Error, Index};
use crate::model::answer::{Answer, Finding, IndexSummary, Verdict};
use crate::model::coverage::Coverage;
use crate::model::reason::Reason;

/// The answer about an input that could not be read.
pub fn not_checked(path: &Path, why: Vec<Reason>, index: IndexSummary) -> Answer {
    let input = path.to_string_lossy().into_owned();
    let (finding, cited) = (why_not(why), None);
    Answer {
        input,
        sha256: None,
        size: None,
        finding,
        quotation: None,
        fetched: None,
        file: None,
        index,
        cited,
        took_ms: 0,
    }
}

/// The finding if the index cannot be read. Of several files, the error may not say which of them it is.
pub fn index_failed(index: &Index, e: &Error) -> Finding {
    let files = index.paths();
    let which = match files.only() {
        None if !matches!(e, Error::OfFile { .. }) => {
            format!("; `verify-shot index verify` says which of them it is: {files}")
        }
        _ => String::new(),
    };
    why_not(vec![Reason::IndexFailed(format!("{e}{which}"))])
}

/// The finding of which nothing could be checked.
pub fn why_not(why: Vec<Reason>) -> Finding {
    Finding {
        verdict: Verdict::NotChecked,
        pages: Vec::new(),
        also: Vec::new(),
        coverage: Coverage::default(),
        why,
    }
}
