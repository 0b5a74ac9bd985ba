//! What is made up satisfies its schema, and a schema cannot make the generator work for ever.

use serde_json::{Value, json};

use super::generate;
use crate::hints::Hints;

fn made(schema: &Value, prompt: &str) -> Value {
    generate(schema, &mut Hints::from_prompt(prompt))
}

fn assert_satisfied(schema: &Value) {
    let validator = jsonschema::validator_for(schema).expect("a valid schema");
    for prompt in ["", "Compare Paris, New York and 東京 with 12 or -3.5 degrees in celsius"] {
        let value = made(schema, prompt);
        assert!(validator.is_valid(&value), "{value} for {schema}");
    }
}

#[test]
fn scalars_satisfy_their_schemas() {
    for schema in [
        json!({}),
        json!({ "type": "null" }),
        json!({ "type": "boolean" }),
        json!({ "type": ["null", "string"] }),
        json!({ "const": { "a": [1] } }),
        json!({ "enum": ["celsius", "fahrenheit", 3] }),
        json!({ "type": "integer" }),
        json!({ "type": "integer", "minimum": -7, "maximum": -5 }),
        json!({ "type": "integer", "exclusiveMinimum": 4, "exclusiveMaximum": 6 }),
        json!({ "type": "integer", "multipleOf": 25, "minimum": 30 }),
        json!({ "type": "integer", "maximum": -100 }),
        json!({ "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001 }),
        json!({ "type": "number", "minimum": 2.5, "maximum": 2.5 }),
        json!({ "type": "number", "multipleOf": 0.5, "minimum": 0.75 }),
        json!({ "minimum": 10 }),
    ] {
        assert_satisfied(&schema);
    }
}

#[test]
fn strings_satisfy_their_schemas() {
    for schema in [
        json!({ "type": "string", "minLength": 40 }),
        json!({ "type": "string", "maxLength": 2 }),
        json!({ "type": "string", "minLength": 3, "maxLength": 3 }),
        json!({ "type": "string", "pattern": "^[A-Z]{2}-\\d{4}$" }),
        json!({ "type": "string", "pattern": "^(red|green)$" }),
        json!({ "type": "string", "pattern": "^[a-z]+$", "minLength": 9 }),
        json!({ "type": "string", "pattern": "^[a-z]+$", "minLength": 900 }),
        json!({ "type": "string", "pattern": "^\\p{Han}+$" }),
        json!({ "type": "string", "format": "date" }),
        json!({ "type": "string", "format": "date-time" }),
        json!({ "type": "string", "format": "email" }),
        json!({ "type": "string", "format": "uuid" }),
        json!({ "type": "string", "format": "ipv6" }),
        json!({ "type": "string", "format": "uri" }),
        json!({ "type": "string", "format": "nobody-knows" }),
    ] {
        assert_satisfied(&schema);
    }
}

#[test]
fn compounds_satisfy_their_schemas() {
    for schema in [
        json!({ "type": "object" }),
        json!({
            "type": "object",
            "properties": { "city": { "type": "string" }, "days": { "type": "integer" } },
            "required": ["city", "days"],
            "additionalProperties": false,
        }),
        json!({ "type": "object", "required": ["undeclared"] }),
        json!({
            "type": "object",
            "minProperties": 3,
            "additionalProperties": { "type": "integer" },
        }),
        json!({ "properties": { "never": false, "always": true } }),
        json!({ "type": "array" }),
        json!({ "type": "array", "items": { "type": "integer" }, "minItems": 5 }),
        json!({ "type": "array", "items": { "type": "string" }, "maxItems": 1 }),
        json!({ "type": "array", "items": { "type": "string" }, "uniqueItems": true }),
        json!({ "type": "array", "items": { "const": 1 }, "uniqueItems": true }),
        json!({ "prefixItems": [{ "type": "integer" }, { "type": "string" }], "items": false }),
        json!({ "anyOf": [{ "type": "integer", "minimum": 3 }, { "type": "string" }] }),
        json!({ "oneOf": [{ "const": "a" }, { "const": "b" }] }),
        json!({
            "type": "object",
            "properties": { "kind": { "type": "string" } },
            "anyOf": [{ "required": ["kind"] }, { "required": ["other"] }],
        }),
        json!({
            "allOf": [
                { "properties": { "a": { "type": "integer" } }, "required": ["a"] },
                { "properties": { "b": { "type": "string" } }, "required": ["b"] },
            ],
        }),
        json!({
            "$defs": { "place": { "type": "string", "minLength": 2 } },
            "type": "object",
            "properties": { "from": { "$ref": "#/$defs/place" }, "to": { "$ref": "#/$defs/place" } },
            "required": ["from", "to"],
        }),
    ] {
        assert_satisfied(&schema);
    }
}

#[test]
fn recursion_ends_where_the_schema_lets_it() {
    assert_satisfied(&json!({
        "$defs": {
            "node": {
                "type": "object",
                "properties": {
                    "value": { "type": "integer" },
                    "next": { "anyOf": [{ "$ref": "#/$defs/node" }, { "type": "null" }] },
                    "children": { "type": "array", "items": { "$ref": "#/$defs/node" } },
                },
                "required": ["value", "next", "children"],
                "additionalProperties": false,
            },
        },
        "$ref": "#/$defs/node",
    }));
}

#[test]
fn words_of_the_prompt_are_used_where_they_fit() {
    let schema = json!({
        "type": "object",
        "properties": {
            "city": { "type": "string" },
            "unit": { "enum": ["celsius", "fahrenheit"] },
            "days": { "type": "integer", "minimum": 1 },
        },
    });
    let value = made(&schema, "What will the weather in New York be for 5 days, in fahrenheit?");
    assert_eq!(value, json!({ "city": "New York", "unit": "fahrenheit", "days": 5 }));
}

#[test]
fn schemas_without_an_end_are_cut_off() {
    let wide: Value = (0..30).map(|n| (format!("p{n}"), json!({ "$ref": "#" }))).collect();
    let names: Vec<String> = (0..30).map(|n| format!("p{n}")).collect();
    let itself = json!({ "$ref": "#" });
    for schema in [
        json!({ "$ref": "#" }),
        json!({ "allOf": [itself] }),
        json!({ "allOf": vec![&itself; 9] }),
        json!({ "anyOf": [itself] }),
        json!({ "oneOf": [{ "anyOf": [itself] }] }),
        json!({ "type": "array", "items": itself, "minItems": 1 }),
        json!({ "type": "array", "items": itself, "minItems": 9 }),
        json!({ "type": "object", "properties": wide, "required": names }),
        json!({ "type": "array", "minItems": u64::MAX }),
        json!({ "type": "object", "minProperties": u64::MAX }),
        json!({ "type": "string", "minLength": u64::MAX }),
        json!({ "type": "string", "pattern": "^[a-z]+$", "minLength": u64::MAX }),
        json!({ "type": "string", "pattern": "((((a+)+)+)+)+", "minLength": 5_000 }),
        json!({ "type": "string", "pattern": "(((((|a){999}){999}){999}){999}){999}" }),
        json!({ "type": "number", "minimum": f64::MAX, "multipleOf": f64::MIN_POSITIVE }),
    ] {
        let size = made(&schema, "12 Paris").to_string().len();
        assert!(size < 2_000_000, "{size} bytes for {schema}");
    }
}
