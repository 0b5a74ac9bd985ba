//! Faults that strike a few times and then no more, for clients that retry.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::Fault;
use super::parse::Request;

/// Strike only the first `times` requests that bear this `id`.
#[derive(Debug, PartialEq)]
pub struct Limit {
    pub times: u64,
    pub id: String,
}

/// How often each limited fault has struck.
#[derive(Default)]
pub struct Counters(Mutex<HashMap<String, u64>>);

impl Counters {
    /// The faults that strike this time.
    pub fn due(&self, requested: Vec<Request>) -> Vec<Fault> {
        let mut struck = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = |request: Request| {
            let Some(limit) = request.limit else { return Some(request.fault) };
            let count = struck.entry(limit.id).or_default();
            *count += 1;
            (*count <= limit.times).then_some(request.fault)
        };
        requested.into_iter().filter_map(due).collect()
    }
}
