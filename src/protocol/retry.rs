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

/// What a response's headers say about retrying. Empty where a header is missing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hints<'a> {
    /// `x-should-retry`: `true` or `false`.
    pub should_retry: &'a str,
    /// `retry-after-ms`: milliseconds.
    pub retry_after_ms: &'a str,
    /// [`Retry-After`](https://www.rfc-editor.org/rfc/rfc9110#field.retry-after): seconds.
    pub retry_after: &'a str,
    /// `Retry-After` read as an HTTP date, in milliseconds from now; NaN where it is none.
    pub retry_after_date_ms: f64,
}

impl Default for Hints<'_> {
    fn default() -> Self {
        let (should_retry, retry_after_ms, retry_after) = ("", "", "");
        Self { should_retry, retry_after_ms, retry_after, retry_after_date_ms: f64::NAN }
    }
}

/// Whether a response with this status is worth another try.
pub fn is_retryable(status: u16, hints: &Hints<'_>) -> bool {
    match hints.should_retry {
        "true" => true,
        "false" => false,
        _ => matches!(status, 408 | 409 | 429 | 500..),
    }
}

/// How long to wait before the next try, in milliseconds.
///
/// `retries_made` counts the tries after the first; `chance` is a random number in `0.0..1.0`.
pub fn delay_ms(retries_made: u32, hints: &Hints<'_>, chance: f64) -> f64 {
    let asked = decimal(hints.retry_after_ms)
        .or_else(|| decimal(hints.retry_after).map(|seconds| seconds * 1_000.0))
        .unwrap_or(hints.retry_after_date_ms);
    if (0.0..=LONGEST_OBEYED_MS).contains(&asked) {
        return asked;
    }
    let backoff = FIRST_DELAY_MS * f64::from(1u32 << retries_made.min(16));
    backoff.min(LONGEST_DELAY_MS) * (1.0 - JITTER * chance)
}

/// Reads `12` or `12.5`. The standard library's float parser is exact to the last bit, which a
/// wait does not need, and weighs more than all the rest of this module's callers.
fn decimal(text: &str) -> Option<f64> {
    let text = text.as_bytes().trim_ascii();
    let mut value = 0.0;
    let mut weight = 1.0;
    let mut in_fraction = false;
    for byte in text {
        match byte {
            b'0'..=b'9' if in_fraction => {
                weight /= 10.0;
                value += f64::from(byte - b'0') * weight;
            }
            b'0'..=b'9' => value = value * 10.0 + f64::from(byte - b'0'),
            b'.' if !in_fraction => in_fraction = true,
            _ => return None,
        }
    }
    text.iter().any(u8::is_ascii_digit).then_some(value)
}
