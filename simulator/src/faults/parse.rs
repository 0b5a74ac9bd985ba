//! Reads faults from a header or a model name.

use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::limit::Limit;
use super::{Delivery, Ending, ErrorBody, Fault, Framing, Retry, StatusFault};
use crate::error::ApiError;
use crate::models::FAULT_PREFIX;

/// A fault together with how often it strikes.
#[derive(Debug, PartialEq)]
pub struct Request {
    pub fault: Fault,
    pub limit: Option<Limit>,
}

/// The faults that a request asks for; the header goes before the model name.
pub fn requested(headers: &HeaderMap, body: Option<&Value>) -> Result<Vec<Request>, ApiError> {
    let header = headers.get("x-simulate").and_then(|value| value.to_str().ok());
    let model = body.and_then(|body| body.get("model")).and_then(Value::as_str);
    let text = header.or_else(|| model.and_then(|model| model.strip_prefix(FAULT_PREFIX)));
    let Some(text) = text else { return Ok(Vec::new()) };
    text.split(',').map(|one| parse(one.trim())).collect::<Result<_, _>>().map_err(|message| {
        ApiError::bad_request(format!("x-simulate: {message}")).with_code("invalid_fault")
    })
}

/// Parses one fault, like `drop;after=2`.
pub fn parse(text: &str) -> Result<Request, String> {
    let mut parameters = Parameters::split(text)?;
    let fault = fault(&mut parameters)?;
    let limit = match (parameters.take_number("times")?, parameters.take("id")) {
        (Some(times), Some(id)) => Some(Limit { times, id: id.to_owned() }),
        (None, None) => None,
        _ => return Err("'times' and 'id' go together".to_owned()),
    };
    match parameters.pairs.first() {
        Some((key, _)) => Err(format!("'{}' has no parameter '{key}'", parameters.name)),
        None => Ok(Request { fault, limit }),
    }
}

fn fault(parameters: &mut Parameters) -> Result<Fault, String> {
    const DEFAULT_AFTER: usize = 3;
    let name = parameters.name;
    let mut after = || Ok::<_, String>(parameters.take_number("after")?.unwrap_or(DEFAULT_AFTER));
    Ok(match name {
        "400" | "401" | "403" | "404" | "408" | "409" | "422" | "429" | "500" | "503" => {
            Fault::Status(status(parameters)?)
        }
        "204" => Fault::NoContent,
        "html" => Fault::Html,
        "empty" => Fault::Empty,
        "refuse" => Fault::Refuse,
        "json" => Fault::Json,
        "sse" => Fault::Sse,
        "drop" => Fault::Ending(Ending::Drop(after()?)),
        "truncate" => Fault::Ending(Ending::Truncate(after()?)),
        "no-done" => Fault::Ending(Ending::NoDone),
        "stall" => Fault::Ending(Ending::Stall(after()?)),
        "error-in-stream" => Fault::Ending(Ending::ErrorInStream(after()?)),
        "error-event" => Fault::Ending(Ending::ErrorEvent(after()?)),
        "comments" => Fault::Framing(Framing::Comments),
        "crlf" => Fault::Framing(Framing::Crlf),
        "cr" => Fault::Framing(Framing::Cr),
        "bom" => Fault::Framing(Framing::Bom),
        "no-space" => Fault::Framing(Framing::NoSpace),
        "multiline" => Fault::Framing(Framing::Multiline),
        "batch" => Fault::Delivery(Delivery::Whole),
        "bytes" => Fault::Delivery(Delivery::Pieces(1)),
        "split" => Fault::Delivery(Delivery::Pieces(size(parameters)?.unwrap_or(7))),
        "raw" => Fault::Raw { size: size(parameters)? },
        "slow-headers" => {
            let ms = parameters.take_number("ms")?.unwrap_or(1000);
            Fault::SlowHeaders(Duration::from_millis(ms))
        }
        _ => return Err(format!("there is no fault '{name}'")),
    })
}

fn status(parameters: &mut Parameters) -> Result<StatusFault, String> {
    let status = parameters.name.parse::<StatusCode>().map_err(|error| error.to_string())?;
    let retry = match parameters.take("retry") {
        Some(retry) => self::retry(retry)?,
        None if status == StatusCode::TOO_MANY_REQUESTS => Retry::Seconds(1),
        None => Retry::None,
    };
    let body = match parameters.take("body") {
        None | Some("json") => ErrorBody::Json,
        Some("string") => ErrorBody::String,
        Some("message") => ErrorBody::Message,
        Some("text") => ErrorBody::Text,
        Some("html") => ErrorBody::Html,
        Some("empty") => ErrorBody::Empty,
        Some(other) => return Err(format!("there is no error body '{other}'")),
    };
    let should_retry = match parameters.take("should-retry") {
        None => None,
        Some("true") => Some(true),
        Some("false") => Some(false),
        Some(other) => return Err(format!("'should-retry' is true or false, not '{other}'")),
    };
    Ok(StatusFault { status, retry, body, should_retry })
}

fn retry(text: &str) -> Result<Retry, String> {
    let number = |digits: &str| {
        digits.parse().map_err(|_| format!("'retry' needs a number, not '{digits}'"))
    };
    match text.split_once(':') {
        Some(("seconds", count)) => Ok(Retry::Seconds(number(count)?)),
        Some(("ms", count)) => Ok(Retry::Milliseconds(number(count)?)),
        Some(("date", count)) => Ok(Retry::Date(number(count)?)),
        None if text == "none" => Ok(Retry::None),
        _ => Err(format!("'retry' is seconds:N, ms:N, date:N or none, not '{text}'")),
    }
}

fn size(parameters: &mut Parameters) -> Result<Option<usize>, String> {
    match parameters.take_number("size")? {
        Some(0) => Err("'size' must be at least 1".to_owned()),
        size => Ok(size),
    }
}

/// A fault's name and its parameters that have not been read yet.
struct Parameters<'a> {
    name: &'a str,
    pairs: Vec<(&'a str, &'a str)>,
}

impl<'a> Parameters<'a> {
    fn split(text: &'a str) -> Result<Self, String> {
        let mut parts = text.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let pair = |part: &'a str| {
            part.split_once('=').ok_or_else(|| format!("expected key=value, not '{part}'"))
        };
        Ok(Self { name, pairs: parts.map(pair).collect::<Result<_, _>>()? })
    }

    fn take(&mut self, key: &str) -> Option<&'a str> {
        let position = self.pairs.iter().position(|(name, _)| *name == key)?;
        Some(self.pairs.remove(position).1)
    }

    fn take_number<N: std::str::FromStr>(&mut self, key: &str) -> Result<Option<N>, String> {
        let parse =
            |text: &str| text.parse().map_err(|_| format!("'{key}' needs a number, not '{text}'"));
        self.take(key).map(parse).transpose()
    }
}
