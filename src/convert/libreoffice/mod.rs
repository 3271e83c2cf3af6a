//! Rendering of office files by LibreOffice, in a separate process with limits. Its output, a PDF, is untrusted
//! like its input and is decoded in the sandbox.

pub(crate) mod cell;
mod profile;

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::limits;
use crate::model::document::Format;
use crate::model::format::OfficeKind;
use cell::{Cell, Ended};

/// Message if LibreOffice is not installed.
const NOT_THERE: &str = "`--office-pages` needs LibreOffice, which is not installed: install it (Debian: `apt-get install libreoffice-nogui`), or add without `--office-pages`.";
/// Possible names of the program in `PATH`.
const NAMES: [&str; 2] = ["soffice", "libreoffice"];
/// Name of the input file, without extension, in the working folder.
const INPUT: &str = "input";
/// Name of the output folder in the working folder.
const OUTPUT: &str = "out";

/// The program `soffice` or `libreoffice` found in `PATH`.
#[derive(Clone, Debug)]
pub struct LibreOffice {
    program: &'static str,
    version: String,
    cell: Cell,
}

impl LibreOffice {
    /// Finds the installed program.
    ///
    /// # Errors
    ///
    /// If it is not installed: a sentence that says what to install.
    pub fn ready() -> Result<Self, String> {
        let found = NAMES.into_iter().find_map(|program| Some((program, version(program)?)));
        let (program, version) = found.ok_or(NOT_THERE)?;
        Ok(Self { program, version, cell: Cell::found() })
    }

    /// Name and version: `LibreOffice 7.4.7.2`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// True if the system cuts it off from the network, in addition to its own settings.
    pub fn is_cut_off(&self) -> bool {
        self.cell.is_cut_off()
    }

    /// Renders an office file of this format to a PDF, which is untrusted.
    ///
    /// # Errors
    ///
    /// One sentence that says why there is none.
    pub fn draw(&self, bytes: &[u8], format: Format) -> Result<Vec<u8>, String> {
        let failed =
            |e: io::Error| format!("Its pages could not be drawn: LibreOffice could not be run ({e}).");
        let folder = folder().map_err(failed)?;
        // Without symbolic links: the program receives this path.
        let work = folder.path().canonicalize().map_err(failed)?;
        let ended = self.run(bytes, format, &work).map_err(failed)?;
        let seconds = limits::OFFICE_TIME.as_secs();
        let made = made(&work.join(OUTPUT).join(format!("{INPUT}.pdf"))).map_err(failed)?;
        match (ended, made) {
            (Ended::TimedOut, _) => Err(format!("Its pages could not be drawn within {seconds} s.")),
            (Ended::With(_), Some(pdf)) => Ok(pdf),
            (Ended::With(status), None) if status.success() => Err(
                "Its pages could not be drawn: LibreOffice cannot read it. It is damaged, locked by a password, or needs a \
                 part of LibreOffice that is not installed."
                    .into(),
            ),
            (Ended::With(_), None) => Err("Its pages could not be drawn: LibreOffice failed on it.".into()),
        }
    }

    fn run(&self, bytes: &[u8], format: Format, work: &Path) -> io::Result<Ended> {
        let profile_folder = work.join("profile");
        profile::make(&profile_folder)?;
        let input = work.join(INPUT).with_extension(format.name().to_lowercase());
        fs::write(&input, bytes)?;
        let mut user = std::ffi::OsString::from("-env:UserInstallation=file://");
        user.push(&profile_folder);
        let output = work.join(OUTPUT);
        let arguments = [
            user.as_os_str(),
            OsStr::new("--headless"),
            OsStr::new("--norestore"),
            OsStr::new("--nolockcheck"),
            OsStr::new("--nodefault"),
            OsStr::new("--convert-to"),
            OsStr::new(export(format)),
            OsStr::new("--outdir"),
            output.as_os_str(),
            input.as_os_str(),
        ];
        self.cell.run(OsStr::new(self.program), &arguments, work, limits::OFFICE_TIME)
    }
}

/// Export filter for a format. A sheet has no pages, so each is exported as one; hidden slides are exported,
/// too, because their words are in the index.
fn export(format: Format) -> &'static str {
    match format.office() {
        Some(OfficeKind::Workbook) => {
            r#"pdf:calc_pdf_Export:{"SinglePageSheets":{"type":"boolean","value":"true"}}"#
        }
        Some(OfficeKind::Presentation) => {
            r#"pdf:impress_pdf_Export:{"ExportHiddenSlides":{"type":"boolean","value":"true"}}"#
        }
        _ => "pdf:writer_pdf_Export",
    }
}

/// Name and version of the program without build number. Returns `None` if it is not installed.
fn version(program: &str) -> Option<String> {
    let said = Command::new(program).arg("--version").stdin(Stdio::null()).output().ok()?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let words: Vec<&str> = said.lines().next()?.split_whitespace().take(2).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// A private temporary folder, removed when dropped.
fn folder() -> io::Result<tempfile::TempDir> {
    use std::os::unix::fs::PermissionsExt;
    let own = fs::Permissions::from_mode(0o700);
    tempfile::Builder::new().prefix("verify-shot-office-").permissions(own).tempdir()
}

/// The output file. Returns `None` if there is none, or it is not a regular file or is too large.
fn made(path: &PathBuf) -> io::Result<Option<Vec<u8>>> {
    match fs::symlink_metadata(path) {
        Ok(about) if about.is_file() && about.len() <= limits::MAX_FILE_BYTES => fs::read(path).map(Some),
        Ok(_) => Ok(None),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}
