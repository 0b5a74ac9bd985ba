//! Byte searches that look at eight bytes at a time.
//!
//! Framing and string scanning spend their time here. Wasm has native 64-bit integers, so the
//! classic has-zero-byte trick gives most of what SIMD would, on every runtime.

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// High bit set in each byte of `word` that is zero. Bytes above a true hit may be flagged as
/// well, so only the lowest flag may be trusted.
const fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(LOW) & !word & HIGH
}

const fn splat(byte: u8) -> u64 {
    LOW * byte as u64
}

/// Offset of the first byte that ends a line: LF or CR.
pub fn find_line_end(bytes: &[u8]) -> Option<usize> {
    find(
        bytes,
        |word| zero_bytes(word ^ splat(b'\n')) | zero_bytes(word ^ splat(b'\r')),
        |byte| byte == b'\n' || byte == b'\r',
    )
}

/// Offset of the first byte that interrupts a JSON string: a quote, a backslash or a control
/// character. A call of it would take longer than most strings, and be no smaller.
#[inline(always)]
pub fn find_string_stop(bytes: &[u8]) -> Option<usize> {
    find(
        bytes,
        |word| {
            let control = word.wrapping_sub(splat(0x20)) & !word & HIGH;
            zero_bytes(word ^ splat(b'"')) | zero_bytes(word ^ splat(b'\\')) | control
        },
        |byte| byte == b'"' || byte == b'\\' || byte < 0x20,
    )
}

/// Whether `bytes` begins with `prefix`. Unlike the slice method, it compares words rather than
/// single bytes on every target.
pub fn starts_with(bytes: &[u8], prefix: &[u8]) -> bool {
    let Some(head) = bytes.get(..prefix.len()) else { return false };
    let (Some(left), Some(right)) = (head.last_chunk::<16>(), prefix.last_chunk::<16>()) else {
        return head == prefix;
    };
    // What the words leave over is compared with some of what they have.
    left == right
        && head
            .as_chunks::<16>()
            .0
            .iter()
            .zip(prefix.as_chunks::<16>().0)
            .all(|(left, right)| left == right)
}

fn word(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(bytes.try_into().unwrap_or_default())
}

#[cfg_attr(feature = "answers", inline(always))]
fn find(bytes: &[u8], flags: impl Fn(u64) -> u64, matches: impl Fn(u8) -> bool) -> Option<usize> {
    let mut words = bytes.chunks_exact(8);
    let mut offset = 0;
    for eight in words.by_ref() {
        let hit = flags(word(eight));
        if hit != 0 {
            return Some(offset + hit.trailing_zeros() as usize / 8);
        }
        offset += 8;
    }
    words.remainder().iter().position(|&byte| matches(byte)).map(|at| offset + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_value_is_judged_the_same_in_every_position() {
        for byte in 0..=255u8 {
            for len in 1..20 {
                for at in 0..len {
                    let mut text = vec![b'a'; len];
                    text[at] = byte;
                    let ends_line = byte == b'\n' || byte == b'\r';
                    assert_eq!(find_line_end(&text), ends_line.then_some(at));
                    let stops = byte == b'"' || byte == b'\\' || byte < 0x20;
                    assert_eq!(find_string_stop(&text), stops.then_some(at));
                }
            }
        }
    }

    #[test]
    fn prefixes_of_every_length_are_compared_to_the_last_byte() {
        let text: Vec<u8> = (0..40).collect();
        for len in 0..=text.len() {
            assert!(starts_with(&text, &text[..len]));
            for at in 0..len {
                let mut other = text[..len].to_vec();
                other[at] ^= 0x80;
                assert!(!starts_with(&text, &other));
            }
        }
        assert!(!starts_with(&text[..39], &text));
    }

    #[test]
    fn the_first_of_several_hits_wins() {
        assert_eq!(find_line_end(b"ab\r\ncd\n"), Some(2));
        assert_eq!(find_string_stop("é\u{80}\u{ff}x\\\"".as_bytes()), Some(7));
    }
}
