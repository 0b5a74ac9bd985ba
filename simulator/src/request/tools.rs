//! The tools on offer and the choice among them.

use serde_json::Value;

use super::node::Node;
use crate::error::ApiError;

/// A function the model may call.
#[derive(Debug, Clone, PartialEq)]
pub struct Tool {
    pub name: String,
    pub description: String,
    pub parameters: Option<Value>,
}

/// Which tools must, may or must not be called.
#[derive(Debug, PartialEq)]
pub enum ToolChoice {
    Auto,
    None,
    Required,
    Function(String),
}

pub fn parse(node: Option<Node>) -> Result<Vec<Tool>, ApiError> {
    let Some(node) = node else { return Ok(Vec::new()) };
    let items = node.items()?;
    if items.is_empty() {
        return Err(node
            .invalid("Invalid 'tools': expected at least one tool.")
            .with_code("empty_array"));
    }
    items.iter().map(tool).collect()
}

fn tool(node: &Node) -> Result<Tool, ApiError> {
    node.object()?;
    node.require("type")?.one_of(&["function"])?;
    let function = node.require("function")?;
    function.object()?;
    let name = function.require("name")?;
    if !is_function_name(name.string()?) {
        return Err(name.invalid(
            "Invalid function name: expected 1 to 64 letters, digits, underscores or dashes.",
        ));
    }
    if let Some(parameters) = function.get("parameters") {
        parameters.object()?;
    }
    let description = function.get("description").map(|text| text.string()).transpose()?;
    Ok(Tool {
        name: name.string()?.to_owned(),
        description: description.unwrap_or_default().to_owned(),
        parameters: function.get("parameters").map(|schema| schema.value.clone()),
    })
}

fn is_function_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

pub fn parse_choice(node: Option<Node>, tools: &[Tool]) -> Result<ToolChoice, ApiError> {
    let Some(node) = node else { return Ok(ToolChoice::Auto) };
    if node.value.is_string() {
        return match node.one_of(&["auto", "none", "required"])? {
            "none" => Ok(ToolChoice::None),
            "required" if tools.is_empty() => {
                Err(node.invalid("'tool_choice' is only allowed when 'tools' are specified."))
            }
            "required" => Ok(ToolChoice::Required),
            _ => Ok(ToolChoice::Auto),
        };
    }
    node.object().map_err(|_| node.wrong_type("a string or an object"))?;
    node.require("type")?.one_of(&["function"])?;
    let name = node.require("function")?.require("name")?;
    if !tools.iter().any(|tool| tool.name == name.value.as_str().unwrap_or_default()) {
        return Err(name.invalid("Invalid 'tool_choice': no such function among 'tools'."));
    }
    Ok(ToolChoice::Function(name.string()?.to_owned()))
}
