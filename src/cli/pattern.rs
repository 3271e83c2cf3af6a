//! Selection of documents: by exact name, or by a pattern with `*`, `?`, `[…]` and, across folders, `**`.

use globset::{GlobBuilder, GlobMatcher};

use super::suggest;
use crate::error::Error;
use crate::index::Listed;

/// Names and patterns as typed.
pub struct Patterns<'a> {
    typed: Vec<(&'a str, GlobMatcher)>,
}

impl<'a> Patterns<'a> {
    /// Parses them. Fails if one is not a valid pattern.
    pub fn new(typed: &'a [String]) -> Result<Self, Error> {
        let pattern = |typed: &'a String| {
            let glob = GlobBuilder::new(typed).literal_separator(true).build();
            let glob = glob
                .map_err(|e| Error::Request(format!("{typed}: it is no pattern of names ({}).", e.kind())));
            Ok((typed.as_str(), glob?.compile_matcher()))
        };
        Ok(Self { typed: typed.iter().map(pattern).collect::<Result<_, _>>()? })
    }

    /// Documents that match, in their order; all if nothing was typed. A full name is taken literally.
    ///
    /// Fails if a pattern matches nothing; the error suggests similar names.
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

    /// The first document whose full name was typed.
    pub fn exact<'d>(&self, documents: &'d [Listed]) -> Option<&'d Listed> {
        documents.iter().find(|document| self.typed.iter().any(|(name, _)| document.name == *name))
    }
}
