//! From the compiler's module to the engine that the JavaScript calls: wasm-bindgen and wasm-opt.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::console::Console;
use crate::node::Tools;
use crate::stamp::Stamp;
use crate::wasm::{self, Kind};
use crate::workspace::{Workspace, put_in_place, read};

/// What the compiler emits by default for the target, so that any engine that runs its output also
/// runs the optimised one.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Structuring the control flow anew finds what the compiler left, and more the second time. The
/// memory that is said to be unused lies at the far end of the stack, where nothing has an address. A
/// large function that is called once stays one: merged into others, it is larger to download.
const OPTIMISATIONS: [&str; 12] = [
    "--one-caller-inline-max-function-size=100",
    "--always-inline-max-function-size=5",
    "--low-memory-unused",
    "-Oz",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
];

/// Whether a module says how its functions are called.
#[derive(Clone, Copy, PartialEq)]
enum Names {
    Kept,
    Stripped,
}

/// The module as it ships, but for the names of its functions, which this one has.
pub fn with_names(
    workspace: &Workspace,
    console: &Console,
    tools: &Tools,
    kind: Kind,
) -> Result<Vec<u8>> {
    let staging = workspace.staging()?;
    bindgen(&wasm::compiled(workspace, kind)?, staging.path(), Names::Kept)?;
    let module = staging.path().join("engine_bg.wasm");
    optimise(console, tools, &module, Names::Kept)?;
    fs::read(module).context("cannot read the module with names")
}

/// The directory with `engine_bg.wasm` and its types.
pub fn directory(workspace: &Workspace, kind: Kind) -> PathBuf {
    workspace.path("target").join(kind.name())
}

/// The optimised module in it.
pub fn module(workspace: &Workspace, kind: Kind) -> PathBuf {
    directory(workspace, kind).join("engine_bg.wasm")
}

/// Makes the engine from the compiler's `module`, unless it is there already.
pub fn make(
    workspace: &Workspace,
    console: &Console,
    tools: &Tools,
    module: &Path,
    kind: Kind,
) -> Result<()> {
    let place = directory(workspace, kind);
    let inputs = [
        module.to_owned(),
        workspace.path("Cargo.lock"),
        workspace.path("package-lock.json"),
        workspace.path("xtask/src"),
    ];
    let stamp =
        Stamp::new(workspace, &format!("{}.stamp", kind.name()), &inputs, vec![place.clone()])?;
    if stamp.is_fresh() {
        return Ok(());
    }
    check_versions(workspace)?;
    let staging = workspace.staging()?;
    let engine = staging.path().join("engine");
    console.step("generating exports", || bindgen(module, &engine, Names::Stripped))?;
    console.step("optimising wasm", || {
        optimise(console, tools, &engine.join("engine_bg.wasm"), Names::Stripped)
    })?;
    put_in_place(&staging, &engine, &place)?;
    stamp.record()
}

/// The macro in the client and the generator here speak a format private to their version.
fn check_versions(workspace: &Workspace) -> Result<()> {
    let lock: toml::Table = read(&workspace.path("Cargo.lock"))?.parse().context("Cargo.lock")?;
    let version = |name: &str| {
        let packages = lock.get("package")?.as_array()?;
        let package = packages.iter().find(|package| package["name"].as_str() == Some(name))?;
        package["version"].as_str()
    };
    let (client, generator) = (version("wasm-bindgen"), version("wasm-bindgen-cli-support"));
    if client.is_none() || client != generator {
        bail!(
            "the client has wasm-bindgen {} but xtask has wasm-bindgen-cli-support {}; \
             pin both to the same version in Cargo.toml and xtask/Cargo.toml",
            client.unwrap_or("not at all"),
            generator.unwrap_or("not at all"),
        );
    }
    Ok(())
}

/// Makes the exports that Rust declares; `src/js/engine.ts` calls them without glue code.
fn bindgen(module: &Path, out: &Path, names: Names) -> Result<()> {
    let mut generated = Bindgen::new()
        .input_path(module)
        .bundler(true)?
        .typescript(true)
        .demangle(false)
        .remove_name_section(names == Names::Stripped)
        .remove_producers_section(true)
        .out_name("engine")
        .generate_output()?;
    // What wasm-bindgen adds is for its glue code.
    let exports = &mut generated.wasm_mut().exports;
    let added = exports.iter().filter(|export| export.name.starts_with("__"));
    for id in added.map(|export| export.id()).collect::<Vec<_>>() {
        exports.delete(id);
    }
    generated.emit(out)
}

fn optimise(console: &Console, tools: &Tools, module: &Path, names: Names) -> Result<()> {
    let optimised = module.with_extension("wasm.opt");
    let mut command = tools.command("wasm-opt");
    command
        .args(OPTIMISATIONS)
        .arg("--strip-producers")
        .arg(if names == Names::Kept { "--debuginfo" } else { "--strip-debug" })
        .arg("--strip-target-features")
        .args(FEATURES)
        .arg(module)
        .arg("-o")
        .arg(&optimised);
    console.run(&mut command)?;
    fs::rename(&optimised, module).context("cannot rename the optimised module")
}
