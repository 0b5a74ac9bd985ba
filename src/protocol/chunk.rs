//! Reading of one chunk: is it JSON, does it carry an error, which choices does it finish?
//!
//! The chunk's own value is built by `JSON.parse` in JavaScript; what is read here is what the
//! stream itself needs to know. See the API's [chunk object].
//!
//! [chunk object]: https://platform.openai.com/docs/api-reference/chat-streaming/streaming

use std::ops::Range;

use super::json::{InvalidJson, Kind, Reader, Str};

/// Choices past this index count as this one.
const LAST_CHOICE: u32 = 63;

/// What one chunk says about its stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chunk {
    /// Where the value of a top-level `error` stands, unless it is `null`, `false`, `0` or `""`.
    pub error: Option<Range<usize>>,
    /// Bit n is set where choice n is mentioned.
    pub choices: u64,
    /// Bit n is set where choice n has a `finish_reason`.
    pub finished: u64,
}

/// Reads `data` as a chunk. Any JSON value is accepted: servers send what they like, and it is
/// passed on.
///
/// # Errors
/// [`InvalidJson`] where `JSON.parse` would throw.
pub fn read(data: &[u8]) -> Result<Chunk, InvalidJson> {
    let mut chunk = Chunk::default();
    let mut reader = Reader::new(data);
    if reader.peek()? == Kind::Object {
        reader.object(|reader, key| read_member(data, reader, &key, &mut chunk))?;
    } else {
        reader.skip_value()?;
    }
    reader.end()?;
    Ok(chunk)
}

fn read_member(
    data: &[u8],
    reader: &mut Reader<'_>,
    key: &Str,
    chunk: &mut Chunk,
) -> Result<(), InvalidJson> {
    if reader.is(key, b"choices") && reader.peek()? == Kind::Array {
        (chunk.choices, chunk.finished) = (0, 0);
        return reader.array(|reader| read_choice(data, reader, chunk));
    }
    let is_error = reader.is(key, b"error");
    let value = reader.skip_value()?;
    if is_error {
        let falsy = matches!(&data[value.clone()], b"null" | b"false" | b"0" | b"\"\"");
        chunk.error = (!falsy).then_some(value);
    }
    Ok(())
}

fn read_choice(data: &[u8], reader: &mut Reader<'_>, chunk: &mut Chunk) -> Result<(), InvalidJson> {
    if reader.peek()? != Kind::Object {
        return reader.skip_value().map(drop);
    }
    let mut index = 0;
    let mut finished = false;
    reader.object(|reader, key| {
        let is_index = reader.is(&key, b"index");
        let is_reason = reader.is(&key, b"finish_reason");
        let value = reader.skip_value()?;
        if is_index {
            index = small_number(&data[value]).min(LAST_CHOICE);
        } else if is_reason {
            finished = data[value.start] == b'"';
        }
        Ok(())
    })?;
    chunk.choices |= 1 << index;
    chunk.finished |= u64::from(finished) << index;
    Ok(())
}

/// The value of a run of digits; 0 for anything else.
fn small_number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |number: u32, byte| match byte {
        b'0'..=b'9' => number.saturating_mul(10).saturating_add(u32::from(byte - b'0')),
        _ => 0,
    })
}
