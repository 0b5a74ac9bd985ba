//! The tests of the package, run by Node.js.

use std::fs;
use std::process::Stdio;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Tally;
use crate::rig::Rig;
use crate::stamp::files_below;
use crate::workspace::Workspace;

/// Counts what Node.js reports; its own summary takes files without a test for passed tests.
const REPORTER: &str = "xtask/src/test/tally.mjs";

/// Runs every `tests/**/*.test.mjs`, showing the output as it comes.
pub fn run(workspace: &Workspace, rig: &Rig, filter: Option<&str>) -> Result<Tally> {
    let mut files = files_below(&workspace.path("tests"))?;
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    let report = workspace.memory("tests.json")?;
    // What an earlier run left must not be taken for the result of this one.
    fs::write(&report, "").context("cannot write the report")?;
    let mut node = rig.node(workspace);
    node.arg("--import=./tests/support/limit.mjs")
        .args(["--test", "--test-reporter=spec", "--test-reporter-destination=stdout"])
        .arg(format!("--test-reporter=./{REPORTER}"))
        .arg(format!("--test-reporter-destination={}", report.display()));
    if let Some(filter) = filter {
        // A file that is left without a test never runs its `after`, and would wait for the
        // browser that its `before` has started.
        node.arg("--test-force-exit");
        node.arg(format!("--test-name-pattern={}", literal(filter)));
    }
    let mut tally = Tally::default();
    let mut succeeded = true;
    // Without a file to run, Node.js would look for tests everywhere.
    if !files.is_empty() {
        let status =
            node.args(&files).stdin(Stdio::null()).status().context("cannot start node")?;
        succeeded = status.success();
        tally = read_report(&fs::read_to_string(&report)?, filter.is_some());
    }
    Ok(tally.checked("node --test", succeeded, filter.is_some()))
}

/// Reads the reporter's line. Without one the runner died, which its exit code tells.
fn read_report(text: &str, filtered: bool) -> Tally {
    let report: Value = serde_json::from_str(text).unwrap_or_default();
    let names = |key: &str| report[key].as_array().map(Vec::as_slice).unwrap_or_default().iter();
    let mut tally = Tally {
        passed: report["passed"].as_u64().unwrap_or(0),
        failed: report["failed"].as_u64().unwrap_or(0),
    };
    for name in names("skipped") {
        println!("failed: {name} was skipped");
        tally.failed += 1;
    }
    // The filter leaves some files without a test, which is as it should be.
    for name in names("empty").filter(|_| !filtered) {
        println!("failed: {name} ran no test");
        tally.failed += 1;
    }
    tally
}

/// A pattern that matches exactly this text.
fn literal(text: &str) -> String {
    let mut pattern = String::new();
    for character in text.chars() {
        if !character.is_alphanumeric() && character.is_ascii() && character != ' ' {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::{Tally, literal, read_report};

    const REPORT: &str = r#"{"passed":4,"failed":1,"skipped":["a","b"],"empty":["c"]}"#;

    #[test]
    fn skipped_tests_and_empty_files_have_failed() {
        assert_eq!(read_report(REPORT, false), Tally { passed: 4, failed: 4 });
    }

    #[test]
    fn a_filter_may_empty_files() {
        assert_eq!(read_report(REPORT, true), Tally { passed: 4, failed: 3 });
    }

    #[test]
    fn no_report_counts_nothing() {
        assert_eq!(read_report("", false), Tally::default());
    }

    #[test]
    fn filters_are_no_patterns() {
        assert_eq!(literal("a.b (c)"), r"a\.b \(c\)");
    }
}
