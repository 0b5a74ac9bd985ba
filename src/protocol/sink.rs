//! Where the chunks of a stream go: out as objects, out as text, or into the final completion.

use super::chunk::Chunk;
use super::template::{Filling, Template};

/// Takes the chunks of a stream in order, and holds what is to leave after a read.
pub trait Sink {
    /// A read begins: what the last one left is not wanted any more.
    fn begin_read(&mut self) {}

    /// A chunk that was parsed, and the template it has become, if it has.
    fn parsed(&mut self, data: &[u8], chunk: &Chunk, learned: Option<&Template>);

    /// A chunk that fills a template. `bytes` are what the filling tells places in.
    fn filled(&mut self, bytes: &[u8], filling: &Filling<'_>);

    /// A read or the stream has ended; from now on [`Self::outputs`] are looked at.
    fn end_read(&mut self) {}

    /// What is to leave. What each text means is up to the sink.
    fn outputs(&self) -> [&[u8]; 3];

    /// Has what was gathered leave now. For a sink that gathers over several reads.
    fn take(&mut self) {}

    /// From now on every chunk is wanted. For a sink that can do without.
    fn watch(&mut self) {}
}

/// What a decoder puts in place of a byte that is not UTF-8.
const REPLACEMENT: &str = "\u{fffd}";

/// Appends what stands between the quotes of a JSON string to what stood between those of others.
///
/// Escapes stay as they are. That way surrogates whose halves came in two chunks find each other,
/// which they could not once decoded to UTF-8. The halves of a UTF-8 character do not: each chunk
/// is decoded by itself, as everywhere else, however the reads fall.
pub(super) fn push_text(texts: &mut Vec<u8>, mut text: &[u8]) {
    // A continuation byte is malformed at the start of a text; at the end of another one it might
    // complete a character.
    if let Some((0x80..=0xBF, rest)) = text.split_first() {
        texts.extend_from_slice(REPLACEMENT.as_bytes());
        text = rest;
    }
    texts.extend_from_slice(text);
}
