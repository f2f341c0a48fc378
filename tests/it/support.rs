//! Runs the binary in a temporary folder, and compares outputs and generated files with stored
//! ones.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use snapbox::assert::Action;
use snapbox::data::DataFormat;
use snapbox::{Assert, Data, IntoData};

/// A manifest without findings.
pub const VALID: &str = "[client]\ntype = \"self-client\"\nname = \"Nightly Report\"\n";
/// A manifest with one error.
pub const WITH_ERROR: &str = "[client]\ntype = \"self-client\"\nname = \"Nightly!\"\n";
/// A manifest with one warning.
pub const WITH_WARNING: &str = "[client]\ntype = \"self-client\"\nname = \"Nightly  Report\"\n";

/// Returns the root folder of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Converts text to bytes; U+FFFD becomes a byte that is not valid UTF-8.
pub fn to_bytes(text: &str) -> Vec<u8> {
    text.split('\u{fffd}').map(str::as_bytes).collect::<Vec<_>>().join(&0xe9)
}

/// A temporary folder, removed when the value is dropped.
pub struct Folder(tempfile::TempDir);

/// The output and exit status of a run.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    pub fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Returns the output as in a terminal: standard output, then standard error.
    pub fn output(&self) -> String {
        [&*self.stdout, &*self.stderr].concat()
    }

    /// Returns standard output, standard error unless empty, and the exit status. Omits the crate
    /// version.
    pub fn transcript(&self) -> String {
        let Self { code, stdout, stderr } = self;
        let heading = if stderr.is_empty() { "" } else { "[stderr]\n" };
        let code = code.map_or("none".to_owned(), |code| code.to_string());
        let version = env!("CARGO_PKG_VERSION");
        format!("{stdout}{heading}{stderr}[exit {code}]")
            .replace(&format!("cliq-lint {version}"), "cliq-lint [VERSION]")
            .replace(&format!("ersion\":\"{version}\""), "ersion\":\"[VERSION]\"")
    }

    #[track_caller]
    pub fn assert(&self, snapshot: impl IntoData) {
        assert_snapshot(&self.transcript(), snapshot);
    }
}

impl Folder {
    /// Creates a folder with these files.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (path, text) in files {
            folder.write(path, text.as_bytes());
        }
        folder
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), content).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Creates a command that runs the binary in the folder and captures its output.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cliq-lint"));
        command
            .args(arguments)
            .current_dir(self.0.path())
            .env_remove("CLICOLOR_FORCE")
            .env_remove("FORCE_COLOR")
            .env_remove("FORCE_HYPERLINK")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the binary in the folder. Removes the folder's path from the output.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with_stdin(arguments, "")
    }

    pub fn run_with_stdin(&self, arguments: &[&str], stdin: &str) -> Ran {
        let mut child = self.command(arguments).spawn().unwrap();
        // A run that does not read its input may already have ended.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let mut ran = Ran::of(child.wait_with_output().unwrap());
        let path = fs::canonicalize(self.0.path()).unwrap();
        for text in [&mut ran.stdout, &mut ran.stderr] {
            *text = text.replace(path.to_str().unwrap(), "[FOLDER]");
        }
        ran
    }
}

/// Replaces the part of a text between two markers.
pub fn with_part(text: &str, name: &str, part: &str) -> String {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = text.split_once(&begin).unwrap();
    let (_, after) = rest.split_once(&end).unwrap();
    format!("{before}{begin}{part}{end}{after}")
}

/// Asserts that a text equals its snapshot; `UPDATE=1 cargo test` updates the snapshot instead.
#[track_caller]
pub fn assert_snapshot(actual: &str, snapshot: impl IntoData) {
    let is_update = std::env::var_os("UPDATE").is_some();
    let action = if is_update { Action::Overwrite } else { Action::Verify };
    let compared =
        Assert::new().action(action).try_eq(None, actual.into_data(), snapshot.into_data().raw());
    if let Err(difference) = compared {
        panic!("{difference}\nIf the change is intended: `UPDATE=1 cargo test`\n");
    }
}

/// Asserts that a project file has this content; `UPDATE=1 cargo test` writes it instead.
#[track_caller]
pub fn assert_file(path: &str, content: &str) {
    assert_snapshot(content, Data::read_from(&root().join(path), Some(DataFormat::Text)));
}
