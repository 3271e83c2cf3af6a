//! The index: one SQLite file that finds keys and keeps of each page what is needed to compare with it.
//!
//! It knows no track: a key is a digest, a hash with a distance, or a token with a place, whatever it stands for.

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

use crate::model::feature_key::TrackId;

/// A page of the index. Numbers are never used again, and mean nothing in another index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PageId(u32);

/// Every track there can be, by its number in the file.
const TRACKS: [TrackId; 6] = [
    TrackId::Exact,
    TrackId::Perceptual,
    TrackId::Layout,
    TrackId::Features,
    TrackId::Words,
    TrackId::Reading,
];
