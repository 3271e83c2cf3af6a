//! Why a verdict is what it is: reasons with their data, without a word for people.

use super::answer::PageRef;
use super::geometry::Rect;
use super::shot::Shown;
use super::unsettled::Cause;

/// A reason for a verdict. Places are pixels of the picture as given. Programs know it by its [`code`](Reason::code);
/// the sentences are made in `report`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// So little of the page agrees that it could be a coincidence.
    CouldBeChance,
    /// Too little ink is shown to tell the page from another.
    TooLittleInk,
    /// Much agrees and much differs: another page on the same form, or another version.
    AnotherVersion,
    /// Letters of a share of what is shown, in hundredths, are too small to be told apart.
    LettersTooSmall {
        /// That share, 0 to 100.
        percent: f64,
    },
    /// The page's usual letters are too small to be told apart.
    UsualLettersTooSmall,
    /// Noise or blur would hide a changed letter.
    TooNoisy,
    /// Most of what is shown was not compared.
    MostlyCovered,
    /// The picture is strewn with specks as large as a full stop.
    Specks,
    /// Places that may differ or may only be unclear.
    UnclearPlaces(Vec<Rect>),
    /// Places where something is written, signed or stamped that the page does not have.
    Handwriting(Vec<Rect>),
    /// Places inside the frame that show something else than the page.
    OtherThanPage(Vec<Rect>),
    /// Words in the picture that no page explains.
    UnexplainedWords {
        /// How many.
        unexplained: usize,
        /// Of how many that are shown.
        shown: usize,
    },
    /// Pages lie on each other's paper with no edge between them.
    PagesOverlap,
    /// Parts of different pages are joined as one page.
    PagesJoined,
    /// The page was drawn by a program whose typefaces other programs may not have.
    OtherRenderer {
        /// That program.
        program: String,
    },
    /// Part of what is shown depends on a place whose look the file does not settle.
    Unsettled(Cause),
    /// Places where the words differ and the look does not.
    WordsDifferAt(Vec<Rect>),
    /// A page is likely, and the index has no image of it to compare with.
    NoPageImage(PageRef),
    /// Words outside every page that no original explains, more than the frame of a post or a viewer has.
    WordsBeside {
        /// How many.
        words: usize,
        /// Where.
        place: Rect,
    },
    /// The picture shows more pages than were looked for.
    RestNotCompared,
    /// The answer is about one look of a picture that has several.
    WorstLook {
        /// When and on what ground it looks so.
        shown: Shown,
        /// Which of them, from 1.
        number: usize,
        /// How many looks it has.
        looks: usize,
    },
    /// What the picture shows at a time, or on a ground, was not found.
    LookNotFound(Shown),
    /// A part of the file was not looked at: what, in one sentence.
    PartNotLookedAt(String),
    /// The words of the picture could not be read.
    NotRead(String),
    /// The words agree with a page whose look the picture does not show.
    TypesetAnew,
    /// The page's own words were read by OCR.
    PageReadByOcr,
    /// Only the header of a message agrees.
    HeaderOnly,
    /// Much of the text agrees and much differs.
    AnotherText,
    /// Words of the text shown that the page does not have.
    UnmatchedWords {
        /// How many.
        unmatched: usize,
        /// Of how many that are shown.
        shown: usize,
    },
    /// Whole sentences differ.
    SentencesDiffer,
    /// Header and text differ.
    HeaderAndTextDiffer,
    /// Most of the words shown are not the page's.
    MostWordsUnmatched,
    /// Places with words that are typeset as the text is and not part of it.
    TypesetAlike(Vec<Rect>),
    /// Most of the text shown is covered.
    TextCovered,
    /// Words that could not be read surely enough.
    WordsUnread {
        /// How many.
        unread: usize,
        /// Of how many that are shown.
        shown: usize,
    },
    /// The sender shown over the text could not be matched to the message's.
    SenderUnclear,
    /// Places with ink that could not be read.
    UnreadPlaces(Vec<Rect>),
    /// Recipients of the message that the header shown leaves out, as mail programs do: no doubt about the rest.
    RecipientsNotShown(Vec<String>),
    /// The picture could not be decoded: what the decoder says.
    NotDecoded(String),
    /// The index failed in the middle of a check: what is wrong with it.
    IndexFailed(String),
    /// The index could not be opened: a sentence that says why and what to do.
    IndexUnusable(String),
    /// A reason as an earlier answer has it.
    Recorded {
        /// Its code, where that answer has one.
        code: Option<String>,
        /// Its sentence.
        sentence: String,
    },
}

impl Reason {
    /// The stable code used in JSON.
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
            Reason::OtherThanPage(_) => "other_than_page",
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
            Reason::NotDecoded(_) => "not_decoded",
            Reason::IndexFailed(_) => "index_failed",
            Reason::IndexUnusable(_) => "index_unusable",
            Reason::Recorded { code, .. } => code.as_deref().unwrap_or("recorded"),
        }
    }
}
