//! Fuzz targets: for each part of the client, what must hold for any bytes at all.
//!
//! `cargo xtask fuzz` runs them under libFuzzer where there is a C++ compiler, else in a plain loop;
//! `cargo fuzz` finds them as well. A short run of the plain loop is part of the tests.

#[path = "../../tests/common/mod.rs"]
pub mod common;
mod edits;
mod memory;
pub mod plain_loop;
mod spelling;
pub mod targets;

use std::sync::atomic::{AtomicUsize, Ordering};

/// After how many bytes the count of them is told.
const TELL_EVERY: usize = 1 << 20;

/// Runs a target for libFuzzer, which counts runs but not bytes.
pub fn libfuzzer(target: targets::Target, data: &[u8]) {
    static EXECUTED: AtomicUsize = AtomicUsize::new(0);
    target(data);
    let before = EXECUTED.fetch_add(data.len(), Ordering::Relaxed);
    tell(before, before + data.len());
}

/// Prints the number of bytes executed now and then.
pub fn tell(before: usize, after: usize) {
    if before / TELL_EVERY != after / TELL_EVERY {
        eprintln!("executed {after} bytes");
    }
}
