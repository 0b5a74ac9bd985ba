//! The npm package: bundles, types, manifest and texts, and the tarball made of them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::console::Console;
use crate::node::{Tools, npm};
use crate::stamp::Stamp;
use crate::wasm::Kind;
use crate::workspace::{Workspace, put_in_place, read};
use crate::{bundle, engine, licences, types};

/// Files that go from the root of the repository into the package as they are.
const TEXTS: [&str; 4] = ["README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"];

/// The package's manifest, complete but for the version.
const MANIFEST: &str = "src/js/package.json";

/// Paths below `openai` that people import from and that have something of this package: its file of
/// each such path holds at least one class or type that is here, too. All of them are in the
/// package's one module, so each path is another name of it. Any other is no path of the package,
/// which says so where it is imported.
const ALIASES: [&str; 29] = [
    "api-promise",
    "client",
    "core/api-promise",
    "core/error",
    "core/pagination",
    "core/streaming",
    "error",
    "index",
    "lib/AbstractChatCompletionRunner",
    "lib/ChatCompletionRunner",
    "lib/ChatCompletionStream",
    "lib/ChatCompletionStreamingRunner",
    "lib/EventStream",
    "lib/RunnableFunction",
    "lib/jsonschema",
    "lib/parser",
    "pagination",
    "resources",
    "resources/chat",
    "resources/chat/chat",
    "resources/chat/completions",
    "resources/chat/completions/completions",
    "resources/chat/completions/index",
    "resources/chat/index",
    "resources/completions",
    "resources/index",
    "resources/models",
    "resources/shared",
    "streaming",
];

/// An entry of the package that `openai` has at another path.
const HELPERS: (&str, &str) = ("./helpers", "helpers/zod");

/// Where the tarball is.
pub fn tarball(workspace: &Workspace) -> Result<PathBuf> {
    Ok(workspace.path(&format!("target/brivionix-{}.tgz", workspace.version()?)))
}

/// Makes the package in `out` and its tarball, unless they are there already.
pub fn make(workspace: &Workspace, console: &Console, tools: &Tools, out: &Path) -> Result<()> {
    let mut inputs =
        [Kind::Full, Kind::Slim].map(|kind| engine::directory(workspace, kind)).to_vec();
    let sources =
        ["src/js", "tsconfig.json", "Cargo.toml", "Cargo.lock", "package-lock.json", "xtask/src"];
    inputs.extend(sources.iter().chain(&TEXTS).map(|name| workspace.path(name)));
    let outputs = vec![out.to_owned(), tarball(workspace)?];
    let stamp = Stamp::new(workspace, "package.stamp", &inputs, outputs)?;
    if stamp.is_fresh() {
        return Ok(());
    }
    let staging = workspace.staging()?;
    let package = staging.path().join("package");
    let dist = package.join("dist");
    fs::create_dir_all(&dist)?;
    console.step("bundling JavaScript", || bundle::bundle(workspace, console, tools, &dist))?;
    console.step("checking types", || types::declare(workspace, console, tools, &dist))?;
    write_manifest(workspace, &package)?;
    for name in TEXTS.iter().filter(|name| workspace.path(name).exists()) {
        fs::copy(workspace.path(name), package.join(name))
            .with_context(|| format!("copy {name}"))?;
    }
    fs::write(package.join(licences::FILE), licences::text(workspace)?)
        .context("cannot write the licences")?;
    let packed = console.step("packing", || pack(workspace, console, &package, staging.path()))?;
    put_in_place(&staging, &packed, &tarball(workspace)?)?;
    put_in_place(&staging, &package, out)?;
    stamp.record()
}

/// Replacing a directory deletes what was in it, so it must be a package or nothing.
pub fn check_replaceable(out: &Path) -> Result<()> {
    let empty = fs::read_dir(out).map_or(!out.exists(), |mut entries| entries.next().is_none());
    if empty || (out.join("package.json").is_file() && out.join("dist").is_dir()) {
        return Ok(());
    }
    bail!("{} holds something other than a package; name another --out", out.display())
}

fn write_manifest(workspace: &Workspace, package: &Path) -> Result<()> {
    let template = read(&workspace.path(MANIFEST))?;
    let mut manifest: Value = serde_json::from_str(&template).context(MANIFEST)?;
    manifest["version"] = workspace.version()?.into();
    let aliases = ALIASES.map(|alias| (".", alias)).into_iter().chain([HELPERS]);
    // `openai` lets a path end like a file, too.
    let names = aliases.flat_map(|(entry, alias)| {
        [alias.to_owned(), format!("{alias}.*")].map(|name| (entry, name))
    });
    for (entry, name) in names {
        let target = manifest["exports"][entry].clone();
        // For TypeScript where it is told to resolve as Node did before there were exports.
        manifest["typesVersions"]["*"][&name] = json!([target["require"]["types"]]);
        manifest["exports"][format!("./{name}")] = target;
    }
    if let Some(repository) = workspace.repository() {
        manifest["repository"] = json!({"type": "git", "url": format!("git+{repository}.git")});
    }
    let text = serde_json::to_string_pretty(&manifest)? + "\n";
    fs::write(package.join("package.json"), text).context("cannot write the manifest")?;
    check_exports(&manifest["exports"], package)
}

/// Every path among the exports must be a file in the package.
fn check_exports(exports: &Value, package: &Path) -> Result<()> {
    match exports {
        Value::Object(conditions) => {
            conditions.values().try_for_each(|inner| check_exports(inner, package))
        }
        Value::String(path) if !path.contains('*') && !package.join(path).is_file() => {
            bail!("{MANIFEST} exports {path}, which the build does not make")
        }
        _ => Ok(()),
    }
}

fn pack(workspace: &Workspace, console: &Console, package: &Path, out: &Path) -> Result<PathBuf> {
    let mut npm = npm(workspace)?;
    npm.args(["pack", "--ignore-scripts", "--pack-destination"]).arg(out).arg(package);
    console.run(&mut npm)?;
    Ok(out.join(format!("brivionix-{}.tgz", workspace.version()?)))
}
