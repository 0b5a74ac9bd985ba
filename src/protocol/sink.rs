//! Where the chunks of a stream go: out as objects, out as text, or into the final completion.

use super::chunk::Chunk;
use super::template::{Filling, Template};

/// Takes the chunks of a stream in order, and holds what is to leave after a read.
pub trait Sink {
    /// A read begins: what the last one left is not wanted any more.
    fn begin_read(&mut self) {}

    /// A chunk that was parsed. `slot` is the template it was learned as, if it was.
    fn parsed(&mut self, data: &[u8], chunk: &Chunk, slot: Option<usize>);

    /// A chunk that fills a template.
    fn filled(&mut self, data: &[u8], filling: &Filling, template: &Template);

    /// A read or the stream has ended; from now on [`Self::outputs`] are looked at.
    fn end_read(&mut self) {}

    /// What is to leave. What each text means is up to the sink.
    fn outputs(&self) -> [&[u8]; 3];
}
