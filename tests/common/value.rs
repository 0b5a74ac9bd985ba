//! JSON values as JavaScript has them: strings of UTF-16 units, which may be lone surrogates;
//! numbers as they were written; keys in order. serde_json does the reading.

use std::fmt;
use std::ops::Index;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Number(String),
    String(Vec<u16>),
    Array(Vec<Value>),
    Object(Vec<(Vec<u16>, Value)>),
}

impl Value {
    /// What `JSON.parse` makes of `text` once decoded; `None` where it throws.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(text);
        // A raw value is checked without recursion, whatever is in its strings.
        serde_json::from_str::<&RawValue>(&text).ok().map(Self::of)
    }

    fn of(raw: &RawValue) -> Self {
        let text = raw.get();
        match text.as_bytes()[0] {
            b'n' => Self::Null,
            b't' | b'f' => Self::Bool(text == "true"),
            b'"' => Self::String(read::<Units>(text).0),
            b'[' => Self::Array(read::<Vec<&RawValue>>(text).into_iter().map(Self::of).collect()),
            b'{' => Self::Object(members(read(text))),
            _ => Self::Number(text.to_owned()),
        }
    }

    pub fn get(&self, key: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        let key: Vec<u16> = key.encode_utf16().collect();
        members.iter().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// The place of a value that is there.
    pub fn at_mut(&mut self, path: &[&str]) -> &mut Self {
        let Some((step, rest)) = path.split_first() else { return self };
        let next = match self {
            Self::Array(elements) => step.parse().ok().and_then(|at: usize| elements.get_mut(at)),
            Self::Object(members) => {
                let key: Vec<u16> = step.encode_utf16().collect();
                members.iter_mut().find(|(name, _)| *name == key).map(|(_, value)| value)
            }
            _ => None,
        };
        next.expect("a value at this place").at_mut(rest)
    }

    pub fn elements(&self) -> &[Self] {
        if let Self::Array(elements) = self { elements } else { &[] }
    }

    pub fn units(&self) -> Option<&[u16]> {
        if let Self::String(units) = self { Some(units) } else { None }
    }

    pub fn is_truthy(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(value) => *value,
            // Nobody writes it another way, and an error that is a number says nothing anyhow.
            Self::Number(text) => text != "0",
            Self::String(units) => !units.is_empty(),
            Self::Array(_) | Self::Object(_) => true,
        }
    }
}

impl Index<&str> for Value {
    type Output = Self;

    fn index(&self, key: &str) -> &Self {
        self.get(key).unwrap_or(&Self::Null)
    }
}

impl Index<usize> for Value {
    type Output = Self;

    fn index(&self, at: usize) -> &Self {
        self.elements().get(at).unwrap_or(&Self::Null)
    }
}

impl PartialEq<&str> for Value {
    fn eq(&self, other: &&str) -> bool {
        self.units().is_some_and(|units| units.iter().copied().eq(other.encode_utf16()))
    }
}

fn read<'a, T: Deserialize<'a>>(valid: &'a str) -> T {
    serde_json::from_str(valid).expect("part of a valid text")
}

/// Where a key stands twice, the first place and the last value count.
fn members(Members(all): Members<'_>) -> Vec<(Vec<u16>, Value)> {
    let mut members: Vec<(Vec<u16>, Value)> = Vec::with_capacity(all.len());
    for (key, value) in all {
        let (Units(key), value) = (read(key.get()), Value::of(value));
        match members.iter_mut().find(|(known, _)| *known == key) {
            Some((_, old)) => *old = value,
            None => members.push((key, value)),
        }
    }
    members
}

struct Members<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Vec<(&'de RawValue, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Read).map(Self)
    }
}

/// A string's UTF-16 units. Asked for bytes, serde_json gives lone surrogates as three bytes each.
struct Units(Vec<u16>);

impl<'de> Deserialize<'de> for Units {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl Visitor<'_> for Read {
            type Value = Vec<u16>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
                Ok(units_of(bytes))
            }
        }
        deserializer.deserialize_bytes(Read).map(Self)
    }
}

/// Decodes UTF-8 that may hold surrogates.
fn units_of(mut bytes: &[u8]) -> Vec<u16> {
    let mut units = Vec::new();
    while let Some(&first) = bytes.first() {
        let len = match first {
            0xF0.. => 4,
            0xE0.. => 3,
            0xC0.. => 2,
            _ => 1,
        };
        let (character, rest) = bytes.split_at(len);
        match std::str::from_utf8(character) {
            Ok(text) => units.extend(text.encode_utf16()),
            Err(_) => {
                let [second, third] = [character[1], character[2]].map(|b| u16::from(b & 0x3F));
                units.push(0xD000 | second << 6 | third);
            }
        }
        bytes = rest;
    }
    units
}
