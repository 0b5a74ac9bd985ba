//! Strings with a format, a pattern or a length.

use serde_json::{Map, Value};

use super::number::size;
use super::pattern;
use crate::hints::Hints;

pub fn generate(
    schema: &Map<String, Value>,
    name: &str,
    variant: usize,
    hints: &mut Hints,
) -> String {
    let keyword = |key| schema.get(key).and_then(Value::as_str);
    let least = size(schema, "minLength").unwrap_or(0);
    let most = size(schema, "maxLength").unwrap_or(usize::MAX);
    if let Some(text) = keyword("format").and_then(|format| formatted(format, variant)) {
        return text;
    }
    if let Some(text) = keyword("pattern").and_then(|pattern| pattern::matching(pattern, least)) {
        return text;
    }
    let fits = |text: &str| (least..=most).contains(&text.chars().count());
    hints.take_word(fits).unwrap_or_else(|| sized(&sample(name, variant), least, most))
}

fn formatted(format: &str, variant: usize) -> Option<String> {
    let day = variant % 28 + 1;
    Some(match format {
        "date" => format!("2026-01-{day:02}"),
        "date-time" => format!("2026-01-{day:02}T09:30:00Z"),
        "time" => format!("09:{:02}:00Z", variant % 60),
        "duration" => format!("P{day}D"),
        "email" => format!("user{variant}@example.com"),
        "hostname" => format!("host{variant}.example.com"),
        "ipv4" => format!("192.0.2.{day}"),
        "ipv6" => format!("2001:db8::{day}"),
        "uri" | "url" | "uri-reference" | "iri" => format!("https://example.com/{variant}"),
        "uuid" => format!("00000000-0000-4000-8000-{variant:012}"),
        _ => return None,
    })
}

fn sample(name: &str, variant: usize) -> String {
    let noun = if name.is_empty() { "text" } else { name };
    match variant {
        0 => format!("sample {noun}"),
        _ => format!("sample {noun} {}", variant + 1),
    }
}

fn sized(text: &str, least: usize, most: usize) -> String {
    text.chars()
        .chain(std::iter::repeat_n('x', least))
        .enumerate()
        .take_while(|(index, _)| *index < most && (*index < least || *index < text.chars().count()))
        .map(|(_, c)| c)
        .collect()
}
