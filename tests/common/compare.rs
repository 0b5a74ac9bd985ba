//! Comparing the client with the plain reader, on one stream in all ways that matter.

use super::{Value, plain, run, text};

/// Checks that the chunks, the text and the ending of `input` are those of the plain reader, read
/// whole, cut into reads of these sizes, and each event by itself, so that no template can fit.
/// Returns how many chunks went through a template.
///
/// # Panics
/// Where something differs.
pub fn compare(input: &[u8], sizes: &[usize]) -> usize {
    let plain = plain::read(input);
    let whole = run([input]);
    assert_eq!(whole.chunks, plain.chunks);
    assert_eq!(whole.status, plain.status);
    let error = (!whole.error.is_empty()).then(|| Value::parse(whole.error.as_bytes()));
    assert_eq!(error.flatten(), plain.error);
    assert_eq!(text([input]), plain.text);
    let cut = reads(input, sizes);
    assert_eq!(run(cut.iter().copied()), whole, "cut into {sizes:?}");
    assert_eq!(text(cut), plain.text, "cut into {sizes:?}");
    for (source, chunk) in plain.sources.iter().zip(&plain.chunks) {
        let parsed = run([&event(source, 0)[..]]);
        assert_eq!(parsed.chunks, std::slice::from_ref(chunk));
        assert_eq!(parsed.filled, 0);
    }
    whole.filled
}

/// `input` in reads of these sizes, over and over.
pub fn reads<'a>(mut input: &'a [u8], sizes: &[usize]) -> Vec<&'a [u8]> {
    let mut reads = Vec::new();
    for size in sizes.iter().cycle() {
        if input.is_empty() {
            break;
        }
        let (read, rest) = input.split_at((*size).min(input.len()));
        reads.push(read);
        input = rest;
    }
    reads
}

/// An event with this data, behind so many blanks more.
pub fn event(data: &[u8], blanks: usize) -> Vec<u8> {
    let blanks = vec![b' '; blanks];
    let lines = data.split(|&byte| byte == b'\n');
    let lines = lines.map(|line| [b"data: ", &blanks[..], line, b"\n"].concat());
    let mut event: Vec<u8> = lines.flatten().collect();
    event.push(b'\n');
    event
}
