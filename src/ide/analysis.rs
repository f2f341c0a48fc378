//! A text read once: what all features of one version of a document share.

use crate::config::Levels;
use crate::lint::{Report, lint, lint_config};
use crate::manifest::{Client, Manifest};
use crate::syntax::Tree;
use crate::text::Source;

/// What a document is to the linter, by its name and the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// A manifest.
    Manifest,
    /// A `cliq-lint.toml`.
    Configuration,
    /// Neither; it is ignored.
    Other,
}

/// A text, what it says, and what is reported of it.
pub struct Analysis {
    /// What is reported.
    pub report: Report,
    /// The levels that the report was made with.
    pub levels: Levels,
    content: Content,
}

/// What a text says.
enum Content {
    Manifest(Box<Manifest>),
    Configuration(Box<(Source, Tree)>),
    /// A text that is ignored.
    Other(Source),
}

impl Analysis {
    /// Reads and lints a text.
    pub fn new(source: Source, kind: DocumentKind, levels: Levels) -> Self {
        match kind {
            DocumentKind::Manifest => {
                let manifest = Box::new(Manifest::new(source));
                let report = lint(&manifest, &levels);
                Self { report, levels, content: Content::Manifest(manifest) }
            }
            DocumentKind::Configuration => {
                let (_, tree, report) = lint_config(&source);
                Self { report, levels, content: Content::Configuration(Box::new((source, tree))) }
            }
            DocumentKind::Other => {
                Self { report: Report::default(), levels, content: Content::Other(source) }
            }
        }
    }

    /// The text.
    pub fn source(&self) -> &Source {
        match &self.content {
            Content::Manifest(manifest) => &manifest.source,
            Content::Configuration(configuration) => &configuration.0,
            Content::Other(source) => source,
        }
    }

    /// The manifest that the text is.
    pub fn manifest(&self) -> Option<&Manifest> {
        match &self.content {
            Content::Manifest(manifest) => Some(manifest),
            Content::Configuration(_) | Content::Other(_) => None,
        }
    }

    /// The tree of the configuration that the text is.
    pub fn configuration(&self) -> Option<&Tree> {
        match &self.content {
            Content::Configuration(configuration) => Some(&configuration.1),
            Content::Manifest(_) | Content::Other(_) => None,
        }
    }

    /// The clients of the manifest; none if the text is not one.
    pub fn clients(&self) -> &[Client] {
        self.manifest().map_or(&[], |manifest| &manifest.clients)
    }
}
