//! Every cap in one place, each with its reason.

use std::time::Duration;

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// Dots an inch at which PDF pages are drawn: letters of 6 points are 12 pixels high, and a page takes 2 megapixels.
pub const RENDER_DPI: u32 = 150;

/// Largest file that is taken into memory, in bytes: it is held there twice, here and in the child.
pub const MAX_FILE_BYTES: u64 = 512 * MIB;

/// Largest mailbox or store, in bytes: they are read message by message. Outlook's stores end at 50 GB, takeouts of mail
/// are cut there.
pub const MAX_CONTAINER_BYTES: u64 = 64 * GIB;

/// Largest message of a mailbox, in bytes: the largest attachment, encoded, and as much again of small ones.
pub const MAX_MESSAGE_BYTES: u64 = 256 * MIB;

/// How far a reader goes through a container before it says so, in bytes: less than a slow disk gives in a second.
pub const CONTAINER_STEP: u64 = 32 * MIB;

/// Messages of a container that are kept at once: few enough to be lost without grief, and enough for a transaction.
pub const PART_MESSAGES: usize = 1000;

/// Most bytes of messages, and of what is attached, that wait to be kept; one message alone may be larger.
pub const PART_BYTES: usize = 8 * MIB as usize;

/// Messages of a container for which one more crash of the reader is borne: each costs a new child.
pub const MESSAGES_A_CRASH: u32 = 1000;

/// Most losses that are named at once when files are added; `status --unread` names all.
pub const MAX_LOSSES_AT_ONCE: usize = 10_000;

/// Longest side of a picture, in pixels: below 65,535, which broken and hostile headers claim.
pub const MAX_PICTURE_SIDE: u32 = 65_000;

/// Most pixels of a picture: a flatbed scan of A3 at 600 dots an inch has 70 million.
pub const MAX_PICTURE_PIXELS: u64 = 100_000_000;

/// Most frames of a moving picture that are decoded: a minute of ten a second.
pub const MAX_FRAMES: usize = 600;

/// Most looks of one picture that are checked, each as long as a picture of its own: slides of a moving picture are some ten.
/// All together they have no more pixels than one picture may.
pub const MAX_FACES: usize = 24;

/// Longest moving picture, in milliseconds: a day.
pub const MAX_ANIMATION_MS: u32 = 24 * 60 * 60 * 1000;

/// Most bytes that a picture's decoder may take: the largest picture at four channels of 16 bits.
pub const MAX_DECODER_BYTES: u64 = 8 * MAX_PICTURE_PIXELS;

/// Longest side of a PDF page, in points: 17 metres, beyond every poster and plan.
pub const MAX_PAGE_POINTS: f64 = 50_000.0;

/// Most pixels of a drawn PDF page: larger sheets (above A2) are drawn at a lower scale.
pub const MAX_DRAWN_PIXELS: f64 = 12_000_000.0;

/// Longest side of a drawn PDF page, in pixels: the renderer counts them in 16 bits.
pub const MAX_DRAWN_SIDE: f64 = 30_000.0;

/// Most pages of a document: the messages of the largest mailbox that is read, at 3 KiB each.
pub const MAX_PAGES: u32 = 20_000_000;

/// Most pages of a document whose pages are drawn: larger ones are mistakes or attacks, and can be split.
pub const MAX_DRAWN_PAGES: u32 = 20_000;

/// Most words of a page: a newspaper's page has 10,000.
pub const MAX_WORDS: usize = 100_000;

/// Most places of a page that are kept as not settled by its file: lines of words, and fields. Chosen, not measured.
pub const MAX_UNSETTLED: usize = 4_000;

/// Longest word, in bytes: what is longer is cut into several.
pub const MAX_WORD_BYTES: usize = 256;

/// Longest result of a trial that is read, in bytes: the fullest has 20,000.
pub const MAX_TRIAL_BYTES: u64 = 256 * KIB;

/// Most of a message's words that are kept, in bytes: a novel has one million, and a forwarded log any number.
pub const MAX_BODY_BYTES: usize = 4 * MIB as usize;

/// Most of a header field that is kept, in bytes: a letter to a thousand people has 60,000.
pub const MAX_FIELD_BYTES: usize = 64 * KIB as usize;

/// How deep the parts of a message are followed: mail programs nest four or five.
pub const MAX_PART_DEPTH: usize = 32;

/// Largest file attached to a message that is read, in bytes: hardly any mail server lets 100 MiB through.
pub const MAX_ATTACHMENT_BYTES: u64 = 128 * MIB;

/// Longest name of an attachment, in bytes: file systems take 255.
pub const MAX_ATTACHMENT_NAME_BYTES: usize = 200;

/// Most files attached to one message: honest ones have some dozens, logos counted.
pub const MAX_ATTACHMENTS: usize = 1000;

/// How deep messages attached to messages are followed: a chain of forwarded letters has some few.
pub const MAX_ATTACHMENT_DEPTH: u32 = 8;

/// Address space of the child process: the largest file, its decoded picture and the same in 8 bits.
pub const CHILD_MEMORY: u64 = 2 * GIB;

/// Files that the child may hold open: its three pipes and what its runtime opens.
pub const CHILD_OPEN_FILES: u64 = 16;

/// Stack of the child's reading thread: honest files nest some hundred levels deep.
pub const CHILD_STACK: usize = (64 * MIB) as usize;

/// Time to hand a file over and to open it: a file of the largest size takes seconds from a slow disk's cache.
pub const OPEN_TIME: Duration = Duration::from_secs(60);

/// Time for one page: a plain one takes 10 ms, the heaviest map some seconds.
pub const PAGE_TIME: Duration = Duration::from_secs(20);

/// Time to read the words of a picture: a full page takes two seconds.
pub const OCR_TIME: Duration = Duration::from_secs(60);

/// Time for LibreOffice to draw a file: it starts in two seconds, and draws some twenty pages in one.
pub const OFFICE_TIME: Duration = Duration::from_secs(120);

/// Time for Poppler to draw some pages. Not measured on pages that are hard to draw.
pub const REDRAWING_TIME: Duration = Duration::from_secs(60);

/// Pages that are drawn a second time in one go: they lie in a folder until they are compared, 2 MiB each.
pub const REDRAWN_AT_ONCE: usize = 32;

/// Longest head of a greymap.
pub const PGM_HEAD: usize = 100;

/// Address space of LibreOffice: it starts in one GiB, and pictures of a presentation take as much again.
pub const OFFICE_MEMORY: u64 = 4 * GIB;

/// Crashes after which the rest of a file is given up: each costs a new child and the file opened again.
pub const MAX_CRASHES: u32 = 8;

/// Size asked for the pipes between parent and child: a page goes through in a few turns.
pub const PIPE_BYTES: usize = MIB as usize;

/// Longest head of a message on these pipes: the words of the fullest page, or of the longest letter.
pub const MAX_HEAD_BYTES: u64 = MAX_WORDS as u64 * (MAX_WORD_BYTES as u64 + 36)
    + MAX_TEXT_BYTES as u64
    + MAX_SIGNATURES_BYTES as u64
    + MAX_UNSETTLED as u64 * 64
    + KIB;

/// Most bytes of the words of a message, its header with them.
pub const MAX_TEXT_BYTES: usize = MAX_BODY_BYTES + 8 * MAX_FIELD_BYTES;

/// Most signatures of a message that are kept: honest ones have up to four.
pub const MAX_SIGNATURES: usize = 8;

/// Longest header in which signatures are looked at, in bytes: a letter to a thousand people has 60,000.
pub const MAX_SIGNED_HEADER: usize = 128 * KIB as usize;

/// Most bytes of the signatures of a message written out: for each the header, whose strangest bytes take six.
pub const MAX_SIGNATURES_BYTES: usize = MAX_SIGNATURES * 6 * MAX_SIGNED_HEADER + MIB as usize;

/// Time to reach a host: a slow line on the other side of the world needs two seconds.
pub const CONNECT_TIME: Duration = Duration::from_secs(10);

/// Time for one download, redirects and retries counted, the wait for the host's turn not: the largest picture takes
/// half of it at 20 megabits a second.
pub const LINK_TIME: Duration = Duration::from_secs(30);

/// Most bytes of one download, after decompression: twice the largest picture that a service takes.
pub const MAX_DOWNLOAD_BYTES: usize = 32 * MIB as usize;

/// Redirects that are followed: from http to https, to the host's full name, and to where the picture lies.
pub const MAX_REDIRECTS: usize = 3;

/// Links that are fetched or wait to be checked at once: each may hold all pictures of a post.
pub const LINKS_AHEAD: usize = 6;

/// First pause before a busy host is asked again; each further one is twice as long.
pub const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// Most pictures of a post: services allow four to twenty.
pub const MAX_POST_PICTURES: usize = 20;

/// Most bytes of all pictures of a post.
pub const MAX_POST_BYTES: usize = 128 * MIB as usize;

/// Most of a web page that is looked at, in bytes: what describes its picture stands at the top.
pub const MAX_HTML_BYTES: usize = 4 * MIB as usize;

/// Most of a post's text that is kept, in bytes: the longest posts have 25,000 letters.
pub const MAX_POST_TEXT_BYTES: usize = 64 * KIB as usize;

/// Longest name of an author, in bytes.
pub const MAX_AUTHOR_BYTES: usize = 512;

/// Largest list of links, in bytes: a line each, 100,000 of them.
pub const MAX_LIST_BYTES: u64 = 16 * MIB;

/// How deep the groups of RTF are followed: word processors nest some dozens.
pub const MAX_RTF_DEPTH: usize = 10_000;

/// Most fonts of RTF whose letters are told apart.
pub const MAX_RTF_FONTS: usize = 10_000;

/// Most parts of an office file: a presentation of a thousand slides has five thousand.
pub const MAX_ARCHIVE_PARTS: usize = 100_000;

/// Most bytes of an office file unpacked, all its parts that are read together: the fullest page of words has 50 MiB.
pub const MAX_UNPACKED_BYTES: u64 = 256 * MIB;

/// Most slides or sheets of an office file.
pub const MAX_SHEETS: usize = 20_000;

/// Most words that the cells of a workbook share, in bytes.
pub const MAX_SHARED_BYTES: usize = 128 * MIB as usize;

/// Most styles of a workbook: Excel allows 65,490.
pub const MAX_STYLES: usize = 65_490;

/// Longest entry of the log of checks, in bytes: a post's words, escaped, and a long note.
pub const MAX_ENTRY_BYTES: usize = MIB as usize;

/// Longest note of a person in the log, in bytes: several pages.
pub const MAX_NOTE_BYTES: usize = 16 * KIB as usize;

/// Longest answer of an authority for time stamps, in bytes: one with a chain of certificates has some 6,000.
pub const MAX_STAMP_BYTES: usize = 32 * KIB as usize;

/// Most of a file of certificates that is read, in bytes: one takes 2,000.
pub const MAX_CERTIFICATES_BYTES: u64 = MIB;

/// Most of a key's file that is read, in bytes: one takes some hundred.
pub const MAX_KEY_BYTES: u64 = 16 * KIB;

/// Longest answer that is read back from JSON, in bytes: one that names every word of the fullest page has 8 MiB.
pub const MAX_ANSWER_BYTES: u64 = 16 * MIB;

/// Largest number that an answer read back may hold: no picture and no page has so many units.
pub const MAX_COORDINATE: f64 = 1e6;

/// Largest file of settings that is read, in bytes: one that says all there is has some hundreds.
pub const MAX_CONFIG_BYTES: u64 = MIB;
