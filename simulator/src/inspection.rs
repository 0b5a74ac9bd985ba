//! What the server was asked, for tests to look at.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::{Value, json};

use crate::app::App;

/// Every request so far.
pub struct Records {
    since: Instant,
    requests: Mutex<Vec<Value>>,
}

impl Default for Records {
    fn default() -> Self {
        Self { since: Instant::now(), requests: Mutex::default() }
    }
}

impl Records {
    pub fn add(&self, id: &str, method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) {
        let headers: BTreeMap<&str, String> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()).into()))
            .collect();
        let body = serde_json::from_slice(body)
            .unwrap_or_else(|_| Value::from(String::from_utf8_lossy(body)));
        self.locked().push(json!({
            "method": method.as_str(),
            "path": uri.path(),
            "query": uri.query().unwrap_or_default(),
            "headers": headers,
            "body": body,
            "at_ms": self.since.elapsed().as_millis() as u64,
            "request_id": id,
        }));
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Vec<Value>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `GET /__sim/requests`
pub async fn requests(State(app): State<App>) -> Json<Value> {
    let recorded = app.records.as_ref().map(|records| records.locked().clone());
    Json(recorded.unwrap_or_default().into())
}

/// `DELETE /__sim/requests`
pub async fn clear(State(app): State<App>) -> StatusCode {
    if let Some(records) = &app.records {
        records.locked().clear();
    }
    StatusCode::NO_CONTENT
}

/// `GET /__sim/stats`
pub async fn stats(State(app): State<App>) -> Json<Value> {
    Json(app.stats.to_json())
}
