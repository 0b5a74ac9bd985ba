//! A value of the request body together with its path, so that errors can name it.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use crate::error::ApiError;

/// A value and where it stands, like `messages[0].role`.
#[derive(Clone)]
pub struct Node<'a> {
    pub value: &'a Value,
    pub path: String,
}

impl<'a> Node<'a> {
    pub fn root(value: &'a Value) -> Self {
        Self { value, path: String::new() }
    }

    /// A field of this object; `null` counts as absent.
    pub fn get(&self, key: &str) -> Option<Node<'a>> {
        let value = self.value.get(key).filter(|value| !value.is_null())?;
        Some(Node { value, path: self.path_of(key) })
    }

    pub fn require(&self, key: &str) -> Result<Node<'a>, ApiError> {
        self.get(key).ok_or_else(|| {
            let path = self.path_of(key);
            let message = format!("Missing required parameter: '{path}'.");
            ApiError::invalid(path, message).with_code("missing_required_parameter")
        })
    }

    pub fn object(&self) -> Result<&'a Map<String, Value>, ApiError> {
        self.value.as_object().ok_or_else(|| self.wrong_type("an object"))
    }

    pub fn string(&self) -> Result<&'a str, ApiError> {
        self.value.as_str().ok_or_else(|| self.wrong_type("a string"))
    }

    pub fn boolean(&self) -> Result<bool, ApiError> {
        self.value.as_bool().ok_or_else(|| self.wrong_type("a boolean"))
    }

    pub fn items(&self) -> Result<Vec<Node<'a>>, ApiError> {
        let items = self.value.as_array().ok_or_else(|| self.wrong_type("an array"))?;
        let node = |(i, value)| Node { value, path: format!("{}[{i}]", self.path) };
        Ok(items.iter().enumerate().map(node).collect())
    }

    pub fn number_in(&self, range: RangeInclusive<f64>) -> Result<f64, ApiError> {
        let number = self.value.as_f64().ok_or_else(|| self.wrong_type("a number"))?;
        if number < *range.start() {
            return Err(self.out_of_range(">=", range.start(), "decimal_below_min_value"));
        }
        if number > *range.end() {
            return Err(self.out_of_range("<=", range.end(), "decimal_above_max_value"));
        }
        Ok(number)
    }

    pub fn integer_in(&self, range: RangeInclusive<i64>) -> Result<i64, ApiError> {
        let number = self.value.as_i64().ok_or_else(|| self.wrong_type("an integer"))?;
        if number < *range.start() {
            return Err(self.out_of_range(">=", range.start(), "integer_below_min_value"));
        }
        if number > *range.end() {
            return Err(self.out_of_range("<=", range.end(), "integer_above_max_value"));
        }
        Ok(number)
    }

    /// This string must be one of `allowed`.
    pub fn one_of(&self, allowed: &[&'static str]) -> Result<&'static str, ApiError> {
        let given = self.string()?;
        allowed.iter().find(|name| **name == given).copied().ok_or_else(|| {
            let list = allowed.join("', '");
            self.invalid(format!("Invalid value: '{given}'. Supported values are: '{list}'."))
        })
    }

    pub fn invalid(&self, message: impl Into<String>) -> ApiError {
        ApiError::invalid(self.path.clone(), message).with_code("invalid_value")
    }

    pub fn wrong_type(&self, expected: &str) -> ApiError {
        let path = &self.path;
        let got = type_name(self.value);
        let message =
            format!("Invalid type for '{path}': expected {expected}, but got {got} instead.");
        ApiError::invalid(path, message).with_code("invalid_type")
    }

    fn out_of_range(
        &self,
        sign: &str,
        bound: &impl std::fmt::Display,
        code: &'static str,
    ) -> ApiError {
        let (path, value) = (&self.path, self.value);
        let message =
            format!("Invalid '{path}': expected a value {sign} {bound}, but got {value} instead.");
        ApiError::invalid(path, message).with_code(code)
    }

    fn path_of(&self, key: &str) -> String {
        match self.path.is_empty() {
            true => key.to_owned(),
            false => format!("{}.{key}", self.path),
        }
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a decimal",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
