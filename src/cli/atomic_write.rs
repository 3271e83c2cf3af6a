//! Files that are written completely or not at all.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Writes a temporary file in the same folder and renames it: on failure, the old content remains. A symbolic
/// link is kept, and what is not a regular file, such as a pipe, is written to directly.
pub fn write(to: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let to = fs::canonicalize(to).unwrap_or_else(|_| to.to_owned());
    let permissions = match fs::metadata(&to) {
        Ok(about) if !about.is_file() => return fill(&mut File::create(&to)?),
        Ok(about) => may_be_written(&to).map(|()| about.permissions())?,
        Err(_) => Permissions::from_mode(0o666),
    };
    let mut being_written = tempfile::Builder::new();
    let file =
        being_written.prefix(".being-written-").permissions(permissions).tempfile_in(folder_of(&to))?;
    let mut buffered = BufWriter::new(file.as_file());
    fill(&mut buffered)?;
    buffered.flush()?;
    drop(buffered);
    file.persist(&to).map(|_| ()).map_err(|e| e.error)
}

/// Fails if a file exists that is not writable: it must not be replaced either.
pub fn may_be_written(to: &Path) -> io::Result<()> {
    match OpenOptions::new().write(true).open(to) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

/// The folder of a file, whether or not the file exists.
pub fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
