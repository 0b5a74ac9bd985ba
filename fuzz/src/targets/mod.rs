//! One function a target. It panics where something does not hold.

mod api;
mod reading;
mod streams;

pub use api::{error_body, retry};
pub use reading::{chunk, json, partial_json};
pub use streams::{accumulator, framing, templates};

/// Takes any bytes.
pub type Target = fn(&[u8]);

/// All of them, by name.
pub const ALL: &[(&str, Target)] = &[
    ("framing", framing),
    ("chunk", chunk),
    ("templates", templates),
    ("accumulator", accumulator),
    ("json", json),
    ("partial_json", partial_json),
    ("retry", retry),
    ("error_body", error_body),
];

/// The target of this name.
pub fn named(name: &str) -> Option<Target> {
    ALL.iter().find(|(known, _)| *known == name).map(|(_, target)| *target)
}
