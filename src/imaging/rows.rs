//! Arithmetic on rows of pixels, in loops for which compilers have instructions.

/// The weighted sum of rows, pixel by pixel; they are at least as long as `out`.
pub fn weighted_sum<const N: usize>(rows: [&[f32]; N], weights: &[f32; N], out: &mut [f32]) {
    let rows = rows.map(|row| &row[..out.len()]);
    for (x, out) in out.iter_mut().enumerate() {
        let mut sum = 0.0;
        for d in 0..N {
            sum += weights[d] * rows[d][x];
        }
        *out = sum;
    }
}

/// Adds a row to another of the same length.
pub fn add(row: &[f32], to: &mut [f32]) {
    for (to, more) in to.iter_mut().zip(row) {
        *to += more;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_added_by_their_weights() {
        let mut sum = [9.0; 3];
        weighted_sum([&[1.0, 2.0, 3.0, 4.0], &[10.0, 20.0, 30.0]], &[2.0, 0.5], &mut sum);
        assert_eq!(sum, [7.0, 14.0, 21.0]);
        add(&[1.0, 1.0, 1.0], &mut sum);
        assert_eq!(sum, [8.0, 15.0, 22.0]);
    }
}
