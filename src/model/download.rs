//! What came of an address of the web: the bytes, and each answer on the way to them.

use jiff::Timestamp;
use url::Url;

/// One answer on the way to the bytes.
#[derive(Clone, Debug)]
pub struct Hop {
    /// Who was asked.
    pub url: Url,
    /// The status of the answer.
    pub status: u16,
    /// Its header fields, in the order in which they came.
    pub headers: Vec<(String, String)>,
}

/// What came of an address.
#[derive(Clone, Debug)]
pub struct Download {
    /// The answers in their order; the last one brought the bytes.
    pub hops: Vec<Hop>,
    /// When the last answer began.
    pub at: Timestamp,
    /// The body, decompressed where it was compressed for the way.
    pub bytes: Vec<u8>,
}
