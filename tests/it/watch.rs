//! `--watch`: noticing changes by editors and people, and ending on request.

#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use snapbox::str;

use crate::support::{Folder, VALID, WITH_ERROR};

struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(folder: &Folder, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cliq-lint"));
        command.arg("--watch").args(arguments).current_dir(folder.path(""));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            stdout.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Self { child, lines }
    }

    /// Waits for a line that contains a text.
    fn shows(&self, wanted: &str) {
        let mut seen = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(Duration::from_secs(20)) {
            if line.contains(wanted) {
                return;
            }
            seen.push(line);
        }
        panic!("{wanted} is not shown, but {seen:#?}");
    }

    fn end(mut self, signal: &str) -> Option<i32> {
        assert!(
            Command::new("kill")
                .args([signal, &self.child.id().to_string()])
                .status()
                .unwrap()
                .success()
        );
        self.child.wait().unwrap().code()
    }
}

#[test]
fn a_change_a_replaced_file_and_a_new_folder_are_seen() {
    let folder = Folder::with(&[("cliq-client.toml", VALID)]);
    let watching = Watching::start(&folder, &[]);
    watching.shows("no findings in 1 manifest");
    folder.write("cliq-client.toml", WITH_ERROR);
    watching.shows("1 error in 1 manifest");
    folder.write("new.tmp", VALID);
    fs::rename(folder.path("new.tmp"), folder.path("cliq-client.toml")).unwrap();
    watching.shows("no findings in 1 manifest");
    folder.write("deep/er/cliq-client.toml", WITH_ERROR);
    watching.shows("1 error in 1 of 2 manifests");
    folder.write("deep/cliq-lint.toml", "[rules]\ninvalid-client-name = \"off\"\n");
    watching.shows("no findings in 2 manifests");
    fs::remove_dir_all(folder.path("deep")).unwrap();
    watching.shows("no findings in 1 manifest");
    assert_eq!(watching.end("-INT"), Some(0));
}

#[test]
fn a_file_that_is_named_is_seen_replaced_and_its_configuration_too() {
    let folder = Folder::with(&[
        ("cliq-lint.toml", ""),
        ("a/one.toml", VALID),
        ("a/cliq-client.toml", WITH_ERROR),
    ]);
    let watching = Watching::start(&folder, &["a/one.toml"]);
    watching.shows("no findings in 1 manifest");
    folder.write("a/new", WITH_ERROR);
    fs::rename(folder.path("a/new"), folder.path("a/one.toml")).unwrap();
    watching.shows("1 error in 1 manifest");
    folder.write("cliq-lint.toml", "[rules]\ninvalid-client-name = \"off\"\n");
    watching.shows("no findings in 1 manifest");
    assert_eq!(watching.end("-TERM"), Some(0));
}

#[test]
fn a_missing_file_and_standard_input_cannot_be_watched() {
    let folder = Folder::with(&[]);
    folder.run(&["--watch", "nowhere/at/all"]).assert(str![[r#"
[stderr]
cliq-lint: cannot watch `[FOLDER]/nowhere/at`: no such file or folder
[exit 2]
"#]]);
    folder.run(&["--watch", "-"]).assert(str![[r#"
[stderr]
cliq-lint: cannot watch standard input
[exit 2]
"#]]);
}

#[test]
fn fixes_are_applied_whenever_a_file_changes() {
    let folder = Folder::with(&[("cliq-client.toml", VALID)]);
    let watching = Watching::start(&folder, &["--fix"]);
    watching.shows("no findings in 1 manifest");
    let broken = VALID.replace("self-client", "Self Client");
    folder.write("cliq-client.toml", broken);
    watching.shows("unknown-client-type: ");
    assert_eq!(watching.end("-TERM"), Some(0));
    assert_eq!(folder.read("cliq-client.toml"), VALID);
}
