//! The same chunk, spelt in another way.

use crate::common::Value;

/// What a chunk's answer is made of; the rest is passed on as it stands.
const GATHERED: [&str; 8] =
    ["choices", "delta", "logprobs", "tool_calls", "function", "custom", "function_call", "audio"];

/// What stands under a name before the value that counts.
const DECOYS: [&str; 4] = ["null", "\"decoy\"", "[{}]", "{\"index\":7,\"content\":\"decoy\"}"];

/// A value as JSON; where it is to be odd, names stand twice and hold escapes wherever the answer is
/// gathered from.
pub fn spell(value: &Value, odd: bool) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) => text.clone(),
        Value::String(units) => string(units, false),
        Value::Array(elements) => {
            let elements: Vec<_> = elements.iter().map(|element| spell(element, odd)).collect();
            format!("[{}]", elements.join(","))
        }
        Value::Object(all) => {
            let member = |(key, value): &(Vec<u16>, Value)| {
                let gathered =
                    GATHERED.iter().any(|name| key.iter().copied().eq(name.encode_utf16()));
                let value = spell(value, odd && gathered);
                let plain = string(key, false);
                if !odd {
                    return format!("{plain}:{value}");
                }
                let decoy = DECOYS[key.len() % DECOYS.len()];
                format!("{plain}:{decoy},{}:{value}", string(key, true))
            };
            format!("{{{}}}", all.iter().map(member).collect::<Vec<_>>().join(","))
        }
    }
}

/// A string with the escapes that it needs, or one for each letter.
fn string(units: &[u16], odd: bool) -> String {
    let unit = |unit: &u16| match u8::try_from(*unit) {
        Ok(byte @ (b'_' | b'a'..=b'z')) if odd => format!("\\u{byte:04x}"),
        Ok(byte @ (b' ' | b'!' | b'#'..=b'[' | b']'..=b'~')) => char::from(byte).to_string(),
        _ => format!("\\u{unit:04x}"),
    };
    format!("\"{}\"", units.iter().map(unit).collect::<String>())
}
