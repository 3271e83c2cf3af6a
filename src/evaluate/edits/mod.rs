//! Edits beyond the plain exchange: one file each, and one line each in [`OF_A_LOOK`] or [`OF_A_HEADING`].
//!
//! An edit returns `None` if the page has no place for it. Its random choices follow from the generator alone.
//! If an edit stands in a mark, it also makes the page with the mark alone, which counts as genuine.

pub mod added;
pub mod edited;
pub mod heading;
pub mod mail_head;
pub mod marked;
pub mod pen;
pub mod point;
pub mod ringed;
#[cfg(test)]
mod sample;
pub mod underlined;
pub mod wiped;

use fastrand::Rng;

use super::edit_sites::Places;
use super::mail_layout::Letter;
use super::tamper_text::Reworded;
use crate::figure::canvas::Canvas;
use crate::model::trial::Edit;
use edited::Edited;

/// Makes an edit of a page image.
pub type OfALook = fn(&Places, &Canvas, &mut Rng) -> Option<Edited>;
/// Makes an edit of a message.
pub type OfAHeading = fn(&Letter, &mut Rng) -> Option<Reworded>;

/// Edits of page images, in the order in which pages take them.
pub const OF_A_LOOK: [(Edit, OfALook); 8] = [
    (Edit::Wiped, wiped::made),
    (Edit::Ringed, ringed::made),
    (Edit::Added, added::made),
    (Edit::Underlined, underlined::made),
    (Edit::Heading, heading::made),
    (Edit::Marked, marked::made),
    (Edit::AddedPale, added::made_pale),
    (Edit::Point, point::made),
];
/// Edits of a message's heading, in the order in which messages take them.
pub const OF_A_HEADING: [(Edit, OfAHeading); 3] = [
    (Edit::MailSender, mail_head::sender),
    (Edit::MailDate, mail_head::date),
    (Edit::MailTo, mail_head::recipient),
];

/// The edits that a page of the sample takes: `count` of them in turn, so that every one has as many pages.
pub fn turn<T>(all: &[T], number: usize, count: usize) -> impl Iterator<Item = &T> {
    let first = number.wrapping_mul(count);
    (0..count.min(all.len())).filter_map(move |i| all.get(first.wrapping_add(i) % all.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::tamper_text::Rewording;

    #[test]
    fn every_edit_is_made_in_one_place() {
        let of_a_look = OF_A_LOOK.map(|(edit, _)| edit).into_iter();
        let of_a_heading = OF_A_HEADING.map(|(edit, _)| edit).into_iter();
        let of_mail = Rewording::ALL.map(Rewording::edit).into_iter();
        let mut all: Vec<Edit> =
            of_a_look.chain(of_a_heading).chain(of_mail).chain([Edit::Exchanged]).collect();
        all.sort();
        let mut every = Edit::ALL.to_vec();
        every.sort();
        assert_eq!(all, every);
    }

    #[test]
    fn pages_take_the_edits_in_turn_and_every_edit_has_as_many_pages() {
        for (all, count) in [(8, 2), (9, 2), (3, 1), (3, 5)] {
            let edits: Vec<usize> = (0..all).collect();
            let mut taken = vec![0; all];
            for number in 0..all {
                let turn: Vec<usize> = turn(&edits, number, count).copied().collect();
                assert_eq!(turn.len(), count.min(all));
                turn.iter().for_each(|edit| taken[*edit] += 1);
            }
            assert!(taken.iter().all(|times| *times == taken[0]), "{taken:?}");
        }
    }
}
