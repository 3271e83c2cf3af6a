//! Options of `serve`.

use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use super::{LinkArgs, LogArgs, PictureArgs, SearchedArgs, one_or_more};

/// Port of the server, if no other is named.
const PORT: u16 = 8075;

/// Serving the page and the API.
#[derive(clap::Args, Debug)]
pub struct ServeArgs {
    /// The index to search.
    #[command(flatten)]
    pub searched: SearchedArgs,
    /// Listen at this address; other than this machine's own, others reach it
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::from(Ipv4Addr::LOCALHOST))]
    pub listen: IpAddr,
    /// Listen at this port; 0 is a free one
    #[arg(long, value_name = "PORT", default_value_t = PORT)]
    pub port: u16,
    /// A further name under which browsers reach it, as behind a proxy: HOST, or HOST:PORT
    #[arg(long, value_name = "HOST")]
    pub name: Vec<String>,
    /// Take the token from this file [default: a new one at each start]
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// How pictures are read and shown.
    #[command(flatten)]
    pub pictures: PictureArgs,
    /// Pictures that are checked at once [default: one a core]
    #[arg(long, value_name = "N", value_parser = one_or_more)]
    pub threads: Option<NonZeroUsize>,
    /// How it is entered in a log.
    #[command(flatten)]
    pub log: LogArgs,
    /// How links are fetched.
    #[command(flatten)]
    pub links: LinkArgs,
}
