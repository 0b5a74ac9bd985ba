//! Brivionix: a streaming Chat Completions client for JavaScript, compiled to WebAssembly.
