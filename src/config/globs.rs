//! Globs that match paths as `.gitignore` does. The only importer of globset.

use std::fmt;
use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Escapes a text as a glob that matches exactly this text.
pub fn escape_glob(text: &str) -> String {
    globset::escape(text)
}

/// A set of globs; one must match. A glob with a `/` matches a whole path, a glob without one matches
/// its last part. Both also match everything below a folder that they match.
#[derive(Clone, Debug, Default)]
pub struct Globs {
    set: GlobSet,
    /// The patterns, without a part that only anchors them.
    anchored: Vec<String>,
}

/// Why a pattern is not a glob. `Display` writes only the reason.
#[derive(Debug)]
pub struct GlobError {
    /// The pattern.
    pub pattern: String,
    /// What is wrong with it.
    reason: String,
}

impl Globs {
    /// Compiles patterns.
    ///
    /// # Errors
    ///
    /// Returns an error for the first pattern that is not a glob.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, GlobError> {
        let mut set = GlobSetBuilder::new();
        let mut all_anchored = Vec::new();
        for pattern in patterns {
            let fail =
                |reason: &str| GlobError { pattern: pattern.to_owned(), reason: reason.to_owned() };
            let anchored = anchor(pattern).map_err(fail)?;
            all_anchored.push(anchored.clone());
            for glob in [format!("{anchored}/**"), anchored] {
                let glob = GlobBuilder::new(&glob).literal_separator(true).build();
                set.add(glob.map_err(|error| glob_error(pattern, &error))?);
            }
        }
        let set = set.build();
        set.map(|set| Self { set, anchored: all_anchored })
            .map_err(|error| glob_error(error.glob().unwrap_or_default(), &error))
    }

    /// Whether a path matches.
    pub fn is_match(&self, path: impl AsRef<Path>) -> bool {
        self.set.is_match(path)
    }

    /// Iterates over globs that match the same paths below a folder, in the common syntax of editors.
    pub fn below_any_folder(&self) -> impl Iterator<Item = String> {
        self.anchored.iter().flat_map(|glob| {
            let glob = format!("**/{}", glob.trim_start_matches("**/"));
            [format!("{glob}/**"), glob]
        })
    }
}

/// The maximum nesting of braces. People write fewer, and globset overflows the stack at a few
/// thousand.
const MAX_DEPTH: usize = 32;

/// Removes the part of a pattern that only anchors it: at the start, or in any folder.
///
/// # Errors
///
/// Returns the reason why no path can match it.
fn anchor(pattern: &str) -> Result<String, &'static str> {
    let whole = pattern.trim_start_matches("./").trim_end_matches('/');
    if whole.is_empty() {
        return Err("it does not name a file or folder");
    }
    if whole.starts_with('!') {
        return Err("globs cannot be negated with `!`");
    }
    if whole.split('/').any(|part| part == "..") {
        return Err(
            "`..` is not supported: globs match paths below the folder that they are used in",
        );
    }
    if depth_of_braces(whole) > MAX_DEPTH {
        return Err("braces are nested too deeply");
    }
    Ok(match whole.strip_prefix('/') {
        Some(rooted) => rooted.to_owned(),
        None if whole.contains('/') => whole.to_owned(),
        None => format!("**/{whole}"),
    })
}

fn depth_of_braces(pattern: &str) -> usize {
    let mut depth: usize = 0;
    let depths = pattern.bytes().map(|byte| {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth
    });
    depths.max().unwrap_or(0)
}

fn glob_error(pattern: &str, error: &globset::Error) -> GlobError {
    GlobError { pattern: pattern.to_owned(), reason: error.kind().to_string() }
}

impl fmt::Display for GlobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for GlobError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_without_a_slash_matches_at_any_depth_and_a_folder_all_below_it() {
        let globs = Globs::new(["vendor/", "/top/*.toml", "./a/b.toml"]).unwrap();
        for path in ["vendor/a.toml", "x/vendor", "top/a.toml", "a/b.toml"] {
            assert!(globs.is_match(path), "{path}");
        }
        for path in ["x/top/a.toml", "top/x/a.toml", "vendored/a.toml", "x/a/b.toml"] {
            assert!(!globs.is_match(path), "{path}");
        }
    }

    #[test]
    fn a_glob_that_could_match_nothing_is_an_error() {
        let deep = "{".repeat(20_000);
        for (pattern, reason) in [
            ("", "does not name a file"),
            ("/", "does not name a file"),
            ("./", "does not name a file"),
            ("!vendor", "negated"),
            ("../vendor", "`..`"),
            ("a/../b", "`..`"),
            (deep.as_str(), "nested too deeply"),
        ] {
            let error = Globs::new([pattern]).unwrap_err();
            assert!(error.to_string().contains(reason), "{pattern}: {error}");
        }
        assert!(Globs::new(["..a/b.."]).is_ok());
    }

    #[test]
    fn an_error_names_the_pattern() {
        let error = Globs::new(["a", "b["]).unwrap_err();
        assert_eq!(error.pattern, "b[");
        assert_eq!(error.to_string(), "unclosed character class; missing ']'");
    }
}
