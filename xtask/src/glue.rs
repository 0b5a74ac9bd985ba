//! What the generated glue code holds for cases that do not arise here, and every page would
//! download.

use anyhow::{Result, bail};

/// Where each part begins, up to the line that ends it. The generator is pinned to one version.
const UNNEEDED: [(&str, &str); 2] = [
    // Texts cross as bytes.
    ("let cachedTextDecoder = ", "cachedTextDecoder.decode();\n"),
    // The classes of the glue code do not leave the client.
    ("if (Symbol.dispose) Decoder.prototype", "\n"),
];

/// The glue code without these parts.
pub fn trim(mut glue: String) -> Result<String> {
    for (start, end) in UNNEEDED {
        let Some((before, part)) = glue.split_once(start) else {
            bail!("the glue code has no {start:?} any more; see xtask/src/glue.rs");
        };
        let Some((_, after)) = part.split_once(end) else {
            bail!("the glue code does not end {start:?} with {end:?}; see xtask/src/glue.rs");
        };
        glue = format!("{before}{after}");
    }
    // What the glue code frees by itself, it frees in whichever instance it is bound to by then.
    let stays = |line: &&str| !line.contains("Finalization.");
    Ok(glue.lines().filter(stays).map(|line| format!("{line}\n")).collect())
}

#[cfg(test)]
mod tests {
    use super::trim;

    #[test]
    fn parts_that_have_gone_are_told() {
        assert!(trim("let wasm;\n".to_owned()).is_err());
    }

    #[test]
    fn what_stands_around_a_part_stays() {
        let glue = "a\nlet cachedTextDecoder = x;\ncachedTextDecoder.decode();\nb\n\
                    if (Symbol.dispose) Decoder.prototype[Symbol.dispose] = z;\nc\n    \
                    DecoderFinalization.register(this);\nd\n";
        assert_eq!(trim(glue.to_owned()).unwrap(), "a\nb\nc\nd\n");
    }
}
