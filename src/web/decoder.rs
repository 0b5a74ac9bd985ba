//! The decoders as JavaScript sees them.
//!
//! JavaScript runs the read loop, because a promise crossing into wasm for every read costs more
//! than parsing it. What crosses are numbers: a decoder is its place in a table, since a class of
//! wasm-bindgen's takes more to download, and what it has to tell stands in a report in wasm memory.
//! Texts are written into its room and read where its outputs lie.

use std::cell::RefCell;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::protocol::api_error;
use crate::protocol::chat_stream::ChatStream;
use crate::protocol::chunk_sink::ChunkSink;
#[cfg(feature = "answers")]
use crate::protocol::growth_sink::GrowthSink;
#[cfg(feature = "answers")]
use crate::protocol::partial_json::PartialJson;
use crate::protocol::sink::Sink;
use crate::protocol::text_sink::TextSink;

/// Status, then address and length of each of the three outputs, of the error and of the room for
/// the next read.
type Report = [u32; 11];

struct Decoder {
    source: Source,
    report: Report,
}

/// What is decoded, and for a text where it is put.
enum Source {
    Stream(ChatStream<dyn Sink>),
    /// The body of an error, and how much of its room it takes.
    Error(Vec<u8>, usize),
    #[cfg(feature = "answers")]
    Json(Vec<u8>, PartialJson),
}

/// For so many decoders, the table is large enough from the beginning.
const USUAL_COUNT: usize = 64;

thread_local! {
    static DECODERS: RefCell<Vec<Option<Box<Decoder>>>> = const { RefCell::new(Vec::new()) };
}

/// A decoder of chunk objects whose events may hold up to `event_limit` bytes each.
#[wasm_bindgen]
pub fn chunks(event_limit: usize) -> usize {
    add_stream(Box::<ChunkSink>::default(), event_limit)
}

/// A decoder of the text alone.
#[wasm_bindgen]
pub fn text(event_limit: usize) -> usize {
    add_stream(Box::<TextSink>::default(), event_limit)
}

/// A decoder of the whole answer, as edits to it.
#[cfg(feature = "answers")]
#[wasm_bindgen]
pub fn completion(event_limit: usize) -> usize {
    add_stream(Box::<GrowthSink>::default(), event_limit)
}

/// A decoder of one JSON text that comes in pieces, whose objects and arrays may stand inside each
/// other `depth_limit` deep. Its output are the edits that the last piece makes, as
/// `partial_json.rs` tells.
#[cfg(feature = "answers")]
#[wasm_bindgen]
pub fn json(depth_limit: usize) -> usize {
    add(Source::Json(Vec::new(), PartialJson::new(depth_limit)))
}

/// A decoder of what a JSON body says of an error, as it stands between the quotes of a JSON string;
/// empty where it says nothing.
#[wasm_bindgen]
pub fn error() -> usize {
    add(Source::Error(Vec::new(), 0))
}

/// The address of the report, which stays the same for the decoder's life.
#[wasm_bindgen]
pub fn report(decoder: usize) -> *const u32 {
    with(decoder, |decoder| decoder.report.as_ptr())
}

/// Makes room for the next `len` bytes and fills in the report.
#[wasm_bindgen]
pub fn room(decoder: usize, len: usize) {
    with(decoder, |decoder| decoder.fill_in_report(len));
}

/// Reads the `len` bytes written to the room and fills in the report.
#[wasm_bindgen]
pub fn feed(decoder: usize, len: usize) {
    with(decoder, |decoder| {
        match &mut decoder.source {
            Source::Stream(stream) => drop(stream.feed(len)),
            Source::Error(_, filled) => *filled = len,
            #[cfg(feature = "answers")]
            Source::Json(room, json) => drop(json.push(&room[..len])),
        }
        decoder.fill_in_report(0);
    });
}

/// Notes the end of the body and fills in the report.
#[wasm_bindgen]
pub fn finish(decoder: usize) {
    with_stream(decoder, |stream| {
        stream.finish();
    });
}

/// Has what was gathered leave, and fills in the report.
#[cfg(feature = "answers")]
#[wasm_bindgen]
pub fn take(decoder: usize) {
    with_stream(decoder, |stream| stream.sink_mut().take());
}

/// Has every chunk come out from now on, each with its edits.
#[cfg(feature = "answers")]
#[wasm_bindgen]
pub fn watch(decoder: usize) {
    with_stream(decoder, |stream| stream.sink_mut().watch());
}

/// Gives the decoder's memory back, and its place to the next one.
#[wasm_bindgen]
pub fn free(decoder: usize) {
    DECODERS.with_borrow_mut(|decoders| decoders[decoder] = None);
}

fn add_stream(sink: Box<dyn Sink>, event_limit: usize) -> usize {
    // Room for the table comes first: behind a decoder, it would be in the way of the next ones.
    DECODERS.with_borrow_mut(|decoders| decoders.reserve(USUAL_COUNT));
    add(Source::Stream(ChatStream::new(sink, event_limit)))
}

#[inline(never)]
fn add(source: Source) -> usize {
    let decoder = Some(Box::new(Decoder { source, report: Report::default() }));
    DECODERS.with_borrow_mut(|decoders| {
        let place = decoders.iter().position(Option::is_none).unwrap_or(decoders.len());
        if place == decoders.len() {
            decoders.push(decoder);
        } else {
            decoders[place] = decoder;
        }
        place
    })
}

fn with<T>(decoder: usize, work: impl FnOnce(&mut Decoder) -> T) -> T {
    DECODERS.with_borrow_mut(|decoders| work(decoders[decoder].as_mut().unwrap()))
}

fn with_stream(decoder: usize, work: impl FnOnce(&mut ChatStream<dyn Sink>)) {
    with(decoder, |decoder| {
        let Source::Stream(stream) = &mut decoder.source else { unreachable!() };
        work(stream);
        decoder.fill_in_report(0);
    })
}

impl Decoder {
    #[inline(never)]
    fn fill_in_report(&mut self, len: usize) {
        let room = match &mut self.source {
            Source::Stream(stream) => stream.room(len),
            Source::Error(room, _) => grown(room, len),
            #[cfg(feature = "answers")]
            Source::Json(room, _) => grown(room, len),
        };
        [self.report[9], self.report[10]] = [room.as_ptr() as u32, room.len() as u32];
        let ([first, second, third], error) = match &self.source {
            Source::Stream(stream) => {
                self.report[0] = stream.status() as u32;
                (stream.sink().outputs(), stream.error())
            }
            Source::Error(room, filled) => {
                let message = api_error::message(&room[..*filled]).unwrap_or_default();
                ([message, b"", b""], &b""[..])
            }
            #[cfg(feature = "answers")]
            Source::Json(_, json) => ([json.edits(), b"", b""], &b""[..]),
        };
        for (at, text) in [first, second, third, error].into_iter().enumerate() {
            self.report[2 * at + 1] = text.as_ptr() as u32;
            self.report[2 * at + 2] = text.len() as u32;
        }
    }
}

fn grown(room: &mut Vec<u8>, len: usize) -> &mut [u8] {
    room.resize(len.max(room.len()), 0);
    room
}
