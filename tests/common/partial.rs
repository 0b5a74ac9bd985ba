//! Partial JSON: applying the edits, and what must hold for any text.

use brivionix::protocol::json;
use brivionix::protocol::partial_json::{PartialJson, Status};

use super::Value;

/// Deeper than any text that is not made to be deep.
const DEPTH_LIMIT: usize = 10_000;
/// Of longer texts, only so many beginnings are looked at, each of which is gone through.
const MOST_BEGINNINGS: usize = 120;

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
/// that this holds for every beginning of it, that the first wrong character is known as such at
/// once, and that all of it comes to what `JSON.parse` makes of it.
///
/// # Panics
/// Where one of these does not hold.
pub fn check(text: &str) {
    let mut json = PartialJson::new(DEPTH_LIMIT);
    let mut growing = Growing::default();
    for (at, character) in text.char_indices().take(MOST_BEGINNINGS) {
        let (before, here) = (&text[..at], &text[..at + character.len_utf8()]);
        growing.apply(json.push(&here.as_bytes()[at..]));
        let whole = grow([here]);
        assert_eq!((&growing.value, json.status()), (&whole.0, whole.1), "{here:?}");
        let possible = json::validate(completed(here).as_bytes()).is_ok();
        assert_eq!(json.status() != Status::Invalid, possible, "{here:?}");
        if !possible {
            // A number before the wrong character counts, since it does not go on.
            let values = [grow([before]).0, grow([before, " "]).0];
            assert!(values.contains(&whole.0), "{here:?}");
            break;
        }
    }
    let middle = (0..=text.len() / 2).rfind(|&at| text.is_char_boundary(at)).unwrap_or(0);
    assert_eq!(grow([&text[..middle], &text[middle..]]), grow([text]));
    let parsed = Value::parse(text.as_bytes());
    // White space ends a number that is all of the text.
    let (value, status) = grow([text, " "]);
    assert_eq!(status == Status::Whole, parsed.is_some());
    assert!(parsed.is_none() || value == parsed);
}

/// A text that is JSON if any text with this beginning is.
fn completed(beginning: &str) -> String {
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
        let valid = |ending: &&&str| json::validate(format!("{string}{ending}").as_bytes()).is_ok();
        text.push_str(endings.iter().find(valid).unwrap_or(&""));
    }
    let closers: String = closers.iter().rev().collect();
    let endings =
        ["", "0", ":0", "\"\":0", "true", "rue", "ue", "e", "alse", "lse", "se", "ull", "ll", "l"];
    let whole = |ending: &&str| format!("{text}{ending}{closers}");
    let mut wholes = endings.iter().map(whole);
    wholes.find(|whole| json::validate(whole.as_bytes()).is_ok()).unwrap_or_default()
}
