//! Source maps, and the sources they lead to, which the package holds once for all bundles.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::workspace::read;

/// The directory in the package, as seen from `dist/`.
const SOURCES: &str = "../src";

/// Gives the sources in a map of `dist/` the paths that they have in the repository, and puts them
/// there; esbuild writes where they lay during the build, which differs from build to build.
pub fn complete(map: &Path) -> Result<()> {
    let mut content: Value = serde_json::from_str(&read(map)?).context("a source map is JSON")?;
    let dist = map.parent().context("a map lies in a directory")?;
    let sources = content["sources"].as_array().context("a source map lists sources")?.clone();
    for (at, source) in sources.iter().filter_map(Value::as_str).enumerate() {
        let place = place(source).with_context(|| {
            format!("{} has a source at an unknown place: {source}", map.display())
        })?;
        if place.ends_with(".txt") {
            // Nobody reads the module, which the bundle holds already.
            content["sourcesContent"] = vec![Value::Null; sources.len()].into();
            content["sourcesContent"][at] = "".into();
        } else {
            let copy = dist.join(&place);
            fs::create_dir_all(copy.parent().context("a source lies in a directory")?)?;
            fs::copy(dist.join(source), copy).with_context(|| format!("cannot copy {source}"))?;
        }
        content["sources"][at] = place.into();
    }
    fs::write(map, serde_json::to_string(&content)?).context("cannot write a source map")
}

/// Where a source is in the package.
fn place(source: &str) -> Option<String> {
    if let Some((_, below)) = source.split_once("src/js/") {
        return Some(format!("{SOURCES}/js/{below}"));
    }
    // What is made of the Rust, for each kind of engine: `target/xtask/KIND.txt`.
    let (_, name) = source.rsplit_once('/')?;
    name.ends_with(".txt").then(|| format!("{SOURCES}/web/{name}"))
}
