//! What was typed about the network, turned into how it is asked.

use std::time::Duration;

use url::Url;

use super::args::NetworkArgs;
use crate::error::Error;
use crate::fetch::http::Manner;

/// How the network is asked, or what is wrong with what was typed.
pub fn manner(args: &NetworkArgs) -> Result<Manner, Error> {
    let proxy = args.proxy.as_deref().map(|typed| {
        let url = Url::parse(typed).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        url.ok_or_else(|| Error::Request(format!("--proxy {typed}: give it as http://HOST:PORT.")))
    });
    let time = Duration::from_secs(args.timeout);
    Ok(Manner { allow_private: args.allow_private, proxy: proxy.transpose()?, time })
}
