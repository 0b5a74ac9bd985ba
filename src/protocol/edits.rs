//! Edits to a completion that grows in JavaScript.
//!
//! An edit is a JSON array: what to do, the way from the completion to a member, and a value.
//! `src/js/edits.ts` carries it out.
//!
//! ```text
//! [0,"model","gpt-5.4"]                               set it
//! [1,"choices",0,"message","content","Hel"]           append to the string
//! [2,"choices",0,"logprobs","content",[{"token":…}]]  append to the array
//! ```
//!
//! Texts that follow each other in one member become a single edit.

use super::sink::push_text;

/// What an edit does.
#[derive(Debug, Clone, Copy)]
pub enum Op {
    /// Sets a member.
    Set = b'0' as isize,
    /// Appends to a string.
    Append = b'1' as isize,
    /// Appends to an array.
    Extend = b'2' as isize,
}

/// An object of the completion, by its position in the arrays on the way to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The completion itself.
    Completion,
    /// `choices[n]`
    Choice(usize),
    /// `choices[n].message`
    Message(usize),
    /// `choices[n].logprobs`
    Logprobs(usize),
    /// `choices[n].message.audio`
    Audio(usize),
    /// `choices[n].message.function_call`
    LegacyCall(usize),
    /// `choices[n].message.tool_calls[m]`
    Call(usize, usize),
    /// `choices[n].message.tool_calls[m].function`
    Function(usize, usize),
    /// `choices[n].message.tool_calls[m].custom`
    Custom(usize, usize),
}

/// A string that is appended to.
pub type Target = (Place, &'static [u8]);

/// A list of edits. Keys and values are raw JSON; keys and texts without their quotes.
#[derive(Debug, Default)]
pub struct Edits {
    json: Vec<u8>,
    /// Without the brackets that close the list.
    len: usize,
    /// The string that the last edit appends to, still open.
    open: Option<Target>,
}

impl Edits {
    /// Sets a member, or appends an array to one.
    pub fn push(&mut self, op: Op, place: Place, key: &[u8], value: &[u8]) {
        self.begin(op, place, key);
        self.json.extend_from_slice(value);
        self.json.push(b']');
    }

    /// Appends to a string.
    pub fn append(&mut self, target: Target, text: &[u8]) {
        if self.open != Some(target) {
            self.begin(Op::Append, target.0, target.1);
            self.json.push(b'"');
            self.open = Some(target);
        }
        push_text(&mut self.json, text);
    }

    /// Makes the list whole, for [`Self::json`].
    pub fn close(&mut self) {
        self.len = self.json.len();
        if self.len > 0 {
            let end: &[u8] = if self.open.is_some() { b"\"]]" } else { b"]" };
            self.json.extend_from_slice(end);
        }
    }

    /// Goes on where [`Self::close`] has stopped.
    pub fn reopen(&mut self) {
        self.json.truncate(self.len);
    }

    /// Empties the list.
    pub fn clear(&mut self) {
        self.json.clear();
        self.len = 0;
        self.open = None;
    }

    /// The list as a JSON array, between [`Self::close`] and [`Self::reopen`]; empty for none.
    pub fn json(&self) -> &[u8] {
        &self.json
    }

    /// Begins an edit, up to its value.
    fn begin(&mut self, op: Op, place: Place, key: &[u8]) {
        if self.open.take().is_some() {
            self.json.extend_from_slice(b"\"]");
        }
        let separator = if self.json.is_empty() { b'[' } else { b',' };
        self.json.extend_from_slice(&[separator, b'[', op as u8]);
        self.path(place);
        self.json.extend_from_slice(b",\"");
        self.json.extend_from_slice(key);
        self.json.extend_from_slice(b"\",");
    }

    fn path(&mut self, place: Place) {
        let (choice, inside, call): (_, &[u8], _) = match place {
            Place::Completion => return,
            Place::Choice(choice) => (choice, b"", None),
            Place::Message(choice) => (choice, b",\"message\"", None),
            Place::Logprobs(choice) => (choice, b",\"logprobs\"", None),
            Place::Audio(choice) => (choice, b",\"message\",\"audio\"", None),
            Place::LegacyCall(choice) => (choice, b",\"message\",\"function_call\"", None),
            Place::Call(choice, call)
            | Place::Function(choice, call)
            | Place::Custom(choice, call) => (choice, b",\"message\",\"tool_calls\",", Some(call)),
        };
        self.json.extend_from_slice(b",\"choices\",");
        push_number(&mut self.json, choice);
        self.json.extend_from_slice(inside);
        if let Some(call) = call {
            push_number(&mut self.json, call);
        }
        self.json.extend_from_slice(match place {
            Place::Function(..) => b",\"function\"",
            Place::Custom(..) => b",\"custom\"",
            _ => b"",
        });
    }
}

/// Writes a number in digits.
pub fn push_number(text: &mut Vec<u8>, number: usize) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    text.push(b'0' + (number % 10) as u8);
}
