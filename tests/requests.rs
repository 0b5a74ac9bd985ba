//! Where requests go, when they are sent again, and what their errors say.

use brivionix::protocol::retry::{self, Hints};
use brivionix::protocol::{api_error, base_url};

#[test]
fn base_urls_are_taken_as_people_write_them() {
    for (base, url) in [
        ("https://brivionix.com/v1", "https://brivionix.com/v1/models"),
        ("https://brivionix.com/v1/", "https://brivionix.com/v1/models"),
        ("https://brivionix.com", "https://brivionix.com/v1/models"),
        ("http://localhost:8787/", "http://localhost:8787/v1/models"),
        ("https://gateway.example/openai/team", "https://gateway.example/openai/team/models"),
        (
            "https://azure.example/deploy?api-version=2",
            "https://azure.example/deploy/models?api-version=2",
        ),
        ("/v1", "/v1/models"),
    ] {
        let base = base_url::normalize(base);
        assert_eq!(base_url::join(&base, "/models", ""), url);
        assert_eq!(base_url::join(&base, "models", ""), url);
    }
}

#[test]
fn queries_are_joined_and_absolute_urls_are_left_alone() {
    let base = base_url::normalize("https://h/v1?a=1");
    assert_eq!(base_url::join(&base, "/x?b=2", "c=3"), "https://h/v1/x?a=1&b=2&c=3");
    assert_eq!(base_url::join(&base, "https://other/x", "c=3"), "https://other/x?c=3");
}

#[test]
fn error_messages_say_what_the_api_said_and_what_to_do() {
    let page = "<!DOCTYPE html><html><title>502 Bad Gateway</title></html>";
    for (status, body, message) in [
        (400, r#"{"error":{"message":"No model."}}"#, "400 No model. Check the request body."),
        (418, r#"{"error":{"message":"Teapot"}}"#, "418 Teapot"),
        (404, r#"{"error":"no such thing"}"#, "404 no such thing"),
        (404, r#"{"message":"Not \u00fcber here"}"#, "404 Not über here"),
        (404, r#"{"error":"","message":"Gone"}"#, "404 Gone"),
        (404, r#"{"error":{"code":7}}"#, "404 status code (no body)"),
        (404, "plain text", "404 plain text"),
        (404, "", "404 status code (no body)"),
        (404, "{\"half\":", "404 status code (no body)"),
        (500, page, "500 The server answered with an HTML page. Try again later."),
        (0, r#"{"message":"overloaded"}"#, "overloaded"),
        (0, "{}", "The server reported an error and gave no reason."),
    ] {
        assert_eq!(api_error::message(status, body), message);
    }
    for status in [401, 403, 429, 503] {
        assert!(api_error::message(status, "").len() > "401 status code (no body)".len());
    }
}

fn wait_ms(hints: Hints<'_>, retries_made: u32, chance: f64) -> f64 {
    retry::delay_ms(retries_made, &hints, chance)
}

#[test]
fn the_server_is_obeyed_within_reason() {
    let ms = |value| Hints { retry_after_ms: value, ..Hints::default() };
    fn after(value: &str) -> Hints<'_> {
        Hints { retry_after: value, ..Hints::default() }
    }
    assert_eq!(wait_ms(ms("250"), 0, 0.0), 250.0);
    assert_eq!(wait_ms(ms(" 12.5 "), 0, 0.0), 12.5);
    assert_eq!(wait_ms(after("3"), 0, 0.0), 3_000.0);
    assert_eq!(wait_ms(after("0"), 0, 0.0), 0.0);
    assert_eq!(wait_ms(after(&format!("2.5{:0400}", 0)), 0, 0.0), 2_500.0);
    assert_eq!(wait_ms(Hints { retry_after_ms: "10", ..after("3") }, 0, 0.0), 10.0);
    let date = Hints { retry_after_date_ms: 1_500.0, ..after("Tue, 24 Nov 2026 05:00:00 GMT") };
    assert_eq!(wait_ms(date, 0, 0.0), 1_500.0);
    for unusable in [ms("soon"), ms(""), ms("-5"), after("86400"), after(".")] {
        assert_eq!(wait_ms(unusable, 0, 0.0), 500.0);
    }
    let past = Hints { retry_after_date_ms: -9.0, ..Hints::default() };
    assert_eq!(wait_ms(past, 0, 0.0), 500.0);
}

#[test]
fn backoff_doubles_from_half_a_second_to_eight_with_a_quarter_of_jitter() {
    let waits: Vec<_> = (0..7).map(|made| wait_ms(Hints::default(), made, 0.0)).collect();
    assert_eq!(waits, [500.0, 1_000.0, 2_000.0, 4_000.0, 8_000.0, 8_000.0, 8_000.0]);
    assert_eq!(wait_ms(Hints::default(), u32::MAX, 0.0), 8_000.0);
    assert_eq!(retry::delay_ms(0, &Hints::default(), 1.0), 375.0);
}

#[test]
fn only_what_may_pass_is_retried_unless_the_server_decides() {
    let retryable: Vec<u16> =
        (200..600).filter(|&status| retry::is_retryable(status, &Hints::default())).collect();
    let expected: Vec<u16> = [408, 409, 429].into_iter().chain(500..600).collect();
    assert_eq!(retryable, expected);
    let says = |word| Hints { should_retry: word, ..Hints::default() };
    assert!(retry::is_retryable(400, &says("true")));
    assert!(!retry::is_retryable(429, &says("false")));
    assert!(retry::is_retryable(429, &says("maybe")));
}
