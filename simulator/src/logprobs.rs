//! Plausible log probabilities.

use serde_json::{Value, json};

use crate::answer::Body;
use crate::request::ChatRequest;

/// Tokens named as what might have been said instead.
const ALTERNATIVES: [&str; 20] = [
    " the", " a", ",", ".", " and", " of", " to", " in", " is", " it", "\n", " that", " for", "!",
    " an", ":", " or", " on", " with", "?",
];

/// The log probabilities of a whole answer, `null` unless asked for.
pub fn whole(request: &ChatRequest, body: &Body) -> Value {
    match body {
        Body::Text(pieces) | Body::Refusal(pieces) => {
            report(request, body, pieces.iter().map(String::as_str))
        }
        Body::ToolCalls(_) => Value::Null,
    }
}

/// The log probabilities of one piece of an answer, `null` unless asked for.
pub fn piece(request: &ChatRequest, body: &Body, piece: &str) -> Value {
    report(request, body, std::iter::once(piece))
}

fn report<'a>(request: &ChatRequest, body: &Body, pieces: impl Iterator<Item = &'a str>) -> Value {
    let Some(top) = request.top_logprobs else { return Value::Null };
    let entries: Vec<Value> = pieces.map(|piece| entry(piece, top)).collect();
    match body {
        Body::Refusal(_) => json!({ "content": null, "refusal": entries }),
        _ => json!({ "content": entries, "refusal": null }),
    }
}

fn entry(piece: &str, top: usize) -> Value {
    // Longer pieces are the less likely ones.
    let logprob = -0.01 * piece.len() as f64;
    let chosen = token(piece, logprob);
    let others = ALTERNATIVES.iter().filter(|other| **other != piece).enumerate();
    let others = others.map(|(rank, other)| token(other, logprob - 1.0 - rank as f64));
    let ranked: Vec<Value> = std::iter::once(chosen.clone()).chain(others).take(top).collect();
    let mut entry = chosen;
    entry["top_logprobs"] = json!(ranked);
    entry
}

fn token(text: &str, logprob: f64) -> Value {
    json!({ "token": text, "logprob": logprob, "bytes": text.as_bytes() })
}
