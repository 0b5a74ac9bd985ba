//! Whether to send a request again, and how long to wait first.
//!
//! The rules are those users of `openai` know: the server's word (`x-should-retry`,
//! `retry-after-ms`, `Retry-After`) goes first, then exponential backoff with jitter. Time and
//! chance are handed in, so that the policy has neither a clock nor a random source of its own.

use std::time::Duration;

const FIRST_DELAY_MS: f64 = 500.0;
const LONGEST_DELAY_MS: f64 = 8_000.0;
/// A server that asks for a longer wait than this is not obeyed: nobody watches a page that long.
const LONGEST_OBEYED_MS: f64 = 60_000.0;
/// At most this share of a backoff delay is taken off at random, so that clients that failed
/// together do not return together.
const JITTER: f64 = 0.25;

/// What a response's headers say about retrying. `None` where a header is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Hints<'a> {
    /// `x-should-retry`: `true` or `false`.
    pub should_retry: Option<&'a str>,
    /// `retry-after-ms`: milliseconds.
    pub retry_after_ms: Option<&'a str>,
    /// [`Retry-After`](https://www.rfc-editor.org/rfc/rfc9110#field.retry-after): seconds.
    pub retry_after: Option<&'a str>,
    /// `Retry-After` read as an HTTP date, in milliseconds from now.
    pub retry_after_date_ms: Option<f64>,
}

/// Whether a response with this status is worth another try.
pub fn is_retryable(status: u16, hints: &Hints<'_>) -> bool {
    match hints.should_retry {
        Some("true") => true,
        Some("false") => false,
        _ => matches!(status, 408 | 409 | 429 | 500..),
    }
}

/// How long to wait before the next try.
///
/// `retries_made` counts the tries after the first; `chance` is a random number in `0.0..1.0`.
pub fn delay(retries_made: u32, hints: &Hints<'_>, chance: f64) -> Duration {
    let asked = number(hints.retry_after_ms)
        .or_else(|| number(hints.retry_after).map(|seconds| seconds * 1_000.0))
        .or(hints.retry_after_date_ms)
        .filter(|ms| (0.0..=LONGEST_OBEYED_MS).contains(ms));
    let ms = asked.unwrap_or_else(|| {
        let backoff = FIRST_DELAY_MS * f64::from(1u32 << retries_made.min(16));
        backoff.min(LONGEST_DELAY_MS) * (1.0 - JITTER * chance)
    });
    Duration::from_secs_f64(ms / 1_000.0)
}

fn number(header: Option<&str>) -> Option<f64> {
    decimal(header?.trim().as_bytes())
}

/// Reads `12` or `12.5`. The standard library's float parser is exact to the last bit, which a
/// wait does not need, and weighs more than all the rest of this module's callers.
fn decimal(text: &[u8]) -> Option<f64> {
    let mut value = 0.0;
    let mut scale = 1.0;
    let mut in_fraction = false;
    for byte in text {
        match byte {
            b'0'..=b'9' => value = value * 10.0 + f64::from(byte - b'0'),
            b'.' if !in_fraction => in_fraction = true,
            _ => return None,
        }
        if in_fraction && *byte != b'.' {
            scale *= 10.0;
        }
    }
    text.iter().any(u8::is_ascii_digit).then_some(value / scale)
}
