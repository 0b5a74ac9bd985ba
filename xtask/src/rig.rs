//! What JavaScript tests and benches run in: the package as a user gets it, the simulator, a browser.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::browser::{CHROMIUM, FIREFOX, WEBKIT};
use crate::console::Console;
use crate::node::{Tools, npm, system_node};
use crate::stamp::files_below;
use crate::workspace::Workspace;
use crate::{build, package, simulator};

/// All parts, ready to use.
pub struct Rig {
    tools: Tools,
    simulator: PathBuf,
    browser: PathBuf,
    /// Firefox and WebKit, set where tests are to run in everything that the package is said to
    /// work in.
    others: Option<[PathBuf; 2]>,
    tarball: PathBuf,
    system_node: PathBuf,
}

impl Rig {
    /// Builds and installs everything; the simulator is compiled with a profile of Cargo's.
    pub fn set_up(workspace: &Workspace, console: &Console, profile: &str) -> Result<Self> {
        // First what may be missing on the machine, so that nobody waits for a build to hear of it.
        let browser = CHROMIUM.find(console)?;
        let (system_node, _) = system_node()?;
        let tools = build::package(workspace, console, &workspace.path(build::DEFAULT_OUT))?;
        let simulator = simulator::build(workspace, console, profile)?;
        let tarball = package::tarball(workspace)?;
        console.step("installing the package", || install(workspace, console, &tarball))?;
        Ok(Self { tools, simulator, browser, others: None, tarball, system_node })
    }

    /// Adds what only the whole matrix of runtimes and tools needs.
    pub fn for_whole_matrix(self, console: &Console) -> Result<Self> {
        Ok(Self { others: Some([FIREFOX.find(console)?, WEBKIT.find(console)?]), ..self })
    }

    /// The Node.js from npm, told where the parts are.
    pub fn node(&self, workspace: &Workspace) -> Command {
        let mut command = Command::new(self.tools.node());
        command
            .current_dir(workspace.root())
            .env("BRIVIONIX_SIMULATOR", &self.simulator)
            .env("BRIVIONIX_TARBALL", &self.tarball)
            .env("BRIVIONIX_SYSTEM_NODE", &self.system_node)
            .env("CHROME", &self.browser);
        if let Some([firefox, webkit]) = &self.others {
            command.env("FIREFOX", firefox).env("WEBKIT", webkit).env("BRIVIONIX_MATRIX", "whole");
        }
        command
    }
}

/// Installs the tarball as users do, and puts the result where `import "brivionix"` finds it.
fn install(workspace: &Workspace, console: &Console, tarball: &Path) -> Result<()> {
    let _lock = workspace.lock()?;
    let consumer = workspace.path("target/consumer");
    let installed = consumer.join("node_modules/brivionix");
    let visible = workspace.path("node_modules/brivionix");
    for old in [&consumer, &visible] {
        if old.exists() {
            fs::remove_dir_all(old).with_context(|| format!("cannot remove {}", old.display()))?;
        }
    }
    fs::create_dir_all(&consumer)?;
    let mut npm = npm(workspace)?;
    npm.args(["install", "--no-save", "--no-package-lock", "--ignore-scripts", "--prefix"]);
    console.run(npm.arg(&consumer).arg(tarball))?;
    for file in files_below(&installed)? {
        let copy = visible.join(file.strip_prefix(&installed)?);
        fs::create_dir_all(copy.parent().context("a file has a directory")?)?;
        fs::copy(&file, &copy).with_context(|| format!("cannot write {}", copy.display()))?;
    }
    Ok(())
}
