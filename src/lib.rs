//! Checks whether a picture shows a page of a document set: which page, which part of it, and what differs.
//!
//! Index the originals once, then check each picture against the index.
//!
//! **An original** goes `ingest → load → sandbox (decode) → features → index`. `ingest` lists the files and
//! writes each document in one transaction. `load` reads a file and decodes it in a child process
//! (`sandbox`), because files are untrusted. `features` extracts the search keys of a page, `ocr` reads
//! the words of scans, `convert` renders office files with LibreOffice, and `index` stores keys, words and
//! a grey image of each page.
//!
//! **A picture** goes through `check`: view → recall → register → align → extent → detect, text → verdict.
//! `report` turns the answer into text for people and JSON for programs, with the images that `figure`
//! makes.
//!
//! **Afterwards**, `custody` proves what was answered (log, time stamps, archive of pictures, and an audit of
//! all three), `dkim` checks the signatures of messages, and `evaluate` measures the accuracy on your own
//! documents. `fetch` follows links. `imaging` has image primitives, `model` the plain values passed
//! between stages, `limits` every cap, `error` the errors that stop a command, and `cli` is the command
//! line. `serve` offers the check as a page and an API.
//!
//! # The library
//!
//! What a program needs is named at the root, and listed in `tests/public_api.txt`. The modules below it are open to
//! the benchmarks and tests of this package alone, and change without notice.
//!
//! Index a folder with [`add`], then use one [`Checker`] per thread:
//!
//! ```no_run
//! use std::path::Path;
//! use std::process::ExitCode;
//!
//! use verify_shot::{Checker, answer_as_text, is_child, serve_as_child};
//!
//! fn main() -> ExitCode {
//!     // Files are decoded in child processes, which are this program started again.
//!     if is_child() {
//!         return serve_as_child();
//!     }
//!     let mut checker = Checker::open(Path::new("leak.db"), None).expect("an index");
//!     let answer = checker.answer(Path::new("shot.png")).answer;
//!     println!("{}", answer_as_text(&answer));
//!     ExitCode::SUCCESS
//! }
//! ```
//!
//! `examples/check.rs` shows both.

#[doc(hidden)]
pub mod check;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod convert;
#[doc(hidden)]
pub mod custody;
mod decode;
#[doc(hidden)]
pub mod dkim;
#[doc(hidden)]
pub mod error;
#[doc(hidden)]
pub mod evaluate;
#[doc(hidden)]
pub mod features;
#[doc(hidden)]
pub mod fetch;
#[doc(hidden)]
pub mod figure;
#[doc(hidden)]
pub mod imaging;
#[doc(hidden)]
pub mod index;
#[doc(hidden)]
pub mod ingest;
#[doc(hidden)]
pub mod limits;
#[doc(hidden)]
pub mod load;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod ocr;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod sandbox;
#[doc(hidden)]
pub mod serve;

pub use check::verdict::certainty::{comparison, is_page_certain};
pub use check::{AnswerCache, CheckResult, Checker, CheckerBuilder};
pub use error::Error;
pub use index::{Error as IndexError, Index, IndexPaths};
pub use ingest::{Options as AddOptions, Progress as AddProgress, Summary as Added, add};
pub use model::answer::{
    Answer, Basis, Comparison, Difference, DifferenceKind, Finding, Hidden, HiddenKind, IndexSummary,
    PageAnswer, PageKind, PageRef, Verdict,
};
pub use model::coverage::{Accounts, Coverage};
pub use model::file_metadata::{Block as FileBlock, FileMetadata, Place as FilePlace};
pub use model::geometry::{Homography, Point, Rect};
pub use model::quotation::{Insertion, Omission, Quotation, QuotationFault, QuotedPassage, Sent};
pub use model::raster::{Picture, Raster};
pub use model::reason::Reason;
pub use ocr::OcrEngine;
pub use report::json::answer as answer_as_json;
pub use report::text::answer as answer_as_text;
pub use sandbox::{is_child, serve as serve_as_child};
