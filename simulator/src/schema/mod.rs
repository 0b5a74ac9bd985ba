//! Makes up JSON that satisfies a JSON Schema.
//!
//! Covers what tool parameters and structured answers use. The same schema and hints always give
//! the same value.

mod number;
mod pattern;
mod string;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

use crate::hints::Hints;

/// How deep optional parts are filled in; a recursive schema must end somewhere.
const FULL_DEPTH: usize = 4;

/// Beyond this depth even required parts are cut off.
const MAX_DEPTH: usize = 24;

/// The most schemas looked at for one value. One that asks for more, or refers to itself without an
/// end, gets less than it asks for: a request must not take the server down.
const MAX_WORK: usize = 2_000;

/// Makes up a value for `schema`, with words and numbers from `hints` where they fit.
pub fn generate(schema: &Value, hints: &mut Hints) -> Value {
    Generator { root: schema, hints, work: MAX_WORK }.value(schema, Place::default())
}

/// Where in the value the generator is.
#[derive(Clone, Copy, Default)]
struct Place<'a> {
    depth: usize,
    /// Which of several similar values is made; array items must be able to differ.
    variant: usize,
    name: &'a str,
}

struct Generator<'a, 'h> {
    root: &'a Value,
    hints: &'h mut Hints,
    /// How many more schemas may be looked at.
    work: usize,
}

impl Generator<'_, '_> {
    fn value(&mut self, schema: &Value, place: Place) -> Value {
        if self.work == 0 || place.depth > MAX_DEPTH {
            return Value::Null;
        }
        let schema = self.flattened(schema, 0);
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        if let Some(options) = schema.get("enum").and_then(Value::as_array) {
            return self.pick(options, place);
        }
        for key in ["anyOf", "oneOf"] {
            if let Some(options) = schema.get(key).and_then(Value::as_array) {
                let option = self.alternative(options, place);
                let option = merged(without(&schema, key), option);
                return self.value(&Value::Object(option), deeper(place));
            }
        }
        match type_of(&schema) {
            "object" => self.object(&schema, place),
            "array" => self.array(&schema, place),
            "integer" => number::integer(&schema, place.variant, self.hints),
            "number" => number::number(&schema, place.variant, self.hints),
            "boolean" => json!(place.variant.is_multiple_of(2)),
            "null" => Value::Null,
            _ => json!(string::generate(&schema, place.name, place.variant, self.hints)),
        }
    }

    /// An enum value that the prompt mentions, or else the first.
    fn pick(&self, options: &[Value], place: Place) -> Value {
        let mentioned =
            options.iter().find(|option| option.as_str().is_some_and(|o| self.hints.mention(o)));
        let nth = || options.get(place.variant % options.len().max(1));
        let option = mentioned.filter(|_| place.variant == 0).or_else(nth);
        option.cloned().unwrap_or(Value::Null)
    }

    /// The first alternative; deep down one that ends the recursion, if there is any.
    fn alternative<'a>(&mut self, options: &'a [Value], place: Place) -> &'a Value {
        let ends =
            |option: &&Value| !matches!(type_of(&self.flattened(option, 0)), "object" | "array");
        let ending = options.iter().find(ends).filter(|_| place.depth > FULL_DEPTH);
        ending.or(options.first()).unwrap_or(&Value::Null)
    }

    fn object(&mut self, schema: &Map<String, Value>, place: Place) -> Value {
        let required: Vec<&str> = strings(schema.get("required")).collect();
        let mut object = Map::new();
        let declared = schema.get("properties").and_then(Value::as_object);
        for (name, property) in declared.into_iter().flatten() {
            let wanted = place.depth < FULL_DEPTH || required.contains(&name.as_str());
            if wanted && *property != Value::Bool(false) {
                let place = Place { name, ..deeper(place) };
                object.insert(name.clone(), self.value(property, place));
            }
        }
        let free = schema.get("additionalProperties").cloned().unwrap_or(json!({}));
        for name in required {
            if !object.contains_key(name) {
                let place = Place { name, ..deeper(place) };
                object.insert(name.to_owned(), self.value(&free, place));
            }
        }
        let least = number::size(schema, "minProperties").unwrap_or(0);
        for index in object.len()..least {
            let name = format!("key{index}");
            let place = Place { name: &name, variant: index, ..deeper(place) };
            let value = self.value(&free, place);
            object.insert(name, value);
        }
        Value::Object(object)
    }

    fn array(&mut self, schema: &Map<String, Value>, place: Place) -> Value {
        let prefix = schema.get("prefixItems").and_then(Value::as_array);
        let prefix = prefix.map_or(&[][..], Vec::as_slice);
        let items = schema.get("items").cloned().unwrap_or(json!({}));
        let usual = match (place.depth < FULL_DEPTH, &items) {
            (false, _) | (_, Value::Bool(false)) => prefix.len(),
            (true, _) => prefix.len().max(2),
        };
        let least = number::size(schema, "minItems").unwrap_or(0);
        let most = number::size(schema, "maxItems").unwrap_or(usize::MAX);
        let length = usual.max(least).min(most);
        let item = |index| {
            let place = Place { variant: index, ..deeper(place) };
            self.value(prefix.get(index).unwrap_or(&items), place)
        };
        let mut values: Vec<Value> = (0..length).map(item).collect();
        if schema.get("uniqueItems") == Some(&Value::Bool(true)) && values.len() > least {
            drop_repeats(&mut values);
        }
        Value::Array(values)
    }

    /// The schema with its `$ref` followed and its `allOf` members taken in.
    fn flattened(&mut self, schema: &Value, depth: usize) -> Map<String, Value> {
        self.work = self.work.saturating_sub(1);
        let mut flat = schema.as_object().cloned().unwrap_or_default();
        // A chain of references that leads back to itself describes nothing; any bound ends it.
        for _ in 0..MAX_DEPTH {
            let Some(reference) = flat.shift_remove("$ref") else { break };
            let pointer = reference.as_str().unwrap_or_default().trim_start_matches('#');
            let target = self.root.pointer(pointer).cloned().unwrap_or(Value::Null);
            flat = merged(flat, &target);
        }
        let members = flat.shift_remove("allOf");
        for member in members.as_ref().and_then(Value::as_array).into_iter().flatten() {
            if self.work > 0 && depth < MAX_DEPTH {
                flat = merged(flat, &Value::Object(self.flattened(member, depth + 1)));
            }
        }
        flat
    }
}

fn deeper(place: Place) -> Place {
    Place { depth: place.depth + 1, ..place }
}

fn drop_repeats(values: &mut Vec<Value>) {
    let mut seen: Vec<Value> = Vec::new();
    values.retain(|value| {
        let new = !seen.contains(value);
        seen.push(value.clone());
        new
    });
}

/// Both schemas as one: properties and required names add up, else `base` has the last word.
fn merged(mut base: Map<String, Value>, other: &Value) -> Map<String, Value> {
    for (key, value) in other.as_object().into_iter().flatten() {
        match (base.get_mut(key), value) {
            (None, _) => {
                base.insert(key.clone(), value.clone());
            }
            (Some(Value::Object(mine)), Value::Object(theirs)) if key == "properties" => {
                mine.extend(theirs.clone());
            }
            (Some(Value::Array(mine)), Value::Array(theirs)) if key == "required" => {
                mine.extend(theirs.clone());
            }
            _ => {}
        }
    }
    base
}

fn without(schema: &Map<String, Value>, key: &str) -> Map<String, Value> {
    let mut rest = schema.clone();
    rest.shift_remove(key);
    rest
}

fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// The declared type, the first that isn't null; without any, what the keywords imply.
fn type_of(schema: &Map<String, Value>) -> &str {
    match schema.get("type") {
        Some(Value::String(name)) => name,
        Some(Value::Array(_)) => {
            strings(schema.get("type")).find(|name| *name != "null").unwrap_or("null")
        }
        _ if schema.contains_key("properties") || schema.contains_key("required") => "object",
        _ if schema.contains_key("items") || schema.contains_key("prefixItems") => "array",
        _ if schema.contains_key("minimum") || schema.contains_key("maximum") => "number",
        _ => "string",
    }
}
