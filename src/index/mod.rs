//! What is kept? The index: one SQLite file that finds keys, and keeps of each page what a comparison needs.
//!
//! The index does not know any feature: a key is a digest, a hash with a distance, or a token with a place, whatever it means.
//!
//! | key | found by | kept as |
//! |---|---|---|
//! | digest | equality | one row each |
//! | hash | Hamming distance | packed side by side, scanned in sequence |
//! | token with a place | equality | postings of 14 bytes, sorted, in blocks of one database page |
//!
//! **File.** SQLite in WAL mode, marked by `application_id` and `user_version`. `schema` has the tables. A file whose tables are not
//! exactly these is refused, so no foreign view or trigger ever runs. A reader holds one read transaction: it sees one state,
//! whoever writes at the same time. Tables that came later are added when the index is next written; an index without them is
//! read as if they were empty.
//!
//! **Postings.** Each document adds a sorted run, and runs of similar size are merged, so that few remain. The first token of every
//! block is in memory, and a look-up reads one block of each run. Pages of dropped documents are listed until the next merge leaves
//! their postings out; page numbers are never used again. A merge drops each block that it has used up, and the next block
//! written takes its place, so the file does not grow meanwhile.
//!
//! **Names.** A document is named by its path under the folder that was added. No such root lies inside another: a folder inside a
//! known root gets the names of that root, and a root moves into a larger one when that is added. So a file never has two names.
//!
//! **Digests.** The digest of an index is SHA-256 over the sorted digests of its documents: the same set gives the same digest in
//! any order, and two indexes with the same digest give the same answers. The digest of a document covers all that is kept of it.
//! Words read by OCR, office pages, second drawings and DKIM keys have digests of their own, which are part of that of the index. The
//! last trial is not part of it.
//!
//! **OCR words** are kept beside the document, in a table and a kind of feature of their own, with program, languages and a
//! digest bound to that of the document. So they are never taken for what the file says, and a document that is replaced or dropped
//! takes them along.
//!
//! **Import batches.** A mailbox or a store is written batch by batch. The digests of its pages lie beside it until its end, so another
//! process can continue.
//!
//! **Integrity.** `integrity` recomputes all digests from the content (the postings of all runs, merged, page by page), and asks the
//! database whether its own lists agree with its tables. Unused room, and the sizes and times by which `add` knows a file, are not
//! covered.

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
mod postings;
pub mod rendition;
mod schema;
pub mod second_drawing;
mod second_renders;
mod unsettled;
mod write;

pub use dkim_keys::Sent;
pub use encoded_page::{Made, Squeezed};
pub use error::Error;
pub use import_batches::{Container, Making, Part};
pub use integrity::{Recount, recount};
pub use listing::Listed;
pub use lookup::{Counts, Index, StoredPage, UnreadPart};
pub use name::{name_of, path_of};
pub use ocr_text::{WordCounts, Wordless};
pub use office_renders::{DrawnCounts, Undrawn};
pub use second_renders::{RedrawnCounts, Singly};
pub use write::{Known, NewDocument, NewPage, RootId, Writer};

use crate::model::document::Format;
use crate::model::feature_key::FeatureKind;

/// A page of the index. Numbers are never used again, and mean nothing in another index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PageId(u32);

/// Where a track stands among all.
fn slot(track: FeatureKind) -> usize {
    FeatureKind::ALL.iter().position(|known| *known == track).expect("every track is in the list")
}

/// Names of the formats that are wanted, as a list within a statement.
fn names_of(is_wanted: impl Fn(Format) -> bool) -> String {
    let wanted = Format::all().filter(|format| is_wanted(*format));
    wanted.map(|format| format!("'{}'", format.name())).collect::<Vec<_>>().join(", ")
}
