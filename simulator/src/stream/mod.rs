//! Event streams: what is written, in which pieces, and how it ends.

mod framing;
mod script;
#[cfg(test)]
mod tests;

pub use script::Script;

/// The media type of event streams.
pub const CONTENT_TYPE: &str = "text/event-stream; charset=utf-8";
