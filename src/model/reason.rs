//! Reasons for a verdict as data, without text for people.

use super::answer::PageRef;
use super::geometry::Rect;
use super::quotation::QuotationFault;
use super::shot::Shown;
use super::unsettled::Cause;

/// A reason for a verdict. Places are in pixels of the picture as given. Programs identify it by its
/// [`code`](Reason::code); `report` makes the sentences.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// So little of the page agrees that it could be a coincidence.
    CouldBeChance,
    /// Too little ink is shown to distinguish the page from others.
    TooLittleInk,
    /// Much agrees and much differs: another page of the same form, or another version.
    AnotherVersion,
    /// A share of the letters shown is too small to be distinguished.
    LettersTooSmall {
        /// That share, 0 to 100.
        percent: f64,
    },
    /// The page's typical letters are too small to be distinguished.
    UsualLettersTooSmall,
    /// Noise or blur would hide a changed letter.
    TooNoisy,
    /// Most of what is shown was not compared.
    MostlyCovered,
    /// The picture has many specks as large as a full stop.
    Specks,
    /// Places that may differ, or may only be unclear.
    UnclearPlaces(Vec<Rect>),
    /// Places with handwriting, a signature or a stamp that the page does not have.
    Handwriting(Vec<Rect>),
    /// Places in another colour than the page has there.
    ColourDiffers(Vec<Rect>),
    /// Places inside the frame that show something other than the page.
    OtherThanPage(Vec<Rect>),
    /// A part of the picture shows a page that is found beside it, shifted: lines were taken out or put in between.
    PartShifted {
        /// The page.
        page: PageRef,
        /// The part, in pixels of the picture.
        part: Rect,
    },
    /// Words in the picture that no page explains.
    UnexplainedWords {
        /// Number of unexplained words.
        unexplained: usize,
        /// Number of words shown.
        shown: usize,
    },
    /// Pages overlap with no edge between them.
    PagesOverlap,
    /// Parts of different pages are joined as one page.
    PagesJoined,
    /// The page was rendered by a program whose typefaces other programs may not have.
    OtherRenderer {
        /// That program.
        program: String,
    },
    /// Part of what is shown depends on a place whose look the file does not settle.
    Unsettled(Cause),
    /// Places where the words differ and the pixels do not.
    WordsDifferAt(Vec<Rect>),
    /// A page is likely, but the index has no image of it to compare with.
    NoPageImage(PageRef),
    /// More words outside every page than the frame of a post or a viewer has; no original explains them.
    WordsBeside {
        /// Number of words.
        words: usize,
        /// Bounding box of the words.
        place: Rect,
    },
    /// The picture shows more pages than were searched for.
    RestNotCompared,
    /// The answer is about one of several looks of a picture.
    WorstLook {
        /// Time and background of that look.
        shown: Shown,
        /// Its number, from 1.
        number: usize,
        /// Number of looks.
        looks: usize,
    },
    /// The look of the picture at this time or on this background was not found.
    LookNotFound(Shown),
    /// A part of the file was not examined: one sentence says which.
    PartNotLookedAt(String),
    /// The words of the picture could not be read: the reason.
    NotRead(String),
    /// The words agree with a page whose look the picture does not show.
    TypesetAnew,
    /// The words of the page itself were read by OCR.
    PageReadByOcr,
    /// Only the header of a message agrees.
    HeaderOnly,
    /// Much of the text agrees and much differs.
    AnotherText,
    /// Words of the text shown that the page does not have.
    UnmatchedWords {
        /// Number of unmatched words.
        unmatched: usize,
        /// Number of words shown.
        shown: usize,
    },
    /// Whole sentences differ.
    SentencesDiffer,
    /// Header and text differ.
    HeaderAndTextDiffer,
    /// Most of the words shown are not those of the page.
    MostWordsUnmatched,
    /// Places with words that are typeset like the text but are not part of it.
    TypesetAlike(Vec<Rect>),
    /// Most of the text shown is covered.
    TextCovered,
    /// Words that could not be read with sufficient confidence.
    WordsUnread {
        /// Number of such words.
        unread: usize,
        /// Number of words shown.
        shown: usize,
    },
    /// The sender shown above the text could not be matched to that of the message.
    SenderUnclear,
    /// Places with ink that could not be read.
    UnreadPlaces(Vec<Rect>),
    /// Recipients of the message that the header shown omits, as mail programs do; this casts no doubt on the
    /// rest.
    RecipientsNotShown(Vec<String>),
    /// A quotation has too few words to name a page.
    QuotationTooShort,
    /// The words of a quotation are too few or too common to name one page.
    QuotationTooCommon {
        /// Number of pages that have them.
        pages: usize,
    },
    /// A quotation is put together from passages of several documents or messages.
    QuotationJoined,
    /// A quotation has passages of one document in another order.
    QuotationReordered,
    /// A quotation could not be looked up.
    QuotationUnusable(QuotationFault),
    /// The picture could not be decoded: the decoder's message.
    NotDecoded(String),
    /// The program failed on this picture: a fault of its own.
    ProgramFailed,
    /// The index failed during a check: the error.
    IndexFailed(String),
    /// No page was found in an index to which adding did not finish, or still goes on.
    IndexUnfinished,
    /// The index could not be opened: a sentence that says why and what to do.
    IndexUnusable(String),
    /// A reason parsed from an earlier answer.
    Recorded {
        /// Its code, if that answer has one.
        code: Option<String>,
        /// Its sentence.
        sentence: String,
    },
}

impl Reason {
    /// Stable code used in JSON.
    pub fn code(&self) -> &str {
        match self {
            Reason::CouldBeChance => "could_be_chance",
            Reason::TooLittleInk => "too_little_ink",
            Reason::AnotherVersion => "another_version",
            Reason::LettersTooSmall { .. } => "letters_too_small",
            Reason::UsualLettersTooSmall => "usual_letters_too_small",
            Reason::TooNoisy => "too_noisy",
            Reason::MostlyCovered => "mostly_covered",
            Reason::Specks => "specks",
            Reason::UnclearPlaces(_) => "unclear_places",
            Reason::Handwriting(_) => "handwriting",
            Reason::ColourDiffers(_) => "colour_differs",
            Reason::OtherThanPage(_) => "other_than_page",
            Reason::PartShifted { .. } => "part_shifted",
            Reason::UnexplainedWords { .. } => "unexplained_words",
            Reason::PagesOverlap => "pages_overlap",
            Reason::PagesJoined => "pages_joined",
            Reason::OtherRenderer { .. } => "other_renderer",
            Reason::Unsettled(Cause::Typeface) => "typeface_not_in_file",
            Reason::Unsettled(Cause::Field) => "field_without_appearance",
            Reason::Unsettled(Cause::Undrawn) => "words_not_drawn",
            Reason::Unsettled(Cause::Lost) => "drawing_incomplete",
            Reason::Unsettled(Cause::Drawings) => "drawings_differ",
            Reason::WordsDifferAt(_) => "words_differ",
            Reason::NoPageImage(_) => "no_page_image",
            Reason::WordsBeside { .. } => "words_beside",
            Reason::RestNotCompared => "rest_not_compared",
            Reason::WorstLook { .. } => "worst_look",
            Reason::LookNotFound(_) => "look_not_found",
            Reason::PartNotLookedAt(_) => "part_not_looked_at",
            Reason::NotRead(_) => "not_read",
            Reason::TypesetAnew => "typeset_anew",
            Reason::PageReadByOcr => "page_read_by_ocr",
            Reason::HeaderOnly => "header_only",
            Reason::AnotherText => "another_text",
            Reason::UnmatchedWords { .. } => "unmatched_words",
            Reason::SentencesDiffer => "sentences_differ",
            Reason::HeaderAndTextDiffer => "header_and_text_differ",
            Reason::MostWordsUnmatched => "most_words_unmatched",
            Reason::TypesetAlike(_) => "typeset_alike",
            Reason::TextCovered => "text_covered",
            Reason::WordsUnread { .. } => "words_unread",
            Reason::SenderUnclear => "sender_unclear",
            Reason::UnreadPlaces(_) => "unread_places",
            Reason::RecipientsNotShown(_) => "recipients_not_shown",
            Reason::QuotationTooShort => "quotation_too_short",
            Reason::QuotationTooCommon { .. } => "quotation_too_common",
            Reason::QuotationJoined => "quotation_joined",
            Reason::QuotationReordered => "quotation_reordered",
            Reason::QuotationUnusable(_) => "quotation_unusable",
            Reason::NotDecoded(_) => "not_decoded",
            Reason::ProgramFailed => "program_failed",
            Reason::IndexFailed(_) => "index_failed",
            Reason::IndexUnfinished => "index_unfinished",
            Reason::IndexUnusable(_) => "index_unusable",
            Reason::Recorded { code, .. } => code.as_deref().unwrap_or("recorded"),
        }
    }
}
