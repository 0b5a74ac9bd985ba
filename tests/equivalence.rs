//! Whatever the bytes and however they are cut: the chunks, the text and the ending are those that
//! a plain reader comes to, whether a chunk is parsed or read through a template.

mod common;

use std::cell::Cell;
use std::fmt;

use common::compare::compare;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, TestRunner};

/// What stands where a shape has `@`.
const TEXTS: &[&[u8]] = &[
    b"",
    b"a",
    b"b c",
    b"\\\"",
    b"\\n",
    b"\\u0000",
    b"\\ud83d\\ude00",
    b"\\uD83D",
    b"\\ude00",
    "日本 🌍".as_bytes(),
    b"\\\\",
    "\u{feff}".as_bytes(),
    // Halves of a character, and bytes that are never part of one.
    b"\xF0\x9F",
    b"\x8C\x8D",
    b"\xFF\xED\xA0\x80",
    // Not JSON.
    b"\x01",
    b"\\x",
    b"\\u12",
    b"\"",
];

/// What stands where a shape has `%`.
const VALUES: &[&[u8]] = &[
    b"1",
    b"-2.50e+3",
    b"12345678901234567890",
    b"null",
    b"true",
    b"\"x\"",
    b"[]",
    b"{}",
    b"{\"a\":[1,{\"b\":\"\\ud83d\"}]}",
    b"[{\"token\":\"\xFF\"}]",
    b" 1 ",
    // Across the lines of an event, or no JSON.
    b"\n1",
    b"\ndata: 1",
    b"1\n",
    b"01",
    b"",
    b"[1",
    b"1,\"z\":2",
];

const MEMBERS: &[&str] = &[
    r#""index":0"#,
    r#""index":1"#,
    r#""finish_reason":null"#,
    r#""finish_reason":"stop""#,
    r#""logprobs":null"#,
    r#""logprobs":%"#,
    r#""finish_reason":%"#,
    r#""index":%"#,
    r#""delta":%"#,
    r#""delta":{"content":%}"#,
    r#""delta":{"content":"@","role":%}"#,
    r#""delta":{"content":"@","extra":%,"tool_calls":[]}"#,
    r#""delta":{"content":"@","tool_calls":[1]}"#,
    r#""delta":{"content":"@","tool_calls":[{"index":0}]}"#,
    r#""delta":{"tool_calls":%,"content":"@"}"#,
    r#""delta":{"tool_calls":[{"index":%,"id":%,"function":{"name":%,"arguments":"@"}}]}"#,
    r#""delta":{"tool_calls":[{"function":%,"id":"@"}],"content":"@"}"#,
    r#""filter":{"a":1}"#,
    r#""__proto__":%"#,
    r#""logprobs":{"content":[{"token":"@","logprob":-1.50e+1}]}"#,
    r#""delta":{"content":"@"}"#,
    r#""delta":{"content":"@"}"#,
    r#""delta":{"content":null}"#,
    r#""delta":{"role":"assistant","content":"@"}"#,
    r#""delta":{"refusal":"@","content":"@"}"#,
    r#""delta":{"reasoning":"@","content":""}"#,
    r#""delta":{"reasoning_content":"@"}"#,
    r#""delta":{"content":"@","content":"z"}"#,
    r#""delta":{"cont\u0065nt":"@"}"#,
    r#""delta":{}"#,
    r#""delta":{"tool_calls":[{"index":0,"function":{"arguments":"@"}}]}"#,
    r#""delta":{"tool_calls":[{"index":0,"id":"t","function":{"name":"@","arguments":"@"}}]}"#,
    r#""delta":{"tool_calls":[{"function":{"arguments":"@","arguments":null}}]}"#,
    r#""delta":{"tool_calls":[{"function":{"arguments":"@"},"function":{}}]}"#,
    r#""delta":{"tool_calls":[{"function":{"arguments":"@"}},{"function":{"arguments":"y"}}]}"#,
    r#""delta":{"tool_calls":[{"function":{"arguments":"@"}}],"tool_calls":[]}"#,
    r#""delta":"@""#,
    r#""__proto__":{"delta":{"content":"@"}}"#,
];

const TOPS: &[&str] = &[
    r#""created":%"#,
    r#""usage":%"#,
    r#""error":%"#,
    r#""object":%"#,
    r#""choices":%"#,
    r#""\u0069d":%"#,
    r#""é":%"#,
    r#""created":%,"created":%"#,
    r#""id":"c""#,
    r#""created":12345678901234567890"#,
    r#""obfuscation":"@""#,
    r#""obfuscation":"@","obfuscation":"@""#,
    r#""obfuscation":{"a":"@"}"#,
    r#""error":null"#,
    r#""object":"chat.completion.chunk""#,
    r#""object":"error""#,
    r#""error":{"message":"@"}"#,
    r#""usage":{"total_tokens":1}"#,
    r#""choices":[]"#,
    r#""choices":[{#},{#}]"#,
    r#""choices":[{#}]"#,
    r#""choices":[{#}]"#,
    r#""choices":[{#}]"#,
    r#""choices":[{#}]"#,
    r#""choices":{}"#,
    r#""choices":[1]"#,
];

/// A chunk with `@` where texts go: as servers send them, or odd enough to be read wrongly.
fn shape() -> impl Strategy<Value = String> {
    let usual = (select(MEMBERS), any::<bool>()).prop_map(|(member, padded)| {
        let padding = if padded { r#","obfuscation":"@""# } else { "" };
        format!(r#"{{"id":"c","choices":[{{"index":0,{member},"logprobs":null}}]{padding}}}"#)
    });
    let volatile = select(MEMBERS).prop_map(|member| {
        format!(r#"{{"created":%,"choices":[{{"index":0,{member},"logprobs":%}}],"usage":%}}"#)
    });
    let members = prop::collection::vec(select(MEMBERS), 0..4);
    let odd = (prop::collection::vec(select(TOPS), 1..5), members).prop_map(|(tops, members)| {
        format!("{{{}}}", tops.join(",")).replace('#', &members.join(","))
    });
    prop_oneof![usual, volatile, odd]
}

/// An event around `#`; most are as servers send them.
fn framing() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        20 => Just("data: #\n\n"),
        4 => select(vec![
            "data:#\r\n\r\n",
            "data: #\r\r",
            ": keep-alive\n\ndata: #\nid: 1\n\n",
            "data: \r\ndata: #\r\ndata:\r\n\n",
            "event: chunk\ndata: #\n\n",
            "event: ping\ndata: #\n\n",
            "data: null\n\n",
            "id: 7\ndata: #\n\n",
            ": x\nid\ndata: #\r\n\r\n",
        ]),
        1 => select(vec!["data: [DONE]\n\n", "data: [DONE]", "error: #\n\n", "data: #", "event: error\ndata: #\n\n", "data: #\n", "\u{feff}data: #\n\n"]),
    ]
}

fn fill(shape: &str, texts: &[&[u8]], values: &[&[u8]]) -> Vec<u8> {
    let (mut texts, mut values) = (texts.iter().cycle(), values.iter().cycle());
    let mut filled = Vec::new();
    for byte in shape.bytes() {
        match byte {
            b'@' => filled.extend_from_slice(texts.next().unwrap_or(&&b""[..])),
            b'%' => filled.extend_from_slice(values.next().unwrap_or(&&b""[..])),
            _ => filled.push(byte),
        }
    }
    filled
}

/// Bytes that a failure shows in a readable form.
#[derive(Clone)]
struct Bytes(Vec<u8>);

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

/// A few shapes again and again, so that templates are hit, in various framings.
fn stream() -> impl Strategy<Value = Bytes> {
    let texts = prop_oneof![30 => select(&TEXTS[..15]), 1 => select(TEXTS)];
    let values = prop_oneof![30 => select(&VALUES[..11]), 1 => select(VALUES)];
    let texts = (prop::collection::vec(texts, 1..3), prop::collection::vec(values, 1..4));
    let event = (any::<Index>(), texts, framing());
    (prop::collection::vec(shape(), 1..4), prop::collection::vec(event, 1..24)).prop_map(
        |(shapes, events)| {
            let mut stream = Vec::new();
            for (shape, (texts, values), framing) in events {
                let (before, after) = framing.split_once('#').unwrap_or((framing, ""));
                stream.extend_from_slice(before.as_bytes());
                if !after.is_empty() {
                    stream.extend(fill(shape.get::<String>(&shapes), &texts, &values));
                }
                stream.extend_from_slice(after.as_bytes());
            }
            Bytes(stream)
        },
    )
}

/// Where, instead of how many bytes, and with what.
type Damage = (Index, usize, Vec<u8>);

fn damage() -> impl Strategy<Value = Damage> {
    let byte = select(b"\"\\{}[],:0n \n\r\x01\x80\xEDx".to_vec());
    (any::<Index>(), 0usize..3, prop::collection::vec(byte, 0..3))
}

fn damaged(Bytes(mut stream): Bytes, damages: &[Damage]) -> Vec<u8> {
    for (at, len, bytes) in damages {
        if !stream.is_empty() {
            let start = at.index(stream.len());
            let end = (start + len).min(stream.len());
            stream.splice(start..end, bytes.iter().copied());
        }
    }
    stream
}

#[test]
fn damaged_and_undamaged_streams_are_read_as_the_plain_reader_reads_them() {
    let config = Config { cases: 4_000, failure_persistence: None, ..Config::default() };
    let filled = Cell::new(0);
    let damages = prop_oneof![Just(Vec::new()), prop::collection::vec(damage(), 1..3)];
    let sizes = prop::collection::vec(1usize..80, 1..12);
    let mut runner = TestRunner::new(config);
    runner
        .run(&(stream(), damages, sizes), |(stream, damages, sizes)| {
            let input = damaged(stream, &damages);
            filled.set(filled.get() + compare(&input, &sizes));
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}\n{runner}"));
    assert!(filled.get() > 1_000, "templates were hit {} times", filled.get());
}
