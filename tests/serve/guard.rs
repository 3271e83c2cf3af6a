//! Who is answered.

use crate::client::Server;
use crate::common::{Desk, png};
use crate::served;

#[test]
fn without_the_token_nothing_is_told_but_the_bare_page() {
    let (_desk, server) = served(&[]);
    for (method, target) in [
        ("POST", "/api/check"),
        ("GET", "/api/index"),
        ("POST", "/api/batches"),
        ("GET", "/api/batches/x"),
        ("GET", "/api/nothing"),
    ] {
        let told = server.send(method, target, &[], b"x");
        told.is_refused(401, "token");
        assert_eq!(told.field("www-authenticate"), Some("Bearer"));
        server.send(method, target, &[("Authorization", "Bearer 0123456789")], b"x").is_refused(401, "token");
    }
    let page = server.send("GET", "/", &[], b"");
    assert_eq!(page.status, 200);
    assert!(!page.text().contains("verify-shot.db") && page.text().contains("name=\"token\""));
    for target in ["/batches/x", "/check"] {
        assert_eq!(server.send("GET", target, &[], b"").status, 401, "{target}");
    }
    for target in ["/style.css", "/app.js", "/icon.svg"] {
        assert_eq!(server.send("GET", target, &[], b"").status, 200, "{target}");
    }
}

#[test]
fn another_host_is_not_answered_whatever_it_brings() {
    let (_desk, server) = served(&["--name", "desk.example"]);
    let here = format!("localhost:{}", server.port);
    assert_eq!(server.ask("GET", "/api/index", &[("Host", &here)], b"").status, 200);
    assert_eq!(server.ask("GET", "/api/index", &[("Host", "desk.example")], b"").status, 200);
    for host in
        ["evil.example", &format!("evil.example:{}", server.port), "127.0.0.1", "desk.example.evil.example"]
    {
        server.ask("GET", "/api/index", &[("Host", host)], b"").is_refused(403, "host");
    }
    let other = format!("http://evil.example:{}/api/index", server.port);
    server.ask("GET", &other, &[], b"").is_refused(403, "host");
}

#[test]
fn another_page_is_not_answered_whatever_it_brings() {
    let (_desk, server) = served(&[]);
    let own = format!("http://127.0.0.1:{}", server.port);
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1", &own.replace("http", "httpx")] {
        server.ask("POST", "/api/check", &[("Origin", origin)], &png(1)).is_refused(403, "origin");
    }
    server.ask("GET", "/api/index", &[("Sec-Fetch-Site", "cross-site")], b"").is_refused(403, "origin");
    server.ask("GET", "/api/index", &[("Sec-Fetch-Site", "same-site")], b"").is_refused(403, "origin");
    assert_eq!(server.ask("POST", "/api/check", &[("Origin", &own)], &png(1)).status, 200);
    let asked = server.ask("OPTIONS", "/api/check", &[("Origin", &own)], b"");
    assert!(!asked.head.to_ascii_lowercase().contains("access-control"), "{}", asked.head);
}

#[test]
fn the_printed_address_gives_a_cookie_that_works_for_the_page_alone() {
    let (_desk, server) = served(&[]);
    let entered = server.send("GET", &format!("/?token={}", server.token), &[], b"");
    assert_eq!((entered.status, entered.field("location")), (303, Some("/")));
    let cookie = entered.field("set-cookie").unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    let own = format!("http://127.0.0.1:{}", server.port);
    assert!(server.send("GET", "/", &[("Cookie", cookie)], b"").text().contains("verify-shot.db"));
    server.send("POST", "/api/check", &[("Cookie", cookie)], &png(1)).is_refused(401, "token");
    let asked = server.send("POST", "/api/check", &[("Cookie", cookie), ("Origin", &own)], &png(1));
    assert_eq!(asked.json()["verdict"], "identical");
    assert_eq!(server.send("GET", "/?token=0123456789abcdef", &[], b"").status, 401);
}

#[test]
fn every_response_forbids_what_the_page_does_not_need() {
    let (_desk, server) = served(&[]);
    for response in
        [server.send("GET", "/", &[], b""), server.get("/api/index"), server.send("GET", "/api/x", &[], b"")]
    {
        let policy = response.field("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(response.field("x-content-type-options"), Some("nosniff"));
        assert_eq!(response.field("cross-origin-resource-policy"), Some("same-origin"));
        assert_eq!(response.field("cache-control"), Some("no-store"));
    }
}

#[test]
fn a_token_of_a_file_is_the_token_and_others_are_refused() {
    let desk = Desk::with_pictures(3);
    desk.write("token", b"newsroom-0123456789\n");
    let server = Server::start(&desk, &["--token-file", "token"]);
    assert_eq!(server.token, "newsroom-0123456789");
    assert_eq!(server.get("/api/index").status, 200);
    desk.write("short", b"short\n");
    let said = desk.expect(2, &["serve", "--port", "0", "--token-file", "short"]);
    assert!(said.err.contains("16 or more"), "{}", said.err);
}

#[test]
fn others_are_served_with_a_token_of_their_own_alone() {
    let desk = Desk::new();
    let said = desk.expect(2, &["serve", "--port", "0", "--listen", "0.0.0.0"]);
    assert!(said.err.contains("--token-file") && said.out.is_empty(), "{}", said.err);
}
