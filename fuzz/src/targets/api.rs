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
    let mut hints = Hints { should_retry: line(), retry_after_ms: line(), ..Hints::default() };
    hints.retry_after = line();
    hints.retry_after_date_ms = line().parse().unwrap_or(f64::NAN);
    let retryable = retry::is_retryable(status, &hints);
    assert!(match hints.should_retry {
        "true" => retryable,
        "false" => !retryable,
        _ => retryable == (status >= 500 || [408, 409, 429].contains(&status)),
    });
    let asked = decimal(hints.retry_after_ms)
        .or_else(|| decimal(hints.retry_after).map(|seconds| seconds * 1_000.0))
        .unwrap_or(hints.retry_after_date_ms);
    if (asked - LONGEST_MS).abs() < 1e-6 {
        return; // Which side of the border it falls on is a matter of rounding.
    }
    for (retries_made, backoff) in [500.0, 1_000.0, 2_000.0, 4_000.0, 8_000.0].iter().enumerate() {
        let delay = retry::delay_ms(retries_made as u32, &hints, 0.5);
        let expected = if (0.0..=LONGEST_MS).contains(&asked) { asked } else { backoff * 0.875 };
        assert!((delay - expected).abs() < 1e-6, "{delay} instead of {expected}");
    }
}

/// A number of digits and at most one point; the standard library reads it.
fn decimal(text: &str) -> Option<f64> {
    let text = text.trim_ascii();
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if plain { text.parse().ok() } else { None }
}

/// A message says what the body says, at no greater length, and never shows a page's markup.
pub fn error_body(input: &[u8]) {
    let (status, body) = split(input);
    let message = api_error::message(status, &body);
    assert!(message.len() <= body.len() + 200);
    let said = if body.trim().starts_with('<') {
        Some("The server answered with an HTML page.".to_owned())
    } else {
        Value::parse(body.trim().as_bytes()).and_then(|value| said(&value, true))
    };
    let rest = match status {
        0 => &message[..],
        _ => message.strip_prefix(&format!("{status:03} ")).expect("the status comes first"),
    };
    if let Some(said) = said {
        assert!(rest.starts_with(&said), "{rest:?} does not say {said:?}");
    }
}

fn said(value: &Value, outermost: bool) -> Option<String> {
    if let Some(units) = value.units() {
        return Some(String::from_utf16_lossy(units)).filter(|text| !text.is_empty());
    }
    let inner = value.get("error").filter(|_| outermost).and_then(|error| said(error, false));
    let own = value.get("message").and_then(Value::units).map(String::from_utf16_lossy);
    inner.or(own).filter(|text| !text.is_empty())
}
