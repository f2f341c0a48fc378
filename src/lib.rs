//! cliq-lint: finds, explains and fixes problems in a `cliq-client.toml`.
//!
//! The modules are listed in the order in which data flows; each imports only modules above it, and
//! a test enforces that. Up to [`ide`] they are pure and total: text in, data out, no I/O,
//! and no error for a broken manifest, which is a normal input.
//!
//! bytes → [`text`] → [`syntax`] → [`manifest`] (with [`console`] and [`uri`]) → [`rules`] →
//! [`diagnostic`]s → [`lint`] → [`fix`] or [`render`] → [`cli`]
//!
//! Spans are in bytes of the file throughout; [`text`] alone computes lines and columns.

pub mod text;
pub mod citations;
pub mod console;
pub mod data_centers;
pub mod scopes;
pub mod syntax;
pub mod uri;
pub mod callbacks;
pub mod placeholder;
pub mod secrets;
pub mod manifest;
pub mod hosts;
pub mod diagnostic;
pub mod rules;
pub mod oauth_errors;
pub mod config;
pub mod suppression;
pub mod lint;
pub mod overlap;
pub mod fix;
pub mod docs;
pub mod render;
pub mod schema;
pub mod new_manifest;
pub mod console_form;
pub mod console_changes;
pub mod redirect_match;
pub mod ide;
#[cfg(any(feature = "cli", feature = "lsp"))]
mod fs;
#[cfg(feature = "lsp")]
pub mod lsp;
#[cfg(feature = "cli")]
pub mod cli;

#[cfg(test)]
mod testing;
