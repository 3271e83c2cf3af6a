//! What mail programs write before the fields of a header, in the languages that are met most.

use super::calendar::is_calendar;
use crate::model::text::FieldKind;

/// Before a sender.
pub const SENDER: [&str; 10] = ["from", "sent", "by", "sender", "von", "absender", "de", "fra", "van", "da"];
/// Those of them that stand before nothing else.
pub const NAMED_AFTER: [&str; 7] = ["from", "sender", "von", "absender", "de", "fra", "da"];
/// Before a subject, and what people and programs put in front of it.
pub const SUBJECT: [&str; 9] = ["subject", "betreff", "objet", "asunto", "oggetto", "re", "aw", "fw", "fwd"];
/// Before recipients.
const RECIPIENT: [&str; 9] = ["to", "cc", "bcc", "reply", "an", "kopie", "a", "para", "til"];
/// Before a date.
const DATE: [&str; 6] = ["date", "datum", "gesendet", "fecha", "data", "sent"];
/// Before what is attached.
const ATTACHED: [&str; 3] = ["attachments", "attached", "anlagen"];

/// Whether a word, in small letters without accents, may stand before a field.
pub fn before_a_field(word: &str) -> bool {
    [&SENDER[..], &SUBJECT, &RECIPIENT, &DATE, &ATTACHED].iter().any(|labels| labels.contains(&word))
}

/// Whether a word that stands before a field may stand before one of this kind.
pub fn may_be(word: &str, kind: FieldKind) -> bool {
    match kind {
        FieldKind::From => SENDER.contains(&word),
        FieldKind::Subject => SUBJECT.contains(&word),
        FieldKind::Date => DATE.contains(&word),
        _ => RECIPIENT.contains(&word),
    }
}

/// Other words of programs in a heading.
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

/// Whether a word, in small letters without accents, is one that programs write in a heading.
pub fn of_a_program(word: &str) -> bool {
    before_a_field(word) || PROGRAM.contains(&word) || is_calendar(word)
}
