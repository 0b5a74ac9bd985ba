//! Finding a Rust that compiles to WebAssembly.
//!
//! With rustup the target is one download. Where that download is not to be had, Debian's own Rust
//! compiles the standard library from source. `BRIVIONIX_WASM_TOOLCHAIN` forces one of the two.

mod debian;
mod rustup;

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::cargo::{cargo, forget};
use crate::console::Console;
use crate::workspace::Workspace;

/// What is inlined seldom makes this module faster, and a fifteenth larger to download.
const INLINE_LESS: &str = "-Cllvm-args=-inline-threshold=60";

pub const TARGET: &str = "wasm32-unknown-unknown";
const CHOICE: &str = "BRIVIONIX_WASM_TOOLCHAIN";

/// A Rust that can compile the client.
pub enum Toolchain {
    /// The one that runs us, with a standard library built from source where the source is there.
    Active { std_source: bool },
    /// Debian's, which builds the standard library along with the client.
    Debian { linker: PathBuf },
}

impl Toolchain {
    /// Finds a toolchain, installing what is missing.
    pub fn find(workspace: &Workspace, console: &Console) -> Result<Self> {
        let choice = env::var(CHOICE).ok();
        let toolchain = match choice.as_deref() {
            None => match rustup::find(workspace, console, false)? {
                Ok(active) => active,
                Err(no_rustup) => Self::debian_instead(workspace, console, &no_rustup)?,
            },
            Some("rustup") => match rustup::find(workspace, console, true)? {
                Ok(active) => active,
                Err(reason) => bail!("{reason}, and {CHOICE} allows nothing else"),
            },
            Some("debian") => debian::find(workspace, console)?,
            Some(other) => bail!("{CHOICE} must be rustup or debian, not {other:?}"),
        };
        console.note(&format!("wasm toolchain: {}", toolchain.describe()));
        Ok(toolchain)
    }

    fn debian_instead(workspace: &Workspace, console: &Console, no_rustup: &str) -> Result<Self> {
        debian::find(workspace, console).map_err(|no_debian| {
            no_debian.context(format!(
                "cannot compile for {TARGET}: {no_rustup} (best fix: `rustup target add {TARGET}` \
                 with network access), and Debian's Rust does not help either"
            ))
        })
    }

    /// What is already there, without installing anything.
    pub fn installed(workspace: &Workspace) -> Option<Self> {
        if rustup::has_target(workspace) {
            return Some(Self::Active { std_source: rustup::has_std_source(workspace) });
        }
        debian::installed(workspace).ok()
    }

    pub fn describe(&self) -> &'static str {
        match self {
            Self::Active { std_source: false } => {
                "rustup's, with its prebuilt standard library (`rustup component add rust-src` \
                 makes the module a third smaller)"
            }
            Self::Active { .. } => "rustup's, with the standard library built from source",
            Self::Debian { .. } => "Debian's, with the standard library built from source",
        }
    }

    /// Cargo, set up to compile the client with the arguments that follow.
    pub fn cargo(&self, workspace: &Workspace) -> Command {
        let mut command = match self {
            Self::Active { .. } => cargo(workspace),
            Self::Debian { linker } => debian::cargo(workspace, linker),
        };
        if self.builds_std() {
            // Building the standard library is unstable, and these compilers are not nightly ones.
            command.env("RUSTC_BOOTSTRAP", "1");
        }
        // The package is the same whatever flags suit the host.
        forget(&mut command, |name| name.ends_with("RUSTFLAGS"));
        command.env("CARGO_ENCODED_RUSTFLAGS", self.flags());
        command
    }

    /// Flags for the compiler, separated as Cargo wants them.
    fn flags(&self) -> OsString {
        let mut flags = OsString::from(INLINE_LESS);
        flags.push("\u{1f}");
        flags.push(self.flag_for_paths());
        flags
    }

    /// The flag that keeps the paths of this machine out of the module, where they would only serve
    /// to tell the place of a panic.
    fn flag_for_paths(&self) -> OsString {
        if self.builds_std() {
            // Unstable, but it leaves out the places altogether.
            return "-Zlocation-detail=none".into();
        }
        let home = env::home_dir().unwrap_or_default().join(".cargo");
        let mut flag = OsString::from("--remap-path-prefix=");
        flag.push(env::var_os("CARGO_HOME").unwrap_or_else(|| home.into()));
        flag.push("=/cargo");
        flag
    }

    fn builds_std(&self) -> bool {
        !matches!(self, Self::Active { std_source: false })
    }

    /// Arguments for `cargo build` that this toolchain needs beyond the target.
    pub fn build_arguments(&self) -> &'static [&'static str] {
        if !self.builds_std() {
            return &[];
        }
        // Messages of panics nobody can read are a tenth of the module; abort without them.
        &[
            "-Zbuild-std=std,panic_abort",
            "-Zbuild-std-features=",
            "-Zpanic-immediate-abort",
            "--config=profile.wasm.panic=\"immediate-abort\"",
        ]
    }
}
