//! Runs bytes through a chat stream the way JavaScript does.
#![allow(dead_code, reason = "each test file is a crate of its own and uses its share")]

pub mod compare;
pub mod partial;
pub mod plain;
mod value;

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
        let json = [b"\"", stream.sink().outputs()[0], b"\""].concat();
        let text = Value::parse(&json).expect("the inside of a JSON string");
        units.extend_from_slice(text.units().expect("a string"));
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
    templates: Vec<(Value, u8)>,
    filled: usize,
}

impl Chunks {
    fn take(&mut self, stream: &mut ChatStream<ChunkSink>) {
        let [ops, lines, strings] = stream.sink().outputs().map(<[u8]>::to_vec);
        let mut lines = lines.split(|&byte| byte == b'\n').enumerate();
        let filled = self.filled;
        let mut strings = elements(&[b"[\"", &strings[..], b"\"]"].concat()).into_iter();
        let mut ops = ops.iter();
        while let Some(&op) = ops.next() {
            let slot = usize::from(op & 0x1f);
            if op < 0x80 {
                let (at, line) = lines.next().expect("a line for each op");
                let value = Value::parse(line);
                if op == 1 && !value.as_ref().is_some_and(is_plain) && !stream.review(at) {
                    return;
                }
                self.values.push(value.expect("a chunk in each line"));
                if op >= 0x40 {
                    let empty = (Value::Null, 0);
                    self.templates.resize(self.templates.len().max(slot + 1), empty);
                    let shape = *ops.next().expect("a shape");
                    self.templates[slot] = (self.values.last().unwrap().clone(), shape & 0x7f);
                }
                continue;
            }
            let (mut chunk, field) = self.templates[slot].clone();
            let field: &[&str] = match field {
                0 => &["content"],
                1 => &["refusal"],
                2 => &["reasoning_content"],
                3 => &["reasoning"],
                _ => &["tool_calls", "0", "function", "arguments"],
            };
            let hole = chunk.at_mut(&["choices", "0", "delta"]).at_mut(field);
            assert!(hole.units().is_some(), "a string stood where one is filled in");
            *hole = strings.next().expect("a delta");
            if op & 0x20 != 0 {
                *chunk.at_mut(&["obfuscation"]) = strings.next().expect("an obfuscation");
            }
            self.values.push(chunk);
            self.filled += 1;
        }
        if filled == self.filled {
            assert_eq!(stream.sink().outputs()[2], b"");
            strings.next();
        }
        assert_eq!(lines.next().map(|(_, rest)| rest), Some(&b""[..]));
        assert!(lines.next().is_none() && strings.next().is_none(), "everything is used");
    }
}

/// What `chunk-decoder.ts` asks of a chunk that was left unread.
fn is_plain(chunk: &Value) -> bool {
    let is_absent = |value: &Value| *value == Value::Null;
    let [choice] = chunk["choices"].elements() else { return false };
    choice["index"] == Value::Number("0".into())
        && is_absent(&choice["finish_reason"])
        && is_absent(&chunk["error"])
        && !(chunk["object"] == "error")
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
