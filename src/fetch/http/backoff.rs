//! Pauses before requests to busy hosts are repeated.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{HeaderMap, RETRY_AFTER};

use crate::limits;

/// Pause before the next request to a busy host: its own `Retry-After` (RFC 9110, section 10.2.3: seconds or a
/// date), or exponential back-off.
pub fn before_retry(headers: &HeaderMap, tries: u32, now: Timestamp) -> Duration {
    let asked = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let back_off = || limits::FIRST_PAUSE.saturating_mul(2u32.saturating_pow(tries));
    // At least the first pause: a host that always answers `Retry-After: 0` would be queried continuously.
    asked.and_then(|text| seconds(text.trim(), now)).unwrap_or_else(back_off).max(limits::FIRST_PAUSE)
}

fn seconds(text: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Some(Duration::try_from(date.duration_since(now)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2026-01-05T10:00:00Z".parse().unwrap();
        for (header, expected) in [
            (Some("7"), 7),
            (Some(" 0 "), 1),
            (Some("Mon, 05 Jan 2026 10:01:00 GMT"), 60),
            (Some("Mon, 05 Jan 2026 09:00:00 GMT"), 1),
            (Some("soon"), 4),
            (Some("-1"), 4),
            (None, 4),
        ] {
            let mut headers = HeaderMap::new();
            header.map(|value| headers.insert(RETRY_AFTER, value.parse().unwrap()));
            assert_eq!(before_retry(&headers, 2, now), Duration::from_secs(expected), "{header:?}");
        }
    }
}
