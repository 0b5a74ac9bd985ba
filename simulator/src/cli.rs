//! The command line.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::Parser;

/// A local server that speaks the Chat Completions API, for demos and tests without a key.
#[derive(Debug, Parser)]
#[command(name = "simulator", version)]
pub struct Options {
    /// Port to listen on; 0 takes any free one
    #[arg(long, default_value_t = 0)]
    pub port: u16,

    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    pub host: IpAddr,

    /// Directory of the demo page, served at /
    #[arg(long, value_name = "DIR")]
    pub www: Option<PathBuf>,

    /// Directory of the built npm package, served at /pkg/
    #[arg(long, value_name = "DIR")]
    pub pkg: Option<PathBuf>,

    /// Another directory, served at /NAME/ (repeatable)
    #[arg(long = "static", value_name = "NAME=DIR", value_parser = named_directory)]
    pub statics: Vec<(String, PathBuf)>,

    /// Milliseconds between streamed events
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub pace: u64,

    /// Forward /v1/* to the API at this URL instead of simulating it
    #[arg(long, value_name = "URL", requires = "key_env")]
    pub upstream: Option<reqwest::Url>,

    /// Environment variable that holds the key for --upstream
    #[arg(long, value_name = "NAME", requires = "upstream")]
    pub key_env: Option<String>,

    /// Keep every request and serve it at /__sim/requests, with counters at /__sim/stats
    #[arg(long)]
    pub inspect: bool,

    /// Exit when stdin closes, so that the server never outlives the process that started it
    #[arg(long)]
    pub exit_on_stdin_close: bool,
}

fn named_directory(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, dir)) if is_path_segment(name) && !dir.is_empty() => {
            Ok((name.to_owned(), PathBuf::from(dir)))
        }
        _ => Err("expected NAME=DIR, where NAME is letters, digits, '-', '_' or '.'".to_owned()),
    }
}

fn is_path_segment(name: &str) -> bool {
    !name.is_empty()
        && !matches!(name, "." | ".." | "v1" | "__sim" | "demo.json" | "pkg")
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}
