//! What was typed about links, turned into how they are fetched.

use super::inputs::is_picture;
use crate::cli::args::LinkArgs;
use crate::cli::data_dir::data_folder;
use crate::cli::network::manner;
use crate::error::Error;
use crate::fetch::links::Settings;
use crate::fetch::post::Bases;

/// How links are fetched, or what is wrong with what was typed.
pub fn settings(args: &LinkArgs) -> Result<Settings, Error> {
    Ok(Settings {
        offline: args.network.offline,
        manner: manner(&args.network)?,
        bases: Bases::with(&args.service).map_err(Error::Request)?,
        is_picture,
        // Files need no such folder, and are checked without.
        keep: args.keep.clone().or_else(|| Some(data_folder().ok()?.join("evidence"))),
    })
}
