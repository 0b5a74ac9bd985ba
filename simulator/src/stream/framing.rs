//! How events are written as text.

use serde_json::Value;

use crate::faults::Framing;

/// One event of a stream.
pub struct Event {
    pub name: Option<&'static str>,
    pub data: Data,
}

/// What an event carries.
pub enum Data {
    Json(Value),
    Done,
}

impl Event {
    pub fn json(value: Value) -> Self {
        Self { name: None, data: Data::Json(value) }
    }

    pub fn done() -> Self {
        Self { name: None, data: Data::Done }
    }

    /// The event as the stream's text; `index` is its position in the stream.
    pub fn write(&self, index: usize, framings: &[Framing]) -> String {
        let has = |framing| framings.contains(&framing);
        let newline = match (has(Framing::Crlf), has(Framing::Cr)) {
            (true, _) => "\r\n",
            (_, true) => "\r",
            _ => "\n",
        };
        let colon = if has(Framing::NoSpace) { "data:" } else { "data: " };
        let mut lines = Vec::new();
        if has(Framing::Comments) {
            lines.push(": keep-alive".to_owned());
            // Comments stand between events and within them; every other one gets a block of its own.
            if index.is_multiple_of(2) {
                lines.push(String::new());
            }
        }
        lines.extend(self.name.map(|name| format!("event: {name}")));
        let data = self.data.to_text(has(Framing::Multiline));
        lines.extend(data.lines().map(|line| format!("{colon}{line}")));
        let bom = if has(Framing::Bom) && index == 0 { "\u{feff}" } else { "" };
        format!("{bom}{}{newline}{newline}", lines.join(newline))
    }
}

impl Data {
    fn to_text(&self, pretty: bool) -> String {
        match self {
            Self::Json(value) if pretty => format!("{value:#}"),
            Self::Json(value) => value.to_string(),
            Self::Done => "[DONE]".to_owned(),
        }
    }
}
