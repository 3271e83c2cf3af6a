//! The pages without script.

use crate::client::{Server, form};
use crate::common::{Desk, png, wait_until};
use crate::served;

/// Names that would be markup, scripts or another order of letters.
const HOSTILE: [&str; 4] = [
    "<script>alert(1)</script>.png",
    "x' onmouseover='alert(1)",
    "a&amp;<img src=x>.png",
    "x\u{202e}gnp.exe",
];

#[test]
fn a_plain_form_leads_to_the_answers() {
    let (_desk, server) = served(&[]);
    let empty: &[u8] = b"";
    let (kind, bytes) = form(&[
        ("picture", Some("1.png"), &png(1)),
        ("picture", Some("9.png"), &png(9)),
        ("link", None, empty),
    ]);
    let sent = server.ask("POST", "/check", &[("Content-Type", &kind)], &bytes);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let at = sent.field("location").unwrap().to_owned();
    wait_until("both are answered", || !server.get(&at).text().contains("http-equiv=\"refresh\""));
    let page = server.get(&at);
    assert!(
        page.text().contains("Same file, or same pixels") && page.text().contains("Not found in this index")
    );
    let answer = server.get(&format!("{at}/answers/1"));
    assert!(answer.text().contains("<article id=\"answer-1\""));
    let (kind, bytes) = form(&[("picture", Some(""), empty), ("link", None, empty)]);
    assert_eq!(server.ask("POST", "/check", &[("Content-Type", &kind)], &bytes).status, 400);
}

#[test]
fn an_index_to_which_adding_was_stopped_says_so() {
    let desk = Desk::with_pictures(3);
    let db = rusqlite::Connection::open(desk.path("verify-shot.db")).unwrap();
    db.execute_batch("DELETE FROM seal; INSERT INTO adding VALUES ('/desk/leak')").unwrap();
    drop(db);
    let server = Server::start(&desk, &[]);
    let page = server.get("/index");
    let page = page.text();
    assert!(page.contains("was stopped or still goes on"), "{page}");
    let held = server.get("/api/index").json();
    assert_eq!((&held["index"]["unfinished"], &held["unfinished"][0]), (&true.into(), &"/desk/leak".into()));
}

#[test]
fn hostile_names_are_text_wherever_they_are_shown() {
    let (_desk, server) = served(&[]);
    let batch = server.post("/api/batches", b"").json()["batch"].as_str().unwrap().to_owned();
    let mut number = 0;
    for name in HOSTILE {
        number += 1;
        let query: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        server.post(&format!("/api/batches/{batch}/pictures?name={query}"), &png(1));
        let section = server.post(&format!("/api/check?html&name={query}"), &png(1));
        let json = server.post(&format!("/api/check?name={query}"), &png(1));
        assert_eq!(json.json()["input"], name);
        wait_until("it is answered", || {
            server.get(&format!("/api/batches/{batch}")).json()["pictures"][number - 1]["state"] == "done"
        });
        let pages = [
            format!("/batches/{batch}"),
            format!("/batches/{batch}/answers/{number}"),
            format!("/batches/{batch}/dossier"),
        ];
        let pages = pages.map(|page| server.get(&page));
        for shown in pages.iter().chain([&section, &json]) {
            assert_eq!(shown.status, 200);
            let text = shown.text();
            assert!(!text.contains("\u{202e}"), "letters in another order");
            if shown.field("content-type").unwrap().starts_with("text/html") {
                assert!(
                    !text.contains("<script>alert")
                        && !text.contains("<img src=x")
                        && !text.contains("' onmouse"),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn a_language_is_kept_in_a_cookie() {
    let (_desk, server) = served(&[]);
    let chosen = server.get("/?language=en");
    assert_eq!(chosen.status, 303);
    assert!(chosen.field("set-cookie").unwrap().contains("language=en;"));
}
