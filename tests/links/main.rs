//! Links, through the command line, against a web server on this machine that plays the services.

#[path = "../common/mod.rs"]
mod common;
mod evidence;
mod hostile;
mod lists;
#[cfg(target_os = "linux")]
mod offline;
mod posts;
mod server;
mod tls;

use common::{Desk, Said, png};
use serde_json::Value;

/// A desk with an index of three pictures, `png(1)` to `png(3)`.
pub fn desk() -> Desk {
    let desk = Desk::new();
    for seed in 1..=3 {
        desk.write(&format!("leak/{seed}.png"), &png(seed));
    }
    desk.expect(0, &["add", "leak"]);
    desk
}

/// The answers about links, asked on this machine.
pub fn ask(desk: &Desk, arguments: &[&str]) -> Vec<Value> {
    said(desk, arguments).lines()
}

/// What is said of links, as JSON, asked on this machine.
pub fn said(desk: &Desk, arguments: &[&str]) -> Said {
    desk.run(&[arguments, &["--json", "--allow-private"]].concat())
}

/// The one sentence of an answer that could not be given.
pub fn why(answer: &Value) -> String {
    assert_eq!(answer["verdict"], "not_checked", "{answer}");
    assert_eq!(answer["why"].as_array().unwrap().len(), 1, "{answer}");
    answer["why"][0].as_str().unwrap().to_owned()
}
