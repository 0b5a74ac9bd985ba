//! The body of a chat completion request: read, checked and typed.

mod content;
mod image;
mod messages;
mod node;
mod tools;

use serde_json::Value;

use crate::error::ApiError;
use crate::models;

pub use image::{Image, Source};
pub use messages::{Message, Role};
use node::Node;
pub use tools::{Tool, ToolChoice};

/// A request that passed every check.
#[derive(Debug)]
pub struct ChatRequest {
    pub model: String,
    pub messages: Vec<Message>,
    pub stream: bool,
    pub include_usage: bool,
    pub include_obfuscation: bool,
    pub choices: u32,
    pub max_tokens: Option<usize>,
    pub stop: Vec<String>,
    pub seed: Option<i64>,
    /// How many alternatives to report per token, when log probabilities are asked for.
    pub top_logprobs: Option<usize>,
    pub tools: Vec<Tool>,
    pub tool_choice: ToolChoice,
    pub parallel_tool_calls: bool,
    pub format: Format,
}

/// What the answer must look like.
#[derive(Debug, PartialEq)]
pub enum Format {
    Text,
    JsonObject,
    JsonSchema(Value),
}

impl ChatRequest {
    pub fn parse(body: &Value) -> Result<Self, ApiError> {
        let body = Node::root(body);
        if !body.value.is_object() {
            return Err(ApiError::bad_request("The JSON body of your request must be an object."));
        }
        let model = body.require("model")?.string()?.to_owned();
        if !models::is_known(&model) {
            return Err(models::not_found(&model));
        }
        let messages = messages::parse(&body.require("messages")?)?;
        check_sampling(&body)?;
        let tools = tools::parse(body.get("tools"))?;
        let tool_choice = tools::parse_choice(body.get("tool_choice"), &tools)?;
        let stream = flag(&body, "stream", false)?;
        let options = body.get("stream_options");
        if let Some(options) = options.as_ref().filter(|_| !stream) {
            return Err(options.invalid("'stream_options' is only allowed when 'stream' is true."));
        }
        let option = |key, default| match &options {
            Some(options) => options.object().and_then(|_| flag(options, key, default)),
            None => Ok(default),
        };
        Ok(Self {
            model,
            messages,
            stream,
            include_usage: option("include_usage", false)?,
            include_obfuscation: option("include_obfuscation", true)?,
            choices: integer(&body, "n", 1, 128)?.unwrap_or(1) as u32,
            max_tokens: max_tokens(&body)?,
            stop: stop(&body)?,
            seed: integer(&body, "seed", i64::MIN, i64::MAX)?,
            top_logprobs: top_logprobs(&body)?,
            tools,
            tool_choice,
            parallel_tool_calls: flag(&body, "parallel_tool_calls", true)?,
            format: format(&body)?,
        })
    }

    /// The text of the last message that a user wrote.
    pub fn prompt(&self) -> &str {
        let mut from_users = self.messages.iter().rev().filter(|m| m.role == Role::User);
        from_users.next().map_or("", |message| &message.text)
    }
}

fn flag(node: &Node, key: &str, default: bool) -> Result<bool, ApiError> {
    node.get(key).map_or(Ok(default), |value| value.boolean())
}

fn integer(body: &Node, key: &str, min: i64, max: i64) -> Result<Option<i64>, ApiError> {
    body.get(key).map(|value| value.integer_in(min..=max)).transpose()
}

/// Sampling changes nothing in a simulated answer, but wrong values are refused all the same.
fn check_sampling(body: &Node) -> Result<(), ApiError> {
    for (key, range) in [
        ("temperature", 0.0..=2.0),
        ("top_p", 0.0..=1.0),
        ("frequency_penalty", -2.0..=2.0),
        ("presence_penalty", -2.0..=2.0),
    ] {
        body.get(key).map(|value| value.number_in(range)).transpose()?;
    }
    Ok(())
}

fn max_tokens(body: &Node) -> Result<Option<usize>, ApiError> {
    let old = integer(body, "max_tokens", 1, i64::MAX)?;
    let new = integer(body, "max_completion_tokens", 1, i64::MAX)?;
    Ok(new.or(old).map(|limit| limit as usize))
}

fn stop(body: &Node) -> Result<Vec<String>, ApiError> {
    let Some(stop) = body.get("stop") else { return Ok(Vec::new()) };
    if stop.value.is_string() {
        return Ok(vec![stop.string()?.to_owned()]);
    }
    let sequences = stop.items().map_err(|_| stop.wrong_type("a string or an array of strings"))?;
    if sequences.len() > 4 {
        return Err(stop.invalid("Invalid 'stop': at most 4 sequences are allowed."));
    }
    sequences.iter().map(|sequence| Ok(sequence.string()?.to_owned())).collect()
}

fn top_logprobs(body: &Node) -> Result<Option<usize>, ApiError> {
    let wanted = flag(body, "logprobs", false)?;
    let Some(top) = body.get("top_logprobs") else { return Ok(wanted.then_some(0)) };
    let count = top.integer_in(0..=20)?;
    match wanted {
        true => Ok(Some(count as usize)),
        false => Err(top.invalid("'top_logprobs' is only allowed when 'logprobs' is true.")),
    }
}

fn format(body: &Node) -> Result<Format, ApiError> {
    let Some(format) = body.get("response_format") else { return Ok(Format::Text) };
    format.object()?;
    match format.require("type")?.one_of(&["text", "json_object", "json_schema"])? {
        "json_object" => Ok(Format::JsonObject),
        "json_schema" => {
            let described = format.require("json_schema")?;
            described.require("name")?.string()?;
            let schema = described.require("schema")?;
            schema.object()?;
            Ok(Format::JsonSchema(schema.value.clone()))
        }
        _ => Ok(Format::Text),
    }
}
