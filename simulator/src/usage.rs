//! Token counts.

use serde_json::{Value, json};

use crate::answer::{Answer, tokens};
use crate::request::{ChatRequest, Image, Message, Role};

/// Tokens that frame each message, and those that open the answer.
const FRAMING: usize = 3;

/// Prompts are cached in blocks of this size, once they are [`CACHEABLE`] long.
const CACHE_BLOCK: usize = 128;
const CACHEABLE: usize = 1024;

/// The `usage` object.
pub fn of(request: &ChatRequest, answers: &[Answer]) -> Value {
    let prompt = prompt_tokens(request);
    let completion: usize = answers.iter().map(|answer| answer.body.tokens()).sum();
    json!({
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {
            "cached_tokens": cached_tokens(request, prompt),
            "audio_tokens": 0,
        },
        "completion_tokens_details": {
            "reasoning_tokens": 0,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    })
}

fn prompt_tokens(request: &ChatRequest) -> usize {
    let tools = request.tools.iter().map(|tool| {
        let parameters = tool.parameters.as_ref().map(Value::to_string).unwrap_or_default();
        tokens::count(&tool.name) + tokens::count(&tool.description) + tokens::count(&parameters)
    });
    FRAMING + request.messages.iter().map(message_tokens).sum::<usize>() + tools.sum::<usize>()
}

fn message_tokens(message: &Message) -> usize {
    let calls = message.tool_calls.iter();
    let calls = calls.map(|call| tokens::count(&call.name) + tokens::count(&call.arguments));
    let images = message.images.iter().map(Image::tokens);
    FRAMING + tokens::count(&message.text) + calls.sum::<usize>() + images.sum::<usize>()
}

/// A conversation that goes on has been seen before, so all but its newest block is cached.
fn cached_tokens(request: &ChatRequest, prompt: usize) -> usize {
    let goes_on = request.messages.iter().any(|message| message.role == Role::Assistant);
    match goes_on && prompt >= CACHEABLE {
        true => (prompt / CACHE_BLOCK - 1) * CACHE_BLOCK,
        false => 0,
    }
}
