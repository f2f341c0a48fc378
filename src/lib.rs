//! draft
pub mod text;
pub mod characters;
pub mod syntax;
pub mod matrix;
pub mod uri;
pub mod manifest;
pub mod finding;
pub mod edits;
pub mod secrets;
pub mod suppress;
pub mod rules;
pub mod config;
pub mod lint;
