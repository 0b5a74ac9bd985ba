//! The web half: the exports that JavaScript calls.

mod decoder;
mod partial_json;
mod request;
