//! Addresses of a header: those shown must be the message's, but programs leave some out.

use std::collections::HashSet;

use crate::check::text::align::mismatch::Alignment;
use crate::check::text::align::reference::Reference;
use crate::check::text::align::term::{edits, is_alike};
use crate::check::text::thresholds::{ADDRESS_LETTERS_PER_ERROR, NAME_LETTERS};
use crate::features::shingles;
use crate::model::text::{FieldKind, SeenWord};

/// Fields of recipients that programs show.
const SHOWN: [FieldKind; 2] = [FieldKind::To, FieldKind::Cc];

/// The address that a word is, folded. Returns `None` if it is none.
fn address(word: &str) -> Option<String> {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let is_one = bare.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    is_one.then(|| shingles::folded(bare))
}

/// The addresses in a word, folded.
fn addresses(word: &str) -> impl Iterator<Item = String> {
    word.split(|c: char| c.is_whitespace() || "<>,;\"'()[]".contains(c)).filter_map(address)
}

/// The addresses in a word as it was read, folded. OCR parts some addresses before or behind the at sign.
pub fn addresses_read(words: &[SeenWord], number: usize) -> Vec<String> {
    let beside = |other: Option<usize>| {
        let word = other.and_then(|other| words.get(other)).filter(|word| word.line == words[number].line);
        word.map_or("", |word| word.text.as_str())
    };
    let mut whole = words[number].text.clone();
    if whole.starts_with('@') {
        whole.insert_str(0, beside(number.checked_sub(1)));
    }
    if whole.ends_with('@') {
        whole.push_str(beside(Some(number + 1)));
    }
    addresses(&whole).collect()
}

/// Whether an address is shown as this one, as far as OCR can tell.
fn is_spelled(own: &str, shown: &str) -> bool {
    // An address that the edge of the picture or the program cuts off has the right beginning.
    own.starts_with(shown) || ADDRESS_LETTERS_PER_ERROR * edits(own, shown) <= own.len().max(shown.len())
}

/// Terms of addresses in a line that the message's header does not have.
pub fn foreign(alignment: &Alignment, line: &[usize]) -> Vec<usize> {
    let known: Vec<String> = (0..alignment.reference.body())
        .flat_map(|part| addresses(&alignment.reference.field_text(part)).collect::<Vec<_>>())
        .collect();
    // Some headers have no address.
    if known.is_empty() {
        return Vec::new();
    }
    let is_known = |shown: &String| known.iter().any(|own| is_spelled(own, shown));
    let is_foreign = |i: &&usize| {
        let read = addresses_read(&alignment.seen.words, alignment.seen.terms[**i].word);
        read.iter().any(|shown| !is_known(shown))
    };
    line.iter().filter(is_foreign).copied().collect()
}

/// The recipients of a field, as spelled there.
fn named(field: &str) -> Vec<&str> {
    let (mut is_quoted, mut depth) = (false, 0usize);
    let parts = field.split(move |c: char| {
        match c {
            '"' => is_quoted = !is_quoted,
            '<' | '(' => depth += 1,
            '>' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && !is_quoted && depth == 0
    });
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// Recipients of the message without a name among the `shown` words, which are folded. If one of the addresses `shown_at` has the
/// name of a recipient's address, the whole address must be shown.
pub fn not_shown(reference: &Reference, shown: &HashSet<&str>, shown_at: &[String]) -> Vec<String> {
    let has_name_of = |own: &str| {
        let name = |address: &str| address.split('@').next().map(str::to_owned);
        shown_at.iter().any(|shown| name(shown) == name(own))
    };
    let is_shown = |recipient: &&str| {
        if let Some(own) = addresses(recipient).find(|own| has_name_of(own)) {
            return shown_at.iter().any(|shown| is_spelled(&own, shown));
        }
        // Hosts are shared by many.
        let names: String = recipient
            .split_whitespace()
            .filter_map(|w| w.split('@').next())
            .fold(String::new(), |all, word| all + word + " ");
        let names = shingles::terms(&names);
        let long = names.iter().filter(|n| n.folded.chars().count() >= NAME_LETTERS);
        let is_there = |name: &str| shown.iter().any(|word| *word == name || is_alike(word, name));
        let mut long = long.map(|n| n.folded.as_str()).peekable();
        // A person is known by one of the names. An address alone is one name, whose parts are shared by others of its host.
        let is_bare = recipient.split_whitespace().count() == 1;
        if long.peek().is_some() {
            if is_bare { long.all(is_there) } else { long.any(is_there) }
        } else {
            names.iter().any(|n| shown.contains(n.folded.as_str()))
        }
    };
    let fields: Vec<String> = SHOWN
        .iter()
        .flat_map(|kind| reference.fields(*kind))
        .map(|part| reference.field_text(part))
        .collect();
    let all = fields.iter().flat_map(|field| named(field));
    all.filter(|recipient| !is_shown(recipient)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::geometry::Rect;
    use crate::model::text::{Field, Text};

    #[test]
    fn recipients_are_parted_at_commas_outside_quotes() {
        assert_eq!(
            named("\"Doe, Jane\" <jane@a.org>, bob@b.org, "),
            ["\"Doe, Jane\" <jane@a.org>", "bob@b.org"]
        );
    }

    #[test]
    fn an_address_that_was_read_in_two_parts_is_one() {
        let word = |text: &str, line| SeenWord {
            text: text.into(),
            bounds: Rect::new(0.0, 0.0, 1.0, 1.0),
            confidence: 90.0,
            line,
        };
        let read = [
            word("To:", 0),
            word("press", 0),
            word("@kelp.example", 0),
            word("bob@", 1),
            word("b.org", 1),
            word("is", 1),
        ];
        let found: Vec<Vec<String>> = (0..read.len()).map(|number| addresses_read(&read, number)).collect();
        assert_eq!(found[2], ["press@kelp.example"]);
        assert_eq!(found[3], ["bob@b.org"]);
        assert!([0, 1, 4, 5].iter().all(|&number| found[number].is_empty()), "{found:?}");
        assert!(addresses_read(&[word("@home", 0), word("x", 1)], 0).is_empty());
    }

    #[test]
    fn recipients_whose_names_are_not_shown_are_told() {
        let field = |kind, text: &str| Field { kind, text: text.into() };
        let fields = vec![
            field(FieldKind::To, "Jane Doe <jane@a.org>"),
            field(FieldKind::Cc, "bob@b.org, Audit Team <audit@a.org>"),
        ];
        let reference = Reference::new(Text { fields, body: String::new() });
        let [jane, audit] = ["jane", "audit"].map(shingles::folded);
        assert_eq!(not_shown(&reference, &HashSet::from([jane.as_str()]), &[]).len(), 2);
        assert_eq!(
            not_shown(&reference, &HashSet::from([jane.as_str(), audit.as_str()]), &[]),
            ["bob@b.org"]
        );
    }

    #[test]
    fn an_address_that_shares_a_part_with_one_shown_is_not_shown() {
        let field = |kind, text: &str| Field { kind, text: text.into() };
        let fields = vec![field(FieldKind::To, "<news@b.org>"), field(FieldKind::Cc, "<news-archive@b.org>")];
        let reference = Reference::new(Text { fields, body: String::new() });
        let [news, archive] = ["news", "archive"].map(shingles::folded);
        let at = ["news@b.org".to_owned()];
        let shown = HashSet::from([news.as_str()]);
        assert_eq!(not_shown(&reference, &shown, &at), ["<news-archive@b.org>"]);
        let shown = HashSet::from([news.as_str(), archive.as_str()]);
        assert_eq!(not_shown(&reference, &shown, &at).len(), 0);
    }

    #[test]
    fn one_name_at_another_host_is_another_recipient() {
        let field = |kind, text: &str| Field { kind, text: text.into() };
        let fields = vec![
            field(FieldKind::To, "<bob@b.org>"),
            field(FieldKind::Cc, "<bob@press.example>, Bob <bob@c.net>"),
        ];
        let reference = Reference::new(Text { fields, body: String::new() });
        let bob = shingles::folded("bob");
        let shown = HashSet::from([bob.as_str()]);
        assert_eq!(not_shown(&reference, &shown, &[]).len(), 0);
        let at = ["bob@b.org".to_owned()];
        assert_eq!(not_shown(&reference, &shown, &at), ["<bob@press.example>", "Bob <bob@c.net>"]);
    }
}
