//! Lists of links and files, many at once.

use crate::common::png;
use crate::server::{Reply, Server};
use crate::{ask, desk, said, why};

#[test]
fn a_list_of_links_and_files_in_its_order() {
    let desk = desk();
    let server = Server::new([("/1", Reply::png(png(1))), ("/9", Reply::png(png(9)))]);
    desk.write("shots/two.png", &png(2));
    let list = format!(
        "\u{feff}# a comment\r\n{}\r\n\r\nshots/two.png\n  {}  \nshots\nmissing.png",
        server.at("/1"),
        server.at("/9")
    );
    desk.write("links.txt", list.as_bytes());
    let said = said(&desk, &["leak/3.png", "--from", "links.txt"]);
    let answers = said.lines();
    let told: Vec<_> =
        answers.iter().map(|a| (a["input"].as_str().unwrap(), a["verdict"].as_str().unwrap())).collect();
    let (one, nine) = (server.at("/1"), server.at("/9"));
    let expected = [
        ("leak/3.png", "identical"),
        (&one, "identical"),
        ("shots/two.png", "identical"),
        (&nine, "not_found"),
        ("shots/two.png", "identical"),
        ("missing.png", "not_checked"),
    ];
    assert_eq!(told, expected);
    assert_eq!(said.code, Some(2));
    assert!(answers[0].get("fetched").is_none());
    desk.expect(2, &["--from", "no-such-list.txt"]);
    desk.expect(2, &["x.png", "--service", "nobody=https://mirror.example"]);
}

#[test]
fn one_host_is_asked_by_one_request_at_a_time() {
    let desk = desk();
    let replies = (0..40).map(|i| (format!("/{i}.png"), Reply::png(png(i % 3 + 1))));
    let server = Server::new(replies);
    let links: Vec<String> = (0..40).map(|i| server.at(&format!("/{i}.png"))).collect();
    desk.write("links.txt", links.join("\n").as_bytes());
    let answers = ask(&desk, &["--from", "links.txt"]);
    assert!(answers.iter().zip(&links).all(|(a, link)| a["input"] == **link && a["verdict"] == "identical"));
    assert_eq!(answers.len(), 40);
    assert_eq!(server.most_at_once(), 1);
}

#[test]
fn offline_refuses_links_and_checks_files() {
    let desk = desk();
    let server = Server::new([("/1", Reply::png(png(1)))]);
    let said = said(&desk, &["--offline", &server.at("/1"), "leak/1.png", "https://nowhere.invalid/"]);
    let answers = said.lines();
    for i in [0, 2] {
        assert!(why(&answers[i]).contains("--offline"), "{answers:?}");
    }
    assert_eq!(answers[1]["verdict"], "identical");
    assert!(server.asked().is_empty());
}
