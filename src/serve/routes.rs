//! The addresses of the server.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use super::refusal::Refusal;
use super::{Server, api, events, guard, pages};

/// Every address, behind the guard.
pub fn router(server: &Arc<Server>) -> Router {
    Router::new()
        .route("/", get(pages::home).post(pages::enter))
        .route("/check", post(pages::check))
        .route("/batches/{id}", get(pages::batch))
        .route("/batches/{id}/answers/{number}", get(pages::answer))
        .route("/batches/{id}/dossier", get(pages::dossier))
        .route("/history", get(pages::history))
        .route("/history/{number}/again", post(pages::again))
        .route("/index", get(pages::index))
        .route("/style.css", get(pages::style))
        .route("/app.js", get(pages::script))
        .route("/icon.svg", get(pages::icon))
        .route("/api/check", post(api::check))
        .route("/api/batches", post(api::begin))
        .route("/api/batches/{id}", get(api::batch).delete(api::forget))
        .route("/api/batches/{id}/pictures", post(api::add))
        .route("/api/batches/{id}/pictures/{number}", get(api::picture))
        .route("/api/batches/{id}/events", get(events::events))
        .route("/api/batches/{id}/answers/{number}", get(api::answer))
        .route("/api/index", get(api::index))
        .route("/api/log", get(api::log))
        .route("/api/openapi.json", get(api::openapi))
        .fallback(async || Refusal::Nothing)
        .method_not_allowed_fallback(async || Refusal::Method)
        // Bodies are bounded where they are read, as they come.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(Arc::clone(server), guard::pass))
        .with_state(Arc::clone(server))
}
