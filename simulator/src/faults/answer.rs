//! Faults that take the place of the whole answer.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{ErrorBody, Fault, Retry, StatusFault};
use crate::error::ApiError;
use crate::stats::Stats;
use crate::stream::{self, Script};

const HTML_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Gateway</title></head>\
    <body><h1>Something went wrong</h1></body></html>\n";

/// What a fault leaves to do.
pub enum Answered {
    /// Send this response.
    With(Response),
    /// Reset the connection.
    Reset,
}

/// The answer of the first fault that has one, if any has.
pub fn answer(faults: &[Fault], body: Option<&Value>, stats: &Arc<Stats>) -> Option<Answered> {
    faults.iter().find_map(|fault| {
        Some(Answered::With(match fault {
            Fault::Status(fault) => status(fault),
            Fault::Html => Html(HTML_PAGE).into_response(),
            Fault::Empty => StatusCode::OK.into_response(),
            Fault::NoContent => StatusCode::NO_CONTENT.into_response(),
            Fault::Raw { size } => {
                raw(body, *size, stats).unwrap_or_else(IntoResponse::into_response)
            }
            Fault::Refuse => return Some(Answered::Reset),
            _ => return None,
        }))
    })
}

fn status(fault: &StatusFault) -> Response {
    let error = error(fault.status);
    let message = error.message.clone();
    let status = fault.status;
    let mut response = match fault.body {
        ErrorBody::Json => error.into_response(),
        ErrorBody::String => (status, Json(json!({ "error": message }))).into_response(),
        ErrorBody::Message => (status, Json(json!({ "message": message }))).into_response(),
        ErrorBody::Text => (status, message).into_response(),
        ErrorBody::Html => (status, Html(HTML_PAGE)).into_response(),
        ErrorBody::Empty => status.into_response(),
    };
    let headers = response.headers_mut();
    match fault.retry {
        Retry::None => {}
        Retry::Seconds(count) => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(count));
        }
        Retry::Milliseconds(count) => {
            headers.insert("retry-after-ms", HeaderValue::from(count));
        }
        Retry::Date(ahead) => {
            let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(ahead));
            headers.extend(HeaderValue::from_str(&date).map(|date| (header::RETRY_AFTER, date)));
        }
    }
    if let Some(should_retry) = fault.should_retry {
        let value = HeaderValue::from_static(if should_retry { "true" } else { "false" });
        headers.insert("x-should-retry", value);
    }
    response
}

/// What the API says with each status.
fn error(status: StatusCode) -> ApiError {
    let (kind, code, message) = match status.as_u16() {
        400 => ("invalid_request_error", "invalid_value", "The request is invalid."),
        401 => ("authentication_error", "invalid_api_key", "Incorrect API key provided."),
        403 => ("permission_error", "model_not_allowed", "This token may not use this model."),
        404 => ("invalid_request_error", "model_not_found", "The model does not exist."),
        408 => ("timeout_error", "request_timeout", "The request took too long."),
        409 => ("conflict_error", "conflict", "The request conflicts with another one."),
        422 => ("invalid_request_error", "unprocessable_entity", "The request makes no sense."),
        429 => ("rate_limit_error", "rate_limit_exceeded", "Rate limit reached. Slow down."),
        503 => ("service_unavailable", "service_unavailable", "The engine is overloaded."),
        _ => ("server_error", "server_error", "The server had an error. Sorry about that!"),
    };
    ApiError::new(status, kind, message).with_code(code)
}

/// The bytes of `x_raw` or `x_raw_base64`, with status `x_raw_status` and type `x_raw_type`.
fn raw(
    body: Option<&Value>,
    size: Option<usize>,
    stats: &Arc<Stats>,
) -> Result<Response, ApiError> {
    let body = body.unwrap_or(&Value::Null);
    let text = |key| body.get(key).and_then(Value::as_str);
    let bytes = match (text("x_raw"), text("x_raw_base64")) {
        (Some(raw), _) => raw.as_bytes().to_vec(),
        (None, Some(encoded)) => STANDARD
            .decode(encoded)
            .map_err(|_| ApiError::invalid("x_raw_base64", "Invalid base64."))?,
        _ => return Err(ApiError::invalid("x_raw", "The fault 'raw' needs a string here.")),
    };
    let status = body.get("x_raw_status").and_then(Value::as_u64).unwrap_or(200);
    let status = u16::try_from(status).ok().and_then(|code| StatusCode::from_u16(code).ok());
    let kind = text("x_raw_type").unwrap_or(stream::CONTENT_TYPE);
    Response::builder()
        .status(status.unwrap_or(StatusCode::OK))
        .header(header::CONTENT_TYPE, kind)
        .body(Script::verbatim(bytes, size).play(stats))
        .map_err(|error| ApiError::invalid("x_raw_type", error.to_string()))
}
