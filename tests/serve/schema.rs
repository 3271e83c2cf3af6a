//! What the API gives is what its description says.

use std::fs;

use serde_json::{Value, json};

use crate::client::{Response, Server};
use crate::common::{Desk, index_of_originals, picture_of, png};
use crate::served;

/// What of a value does not fit its schema. Objects may have no members that are not described.
fn unfit(value: &Value, schema: &Value, all: &Value, at: &str) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        return unfit(value, all.pointer(name.strip_prefix('#').unwrap()).expect(name), all, at);
    }
    let mut wrong = Vec::new();
    let kinds = match &schema["type"] {
        Value::String(kind) => vec![kind.as_str()],
        Value::Array(kinds) => kinds.iter().map(|kind| kind.as_str().unwrap()).collect(),
        _ => Vec::new(),
    };
    let is_kind = |kind: &&str| match *kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{other}"),
    };
    if !kinds.is_empty() && !kinds.iter().any(is_kind) {
        wrong.push(format!("{at}: {value} is no {kinds:?}"));
    }
    let is_listed = schema["enum"].as_array().is_none_or(|all| all.contains(value));
    if !is_listed || schema.get("const").is_some_and(|only| only != value) {
        wrong.push(format!("{at}: {value} is not listed"));
    }
    for (i, item) in value.as_array().into_iter().flatten().enumerate() {
        wrong.extend(unfit(item, &schema["items"], all, &format!("{at}[{i}]")));
    }
    let described = schema["properties"].as_object();
    for (name, member) in value.as_object().into_iter().flatten() {
        match described.map(|described| described.get(name)) {
            Some(Some(schema)) => wrong.extend(unfit(member, schema, all, &format!("{at}.{name}"))),
            Some(None) if at.contains("Index") => {}
            Some(None) => wrong.push(format!("{at}.{name} is not described")),
            None => {}
        }
    }
    let required = schema["required"].as_array().into_iter().flatten().map(|name| name.as_str().unwrap());
    wrong.extend(
        required.filter(|name| value.get(name).is_none()).map(|name| format!("{at}.{name} is missing")),
    );
    wrong
}

struct Described {
    document: Value,
}

impl Described {
    /// Expects a response to be as described for this address and method.
    fn fits(&self, path: &str, method: &str, response: &Response) {
        let responses = &self.document["paths"][path][method]["responses"];
        let mut described = &responses[response.status.to_string()];
        assert!(!described.is_null(), "{method} {path}: {} is not described", response.status);
        if let Some(name) = described["$ref"].as_str() {
            described = self.document.pointer(name.strip_prefix('#').unwrap()).unwrap();
        }
        let Some(kind) = response.field("content-type") else { return };
        let content = &described["content"][kind.split(';').next().unwrap()];
        assert!(!content.is_null(), "{method} {path}: {kind} is not described");
        if kind == "application/json" {
            let name = content["schema"]["$ref"].as_str().unwrap_or(path);
            let wrong = unfit(&response.json(), &content["schema"], &self.document, name);
            assert!(wrong.is_empty(), "{method} {path}: {wrong:#?}");
        }
    }
}

fn described(server: &Server) -> Described {
    let response = server.get("/api/openapi.json");
    assert_eq!(response.status, 200);
    Described { document: response.json() }
}

#[test]
fn every_response_is_as_the_document_describes_it() {
    let (_desk, server) = served(&["--log", "log"]);
    let described = described(&server);
    assert_eq!(described.document["openapi"], "3.1.0");
    for form in ["", "?html", "?evidence"] {
        described.fits("/api/check", "post", &server.post(&format!("/api/check{form}"), &png(1)));
    }
    described.fits("/api/check", "post", &server.post("/api/check", b""));
    described.fits("/api/check", "post", &server.send("POST", "/api/check", &[], b"x"));
    described.fits("/api/check", "post", &server.ask("POST", "/api/check", &[("Host", "x")], b"x"));
    let begun = server.post("/api/batches", b"");
    described.fits("/api/batches", "post", &begun);
    let at = begun.field("location").unwrap().to_owned();
    described.fits("/api/batches/{id}/pictures", "post", &server.post(&format!("{at}/pictures"), &png(1)));
    described.fits("/api/batches/{id}", "get", &server.get(&at));
    described.fits("/api/batches/{id}/pictures/{number}", "get", &server.get(&format!("{at}/pictures/1")));
    described.fits("/api/batches/{id}/answers/{number}", "get", &server.get(&format!("{at}/answers/7")));
    described.fits("/api/index", "get", &server.get("/api/index"));
    described.fits("/api/log", "get", &server.get("/api/log?q=picture"));
    described.fits("/api/openapi.json", "get", &server.get("/api/openapi.json"));
    described.fits("/api/batches/{id}", "delete", &server.ask("DELETE", &at, &[], b""));
    described.fits("/api/batches/{id}", "get", &server.get(&at));
}

#[test]
fn answers_about_shipped_pictures_are_as_the_schema_describes_them() {
    let desk = Desk::new();
    let server = Server::start(&desk, &["--index", &index_of_originals()]);
    let described = described(&server);
    for case in ["changed-digit-in-a-post", "mail-changed-number", "whole-page"] {
        let folder = format!("testdata/shots/{case}");
        let picture = fs::read(picture_of(std::path::Path::new(&folder))).unwrap();
        described.fits("/api/check", "post", &server.post("/api/check", &picture));
    }
}

#[test]
fn what_is_not_described_is_found() {
    let schema =
        json!({"type": "object", "properties": {"a": {"type": "string", "enum": ["x"]}}, "required": ["a"]});
    assert_eq!(unfit(&json!({"a": "x"}), &schema, &schema, "it"), Vec::<String>::new());
    for value in [json!({}), json!({"a": "y"}), json!({"a": 1}), json!({"a": "x", "b": 1}), json!([])] {
        assert!(!unfit(&value, &schema, &schema, "it").is_empty(), "{value}");
    }
}
