//! cliq-lint: finds, words and mends the faults of a `cliq-client.toml`.
//!
//! Read in this order, the modules are the way that the data flows; each imports only those above
//! it (a test sees to that), and up to `schema` all are pure and total: text in, data out, no I/O,
//! no error for a broken manifest.
//!
//! bytes → [`text`] → [`syntax`] → [`manifest`] (with [`matrix`] and [`uri`]) → [`rules`] →
//! [`finding`]s → [`lint`] → [`fix`] or [`render`] → [`cli`]
//!
//! Spans are in bytes of the file throughout; lines and columns are computed by [`text`] alone, for
//! output.

pub mod text;
pub mod characters;
pub mod syntax;
pub mod matrix;
pub mod uri;
pub mod manifest;
pub mod finding;
pub mod edits;
pub mod secrets;
pub mod rules;
pub mod config;
pub mod suppress;
pub mod lint;
pub mod fix;
pub mod adopt;
pub mod render;
pub mod scaffold;
pub mod docs;
pub mod schema;
pub mod disk;
pub mod watch;
pub mod lsp;
pub mod cli;
