//! Batches: what is sent one by one, followed, and fetched.

use std::io::{BufRead, BufReader, Write};

use serde_json::Value;

use crate::client::Server;
use crate::common::{png, wait_until};
use crate::served;

fn begin(server: &Server) -> String {
    let begun = server.post("/api/batches", b"");
    assert_eq!(begun.status, 201);
    let batch = begun.json()["batch"].as_str().unwrap().to_owned();
    assert_eq!(begun.field("location"), Some(format!("/api/batches/{batch}").as_str()));
    batch
}

/// Follows a batch until `is_enough` of an event, which it returns.
fn follow(server: &Server, batch: &str, mut is_enough: impl FnMut(&str, &Value) -> bool) {
    let mut stream = server.connect();
    let bearer = format!("Bearer {}", server.token);
    let request =
        server.request("GET", &format!("/api/batches/{batch}/events"), &[("Authorization", &bearer)], b"");
    stream.write_all(&request).unwrap();
    let mut kind = String::new();
    for line in BufReader::new(stream).lines() {
        let line = line.unwrap();
        if let Some(event) = line.strip_prefix("event: ") {
            kind = event.to_owned();
        } else if let Some(data) = line.strip_prefix("data: ")
            && is_enough(&kind, &serde_json::from_str(data).unwrap())
        {
            return;
        }
    }
    panic!("the events ended");
}

#[test]
fn a_batch_is_followed_from_waiting_to_its_answers() {
    let (_desk, server) = served(&[]);
    let batch = begin(&server);
    for seed in 1..=4 {
        let added = server.post(&format!("/api/batches/{batch}/pictures?name={seed}.png"), &png(seed));
        assert_eq!(added.status, 202, "{}", added.text());
        assert_eq!(added.json()["number"], seed);
    }
    let mut verdicts = vec![String::new(); 4];
    follow(&server, &batch, |kind, row| {
        if kind == "row" && row["state"] == "done" {
            verdicts[row["number"].as_u64().unwrap() as usize - 1] =
                row["verdict"].as_str().unwrap().to_owned();
        }
        verdicts.iter().all(|verdict| !verdict.is_empty())
    });
    assert_eq!(verdicts, ["identical", "identical", "identical", "not_found"]);
    let at = |form: &str| server.get(&format!("/api/batches/{batch}/answers/2{form}"));
    assert_eq!(at("").json()["input"], "2.png");
    assert!(at("?html").text().starts_with("<article id=\"answer-2\""));
    assert!(at("?evidence").body.starts_with(b"\x89PNG"));
    server.get(&format!("/api/batches/{batch}/answers/5")).is_refused(404, "nothing_here");
    server.get(&format!("/api/batches/{batch}/answers/0")).is_refused(404, "nothing_here");
}

#[test]
fn a_batch_that_is_forgotten_is_gone() {
    let (_desk, server) = served(&[]);
    let batch = begin(&server);
    server.post(&format!("/api/batches/{batch}/pictures"), &png(1));
    assert_eq!(server.ask("DELETE", &format!("/api/batches/{batch}"), &[], b"").status, 204);
    server.get(&format!("/api/batches/{batch}")).is_refused(404, "nothing_here");
    server.post(&format!("/api/batches/{batch}/pictures"), &png(1)).is_refused(404, "nothing_here");
}

#[test]
fn a_batch_is_downloaded_as_one_dossier() {
    let (_desk, server) = served(&[]);
    let batch = begin(&server);
    for seed in 1..=2 {
        server.post(&format!("/api/batches/{batch}/pictures?name={seed}.png"), &png(seed));
    }
    wait_until("both are answered", || {
        let state = server.get(&format!("/api/batches/{batch}")).json();
        state["pictures"].as_array().unwrap().iter().all(|row| row["state"] == "done")
    });
    let all = server.get(&format!("/batches/{batch}/dossier"));
    assert_eq!(all.text().matches("<article ").count(), 2);
    assert!(all.field("content-disposition").unwrap().starts_with("attachment"));
    let one = server.get(&format!("/batches/{batch}/dossier?number=2"));
    assert_eq!(one.text().matches("<article ").count(), 1);
}
