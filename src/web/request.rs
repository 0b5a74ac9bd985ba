//! What there is to decide about a request: whether to send it again.
//!
//! JavaScript does the sending. An async function here would do the same with `fetch` called from
//! Rust, and its futures, closures and promises would take kilobytes of the download.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::protocol::retry::{self, Hints};

/// Milliseconds to wait before sending a request again; negative where that would not help.
///
/// `status` is 0 where no response came. `should_retry` is 1 or 0 for `true` or `false`, and
/// anything else where the response does not say. The others are the members of [`Hints`];
/// `chance` is a random number in `0.0..1.0`.
#[wasm_bindgen(js_name = retryDelay)]
pub fn retry_delay(
    status: u16,
    retries_made: u32,
    should_retry: i32,
    retry_after_ms: f64,
    retry_after_seconds: f64,
    retry_after_date_ms: f64,
    chance: f64,
) -> f64 {
    let should_retry = match should_retry {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    };
    let hints = Hints { should_retry, retry_after_ms, retry_after_seconds, retry_after_date_ms };
    if status != 0 && !retry::is_retryable(status, &hints) {
        return -1.0;
    }
    retry::delay_ms(retries_made, &hints, chance)
}
