//! Documents by name: exactly, or by a pattern with `*`, `?`, `[…]` and, through folders, `**`.

use globset::{GlobBuilder, GlobMatcher};

use super::suggest;
use crate::error::Error;
use crate::index::Listed;

/// Names and patterns as they were typed.
pub struct Patterns<'a> {
    typed: Vec<(&'a str, GlobMatcher)>,
}

impl<'a> Patterns<'a> {
    /// Takes them in. Fails where one is no pattern.
    pub fn new(typed: &'a [String]) -> Result<Self, Error> {
        let pattern = |typed: &'a String| {
            let glob = GlobBuilder::new(typed).literal_separator(true).build();
            let glob = glob
                .map_err(|e| Error::Request(format!("{typed}: it is no pattern of names ({}).", e.kind())));
            Ok((typed.as_str(), glob?.compile_matcher()))
        };
        Ok(Self { typed: typed.iter().map(pattern).collect::<Result<_, _>>()? })
    }

    /// The documents that fit, in their order; all where nothing was typed. A name in full is meant as it stands.
    ///
    /// Fails where one fits nothing, and names what is near.
    pub fn chosen<'d>(&self, documents: &'d [Listed]) -> Result<Vec<&'d Listed>, Error> {
        let fits = |(name, glob): &(&str, GlobMatcher), document: &Listed| {
            document.name == *name || glob.is_match(&document.name)
        };
        for one in &self.typed {
            if !documents.iter().any(|document| fits(one, document)) {
                let near = suggest::nearest(one.0, documents.iter().map(|document| document.name.as_str()));
                return Err(Error::Request(format!(
                    "No document of the index is called {}.{} `verify-shot list` names all.",
                    one.0,
                    suggest::question(near)
                )));
            }
        }
        let is_chosen =
            |document: &&Listed| self.typed.is_empty() || self.typed.iter().any(|one| fits(one, document));
        Ok(documents.iter().filter(is_chosen).collect())
    }

    /// The first document whose name was typed in full.
    pub fn exact<'d>(&self, documents: &'d [Listed]) -> Option<&'d Listed> {
        documents.iter().find(|document| self.typed.iter().any(|(name, _)| document.name == *name))
    }
}
