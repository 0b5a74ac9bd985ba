//! The toolchain that runs us, and rustup to complete it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use super::TARGET;
use crate::console::Console;
use crate::workspace::Workspace;

/// How long a failed download keeps the next runs from trying again.
const RETRY_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// Makes sure that the active toolchain has the target; the inner error says why it has not.
pub fn find(
    workspace: &Workspace,
    console: &Console,
    try_again: bool,
) -> Result<Result<(), String>> {
    if has_target(workspace) {
        return Ok(Ok(()));
    }
    let Ok(rustup) = which::which("rustup") else {
        return Ok(Err("the active toolchain lacks the target and there is no rustup".into()));
    };
    let unavailable = workspace.memory("rustup-target-unavailable")?;
    let version = rustc_version(workspace).unwrap_or_default();
    if !try_again && is_remembered(&unavailable, &version) {
        return Ok(Err("rustup could not download the target a while ago".into()));
    }
    let mut command = Command::new(rustup);
    // Offline, the usual retries would only make everybody wait.
    command.args(["target", "add", TARGET]).env("RUSTUP_MAX_RETRIES", "0");
    let added = console.step(&format!("rustup target add {TARGET}"), || console.run(&mut command));
    if added.is_ok() && has_target(workspace) {
        return Ok(Ok(()));
    }
    fs::write(unavailable, version)?;
    Ok(Err("rustup cannot download the target".into()))
}

/// Whether the active toolchain has a standard library for the target.
pub fn has_target(workspace: &Workspace) -> bool {
    rustc(workspace, &["--print", "target-libdir", "--target", TARGET])
        .is_some_and(|directory| Path::new(directory.trim()).is_dir())
}

/// The version of the active toolchain's compiler.
pub fn rustc_version(workspace: &Workspace) -> Option<String> {
    rustc(workspace, &["-V"])
}

fn rustc(workspace: &Workspace, arguments: &[&str]) -> Option<String> {
    let output =
        Command::new("rustc").args(arguments).current_dir(workspace.root()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn is_remembered(file: &Path, version: &str) -> bool {
    let recent = || file.metadata()?.modified().map(|time| time.elapsed());
    matches!(recent(), Ok(Ok(age)) if age < RETRY_AFTER)
        && fs::read_to_string(file).is_ok_and(|seen| seen == version)
}
