//! Converts the options for the network to fetch options.

use std::time::Duration;

use url::Url;

use super::args::NetworkArgs;
use crate::error::Error;
use crate::fetch::http::Manner;

/// Fetch options, or an error in the command-line options.
pub fn manner(args: &NetworkArgs) -> Result<Manner, Error> {
    let proxy = args.proxy.as_deref().map(|typed| {
        let url = Url::parse(typed).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        url.ok_or_else(|| Error::Request(format!("--proxy {typed}: give it as http://HOST:PORT.")))
    });
    let time = Duration::from_secs(args.timeout);
    Ok(Manner { allow_private: args.allow_private, proxy: proxy.transpose()?, time })
}
