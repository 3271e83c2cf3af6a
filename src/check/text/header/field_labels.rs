//! Labels that mail programs write before header fields, in the most frequent languages.

use super::calendar::is_calendar;
use crate::model::text::FieldKind;

/// Labels of a sender.
pub const SENDER: [&str; 10] = ["from", "sent", "by", "sender", "von", "absender", "de", "fra", "van", "da"];
/// Those of them that label nothing else.
pub const NAMED_AFTER: [&str; 7] = ["from", "sender", "von", "absender", "de", "fra", "da"];
/// Labels of a subject, and prefixes of subjects.
pub const SUBJECT: [&str; 9] = ["subject", "betreff", "objet", "asunto", "oggetto", "re", "aw", "fw", "fwd"];
/// Labels of recipients.
const RECIPIENT: [&str; 9] = ["to", "cc", "bcc", "reply", "an", "kopie", "a", "para", "til"];
/// Labels of a date.
const DATE: [&str; 6] = ["date", "datum", "gesendet", "fecha", "data", "sent"];
/// Labels of attachments.
const ATTACHED: [&str; 3] = ["attachments", "attached", "anlagen"];

/// Whether a word, in small letters without accents, may be a field label.
pub fn before_a_field(word: &str) -> bool {
    [&SENDER[..], &SUBJECT, &RECIPIENT, &DATE, &ATTACHED].iter().any(|labels| labels.contains(&word))
}

/// Whether a field label may stand before a field of this kind.
pub fn may_be(word: &str, kind: FieldKind) -> bool {
    match kind {
        FieldKind::From => SENDER.contains(&word),
        FieldKind::Subject => SUBJECT.contains(&word),
        FieldKind::Date => DATE.contains(&word),
        _ => RECIPIENT.contains(&word),
    }
}

/// Other words of programs in a header.
const PROGRAM: [&str; 50] = [
    "inbox",
    "reply",
    "all",
    "forward",
    "details",
    "show",
    "hide",
    "more",
    "view",
    "unsubscribe",
    "external",
    "ago",
    "today",
    "yesterday",
    "minutes",
    "hours",
    "days",
    "important",
    "archive",
    "delete",
    "print",
    "next",
    "previous",
    "thread",
    "message",
    "mail",
    "posteingang",
    "antworten",
    "weiterleiten",
    "uhr",
    "heute",
    "gestern",
    "and",
    "others",
    "junk",
    "spam",
    "move",
    "flag",
    "star",
    "snooze",
    "label",
    "unread",
    "loschen",
    "archivieren",
    "repondre",
    "transferer",
    "supprimer",
    "responder",
    "reenviar",
    "eliminar",
];

/// Whether a word, in small letters without accents, is one that programs write in a header.
pub fn of_a_program(word: &str) -> bool {
    before_a_field(word) || PROGRAM.contains(&word) || is_calendar(word)
}
