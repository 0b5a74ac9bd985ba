//! Completions as the API writes them: whole, or as the chunks of a stream.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use uuid::Uuid;

use crate::answer::{Answer, Body, ToolCall};
use crate::logprobs;
use crate::request::ChatRequest;
use crate::usage;

const SYSTEM_FINGERPRINT: &str = "fp_51b2c0de5e";

/// A request with its answers.
pub struct Completion<'a> {
    request: &'a ChatRequest,
    answers: Vec<Answer>,
    id: String,
    created: u64,
}

impl<'a> Completion<'a> {
    pub fn of(request: &'a ChatRequest) -> Self {
        Self {
            request,
            answers: (0..request.choices).map(|index| Answer::compose(request, index)).collect(),
            id: format!("chatcmpl-{}", Uuid::new_v4().simple()),
            created: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs()),
        }
    }

    /// The `chat.completion` object.
    pub fn to_json(&self) -> Value {
        let choice = |(index, answer): (usize, &Answer)| {
            json!({
                "index": index,
                "message": message(&answer.body),
                "logprobs": logprobs::whole(self.request, &answer.body),
                "finish_reason": answer.finish_reason,
            })
        };
        json!({
            "id": self.id,
            "object": "chat.completion",
            "created": self.created,
            "model": self.request.model,
            "choices": self.answers.iter().enumerate().map(choice).collect::<Vec<_>>(),
            "usage": usage::of(self.request, &self.answers),
            "service_tier": "default",
            "system_fingerprint": SYSTEM_FINGERPRINT,
        })
    }

    /// The `chat.completion.chunk` objects of a stream, its choices taking turns.
    pub fn chunks(&self) -> Vec<Value> {
        let mut queues: Vec<_> = self
            .answers
            .iter()
            .enumerate()
            .map(|(index, answer)| self.choice_chunks(index, answer).into_iter())
            .collect();
        let mut chunks = Vec::new();
        loop {
            let turn: Vec<Value> = queues.iter_mut().filter_map(Iterator::next).collect();
            if turn.is_empty() {
                break;
            }
            chunks.extend(turn.into_iter().map(|choice| self.chunk(json!([choice]), Value::Null)));
        }
        if self.request.include_usage {
            chunks.push(self.chunk(json!([]), usage::of(self.request, &self.answers)));
        }
        if self.request.include_obfuscation {
            obfuscate(&mut chunks);
        }
        chunks
    }

    fn chunk(&self, choices: Value, usage: Value) -> Value {
        let mut chunk = json!({
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": self.request.model,
            "service_tier": "default",
            "system_fingerprint": SYSTEM_FINGERPRINT,
            "choices": choices,
        });
        if self.request.include_usage {
            chunk["usage"] = usage;
        }
        chunk
    }

    fn choice_chunks(&self, index: usize, answer: &Answer) -> Vec<Value> {
        let choice = |delta: Value, logprobs: Value, finish_reason: Option<&str>| {
            json!({
                "index": index,
                "delta": delta,
                "logprobs": logprobs,
                "finish_reason": finish_reason,
            })
        };
        let mut choices = Vec::new();
        for (delta, piece) in deltas(&answer.body) {
            let logprobs =
                piece.map_or(Value::Null, |p| logprobs::piece(self.request, &answer.body, p));
            choices.push(choice(delta, logprobs, None));
        }
        choices.push(choice(json!({}), Value::Null, Some(answer.finish_reason)));
        choices
    }
}

fn message(body: &Body) -> Value {
    let (content, refusal) = match body {
        Body::Text(pieces) => (Some(pieces.concat()), None),
        Body::Refusal(pieces) => (None, Some(pieces.concat())),
        Body::ToolCalls(_) => (None, None),
    };
    let mut message = json!({ "role": "assistant", "content": content });
    if let Body::ToolCalls(calls) = body {
        message["tool_calls"] = calls.iter().map(whole_call).collect();
    }
    message["refusal"] = json!(refusal);
    message["annotations"] = json!([]);
    message
}

fn whole_call(call: &ToolCall) -> Value {
    json!({
        "id": call.id,
        "type": "function",
        "function": { "name": call.name, "arguments": call.fragments.concat() },
    })
}

/// The deltas of an answer, each with the piece of text it adds, if it adds one.
fn deltas(body: &Body) -> Vec<(Value, Option<&str>)> {
    match body {
        Body::Text(pieces) => {
            let first = json!({ "role": "assistant", "content": "", "refusal": null });
            let rest = pieces.iter().map(|piece| (json!({ "content": piece }), Some(&piece[..])));
            std::iter::once((first, None)).chain(rest).collect()
        }
        Body::Refusal(pieces) => {
            let first = json!({ "role": "assistant", "content": null, "refusal": "" });
            let rest = pieces.iter().map(|piece| (json!({ "refusal": piece }), Some(&piece[..])));
            std::iter::once((first, None)).chain(rest).collect()
        }
        Body::ToolCalls(calls) => {
            let mut deltas: Vec<Value> = calls
                .iter()
                .enumerate()
                .flat_map(|(index, call)| call_deltas(index, call))
                .collect();
            if let Some(Value::Object(first)) = deltas.first_mut() {
                first.insert("role".to_owned(), json!("assistant"));
                first.insert("content".to_owned(), Value::Null);
            }
            deltas.into_iter().map(|delta| (delta, None)).collect()
        }
    }
}

fn call_deltas(index: usize, call: &ToolCall) -> Vec<Value> {
    let opening = json!({
        "index": index,
        "id": call.id,
        "type": "function",
        "function": { "name": call.name, "arguments": "" },
    });
    let fragments = call
        .fragments
        .iter()
        .map(|fragment| json!({ "index": index, "function": { "arguments": fragment } }));
    std::iter::once(opening)
        .chain(fragments)
        .map(|entry| json!({ "tool_calls": [entry] }))
        .collect()
}

/// Pads every chunk by a few characters, as the API does to hide the length of what it carries.
fn obfuscate(chunks: &mut [Value]) {
    let mut rng = fastrand::Rng::with_seed(chunks.len() as u64);
    for chunk in chunks {
        let padding: String = (0..rng.usize(1..=16)).map(|_| rng.alphanumeric()).collect();
        chunk["obfuscation"] = json!(padding);
    }
}
