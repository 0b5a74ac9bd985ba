//! A fuzzer that needs nothing but stable Rust: it changes the seeds at random, without looking at
//! what the changes reach. Every run with the same seeds and the same length does the same.

use std::fs;
use std::io;
use std::panic::catch_unwind;
use std::path::PathBuf;

use crate::targets::Target;

/// What the parts of the client look out for.
const TOKENS: &[&[u8]] = &[
    b"data:",
    b"data: ",
    b"event: error\n",
    b"\n",
    b"\r",
    b"\n\n",
    b": ",
    b"\xEF\xBB\xBF",
    b"[DONE]",
    b"{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"",
    b"\"error\":",
    b"\"obfuscation\":\"",
    b"\\u",
    b"\\ud83d",
    b"\\ude00",
    b"\\",
    b"\"",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b"null",
    b"-1.5e3",
    b"\xF0\x9F\x8C\x8D",
    b"\x80",
    b"\0",
];

/// Longer inputs are cut: they would be tried less often and show nothing new.
const LONGEST: usize = 4096;
const MOST_CHANGES: usize = 5;

/// Tries the seeds, and then changed ones for as long as `go_on`, which is told how many bytes have
/// been tried, says. Returns that number.
///
/// # Errors
/// An input that made the target panic.
pub fn run(
    target: Target,
    seeds: &[Vec<u8>],
    mut go_on: impl FnMut(usize) -> bool,
) -> Result<usize, Vec<u8>> {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut executed = 0;
    for seed in seeds {
        catch_unwind(|| target(seed)).map_err(|_| seed.clone())?;
        executed += seed.len();
    }
    while go_on(executed) {
        let mut input = random.pick(seeds).cloned().unwrap_or_default();
        for _ in 0..=random.below(MOST_CHANGES) {
            change(&mut input, seeds, &mut random);
        }
        input.truncate(LONGEST);
        catch_unwind(|| target(&input)).map_err(|_| input.clone())?;
        // An empty input counts too, or a run without seeds might never end.
        executed += input.len().max(1);
    }
    Ok(executed)
}

/// The contents of the files in these directories, in the order of their names.
///
/// # Errors
/// What cannot be read.
pub fn seeds(directories: &[PathBuf]) -> io::Result<Vec<Vec<u8>>> {
    let mut files = Vec::new();
    for directory in directories {
        for entry in fs::read_dir(directory)? {
            files.push(entry?.path());
        }
    }
    files.sort();
    files.into_iter().map(fs::read).collect()
}

fn change(input: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut Random) {
    let at = random.below(input.len() + 1);
    let end = (at + random.below(16)).min(input.len());
    match random.below(7) {
        0 => drop(input.splice(at..at, [random.below(256) as u8])),
        1 => drop(input.splice(at..end, [])),
        2 => drop(input.splice(at..at, input[at..end].to_vec())),
        3 => {
            let other = random.pick(seeds).map_or(&[][..], |seed| seed);
            let from = random.below(other.len() + 1);
            let len = random.below(other.len() - from + 1).min(64);
            input.splice(at..end, other[from..from + len].iter().copied());
        }
        4 if at < end => input[at] ^= 1 << random.below(8),
        5 => input.truncate(at.max(input.len() / 2)),
        _ => {
            let token = random.pick(TOKENS).copied().unwrap_or_default();
            let replaced = if random.below(2) == 0 { at } else { end };
            input.splice(at..replaced, token.iter().copied());
        }
    }
}

/// xorshift64.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        if list.is_empty() { None } else { list.get(self.below(list.len())) }
    }
}
