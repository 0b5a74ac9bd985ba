//! `cargo xtask soak`: hours of mixed traffic in Node, Chromium and workerd, and what is left of it.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use crate::console::Console;
use crate::rig::Rig;
use crate::workspace::Workspace;

const SCRIPT: &str = "benches/soak/run.mjs";

#[derive(clap::Args)]
pub struct Args {
    /// How long to go on in each runtime
    #[arg(long, default_value_t = 20)]
    minutes: u32,
    /// Run only there
    #[arg(long)]
    runtime: Option<Runtime>,
    /// How many calls are under way at a time
    #[arg(long, default_value_t = 1000)]
    streams: u32,
}

#[derive(Clone, Copy, ValueEnum)]
enum Runtime {
    Node,
    Chromium,
    Workerd,
}

pub fn run(workspace: &Workspace, console: &Console, args: &Args) -> Result<ExitCode> {
    let rig = Rig::set_up(workspace, console, "dev")?;
    let mut node = rig.node(workspace);
    node.arg(SCRIPT);
    node.arg(format!("--minutes={}", args.minutes)).arg(format!("--streams={}", args.streams));
    if let Some(runtime) = args.runtime.and_then(|runtime| runtime.to_possible_value()) {
        node.arg(format!("--runtime={}", runtime.get_name()));
    }
    let status = node.status().context("cannot start node")?;
    if !status.success() {
        bail!("{SCRIPT} failed ({status})");
    }
    Ok(ExitCode::SUCCESS)
}
