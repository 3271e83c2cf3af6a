//! Renderer mismatch: programs draw a page of an office file differently, so a difference may come from the renderer.

use super::thresholds::{SAME_LINE_OVERLAP_SHARE, SAME_RENDERER_TILE_SHARE};
use crate::features::shingles;
use crate::index::{Error, Index, PageId};
use crate::model::answer::{Difference, Finding, PageAnswer, Verdict};
use crate::model::document::Word;
use crate::model::geometry::Rect;
use crate::model::reason::Reason;

/// The registration of a page.
pub struct PlacedPage {
    /// The page.
    pub page: PageId,
    /// Share of its tiles that agree.
    pub agreeing: f64,
}

/// What remains of a finding after the comparison of renderers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawing {
    /// All of it.
    Stands,
    /// An alteration is doubtful.
    Doubted,
    /// The picture was drawn by another renderer, so the look decides nothing.
    Otherwise,
}

/// Makes an alteration inconclusive if it may come from the renderer, with the reason. `placed_pages` are the pages of the
/// finding.
///
/// Another program, or another typeface of the same widths, agrees nearly everywhere and deviates in some letters. It
/// never writes other words. So an alteration stands if each difference of a page was read as words that its line
/// does not have.
///
/// # Errors
///
/// If the index cannot be read.
pub fn doubt(finding: &mut Finding, placed_pages: &[PlacedPage], index: &Index) -> Result<Drawing, Error> {
    if finding.verdict != Verdict::Altered {
        return Ok(Drawing::Stands);
    }
    let (mut program, mut is_alike) = (None, true);
    for (page, placed) in finding.pages.iter().zip(placed_pages) {
        match index.drawn_by(placed.page)? {
            Some(drawn_by) if !have_other_words(page, &index.words(placed.page)?) => {
                program = Some(drawn_by);
                is_alike &= placed.agreeing >= SAME_RENDERER_TILE_SHARE;
            }
            _ if page.differences.is_empty() => {}
            _ => return Ok(Drawing::Stands),
        }
    }
    let Some(program) = program else { return Ok(Drawing::Stands) };
    finding.verdict = Verdict::Inconclusive;
    finding.why.push(Reason::OtherRenderer { program });
    Ok(if is_alike { Drawing::Doubted } else { Drawing::Otherwise })
}

/// Compares a finding whose look decides nothing with one by words. Returns true if words differ and the look has no
/// difference at any of these places, so that neither decides.
pub fn contradicts(looked: &mut Finding, by_words: &Finding) -> bool {
    let places = |finding: &Finding| -> Vec<Rect> {
        finding.pages.iter().flat_map(|page| &page.differences).map(|difference| difference.bounds).collect()
    };
    let (seen, said) = (places(looked), places(by_words));
    let meet = |place: &Rect| seen.iter().any(|other| other.intersection(place).area() > 0.0);
    if by_words.verdict != Verdict::Altered || said.iter().any(meet) {
        return false;
    }
    looked.why.push(Reason::WordsDifferAt(said));
    true
}

/// Whether each difference of a page was read as words that its line does not have.
fn have_other_words(page: &PageAnswer, words: &[Word]) -> bool {
    !page.differences.is_empty()
        && page.differences.iter().all(|difference| has_other_words(difference, words))
}

pub(super) fn has_other_words(difference: &Difference, words: &[Word]) -> bool {
    let (Some(_), Some(shown)) = (&difference.original, &difference.shown) else { return false };
    let beside = |word: &&Word| {
        let place = &difference.on_page;
        let common = word.bounds.y1.min(place.y1) - word.bounds.y0.max(place.y0);
        common > SAME_LINE_OVERLAP_SHARE * word.bounds.height().min(place.height())
    };
    let line: Vec<_> = words.iter().filter(beside).flat_map(|word| shingles::terms(&word.text)).collect();
    let shown = shingles::terms(shown);
    shown.iter().any(|term| line.iter().all(|other| other.folded != term.folded))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::answer::DifferenceKind;

    fn difference(original: Option<&str>, shown: Option<&str>) -> Difference {
        Difference {
            bounds: Rect::new(0.0, 0.0, 20.0, 10.0),
            on_page: Rect::new(50.0, 2.0, 70.0, 9.0),
            kind: DifferenceKind::Changed,
            original: original.map(String::from),
            shown: shown.map(String::from),
            line: None,
            deviation: 5.0,
        }
    }

    #[test]
    fn other_words_are_told_and_those_of_the_line_shifted_or_misread_are_not() {
        let word = |text: &str, x: f64, y: f64| Word {
            text: text.into(),
            bounds: Rect::new(x, y, x + 40.0, y + 10.0),
        };
        let words = [word("Part", 0.0, 0.0), word("1,240", 50.0, 0.0), word("7,240", 0.0, 30.0)];
        let told = |original, shown| has_other_words(&difference(original, shown), &words);
        assert!(told(Some("1,240"), Some("7,240")));
        assert!(!told(Some("1,240"), Some("Part")));
        assert!(!told(Some("1,240"), Some("l,24O")));
        assert!(!told(Some("1,240"), None));
        assert!(!told(None, Some("offer")));
    }
}
