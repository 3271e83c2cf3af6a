//! The index: one SQLite file that finds keys and keeps of each page what is needed to compare with it.
//!
//! It knows no track: a key is a digest, a hash with a distance, or a token with a place, whatever it stands for.

mod block;
mod content;
mod drawing;
mod error;
mod listing;
mod lookup;
mod name;
mod pack;
mod parts;
mod postings;
mod reading;
mod recount;
mod schema;
mod signature;
mod squeezed;
mod trial;
mod write;

pub use drawing::{DrawnCounts, Undrawn};
pub use error::Error;
pub use listing::Listed;
pub use lookup::{Counts, Index, StoredPage, UnreadPart};
pub use name::{name_of, path_of};
pub use parts::{Container, Making, Part};
pub use reading::{WordCounts, Wordless};
pub use recount::{Recount, recount};
pub use signature::Sent;
pub use squeezed::{Made, Squeezed};
pub use write::{Known, NewDocument, NewPage, RootId, Writer};

use crate::model::key::TrackId;

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
