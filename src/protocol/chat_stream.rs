//! A chat completion stream: bytes in, JSON texts of chunks out.
//!
//! One call takes the bytes of one read and leaves all its chunks as one joined JSON array, so
//! that JavaScript is entered once and `JSON.parse` runs once a read, however many chunks the
//! read held. Every chunk is validated first: a chunk that is not JSON can therefore never lean
//! on its neighbours to make the joined text valid.

use super::chunk;
use super::event_stream::{Event, EventStream};

/// How a stream stands after the bytes it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u32)]
pub enum Status {
    /// More may follow.
    #[default]
    Open = 0,
    /// `[DONE]` has arrived, or the body has ended after every choice had finished.
    Done = 1,
    /// The server sent an error in place of a chunk; [`ChatStream::error`] holds its JSON.
    ApiError = 2,
    /// An event's data is not JSON.
    InvalidJson = 3,
    /// An event grew past the size limit.
    EventTooLong = 4,
    /// The body ended in the middle of an event or of an answer.
    CutOff = 5,
}

/// Reads the chunks of one response body.
#[derive(Debug, Default)]
pub struct ChatStream {
    events: EventStream,
    status: Status,
    chunks: Vec<u8>,
    count: usize,
    error: Vec<u8>,
    seen_any: bool,
    choices: u64,
    finished: u64,
}

impl ChatStream {
    /// A stream whose events may hold up to `limit` bytes each.
    pub fn with_event_limit(limit: usize) -> Self {
        Self { events: EventStream::with_limit(limit), ..Self::default() }
    }

    /// Room for at least `len` bytes of the next read.
    pub fn room(&mut self, len: usize) -> &mut [u8] {
        self.events.room(len)
    }

    /// Takes the first `len` bytes of [`Self::room`] and reads every event they complete. Chunks
    /// of the read before are gone.
    pub fn feed(&mut self, len: usize) -> Status {
        self.chunks.clear();
        self.count = 0;
        if self.status == Status::Open {
            self.events.commit(len);
            self.status = self.read_events();
        }
        if self.count > 0 {
            self.chunks.push(b']');
        }
        self.status
    }

    /// The body has ended.
    pub fn finish(&mut self) -> Status {
        self.chunks.clear();
        self.count = 0;
        if self.status == Status::Open {
            // Some servers leave `[DONE]` out; an answer whose choices all have a finish reason
            // is whole without it.
            let whole = self.seen_any && self.finished == self.choices;
            self.status = match whole && !self.events.has_partial_event() {
                true => Status::Done,
                false => Status::CutOff,
            };
        }
        self.status
    }

    /// How the stream stands.
    pub fn status(&self) -> Status {
        self.status
    }

    /// The JSON array of the chunks that the last read completed; empty where there were none.
    pub fn chunks(&self) -> &[u8] {
        &self.chunks
    }

    /// How many chunks the last read completed.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The JSON text of the error that ended the stream.
    pub fn error(&self) -> &[u8] {
        &self.error
    }

    fn read_events(&mut self) -> Status {
        loop {
            let event = match self.events.next_event() {
                Ok(Some(event)) => event,
                Ok(None) => return Status::Open,
                Err(_) => return Status::EventTooLong,
            };
            // Gateways send events of white space to keep a connection alive.
            if event.data.trim_ascii().is_empty() {
                continue;
            }
            if event.data.starts_with(b"[DONE]") {
                return Status::Done;
            }
            let chunk = match read_event(event) {
                Ok(Read::Chunk(chunk)) => chunk,
                Ok(Read::Error(json)) => {
                    self.error.extend_from_slice(json);
                    return Status::ApiError;
                }
                Err(_) => return Status::InvalidJson,
            };
            self.chunks.push(if self.count == 0 { b'[' } else { b',' });
            self.chunks.extend_from_slice(event.data);
            self.count += 1;
            self.seen_any = true;
            self.choices |= chunk.choices;
            self.finished |= chunk.finished;
        }
    }
}

enum Read<'a> {
    Chunk(chunk::Chunk),
    Error(&'a [u8]),
}

fn read_event(event: Event<'_>) -> Result<Read<'_>, super::json::InvalidJson> {
    let chunk = chunk::read(event.data)?;
    if let Some(error) = chunk.error {
        return Ok(Read::Error(&event.data[error]));
    }
    if event.name == b"error" {
        return Ok(Read::Error(event.data));
    }
    Ok(Read::Chunk(chunk))
}
