//! What the simulated model says.

mod calls;
mod replies;
#[cfg(test)]
mod tests;
pub mod tokens;

use std::hash::{DefaultHasher, Hash, Hasher};

use fastrand::Rng;
use serde_json::{Value, json};

use crate::hints::Hints;
use crate::request::{ChatRequest, Format, Image, Message, Role, Source};
use crate::schema;

/// One choice of a completion.
#[derive(Debug)]
pub struct Answer {
    pub body: Body,
    pub finish_reason: &'static str,
}

/// What an answer consists of, in the pieces it is streamed in.
#[derive(Debug)]
pub enum Body {
    Text(Vec<String>),
    Refusal(Vec<String>),
    ToolCalls(Vec<ToolCall>),
}

/// A call of one of the request's tools.
#[derive(Debug)]
pub struct ToolCall {
    pub id: String,
    pub name: String,
    /// The arguments' JSON, in pieces.
    pub fragments: Vec<String>,
}

impl Answer {
    /// The answer for the choice at `index`. The same request always gets the same one.
    pub fn compose(request: &ChatRequest, index: u32) -> Self {
        let mut rng = Rng::with_seed(seed(request, index));
        let from_user = request.messages.last().is_some_and(|last| last.role == Role::User);
        if from_user && request.prompt().to_lowercase().contains("refuse please") {
            let refusal = "I'm sorry, but I can't help with that.";
            return Self::stopped(Body::Refusal(tokens::pieces(refusal))).limited(request);
        }
        let calls = if from_user { calls::calls(request, &mut rng) } else { Vec::new() };
        if !calls.is_empty() {
            return Self { body: Body::ToolCalls(calls), finish_reason: "tool_calls" }
                .limited(request);
        }
        let text = text(request, &mut rng);
        let text = before_stop(&text, &request.stop);
        Self::stopped(Body::Text(tokens::pieces(text))).limited(request)
    }

    fn stopped(body: Body) -> Self {
        Self { body, finish_reason: "stop" }
    }

    /// Cuts the answer off at the request's token limit.
    fn limited(mut self, request: &ChatRequest) -> Self {
        let limit = request.max_tokens.unwrap_or(usize::MAX);
        if self.body.tokens() > limit {
            self.body.truncate(limit);
            self.finish_reason = "length";
        }
        self
    }
}

impl Body {
    /// How many tokens the body takes; a tool's name counts as one.
    pub fn tokens(&self) -> usize {
        match self {
            Self::Text(pieces) | Self::Refusal(pieces) => pieces.len(),
            Self::ToolCalls(calls) => calls.iter().map(|call| 1 + call.fragments.len()).sum(),
        }
    }

    fn truncate(&mut self, limit: usize) {
        match self {
            Self::Text(pieces) | Self::Refusal(pieces) => pieces.truncate(limit),
            Self::ToolCalls(calls) => {
                let mut left = limit;
                calls.retain_mut(|call| {
                    let kept = left > 0;
                    call.fragments.truncate(left.saturating_sub(1));
                    left = left.saturating_sub(1 + call.fragments.len());
                    kept
                });
            }
        }
    }
}

/// Equal for equal questions; the conversation before the last user message has no say.
fn seed(request: &ChatRequest, index: u32) -> u64 {
    let mut hasher = DefaultHasher::new();
    (request.prompt(), request.seed, index).hash(&mut hasher);
    hasher.finish()
}

fn text(request: &ChatRequest, rng: &mut Rng) -> String {
    match &request.format {
        Format::JsonObject => json_answer(request, rng).to_string(),
        Format::JsonSchema(schema) => {
            schema::generate(schema, &mut Hints::from_prompt(request.prompt())).to_string()
        }
        Format::Text => words(request, rng),
    }
}

fn words(request: &ChatRequest, rng: &mut Rng) -> String {
    let prompt = request.prompt();
    let results = tool_results(&request.messages);
    let images = last_images(request);
    if !results.is_empty() {
        return format!("Here is what I found:\n\n{results}");
    }
    if !images.is_empty() {
        return images.iter().map(describe).collect::<Vec<_>>().join("\n");
    }
    let reply = replies::reply(prompt, rng);
    if prompt.trim_start().starts_with("echo:") {
        return reply;
    }
    format!("{reply}{}", remarks(request))
}

/// Shows that the rest of the conversation arrived, too.
fn remarks(request: &ChatRequest) -> String {
    let mut remarks = String::new();
    if let Some(system) = request.messages.iter().find(|m| m.role == Role::System) {
        let quoted = replies::shortened(&system.text);
        remarks.push_str(&format!("\n\n*(Keeping to my instructions: “{quoted}”)*"));
    }
    let turns = request.messages.iter().filter(|m| m.role == Role::User).count();
    if turns > 1 {
        remarks.push_str(&format!("\n\n*(Message {turns} of yours in this conversation.)*"));
    }
    remarks
}

fn json_answer(request: &ChatRequest, rng: &mut Rng) -> Value {
    json!({
        "answer": words(request, rng),
        "confidence": 0.5,
        "tags": ["simulated", "json"],
    })
}

/// The results at the end of the conversation as a list, each with the name of its tool.
fn tool_results(messages: &[Message]) -> String {
    let is_result = |message: &&Message| message.role == Role::Tool;
    let count = messages.iter().rev().take_while(is_result).count();
    let (before, results) = messages.split_at(messages.len() - count);
    let calls = before.last().map_or(&[][..], |asked| &asked.tool_calls);
    let line = |result: &Message| {
        let called = calls.iter().find(|call| Some(&call.id) == result.answers.as_ref());
        let (name, arguments) = called.map_or(("tool", ""), |call| (&call.name, &call.arguments));
        format!("- **{name}** `{arguments}`: {}", result.text)
    };
    results.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn last_images(request: &ChatRequest) -> &[Image] {
    match request.messages.last() {
        Some(last) if last.role == Role::User => &last.images,
        _ => &[],
    }
}

fn describe(image: &Image) -> String {
    match &image.source {
        Source::Inline { format, width, height, bytes } => {
            format!("I can see a {format} image, {width}×{height} pixels, {bytes} bytes.")
        }
        Source::Remote { host } => {
            format!("You sent a link to an image at {host}; the simulator has not fetched it.")
        }
    }
}

fn before_stop<'a>(text: &'a str, stop: &[String]) -> &'a str {
    let found = stop.iter().filter(|s| !s.is_empty()).filter_map(|s| text.find(s.as_str()));
    &text[..found.min().unwrap_or(text.len())]
}
