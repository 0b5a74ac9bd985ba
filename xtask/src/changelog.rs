//! `CHANGELOG.md`, in the format of Keep a Changelog.

use anyhow::{Context, Result, bail};

const KINDS: [&str; 6] = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];

/// What the changelog says of a version.
#[derive(Debug, PartialEq)]
pub enum Standing {
    /// It has a section with a date.
    Dated,
    /// Its entries are still under "Unreleased".
    Unreleased,
}

/// Checks the newest section, which must be that of `version` or "Unreleased".
pub fn check(text: &str, version: &str) -> Result<Standing> {
    let newest = text.split("\n## ").nth(1).context("CHANGELOG.md has no section")?;
    let (title, body) = newest.split_once('\n').unwrap_or((newest, ""));
    let standing = match title.split_once(" - ") {
        None if title == "Unreleased" => Standing::Unreleased,
        Some((name, date)) if name.trim_matches(['[', ']']) == version && is_date(date) => {
            Standing::Dated
        }
        _ => bail!(
            "the newest section of CHANGELOG.md is {title:?}; it must be \"Unreleased\" or \
             \"{version} - YYYY-MM-DD\""
        ),
    };
    for line in body.lines().filter(|line| line.starts_with("### ")) {
        let kind = line.trim_start_matches("### ");
        if !KINDS.contains(&kind) {
            bail!("CHANGELOG.md has entries under {kind:?}, which is none of {}", KINDS.join(", "));
        }
    }
    if !body.lines().any(|line| line.starts_with("- ")) {
        bail!("CHANGELOG.md says nothing under {title:?}");
    }
    Ok(standing)
}

fn is_date(text: &str) -> bool {
    let parts: Vec<_> = text.trim().split('-').map(str::len).collect();
    parts == [4, 2, 2] && text.trim().chars().all(|c| c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::{Standing, check};

    fn changelog(title: &str, body: &str) -> String {
        format!(
            "# Changelog\n\nWords.\n\n## {title}\n{body}\n\n## 0.0.9 - 2026-01-01\n\n### Added\n\n- A.\n"
        )
    }

    #[test]
    fn the_newest_section_counts() {
        let entries = "\n### Fixed\n\n- B.";
        let standing = |title: &str| check(&changelog(title, entries), "0.1.0").ok();
        assert_eq!(standing("Unreleased"), Some(Standing::Unreleased));
        assert_eq!(standing("0.1.0 - 2026-11-24"), Some(Standing::Dated));
        assert_eq!(standing("[0.1.0] - 2026-11-24"), Some(Standing::Dated));
        assert_eq!(standing("0.1.0"), None);
        assert_eq!(standing("0.1.0 - soon"), None);
        assert_eq!(standing("0.2.0 - 2026-11-24"), None);
    }

    #[test]
    fn a_section_says_something_under_known_headings() {
        assert!(check(&changelog("Unreleased", ""), "0.1.0").is_err());
        assert!(check(&changelog("Unreleased", "\n### Improved\n\n- B."), "0.1.0").is_err());
        assert!(check("# Changelog\n", "0.1.0").is_err());
    }
}
