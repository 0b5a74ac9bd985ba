//! Chunks as objects.
//!
//! A parsed chunk leaves as its JSON text, to be built by `JSON.parse`. A chunk that fills a
//! template leaves as its strings alone: JavaScript clones the chunk that the template was learned
//! from and sets them, which is some twenty times faster than parsing.

use super::chunk::Chunk;
use super::sink::Sink;
use super::template::{Filling, SLOTS, Template};

/// A chunk to be taken from the JSON array.
const PARSED: u8 = 0;
/// The same, to be remembered as the template in slot `op - LEARNED`. A byte that tells the
/// template's field and [`HAS_SIDE_BRANCHES`] follows.
const LEARNED: u8 = 0x40;
/// Slot `op - FILLED`, to be cloned with the next string as its delta.
const FILLED: u8 = 0x80;
/// Added to [`FILLED`]: the string after that is its obfuscation.
const WITH_OBFUSCATION: u8 = 0x20;
/// The chunk holds objects that its clones must not share.
const HAS_SIDE_BRANCHES: u8 = 0x80;

const _: () = assert!(SLOTS <= WITH_OBFUSCATION as usize);

/// Gathers the chunks of one read.
#[derive(Debug, Default)]
pub struct ChunkSink {
    /// One or two bytes a chunk.
    ops: Vec<u8>,
    /// A JSON array of the chunks that were parsed.
    chunks: Vec<u8>,
    /// A JSON array of the strings that fill templates.
    strings: Vec<u8>,
    /// The templates that JavaScript knows, a bit each: it has not seen those that were learned
    /// before anybody watched.
    known: u32,
}

impl ChunkSink {
    /// Adds a value to the array of the chunks that were parsed.
    pub fn push_value(&mut self, json: &[u8]) {
        push_element(&mut self.chunks, &[json]);
    }

    fn learned(&mut self, slot: usize, shape: u8) {
        self.known |= 1 << slot;
        self.ops.extend([LEARNED + slot as u8, shape]);
    }
}

impl Sink for ChunkSink {
    fn begin_read(&mut self) {
        self.ops.clear();
        self.chunks.clear();
        self.strings.clear();
    }

    fn parsed(&mut self, data: &[u8], chunk: &Chunk, slot: Option<usize>) {
        self.push_value(data);
        let Some((slot, (field, _))) = slot.zip(chunk.delta.as_ref()) else {
            return self.ops.push(PARSED);
        };
        let branches = if chunk.has_side_branches { HAS_SIDE_BRANCHES } else { 0 };
        self.learned(slot, *field as u8 | branches);
    }

    fn filled(&mut self, data: &[u8], filling: &Filling, template: &Template) {
        if self.known & (1 << filling.slot) == 0 {
            self.push_value(data);
            return self.learned(filling.slot, template.field as u8 | HAS_SIDE_BRANCHES);
        }
        let mut op = FILLED + filling.slot as u8;
        push_element(&mut self.strings, &[b"\"", &data[filling.delta.clone()], b"\""]);
        if let Some(obfuscation) = &filling.obfuscation {
            op += WITH_OBFUSCATION;
            push_element(&mut self.strings, &[b"\"", &data[obfuscation.clone()], b"\""]);
        }
        self.ops.push(op);
    }

    fn end_read(&mut self) {
        for array in [&mut self.chunks, &mut self.strings] {
            if !array.is_empty() {
                array.push(b']');
            }
        }
    }

    /// Ops, chunks, strings.
    fn outputs(&self) -> [&[u8]; 3] {
        [&self.ops, &self.chunks, &self.strings]
    }
}

fn push_element(array: &mut Vec<u8>, parts: &[&[u8]]) {
    array.push(if array.is_empty() { b'[' } else { b',' });
    for part in parts {
        array.extend_from_slice(part);
    }
}
