//! The analysis of one version of a document, shared by all editor features.

use std::sync::Arc;

use crate::config::Levels;
use crate::lint::{Report, Reported, lint, lint_config};
use crate::manifest::{Client, Manifest};
use crate::overlap::{Claim, read_claims};
use crate::syntax::Tree;
use crate::text::{Encoding, Source};

/// The kind of a document, determined by its name and the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// A manifest.
    Manifest,
    /// A `cliq-lint.toml`.
    Configuration,
    /// Any other document; it is ignored.
    Other,
}

/// A text with its parsed content and its report.
pub struct Analysis {
    /// The report.
    pub report: Report,
    /// The levels used for the report.
    pub levels: Levels,
    content: Arc<Content>,
}

/// The parsed content of a text.
enum Content {
    Manifest(Box<Manifest>),
    Configuration(Box<(Source, Tree)>),
    /// An ignored text.
    Other(Source),
}

impl Analysis {
    /// Parses and lints a text.
    pub fn new(source: Source, kind: DocumentKind, levels: Levels) -> Self {
        match kind {
            DocumentKind::Manifest => {
                let manifest = Box::new(Manifest::new(source));
                let report = lint(&manifest, &levels);
                Self { report, levels, content: Content::Manifest(manifest).into() }
            }
            DocumentKind::Configuration => {
                let (_, tree, report) = lint_config(&source);
                let content = Content::Configuration(Box::new((source, tree)));
                Self { report, levels, content: content.into() }
            }
            DocumentKind::Other => {
                Self { report: Report::default(), levels, content: Content::Other(source).into() }
            }
        }
    }

    /// The same with what a comparison with other manifests found.
    #[must_use]
    pub fn with_findings(&self, findings: Vec<Reported>) -> Self {
        let mut report = self.report.clone();
        report.add(findings);
        Self { report, levels: self.levels.clone(), content: self.content.clone() }
    }

    /// What the text has that no other manifest should have.
    pub fn claims(&self, encoding: Encoding) -> Vec<Claim> {
        let read = |manifest| read_claims(manifest, &self.levels, encoding);
        self.manifest().map(read).unwrap_or_default()
    }

    /// The text.
    pub fn source(&self) -> &Source {
        match &*self.content {
            Content::Manifest(manifest) => &manifest.source,
            Content::Configuration(configuration) => &configuration.0,
            Content::Other(source) => source,
        }
    }

    /// The manifest, if the document is one.
    pub fn manifest(&self) -> Option<&Manifest> {
        match &*self.content {
            Content::Manifest(manifest) => Some(manifest),
            Content::Configuration(_) | Content::Other(_) => None,
        }
    }

    /// The syntax tree of the configuration, if the document is one.
    pub fn configuration(&self) -> Option<&Tree> {
        match &*self.content {
            Content::Configuration(configuration) => Some(&configuration.1),
            Content::Manifest(_) | Content::Other(_) => None,
        }
    }

    /// The clients of the manifest; empty if the document is not a manifest.
    pub fn clients(&self) -> &[Client] {
        self.manifest().map_or(&[], |manifest| &manifest.clients)
    }
}
