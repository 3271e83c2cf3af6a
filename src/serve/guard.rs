//! Who may ask: every request passes here first.
//!
//! The host must be one of the server's own names, so that no other name that leads to this address (DNS rebinding) is
//! answered. A request that a browser sends for another page is refused by `Origin` and `Sec-Fetch-Site`. Everything but the
//! bare page and its style needs the token, as `Authorization: Bearer …` or as the cookie that the page sets. A cookie alone
//! changes nothing: with it, a request that is no reading must say that it comes from this page.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Server;
use super::pages;
use super::refusal::Refusal;
use super::token::Token;

/// What the server's pages may do: their own script, style and pictures, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// Header fields of every response.
const FIELDS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`: with it, browsers send no origin with the form.
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];
/// Addresses that are answered without the token. None of them tells anything about index or pictures.
const OPEN: [&str; 4] = ["/", "/style.css", "/app.js", "/icon.svg"];
/// `Sec-Fetch-Site`, by which browsers say who asks.
const FETCH_SITE: &str = "sec-fetch-site";

/// Whether who asks has the token: an extension of each request.
#[derive(Clone, Copy)]
pub struct Known(pub bool);

/// The rules of this server.
pub struct Gate {
    /// Its names with ports, as in the field `Host`.
    hosts: Vec<String>,
    token: Token,
    cookie: String,
}

impl Gate {
    /// The rules of a server at this address, with further names under which browsers reach it.
    pub fn new(at: SocketAddr, names: &[String], token: Token) -> Self {
        let port = at.port();
        let mut hosts = vec![at.to_string()];
        if at.ip().is_loopback() {
            hosts.extend(["localhost", "127.0.0.1", "[::1]"].map(|host| format!("{host}:{port}")));
        }
        if port == 80 {
            hosts.extend(hosts.clone().iter().filter_map(|host| host.strip_suffix(":80").map(str::to_owned)));
        }
        hosts.extend(names.iter().map(|name| name.to_ascii_lowercase()));
        // Cookies do not know ports.
        Self { hosts, token, cookie: format!("verify-shot-{port}") }
    }

    /// Address of the page, with the token.
    pub fn address(&self, at: SocketAddr) -> String {
        let host = match at.ip() {
            ip if ip.is_unspecified() => SocketAddr::new(IpAddr::from([127, 0, 0, 1]), at.port()),
            _ => at,
        };
        format!("http://{host}/?token={}", self.token.text())
    }

    /// The cookie with the token, which the browser gives to this server alone, and for requests of its own pages.
    pub fn cookie(&self) -> String {
        format!("{}={}; Path=/; HttpOnly; SameSite=Strict", self.cookie, self.token.text())
    }

    /// Whether this is the token.
    pub fn lets_in(&self, token: &str) -> bool {
        self.token.is(token)
    }

    fn has_host(&self, host: &str) -> bool {
        self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host))
    }

    fn check_host(&self, request: &Request) -> Result<(), Refusal> {
        let mut named = request.headers().get_all(header::HOST).iter();
        let (Some(host), None) = (named.next(), named.next()) else { return Err(Refusal::Host) };
        let in_target = request.uri().authority().is_none_or(|authority| self.has_host(authority.as_str()));
        let is_own = host.to_str().is_ok_and(|host| self.has_host(host));
        if is_own && in_target { Ok(()) } else { Err(Refusal::Host) }
    }

    /// Whether a browser says that its own page of this server asks. `None` if nothing is said, as by programs.
    fn is_own_page(&self, fields: &HeaderMap) -> Result<Option<bool>, Refusal> {
        let origin = fields.get(header::ORIGIN).map(|origin| {
            let host = origin.to_str().ok().and_then(|origin| {
                origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"))
            });
            host.is_some_and(|host| self.has_host(host))
        });
        let site = fields.get(FETCH_SITE).map(HeaderValue::as_bytes);
        match (origin, site) {
            (Some(false), _) => Err(Refusal::Origin),
            (_, Some(site)) if site != b"same-origin" && site != b"none" => Err(Refusal::Origin),
            (Some(true), _) | (None, Some(b"same-origin")) => Ok(Some(true)),
            (None, Some(_)) => Ok(Some(false)),
            (None, None) => Ok(None),
        }
    }

    fn bearer(&self, fields: &HeaderMap) -> Option<bool> {
        let given = fields.get(header::AUTHORIZATION)?.to_str().ok()?;
        let (scheme, token) = given.split_once(' ')?;
        Some(scheme.eq_ignore_ascii_case("bearer") && self.token.is(token.trim()))
    }

    fn has_cookie(&self, fields: &HeaderMap) -> bool {
        let all = fields.get_all(header::COOKIE).iter().filter_map(|field| field.to_str().ok());
        let mut pairs = all.flat_map(|field| field.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.any(|(name, value)| name == self.cookie && self.token.is(value))
    }

    /// Checks a request. Returns whether it has the token.
    fn check(&self, request: &Request) -> Result<bool, Refusal> {
        self.check_host(request)?;
        let fields = request.headers();
        let is_own_page = self.is_own_page(fields)?;
        let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
        match self.bearer(fields) {
            Some(is_right) => return if is_right { Ok(true) } else { Err(Refusal::Token) },
            None if !is_reading && is_own_page != Some(true) => {
                return Err(if is_own_page.is_none() { Refusal::Token } else { Refusal::Origin });
            }
            None => {}
        }
        let is_known = self.has_cookie(fields);
        let is_open = OPEN.contains(&request.uri().path());
        if is_known || is_open { Ok(is_known) } else { Err(Refusal::Token) }
    }
}

/// Lets a request pass or refuses it, and adds the header fields of every response.
pub async fn pass(State(server): State<Arc<Server>>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let is_program = path.starts_with("/api/");
    let mut response = match server.gate.check(&request) {
        Ok(is_known) => {
            request.extensions_mut().insert(Known(is_known));
            next.run(request).await
        }
        Err(refusal) if is_program => refusal.into_response(),
        Err(refusal) => pages::refused(&refusal, request.headers()),
    };
    for (name, value) in FIELDS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn gate() -> Gate {
        let at = SocketAddr::from(([127, 0, 0, 1], 8080));
        Gate::new(at, &["Desk.example".into()], Token::random().unwrap())
    }

    fn said(method: &str, fields: &[(&str, &str)]) -> Request {
        let request = Request::builder().method(method).uri("/api/check");
        fields
            .iter()
            .fold(request, |request, (name, value)| request.header(*name, *value))
            .body(Body::empty())
            .unwrap()
    }

    #[test]
    fn only_the_names_of_the_server_are_hosts() {
        let gate = gate();
        let bearer = format!("bearer {}", gate.token.text());
        let asked = |host: &str| gate.check(&said("POST", &[("Host", host), ("Authorization", &bearer)]));
        for host in ["127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080", "[::1]:8080", "desk.example"] {
            assert_eq!(asked(host), Ok(true), "{host}");
        }
        for host in ["", "evil.example", "127.0.0.1", "localhost:80", "127.0.0.1:8080.evil.example"] {
            assert_eq!(asked(host), Err(Refusal::Host), "{host}");
        }
        assert_eq!(gate.check(&said("POST", &[("Authorization", &bearer)])), Err(Refusal::Host));
    }

    #[test]
    fn a_cookie_changes_something_for_a_page_of_the_server_alone() {
        let gate = gate();
        let cookie = format!("other=1; {}={}", gate.cookie, gate.token.text());
        let asked = |method: &str, more: &[(&str, &str)]| {
            gate.check(&said(
                method,
                &[&[("Host", "localhost:8080"), ("Cookie", cookie.as_str())], more].concat(),
            ))
        };
        assert_eq!(asked("POST", &[("Origin", "http://localhost:8080")]), Ok(true));
        assert_eq!(asked("POST", &[("Sec-Fetch-Site", "same-origin")]), Ok(true));
        assert_eq!(asked("GET", &[]), Ok(true));
        assert_eq!(asked("GET", &[("Sec-Fetch-Site", "none")]), Ok(true));
        assert_eq!(asked("POST", &[]), Err(Refusal::Token));
        assert_eq!(asked("POST", &[("Sec-Fetch-Site", "none")]), Err(Refusal::Origin));
        for origin in ["null", "http://evil.example", "http://localhost:9999", "ftp://localhost:8080"] {
            assert_eq!(asked("POST", &[("Origin", origin)]), Err(Refusal::Origin), "{origin}");
            assert_eq!(asked("GET", &[("Origin", origin)]), Err(Refusal::Origin), "{origin}");
        }
        for site in ["cross-site", "same-site", ""] {
            assert_eq!(asked("GET", &[("Sec-Fetch-Site", site)]), Err(Refusal::Origin), "{site}");
        }
    }
}
