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
//! calls are told apart by index, by id, or as the one that came last. What comes in place of a text
//! adds to it: a list becomes its parts, with the text as one of them, and any other value is spelt
//! out. `obfuscation` is left out: it is padding.
//!
//! What is searched is searched from its end, and not further than an answer reaches that a client
//! could use: however much a server sends, it takes no longer than in proportion to that.

use super::chunk::{Chunk, Level, Member as Hole, Role, TEXT_FIELDS};
use super::edits::{Edits, Object, Op, Place, find_recent, push_number};
use super::entries::{Entry, entries, escape, find, index, inside, is_ambiguous, objects, spell};
use super::sink::Sink;
use super::template::{Filling, SLOTS, Template};

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
#[derive(Debug)]
struct Choice {
    index: u32,
    calls: Vec<Call>,
}

/// A tool call, told by its index, or its id, raw; empty where it has none.
#[derive(Debug)]
struct Call {
    index: Option<u32>,
    id: Vec<u8>,
}

/// What a template of the stream appends to: the choice and the tool call.
#[derive(Debug, Clone, Copy)]
struct Slot {
    latest: (usize, usize),
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
    /// The edit that the last chunk appended to, where that is all it did, and its template.
    appending: Option<(usize, usize)>,
}

impl Sink for Accumulator {
    fn begin_read(&mut self) {
        self.leaving.clear();
    }

    fn parsed(&mut self, data: &[u8], _: &Chunk, learned: Option<&Template>) {
        self.merge(data);
        if let Some(template) = learned {
            self.note(template);
        }
    }

    #[inline(always)]
    fn filled(&mut self, bytes: &[u8], filling: &Filling<'_>) {
        let template = filling.template;
        if let (Some((slot, edit)), Some(growth)) = (self.appending, template.growth)
            && slot == template.slot
        {
            return self.edits.append(edit, filling.value(bytes, growth));
        }
        self.merge_filled(bytes, filling);
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
            self.appending = None;
        }
    }
}

impl Accumulator {
    /// Merges a chunk that does more than go on with the text of the last one.
    #[inline(never)]
    fn merge_filled(&mut self, bytes: &[u8], filling: &Filling<'_>) {
        let template = filling.template;
        // Which call a chunk adds to is told by members that may be other ones.
        let mut holes = template.holes.iter();
        let same_call = holes.all(|hole| hole.level != Level::ToolCall);
        let Some(slot) = self.slot(template).filter(|_| same_call) else {
            self.merge(&bytes[filling.data.clone()]);
            return self.note(template);
        };
        self.latest = slot.latest;
        let mut appended = None;
        for (hole, value) in filling.values(bytes) {
            appended = self.fill(hole, template.key(hole), value).or(appended);
        }
        self.note(template);
        self.appending =
            appended.filter(|_| template.growth.is_some()).map(|edit| (template.slot, edit));
    }

    /// Whether all that a chunk does is append to the one text of its template.
    pub fn appends(&self, filling: &Filling<'_>) -> bool {
        filling.template.growth.is_some() && self.slot(filling.template).is_some()
    }

    /// What the texts of a template append to, where its other members are there already.
    fn slot(&self, template: &Template) -> Option<Slot> {
        self.slots[template.slot].filter(|slot| slot.settings == self.settings)
    }

    fn note(&mut self, template: &Template) {
        let Self { latest, settings, .. } = *self;
        self.slots[template.slot] = Some(Slot { latest, settings });
    }

    /// Merges what a chunk has in a hole, to where the last chunk came. Returns which edit a text
    /// was appended to.
    fn fill(&mut self, hole: &Hole, key: &[u8], value: &[u8]) -> Option<usize> {
        let (choice, call) = self.latest;
        let function = Object::Function.in_call(choice, call);
        match (hole.role, hole.level) {
            (Role::Text, Level::Top) => {}
            (Role::Text, Level::Delta) => {
                return self.append(Object::Message.of(choice), key, value);
            }
            (Role::Text, _) => return self.append(function, key, value),
            (_, Level::Top) => self.set(Object::Completion.of(0), key, value),
            (_, Level::Choice) => self.choice_member(choice, key, &spell(value)),
            (_, Level::Delta) => self.delta_member(choice, key, &spell(value)),
            _ => self.function_member(function, key, &spell(value)),
        }
        None
    }

    /// Merges a chunk that was found to be JSON before.
    #[inline(never)]
    fn merge(&mut self, data: &[u8]) {
        self.appending = None;
        let data = &spell(data);
        for (key, value) in entries(data) {
            match key {
                b"obfuscation" => {}
                b"choices" => {
                    for (at, choice) in objects(value) {
                        self.choice(at, choice);
                    }
                }
                key => self.set(Object::Completion.of(0), key, value),
            }
        }
    }

    /// Merges a choice, which stands at `at` in its chunk.
    #[inline(never)]
    fn choice(&mut self, at: usize, choice: &[u8]) {
        let entries = entries(choice);
        let choice = self.choice_at(at, &entries);
        self.latest.0 = choice;
        for (key, value) in entries {
            self.choice_member(choice, key, value);
        }
    }

    fn choice_member(&mut self, choice: usize, key: &[u8], value: &[u8]) {
        match (key, value[0]) {
            (b"delta", b'{') => {
                for (key, value) in entries(value) {
                    self.delta_member(choice, key, value);
                }
            }
            (b"logprobs", b'{') => {
                self.keep(Object::Choice.of(choice), key);
                for (key, value) in entries(value) {
                    self.list(Object::Logprobs.of(choice), key, value);
                }
            }
            // Where the deltas are gathered.
            (b"delta" | b"message", _) => {}
            (b"logprobs", kind) if kind != b'n' => {}
            (key, _) => self.set(Object::Choice.of(choice), key, value),
        }
    }

    fn delta_member(&mut self, choice: usize, key: &[u8], value: &[u8]) {
        let place = Object::Message.of(choice);
        match (key, value[0]) {
            (b"tool_calls", _) => {
                for (_, call) in objects(value) {
                    self.call(choice, call);
                }
            }
            (b"function_call", _) => self.function(Object::LegacyCall.of(choice), value),
            (b"audio", _) => self.function(Object::Audio.of(choice), value),
            (b"role", b'n') => {}
            (key, kind) if kind != b'[' && TEXT_FIELDS.contains(&key) => {
                self.text(place, key, value);
            }
            (key, _) => self.list(place, key, value),
        }
    }

    #[inline(never)]
    fn call(&mut self, choice: usize, call: &[u8]) {
        let entries = entries(call);
        let call = self.call_at(choice, &entries);
        self.latest.1 = call;
        for (key, value) in entries {
            match key {
                b"index" => {}
                b"function" => self.function(Object::Function.in_call(choice, call), value),
                b"custom" => self.function(Object::Custom.in_call(choice, call), value),
                key => self.set(Object::Call.in_call(choice, call), key, value),
            }
        }
    }

    /// Merges what has texts of its own: a function, or what is spoken.
    #[inline(never)]
    fn function(&mut self, place: Place, function: &[u8]) {
        for (key, value) in entries(function) {
            self.function_member(place, key, value);
        }
    }

    fn function_member(&mut self, place: Place, key: &[u8], value: &[u8]) {
        match (key, value[0]) {
            (b"arguments" | b"input" | b"data" | b"transcript", _) => self.text(place, key, value),
            (b"name", b'n') => {}
            (b"name", b'"') => self.name(place, inside(value)),
            (key, _) => self.set(place, key, value),
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
    #[inline(never)]
    fn known(&mut self, place: Place, key: &[u8]) -> Option<&mut Member> {
        let at = find_recent(&self.members, |known| known.place == place && known.key == key)?;
        Some(&mut self.members[at])
    }

    /// The position of the choice with these entries, which stands at `at` in its chunk.
    fn choice_at(&mut self, at: usize, entries: &[Entry<'_>]) -> usize {
        let index = index(find(entries, b"index")).unwrap_or(at as u32);
        let known = find_recent(&self.choices, |choice| choice.index == index);
        known.unwrap_or_else(|| {
            self.choices.push(Choice { index, calls: Vec::new() });
            self.choices.len() - 1
        })
    }

    /// The position of the tool call with these entries.
    fn call_at(&mut self, choice: usize, entries: &[Entry<'_>]) -> usize {
        let index = index(find(entries, b"index"));
        let id = find(entries, b"id");
        let id = if id == b"null" || id == b"\"\"" { b"" } else { id };
        let calls = &mut self.choices[choice].calls;
        let known = find_recent(calls, |call| match id {
            b"" => index.is_none() || call.index == index,
            _ if call.id.is_empty() => call.index == index,
            _ => call.id == id && (index.is_none() || call.index == index),
        });
        let at = known.unwrap_or(calls.len());
        if at == calls.len() {
            calls.push(Call { index, id: Vec::new() });
            // Templates without an index and an id mean the last call, which is another one now.
            self.settings += 1;
            if let Some(index) = index {
                let mut digits = Vec::new();
                push_number(&mut digits, index as usize);
                self.edits.push(Op::Hide, Object::Call.in_call(choice, at), b"index", &digits);
            }
        }
        if calls[at].id.is_empty() {
            calls[at].id = id.into();
        }
        at
    }

    /// A value that takes the place of the one before, unless it is an array: those grow.
    #[inline(never)]
    fn list(&mut self, place: Place, key: &[u8], value: &[u8]) {
        if value[0] != b'[' {
            return self.set(place, key, value);
        }
        self.keep(place, key);
        self.edits.push(Op::Extend, place, key, value);
    }

    /// From now on a `null` takes nothing away.
    #[inline(never)]
    fn keep(&mut self, place: Place, key: &[u8]) {
        if self.known(place, key).is_none() {
            self.members.push(Member { place, key: key.into(), value: Vec::new() });
        }
    }

    /// A value that takes the place of the one before, unless it says nothing.
    #[inline(never)]
    fn set(&mut self, place: Place, key: &[u8], value: &[u8]) {
        match self.known(place, key) {
            Some(_) if value == b"null" || value == b"\"\"" => return,
            Some(known) if known.value == value && !is_ambiguous(key) => return,
            Some(known) => known.value = value.into(),
            None => self.members.push(Member { place, key: key.into(), value: value.into() }),
        }
        self.settings += 1;
        self.edits.push(Op::Set, place, key, value);
    }

    /// A value that adds to a text.
    #[inline(never)]
    fn text(&mut self, place: Place, key: &[u8], value: &[u8]) {
        match value[0] {
            b'"' => self.append(place, key, inside(value)),
            // They say nothing.
            b'n' | b'f' => None,
            // Some servers send what the text would say.
            _ => self.append(place, key, &escape(value)),
        };
    }

    fn append(&mut self, place: Place, key: &[u8], text: &[u8]) -> Option<usize> {
        // Some servers send it with every chunk, and an empty one would look like a refusal.
        let says_nothing = text.is_empty() && key == b"refusal";
        (!says_nothing).then(|| self.edits.push(Op::Append, place, key, text))
    }
}
