//! A chunk read through a template is the chunk that a parser would have made.

mod common;

use brivionix::protocol::chat_stream::Status;
use common::{Outcome, Value, run, run_all_ways, text};
use serde_json::json;

fn frame(chunks: &[String]) -> Vec<u8> {
    chunks.iter().flat_map(|chunk| format!("data: {chunk}\n\n").into_bytes()).collect()
}

/// What parsing each event by itself gives: all chunks up to the first that is not JSON.
fn reference(chunks: &[String]) -> (Vec<Value>, bool) {
    let parsed: Vec<Value> =
        chunks.iter().map_while(|chunk| Value::parse(chunk.as_bytes())).collect();
    let all = parsed.len() == chunks.len();
    (parsed, all)
}

fn content_of(chunks: &[Value]) -> Vec<u16> {
    chunks
        .iter()
        .filter_map(|chunk| chunk["choices"][0]["delta"]["content"].units())
        .flatten()
        .copied()
        .collect()
}

fn check(chunks: &[String]) -> Outcome {
    let input = frame(chunks);
    let (expected, all) = reference(chunks);
    let outcome = run([&input[..]]);
    assert_eq!(outcome.chunks, expected);
    assert_eq!(outcome.status == Status::InvalidJson, !all);
    outcome
}

fn content_chunk(content: &str, obfuscation: &str) -> String {
    format!(
        r#"{{"id":"c","choices":[{{"index":0,"delta":{{"content":"{content}"}},"logprobs":null,"finish_reason":null}}],"obfuscation":"{obfuscation}"}}"#
    )
}

#[test]
fn chunks_that_differ_in_their_delta_are_parsed_once() {
    let texts = ["", "Hel", "lo \\\"", "\\n\\u00e9 日本 🌍", "\\\\", "x"];
    let chunks: Vec<_> = texts.iter().map(|text| content_chunk(text, &text.repeat(2))).collect();
    let outcome = check(&chunks);
    assert_eq!(outcome.filled, chunks.len() - 1);
    assert_eq!(text([&frame(&chunks)[..]]), content_of(&outcome.chunks));
    run_all_ways(&frame(&chunks));
}

#[test]
fn a_string_that_is_not_json_does_not_fill_a_template() {
    for broken in ["a\u{1}b", "\\x", "\\u12", "\\", "a\"b", "\n"] {
        let chunks = ["a", "b", broken].map(|text| content_chunk(text, "x"));
        let input = frame(&chunks);
        let outcome = run([&input[..]]);
        assert_eq!((outcome.chunks.len(), outcome.status), (2, Status::InvalidJson), "{broken:?}");
    }
}

#[test]
fn interleaved_choices_and_tool_calls_have_templates_of_their_own() {
    let chunk = |at: usize| {
        let delta = match at % 3 {
            0 => json!({ "content": format!("c{at}") }),
            1 => {
                json!({ "tool_calls": [{ "index": 0, "function": { "arguments": at.to_string() } }] })
            }
            _ => json!({ "tool_calls": [{ "index": 1, "function": { "arguments": "\"" } }] }),
        };
        json!({ "choices": [{ "index": at % 2, "delta": delta }] }).to_string()
    };
    let chunks: Vec<_> = (0..60).map(chunk).collect();
    let outcome = check(&chunks);
    assert_eq!(outcome.filled, 60 - 6);
}

#[test]
fn a_stream_that_never_repeats_itself_is_read_all_the_same() {
    let chunks: Vec<_> = (0..3_000)
        .map(|at| content_chunk("a", "x").replacen("\"c\"", &format!("\"c{at}\""), 1))
        .collect();
    assert_eq!(check(&chunks).filled, 0);
}

#[test]
fn many_chunks_in_one_read_that_have_to_be_reviewed_take_no_longer_each() {
    // Read from the first line each, these would take minutes.
    let choices = r#"[{"index":0,"delta":{"content":"x"}},{"index":1,"delta":{"content":"y"}}]"#;
    let chunk = |at: usize| format!(r#"data: {{"id":{at},"choices":{choices}}}"#);
    let opening: String = (0..40)
        .map(|at| {
            format!("data: {}\n\n", content_chunk("a", "x").replacen("\"c\"", &format!("{at}"), 1))
        })
        .collect();
    let input: String = (0..30_000).map(|at| chunk(at) + "\n\n").collect();
    assert_eq!(run([opening.as_bytes(), input.as_bytes()]).chunks.len(), 30_040);
}

#[test]
fn events_are_found_however_their_lines_end() {
    let chunks: Vec<_> = ["a", "b", "c", "d"].map(|text| content_chunk(text, "x")).to_vec();
    for (lead, tail) in [
        ("data: ", "\n\n"),
        ("data:", "\r\n\r\n"),
        ("data: ", "\r\r"),
        ("id: 1\ndata: ", "\n\n"),
        ("data: ", "\nid: 7\n\n"),
        (": alive\n\ndata: ", "\n\n"),
        ("event: message\ndata: ", "\n\n"),
    ] {
        let input: String = chunks.iter().map(|chunk| format!("{lead}{chunk}{tail}")).collect();
        let outcome = run_all_ways(input.as_bytes());
        assert_eq!(outcome.chunks.len(), 4, "{lead:?} {tail:?}");
    }
}

#[test]
fn what_would_be_added_twice_is_not_taken_from_a_template() {
    // The text sink sees only the hole; a second field with a text must not be lost or repeated.
    let both = |content: &str, reasoning: &str| {
        json!({ "choices": [{ "index": 0, "delta": { "reasoning": reasoning, "content": content } }] })
            .to_string()
    };
    let chunks = [both("a", "r"), both("b", "r"), both("b", "s"), both("", "t"), both("c", "")];
    let outcome = check(&chunks);
    assert_eq!(text([&frame(&chunks)[..]]), content_of(&outcome.chunks));
}
