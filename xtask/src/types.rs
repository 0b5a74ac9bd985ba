//! The types: what TypeScript emits for the entries and for all that they lead to.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::bundle;
use crate::console::Console;
use crate::node::Tools;
use crate::stamp::files_below;
use crate::workspace::{Workspace, read};

/// Emits the types into `dist`, leaving out those of modules that no user can reach.
pub fn declare(workspace: &Workspace, console: &Console, tools: &Tools, dist: &Path) -> Result<()> {
    let mut tsc = tools.tsc();
    tsc.args(["--project", "tsconfig.json", "--pretty", "false", "--outDir"]).arg(dist);
    console.run(&mut tsc)?;
    let mut reached = BTreeSet::new();
    for entry in bundle::entries(workspace) {
        let source = entry.strip_prefix(workspace.path("src/js"))?;
        reach(dist, &dist.join(source).with_extension("d.ts"), &mut reached)?;
    }
    for file in &reached {
        declare_for_require(file)?;
    }
    let emitted = files_below(dist)?.into_iter().filter(|file| is_types(file));
    for file in emitted.filter(|file| !reached.contains(file)) {
        fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
    }
    Ok(())
}

/// Writes a module's types once more, as those of the CommonJS module that `require` loads: which
/// of the two kinds types describe is told by the names of their files.
fn declare_for_require(file: &Path) -> Result<()> {
    let mut text = read(file)?;
    let imported: BTreeSet<_> = imports(&text).into_iter().map(str::to_owned).collect();
    for import in imported.iter().filter(|import| import.starts_with('.')) {
        let required = format!("{}.cjs\"", import.trim_end_matches(".js"));
        text = text.replace(&format!("{import}\""), &required);
    }
    fs::write(file.with_extension("cts"), text).context("cannot write types")
}

fn is_types(file: &Path) -> bool {
    file.to_string_lossy().ends_with(".d.ts")
}

/// Adds a file of types and all that it imports.
fn reach(dist: &Path, file: &Path, reached: &mut BTreeSet<PathBuf>) -> Result<()> {
    if !reached.insert(file.to_owned()) {
        return Ok(());
    }
    let name = file.strip_prefix(dist).unwrap_or(file).display();
    for import in imports(&read(file)?) {
        // What exists only in this repository would be an error in every user's type check.
        if import.starts_with('#') {
            bail!("the public types in {name} import {import}, which users do not have");
        }
        if import.starts_with('.') {
            let directory = file.parent().context("a file has a directory")?;
            let path = normal(&directory.join(import.trim_end_matches(".js")));
            reach(dist, &path.with_added_extension("d.ts"), reached)?;
        }
    }
    Ok(())
}

/// The modules that a file of types imports or adds to: `from "x"`, `import("x")`, `import "x"` and
/// `declare module "x"`.
fn imports(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for keyword in ["from", "import", "declare module"] {
        for (at, _) in text.match_indices(keyword) {
            let rest = text[at + keyword.len()..].trim_start().trim_start_matches('(');
            let quoted = rest.strip_prefix('"').or_else(|| rest.strip_prefix('\''));
            found.extend(quoted.and_then(|rest| rest.split(['"', '\'']).next()));
        }
    }
    found
}

/// Resolves `.` and `..` without asking the file system.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::imports;

    #[test]
    fn finds_every_kind_of_import() {
        let text = r##"import { A } from "./a.js"; export * from '../b.js';
            import "./c.js"; declare const d: import("#d").D; declare const from: string;"##;
        assert_eq!(imports(text), ["./a.js", "../b.js", "./c.js", "#d"]);
    }
}
