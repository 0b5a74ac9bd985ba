//! From the compiler's module to the engine that the JavaScript imports: glue code and wasm-opt.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::console::Console;
use crate::node::Tools;
use crate::stamp::Stamp;
use crate::wasm::Kind;
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

/// The directory with `engine.js`, `engine.d.ts` and `engine_bg.wasm`.
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
    console.step("generating glue code", || bindgen(module, &engine))?;
    console.step("optimising wasm", || optimise(console, tools, &engine.join("engine_bg.wasm")))?;
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

fn bindgen(module: &Path, out: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(module)
        .web(true)?
        .typescript(true)
        // The entries hand the module over; a default path would make bundlers look for a file.
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .out_name("engine")
        .generate(out)
}

fn optimise(console: &Console, tools: &Tools, module: &Path) -> Result<()> {
    let optimised = module.with_extension("wasm.opt");
    let mut command = tools.command("wasm-opt");
    command
        .args(["-Oz", "--converge", "--strip-debug", "--strip-producers"])
        .arg("--strip-target-features")
        .args(FEATURES)
        .arg(module)
        .arg("-o")
        .arg(&optimised);
    console.run(&mut command)?;
    std::fs::rename(&optimised, module).context("cannot rename the optimised module")
}
