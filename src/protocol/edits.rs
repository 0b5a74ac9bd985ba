//! Edits to a completion that grows in JavaScript.
//!
//! An edit is a JSON array: what to do, the way from the completion to a member, and a value.
//! `src/js/edits.ts` carries it out.
//!
//! ```text
//! [0,"model","gpt-5.4"]                               set it
//! [1,"choices",0,"message","content","Hel"]           append to the string
//! [2,"choices",0,"logprobs","content",[[…],[…]]]      append arrays to the array
//! [3,"choices",0,"message","tool_calls",0,"index",2]   set it where nobody sees it
//! ```
//!
//! What is done to one member several times becomes a single edit, wherever that says the same.

use super::entries::is_ambiguous;
use super::sink::push_text;

/// What an edit does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// Sets a member.
    Set = b'0' as isize,
    /// Appends to a string.
    Append = b'1' as isize,
    /// Appends to an array.
    Extend = b'2' as isize,
    /// Sets a member that is not enumerable.
    Hide = b'3' as isize,
}

/// What an object of the completion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object {
    /// The completion itself.
    Completion,
    /// `choices[n]`
    Choice,
    /// `choices[n].message`
    Message,
    /// `choices[n].logprobs`
    Logprobs,
    /// `choices[n].message.audio`
    Audio,
    /// `choices[n].message.function_call`
    LegacyCall,
    /// `choices[n].message.tool_calls[m]`
    Call,
    /// `choices[n].message.tool_calls[m].function`
    Function,
    /// `choices[n].message.tool_calls[m].custom`
    Custom,
}

impl Object {
    /// The one in a choice, or the completion.
    pub fn of(self, choice: usize) -> Place {
        self.in_call(choice, 0)
    }

    /// The one in a tool call.
    pub fn in_call(self, choice: usize, call: usize) -> Place {
        Place { object: self, choice, call }
    }
}

/// Where an object of the completion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// What it is.
    pub object: Object,
    /// The position of the choice that it is in.
    pub choice: usize,
    /// The position of the tool call that it is in.
    pub call: usize,
}

/// What an edit takes in JSON besides its key and value.
const EDIT_SIZE: usize = 32;

/// What is to be done to one member.
#[derive(Debug)]
struct Edit {
    op: Op,
    place: Place,
    /// Raw JSON without its quotes.
    key: Vec<u8>,
    /// Raw JSON; a string without its quotes where it is appended, and arrays with commas between
    /// them.
    value: Vec<u8>,
}

/// A list of edits.
#[derive(Debug, Default)]
pub struct Edits {
    list: Vec<Edit>,
    /// About how long the list is as JSON.
    size: usize,
}

impl Edits {
    /// Adds an edit. Keys and values are raw JSON; keys and texts that are appended without their
    /// quotes. Returns its place in the list.
    pub fn push(&mut self, op: Op, place: Place, key: &[u8], value: &[u8]) -> usize {
        // Most do the same as the last.
        let known = find_recent(&self.list, |edit| edit.place == place && edit.key == key);
        let last = self.list.len().saturating_sub(1);
        let known = known.filter(|&at| {
            (op == Op::Set || op == self.list[at].op) && (at == last || !is_ambiguous(key))
        });
        let at = known.unwrap_or_else(|| {
            self.size += EDIT_SIZE + key.len();
            self.list.push(Edit { op, place, key: key.into(), value: Vec::new() });
            self.list.len() - 1
        });
        let edit = &mut self.list[at];
        match op {
            Op::Set => {
                edit.op = op;
                edit.value.clear();
            }
            Op::Extend if !edit.value.is_empty() => edit.value.push(b','),
            _ => {}
        }
        self.append(at, value);
        at
    }

    /// Appends to the value of an edit of the list.
    pub fn append(&mut self, at: usize, value: &[u8]) {
        push_text(&mut self.list[at].value, value);
        self.size += value.len();
    }

    /// About how many bytes [`Self::take`] would give.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Moves the list to the end of `json`, as a JSON array; nothing where it is empty.
    pub fn take(&mut self, json: &mut Vec<u8>) {
        self.size = 0;
        for (at, edit) in self.list.drain(..).enumerate() {
            json.extend_from_slice(&[if at == 0 { b'[' } else { b',' }, b'[', edit.op as u8]);
            push_path(json, edit.place);
            let (begin, end): (&[u8], &[u8]) = match edit.op {
                Op::Set | Op::Hide => (b"\",", b"]"),
                Op::Append => (b"\",\"", b"\"]"),
                Op::Extend => (b"\",[", b"]]"),
            };
            for part in [b",\"", &edit.key[..], begin, &edit.value, end] {
                json.extend_from_slice(part);
            }
        }
        if !json.is_empty() {
            json.push(b']');
        }
    }
}

/// So many are looked through: more than any answer has that a client could use, and few enough to
/// do it again for each of those that a hostile server sends.
const RECENT: usize = 1024;

/// Where the last one of a list is that `is_it` says yes to, unless that is long ago.
pub fn find_recent<T>(list: &[T], is_it: impl Fn(&T) -> bool) -> Option<usize> {
    let start = list.len().saturating_sub(RECENT);
    list[start..].iter().rposition(is_it).map(|at| start + at)
}

fn push_path(json: &mut Vec<u8>, Place { object, choice, call }: Place) {
    if object == Object::Completion {
        return;
    }
    json.extend_from_slice(b",\"choices\",");
    push_number(json, choice);
    let path: &[u8] = match object {
        Object::Completion | Object::Choice => b"",
        Object::Message => b",\"message\"",
        Object::Logprobs => b",\"logprobs\"",
        Object::Audio => b",\"message\",\"audio\"",
        Object::LegacyCall => b",\"message\",\"function_call\"",
        Object::Call | Object::Function | Object::Custom => b",\"message\",\"tool_calls\",",
    };
    json.extend_from_slice(path);
    if path.ends_with(b",") {
        push_number(json, call);
    }
    let path: &[u8] = match object {
        Object::Function => b",\"function\"",
        Object::Custom => b",\"custom\"",
        _ => b"",
    };
    json.extend_from_slice(path);
}

/// Writes a number in digits.
pub fn push_number(text: &mut Vec<u8>, number: usize) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    text.push(b'0' + (number % 10) as u8);
}
