//! The plainest text that matches a regular expression.

use regex_syntax::hir::{Class, Hir, HirKind};

/// The most parts of a pattern that are written for one text: repetitions of repetitions multiply.
const MAX_PARTS: usize = 20_000;

/// The most repetitions that are tried one after the other, to make a match no longer than needed.
const MAX_REPEATS: usize = 200;

/// Text that matches `pattern` and has at least `min_length` characters, if that can be made.
pub fn matching(pattern: &str, min_length: usize) -> Option<String> {
    let hir = regex_syntax::parse(pattern).ok()?;
    // Repeating what may repeat more often is the only way to make a match longer.
    let repeats = (1..=min_length.clamp(1, MAX_REPEATS)).chain([min_length]);
    let mut attempts = repeats.map(|repeats| {
        let mut writer = Writer { repeats: repeats as u32, parts: MAX_PARTS, text: String::new() };
        writer.write(&hir);
        writer.text
    });
    attempts
        .clone()
        .find(|text| text.chars().count() >= min_length)
        .or_else(|| attempts.next_back())
}

struct Writer {
    /// How often to repeat what may be repeated without a bound.
    repeats: u32,
    /// How many more parts may be written.
    parts: usize,
    text: String,
}

impl Writer {
    fn write(&mut self, hir: &Hir) {
        self.parts = self.parts.saturating_sub(1);
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => self.text.push_str(&String::from_utf8_lossy(&literal.0)),
            HirKind::Class(class) => self.text.push(member(class)),
            HirKind::Repetition(repetition) => {
                let most = repetition.max.unwrap_or(u32::MAX).max(repetition.min);
                let mut left = self.repeats.clamp(repetition.min, most);
                while left > 0 && self.parts > 0 {
                    self.write(&repetition.sub);
                    left -= 1;
                }
            }
            HirKind::Capture(capture) => self.write(&capture.sub),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.write(part)),
            HirKind::Alternation(options) => self.write(&options[0]),
        }
    }
}

/// A readable member of a character class: a letter or digit if it has one.
fn member(class: &Class) -> char {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.ranges().iter().map(|r| (r.start(), r.end())).collect(),
        Class::Bytes(class) => {
            class.ranges().iter().map(|r| (char::from(r.start()), char::from(r.end()))).collect()
        }
    };
    let holds = |c: &char| ranges.iter().any(|(start, end)| (start..=end).contains(&c));
    let readable = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890-_ .";
    let first = ranges.first().map_or('?', |(start, _)| *start);
    readable.chars().find(holds).unwrap_or(first)
}
