//! The complete output of every format, for manifests that break every rule, and of every command.

use std::fs;

use cliq_lint::oauth_errors::OAUTH_ERRORS;

use crate::support::{Folder, Ran, assert_file, root};

/// Creates manifests that together break every rule, and a configuration with an error.
fn every_rule() -> Folder {
    let folder = Folder::with(&[]);
    for name in file_names("tests/it/snapshots/every_rule") {
        let path = root().join("tests/it/snapshots/every_rule").join(&name);
        folder.write(&name, fs::read(path).unwrap());
    }
    let latin_1 = b"[client]\ntype = \"self-client\"\nname = \"Caf\xe9\"\n";
    folder.write("cliq-client.latin-1.toml", latin_1);
    folder
}

fn file_names(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Returns the names of all rules.
fn rules() -> Vec<String> {
    let list = Folder::with(&[]).run(&["rules"]).stdout;
    list.lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect()
}

/// Returns the values that an option accepts, taken from the error message for an invalid value.
fn possible_values(option: &str) -> Vec<String> {
    let message = Folder::with(&[]).run(&[option, "?"]).stderr;
    let (_, values) = message.split_once("[possible values: ").unwrap();
    values.split(']').next().unwrap().split(", ").map(str::to_owned).collect()
}

#[track_caller]
fn assert_stored(name: &str, ran: &Ran) {
    assert_file(&path_of(name), &format!("{}\n", ran.transcript()));
}

/// Asserts the outputs of several runs in one snapshot file.
#[track_caller]
fn assert_transcript<'a>(name: &str, folder: &Folder, runs: impl Iterator<Item = Vec<&'a str>>) {
    let runs = runs.map(|arguments| {
        let output = folder.run(&arguments).transcript();
        format!("$ cliq-lint {}\n{output}\n\n", arguments.join(" "))
    });
    assert_file(&path_of(name), &runs.collect::<String>());
}

fn path_of(name: &str) -> String {
    format!("tests/it/snapshots/{name}.txt")
}

#[test]
fn the_manifests_break_every_rule() {
    let shown = every_rule().run(&["-v", "--format", "short"]).stdout;
    let missing: Vec<String> =
        rules().into_iter().filter(|rule| !shown.contains(&format!("[{rule}]: "))).collect();
    assert!(missing.is_empty(), "add to tests/it/snapshots/every_rule: {missing:?}");
}

#[test]
fn every_format() {
    let folder = every_rule();
    for format in possible_values("--format") {
        let mut ran = folder.run(&["--format", &format]);
        // SARIF describes all rules on one line, which is too long for a readable diff.
        ran.stdout =
            ran.stdout.replace("},{\"defaultConfiguration\"", "},\n{\"defaultConfiguration\"");
        assert_stored(&format!("format_{format}"), &ran);
    }
}

#[test]
fn hints_counts_and_colors() {
    let folder = every_rule();
    assert_stored("verbose", &folder.run(&["-v"]));
    assert_stored("statistics", &folder.run(&["-v", "--statistics"]));
    assert_stored("color", &folder.run(&["--color", "always", "cliq-client.broken.toml"]));
}

#[test]
fn diffs_of_safe_and_unsafe_fixes() {
    let folder = every_rule();
    let options = ["-v", "--diff", "--format", "short"];
    assert_stored("diff", &folder.run(&options));
    assert_stored("diff_unsafe", &folder.run(&[&options[..], &["--unsafe-fixes"]].concat()));
}

#[test]
fn fixed_files() {
    for (name, options) in [("fix", &["--fix"][..]), ("unsafe_fixes", &["--fix", "--unsafe-fixes"])]
    {
        let folder = every_rule();
        let mut ran = folder.run(&[&["-v", "--format", "short"], options].concat());
        for file in file_names("tests/it/snapshots/every_rule").iter().rev() {
            ran.stdout.insert_str(0, &format!("[{file}]\n{}\n", folder.read(file)));
        }
        assert_stored(name, &ran);
    }
}

#[test]
fn the_explanation_of_every_error() {
    let folder = Folder::with(&[]);
    let titles = OAUTH_ERRORS.iter().map(|error| vec!["explain", error.title]);
    assert_transcript("errors", &folder, std::iter::once(vec!["explain"]).chain(titles));
}

#[test]
fn forms_of_the_examples_and_of_an_incomplete_manifest() {
    let folder = every_rule();
    let mut paths = file_names("examples");
    paths.retain(|name| name.rsplit('.').next() == Some("toml"));
    for name in &paths {
        folder.write(name, fs::read(root().join("examples").join(name)).unwrap());
    }
    paths.push("cliq-client.toml".to_owned());
    let text = paths.iter().map(|path| vec!["form", "--force", path]);
    let json = paths.iter().map(|path| vec!["form", "--force", "--format", "json", path]);
    assert_transcript("form", &folder, text.chain(json));
}

#[test]
fn the_list_and_the_explanation_of_every_rule() {
    let folder = Folder::with(&[]);
    let rules = rules();
    let explained = rules.iter().map(|rule| vec!["explain", rule]);
    assert_transcript("rules", &folder, std::iter::once(vec!["rules"]).chain(explained));
}

#[test]
fn the_help_of_every_command() {
    let folder = Folder::with(&[]);
    let help = folder.run(&["--help"]).stdout;
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let commands = commands.lines().take_while(|line| !line.is_empty());
    let commands = commands.map(|line| line.split_whitespace().next().unwrap());
    let helps =
        commands.filter(|command| *command != "help").map(|command| vec![command, "--help"]);
    let general = [vec!["--version"], vec!["-h"], vec!["--help"]];
    assert_transcript("help", &folder, general.into_iter().chain(helps));
}
