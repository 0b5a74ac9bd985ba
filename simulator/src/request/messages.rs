//! The conversation.

use super::content::{self, Content};
use super::image::Image;
use super::node::Node;
use crate::error::ApiError;

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Role {
    System,
    User,
    Assistant,
    Tool,
}

/// One message of the conversation.
#[derive(Debug)]
pub struct Message {
    pub role: Role,
    pub text: String,
    pub images: Vec<Image>,
    /// The calls an assistant made.
    pub tool_calls: Vec<PastCall>,
    /// The call a tool message answers.
    pub answers: Option<String>,
}

/// A tool call made earlier in the conversation.
#[derive(Debug)]
pub struct PastCall {
    pub id: String,
    pub name: String,
    pub arguments: String,
}

pub fn parse(node: &Node) -> Result<Vec<Message>, ApiError> {
    let items = node.items()?;
    if items.is_empty() {
        return Err(node
            .invalid("Invalid 'messages': expected at least one message.")
            .with_code("empty_array"));
    }
    let messages = items.iter().map(message).collect::<Result<Vec<_>, _>>()?;
    check_tool_answers(&items, &messages)?;
    Ok(messages)
}

fn message(node: &Node) -> Result<Message, ApiError> {
    node.object()?;
    let role = role(&node.require("role")?)?;
    let tool_calls = match (role, node.get("tool_calls")) {
        (Role::Assistant, Some(calls)) => past_calls(&calls)?,
        _ => Vec::new(),
    };
    let may_be_absent =
        role == Role::Assistant && (!tool_calls.is_empty() || node.get("refusal").is_some());
    let content = match node.get("content") {
        None if may_be_absent => Content::default(),
        None => content::parse(&node.require("content")?, role)?,
        Some(content) => content::parse(&content, role)?,
    };
    let answers = match role {
        Role::Tool => Some(node.require("tool_call_id")?.string()?.to_owned()),
        _ => None,
    };
    Ok(Message { role, text: content.text, images: content.images, tool_calls, answers })
}

fn role(node: &Node) -> Result<Role, ApiError> {
    Ok(match node.one_of(&["system", "developer", "user", "assistant", "tool"])? {
        "user" => Role::User,
        "assistant" => Role::Assistant,
        "tool" => Role::Tool,
        _ => Role::System,
    })
}

fn past_calls(node: &Node) -> Result<Vec<PastCall>, ApiError> {
    let calls = node.items()?;
    calls
        .iter()
        .map(|call| {
            call.object()?;
            call.require("type")?.one_of(&["function"])?;
            let function = call.require("function")?;
            Ok(PastCall {
                id: call.require("id")?.string()?.to_owned(),
                name: function.require("name")?.string()?.to_owned(),
                arguments: function.require("arguments")?.string()?.to_owned(),
            })
        })
        .collect()
}

/// Every tool message answers a call made just before it, and every call is answered.
fn check_tool_answers(items: &[Node], messages: &[Message]) -> Result<(), ApiError> {
    let mut open: Vec<&str> = Vec::new();
    for (node, message) in items.iter().zip(messages) {
        if let Some(id) = &message.answers {
            let Some(position) = open.iter().position(|call| call == id) else {
                return Err(ApiError::invalid(
                    format!("{}.tool_call_id", node.path),
                    "Messages with role 'tool' must be a response to a preceding message with \
                     'tool_calls'.",
                ));
            };
            open.remove(position);
            continue;
        }
        all_answered(&open)?;
        open = message.tool_calls.iter().map(|call| call.id.as_str()).collect();
    }
    all_answered(&open)
}

fn all_answered(open: &[&str]) -> Result<(), ApiError> {
    if open.is_empty() {
        return Ok(());
    }
    let message = format!(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to \
         each 'tool_call_id'. The following tool_call_ids did not have response messages: {}",
        open.join(", ")
    );
    Err(ApiError::invalid("messages", message))
}
