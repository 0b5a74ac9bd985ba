//! Compiling the client to WebAssembly.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::console::Console;
use crate::toolchain::{TARGET, Toolchain};
use crate::workspace::Workspace;

/// The target directory of the client's own, so that host builds and this one never wait for each
/// other or throw away each other's work.
pub const TARGET_DIR: &str = "target/wasm";

/// Compiles the client and gives the path of the bare module.
pub fn compile(workspace: &Workspace, console: &Console, toolchain: &Toolchain) -> Result<PathBuf> {
    console.step("building wasm", || console.run(&mut command(workspace, toolchain)))?;
    Ok(workspace.path(TARGET_DIR).join(TARGET).join("wasm/brivionix.wasm"))
}

/// The command that compiles the client.
pub fn command(workspace: &Workspace, toolchain: &Toolchain) -> Command {
    let mut command = toolchain.cargo(workspace);
    command
        .args(["build", "--package", "brivionix", "--lib", "--profile", "wasm", "--locked"])
        .args(["--target", TARGET, "--target-dir", TARGET_DIR])
        .args(toolchain.build_arguments());
    command
}
