//! Origin of a fetched picture.

use std::path::PathBuf;

use serde::{Deserialize, Serialize, Serializer};

/// Metadata of a post or page at the time of the download. None of it was verified.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Its address, as given by the service.
    pub link: String,
    /// The author's handle at the service.
    pub author: Option<String>,
    /// Publication time according to the service: RFC 3339, in UTC if its zone is known.
    pub time: Option<String>,
    /// Text of the post.
    pub text: Option<String>,
}

/// Role of a picture in a post or page; the JSON names are in snake case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// A picture of its own.
    Picture,
    /// The still image of a video: other frames may show something else.
    VideoStill,
    /// The preview image of a page (`og:image`).
    Card,
}

/// Origin of a fetched picture. Answers, evidence records and the log share its JSON form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The URL that returned the bytes.
    pub url: String,
    /// Time of the download, in UTC (RFC 3339).
    pub at: String,
    /// Role of the picture in the post or page.
    pub part: Part,
    /// Its number among the pictures of the link, from 1.
    pub number: usize,
    /// Number of pictures of the link.
    pub of: usize,
    /// The post or page that showed it; `None` if the link was that of the picture itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<Post>,
    /// Path of the saved bytes.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "path")]
    pub kept: Option<PathBuf>,
    /// True if addresses that are not public were allowed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub private: bool,
    /// True if it was fetched through a proxy.
    #[serde(default, skip_serializing_if = "is_false")]
    pub proxied: bool,
}

/// Serialises a path; bytes that are not UTF-8 are replaced.
fn path<S: Serializer>(path: &Option<PathBuf>, serializer: S) -> Result<S::Ok, S::Error> {
    path.as_ref().map(|path| path.to_string_lossy()).serialize(serializer)
}

fn is_false(said: &bool) -> bool {
    !said
}
