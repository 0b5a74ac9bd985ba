//! The JavaScript: what each kind of runtime imports, in one file each.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::console::Console;
use crate::engine;
use crate::inline;
use crate::node::Tools;
use crate::wasm::Kind;
use crate::workspace::{Workspace, read};

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
    Inside,
    /// The runtime loads the file beside, for an import that is written like this.
    Beside(&'static str),
    /// The user brings it.
    Brought,
    /// Nothing in it needs it, nor the client.
    Unneeded,
}

const BUNDLES: [Bundle; 8] = [
    Bundle { entry: "index", file: "index.js", module: Module::Inside },
    Bundle { entry: "index", file: "index.cjs", module: Module::Inside },
    Bundle { entry: "module", file: "workerd.js", module: Module::Beside("./engine.wasm") },
    Bundle {
        entry: "module",
        file: "edge-light.js",
        module: Module::Beside("./engine.wasm?module"),
    },
    Bundle { entry: "slim", file: "slim.js", module: Module::Brought },
    Bundle { entry: "slim", file: "slim.cjs", module: Module::Brought },
    Bundle { entry: "helpers", file: "helpers.js", module: Module::Unneeded },
    Bundle { entry: "helpers", file: "helpers.cjs", module: Module::Unneeded },
];

/// How the sources name the module, and the file that it is in the package.
const MODULE_IMPORT: &str = "#engine.wasm";
const MODULE_FILE: &str = "engine.wasm";
/// The file that the bundles without a module are to be given.
const SLIM_FILE: &str = "slim.wasm";
/// How they name it where it travels inside.
const TEXT_IMPORT: &str = "#engine.txt";

/// Makes `require("brivionix")` the class itself, with all exports as its properties: both
/// `const OpenAI = require(…)` and `const { OpenAI } = require(…)` are written for `openai`.
const REQUIRED_AS_CLASS: &str = "module.exports=Object.defineProperty(\
    Object.assign(module.exports.default,module.exports),\"__esModule\",{value:true});";

/// Makes every bundle, and puts the module beside them.
pub fn bundle(workspace: &Workspace, console: &Console, tools: &Tools, dist: &Path) -> Result<()> {
    let module = engine::module(workspace, Kind::Full);
    let text = workspace.memory("engine.txt")?;
    let bytes = fs::read(&module).context("cannot read the module")?;
    fs::write(&text, inline::encode(&bytes)).context("cannot write the module as text")?;
    let slim = fs::read(engine::module(workspace, Kind::Slim)).context("cannot read the module")?;
    let slim_build = build_of(&slim);
    for bundle in &BUNDLES {
        let mut esbuild = tools.command("esbuild");
        esbuild
            .args(["--bundle", "--target=es2022", "--minify", "--sourcemap"])
            .args(["--legal-comments=none", "--log-level=warning", "--color=false"])
            .arg(format!("--outfile={}", dist.join(bundle.file).display()))
            .arg(source(workspace, bundle.entry));
        match bundle.module {
            Module::Inside => esbuild.arg(format!("--alias:{TEXT_IMPORT}={}", text.display())),
            Module::Beside(import) => esbuild
                .arg(format!("--alias:{MODULE_IMPORT}={import}"))
                .arg(format!("--external:{import}")),
            Module::Brought => {
                let glue = engine::directory(workspace, Kind::Slim).join("engine.js");
                esbuild
                    .arg(format!("--alias:#engine={}", glue.display()))
                    .arg(format!("--define:SLIM_BUILD=\"{slim_build}\""))
            }
            Module::Unneeded => &mut esbuild,
        };
        let is_required = bundle.file.ends_with(".cjs");
        esbuild.arg(if is_required { "--format=cjs" } else { "--format=esm" });
        if is_required && !matches!(bundle.module, Module::Unneeded) {
            esbuild.arg(format!("--footer:js={REQUIRED_AS_CLASS}"));
        }
        console.run(&mut esbuild)?;
        name_sources(&dist.join(format!("{}.map", bundle.file)))?;
    }
    fs::copy(&module, dist.join(MODULE_FILE)).context("cannot copy the module")?;
    fs::write(dist.join(SLIM_FILE), marked(slim, &slim_build)).context("cannot write the module")
}

/// Tells one build of the module from another.
fn build_of(module: &[u8]) -> String {
    let mut crc = flate2::Crc::new();
    crc.update(module);
    format!("{:08x}", crc.sum())
}

/// Adds a section that names the build, for which there is room in any module.
fn marked(mut module: Vec<u8>, build: &str) -> Vec<u8> {
    const NAME: &[u8] = b"brivionix";
    const CUSTOM: u8 = 0;
    // Both lengths are below 128, which LEB128 writes as they are.
    module.extend([CUSTOM, (1 + NAME.len() + build.len()) as u8, NAME.len() as u8]);
    module.extend(NAME);
    module.extend(build.as_bytes());
    module
}

/// The sources that a user can import, each of which has types. What differs between the bundles
/// of one export is none of the types' concern.
pub fn entries(workspace: &Workspace) -> [PathBuf; 3] {
    ["index", "slim", "helpers"].map(|name| source(workspace, name))
}

fn source(workspace: &Workspace, entry: &str) -> PathBuf {
    workspace.path(&format!("src/js/entry/{entry}.ts"))
}

/// Gives the sources in a source map the paths that they have in the repository, as seen from
/// `dist/`; esbuild writes where they lay during the build, which differs from build to build.
fn name_sources(map: &Path) -> Result<()> {
    let mut content: Value = serde_json::from_str(&read(map)?).context("a source map is JSON")?;
    let sources = content["sources"].as_array().context("a source map lists sources")?.clone();
    for (at, source) in sources.iter().filter_map(Value::as_str).enumerate() {
        content["sources"][at] = match source.split_once("src/js/") {
            Some((_, below)) => format!("../src/js/{below}"),
            None if source.ends_with("/engine.js") => "../src/web/engine.js".to_owned(),
            None if source.ends_with("engine.txt") => {
                // Nobody reads the module, which the bundle holds already.
                content["sourcesContent"][at] = "".into();
                "../src/web/engine.txt".to_owned()
            }
            None => bail!("{} has a source at an unknown place: {source}", map.display()),
        }
        .into();
    }
    fs::write(map, serde_json::to_string(&content)?).context("cannot write a source map")
}
