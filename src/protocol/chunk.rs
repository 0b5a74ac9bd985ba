//! Reading of one chunk: is it JSON, does it carry an error, which choices does it finish, and
//! where is the part that the next chunk will probably differ in?
//!
//! The chunk's own value is built by `JSON.parse` in JavaScript; what is read here is what the
//! stream itself needs to know. See the API's [chunk object].
//!
//! Where a key stands twice, the last one counts, as in `JSON.parse`.
//!
//! [chunk object]: https://platform.openai.com/docs/api-reference/chat-streaming/streaming

use std::ops::Range;

use super::json::{InvalidJson, Kind, Reader, Str};

/// What is nested deeper than this is not copied, lest the copying overflow JavaScript's stack.
const DEEPEST_COPY: usize = 64;

/// Choices past this index count as this one.
const LAST_CHOICE: u32 = 63;

/// The string that a chunk adds to, told by where it stands in `choices[0].delta`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Field {
    /// `content`
    Content = 0,
    /// `refusal`
    Refusal = 1,
    /// `reasoning_content`
    ReasoningContent = 2,
    /// `reasoning`
    Reasoning = 3,
    /// `tool_calls[0].function.arguments`
    Arguments = 4,
}

/// The members of a delta that hold text.
pub(super) const TEXT_FIELDS: [(&[u8], Field); 4] = [
    (b"content", Field::Content),
    (b"refusal", Field::Refusal),
    (b"reasoning_content", Field::ReasoningContent),
    (b"reasoning", Field::Reasoning),
];

/// What one chunk says about its stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chunk {
    /// Where the value of a top-level `error` stands, unless it is `null`, `false`, `0` or `""`; all
    /// of the chunk where its `object` is `"error"`.
    pub error: Option<Range<usize>>,
    /// Whether there are choices, be it none so far: what an answer has.
    pub is_answer: bool,
    /// Bit n is set where choice n is mentioned.
    pub choices: u64,
    /// Bit n is set where choice n has a `finish_reason`.
    pub finished: u64,
    /// The string that this chunk adds to, and where its text stands between the quotes. Only
    /// where there is exactly one choice.
    pub delta: Option<(Field, Str)>,
    /// Where the text of a top-level `obfuscation` stands between its quotes.
    pub obfuscation: Option<Range<usize>>,
    /// Where the `content` of choice 0 stands, which is what a reader of the text alone wants;
    /// that of the last one, should several have this index.
    pub content: Option<Range<usize>>,
    /// Whether there are objects or arrays besides those on the way to `delta`.
    pub has_side_branches: bool,
    /// Whether the chunk adds to the answer by more than `delta`.
    pub adds_more: bool,
    /// Whether the chunk is nested too deeply to be copied.
    pub is_deep: bool,
}

/// Reads `data` as a chunk. Any JSON value is accepted: servers send what they like, and it is
/// passed on.
///
/// # Errors
/// [`InvalidJson`] where `JSON.parse` would throw.
pub fn read(data: &[u8]) -> Result<Chunk, InvalidJson> {
    let mut reader = Reader::new(data);
    let mut scan = Scan::default();
    if reader.peek()? == Kind::Object {
        scan.object(&mut reader, Level::Top)?;
    } else {
        reader.skip_value()?;
    }
    reader.end()?;
    if scan.is_error {
        scan.chunk.error.get_or_insert(0..data.len());
    }
    scan.chunk.is_deep = reader.deepest() > DEEPEST_COPY;
    if scan.choice_count != 1 {
        scan.chunk.delta = None;
    }
    Ok(scan.chunk)
}

/// The objects on the way from the top of a chunk to its delta.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Top,
    Choice,
    Delta,
    ToolCall,
    Function,
}

#[derive(Default)]
struct Scan {
    chunk: Chunk,
    choice_count: usize,
    call_count: usize,
    index: u32,
    is_error: bool,
    finished: bool,
    content: Option<Range<usize>>,
}

impl Scan {
    fn object(&mut self, reader: &mut Reader<'_>, level: Level) -> Result<(), InvalidJson> {
        reader.object(&mut |reader: &mut Reader<'_>, key| self.member(reader, level, &key))
    }

    fn member(
        &mut self,
        reader: &mut Reader<'_>,
        level: Level,
        key: &Str,
    ) -> Result<(), InvalidJson> {
        let kind = reader.peek()?;
        match level {
            Level::Top if reader.is(key, b"choices") => {
                (self.chunk.choices, self.chunk.finished) = (0, 0);
                (self.chunk.delta, self.chunk.content) = (None, None);
                self.choice_count = 0;
                self.chunk.is_answer = kind == Kind::Array;
                self.array(reader, kind, Level::Choice)
            }
            Level::Top if reader.is(key, b"obfuscation") => {
                let text = self.string_or_skip(reader, kind)?;
                self.chunk.obfuscation = text.map(|text| text.span);
                Ok(())
            }
            Level::Top if reader.is(key, b"error") => self.error(reader),
            Level::Top if reader.is(key, b"object") => {
                let text = self.string_or_skip(reader, kind)?;
                self.is_error = text.is_some_and(|text| reader.is(&text, b"error"));
                Ok(())
            }
            Level::Choice if reader.is(key, b"delta") => {
                (self.chunk.delta, self.content) = (None, None);
                self.branch(reader, kind, Level::Delta)
            }
            Level::Choice if reader.is(key, b"index") => {
                let value = reader.skip_value()?;
                self.index = small_number(reader.raw(value)).min(LAST_CHOICE);
                Ok(())
            }
            Level::Choice if reader.is(key, b"finish_reason") => {
                self.finished = kind == Kind::String;
                self.skip(reader, kind)
            }
            Level::Choice if reader.is(key, b"logprobs") => self.addition(reader, kind),
            Level::Delta if reader.is(key, b"tool_calls") => {
                self.forget(Field::Arguments);
                self.call_count = 0;
                self.array(reader, kind, Level::ToolCall)
            }
            Level::Delta => self.text_field(reader, kind, key),
            Level::ToolCall if reader.is(key, b"function") => {
                self.forget(Field::Arguments);
                self.branch(reader, kind, Level::Function)
            }
            Level::Function if reader.is(key, b"arguments") => {
                self.field(reader, kind, Field::Arguments)
            }
            Level::ToolCall if reader.is(key, b"index") => self.skip(reader, kind),
            Level::ToolCall | Level::Function => self.addition(reader, kind),
            _ => self.skip(reader, kind),
        }
    }

    fn array(
        &mut self,
        reader: &mut Reader<'_>,
        kind: Kind,
        level: Level,
    ) -> Result<(), InvalidJson> {
        if kind != Kind::Array {
            return self.skip(reader, kind);
        }
        reader.array(&mut |reader| {
            let kind = reader.peek()?;
            if level == Level::Choice {
                self.choice(reader, kind)
            } else {
                self.call_count += 1;
                self.branch(reader, kind, level)?;
                self.chunk.adds_more |= self.call_count > 1;
                Ok(())
            }
        })
    }

    fn choice(&mut self, reader: &mut Reader<'_>, kind: Kind) -> Result<(), InvalidJson> {
        // Where a server leaves the index out, the place in the array stands in for it.
        let place = self.choice_count.min(LAST_CHOICE as usize) as u32;
        self.choice_count += 1;
        (self.index, self.finished, self.content) = (place, false, None);
        self.branch(reader, kind, Level::Choice)?;
        if self.index == 0 {
            self.chunk.content = self.content.take();
        }
        self.chunk.choices |= 1 << self.index;
        self.chunk.finished |= u64::from(self.finished) << self.index;
        Ok(())
    }

    fn branch(
        &mut self,
        reader: &mut Reader<'_>,
        kind: Kind,
        level: Level,
    ) -> Result<(), InvalidJson> {
        match kind {
            Kind::Object => self.object(reader, level),
            _ => self.skip(reader, kind),
        }
    }

    fn text_field(
        &mut self,
        reader: &mut Reader<'_>,
        kind: Kind,
        key: &Str,
    ) -> Result<(), InvalidJson> {
        match TEXT_FIELDS.iter().find(|(name, _)| reader.is(key, name)) {
            Some((_, field)) => self.field(reader, kind, *field),
            None if matches!(kind, Kind::Object | Kind::Array) => self.addition(reader, kind),
            None => self.skip(reader, kind),
        }
    }

    /// A value that would be added once more with every chunk that repeats it.
    fn addition(&mut self, reader: &mut Reader<'_>, kind: Kind) -> Result<(), InvalidJson> {
        self.chunk.adds_more |= kind != Kind::Null;
        self.skip(reader, kind)
    }

    fn field(
        &mut self,
        reader: &mut Reader<'_>,
        kind: Kind,
        field: Field,
    ) -> Result<(), InvalidJson> {
        self.forget(field);
        let text = self.string_or_skip(reader, kind)?;
        if field == Field::Content {
            self.content = text.as_ref().map(|text| text.span.clone());
        }
        let Some(text) = text else { return Ok(()) };
        match &self.chunk.delta {
            // Where several fields are present, the one with a text is the one that will change.
            Some((_, other)) if !other.span.is_empty() => {
                self.chunk.adds_more |= !text.span.is_empty();
            }
            _ => self.chunk.delta = Some((field, text)),
        }
        Ok(())
    }

    fn forget(&mut self, field: Field) {
        if self.chunk.delta.as_ref().is_some_and(|(known, _)| *known == field) {
            self.chunk.delta = None;
        }
    }

    fn string_or_skip(
        &mut self,
        reader: &mut Reader<'_>,
        kind: Kind,
    ) -> Result<Option<Str>, InvalidJson> {
        match kind {
            Kind::String => reader.string().map(Some),
            _ => self.skip(reader, kind).map(|()| None),
        }
    }

    fn skip(&mut self, reader: &mut Reader<'_>, kind: Kind) -> Result<(), InvalidJson> {
        self.chunk.has_side_branches |= matches!(kind, Kind::Object | Kind::Array);
        reader.skip_value().map(drop)
    }

    fn error(&mut self, reader: &mut Reader<'_>) -> Result<(), InvalidJson> {
        let value = reader.skip_value()?;
        let falsy = matches!(reader.raw(value.clone()), b"null" | b"false" | b"0" | b"\"\"");
        self.chunk.error = (!falsy).then_some(value);
        Ok(())
    }
}

/// The value of the digits that `text` begins with.
fn small_number(text: &[u8]) -> u32 {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |number: u32, digit| {
        number.saturating_mul(10).saturating_add(u32::from(digit - b'0'))
    })
}
