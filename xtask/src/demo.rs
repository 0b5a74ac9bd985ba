//! `cargo xtask demo`: the page, served by the simulator.

use std::env;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, ChildStdout, Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};

use crate::console::Console;
use crate::workspace::Workspace;
use crate::{build, simulator};

#[derive(clap::Args)]
pub struct Args {
    /// The port to serve on; 0 takes any free one
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
    /// Pass requests on to this server instead of answering them
    #[arg(long, value_name = "URL", requires = "key_env")]
    upstream: Option<String>,
    /// The environment variable that holds the key for the upstream server
    #[arg(long, value_name = "NAME", requires = "upstream")]
    key_env: Option<String>,
}

pub fn run(workspace: &Workspace, console: &Console, args: &Args) -> Result<ExitCode> {
    check(args)?;
    build::package(workspace, console, &workspace.path(build::DEFAULT_OUT))?;
    let program = simulator::build(workspace, console, "dev")?;
    let mut command = Command::new(program);
    command
        .current_dir(workspace.root())
        .args(["--port", &args.port.to_string(), "--www", "www", "--pkg", build::DEFAULT_OUT])
        .args(["--pace", "20", "--exit-on-stdin-close"])
        // We hold the other end, so the server ends with us however we end.
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    if let (Some(upstream), Some(key_env)) = (&args.upstream, &args.key_env) {
        command.args(["--upstream", upstream, "--key-env", key_env]);
    }
    let mut server = command.spawn().context("cannot start the simulator")?;
    let (input, output) = (server.stdin.take(), server.stdout.take());
    let mut output = BufReader::new(output.context("the simulator has no output")?);
    let url = address(&mut server, &mut output)?;
    println!("demo: {url}");
    console.note("Ctrl-C stops it");
    if args.open && open::that(&url).is_err() {
        console.note("no browser could be opened; open the address above yourself");
    }
    let status = server.wait()?;
    drop((input, output));
    bail!("the simulator ended ({status})")
}

/// Finds what would stop us before anybody waits for a build.
fn check(args: &Args) -> Result<()> {
    if let Some(name) = &args.key_env
        && env::var_os(name).is_none_or(|key| key.is_empty())
    {
        bail!("the environment variable {name} is not set; put the upstream server's key in it");
    }
    if let Some(upstream) = &args.upstream
        && !["http://", "https://"].iter().any(|scheme| upstream.starts_with(scheme))
    {
        bail!("--upstream: {upstream} is not an address like https://brivionix.com/v1");
    }
    TcpListener::bind((Ipv4Addr::LOCALHOST, args.port))
        .map(drop)
        .with_context(|| format!("port {} is not free; choose another one with --port", args.port))
}

/// Waits for the line that says where the simulator listens.
fn address(server: &mut Child, output: &mut BufReader<ChildStdout>) -> Result<String> {
    let mut line = String::new();
    output.read_line(&mut line)?;
    match line.trim_end().strip_prefix("listening on ") {
        Some(address) => Ok(format!("{address}/")),
        None => bail!("the simulator ended before it served anything ({})", server.wait()?),
    }
}
