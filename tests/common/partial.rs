//! Partial JSON: applying the edits, and what must hold for any text.

use brivionix::protocol::json;
use brivionix::protocol::partial_json::{PartialJson, Status};

use super::Value;

/// Deeper than any text that is not made to be deep.
const DEPTH_LIMIT: usize = 10_000;
/// With so many, each byte of a text is gone through so many times at most, however long it is.
pub const FEW: usize = 8;
/// Every beginning is compared, of which each is gone through.
pub const ALL: usize = usize::MAX;

/// The value that edits have made so far, as `partial-json.ts` would have it.
#[derive(Default)]
pub struct Growing {
    pub value: Option<Value>,
    /// Which member or element each open object or array is of the one around it.
    path: Vec<usize>,
    key: Vec<u16>,
}

impl Growing {
    pub fn apply(&mut self, edits: &[u8]) {
        let edits = Value::parse(edits).expect("the edits are JSON");
        let (_, edits) = edits.elements().split_last().expect("there is a status");
        let mut edits = edits.iter();
        while let Some(Value::Number(edit)) = edits.next() {
            let mut argument = || edits.next().expect("an argument").clone();
            match edit.as_str() {
                "0" => self.enter(Value::Object(Vec::new())),
                "1" => self.enter(Value::Array(Vec::new())),
                "2" => drop(self.path.pop().expect("something to leave")),
                "3" => self.key = argument().units().expect("a key").to_vec(),
                "4" => drop(self.set(argument())),
                "5" => self.append(&argument()),
                other => panic!("there is no edit {other}"),
            }
        }
        assert!(edits.next().is_none(), "an edit is a number");
    }

    /// The innermost open object or array; the value that is not there yet where none is open.
    fn innermost(&mut self) -> Option<&mut Value> {
        let (_, path) = self.path.split_first()?;
        path.iter().try_fold(self.value.as_mut()?, |value, &at| match value {
            Value::Array(elements) => elements.get_mut(at),
            Value::Object(members) => members.get_mut(at).map(|(_, value)| value),
            _ => None,
        })
    }

    fn enter(&mut self, value: Value) {
        let place = self.set(value);
        self.path.push(place);
    }

    /// Returns which member or element it has become.
    fn set(&mut self, value: Value) -> usize {
        let key = self.key.clone();
        match self.innermost() {
            Some(Value::Array(elements)) => {
                elements.push(value);
                elements.len() - 1
            }
            Some(Value::Object(members)) => {
                let known = members.iter().position(|(name, _)| *name == key);
                match known {
                    Some(at) => members[at].1 = value,
                    None => members.push((key, value)),
                }
                known.unwrap_or(members.len() - 1)
            }
            _ => {
                self.value = Some(value);
                0
            }
        }
    }

    fn append(&mut self, text: &Value) {
        let key = self.key.clone();
        let place = match self.path.is_empty() {
            true => self.value.as_mut(),
            false => match self.innermost() {
                Some(Value::Array(elements)) => elements.last_mut(),
                Some(Value::Object(members)) => {
                    members.iter_mut().find(|(name, _)| *name == key).map(|(_, value)| value)
                }
                _ => None,
            },
        };
        let Some(Value::String(units)) = place else { panic!("no string to append to") };
        units.extend(text.units().expect("a text"));
    }
}

/// What pieces of a text come to.
pub fn grow<'a>(pieces: impl IntoIterator<Item = &'a str>) -> (Option<Value>, Status) {
    let mut json = PartialJson::new(DEPTH_LIMIT);
    let mut growing = Growing::default();
    for piece in pieces {
        growing.apply(json.push(piece.as_bytes()));
    }
    (growing.value, json.status())
}

/// Checks that `text` comes to the same value and status in one piece and character by character,
/// that so do its beginnings, that the first wrong character is known as such at once, and that all of
/// it comes to what `JSON.parse` makes of it. Of the beginnings longer than `dense` only every second is
/// compared, of those twice as long every third, and so on. Returns how many bytes stand before the
/// first wrong character.
///
/// # Panics
/// Where one of these does not hold.
pub fn check(text: &str, dense: usize) -> usize {
    let mut json = PartialJson::new(DEPTH_LIMIT);
    let mut growing = Growing::default();
    for (at, character) in text.char_indices() {
        let (before, here) = (&text[..at], &text[..at + character.len_utf8()]);
        growing.apply(json.push(&here.as_bytes()[at..]));
        let is_wrong = json.status() == Status::Invalid;
        // Which ones changes with the length of the text.
        if is_wrong || (at + text.len()).is_multiple_of(1 + at / dense) {
            let whole = grow([here]);
            assert_eq!((&growing.value, json.status()), (&whole.0, whole.1), "{here:?}");
        }
        if is_wrong {
            check_first_wrong(before, here, growing.value);
            assert_eq!(grow([text]), grow([here]));
            return before.len();
        }
    }
    // Then so is every beginning of it.
    assert!(is_beginning(text), "{text:?}");
    let middle = (0..=text.len() / 2).rfind(|&at| text.is_char_boundary(at)).unwrap_or(0);
    assert_eq!(grow([&text[..middle], &text[middle..]]), grow([text]));
    let parsed = Value::parse(text.as_bytes());
    // White space ends a number that is all of the text.
    let (value, status) = grow([text, " "]);
    assert_eq!(status == Status::Whole, parsed.is_some());
    assert!(parsed.is_none() || value == parsed);
    text.len()
}

/// Checks what is known once the first wrong character has followed.
fn check_first_wrong(before: &str, here: &str, value: Option<Value>) {
    assert!(is_beginning(before), "{before:?}");
    assert!(!is_beginning(here), "{here:?}");
    assert_eq!(Value::parse(here.as_bytes()), None);
    // A number before the wrong character counts, since it does not go on.
    assert!([grow([before]).0, grow([before, " "]).0].contains(&value), "{here:?}");
}

/// Whether some JSON text begins like this.
fn is_beginning(beginning: &str) -> bool {
    let mut text = beginning.to_owned();
    let (mut closers, mut in_string, mut string_start) = (Vec::new(), false, 0);
    let mut rest = beginning.char_indices();
    while let Some((at, character)) = rest.next() {
        match character {
            '\\' if in_string => drop(rest.next()),
            '"' => {
                in_string = !in_string;
                string_start = if in_string { at } else { string_start };
            }
            _ if in_string => {}
            '{' => closers.push('}'),
            '[' => closers.push(']'),
            '}' | ']' => drop(closers.pop()),
            _ => {}
        }
    }
    if in_string {
        let endings = ["\"", "\\\"", "0\"", "00\"", "000\"", "0000\""];
        let string = &beginning[string_start..];
        text.push_str(endings.iter().find(|ending| is_json(string, ending)).unwrap_or(&""));
    }
    let endings =
        ["", "0", ":0", "\"\":0", "true", "rue", "ue", "e", "alse", "lse", "se", "ull", "ll", "l"];
    let closers: String = closers.iter().rev().collect();
    endings.iter().any(|ending| is_json(&text, &[ending, &closers[..]].concat()))
}

fn is_json(text: &str, ending: &str) -> bool {
    json::validate([text, ending].concat().as_bytes()).is_ok()
}
