//! What takes bytes as they come off the network: the same comes out however they are cut, and
//! memory stays in proportion to them.

use brivionix::protocol::accumulator::Accumulator;
use brivionix::protocol::chat_stream::ChatStream;
use brivionix::protocol::chunk_sink::ChunkSink;
use brivionix::protocol::event_stream::{DEFAULT_EVENT_LIMIT, EventStream};
use brivionix::protocol::sink::Sink;

use crate::common::compare::{compare, event, reads};
use crate::common::{Value, plain};
use crate::edits;
use crate::memory::peak_of;
use crate::spelling;

/// What a stream takes before its first byte.
const MEMORY_AT_REST: usize = 64 * 1024;
/// Held for each byte at most: the input, twice while its buffer grows; the joined lines of an
/// event; eight templates of the longest chunk; and what leaves after a read, twice.
const MEMORY_PER_BYTE: usize = 16;
/// The same, and what the accumulator keeps: edits with the way to their member, and every member
/// that was set.
const MEMORY_PER_EDITED_BYTE: usize = 64;

/// Events are those of the standard.
pub fn framing(input: &[u8]) {
    let (expected, partial) = plain::events(input);
    for sizes in [vec![input.len().max(1)], vec![1], sizes(input)] {
        let mut events = Vec::new();
        let mut stream = EventStream::default();
        for read in reads(input, &sizes) {
            stream.write(read);
            while let Some(event) = stream.next_event().expect("no event is that long") {
                events.push((event.name.to_vec(), event.data.to_vec()));
            }
        }
        assert_eq!(events, expected, "cut into {sizes:?}");
        assert_eq!(stream.has_partial_event(), partial, "cut into {sizes:?}");
    }
}

/// Chunks, text and ending are those of the plain reader, through a template or not.
pub fn templates(input: &[u8]) {
    compare(input, &sizes(input));
    for sizes in [vec![input.len().max(1)], sizes(input)] {
        let peak = peak_of(|| drop(drive(ChunkSink::default(), reads(input, &sizes), |_| {})));
        let most = MEMORY_AT_REST + MEMORY_PER_BYTE * input.len();
        assert!(peak <= most, "{peak} bytes held for {} bytes of input", input.len());
    }
}

/// The whole answer is the same however the stream is cut, whether its edits are taken after every
/// read or at the end, through a template or not, and however the names in it are spelt.
pub fn accumulator(input: &[u8]) {
    let whole = gather(&[input], false);
    assert_eq!(gather(&reads(input, &sizes(input)), true), whole);
    assert_eq!(gather(&reads(input, &sizes(input)), false), whole);
    let peak = peak_of(|| drop(drive(Accumulator::default(), [input], |_| {})));
    let most = MEMORY_AT_REST + MEMORY_PER_EDITED_BYTE * input.len();
    assert!(peak <= most, "{peak} bytes held for {} bytes of input", input.len());

    let sources = plain::read(input).sources;
    let usual: Vec<u8> = sources.iter().flat_map(|source| event(source, 0)).collect();
    // No event begins like one that a template was learned from.
    let unlike = sources.iter().enumerate().flat_map(|(at, source)| event(source, at));
    let unlike: Vec<u8> = unlike.collect();
    assert_eq!(gather(&[&unlike], false), gather(&[&usual], false));

    let chunks: Vec<_> = sources.iter().filter_map(|source| Value::parse(source)).collect();
    let spelt = |odd| -> Vec<u8> {
        chunks.iter().flat_map(|chunk| event(spelling::spell(chunk, odd).as_bytes(), 0)).collect()
    };
    assert_eq!(gather(&[&spelt(true)], false), gather(&[&spelt(false)], false));
}

fn gather(reads: &[&[u8]], take_often: bool) -> Value {
    let mut completion = Value::Object(Vec::new());
    let reads = reads.iter().copied();
    drive(Accumulator::default(), reads, |stream| {
        if take_often {
            stream.sink_mut().take();
        }
        edits::apply(&mut completion, stream.sink().outputs()[0]);
    });
    completion
}

/// Feeds a stream, and has it looked at after each read.
fn drive<'a, S: Sink>(
    sink: S,
    reads: impl IntoIterator<Item = &'a [u8]>,
    mut after: impl FnMut(&mut ChatStream<S>),
) -> ChatStream<S> {
    let mut stream = ChatStream::new(Box::new(sink), DEFAULT_EVENT_LIMIT);
    for read in reads {
        stream.room(read.len())[..read.len()].copy_from_slice(read);
        stream.feed(read.len());
        after(&mut stream);
    }
    stream.finish();
    stream.sink_mut().take();
    after(&mut stream);
    stream
}

/// Sizes of reads that any change of the input changes.
fn sizes(input: &[u8]) -> Vec<usize> {
    // FNV-1a.
    let hash = input.iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
    });
    hash.to_le_bytes().map(|byte| 1 + usize::from(byte) % 60).to_vec()
}
