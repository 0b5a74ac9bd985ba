//! What the person at the terminal sees: one line per step, and a tool's output when it fails.

use std::fmt;
use std::io::{self, Read, Write};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use wait_timeout::ChildExt;

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

    /// Runs a tool that needs the network, which may leave it waiting without end: whatever fails
    /// or is not done after `limit` gets one more try.
    pub fn run_online(&self, command: &mut Command, limit: Duration) -> Result<String> {
        self.run_limited(command, limit).or_else(|_| {
            self.note("that failed; trying once more");
            self.run_limited(command, limit)
        })
    }

    /// Runs a tool to its end and returns what it printed.
    pub fn run(&self, command: &mut Command) -> Result<String> {
        self.run_limited(command, Duration::MAX)
    }

    fn run_limited(&self, command: &mut Command, limit: Duration) -> Result<String> {
        let (mut reader, writer) = io::pipe()?;
        command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
        let name = program_name(command);
        let spawned = command.spawn();
        // The command still holds the pipe's writing end; without this the reader never sees its end.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = spawned.with_context(|| format!("cannot start {name}"))?;
        let (output, ended) = thread::scope(|scope| -> Result<_> {
            let output = scope.spawn(|| self.collect(&mut reader));
            let ended = child.wait_timeout(limit)?;
            if ended.is_none() {
                child.kill()?;
                child.wait()?;
            }
            let output = output.join().map_err(|_| anyhow!("cannot read what {name} prints"))?;
            Ok((output?, ended))
        })?;
        let summary = match ended {
            Some(status) if status.success() => return Ok(output),
            Some(status) => format!("{name} failed ({status}); its output is above"),
            None => format!("{name} was not done after {limit:?}"),
        };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_that_hangs_is_ended() {
        let mut hanging = Command::new("sleep");
        let ran = Console::new(false)
            .run_online(hanging.arg("1000"), Duration::from_millis(50))
            .map_err(|error| error.to_string());
        assert_eq!(ran, Err("sleep was not done after 50ms".to_owned()));
    }

    #[test]
    fn what_fails_once_is_tried_again() {
        let directory = tempfile::tempdir().unwrap();
        let mut flaky = Command::new("sh");
        flaky.current_dir(&directory).args(["-c", "cat there || { echo yes > there; false; }"]);
        let printed = Console::new(false).run_online(&mut flaky, Duration::MAX).unwrap();
        assert_eq!(printed, "yes\n");
    }
}
