//! Chunks as objects.
//!
//! A chunk leaves as its JSON text, to be built by `JSON.parse`, all those of a read at once. A chunk
//! that fills a template leaves as the values that fill it alone: JavaScript clones the chunk that
//! the template was learned from and sets them, which is some twenty times faster than parsing.

use super::chunk::{Chunk, Role};
use super::sink::Sink;
use super::template::{Filling, SLOTS, Template};

/// A chunk is the next value.
const PARSED: u8 = 0;
/// The same, to be remembered as the template in slot `op - LEARNED`. The number of its holes and
/// [`HAS_SIDE_BRANCHES`] follow in a byte, then one for each hole: its level and [`IS_TEXT`]. Their
/// keys are the next values.
const LEARNED: u8 = 0x40;
/// Slot `op - FILLED`, to be cloned with the next strings in its holes where those are texts, or else
/// with the next values.
const FILLED: u8 = 0x80;
/// The chunk holds objects that its clones must not share.
const HAS_SIDE_BRANCHES: u8 = 0x80;
/// A hole is a text, as are all others of the template.
const IS_TEXT: u8 = 0x80;

const _: () = assert!(SLOTS <= LEARNED as usize);

/// Gathers the chunks of one read.
#[derive(Debug, Default)]
pub struct ChunkSink {
    ops: Vec<u8>,
    /// What is to be parsed, a JSON array; nothing where there is none.
    values: Vec<u8>,
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
    /// Adds a value that was found to be JSON.
    pub fn push_value(&mut self, json: &[u8]) {
        self.values.push(if self.values.is_empty() { b'[' } else { b',' });
        self.values.extend_from_slice(json);
    }

    fn push_string(&mut self, string: &[u8]) {
        if self.any_strings {
            self.strings.extend_from_slice(b"\",\"");
        }
        self.strings.extend_from_slice(string);
        self.any_strings = true;
    }

    fn push_template(&mut self, template: &Template) {
        self.known |= 1 << template.slot;
        let branches = if template.has_side_branches { HAS_SIDE_BRANCHES } else { 0 };
        self.ops.extend([LEARNED + template.slot as u8, template.holes.len() as u8 | branches]);
        for hole in &template.holes {
            let text = if template.is_text { IS_TEXT } else { 0 };
            self.ops.push(hole.level as u8 | text);
            self.push_value(template.quoted_key(hole));
        }
    }
}

impl Sink for ChunkSink {
    fn begin_read(&mut self) {
        self.ops.clear();
        self.values.clear();
        self.strings.clear();
        self.any_strings = false;
    }

    fn parsed(&mut self, data: &[u8], _: &Chunk, learned: Option<&Template>) {
        self.push_value(data);
        match learned {
            Some(template) => self.push_template(template),
            None => self.ops.push(PARSED),
        }
    }

    fn filled(&mut self, bytes: &[u8], filling: &Filling<'_>) {
        let template = filling.template;
        if self.known & (1 << template.slot) == 0 {
            self.push_value(&bytes[filling.data.clone()]);
            return self.push_template(template);
        }
        self.ops.push(FILLED + template.slot as u8);
        for (hole, value) in filling.values(bytes) {
            match hole.role {
                _ if template.is_text => self.push_string(value),
                Role::Text => {
                    self.push_value(b"\"");
                    self.values.extend_from_slice(value);
                    self.values.push(b'"');
                }
                _ => self.push_value(value),
            }
        }
    }

    fn end_read(&mut self) {
        if !self.values.is_empty() {
            self.values.push(b']');
        }
    }

    /// Ops, values, strings.
    fn outputs(&self) -> [&[u8]; 3] {
        [&self.ops, &self.values, &self.strings]
    }
}
