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

/// Makes a chunk of a text and its place in the stream.
type Shape<'a> = &'a dyn Fn(&str, usize) -> String;

/// Chunks with something that is another one in each.
fn changing(count: usize, chunk: impl Fn(&str, usize) -> String) -> Vec<String> {
    (0..count).map(|at| chunk(&format!("t{at}"), at)).collect()
}

#[test]
fn what_changes_with_every_chunk_is_told_from_what_does_not_by_the_third() {
    let member = |at: usize| match at % 4 {
        0 => json!({ "a": [at] }),
        1 => json!(null),
        2 => json!(at),
        _ => json!("\u{1f600}\""),
    };
    let shapes: [Shape<'_>; 5] = [
        &|text, at| content_chunk(text, "x").replacen("\"c\"", &format!("\"c{at}\""), 1),
        &|text, at| content_chunk(text, "x").replacen("null", &member(at).to_string(), 1),
        &|text, at| {
            content_chunk(text, "x").replacen("\"content\"", &format!("\"n\":{at},\"content\""), 1)
        },
        &|text, at| {
            json!({ "choices": [{ "delta": { "content": text } }], "usage": { "total_tokens": at } })
                .to_string()
        },
        &|text, at| {
            json!({ "created": at, "choices": [{ "delta": { "tool_calls": [{ "index": 0,
                "type": member(at), "function": { "arguments": text } }] } }] })
            .to_string()
        },
    ];
    for shape in shapes {
        let chunks = changing(40, shape);
        let outcome = check(&chunks);
        assert!(outcome.filled >= 38, "{}: {}", chunks[0], outcome.filled);
        assert_eq!(text([&frame(&chunks)[..]]), content_of(&outcome.chunks));
        run_all_ways(&frame(&chunks[..4]));
    }
}

#[test]
fn members_in_a_few_orders_are_known_after_one_chunk_of_each() {
    let chunks = changing(90, |text, at| {
        let members = [r#""a":1"#, r#""b":{}"#, r#""c":null"#, r#""d":"e""#];
        let [before, after] = [&members[..at % 4], &members[at % 4..]].map(|some| some.join(","));
        let choices = format!(r#""choices":[{{"delta":{{"content":"{text}"}}}}]"#);
        let all = [after, choices, before].into_iter().filter(|some| !some.is_empty());
        format!("{{{}}}", all.collect::<Vec<_>>().join(","))
    });
    assert_eq!(check(&chunks).filled, 86);
}

#[test]
fn what_the_stream_has_to_know_is_never_taken_from_a_template() {
    let usual = r#"{"object":"c","error":null,"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}"#;
    for (from, to, status) in [
        (r#""error":null"#, r#""error":{"message":"m"}"#, Status::ApiError),
        (r#""object":"c""#, r#""object":"error""#, Status::ApiError),
        (r#""finish_reason":null"#, r#""finish_reason":"stop""#, Status::Done),
    ] {
        let other = usual.replace(from, to);
        let stream = [usual, usual, usual, &other].map(str::to_owned);
        assert_eq!(run_all_ways(&frame(&stream)).status, status, "{to}");
    }
    // `null` until the text begins.
    let chunks = ["null", "null", "\"a\"", "\"b\"", "null"];
    let chunks = chunks.map(|text| format!(r#"{{"choices":[{{"delta":{{"content":{text}}}}}]}}"#));
    let outcome = check(&chunks);
    assert_eq!(text([&frame(&chunks)[..]]), content_of(&outcome.chunks));
}

#[test]
fn a_value_does_not_go_on_in_another_line() {
    let chunk = |value: &str| {
        format!(r#"{{"created":{value},"choices":[{{"index":0,"delta":{{"content":"a"}}}}]}}"#)
    };
    for broken in ["\n1", "1\n", "{\n}", "\r1", "[1\n\n]"] {
        let chunks = ["1", "2", "3", broken].map(chunk);
        let outcome = run_all_ways(&frame(&chunks));
        assert_eq!((outcome.chunks.len(), outcome.status), (3, Status::InvalidJson), "{broken:?}");
    }
}

#[test]
fn a_stream_that_never_repeats_itself_is_read_all_the_same() {
    let chunks = changing(3_000, |text, at| {
        content_chunk(text, "x").replacen("\"id\"", &format!("\"id{at}\""), 1)
    });
    assert_eq!(check(&chunks).filled, 0);
}

#[test]
fn events_are_found_however_their_lines_end() {
    let chunks: Vec<_> = ["a", "b", "c", "d"].map(|text| content_chunk(text, "x")).to_vec();
    for (lead, tail) in [
        ("data: ", "\n\n"),
        ("data:", "\r\n\r\n"),
        ("data: ", "\r\r"),
        ("id: 1\ndata: ", "\n\n"),
        (": comment\r\n: another\r\ndata:", "\r\n\r\n"),
        ("data: ", "\nid: 7\n\n"),
        (": alive\n\ndata: ", "\n\n"),
        ("event: message\ndata: ", "\n\n"),
    ] {
        let input: String = chunks.iter().map(|chunk| format!("{lead}{chunk}{tail}")).collect();
        let outcome = run_all_ways(input.as_bytes());
        assert_eq!(outcome.chunks.len(), 4, "{lead:?} {tail:?}");
        let is_named = lead.starts_with("event");
        assert!(is_named || outcome.filled > 1, "{lead:?} {tail:?}: {}", outcome.filled);
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
