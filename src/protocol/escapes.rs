//! Escapes in JSON strings ([RFC 8259, section 7]).
//!
//! [RFC 8259, section 7]: https://www.rfc-editor.org/rfc/rfc8259#section-7

use super::swar::find_string_stop;

/// How many bytes the escape at the start of `text` takes; `None` where it is malformed.
pub fn escape_length(text: &[u8]) -> Option<usize> {
    match text.get(1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(2),
        b'u' if text.get(2..6)?.iter().all(u8::is_ascii_hexdigit) => Some(6),
        _ => None,
    }
}

/// Whether `raw`, which was found to be the inside of a string, spells `text` in whatever way.
pub fn is_escaped(mut raw: &[u8], text: &[u8]) -> bool {
    for byte in text {
        match raw {
            [b'\\', b'u', digits @ ..] => {
                if unit(digits) != (*byte).into() {
                    return false;
                }
                raw = &digits[4..];
            }
            [first, rest @ ..] if first == byte => raw = rest,
            _ => return false,
        }
    }
    raw.is_empty()
}

/// The unit of UTF-16 that four digits tell.
#[inline(never)]
pub fn unit(digits: &[u8]) -> u32 {
    let digit = |byte: &u8| (*byte as char).to_digit(16).unwrap_or_default();
    digits[..4].iter().fold(0, |unit, byte| unit << 4 | digit(byte))
}

/// Adds what `raw` spells, which was found to be the inside of a string. `None` where UTF-8 has no way to
/// tell it, as it holds half of a surrogate pair; what has been added then is of no use.
pub fn unescape(mut raw: &[u8], text: &mut Vec<u8>) -> Option<()> {
    while let Some(at) = find_string_stop(raw) {
        text.extend_from_slice(&raw[..at]);
        let kind = raw[at + 1];
        raw = &raw[at + 2..];
        let code = match kind {
            b'b' => 8,
            b'f' => 12,
            b'n' => 10,
            b'r' => 13,
            b't' => 9,
            b'u' => {
                let mut code = unit(raw);
                raw = &raw[4..];
                if code & 0xFC00 == 0xD800
                    && let [b'\\', b'u', digits @ ..] = raw
                {
                    let low = unit(digits) ^ 0xDC00;
                    if low < 0x400 {
                        code = 0x1_0000 + (code - 0xD800) * 0x400 + low;
                        raw = &digits[4..];
                    }
                }
                code
            }
            other => other.into(),
        };
        text.extend_from_slice(char::from_u32(code)?.encode_utf8(&mut [0; 4]).as_bytes());
    }
    text.extend_from_slice(raw);
    Some(())
}
