//! Is this picture a page of that document set, which page, what part of it, and does anything in it differ?
//!
//! Index the originals once, then check each picture against the index.
//!
//! **An original** goes `ingest → load → sandbox (decode) → features → index`. [`ingest`] lists the files and writes one
//! document a transaction. [`load`] reads a file and has it decoded in a child process ([`sandbox`]), because files come
//! from strangers. [`features`] takes the keys by which a page is found again, [`ocr`] reads the words of scans,
//! [`convert`] has office files drawn by LibreOffice, and [`index`] keeps keys, words and a grey image of each page.
//!
//! **A picture** goes through [`check`]: view → recall → register → align → extent → detect, text → verdict. [`report`] puts
//! the answer into words for people and JSON for programs, with the images that [`figure`] makes.
//!
//! **Later**, [`custody`] proves what was said (a log, time stamps, an archive of pictures, an audit of all three),
//! [`dkim`] checks the signatures of messages, and [`evaluate`] measures how often the program is right on your own
//! documents. [`fetch`] follows links. [`imaging`] has image primitives, [`model`] the plain values that the stages hand
//! on, [`limits`] every cap, [`error`] what can stop a command, and [`cli`] is the command line.
//!
//! A program of your own needs two things: an index, and a [`Checker`] for each thread.
//!
//! ```no_run
//! use std::path::Path;
//! use std::process::ExitCode;
//!
//! use verify_shot::{Checker, report::text, sandbox};
//!
//! fn main() -> ExitCode {
//!     // Files are decoded in child processes, which are this very program started again.
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
//! [`ingest::add`] makes the index; `examples/check.rs` has both.

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

pub use check::{CheckResult, Checker, CheckerBuilder};
pub use error::Error;
pub use index::Index;
pub use model::answer::{
    Answer, Comparison, Difference, DifferenceKind, Finding, Hidden, HiddenKind, PageAnswer, PageRef, Verdict,
};
pub use model::coverage::{Accounts, Coverage};
pub use model::reason::Reason;
pub use ocr::OcrEngine;
