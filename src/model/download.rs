//! Result of a download: the bytes, and each HTTP response on the way to them.

use jiff::Timestamp;
use url::Url;

/// One HTTP response of a download.
#[derive(Clone, Debug)]
pub struct Hop {
    /// URL requested.
    pub url: Url,
    /// HTTP status code.
    pub status: u16,
    /// Header fields, in the order received.
    pub headers: Vec<(String, String)>,
}

/// A completed download.
#[derive(Clone, Debug)]
pub struct Download {
    /// Responses in order; the last one has the bytes.
    pub hops: Vec<Hop>,
    /// Time at which the last response began.
    pub at: Timestamp,
    /// Body, after decompression.
    pub bytes: Vec<u8>,
}
