//! The JavaScript: one bundle per entry.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::console::Console;
use crate::engine;
use crate::inline;
use crate::node::Tools;
use crate::stamp::files_below;
use crate::workspace::Workspace;

/// Entries for places that want the module as a file of its own; all others carry it inside.
const WITH_SEPARATE_MODULE: [&str; 2] = ["slim", "workerd"];

/// How the sources name the module, and the file that it becomes in the package.
const MODULE_IMPORT: &str = "#engine.wasm";
const MODULE_FILE: &str = "engine.wasm";
/// How they name it where it travels inside.
const TEXT_IMPORT: &str = "#engine.txt";

/// Bundles every `src/js/entry/NAME.ts` into `dist/NAME.js`.
pub fn bundle(workspace: &Workspace, console: &Console, tools: &Tools, dist: &Path) -> Result<()> {
    let (separate, inline): (Vec<_>, Vec<_>) = entries(workspace)?.into_iter().partition(|entry| {
        WITH_SEPARATE_MODULE.iter().any(|name| entry.file_stem().is_some_and(|stem| stem == *name))
    });
    let module = engine::directory(workspace).join("engine_bg.wasm");
    if !inline.is_empty() {
        let bytes = fs::read(&module).context("cannot read the module")?;
        let file = workspace.memory("engine.txt")?;
        fs::write(&file, inline::encode(&bytes)).context("cannot write the module as text")?;
        let alias = format!("--alias:{TEXT_IMPORT}={}", file.display());
        esbuild(workspace, console, tools, dist, &inline, &[&alias])?;
    }
    if !separate.is_empty() {
        let alias = format!("--alias:{MODULE_IMPORT}=./{MODULE_FILE}");
        let external = format!("--external:./{MODULE_FILE}");
        esbuild(workspace, console, tools, dist, &separate, &[&alias, &external])?;
        fs::copy(&module, dist.join(MODULE_FILE)).context("cannot copy the module")?;
    }
    Ok(())
}

/// The sources that a user can import.
pub fn entries(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let mut entries = files_below(&workspace.path("src/js/entry"))?;
    entries.retain(|path| path.extension().is_some_and(|extension| extension == "ts"));
    if entries.is_empty() {
        bail!("src/js/entry holds no .ts file to bundle");
    }
    Ok(entries)
}

fn esbuild(
    workspace: &Workspace,
    console: &Console,
    tools: &Tools,
    dist: &Path,
    entries: &[PathBuf],
    about_module: &[&str],
) -> Result<()> {
    let mut command = tools.command("esbuild");
    command
        .args(["--bundle", "--format=esm", "--target=es2022", "--minify", "--sourcemap"])
        .args(["--legal-comments=none", "--log-level=warning", "--color=false"])
        .args(about_module)
        .arg(format!("--outbase={}", workspace.path("src/js/entry").display()))
        .arg(format!("--outdir={}", dist.display()))
        .args(entries);
    console.run(&mut command)?;
    Ok(())
}
