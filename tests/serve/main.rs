//! The page and the API, through real sockets of this machine.

mod answers;
mod batches;
mod client;
#[path = "../common/mod.rs"]
mod common;
mod guard;
mod limits;
mod pages;
mod python;
mod schema;

use client::Server;
use common::{Desk, png};

/// A desk with an index of three pictures, `png(1)` to `png(3)`, as `verify-shot.db`.
pub fn desk() -> Desk {
    let desk = Desk::new();
    for seed in 1..=3 {
        desk.write(&format!("leak/{seed}.png"), &png(seed));
    }
    desk.expect(0, &["add", "leak"]);
    desk
}

/// A server about these pictures.
pub fn served(options: &[&str]) -> (Desk, Server) {
    let desk = desk();
    let server = Server::start(&desk, options);
    (desk, server)
}
