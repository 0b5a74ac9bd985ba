//! The stream decoder as JavaScript sees it.
//!
//! JavaScript runs the read loop, because a promise crossing into wasm for every read costs more
//! than parsing it. Numbers cross by a small table in wasm memory rather than one getter each.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::protocol::chat_stream::ChatStream;
use crate::protocol::chunk_sink::ChunkSink;
#[cfg(feature = "answers")]
use crate::protocol::growth_sink::GrowthSink;
use crate::protocol::sink::Sink;
use crate::protocol::text_sink::TextSink;

/// Status, then address and length of each of the sink's three outputs, of the error and of the
/// room for the next read.
type Report = [u32; 11];

/// Decodes one response body. JavaScript writes a read into [`Decoder::room`], calls
/// [`Decoder::feed`], and looks at the report.
#[wasm_bindgen]
pub struct Decoder {
    stream: ChatStream<dyn Sink>,
    report: Box<Report>,
}

#[wasm_bindgen]
impl Decoder {
    /// A decoder of chunk objects whose events may hold up to `event_limit` bytes each.
    pub fn chunks(event_limit: usize) -> Decoder {
        Self::with_sink(Box::<ChunkSink>::default(), event_limit)
    }

    /// A decoder of the text alone.
    pub fn text(event_limit: usize) -> Decoder {
        Self::with_sink(Box::<TextSink>::default(), event_limit)
    }

    /// The address of the report, which stays the same for the decoder's life.
    pub fn report(&self) -> *const u32 {
        self.report.as_ptr()
    }

    /// The address to write the next `len` bytes to.
    pub fn room(&mut self, len: usize) -> *mut u8 {
        self.stream.room(len).as_mut_ptr()
    }

    /// Reads the `len` bytes written to [`Decoder::room`] and fills in the report.
    pub fn feed(&mut self, len: usize) {
        self.stream.feed(len);
        self.fill_in_report();
    }

    /// Reads a chunk that was left unread. Where that ends the stream it is false, with the report
    /// filled in.
    pub fn review(&mut self, line: usize) -> bool {
        let is_chunk = self.stream.review(line);
        self.fill_in_report();
        is_chunk
    }

    /// Notes the end of the body and fills in the report.
    pub fn finish(&mut self) {
        self.stream.finish();
        self.fill_in_report();
    }
}

/// Whole answers.
#[cfg(feature = "answers")]
#[wasm_bindgen]
impl Decoder {
    /// A decoder of the whole answer, as edits to it.
    pub fn completion(event_limit: usize) -> Decoder {
        Self::with_sink(Box::<GrowthSink>::default(), event_limit)
    }

    /// Has what was gathered leave, and fills in the report.
    pub fn take(&mut self) {
        self.stream.sink_mut().take();
        self.fill_in_report();
    }

    /// Has every chunk come out from now on, each with its edits.
    pub fn watch(&mut self) {
        self.stream.sink_mut().watch();
    }
}

impl Decoder {
    #[inline(never)]
    fn with_sink(sink: Box<dyn Sink>, event_limit: usize) -> Self {
        Self { stream: ChatStream::new(sink, event_limit), report: Box::default() }
    }

    #[inline(never)]
    fn fill_in_report(&mut self) {
        let room = self.stream.room(0);
        [self.report[9], self.report[10]] = [room.as_ptr() as u32, room.len() as u32];
        let [first, second, third] = self.stream.sink().outputs();
        self.report[0] = self.stream.status() as u32;
        for (at, text) in [first, second, third, self.stream.error()].into_iter().enumerate() {
            self.report[2 * at + 1] = text.as_ptr() as u32;
            self.report[2 * at + 2] = text.len() as u32;
        }
    }
}
