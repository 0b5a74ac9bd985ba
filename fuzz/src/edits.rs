//! Edits to a completion, carried out as `src/js/edits.ts` does.

use crate::common::Value;

/// Carries out a JSON array of edits; an empty text holds none.
///
/// # Panics
/// Where it is no list of edits.
pub fn apply(root: &mut Value, json: &[u8]) {
    if json.is_empty() {
        return;
    }
    for edit in Value::parse(json).expect("the edits are JSON").elements() {
        let [Value::Number(op), path @ .., key, value] = edit.elements() else {
            panic!("{edit:?} is no edit");
        };
        let nexts = path.iter().skip(1).chain([key]);
        let place = path.iter().zip(nexts).fold(&mut *root, |place, (step, next)| {
            let child = member(place, step);
            if !matches!(child, Value::Array(_) | Value::Object(_)) {
                *child = match next {
                    Value::Number(_) => Value::Array(Vec::new()),
                    _ => Value::Object(Vec::new()),
                };
            }
            child
        });
        match (op.as_str(), member(place, key), value) {
            ("1", Value::String(old), Value::String(more)) => old.extend(more),
            ("1", Value::Array(parts), Value::String(more)) => add_text(parts, more),
            ("2", old, Value::Array(more)) => {
                let mut all = old.elements().to_vec();
                if let Value::String(text) = &*old {
                    add_text(&mut all, text);
                }
                all.extend(more.iter().flat_map(Value::elements).cloned());
                *old = Value::Array(all);
            }
            ("0" | "1" | "3", old, value) => *old = value.clone(),
            (other, ..) => panic!("there is no edit {other}"),
        }
    }
}

/// Adds a text to a content of several parts.
fn add_text(parts: &mut Vec<Value>, more: &[u16]) {
    if let Some(Value::Object(part)) = parts.last_mut()
        && let Some((_, Value::String(text))) = part.iter_mut().find(|(key, _)| is(key, "text"))
    {
        text.extend(more);
    } else if !more.is_empty() {
        let text = [
            ("type", Value::String("text".encode_utf16().collect())),
            ("text", Value::String(more.to_vec())),
        ];
        parts.push(Value::Object(
            text.map(|(key, value)| (key.encode_utf16().collect(), value)).to_vec(),
        ));
    }
}

fn is(key: &[u16], name: &str) -> bool {
    key.iter().copied().eq(name.encode_utf16())
}

/// The member or element of this name, made where it is missing.
fn member<'a>(place: &'a mut Value, step: &Value) -> &'a mut Value {
    match (place, step) {
        (Value::Array(elements), Value::Number(at)) => {
            let at: usize = at.parse().expect("an index");
            elements.resize(elements.len().max(at + 1), Value::Null);
            &mut elements[at]
        }
        (Value::Object(members), step) => {
            let key = match step {
                Value::Number(text) => text.encode_utf16().collect(),
                step => step.units().expect("a key").to_vec(),
            };
            let known = members.iter().position(|(name, _)| *name == key);
            let at = known.unwrap_or(members.len());
            if known.is_none() {
                members.push((key, Value::Null));
            }
            &mut members[at].1
        }
        // What JavaScript does with a key of an array is of no use to anybody.
        (place, step) => {
            *place = Value::Object(Vec::new());
            member(place, step)
        }
    }
}
