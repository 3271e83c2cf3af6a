//! What every page has: head, menu, languages.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::super::catalogue::Catalogue;

/// A page.
pub struct Page<'a> {
    /// Title, which is escaped already.
    pub title: Markup,
    /// Sentences.
    pub catalogue: &'a Catalogue,
    /// False for who has not entered: there is no menu.
    pub is_known: bool,
    /// True if a page without script has to be loaded again soon.
    pub is_waiting: bool,
    /// What the page is about.
    pub main: Markup,
}

impl Page<'_> {
    /// The response.
    pub fn respond(self, status: StatusCode) -> Response {
        let Page { title, catalogue, is_known, is_waiting, main } = self;
        let page = html! {
            (DOCTYPE)
            html lang=(catalogue.language) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (title) }
                    link rel="icon" href="/icon.svg" type="image/svg+xml";
                    link rel="stylesheet" href="/style.css";
                    script src="/app.js" defer {}
                    @if is_waiting { noscript { meta http-equiv="refresh" content="2"; } }
                }
                body {
                    header class="top" {
                        a class="skip" href="#main" { (catalogue.say("skip")) }
                        p class="brand" { a href="/" { "verify-shot" } }
                        @if is_known { (menu(catalogue)) }
                    }
                    (main)
                    footer class="bottom" {
                        p {
                            (catalogue.say("language")) ": "
                            @for other in Catalogue::all() {
                                a href=(format!("/?language={}", other.language)) lang=(other.language) hreflang=(other.language) {
                                    (other.say(&format!("language_{}", other.language)))
                                }
                                " "
                            }
                        }
                        p { "verify-shot " (env!("CARGO_PKG_VERSION")) }
                    }
                }
            }
        };
        (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page.into_string()).into_response()
    }
}

fn menu(catalogue: &Catalogue) -> Markup {
    html! {
        nav class="menu" aria-label=(catalogue.say("menu")) {
            a href="/" { (catalogue.say("menu_check")) }
            a href="/history" { (catalogue.say("menu_history")) }
            a href="/index" { (catalogue.say("menu_index")) }
        }
    }
}
