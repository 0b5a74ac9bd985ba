//! Runs bytes through a chat stream the way JavaScript does.
#![allow(dead_code, reason = "each test file is a crate of its own and uses its share")]

pub mod compare;
pub mod partial;
pub mod plain;
mod value;

use std::collections::BTreeMap;

use brivionix::protocol::chat_stream::{ChatStream, Status};
use brivionix::protocol::chunk_sink::ChunkSink;
use brivionix::protocol::sink::Sink;
use brivionix::protocol::text_sink::TextSink;
pub use value::Value;

const EVENT_LIMIT: usize = 8 << 20;

/// What a user would have seen.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub chunks: Vec<Value>,
    pub status: Status,
    pub error: String,
    /// How many of the chunks were never parsed.
    pub filled: usize,
}

/// How a chunk was read is nothing that anybody sees.
impl PartialEq for Outcome {
    fn eq(&self, other: &Self) -> bool {
        (&self.chunks, self.status, &self.error) == (&other.chunks, other.status, &other.error)
    }
}

pub fn run<'a>(reads: impl IntoIterator<Item = &'a [u8]>) -> Outcome {
    let mut chunks = Chunks::default();
    let stream = drive(ChunkSink::default(), reads, |stream| chunks.take(stream));
    let error = String::from_utf8_lossy(stream.error()).into_owned();
    Outcome { status: stream.status(), error, chunks: chunks.values, filled: chunks.filled }
}

/// The UTF-16 units of the text that a stream's reader would have seen, decoded read by read.
pub fn text<'a>(reads: impl IntoIterator<Item = &'a [u8]>) -> Vec<u16> {
    let mut units = Vec::new();
    drive(TextSink::default(), reads, |stream| {
        let [text, json, _] = stream.sink().outputs();
        units.extend(String::from_utf8_lossy(text).encode_utf16());
        let json = [b"\"", json, b"\""].concat();
        let text = Value::parse(&json).expect("the inside of a JSON string");
        let text = text.units().expect("a string");
        let is_utf8 = char::decode_utf16(text.iter().copied()).all(|char| char.is_ok());
        assert!(text.is_empty() || !is_utf8, "escapes were left that could have been resolved");
        units.extend_from_slice(text);
    });
    units
}

fn drive<'a, S: Sink>(
    sink: S,
    reads: impl IntoIterator<Item = &'a [u8]>,
    mut after: impl FnMut(&mut ChatStream<S>),
) -> ChatStream<S> {
    let mut stream = ChatStream::new(Box::new(sink), EVENT_LIMIT);
    for read in reads {
        stream.room(read.len())[..read.len()].copy_from_slice(read);
        stream.feed(read.len());
        after(&mut stream);
        if stream.status() != Status::Open {
            return stream;
        }
    }
    stream.finish();
    after(&mut stream);
    stream
}

/// What `chunk-decoder.ts` does.
#[derive(Default)]
struct Chunks {
    values: Vec<Value>,
    templates: BTreeMap<u8, (Value, Vec<Hole>)>,
    filled: usize,
}

#[derive(Clone)]
struct Hole {
    level: usize,
    is_text: bool,
    key: String,
}

impl Chunks {
    fn take(&mut self, stream: &mut ChatStream<ChunkSink>) {
        let [ops, values, strings] = stream.sink().outputs().map(<[u8]>::to_vec);
        let mut values = elements(&values).into_iter();
        let texts = elements(&[b"[\"", &strings[..], b"\"]"].concat());
        let mut used = 0;
        let mut ops = ops.iter();
        while let Some(&op) = ops.next() {
            if op >= 0x80 {
                let (mut chunk, holes) = self.templates[&(op & 0x3f)].clone();
                for Hole { level, is_text, key } in holes {
                    let way = ["choices", "0", "delta", "tool_calls", "0", "function"];
                    let steps = [0, 2, 3, 5, 6][level];
                    let hole = chunk.at_mut(&way[..steps]).at_mut(&[&key]);
                    if is_text {
                        assert!(hole.units().is_some(), "a string stood where one is filled in");
                        used += 1;
                    }
                    *hole = if is_text {
                        texts[used - 1].clone()
                    } else {
                        values.next().expect("a value")
                    };
                }
                self.values.push(chunk);
                self.filled += 1;
                continue;
            }
            let chunk = values.next().expect("a value");
            self.values.push(chunk.clone());
            if op >= 0x40 {
                let count = ops.next().expect("a count") & 0x7f;
                let holes = (0..count).map(|_| {
                    let byte = *ops.next().expect("a hole");
                    let key = String::from_utf16_lossy(
                        values.next().expect("a value").units().expect("a key"),
                    );
                    Hole { level: (byte & 0x7f).into(), is_text: byte >= 0x80, key }
                });
                let holes = holes.collect();
                self.templates.insert(op & 0x3f, (chunk, holes));
            }
        }
        if used == 0 {
            assert_eq!(strings, b"");
            used += 1;
        }
        assert_eq!(texts.len(), used, "every text is used");
        assert!(values.next().is_none(), "every value is used");
    }
}

fn elements(array: &[u8]) -> Vec<Value> {
    match array {
        [] => Vec::new(),
        json => Value::parse(json).expect("a JSON array").elements().to_vec(),
    }
}

/// Runs `input` whole, cut in two at every byte, and byte by byte; all must agree.
pub fn run_all_ways(input: &[u8]) -> Outcome {
    let whole = run([input]);
    let whole_text = text([input]);
    for at in 0..=input.len() {
        let reads = [&input[..at], &input[at..]];
        assert_eq!(run(reads), whole, "cut at byte {at}");
        assert_eq!(text(reads), whole_text, "text cut at byte {at}");
    }
    assert_eq!(run(input.chunks(1)), whole, "byte by byte");
    assert_eq!(text(input.chunks(1)), whole_text, "text byte by byte");
    whole
}
