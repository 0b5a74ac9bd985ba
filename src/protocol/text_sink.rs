//! The text alone: the `content` of choice 0.
//!
//! Escapes are resolved once a read: halves of a surrogate pair that came in two chunks have found
//! each other by then. A half that is alone cannot be told in UTF-8: the text of its read leaves as it
//! is in JSON.

use super::chunk::Chunk;
use super::escapes::unescape;
use super::sink::{Sink, push_text};
use super::template::{Filling, Template};

/// Gathers the text of one read.
#[derive(Debug, Default)]
pub struct TextSink {
    /// The text between the quotes of a JSON string.
    json: Vec<u8>,
    /// The same without escapes.
    text: Vec<u8>,
}

impl Sink for TextSink {
    fn begin_read(&mut self) {
        self.json.clear();
        self.text.clear();
    }

    fn parsed(&mut self, data: &[u8], chunk: &Chunk, _: Option<&Template>) {
        if let Some(content) = &chunk.content {
            push_text(&mut self.json, &data[content.clone()]);
        }
    }

    fn filled(&mut self, bytes: &[u8], filling: &Filling<'_>) {
        if let Some(content) = filling.template.content {
            push_text(&mut self.json, filling.value(bytes, content));
        }
    }

    fn end_read(&mut self) {
        // The slim engine is without: JavaScript can do it, too, in more time and fewer bytes.
        if cfg!(feature = "answers") {
            match unescape(&self.json, &mut self.text) {
                Some(()) => self.json.clear(),
                None => self.text.clear(),
            }
        }
    }

    /// The text, or what stands between the quotes of the JSON string that it is in.
    fn outputs(&self) -> [&[u8]; 3] {
        [&self.text, &self.json, &[]]
    }
}
