//! Numbers within bounds.

use serde_json::{Map, Value, json};

use crate::hints::Hints;

type Schema = Map<String, Value>;

pub fn integer(schema: &Schema, variant: usize, hints: &mut Hints) -> Value {
    // A step that isn't whole allows only its whole multiples; those of the step's numerator fit.
    let step = step(schema).map_or(1.0, |step| if step.fract() == 0.0 { step } else { 1.0 });
    json!(pick(schema, step, variant, hints) as i64)
}

pub fn number(schema: &Schema, variant: usize, hints: &mut Hints) -> Value {
    match step(schema) {
        Some(step) => json!(pick(schema, step, variant, hints)),
        None if bounds(schema, 0.0) == (None, None) => json!(pick(schema, 1.0, variant, hints)),
        None => json!(between(schema, variant)),
    }
}

/// The largest size that is taken at its word.
const MAX_SIZE: u64 = 10_000;

/// A non-negative size such as `minLength`.
pub fn size(schema: &Schema, key: &str) -> Option<usize> {
    schema.get(key).and_then(Value::as_u64).map(|size| size.min(MAX_SIZE) as usize)
}

/// A multiple of `step`: from the prompt if one fits, else the smallest allowed one from 1 on.
fn pick(schema: &Schema, step: f64, variant: usize, hints: &mut Hints) -> f64 {
    let (low, high) = bounds(schema, step);
    let fits = |number: f64| {
        low.is_none_or(|low| number >= low)
            && high.is_none_or(|high| number <= high)
            && (number / step).fract() == 0.0
    };
    if let Some(number) = hints.take_number(fits) {
        return number;
    }
    let start = match (low, high) {
        (Some(low), _) => (low / step).ceil() * step,
        (None, Some(high)) if high < step => (high / step).floor() * step,
        (None, _) => step,
    };
    let candidate = start + variant as f64 * step;
    if fits(candidate) { candidate } else { start }
}

/// A number strictly inside the bounds.
fn between(schema: &Schema, variant: usize) -> f64 {
    let share = 1.0 / (2 + variant) as f64;
    match bounds(schema, 0.0) {
        (Some(low), Some(high)) => low + (high - low) * share,
        (Some(low), None) => low + 1.0 + variant as f64,
        (None, Some(high)) => high - 1.0 - variant as f64,
        (None, None) => share,
    }
}

/// The inclusive bounds; an exclusive one moves inwards by `step`.
fn bounds(schema: &Schema, step: f64) -> (Option<f64>, Option<f64>) {
    let read = |key| schema.get(key).and_then(Value::as_f64);
    let inward = |key, direction: f64| {
        let bound = read(key)?;
        let multiple = if step == 0.0 { bound } else { (bound / step).round() * step };
        Some(if multiple == bound { bound + direction * step } else { bound })
    };
    let low = [read("minimum"), inward("exclusiveMinimum", 1.0)];
    let high = [read("maximum"), inward("exclusiveMaximum", -1.0)];
    (low.into_iter().flatten().reduce(f64::max), high.into_iter().flatten().reduce(f64::min))
}

fn step(schema: &Schema) -> Option<f64> {
    schema.get("multipleOf").and_then(Value::as_f64).filter(|step| *step > 0.0)
}
