//! The client in Python, where there is Python.

use std::process::Command;

use crate::common::{Said, png};
use crate::served;

/// Uses every method, and prints what it gave.
const SCRIPT: &str = r#"
import sys
sys.path.insert(0, sys.argv[1])
from verify_shot import Client, Refused
client = Client(sys.argv[2])
picture = open(sys.argv[3], "rb").read()
print(client.check(sys.argv[3])[0]["verdict"], client.check(picture, name="x.png", by="Ada")[0]["input"])
print(client.section(picture)[:8], client.evidence(picture)[1:4], client.index()["index"]["documents"])
print(client.check("http://127.0.0.1:1/a.png")[0]["verdict"], client.log("x.png")[0]["by"])
for wrong in (Client(sys.argv[2], token="wrong-wrong-wrong"), client):
    try:
        wrong.check(b"")
    except Refused as refused:
        print(refused.status, refused.code)
"#;

#[test]
fn the_client_does_what_it_says() {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("The client was NOT tried: there is no python3.");
        return;
    }
    let (desk, server) = served(&["--log", "log"]);
    desk.write("1.png", &png(1));
    let folder = std::fs::canonicalize("clients/python").unwrap();
    let address = format!("http://127.0.0.1:{}/?token={}", server.port, server.token);
    let mut python = Command::new("python3");
    python.args(["-B", "-c", SCRIPT]).arg(folder).arg(address).arg(desk.path("1.png"));
    let said = Said::from(python.output().unwrap());
    let expected = "identical x.png\n<article b'PNG' 3\nnot_checked Ada\n401 token\n400 request\n";
    assert_eq!(said.out, expected, "{}", said.err);
}
