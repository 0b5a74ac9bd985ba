//! A short run of every target.

use std::path::Path;

use brivionix_fuzz::{plain_loop, targets};

/// Tries about so many bytes: enough to find what a careless change breaks. `cargo xtask fuzz`
/// looks longer.
fn short_run(name: &str, bytes: usize) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let directories = [root.join("seeds").join(name), root.join("../tests/quirks/streams")];
    let seeds = plain_loop::seeds(&directories).expect("seeds");
    let target = targets::named(name).expect("a target");
    if let Err(input) = plain_loop::run(target, &seeds, |executed| executed < bytes) {
        panic!("{name} breaks on b\"{}\"", input.escape_ascii());
    }
}

macro_rules! short_runs {
    ($($name:ident: $bytes:literal,)*) => {
        $(
            #[test]
            fn $name() {
                short_run(stringify!($name), $bytes);
            }
        )*

        #[test]
        fn every_target_is_run() {
            let names: Vec<_> = targets::ALL.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, [$(stringify!($name)),*]);
        }
    };
}

short_runs! {
    framing: 3_000_000,
    chunk: 3_000_000,
    templates: 3_000_000,
    accumulator: 1_000_000,
    json: 3_000_000,
    partial_json: 300_000,
    retry: 3_000_000,
    error_body: 3_000_000,
}
