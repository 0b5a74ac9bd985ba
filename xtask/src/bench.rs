//! `cargo xtask bench`: the benches, against the package as a user gets it.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::console::Console;
use crate::rig::Rig;
use crate::workspace::Workspace;

const SCRIPT: &str = "benches/run.mjs";

#[derive(clap::Args)]
pub struct Args {
    /// Write the report to benches/RESULTS.md and its main figures to the README
    #[arg(long)]
    save: bool,
    /// Fail if a result is below its floor in benches/floors.json
    #[arg(long)]
    check: bool,
    /// Further arguments for the benches
    #[arg(last = true)]
    rest: Vec<String>,
}

pub fn run(workspace: &Workspace, console: &Console, args: &Args) -> Result<ExitCode> {
    if !workspace.path(SCRIPT).exists() {
        bail!("there are no benches: {SCRIPT} is missing");
    }
    let rig = Rig::set_up(workspace, console, "dev")?;
    let mut node = rig.node(workspace);
    node.arg(SCRIPT);
    node.args(args.save.then_some("--save")).args(args.check.then_some("--check"));
    let status = node.args(&args.rest).status().context("cannot start node")?;
    if !status.success() {
        bail!("{SCRIPT} failed ({status})");
    }
    Ok(ExitCode::SUCCESS)
}
