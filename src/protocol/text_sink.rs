//! The text alone: the `content` of choice 0.
//!
//! Escapes are left as they are, for JavaScript to resolve once a read.

use super::chunk::Chunk;
use super::sink::{Sink, push_text};
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

    fn parsed(&mut self, data: &[u8], chunk: &Chunk, _: Option<&Template>) {
        if let Some(content) = &chunk.content {
            push_text(&mut self.text, &data[content.clone()]);
        }
    }

    fn filled(&mut self, bytes: &[u8], filling: &Filling<'_>) {
        if let Some(content) = filling.template.content {
            push_text(&mut self.text, filling.value(bytes, content));
        }
    }

    /// The text between the quotes of a JSON string.
    fn outputs(&self) -> [&[u8]; 3] {
        [&self.text, &[], &[]]
    }
}
