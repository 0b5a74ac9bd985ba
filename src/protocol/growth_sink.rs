//! What the chunks of a stream do to the completion, and the chunks as well once somebody watches.

use super::accumulator::Accumulator;
use super::chunk::Chunk;
use super::chunk_sink::ChunkSink;
use super::sink::Sink;
use super::template::{Filling, Template};

/// Merges the chunks of a stream, and passes them on.
#[derive(Debug, Default)]
pub struct GrowthSink {
    accumulator: Accumulator,
    chunks: ChunkSink,
    passes_on: bool,
    /// The template whose edits left last, where all they do is append to its text. Further chunks of
    /// it leave without: JavaScript repeats them with the new text.
    repeated: Option<usize>,
}

impl GrowthSink {
    /// Puts a chunk's edits where JavaScript takes them from after the chunk. `slot` is that of the
    /// template, where the chunk has only appended to its text.
    fn pass_edits(&mut self, slot: Option<usize>) {
        if self.passes_on {
            self.accumulator.take();
            let [edits, ..] = self.accumulator.outputs();
            self.repeated = slot.filter(|_| !edits.is_empty());
            self.chunks.push_value(if edits.is_empty() { b"[]" } else { edits });
            self.accumulator.begin_read();
        }
    }
}

impl Sink for GrowthSink {
    fn begin_read(&mut self) {
        self.chunks.begin_read();
        self.accumulator.begin_read();
    }

    fn parsed(&mut self, data: &[u8], chunk: &Chunk, learned: Option<&Template>) {
        self.accumulator.parsed(data, chunk, learned);
        if self.passes_on {
            self.chunks.parsed(data, chunk, learned);
        }
        self.pass_edits(None);
    }

    fn filled(&mut self, bytes: &[u8], filling: &Filling<'_>) {
        if !self.passes_on {
            return self.accumulator.filled(bytes, filling);
        }
        let slot = self.accumulator.appends(filling).then_some(filling.template.slot);
        self.chunks.filled(bytes, filling);
        if slot.is_some() && slot == self.repeated {
            return self.chunks.push_value(b"0");
        }
        self.accumulator.filled(bytes, filling);
        self.pass_edits(slot);
    }

    fn end_read(&mut self) {
        self.accumulator.end_read();
        self.chunks.end_read();
    }

    /// What [`ChunkSink`] gives, each chunk followed by a value with its edits, or by a `0`
    /// where they are repeated; while nobody watches, what [`Accumulator`] gives.
    fn outputs(&self) -> [&[u8]; 3] {
        if self.passes_on { self.chunks.outputs() } else { self.accumulator.outputs() }
    }

    fn take(&mut self) {
        self.accumulator.take();
    }

    fn watch(&mut self) {
        self.passes_on = true;
    }
}
