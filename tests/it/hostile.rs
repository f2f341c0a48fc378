//! Checks that no command prints anything of a stranger's manifest or path that a terminal or the log
//! of a CI system would obey.

use crate::support::Folder;

/// Texts that a terminal or a CI system obeys.
const HOSTILE: [&str; 2] = [
    "::error::evil ##vso[task.complete result=Failed]evil ##[error]evil",
    "evil\u{1b}]0;evil\u{7}\u{9b}31m\u{202e}\u{2066}\u{200b}\r\u{7f}",
];

/// The names of the formats of `check`.
const FORMATS: [&str; 11] = [
    "human",
    "short",
    "json",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "checkstyle",
    "rdjson",
    "azure",
    "markdown",
];

/// How the commands of the formats that consist of them begin.
const OWN: [&str; 5] = [
    "::error file=",
    "::error title=",
    "::warning file=",
    "::notice file=",
    "##vso[task.logissue type=",
];

/// A manifest with a text in keys, values and comments, which fixes change and move.
fn manifest_with(hostile: &str) -> String {
    let escape = |character: char| match character {
        '\u{0}'..='\u{1f}' | '\u{7f}' => format!("\\u{:04x}", u32::from(character)),
        _ => character.to_string(),
    };
    let written: String = hostile.chars().map(escape).collect();
    let line: String = hostile.chars().filter(|character| *character != '\r').collect();
    format!(
        "'{written}' = 1\n\
         homepage = \"htps://acme.com/{written}\"\n\
         [client]\n\
         type = \"Server-based Applications\"\n\
         name = \"{written}\"\n\
         redirect_uris = [\n\
         \"HTTPS://acme.com/{written}\", \"htps://acme.com/cb\", \"{written}\",\n\
         # {line}\n\
         ]\n\
         \"{written}\" = \"{written}\"\n\
         owner = \"\"\"\n  {written}\n{written}\n\"\"\"\n\
         website = \"http://acme.com/{written}\" # {line}\n"
    )
}

/// The folder of a hostile repository, the path of a manifest in it, and that of another.
fn repository(hostile: &str) -> (Folder, String, String) {
    // Windows allows few of these characters in paths.
    let name: String = if cfg!(windows) { "evil".to_owned() } else { hostile.to_owned() };
    let path = format!("{name}/cliq-client.toml");
    let other = format!("{name}/cliq-client.other.toml");
    let folder = Folder::with(&[]);
    folder.write(&path, manifest_with(hostile));
    folder.write(&other, manifest_with(hostile).replace("acme.com", "b.acme.com"));
    folder.write(&format!("{name}/broken/cliq-client.toml"), format!("[client]\n{hostile}\n= '"));
    let quoted = format!("'{}'", hostile.replace(['\r', '\u{1b}', '\u{7}', '\u{7f}'], ""));
    folder.write(
        "cliq-lint.toml",
        format!("include = ['**/*.toml', {quoted}]\n{quoted} = {quoted}\nexclude = [{quoted}]\n"),
    );
    folder.write(&format!("{name}.txt"), format!("x https://acme.com/{hostile}\n{hostile}\n"));
    (folder, path, other)
}

/// Returns the lines of an output that are obeyed. Commands of a format that consists of them are its
/// own, and a patch has the characters of its file.
fn find_obeyed(output: &str, is_made_of_commands: bool, is_patch: bool) -> Vec<String> {
    let is_raw = |c: char| {
        c.is_control() && !matches!(c, '\n' | '\t')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let is_obeyed = |line: &str| {
        let is_own = is_made_of_commands && OWN.iter().any(|own| line.starts_with(own));
        let is_command =
            line.trim_start().starts_with("::") || line.contains("##[") || line.contains("##vso[");
        !is_patch && line.contains(is_raw) || is_command && !is_own
    };
    output.split('\n').filter(|line| is_obeyed(line)).map(|line| format!("{line:?}")).collect()
}

#[test]
fn no_command_prints_what_a_terminal_or_the_log_of_a_ci_system_obeys() {
    let mut found = Vec::new();
    for hostile in HOSTILE {
        let (_, path, other) = repository(hostile);
        let text = path.replace("/cliq-client.toml", ".txt");
        let missing = format!("{hostile}/missing.toml");
        let uri = format!("https://acme.com/{hostile}");
        let option = format!("--{hostile}/cliq-client.toml");
        let mut runs: Vec<Vec<&str>> = vec![
            vec!["--show-files"],
            vec!["--show-settings", &path],
            vec!["--statistics"],
            vec!["--diff", "--unsafe-fixes"],
            vec!["--diff", "--show-fixes"],
            vec!["--fix", "-v", "--color", "never"],
            vec!["--add-allow"],
            vec!["--config", &path],
            vec!["--config", &missing],
            vec!["--exclude", hostile, "--show-settings"],
            vec!["--format", "human", "--format", "sarif=/dev/stdout"],
            vec![&missing],
            vec!["form", &path],
            vec!["form"],
            vec!["form", "--force", "--client", hostile, &path],
            vec!["form", "--force", "--copy", hostile, &path],
            vec!["match", "--manifest", &missing, &text],
            vec!["match", "--manifest", &path, hostile],
            vec!["diff", &missing, &path],
            vec!["explain", hostile],
            vec![&option],
            vec!["info"],
            vec!["rules"],
            vec!["--allow", hostile],
            vec!["init", &path, "--type", "self-client", "--name", "A"],
        ];
        for format in FORMATS {
            runs.push(vec!["-v", "--unsafe-fixes", "--format", format]);
            runs.push(vec!["--fix", "--unsafe-fixes", "--format", format]);
            runs.push(vec!["--diff", "--show-fixes", "--format", format]);
        }
        for format in ["human", "json", "html"] {
            runs.push(vec!["form", "--force", "--format", format, &path]);
        }
        for format in ["human", "short", "json", "github"] {
            runs.push(vec!["match", "--all", "--manifest", &path, "--format", format, &text, &uri]);
        }
        for format in ["human", "json", "markdown"] {
            runs.push(vec!["diff", "--format", format, &path, &other]);
        }
        for run in runs {
            let (folder, _, _) = repository(hostile);
            let ran = folder.run(&run);
            let is_made_of_commands = run.iter().any(|one| ["github", "azure"].contains(one));
            let is_patch = run[0] == "--diff";
            let obeyed = find_obeyed(&ran.stdout, is_made_of_commands, is_patch);
            let on_stderr = find_obeyed(&ran.stderr, is_made_of_commands, false);
            let obeyed = obeyed.into_iter().chain(on_stderr);
            found.extend(obeyed.map(|line| format!("{run:?}: {line}")));
        }
    }
    assert!(found.is_empty(), "{} lines:\n{}", found.len(), found.join("\n"));
}

#[test]
fn a_diff_says_that_it_cannot_be_applied_where_it_escapes_a_command() {
    let text =
        "[client]\nname = \"A\"\nowner = \"\"\"\n::error::x\n\"\"\"\ntype = \"Self Client\"\n";
    let folder = Folder::with(&[("cliq-client.toml", text)]);
    let ran = folder.run(&["--diff"]);
    assert!(ran.stdout.contains("./::error::x"), "{ran:?}");
    assert!(ran.stderr.contains("cannot be applied"), "{ran:?}");
}
