//! The page for who has no token, and the page of what was refused.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::html;

use super::super::catalogue::Catalogue;
use super::super::refusal::Refusal;
use super::frame::Page;
use crate::report::escape;

/// The page on which a token is entered.
pub fn page(catalogue: &Catalogue, status: StatusCode) -> Response {
    let main = html! {
        main id="main" {
            h1 { (catalogue.say("enter_title")) }
            p { (catalogue.say("enter_why")) }
            form method="post" action="/" class="enter" {
                label for="token" { (catalogue.say("enter_token")) }
                input id="token" name="token" type="password" autocomplete="off" required;
                button { (catalogue.say("enter_send")) }
            }
        }
    };
    Page { title: html! { (catalogue.say("title")) }, catalogue, is_known: false, is_waiting: false, main }
        .respond(status)
}

/// What a person sees of a refusal.
pub fn refused(refusal: &Refusal, fields: &HeaderMap) -> Response {
    let catalogue = Catalogue::of(fields);
    if *refusal == Refusal::Token {
        return page(catalogue, StatusCode::UNAUTHORIZED);
    }
    let main = html! {
        main id="main" {
            h1 { (catalogue.say("refused_title")) }
            p lang="en" { (escape::html(&refusal.sentence())) }
            p { a href="/" { (catalogue.say("back")) } }
        }
    };
    let title = html! { (catalogue.say("refused_title")) };
    Page { title, catalogue, is_known: true, is_waiting: false, main }.respond(refusal.status())
}
