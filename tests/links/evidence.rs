//! What is fetched is kept as it came, with a record of each time.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::common::{Desk, entries, png};
use crate::server::{Reply, Server};
use crate::{ask, why};

/// The names in a folder, sorted.
fn names(desk: &Desk, folder: &str) -> Vec<String> {
    let mut names: Vec<_> =
        entries(desk.path(folder)).map(|p| p.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_same_picture_is_stored_once_and_recorded_each_time() {
    let desk = Desk::with_pictures(3);
    let page =
        "<html><meta property='og:title' content='The memo'><meta property='og:image' content='/b.png'>";
    let server = Server::new([
        ("/a.png", Reply::png(png(1))),
        ("/b.png", Reply::moved("/a.png")),
        ("/story", Reply::text("text/html", page)),
    ]);
    let (direct, story) = (server.at("/a.png"), server.at("/story"));
    let answers = ask(&desk, &[&direct, "--keep", "kept"]);
    ask(&desk, &[&story, "--keep", "kept"]);
    let sha256 = digest(&png(1));
    assert_eq!(
        names(&desk, "kept"),
        [format!("{sha256}.1.json"), format!("{sha256}.2.json"), format!("{sha256}.png")]
    );
    assert_eq!(answers[0]["fetched"]["kept"], format!("kept/{sha256}.png"));
    assert_eq!(fs::read(desk.path("kept").join(format!("{sha256}.png"))).unwrap(), png(1));
    let record = |number: u32| -> Value {
        let path = desk.path("kept").join(format!("{sha256}.{number}.json"));
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    };
    let (first, second) = (record(1), record(2));
    assert_eq!(
        (&first["link"], &first["url"], &first["post"]),
        (&direct.clone().into(), &direct.clone().into(), &Value::Null)
    );
    assert_eq!((&first["sha256"], &first["bytes"]), (&sha256.clone().into(), &png(1).len().into()));
    assert_eq!(
        (&second["link"], &second["url"], &second["post"]["text"]),
        (&story.into(), &direct.into(), &"The memo".into())
    );
    assert_eq!((second["hops"].as_array().unwrap().len(), &second["hops"][0]["status"]), (2, &302.into()));
    let fields = second["hops"][1]["headers"].as_array().unwrap();
    assert!(fields.contains(&serde_json::json!(["content-type", "image/png"])), "{fields:?}");
    assert!(second["at"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok());
}

#[test]
fn without_a_folder_it_is_kept_among_the_users_data() {
    let desk = Desk::with_pictures(3);
    let server = Server::new([("/a.png", Reply::png(png(1)))]);
    let answers = ask(&desk, &[&server.at("/a.png"), "leak/2.png"]);
    let kept = PathBuf::from(answers[0]["fetched"]["kept"].as_str().unwrap());
    assert_eq!(kept, desk.path("data/evidence").join(format!("{}.png", digest(&png(1)))));
    assert_eq!(names(&desk, "data/evidence").len(), 2, "nothing of the file");
}

#[test]
fn attack_evidence_that_was_changed_is_noticed() {
    let desk = Desk::with_pictures(3);
    let server = Server::new([("/a.png", Reply::png(png(1)))]);
    ask(&desk, &[&server.at("/a.png"), "--keep", "kept"]);
    let mut changed = png(1);
    changed[40] ^= 1;
    desk.write(&format!("kept/{}.png", digest(&png(1))), &changed);
    let answers = ask(&desk, &[&server.at("/a.png"), "--keep", "kept"]);
    assert!(why(&answers[0]).contains("is not any more what was kept"), "{answers:?}");
    assert_eq!(names(&desk, "kept").len(), 2, "no record of it");
    desk.write("taken", b"a file");
    let answers = ask(&desk, &[&server.at("/a.png"), "--keep", "taken"]);
    assert!(why(&answers[0]).contains("--keep"), "{answers:?}");
}

#[test]
fn many_links_to_one_picture_at_once() {
    let desk = Desk::with_pictures(3);
    let servers: Vec<Server> = (0..3).map(|_| Server::new([("/a.png", Reply::png(png(1)))])).collect();
    let links: Vec<String> = servers.iter().flat_map(|s| [s.at("/a.png"), s.at("/a.png?2")]).collect();
    let options = ["--keep", "kept"];
    let answers = ask(&desk, &[&links.iter().map(String::as_str).collect::<Vec<_>>()[..], &options].concat());
    assert!(answers.iter().all(|answer| answer["verdict"] == "identical"), "{answers:?}");
    assert_eq!(names(&desk, "kept").len(), 7, "one picture, six records, nothing half written");
}

#[test]
fn a_link_is_entered_in_the_log_and_repeated_without_a_network() {
    let desk = Desk::with_pictures(3);
    let page =
        "<html><meta property='og:title' content='The memo'><meta property='og:image' content='/a.png'>";
    let server = Server::new([("/a.png", Reply::png(png(1))), ("/story", Reply::text("text/html", page))]);
    let answers = ask(&desk, &[&server.at("/story"), "--keep", "kept", "--log", "a.log"]);
    let log = fs::read_to_string(desk.path("a.log")).unwrap();
    let entry: Value = serde_json::from_str(&log).unwrap();
    assert_eq!(entry["input"], server.at("/story"));
    assert_eq!(entry["fetched"], answers[0]["fetched"]);
    assert_eq!(entry["kept"]["picture"], answers[0]["fetched"]["kept"]);
    let record = fs::read(desk.path(entry["kept"]["record"].as_str().unwrap())).unwrap();
    assert_eq!(entry["kept"]["record_sha256"], digest(&record));
    drop(server);
    let said = desk.expect(0, &["audit", "a.log"]);
    assert!(said.out.contains("1 picture and 1 record"), "{}", said.out);
    let said = desk.expect(0, &["again", "1", "--log", "a.log", "--json"]).lines();
    assert_eq!((&said[0]["same"], &said[0]["answer"]["fetched"]), (&true.into(), &answers[0]["fetched"]));
}
