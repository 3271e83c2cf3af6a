//! The user's data folder.

use std::path::PathBuf;

use directories::ProjectDirs;

use crate::error::Error;

/// Variable that names another data folder.
const DATA_VARIABLE: &str = "VERIFY_SHOT_DATA";

/// Path of the user's data folder, which may not exist yet.
pub fn data_folder() -> Result<PathBuf, Error> {
    if let Some(folder) = std::env::var_os(DATA_VARIABLE).filter(|f| !f.is_empty()) {
        return Ok(folder.into());
    }
    let project = ProjectDirs::from("", "", "verify-shot");
    let none =
        || Error::Request(format!("There is no folder for the user's data; name one in {DATA_VARIABLE}."));
    Ok(project.ok_or_else(none)?.data_dir().to_owned())
}
