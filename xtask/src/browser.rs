//! Finding the browsers for the tests that need a real one.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::apt;
use crate::console::Console;

/// A browser, and where it is looked for.
pub struct Browser {
    variable: &'static str,
    commands: &'static [&'static str],
    places: &'static [&'static str],
    /// Below one of Playwright's downloads of it.
    from_playwright: &'static [&'static str],
    /// Programs that it does not run without.
    beside: &'static [&'static str],
    debian_packages: &'static [&'static str],
    /// What a person can do about it when it is missing.
    pub fix: &'static str,
}

pub const CHROMIUM: Browser = Browser {
    variable: "CHROME",
    commands: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
    places: &[
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "C:/Program Files/Google/Chrome/Application/chrome.exe",
        "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
        "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
    ],
    from_playwright: &[
        "chrome-linux/chrome",
        "chrome-linux64/chrome",
        "chrome-mac/Chromium.app/Contents/MacOS/Chromium",
        "chrome-win/chrome.exe",
        "chrome-win64/chrome.exe",
    ],
    beside: &[],
    debian_packages: &["chromium"],
    fix: "install Chromium or Chrome, or set CHROME to the path of its program",
};

pub const FIREFOX: Browser = Browser {
    variable: "FIREFOX",
    commands: &["firefox", "firefox-esr"],
    places: &[
        "/Applications/Firefox.app/Contents/MacOS/firefox",
        "C:/Program Files/Mozilla Firefox/firefox.exe",
    ],
    // Playwright's own cannot be driven as any Firefox can.
    from_playwright: &[],
    beside: &[],
    debian_packages: &["firefox-esr"],
    fix: "install Firefox, or set FIREFOX to the path of its program",
};

/// WebKitGTK's driver, which brings its browser along: Safari's engine where there is no Safari.
pub const WEBKIT: Browser = Browser {
    variable: "WEBKIT",
    commands: &["WebKitWebDriver"],
    places: &[],
    // Playwright's own cannot be driven as any WebKit can.
    from_playwright: &[],
    beside: &["Xvfb"],
    debian_packages: &["webkit2gtk-driver", "xvfb"],
    fix: "install WebKitGTK's WebKitWebDriver, or set WEBKIT to its path, and Xvfb",
};

/// Where Playwright keeps the browsers that it downloads, below the home directory.
const PLAYWRIGHT: [&str; 3] =
    [".cache/ms-playwright", "Library/Caches/ms-playwright", "AppData/Local/ms-playwright"];
impl Browser {
    /// Finds the browser, installing one where that can be done.
    pub fn find(&self, console: &Console) -> Result<PathBuf> {
        if let Some(browser) = self.installed()? {
            return Ok(browser);
        }
        let missing = || format!("there is no browser; {}", self.fix);
        if apt::exists() {
            let install =
                apt::update(console).and_then(|()| apt::install(console, self.debian_packages));
            install.with_context(missing)?;
        }
        self.installed()?.with_context(missing)
    }

    /// The browser that is already there.
    pub fn installed(&self) -> Result<Option<PathBuf>> {
        if self.beside.iter().any(|name| which::which(name).is_err()) {
            return Ok(None);
        }
        if let Some(path) = env::var_os(self.variable).filter(|path| !path.is_empty()) {
            match which::which(&path) {
                Ok(path) => return Ok(Some(path)),
                Err(_) => bail!(
                    "{} is {}, which is no program",
                    self.variable,
                    Path::new(&path).display()
                ),
            }
        }
        let on_path = self.commands.iter().find_map(|name| which::which(name).ok());
        let in_place = || self.places.iter().map(PathBuf::from).find(|path| path.exists());
        let downloaded = || downloaded_by_playwright(self.from_playwright);
        Ok(on_path.or_else(in_place).or_else(downloaded))
    }
}

fn downloaded_by_playwright(programs: &[&str]) -> Option<PathBuf> {
    let home = env::home_dir()?;
    let caches = PLAYWRIGHT.iter().filter_map(|cache| fs::read_dir(home.join(cache)).ok());
    let versions = caches.flatten().flatten().map(|entry| entry.path());
    let places = versions
        .filter(|path| {
            path.file_name().is_some_and(|n| n.to_string_lossy().starts_with("chromium-"))
        })
        .flat_map(|path| programs.iter().map(move |program| path.join(program)));
    places.filter(|program| program.exists()).max()
}
