//! A chunk read through a template is the chunk that a parser would have made.

mod common;

use brivionix::protocol::chat_stream::Status;
use common::{Outcome, run, run_all_ways, text};
use proptest::prelude::*;
use serde_json::{Value, json};

fn frame(chunks: &[String]) -> Vec<u8> {
    chunks.iter().flat_map(|chunk| format!("data: {chunk}\n\n").into_bytes()).collect()
}

/// What parsing each event by itself gives: all chunks up to the first that is not JSON.
fn reference(chunks: &[String]) -> (Vec<Value>, bool) {
    let parsed: Vec<Value> =
        chunks.iter().map_while(|chunk| serde_json::from_str(chunk).ok()).collect();
    let all = parsed.len() == chunks.len();
    (parsed, all)
}

fn content_of(chunks: &[Value]) -> String {
    chunks.iter().filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str()).collect()
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

/// Pieces of which chunks are made that are alike enough for templates and odd enough to be wrong.
fn odd_chunk() -> impl Strategy<Value = String> {
    let text = prop::sample::select(vec![
        "",
        "a",
        "b c",
        "\\\"",
        "\\n",
        "\\u00e9",
        "\\ud83d\\ude00",
        "日本",
        "🌍",
        "\\\\",
        "\u{1}",
        "\\x",
    ]);
    let member = prop::sample::select(vec![
        r#""index":0"#,
        r#""index":1"#,
        r#""finish_reason":null"#,
        r#""logprobs":null"#,
        r#""logprobs":{"content":[]}"#,
        r#""delta":{"content":"@"}"#,
        r#""delta":{"content":null}"#,
        r#""delta":{"role":"assistant","content":"@"}"#,
        r#""delta":{"refusal":"@","content":"@"}"#,
        r#""delta":{"content":"@","content":"z"}"#,
        r#""delta":{"cont\u0065nt":"@"}"#,
        r#""delta":{}"#,
        r#""delta":{"tool_calls":[{"index":0,"function":{"arguments":"@"}}]}"#,
        r#""delta":{"tool_calls":[{"index":0,"id":"t","function":{"arguments":"@"}}]}"#,
        r#""delta":{"tool_calls":[{"function":{"arguments":"@","arguments":null}}]}"#,
        r#""delta":{"tool_calls":[{"function":{"arguments":"@"},"function":{}}]}"#,
        r#""delta":{"tool_calls":[{"function":{"arguments":"@"}},{"function":{"arguments":"y"}}]}"#,
        r#""delta":{"tool_calls":[{"function":{"arguments":"@"}}],"tool_calls":[]}"#,
        r#""delta":"@""#,
        r#""__proto__":{"delta":{"content":"@"}}"#,
    ]);
    let top = prop::sample::select(vec![
        r#""id":"c""#,
        r#""obfuscation":"@""#,
        r#""obfuscation":{"a":"@"}"#,
        r#""usage":null"#,
        r#""usage":{"total_tokens":1}"#,
        r#""choices":[]"#,
        r#""choices":[{#},{#}]"#,
        r#""choices":[{#}]"#,
        r#""choices":[{#}]"#,
        r#""choices":[{#}]"#,
        r#""choices":{}"#,
        r#""choices":[1]"#,
    ]);
    let members = prop::collection::vec(member, 0..4).prop_map(|list| list.join(","));
    (prop::collection::vec(top, 1..5), members, prop::collection::vec(text, 8)).prop_map(
        |(top, members, texts)| {
            let shape = format!("{{{}}}", top.join(",")).replace('#', &members);
            let mut texts = texts.into_iter().cycle();
            let mut fill = |piece: &str| format!("{piece}{}", texts.next().unwrap_or_default());
            let pieces: Vec<_> = shape.split('@').collect();
            let (last, first) = pieces.split_last().expect("split gives at least one");
            first.iter().map(|piece| fill(piece)).collect::<String>() + last
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn odd_chunks_are_what_a_parser_makes_of_them(
        shapes in prop::collection::vec(odd_chunk(), 1..4),
        order in prop::collection::vec((0usize..4, 0usize..12), 1..12),
        cut in 1usize..200,
    ) {
        // The same few shapes again and again, so that templates are hit.
        let texts = ["", "q", "\\t", "é", "\\\"w", "0", "[", "{}", "\\u0061", "\\r", "  ", ":"];
        let chunks: Vec<String> = order
            .iter()
            .map(|&(shape, text)| shapes[shape % shapes.len()].replacen("a", texts[text], 1))
            .collect();
        let input = frame(&chunks);
        let whole = run([&input[..]]);
        prop_assert_eq!(&run(input.chunks(cut)), &whole);
        let (expected, all) = reference(&chunks);
        prop_assert_eq!(&whole.chunks, &expected);
        prop_assert_eq!(whole.status == Status::InvalidJson, !all);
    }
}
