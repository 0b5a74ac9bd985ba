//! What errors say.

use brivionix::protocol::api_error;

#[test]
fn the_message_of_an_error_is_found_where_servers_put_it() {
    for (body, message) in [
        (r#"{"error":{"message":"No model."}}"#, "No model."),
        (r#"{"error":"no such thing"}"#, "no such thing"),
        (r#"{"message":"Not \u00fcber here"}"#, r"Not \u00fcber here"),
        (r#"{"error":"","message":"Gone"}"#, "Gone"),
        (r#"{"errors":[{"code":7,"message":"Two"},{"message":"Three"}]}"#, "Two"),
        (r#"[{"error":{"code":418,"message":"First"}}]"#, "First"),
        (r#""a text""#, "a text"),
        (&"[".repeat(100_000), ""),
        (r#"{"error":{"code":7}}"#, ""),
        (r#"{"message":"First","message":null}"#, ""),
        (r#"{"message":"First","message":"Last"}"#, "Last"),
        (r#"{"message":"half"#, ""),
        ("plain text", ""),
        ("", ""),
    ] {
        let found = api_error::message(body.as_bytes()).unwrap_or_default();
        assert_eq!(str::from_utf8(found), Ok(message), "{body:.80}");
    }
}
