//! Answers depend on the request alone.

use serde_json::{Value, json};

use super::{Answer, Body};
use crate::request::ChatRequest;

fn answer(body: Value) -> Answer {
    let mut request = json!({ "model": "gpt-5.4-mini" });
    request.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    Answer::compose(&ChatRequest::parse(&request).expect("a valid request"), 0)
}

fn said(prompt: &str) -> String {
    match answer(json!({ "messages": [{ "role": "user", "content": prompt }] })).body {
        Body::Text(pieces) => pieces.concat(),
        other => panic!("not a text: {other:?}"),
    }
}

/// The tools called, each with its arguments.
fn called(prompt: &str, rest: Value) -> Vec<(String, Value)> {
    let tool = |name: &str, description: &str, argument: &str| {
        let parameters = json!({
            "type": "object",
            "properties": { argument: { "type": "string" } },
            "required": [argument],
        });
        let function =
            json!({ "name": name, "description": description, "parameters": parameters });
        json!({ "type": "function", "function": function })
    };
    let mut body = json!({
        "messages": [{ "role": "user", "content": prompt }],
        "tools": [
            tool("getWeather", "Tells what the sky is like", "city"),
            tool("search_flights", "Finds flights", "destination"),
        ],
    });
    body.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    let Body::ToolCalls(calls) = answer(body).body else { return Vec::new() };
    let call = |call: &super::ToolCall| {
        let arguments = serde_json::from_str(&call.fragments.concat()).expect("whole arguments");
        (call.name.clone(), arguments)
    };
    calls.iter().map(call).collect()
}

#[test]
fn prompts_get_the_documented_answers() {
    assert_eq!(said("echo: exactly  this\n"), "exactly  this\n");
    assert_eq!(said("echo:and this"), "and this");
    assert!(said("Show me some code, please").contains("```rust"));
    assert!(said("Compare the two in a table").contains("|---"));
    let long = answer(json!({ "messages": [{ "role": "user", "content": "Write a long text" }] }));
    assert!((1_200..1_800).contains(&long.body.tokens()), "{} tokens", long.body.tokens());
}

#[test]
fn words_count_whole() {
    let plain = said("Belonging to nobody");
    assert!(!plain.contains("A long answer"), "'long' is not in 'belonging'");
}

#[test]
fn the_rest_of_the_conversation_is_remarked_on() {
    let body = json!({ "messages": [
        { "role": "system", "content": "Be brief." },
        { "role": "user", "content": "Hello" },
        { "role": "assistant", "content": "Hi" },
        { "role": "user", "content": "Hello again" },
    ] });
    let Body::Text(pieces) = answer(body).body else { panic!("not a text") };
    let text = pieces.concat();
    assert!(text.contains("“Be brief.”") && text.contains("Message 2"), "{text}");
}

#[test]
fn tools_are_called_when_the_prompt_is_about_them() {
    let names = |prompt: &str| -> Vec<String> {
        called(prompt, json!({})).into_iter().map(|(name, _)| name).collect()
    };
    assert_eq!(names("How is the weather?"), ["getWeather"]);
    assert_eq!(names("Any flight to Rome, and the weather there?").len(), 2);
    assert!(names("Tell me what you find").is_empty(), "words that every description has");
    assert!(names("The weatherman").is_empty(), "parts of words");
    assert_eq!(names("Use a tool"), ["getWeather"], "asked for by no name");
}

#[test]
fn an_enumeration_is_a_call_each_and_three_at_most() {
    let about = |prompt: &str| called(prompt, json!({}));
    let cities = |prompt: &str| -> Vec<Value> {
        about(prompt).into_iter().map(|(_, arguments)| arguments["city"].clone()).collect()
    };
    assert_eq!(cities("The weather in Paris and New York?"), ["Paris", "New York"]);
    assert_eq!(cities("The weather in Oslo, Rome, Bern, Bonn and Lima?"), ["Oslo", "Rome", "Bern"]);
    let one = called("The weather in Paris and Rome?", json!({ "parallel_tool_calls": false }));
    assert_eq!(one.len(), 1);
}

#[test]
fn json_is_whole_json() {
    for format in [
        json!({ "type": "json_object" }),
        json!({ "type": "json_schema", "json_schema": { "name": "n", "schema": {} } }),
    ] {
        let messages = json!([{ "role": "user", "content": "Say \"hi\" in JSON" }]);
        let body = json!({ "messages": messages, "response_format": format });
        let Body::Text(pieces) = answer(body).body else { panic!("not a text") };
        serde_json::from_str::<Value>(&pieces.concat()).expect("JSON");
    }
}
