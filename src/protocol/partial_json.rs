//! JSON that is still arriving: the best value so far, kept up to date by edits.
//!
//! A model's structured answer and the arguments of its tool calls are JSON texts that come in
//! pieces. After each piece, [`PartialJson::push`] returns what to change in the value that the
//! pieces before it made, so that neither the text nor the value is gone through again: a whole
//! answer costs time in proportion to its length, however small the pieces are.
//!
//! The edits of one piece are a JSON array of operations, each followed by what it takes, with the
//! [`Status`] as the last element, or 4 for one that is open behind the backslash of an escape:
//!
//! | operation | takes | does |
//! |---|---|---|
//! | 0 | | puts an empty object at the current place and enters it |
//! | 1 | | puts an empty array at the current place and enters it |
//! | 2 | | leaves the innermost object or array |
//! | 3 | a string | makes this key of the innermost object the current place |
//! | 4 | a scalar | puts it at the current place |
//! | 5 | a string | appends it to the string at the current place |
//!
//! The current place of an array is behind its last element for 0, 1 and 4, and its last element
//! for 5. The first value of all has a place of its own. `src/js/partial-json.ts` applies them.
//!
//! What counts before it is complete is what counts for the parser that `openai` carries:
//!
//! ```text
//! {"na                      {}
//! {"name":"Ad               {"name":"Ad"}         strings grow
//! {"name":"Ad\u00           {"name":"Ad"}         by whole characters
//! {"name":"Ada","ok":t      {"name":"Ada","ok":true}
//! {"name":"Ada","age":3     {"name":"Ada"}        a number might go on
//! {"name":"Ada","age":36}   {"name":"Ada","age":36}
//! ```
//!
//! A number that is all of the text is known as whole once white space has followed, so whoever
//! knows that the text has ended adds some where there is no value yet.

use super::swar::find_string_stop;

const OPEN_OBJECT: &[u8] = b"0";
const OPEN_ARRAY: &[u8] = b"1";
const CLOSE: &[u8] = b"2";
const KEY: &[u8] = b"3,\"";
const SET: &[u8] = b"4,";
const SET_STRING: &[u8] = b"4,\"";
const APPEND: &[u8] = b"5,\"";
const IN_ESCAPE: u8 = b'4';

/// How the text stands after a piece of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Default)]
#[repr(u8)]
pub enum Status {
    /// More has to follow.
    #[default]
    Open = b'0',
    /// The value is complete; white space may follow.
    Whole = b'1',
    /// The text is not JSON, whatever follows. The edits are those up to the first wrong byte.
    Invalid = b'2',
    /// Objects and arrays stand inside each other more deeply than allowed.
    TooDeep = b'3',
}

/// Reads one JSON text in pieces.
#[derive(Debug)]
pub struct PartialJson {
    state: State,
    status: Status,
    /// What closes each of the objects and arrays that are open.
    closers: Vec<u8>,
    depth_limit: usize,
    in_key: bool,
    /// The part of a key, a number, a word or an escape that has arrived.
    held: Vec<u8>,
    edits: Vec<u8>,
    /// Whether the last edit is a string that more may be added to.
    is_writing: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Value,
    FirstElement,
    Key,
    FirstKey,
    Colon,
    AfterValue,
    Text,
    Escape,
    /// So many digits are missing.
    Hex(u8),
    /// `true`, `false` or `null`.
    Word,
    Number(Number),
}

/// What a number ends in.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Number {
    Minus,
    Zero,
    Digit,
    Point,
    Fraction,
    E,
    Sign,
    Exponent,
}

impl PartialJson {
    /// Reads a text whose objects and arrays may stand inside each other `depth_limit` deep.
    pub fn new(depth_limit: usize) -> Self {
        Self {
            state: State::Value,
            status: Status::Open,
            closers: Vec::new(),
            depth_limit,
            in_key: false,
            held: Vec::new(),
            edits: Vec::new(),
            is_writing: false,
        }
    }

    /// Takes the next piece of the text, which is cut between characters, and returns the edits
    /// that it makes. Nothing is taken after what is not JSON or too deep.
    pub fn push(&mut self, text: &[u8]) -> &[u8] {
        self.edits.clear();
        let mut rest = text;
        while self.status <= Status::Whole {
            if self.state == State::Text {
                rest = self.text(rest);
            }
            let Some((&byte, after)) = rest.split_first() else { break };
            rest = after;
            match self.next(byte) {
                Some(state) => self.state = state,
                None if self.status == Status::TooDeep => {}
                None => self.status = Status::Invalid,
            }
        }
        self.end_edits()
    }

    /// How the text stands.
    pub fn status(&self) -> Status {
        self.status
    }

    /// What [`Self::push`] returned last.
    pub fn edits(&self) -> &[u8] {
        &self.edits
    }

    fn end_edits(&mut self) -> &[u8] {
        self.end_writing();
        let in_escape = (self.state, self.status) == (State::Escape, Status::Open);
        self.edit(&[if in_escape { IN_ESCAPE } else { self.status as u8 }]);
        self.put(b"]");
        &self.edits
    }

    /// The state after a byte; `None` where it may not stand.
    fn next(&mut self, byte: u8) -> Option<State> {
        match self.state {
            State::Text => return self.after_text(byte),
            State::Escape => return self.escape(byte),
            State::Hex(missing) => return self.hex(missing, byte),
            State::Word => return self.word(byte),
            State::Number(number) => return self.number(number, byte),
            _ if matches!(byte, b' ' | b'\t' | b'\n' | b'\r') => return Some(self.state),
            _ => {}
        }
        match (self.state, byte) {
            (State::Colon, b':') => Some(State::Value),
            (State::FirstElement, b']') | (State::FirstKey, b'}') | (State::AfterValue, _) => {
                self.after_value(byte)
            }
            (State::Value | State::FirstElement, _) => self.value(byte),
            (State::Key | State::FirstKey, b'"') => {
                self.in_key = true;
                Some(State::Text)
            }
            _ => None,
        }
    }

    fn value(&mut self, byte: u8) -> Option<State> {
        match byte {
            b'{' => self.open(OPEN_OBJECT, b'}', State::FirstKey),
            b'[' => self.open(OPEN_ARRAY, b']', State::FirstElement),
            b'"' => {
                self.start_writing(SET_STRING);
                self.in_key = false;
                Some(State::Text)
            }
            b't' | b'f' | b'n' => {
                self.hold(&[byte]);
                self.edit(SET);
                self.put(word(byte));
                Some(State::Word)
            }
            _ => {
                let number = Number::start(byte)?;
                self.hold(&[byte]);
                Some(State::Number(number))
            }
        }
    }

    fn open(&mut self, edit: &[u8], closer: u8, state: State) -> Option<State> {
        if self.closers.len() == self.depth_limit {
            self.status = Status::TooDeep;
            return None;
        }
        self.closers.push(closer);
        self.edit(edit);
        Some(state)
    }

    fn after_value(&mut self, byte: u8) -> Option<State> {
        let closer = *self.closers.last()?;
        if byte == closer {
            self.closers.pop();
            self.edit(CLOSE);
            return self.end_value();
        }
        match (byte, closer) {
            (b',', b'}') => Some(State::Key),
            (b',', _) => Some(State::Value),
            _ => None,
        }
    }

    fn end_value(&mut self) -> Option<State> {
        if self.closers.is_empty() {
            self.status = Status::Whole;
        }
        Some(State::AfterValue)
    }

    /// Takes what stands between the quotes of a key or a string, up to what interrupts it.
    fn text<'a>(&mut self, text: &'a [u8]) -> &'a [u8] {
        let (plain, rest) = text.split_at(find_string_stop(text).unwrap_or(text.len()));
        self.hold(plain);
        self.write_held();
        rest
    }

    fn after_text(&mut self, byte: u8) -> Option<State> {
        match byte {
            b'"' if self.in_key => {
                self.start_writing(KEY);
                self.in_key = false;
                self.write_held();
                self.end_writing();
                Some(State::Colon)
            }
            b'"' => {
                self.end_writing();
                self.end_value()
            }
            b'\\' => {
                self.hold(&[byte]);
                Some(State::Escape)
            }
            _ => None,
        }
    }

    fn escape(&mut self, byte: u8) -> Option<State> {
        self.hold(&[byte]);
        match byte {
            b'u' => Some(State::Hex(4)),
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {
                self.write_held();
                Some(State::Text)
            }
            _ => None,
        }
    }

    fn hex(&mut self, missing: u8, byte: u8) -> Option<State> {
        if !byte.is_ascii_hexdigit() {
            return None;
        }
        self.hold(&[byte]);
        if missing > 1 {
            return Some(State::Hex(missing - 1));
        }
        self.write_held();
        Some(State::Text)
    }

    fn word(&mut self, byte: u8) -> Option<State> {
        let (word, at) = (word(self.held[0]), self.held.len());
        if word[at] != byte {
            return None;
        }
        self.hold(&[byte]);
        if at + 1 < word.len() {
            return Some(State::Word);
        }
        self.held.clear();
        self.end_value()
    }

    fn number(&mut self, number: Number, byte: u8) -> Option<State> {
        if let Some(next) = number.next(byte) {
            self.hold(&[byte]);
            return Some(State::Number(next));
        }
        if !number.is_whole() {
            return None;
        }
        self.edit(SET);
        append(&mut self.edits, &self.held);
        self.held.clear();
        self.state = self.end_value()?;
        self.next(byte)
    }

    /// Adds an element to the edits.
    #[inline(never)]
    fn edit(&mut self, edit: &[u8]) {
        self.put(if self.edits.is_empty() { b"[" } else { b"," });
        self.put(edit);
    }

    fn put(&mut self, bytes: &[u8]) {
        append(&mut self.edits, bytes);
    }

    fn hold(&mut self, bytes: &[u8]) {
        append(&mut self.held, bytes);
    }

    fn start_writing(&mut self, edit: &[u8]) {
        self.edit(edit);
        self.is_writing = true;
    }

    /// Adds what is held to a string; a key is held until it is whole.
    fn write_held(&mut self) {
        if self.in_key || self.held.is_empty() {
            return;
        }
        if !self.is_writing {
            self.start_writing(APPEND);
        }
        append(&mut self.edits, &self.held);
        self.held.clear();
    }

    fn end_writing(&mut self) {
        if self.is_writing {
            self.put(b"\"");
            self.is_writing = false;
        }
    }
}

/// One copy of this is enough.
#[inline(never)]
fn append(to: &mut Vec<u8>, bytes: &[u8]) {
    to.extend_from_slice(bytes);
}

fn word(first: u8) -> &'static [u8] {
    match first {
        b't' => b"true",
        b'f' => b"false",
        _ => b"null",
    }
}

impl Number {
    fn start(byte: u8) -> Option<Self> {
        match byte {
            b'-' => Some(Self::Minus),
            _ => Self::Minus.next(byte),
        }
    }

    fn next(self, byte: u8) -> Option<Self> {
        Some(match (self, byte) {
            (Self::Minus, b'0') => Self::Zero,
            (Self::Minus, b'1'..=b'9') | (Self::Digit, b'0'..=b'9') => Self::Digit,
            (Self::Zero | Self::Digit, b'.') => Self::Point,
            (Self::Point | Self::Fraction, b'0'..=b'9') => Self::Fraction,
            (Self::Zero | Self::Digit | Self::Fraction, b'e' | b'E') => Self::E,
            (Self::E, b'+' | b'-') => Self::Sign,
            (Self::E | Self::Sign | Self::Exponent, b'0'..=b'9') => Self::Exponent,
            _ => return None,
        })
    }

    fn is_whole(self) -> bool {
        matches!(self, Self::Zero | Self::Digit | Self::Fraction | Self::Exponent)
    }
}
