//! What the person at the terminal sees: one line per step, and a tool's output when it fails.

use std::fmt;
use std::io::{self, Read, Write};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// Prints progress and runs tools.
pub struct Console {
    verbose: bool,
}

/// A tool ended with a failure; `output` is all it printed, or nothing if that was shown already.
#[derive(Debug)]
struct ChildFailed {
    summary: String,
    output: String,
}

impl fmt::Display for ChildFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.summary)
    }
}

impl std::error::Error for ChildFailed {}

impl Console {
    pub fn new(verbose: bool) -> Self {
        Self { verbose }
    }

    /// Does `work` under a line that names it and ends with the time it took.
    pub fn step<T>(&self, label: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let end = if self.verbose { "\n" } else { "" };
        print!("▸ {label} … {end}");
        flush();
        let start = Instant::now();
        let result = work();
        let verdict = if result.is_ok() { "" } else { "  failed" };
        println!(" {:.1} s{verdict}", start.elapsed().as_secs_f64());
        flush();
        result
    }

    /// Tells something that is not a step.
    pub fn note(&self, text: &str) {
        println!("  {text}");
        flush();
    }

    /// Runs a tool to its end and returns what it printed.
    pub fn run(&self, command: &mut Command) -> Result<String> {
        let (mut reader, writer) = io::pipe()?;
        command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
        let name = program_name(command);
        let spawned = command.spawn();
        // The command still holds the pipe's writing end; without this the reader never sees its end.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = spawned.with_context(|| format!("cannot start {name}"))?;
        let output = self.collect(&mut reader)?;
        let status = child.wait()?;
        if status.success() {
            return Ok(output);
        }
        let summary = format!("{name} failed ({status}); its output is above");
        let output = if self.verbose { String::new() } else { output };
        Err(ChildFailed { summary, output }.into())
    }

    fn collect(&self, reader: &mut impl Read) -> Result<String> {
        let mut output = Vec::new();
        let mut buffer = [0; 8192];
        loop {
            let read = reader.read(&mut buffer)?;
            if read == 0 {
                return Ok(String::from_utf8_lossy(&output).into_owned());
            }
            output.extend_from_slice(&buffer[..read]);
            if self.verbose {
                io::stdout().write_all(&buffer[..read])?;
            }
        }
    }
}

/// Runs a tool that is soon done, and returns what it printed to its standard output.
pub fn output(command: &mut Command) -> Result<String> {
    let name = program_name(command);
    let output = command.output().with_context(|| format!("cannot start {name}"))?;
    if !output.status.success() {
        bail!("{name} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("{name} does not print text"))
}

/// Prints what a failed tool printed, and then the error in one line.
pub fn print_error(error: &anyhow::Error) {
    if let Some(child) = error.chain().find_map(|cause| cause.downcast_ref::<ChildFailed>()) {
        eprintln!("{}", child.output.trim_end());
    }
    eprintln!("error: {error:#}");
}

/// The name of a command's program without its directory, for messages.
fn program_name(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    program.file_stem().unwrap_or(program.as_os_str()).to_string_lossy().into_owned()
}

fn flush() {
    // A closed standard output is no reason to stop a build.
    let _ = io::stdout().flush();
}
