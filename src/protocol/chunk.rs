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

/// The members of a delta that hold text.
pub(super) const TEXT_FIELDS: [&[u8]; 4] =
    [b"content", b"refusal", b"reasoning_content", b"reasoning"];

/// A chunk has no more members than this that a template looks at.
const MOST_MEMBERS: usize = 64;

/// The objects on the way from the top of a chunk to its delta.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Level {
    /// The chunk itself.
    Top = 0,
    /// `choices[0]`
    Choice = 1,
    /// `choices[0].delta`
    Delta = 2,
    /// `choices[0].delta.tool_calls[0]`
    ToolCall = 3,
    /// `choices[0].delta.tool_calls[0].function`
    Function = 4,
}

/// What the next chunk may say instead, and be a chunk of the same kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Nothing else: the stream itself has to know it.
    Fixed,
    /// An object or array whose members stand in the list themselves.
    Branch,
    /// Any value, but it has been the same so far.
    Free,
    /// Any value. It says more with every chunk, or has been another one before.
    Volatile,
    /// A string that adds to a text, or the padding.
    Text,
}

impl Role {
    /// Whether the next chunk is likely to say something else.
    pub fn is_hole(self) -> bool {
        self >= Role::Volatile
    }
}

/// A member of one of the objects that a [`Level`] names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Which object.
    pub level: Level,
    /// What it may become.
    pub role: Role,
    /// Where its key stands between the quotes.
    pub key: Range<usize>,
    /// Where its value stands; a text between its quotes.
    pub value: Range<usize>,
}

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
    /// Where the `content` of choice 0 stands, which is what a reader of the text alone wants;
    /// that of the last one, should several have this index.
    pub content: Option<Range<usize>>,
    /// What the chunk is made of, each after what is inside it.
    pub members: Vec<Member>,
    /// Whether it is odd, so that no other chunk can be told by its members.
    pub is_odd: bool,
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
    scan.chunk.is_odd |= reader.deepest() > DEEPEST_COPY || scan.choice_count != 1;
    Ok(scan.chunk)
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
        let start = reader.position();
        let role = self.value(reader, level, key, kind)?;
        let quote = usize::from(role == Role::Text);
        let value = start + quote..reader.position() - quote;
        // To JavaScript, `__proto__` is no ordinary key, and those that are not UTF-8 may be the same.
        let raw = reader.raw(key.span.clone());
        self.chunk.is_odd |= key.escaped
            || self.chunk.members.len() == MOST_MEMBERS
            || raw.starts_with(b"__")
            || raw.iter().any(|byte| *byte >= 0x80);
        if !self.chunk.is_odd {
            self.chunk.members.push(Member { level, role, key: key.span.clone(), value });
        }
        Ok(())
    }

    /// Reads a member's value, and says what it may become.
    fn value(
        &mut self,
        reader: &mut Reader<'_>,
        level: Level,
        key: &Str,
        kind: Kind,
    ) -> Result<Role, InvalidJson> {
        let is = |name: &[u8]| reader.is(key, name);
        let nests = matches!(kind, Kind::Object | Kind::Array);
        let grows = match level {
            Level::Top if is(b"choices") => {
                (self.chunk.choices, self.chunk.finished) = (0, 0);
                self.chunk.content = None;
                self.choice_count = 0;
                self.chunk.is_answer = kind == Kind::Array;
                return self.array(reader, kind, Level::Choice);
            }
            Level::Top if is(b"error") => return self.error(reader),
            Level::Top if is(b"object") => {
                let text = self.text(reader, kind)?;
                self.is_error = text.is_some_and(|text| reader.is(&text, b"error"));
                return Ok(Role::Fixed);
            }
            Level::Choice if is(b"delta") => {
                self.content = None;
                return self.branch(reader, kind, Level::Delta);
            }
            Level::Choice if is(b"index") => {
                let value = reader.skip_value()?;
                self.index = small_number(reader.raw(value)).min(LAST_CHOICE);
                return Ok(Role::Fixed);
            }
            Level::Choice if is(b"finish_reason") => {
                self.finished = kind == Kind::String;
                return reader.skip_value().map(|_| Role::Fixed);
            }
            Level::Delta if is(b"tool_calls") => {
                self.call_count = 0;
                return self.array(reader, kind, Level::ToolCall);
            }
            Level::ToolCall if is(b"function") => {
                return self.branch(reader, kind, Level::Function);
            }
            Level::ToolCall if is(b"index") => return reader.skip_value().map(|_| Role::Fixed),
            _ if is_text(level, is) => {
                let is_content = is(b"content");
                let text = self.text(reader, kind)?.map(|text| text.span);
                // A number adds to a text each time.
                self.chunk.is_odd |= text.is_none() && kind != Kind::Null;
                let role = if text.is_some() { Role::Text } else { Role::Fixed };
                if is_content {
                    self.content = text;
                }
                return Ok(role);
            }
            Level::Top => false,
            Level::Choice => is(b"logprobs") && kind != Kind::Null,
            Level::Delta | Level::ToolCall => nests,
            Level::Function => kind != Kind::Null,
        };
        reader.skip_value()?;
        Ok(if grows { Role::Volatile } else { Role::Free })
    }

    fn array(
        &mut self,
        reader: &mut Reader<'_>,
        kind: Kind,
        level: Level,
    ) -> Result<Role, InvalidJson> {
        if kind != Kind::Array {
            return self.skip(reader, kind);
        }
        reader.array(&mut |reader| {
            let kind = reader.peek()?;
            if level == Level::Choice {
                return self.choice(reader, kind);
            }
            self.call_count += 1;
            self.chunk.is_odd |= self.call_count > 1;
            self.branch(reader, kind, level).map(drop)
        })?;
        Ok(Role::Branch)
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
    ) -> Result<Role, InvalidJson> {
        if kind != Kind::Object {
            return self.skip(reader, kind);
        }
        self.object(reader, level)?;
        Ok(Role::Branch)
    }

    /// Reads what is not what it should be. It stays as it is.
    fn skip(&mut self, reader: &mut Reader<'_>, kind: Kind) -> Result<Role, InvalidJson> {
        self.chunk.is_odd |= matches!(kind, Kind::Object | Kind::Array);
        reader.skip_value().map(|_| Role::Fixed)
    }

    fn text(&mut self, reader: &mut Reader<'_>, kind: Kind) -> Result<Option<Str>, InvalidJson> {
        match kind {
            Kind::String => reader.string().map(Some),
            _ => self.skip(reader, kind).map(|_| None),
        }
    }

    fn error(&mut self, reader: &mut Reader<'_>) -> Result<Role, InvalidJson> {
        let value = reader.skip_value()?;
        let falsy = matches!(reader.raw(value.clone()), b"null" | b"false" | b"0" | b"\"\"");
        self.chunk.error = (!falsy).then_some(value);
        Ok(Role::Fixed)
    }
}

/// Whether a member of this level is a text that grows, or the padding.
fn is_text(level: Level, is: impl Fn(&[u8]) -> bool) -> bool {
    match level {
        Level::Top => is(b"obfuscation"),
        Level::Delta => TEXT_FIELDS.iter().any(|name| is(name)),
        Level::Function => is(b"arguments"),
        _ => false,
    }
}

/// The value of the digits that `json` begins with, between quotes or not.
fn small_number(json: &[u8]) -> u32 {
    let digits =
        json.iter().skip_while(|byte| **byte == b'"').take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |number: u32, digit| {
        number.saturating_mul(10).saturating_add(u32::from(digit - b'0'))
    })
}
