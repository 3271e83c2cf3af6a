//! Base URLs of the services, which can be replaced by a newsroom's own mirrors.

use std::collections::BTreeMap;

use url::Url;

use super::SERVICES;

/// Base URL of a service, which can be replaced by that of a mirror.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base {
    /// Name in `--service NAME=URL`.
    pub name: &'static str,
    /// The default.
    pub address: &'static str,
}

/// Default base URLs, in the order of the services.
fn own() -> impl Iterator<Item = Base> {
    SERVICES.iter().filter_map(|service| service.base())
}

/// Base URL of each service.
#[derive(Clone, Debug)]
pub struct Bases(BTreeMap<&'static str, Url>);

impl Bases {
    /// The default URLs, except for those set as `NAME=URL`.
    ///
    /// # Errors
    ///
    /// A sentence that says which setting is invalid.
    pub fn with(set: &[String]) -> Result<Self, String> {
        let mut bases = BTreeMap::new();
        for Base { name, address } in own() {
            bases.insert(name, Url::parse(address).map_err(|e| e.to_string())?);
        }
        for setting in set {
            let known = setting.split_once('=').and_then(|(name, address)| {
                let name = own().find(|known| known.name == name)?.name;
                let address = Url::parse(address).ok()?;
                matches!(address.scheme(), "http" | "https").then_some((name, address))
            });
            let (name, address) = known.ok_or_else(|| {
                format!("--service {setting}: give NAME=URL, where NAME is one of {}.", Self::names())
            })?;
            bases.insert(name, address);
        }
        Ok(Self(bases))
    }

    /// Names of the services whose base URL can be set.
    pub fn names() -> String {
        own().map(|base| base.name).collect::<Vec<_>>().join(", ")
    }

    /// URL at a service: its base with this path and query. Returns `None` if there is no service of this name.
    pub fn at(&self, name: &str, path: &str, query: &[(&str, &str)]) -> Option<Url> {
        let mut url = self.0.get(name)?.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&(base + path));
        if !query.is_empty() {
            url.query_pairs_mut().clear().extend_pairs(query);
        }
        Some(url)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_base_has_a_name_of_its_own() {
        let names: BTreeSet<_> = own().map(|base| base.name).collect();
        assert_eq!(names.len(), own().count());
        assert!(Bases::with(&[]).is_ok());
    }

    #[test]
    fn a_mirror_is_asked_in_place_of_the_service() {
        let own = Bases::with(&[]).unwrap().at("x", "/tweet-result", &[("id", "1&2")]).unwrap();
        assert_eq!(own.as_str(), "https://cdn.syndication.twimg.com/tweet-result?id=1%262");
        let set = Bases::with(&["x=http://mirror.example/x/".to_owned()]).unwrap();
        assert_eq!(
            set.at("x", "/tweet-result", &[]).unwrap().as_str(),
            "http://mirror.example/x/tweet-result"
        );
        for wrong in ["x", "y=https://mirror.example", "x=file:///etc", "=", "x=mirror"] {
            assert!(Bases::with(&[wrong.to_owned()]).is_err(), "{wrong}");
        }
    }
}
