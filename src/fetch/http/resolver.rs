//! The gate: names become addresses here and nowhere else, and only public ones pass.
//!
//! The client asks the gate for each new connection and connects to what it is given, so the address that was checked
//! is the one that is reached, whatever the name server says next. Addresses spelt out in a link do not come here;
//! [`super::Fetcher`] looks at them before it asks.

use std::error::Error;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::fetch::address::is_public;

/// A name that leads to an address that is not public.
#[derive(Debug)]
pub struct NotPublic(pub IpAddr);

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not a public address", self.0)
    }
}

impl Error for NotPublic {}

/// Asks the system for the addresses of a name.
pub struct System;

impl Resolve for System {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // The port is the caller's to set.
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Lets through the addresses of a name when all of them are public.
pub struct Gate {
    /// Who knows the addresses.
    pub names: Arc<dyn Resolve>,
    /// A name that may lead anywhere: that of the proxy which the person named.
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
