//! The engine as text, to travel inside JavaScript; `src/js/unpack.ts` reads it.
//!
//! A byte is one printable character, or two where it is one of the rarer, high ones, so that what
//! repeats in the module repeats in the text and compression finds it.

const FIRST: u8 = b'#';
const SINGLES: u8 = 90;
const DIGITS: u8 = 92;

pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 5 / 4);
    for byte in bytes {
        match byte.checked_sub(SINGLES) {
            None => text.push(digit(*byte)),
            Some(rest) => {
                text.push(digit(SINGLES + rest / DIGITS));
                text.push(digit(rest % DIGITS));
            }
        }
    }
    text
}

/// A character that stands in a string of JavaScript as it is.
fn digit(value: u8) -> char {
    match FIRST + value {
        b'\\' => '!',
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn every_byte_is_told_apart_by_printable_characters() {
        let mut seen = std::collections::HashSet::new();
        for byte in 0..=255 {
            let text = encode(&[byte]);
            assert!(text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"\\".contains(&byte)));
            assert!(seen.insert(text));
        }
    }
}
