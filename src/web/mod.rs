//! The web half: the exports that JavaScript calls, and the JavaScript they call.

mod decoder;
mod host;
mod request;
