//! Local Chat Completions server.
fn main() {}
