//! The slow and plain reader that the client is compared with: it frames by the book, parses each
//! event by itself, and adds the texts up.

use brivionix::protocol::chat_stream::Status;

use super::Value;

/// What the plain reader makes of a stream.
#[derive(Debug, Default, PartialEq)]
pub struct Plain {
    pub chunks: Vec<Value>,
    /// The data of the events that the chunks were parsed from.
    pub sources: Vec<Vec<u8>>,
    pub text: Vec<u16>,
    pub status: Status,
    pub error: Option<Value>,
}

pub fn read(input: &[u8]) -> Plain {
    let mut plain = Plain::default();
    let (events, partial) = events(input);
    let complete = events.len();
    for (name, data) in events {
        plain.take(&name, data);
        if plain.status != Status::Open {
            return plain;
        }
    }
    if partial {
        plain.take_partial(input, complete);
        return plain;
    }
    let (mut begun, mut finished) = ([false; 64], [false; 64]);
    for (index, choice) in plain.chunks.iter().flat_map(choices) {
        begun[index] = true;
        finished[index] |= choice["finish_reason"].units().is_some();
    }
    let is_answer = plain.chunks.iter().any(|chunk| matches!(chunk["choices"], Value::Array(_)));
    let complete = begun == finished && (begun.contains(&true) || !is_answer);
    let whole = !plain.chunks.is_empty() && complete;
    plain.status = if whole { Status::Done } else { Status::CutOff };
    plain
}

impl Plain {
    /// Of an event without its line ends, only the end of the stream and an error count.
    fn take_partial(&mut self, input: &[u8], complete: usize) {
        self.status = Status::CutOff;
        let (events, _) = events(&[input, b"\n\n"].concat());
        let mut last = Self::default();
        if let Some((name, data)) = events.into_iter().nth(complete) {
            last.take(&name, data);
        }
        if [Status::Done, Status::ApiError].contains(&last.status) {
            (self.status, self.error) = (last.status, last.error);
        }
    }

    fn take(&mut self, name: &[u8], data: Vec<u8>) {
        if [&b""[..], b"null"].contains(&data.trim_ascii()) || name == b"ping" {
            return;
        }
        if data.starts_with(b"[DONE]") {
            self.status = Status::Done;
            return;
        }
        let Some(chunk) = Value::parse(&data) else {
            self.status = Status::InvalidJson;
            return;
        };
        let error = chunk.get("error").filter(|error| error.is_truthy());
        if error.is_some() || name == b"error" || chunk["object"] == "error" {
            self.error = Some(error.unwrap_or(&chunk).clone());
            self.status = Status::ApiError;
            return;
        }
        let first = choices(&chunk).filter(|(index, _)| *index == 0).last();
        let content = first.and_then(|(_, choice)| choice["delta"]["content"].units());
        self.text.extend(content.unwrap_or_default());
        self.chunks.push(chunk);
        self.sources.push(data);
    }
}

/// The choices of a chunk with their indices, up to 63. Without one, the place in the array counts.
pub fn choices(chunk: &Value) -> impl Iterator<Item = (usize, &Value)> {
    chunk["choices"].elements().iter().enumerate().map(|(place, choice)| {
        let index = match choice.get("index") {
            None => place,
            Some(Value::Number(text)) => {
                let digits = text.bytes().take_while(u8::is_ascii_digit).count();
                text[..digits].parse().unwrap_or(if digits > 0 { usize::MAX } else { 0 })
            }
            Some(_) => 0,
        };
        (index.min(63), choice)
    })
}

/// Name and data.
pub type Event = (Vec<u8>, Vec<u8>);

/// The events, and whether another one was begun.
pub fn events(input: &[u8]) -> (Vec<Event>, bool) {
    let mut rest = input.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(input);
    let (mut events, mut name, mut data) = (Vec::new(), Vec::new(), None::<Vec<u8>>);
    while let Some(end) = rest.iter().position(|byte| b"\r\n".contains(byte)) {
        let line = &rest[..end];
        rest = rest[end..].strip_prefix(b"\r\n").unwrap_or(&rest[end + 1..]);
        if line.is_empty() {
            let name = std::mem::take(&mut name);
            events.extend(data.take().map(|data| (name, data)));
            continue;
        }
        let colon = line.iter().position(|&byte| byte == b':').unwrap_or(line.len());
        let value = line.get(colon + 1..).unwrap_or_default();
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match (&line[..colon], &mut data) {
            (b"event", _) => name = value.to_vec(),
            (b"error", data) => {
                name = b"error".to_vec();
                let before = data.take().map(|data| [&data[..], b"\n"].concat());
                *data = Some([&before.unwrap_or_default()[..], value].concat());
            }
            (b"data", Some(data)) => data.extend([b"\n", value].concat()),
            (b"data", None) => data = Some(value.to_vec()),
            _ => {}
        }
    }
    let partial = data.is_some() || matches!(rest.first(), Some(b'd' | b'e'));
    (events, partial)
}
