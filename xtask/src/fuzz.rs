//! `cargo xtask fuzz`: looks for input that breaks what must hold for any input.
//!
//! libFuzzer works with stable Rust as long as no sanitizer is asked for, and there is no unsafe
//! code for one to find fault with. It is C++, though; where nothing compiles that, a loop in plain
//! Rust does the same without looking at what its changes reach.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::cargo::cargo;
use crate::console::Console;
use crate::workspace::Workspace;

/// Seeds that every target can use, besides those of its own.
const SHARED_SEEDS: &str = "tests/quirks/streams";
const TARGET_DIR: &str = "target/fuzz";
const LONGEST_INPUT: usize = 4096;
const LONGEST_RUN_SECONDS: u64 = 10;
/// What makes LLVM tell libFuzzer which code an input reaches. Not what the input is compared with:
/// without, two to three times as many bytes are tried, which reach more.
const COVERAGE: [&str; 5] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "--cfg=fuzzing",
];
const LINES_OF_A_FINDING: usize = 60;
const PROGRESS_EVERY: Duration = Duration::from_secs(10);

#[derive(clap::Args)]
pub struct Args {
    /// How long to try each target
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Try only this target
    #[arg(long)]
    target: Option<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum Way {
    LibFuzzer,
    PlainLoop,
}

pub fn run(workspace: &Workspace, console: &Console, args: &Args) -> Result<ExitCode> {
    let mut targets = targets(workspace)?;
    if let Some(only) = &args.target {
        if !targets.contains(only) {
            bail!("there is no target {only}; there are {}", targets.join(", "));
        }
        targets.retain(|target| target == only);
    }
    let way = Way::find();
    console.note(way.describe());
    let fuzzer = Fuzzer { workspace, way, binaries: build(workspace, console, way, &targets)? };
    let mut broken = Vec::new();
    for target in &targets {
        if !fuzzer.try_target(target, args.seconds)? {
            broken.push(target.as_str());
        }
    }
    if !broken.is_empty() {
        bail!("broken: {}", broken.join(", "));
    }
    Ok(ExitCode::SUCCESS)
}

impl Way {
    fn find() -> Self {
        let named = std::env::var_os("CXX");
        let known = ["c++", "g++", "clang++"].map(OsString::from);
        let works = named.into_iter().chain(known).any(|name| which::which(name).is_ok());
        if works && cfg!(unix) { Self::LibFuzzer } else { Self::PlainLoop }
    }

    fn describe(self) -> &'static str {
        match self {
            Self::LibFuzzer => "fuzzing with libFuzzer",
            Self::PlainLoop => {
                "fuzzing in a plain loop, which is worse at it: libFuzzer needs a C++ compiler"
            }
        }
    }
}

fn targets(workspace: &Workspace) -> Result<Vec<String>> {
    let mut targets = Vec::new();
    for file in fs::read_dir(workspace.path("fuzz/fuzz_targets"))? {
        let path = file?.path();
        targets.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    targets.sort();
    Ok(targets)
}

/// Builds what runs the targets; returns the directory that it lies in.
fn build(
    workspace: &Workspace,
    console: &Console,
    way: Way,
    targets: &[String],
) -> Result<PathBuf> {
    let mut cargo = cargo(workspace);
    cargo.args(["build", "--package=brivionix-fuzz", "--profile=fuzz", "--locked"]);
    cargo.arg(format!("--target-dir={TARGET_DIR}"));
    let mut binaries = workspace.path(TARGET_DIR);
    match way {
        Way::LibFuzzer => {
            // With the target named, build scripts and macros are compiled without the flags.
            let host = host(workspace)?;
            cargo.arg("--features=libfuzzer").arg(format!("--target={host}"));
            cargo.env("CARGO_ENCODED_RUSTFLAGS", COVERAGE.join("\u{1f}"));
            cargo.args(targets.iter().map(|target| format!("--bin={target}")));
            binaries.push(host);
        }
        Way::PlainLoop => drop(cargo.arg("--bin=plain")),
    }
    console.step("building the fuzz targets", || console.run(&mut cargo))?;
    binaries.push("fuzz");
    Ok(binaries)
}

fn host(workspace: &Workspace) -> Result<String> {
    let rustc = Command::new("rustc").arg("-vV").current_dir(workspace.root()).output();
    let output = rustc.context("cannot start rustc")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc does not tell its host")
}

struct Fuzzer<'a> {
    workspace: &'a Workspace,
    way: Way,
    binaries: PathBuf,
}

impl Fuzzer<'_> {
    /// Tries one target; false where something was found.
    fn try_target(&self, target: &str, seconds: u64) -> Result<bool> {
        let findings = self.directory("findings", target)?;
        let mut command = self.command(target, seconds, &findings)?;
        for seeds in [format!("fuzz/seeds/{target}"), SHARED_SEEDS.to_owned()] {
            let seeds = self.workspace.path(&seeds);
            command.args(seeds.is_dir().then_some(seeds));
        }
        let mut child =
            command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().context("cannot start")?;
        let output = BufReader::new(child.stderr.take().context("no output")?);
        let mut progress = Progress::new(target);
        for line in output.split(b'\n') {
            progress.take(String::from_utf8_lossy(&line?).into_owned());
        }
        let whole = child.wait()?.success();
        progress.tell(if whole { "nothing found" } else { "BROKEN" });
        if !whole {
            progress.last_lines.iter().for_each(|line| eprintln!("{line}"));
            eprintln!("the input is in {}", self.workspace.display(&findings));
        }
        Ok(whole)
    }

    fn command(&self, target: &str, seconds: u64, findings: &Path) -> Result<Command> {
        let mut command;
        match self.way {
            Way::LibFuzzer => {
                command = Command::new(self.binaries.join(target));
                command.arg(format!("-max_total_time={seconds}"));
                command.arg(format!("-max_len={LONGEST_INPUT}"));
                command.arg(format!("-timeout={LONGEST_RUN_SECONDS}"));
                command.arg(format!("-artifact_prefix={}/", findings.display()));
                // What is found to reach new code is kept here, and tried first the next time.
                command.arg(self.directory("corpus", target)?);
            }
            Way::PlainLoop => {
                command = Command::new(self.binaries.join("plain"));
                command.args([target, &seconds.to_string()]).arg(findings.join("finding"));
            }
        }
        command.current_dir(self.workspace.root());
        Ok(command)
    }

    fn directory(&self, kind: &str, target: &str) -> Result<PathBuf> {
        let directory = self.workspace.path(TARGET_DIR).join(kind).join(target);
        fs::create_dir_all(&directory)
            .with_context(|| format!("cannot create {}", directory.display()))?;
        Ok(directory)
    }
}

struct Progress<'a> {
    target: &'a str,
    start: Instant,
    told: Instant,
    executed: u64,
    last_lines: VecDeque<String>,
}

impl<'a> Progress<'a> {
    fn new(target: &'a str) -> Self {
        let now = Instant::now();
        Self { target, start: now, told: now, executed: 0, last_lines: VecDeque::new() }
    }

    fn take(&mut self, line: String) {
        if let Some(executed) = executed(&line) {
            self.executed = executed;
            if self.told.elapsed() > PROGRESS_EVERY {
                self.told = Instant::now();
                self.tell("…");
            }
            return;
        }
        if self.last_lines.len() == LINES_OF_A_FINDING {
            self.last_lines.pop_front();
        }
        self.last_lines.push_back(line);
    }

    fn tell(&self, state: &str) {
        let megabytes = self.executed as f64 / 1e6;
        let seconds = self.start.elapsed().as_secs();
        println!("  {:14} {seconds:>6} s {megabytes:>10.1} MB  {state}", self.target);
    }
}

/// Reads what the targets print of how far they are.
fn executed(line: &str) -> Option<u64> {
    line.strip_prefix("executed ")?.strip_suffix(" bytes")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::executed;

    #[test]
    fn the_bytes_executed_are_read_from_the_output() {
        assert_eq!(executed("executed 1048577 bytes"), Some(1_048_577));
        assert_eq!(executed("#7 NEW cov: 12"), None);
    }
}
