//! Sending a request: attempts, waits between them, and the error in the end.

use js_sys::Math;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::host::{Call, Outcome};
use crate::protocol::retry::{self, Hints};
use crate::protocol::{api_error, base_url};

/// Sends `call` until it is answered or no retry is left; resolves to the outcome that holds the
/// response.
///
/// # Errors
/// The typed error of the last attempt.
#[wasm_bindgen]
pub async fn send(call: Call) -> Result<JsValue, JsValue> {
    let mut retries_made = 0;
    loop {
        let outcome: Outcome = JsFuture::from(call.attempt(retries_made)).await?.unchecked_into();
        let status = outcome.status();
        if (200..300).contains(&status) {
            return Ok(outcome.into());
        }
        let retries_left = call.max_retries().saturating_sub(retries_made);
        let Some(delay_ms) =
            delay_before_retry(&outcome, retries_made).filter(|_| retries_left > 0)
        else {
            return Err(error(&outcome).await);
        };
        outcome.discard();
        call.retrying(status, retries_left);
        JsFuture::from(call.sleep(delay_ms)).await?;
        retries_made += 1;
    }
}

/// The URL of `path` under `base`, with an encoded query string.
#[wasm_bindgen(js_name = requestURL)]
pub fn request_url(base: &str, path: &str, query: &str) -> String {
    base_url::join(&base_url::normalize(base), path, query)
}

/// The message for an error object that came inside a stream.
#[wasm_bindgen(js_name = streamErrorMessage)]
pub fn stream_error_message(body: &str) -> String {
    api_error::message(0, body)
}

/// Milliseconds to wait, or `None` where trying again would not help.
fn delay_before_retry(outcome: &Outcome, retries_made: u32) -> Option<f64> {
    let (should_retry, after_ms, after) = (
        outcome.header("x-should-retry"),
        outcome.header("retry-after-ms"),
        outcome.header("retry-after"),
    );
    let hints = Hints {
        should_retry: should_retry.as_deref(),
        retry_after_ms: after_ms.as_deref(),
        retry_after: after.as_deref(),
        retry_after_date_ms: after.as_deref().map(|date| outcome.ms_until(date)),
    };
    let retryable = match outcome.status() {
        0 => outcome.transient(),
        status => retry::is_retryable(status, &hints),
    };
    let delay = retry::delay(retries_made, &hints, Math::random());
    retryable.then_some(delay.as_secs_f64() * 1_000.0)
}

async fn error(outcome: &Outcome) -> JsValue {
    let status = outcome.status();
    if status == 0 {
        return outcome.error("", "");
    }
    let body = JsFuture::from(outcome.text()).await.ok();
    let body = body.and_then(|text| text.as_string()).unwrap_or_default();
    outcome.error(&api_error::message(status, &body), &body)
}
