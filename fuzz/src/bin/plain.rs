//! Runs a target in the plain loop: `plain TARGET SECONDS FINDING SEEDS…`, where `FINDING` is the
//! file for an input that breaks it and the seeds are directories.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, fs};

use brivionix_fuzz::{plain_loop, targets, tell};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [name, seconds, finding, seeds @ ..] = &arguments[..] else {
        eprintln!("usage: plain TARGET SECONDS FINDING SEEDS…");
        return ExitCode::FAILURE;
    };
    let target = targets::named(name).expect("the name of a target");
    let length = Duration::from_secs(seconds.parse().expect("a number of seconds"));
    let directories: Vec<PathBuf> = seeds.iter().map(PathBuf::from).collect();
    let seeds = plain_loop::seeds(&directories).expect("directories with seeds");
    let (start, mut told) = (Instant::now(), 0);
    let ran = plain_loop::run(target, &seeds, |executed| {
        tell(told, executed);
        told = executed;
        start.elapsed() < length
    });
    match ran {
        Ok(_) => ExitCode::SUCCESS,
        Err(input) => {
            fs::write(finding, input).expect("a place for the finding");
            ExitCode::FAILURE
        }
    }
}
