//! Files that are written as a whole or not at all.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Writes a file beside its place and moves it there: where that fails, what stood there still stands, and nothing half
/// written does. A link stays one, and what is no file, as a pipe, is written to.
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

/// Fails where something stands there that may not be written: it is not to be replaced either.
pub fn may_be_written(to: &Path) -> io::Result<()> {
    match OpenOptions::new().write(true).open(to) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

/// The folder in which a file is, or would be.
pub fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
