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
use common::Desk;

/// A server about these pictures.
pub fn served(options: &[&str]) -> (Desk, Server) {
    let desk = Desk::with_pictures(3);
    let server = Server::start(&desk, options);
    (desk, server)
}
