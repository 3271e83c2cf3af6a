//! The median, which a few odd values do not move.

/// The middle of some values, the upper one of two; none where there are none. A value that is no number counts as the
/// largest.
pub fn median<T: Into<f64>>(values: impl IntoIterator<Item = T>) -> Option<f64> {
    let mut values: Vec<f64> = values.into_iter().map(Into::into).collect();
    let half = values.len() / 2;
    (!values.is_empty()).then(|| *values.select_nth_unstable_by(half, f64::total_cmp).1)
}
