//! What a server does not do: take too much, wait for ever, and fall.

use std::io::{Read, Write};

use crate::client::Response;
use crate::common::{png, wait_until};
use crate::served;

/// The most that the server takes of a picture, in bytes.
const MOST: usize = 64 << 20;
/// The most checks that wait.
const WAITING: usize = 64;

#[test]
fn a_picture_that_is_too_large_is_refused_however_it_is_sent() {
    let (_desk, server) = served(&[]);
    let large = vec![7; MOST + 1];
    server.post("/api/check", &large).is_refused(413, "too_large");
    let mut stream = server.connect();
    let head = format!(
        "POST /api/check HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\
         Transfer-Encoding: chunked\r\n\r\n",
        server.port, server.token
    );
    stream.write_all(head.as_bytes()).unwrap();
    for piece in large.chunks(1 << 20) {
        stream.write_all(format!("{:x}\r\n", piece.len()).as_bytes()).unwrap();
        stream.write_all(piece).unwrap();
        stream.write_all(b"\r\n").unwrap();
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    Response::read(stream).is_refused(413, "too_large");
    assert_eq!(server.post("/api/check", &png(1)).json()["verdict"], "identical", "it goes on");
}

#[test]
fn a_full_queue_refuses_and_tells_places_and_the_rest_is_answered() {
    let (_desk, server) = served(&["--threads", "1"]);
    let batch = server.post("/api/batches", b"").json()["batch"].as_str().unwrap().to_owned();
    let add = || server.post(&format!("/api/batches/{batch}/pictures"), &png(7));
    let mut added = Vec::new();
    let refused = loop {
        let response = add();
        if response.status != 202 {
            break response;
        }
        added.push(response.json());
        assert!(added.len() < 2000, "the queue is filled faster than it is worked off");
    };
    assert_eq!(refused.is_refused(429, "queue_full")["waiting"], WAITING);
    assert!(refused.field("retry-after").is_some());
    let places: Vec<u64> = added.iter().filter_map(|row| row["place"].as_u64()).collect();
    assert!(places.iter().any(|place| *place as usize > WAITING / 2), "{places:?}");
    wait_until("all that was taken is answered", || {
        let state = server.get(&format!("/api/batches/{batch}")).json();
        state["pictures"]
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["state"] == "done" && row["verdict"] == "not_found")
    });
}

#[test]
fn who_sends_and_then_goes_away_leaves_no_check_behind() {
    let (_desk, server) = served(&["--threads", "1"]);
    let bearer = format!("Bearer {}", server.token);
    for _ in 0..WAITING + 8 {
        let mut stream = server.connect();
        stream
            .write_all(&server.request("POST", "/api/check", &[("Authorization", &bearer)], &png(8)))
            .unwrap();
        drop(stream);
    }
    assert_eq!(server.post("/api/check", &png(1)).json()["verdict"], "identical");
}

#[test]
fn a_head_that_never_ends_is_cut_off_and_others_are_answered_meanwhile() {
    let (_desk, server) = served(&[]);
    let mut slow = server.connect();
    slow.write_all(b"POST /api/check HTTP/1.1\r\nHost: 127").unwrap();
    let mut long = server.connect();
    // It may be cut off before all of it is sent.
    let _ = long.write_all(format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(1 << 20)).as_bytes());
    assert_eq!(server.post("/api/check", &png(1)).json()["verdict"], "identical");
    let mut told = Vec::new();
    // A reset is an end as well.
    let _ = slow.read_to_end(&mut told);
    assert!(!told.starts_with(b"HTTP/1.1 200"), "{told:?}");
    let mut told = Vec::new();
    let _ = long.read_to_end(&mut told);
    assert!(!told.starts_with(b"HTTP/1.1 200"), "{told:?}");
}

#[test]
fn ctrl_c_ends_the_server() {
    let (_desk, server) = served(&[]);
    server.post("/api/check", &png(1));
    // A connection that is held open does not hold it up.
    let idle = server.connect();
    let said = server.stop();
    drop(idle);
    assert_eq!(said.code, Some(130), "{}", said.err);
    assert!(!said.err.contains("fault"), "{}", said.err);
}
