//! `cargo xtask bench`: the benches, against the package as a user gets it.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::console::Console;
use crate::rig::Rig;
use crate::workspace::Workspace;

const SCRIPT: &str = "benches/run.mjs";
const GATEWAY_SCRIPT: &str = "benches/gateway/run.mjs";

#[derive(clap::Args)]
pub struct Args {
    /// Write the report to benches/RESULTS.md and its main figures to the README
    #[arg(long)]
    save: bool,
    /// Fail if a result is below its floor in benches/floors.json
    #[arg(long)]
    check: bool,
    /// Measure what the gateway costs, and nothing else
    #[arg(long, conflicts_with_all = ["save", "check"])]
    gateway: bool,
    /// Further arguments for the benches
    #[arg(last = true)]
    rest: Vec<String>,
}

pub fn run(workspace: &Workspace, console: &Console, args: &Args) -> Result<ExitCode> {
    let script = if args.gateway { GATEWAY_SCRIPT } else { SCRIPT };
    if !workspace.path(script).exists() {
        bail!("there are no benches: {script} is missing");
    }
    let rig = Rig::set_up(workspace, console, "dev")?;
    let mut node = rig.node(workspace);
    node.arg(script);
    node.args(args.save.then_some("--save")).args(args.check.then_some("--check"));
    let status = node.args(&args.rest).status().context("cannot start node")?;
    if !status.success() {
        bail!("{script} failed ({status})");
    }
    Ok(ExitCode::SUCCESS)
}
