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
    /// The answer broke off or was no HTTP.
    Broken(String),
    /// It took longer than so many seconds.
    TimedOut(u64),
    /// More bytes than are taken, in MiB.
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

const SAVE: &str = "Save the picture and give the file";

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Offline => write!(f, "Links are not fetched with --offline. {SAVE}."),
            Refusal::NotALink(why) => write!(f, "It is no link ({why}). Check its spelling."),
            Refusal::Scheme(scheme) => {
                write!(f, "It leads to {scheme}:, and only http and https are fetched. {SAVE}.")
            }
            Refusal::UserInfo => {
                f.write_str("A user name stands before its host. Check where it leads, and give it without.")
            }
            Refusal::Downgrade => write!(f, "It leads from https to http, which others can change. {SAVE}."),
            Refusal::Private(address) => {
                write!(f, "It leads to {address}, which is no public address, and is not fetched. {SAVE}.")
            }
            Refusal::Redirects => write!(f, "It is redirected again and again. {SAVE}."),
            Refusal::NoClient(why) => {
                write!(
                    f,
                    "Links cannot be fetched on this machine: {why}. Where certificates are missing, install them (Debian's package is ca-certificates)."
                )
            }
            Refusal::Unreachable(why) => {
                write!(
                    f,
                    "Its host could not be reached ({why}). Check the link and the network, or save the picture and give the file."
                )
            }
            Refusal::Broken(why) => write!(f, "The answer of its host broke off ({why}). {SAVE}."),
            Refusal::TimedOut(seconds) => write!(f, "It took longer than {seconds} s to fetch. {SAVE}."),
            Refusal::TooLarge(most) => {
                write!(f, "It holds more than {most} MiB, which is the most that is fetched. {SAVE}.")
            }
            Refusal::Status(status) => write!(f, "{} {SAVE}.", refused(*status)),
            Refusal::Empty => write!(f, "Its host sent nothing. {SAVE}."),
            Refusal::NoPicture => write!(f, "It is a page that names no picture of its own. {SAVE}."),
            Refusal::NotAPicture => write!(f, "What its host sent is no picture that can be read. {SAVE}."),
            Refusal::Withheld(words) if words.is_empty() => {
                write!(
                    f,
                    "The service does not show this post: it is deleted, or for members alone. {SAVE}, where you have it."
                )
            }
            Refusal::Withheld(words) => {
                write!(f, "The service does not show this post (\"{words}\"). {SAVE}, where you have it.")
            }
            Refusal::Unknown(service) => {
                write!(f, "{service} answered in a form that this version does not know. {SAVE}.")
            }
            Refusal::NotKept(why) => {
                write!(
                    f,
                    "It was fetched and could not be kept as evidence: {why}. Name a folder with --keep."
                )
            }
            Refusal::NoFolder => f.write_str(
                "There is no folder for the user's data to keep it as evidence. Name a folder with --keep.",
            ),
            Refusal::TooMany(left) => {
                write!(
                    f,
                    "It shows more pictures than are taken of one post; {left} were left out. {SAVE}, for each of them."
                )
            }
        }
    }
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
