//! `cargo xtask size`: what a page downloads, next to the client it replaces, and which sources it
//! comes from.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::build;
use crate::console::Console;
use crate::node::Tools;
use crate::rooms;
use crate::sizes::{Size, print_table};
use crate::workspace::Workspace;

/// The whole of the other client, as an application that uses it would bundle it.
const OTHER: &str = "import OpenAI from \"openai\"; globalThis.OpenAI = OpenAI;\n";

pub fn run(workspace: &Workspace, console: &Console) -> Result<ExitCode> {
    let package = workspace.path(build::DEFAULT_OUT);
    let tools = build::package(workspace, console, &package)?;
    let staging = workspace.staging()?;
    let other = staging.path().join("openai.js");
    console.step("bundling openai", || bundle_other(console, &tools, &other))?;
    let dist = package.join("dist");
    let rows = [
        ("in a page: index.js", dist.join("index.js")),
        ("in a worker: workerd.js", dist.join("workerd.js")),
        ("  and its engine.wasm", dist.join("engine.wasm")),
        ("with brivionix/core: core.js", dist.join("core.js")),
        ("with brivionix/slim: slim.js", dist.join("slim.js")),
        ("  and its slim.wasm", dist.join("slim.wasm")),
        ("for comparison: openai", other),
    ];
    let rows = rows.iter().map(|(name, file)| Ok(((*name).to_owned(), Size::of(file)?)));
    print_table(&rows.collect::<Result<Vec<_>>>()?);
    rooms::print(workspace, console, &tools)?;
    Ok(ExitCode::SUCCESS)
}

fn bundle_other(console: &Console, tools: &Tools, out: &Path) -> Result<()> {
    // Below the root, so that the import is found in node_modules.
    let entry = out.with_file_name("entry.js");
    fs::write(&entry, OTHER).context("cannot write the entry")?;
    let mut esbuild = tools.command("esbuild");
    esbuild
        .args(["--bundle", "--minify", "--format=esm", "--target=es2022", "--platform=browser"])
        .args(["--legal-comments=none", "--log-level=warning", "--color=false"])
        .arg(format!("--outfile={}", out.display()))
        .arg(entry);
    console.run(&mut esbuild)?;
    Ok(())
}
