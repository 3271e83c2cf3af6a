//! Where a picture that was fetched came from.

use std::path::PathBuf;

/// What a post, or a page, said of itself when it was fetched. None of it was checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

/// What part of a post or page a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A picture of its own.
    Picture,
    /// The still that stands for a video: other frames may show other things.
    VideoStill,
    /// The picture by which a page is announced elsewhere.
    Card,
}

impl Part {
    /// The word used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Part::Picture => "picture",
            Part::VideoStill => "video_still",
            Part::Card => "card",
        }
    }
}

/// Where a picture that was fetched came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The address that gave the bytes.
    pub url: String,
    /// When, in UTC (RFC 3339).
    pub at: String,
    /// What part of the post or page it is.
    pub part: Part,
    /// Its number among the pictures of the link, from 1, and how many there are.
    pub number: (usize, usize),
    /// The post or page that showed it; none where the link was the picture's own.
    pub post: Option<Post>,
    /// Where the bytes are kept.
    pub kept: Option<PathBuf>,
    /// Addresses that are not public were allowed.
    pub private: bool,
    /// It came through a proxy.
    pub proxied: bool,
}
