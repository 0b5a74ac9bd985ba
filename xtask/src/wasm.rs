//! Compiling the client to WebAssembly.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::console::Console;
use crate::toolchain::{TARGET, Toolchain};
use crate::workspace::Workspace;

/// The target directory of the client's own, so that host builds and this one never wait for each
/// other or throw away each other's work.
pub const TARGET_DIR: &str = "target/wasm";

/// What an engine can do.
#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    /// Everything.
    Full,
    /// What it takes to stream, for those who count bytes.
    Slim,
}

impl Kind {
    /// A name for files and directories.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "engine",
            Self::Slim => "slim",
        }
    }
}

/// Compiles the client and gives the path of the bare module.
pub fn compile(
    workspace: &Workspace,
    console: &Console,
    toolchain: &Toolchain,
    kind: Kind,
) -> Result<PathBuf> {
    let step = format!("building wasm, {}", kind.name());
    console.step(&step, || console.run(&mut command(workspace, toolchain, kind)))?;
    let built = workspace.path(TARGET_DIR).join(TARGET).join("wasm/brivionix.wasm");
    // The kinds are built in the same place, one after the other.
    let kept = compiled(workspace, kind)?;
    fs::copy(&built, &kept).context("cannot keep the module")?;
    Ok(kept)
}

/// Where [`compile`] leaves what it has made.
pub fn compiled(workspace: &Workspace, kind: Kind) -> Result<PathBuf> {
    workspace.memory(&format!("{}.wasm", kind.name()))
}

/// The command that compiles the client.
pub fn command(workspace: &Workspace, toolchain: &Toolchain, kind: Kind) -> Command {
    let mut command = toolchain.cargo(workspace);
    command
        .args(["build", "--package", "brivionix", "--lib", "--profile", "wasm", "--locked"])
        .args(["--target", TARGET, "--target-dir", TARGET_DIR])
        .args(toolchain.build_arguments());
    if kind == Kind::Slim {
        command.arg("--no-default-features");
    }
    command
}
