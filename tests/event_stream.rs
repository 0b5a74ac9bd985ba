//! Framing follows the WHATWG event-stream rules, wherever the bytes are cut.

use brivionix::protocol::event_stream::{EventStream, EventTooLong};
use proptest::prelude::*;
use serde_json::Value;

type Events = Vec<(String, String)>;

fn drain(stream: &mut EventStream, events: &mut Events) -> Result<(), EventTooLong> {
    while let Some(event) = stream.next_event()? {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        events.push((text(event.name), text(event.data)));
    }
    Ok(())
}

fn frame<'a>(reads: impl IntoIterator<Item = &'a [u8]>) -> Events {
    let mut stream = EventStream::default();
    let mut events = Events::new();
    for read in reads {
        stream.write(read);
        drain(&mut stream, &mut events).expect("no event is too long");
    }
    events
}

/// Frames `input` whole, cut in two at every byte, and byte by byte; all must agree.
fn frame_all_ways(input: &[u8]) -> Events {
    let whole = frame([input]);
    for at in 0..=input.len() {
        assert_eq!(frame([&input[..at], &input[at..]]), whole, "cut at byte {at}");
    }
    assert_eq!(frame(input.chunks(1)), whole, "byte by byte");
    whole
}

fn data_of(input: &str) -> Vec<String> {
    frame_all_ways(input.as_bytes()).into_iter().map(|(_, data)| data).collect()
}

#[test]
fn data_lines_become_events_at_blank_lines() {
    assert_eq!(data_of("data: a\n\ndata: b\n\n"), ["a", "b"]);
    assert_eq!(data_of("data: a\r\n\r\ndata: b\r\n\r\n"), ["a", "b"]);
    assert_eq!(data_of("data: a\r\rdata: b\r\r"), ["a", "b"]);
    assert_eq!(data_of("data: a\n\r\n\rdata: b\r\n\n"), ["a", "b"]);
}

#[test]
fn one_space_after_the_colon_is_taken_off_and_no_more() {
    assert_eq!(data_of("data:a\n\ndata: b\n\ndata:  c\n\ndata:\td\n\n"), ["a", "b", " c", "\td"]);
}

#[test]
fn several_data_lines_are_joined_by_lf() {
    assert_eq!(data_of("data: {\r\ndata:  \"a\":1\r\ndata: }\r\n\r\n"), ["{\n \"a\":1\n}"]);
    assert_eq!(data_of("data\n\ndata\ndata\n\ndata:"), ["", "\n"]);
}

#[test]
fn a_bom_is_skipped_at_the_start_and_nowhere_else() {
    assert_eq!(data_of("\u{feff}data: a\n\n"), ["a"]);
    assert_eq!(data_of("data: a\n\n\u{feff}data: b\n\n"), ["a"]);
    assert_eq!(data_of("\u{feff}\u{feff}data: a\n\ndata: b\n\n"), ["b"]);
    assert_eq!(data_of("data: \u{feff}x\n\n"), ["\u{feff}x"]);
}

#[test]
fn comments_ids_retries_and_unknown_fields_are_ignored() {
    let input = ": keep-alive\n\n:\nid: 1\nretry: 5\ndata : no\ndatax: no\n data: no\ndata: a\n\n";
    assert_eq!(data_of(input), ["a"]);
    assert_eq!(data_of("data: a\n: between\ndata: b\n\n"), ["a\nb"]);
}

#[test]
fn an_event_has_the_name_it_was_last_given() {
    let named = |name: &str, data: &str| (name.to_owned(), data.to_owned());
    assert_eq!(
        frame_all_ways(b"event: x\nevent: error\ndata: a\n\ndata: b\n\ndata: c\nevent:y\n\n"),
        [named("error", "a"), named("", "b"), named("y", "c")]
    );
    assert_eq!(frame_all_ways(b"event: x\n\ndata: a\n\n"), [named("", "a")]);
    assert_eq!(frame_all_ways(b"event: x\nevent:\ndata: a\n\n"), [named("", "a")]);
}

#[test]
fn a_field_named_error_is_the_data_of_an_event_of_that_name() {
    let named = |name: &str, data: &str| (name.to_owned(), data.to_owned());
    assert_eq!(
        frame_all_ways(b"error: {}\n\ndata: a\n\ndata: b\nerror:c\n\n"),
        [named("error", "{}"), named("", "a"), named("error", "b\nc")]
    );
}

#[test]
fn an_event_without_its_blank_line_is_not_dispatched_and_is_known_to_be_partial() {
    for (input, partial) in [
        ("data: a\n\n", false),
        ("data: a\n\n: comment", false),
        ("data: a\n\ndata: b", true),
        ("data: a\n\ndata: b\n", true),
        ("data: a\n\nd", true),
        ("data: a\n\nevent: error", true),
        ("data: a\n\n}\0", false),
    ] {
        assert_eq!(data_of(input), ["a"]);
        let mut stream = EventStream::default();
        stream.write(input.as_bytes());
        drain(&mut stream, &mut Events::new()).expect("short");
        assert_eq!(stream.has_partial_event(), partial, "{input:?}");
    }
}

#[test]
fn an_event_past_the_limit_is_an_error_and_endless_comments_are_not() {
    let mut stream = EventStream::with_limit(1_000);
    let mut events = Events::new();
    for _ in 0..10_000 {
        stream.write(b": still here\n");
        assert_eq!(drain(&mut stream, &mut events), Ok(()));
    }
    stream.write(b"data: ");
    stream.write(&[b'x'; 900]);
    assert_eq!(drain(&mut stream, &mut events), Ok(()));
    stream.write(&[b'x'; 100]);
    assert_eq!(drain(&mut stream, &mut events), Err(EventTooLong));
    assert_eq!(events, []);
}

#[test]
fn streams_come_to_the_events_of_the_web_platform_tests() {
    let cases: Value = serde_json::from_str(include_str!("wpt/format.json")).expect("JSON");
    for case in cases.as_array().expect("a list") {
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let stream = text(&case["stream"]).replace("{2048 x}", &"x".repeat(2048));
        let expected = case["events"].as_array().expect("a list").iter();
        let expected: Events = expected.map(|event| (text(&event[0]), text(&event[1]))).collect();
        assert_eq!(frame_all_ways(stream.as_bytes()), expected, "{}", case["name"]);
    }
}

#[test]
fn a_large_event_in_small_reads_arrives_whole() {
    let data = "🌍 bonjour ".repeat(10_000);
    let input = format!("data: a\n\ndata: {data}\n\n");
    let events = frame(input.as_bytes().chunks(7));
    assert_eq!(events.last().map(|(_, last)| last.as_str()), Some(&data[..]));
}

proptest! {
    #[test]
    fn any_bytes_cut_anywhere_give_the_same_events(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                &b"data"[..], b"data:", b"data: ", b"event:", b":", b" ", b"\n", b"\r", b"\r\n",
                b"\n\n", b"x", b"\xEF\xBB\xBF", b"\xF0\x9F", b"\x8C\x8D", b"{}", b"\0",
            ]),
            0..40,
        ),
        cuts in prop::collection::vec(1usize..9, 1..20),
    ) {
        let input = pieces.concat();
        let mut rest = &input[..];
        let mut reads = Vec::new();
        for cut in cuts.iter().cycle() {
            if rest.is_empty() { break; }
            let (read, after) = rest.split_at((*cut).min(rest.len()));
            reads.push(read);
            rest = after;
        }
        prop_assert_eq!(frame(reads), frame([&input[..]]));
    }
}
