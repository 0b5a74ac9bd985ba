//! What an error response says.
//!
//! The API answers `{"error":{"message","type","param","code"}}`; the gateways in front of it
//! also answer `{"error":"text"}`, `{"message":"text"}`, `{"errors":[…]}` and lists of such objects.
//! The body is the server's, so a message repeats what it says of itself and never what was sent.

use std::ops::Range;

use super::json::{InvalidJson, Kind, Reader};

/// The message in a JSON body, as it stands between its quotes; `None` where there is none, or the
/// body is no JSON. JavaScript resolves the escapes, and says something else where nothing is said.
pub fn message(body: &[u8]) -> Option<&[u8]> {
    let span = json_message(body).ok()??;
    Some(&body[span])
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
            } else if reader.is(&key, b"message") {
                own = text_in(reader)?;
            } else {
                reader.skip_value()?;
            }
            Ok(())
        })?,
        _ => own = text_in(reader)?,
    }
    Ok(inner.or(own))
}

/// A text that is not empty; anything else says nothing, nor does what stood under its name before.
fn text_in(reader: &mut Reader<'_>) -> Result<Option<Range<usize>>, InvalidJson> {
    if reader.peek()? != Kind::String {
        return reader.skip_value().map(|_| None);
    }
    Ok(Some(reader.string()?.span).filter(|span| !span.is_empty()))
}
