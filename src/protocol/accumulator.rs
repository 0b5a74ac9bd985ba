//! The whole answer: every chunk of a stream merged into one completion.
//!
//! The completion itself grows in JavaScript; what leaves here is a list of [`edits`] to it. That
//! a text costs the same however long the answer already is, whoever looks at the answer while it
//! grows sees it without building it anew, and whoever waits for its end pays for one `JSON.parse`.
//!
//! A value that is there already is not set again.
//!
//! What a chunk does to the completion is what `openai` does, and more where servers differ from
//! the API: reasoning texts are joined, unknown arrays too, a `null` takes nothing away, and tool
//! calls are told apart by index, by id, or as the one that came last. `obfuscation` is left out:
//! it is padding.

use super::chunk::{Chunk, TEXT_FIELDS};
use super::edits::{Edits, Object, Op, Place, Target, push_number};
use super::json::{InvalidJson, Kind, Reader};
use super::sink::Sink;
use super::template::{Filling, SLOTS, Template};

type Result = std::result::Result<(), InvalidJson>;

/// Edits gather up to so many bytes, so that few texts cross to JavaScript.
const MOST_PENDING: usize = 64 * 1024;

/// A member that has been set, key and value as they were sent.
#[derive(Debug)]
struct Member {
    place: Place,
    key: Vec<u8>,
    value: Vec<u8>,
}

/// A choice, told by its index.
#[derive(Debug, Default)]
struct Choice {
    index: Vec<u8>,
    calls: Vec<Call>,
}

/// A tool call, told by its index or id, raw; empty where it has none.
#[derive(Debug, Default)]
struct Call {
    index: Vec<u8>,
    id: Vec<u8>,
}

/// What a template of the stream appends to.
#[derive(Debug, Clone, Copy)]
struct Slot {
    target: Target,
    /// How often a member had been set when the template was last seen in full. Where one has been
    /// set since, the template's own members may have to be set again.
    settings: u32,
}

/// Merges the chunks of a stream.
#[derive(Debug, Default)]
pub struct Accumulator {
    edits: Edits,
    /// Edits on their way to JavaScript.
    leaving: Vec<u8>,
    members: Vec<Member>,
    settings: u32,
    choices: Vec<Choice>,
    slots: [Option<Slot>; SLOTS],
    /// The choice and the tool call that the last chunk came to.
    latest: (usize, usize),
}

impl Sink for Accumulator {
    fn begin_read(&mut self) {
        self.leaving.clear();
    }

    fn parsed(&mut self, data: &[u8], chunk: &Chunk, slot: Option<usize>) {
        self.merge(data);
        let Some((slot, (field, _))) = slot.zip(chunk.delta.as_ref()) else { return };
        let (choice, call) = self.latest;
        let target = match TEXT_FIELDS.iter().find(|(_, known)| known == field) {
            Some((name, _)) => (Object::Message.of(choice), *name),
            None => (Object::Function.in_call(choice, call), &b"arguments"[..]),
        };
        self.slots[slot] = Some(Slot { target, settings: self.settings });
    }

    fn filled(&mut self, bytes: &[u8], filling: &Filling, _: &Template) {
        let Some(slot) = self.slots[filling.slot] else { return };
        if self.appends(filling) {
            return self.append(slot.target, &bytes[filling.delta.clone()]);
        }
        self.merge(&bytes[filling.data.clone()]);
        self.slots[filling.slot] = Some(Slot { settings: self.settings, ..slot });
    }

    fn end_read(&mut self) {
        if self.edits.size() > MOST_PENDING {
            self.take();
        }
    }

    /// A JSON array of the edits that leave, before many have gathered only after [`Sink::take`].
    fn outputs(&self) -> [&[u8]; 3] {
        [&self.leaving, &[], &[]]
    }

    fn take(&mut self) {
        if self.leaving.is_empty() {
            self.edits.take(&mut self.leaving);
        }
    }
}

impl Accumulator {
    /// Whether all that a chunk does is append to the text of its template.
    pub fn appends(&self, filling: &Filling) -> bool {
        self.slots[filling.slot].is_some_and(|slot| slot.settings == self.settings)
    }

    /// Merges a chunk that was found to be JSON before.
    #[inline(never)]
    fn merge(&mut self, data: &[u8]) {
        let mut reader = Reader::new(data);
        if reader.peek() == Ok(Kind::Object) {
            let _ = self.completion(&mut reader);
        }
    }

    fn completion(&mut self, reader: &mut Reader<'_>) -> Result {
        reader.object(&mut |reader, key| {
            if reader.is(&key, b"obfuscation") {
                return reader.skip_value().map(drop);
            }
            if !reader.is(&key, b"choices") {
                return self.member(reader, Object::Completion.of(0), reader.raw(key.span));
            }
            self.each(reader, |it, at, reader| {
                let choice = it.choice(at, reader.rest());
                it.latest.0 = choice;
                reader.object(&mut |reader, key| {
                    it.choice_member(reader, choice, reader.raw(key.span))
                })
            })
        })
    }

    fn choice_member(&mut self, reader: &mut Reader<'_>, choice: usize, key: &[u8]) -> Result {
        match (key, reader.peek()?) {
            (b"delta", Kind::Object) => {
                reader.object(&mut |reader, key| self.delta(reader, choice, reader.raw(key.span)))
            }
            (b"logprobs", Kind::Object) => reader.object(&mut |reader, key| {
                self.list(reader, Object::Logprobs.of(choice), reader.raw(key.span))
            }),
            // Where the deltas are gathered.
            (b"delta" | b"message", _) => reader.skip_value().map(drop),
            (b"logprobs", kind) if kind != Kind::Null => reader.skip_value().map(drop),
            _ => self.member(reader, Object::Choice.of(choice), key),
        }
    }

    fn delta(&mut self, reader: &mut Reader<'_>, choice: usize, key: &[u8]) -> Result {
        let place = Object::Message.of(choice);
        match (key, reader.peek()?) {
            (b"tool_calls", Kind::Array | Kind::Object) => self.each(reader, |it, _, reader| {
                let call = it.call(choice, reader.rest());
                it.latest.1 = call;
                reader.object(&mut |reader, key| {
                    it.call_member(reader, (choice, call), reader.raw(key.span))
                })
            }),
            (b"function_call", Kind::Object) => reader.object(&mut |reader, key| {
                self.function(reader, Object::LegacyCall.of(choice), reader.raw(key.span))
            }),
            (b"audio", Kind::Object) => {
                reader.object(&mut |reader, key| match (reader.raw(key.span), reader.peek()?) {
                    (b"data", Kind::String) => {
                        self.text(reader, (Object::Audio.of(choice), b"data"))
                    }
                    (b"transcript", Kind::String) => {
                        self.text(reader, (Object::Audio.of(choice), b"transcript"))
                    }
                    (key, _) => self.member(reader, Object::Audio.of(choice), key),
                })
            }
            (b"tool_calls" | b"function_call" | b"audio", _) => reader.skip_value().map(drop),
            (_, Kind::String) => match TEXT_FIELDS.iter().find(|(name, _)| key == *name) {
                Some((name, _)) => self.text(reader, (place, *name)),
                None => self.member(reader, place, key),
            },
            (b"role", Kind::Null) => reader.skip_value().map(drop),
            (_, Kind::Null) if TEXT_FIELDS.iter().any(|(name, _)| key == *name) => {
                reader.skip_value().map(drop)
            }
            _ => self.list(reader, place, key),
        }
    }

    fn call_member(
        &mut self,
        reader: &mut Reader<'_>,
        (choice, call): (usize, usize),
        key: &[u8],
    ) -> Result {
        match (key, reader.peek()?) {
            (b"index", _) => reader.skip_value().map(drop),
            (b"function", Kind::Object) => reader.object(&mut |reader, key| {
                self.function(reader, Object::Function.in_call(choice, call), reader.raw(key.span))
            }),
            (b"custom", Kind::Object) => reader.object(&mut |reader, key| {
                self.function(reader, Object::Custom.in_call(choice, call), reader.raw(key.span))
            }),
            (b"function" | b"custom", _) => reader.skip_value().map(drop),
            _ => self.member(reader, Object::Call.in_call(choice, call), key),
        }
    }

    fn function(&mut self, reader: &mut Reader<'_>, place: Place, key: &[u8]) -> Result {
        match (key, reader.peek()?) {
            (b"arguments", Kind::String) => self.text(reader, (place, b"arguments")),
            (b"input", Kind::String) => self.text(reader, (place, b"input")),
            (b"arguments", Kind::Object) => {
                // Some servers send what the text would say.
                let value = reader.skip_value()?;
                self.edits.push(Op::Append, place, b"arguments", &escape(reader.raw(value)));
                Ok(())
            }
            (b"arguments" | b"name", Kind::Null) => reader.skip_value().map(drop),
            (b"name", Kind::String) => {
                let name = reader.string()?;
                self.name(place, reader.raw(name.span));
                Ok(())
            }
            _ => self.member(reader, place, key),
        }
    }

    /// A name that comes in pieces grows; one that comes again does not.
    #[inline(never)]
    fn name(&mut self, place: Place, piece: &[u8]) {
        match self.known(place, b"name") {
            Some(known) if known.value == piece => return,
            Some(known) => known.value.extend_from_slice(piece),
            None => {
                self.members.push(Member { place, key: b"name".into(), value: piece.into() });
            }
        }
        self.settings += 1;
        self.edits.push(Op::Append, place, b"name", piece);
    }

    /// A member that has been set before.
    fn known(&mut self, place: Place, key: &[u8]) -> Option<&mut Member> {
        self.members.iter_mut().find(|known| known.place == place && known.key == key)
    }

    /// Visits the objects of an array, or a single one.
    fn each(
        &mut self,
        reader: &mut Reader<'_>,
        visit: impl Fn(&mut Self, usize, &mut Reader<'_>) -> Result,
    ) -> Result {
        let mut at = 0;
        let mut element = |reader: &mut Reader<'_>| {
            at += 1;
            match reader.peek()? {
                Kind::Object => visit(self, at - 1, reader),
                _ => reader.skip_value().map(drop),
            }
        };
        match reader.peek()? {
            Kind::Array => reader.array(&mut element),
            _ => element(reader),
        }
    }

    /// The position of the choice that `object` adds to, which stands at `at` in its chunk.
    #[inline(never)]
    fn choice(&mut self, at: usize, object: &[u8]) -> usize {
        let mut index = find(object, b"index").to_vec();
        if index.is_empty() {
            push_number(&mut index, at);
        }
        self.choices.iter().position(|known| known.index == index).unwrap_or_else(|| {
            self.choices.push(Choice { index, calls: Vec::new() });
            self.choices.len() - 1
        })
    }

    /// The position of the tool call that `object` adds to.
    #[inline(never)]
    fn call(&mut self, choice: usize, object: &[u8]) -> usize {
        let (index, id) = (find(object, b"index"), find(object, b"id"));
        let id = if id == b"null" || id == b"\"\"" { b"" } else { id };
        let calls = &mut self.choices[choice].calls;
        let known = calls.iter().rposition(|call| match (id, index) {
            (b"", b"") => true,
            (b"", _) => call.index == index,
            _ => call.id == id || call.id.is_empty() && call.index == index,
        });
        let at = known.unwrap_or(calls.len());
        if at == calls.len() {
            calls.push(Call { index: index.into(), id: Vec::new() });
        }
        if calls[at].id.is_empty() {
            calls[at].id = id.into();
        }
        at
    }

    /// A value that takes the place of the one before, unless it is an array: those grow.
    #[inline(never)]
    fn list(&mut self, reader: &mut Reader<'_>, place: Place, key: &[u8]) -> Result {
        if reader.peek()? != Kind::Array {
            return self.member(reader, place, key);
        }
        let value = reader.skip_value()?;
        if self.known(place, key).is_none() {
            // From now on a `null` takes nothing away.
            self.members.push(Member { place, key: key.into(), value: Vec::new() });
        }
        self.edits.push(Op::Extend, place, key, reader.raw(value));
        Ok(())
    }

    /// A value that takes the place of the one before, unless it says nothing.
    #[inline(never)]
    fn member(&mut self, reader: &mut Reader<'_>, place: Place, key: &[u8]) -> Result {
        let value = reader.skip_value()?;
        let value = reader.raw(value);
        match self.known(place, key) {
            Some(_) if value == b"null" || value == b"\"\"" => return Ok(()),
            Some(known) if known.value == value => return Ok(()),
            Some(known) => known.value = value.into(),
            None => self.members.push(Member { place, key: key.into(), value: value.into() }),
        }
        self.settings += 1;
        self.edits.push(Op::Set, place, key, value);
        Ok(())
    }

    #[inline(never)]
    fn text(&mut self, reader: &mut Reader<'_>, target: Target) -> Result {
        let text = reader.string()?;
        self.append(target, reader.raw(text.span));
        Ok(())
    }

    fn append(&mut self, target: Target, text: &[u8]) {
        // Some servers send it with every chunk, and an empty one would look like a refusal.
        if !text.is_empty() || target.1 != b"refusal" {
            self.edits.push(Op::Append, target.0, target.1, text);
        }
    }
}

/// The raw value of the first member of this name in the object that `json` begins with; empty
/// where it has none.
#[inline(never)]
fn find<'a>(json: &'a [u8], name: &[u8]) -> &'a [u8] {
    let mut found: &[u8] = b"";
    let _ = Reader::new(json).object(&mut |reader, key| {
        let value = reader.skip_value()?;
        if !reader.is(&key, name) {
            return Ok(());
        }
        found = &json[value];
        // Looking no further.
        Err(InvalidJson)
    });
    found
}

/// JSON as it stands inside a string.
#[inline(never)]
fn escape(json: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(json.len() * 2);
    for byte in json {
        match byte {
            b'"' | b'\\' => text.extend_from_slice(&[b'\\', *byte]),
            // Between the tokens, where it says nothing.
            ..=0x20 => text.push(b' '),
            _ => text.push(*byte),
        }
    }
    text
}
