//! Median, a robust estimate of the centre.

/// Median of some values, the upper one if their number is even; `NAN` counts as the largest. Returns `None` if
/// there are none.
pub fn median<T: Into<f64>>(values: impl IntoIterator<Item = T>) -> Option<f64> {
    let mut values: Vec<f64> = values.into_iter().map(Into::into).collect();
    let half = values.len() / 2;
    (!values.is_empty()).then(|| *values.select_nth_unstable_by(half, f64::total_cmp).1)
}
