//! How sure a share is that was counted on a sample.

/// The quantile of the normal distribution that leaves 2.5 % at either end.
const Z: f64 = 1.959_963_984_540_054;

/// The 95 % confidence interval of a share of which `hits` of `of` were counted, both ends from 0 to 1; none where nothing
/// was counted.
///
/// Wilson's score interval (1927): it holds what it promises for small samples and for shares near 0 and 1, too.
pub fn wilson(hits: u64, of: u64) -> Option<(f64, f64)> {
    if of == 0 {
        return None;
    }
    let n = of as f64;
    let share = hits.min(of) as f64 / n;
    let middle = share + Z * Z / (2.0 * n);
    let reach = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + Z * Z / n;
    // At either end rounding leaves a little that is not there.
    let low = if hits == 0 { 0.0 } else { ((middle - reach) / whole).max(0.0) };
    let high = if hits >= of { 1.0 } else { ((middle + reach) / whole).min(1.0) };
    Some((low, high))
}
