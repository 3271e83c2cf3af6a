//! Every cap in one place, each with its reason.

use std::time::Duration;

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// Resolution at which PDF pages are rendered, in dots per inch, unless they are small: 6-point text is 12 pixels high, and a
/// page has 2 megapixels.
pub const RENDER_DPI: u32 = 150;

/// Most pixels of a stored rendition: a letter or A4 page at 150 dpi. Larger pictures are scaled down.
pub const RENDITION_PIXELS: usize = 2_200_000;

/// Share of a rendition that a page fills at [`RENDER_DPI`] up to which it is small, and rendered more finely: a slide or a
/// receipt is shown as large as a letter.
pub const SMALL_PAGE_SHARE: f64 = 0.5;

/// How much more finely a small page is rendered, at most.
pub const SMALL_PAGE_SCALE: f64 = 2.0;

/// Largest file read into memory, in bytes: it is held twice, in the parent and in the child.
pub const MAX_FILE_BYTES: u64 = 512 * MIB;

/// Largest mailbox or Outlook store, in bytes. They are read message by message. Outlook stores end at 50 GB,
/// and mail exports are split at that size.
pub const MAX_CONTAINER_BYTES: u64 = 64 * GIB;

/// Largest message of a mailbox, in bytes: the largest attachment, encoded, and as much again for small ones.
pub const MAX_MESSAGE_BYTES: u64 = 256 * MIB;

/// Bytes a reader goes through in a container between two progress reports: less than a slow disk reads in a
/// second.
pub const CONTAINER_STEP: u64 = 32 * MIB;

/// Messages of a container written per batch: few enough to lose in a crash, and enough for one transaction.
pub const PART_MESSAGES: usize = 1000;

/// Most bytes of messages and attachments that wait to be written; a single message may be larger.
pub const PART_BYTES: usize = 8 * MIB as usize;

/// One further crash of the reader is tolerated per this many messages of a container: each crash costs a new
/// child.
pub const MESSAGES_A_CRASH: u32 = 1000;

/// Most losses listed when files are added; `status --unread` lists all.
pub const MAX_LOSSES_AT_ONCE: usize = 10_000;

/// Longest side of a picture, in pixels: below 65,535, a value common in broken and hostile headers.
pub const MAX_PICTURE_SIDE: u32 = 65_000;

/// Most pixels of a picture: a flatbed scan of A3 at 600 dpi has 70 million.
pub const MAX_PICTURE_PIXELS: u64 = 100_000_000;

/// Most decoded frames of an animation: one minute at 10 frames per second.
pub const MAX_FRAMES: usize = 600;

/// Most distinct looks of one picture that are checked, each of which takes as long as a picture of its own.
/// Animated slides have about ten. Together they have no more pixels than one picture may have.
pub const MAX_FACES: usize = 24;

/// Longest animation, in milliseconds: one day.
pub const MAX_ANIMATION_MS: u32 = 24 * 60 * 60 * 1000;

/// Most bytes a picture decoder may allocate: the largest picture with four channels of 16 bits.
pub const MAX_DECODER_BYTES: u64 = 8 * MAX_PICTURE_PIXELS;

/// Longest side of a PDF page, in points: 17 metres, larger than any poster or plan.
pub const MAX_PAGE_POINTS: f64 = 50_000.0;

/// Most pixels of a rendered PDF page: larger sheets (above A2) are rendered at a lower scale.
pub const MAX_DRAWN_PIXELS: f64 = 12_000_000.0;

/// Longest side of a rendered PDF page, in pixels: the renderer stores coordinates in 16 bits.
pub const MAX_DRAWN_SIDE: f64 = 30_000.0;

/// Most pages of a document: the messages of the largest mailbox, at 3 KiB each.
pub const MAX_PAGES: u32 = 20_000_000;

/// Most pages of a rendered document: larger ones are mistakes or attacks, and can be split.
pub const MAX_DRAWN_PAGES: u32 = 20_000;

/// Most words of a page: a newspaper page has 10,000.
pub const MAX_WORDS: usize = 100_000;

/// Most unsettled places stored per page: lines of words, and fields. Chosen, not measured.
pub const MAX_UNSETTLED: usize = 4_000;

/// Longest word, in bytes: longer ones are split.
pub const MAX_WORD_BYTES: usize = 256;

/// Most files that are searched as one index: each look-up asks all of them, one after the other, and their number
/// takes one byte of that of a page.
pub const MAX_INDEX_FILES: usize = 32;

/// Longest stored evaluation result, in bytes: one with a picture in every cell has 300,000.
pub const MAX_TRIAL_BYTES: u64 = MIB;

/// Longest stored body of a message, in bytes: a novel has one million, and a forwarded log may have any
/// number.
pub const MAX_BODY_BYTES: usize = 4 * MIB as usize;

/// Longest stored header field, in bytes: a message to a thousand people has 60,000.
pub const MAX_FIELD_BYTES: usize = 64 * KIB as usize;

/// Deepest nesting of MIME parts: mail programs nest four or five.
pub const MAX_PART_DEPTH: usize = 32;

/// Largest attachment that is read, in bytes: hardly any mail server accepts 100 MiB.
pub const MAX_ATTACHMENT_BYTES: u64 = 128 * MIB;

/// Longest name of an attachment, in bytes: file systems allow 255.
pub const MAX_ATTACHMENT_NAME_BYTES: usize = 200;

/// Most attachments of one message: genuine messages have a few dozen, logos included.
pub const MAX_ATTACHMENTS: usize = 1000;

/// Deepest nesting of messages attached to messages: a chain of forwarded messages has a few levels.
pub const MAX_ATTACHMENT_DEPTH: u32 = 8;

/// Most files that are read within one file or message, over all levels: an archive of a mailing list has thousands, and
/// a PDF in a PDF may have a thousand files at each level.
pub const MAX_NESTED_FILES: u32 = 20_000;

/// Most bytes of these files: those of the largest file, at each level of a chain of forwarded messages.
pub const MAX_NESTED_BYTES: u64 = MAX_ATTACHMENT_DEPTH as u64 * MAX_FILE_BYTES;

/// Address space of the child process, in bytes: the largest file, its decoded picture, and the same in 8 bits.
pub const CHILD_MEMORY: u64 = 2 * GIB;

/// Most open files of the child: its three pipes and those its runtime opens.
pub const CHILD_OPEN_FILES: u64 = 16;

/// Stack of the child's reader thread, in bytes: genuine files nest a few hundred levels deep.
pub const CHILD_STACK: usize = (64 * MIB) as usize;

/// Timeout for sending a file and opening it: a file of the largest size takes seconds from a slow disk.
pub const OPEN_TIME: Duration = Duration::from_secs(60);

/// Timeout for one page: a plain one takes 10 ms, the heaviest map some seconds.
pub const PAGE_TIME: Duration = Duration::from_secs(20);

/// Timeout for OCR of one picture: a full page takes two seconds.
pub const OCR_TIME: Duration = Duration::from_secs(60);

/// Timeout for LibreOffice per file: it starts in two seconds and renders about twenty pages per second.
pub const OFFICE_TIME: Duration = Duration::from_secs(120);

/// Timeout for Poppler per batch of pages. Not measured on pages that are expensive to render.
pub const REDRAWING_TIME: Duration = Duration::from_secs(60);

/// Pages per batch of the second rendering: they are kept in a folder until they are compared, 2 MiB each.
pub const REDRAWN_AT_ONCE: usize = 32;

/// Longest header of a PGM file, in bytes.
pub const PGM_HEAD: usize = 100;

/// Address space of LibreOffice, in bytes: it starts in 1 GiB, and the pictures of a presentation take as much
/// again.
pub const OFFICE_MEMORY: u64 = 4 * GIB;

/// Crashes after which the rest of a file is given up: each costs a new child and opening the file again.
pub const MAX_CRASHES: u32 = 8;

/// Requested capacity of the pipes between parent and child, in bytes: a page passes in a few writes.
pub const PIPE_BYTES: usize = MIB as usize;

/// Longest head of a message on these pipes, in bytes: the words of the fullest page, or of the longest
/// message.
pub const MAX_HEAD_BYTES: u64 = MAX_WORDS as u64 * (MAX_WORD_BYTES as u64 + 36)
    + MAX_TEXT_BYTES as u64
    + MAX_SIGNATURES_BYTES as u64
    + MAX_UNSETTLED as u64 * 64
    + KIB;

/// Most bytes of the text of a message, header included.
pub const MAX_TEXT_BYTES: usize = MAX_BODY_BYTES + 8 * MAX_FIELD_BYTES;

/// Most signatures stored per message: genuine messages have up to four.
pub const MAX_SIGNATURES: usize = 8;

/// Longest header in which signatures are read, in bytes: a message to a thousand people has 60,000.
pub const MAX_SIGNED_HEADER: usize = 128 * KIB as usize;

/// Most bytes of a message's signatures when serialised: the header once per signature, where an escaped byte
/// takes six.
pub const MAX_SIGNATURES_BYTES: usize = MAX_SIGNATURES * 6 * MAX_SIGNED_HEADER + MIB as usize;

/// Timeout for connecting to a host: a slow line across the world needs two seconds.
pub const CONNECT_TIME: Duration = Duration::from_secs(10);

/// Timeout for one download, including redirects and retries but not the wait for the host's turn: the largest
/// picture takes half of it at 20 Mbit/s.
pub const LINK_TIME: Duration = Duration::from_secs(30);

/// Most bytes of one download, after decompression: twice the largest picture that a service accepts.
pub const MAX_DOWNLOAD_BYTES: usize = 32 * MIB as usize;

/// Most redirects followed: from http to https, to the full host name, and to the location of the picture.
pub const MAX_REDIRECTS: usize = 3;

/// Most links fetched or waiting to be checked at once: each may hold all pictures of a post.
pub const LINKS_AHEAD: usize = 6;

/// Pause before the first retry of a busy host; it doubles with each retry.
pub const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// Most pictures of a post: services allow four to twenty.
pub const MAX_POST_PICTURES: usize = 20;

/// Most bytes of all pictures of a post.
pub const MAX_POST_BYTES: usize = 128 * MIB as usize;

/// Most bytes of a web page that are parsed: the tags that describe its picture are at the top.
pub const MAX_HTML_BYTES: usize = 4 * MIB as usize;

/// Longest stored text of a post, in bytes: the longest posts have 25,000 letters.
pub const MAX_POST_TEXT_BYTES: usize = 64 * KIB as usize;

/// Longest name of an author, in bytes.
pub const MAX_AUTHOR_BYTES: usize = 512;

/// Largest list of links, in bytes: 100,000 lines of one link each.
pub const MAX_LIST_BYTES: u64 = 16 * MIB;

/// Deepest nesting of RTF groups: word processors nest a few dozen.
pub const MAX_RTF_DEPTH: usize = 10_000;

/// Most RTF fonts whose character sets are tracked.
pub const MAX_RTF_FONTS: usize = 10_000;

/// Most parts of an office file: a presentation of a thousand slides has five thousand.
pub const MAX_ARCHIVE_PARTS: usize = 100_000;

/// Most bytes of an office file, or of the files in a PDF, after decompression, over all parts read together: the fullest
/// page of text has 50 MiB.
pub const MAX_UNPACKED_BYTES: u64 = 256 * MIB;

/// Most slides or sheets of an office file.
pub const MAX_SHEETS: usize = 20_000;

/// Most bytes of a workbook's shared strings.
pub const MAX_SHARED_BYTES: usize = 128 * MIB as usize;

/// Most styles of a workbook: Excel allows 65,490.
pub const MAX_STYLES: usize = 65_490;

/// Longest entry of the check log, in bytes: the escaped text of a post and a long note.
pub const MAX_ENTRY_BYTES: usize = MIB as usize;

/// Longest note of a person in the log, in bytes: several pages.
pub const MAX_NOTE_BYTES: usize = 16 * KIB as usize;

/// Longest response of a time-stamp authority, in bytes: one with a certificate chain has about 6,000.
pub const MAX_STAMP_BYTES: usize = 32 * KIB as usize;

/// Most bytes read of a certificate file: one certificate takes 2,000.
pub const MAX_CERTIFICATES_BYTES: u64 = MIB;

/// Most bytes read of a key file: one key takes a few hundred.
pub const MAX_KEY_BYTES: u64 = 16 * KIB;

/// Longest answer parsed from JSON, in bytes: one that lists every word of the fullest page has 8 MiB.
pub const MAX_ANSWER_BYTES: u64 = 16 * MIB;

/// Largest coordinate accepted in a parsed answer: no picture or page is that large.
pub const MAX_COORDINATE: f64 = 1e6;

/// Largest settings file, in bytes: a complete one has a few hundred.
pub const MAX_CONFIG_BYTES: u64 = MIB;

/// Longest quotation, in bytes: eight pages of a book. A quotation is aligned with each page that may have it.
pub const MAX_QUOTATION_BYTES: usize = 16 * KIB as usize;

/// Largest file of quotations, in bytes: ten times all that a newspaper prints in a year.
pub const MAX_QUOTATIONS_BYTES: u64 = 64 * MIB;

/// Most pages with which a part of a quotation is compared; the rest are counted. A message that is forwarded within a
/// company is there a few dozen times.
pub const MAX_QUOTED_PAGES: usize = 24;

/// Most parts of a quotation that are sought on pages of their own: a collage of more is named by its first ones.
pub const MAX_QUOTED_PARTS: usize = 8;

/// Words shown before and after a passage that is quoted: about two lines.
pub const QUOTATION_CONTEXT_WORDS: usize = 15;

/// Most bytes of the EXIF block of a picture: a JPEG segment holds 64 KiB, and other formats hold as much.
pub const MAX_EXIF_BYTES: usize = 128 * KIB as usize;

/// Most entries of one EXIF directory: cameras write about 60.
pub const MAX_EXIF_ENTRIES: usize = 1000;

/// Most bytes of the XMP block of a picture: one with the history of an edited photograph has 50,000.
pub const MAX_XMP_BYTES: usize = 512 * KIB as usize;

/// Most bytes that the compressed texts of one picture may give, all together.
pub const MAX_INFLATED_TEXT_BYTES: usize = MAX_XMP_BYTES;

/// Longest text kept of what the file of a picture says of itself, in bytes: a caption has a few hundred.
pub const MAX_FILE_TEXT_BYTES: usize = 2 * KIB as usize;

/// Most programs kept that the file of a picture names: a camera and two editors.
pub const MAX_FILE_PROGRAMS: usize = 4;

/// Most bytes on the pipe of what a file says of itself: its texts, in which an escaped byte takes six, and the rest.
pub const MAX_FILE_METADATA_BYTES: usize = 6 * MAX_FILE_TEXT_BYTES * (MAX_FILE_PROGRAMS + 8);

/// Largest file made of boxes (HEIC, AVIF, JPEG XL) whose notes are sought, in bytes: phones write less than 20 MiB.
pub const MAX_BOXED_BYTES: usize = 128 * MIB as usize;

/// Largest picture that the server takes, in bytes: a scan of A3 at 600 dpi, lossless.
pub const MAX_UPLOAD_BYTES: u64 = 64 * MIB;

/// Largest form or message of a request beside its pictures, in bytes: a link, a name and a note.
pub const MAX_REQUEST_BYTES: usize = 64 * KIB as usize;

/// Longest name of a picture that the server takes, in bytes; the rest of it is cut off.
pub const MAX_UPLOAD_NAME_BYTES: usize = KIB as usize;

/// Most checks that wait in the server's queue: a minute of work for two cores.
pub const MAX_WAITING_CHECKS: usize = 64;

/// Most connections that the server holds at once.
pub const MAX_CONNECTIONS: usize = 256;

/// Longest head of a request, in bytes.
pub const MAX_REQUEST_HEAD: usize = 32 * KIB as usize;

/// Time for the head of a request, or between two requests of a connection.
pub const REQUEST_HEAD_TIME: Duration = Duration::from_secs(15);

/// Longest pause of a browser while it sends or reads.
pub const STALL_TIME: Duration = Duration::from_secs(20);

/// Time for sending one picture: the largest one at 2 Mbit/s.
pub const UPLOAD_TIME: Duration = Duration::from_secs(300);

/// Most bytes read of a request after it was refused, so that the refusal is read by who sends.
pub const MAX_DISCARDED_BYTES: u64 = 256 * MIB;

/// Time for requests in progress when the server ends.
pub const CLOSING_TIME: Duration = Duration::from_secs(5);

/// Most pictures of a batch in the server.
pub const MAX_BATCH_PICTURES: usize = 10_000;

/// Most batches that the server remembers; the oldest is forgotten first.
pub const MAX_BATCHES: usize = 100;

/// Most bytes of pictures and answers that the server remembers, on disk.
pub const MAX_SPOOL_BYTES: u64 = 8 * GIB;

/// Bytes of one file of the server's memory on disk; it is freed as a whole.
pub const SPOOL_FILE_BYTES: u64 = 128 * MIB;

/// Shortest token of the server, in characters, if it is read from a file.
pub const MIN_TOKEN_LETTERS: usize = 16;

/// Largest file of a token, in bytes.
pub const MAX_TOKEN_BYTES: u64 = KIB;
