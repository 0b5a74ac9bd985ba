//! Which sources the bytes come from, of the wasm and of the JavaScript.
//!
//! The bytes are those before compression. What the compiler has inlined counts for the function that
//! it was inlined into.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::Value;
use wasmparser::{KnownCustom, Name, Parser, Payload};

use crate::console::Console;
use crate::node::Tools;
use crate::wasm::Kind;
use crate::workspace::{Workspace, read};
use crate::{bundle, engine};

/// Bytes by room.
type Rooms = BTreeMap<String, usize>;

/// Rooms that hold less than this are told together.
const LEAST: usize = 200;
const OTHERS: &str = "others";

/// Prints a table for the modules and one for the bundles.
pub fn print(workspace: &Workspace, console: &Console, tools: &Tools) -> Result<()> {
    let module = |kind| of_module(&engine::with_names(workspace, console, tools, kind)?);
    let bundle = |file| of_bundle(&read(&bundle::contents(workspace, file)?)?);
    print_table(
        ["wasm by source", "engine.wasm", "slim.wasm"],
        [module(Kind::Full)?, module(Kind::Slim)?],
    );
    print_table(
        ["JavaScript by source", "index.js", "core.js"],
        [bundle("index.js")?, bundle("core.js")?],
    );
    Ok(())
}

/// The largest rooms first; those that are small everywhere are told together.
fn print_table(head: [&str; 3], columns: [Rooms; 2]) {
    let mut rows = BTreeMap::<&str, [usize; 2]>::new();
    for (at, column) in columns.iter().enumerate() {
        for (room, bytes) in column {
            let is_small =
                columns.iter().all(|column| column.get(room).is_none_or(|it| *it < LEAST));
            rows.entry(if is_small { OTHERS } else { room }).or_default()[at] += bytes;
        }
    }
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort_by_key(|(room, bytes)| (*room == OTHERS, std::cmp::Reverse(bytes[0])));
    println!("\n{:36} {:>12} {:>12}", head[0], head[1], head[2]);
    for (room, [full, slim]) in rows {
        println!("{room:36} {full:>12} {slim:>12}");
    }
}

fn of_bundle(contents: &str) -> Result<Rooms> {
    let contents: Value = serde_json::from_str(contents).context("esbuild writes JSON")?;
    let outputs = contents["outputs"].as_object().context("esbuild lists its outputs")?;
    let inputs = outputs.values().filter_map(|output| output["inputs"].as_object()).flatten();
    let mut rooms = Rooms::new();
    for (path, input) in inputs {
        let room = match path.split_once("src/js/") {
            Some((_, below)) => format!("src/js/{below}"),
            None if path.ends_with(".txt") => "the wasm as text".to_owned(),
            None => path.clone(),
        };
        let bytes = input["bytesInOutput"].as_u64().context("esbuild tells bytes")?;
        *rooms.entry(room).or_default() += usize::try_from(bytes)?;
    }
    Ok(rooms)
}

fn of_module(module: &[u8]) -> Result<Rooms> {
    let mut rooms = Rooms::new();
    let mut names = BTreeMap::new();
    let (mut bodies, mut imports, mut named) = (Vec::new(), 0, 0);
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(section) => imports = section.count(),
            Payload::CodeSectionEntry(body) => bodies.push(body.range().len()),
            Payload::DataSection(section) => {
                rooms.insert("data: texts and tables".to_owned(), section.range().len());
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(section) = section.as_known() {
                    named = section.range().len();
                    for names_of in section {
                        let Name::Function(functions) = names_of? else { continue };
                        for naming in functions {
                            let naming = naming?;
                            names.insert(naming.index, naming.name);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    for (index, bytes) in (imports..).zip(bodies) {
        let name = names.get(&index).copied().unwrap_or_default();
        // Without the hashes that tell crates apart.
        let name = format!("{:#}", rustc_demangle::demangle(name));
        *rooms.entry(room_of(&name)).or_default() += bytes;
    }
    let rest = module.len() - named - rooms.values().sum::<usize>();
    rooms.insert("sections around the code".to_owned(), rest);
    Ok(rooms)
}

/// The source of a function, by its name after demangling: `brivionix::protocol::json::…`,
/// `<brivionix::web::decoder::Decoder>::feed`, `alloc::raw_vec::…`. What has no path is exported by
/// wasm-bindgen's macro in `src/web/`.
fn room_of(name: &str) -> String {
    let path = name.trim_start_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let path = path.strip_prefix("mut ").unwrap_or(path);
    let end = path.find(|c: char| !c.is_ascii_alphanumeric() && !"_:".contains(c));
    let mut steps = path[..end.unwrap_or(path.len())].split("::");
    match (steps.next(), steps.next(), steps.next()) {
        (Some("brivionix"), Some(half), Some(file)) => format!("src/{half}/{file}.rs"),
        (Some(krate), Some(_), _) => krate.to_owned(),
        _ => "exports of src/web/".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::room_of;

    #[test]
    fn functions_are_told_by_their_paths() {
        let json = "src/protocol/json.rs";
        assert_eq!(room_of("brivionix::protocol::json::Reader::string"), json);
        assert_eq!(room_of("<brivionix::protocol::json::Reader>::string"), json);
        assert_eq!(room_of("<&mut brivionix::protocol::json::A as core::fmt::B>::c"), json);
        assert_eq!(room_of("alloc::raw_vec::RawVec<T,A>::grow_one"), "alloc");
        assert_eq!(room_of("decoder_feed"), "exports of src/web/");
    }
}
