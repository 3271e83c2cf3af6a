//! Checks pictures against a folder of originals, from a program of one's own:
//!
//! ```sh
//! cargo run --release --example check -- testdata/originals/memos testdata/shots/changed-digit-in-a-post/picture.jpg
//! ```

use std::path::PathBuf;
use std::process::ExitCode;

use verify_shot::{AddOptions, AddProgress, Checker, add, answer_as_text, is_child, serve_as_child};

/// Nobody is told how far it is.
struct Quiet;

impl AddProgress for Quiet {
    fn planned(&self, _files: usize) {}
    fn page(&self) {}
    fn file(&self) {}
}

fn main() -> ExitCode {
    // Files are decoded in child processes, which are this very program: it serves as one when it is started as one.
    if is_child() {
        return serve_as_child();
    }
    match check() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn check() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let originals = arguments.next().ok_or("Name a folder of originals, then pictures.")?;
    let folder = tempfile::tempdir()?;
    let index = folder.path().join("originals.db");

    // Once: the originals into an index. Unchanged files are skipped the next time.
    let options =
        AddOptions { prune: false, renditions: true, threads: 2, office: None, redrawer: None, ocr: None };
    let added = add(&[originals], &index, options, &Quiet)?;
    println!("{} pages read, {} parts not.\n", added.pages, added.unread.len());

    // Then: pictures. A checker is for one thread; several may read one index, also while it is written.
    let mut checker = Checker::open(&index, None)?;
    for picture in arguments {
        let answer = checker.answer(&picture).answer;
        println!("{}", answer_as_text(&answer));
        for page in &answer.finding.pages {
            for difference in &page.differences {
                println!("look at {} of {}", difference.bounds, answer.input);
            }
        }
    }
    Ok(())
}
