//! A machine that lacks something: sockets, of which checking a file opens none, or certificates.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Output;

use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, apply_filter};

use crate::common::{Desk, Said};
use crate::server::Server;
use crate::why;

#[cfg(target_arch = "x86_64")]
const SOCKET: i64 = 41;
#[cfg(target_arch = "aarch64")]
const SOCKET: i64 = 198;

/// Runs the program, and every process that it starts, under a filter that kills it at the call `socket`.
fn without_sockets(desk: &Desk, arguments: &[&str]) -> Output {
    let mut command = desk.command(arguments);
    let arch = std::env::consts::ARCH.try_into().unwrap();
    let rules = BTreeMap::from([(SOCKET, Vec::new())]);
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, SeccompAction::KillProcess, arch).unwrap();
    let program: BpfProgram = filter.try_into().unwrap();
    // A filter is handed down to the processes that its thread starts, and stays with this thread alone.
    std::thread::spawn(move || {
        apply_filter(&program).unwrap();
        command.output().unwrap()
    })
    .join()
    .unwrap()
}

#[test]
fn checking_a_file_opens_no_socket() {
    let desk = Desk::with_pictures(3);
    for arguments in [
        &["leak/1.png"][..],
        &["leak", "--json"],
        &["leak/1.png", "--allow-private", "--proxy", "http://127.0.0.1:1"],
        &["leak/1.png", "--originals", "leak"],
        &["add", "leak", "--index", "other.db"],
    ] {
        let output = without_sockets(&desk, arguments);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{arguments:?} {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let refused = without_sockets(&desk, &["https://example.org/a.png", "--offline"]);
    assert_eq!(refused.status.code(), Some(2), "a refused link opens none either");
    let log = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/stamps/rsa.log");
    let audited = without_sockets(&desk, &["audit", log.to_str().unwrap()]);
    assert_eq!(audited.status.code(), Some(0), "a time stamp is read without its authority");
    let refused = without_sockets(&desk, &["stamp", "a.log", "--authority", "https://a.test/", "--offline"]);
    assert_eq!(refused.status.code(), Some(2));
    // The filter bites.
    let server = Server::new([("/", crate::server::Reply::status(404, ""))]);
    let killed = without_sockets(&desk, &[&server.at("/"), "--allow-private"]);
    assert_eq!(killed.status.signal(), Some(31), "killed by SIGSYS: {:?}", killed.status);
}

#[test]
fn a_machine_without_certificates_checks_files_and_says_what_links_need() {
    let desk = Desk::with_pictures(3);
    let mut command = desk.command(&["https://example.org/a.png", "leak/1.png", "--json"]);
    let output = command.env("SSL_CERT_FILE", "/nowhere").env("SSL_CERT_DIR", "/nowhere").output().unwrap();
    let answers = Said::from(output).lines();
    assert!(why(&answers[0]).contains("ca-certificates"), "{answers:?}");
    assert_eq!(answers[1]["verdict"], "identical");
}
