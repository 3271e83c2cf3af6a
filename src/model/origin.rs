//! Where a picture that was fetched came from.

use std::path::PathBuf;

use serde::{Deserialize, Serialize, Serializer};

/// What a post, or a page, said of itself when it was fetched. None of it was checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Its address, as the service gives it.
    pub link: String,
    /// The author's handle at the service.
    pub author: Option<String>,
    /// When it was published, as the service says: RFC 3339, UTC where it could be told.
    pub time: Option<String>,
    /// Its words.
    pub text: Option<String>,
}

/// What part of a post or page a picture is; JSON has these names in small letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// A picture of its own.
    Picture,
    /// The still that stands for a video: other frames may show other things.
    VideoStill,
    /// The picture by which a page is announced elsewhere.
    Card,
}

/// Where a picture that was fetched came from. Answers, records of evidence and the log have it in one JSON form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The address that gave the bytes.
    pub url: String,
    /// When, in UTC (RFC 3339).
    pub at: String,
    /// What part of the post or page it is.
    pub part: Part,
    /// Its number among the pictures of the link, from 1.
    pub number: usize,
    /// How many pictures the link has.
    pub of: usize,
    /// The post or page that showed it; none where the link was the picture's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<Post>,
    /// Where the bytes are kept.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "path")]
    pub kept: Option<PathBuf>,
    /// Addresses that are not public were allowed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub private: bool,
    /// It came through a proxy.
    #[serde(default, skip_serializing_if = "is_false")]
    pub proxied: bool,
}

/// A path whose name is not UTF-8 keeps what of it is.
fn path<S: Serializer>(path: &Option<PathBuf>, serializer: S) -> Result<S::Ok, S::Error> {
    path.as_ref().map(|path| path.to_string_lossy()).serialize(serializer)
}

fn is_false(said: &bool) -> bool {
    !said
}
