//! DNS resolution: all names are resolved here, and only public addresses pass.
//!
//! The client queries this resolver for each new connection and connects to the result, so the address that was
//! checked is the one that is contacted, whatever the name server returns next (DNS rebinding). Addresses
//! written in a link do not pass here; [`super::Fetcher`] checks them before the request.

use std::error::Error;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::fetch::address::is_public;

/// A name that resolves to an address that is not public.
#[derive(Debug)]
pub struct NotPublic(pub IpAddr);

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not a public address", self.0)
    }
}

impl Error for NotPublic {}

/// The system's resolver.
pub struct System;

impl Resolve for System {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // The caller sets the port.
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Resolver that accepts a name only if all its addresses are public.
pub struct Gate {
    /// The underlying resolver.
    pub names: Arc<dyn Resolve>,
    /// Name that may resolve to any address: that of the user's proxy.
    pub exempt: Option<String>,
}

impl Resolve for Gate {
    fn resolve(&self, name: Name) -> Resolving {
        let exempt = self.exempt.as_deref().is_some_and(|exempt| exempt == name.as_str());
        let found = self.names.resolve(name);
        Box::pin(async move {
            let found: Vec<SocketAddr> = found.await?.collect();
            match found.iter().find(|address| !is_public(address.ip())) {
                Some(closed) if !exempt => Err(Box::new(NotPublic(closed.ip())) as Box<_>),
                _ => Ok(Box::new(found.into_iter()) as Addrs),
            }
        })
    }
}
