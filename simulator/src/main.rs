//! A local server that speaks the Chat Completions API, for demos and tests without a key.

mod answer;
mod app;
mod auth;
mod chat;
mod cli;
mod completion;
mod connections;
mod error;
mod exchange;
mod faults;
mod hints;
mod inspection;
mod logprobs;
mod models;
mod request;
mod router;
mod schema;
mod shutdown;
mod stats;
mod stream;
mod upstream;
mod usage;

use std::io::Write;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use tokio::net::TcpListener;

use app::App;
use cli::Options;
use connections::{CountedListener, Resetter};
use upstream::Upstream;

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    match run(&options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("simulator: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Result<(), String> {
    let upstream = match (&options.upstream, &options.key_env) {
        (Some(url), Some(key_env)) => Some(Upstream::new(url, key_env)?),
        _ => None,
    };
    let app = App {
        stats: Arc::default(),
        fault_counters: Arc::default(),
        records: options.inspect.then(Arc::default),
        pace: Duration::from_millis(options.pace),
    };
    let address = SocketAddr::new(options.host, options.port);
    let listening = |error| format!("cannot listen on {address}: {error}");
    let tcp = TcpListener::bind(address).await.map_err(listening)?;
    let address = tcp.local_addr().map_err(listening)?;
    let listener = CountedListener { tcp, stats: Arc::clone(&app.stats) };
    let router = router::router(options, app, upstream);
    println!("listening on http://{address}");
    std::io::stdout().flush().map_err(|error| error.to_string())?;
    let service = router.into_make_service_with_connect_info::<Resetter>();
    // Open streams are cut off: whoever stops the server doesn't want to wait for them.
    tokio::select! {
        result = async { axum::serve(listener, service).await } => {
            result.map_err(|error| error.to_string())
        }
        () = shutdown::requested(options.exit_on_stdin_close) => Ok(()),
    }
}
