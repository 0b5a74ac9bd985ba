//! `cargo xtask`: builds, tests, lints, benches and serves brivionix.

mod apt;
mod build;
mod bundle;
mod cargo;
mod console;
mod engine;
mod node;
mod package;
mod sizes;
mod stamp;
mod toolchain;
mod wasm;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use console::{ChildFailed, Console};
use workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, tests, lints, benches and serves brivionix")]
struct Cli {
    /// Show the output of every tool as it comes, not only when one fails
    #[arg(long, short, global = true)]
    verbose: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the npm package into pkg/ and pack it into target/
    Build(build::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    run(cli).unwrap_or_else(|error| {
        if let Some(child) = error.chain().find_map(|cause| cause.downcast_ref::<ChildFailed>()) {
            eprintln!("{}", child.output.trim_end());
        }
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn run(cli: Cli) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let console = Console::new(cli.verbose);
    match cli.command {
        Command::Build(args) => build::run(&workspace, &console, &args),
    }
}
