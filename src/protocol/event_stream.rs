//! Server-sent events framing.
//!
//! Follows the WHATWG rules for [parsing an event stream], except that `id` and `retry` are
//! ignored: a chat completion cannot be resumed, so there is nothing to reconnect to. A field named
//! `error`, which llama.cpp has sent for years, is the data of an event of that name.
//!
//! Bytes may be cut anywhere: inside a UTF-8 sequence, inside CRLF, inside a field name. The
//! event being assembled stays where it was written, so an event of one `data` line, which is
//! nearly every event, is handed out without having been copied.
//!
//! [parsing an event stream]: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation

use std::ops::Range;

use super::swar::find_line_end;

/// How many bytes one event may hold when nothing else is asked for.
pub const DEFAULT_EVENT_LIMIT: usize = 8 * 1024 * 1024;

const INITIAL_BUFFER: usize = 16 * 1024;
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// One dispatched event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event<'a> {
    /// The `event` field; empty where the stream named none.
    pub name: &'a [u8],
    /// The `data` lines, joined by LF. Not checked for UTF-8.
    pub data: &'a [u8],
    /// Where the data is a single line, what stands before it: the name of its field.
    pub lead: &'static [u8],
    /// Where the data is a single line, what stands between it and the next event.
    pub tail: &'a [u8],
}

/// An event grew past the limit before its end arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventTooLong;

#[derive(Debug, Default)]
enum Data {
    #[default]
    None,
    /// A single line, still in the buffer, and what stands before it.
    Line(Range<usize>, &'static [u8]),
    /// Several lines, copied together into `joined`.
    Joined,
}

/// Cuts a byte stream into events.
#[derive(Debug)]
pub struct EventStream {
    /// Every byte is initialised; those from `filled` on are room to write into.
    buffer: Vec<u8>,
    filled: usize,
    /// Where the event being assembled begins; what lies before it is spent.
    event_start: usize,
    line_start: usize,
    /// Bytes before this are known to hold no line end.
    scanned: usize,
    /// The last line ended in CR at the end of the input: an LF that follows belongs to it.
    after_cr: bool,
    at_stream_start: bool,
    name: Range<usize>,
    data: Data,
    joined: Vec<u8>,
    limit: usize,
}

impl Default for EventStream {
    fn default() -> Self {
        Self::with_limit(DEFAULT_EVENT_LIMIT)
    }
}

impl EventStream {
    /// A framer whose events may hold up to `limit` bytes each.
    pub fn with_limit(limit: usize) -> Self {
        Self {
            buffer: vec![0; INITIAL_BUFFER],
            filled: 0,
            event_start: 0,
            line_start: 0,
            scanned: 0,
            after_cr: false,
            at_stream_start: true,
            name: 0..0,
            data: Data::None,
            joined: Vec::new(),
            limit,
        }
    }

    /// Room for at least `len` more bytes. Write them, then say how many with [`Self::commit`].
    pub fn room(&mut self, len: usize) -> &mut [u8] {
        if self.event_start == self.filled {
            self.discard_spent();
        }
        if self.buffer.len() - self.filled < len {
            self.discard_spent();
            let needed = self.filled + len;
            // Growing while the event still fills half the buffer keeps the copying of an event
            // that arrives in tiny reads linear in its length.
            if needed > self.buffer.len() || self.filled * 2 > self.buffer.len() {
                self.buffer.resize(needed.max(self.buffer.len() * 2), 0);
            }
        }
        &mut self.buffer[self.filled..]
    }

    /// Takes the first `len` bytes of [`Self::room`] as input.
    pub fn commit(&mut self, len: usize) {
        self.filled = (self.filled + len).min(self.buffer.len());
    }

    /// Copies `bytes` in as input.
    pub fn write(&mut self, bytes: &[u8]) {
        self.room(bytes.len())[..bytes.len()].copy_from_slice(bytes);
        self.commit(bytes.len());
    }

    /// Whether an event was begun and not finished: at the end of the stream, one that was cut
    /// off. What cannot become a field that matters does not count.
    pub fn has_partial_event(&self) -> bool {
        let line = &self.buffer[self.line_start..self.filled];
        !matches!(self.data, Data::None) || matches!(line.first(), Some(b'd' | b'e'))
    }

    /// The next complete event, or `None` until more input arrives.
    ///
    /// # Errors
    /// [`EventTooLong`] when the unfinished event is past the limit.
    pub fn next_event(&mut self) -> Result<Option<Event<'_>>, EventTooLong> {
        while let Some(line) = self.next_line() {
            if !line.is_empty() {
                self.take_field(line);
            } else if let Some(event) = self.dispatch() {
                let name = &self.buffer[event.name];
                return Ok(Some(match event.data {
                    Data::Line(line, lead) => {
                        let tail = &self.buffer[line.end..self.line_start];
                        Event { name, data: &self.buffer[line], lead, tail }
                    }
                    _ => Event { name, data: &self.joined, lead: b"", tail: b"" },
                }));
            }
        }
        match self.filled - self.event_start > self.limit {
            true => Err(EventTooLong),
            false => Ok(None),
        }
    }

    /// What has arrived, where it is the beginning of an event. One that has been looked at before
    /// has to have got a line end since: looking at all of it with every read would not be linear.
    #[cfg_attr(feature = "answers", inline(always))]
    pub fn ahead(&mut self) -> Option<&[u8]> {
        loop {
            if self.event_start != self.line_start || self.at_stream_start || self.after_cr {
                return None;
            }
            // Before every event, some servers send its id, or a comment.
            match self.buffer[self.line_start..self.filled].first()? {
                b'd' | b'e' => break,
                _ => self.next_line()?,
            };
        }
        if self.scanned > self.line_start {
            let Some(end) = find_line_end(&self.buffer[self.scanned..self.filled]) else {
                self.scanned = self.filled;
                return None;
            };
            self.scanned += end;
        }
        Some(&self.buffer[self.line_start..self.filled])
    }

    /// Passes over an event that was read [ahead](Self::ahead), so many bytes long.
    pub fn skip(&mut self, len: usize) {
        self.start_line_at((self.line_start + len).min(self.filled));
    }

    fn next_line(&mut self) -> Option<Range<usize>> {
        if self.at_stream_start && !self.skip_bom() {
            return None;
        }
        if self.after_cr && self.line_start < self.filled {
            self.after_cr = false;
            if self.buffer[self.line_start] == b'\n' {
                self.start_line_at(self.line_start + 1);
            }
        }
        let Some(offset) = find_line_end(&self.buffer[self.scanned..self.filled]) else {
            self.scanned = self.filled;
            return None;
        };
        let end = self.scanned + offset;
        let line = self.line_start..end;
        let mut next = end + 1;
        if self.buffer[end] == b'\r' {
            match self.buffer[..self.filled].get(next) {
                Some(b'\n') => next += 1,
                Some(_) => {}
                None => self.after_cr = true,
            }
        }
        self.start_line_at(next);
        Some(line)
    }

    fn start_line_at(&mut self, at: usize) {
        self.line_start = at;
        self.scanned = at;
        // Comments and blank lines between events are spent at once, or keep-alives without a
        // blank line after them would add up to an event past the limit.
        if matches!(self.data, Data::None) && self.name.is_empty() {
            self.event_start = at;
        }
    }

    /// False while too few bytes have arrived to tell whether the stream opens with a BOM.
    fn skip_bom(&mut self) -> bool {
        let head = &self.buffer[self.line_start..self.filled];
        if head.len() < BOM.len() && BOM.starts_with(head) {
            return false;
        }
        self.at_stream_start = false;
        if head.starts_with(BOM) {
            self.start_line_at(self.line_start + BOM.len());
        }
        true
    }

    fn take_field(&mut self, line: Range<usize>) {
        // The line's own start, not `event_start`: fields taken are kept until dispatch.
        let bytes = &self.buffer[line.clone()];
        let colon = bytes.iter().position(|&byte| byte == b':').unwrap_or(bytes.len());
        let mut value = (line.start + colon + 1).min(line.end)..line.end;
        let mut lead: &[u8] = b"data:";
        if self.buffer[value.clone()].first() == Some(&b' ') {
            value.start += 1;
            lead = b"data: ";
        }
        match &bytes[..colon] {
            b"data" => self.take_data(value, lead),
            b"event" => self.take_name(line.start, value),
            b"error" => {
                self.take_name(line.start, line.start..line.start + colon);
                self.take_data(value, lead);
            }
            _ => {}
        }
    }

    fn take_name(&mut self, line_start: usize, value: Range<usize>) {
        if matches!(self.data, Data::None) && self.name.is_empty() {
            self.event_start = line_start;
        }
        self.name = value;
    }

    fn take_data(&mut self, value: Range<usize>, lead: &'static [u8]) {
        match std::mem::take(&mut self.data) {
            Data::None => {
                if self.name.is_empty() {
                    self.event_start = value.start;
                }
                self.data = Data::Line(value, lead);
            }
            Data::Line(first, _) => {
                self.joined.clear();
                self.joined.extend_from_slice(&self.buffer[first]);
                self.join(value);
            }
            Data::Joined => self.join(value),
        }
    }

    fn join(&mut self, value: Range<usize>) {
        self.joined.push(b'\n');
        self.joined.extend_from_slice(&self.buffer[value]);
        self.data = Data::Joined;
    }

    fn dispatch(&mut self) -> Option<Pending> {
        let event = Pending {
            name: std::mem::replace(&mut self.name, 0..0),
            data: std::mem::take(&mut self.data),
        };
        self.event_start = self.line_start;
        (!matches!(event.data, Data::None)).then_some(event)
    }

    fn discard_spent(&mut self) {
        let spent = self.event_start;
        if spent == 0 {
            return;
        }
        self.buffer.copy_within(spent..self.filled, 0);
        self.filled -= spent;
        self.line_start -= spent;
        self.scanned -= spent;
        self.event_start = 0;
        if !self.name.is_empty() {
            self.name = self.name.start - spent..self.name.end - spent;
        }
        if let Data::Line(range, _) = &mut self.data {
            *range = range.start - spent..range.end - spent;
        }
    }
}

struct Pending {
    name: Range<usize>,
    data: Data,
}
