//! What a response's status, headers and body of an error come to.

use brivionix::protocol::api_error;
use brivionix::protocol::retry::{self, Hints};

use crate::common::Value;

/// The longest wait of all, asked for or not.
const LONGEST_MS: f64 = 60_000.0;

/// The first line as a status, and what follows.
fn split(input: &[u8]) -> (u16, String) {
    let text = String::from_utf8_lossy(input);
    let (status, rest) = text.split_once('\n').unwrap_or(("", &text));
    (status.parse().unwrap_or(0) % 600, rest.to_owned())
}

/// A wait is never absurd, and the one that was asked for where that is sensible.
pub fn retry(input: &[u8]) {
    let (status, text) = split(input);
    let mut lines = text.split('\n');
    let mut line = || lines.next().unwrap_or_default();
    let should_retry = match line() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    };
    let mut number = || line().parse().unwrap_or(f64::NAN);
    let (retry_after_ms, retry_after_seconds, retry_after_date_ms) = (number(), number(), number());
    let hints = Hints { should_retry, retry_after_ms, retry_after_seconds, retry_after_date_ms };
    let usual = status >= 500 || [408, 409, 429].contains(&status);
    assert_eq!(retry::is_retryable(status, &hints), should_retry.unwrap_or(usual));
    let asked = match (retry_after_ms.is_nan(), retry_after_seconds.is_nan()) {
        (false, _) => retry_after_ms,
        (_, false) => retry_after_seconds * 1_000.0,
        _ => retry_after_date_ms,
    };
    if (asked - LONGEST_MS).abs() < 1e-6 {
        return; // Which side of the border it falls on is a matter of rounding.
    }
    for (retries_made, backoff) in [500.0, 1_000.0, 2_000.0, 4_000.0, 8_000.0].iter().enumerate() {
        let delay = retry::delay_ms(retries_made as u32, &hints, 0.5);
        let expected = if (0.0..=LONGEST_MS).contains(&asked) { asked } else { backoff * 0.875 };
        assert!((delay - expected).abs() < 1e-6, "{delay} instead of {expected}");
    }
}

/// A message is what the body says.
pub fn error_body(input: &[u8]) {
    let body = String::from_utf8_lossy(input);
    let body = body.trim_ascii();
    let message = api_error::message(body.as_bytes()).map(|raw| {
        let quoted = [b"\"", raw, b"\""].concat();
        let units = Value::parse(&quoted).expect("the inside of a JSON string");
        String::from_utf16_lossy(units.units().expect("a string"))
    });
    // With both `error` and `errors` there, either may be the one.
    if body.contains("errors") && body.contains("error\"") {
        return;
    }
    let said = Value::parse(body.as_bytes()).and_then(|value| said(&value, true, true));
    assert_eq!(message.unwrap_or_default(), said.unwrap_or_default());
}

/// The message in a value; lists are entered once.
fn said(value: &Value, enter_error: bool, enter_list: bool) -> Option<String> {
    match value {
        Value::String(units) => Some(String::from_utf16_lossy(units)),
        Value::Array(elements) if enter_list => {
            elements.iter().find_map(|element| said(element, enter_error, false))
        }
        Value::Object(_) => {
            let errors = value.get("errors").filter(|_| enter_error);
            let error = value.get("error").filter(|_| enter_error).or(errors);
            let inner = error.and_then(|error| said(error, false, enter_list));
            let own = value.get("message").and_then(Value::units).map(String::from_utf16_lossy);
            inner.or(own)
        }
        _ => None,
    }
    .filter(|text| !text.is_empty())
}
