//! Chunk templates: what lets a chunk be read without being parsed.
//!
//! In a stream, a chunk differs from the one before in one string, the delta, or in two, where the
//! server pads against traffic analysis with a random `obfuscation`. A template remembers the
//! bytes around those strings. A chunk with the same bytes around them is valid JSON if the strings
//! are, and means what the remembered chunk meant with other strings in their places. A chunk that
//! differs in anything else does not match and is parsed, so no answer depends on the guess.
//! It remembers the field and the line ends around the chunk as well, so that an event which fits
//! need not even be searched for its end.
//!
//! ```text
//! learned  {"id":"c1","choices":[{"index":0,"delta":{"content":"Hel"}}],"obfuscation":"x7"}
//! parts    {"id":"c1","choices":[{"index":0,"delta":{"content":"   "}}],"obfuscation":"  "}
//! next     {"id":"c1","choices":[{"index":0,"delta":{"content":"lo!"}}],"obfuscation":"Qa"}
//! ```

use std::ops::Range;

use super::chunk::{Chunk, Field};
use super::event_stream::Event;
use super::json::string_end;
use super::swar::starts_with;

/// How many chunk shapes of one stream are remembered: text, and one per tool call or choice.
pub const SLOTS: usize = 8;

/// After this many templates learned in a row without one that matched, learning pauses.
const PATIENCE: u32 = SLOTS as u32;
const SHORTEST_PAUSE: u32 = 32;
const LONGEST_PAUSE: u32 = 1024;

/// The strings that a chunk fills a template with, as they stand between their quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filling {
    /// Which template.
    pub slot: usize,
    /// Where the chunk stands in its event.
    pub data: Range<usize>,
    /// Where the event ends.
    pub end: usize,
    /// Where the delta's text stands.
    pub delta: Range<usize>,
    /// Where the obfuscation's text stands, if the template has one.
    pub obfuscation: Option<Range<usize>>,
}

/// One remembered chunk.
#[derive(Debug)]
pub struct Template {
    /// What stands around the holes, from the name of the event's field to the next event. The chunk
    /// begins at `start` and ends at the last of `ends`.
    text: Vec<u8>,
    start: usize,
    ends: [usize; 3],
    has_obfuscation: bool,
    /// Whether the obfuscation comes before the delta.
    swapped: bool,
    /// The field that the delta fills.
    pub field: Field,
    /// See [`Chunk::choices`].
    pub choices: u64,
    /// See [`Chunk::finished`].
    pub finished: u64,
}

impl Template {
    fn learn(event: &Event<'_>, chunk: &Chunk) -> Option<Self> {
        let data = event.data;
        let (field, delta) = chunk.delta.as_ref().filter(|_| !chunk.adds_more && !chunk.is_deep)?;
        let tail = data.len()..data.len();
        let (mut holes, mut swapped) = ([delta.span.clone(), tail.clone(), tail], false);
        if let Some(obfuscation) = &chunk.obfuscation {
            holes[1] = obfuscation.clone();
            swapped = obfuscation.start < delta.span.start;
            if swapped {
                holes.swap(0, 1);
            }
        }
        let mut template = Self {
            text: event.lead.to_vec(),
            start: event.lead.len(),
            ends: [0; 3],
            has_obfuscation: chunk.obfuscation.is_some(),
            swapped,
            field: *field,
            choices: chunk.choices,
            finished: chunk.finished,
        };
        let mut from = 0;
        for (at, hole) in holes.iter().enumerate() {
            template.text.extend_from_slice(&data[from..hole.start]);
            template.ends[at] = template.text.len();
            from = hole.end;
        }
        template.text.extend_from_slice(event.tail);
        Some(template)
    }

    /// What the event fills it with that `bytes` begin with.
    fn fill(&self, slot: usize, bytes: &[u8]) -> Option<Filling> {
        let mut at = self.part(0..self.ends[0], bytes, 0)?;
        let first = at..string_end(bytes, at)?;
        at = self.part(self.ends[0]..self.ends[1], bytes, first.end)?;
        let mut second = None;
        if self.has_obfuscation {
            let hole = at..string_end(bytes, at)?;
            at = self.part(self.ends[1]..self.ends[2], bytes, hole.end)?;
            second = Some(hole);
        }
        let end = self.part(self.ends[2]..self.text.len(), bytes, at)?;
        let (delta, obfuscation) = match (self.swapped, second) {
            (true, Some(second)) => (second, Some(first)),
            (_, second) => (first, second),
        };
        Some(Filling { slot, data: self.start..at, end, delta, obfuscation })
    }

    /// Where a part of the text ends in `bytes` if it starts at `at`.
    fn part(&self, part: Range<usize>, bytes: &[u8], at: usize) -> Option<usize> {
        let part = &self.text[part];
        starts_with(&bytes[at..], part).then_some(at + part.len())
    }
}

/// The templates of one stream.
#[derive(Debug, Default)]
pub struct Templates {
    slots: [Option<Template>; SLOTS],
    /// The slot that matched or was learned last: the likeliest to match next.
    latest: usize,
    learned_in_vain: u32,
    pause: u32,
    next_pause: u32,
}

impl Templates {
    /// The template of a slot that [`Self::fill`] or [`Self::learn`] has named.
    pub fn get(&self, slot: usize) -> Option<&Template> {
        self.slots[slot].as_ref()
    }

    /// Finds the template that the event fills which `bytes` begin with.
    pub fn fill(&mut self, bytes: &[u8]) -> Option<Filling> {
        if self.is_paused() {
            return None;
        }
        let slots = (0..SLOTS).map(|step| (self.latest + step) % SLOTS);
        let filling = slots
            .filter_map(|slot| Some((slot, self.slots[slot].as_ref()?)))
            .find_map(|(slot, template)| template.fill(slot, bytes))?;
        self.latest = filling.slot;
        self.learned_in_vain = 0;
        self.next_pause = 0;
        Some(filling)
    }

    /// Whether nothing is learned at present.
    pub fn is_paused(&self) -> bool {
        self.pause > 0
    }

    /// Counts a chunk that passes during a pause; false where there is none.
    pub fn pass(&mut self) -> bool {
        let paused = self.is_paused();
        self.pause -= u32::from(paused);
        paused
    }

    /// Remembers a chunk that matched no template; returns the slot it was put into.
    ///
    /// A stream in which every chunk is different would make this pure waste, so that after a few
    /// templates in vain there is a pause, longer each time.
    pub fn learn(&mut self, event: &Event<'_>, chunk: &Chunk) -> Option<usize> {
        if self.pass() {
            return None;
        }
        if event.tail.is_empty() {
            return None;
        }
        let template = Template::learn(event, chunk)?;
        self.learned_in_vain += 1;
        if self.learned_in_vain > PATIENCE {
            self.learned_in_vain = 0;
            self.next_pause = (self.next_pause * 2).clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
            self.pause = self.next_pause;
            return None;
        }
        let free = (0..SLOTS).find(|&slot| self.slots[slot].is_none());
        self.latest = free.unwrap_or((self.latest + 1) % SLOTS);
        self.slots[self.latest] = Some(template);
        Some(self.latest)
    }
}
