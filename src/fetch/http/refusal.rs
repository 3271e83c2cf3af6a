//! Reasons a link was refused: one sentence with the cause, and what to do.

use std::fmt;
use std::net::IpAddr;

/// Reason a link was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The program must stay offline.
    Offline,
    /// It is not a URL.
    NotALink(String),
    /// Its scheme is neither http nor https.
    Scheme(String),
    /// The URL contains a user name.
    UserInfo,
    /// A redirect from https to http.
    Downgrade,
    /// It leads to an address that is not public.
    Private(IpAddr),
    /// Too many redirects.
    Redirects,
    /// The HTTP client could not be created: the reason.
    NoClient(String),
    /// The host could not be reached: the system's message.
    Unreachable(String),
    /// The host's certificate is invalid: the reason.
    Certificate(String),
    /// The response ended early or was not HTTP.
    Broken(String),
    /// The timeout, in seconds, was exceeded.
    TimedOut(u64),
    /// The limit on the size, in bytes, was exceeded.
    TooLarge(usize),
    /// An HTTP status other than success.
    Status(u16),
    /// A response without a body.
    Empty,
    /// A page without a picture.
    NoPicture,
    /// Neither a picture nor a page.
    NotAPicture,
    /// A post that the service does not show: the service's reason, if it gives one.
    Withheld(String),
    /// A response of this service in an unknown format.
    Unknown(&'static str),
    /// The download could not be archived: the reason.
    NotKept(String),
    /// There is no archive folder.
    NoFolder,
    /// This number of further pictures exceeds the limit per post.
    TooMany(usize),
}

/// Advice if a picture was expected.
const SAVE: &str = "Save the picture and give the file";

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said(SAVE))
    }
}

impl Refusal {
    /// The cause, and what to do about it: `todo`, a sentence without its end, unless something more specific
    /// is known.
    pub fn said(&self, todo: &str) -> String {
        format!("{} {}", self.what(), self.remedy(todo))
    }

    fn what(&self) -> String {
        match self {
            Refusal::Offline => "Links are not fetched with --offline.".into(),
            Refusal::NotALink(why) => format!("It is no link ({why})."),
            Refusal::Scheme(scheme) => format!("It leads to {scheme}:, and only http and https are fetched."),
            Refusal::UserInfo => "A user name stands before its host.".into(),
            Refusal::Downgrade => "It leads from https to http, which others can change.".into(),
            Refusal::Private(address) => {
                format!("It leads to {address}, a private address, which is not fetched.")
            }
            Refusal::Redirects => "It is redirected again and again.".into(),
            Refusal::NoClient(why) => format!("Links cannot be fetched on this machine: {why}."),
            Refusal::Unreachable(why) => format!("Its host could not be reached ({why})."),
            Refusal::Certificate(why) => {
                format!("Its host did not prove that it is the one of the link: {why}.")
            }
            Refusal::Broken(why) => format!("The answer of its host broke off ({why})."),
            Refusal::TimedOut(seconds) => format!("It took longer than {seconds} s to fetch."),
            Refusal::TooLarge(most) => {
                format!("It holds more than {}, which is the most that is fetched.", size(*most))
            }
            Refusal::Status(status) => refused(*status),
            Refusal::Empty => "Its host sent nothing.".into(),
            Refusal::NoPicture => "It is a page that names no picture of its own.".into(),
            Refusal::NotAPicture => "What its host sent is no picture that can be read.".into(),
            Refusal::Withheld(words) if words.is_empty() => {
                "The service does not show this post: it is deleted, or for members alone.".into()
            }
            Refusal::Withheld(words) => format!("The service does not show this post (\"{words}\")."),
            Refusal::Unknown(service) => {
                format!("{service} answered in a form that this version does not know.")
            }
            Refusal::NotKept(why) => format!("It was fetched and could not be kept as evidence: {why}."),
            Refusal::NoFolder => "There is no folder for the user's data to keep it as evidence.".into(),
            Refusal::TooMany(left) => {
                format!("It shows more pictures than are taken of one post; {left} were left out.")
            }
        }
    }

    fn remedy(&self, todo: &str) -> String {
        match self {
            Refusal::NotALink(_) => "Check its spelling.".into(),
            Refusal::UserInfo => "Check where it leads, and give it without.".into(),
            Refusal::NoClient(_) => {
                "Where certificates are missing, install them (Debian's package is ca-certificates).".into()
            }
            Refusal::Unreachable(_) => format!("Check the link and the network. {todo}."),
            Refusal::Certificate(_) => {
                format!("Check the link, and this machine's clock and certificates. {todo}.")
            }
            Refusal::Private(_) => "Use --allow-private to allow it, if it is a server of your own.".into(),
            Refusal::Withheld(_) => format!("{todo}, where you have it."),
            Refusal::NotKept(_) | Refusal::NoFolder => "Name a folder with --keep.".into(),
            Refusal::TooMany(_) => format!("{todo}, for each of them."),
            _ => format!("{todo}."),
        }
    }
}

fn size(bytes: usize) -> String {
    if bytes < 1 << 20 { format!("{} KiB", bytes >> 10) } else { format!("{} MiB", bytes >> 20) }
}

fn refused(status: u16) -> String {
    match status {
        401 | 403 | 451 => format!("Its host does not show it to this program (status {status})."),
        404 | 410 => format!("It is not there, or not any more (status {status})."),
        429 => "Its host wants fewer requests (status 429): try again later.".into(),
        500.. => format!("Its host is in trouble (status {status}): try again later."),
        _ => format!("Its host refused (status {status})."),
    }
}
