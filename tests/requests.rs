//! What errors say.

use brivionix::protocol::api_error;

/// What a message says when JavaScript has resolved the escapes.
fn message(status: u16, body: &str) -> String {
    let message = api_error::message(status, body.as_bytes());
    let quoted = format!("\"{}\"", str::from_utf8(&message).expect("UTF-8"));
    serde_json::from_str(&quoted).expect("the inside of a JSON string")
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
        (404, "of \"two\"\nlines \\", "of \"two\" lines \\"),
        (404, r#"{"error":"a \"quoted\" \\ \ud83d\ude00"}"#, "a \"quoted\" \\ \u{1f600}"),
        (404, "", "status code (no body)"),
        (404, "{\"half\":", "status code (no body)"),
        (500, page, "The server answered with an HTML page. Try again later."),
        (0, r#"{"message":"overloaded"}"#, "overloaded"),
        (0, "{}", "The server reported an error and gave no reason."),
    ] {
        assert_eq!(self::message(status, body), message);
    }
    for status in [401, 403, 429, 503] {
        assert!(message(status, "").len() > "status code (no body)".len());
    }
}
