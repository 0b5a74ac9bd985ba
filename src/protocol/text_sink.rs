//! The text alone: the `content` of choice 0.
//!
//! The raw bytes of JSON strings are joined as they are, escapes and all: joined, they are again
//! what stands between the quotes of a JSON string. That way surrogates whose halves came in two
//! chunks find each other, which they could not once decoded to UTF-8. The halves of a UTF-8
//! character do not: each chunk is decoded by itself, as everywhere else, however the reads fall.

use super::chunk::{Chunk, Field};
use super::sink::Sink;
use super::template::{Filling, Template};

/// What a decoder puts in place of a byte that is not UTF-8.
const REPLACEMENT: &str = "\u{fffd}";

/// Gathers the text of one read.
#[derive(Debug, Default)]
pub struct TextSink {
    text: Vec<u8>,
}

impl TextSink {
    fn push(&mut self, mut text: &[u8]) {
        // A continuation byte is malformed at the start of a text; at the end of another one it
        // might complete a character.
        if let Some((0x80..=0xBF, rest)) = text.split_first() {
            self.text.extend_from_slice(REPLACEMENT.as_bytes());
            text = rest;
        }
        self.text.extend_from_slice(text);
    }
}

impl Sink for TextSink {
    fn begin_read(&mut self) {
        self.text.clear();
    }

    fn parsed(&mut self, data: &[u8], chunk: &Chunk, _: Option<usize>) {
        if let Some(content) = &chunk.content {
            self.push(&data[content.clone()]);
        }
    }

    fn filled(&mut self, data: &[u8], filling: &Filling, template: &Template) {
        if template.field == Field::Content && template.choices == 1 {
            self.push(&data[filling.delta.clone()]);
        }
    }

    /// The text between the quotes of a JSON string.
    fn outputs(&self) -> [&[u8]; 3] {
        [&self.text, &[], &[]]
    }
}
