//! What files weigh, bare and as servers send them.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};

/// The bytes of a file: bare, with gzip -9 and with Brotli at its best.
pub struct Size {
    pub raw: usize,
    pub gzip: usize,
    pub brotli: usize,
}

impl Size {
    pub fn of(file: &Path) -> Result<Self> {
        let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&content)?;
        let mut brotli = Vec::new();
        let best =
            brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
        brotli::BrotliCompress(&mut content.as_slice(), &mut brotli, &best)?;
        Ok(Self { raw: content.len(), gzip: gzip.finish()?.len(), brotli: brotli.len() })
    }
}

/// Prints one line per size under a heading.
pub fn print_table(rows: &[(String, Size)]) {
    println!("{:36} {:>9} {:>9} {:>9}", "", "raw", "gzip -9", "brotli");
    for (name, size) in rows {
        println!("{name:36} {:>9} {:>9} {:>9}", size.raw, size.gzip, size.brotli);
    }
}
