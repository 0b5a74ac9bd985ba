//! The stream decoder as JavaScript sees it.
//!
//! JavaScript runs the read loop, because a promise crossing into wasm for every read costs more
//! than parsing it. Numbers cross by a small table in wasm memory rather than one getter each.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::protocol::chat_stream::ChatStream;

/// Decodes one response body. JavaScript writes a read into [`Decoder::room`], calls
/// [`Decoder::feed`], and looks at the report.
#[wasm_bindgen]
pub struct Decoder {
    stream: ChatStream,
    /// Status, chunk count, address and length of the chunks, address and length of the error.
    report: Box<[u32; 6]>,
}

#[wasm_bindgen]
impl Decoder {
    /// A decoder whose events may hold up to `event_limit` bytes each.
    #[wasm_bindgen(constructor)]
    pub fn new(event_limit: usize) -> Self {
        Self { stream: ChatStream::with_event_limit(event_limit), report: Box::default() }
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

    /// Notes the end of the body and fills in the report.
    pub fn finish(&mut self) {
        self.stream.finish();
        self.fill_in_report();
    }

    fn fill_in_report(&mut self) {
        let (chunks, error) = (self.stream.chunks(), self.stream.error());
        *self.report = [
            self.stream.status() as u32,
            self.stream.count() as u32,
            chunks.as_ptr() as u32,
            chunks.len() as u32,
            error.as_ptr() as u32,
            error.len() as u32,
        ];
    }
}
