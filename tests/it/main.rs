//! Tests of the built binary and of generated files.

#![allow(clippy::needless_raw_string_hashes, reason = "snapbox writes inline snapshots so")]
#![allow(unreachable_pub, reason = "nothing outside this program uses its modules")]
#![allow(clippy::needless_pass_by_value, reason = "messages are made where they are sent")]

mod accuracy;
mod cli;
mod docs;
mod console_diff;
mod fix;
mod form;
mod generated;
mod hostile;
mod init;
mod layers;
mod lsp;
mod match_files;
mod match_redirects;
#[expect(dead_code, reason = "unit tests use more of it")]
#[path = "../../src/testing/manifests.rs"]
mod manifests;
mod overlap;
mod properties;
mod quotations;
mod readme;
mod secrets;
mod snapshots;
mod support;
mod suppressions;
mod threads;
mod toml_suite;
mod voice;
mod watch;
