//! A stream planned in full before its first byte is written.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use serde_json::{Value, json};

use super::framing::Event;
use crate::faults::{Delivery, Ending, Fault, Framing};
use crate::stats::{OpenStream, Stats};

/// The writes of a stream and what comes after them.
pub struct Script {
    pub(super) writes: Vec<Bytes>,
    pub(super) close: Close,
    pace: Duration,
}

/// What comes after the last write.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Close {
    /// The body ends as it should.
    Clean,
    /// The connection breaks.
    Broken,
    /// Nothing, until the client goes away.
    Never,
}

impl Script {
    /// A stream of `chunks`, with what `faults` do to it.
    pub fn of(chunks: Vec<Value>, faults: &[Fault], pace: Duration) -> Self {
        let mut events: Vec<Event> = chunks.into_iter().map(Event::json).collect();
        events.push(Event::done());
        let framings: Vec<Framing> = faults.iter().filter_map(framing).collect();
        let text = |events: &[Event]| -> Vec<String> {
            events.iter().enumerate().map(|(index, event)| event.write(index, &framings)).collect()
        };
        let (events, close) = match faults.iter().find_map(ending) {
            None => (text(&events), Close::Clean),
            Some(Ending::NoDone) => (text(&events[..events.len() - 1]), Close::Clean),
            Some(Ending::Drop(after)) => (cut_within(text(&events), after), Close::Broken),
            Some(Ending::Truncate(after)) => (cut_within(text(&events), after), Close::Clean),
            Some(Ending::Stall(after)) => (text(&events[..after.min(events.len())]), Close::Never),
            Some(Ending::ErrorInStream(after)) => {
                (text(&with_error(events, after, None)), Close::Clean)
            }
            Some(Ending::ErrorEvent(after)) => {
                (text(&with_error(events, after, Some("error"))), Close::Clean)
            }
        };
        let delivery = faults.iter().find_map(delivery);
        // Paced byte by byte, a short answer would take minutes.
        let pace = if delivery.is_some() { Duration::ZERO } else { pace };
        let writes = match delivery {
            None => events.into_iter().map(Bytes::from).collect(),
            Some(Delivery::Whole) => vec![Bytes::from(events.concat())],
            Some(Delivery::Pieces(size)) => pieces(&Bytes::from(events.concat()), size),
        };
        Self { writes, close, pace }
    }

    /// The given bytes and nothing else.
    pub fn verbatim(bytes: Vec<u8>, size: Option<usize>) -> Self {
        let bytes = Bytes::from(bytes);
        let size = size.unwrap_or(bytes.len().max(1));
        Self { writes: pieces(&bytes, size), close: Close::Clean, pace: Duration::ZERO }
    }

    /// Performs the script as a response body.
    pub fn play(self, stats: &Arc<Stats>) -> Body {
        let mut open = OpenStream::begin(stats);
        Body::from_stream(async_stream::stream! {
            let count = self.writes.len();
            for (index, bytes) in self.writes.into_iter().enumerate() {
                // The timer counts whole milliseconds: even a sleep of none takes one.
                if index > 0 && !self.pace.is_zero() {
                    tokio::time::sleep(self.pace).await;
                }
                // A client may leave as soon as it has the last byte: that isn't cancelling.
                if index + 1 == count && self.close == Close::Clean {
                    open.finish();
                }
                yield Ok(bytes);
                // What was written is flushed only when the body has nothing more to give.
                tokio::task::yield_now().await;
            }
            match self.close {
                Close::Clean => {}
                Close::Never => std::future::pending().await,
                Close::Broken => {
                    open.finish();
                    yield Err(io::Error::from(io::ErrorKind::ConnectionAborted));
                }
            }
            open.finish();
        })
    }
}

fn framing(fault: &Fault) -> Option<Framing> {
    if let Fault::Framing(framing) = fault { Some(*framing) } else { None }
}

fn delivery(fault: &Fault) -> Option<Delivery> {
    if let Fault::Delivery(delivery) = fault { Some(*delivery) } else { None }
}

fn ending(fault: &Fault) -> Option<Ending> {
    if let Fault::Ending(ending) = fault { Some(*ending) } else { None }
}

/// `after` whole events and half of the next one.
fn cut_within(mut events: Vec<String>, after: usize) -> Vec<String> {
    let index = after.min(events.len() - 1);
    events.truncate(index + 1);
    let half = events[index].len() / 2;
    let boundary = events[index].floor_char_boundary(half);
    events[index].truncate(boundary);
    events
}

fn with_error(mut events: Vec<Event>, after: usize, name: Option<&'static str>) -> Vec<Event> {
    let error = json!({ "error": {
        "message": "The server had an error while processing your request.",
        "type": "server_error",
        "param": null,
        "code": "server_error",
    } });
    events.truncate(after.min(events.len() - 1));
    events.push(Event { name, ..Event::json(error) });
    events
}

fn pieces(bytes: &Bytes, size: usize) -> Vec<Bytes> {
    bytes.chunks(size).map(|piece| bytes.slice_ref(piece)).collect()
}
