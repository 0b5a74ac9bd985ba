//! Brivionix: a streaming Chat Completions client for JavaScript, compiled to WebAssembly.
//!
//! [`protocol`] is pure Rust and knows the API; `web` is the thin half that knows JavaScript and
//! exists only in wasm builds. `ARCHITECTURE.md` shows the way a token takes through them.

pub mod protocol;

#[cfg(target_arch = "wasm32")]
mod web;
