//! Servers that mean harm, or are in trouble: each ends within its limit, with one sentence.

use std::io::Write;

use crate::common::{Desk, png};
use crate::server::{Reply, Server};
use crate::{ask, said, why};

#[test]
fn a_picture_of_its_own() {
    let desk = Desk::with_pictures(3);
    let server = Server::new([
        ("/a", Reply::png(png(1))),
        ("/b.html", Reply::Whole(200, "Content-Type: text/html\r\n".into(), png(2))),
    ]);
    let answers = ask(&desk, &[&server.at("/a"), &server.at("/b.html")]);
    for answer in &answers {
        assert_eq!(answer["verdict"], "identical", "{answer}");
        assert!(answer["fetched"]["at"].as_str().unwrap().ends_with('Z'));
    }
    assert_eq!(answers[0]["fetched"]["url"], server.at("/a"));
}

#[test]
fn attack_a_picture_that_is_really_a_page() {
    let desk = Desk::with_pictures(3);
    let page = "<html><script>alert(1)</script></html>";
    let server = Server::new([
        ("/a.png", Reply::Whole(200, "Content-Type: image/png\r\n".into(), page.into())),
        ("/b.png", Reply::Whole(200, "Content-Type: image/png\r\n".into(), b"MZ\x90\0".to_vec())),
        ("/cut.png", Reply::png(png(1)[..100].to_vec())),
        ("/empty.png", Reply::png(Vec::new())),
    ]);
    let answers = ask(
        &desk,
        &["/a.png", "/b.png", "/cut.png", "/empty.png"].map(|p| server.at(p)).each_ref().map(String::as_str),
    );
    for (answer, expected) in
        answers.iter().zip(["names no picture", "no picture that can be read", "", "sent nothing"])
    {
        assert!(why(answer).contains(expected), "{answer}");
    }
}

#[test]
fn attack_a_body_without_end() {
    let desk = Desk::with_pictures(3);
    let server = Server::new([
        ("/big.png", Reply::Endless("Content-Type: image/png\r\n".into(), vec![7; 1 << 20], 0)),
        ("/claimed.png", Reply::Endless("Content-Length: 10737418240\r\n".into(), vec![7; 1 << 20], 0)),
    ]);
    for answer in ask(&desk, &[&server.at("/big.png"), &server.at("/claimed.png")]) {
        assert!(why(&answer).contains("more than 32 MiB"), "{answer}");
    }
}

#[test]
fn attack_a_body_that_is_small_only_on_the_way() {
    let desk = Desk::with_pictures(3);
    // Gzip (RFC 1952) of zeros without end: one deflate block of fixed codes (RFC 1951), a byte 0 and then matches of
    // 258 bytes at distance 1, so that 13 bits stand for 258 bytes. After the first bytes the pattern repeats.
    let mut bits = Bits::default();
    bits.push(0b011, 3); // the last block, fixed codes
    bits.push_code(0b0011_0000, 8); // a zero
    for _ in 0..400_000 {
        bits.push_code(0b1100_0101, 8); // 258 bytes
        bits.push_code(0, 5); // from one before
    }
    let mut bomb = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    bomb.write_all(&bits.bytes).unwrap();
    assert!(bomb.len() < 1 << 20);
    let server = Server::new([("/bomb.png", Reply::Whole(200, "Content-Encoding: gzip\r\n".into(), bomb))]);
    let answers = ask(&desk, &[&server.at("/bomb.png")]);
    assert!(why(&answers[0]).contains("more than 32 MiB"), "{answers:?}");
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    count: usize,
}

impl Bits {
    fn push(&mut self, value: u32, count: usize) {
        for i in 0..count {
            if self.count.is_multiple_of(8) {
                self.bytes.push(0);
            }
            *self.bytes.last_mut().unwrap() |= ((value >> i & 1) as u8) << (self.count % 8);
            self.count += 1;
        }
    }

    /// Codes stand with their highest bit first.
    fn push_code(&mut self, code: u32, count: usize) {
        (0..count).rev().for_each(|i| self.push(code >> i & 1, 1));
    }
}

#[test]
fn attack_a_server_that_drips() {
    let desk = Desk::with_pictures(3);
    let server =
        Server::new([("/slow.png", Reply::Endless("Content-Type: image/png\r\n".into(), vec![7], 50))]);
    let answers = ask(&desk, &[&server.at("/slow.png"), "--timeout", "1"]);
    assert!(why(&answers[0]).contains("longer than 1 s"), "{answers:?}");
}

#[test]
fn attack_redirects() {
    let desk = Desk::with_pictures(3);
    let server = Server::new([
        ("/loop", Reply::moved("/loop")),
        ("/1", Reply::moved("/2")),
        ("/2", Reply::moved("/3")),
        ("/3", Reply::moved("http://127.0.0.1:PORT/a.png")),
        ("/a.png", Reply::png(png(1))),
        ("/file", Reply::moved("file:///etc/hostname")),
        ("/data", Reply::moved("data:image/png;base64,AAAA")),
        ("/user", Reply::moved("http://x.com@127.0.0.1:PORT/a.png")),
        ("/junk", Reply::moved("http://[")),
    ]);
    let links = ["/1", "/loop", "/file", "/data", "/user", "/junk"].map(|path| server.at(path));
    let answers = ask(&desk, &links.each_ref().map(String::as_str));
    assert_eq!(
        (&answers[0]["verdict"], &answers[0]["fetched"]["url"]),
        (&"identical".into(), &server.at("/a.png").into())
    );
    let expected = ["again and again", "leads to file:", "leads to data:", "user name", "no link"];
    for (answer, expected) in answers[1..].iter().zip(expected) {
        assert!(why(answer).contains(expected), "{answer}");
    }
    assert_eq!(
        server.asked().iter().filter(|path| *path == "/loop").count(),
        4,
        "three redirects are followed"
    );
}

#[test]
fn attack_links_to_what_is_not_public() {
    let desk = Desk::with_pictures(3);
    let server = Server::new([("/a.png", Reply::png(png(1)))]);
    let local = |host: &str| format!("http://{host}:{}/a.png", server.port);
    let links =
        ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "127.0.0.1."].map(local);
    let answers = desk.run(&[&links.each_ref().map(String::as_str)[..], &["--json"]].concat()).lines();
    assert_eq!(answers.len(), links.len());
    for answer in answers {
        assert!(why(&answer).contains("a private address"), "{answer}");
    }
    assert!(server.asked().is_empty());
    let schemes = ["ftp://example.org/a.png", "file:///etc/hostname", "gopher://127.0.0.1/"];
    let answers = desk.run(&[&schemes[..], &["--json"]].concat()).lines();
    assert!(answers.iter().all(|answer| why(answer).contains("only http and https")), "{answers:?}");
}

#[test]
fn a_busy_host_is_asked_again_when_it_says() {
    let desk = Desk::with_pictures(3);
    let busy = |status, after: &str| Reply::status(status, &format!("Retry-After: {after}\r\n"));
    let server = Server::new([
        ("/soon.png", Reply::Turns(vec![busy(429, "1"), busy(503, "1"), Reply::png(png(1))])),
        ("/late.png", Reply::Turns(vec![busy(429, "3600"), Reply::png(png(1))])),
    ]);
    let answers = ask(&desk, &[&server.at("/soon.png"), &server.at("/late.png")]);
    assert_eq!(answers[0]["verdict"], "identical", "{answers:?}");
    assert!(why(&answers[1]).contains("try again later"), "{answers:?}");
    assert_eq!(server.asked().iter().filter(|path| *path == "/late.png").count(), 1);
}

#[test]
fn a_proxy_of_the_environment_is_not_followed() {
    let desk = Desk::with_pictures(3);
    let (server, proxy) = (
        Server::new([("/a.png", Reply::png(png(1)))]),
        Server::new([("http://far.test/a.png", Reply::png(png(2)))]),
    );
    let mut command = desk.command(&[&server.at("/a.png"), "--json", "--allow-private"]);
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        command.env(name, proxy.at(""));
    }
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(proxy.asked().is_empty());
    // One that was named is.
    let said = desk.run(&["http://far.test/a.png", "--proxy", &proxy.at(""), "--json"]);
    let answer = &said.lines()[0];
    assert_eq!((&answer["verdict"], &answer["fetched"]["proxied"]), (&"identical".into(), &true.into()));
}

#[test]
fn attack_a_public_host_that_leads_to_a_private_one() {
    let desk = Desk::with_pictures(3);
    // The proxy plays the whole web, and is the only one that may be asked here.
    let server = Server::new([
        ("http://far.test/a.png", Reply::moved("http://127.0.0.1:PORT/secret.png")),
        ("http://far.test/b.png", Reply::moved("http://[::ffff:10.0.0.1]/secret.png")),
        ("http://far.test/c.png", Reply::moved("//169.254.169.254/latest/meta-data")),
        (
            "http://far.test/d",
            Reply::text("text/html", "<html><meta property='og:image' content='http://0x7f.1/s.png'>"),
        ),
    ]);
    let links = ["a.png", "b.png", "c.png", "d"].map(|name| format!("http://far.test/{name}"));
    let options = ["--json", "--proxy", &server.at("")];
    let answers = desk.run(&[&links.each_ref().map(String::as_str)[..], &options].concat()).lines();
    assert_eq!(answers.len(), 4);
    for answer in answers {
        assert!(why(&answer).contains("a private address"), "{answer}");
    }
    assert_eq!(server.asked().len(), 4, "{:?}", server.asked());
}

#[test]
fn a_host_that_is_not_there() {
    let desk = Desk::with_pictures(3);
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let said = said(
        &desk,
        &[&format!("http://127.0.0.1:{port}/a.png"), "http://[::1", "https://nowhere.invalid/a.png"],
    );
    assert_eq!(said.code, Some(2));
    for (answer, expected) in
        said.lines().iter().zip(["could not be reached", "no link", "could not be reached"])
    {
        assert!(why(answer).contains(expected), "{answer}");
    }
}
