//! The tests of the Rust code.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use anyhow::{Context, Result};

use super::Tally;
use crate::cargo::cargo;
use crate::workspace::Workspace;

/// Runs `cargo test`, showing its output as it comes.
pub fn run(workspace: &Workspace, filter: Option<&str>) -> Result<Tally> {
    let mut command = cargo(workspace);
    command.args(["test", "--workspace", "--locked", "--no-fail-fast"]);
    if let Some(filter) = filter {
        command.args(["--", filter]);
    }
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start cargo")?;
    let output = child.stdout.take().context("cargo has no output")?;
    let mut tally = Tally::default();
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        tally += result_line(&line).unwrap_or_default();
    }
    let succeeded = child.wait()?.success();
    Ok(tally.checked("cargo test", succeeded, filter.is_some()))
}

/// Reads `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; …`.
fn result_line(line: &str) -> Option<Tally> {
    let counts = line.strip_prefix("test result: ")?.split_once(". ")?.1;
    let count = |name: &str| {
        let count = counts.split("; ").find_map(|part| part.strip_suffix(name))?;
        count.trim_end().parse::<u64>().ok()
    };
    let failed = count("failed")? + count("ignored")?;
    Some(Tally { passed: count("passed")?, failed })
}

#[cfg(test)]
mod tests {
    use super::{Tally, result_line};

    #[test]
    fn counts_ignored_tests_as_failed() {
        let line = "test result: FAILED. 12 passed; 1 failed; 2 ignored; 0 measured; 7 filtered \
                    out; finished in 0.01s";
        assert_eq!(result_line(line), Some(Tally { passed: 12, failed: 3 }));
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(result_line("test result_line ... ok"), None);
    }
}
