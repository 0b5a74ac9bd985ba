//! Node.js and the tools that npm installs.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::console::Console;
use crate::workspace::{Workspace, read};

const OLDEST_NODE: u32 = 20;

/// What `npm ci` does not take on a slow line: 250 MB, and npm keeps what has come.
const INSTALL_LIMIT: Duration = Duration::from_secs(900);

/// The tools in `node_modules`, run by the Node.js that is installed with them.
pub struct Tools {
    modules: PathBuf,
}

impl Tools {
    /// Makes sure that `node_modules` holds what `package-lock.json` lists.
    pub fn ready(workspace: &Workspace, console: &Console) -> Result<Self> {
        if let Err(reason) = Self::in_step(workspace) {
            system_node()?;
            let mut npm = npm(workspace)?;
            npm.arg("ci");
            console.step(&format!("npm ci ({reason:#})"), || {
                console.run_online(&mut npm, INSTALL_LIMIT)
            })?;
            Self::in_step(workspace).context("npm ci has not installed what it should")?;
        }
        Ok(Self { modules: workspace.path("node_modules") })
    }

    /// Compares what npm says it has installed with what the lock asks for.
    pub fn in_step(workspace: &Workspace) -> Result<()> {
        let modules = workspace.path("node_modules");
        let wanted = packages(&workspace.path("package-lock.json"))?;
        let Ok(installed) = packages(&modules.join(".package-lock.json")) else {
            bail!("nothing is installed");
        };
        for (path, package) in wanted.iter().filter(|(path, _)| !path.is_empty()) {
            // Packages for other machines are listed but not installed.
            let optional = ["optional", "devOptional"].iter().any(|key| package[*key] == true);
            match installed.get(path) {
                Some(found) if found["integrity"] == package["integrity"] => {}
                None if optional => {}
                _ => bail!("{path} is not as locked"),
            }
        }
        let tools = Self { modules };
        if !tools.node().exists() {
            bail!("the package node holds no program");
        }
        Ok(())
    }

    /// The Node.js from npm: new enough for every tool, and the same on every machine.
    pub fn node(&self) -> PathBuf {
        self.modules.join("node/bin").join(format!("node{}", env::consts::EXE_SUFFIX))
    }

    /// The TypeScript compiler. Others are installed for tests, and all call their command `tsc`.
    pub fn tsc(&self) -> Command {
        let mut command = self.at_home(Command::new(self.node()));
        command.arg(self.modules.join("typescript/bin/tsc"));
        command
    }

    /// A tool by the name of its command.
    pub fn command(&self, name: &str) -> Command {
        let suffix = if cfg!(windows) { ".cmd" } else { "" };
        let program = self.modules.join(".bin").join(format!("{name}{suffix}"));
        self.at_home(Command::new(program))
    }

    fn at_home(&self, mut command: Command) -> Command {
        // Most tools are scripts that ask PATH for node.
        let path = env::var_os("PATH").unwrap_or_default();
        let own = self.node().parent().map(Path::to_owned).into_iter();
        if let Ok(path) = env::join_paths(own.chain(env::split_paths(&path))) {
            command.env("PATH", path);
        }
        if let Some(root) = self.modules.parent() {
            command.current_dir(root);
        }
        command
    }
}

/// The machine's own Node.js and its version.
pub fn system_node() -> Result<(PathBuf, String)> {
    let fix = "install Node.js 20 or newer from https://nodejs.org/";
    let path = which::which("node").map_err(|_| anyhow::anyhow!("there is no node; {fix}"))?;
    let output = Command::new(&path).arg("--version").output().context("cannot start node")?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let major: Option<u32> =
        version.trim_start_matches('v').split('.').next().and_then(|n| n.parse().ok());
    match major {
        Some(major) if major >= OLDEST_NODE => Ok((path, version)),
        _ => bail!("node is {version:?}, which is too old; {fix}"),
    }
}

/// npm, told to do its work and nothing beside.
pub fn npm(workspace: &Workspace) -> Result<Command> {
    let path = which::which("npm")
        .map_err(|_| anyhow::anyhow!("there is no npm; install it along with Node.js"))?;
    let mut command = Command::new(path);
    command
        .current_dir(workspace.root())
        .env("npm_config_audit", "false")
        // What has stalled begins anew before anybody wonders.
        .env("npm_config_fetch_timeout", "60000")
        .env("npm_config_fund", "false")
        .env("npm_config_update_notifier", "false");
    Ok(command)
}

fn packages(lock: &Path) -> Result<serde_json::Map<String, Value>> {
    let lock: Value =
        serde_json::from_str(&read(lock)?).with_context(|| lock.display().to_string())?;
    lock["packages"].as_object().cloned().context("the lock lists no packages")
}
