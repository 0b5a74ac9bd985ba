//! Chunk templates: what lets a chunk be read without being parsed.
//!
//! In a stream, a chunk differs from the one before in one string, the delta, or in a few more
//! members: the random `obfuscation` of servers that pad against traffic analysis, the log
//! probabilities, a usage or a time with every chunk. A template remembers the bytes around
//! those. A chunk with the same bytes around them is valid JSON if they are, and means what the
//! remembered chunk meant with other values in their places. A chunk that differs in anything else
//! does not match and is parsed, so no answer depends on the guess. It remembers the field and the
//! line ends around the chunk as well, so that an event which fits need not even be searched for
//! its end.
//!
//! ```text
//! learned  {"id":"c1","choices":[{"index":0,"delta":{"content":"Hel"}}],"obfuscation":"x7"}
//! parts    {"id":"c1","choices":[{"index":0,"delta":{"content":"   "}}],"obfuscation":"  "}
//! next     {"id":"c1","choices":[{"index":0,"delta":{"content":"lo!"}}],"obfuscation":"Qa"}
//! ```
//!
//! Texts are holes from the beginning. Any other member becomes one as soon as a chunk with the same
//! members has another value there, so that the third chunk fits, whatever it is that changes.

use std::ops::Range;

use super::chunk::{Chunk, Level, Member, Role};
use super::event_stream::Event;
use super::json::{Reader, string_end};
use super::swar::{find_line_end, starts_with};

/// How many chunk shapes of one stream are remembered: text, one per tool call or choice, and
/// those of servers that do not keep to one order.
pub const SLOTS: usize = 16;

/// After this many templates learned in a row without one that matched, learning pauses.
const PATIENCE: u32 = SLOTS as u32;
const SHORTEST_PAUSE: u32 = 32;
const LONGEST_PAUSE: u32 = 1024;

/// What a chunk fills a template with.
#[derive(Debug)]
pub struct Filling<'a> {
    /// Which template.
    pub template: &'a Template,
    /// Where the chunk stands in its event.
    pub data: Range<usize>,
    /// Where the event ends.
    pub end: usize,
    places: &'a [Range<usize>],
}

impl<'a> Filling<'a> {
    /// The holes of the template, each with the value that the event in `bytes` has there; that of
    /// a text as it stands between its quotes.
    pub fn values(&self, bytes: &'a [u8]) -> impl Iterator<Item = (&'a Member, &'a [u8])> {
        let places = self.places.iter().map(|place| &bytes[place.clone()]);
        self.template.holes.iter().zip(places)
    }

    /// The value in one of the holes.
    pub fn value(&self, bytes: &'a [u8], hole: usize) -> &'a [u8] {
        &bytes[self.places[hole].clone()]
    }
}

/// One remembered chunk.
#[derive(Debug)]
pub struct Template {
    /// Its slot, of which there are [`SLOTS`].
    pub slot: usize,
    /// Those of the members that may differ, in their order.
    pub holes: Vec<Member>,
    /// Whether all of them are texts.
    pub is_text: bool,
    /// Which of them is the `content` of choice 0.
    pub content: Option<usize>,
    /// Which of them is all that a chunk adds to the answer: a text.
    pub growth: Option<usize>,
    /// Whether there are objects or arrays that are neither in a hole nor on the way to one.
    pub has_side_branches: bool,
    members: Vec<Member>,
    /// All of the event, to the beginning of the next. The chunk begins at `start`, and `tail` bytes
    /// follow it.
    text: Vec<u8>,
    start: usize,
    tail: usize,
}

impl Template {
    /// Nothing where there is no text that grows.
    fn learn(slot: usize, event: &Event<'_>, chunk: &mut Chunk) -> Option<Box<Self>> {
        let mut members = std::mem::take(&mut chunk.members);
        let mut holes = Vec::new();
        let (mut deepest, mut deepest_hole) = (0, 0);
        let (mut is_text, mut has_side_branches) = (true, false);
        let (mut content, mut growth, mut growths) = (None, None, 0);
        let start = event.lead.len();
        let content_start = chunk.content.as_ref().map(|content| content.start + start);
        for member in &mut members {
            for place in [&mut member.key, &mut member.value] {
                *place = place.start + start..place.end + start;
            }
            let level = member.level as u8;
            // What a branch holds is one deeper, also where it holds nothing.
            deepest = deepest.max(level + u8::from(member.role == Role::Branch));
            if member.role.is_hole() {
                deepest_hole = deepest_hole.max(level);
                is_text &= member.role == Role::Text;
                if member.role == Role::Text && member.level > Level::Top {
                    growth = Some(holes.len());
                    growths += 1;
                }
                if content_start == Some(member.value.start) {
                    content = growth;
                }
                holes.push(member.clone());
            } else if member.role != Role::Branch {
                has_side_branches |= matches!(event.data[member.value.start - start], b'{' | b'[');
            }
        }
        has_side_branches |= deepest > deepest_hole;
        if growths == 0 {
            return None;
        }
        let growth = growth.filter(|_| is_text && growths == 1);
        let mut text = Vec::new();
        for part in [event.lead, event.data, event.tail] {
            text.extend_from_slice(part);
        }
        let tail = event.tail.len();
        Some(Box::new(Self {
            slot,
            holes,
            is_text,
            content,
            growth,
            has_side_branches,
            members,
            text,
            start,
            tail,
        }))
    }

    /// The key of one of the holes.
    pub fn key(&self, hole: &Member) -> &[u8] {
        &self.text[hole.key.clone()]
    }

    /// The same as it was sent, quotes included.
    pub fn quoted_key(&self, hole: &Member) -> &[u8] {
        &self.text[hole.key.start - 1..=hole.key.end]
    }

    /// Whether a chunk has the same members, which differ only where they may. Those that do are
    /// volatile from now on.
    fn resembles(&self, data: &[u8], members: &mut [Member]) -> bool {
        let is_same = |old: &Member, new: &mut Member| {
            if !is_same_key(&self.text, old, data, new) {
                return false;
            }
            let differs = self.text[old.value.clone()] != data[new.value.clone()];
            if new.role == Role::Free && (differs || old.role == Role::Volatile) {
                new.role = Role::Volatile;
            }
            match old.role {
                Role::Free | Role::Volatile => matches!(new.role, Role::Free | Role::Volatile),
                Role::Fixed => new.role == old.role && !differs,
                _ => new.role == old.role,
            }
        };
        let mut pairs = self.members.iter().zip(members.iter_mut());
        self.members.len() == pairs.len() && pairs.all(|(old, new)| is_same(old, new))
    }

    /// Notes the places of what the event fills it with that `bytes` begin with. Returns where the
    /// event ends.
    fn fill(&self, bytes: &[u8], places: &mut Vec<Range<usize>>) -> Option<usize> {
        places.clear();
        let (mut at, mut from) = (0, 0);
        for hole in &self.holes {
            at = self.part(from..hole.value.start, bytes, at)?;
            let place = match hole.role {
                Role::Text => at..string_end(bytes, at)?,
                _ => value_at(bytes, at)?,
            };
            (at, from) = (place.end, hole.value.end);
            places.push(place);
        }
        self.part(from..self.text.len(), bytes, at)
    }

    /// Where a part of the text ends in `bytes` if it starts at `at`.
    #[cfg_attr(feature = "answers", inline(always))]
    fn part(&self, part: Range<usize>, bytes: &[u8], at: usize) -> Option<usize> {
        let part = &self.text[part];
        starts_with(&bytes[at..], part).then_some(at + part.len())
    }
}

/// Where the value stands that follows `at`, if it is JSON and all in one line.
fn value_at(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let bytes = &bytes[at..];
    let value = Reader::new(bytes).skip_value().ok()?;
    find_line_end(&bytes[..value.end]).is_none().then_some(at + value.start..at + value.end)
}

/// The templates of one stream.
#[derive(Debug, Default)]
pub struct Templates {
    #[expect(clippy::vec_box, reason = "the code that moves whole templates would be downloaded")]
    slots: Vec<Box<Template>>,
    /// The slot that matched or was learned last: the likeliest to match next.
    latest: usize,
    places: Vec<Range<usize>>,
    learned_in_vain: u32,
    pause: u32,
    next_pause: u32,
}

impl Templates {
    /// Finds the template that the event fills which `bytes` begin with.
    #[cfg_attr(feature = "answers", inline(always))]
    pub fn fill(&mut self, bytes: &[u8]) -> Option<Filling<'_>> {
        if self.pause > 0 {
            return None;
        }
        let count = self.slots.len();
        let mut slot = self.latest;
        for _ in 0..count {
            let template = &self.slots[slot];
            slot += 1;
            if slot == count {
                slot = 0;
            }
            if let Some(end) = template.fill(bytes, &mut self.places) {
                self.latest = template.slot;
                self.learned_in_vain = 0;
                self.next_pause = 0;
                let data = template.start..end - template.tail;
                return Some(Filling { template, data, end, places: &self.places });
            }
        }
        None
    }

    /// Remembers a chunk that matched no template; returns what it has become.
    ///
    /// A stream in which every chunk is different would make this pure waste, so that after a few
    /// templates in vain there is a pause, longer each time.
    pub fn learn(&mut self, event: &Event<'_>, chunk: &mut Chunk) -> Option<&Template> {
        if self.pause > 0 {
            self.pause -= 1;
            return None;
        }
        if event.tail.is_empty() || chunk.is_odd || has_twins(event.data, &chunk.members) {
            return None;
        }
        let count = self.slots.len();
        let mut slot = if count < SLOTS { count } else { (self.latest + 1) % SLOTS };
        for known in &self.slots {
            if known.resembles(event.data, &mut chunk.members) {
                slot = known.slot;
            }
        }
        let template = Template::learn(slot, event, chunk)?;
        self.learned_in_vain += 1;
        if self.learned_in_vain > PATIENCE {
            self.learned_in_vain = 0;
            self.next_pause = (self.next_pause * 2).clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
            self.pause = self.next_pause;
            return None;
        }
        self.latest = slot;
        if slot == count {
            self.slots.push(template);
        } else {
            self.slots[slot] = template;
        }
        self.slots.get(slot).map(Box::as_ref)
    }
}

/// Whether two members have the same key, each in its own text.
#[inline(never)]
fn is_same_key(text: &[u8], one: &Member, data: &[u8], other: &Member) -> bool {
    one.level == other.level && text[one.key.clone()] == data[other.key.clone()]
}

/// Whether a key stands twice in an object.
fn has_twins(data: &[u8], members: &[Member]) -> bool {
    members
        .iter()
        .enumerate()
        .any(|(at, one)| members[..at].iter().any(|other| is_same_key(data, one, data, other)))
}
