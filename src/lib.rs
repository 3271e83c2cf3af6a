//! Is this picture a page of that document set, which page, what part of it, and does anything in it differ?
//!
//! Originals become an index once; then each picture walks past it.
//!
//! **Originals** ([`ingest`]). [`source`] finds the files. [`intake`] takes each into memory and has it decoded in a
//! child process ([`guard`]), for files come from strangers. Of every page that comes back the tracks ([`track`]) take
//! keys, [`rendition`] keeps a small grey picture, and [`index`] writes both: one document a transaction.
//!
//! **A picture** ([`check`]). [`intake`] decodes it in the same way. [`verify`] asks the index for pages with the same
//! keys, lays each candidate page over the picture, compares piece by piece, and judges. [`report`] puts the answer
//! into words for people and JSON for programs.
//!
//! **A trial** ([`trial`]). Pictures are made of an index's own pages, genuine and changed, and checked: what comes of it
//! tells how far answers are to be trusted on these documents.
//!
//! [`model`] holds the plain values that travel between these parts, [`limits`] every cap, [`error`] what can stop a
//! command, [`squeeze`] the compression of what is kept. [`cli`] is the command line.

pub mod check;
pub mod cli;
pub mod error;
pub mod exhibit;
mod format;
pub mod guard;
pub mod index;
pub mod ingest;
pub mod intake;
pub mod limits;
pub mod model;
pub mod read;
pub mod rendition;
pub mod report;
pub mod source;
pub mod squeeze;
pub mod track;
pub mod trial;
pub mod verify;
