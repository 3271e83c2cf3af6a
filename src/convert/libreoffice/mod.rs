//! Office files drawn by LibreOffice, in a process of its own under limits. What it makes is as foreign as what it was given:
//! a PDF for the guarded reader.

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

/// Said where there is no LibreOffice.
const NOT_THERE: &str = "`--office-pages` needs LibreOffice, which is not installed: install it (Debian: `apt-get install libreoffice-nogui`), or add without `--office-pages`.";
/// The names that it has on the PATH.
const NAMES: [&str; 2] = ["soffice", "libreoffice"];
/// What the file and its pages are called in the folder that it works in.
const INPUT: &str = "input";
const OUTPUT: &str = "out";

/// The program `soffice` or `libreoffice` of the PATH.
#[derive(Clone, Debug)]
pub struct LibreOffice {
    program: &'static str,
    version: String,
    cell: Cell,
}

impl LibreOffice {
    /// What is installed.
    ///
    /// Fails where it is not there, with a sentence that says what to install.
    pub fn ready() -> Result<Self, String> {
        let found = NAMES.into_iter().find_map(|program| Some((program, version(program)?)));
        let (program, version) = found.ok_or(NOT_THERE)?;
        Ok(Self { program, version, cell: Cell::found() })
    }

    /// Itself and its version, as it says them: `LibreOffice 7.4.7.2`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether it is kept from the network by the system, and not by its settings alone.
    pub fn is_cut_off(&self) -> bool {
        self.cell.is_cut_off()
    }

    /// The pages of an office file of this kind, as a PDF that nobody has looked at.
    ///
    /// Fails with one sentence that says why there are none.
    pub fn draw(&self, bytes: &[u8], format: Format) -> Result<Vec<u8>, String> {
        let failed =
            |e: io::Error| format!("Its pages could not be drawn: LibreOffice could not be run ({e}).");
        let folder = folder().map_err(failed)?;
        // Without links in its name: the program is told of it by that.
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

/// How its pages are asked for. A sheet has no pages, so each is one; hidden slides are pages, too, as they are among its
/// words.
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

/// What is installed, as it says itself, without the number of its build; none where there is none.
fn version(program: &str) -> Option<String> {
    let said = Command::new(program).arg("--version").stdin(Stdio::null()).output().ok()?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let words: Vec<&str> = said.lines().next()?.split_whitespace().take(2).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// A folder for us alone, gone with what is in it.
fn folder() -> io::Result<tempfile::TempDir> {
    use std::os::unix::fs::PermissionsExt;
    let own = fs::Permissions::from_mode(0o700);
    tempfile::Builder::new().prefix("verify-shot-office-").permissions(own).tempdir()
}

/// The file that was made; none where there is none. What is no plain file, or too large, is none.
fn made(path: &PathBuf) -> io::Result<Option<Vec<u8>>> {
    match fs::symlink_metadata(path) {
        Ok(about) if about.is_file() && about.len() <= limits::MAX_FILE_BYTES => fs::read(path).map(Some),
        Ok(_) => Ok(None),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}
