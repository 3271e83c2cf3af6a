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

use common::{Desk, Said};
use serde_json::Value;

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
