//! What reads one JSON text, next to serde_json.

use brivionix::protocol::chunk::{self, Level, Role};
use brivionix::protocol::json::{self, Reader};
use brivionix::protocol::partial_json::PartialJson;

use crate::common::{Value, partial, plain};
use crate::memory::peak_of;

/// What is kept of a partial text is the unfinished key or number, twice while its buffer grows,
/// and a closer for each open object; and the edits of a piece.
const PARTIAL_MEMORY_PER_BYTE: usize = 16;
const PARTIAL_MEMORY_AT_REST: usize = 1024;

/// Valid is what `JSON.parse` takes, and strings are resolved as it resolves them.
pub fn json(input: &[u8]) {
    let value = Value::parse(input);
    assert_eq!(json::validate(input).is_ok(), value.is_some());
    let Some(units) = value.as_ref().and_then(Value::units) else { return };
    let mut reader = Reader::new(input);
    let string = reader.string().expect("valid");
    let text = String::from_utf16_lossy(units);
    // Names are made of letters.
    let letters = text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    assert!(!letters || reader.is(&string, text.as_bytes()));
    assert!(!reader.is(&string, b"choices") || text == "choices");
}

/// What is found in a chunk is what stands there.
pub fn chunk(input: &[u8]) {
    let value = Value::parse(input);
    let chunk = chunk::read(input).ok();
    assert_eq!(chunk.is_some(), value.is_some());
    let (Some(chunk), Some(value)) = (chunk, value) else { return };

    let error = chunk.error.clone().map(|span| Value::parse(&input[span]).expect("a value"));
    let whole = Some(&value).filter(|value| value["object"] == "error");
    let expected = value.get("error").filter(|error| error.is_truthy()).or(whole);
    assert_eq!(error.as_ref(), expected);

    let (mut choices, mut finished, mut content) = (0, 0, None);
    for (index, choice) in plain::choices(&value) {
        choices |= 1_u64 << index;
        finished |= u64::from(choice["finish_reason"].units().is_some()) << index;
        if index == 0 {
            content = choice["delta"]["content"].units();
        }
    }
    assert_eq!((chunk.choices, chunk.finished), (choices, finished));

    let string = |span: std::ops::Range<usize>| {
        let quoted = &input[span.start - 1..=span.end];
        Value::parse(quoted).expect("a string between its quotes")
    };
    assert_eq!(chunk.content.clone().map(string).as_ref().and_then(Value::units), content);
    if chunk.is_odd {
        return;
    }
    assert_eq!(value["choices"].elements().len(), 1);
    for member in &chunk.members {
        let key = std::str::from_utf8(&input[member.key.clone()]).expect("ASCII");
        let choice = &value["choices"][0];
        let object = match member.level {
            Level::Top => &value,
            Level::Choice => choice,
            Level::Delta => &choice["delta"],
            Level::ToolCall => &choice["delta"]["tool_calls"][0],
            Level::Function => &choice["delta"]["tool_calls"][0]["function"],
        };
        let quotes = usize::from(member.role == Role::Text);
        let text = &input[member.value.start - quotes..member.value.end + quotes];
        let found = Value::parse(text).expect("a value");
        assert!(quotes == 0 || found.units().is_some());
        // Of those that stand twice, the last one counts, and what is in the first does not.
        if stands_once(member, &chunk, input) && branches_stand_once(&chunk, input) {
            assert_eq!(object.get(key), Some(&found));
        }
    }
}

fn branches_stand_once(chunk: &chunk::Chunk, input: &[u8]) -> bool {
    let mut branches = chunk.members.iter().filter(|member| member.role == Role::Branch);
    branches.all(|branch| stands_once(branch, chunk, input))
}

fn stands_once(member: &chunk::Member, chunk: &chunk::Chunk, input: &[u8]) -> bool {
    let is_same = |other: &&chunk::Member| {
        other.level == member.level && input[other.key.clone()] == input[member.key.clone()]
    };
    chunk.members.iter().filter(is_same).count() == 1
}

/// Every beginning has a value, whatever the pieces; all of it has that of `JSON.parse`. What follows
/// the first wrong character is a text of its own: otherwise most bytes of most inputs would never
/// be read.
pub fn partial_json(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut rest = &text[..];
    loop {
        let right = partial::check(rest, partial::FEW);
        let wrong = rest[right..].chars().next().map_or(0, char::len_utf8);
        if wrong == 0 {
            break;
        }
        // A wrong character may be the first right one of what follows.
        rest = &rest[if right > 0 { right } else { wrong }..];
    }
    let peak = peak_of(|| {
        let mut json = PartialJson::new(usize::MAX);
        for piece in input.chunks(3) {
            json.push(piece);
        }
    });
    let most = PARTIAL_MEMORY_AT_REST + PARTIAL_MEMORY_PER_BYTE * input.len();
    assert!(peak <= most, "{peak} bytes held for {} bytes of input", input.len());
}
