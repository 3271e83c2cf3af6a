//! The sentences of the pages, by key, in every language that they are written in: a file each, of the same keys.
//!
//! The answers themselves are not here. They are those of the command line, and English.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::http::{HeaderMap, header};

/// Cookie in which a browser keeps the chosen language.
pub const LANGUAGE_COOKIE: &str = "verify-shot-language";

/// The languages: code, and sentences as JSON.
const FILES: [(&str, &str); 4] = [
    ("en", include_str!("en.json")),
    ("de", include_str!("de.json")),
    ("fr", include_str!("fr.json")),
    ("es", include_str!("es.json")),
];

static CATALOGUES: LazyLock<Vec<Catalogue>> = LazyLock::new(|| {
    let read = |(language, text): (&'static str, &str)| Catalogue {
        language,
        // A test reads every file.
        sentences: serde_json::from_str(text).unwrap_or_default(),
    };
    FILES.into_iter().map(read).collect()
});

/// The sentences in one language.
pub struct Catalogue {
    /// Code of the language, as in HTML.
    pub language: &'static str,
    sentences: BTreeMap<String, String>,
}

impl Catalogue {
    /// Every language, English first.
    pub fn all() -> &'static [Catalogue] {
        &CATALOGUES
    }

    /// The sentences in this language. Returns `None` if it is not written in it.
    pub fn named(language: &str) -> Option<&'static Self> {
        Self::all().iter().find(|catalogue| catalogue.language == language)
    }

    /// The sentences in the language that a browser chose or prefers; English if it is none of these.
    pub fn of(fields: &HeaderMap) -> &'static Self {
        let text = |name| fields.get_all(name).iter().filter_map(|field| field.to_str().ok());
        let mut cookies = text(header::COOKIE).flat_map(|field| field.split(';'));
        let chosen = cookies.find_map(|cookie| {
            cookie.trim().strip_prefix(LANGUAGE_COOKIE)?.strip_prefix('=').and_then(Self::named)
        });
        // Browsers send them in the order in which they are preferred.
        let mut preferred = text(header::ACCEPT_LANGUAGE).flat_map(|field| field.split(','));
        let preferred = || preferred.find_map(|language| Self::named(language.trim().get(..2)?));
        chosen.or_else(preferred).unwrap_or(&Self::all()[0])
    }

    /// A sentence. A key without one is said itself.
    pub fn say<'a>(&'a self, key: &'a str) -> &'a str {
        self.sentences.get(key).map_or(key, String::as_str)
    }

    /// A sentence with values in the place of `{names}`.
    pub fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        let sentence = self.say(key).to_owned();
        values.iter().fold(sentence, |said, (name, value)| said.replace(&format!("{{{name}}}"), value))
    }

    /// The sentences that the script says, as JSON: those whose key begins with `script_`, and the
    /// states of a check.
    pub fn for_script(&self) -> String {
        let script =
            self.sentences.iter().filter(|(key, _)| key.starts_with("script_") || key.starts_with("state_"));
        serde_json::to_string(&script.collect::<BTreeMap<_, _>>()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::*;

    fn placeholders(sentence: &str) -> BTreeSet<&str> {
        let after = sentence.split('{').skip(1);
        after.filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
    }

    #[test]
    fn every_language_says_every_sentence_with_the_same_values() {
        let english = &Catalogue::all()[0].sentences;
        assert!(english.len() > 20, "the file was read");
        for catalogue in Catalogue::all() {
            let keys = |sentences: &BTreeMap<String, String>| sentences.keys().cloned().collect::<Vec<_>>();
            assert_eq!(keys(english), keys(&catalogue.sentences), "{}", catalogue.language);
            for (key, sentence) in &catalogue.sentences {
                assert!(!sentence.trim().is_empty(), "{}: {key}", catalogue.language);
                assert_eq!(
                    placeholders(&english[key]),
                    placeholders(sentence),
                    "{}: {key}",
                    catalogue.language
                );
            }
        }
    }

    #[test]
    fn every_sentence_is_said_and_every_key_has_one() {
        let pages = fs::read_dir("src/serve/pages").unwrap().map(|file| file.unwrap().path());
        let text: String =
            pages.chain(["src/serve/app.js".into()]).map(|file| fs::read_to_string(file).unwrap()).collect();
        let english = &Catalogue::all()[0].sentences;
        let made = ["state_", "verdict_", "language_"];
        for key in english.keys().filter(|key| !made.iter().any(|made| key.starts_with(made))) {
            assert!(text.contains(&format!("\"{key}\"")), "nobody says {key}");
        }
        for part in text.split("say(\"").chain(text.split(".with(\"")).skip(1) {
            let key = part.split('"').next().unwrap();
            let is_key = key.len() < 40 && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            assert!(!is_key || english.contains_key(key), "{key} has no sentence");
        }
    }

    #[test]
    fn a_browser_gets_its_language() {
        let of = |fields: &[(header::HeaderName, &str)]| {
            let mut map = HeaderMap::new();
            for (name, value) in fields {
                map.append(name, value.parse().unwrap());
            }
            Catalogue::of(&map).language
        };
        assert_eq!(of(&[]), "en");
        assert_eq!(of(&[(header::ACCEPT_LANGUAGE, "xx, en;q=0.5")]), "en");
        for catalogue in Catalogue::all() {
            let language = catalogue.language;
            assert_eq!(
                of(&[(header::ACCEPT_LANGUAGE, &format!("xx-YY,{language}-ZZ;q=0.9,en;q=0.1"))]),
                language
            );
            let cookie = format!("a=b; {LANGUAGE_COOKIE}={language}");
            assert_eq!(of(&[(header::ACCEPT_LANGUAGE, "en"), (header::COOKIE, &cookie)]), language);
        }
    }
}
