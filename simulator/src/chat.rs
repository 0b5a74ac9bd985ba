//! `POST /v1/chat/completions`

use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};

use crate::app::App;
use crate::auth::authenticate;
use crate::completion::Completion;
use crate::error::ApiError;
use crate::exchange::Incoming;
use crate::faults::Fault;
use crate::request::ChatRequest;
use crate::stream::{self, Script};

/// Answers a chat completion request, whole or as a stream.
pub async fn create(
    State(app): State<App>,
    headers: HeaderMap,
    Extension(incoming): Extension<Incoming>,
) -> Result<Response, ApiError> {
    let access = authenticate(&headers)?;
    let Some(body) = incoming.body else {
        return Err(ApiError::bad_request(
            "We could not parse the JSON body of your request. The API expects a JSON object.",
        ));
    };
    let request = ChatRequest::parse(&body)?;
    access.permit(&request.model)?;
    let completion = Completion::of(&request);
    let streamed = match () {
        () if incoming.faults.contains(&Fault::Json) => false,
        () if incoming.faults.contains(&Fault::Sse) => true,
        () => request.stream,
    };
    if !streamed {
        return Ok(Json(completion.to_json()).into_response());
    }
    let pace = pace(&headers)?.unwrap_or(app.pace);
    let script = Script::of(completion.chunks(), &incoming.faults, pace);
    let headers =
        [(header::CONTENT_TYPE, stream::CONTENT_TYPE), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, script.play(&app.stats)).into_response())
}

fn pace(headers: &HeaderMap) -> Result<Option<Duration>, ApiError> {
    let Some(value) = headers.get("x-simulate-pace") else { return Ok(None) };
    let milliseconds = value.to_str().ok().and_then(|text| text.parse().ok());
    let milliseconds = milliseconds.ok_or_else(|| {
        ApiError::bad_request("x-simulate-pace: expected a number of milliseconds.")
    })?;
    Ok(Some(Duration::from_millis(milliseconds)))
}
