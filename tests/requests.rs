//! Where requests go, and what their errors say.

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
        assert_eq!(base_url::join(&base, "/models"), url);
        assert_eq!(base_url::join(&base, "models"), url);
    }
}

#[test]
fn queries_are_joined_and_absolute_urls_are_left_alone() {
    let base = base_url::normalize("https://h/v1/?a=1");
    assert_eq!(base_url::join(&base, "/x?b=2"), "https://h/v1/x?a=1&b=2");
    assert_eq!(base_url::join(&base, "/x"), "https://h/v1/x?a=1");
    assert_eq!(base_url::join("https://h/v1", "x?b=2"), "https://h/v1/x?b=2");
    assert_eq!(base_url::join(&base, "https://other/x?c=3"), "https://other/x?c=3");
}

#[test]
fn error_messages_say_what_the_api_said_and_what_to_do() {
    let page = "<!DOCTYPE html><html><title>502 Bad Gateway</title></html>";
    for (status, body, message) in [
        (400, r#"{"error":{"message":"No model."}}"#, "No model. Check the request body."),
        (418, r#"{"error":{"message":"Teapot"}}"#, "Teapot"),
        (404, r#"{"error":"no such thing"}"#, "no such thing"),
        (404, r#"{"message":"Not \u00fcber here"}"#, "Not über here"),
        (404, r#"{"error":"","message":"Gone"}"#, "Gone"),
        (418, r#"{"errors":[{"code":7,"message":"Two"},{"message":"Three"}]}"#, "Two"),
        (418, r#"[{"error":{"code":418,"message":"First"}}]"#, "First"),
        (418, &"[".repeat(100_000), "status code (no body)"),
        (404, r#"{"error":{"code":7}}"#, "status code (no body)"),
        (404, "plain text", "plain text"),
        (404, "", "status code (no body)"),
        (404, "{\"half\":", "status code (no body)"),
        (500, page, "The server answered with an HTML page. Try again later."),
        (0, r#"{"message":"overloaded"}"#, "overloaded"),
        (0, "{}", "The server reported an error and gave no reason."),
    ] {
        assert_eq!(api_error::message(status, body), message);
    }
    for status in [401, 403, 429, 503] {
        assert!(api_error::message(status, "").len() > "status code (no body)".len());
    }
}
