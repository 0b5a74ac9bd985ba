//! The incremental JSON parser as JavaScript sees it. The value itself is JavaScript's; what
//! crosses is text in, edits out.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::protocol::partial_json;

/// Reads one JSON text in pieces; `partial_json.rs` says what the edits are.
#[wasm_bindgen]
pub struct PartialJson(partial_json::PartialJson);

#[wasm_bindgen]
impl PartialJson {
    /// Reads a text whose objects and arrays may stand inside each other `depth_limit` deep.
    #[wasm_bindgen(constructor)]
    pub fn new(depth_limit: usize) -> Self {
        Self(partial_json::PartialJson::new(depth_limit))
    }

    /// Reads the next piece of the text. The edits it makes are at the address returned, as UTF-8,
    /// until the next call; [`Self::len`] tells how long they are.
    pub fn push(&mut self, text: &[u8]) -> *const u8 {
        self.0.push(text).as_ptr()
    }

    /// How many bytes the edits of the last piece are.
    pub fn len(&self) -> usize {
        self.0.edits().len()
    }
}
