//! What happens around every API request: ids, records, faults.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, OriginalUri, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use uuid::Uuid;

use crate::app::App;
use crate::connections::Resetter;
use crate::error::ApiError;
use crate::faults::{self, Answered, Fault};

/// Bodies beyond this are refused; images as data URLs fit.
const MAX_BODY: usize = 64 << 20;

/// A request's body and faults, for its handler.
#[derive(Clone)]
pub struct Incoming {
    /// The body, if it is JSON.
    pub body: Option<Arc<Value>>,
    pub faults: Arc<[Fault]>,
}

/// The middleware around every handler below `/v1`.
pub async fn exchange(
    State(app): State<App>,
    ConnectInfo(resetter): ConnectInfo<Resetter>,
    OriginalUri(uri): OriginalUri,
    request: Request,
    next: Next,
) -> Response {
    let start = Instant::now();
    let id = format!("req_{}", Uuid::new_v4().simple());
    app.stats.requests.fetch_add(1, Ordering::Relaxed);
    let (parts, body) = request.into_parts();
    let response = match to_bytes(body, MAX_BODY).await {
        Err(_) => too_large(),
        Ok(bytes) => {
            if let Some(records) = &app.records {
                records.add(&id, &parts.method, &uri, &parts.headers, &bytes);
            }
            let request = Request::from_parts(parts, Body::empty());
            handle(&app, &resetter, request, bytes, next).await
        }
    };
    with_headers(response, &id, start)
}

async fn handle(
    app: &App,
    resetter: &Resetter,
    mut request: Request,
    bytes: Bytes,
    next: Next,
) -> Response {
    let body = serde_json::from_slice::<Value>(&bytes).ok().map(Arc::new);
    let faults = match due_faults(app, request.method(), request.headers(), body.as_deref()) {
        Ok(faults) => faults,
        Err(error) => return error.into_response(),
    };
    for fault in &faults {
        if let Fault::SlowHeaders(delay) = fault {
            tokio::time::sleep(*delay).await;
        }
    }
    match faults::answer(&faults, body.as_deref(), &app.stats) {
        Some(Answered::With(response)) => response,
        Some(Answered::Reset) => {
            resetter.reset();
            StatusCode::OK.into_response()
        }
        None => {
            request.extensions_mut().insert(Incoming { body, faults: faults.into() });
            next.run(request).await
        }
    }
}

fn due_faults(
    app: &App,
    method: &Method,
    headers: &HeaderMap,
    body: Option<&Value>,
) -> Result<Vec<Fault>, ApiError> {
    // A GET has no body, so only its header can ask for a fault.
    let body = body.filter(|_| method == Method::POST);
    Ok(app.fault_counters.due(faults::requested(headers, body)?))
}

fn too_large() -> Response {
    let message = format!("The request body is larger than {MAX_BODY} bytes.");
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "invalid_request_error", message).into_response()
}

fn with_headers(mut response: Response, id: &str, start: Instant) -> Response {
    let elapsed = start.elapsed().as_millis().to_string();
    let values = [
        ("x-request-id", id),
        ("openai-processing-ms", &elapsed),
        ("openai-version", "2020-10-01"),
    ];
    for (name, value) in values {
        let value = HeaderValue::from_str(value).expect("ids and numbers are plain ASCII");
        response.headers_mut().insert(name, value);
    }
    response
}
