//! Ink between a page and the post about it, which belongs to neither. No edge says where the page ends there: it is shown as far as
//! it agrees, and what stands beside it on the same ground was compared with nothing.

use super::blobs::Blob;
use super::ink::Ink;
use super::part::Part;
use super::thresholds::OCCLUSION_PIXELS;
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::model::geometry::Rect;

/// The pieces of ink outside the region, within the rows that a post leaves, where the page is bare; in pixels of the picture.
pub fn ink_beside(aligned: &Aligned, residual: &Residual, part: &Part) -> Vec<Rect> {
    let Some(post) = part.post else { return Vec::new() };
    let (region, paper) = (part.region(), Ink::on_paper(residual));
    let is_beside = |i: usize| {
        let at = aligned.centre(i);
        !post.holds(at.y) && !region.contains(at) && paper.is_new(aligned, residual, i)
    };
    let pieces = Blob::pieces(aligned, is_beside, |i| residual.normalised[i].abs());
    pieces
        .iter()
        .filter(|piece| piece.pixels.len() >= OCCLUSION_PIXELS)
        .map(|piece| piece.in_picture(aligned))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::align::residual::residual;
    use crate::check::detect::part::Flat;
    use crate::check::extent::post::Post;

    const SIZE: (usize, usize) = (300, 200);

    /// The places beside a page whose letters stand in rows 60 to 100, in a post that leaves the rows 40 to 160, where the picture has
    /// a stroke in this row.
    fn found(stroke: usize) -> usize {
        let (w, h) = SIZE;
        let is_letter = |i: usize| (60..100).contains(&(i / w)) && i % w % 9 < 3 && i / w % 16 < 10;
        let page: Vec<f32> = (0..w * h).map(|i| if is_letter(i) { 0.0 } else { 255.0 }).collect();
        let mut seen = page.clone();
        (stroke..stroke + 3).for_each(|y| seen[y * w + 40..y * w + 200].fill(0.0));
        let aligned = Aligned::of_greys(w, h, seen, page);
        let flat = Flat::new(w, h, 12.0);
        let shown = Rect::new(0.0, 56.0, w as f64, 104.0);
        let part =
            Part { on_page: &shown, core: &shown, post: Some(Post::between(40.0, 160.0)), ..flat.part() };
        ink_beside(&aligned, &residual(&aligned, 1.0), &part).len()
    }

    #[test]
    fn a_stroke_between_page_and_post_is_of_neither_and_one_in_the_rows_of_the_post_is_its_own() {
        assert_eq!(found(130), 1);
        assert_eq!(found(20), 0);
        assert_eq!(found(175), 0);
    }
}
