//! What all handlers share.

use std::sync::Arc;
use std::time::Duration;

use crate::faults::Counters;
use crate::inspection::Records;
use crate::stats::Stats;

/// The state of the server.
#[derive(Clone)]
pub struct App {
    pub stats: Arc<Stats>,
    pub fault_counters: Arc<Counters>,
    /// Kept only on demand: without `--inspect` nothing of a request outlives it.
    pub records: Option<Arc<Records>>,
    /// The time between streamed events.
    pub pace: Duration,
}
