//! The licences of what is compiled into the module, as its users must be told.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::cargo::cargo;
use crate::console::output;
use crate::toolchain::TARGET;
use crate::workspace::{Workspace, read};

/// The file in the package.
pub const FILE: &str = "THIRD-PARTY-LICENSES.txt";

/// The library that every Rust program has in it is no package of Cargo's.
const STANDARD_LIBRARY: &str = include_str!("licences/standard-library.txt");

const HEAD: &str = "The WebAssembly module in this package, and the JavaScript that is generated to \
                    call it, hold code of\nothers besides its own, under these licences.\n";
const RULE: &str =
    "\n\n--------------------------------------------------------------------------\n\n";

/// All notices, as one text.
pub fn text(workspace: &Workspace) -> Result<String> {
    let mut metadata = cargo(workspace);
    metadata.args(["metadata", "--format-version=1", "--locked", "--filter-platform", TARGET]);
    let metadata: Value = serde_json::from_str(&output(&mut metadata)?)?;
    let mut parts = vec![HEAD.trim_end().to_owned(), STANDARD_LIBRARY.trim_end().to_owned()];
    for package in compiled_in(&metadata)? {
        parts.push(notice(package)?);
    }
    Ok(parts.join(RULE) + "\n")
}

/// The packages that the client's module is made of, by name, without the client.
fn compiled_in(metadata: &Value) -> Result<Vec<&Value>> {
    let by_id = |list: &Value| -> BTreeMap<String, Value> {
        let entries = list.as_array().into_iter().flatten();
        entries.map(|entry| (text_of(entry, "id").to_owned(), entry.clone())).collect()
    };
    let nodes = by_id(&metadata["resolve"]["nodes"]);
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let package = |id: &str| packages.iter().find(|package| text_of(package, "id") == id);
    let client = packages.iter().find(|package| text_of(package, "name") == "brivionix");
    let mut found = BTreeMap::new();
    let mut open = vec![text_of(client.context("there is no brivionix")?, "id").to_owned()];
    while let Some(id) = open.pop() {
        let dependencies = nodes.get(&id).map(|node| &node["deps"]).and_then(Value::as_array);
        for dependency in dependencies.into_iter().flatten().filter(|dep| is_linked(dep)) {
            let id = text_of(dependency, "pkg");
            let package = package(id).with_context(|| format!("cargo metadata lacks {id}"))?;
            if !is_macro(package) && found.insert(text_of(package, "name"), package).is_none() {
                open.push(id.to_owned());
            }
        }
    }
    Ok(found.into_values().collect())
}

fn is_linked(dependency: &Value) -> bool {
    let kinds = dependency["dep_kinds"].as_array();
    kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()))
}

/// Macros run while the client is compiled, and leave none of themselves in it.
fn is_macro(package: &Value) -> bool {
    let targets = package["targets"].as_array().into_iter().flatten();
    targets.flat_map(|target| target["kind"].as_array()).flatten().any(|kind| kind == "proc-macro")
}

fn notice(package: &Value) -> Result<String> {
    let name = text_of(package, "name");
    let manifest = Path::new(text_of(package, "manifest_path"));
    let licences = licence_files(manifest.parent().context("a manifest has a directory")?)?;
    if licences.is_empty() {
        bail!("{name} has no licence file");
    }
    let version = text_of(package, "version");
    let mut notice = format!("{name} {version}\nLicence: {}", text_of(package, "license"));
    for licence in licences {
        notice += "\n\n";
        notice += read(&licence)?.trim();
    }
    Ok(notice)
}

/// What has to be passed on of one package. Of a choice of licences with Apache's, the other.
fn licence_files(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().to_uppercase();
        if ["LICENSE", "LICENCE", "COPYING", "NOTICE"].iter().any(|word| name.starts_with(word)) {
            files.push(entry.path());
        }
    }
    files.sort();
    if files.len() > 1 {
        files.retain(|file| !file.to_string_lossy().to_uppercase().contains("LICENSE-APACHE"));
    }
    Ok(files)
}

fn text_of<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{compiled_in, text_of};

    #[test]
    fn what_is_linked_is_listed_and_nothing_else() {
        let package =
            |id: &str, kind: &str| json!({"id": id, "name": id, "targets": [{"kind": [kind]}]});
        let dep = |id: &str, kind: Option<&str>| json!({"pkg": id, "dep_kinds": [{"kind": kind}]});
        let metadata = json!({
            "packages": [
                package("brivionix", "lib"), package("a", "lib"), package("b", "lib"),
                package("made", "lib"), package("tested", "lib"), package("macro", "proc-macro"),
            ],
            "resolve": {"nodes": [
                {"id": "brivionix", "deps": [
                    dep("a", None), dep("macro", None), dep("tested", Some("dev")),
                ]},
                {"id": "a", "deps": [dep("b", None), dep("made", Some("build"))]},
                {"id": "b", "deps": [dep("a", None)]},
            ]},
        });
        let found = compiled_in(&metadata).unwrap();
        assert_eq!(
            found.iter().map(|package| text_of(package, "name")).collect::<Vec<_>>(),
            ["a", "b"]
        );
    }
}
