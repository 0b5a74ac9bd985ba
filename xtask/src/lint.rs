//! `cargo xtask lint`: everything that can be said about the sources without running them.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Result, bail};

use crate::build;
use crate::cargo::cargo;
use crate::console::{Console, print_error};
use crate::node::Tools;
use crate::stamp::files_below;
use crate::toolchain::{TARGET, Toolchain};
use crate::wasm::{self, Kind};
use crate::workspace::{Workspace, read};

/// Files that need more lines than this hold more than one concept.
const MOST_LINES: usize = 400;
const COUNTED: [&str; 6] = ["rs", "ts", "mjs", "js", "css", "html"];
const MADE: [&str; 5] = [".git", "artifacts", "node_modules", "pkg", "target"];

#[derive(clap::Args)]
pub struct Args {
    /// Format and repair what can be repaired, instead of checking
    #[arg(long)]
    fix: bool,
}

pub fn run(workspace: &Workspace, console: &Console, args: &Args) -> Result<ExitCode> {
    let mut lint = Lint { console, failures: Vec::new() };
    let mut fmt = cargo(workspace);
    fmt.args(["fmt", "--all"]);
    if args.fix {
        lint.command("cargo fmt", &mut fmt);
        let tools = Tools::ready(workspace, console)?;
        lint.command(
            "biome check --write",
            tools.command("biome").args(["check", "--write", "--colors=off", "."]),
        );
        return lint.verdict();
    }
    lint.command("cargo fmt", fmt.args(["--check", "--", "--color=never"]));
    let toolchain = Toolchain::find(workspace, console)?;
    lint.rust(workspace, &toolchain);
    // The types of the engine are made from the Rust, so they come before the TypeScript.
    let tools = build::engine(workspace, console, &toolchain)?;
    let mut tsc = tools.tsc();
    lint.command("tsc", tsc.args(["--project", "tsconfig.json", "--noEmit", "--pretty", "false"]));
    lint.command("biome", tools.command("biome").args(["ci", "--colors=off", "."]));
    lint.check("lengths of files", || check_lengths(workspace.root()));
    lint.verdict()
}

/// Runs all checks even if some fail, so that one run tells everything.
struct Lint<'a> {
    console: &'a Console,
    failures: Vec<String>,
}

impl Lint<'_> {
    fn rust(&mut self, workspace: &Workspace, toolchain: &Toolchain) {
        let deny = ["--", "-D", "warnings"];
        let mut clippy = cargo(workspace);
        clippy.args(["clippy", "--workspace", "--all-targets", "--locked"]).args(deny);
        self.command("clippy", &mut clippy);
        match toolchain {
            Toolchain::Active { .. } => {
                for features in ["--all-features", "--no-default-features"] {
                    let mut clippy = toolchain.cargo(workspace);
                    clippy.args([
                        "clippy",
                        "--package",
                        "brivionix",
                        "--lib",
                        "--locked",
                        features,
                    ]);
                    clippy.args(["--target", TARGET, "--target-dir", wasm::TARGET_DIR]).args(deny);
                    self.command(&format!("clippy for wasm {features}"), &mut clippy);
                }
            }
            Toolchain::Debian { .. } => {
                self.console.note("not covered: clippy for wasm, which Debian's Rust lacks");
                // Unlike a flag for the compiler, this throws no compiled crate away.
                let deny = ["-Zwarnings", "--config=build.warnings=\"deny\""];
                let console = self.console;
                let mut build = wasm::command(workspace, toolchain, Kind::Full);
                self.check("compiling wasm without warnings", || {
                    console.run(build.args(deny)).map(drop)
                });
            }
        }
    }

    fn command(&mut self, label: &str, command: &mut Command) {
        let console = self.console;
        self.check(label, || console.run(command).map(drop));
    }

    fn check(&mut self, label: &str, work: impl FnOnce() -> Result<()>) {
        let Err(error) = self.console.step(label, work) else { return };
        print_error(&error);
        self.failures.push(label.to_owned());
    }

    fn verdict(self) -> Result<ExitCode> {
        if self.failures.is_empty() {
            return Ok(ExitCode::SUCCESS);
        }
        bail!("not passed: {}", self.failures.join(", "))
    }
}

fn check_lengths(root: &Path) -> Result<()> {
    let mut too_long = Vec::new();
    for entry in std::fs::read_dir(root)? {
        let entry = entry?;
        if MADE.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        for file in files_below(&entry.path())? {
            if file.extension().is_some_and(|kind| COUNTED.iter().any(|name| kind == *name)) {
                let lines = read(&file)?.lines().count();
                if lines > MOST_LINES {
                    let path = file.strip_prefix(root).unwrap_or(&file).display();
                    too_long.push(format!("{path}: {lines} lines, more than {MOST_LINES}"));
                }
            }
        }
    }
    if too_long.is_empty() { Ok(()) } else { bail!(too_long.join("\n")) }
}
