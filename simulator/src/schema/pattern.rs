//! The plainest text that matches a regular expression.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Text that matches `pattern` and has at least `min_length` characters, if that can be made.
pub fn matching(pattern: &str, min_length: usize) -> Option<String> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let at_least = |repeats| {
        let mut text = String::new();
        write(&hir, repeats, &mut text);
        text
    };
    // Repeating what may repeat more often is the only way to make a match longer.
    let mut attempts = (1..=min_length.max(1)).map(|repeats| at_least(repeats as u32));
    attempts
        .clone()
        .find(|text| text.chars().count() >= min_length)
        .or_else(|| attempts.next_back())
}

fn write(hir: &Hir, repeats: u32, text: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => text.push(member(class)),
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX);
            for _ in 0..repeats.clamp(repetition.min, most.max(repetition.min)) {
                write(&repetition.sub, repeats, text);
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, repeats, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, repeats, text)),
        HirKind::Alternation(options) => write(&options[0], repeats, text),
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
