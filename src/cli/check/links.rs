//! What was typed about links, turned into how they are fetched.

use std::time::Duration;

use url::Url;

use super::inputs::is_picture;
use crate::cli::args::LinkArgs;
use crate::cli::data::data_folder;
use crate::error::Error;
use crate::source::fetch::Manner;
use crate::source::links::Settings;
use crate::source::post::Bases;

/// How links are fetched, or what is wrong with what was typed.
pub fn settings(args: &LinkArgs) -> Result<Settings, Error> {
    let proxy = args.proxy.as_deref().map(|typed| {
        let url = Url::parse(typed).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        url.ok_or_else(|| Error::Request(format!("--proxy {typed}: give it as http://HOST:PORT.")))
    });
    let time = Duration::from_secs(args.timeout);
    Ok(Settings {
        offline: args.offline,
        manner: Manner { allow_private: args.allow_private, proxy: proxy.transpose()?, time },
        bases: Bases::with(&args.service).map_err(Error::Request)?,
        is_picture,
        // Files need no such folder, and are checked without.
        keep: args.keep.clone().or_else(|| Some(data_folder().ok()?.join("evidence"))),
    })
}
