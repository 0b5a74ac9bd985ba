//! `cargo xtask release --dry-run`: everything about a release but publishing it.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tempfile::TempDir;

use crate::changelog::{self, Standing};
use crate::console::{Console, output};
use crate::workspace::{Workspace, read};
use crate::{build, licences, package};

/// Fields without which npm shows a package badly, or refuses to say where it was built.
const FIELDS: [&str; 9] = [
    "name",
    "version",
    "description",
    "keywords",
    "license",
    "homepage",
    "engines",
    "exports",
    "publishConfig",
];

/// What a tarball must hold besides code.
const TEXTS: [&str; 5] =
    ["README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", licences::FILE];

#[derive(clap::Args)]
pub struct Args {
    /// Make and check the tarball; publishing it is left to `npm publish`
    #[arg(long)]
    dry_run: bool,
}

pub fn run(workspace: &Workspace, console: &Console, args: &Args) -> Result<ExitCode> {
    if !args.dry_run {
        bail!("this command publishes nothing; run it with --dry-run, and then what it tells");
    }
    // First what takes no time, so that nobody waits for a build to hear of it.
    let standing = changelog::check(&read(&workspace.path("CHANGELOG.md"))?, workspace.version()?)?;
    let out = workspace.path(build::DEFAULT_OUT);
    build::package(workspace, console, &out)?;
    let manifest: Value = serde_json::from_str(&read(&out.join("package.json"))?)?;
    check_package(&out, &manifest)?;
    let tarball = package::tarball(workspace)?;
    build_again(workspace, console, &tarball)?;
    console.note("the same bytes came out of a copy of the sources in another place");
    for left in left_to_do(workspace, &manifest, &standing)? {
        console.note(&format!("before publishing: {left}"));
    }
    let kilobytes = fs::metadata(&tarball)?.len().div_ceil(1000);
    console.note(&format!("{}, {kilobytes} KB", workspace.display(&tarball)));
    console.note(&format!("npm publish {}", workspace.display(&tarball)));
    Ok(ExitCode::SUCCESS)
}

fn check_package(package: &Path, manifest: &Value) -> Result<()> {
    if let Some(field) = FIELDS.iter().find(|field| manifest[**field].is_null()) {
        bail!("the manifest has no {field}");
    }
    if manifest["publishConfig"]["provenance"] != true {
        bail!("the manifest does not ask for provenance");
    }
    for key in ["dependencies", "scripts"] {
        if !manifest[key].is_null() {
            bail!("the manifest has {key}, which users would have to trust");
        }
    }
    match TEXTS.iter().find(|name| !package.join(name).is_file()) {
        Some(name) => bail!("the package has no {name}"),
        None => Ok(()),
    }
}

/// Builds everything once more, from nothing but the sources and in another place, and compares.
fn build_again(workspace: &Workspace, console: &Console, tarball: &Path) -> Result<()> {
    let place = TempDir::with_prefix("brivionix-release-")?;
    let copy = console.step("copying the sources", || copy(workspace, place.path()))?;
    build::package(&copy, console, &copy.path(build::DEFAULT_OUT))?;
    let again = package::tarball(&copy)?;
    if fs::read(tarball)? == fs::read(&again)? {
        return Ok(());
    }
    let kept = tarball.with_extension("again.tgz");
    fs::copy(&again, &kept).context("cannot keep the other tarball")?;
    bail!(
        "the package is not reproducible: compare {} with {}",
        workspace.display(tarball),
        workspace.display(&kept)
    )
}

/// Copies what Git knows, as it is now. The tools of npm are shared, for they are locked.
fn copy(workspace: &Workspace, place: &Path) -> Result<Workspace> {
    for name in output(git(workspace).args(["ls-files", "-z"]))?.split_terminator('\0') {
        let (source, target) = (workspace.path(name), place.join(name));
        if source.is_file() {
            fs::create_dir_all(target.parent().context("a file has a directory")?)?;
            fs::copy(&source, &target).with_context(|| format!("cannot copy {name}"))?;
        }
    }
    link(&workspace.path("node_modules"), &place.join("node_modules"))?;
    Workspace::at(place.to_owned())
}

#[cfg(unix)]
fn link(source: &Path, place: &Path) -> Result<()> {
    std::os::unix::fs::symlink(source, place).context("cannot link node_modules")
}

#[cfg(windows)]
fn link(source: &Path, place: &Path) -> Result<()> {
    std::os::windows::fs::symlink_dir(source, place).context("cannot link node_modules")
}

/// What only those who publish can do.
fn left_to_do(workspace: &Workspace, manifest: &Value, standing: &Standing) -> Result<Vec<String>> {
    let mut left = Vec::new();
    if *standing == Standing::Unreleased {
        let version = workspace.version()?;
        left.push(format!("rename \"Unreleased\" in CHANGELOG.md to \"{version} - YYYY-MM-DD\""));
    }
    if manifest["repository"].is_null() {
        let field = "workspace.package.repository in Cargo.toml";
        left.push(format!("set {field}: npm compares it with where the tarball was built"));
    }
    if !output(git(workspace).args(["status", "--porcelain"]))?.is_empty() {
        left.push("commit: some files are not as Git has them".to_owned());
    }
    Ok(left)
}

fn git(workspace: &Workspace) -> Command {
    let mut git = Command::new("git");
    git.current_dir(workspace.root());
    git
}
