//! The text alone: the `content` of choice 0.
//!
//! The raw bytes of JSON strings are joined as they are, escapes and all: joined, they are again
//! what stands between the quotes of a JSON string. That way surrogates whose halves came in two
//! chunks find each other, which they could not once decoded to UTF-8.

use super::chunk::{Chunk, Field};
use super::sink::Sink;
use super::template::{Filling, Template};

/// Gathers the text of one read.
#[derive(Debug, Default)]
pub struct TextSink {
    text: Vec<u8>,
}

impl Sink for TextSink {
    fn begin_read(&mut self) {
        self.text.clear();
    }

    fn parsed(&mut self, data: &[u8], chunk: &Chunk, _: Option<usize>) {
        if let Some(content) = &chunk.content {
            self.text.extend_from_slice(&data[content.clone()]);
        }
    }

    fn filled(&mut self, data: &[u8], filling: &Filling, template: &Template) {
        if template.field == Field::Content && template.choices == 1 {
            self.text.extend_from_slice(&data[filling.delta.clone()]);
        }
    }

    /// The text between the quotes of a JSON string.
    fn outputs(&self) -> [&[u8]; 3] {
        [&self.text, &[], &[]]
    }
}
