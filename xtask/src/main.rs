//! `cargo xtask`: builds, tests, lints, benches and serves brivionix.

mod apt;
mod audit;
mod bench;
mod browser;
mod build;
mod bundle;
mod cargo;
mod changelog;
mod console;
mod demo;
mod doctor;
mod engine;
mod fuzz;
mod inline;
mod licences;
mod lint;
mod node;
mod package;

mod release;
mod rig;
mod rooms;
mod simulator;
mod size;
mod sizes;
mod soak;
mod source_map;
mod stamp;
mod test;

mod toolchain;
mod types;
mod wasm;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use console::{Console, print_error};
use workspace::Workspace;

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "Builds, tests, lints, benches and serves brivionix")]
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
    /// Build the package and serve the demo page with the simulator
    Demo(demo::Args),
    /// Run all tests, native and JavaScript
    Test(test::Args),
    /// Check formatting, lints, types and the lengths of files
    Lint(lint::Args),
    /// Run the benches
    Bench(bench::Args),
    /// Look for input that breaks what must hold for any input
    Fuzz(fuzz::Args),
    /// Send mixed traffic for a long time, and tell what is left behind
    Soak(soak::Args),
    /// Check the dependencies: licences, sources, known weaknesses
    Audit,
    /// Make and check what a release publishes
    Release(release::Args),
    /// Tell how much a page downloads, and from which sources
    Size,
    /// Tell what is installed, what is missing, and what to do about it
    Doctor,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    run(cli).unwrap_or_else(|error| {
        print_error(&error);
        ExitCode::FAILURE
    })
}

fn run(cli: Cli) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let console = Console::new(cli.verbose);
    match cli.command {
        Command::Build(args) => build::run(&workspace, &console, &args),
        Command::Demo(args) => demo::run(&workspace, &console, &args),
        Command::Test(args) => Ok(test::run(&workspace, &console, &args)),
        Command::Lint(args) => lint::run(&workspace, &console, &args),
        Command::Bench(args) => bench::run(&workspace, &console, &args),
        Command::Fuzz(args) => fuzz::run(&workspace, &console, &args),
        Command::Soak(args) => soak::run(&workspace, &console, &args),
        Command::Audit => audit::run(&workspace, &console),
        Command::Release(args) => release::run(&workspace, &console, &args),
        Command::Size => size::run(&workspace, &console),
        Command::Doctor => doctor::run(&workspace, &console),
    }
}
