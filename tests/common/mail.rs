//! Messages in an index: found by the words that all of them have.

use std::collections::BTreeMap;

use verify_shot::features::{self, shingles};
use verify_shot::index::Index;
use verify_shot::model::feature_key::{FeatureKind, Key};
use verify_shot::model::text::{FieldKind, Text};

use super::Desk;

/// Stands below every message of the tests, and finds them all.
pub const IMPRINT: &str =
    "Halcyon Pictures Incorporated of Port Ansel keeps its costume store beside the old ropewalk";

/// The texts of an index whose bodies hold the imprint, by document and page.
pub fn letters(desk: &Desk) -> BTreeMap<(String, u32), Text> {
    let index = Index::open(&desk.path("i.db"), &features::versions()).unwrap();
    let keys = shingles::keys(&Text { fields: Vec::new(), body: IMPRINT.into() });
    let tokens: Vec<u32> =
        keys.iter().map(|key| if let Key::Token(t, _) = key { *t } else { panic!() }).collect();
    assert!(tokens.len() > 2, "the imprint has shingles");
    let mut ids = Vec::new();
    index.tokens(FeatureKind::Words, &tokens, 1000, &mut |_, id, _| ids.push(id)).unwrap();
    ids.sort();
    ids.dedup();
    let texts = ids.into_iter().filter_map(|id| {
        let page = index.page(id).unwrap();
        index.text(id).unwrap().map(|text| ((page.document, page.number), text))
    });
    texts.collect()
}

/// What a field of a message says; nothing where it has none.
pub fn field(text: &Text, kind: FieldKind) -> &str {
    text.fields.iter().find(|field| field.kind == kind).map_or("", |field| &field.text)
}

/// Documents of an index: name, number of pages, whether it is attached to another.
pub fn documents(desk: &Desk) -> Vec<(String, u32, bool)> {
    let db = rusqlite::Connection::open(desk.path("i.db")).unwrap();
    let mut rows = db.prepare("SELECT name, pages, parent NOT NULL FROM document ORDER BY name").unwrap();
    rows.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).unwrap().map(Result::unwrap).collect()
}
