//! Is this picture a page of that document set, which page, what part of it, and does anything in it differ?
//!
//! Originals become an index once; then each picture walks past it.
//!
//! **Originals** ([`ingest`]). [`source`] finds the files. [`intake`] takes each into memory and has it decoded in a
//! child process ([`guard`]), for files come from strangers. Of every page that comes back the tracks ([`track`]) take
//! keys, [`rendition`] keeps a small grey picture, and [`index`] writes both: one document a transaction. Where that is asked
//! for, [`read`] reads the words of scans.
//!
//! **A picture** ([`check`]). [`intake`] decodes it in the same way. [`verify`] asks the index for pages with the same
//! keys, lays each candidate page over the picture, compares piece by piece, and judges. [`report`] puts the answer
//! into words for people and JSON for programs.
//!
//! **Signatures** ([`dkim`]). Those that messages carry are held against keys that were given.
//!
//! **What was said** ([`log`]). Answers can be entered in a log whose entries hold each other; [`audit`] goes through log,
//! evidence and index anew.
//!
//! **A trial** ([`trial`]). Pictures are made of an index's own pages, genuine and changed, and checked: what comes of it
//! tells how far answers are to be trusted on these documents.
//!
//! A program of your own needs two things: an index, and a [`check::Checker`] for each thread.
//!
//! ```no_run
//! use std::path::Path;
//! use std::process::ExitCode;
//!
//! use verify_shot::{check::Checker, guard, report::text};
//!
//! fn main() -> ExitCode {
//!     // Files are decoded in child processes, which are this very program started again.
//!     if guard::is_child() {
//!         return guard::serve();
//!     }
//!     let mut checker = Checker::open(Path::new("leak.db"), None).expect("an index");
//!     let answer = checker.answer(Path::new("shot.png")).answer;
//!     println!("{}", text::answer(&answer));
//!     ExitCode::SUCCESS
//! }
//! ```
//!
//! [`ingest::add`] makes the index; `examples/check.rs` has both.
//!
//! [`office`] has office files drawn by LibreOffice. [`originals`] draws pages anew from their files. [`model`] holds the plain values that travel between these parts,
//! [`limits`] every cap, [`error`] what can stop a command, [`squeeze`] the compression of what is kept. [`cli`] is the
//! command line.

pub mod audit;
pub mod check;
pub mod cli;
pub mod dkim;
pub mod error;
pub mod exhibit;
mod format;
pub mod guard;
pub mod index;
pub mod ingest;
pub mod intake;
pub mod limits;
pub mod log;
pub mod model;
pub mod office;
pub mod originals;
pub mod read;
pub mod rendition;
pub mod report;
pub mod source;
pub mod squeeze;
pub mod track;
pub mod trial;
pub mod verify;
