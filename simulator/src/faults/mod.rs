//! Faults on request: what can go wrong between a client and the API, made to go wrong.
//!
//! A request names them in the header `x-simulate` or in its model name, as in
//! `x-simulate: 429;retry=ms:50;times=1;id=a` or `"model": "sim-crlf,split;size=3"`.

mod answer;
mod limit;
mod parse;
#[cfg(test)]
mod tests;

use std::time::Duration;

use axum::http::StatusCode;

pub use answer::{Answered, answer};
pub use limit::Counters;
pub use parse::requested;

/// One fault and its parameters.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// An error status instead of an answer.
    Status(StatusFault),
    /// An HTML page with status 200.
    Html,
    /// Status 200 and no body.
    Empty,
    /// Status 204.
    NoContent,
    /// The connection reset before any header.
    Refuse,
    /// Bytes that the request itself brings along, written in pieces of this size.
    Raw { size: Option<usize> },
    /// The headers come late.
    SlowHeaders(Duration),
    /// A plain completion, whatever was asked for.
    Json,
    /// A stream, whatever was asked for.
    Sse,
    /// How the stream's events are written.
    Framing(Framing),
    /// How the stream's bytes are cut into writes.
    Delivery(Delivery),
    /// How the stream ends before its time.
    Ending(Ending),
}

/// An error answer.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusFault {
    pub status: StatusCode,
    pub retry: Retry,
    pub body: ErrorBody,
    pub should_retry: Option<bool>,
}

/// Which header says when to try again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Retry {
    None,
    Seconds(u64),
    Milliseconds(u64),
    /// A date this many seconds ahead.
    Date(u64),
}

/// The shapes in which servers and gateways wrap an error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ErrorBody {
    Json,
    String,
    Message,
    Text,
    Html,
    Empty,
}

/// Allowed, but unusual ways to write an event stream.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Framing {
    Comments,
    Crlf,
    Cr,
    Bom,
    NoSpace,
    Multiline,
}

/// How a stream's bytes are cut into writes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Delivery {
    /// One write.
    Whole,
    /// Writes of this many bytes.
    Pieces(usize),
}

/// How a stream ends before its time; the numbers count complete events before that.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ending {
    /// The connection breaks within an event.
    Drop(usize),
    /// The body ends, properly, within an event.
    Truncate(usize),
    /// Everything comes but `[DONE]`.
    NoDone,
    /// Nothing more comes and the connection stays open.
    Stall(usize),
    /// An error object as an event's data.
    ErrorInStream(usize),
    /// An error object in an event of type `error`.
    ErrorEvent(usize),
}
