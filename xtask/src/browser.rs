//! Finding a Chromium for the tests that need a real browser.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::apt;
use crate::console::Console;

const VARIABLE: &str = "CHROME";
const COMMANDS: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const PLACES: [&str; 5] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
];
/// Where Playwright keeps the browsers that it downloads, below the home directory.
const PLAYWRIGHT: [&str; 3] =
    [".cache/ms-playwright", "Library/Caches/ms-playwright", "AppData/Local/ms-playwright"];
const PLAYWRIGHT_PROGRAMS: [&str; 5] = [
    "chrome-linux/chrome",
    "chrome-linux64/chrome",
    "chrome-mac/Chromium.app/Contents/MacOS/Chromium",
    "chrome-win/chrome.exe",
    "chrome-win64/chrome.exe",
];

/// What a person can do about a missing browser.
pub const FIX: &str = "install Chromium or Chrome, or set CHROME to the path of its program";

/// Finds a browser, installing one where that can be done.
pub fn find(console: &Console) -> Result<PathBuf> {
    if let Some(browser) = installed()? {
        return Ok(browser);
    }
    if apt::exists() {
        let install = apt::update(console).and_then(|()| apt::install(console, &["chromium"]));
        install.with_context(|| format!("there is no browser; {FIX}"))?;
    }
    installed()?.with_context(|| format!("there is no browser; {FIX}"))
}

/// The browser that is already there.
pub fn installed() -> Result<Option<PathBuf>> {
    if let Some(path) = env::var_os(VARIABLE).filter(|path| !path.is_empty()) {
        match which::which(&path) {
            Ok(path) => return Ok(Some(path)),
            Err(_) => bail!("{VARIABLE} is {}, which is no program", Path::new(&path).display()),
        }
    }
    let on_path = COMMANDS.iter().find_map(|name| which::which(name).ok());
    let in_place = || PLACES.iter().map(PathBuf::from).find(|path| path.exists());
    Ok(on_path.or_else(in_place).or_else(from_playwright))
}

fn from_playwright() -> Option<PathBuf> {
    let home = env::home_dir()?;
    let caches = PLAYWRIGHT.iter().filter_map(|cache| fs::read_dir(home.join(cache)).ok());
    let versions = caches.flatten().flatten().map(|entry| entry.path());
    let programs = versions
        .filter(|path| {
            path.file_name().is_some_and(|n| n.to_string_lossy().starts_with("chromium-"))
        })
        .flat_map(|path| PLAYWRIGHT_PROGRAMS.map(|program| path.join(program)));
    programs.filter(|program| program.exists()).max()
}
