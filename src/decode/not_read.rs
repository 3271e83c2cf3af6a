//! What a file is that is not read here, and what to do instead. Whoever saved a web page or a video under the name of
//! a picture is told so.

use infer::MatcherType;

use super::boxes;

/// A kind of file that is not read.
pub struct NotRead {
    /// What it is, after "It is".
    pub what: &'static str,
    /// What to do to have it checked: sentences.
    pub instead: &'static str,
    is: fn(&Known) -> bool,
}

/// What is known of a file from its first bytes.
struct Known<'a> {
    bytes: &'a [u8],
    /// Its kind and its usual ending, if a signature is known.
    signature: Option<(MatcherType, &'static str)>,
    brands: Vec<boxes::Code>,
}

/// Kinds of files, the first that fits being the one.
static KINDS: &[NotRead] = &[
    NotRead {
        what: "an SVG drawing",
        instead: "Take a screenshot of it and check that.",
        is: |file| file.is_text_with("<svg"),
    },
    NotRead {
        what: "a web page",
        instead: "The host may have asked you to slow down or to sign in. Open it in a browser, save the picture itself \
                  and check that.",
        is: |file| {
            file.has_ending(&["html"]) || file.is_text_with("<html") || file.bytes.starts_with(b"bplist00")
        },
    },
    NotRead {
        what: "an XML file",
        instead: "The host may have sent an error in place of the picture. Save the picture itself and check that.",
        is: |file| file.has_ending(&["xml"]),
    },
    NotRead {
        what: "a sound recording",
        instead: "Check a picture of the page.",
        is: |file| file.is_of(MatcherType::Audio) || file.has_brand(&[b"M4A ", b"M4B "]),
    },
    NotRead {
        what: "a camera's raw picture",
        instead: "Save it as JPEG or PNG and check that.",
        is: |file| file.has_ending(&["cr2"]) || file.has_brand(&[b"crx "]),
    },
    NotRead {
        what: "a HEIF picture of a rare kind",
        instead: "Save it as JPEG or PNG and check that.",
        is: |file| file.has_brand(&[b"mif1", b"msf1", b"jpeg", b"avci", b"j2ki"]),
    },
    NotRead {
        what: "a JPEG 2000 picture",
        instead: "Save it as JPEG or PNG and check that.",
        is: |file| file.has_ending(&["jp2"]) || file.bytes.starts_with(b"\xff\x4f\xff\x51"),
    },
    NotRead {
        what: "a picture of a kind that is not read here",
        instead: "Save it as JPEG or PNG and check that.",
        is: |file| file.is_of(MatcherType::Image),
    },
    NotRead {
        what: "a video",
        instead: "Save a still of it in which the page is seen, and check that.",
        is: |file| file.is_of(MatcherType::Video) || !file.brands.is_empty(),
    },
    NotRead {
        what: "an archive",
        instead: "Unpack it and check the pictures in it.",
        is: |file| file.is_of(MatcherType::Book) || file.has_ending(ARCHIVES),
    },
    NotRead {
        what: "a PostScript file",
        instead: "Take a screenshot of the page in question and check that.",
        is: |file| file.has_ending(&["ps"]),
    },
    NotRead {
        what: "a database",
        instead: "If it is an index of this program, name it behind --index.",
        is: |file| file.has_ending(&["sqlite"]),
    },
    NotRead {
        what: "a font",
        instead: "Check a picture of the page.",
        is: |file| file.is_of(MatcherType::Font),
    },
    NotRead {
        what: "a program",
        instead: "Do not run it to see a page. Get the picture itself and check that.",
        is: |file| file.is_of(MatcherType::App) || file.has_ending(&["sh", "swf"]),
    },
];

/// Endings of archives.
const ARCHIVES: &[&str] = &[
    "zip", "tar", "rar", "gz", "bz2", "bz3", "7z", "xz", "zst", "lz4", "lz", "Z", "cab", "deb", "ar", "rpm",
    "cpio",
];

/// Bytes of a text in which its root element is searched: comments and declarations may precede it.
const TEXT_HEAD: usize = 2048;

impl Known<'_> {
    fn is_of(&self, wanted: MatcherType) -> bool {
        self.signature.is_some_and(|(kind, _)| kind == wanted)
    }

    fn has_ending(&self, endings: &[&str]) -> bool {
        self.signature.is_some_and(|(_, ending)| endings.contains(&ending))
    }

    fn has_brand(&self, wanted: &[&boxes::Code]) -> bool {
        self.brands.first().is_some_and(|main| wanted.contains(&main))
    }

    /// True for a text that begins with a tag and has this element near its beginning, before any other root.
    fn is_text_with(&self, element: &str) -> bool {
        let head = &self.bytes[..self.bytes.len().min(TEXT_HEAD)];
        let head = String::from_utf8_lossy(head).to_ascii_lowercase();
        let text = head.trim_start_matches('\u{feff}').trim_start();
        let at = |name: &str| text.find(name).unwrap_or(usize::MAX);
        let others = ["<html", "<svg", "<body"].into_iter().filter(|other| *other != element).map(at).min();
        text.starts_with('<') && at(element) < others.unwrap_or(usize::MAX)
    }
}

/// The kind of a file from its first bytes. Returns `None` if it is not known.
pub fn kind_of(bytes: &[u8]) -> Option<&'static NotRead> {
    let signature = infer::get(bytes).map(|kind| (kind.matcher_type(), kind.extension()));
    let file = Known { bytes, signature, brands: boxes::brands(bytes) };
    KINDS.iter().find(|kind| (kind.is)(&file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_often_saved_in_place_of_a_picture_is_named() {
        let cases: [(&[u8], &str); 22] = [
            (b"<!DOCTYPE html><html><body>429 Too Many Requests</body></html>", "a web page"),
            (b"\xef\xbb\xbf\n<!-- saved -->\n<HTML lang=en>", "a web page"),
            (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><svg/>", "a web page"),
            (b"<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing"),
            (b"<svg width='9'><body/></svg>", "an SVG drawing"),
            (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "an XML file"),
            (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "a video"),
            (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "a video"),
            (b"\0\0\0\x18ftyp3gp5\0\0\0\x003gp5isom", "a video"),
            (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01webm", "a video"),
            (b"RIFF\0\0\0\0AVI LIST", "a video"),
            (b"\0\0\0\x18ftypM4A \0\0\0\0M4A isom", "a sound recording"),
            (b"ID3\x04\0\0\0\0", "a sound recording"),
            (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", "a camera's raw picture"),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1miaf", "a HEIF picture of a rare kind"),
            (b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 ", "a JPEG 2000 picture"),
            (b"8BPS\0\x01\0\0\0\0\0\0", "a picture of a kind that is not read here"),
            (b"Rar!\x1a\x07\x01\0", "an archive"),
            (b"PK\x03\x04\x14\0\0\0", "an archive"),
            (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "a program"),
            (b"#!/bin/sh\n", "a program"),
            (b"SQLite format 3\0", "a database"),
        ];
        for (bytes, what) in cases {
            assert_eq!(kind_of(bytes).map(|kind| kind.what), Some(what), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn what_is_not_known_has_no_name() {
        for bytes in [&b""[..], b"Dear all,", b"1 < 2 <html>", b"{\"error\": 429}", &[0; 500]] {
            assert!(kind_of(bytes).is_none(), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn every_kind_is_told_in_whole_sentences() {
        for kind in KINDS {
            assert!(kind.instead.ends_with('.') && kind.what.starts_with('a'), "{}", kind.what);
        }
    }
}
