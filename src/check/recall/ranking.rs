//! The order of candidates. Of equally good ones, the order of the set decides, and not the order of adding.

use std::cmp::Ordering;

use crate::index::{Error, Index, PageId};

/// Sorts candidates by `better`. Ties among the first `most`, and between these and the others, are broken by the order of
/// the set; later candidates are left as they are.
///
/// # Errors
///
/// If the index cannot be read.
pub fn rank<T>(
    candidates: &mut [T],
    most: usize,
    better: impl Fn(&T, &T) -> Ordering,
    page: impl Fn(&T) -> PageId,
    index: &Index,
) -> Result<(), Error> {
    candidates.sort_by(&better);
    let mut ranked = 0;
    for tied in candidates.chunk_by_mut(|a, b| better(a, b).is_eq()) {
        if ranked >= most {
            break;
        }
        ranked += tied.len();
        index.sort_as_in_set(tied, &page)?;
    }
    Ok(())
}
