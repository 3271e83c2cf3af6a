//! Confidence interval of a share counted on a sample.

/// 97.5 % quantile of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Wilson score interval (1927) at 95 % for `hits` of `of`; both ends are from 0 to 1. Its coverage is good for
/// small samples and for shares near 0 and 1, too.
///
/// Returns `None` if `of` is 0.
pub fn wilson(hits: u64, of: u64) -> Option<(f64, f64)> {
    if of == 0 {
        return None;
    }
    let n = of as f64;
    let share = hits.min(of) as f64 / n;
    let middle = share + Z * Z / (2.0 * n);
    let reach = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + Z * Z / n;
    // Rounding leaves a small remainder at either end of the range.
    let low = if hits == 0 { 0.0 } else { ((middle - reach) / whole).max(0.0) };
    let high = if hits >= of { 1.0 } else { ((middle + reach) / whole).min(1.0) };
    Some((low, high))
}
