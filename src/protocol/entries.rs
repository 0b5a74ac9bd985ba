//! What a chunk is made of, for whoever merges it: a chunk that was found to be JSON before.

use std::borrow::Cow;

use super::edits::find_recent;
use super::escapes::unit;
use super::json::Reader;

/// A member: its name, and its value as it was sent.
pub type Entry<'a> = (&'a [u8], &'a [u8]);

/// The members of an object as `JSON.parse` has them: the last of those with one name.
#[inline(never)]
pub fn entries(object: &[u8]) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    // What is no object has none.
    let _ = Reader::new(object).object(&mut |reader, key| {
        let name = reader.raw(key.span);
        let value = reader.skip_value()?;
        let value = reader.raw(value);
        match find_recent(&entries, |(known, _)| *known == name) {
            Some(at) => entries[at].1 = value,
            None => entries.push((name, value)),
        }
        Ok(())
    });
    entries
}

/// The objects in an array and their places in it, or the only one where there is no array.
#[inline(never)]
pub fn objects(list: &[u8]) -> Vec<(usize, &[u8])> {
    let (mut objects, mut at) = (Vec::new(), 0);
    let mut reader = Reader::new(list);
    let mut element = |reader: &mut Reader<'_>| {
        let value = reader.skip_value()?;
        if list[value.start] == b'{' {
            objects.push((at, &list[value]));
        }
        at += 1;
        Ok(())
    };
    let _ = match list[0] {
        b'[' => reader.array(&mut element),
        _ => element(&mut reader),
    };
    objects
}

/// The value of this name; empty where there is none.
#[inline(never)]
pub fn find<'a>(entries: &[Entry<'a>], name: &[u8]) -> &'a [u8] {
    entries.iter().find(|(known, _)| *known == name).map_or(b"", |(_, value)| value)
}

/// What stands between the quotes of a string.
pub fn inside(string: &[u8]) -> &[u8] {
    &string[1..string.len() - 1]
}

/// Whether another name may be the same to JavaScript, though it has other bytes: it has escapes that
/// [`spell`] leaves, or bytes beyond ASCII, which may be broken.
pub fn is_ambiguous(name: &[u8]) -> bool {
    name.iter().any(|byte| *byte == b'\\' || *byte >= 0x80)
}

/// JSON without the escapes that letters and digits could do without.
#[inline(never)]
pub fn spell(json: &[u8]) -> Cow<'_, [u8]> {
    if !json.contains(&b'\\') {
        return Cow::Borrowed(json);
    }
    let (mut plain, mut rest) = (Vec::with_capacity(json.len()), json);
    while let [first, ..] = rest {
        let (byte, len) = match rest {
            [b'\\', b'u', b'0', b'0', b'3'..=b'7', ..] if unit(&rest[2..]) != b'\\'.into() => {
                (unit(&rest[2..]) as u8, 6)
            }
            [b'\\', second, ..] => {
                plain.push(b'\\');
                (*second, 2)
            }
            _ => (*first, 1),
        };
        plain.push(byte);
        rest = &rest[len..];
    }
    Cow::Owned(plain)
}

/// An index: the digits before any point or exponent, behind which an index has but zeros. Some
/// servers send it as a string.
#[inline(never)]
pub fn index(text: &[u8]) -> Option<u32> {
    let mut value = None;
    for byte in text {
        match byte {
            b'0'..=b'9' => {
                let digit = u32::from(byte - b'0');
                value = Some(value.unwrap_or(0_u32).saturating_mul(10).saturating_add(digit));
            }
            b'.' | b'e' | b'E' => break,
            _ => {}
        }
    }
    value
}

/// JSON as it stands inside a string.
#[inline(never)]
pub fn escape(json: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(json.len() * 2);
    for byte in json {
        match byte {
            b'"' | b'\\' => text.extend_from_slice(&[b'\\', *byte]),
            // Between the tokens, where it says nothing.
            ..=0x20 => text.push(b' '),
            _ => text.push(*byte),
        }
    }
    text
}
