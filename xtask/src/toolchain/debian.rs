//! Debian's Rust for browsers: a current compiler, the standard library's source and LLVM's linker.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Toolchain;
use crate::apt;
use crate::cargo::forget;
use crate::console::Console;
use crate::workspace::Workspace;

const CARGO: &str = "/usr/bin/cargo";
const RUSTC: &str = "/usr/bin/rustc";
const STD_SOURCE: &str = "/usr/lib/rustlib/src/rust/library/std/Cargo.toml";

/// Makes sure that Debian's toolchain is there.
pub fn find(workspace: &Workspace, console: &Console) -> Result<Toolchain> {
    if let Ok(toolchain) = installed(workspace) {
        return Ok(toolchain);
    }
    if !apt::exists() {
        bail!("this is not a Debian system");
    }
    apt::update(console)?;
    if compiler(workspace).is_err() {
        apt::install(console, &["rustc-web", "cargo-web", "rust-web-src"])?;
    }
    // Only the installed compiler tells which linker reads its object files.
    let llvm = compiler(workspace)?;
    if !linker(&llvm).exists() {
        apt::install(console, &[&format!("lld-{llvm}")])?;
    }
    installed(workspace)
}

/// Debian's toolchain, if it is complete.
pub fn installed(workspace: &Workspace) -> Result<Toolchain> {
    let linker = linker(&compiler(workspace)?);
    if !linker.exists() {
        bail!("{} is missing", linker.display());
    }
    Ok(Toolchain::Debian { linker })
}

/// Cargo from Debian, shielded from the rustup toolchain that runs us.
pub fn cargo(workspace: &Workspace, linker: &Path) -> Command {
    let mut command = shielded(CARGO);
    command.current_dir(workspace.root()).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
    command
}

/// Checks the compiler and the standard library's source; gives the compiler's LLVM major version.
fn compiler(workspace: &Workspace) -> Result<String> {
    for file in [CARGO, RUSTC, STD_SOURCE] {
        if !Path::new(file).exists() {
            bail!("{file} is missing");
        }
    }
    let output = shielded(RUSTC).arg("-vV").output().with_context(|| format!("{RUSTC} -vV"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let release = field("release:").context("rustc -vV prints no release")?;
    let needed = workspace.rust_version()?;
    if numbers(release) < numbers(needed) {
        bail!("{RUSTC} is {release}, older than the {needed} that the client needs");
    }
    let llvm = field("LLVM version:").context("rustc -vV prints no LLVM version")?;
    Ok(llvm.split('.').next().unwrap_or(llvm).to_owned())
}

fn linker(llvm: &str) -> PathBuf {
    PathBuf::from(format!("/usr/lib/llvm-{llvm}/bin/wasm-ld"))
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map_while(|part| part.parse().ok()).collect()
}

fn shielded(program: &str) -> Command {
    let mut command = Command::new(program);
    forget(&mut command, |name| {
        let about_registries = ["CARGO_HOME", "CARGO_HTTP_", "CARGO_NET_", "CARGO_REGISTR"];
        let foreign = ["CARGO", "RUST", "LD_LIBRARY_PATH"];
        foreign.iter().any(|prefix| name.starts_with(prefix))
            && !about_registries.iter().any(|prefix| name.starts_with(prefix))
    });
    let path = env::var_os("PATH").unwrap_or_default();
    let directories = std::iter::once(PathBuf::from("/usr/bin")).chain(env::split_paths(&path));
    // No directory read from PATH can contain the separator, so joining them again cannot fail.
    if let Ok(path) = env::join_paths(directories) {
        command.env("PATH", path);
    }
    command
}
