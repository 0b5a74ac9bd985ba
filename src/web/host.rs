//! What the JavaScript side offers to Rust. `call.ts` and `outcome.ts` in `src/js` hold the other end.

use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// One call of the client, with all options settled; see `CallOptions` in `call.ts`.
    pub type Call;

    /// Starts an attempt: resolves the key, arms the timeout and calls `fetch`.
    #[wasm_bindgen(method)]
    pub fn attempt(this: &Call, retries_made: u32) -> Promise;

    /// How many times the request may be sent again.
    #[wasm_bindgen(method, getter, js_name = maxRetries)]
    pub fn max_retries(this: &Call) -> u32;

    /// Resolves after `ms`, or as soon as the caller aborts; true where it was aborted.
    #[wasm_bindgen(method)]
    pub fn sleep(this: &Call, ms: f64) -> Promise;

    /// Tells the caller's logger that the request is about to be sent again.
    #[wasm_bindgen(method)]
    pub fn retrying(this: &Call, status: u16, retries_left: u32);

    /// What came of an attempt.
    pub type Outcome;

    /// The status, or 0 where no response came.
    #[wasm_bindgen(method, getter)]
    pub fn status(this: &Outcome) -> u16;

    /// Whether trying again could change anything: false after an abort or a failed key function.
    #[wasm_bindgen(method, getter)]
    pub fn transient(this: &Outcome) -> bool;

    /// A response header.
    #[wasm_bindgen(method)]
    pub fn header(this: &Outcome, name: &str) -> Option<String>;

    /// A date header, in milliseconds from now; NaN where it is not a date.
    #[wasm_bindgen(method, js_name = msUntil)]
    pub fn ms_until(this: &Outcome, date: &str) -> f64;

    /// Lets go of a response that nobody will read.
    #[wasm_bindgen(method)]
    pub fn discard(this: &Outcome);

    /// The error's body as text.
    #[wasm_bindgen(method)]
    pub fn text(this: &Outcome) -> Promise;

    /// The typed error for this outcome.
    #[wasm_bindgen(method)]
    pub fn error(this: &Outcome, message: &str, body: &str) -> JsValue;
}
