//! `cargo xtask doctor`: what is here, what is missing, and what to do about it.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::apt;
use crate::browser::CHROMIUM;
use crate::console::Console;
use crate::node::{self, Tools};
use crate::toolchain::{TARGET, Toolchain};
use crate::workspace::Workspace;

/// What looking for one thing has shown.
enum Finding {
    Here(String),
    /// Missing, but the commands that need it get it by themselves.
    Comes(String),
    Missing(String),
}

use Finding::{Comes, Here, Missing};

pub fn run(workspace: &Workspace, console: &Console) -> Result<ExitCode> {
    let rows = [
        ("Rust", found(rust(workspace))),
        ("Rust for wasm", wasm(workspace)),
        ("Node.js", found(node::system_node().map(|(path, v)| format!("{v}, {}", path.display())))),
        ("npm", found(npm(workspace, console))),
        ("npm packages", packages(workspace)),
        ("browser", browser()),
    ];
    let mut missing = false;
    for (name, finding) in rows {
        let (mark, text) = match finding {
            Here(text) => ("ok", text),
            Comes(text) => ("later", text),
            Missing(text) => {
                missing = true;
                ("MISSING", text)
            }
        };
        println!("{mark:8} {name:14} {text}");
    }
    if missing {
        bail!("something is missing, see above");
    }
    println!("nothing is missing: run `cargo xtask demo` or `cargo xtask test`");
    Ok(ExitCode::SUCCESS)
}

fn found(result: Result<String>) -> Finding {
    result.map_or_else(|error| Missing(format!("{error:#}")), Here)
}

fn rust(workspace: &Workspace) -> Result<String> {
    let output = Command::new("rustc").arg("-V").current_dir(workspace.root()).output();
    let output = output.context("there is no rustc; install Rust from https://rustup.rs/")?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn wasm(workspace: &Workspace) -> Finding {
    match Toolchain::installed(workspace) {
        Some(Toolchain::Debian { linker }) => Here(format!("Debian's, with {}", linker.display())),
        Some(toolchain) => Here(toolchain.describe().to_owned()),
        None if which::which("rustup").is_ok() => {
            Comes(format!("`cargo xtask build` tries `rustup target add {TARGET}`"))
        }
        None if apt::is_permitted() => Comes("`cargo xtask build` installs Debian's".to_owned()),
        None => Missing(format!("install rustup and run `rustup target add {TARGET}`")),
    }
}

fn npm(workspace: &Workspace, console: &Console) -> Result<String> {
    let version = console.run(node::npm(workspace)?.arg("--version"))?;
    Ok(version.trim().to_owned())
}

fn packages(workspace: &Workspace) -> Finding {
    match Tools::in_step(workspace) {
        Ok(()) => Here("as in package-lock.json".to_owned()),
        Err(reason) => Comes(format!("{reason:#}; `cargo xtask build` runs `npm ci`")),
    }
}

fn browser() -> Finding {
    match CHROMIUM.installed() {
        Ok(Some(path)) => Here(path.display().to_string()),
        Ok(None) if apt::is_permitted() => {
            Comes("`cargo xtask test` installs Debian's chromium".to_owned())
        }
        Ok(None) => Missing(CHROMIUM.fix.to_owned()),
        Err(error) => Missing(error.to_string()),
    }
}
