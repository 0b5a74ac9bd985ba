//! What an error response says, in words.
//!
//! The API answers `{"error":{"message","type","param","code"}}`; the gateways in front of it
//! also answer `{"error":"text"}`, `{"message":"text"}`, `{"errors":[…]}`, a list of such objects,
//! plain text and HTML pages. The body is the server's, so a message repeats what it says of itself
//! and never what was sent.

use std::ops::Range;

use super::json::{InvalidJson, Kind, Reader};

/// Plain text bodies longer than this are cut: what follows is seldom a message.
const LONGEST_TEXT: u32 = 300;

/// The message of an [`APIError`](https://github.com/openai/openai-node#handling-errors), which
/// comes after its status: what the body says, and what to do about it.
///
/// It is written as inside the quotes of a JSON string, which most of it comes from: JavaScript has
/// what it takes to resolve the escapes, and the engine need not bring it along.
///
/// Body and message are UTF-8. `status` is 0 for an error inside a stream, which has none of its own.
pub fn message(status: u16, body: &[u8]) -> Vec<u8> {
    let mut message = said(body.trim_ascii()).unwrap_or_else(|| {
        let nothing: &[u8] = match status {
            0 => b"The server reported an error and gave no reason.",
            _ => b"status code (no body)",
        };
        nothing.into()
    });
    if let Some(advice) = advice(status) {
        if !matches!(message.last(), Some(b'.' | b'!' | b'?')) {
            message.push(b'.');
        }
        message.push(b' ');
        message.extend_from_slice(advice.as_bytes());
    }
    message
}

/// What the API's documentation tells the user to do.
fn advice(status: u16) -> Option<&'static str> {
    Some(match status {
        400 => "Check the request body.",
        401 => "Check the API key: it may be wrong, expired or out of quota.",
        403 => "Check that the API key may use this model.",
        429 => "Wait before retrying, and send fewer requests at once.",
        503 => "The upstream provider has trouble. Try again later.",
        500.. => "Try again later.",
        _ => return None,
    })
}

fn said(body: &[u8]) -> Option<Vec<u8>> {
    let first = body.first()?;
    if *first == b'<' {
        return Some(b"The server answered with an HTML page.".into());
    }
    match json_message(body) {
        Ok(message) => message.map(|span| body[span].into()),
        Err(_) if matches!(first, b'{' | b'[') => None,
        Err(_) => Some(quote(body)),
    }
}

/// The beginning of a text, as inside the quotes of a JSON string.
fn quote(text: &[u8]) -> Vec<u8> {
    let mut quoted = Vec::new();
    let mut characters = 0;
    for &byte in text {
        characters += u32::from(!matches!(byte, 0x80..=0xBF));
        if characters > LONGEST_TEXT {
            break;
        }
        if matches!(byte, b'"' | b'\\') {
            quoted.push(b'\\');
        }
        quoted.push(byte.max(b' '));
    }
    quoted
}

/// Where the message stands in a JSON body: `error` as a text, or `message`, there or inside `error`.
fn json_message(body: &[u8]) -> Result<Option<Range<usize>>, InvalidJson> {
    let mut reader = Reader::new(body);
    let message = message_in(&mut reader, true, true)?;
    reader.end()?;
    Ok(message)
}

/// Where it stands in a value. What is not entered again keeps nested input from overflowing the stack.
fn message_in(
    reader: &mut Reader<'_>,
    enter_error: bool,
    enter_array: bool,
) -> Result<Option<Range<usize>>, InvalidJson> {
    let mut inner = None;
    let mut own = None;
    match reader.peek()? {
        Kind::String => own = string(reader)?,
        Kind::Array if enter_array => reader.array(&mut |reader| {
            match inner {
                None => inner = message_in(reader, enter_error, false)?,
                Some(_) => reader.skip_value().map(drop)?,
            }
            Ok(())
        })?,
        Kind::Object => reader.object(&mut |reader, key| {
            if enter_error && (reader.is(&key, b"error") || reader.is(&key, b"errors")) {
                inner = message_in(reader, false, enter_array)?;
            } else if reader.is(&key, b"message") && reader.peek()? == Kind::String {
                own = string(reader)?;
            } else {
                reader.skip_value()?;
            }
            Ok(())
        })?,
        _ => reader.skip_value().map(drop)?,
    }
    Ok(inner.or(own))
}

fn string(reader: &mut Reader<'_>) -> Result<Option<Range<usize>>, InvalidJson> {
    Ok(Some(reader.string()?.span).filter(|span| !span.is_empty()))
}
