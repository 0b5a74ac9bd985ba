//! The web half: the exports that JavaScript calls.

mod decoder;
mod request;
