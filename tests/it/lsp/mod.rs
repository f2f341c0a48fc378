//! The language server as an editor sees it: messages to and from the built binary.

mod code_actions;
mod diagnostics;
mod editor;
mod exposure;
mod features;
mod frames;
mod match_files;
mod random_walk;
mod transport;
mod workspace;

/// A manifest that quick fixes alone can correct.
const FIXABLE: &str = r#"[client]
type = "Server-based Applications"
name = "Acme-Notifier"
homepage = "htps://www.acme.com"
redirect_uris = [
    "https://app.acme.com/cb#",
    "https://app.acme.com/cb, https://b.acme.com/cb",
    "",
]
"#;

/// The URI of a manifest outside any folder.
const MANIFEST: &str = "file:///x/cliq-client.toml";
