//! Whether to send a request again, and how long to wait first.
//!
//! The rules are those users of `openai` know: the server's word (`x-should-retry`,
//! `retry-after-ms`, `Retry-After`) goes first, then exponential backoff with jitter. Time and
//! chance are handed in, so that the policy has neither a clock nor a random source of its own.

const FIRST_DELAY_MS: f64 = 500.0;
const LONGEST_DELAY_MS: f64 = 8_000.0;
/// A server that asks for a longer wait than this is not obeyed: nobody watches a page that long.
const LONGEST_OBEYED_MS: f64 = 60_000.0;
/// At most this share of a backoff delay is taken off at random, so that clients that failed
/// together do not return together.
const JITTER: f64 = 0.25;

/// What a response's headers say about retrying. NaN where a header is missing, or no number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hints {
    /// `x-should-retry`, where it says `true` or `false`.
    pub should_retry: Option<bool>,
    /// `retry-after-ms`.
    pub retry_after_ms: f64,
    /// [`Retry-After`](https://www.rfc-editor.org/rfc/rfc9110#field.retry-after) in seconds.
    pub retry_after_seconds: f64,
    /// `Retry-After` read as an HTTP date, in milliseconds from now.
    pub retry_after_date_ms: f64,
}

impl Default for Hints {
    fn default() -> Self {
        Self {
            should_retry: None,
            retry_after_ms: f64::NAN,
            retry_after_seconds: f64::NAN,
            retry_after_date_ms: f64::NAN,
        }
    }
}

/// Whether a response with this status is worth another try.
pub fn is_retryable(status: u16, hints: &Hints) -> bool {
    hints.should_retry.unwrap_or(matches!(status, 408 | 409 | 429 | 500..))
}

/// How long to wait before the next try, in milliseconds.
///
/// `retries_made` counts the tries after the first; `chance` is a random number in `0.0..1.0`.
pub fn delay_ms(retries_made: u32, hints: &Hints, chance: f64) -> f64 {
    let in_seconds = hints.retry_after_seconds * 1_000.0;
    let asked = [hints.retry_after_ms, in_seconds, hints.retry_after_date_ms];
    match asked.into_iter().find(|ms| !ms.is_nan()) {
        Some(ms) if (0.0..=LONGEST_OBEYED_MS).contains(&ms) => ms,
        _ => {
            let backoff = FIRST_DELAY_MS * f64::from(1u32 << retries_made.min(16));
            backoff.min(LONGEST_DELAY_MS) * (1.0 - JITTER * chance)
        }
    }
}
