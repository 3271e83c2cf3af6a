//! Words that stand on both sides of what an ellipsis leaves out.
//!
//! Of "sent to the office, and the boat left", a quotation has "sent to the … boat left". Its "the" agrees with either of
//! the two. The alignment takes one of them, and the ellipsis has to stand beside the omission.

use super::parse::Quoted;
use super::source::Source;
use super::words::Pairs;

/// Moves words to the other side of an omission, where an ellipsis says that it is on this one.
pub fn to_ellipses(quoted: &Quoted, source: &Source, pairs: &mut Pairs) {
    for &ellipsis in &quoted.ellipses {
        let behind = pairs.partition_point(|pair| pair.0 < ellipsis);
        if behind == 0 || behind == pairs.len() || pairs[behind].1 > pairs[behind - 1].1 + 1 {
            continue;
        }
        let is_equal = |(i, j): (usize, usize)| {
            let terms = quoted.terms.get(i).zip(source.reference.terms.get(j));
            terms.is_some_and(|(own, said)| own.token.plain == said.token.plain)
        };
        if let Some(moved) = to_left(pairs, behind).filter(|moved| moved.1.iter().all(|pair| is_equal(*pair)))
        {
            pairs.splice(moved.0..behind, moved.1);
        } else if let Some(moved) =
            to_right(pairs, behind).filter(|moved| moved.iter().all(|pair| is_equal(*pair)))
        {
            pairs.splice(behind..behind + moved.len(), moved);
        }
    }
}

/// Number of the first pair after the last omission before an ellipsis, and the pairs from there to the ellipsis as they are
/// before that omission.
fn to_left(pairs: &Pairs, behind: usize) -> Option<(usize, Pairs)> {
    let last = (1..behind).rev().find(|&k| pairs[k].1 > pairs[k - 1].1 + 1)?;
    let before = pairs[last - 1];
    let is_row = pairs[last - 1..behind].windows(2).all(|pair| pair[1].0 == pair[0].0 + 1);
    let moved = pairs[last..behind].iter().map(|pair| (pair.0, before.1 + pair.0 - before.0));
    is_row.then(|| (last, moved.collect()))
}

/// The pairs from an ellipsis to the next omission as they are behind that omission.
fn to_right(pairs: &Pairs, behind: usize) -> Option<Pairs> {
    let next = (behind + 1..pairs.len()).find(|&k| pairs[k].1 > pairs[k - 1].1 + 1)?;
    let after = pairs[next];
    let is_row = pairs[behind..=next].windows(2).all(|pair| pair[1].0 == pair[0].0 + 1);
    let moved =
        pairs[behind..next].iter().map(|pair| Some((pair.0, (after.1 + pair.0).checked_sub(after.0)?)));
    let moved: Option<Pairs> = moved.collect();
    moved.filter(|_| is_row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_before_an_ellipsis_move_back_and_words_behind_it_on() {
        let pairs: Pairs = vec![(0, 0), (1, 1), (2, 9), (3, 10)];
        assert_eq!(to_left(&pairs, 3), Some((2, vec![(2, 2)])));
        assert_eq!(to_left(&pairs, 2), None);
        let pairs: Pairs = vec![(0, 0), (1, 1), (2, 2), (3, 10), (4, 11)];
        assert_eq!(to_right(&pairs, 2), Some(vec![(2, 9)]));
        assert_eq!(to_right(&pairs, 3), None);
    }
}
