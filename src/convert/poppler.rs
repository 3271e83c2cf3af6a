//! Second rendering of PDFs by Poppler's `pdftoppm`, in a separate process with limits. Its output is untrusted
//! like its input.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::ops::RangeInclusive;
use std::path::Path;
use std::process::{Command, Stdio};

use super::libreoffice::cell::{Cell, Ended};
use crate::limits;
use crate::model::raster::Raster;

const PROGRAM: &str = "pdftoppm";
/// Name of the input file in the working folder.
const INPUT: &str = "input.pdf";
/// Name prefix of the output files.
const OUTPUT: &str = "page";
/// Largest difference in size from the first render, in pixels: programs round differently.
const ROUNDING: usize = 2;

/// The program `pdftoppm` found in `PATH`.
#[derive(Clone, Debug)]
pub struct Poppler {
    version: String,
    cell: Cell,
}

impl Poppler {
    /// Finds the installed program. Returns `None` if it is not installed.
    pub fn found() -> Option<Self> {
        let said = Command::new(PROGRAM).arg("-v").stdin(Stdio::null()).output().ok()?;
        let said = String::from_utf8_lossy(&said.stderr).into_owned();
        let version = said.lines().next()?.split_whitespace().last()?.to_owned();
        Some(Self { version: format!("{PROGRAM} {version}"), cell: Cell::found() })
    }

    /// Name and version: `pdftoppm 22.12.0`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Renders some pages of a PDF in grey, at the given dots per inch across and down. Returns each with its
    /// number; pages that cannot be rendered are missing.
    ///
    /// # Errors
    ///
    /// One sentence that says why there are none.
    pub fn draw(
        &self,
        folder: &Folder,
        pages: RangeInclusive<u32>,
        dots: (f64, f64),
        size: (usize, usize),
    ) -> Result<Vec<(u32, Raster)>, String> {
        let failed =
            |e: io::Error| format!("It could not be drawn a second time: {PROGRAM} could not be run ({e}).");
        let out = tempfile::Builder::new().prefix("drawn-").tempdir_in(&folder.work).map_err(failed)?;
        let number = |value: String| OsString::from(value);
        let arguments: Vec<OsString> = vec![
            "-q".into(),
            "-gray".into(),
            "-cropbox".into(),
            "-rx".into(),
            number(dots.0.to_string()),
            "-ry".into(),
            number(dots.1.to_string()),
            "-f".into(),
            number(pages.start().to_string()),
            "-l".into(),
            number(pages.end().to_string()),
            folder.work.join(INPUT).into(),
            out.path().join(OUTPUT).into(),
        ];
        let arguments: Vec<&OsStr> = arguments.iter().map(OsString::as_os_str).collect();
        let ended = self.cell.run(OsStr::new(PROGRAM), &arguments, &folder.work, limits::REDRAWING_TIME);
        if let Ended::TimedOut = ended.map_err(failed)? {
            let seconds = limits::REDRAWING_TIME.as_secs();
            return Err(format!("Its pages could not be drawn a second time within {seconds} s."));
        }
        made(out.path(), size).map_err(failed)
    }
}

/// A temporary folder for one file, removed when dropped.
pub struct Folder {
    /// Keeps the folder until it is dropped.
    _folder: tempfile::TempDir,
    work: std::path::PathBuf,
}

impl Folder {
    /// Creates the folder with the file in it.
    ///
    /// # Errors
    ///
    /// If the folder or the file cannot be written.
    pub fn with(pdf: &[u8]) -> io::Result<Self> {
        use std::os::unix::fs::PermissionsExt;
        let own = fs::Permissions::from_mode(0o700);
        let folder = tempfile::Builder::new().prefix("verify-shot-pdf-").permissions(own).tempdir()?;
        let work = folder.path().canonicalize()?;
        fs::write(work.join(INPUT), pdf)?;
        Ok(Self { _folder: folder, work })
    }
}

/// Rendered pages in a folder, by the number in their names, cropped or padded to `size`. Files that are no
/// such image, or far from that size, are skipped.
fn made(folder: &Path, size: (usize, usize)) -> io::Result<Vec<(u32, Raster)>> {
    let most = (size.0 + ROUNDING) * (size.1 + ROUNDING) + limits::PGM_HEAD;
    let mut made = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let number = name.strip_prefix(OUTPUT).and_then(|name| name.strip_suffix(".pgm"));
        let number = number.and_then(|name| name.strip_prefix('-')?.parse().ok());
        let about = fs::symlink_metadata(entry.path())?;
        if let Some(number) = number
            && about.is_file()
            && about.len() <= most as u64
            && let Some(raster) = greymap(&fs::read(entry.path())?)
            && raster.width.abs_diff(size.0) <= ROUNDING
            && raster.height.abs_diff(size.1) <= ROUNDING
        {
            made.push((number, filled(&raster, size)));
        }
    }
    made.sort_by_key(|(number, _)| *number);
    Ok(made)
}

/// Parses a binary PGM file with one byte per pixel: `P5`, width, height, 255, and the pixels.
fn greymap(bytes: &[u8]) -> Option<Raster> {
    let mut rest = bytes.strip_prefix(b"P5")?;
    let mut number = || -> Option<usize> {
        rest = rest.trim_ascii_start();
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()?;
        rest = &rest[digits..];
        Some(number)
    };
    let (width, height, white) = (number()?, number()?, number()?);
    let grey = rest.split_first()?.1;
    let is_whole = white == 255 && width > 0 && width.checked_mul(height) == Some(grey.len());
    is_whole.then(|| Raster { width, height, grey: grey.to_vec() })
}

/// The raster cropped or padded with white to a size.
fn filled(raster: &Raster, (width, height): (usize, usize)) -> Raster {
    let mut grey = vec![255; width * height];
    let common = width.min(raster.width);
    for y in 0..height.min(raster.height) {
        grey[y * width..][..common].copy_from_slice(&raster.row(y)[..common]);
    }
    Raster { width, height, grey }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_greymap_is_read_whole_or_not_at_all() {
        let read = greymap(b"P5\n3 2\n255\n\x00\x01\x02\x03\x04\x05").unwrap();
        assert_eq!((read.width, read.height, read.grey), (3, 2, vec![0, 1, 2, 3, 4, 5]));
        for broken in
            [&b"P5\n3 2\n255\n\x00\x01"[..], b"P6\n1 1\n255\n\x00", b"P5\n1 1\n65535\n\x00\x00", b"P5\n", b""]
        {
            assert_eq!(greymap(broken), None);
        }
    }

    #[test]
    fn a_drawing_that_is_a_pixel_off_in_size_is_cut_or_filled_up() {
        let raster = Raster { width: 3, height: 1, grey: vec![1, 2, 3] };
        assert_eq!(filled(&raster, (2, 2)).grey, [1, 2, 255, 255]);
    }

    #[test]
    fn files_that_are_no_drawing_of_that_size_are_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("page-07.pgm"), b"P5\n2 1\n255\n\x00\xff").unwrap();
        fs::write(folder.path().join("page-08.pgm"), b"P5\n9 1\n255\n123456789").unwrap();
        fs::write(folder.path().join("other-09.pgm"), b"P5\n2 1\n255\n\x00\xff").unwrap();
        let made = made(folder.path(), (2, 1)).unwrap();
        assert_eq!(made.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [7]);
    }
}
