//! A chat completion stream comes out as the same chunks and the same ending, however it is cut.

mod common;

use brivionix::protocol::chat_stream::Status;
use common::{Value, run_all_ways};

fn chunk(content: &str, finish: &str) -> String {
    format!(
        "{{\"id\":\"c\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{content}\"}},\
         \"finish_reason\":{finish}}}],\"usage\":null}}"
    )
}

fn stream_of(events: &[&str]) -> String {
    events.iter().map(|event| format!("data: {event}\n\n")).collect()
}

#[test]
fn chunks_arrive_in_order_until_done() {
    let (first, last) = (chunk("Grüße 🌍 \\ud83d\\ude00", "null"), chunk("", "\"stop\""));
    let outcome = run_all_ways(stream_of(&[&first, &last, "[DONE]", "{\"late\":1}"]).as_bytes());
    assert_eq!(outcome.status, Status::Done);
    assert_eq!(outcome.chunks.len(), 2);
    assert_eq!(outcome.chunks[0]["choices"][0]["delta"]["content"], "Grüße 🌍 😀");
    assert_eq!(outcome.chunks[0]["usage"], Value::Null);
}

#[test]
fn a_stream_without_done_is_whole_only_when_every_choice_has_finished() {
    let (open, finished) = (chunk("a", "null"), chunk("", "\"stop\""));
    let usage = r#"{"choices":[],"usage":{"total_tokens":3}}"#;
    let other = r#"{"choices":[{"index":1,"delta":{},"finish_reason":null}]}"#;
    for (events, status) in [
        (vec![&open[..], &finished], Status::Done),
        (vec![&open, &finished, usage], Status::Done),
        (vec![&open], Status::CutOff),
        (vec![&open, other, &finished], Status::CutOff),
        (vec![], Status::CutOff),
        // An answer of which only the filter's opinion of the prompt has come.
        (vec![r#"{"choices":[],"prompt_filter_results":[]}"#], Status::CutOff),
        // No chat completion: such a stream ends when it ends.
        (vec![r#"{"type":"response.completed"}"#], Status::Done),
    ] {
        assert_eq!(run_all_ways(stream_of(&events).as_bytes()).status, status, "{events:?}");
    }
    for (after, status) in [
        ("data: {\"id\"", Status::CutOff),
        ("data: {}", Status::CutOff),
        ("da", Status::CutOff),
        ("event: err", Status::CutOff),
        (": comment", Status::Done),
        ("}\0", Status::Done),
    ] {
        let stream = stream_of(&[&open, &finished]) + after;
        assert_eq!(run_all_ways(stream.as_bytes()).status, status, "{after}");
    }
}

#[test]
fn the_last_event_may_lack_its_line_ends_where_it_is_the_end_or_an_error() {
    let open = chunk("a", "null");
    for (last, status) in [
        ("data: [DONE]", Status::Done),
        ("data: [DONE]\n", Status::Done),
        ("data: [DONE]\r", Status::Done),
        ("data: [DO", Status::CutOff),
        ("data: {\"error\":\"e\"}\n", Status::ApiError),
        ("data: {\"error\":\"e", Status::CutOff),
        // What follows might belong to the same event.
        ("data: {\"choices\":[]}\n", Status::CutOff),
    ] {
        let outcome = run_all_ways((stream_of(&[&open]) + last).as_bytes());
        assert_eq!((outcome.status, outcome.chunks.len()), (status, 1), "{last}");
    }
}

#[test]
fn an_error_ends_the_stream_after_the_chunks_before_it() {
    let open = chunk("a", "null");
    for (event, error) in [
        (r#"data: {"error":{"message":"overloaded"}}"#, r#"{"message":"overloaded"}"#),
        (r#"data: {"err\u006fr":"text","id":1}"#, r#""text""#),
        ("event: error\ndata: {\"message\":\"m\"}", r#"{"message":"m"}"#),
        ("event: error\ndata: {\"error\":{\"message\":\"m\"}}", r#"{"message":"m"}"#),
        ("error: {\"message\":\"m\"}", r#"{"message":"m"}"#),
        ("error:{\"message\":\ndata:\"m\"}", "{\"message\":\n\"m\"}"),
        (r#"data: {"object":"error","message":"m"}"#, r#"{"object":"error","message":"m"}"#),
        (r#"data: {"object":"error","error":"m"}"#, r#""m""#),
    ] {
        let input = format!("data: {open}\n\n{event}\n\ndata: {open}\n\n");
        let outcome = run_all_ways(input.as_bytes());
        assert_eq!((outcome.status, outcome.chunks.len()), (Status::ApiError, 1), "{event}");
        assert_eq!(outcome.error, error);
    }
    let null = stream_of(&[r#"{"error":null,"choices":[]}"#, "[DONE]"]);
    assert_eq!(run_all_ways(null.as_bytes()).status, Status::Done);
}

#[test]
fn an_event_that_is_not_json_ends_the_stream_and_cannot_lean_on_its_neighbours() {
    let open = chunk("a", "null");
    for broken in ["{\"a\":", "{\"a\":1},{\"b\":2}", "{\"a\":[{}", "oops", "{\"a\":\"\u{1}\"}"] {
        let outcome = run_all_ways(stream_of(&[&open, broken, &open, "[DONE]"]).as_bytes());
        assert_eq!((outcome.status, outcome.chunks.len()), (Status::InvalidJson, 1), "{broken}");
    }
}

#[test]
fn blank_events_keep_the_connection_alive_and_say_nothing() {
    let finished = chunk("", "\"stop\"");
    let input = format!(
        "data:\n\ndata:  \n\ndata: null\n\nevent: ping\ndata: {{\"type\":\"ping\"}}\n\n\
         data: {finished}\n\ndata: [DONE]\n\n"
    );
    let outcome = run_all_ways(input.as_bytes());
    assert_eq!((outcome.status, outcome.chunks.len()), (Status::Done, 1));
}
