//! The JavaScript: what each kind of runtime imports, in one file each.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::console::Console;
use crate::engine;
use crate::inline;
use crate::node::Tools;
use crate::source_map;
use crate::wasm::Kind;
use crate::workspace::Workspace;

/// One file of `dist/`.
struct Bundle {
    /// The source: `src/js/entry/NAME.ts`.
    entry: &'static str,
    file: &'static str,
    module: Module,
}

/// Where a bundle has its wasm from.
enum Module {
    /// It travels inside.
    Inside(Kind),
    /// The runtime loads the file beside, for an import that ends like this.
    Beside(Kind, &'static str),
    /// The user brings it.
    Brought(Kind),
    /// Nothing in it needs it, nor the client.
    Unneeded,
}

const BUNDLES: [Bundle; 14] = [
    Bundle { entry: "index", file: "index.js", module: Module::Inside(Kind::Full) },
    Bundle { entry: "index", file: "index.cjs", module: Module::Inside(Kind::Full) },
    Bundle { entry: "module", file: "workerd.js", module: Module::Beside(Kind::Full, "") },
    Bundle {
        entry: "module",
        file: "edge-light.js",
        module: Module::Beside(Kind::Full, "?module"),
    },
    Bundle { entry: "core", file: "core.js", module: Module::Inside(Kind::Slim) },
    Bundle { entry: "core", file: "core.cjs", module: Module::Inside(Kind::Slim) },
    Bundle {
        entry: "core-module",
        file: "core-workerd.js",
        module: Module::Beside(Kind::Slim, ""),
    },
    Bundle {
        entry: "core-module",
        file: "core-edge-light.js",
        module: Module::Beside(Kind::Slim, "?module"),
    },
    Bundle { entry: "slim", file: "slim.js", module: Module::Brought(Kind::Slim) },
    Bundle { entry: "slim", file: "slim.cjs", module: Module::Brought(Kind::Slim) },
    Bundle { entry: "helpers", file: "helpers.js", module: Module::Unneeded },
    Bundle { entry: "helpers", file: "helpers.cjs", module: Module::Unneeded },
    Bundle { entry: "gateway", file: "gateway.js", module: Module::Unneeded },
    Bundle { entry: "gateway", file: "gateway.cjs", module: Module::Unneeded },
];

/// How they name the module where the runtime loads it.
const MODULE_IMPORT: &str = "#engine.wasm";
/// How they name it where it travels inside.
const TEXT_IMPORT: &str = "#engine.txt";

/// Names of members that only the code of one bundle uses, and that no other object has: pages
/// download shorter ones.
const INTERNAL: &str = "bitten|closeGently|deepest|disarm|discard|hasSideBranches|holes|isEmpty|\
    isText|isUsual|lengthOf|putAside|readChecked|rejectsUnfinished|retriesMade|toEvents|trouble|\
    watchChunks";

/// Makes `require("brivionix")` the class itself, with all exports as its properties: both
/// `const OpenAI = require(…)` and `const { OpenAI } = require(…)` are written for `openai`.
const REQUIRED_AS_CLASS: &str = "module.exports=Object.defineProperty(\
    Object.assign(module.exports.default,module.exports),\"__esModule\",{value:true});";

/// Makes every bundle, and puts the modules beside them; `dist` is in the package.
pub fn bundle(workspace: &Workspace, console: &Console, tools: &Tools, dist: &Path) -> Result<()> {
    for kind in [Kind::Full, Kind::Slim] {
        let module = fs::read(engine::module(workspace, kind)).context("cannot read the module")?;
        fs::write(text(workspace, kind)?, inline::encode(&module))
            .context("cannot write the module as text")?;
        let module = if kind == Kind::Slim { marked(module) } else { module };
        fs::write(dist.join(file(kind)), module).context("cannot write the module")?;
    }
    for bundle in &BUNDLES {
        let mut esbuild = tools.command("esbuild");
        esbuild
            .args(["--bundle", "--target=es2022", "--minify"])
            .args(["--sourcemap", "--sources-content=false"])
            .arg(format!("--mangle-props=^({INTERNAL})$"))
            .args(["--legal-comments=none", "--log-level=warning", "--color=false"])
            .arg(format!("--outfile={}", dist.join(bundle.file).display()))
            .arg(format!("--metafile={}", contents(workspace, bundle.file)?.display()))
            .args(module_arguments(workspace, &bundle.module)?)
            .arg(source(workspace, bundle.entry));
        let is_required = bundle.file.ends_with(".cjs");
        esbuild.arg(if is_required { "--format=cjs" } else { "--format=esm" });
        if is_required && !matches!(bundle.module, Module::Unneeded) {
            esbuild.arg(format!("--footer:js={REQUIRED_AS_CLASS}"));
        }
        console.run(&mut esbuild)?;
        if !is_required {
            shrink(console, tools, dist, bundle.file)?;
        }
        source_map::complete(&dist.join(format!("{}.map", bundle.file)))?;
    }
    Ok(())
}

/// Has a second minifier find what esbuild leaves, which looks at one statement at a time. Pages
/// download modules; what is required stays on servers.
fn shrink(console: &Console, tools: &Tools, dist: &Path, file: &str) -> Result<()> {
    let mut terser = tools.command("terser");
    terser
        .current_dir(dist)
        .args([file, "--module", "--ecma=2020", "--compress=passes=2", "--mangle"])
        .args(["--source-map", &format!("content='{file}.map',url='{file}.map'")])
        .args(["--output", file]);
    console.run(&mut terser)?;
    Ok(())
}

/// Where esbuild leaves what it says of a bundle's contents.
pub fn contents(workspace: &Workspace, file: &str) -> Result<PathBuf> {
    workspace.memory(&format!("{file}.json"))
}

/// What tells esbuild where the module is.
fn module_arguments(workspace: &Workspace, module: &Module) -> Result<Vec<String>> {
    Ok(match module {
        Module::Unneeded => Vec::new(),
        Module::Inside(kind) => {
            vec![format!("--alias:{TEXT_IMPORT}={}", text(workspace, *kind)?.display())]
        }
        Module::Beside(kind, suffix) => {
            let import = format!("./{}{suffix}", file(*kind));
            vec![format!("--alias:{MODULE_IMPORT}={import}"), format!("--external:{import}")]
        }
        Module::Brought(kind) => {
            let module = fs::read(engine::module(workspace, *kind))?;
            vec![format!("--define:SLIM_BUILD=\"{}\"", build_of(&module))]
        }
    })
}

/// The module's name in the package.
fn file(kind: Kind) -> String {
    format!("{}.wasm", kind.name())
}

/// Where the module is kept as text.
fn text(workspace: &Workspace, kind: Kind) -> Result<PathBuf> {
    workspace.memory(&format!("{}.txt", kind.name()))
}

/// Tells one build of the module from another.
fn build_of(module: &[u8]) -> String {
    let mut crc = flate2::Crc::new();
    crc.update(module);
    format!("{:08x}", crc.sum())
}

/// Adds a section that names the build, for which there is room in any module.
fn marked(mut module: Vec<u8>) -> Vec<u8> {
    const NAME: &[u8] = b"brivionix";
    const CUSTOM: u8 = 0;
    let build = build_of(&module);
    // Both lengths are below 128, which LEB128 writes as they are.
    module.extend([CUSTOM, (1 + NAME.len() + build.len()) as u8, NAME.len() as u8]);
    module.extend(NAME);
    module.extend(build.as_bytes());
    module
}

/// The sources that a user can import, each of which has types. What differs between the bundles
/// of one export is none of the types' concern.
pub fn entries(workspace: &Workspace) -> [PathBuf; 5] {
    ["index", "core", "slim", "helpers", "gateway"].map(|name| source(workspace, name))
}

fn source(workspace: &Workspace, entry: &str) -> PathBuf {
    workspace.path(&format!("src/js/entry/{entry}.ts"))
}
