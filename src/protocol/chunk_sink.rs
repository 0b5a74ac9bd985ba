//! Chunks as objects.
//!
//! A chunk leaves as its JSON text, to be built by `JSON.parse`; where the stream's chunks are all
//! different, without having been read, which is then up to JavaScript. A chunk that fills a
//! template leaves as its strings alone: JavaScript clones the chunk that the template was learned
//! from and sets them, which is some twenty times faster than parsing.

use super::chunk::Chunk;
use super::sink::Sink;
use super::template::{Filling, SLOTS, Template};

/// A chunk to be parsed from the next line.
const PARSED: u8 = 0;
/// The same, not known to be JSON or a chunk.
const UNREAD: u8 = 1;
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
    /// The chunks to be parsed, a line each.
    lines: Vec<u8>,
    /// The strings that fill templates, as they stand between their quotes, with `","` between
    /// them: short ones without escapes need not be parsed.
    strings: Vec<u8>,
    /// Whether there are any; they may be empty.
    any_strings: bool,
    /// The templates that JavaScript knows, a bit each: it has not seen those that were learned
    /// before anybody watched.
    known: u32,
}

impl ChunkSink {
    /// Adds a value that was found to be JSON to the lines.
    pub fn push_value(&mut self, json: &[u8]) {
        // What was sent in several lines has white space between them.
        self.lines.extend(json.iter().map(|&byte| if byte == b'\n' { b' ' } else { byte }));
        self.lines.push(b'\n');
    }

    fn push_string(&mut self, string: &[u8]) {
        if self.any_strings {
            self.strings.extend_from_slice(b"\",\"");
        }
        self.strings.extend_from_slice(string);
        self.any_strings = true;
    }

    fn learned(&mut self, slot: usize, shape: u8) {
        self.known |= 1 << slot;
        self.ops.extend([LEARNED + slot as u8, shape]);
    }
}

impl Sink for ChunkSink {
    fn begin_read(&mut self) {
        self.ops.clear();
        self.lines.clear();
        self.strings.clear();
        self.any_strings = false;
    }

    fn parsed(&mut self, data: &[u8], chunk: &Chunk, slot: Option<usize>) {
        self.push_value(data);
        let Some((slot, (field, _))) = slot.zip(chunk.delta.as_ref()) else {
            return self.ops.push(PARSED);
        };
        let branches = if chunk.has_side_branches { HAS_SIDE_BRANCHES } else { 0 };
        self.learned(slot, *field as u8 | branches);
    }

    fn filled(&mut self, bytes: &[u8], filling: &Filling, template: &Template) {
        if self.known & (1 << filling.slot) == 0 {
            self.push_value(&bytes[filling.data.clone()]);
            return self.learned(filling.slot, template.field as u8 | HAS_SIDE_BRANCHES);
        }
        let mut op = FILLED + filling.slot as u8;
        self.push_string(&bytes[filling.delta.clone()]);
        if let Some(obfuscation) = &filling.obfuscation {
            op += WITH_OBFUSCATION;
            self.push_string(&bytes[obfuscation.clone()]);
        }
        self.ops.push(op);
    }

    fn unread(&mut self, data: &[u8]) -> bool {
        self.lines.extend_from_slice(data);
        self.lines.push(b'\n');
        self.ops.push(UNREAD);
        true
    }

    /// Ops, lines, strings.
    fn outputs(&self) -> [&[u8]; 3] {
        [&self.ops, &self.lines, &self.strings]
    }
}
