//! The index: an SQLite file that looks up keys and stores what a comparison needs of each page.
//!
//! The index does not know the features: a key is a digest, a hash with a distance, or a token with a
//! placement.
//!
//! | key | found by | stored as |
//! |---|---|---|
//! | digest | equality | one row each |
//! | hash | Hamming distance | packed side by side, scanned sequentially |
//! | token with a placement | equality | postings of 14 bytes, sorted, in blocks of one database page |
//!
//! **File.** SQLite in WAL mode, marked by `application_id` and `user_version`. `schema` has the tables. A file
//! whose tables are not exactly these is refused, so no foreign view or trigger ever runs. A reader holds one
//! read transaction and sees one state while others write. Tables introduced later are added when the index is
//! next written; until then they are read as empty.
//!
//! **Several files** are read as one index (`several`, `shard`): documents are divided among them, and everything kept of
//! a document is in its file. A page number has the number of its file. A token is common by its postings in all files,
//! and the digest is that of one file with the same set, so answers do not depend on the division. An index is written
//! one file at a time.
//!
//! **Threads** that open an index together see one state of it, and have its summary, hashes and directories of postings
//! in common.
//!
//! **Order.** Page numbers follow from the order of adding, so nothing may be decided by them. Ties are broken by the
//! order of the set (`page_order`).
//!
//! **Postings.** Each document adds a sorted run, and runs of similar size are merged, so that few remain. The
//! first token of every block is in memory, and a look-up reads one block of each run. Pages of removed
//! documents are listed until the next merge drops their postings; page numbers are never reused. A merge
//! deletes each block once it is consumed, and the next block written takes its place, so the file does not
//! grow meanwhile.
//!
//! **Names.** A document is named by its path relative to the folder that was added. No such root is inside
//! another: a folder inside a known root gets the names of that root, and a root moves into a larger one when
//! that is added. So a file never has two names.
//!
//! **Digests.** The digest of an index is SHA-256 over the sorted digests of its documents: the same set gives
//! the same digest in any order and in any files, and two indexes with the same digest give the same answers. The digest of a
//! document covers everything stored of it. OCR text, office renders, second renders and DKIM keys have digests
//! of their own, which are part of that of the index. The last evaluation is not part of it.
//!
//! **OCR text** is stored beside the document, in a table and a kind of feature of its own, with program,
//! languages and a digest bound to that of the document. So it is never taken for the words of the file, and it
//! is removed with a document that is replaced or removed.
//!
//! **Import batches.** A mailbox or a store is written in batches. The digests of its pages are stored beside
//! it until the end, so another process can resume the import.
//!
//! **Damage.** A check reads a small part of an index, and asks each part before it is used. `page_row` has checksums of
//! all that is kept of a page, each block of postings has its own, and `seal` has those of the lists in which pages are
//! looked up. What does not fit its checksum is an error, never an answer.
//!
//! **Unfinished changes.** `unfinished` lists what is still to be added. The seal is broken when a change begins and
//! written when it is finished.
//!
//! **Integrity.** `integrity` recomputes all digests from the content (the postings of all runs, merged, page
//! by page), and runs the database's own integrity check. Unused space, and the sizes and times by which `add`
//! recognises files, are not covered.

mod checksum;
mod codec;
pub mod compress;
mod digest;
mod dkim_keys;
mod encoded_page;
mod error;
mod evaluation;
mod import_batches;
mod integrity;
mod listing;
mod lookup;
mod name;
mod ocr_text;
mod office_renders;
mod page_order;
mod page_row;
mod paths;
mod postings;
pub mod rendition;
mod schema;
mod seal;
pub mod second_drawing;
mod second_renders;
mod set_digest;
mod several;
mod shard;
mod stored_page;
mod unfinished;
mod unsettled;
mod write;

pub use dkim_keys::Sent;
pub use encoded_page::{Made, Squeezed};
pub use error::Error;
pub use import_batches::{Container, Making, Part};
pub use integrity::{Recount, recount};
pub use listing::Listed;
pub use lookup::{Counts, Index, UnreadPart};
pub use name::{name_of, path_of};
pub use ocr_text::{WordCounts, Wordless};
pub use office_renders::{DrawnCounts, Undrawn};
pub use paths::IndexPaths;
pub use second_renders::{RedrawnCounts, Singly};
pub use several::recount_all;
pub use stored_page::StoredPage;
pub use write::{Known, NewDocument, NewPage, RootId, Writer};

use crate::model::document::Format;
use crate::model::feature_key::FeatureKind;

/// Number of a page in the index. Numbers are never reused, and mean nothing in another index. Their order is that of
/// adding, and nothing but the grouping of equal ones may follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PageId {
    /// Number of the file that has the page.
    shard: u8,
    /// Number of the page in that file.
    number: u32,
}

/// Position of a kind of feature in [`FeatureKind::ALL`].
fn slot(track: FeatureKind) -> usize {
    FeatureKind::ALL.iter().position(|known| *known == track).expect("every track is in the list")
}

/// Names of the formats for which the function is true, as the list of an SQL `IN`.
fn names_of(is_wanted: impl Fn(Format) -> bool) -> String {
    let wanted = Format::all().filter(|format| is_wanted(*format));
    wanted.map(|format| format!("'{}'", format.name())).collect::<Vec<_>>().join(", ")
}
