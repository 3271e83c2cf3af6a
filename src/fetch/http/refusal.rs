//! Why a link gave nothing: one sentence that tells what, and what to do.

use std::fmt;
use std::net::IpAddr;

/// Why a link gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The program was told to stay off the network.
    Offline,
    /// It is no address of the web.
    NotALink(String),
    /// Another scheme than http and https.
    Scheme(String),
    /// A user name stands before the host.
    UserInfo,
    /// A redirect from https to http.
    Downgrade,
    /// It leads to an address that is not public.
    Private(IpAddr),
    /// More redirects than are followed.
    Redirects,
    /// No client could be made, and why.
    NoClient(String),
    /// The host could not be reached, and what the system says.
    Unreachable(String),
    /// It could not prove by its certificate that it is the host of the link, and why.
    Certificate(String),
    /// The answer broke off or was no HTTP.
    Broken(String),
    /// It took longer than so many seconds.
    TimedOut(u64),
    /// More bytes than so many, which are the most that are taken.
    TooLarge(usize),
    /// A status other than success.
    Status(u16),
    /// An answer without a body.
    Empty,
    /// A page without a picture.
    NoPicture,
    /// Neither a picture nor a page.
    NotAPicture,
    /// A post that the service does not show, in its own words where it has some.
    Withheld(String),
    /// A service's answer that is not of the known shape.
    Unknown(&'static str),
    /// What was fetched could not be kept, and why.
    NotKept(String),
    /// There is no folder to keep evidence in.
    NoFolder,
    /// So many more pictures than are taken of one post.
    TooMany(usize),
}

/// What to do where a picture was wanted.
const SAVE: &str = "Save the picture and give the file";

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said(SAVE))
    }
}

impl Refusal {
    /// What happened, and what to do about it: `todo`, a sentence without its end, where nothing better is known.
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
                format!("It leads to {address}, which is no public address, and is not fetched.")
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
