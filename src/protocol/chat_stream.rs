//! A chat completion stream: bytes in, chunks into a sink.
//!
//! One call takes the bytes of one read and passes all the chunks they complete to the sink, so
//! that JavaScript is entered once a read, however many chunks the read held.

use super::chunk::{self, Chunk};
use super::event_stream::{Event, EventStream};
use super::json::InvalidJson;
use super::sink::Sink;
use super::template::Templates;

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

/// Reads the chunks of one response body into a sink.
#[derive(Debug)]
pub struct ChatStream<S: ?Sized> {
    events: EventStream,
    state: State,
    error: Vec<u8>,
    sink: Box<S>,
}

#[derive(Debug, Default)]
struct State {
    status: Status,
    templates: Templates,
    seen_any: bool,
    is_answer: bool,
    choices: u64,
    finished: u64,
}

impl<S: Sink + ?Sized> ChatStream<S> {
    /// A stream whose events may hold up to `limit` bytes each.
    pub fn new(sink: Box<S>, limit: usize) -> Self {
        let (state, error) = (State::default(), Vec::new());
        let events = EventStream::with_limit(limit);
        Self { events, state, error, sink }
    }

    /// Room for at least `len` bytes of the next read.
    pub fn room(&mut self, len: usize) -> &mut [u8] {
        self.events.room(len)
    }

    /// Takes the first `len` bytes of [`Self::room`] and reads every event they complete. What
    /// the read before left in the sink is gone.
    pub fn feed(&mut self, len: usize) -> Status {
        self.sink.begin_read();
        if self.state.status == Status::Open {
            self.events.commit(len);
            self.state.status = self.read_events();
        }
        self.sink.end_read();
        self.state.status
    }

    /// The body has ended.
    pub fn finish(&mut self) -> Status {
        self.sink.begin_read();
        let state = &self.state;
        if state.status == Status::Open {
            // Some servers leave `[DONE]` out; an answer whose choices all have a finish reason
            // is whole without it.
            let begun = state.choices != 0 || !state.is_answer;
            let whole = state.seen_any && begun && state.finished == state.choices;
            self.state.status = match self.events.has_partial_event() {
                true => self.read_partial_event(),
                false if whole => Status::Done,
                false => Status::CutOff,
            };
        }
        self.sink.end_read();
        self.state.status
    }

    /// How the stream stands.
    pub fn status(&self) -> Status {
        self.state.status
    }

    /// What the chunks have become.
    pub fn sink(&self) -> &S {
        &self.sink
    }

    /// The same, to tell it what is wanted of it.
    pub fn sink_mut(&mut self) -> &mut S {
        &mut self.sink
    }

    /// The JSON text of the error that ended the stream.
    pub fn error(&self) -> &[u8] {
        &self.error
    }

    /// Some servers leave out the line ends after the last event. A chunk that might have gone on is
    /// none, but the end and an error are what they are.
    fn read_partial_event(&mut self) -> Status {
        self.events.write(b"\n\n");
        let Ok(Some(event)) = self.events.next_event() else { return Status::CutOff };
        match read_event(&event) {
            Ok(Read::Done) => Status::Done,
            Ok(Read::Error(json)) => {
                self.error.extend_from_slice(json);
                Status::ApiError
            }
            _ => Status::CutOff,
        }
    }

    fn read_events(&mut self) -> Status {
        loop {
            // Most events are found to be whole, and what they say, without looking for their end.
            while let Some(bytes) = self.events.ahead()
                && let Some(len) = self.state.fill(bytes, &mut *self.sink)
            {
                self.events.skip(len);
            }
            let event = match self.events.next_event() {
                Ok(Some(event)) => event,
                Ok(None) => return Status::Open,
                Err(_) => return Status::EventTooLong,
            };
            match read_event(&event) {
                Ok(Read::Nothing) => {}
                Ok(Read::Done) => return Status::Done,
                Ok(Read::Error(json)) => {
                    self.error.extend_from_slice(json);
                    return Status::ApiError;
                }
                Ok(Read::Chunk(chunk)) => self.state.learn(&event, chunk, &mut *self.sink),
                Err(InvalidJson) => return Status::InvalidJson,
            }
        }
    }
}

impl State {
    /// Takes the short way, where a template fits the event that `bytes` begin with; returns how long
    /// it is.
    fn fill<S: Sink + ?Sized>(&mut self, bytes: &[u8], sink: &mut S) -> Option<usize> {
        let filling = self.templates.fill(bytes)?;
        sink.filled(bytes, &filling);
        Some(filling.end)
    }

    fn learn<S: Sink + ?Sized>(&mut self, event: &Event, mut chunk: Chunk, sink: &mut S) {
        self.seen_any = true;
        self.is_answer |= chunk.is_answer;
        self.choices |= chunk.choices;
        self.finished |= chunk.finished;
        let learned = self.templates.learn(event, &mut chunk);
        sink.parsed(event.data, &chunk, learned);
    }
}

enum Read<'a> {
    Nothing,
    Done,
    Error(&'a [u8]),
    Chunk(Chunk),
}

fn read_event<'a>(event: &Event<'a>) -> Result<Read<'a>, InvalidJson> {
    // What gateways send to keep a connection alive.
    if matches!(event.data.trim_ascii(), b"" | b"null") || event.name == b"ping" {
        return Ok(Read::Nothing);
    }
    if event.data.starts_with(b"[DONE]") {
        return Ok(Read::Done);
    }
    let chunk = chunk::read(event.data)?;
    Ok(match chunk.error {
        Some(error) => Read::Error(&event.data[error]),
        None if event.name == b"error" => Read::Error(event.data),
        None => Read::Chunk(chunk),
    })
}
