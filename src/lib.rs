//! Checks whether a picture shows a page of a document set: which page, which part of it, and what differs.
//!
//! Index the originals once, then check each picture against the index.
//!
//! **An original** goes `ingest → load → sandbox (decode) → features → index`. [`ingest`] lists the files and
//! writes each document in one transaction. [`load`] reads a file and decodes it in a child process
//! ([`sandbox`]), because files are untrusted. [`features`] extracts the search keys of a page, [`ocr`] reads
//! the words of scans, [`convert`] renders office files with LibreOffice, and [`index`] stores keys, words and
//! a grey image of each page.
//!
//! **A picture** goes through [`check`]: view → recall → register → align → extent → detect, text → verdict.
//! [`report`] turns the answer into text for people and JSON for programs, with the images that [`figure`]
//! makes.
//!
//! **Afterwards**, [`custody`] proves what was answered (log, time stamps, archive of pictures, and an audit of
//! all three), [`dkim`] checks the signatures of messages, and [`evaluate`] measures the accuracy on your own
//! documents. [`fetch`] follows links. [`imaging`] has image primitives, [`model`] the plain values passed
//! between stages, [`limits`] every cap, [`error`] the errors that stop a command, and [`cli`] is the command
//! line.
//!
//! To use the library you need an index and one [`Checker`] per thread.
//!
//! ```no_run
//! use std::path::Path;
//! use std::process::ExitCode;
//!
//! use verify_shot::{Checker, report::text, sandbox};
//!
//! fn main() -> ExitCode {
//!     // Files are decoded in child processes, which are this program started again.
//!     if sandbox::is_child() {
//!         return sandbox::serve();
//!     }
//!     let mut checker = Checker::open(Path::new("leak.db"), None).expect("an index");
//!     let answer = checker.answer(Path::new("shot.png")).answer;
//!     println!("{}", text::answer(&answer));
//!     ExitCode::SUCCESS
//! }
//! ```
//!
//! [`ingest::add`] builds the index; `examples/check.rs` shows both.

pub mod check;
pub mod cli;
pub mod convert;
pub mod custody;
mod decode;
pub mod dkim;
pub mod error;
pub mod evaluate;
pub mod features;
pub mod fetch;
pub mod figure;
pub mod imaging;
pub mod index;
pub mod ingest;
pub mod limits;
pub mod load;
pub mod model;
pub mod ocr;
pub mod report;
pub mod sandbox;

pub use check::verdict::certainty::{comparison, is_page_certain};
pub use check::{CheckResult, Checker, CheckerBuilder};
pub use error::Error;
pub use index::Index;
pub use model::answer::{
    Answer, Comparison, Difference, DifferenceKind, Finding, Hidden, HiddenKind, PageAnswer, PageKind,
    PageRef, Verdict,
};
pub use model::coverage::{Accounts, Coverage};
pub use model::reason::Reason;
pub use ocr::OcrEngine;
