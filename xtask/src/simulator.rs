//! The simulator: a program of this workspace that demo, tests and benches talk to.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::cargo::cargo;
use crate::console::Console;
use crate::workspace::Workspace;

/// Builds the simulator and gives the path of its program.
pub fn build(workspace: &Workspace, console: &Console, profile: &str) -> Result<PathBuf> {
    let mut command = cargo(workspace);
    command
        .args(["build", "--package", "brivionix-simulator", "--bin", "simulator", "--locked"])
        .args(["--profile", profile])
        // Only Cargo knows where the person's configuration puts the program.
        .arg("--message-format=json-render-diagnostics");
    let output = console.step("building simulator", || console.run(&mut command))?;
    let messages = output.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let program = messages
        .filter(|message| message["target"]["name"] == "simulator")
        .find_map(|message| message["executable"].as_str().map(PathBuf::from));
    program.context("cargo does not tell where the simulator's program is")
}
