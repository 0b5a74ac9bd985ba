//! The toolchain that runs us, and rustup to complete it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use super::{TARGET, Toolchain};
use crate::console::Console;
use crate::workspace::Workspace;

/// How long a failed download keeps the next runs from trying again.
const RETRY_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// Makes sure that the active toolchain has the target; the inner error says why it has not.
///
/// The standard library's source is fetched as well, and done without where it is not to be had.
pub fn find(
    workspace: &Workspace,
    console: &Console,
    try_again: bool,
) -> Result<Result<Toolchain, String>> {
    let rustup = Rustup { workspace, console, try_again };
    if !has_target(workspace) {
        let added = rustup.add("target", TARGET, "rustup-target-unavailable")?;
        if let Err(reason) = added.and_then(|()| match has_target(workspace) {
            true => Ok(()),
            false => Err("rustup did not add the target".into()),
        }) {
            return Ok(Err(reason));
        }
    }
    if !has_std_source(workspace) {
        // Without the source the module is larger and works as well.
        let _ = rustup.add("component", "rust-src", "rustup-source-unavailable")?;
    }
    Ok(Ok(Toolchain::Active { std_source: has_std_source(workspace) }))
}

struct Rustup<'a> {
    workspace: &'a Workspace,
    console: &'a Console,
    try_again: bool,
}

impl Rustup<'_> {
    /// Adds a target or a component; a failure is remembered for a while as `memory`.
    fn add(&self, kind: &str, name: &str, memory: &str) -> Result<Result<(), String>> {
        let Ok(rustup) = which::which("rustup") else {
            return Ok(Err(format!("the active toolchain lacks {name} and there is no rustup")));
        };
        let unavailable = self.workspace.memory(memory)?;
        let version = rustc_version(self.workspace).unwrap_or_default();
        if !self.try_again && is_remembered(&unavailable, &version) {
            return Ok(Err(format!("rustup could not download {name} a while ago")));
        }
        let mut command = Command::new(rustup);
        // Offline, the usual retries would only make everybody wait.
        command.args([kind, "add", name]).env("RUSTUP_MAX_RETRIES", "0");
        let title = format!("rustup {kind} add {name}");
        if self.console.step(&title, || self.console.run(&mut command)).is_ok() {
            return Ok(Ok(()));
        }
        fs::write(unavailable, version)?;
        Ok(Err(format!("rustup cannot download {name}")))
    }
}

/// Whether the active toolchain has a standard library for the target.
pub fn has_target(workspace: &Workspace) -> bool {
    rustc(workspace, &["--print", "target-libdir", "--target", TARGET])
        .is_some_and(|directory| Path::new(directory.trim()).is_dir())
}

/// Whether the active toolchain has the source that the standard library is built from.
pub fn has_std_source(workspace: &Workspace) -> bool {
    rustc(workspace, &["--print", "sysroot"]).is_some_and(|sysroot| {
        Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/std/Cargo.toml").is_file()
    })
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
