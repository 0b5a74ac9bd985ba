//! Installing Debian packages, where that can be done without asking anybody.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::console::Console;

/// Whether this is Debian, Ubuntu or one of their kin.
pub fn exists() -> bool {
    Path::new("/usr/bin/apt-get").exists() && Path::new("/etc/debian_version").exists()
}

/// Refreshes the package lists.
pub fn update(console: &Console) -> Result<()> {
    let mut command = apt_get("apt-get update")?;
    console.step("apt-get update", || console.run(command.arg("update")))?;
    Ok(())
}

/// Installs packages, and never removes any to make room for them.
pub fn install(console: &Console, packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    let by_hand =
        format!("apt-get update && apt-get install -y --no-install-recommends --no-remove {names}");
    let mut command = apt_get(&by_hand)?;
    command.args(["install", "-y", "--no-install-recommends", "--no-remove"]).args(packages);
    console.step(&format!("apt-get install {names}"), || console.run(&mut command))?;
    Ok(())
}

/// Whether packages can be installed without asking for a password.
pub fn is_permitted() -> bool {
    exists() && (is_root() || sudo_works())
}

fn apt_get(by_hand: &str) -> Result<Command> {
    let mut command = if is_root() {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    } else if sudo_works() {
        let mut command = Command::new("sudo");
        command.args(["-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        command
    } else {
        bail!("Debian packages are missing and this is not root; run as root: {by_hand}");
    };
    // Another apt at work holds the lock for a while; waiting beats failing.
    command.args(["-q", "-o", "DPkg::Lock::Timeout=120"]);
    Ok(command)
}

fn is_root() -> bool {
    succeeds(Command::new("test").args(["-w", "/var/lib/dpkg/status"]))
}

fn sudo_works() -> bool {
    succeeds(Command::new("sudo").args(["-n", "true"]))
}

fn succeeds(command: &mut Command) -> bool {
    let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
