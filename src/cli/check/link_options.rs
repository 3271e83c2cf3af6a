//! Converts the options for links to fetch settings.

use super::inputs::is_picture;
use crate::cli::args::LinkArgs;
use crate::cli::data_dir::data_folder;
use crate::cli::network::manner;
use crate::error::Error;
use crate::fetch::links::Settings;
use crate::fetch::post::Bases;

/// Fetch settings, or an error in the options.
pub fn settings(args: &LinkArgs) -> Result<Settings, Error> {
    Ok(Settings {
        offline: args.network.offline,
        manner: manner(&args.network)?,
        bases: Bases::with(&args.service).map_err(Error::Request)?,
        is_picture,
        // Files do not need the folder, so its failure is not an error.
        keep: args.keep.clone().or_else(|| Some(data_folder().ok()?.join("evidence"))),
    })
}
