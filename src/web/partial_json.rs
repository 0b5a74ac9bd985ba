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

    /// The edits that the next piece of the text makes.
    pub fn push(&mut self, text: &str) -> String {
        // Text in is text out; the check is what makes it a string without unsafe code.
        String::from_utf8_lossy(self.0.push(text.as_bytes())).into_owned()
    }
}
