//! Which tools an answer calls, and with which arguments.

use fastrand::Rng;
use uuid::Uuid;

use super::ToolCall;
use crate::hints::{self, Hints};
use crate::request::{ChatRequest, Tool, ToolChoice};
use crate::schema;

/// The most calls one answer makes of the same tool.
const MAX_CALLS_OF_ONE: usize = 3;

/// Words of tool names and descriptions that say nothing about what the tool is for.
const VAGUE: [&str; 20] = [
    "find", "for", "from", "function", "get", "give", "given", "return", "show", "tell", "that",
    "the", "this", "tool", "what", "when", "which", "will", "with", "your",
];

/// The calls this request asks for; none if it is to be answered in words.
pub fn calls(request: &ChatRequest, rng: &mut Rng) -> Vec<ToolCall> {
    let prompt = request.prompt();
    let mut tools = chosen(request);
    if !request.parallel_tool_calls {
        tools.truncate(1);
    }
    let subjects = match &tools[..] {
        [_] if request.parallel_tool_calls => hints::enumerated(prompt),
        _ => Vec::new(),
    };
    if let ([tool], true) = (&tools[..], subjects.len() > 1) {
        let about = |subject: &String| call(tool, Hints::about_one(prompt, subject), rng);
        return subjects.iter().take(MAX_CALLS_OF_ONE).map(about).collect();
    }
    tools.into_iter().map(|tool| call(tool, Hints::from_prompt(prompt), rng)).collect()
}

fn chosen(request: &ChatRequest) -> Vec<&Tool> {
    let prompt = request.prompt().to_lowercase();
    let words = words(&prompt);
    let mentioned = request.tools.iter().filter(|tool| is_mentioned(tool, &words));
    let first = request.tools.iter().take(1);
    match &request.tool_choice {
        ToolChoice::None => Vec::new(),
        ToolChoice::Function(name) => {
            request.tools.iter().filter(|tool| tool.name == *name).take(1).collect()
        }
        ToolChoice::Auto | ToolChoice::Required if mentioned.clone().next().is_some() => {
            mentioned.collect()
        }
        ToolChoice::Auto if !words.iter().any(|word| stem(word) == "tool") => Vec::new(),
        ToolChoice::Auto | ToolChoice::Required => first.collect(),
    }
}

fn is_mentioned(tool: &Tool, prompt: &[String]) -> bool {
    let about = words(&format!("{} {}", tool.name, tool.description));
    let telling = |word: &&String| word.chars().count() > 2 && !VAGUE.contains(&stem(word));
    let mut telling = about.iter().filter(telling);
    telling.any(|word| prompt.iter().any(|other| stem(other) == stem(word)))
}

/// The words of a text in lower case; `getWeather` and `get_weather` are two words each.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_lower = false;
    for c in text.chars() {
        if !c.is_alphanumeric() || (after_lower && c.is_uppercase()) {
            words.push(String::new());
        }
        if c.is_alphanumeric() {
            words.last_mut().expect("never empty").extend(c.to_lowercase());
        }
        after_lower = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

fn stem(word: &str) -> &str {
    word.strip_suffix('s').unwrap_or(word)
}

fn call(tool: &Tool, mut hints: Hints, rng: &mut Rng) -> ToolCall {
    let arguments = match &tool.parameters {
        Some(parameters) => schema::generate(parameters, &mut hints).to_string(),
        None => "{}".to_owned(),
    };
    ToolCall {
        id: format!("call_{}", &Uuid::new_v4().simple().to_string()[..24]),
        name: tool.name.clone(),
        fragments: fragments(&arguments, rng),
    }
}

/// Arguments arrive in small pieces that follow no boundary of the JSON in them.
fn fragments(text: &str, rng: &mut Rng) -> Vec<String> {
    let mut rest = text.chars().peekable();
    let mut fragments = Vec::new();
    while rest.peek().is_some() {
        fragments.push(rest.by_ref().take(rng.usize(1..=5)).collect());
    }
    fragments
}
