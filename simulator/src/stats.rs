//! Counters of what the server has done; they hold nothing of what was said.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

/// All counters.
#[derive(Default)]
pub struct Stats {
    pub requests: AtomicU64,
    pub open_connections: Arc<AtomicU64>,
    pub open_streams: Arc<AtomicU64>,
    pub completed_streams: AtomicU64,
    pub cancelled_streams: AtomicU64,
}

impl Stats {
    pub fn to_json(&self) -> Value {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        json!({
            "requests": read(&self.requests),
            "open_streams": read(&self.open_streams),
            "completed_streams": read(&self.completed_streams),
            "cancelled_streams": read(&self.cancelled_streams),
            "open_connections": read(&self.open_connections),
        })
    }
}

/// One unit of something open; it is counted until dropped.
pub struct Gauge(Arc<AtomicU64>);

impl Gauge {
    pub fn raise(counter: &Arc<AtomicU64>) -> Self {
        counter.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(counter))
    }
}

impl Drop for Gauge {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A streamed answer under way: dropped before [`finish`](Self::finish), it counts as cancelled.
pub struct OpenStream {
    stats: Arc<Stats>,
    finished: bool,
    _open: Gauge,
}

impl OpenStream {
    pub fn begin(stats: &Arc<Stats>) -> Self {
        let open = Gauge::raise(&stats.open_streams);
        Self { stats: Arc::clone(stats), finished: false, _open: open }
    }

    /// The server has said all it meant to say.
    pub fn finish(&mut self) {
        self.finished = true;
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        let outcome = match self.finished {
            true => &self.stats.completed_streams,
            false => &self.stats.cancelled_streams,
        };
        outcome.fetch_add(1, Ordering::Relaxed);
    }
}
