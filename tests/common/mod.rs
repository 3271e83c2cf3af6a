//! Originals made on the spot, and the program run on them.
#![allow(dead_code, reason = "each test file uses its own part of it")]

pub mod mail;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use assert_cmd::cargo::CommandCargoExt;
use tempfile::TempDir;

/// A scratch folder with a folder of originals in it.
pub struct Desk {
    folder: TempDir,
}

impl Desk {
    pub fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(desk.path("leak")).unwrap();
        desk
    }

    /// With an index of these pictures, [`png`] of 1 and on, as `verify-shot.db`.
    pub fn with_pictures(number: u32) -> Self {
        let desk = Self::new();
        for seed in 1..=number {
            desk.write(&format!("leak/{seed}.png"), &png(seed));
        }
        desk.expect(0, &["add", "leak"]);
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// The program, at work in this folder, with its data kept there too.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("verify-shot").unwrap();
        command.args(arguments).current_dir(self.folder.path()).env("VERIFY_SHOT_DATA", self.path("data"));
        // Nothing of whoever runs the tests is in force.
        command.env("XDG_CONFIG_HOME", self.path("settings")).env_remove("COLUMNS");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        Said::from(self.command(arguments).output().unwrap())
    }

    /// Runs and expects an exit code.
    pub fn expect(&self, code: i32, arguments: &[&str]) -> Said {
        let said = self.run(arguments);
        assert_eq!(said.code, Some(code), "{arguments:?}\n{}\n{}", said.out, said.err);
        said
    }

    /// What `status --json --unread` says.
    pub fn status(&self, index: &str) -> serde_json::Value {
        let said = self.expect(0, &["status", "--json", "--unread", "--index", index]);
        serde_json::from_str(&said.out).unwrap()
    }

    pub fn digest(&self, index: &str) -> String {
        self.status(index)["index"]["digest"].as_str().unwrap().to_owned()
    }
}

/// What the program said and how it ended.
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Said {
    /// The JSON objects on stdout.
    pub fn lines(&self) -> Vec<serde_json::Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }
}

/// What lies in a folder.
pub fn entries(folder: impl AsRef<Path>) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path())
}

/// The picture of a case of `testdata/shots`, whole path.
pub fn picture_of(case: &Path) -> PathBuf {
    let found = entries(case).find(|file| file.file_stem().is_some_and(|stem| stem == "picture"));
    fs::canonicalize(found.unwrap_or_else(|| panic!("{} has no picture", case.display()))).unwrap()
}

/// An index of `testdata/originals`, whole path. It is made once for all tests of one build, which only read it.
pub fn index_of_originals() -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let lock = fs::File::create(folder.join("originals.lock")).unwrap();
    lock.lock().unwrap();
    let changed = |file: &Path| fs::metadata(file).unwrap().modified().unwrap();
    let program = assert_cmd::cargo::cargo_bin("verify-shot");
    let files: Vec<PathBuf> = entries("testdata/originals").flat_map(entries).collect();
    let newest = files.iter().map(|file| changed(file)).max().unwrap().max(changed(&program));
    let stamp = newest.duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
    let index = folder.join(format!("originals-{}-{stamp}.db", files.len()));
    if !index.exists() {
        let is_older = |file: &PathBuf| file.extension().is_some_and(|extension| extension == "db");
        entries(folder).filter(is_older).for_each(|file| fs::remove_file(file).unwrap());
        let making = index.with_extension("making");
        let originals = fs::canonicalize("testdata/originals").unwrap();
        let added =
            Command::new(program).arg("add").arg(originals).arg("--index").arg(&making).output().unwrap();
        assert!(added.status.success(), "{added:?}");
        fs::rename(making, &index).unwrap();
    }
    index.to_str().unwrap().to_owned()
}

/// A PNG with bars that follow from a seed.
pub fn png(seed: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(240, 180, |x, y| {
        let bar = (x / 12 + y / 9 * 31).wrapping_mul(2_654_435_761).wrapping_add(seed.wrapping_mul(40_503));
        let dark = (bar ^ (bar >> 13)) % 3 == 0;
        image::Rgb(if dark { [20, 20, 20] } else { [250, 250, 250] })
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A PDF whose pages hold black boxes that follow from a seed.
pub fn pdf(seed: u32, pages: u32) -> Vec<u8> {
    let mut objects = vec!["<< /Type /Catalog /Pages 2 0 R >>".to_owned()];
    let kids: Vec<String> = (0..pages).map(|p| format!("{} 0 R", 3 + 2 * p)).collect();
    objects.push(format!("<< /Type /Pages /Kids [{}] /Count {pages} >>", kids.join(" ")));
    for page in 0..pages {
        let contents = 4 + 2 * page;
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 280] /Resources << >> /Contents {contents} 0 R >>"
        ));
        let boxes: String = (0..40)
            .map(|i| {
                format!("{} {} {} 5 re f\n", (i * 37 + seed * 11) % 160, i * 7, 10 + (i * page + seed) % 30)
            })
            .collect();
        objects.push(format!("<< /Length {} >>\nstream\n{boxes}endstream", boxes.len()));
    }
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", i + 1).bytes());
    }
    let table = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    offsets.iter().for_each(|offset| bytes.extend(format!("{offset:010} 00000 n \n").bytes()));
    bytes.extend(
        format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).bytes(),
    );
    bytes
}

/// Bytes of a file with a hole in it.
pub fn truncated(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len() / 3]
}

/// Waits until something holds, for at most a minute.
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..6000 {
        if holds() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("waited for a minute: {what}");
}
