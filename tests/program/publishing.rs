//! The step before publication that is documented in docs/publishing.

#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{Desk, picture_of, png};

fn step(desk: &Desk, pictures: &[PathBuf]) -> (Option<i32>, String) {
    let program = assert_cmd::cargo::cargo_bin!("verify-shot");
    let path = std::env::join_paths(
        [program.parent().unwrap().to_owned()]
            .into_iter()
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/publishing/check-pictures");
    let mut command = Command::new(script);
    command.args(pictures).current_dir(desk.path(".")).env("PATH", path.unwrap());
    let done = command.env("XDG_CONFIG_HOME", desk.path("settings")).output().unwrap();
    (done.status.code(), String::from_utf8(done.stderr).unwrap())
}

#[test]
fn the_step_fails_on_a_picture_that_differs_and_on_nothing_else() {
    let desk = Desk::new();
    desk.write("leak/airship.pdf", &std::fs::read("testdata/originals/memos/airship.pdf").unwrap());
    let [altered, clean] = ["changed-digit-in-a-post", "post-light"]
        .map(|case| picture_of(&Path::new("testdata/shots").join(case)));
    assert_eq!(step(&desk, std::slice::from_ref(&clean)).0, Some(2), "there is no index yet");
    desk.expect(0, &["add", "leak"]);
    desk.write("damaged.png", &png(1)[..60]);
    desk.write("-q.png", &png(2));
    let others = [clean, desk.path("damaged.png"), "-q.png".into()];
    assert_eq!(step(&desk, &others).0, Some(0));
    assert_eq!(step(&desk, &[]).0, Some(0));
    let (code, said) = step(&desk, &[&others[..], &[altered]].concat());
    assert_eq!(code, Some(1));
    assert!(said.contains("changed-digit-in-a-post") && !said.contains("-q.png"), "{said}");
}
