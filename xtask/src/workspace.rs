//! Where things are, and how finished outputs get there.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::TempDir;

/// The checkout that `cargo xtask` was started in.
pub struct Workspace {
    root: PathBuf,
    manifest: toml::Table,
}

impl Workspace {
    pub fn find() -> Result<Self> {
        // Cargo tells the directory at run time, so a moved checkout needs no rebuild.
        let xtask = std::env::var("CARGO_MANIFEST_DIR")
            .unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
        Self::at(Path::new(&xtask).parent().context("xtask has no parent directory")?.to_owned())
    }

    /// Another checkout.
    pub fn at(root: PathBuf) -> Result<Self> {
        let manifest = read(&root.join("Cargo.toml"))?.parse().context("Cargo.toml")?;
        Ok(Self { root, manifest })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The version that the package gets.
    pub fn version(&self) -> Result<&str> {
        self.package_field("version")
    }

    /// The oldest Rust that builds the workspace.
    pub fn rust_version(&self) -> Result<&str> {
        self.package_field("rust-version")
    }

    /// Where the sources are published, once that is decided.
    pub fn repository(&self) -> Option<&str> {
        self.package_field("repository").ok()
    }

    fn package_field(&self, name: &str) -> Result<&str> {
        (|| self.manifest.get("workspace")?.get("package")?.get(name)?.as_str())()
            .with_context(|| format!("Cargo.toml has no workspace.package.{name}"))
    }

    /// A file in the directory where `cargo xtask` remembers things between runs.
    pub fn memory(&self, name: &str) -> Result<PathBuf> {
        let directory = self.path("target/xtask");
        fs::create_dir_all(&directory)
            .with_context(|| format!("cannot create {}", directory.display()))?;
        Ok(directory.join(name))
    }

    /// Waits until no other `cargo xtask` is building; the lock lasts as long as the returned file.
    pub fn lock(&self) -> Result<File> {
        let file = File::create(self.memory("lock")?)?;
        file.lock().context("cannot lock target/xtask")?;
        Ok(file)
    }

    /// A temporary directory from which a finished output can be renamed into place.
    pub fn staging(&self) -> Result<TempDir> {
        Ok(TempDir::with_prefix_in("stage-", self.path("target/xtask"))?)
    }

    /// A path as people type it: relative to the root where possible.
    pub fn display<'a>(&self, path: &'a Path) -> std::path::Display<'a> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }
}

/// Puts the finished directory or file `new`, which lies in `staging`, at `place`.
pub fn put_in_place(staging: &TempDir, new: &Path, place: &Path) -> Result<()> {
    let hint = || format!("cannot put {} in place", place.display());
    if let Some(parent) = place.parent() {
        fs::create_dir_all(parent).with_context(hint)?;
    }
    if place.is_dir() {
        fs::rename(place, staging.path().join("replaced")).with_context(hint)?;
    }
    fs::rename(new, place).with_context(hint)
}

/// Reads a text file; the error names it.
pub fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
