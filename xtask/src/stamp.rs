//! Remembering what an output was made from, to make it again only when that changed.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::workspace::Workspace;

/// Ties outputs to the contents of their inputs.
pub struct Stamp {
    file: PathBuf,
    inputs: u64,
    outputs: Vec<PathBuf>,
}

impl Stamp {
    pub fn new(
        workspace: &Workspace,
        name: &str,
        inputs: &[PathBuf],
        outputs: Vec<PathBuf>,
    ) -> Result<Self> {
        Ok(Self { file: workspace.memory(name)?, inputs: digest(inputs)?, outputs })
    }

    /// Whether the outputs are still the ones made from these very inputs.
    pub fn is_fresh(&self) -> bool {
        fs::read_to_string(&self.file)
            .is_ok_and(|seen| self.text().is_ok_and(|expected| seen == expected))
    }

    /// Records that the outputs have just been made from the inputs.
    pub fn record(&self) -> Result<()> {
        fs::write(&self.file, self.text()?)
            .with_context(|| format!("cannot write {}", self.file.display()))
    }

    fn text(&self) -> Result<String> {
        Ok(format!("{:016x} {:016x}\n", self.inputs, digest(&self.outputs)?))
    }
}

/// A hash over the names and contents of files, and of all files in directories.
/// What is not there counts as such, so optional inputs need no special case.
fn digest(paths: &[PathBuf]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        for file in files_below(path)? {
            let content =
                fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            hasher.write(file.as_os_str().as_encoded_bytes());
            hasher.write_usize(content.len());
            hasher.write(&content);
        }
        hasher.write_u8(0);
    }
    Ok(hasher.finish())
}

/// All files in a directory and below, sorted; a file stands for itself.
pub fn files_below(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let Ok(entries) = fs::read_dir(path) else { return Ok(Vec::new()) };
    let mut children = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<_>>>()
        .with_context(|| format!("cannot list {}", path.display()))?;
    children.sort();
    let mut files = Vec::new();
    for child in children {
        files.extend(files_below(&child)?);
    }
    Ok(files)
}
