//! Each service end to end: what it answers, and what is made of it.

use crate::common::{Desk, png};
use crate::server::{Reply, Server};
use crate::{ask, why};

const X_POST: &str = r#"{"__typename":"Tweet","id_str":"1234567890123456789","created_at":"2026-03-01T09:30:00.000Z",
  "text":"They tried to hide this memo","user":{"name":"Somebody","screen_name":"somebody"},"favorite_count":3,
  "mediaDetails":[
    {"type":"photo","media_url_https":"https://pbs.twimg.com/media/Aaa.png","original_info":{"height":180,"width":240}},
    {"type":"photo","media_url_https":"https://pbs.twimg.com/media/Bbb.png"},
    {"type":"video","media_url_https":"https://pbs.twimg.com/ext_tw_video_thumb/1/pu/img/Ccc.png","video_info":{}}]}"#;

#[test]
fn a_post_of_x_with_each_photo_in_the_best_size_that_lives() {
    let desk = Desk::with_pictures(3);
    let photo = |name: &str, size: &str| format!("{name}?format=png&name={size}");
    let server = Server::new([
        ("/tweet-result".to_owned(), Reply::json(X_POST)),
        (photo("/media/Aaa", "orig"), Reply::png(png(1))),
        (photo("/media/Bbb", "large"), Reply::png(png(2))),
        (photo("/ext_tw_video_thumb/1/pu/img/Ccc", "orig"), Reply::png(png(3))),
    ]);
    let base = |name: &str| format!("{name}={}", server.at(""));
    let link = "https://x.com/somebody/status/1234567890123456789";
    let answers = ask(&desk, &[link, "--service", &base("x"), "--service", &base("x-photos")]);
    assert_eq!(answers.len(), 3, "{answers:?}");
    for (i, answer) in answers.iter().enumerate() {
        assert_eq!(answer["input"], link);
        assert_eq!(answer["verdict"], "identical");
        assert_eq!(answer["pages"][0]["document"], format!("{}.png", i + 1));
        let fetched = &answer["fetched"];
        assert_eq!((fetched["number"].as_u64(), fetched["of"].as_u64()), (Some(i as u64 + 1), Some(3)));
        assert_eq!(fetched["private"], true);
        let post = &fetched["post"];
        assert_eq!((&post["link"], &post["author"]), (&link.into(), &"@somebody".into()));
        assert_eq!(post["time"], "2026-03-01T09:30:00Z");
        assert_eq!(post["text"], "They tried to hide this memo");
    }
    assert_eq!(answers[0]["fetched"]["url"], server.at("/media/Aaa?format=png&name=orig"));
    assert_eq!(answers[1]["fetched"]["url"], server.at("/media/Bbb?format=png&name=large"));
    assert_eq!(
        [&answers[0], &answers[2]].map(|a| a["fetched"]["part"].as_str().unwrap()),
        ["picture", "video_still"]
    );
    let asked = server.asked();
    assert_eq!(asked[0], "/tweet-result?id=1234567890123456789&token=2zqic77uqyk&lang=en");
    let sizes: Vec<_> =
        asked.iter().filter(|a| a.contains("Bbb")).map(|a| a.rsplit('=').next().unwrap()).collect();
    assert_eq!(sizes, ["orig", "4096x4096", "large"]);
}

#[test]
fn each_picture_of_a_post_has_its_own_section_and_its_own_evidence() {
    let desk = Desk::with_pictures(3);
    let photo = |name: &str| format!("{name}?format=png&name=orig");
    let server = Server::new([
        ("/tweet-result".to_owned(), Reply::json(X_POST)),
        (photo("/media/Aaa"), Reply::png(png(1))),
        (photo("/media/Bbb"), Reply::png(png(2))),
        (photo("/ext_tw_video_thumb/1/pu/img/Ccc"), Reply::png(png(9))),
    ]);
    let base = |name: &str| format!("{name}={}", server.at(""));
    let post = ["https://x.com/somebody/status/1234567890123456789", "--service", &base("x")];
    let shown = ["--service", &base("x-photos"), "--html", "d.html", "--evidence", "e.png"];
    let answers = ask(&desk, &[&post[..], &shown[..]].concat());
    assert_eq!(answers.len(), 3);
    let dossier = std::fs::read_to_string(desk.path("d.html")).unwrap();
    for place in ["1", "1p2", "1p3"] {
        for name in [format!("id=\"answer-{place}\""), format!("href=\"#answer-{place}\"")] {
            assert_eq!(dossier.matches(&name).count(), 1, "{name}");
        }
    }
    assert!(dossier.contains("They tried to hide this memo"));
    for file in ["e.png", "e.2.png", "e.3.png"] {
        assert!(desk.path(file).exists(), "{file}");
    }
}

#[test]
fn a_photo_of_x_is_asked_for_in_the_best_size() {
    let desk = Desk::with_pictures(3);
    let server = Server::new([("/media/Aaa?format=jpg&name=small", Reply::png(png(2)))]);
    let base = format!("x-photos={}", server.at(""));
    let answers = ask(&desk, &["https://pbs.twimg.com/media/Aaa.jpg", "--service", &base]);
    assert_eq!((&answers[0]["verdict"], answers[0]["fetched"].get("post")), (&"identical".into(), None));
    assert_eq!(server.asked().len(), 5, "orig, 4096x4096, large, medium, small");
    assert!(
        !server.asked().contains(&"/media/Aaa.jpg".to_owned()),
        "none is asked for beyond the one that lives"
    );
    let gone = ask(&desk, &["https://pbs.twimg.com/media/Gone?format=jpg&name=small", "--service", &base]);
    assert!(why(&gone[0]).contains("not there") && why(&gone[0]).contains("Save the picture"), "{gone:?}");
}

#[test]
fn posts_that_x_does_not_show() {
    let desk = Desk::with_pictures(3);
    let tombstone = r#"{"__typename":"TweetTombstone","tombstone":{"text":{"text":"This Post is from a suspended account."}}}"#;
    for (reply, expected) in [
        (Reply::json(tombstone), "suspended account"),
        (Reply::json("{}"), "deleted, or for members alone"),
        (Reply::status(404, ""), "deleted, or for members alone"),
        (Reply::status(403, ""), "status 403"),
        (Reply::status(429, "Retry-After: 900\r\n"), "fewer requests"),
        (Reply::json("[1,2"), "does not know"),
        (Reply::json(r#"{"id":7}"#), "does not know"),
    ] {
        let server = Server::new([("/tweet-result", reply)]);
        let base = format!("x={}", server.at(""));
        // The page itself shows nothing either.
        let answers = ask(&desk, &[&server.at("/somebody/status/12"), "--service", &base]);
        let why = why(&answers[0]);
        assert!(why.contains(expected) && why.contains("Save the picture and give the file"), "{why}");
    }
}

#[test]
fn the_card_of_a_mirrors_page_stands_in() {
    let desk = Desk::with_pictures(3);
    let page = r#"<html><head><meta property="og:image" content="/pic/a.png"><meta property="og:title" content="Somebody (@somebody)">"#;
    let server = Server::new([
        ("/tweet-result", Reply::status(500, "")),
        ("/somebody/status/12", Reply::text("text/html", page)),
        ("/pic/a.png", Reply::png(png(1))),
    ]);
    let answers =
        ask(&desk, &[&server.at("/somebody/status/12"), "--service", &format!("x={}", server.at(""))]);
    assert_eq!(
        (&answers[0]["verdict"], &answers[0]["fetched"]["part"]),
        (&"identical".into(), &"card".into())
    );
}

#[test]
fn a_post_of_bluesky() {
    let desk = Desk::with_pictures(3);
    let post = |embed: &str| {
        format!(
            r#"{{"posts":[{{"uri":"at://did:plc:abc/app.bsky.feed.post/3kxyz","author":{{"did":"did:plc:abc","handle":"somebody.example"}},
            "record":{{"$type":"app.bsky.feed.post","text":"Look","createdAt":"2026-03-01T10:00:00.000+01:00"}},"embed":{embed}}}]}}"#
        )
    };
    let images = r#"{"images":[{"thumb":"http://127.0.0.1:1/t","fullsize":"URL/img/1","alt":""},{"fullsize":"URL/img/2"}]}"#;
    let quoting =
        format!(r#"{{"$type":"app.bsky.embed.recordWithMedia#view","record":{{}},"media":{images}}}"#);
    let video = r#"{"playlist":"URL/v.m3u8","thumbnail":"URL/img/1"}"#;
    for (embed, parts) in [
        (images, &["picture", "picture"][..]),
        (&quoting, &["picture", "picture"]),
        (video, &["video_still"]),
    ] {
        let pictures = Server::new([("/img/1", Reply::png(png(1))), ("/img/2", Reply::png(png(2)))]);
        let server = Server::new([
            (
                "/xrpc/com.atproto.identity.resolveHandle?handle=somebody.example",
                Reply::json(r#"{"did":"did:plc:abc"}"#),
            ),
            (
                "/xrpc/app.bsky.feed.getPosts?uris=at%3A%2F%2Fdid%3Aplc%3Aabc%2Fapp.bsky.feed.post%2F3kxyz",
                Reply::json(&post(&embed.replace("URL", &pictures.at("")))),
            ),
        ]);
        let base = format!("bluesky={}", server.at(""));
        for name in ["somebody.example", "did:plc:abc"] {
            let link = format!("https://bsky.app/profile/{name}/post/3kxyz");
            let answers = ask(&desk, &[&link, "--service", &base]);
            let told: Vec<_> = answers.iter().map(|a| a["fetched"]["part"].as_str().unwrap()).collect();
            assert_eq!(told, parts);
            assert!(answers.iter().all(|a| a["verdict"] == "identical"), "{answers:?}");
            let post = &answers[0]["fetched"]["post"];
            assert_eq!((&post["author"], &post["text"]), (&"@somebody.example".into(), &"Look".into()));
            assert_eq!(post["time"], "2026-03-01T09:00:00Z");
        }
    }
    let gone = Server::new([("/xrpc/app.bsky.feed.getPosts", Reply::json(r#"{"posts":[]}"#))]);
    let base = format!("bluesky={}", gone.at(""));
    let answers = ask(&desk, &["https://bsky.app/profile/did:plc:abc/post/3k", "--service", &base]);
    assert!(why(&answers[0]).contains("deleted"), "{answers:?}");
}

#[test]
fn a_status_of_mastodon() {
    let desk = Desk::with_pictures(3);
    let media = Server::new([("/1.png", Reply::png(png(1))), ("/2.png", Reply::png(png(2)))]);
    let status = r#"{"id":"1093","created_at":"2026-03-01T10:00:00.000Z","url":"https://social.example/@somebody/1093",
        "content":"<p>A &lt;memo&gt;<br>here</p>","account":{"acct":"somebody","username":"somebody"},
        "media_attachments":[{"type":"image","url":"URL/gone.png","remote_url":"URL/1.png","preview_url":"URL/2.png"},
            {"type":"gifv","url":"URL/v.mp4","preview_url":"URL/2.png"},{"type":"audio","url":"URL/a.mp3"}]}"#;
    let server = Server::new([("/api/v1/statuses/1093", Reply::json(&status.replace("URL", &media.at(""))))]);
    for path in ["/@somebody/1093", "/@somebody@other.example/1093", "/users/somebody/statuses/1093"] {
        let answers = ask(&desk, &[&server.at(path)]);
        let parts: Vec<_> = answers.iter().map(|a| a["fetched"]["part"].as_str().unwrap()).collect();
        assert_eq!(parts, ["picture", "video_still"]);
        assert!(answers.iter().all(|a| a["verdict"] == "identical"), "{answers:?}");
        assert_eq!(answers[0]["fetched"]["url"], media.at("/1.png"));
        let post = &answers[0]["fetched"]["post"];
        assert_eq!((&post["author"], &post["text"]), (&"@somebody".into(), &"A <memo>\nhere".into()));
    }
}

#[test]
fn a_note_of_activitypub() {
    let desk = Desk::with_pictures(3);
    let media = Server::new([("/1.png", Reply::png(png(1)))]);
    let note = r#"{"@context":"https://www.w3.org/ns/activitystreams","type":"Note","id":"https://social.example/notes/9abc",
        "attributedTo":"https://social.example/users/1","published":"2026-03-01T10:00:00Z","content":"<p>Hi</p>",
        "attachment":[{"type":"Document","mediaType":"image/png","url":"URL/1.png"},{"type":"Document","mediaType":"video/mp4","url":"URL/v"}]}"#;
    let server = Server::new([("/notes/9abc", Reply::json(&note.replace("URL", &media.at(""))))]);
    let answers = ask(&desk, &[&server.at("/notes/9abc")]);
    assert_eq!((answers.len(), &answers[0]["verdict"]), (1, &"identical".into()));
    assert_eq!(answers[0]["fetched"]["post"]["author"], "https://social.example/users/1");
    let hidden = Server::new([("/api/v1/statuses/1093", Reply::status(401, ""))]);
    assert!(why(&ask(&desk, &[&hidden.at("/@somebody/1093")])[0]).contains("for members alone"));
}

#[test]
fn issue_4_a_page_whose_address_looks_like_that_of_a_post() {
    let desk = Desk::with_pictures(3);
    let page =
        "<html><meta property='og:title' content='The memo'><meta property='og:image' content='/1.png'>";
    let server = Server::new([
        ("/@paper/20260301", Reply::text("text/html", page)),
        ("/notes/9abc", Reply::text("text/html", page)),
        ("/p/paper/1234", Reply::text("text/html", "<html><body>no picture</body></html>")),
        ("/1.png", Reply::png(png(1))),
    ]);
    let answers = ask(
        &desk,
        &["/@paper/20260301", "/notes/9abc", "/p/paper/1234"]
            .map(|p| server.at(p))
            .each_ref()
            .map(String::as_str),
    );
    for answer in &answers[..2] {
        assert_eq!(
            (&answer["verdict"], &answer["fetched"]["part"]),
            (&"identical".into(), &"card".into()),
            "{answer}"
        );
    }
    assert!(why(&answers[2]).contains("names no picture"), "{answers:?}");
}

#[test]
fn any_page_by_the_picture_that_announces_it() {
    let desk = Desk::with_pictures(3);
    let page = r#"<!DOCTYPE html><title>x</title><meta name="author" content="A. Writer"><meta property="og:title" content="The memo">
        <meta property="article:published_time" content="2026-03-01T10:00:00Z"><meta property="og:image" content="img/1.png">"#;
    let server = Server::new([
        ("/news/story", Reply::text("text/html; charset=utf-8", page)),
        ("/news/img/1.png", Reply::png(png(1))),
        ("/bare", Reply::text("text/html", "<html><body>no picture</body></html>")),
    ]);
    let answers = ask(&desk, &[&server.at("/news/story"), &server.at("/bare")]);
    assert_eq!(answers[0]["verdict"], "identical");
    let post = &answers[0]["fetched"]["post"];
    assert_eq!((&post["author"], &post["text"]), (&"A. Writer".into(), &"The memo".into()));
    assert!(why(&answers[1]).contains("names no picture"), "{answers:?}");
}

#[test]
fn people_are_told_where_it_came_from_and_nothing_steers_their_terminal() {
    let desk = Desk::with_pictures(3);
    let page = "<html><meta property=\"og:title\" content=\"A \u{1b}[31m\u{202e}memo\"><meta property=\"og:image\" content=\"/1.png\">";
    let server = Server::new([("/story", Reply::text("text/html", page)), ("/1.png", Reply::png(png(1)))]);
    let said = desk.expect(0, &[&server.at("/story"), "--allow-private"]);
    for part in
        [&server.at("/1.png"), &server.at("/story"), "announces the page", "--allow-private", "memo\""]
    {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    assert!(!said.out.contains(['\u{1b}', '\u{202e}']));
}
