//! What a script writes, byte by byte.

use std::time::Duration;

use serde_json::json;

use super::Script;
use super::script::Close;
use crate::faults::{Delivery, Ending, Fault, Framing};

fn script(faults: &[Fault]) -> Script {
    let chunks = vec![json!({ "n": 1 }), json!({ "n": "é" })];
    Script::of(chunks, faults, Duration::ZERO)
}

fn writes(faults: &[Fault]) -> Vec<String> {
    let writes = script(faults).writes;
    writes.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
}

#[test]
fn every_event_is_a_write() {
    let expected = ["data: {\"n\":1}\n\n", "data: {\"n\":\"é\"}\n\n", "data: [DONE]\n\n"];
    assert_eq!(writes(&[]), expected);
}

#[test]
fn framings_are_other_ways_to_write_the_same_events() {
    let written = |framing| writes(&[Fault::Framing(framing)]).concat();
    let plain = writes(&[]).concat();
    assert_eq!(written(Framing::Crlf), plain.replace('\n', "\r\n"));
    assert_eq!(written(Framing::Cr), plain.replace('\n', "\r"));
    assert_eq!(written(Framing::NoSpace), plain.replace("data: ", "data:"));
    assert_eq!(written(Framing::Bom), format!("\u{feff}{plain}"));
    let pretty = "data: {\ndata:   \"n\": 1\ndata: }\n\n";
    assert!(written(Framing::Multiline).starts_with(pretty));
    let comment = ": keep-alive\n";
    let commented = written(Framing::Comments);
    assert_eq!(commented.matches(comment).count(), 3);
    assert!(commented.starts_with(&format!("{comment}\ndata: ")), "a block of its own");
    assert!(commented.contains(&format!("\n\n{comment}data: ")), "within an event");
}

#[test]
fn the_bytes_are_the_same_however_they_are_delivered() {
    let plain = writes(&[]).concat();
    let whole = script(&[Fault::Delivery(Delivery::Whole)]).writes;
    assert_eq!(whole, [plain.as_bytes()]);
    let pieces = script(&[Fault::Delivery(Delivery::Pieces(7))]).writes;
    assert!(pieces.iter().rev().skip(1).all(|piece| piece.len() == 7));
    assert_eq!(pieces.concat(), plain.as_bytes());
}

#[test]
fn endings_come_after_so_many_events() {
    let end = |ending| {
        let faults = [Fault::Ending(ending)];
        (writes(&faults), script(&faults).close)
    };
    let first = "data: {\"n\":1}\n\n".to_owned();
    let half = "data: {\"n".to_owned();
    assert_eq!(end(Ending::Drop(1)), (vec![first.clone(), half.clone()], Close::Broken));
    assert_eq!(end(Ending::Truncate(1)), (vec![first.clone(), half], Close::Clean));
    assert_eq!(end(Ending::Stall(1)), (vec![first.clone()], Close::Never));
    assert_eq!(end(Ending::NoDone), (writes(&[])[..2].to_vec(), Close::Clean));
    let (events, close) = end(Ending::ErrorEvent(1));
    assert_eq!((&events[0], events.len(), close), (&first, 2, Close::Clean));
    assert!(events[1].starts_with("event: error\ndata: {\"error\":{\"message\":"));
}

#[test]
fn endings_later_than_the_stream_take_its_last_event() {
    for ending in [Ending::Drop(99), Ending::Stall(99), Ending::ErrorInStream(99)] {
        assert_eq!(writes(&[Fault::Ending(ending)]).len(), 3, "{ending:?}");
    }
}

#[test]
fn verbatim_bytes_are_left_alone() {
    assert_eq!(
        Script::verbatim(b"\xff\x00data".to_vec(), Some(4)).writes.concat(),
        b"\xff\x00data"
    );
    assert!(Script::verbatim(Vec::new(), None).writes.is_empty());
}
