//! `cargo xtask audit`: what is known of the dependencies. A check that cannot be made here is told,
//! and never counts as passed.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::cargo::cargo;
use crate::console::Console;
use crate::node::npm;
use crate::workspace::Workspace;

/// What npm and Cargo say where the lists of known weaknesses cannot be had.
const OUT_OF_REACH: [&str; 3] =
    ["audit endpoint returned an error", "ENOTFOUND", "failed to fetch advisory"];
/// What Cargo says where cargo deny is not installed.
const MISSING: &str = "no such command";

#[derive(Debug, PartialEq)]
enum Verdict {
    Passed,
    Failed,
    NotRun,
    Missing,
}

pub fn run(workspace: &Workspace, console: &Console) -> Result<ExitCode> {
    let deny = |what: &[&str]| {
        let mut command = cargo(workspace);
        // By itself it would look at what the client depends on, and at nothing of the tools.
        command.args(["deny", "--workspace", "check"]).args(what);
        command
    };
    let mut npm = npm(workspace)?;
    npm.args(["audit", "--audit-level=low"]);
    let checks = [
        ("licences, sources and bans (cargo deny)", deny(&["licenses", "bans", "sources"])),
        ("advisories for Rust (cargo deny)", deny(&["advisories"])),
        ("advisories for JavaScript (npm audit)", npm),
    ];
    let mut open = Vec::new();
    for (name, mut command) in checks {
        let (verdict, text) = check(&mut command)?;
        console.note(&format!("{name}: {}", describe(&verdict)));
        if verdict != Verdict::Passed {
            eprintln!("{}", text.trim_end());
            open.push(name);
        }
    }
    if !open.is_empty() {
        bail!("not passed: {}", open.join(", "));
    }
    Ok(ExitCode::SUCCESS)
}

fn check(command: &mut Command) -> Result<(Verdict, String)> {
    let output = command.output().context("cannot start a check")?;
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok((verdict(output.status.success(), &text), text))
}

fn verdict(succeeded: bool, text: &str) -> Verdict {
    match succeeded {
        true => Verdict::Passed,
        false if text.contains(MISSING) => Verdict::Missing,
        false if OUT_OF_REACH.iter().any(|words| text.contains(words)) => Verdict::NotRun,
        false => Verdict::Failed,
    }
}

fn describe(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Failed => "FAILED",
        Verdict::NotRun => "NOT RUN: what it needs is out of reach here",
        Verdict::Missing => "NOT RUN: `cargo install cargo-deny --locked` installs it",
    }
}

#[cfg(test)]
mod tests {
    use super::{Verdict, verdict};

    #[test]
    fn a_check_that_cannot_be_made_has_not_passed() {
        let unreachable = "npm error audit endpoint returned an error";
        assert_eq!(verdict(false, unreachable), Verdict::NotRun);
        assert_eq!(verdict(false, "error: no such command: `deny`"), Verdict::Missing);
        assert_eq!(verdict(false, "2 high severity vulnerabilities"), Verdict::Failed);
        assert_eq!(verdict(true, ""), Verdict::Passed);
    }
}
