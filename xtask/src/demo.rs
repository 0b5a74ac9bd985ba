//! `cargo xtask demo`: the page, served by the simulator.

use std::env;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::console::Console;
use crate::workspace::Workspace;
use crate::{build, simulator};

#[derive(clap::Args)]
pub struct Args {
    /// The port to serve on
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
        .stdin(Stdio::piped());
    if let (Some(upstream), Some(key_env)) = (&args.upstream, &args.key_env) {
        command.args(["--upstream", upstream, "--key-env", key_env]);
    }
    let mut server = command.spawn().context("cannot start the simulator")?;
    wait_until_ready(&mut server, args.port)?;
    let url = format!("http://{}:{}/", Ipv4Addr::LOCALHOST, args.port);
    println!("demo: {url}");
    if args.open && open::that(&url).is_err() {
        console.note("no browser could be opened; open the address above yourself");
    }
    let input = server.stdin.take();
    let status = server.wait()?;
    drop(input);
    bail!("the simulator ended ({status})")
}

/// Finds what would stop us before anybody waits for a build.
fn check(args: &Args) -> Result<()> {
    if let Some(name) = &args.key_env
        && env::var_os(name).is_none_or(|key| key.is_empty())
    {
        bail!("the environment variable {name} is not set; put the upstream server's key in it");
    }
    TcpListener::bind((Ipv4Addr::LOCALHOST, args.port))
        .map(drop)
        .with_context(|| format!("port {} is not free; choose another one with --port", args.port))
}

fn wait_until_ready(server: &mut Child, port: u16) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(10);
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if let Some(status) = server.try_wait()? {
            bail!("the simulator ended before it served anything ({status})");
        }
        if Instant::now() > deadline {
            bail!("the simulator does not answer on port {port}");
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
