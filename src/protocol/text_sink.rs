//! The text alone: the `content` of choice 0.
//!
//! Escapes are left as they are, for JavaScript to resolve once a read.

use super::chunk::{Chunk, Field};
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

    fn parsed(&mut self, data: &[u8], chunk: &Chunk, _: Option<usize>) {
        if let Some(content) = &chunk.content {
            push_text(&mut self.text, &data[content.clone()]);
        }
    }

    fn filled(&mut self, bytes: &[u8], filling: &Filling, template: &Template) {
        if template.field == Field::Content && template.choices == 1 {
            push_text(&mut self.text, &bytes[filling.delta.clone()]);
        }
    }

    /// The text between the quotes of a JSON string.
    fn outputs(&self) -> [&[u8]; 3] {
        [&self.text, &[], &[]]
    }
}
