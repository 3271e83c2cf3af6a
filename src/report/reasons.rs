//! Each reason for a verdict as one sentence: what was found, and what to do about it.

use super::messages::number;
use super::place;
use crate::limits::MAX_QUOTATION_BYTES;
use crate::model::geometry::Rect;
use crate::model::quotation::QuotationFault;
use crate::model::reason::Reason;
use crate::model::shot::{Ground, Shown};
use crate::model::unsettled::Cause;

/// Most omitted recipients that are named.
const MOST_NAMED: usize = 5;

/// Sentences of several reasons, in order.
/// `size` is that of the picture, in pixels; with it, places are given in words.
pub fn sentences(reasons: &[Reason], size: Option<(u32, u32)>) -> Vec<String> {
    reasons.iter().map(|reason| sentence(reason, size)).collect()
}

/// Sentence of a reason, with its places in words if the size of the picture is known.
pub fn sentence(reason: &Reason, size: Option<(u32, u32)>) -> String {
    let listed = |places: &[Rect]| place::all(places, size);
    match reason {
        Reason::CouldBeChance => "Too little of the page agrees to rule out coincidence: look for a larger picture.".into(),
        Reason::TooLittleInk => "Too little ink is shown to tell this page from another: look for a larger part of it.".into(),
        Reason::AnotherVersion => {
            "Much agrees and much differs: it may be another page on the same form, or another version. Compare them side by side.".into()
        }
        Reason::LettersTooSmall { percent } => format!(
            "The letters in {percent:.0} % of what is shown are too small to compare: a change there would not be seen. Look for a larger copy."
        ),
        Reason::UsualLettersTooSmall => {
            "The letters are too small to compare, so a changed letter would not be seen. Look for a larger copy.".into()
        }
        Reason::TooNoisy => {
            "The picture is so blurred or noisy that a changed letter would not be seen. Look for a clearer copy.".into()
        }
        Reason::MostlyCovered => {
            "Most of what is shown is covered or too small to compare. Look for a copy that shows more.".into()
        }
        Reason::Specks => {
            "The picture is full of specks: a changed full stop or comma would not be seen among them. Look at the punctuation.".into()
        }
        Reason::UnclearPlaces(places) => format!(
            "Look at the picture {}: something may have been changed there, or is just hard to read. Compare it with the original.",
            listed(places)
        ),
        Reason::Handwriting(places) => format!(
            "Something is written, signed or stamped {} that the page does not have. Look there.",
            listed(places)
        ),
        Reason::ColourDiffers(places) => format!(
            "The picture has another colour than the page {}: the words may be the same, but what their colour says may not. Open the original and compare the colour.",
            listed(places)
        ),
        Reason::OtherThanPage(places) => format!(
            "The picture shows something else than the page {}: it may be another page that shares the rest, or a changed one. Compare it there.",
            listed(places)
        ),
        Reason::PartShifted { page, part } => format!(
            "A part of page {} of {} is not where the page has it, {}: lines may have been taken out or put in before it. Compare the text around it line by line.",
            page.page, page.document, place::at(part, size)
        ),
        Reason::UnexplainedWords { unexplained, shown } => format!(
            "{unexplained} of {shown} words in the picture are not on the page that was found: it may be another page that shares the rest, or words were added. Read them."
        ),
        Reason::PagesOverlap => {
            "Pages are shown one over the other with no edge between them: the picture may show a page of its own that uses their words. Look at the seam.".into()
        }
        Reason::PagesJoined => "Parts of different pages are joined as if they were one page. Look at the seam.".into(),
        Reason::OtherRenderer { program } => format!(
            "The page was drawn by {program}; another program, or another typeface, may draw the same file like this. Compare the words."
        ),
        Reason::Unsettled(cause) => unsettled(*cause).into(),
        Reason::WordsDifferAt(places) => format!(
            "The words may differ {}, where the look does not. Read them there.",
            listed(places)
        ),
        Reason::NoPageImage(page) => format!(
            "The layout matches page {} of {}, but the index has no image of that page and its file has moved or changed, so the picture could not be compared with it. Run `add` again.",
            page.page, page.document
        ),
        Reason::NotRead(why) | Reason::NotDecoded(why) | Reason::PartNotLookedAt(why) | Reason::IndexUnusable(why) => why.clone(),
        Reason::WordsBeside { words, place } => format!(
            "Beside the page there are {words} words that no original explains, {}. Read them.",
            place::at(place, size)
        ),
        Reason::RestNotCompared => {
            "The picture shows more pages than were looked for: the rest of it was not compared. Check it in parts.".into()
        }
        Reason::WorstLook { shown, number, looks } => {
            format!("The picture moves or is transparent: it has {looks} looks, and this answer is about look {number}, {}. Look at the others, too.", look(*shown))
        }
        Reason::LookNotFound(shown) => {
            format!("What the picture shows {} was not found. Look at that part by itself.", look(*shown))
        }
        Reason::TypesetAnew => {
            "Same words, different layout: retyped or reformatted, shared with another page, or the picture is too poor to compare. Compare the words.".into()
        }
        Reason::PageReadByOcr => {
            "The words of this page were read by OCR, which makes mistakes: read the page itself before you rely on them.".into()
        }
        Reason::HeaderOnly => "Only the header matches this message; its text is different, or is not shown. Read the text.".into(),
        Reason::AnotherText => {
            "Much of the text agrees and much differs: it may be another version. Read both.".into()
        }
        Reason::UnmatchedWords { unmatched, shown } => format!(
            "{unmatched} of {shown} words of the text shown are not in the original: it may be another text that quotes it, or words were added. Read them."
        ),
        Reason::SentencesDiffer => {
            "Whole sentences differ: it may be a similar text, or another version. Read both.".into()
        }
        Reason::HeaderAndTextDiffer => {
            "Header and text differ: it may be another message of the same kind. Read both.".into()
        }
        Reason::MostWordsUnmatched => {
            "Most of the words shown are not in the original: it may be another text that shares the rest. Read both.".into()
        }
        Reason::TypesetAlike(places) => format!(
            "The picture has words, typeset like the message, that your document does not have, {}: they may have been added, or this is a reply that quotes it. Read them.",
            listed(places)
        ),
        Reason::TextCovered => {
            "Most of the text shown is covered and could not be compared. Look for a copy that shows more.".into()
        }
        Reason::WordsUnread { unread, shown } => format!(
            "{unread} of {shown} words could not be read well enough to compare. Look for a clearer copy."
        ),
        Reason::SenderUnclear => {
            "The text agrees, but the sender shown above it could not be matched to the message's. Read the sender.".into()
        }
        Reason::UnreadPlaces(places) => format!(
            "Words could not be read, so they were not compared, {}. Read them there.",
            listed(places)
        ),
        Reason::RecipientsNotShown(recipients) => not_shown(recipients),
        Reason::QuotationTooShort => {
            "The quotation has too few words to name a page: quote more of the text.".into()
        }
        Reason::QuotationTooCommon { pages } => format!(
            "These words are too few or too common to name one page ({} in this index): quote more of the text.",
            match pages {
                1 => "1 page has most of them".into(),
                pages => format!("{} pages have most of them", number(*pages as u64)),
            }
        ),
        Reason::QuotationJoined => {
            "Passages of different documents or messages are quoted as if they were one text. Quote each by itself.".into()
        }
        Reason::QuotationReordered => "Passages of the original are quoted in another order. Compare the order.".into(),
        Reason::QuotationUnusable(fault) => unusable(*fault),
        Reason::ProgramFailed => {
            "The program failed on this picture. That is a fault of the program and says nothing about the picture: please \
             report it."
                .into()
        }
        Reason::IndexFailed(why) => format!("The index failed: {why}. Run `verify-shot index verify`."),
        Reason::IndexUnfinished => {
            "The index is not complete: an `add` to it was stopped or still goes on, so the page may be missing from it. Let `add` \
             finish, or run it again, and check again."
                .into()
        }
        Reason::Recorded { sentence, .. } => sentence.clone(),
    }
}

/// Reason the look of a part of the page is not settled by its file.
fn unsettled(cause: Cause) -> &'static str {
    match cause {
        Cause::Typeface => {
            "Some words shown are set in a typeface that is not in the file: each program draws them in its own way. Compare the words."
        }
        Cause::Field => {
            "Some form fields shown have no appearance in the file: each program lays out their values in its own way. Compare the words."
        }
        Cause::Undrawn => {
            "Some words shown are not drawn in the index, because their typeface is not in the file: nothing was compared there. Compare the words."
        }
        Cause::Lost => {
            "The index has the page without a typeface or an image that could not be read: what the picture shows of it was not compared. Look at the original."
        }
        Cause::Drawings => {
            "Two programs draw a place in two ways, as where a typeface or the width of a line is left to them, and the picture is like neither. Look there."
        }
    }
}

/// Why a quotation could not be looked up.
fn unusable(fault: QuotationFault) -> String {
    match fault {
        QuotationFault::NoWords => "There are no words to compare: give the words that are quoted.".into(),
        QuotationFault::TooLong => format!(
            "It is longer than {} KiB: check it in parts, with an empty line between them.",
            MAX_QUOTATION_BYTES >> 10
        ),
        QuotationFault::NotText => "It is not text in UTF-8: save it as plain text in UTF-8.".into(),
    }
}

/// Recipients omitted by the header shown.
fn not_shown(recipients: &[String]) -> String {
    let named: Vec<&str> = recipients.iter().take(MOST_NAMED).map(String::as_str).collect();
    let more = match recipients.len().saturating_sub(named.len()) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    format!(
        "Recipients of the message that are not shown: {}{more}. Mail programs often leave some out; ask whether the rest matters.",
        named.join(", ")
    )
}

/// Time and background of one look of a picture.
fn look(shown: Shown) -> String {
    let ground = match shown.ground {
        Ground::Light => "",
        Ground::Dark => " on a dark ground",
    };
    format!("at {:.1} s{ground}", f64::from(shown.at_ms) / 1000.0)
}
