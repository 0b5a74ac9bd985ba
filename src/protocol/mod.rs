//! The protocol half: everything the client knows about the API, with no web types.
//!
//! Bytes go in, events, chunks and decisions come out. Nothing here performs I/O, reads a
//! clock or touches JavaScript, so all of it runs, is tested, fuzzed and benched natively.

#![forbid(unsafe_code)]

pub mod accumulator;
pub mod api_error;
pub mod chat_stream;
pub mod chunk;
pub mod chunk_sink;
pub mod edits;
pub mod entries;
mod escapes;
pub mod event_stream;
pub mod growth_sink;
pub mod json;
pub mod partial_json;
pub mod retry;
pub mod sink;
mod swar;
pub mod template;
pub mod text_sink;
