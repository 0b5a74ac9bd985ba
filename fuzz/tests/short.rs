//! A short run of every target.

use std::path::Path;

use brivionix_fuzz::{plain_loop, targets};

/// Enough to find what a careless change breaks; `cargo xtask fuzz` looks longer.
const BYTES: usize = 3_000_000;

fn short_run(name: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let seeds = plain_loop::seeds(&[root.join("seeds").join(name)]).expect("seeds");
    let target = targets::named(name).expect("a target");
    if let Err(input) = plain_loop::run(target, &seeds, |executed| executed < BYTES) {
        panic!("{name} breaks on b\"{}\"", input.escape_ascii());
    }
}

macro_rules! short_runs {
    ($($name:ident),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                short_run(stringify!($name));
            }
        )*

        #[test]
        fn every_target_is_run() {
            let names: Vec<_> = targets::ALL.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, [$(stringify!($name)),*]);
        }
    };
}

short_runs!(framing, chunk, templates, json, retry, error_body);
