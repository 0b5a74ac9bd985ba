//! `cargo xtask test`: all tests, native and JavaScript, and one line that counts them.

mod javascript;
mod native;

use std::ops::AddAssign;
use std::process::ExitCode;

use anyhow::Result;
use clap::ValueEnum;

use crate::console::{Console, print_error};
use crate::rig::Rig;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub struct Args {
    /// Run only tests whose name contains this
    #[arg(long)]
    filter: Option<String>,
    /// Run only one kind of tests
    #[arg(long)]
    only: Option<Kind>,
    /// Run every row of the matrix of runtimes and tools, not only those that are quick to have
    #[arg(long)]
    matrix: bool,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Kind {
    Native,
    Js,
}

/// What a runner did. A test that did not run has failed: it says nothing about the code.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Tally {
    passed: u64,
    failed: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Tally {
    /// Makes sure that a runner which crashed or did nothing does not look like one that passed.
    fn checked(mut self, runner: &str, succeeded: bool, may_be_empty: bool) -> Self {
        let reason = match self {
            Self { failed: 0, .. } if !succeeded => "ended with a failure of its own",
            Self { passed: 0, failed: 0 } if !may_be_empty => "ran no test at all",
            _ => return self,
        };
        println!("failed: {runner} {reason}");
        self.failed += 1;
        self
    }
}

pub fn run(workspace: &Workspace, console: &Console, args: &Args) -> ExitCode {
    let tally = run_all(workspace, console, args).unwrap_or_else(|error| {
        // What keeps the tests from running is a failure like any other, and counted as one.
        print_error(&error);
        Tally { passed: 0, failed: 1 }
    });
    println!("{} passed, {} failed", tally.passed, tally.failed);
    if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run_all(workspace: &Workspace, console: &Console, args: &Args) -> Result<Tally> {
    let filter = args.filter.as_deref();
    let mut tally = Tally::default();
    // The tests of the JavaScript need more, so what they lack is found out first.
    let mut rig = match args.only {
        Some(Kind::Native) => None,
        _ => Some(Rig::set_up(workspace, console, "dev")?),
    };
    if args.matrix {
        rig = rig.map(|rig| rig.for_whole_matrix(console)).transpose()?;
    }
    if args.only != Some(Kind::Js) {
        tally += native::run(workspace, filter)?;
    }
    if let Some(rig) = rig {
        tally += javascript::run(workspace, &rig, filter)?;
    }
    Ok(tally.checked("cargo xtask test", true, false))
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn a_crash_is_a_failure() {
        let passed = Tally { passed: 3, failed: 0 };
        assert_eq!(passed.checked("it", false, false), Tally { passed: 3, failed: 1 });
        assert_eq!(passed.checked("it", true, false), passed);
    }

    #[test]
    fn a_failure_counts_once() {
        let failed = Tally { passed: 3, failed: 2 };
        assert_eq!(failed.checked("it", false, false), failed);
    }

    #[test]
    fn doing_nothing_is_a_failure_unless_tests_were_chosen() {
        let nothing = Tally::default();
        assert_eq!(nothing.checked("it", true, false), Tally { passed: 0, failed: 1 });
        assert_eq!(nothing.checked("it", true, true), nothing);
    }
}
