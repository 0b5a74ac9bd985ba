//! `cargo xtask build`: the npm package, from Rust and TypeScript to the tarball.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;

use crate::console::Console;
use crate::node::Tools;
use crate::sizes::{Size, print_table};
use crate::stamp::files_below;
use crate::toolchain::Toolchain;
use crate::wasm::Kind;
use crate::workspace::Workspace;
use crate::{engine, package, wasm};

/// Where the package is unless another place is named.
pub const DEFAULT_OUT: &str = "pkg";

#[derive(clap::Args)]
pub struct Args {
    /// The directory for the package
    #[arg(long, default_value = DEFAULT_OUT)]
    out: PathBuf,
}

pub fn run(workspace: &Workspace, console: &Console, args: &Args) -> Result<ExitCode> {
    let out = workspace.root().join(&args.out);
    package(workspace, console, &out)?;
    let mut files = files_below(&out.join("dist"))?;
    files.push(engine::module(workspace, Kind::Full));
    files.retain(|file| file.extension().is_some_and(|kind| kind == "js" || kind == "wasm"));
    let rows = files.iter().map(|file| Ok((workspace.display(file).to_string(), Size::of(file)?)));
    print_table(&rows.collect::<Result<Vec<_>>>()?);
    let tarball = package::tarball(workspace)?;
    console.note(&format!("{} and {}", workspace.display(&out), workspace.display(&tarball)));
    Ok(ExitCode::SUCCESS)
}

/// Builds the package into `out`, and gives the tools that did.
pub fn package(workspace: &Workspace, console: &Console, out: &Path) -> Result<Tools> {
    package::check_replaceable(out)?;
    let tools = engine(workspace, console, &Toolchain::find(workspace, console)?)?;
    let _lock = workspace.lock()?;
    package::make(workspace, console, &tools, out)?;
    Ok(tools)
}

/// Builds the engine, and gives the tools that did.
pub fn engine(workspace: &Workspace, console: &Console, toolchain: &Toolchain) -> Result<Tools> {
    let _lock = workspace.lock()?;
    // First, so that nobody waits for a compiler to hear that there is no Node.js.
    let tools = Tools::ready(workspace, console)?;
    for kind in [Kind::Full, Kind::Slim] {
        let module = wasm::compile(workspace, console, toolchain, kind)?;
        engine::make(workspace, console, &tools, &module, kind)?;
    }
    Ok(tools)
}
