//! The website's pages: runs every command they show, checks that every output is exact, and checks
//! that every project URL resolves.
//!
//! A page is read from top to bottom, starting in an empty folder. A code block with a title is a
//! file with that name. A block with the language `console` holds commands, each after `$`,
//! followed by their output; `UPDATE=1 cargo test` updates the outputs.

use std::fs;
use std::path::Path;

use cliq_lint::console::FIELDS;
use cliq_lint::docs::error_page;
use cliq_lint::lint::Code;
use cliq_lint::rules::{RuleId, SITE};

use crate::support::{Folder, Ran, assert_file, root, to_bytes, with_part};

#[test]
fn every_command_that_a_page_shows_prints_what_the_page_says() {
    for page in pages() {
        let mut text = read(&page);
        if page == "docs/cli.md" {
            text = with_part(&text, "commands", &help_of_each_command());
        }
        assert_file(&page, &with_outputs(&page, &text));
    }
}

#[test]
fn every_option_that_a_text_names_exists() {
    for page in pages() {
        let text = read(&page);
        let inline = text.split('`').skip(1).step_by(2).filter(|code| !code.contains('\n'));
        let shell = blocks(&text).filter(|block| block.language == "sh").flat_map(|block| {
            block.content.lines().map(|line| line.split(" #").next().unwrap_or(line))
        });
        for command in inline.chain(shell).filter(|command| command.starts_with("cliq-lint ")) {
            // A word in upper case is a placeholder. Some options accept only existing values.
            let arguments = words(command.split(['|', '\\', '>']).next().unwrap());
            let is_value = |word: &str| word.bytes().all(|byte| byte.is_ascii_uppercase());
            let mut arguments: Vec<String> = arguments
                .iter()
                .enumerate()
                .filter(|(index, word)| !is_value(word) || arguments[index - 1].starts_with("--"))
                .map(|(_, word)| word.clone())
                .collect();
            arguments.push("--help".to_owned());
            let ran = run(&Folder::with(&[]), &arguments[1..]);
            assert_eq!(ran.code, Some(0), "{page}: {command}\n{}", ran.stderr);
        }
    }
}

#[test]
fn every_error_of_the_console_has_a_page_with_its_exact_text_as_the_title() {
    for field in FIELDS {
        let path = format!("docs/{}.md", error_page(field));
        assert!(read(&path).contains(&format!("\n# {}\n", field.console_error)), "{path}");
    }
}

#[test]
fn everything_that_is_reported_has_a_page() {
    let rules = RuleId::ALL.iter().map(|rule| Code::Rule(*rule));
    for code in rules.chain([Code::InvalidConfiguration]) {
        let url = code.descriptor().url();
        assert!(page_of(&url).is_some_and(|page| root().join(page).is_file()), "{url}");
    }
}

#[test]
fn addresses_of_the_project_lead_somewhere() {
    // The packaged crate has only some of the files.
    if !root().join(".ci").exists() {
        return;
    }
    assert!(read("zensical.toml").contains(&format!("\nsite_url = \"{SITE}/\"\n")));
    let repository = env!("CARGO_PKG_REPOSITORY");
    let others = ["README.md", "CHANGELOG.md", "editors/vscode/README.md", "docs/llms.txt"];
    let more = ["editors/vscode/package.json", "editors/vscode/src/server.ts"];
    for path in pages().into_iter().chain(others.into_iter().chain(more).map(str::to_owned)) {
        let Ok(text) = fs::read_to_string(root().join(&path)) else { continue };
        for url in urls(&text) {
            let target = match url.strip_prefix(repository) {
                Some(rest) => ["/blob/main/", "/tree/main/"]
                    .iter()
                    .find_map(|prefix| rest.strip_prefix(prefix))
                    .map(|target| target.split('#').next().unwrap().to_owned()),
                None if url.starts_with(SITE) => Some(page_of(url).unwrap_or_default()),
                None => None,
            };
            let exists =
                target.is_none_or(|target| root().join(&target).exists() && !target.is_empty());
            assert!(exists, "{path}: {url} leads nowhere");
        }
    }
}

#[test]
fn the_navigation_and_the_index_for_language_models_list_every_page() {
    let config = read("zensical.toml");
    let (_, navigation) = config.split_once("\nnav = [\n").unwrap();
    let (navigation, _) = navigation.split_once("\n]\n").unwrap();
    let mut index = "# cliq-lint\n\n> A linter and language server for `cliq-client.toml`, a \
                     format for keeping the registration of a Zoho Cliq OAuth client in git. Zoho \
                     never reads the file. cliq-lint catches values that the Zoho API Console \
                     rejects, and values it accepts that break sign-in later.\n"
        .to_owned();
    let mut listed = Vec::new();
    for line in navigation.lines() {
        let Some(entry) = line.split('"').nth(1) else { continue };
        if line.contains("\" = [") {
            index.extend(["\n## ", entry, "\n\n"]);
        } else {
            index.push_str(&index_line(entry));
            listed.push(format!("docs/{entry}"));
        }
    }
    listed.sort();
    let pages: Vec<String> = pages().into_iter().filter(|page| page != "README.md").collect();
    assert_eq!(listed, pages, "the navigation in zensical.toml");
    assert_file("docs/llms.txt", &index);
}

/// Renders a section for each command, with its help still to be filled in.
fn help_of_each_command() -> String {
    let help = run(&Folder::with(&[]), &["--help".to_owned()]).stdout;
    let (_, rest) = help.split_once("\nCommands:\n").unwrap();
    let (commands, _) = rest.split_once("\n\n").unwrap();
    let names = commands.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let section = |name| {
        format!(
            "\n## cliq-lint {name} {{ #{name} }}\n\n```console\n$ cliq-lint {name} --help\n```\n"
        )
    };
    names.filter(|name| !name.is_empty() && *name != "help").map(section).collect()
}

/// Returns the line for a page in the index for language models.
fn index_line(page: &str) -> String {
    let path = format!("docs/{page}");
    let text = read(&path);
    let description = text.lines().find_map(|line| line.strip_prefix("description: "));
    let description = description.unwrap_or_else(|| panic!("{path} has no description"));
    let included = text.lines().find_map(|line| line.strip_prefix("--8<-- "));
    let included = included.map(|path| read(path.trim_matches('"')));
    let title = included.unwrap_or(text.clone());
    let title = title.lines().find_map(|line| line.strip_prefix("# ")).unwrap().to_owned();
    let description = description.trim_matches('"').replace("\\\"", "\"");
    let folder = page.trim_end_matches(".md").trim_end_matches("index");
    let slash = if folder.is_empty() || folder.ends_with('/') { "" } else { "/" };
    format!("- [{title}]({SITE}/{folder}{slash}): {description}\n")
}

/// Returns the paths of the website's pages and the README.
fn pages() -> Vec<String> {
    fn walk(folder: &Path, pages: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, pages);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let path = path.strip_prefix(root()).unwrap();
                pages.push(path.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    let mut pages = vec!["README.md".to_owned()];
    walk(&root().join("docs"), &mut pages);
    pages.sort();
    pages
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect(path)
}

/// A fenced code block.
struct Block<'a> {
    language: &'a str,
    title: Option<&'a str>,
    content: &'a str,
}

/// Iterates over a page's fenced code blocks that start at the beginning of a line.
fn blocks(text: &str) -> impl Iterator<Item = Block<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find("\n```")? + "\n```".len();
        let (info, after) = rest[start..].split_once('\n')?;
        let end = if after.starts_with("```") { 0 } else { after.find("\n```")? + 1 };
        rest = &after[end + "```".len()..];
        let language = info.split(' ').next()?;
        let title = info.split_once("title=\"").and_then(|(_, title)| title.split('"').next());
        Some(Block { language, title, content: &after[..end] })
    })
}

/// Returns the page with the outputs of its commands.
fn with_outputs(page: &str, text: &str) -> String {
    let folder = Folder::with(&[]);
    let mut status = None;
    let mut updated = String::new();
    let mut copied = 0;
    for block in blocks(text) {
        if let Some(title) = block.title {
            folder.write(title, to_bytes(block.content));
        }
        if block.language == "console" {
            let start = block.content.as_ptr() as usize - text.as_ptr() as usize;
            updated.push_str(&text[copied..start]);
            for command in commands(block.content) {
                let output = output_of(page, &folder, &command.replace("\\\n", ""), &mut status);
                updated.extend(["$ ", command, "\n", &output]);
            }
            copied = start + block.content.len();
        }
    }
    updated + &text[copied..]
}

/// Iterates over the commands of a block. A backslash at the end of a line continues a command.
fn commands(block: &str) -> impl Iterator<Item = &str> {
    let starts = block.match_indices("$ ").map(|(start, _)| start);
    let starts = starts.filter(|start| *start == 0 || block[..*start].ends_with('\n'));
    starts.map(|start| {
        let rest = &block[start + "$ ".len()..];
        let mut ends = rest.match_indices('\n').map(|(end, _)| end);
        let end = ends.find(|end| !rest[..*end].ends_with('\\'));
        &rest[..end.unwrap_or(rest.len())]
    })
}

/// Runs a command and returns its output. Supports cliq-lint, showing files and showing exit
/// statuses.
fn output_of(page: &str, folder: &Folder, command: &str, status: &mut Option<i32>) -> String {
    let words = words(command);
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["cliq-lint", ..] => {
            let ran = run(folder, &words[1..]);
            *status = ran.code;
            let output = ran.output().replace("[FOLDER]", "/home/you/acme");
            // At a terminal, the last line has an end.
            if output.is_empty() || output.ends_with('\n') { output } else { output + "\n" }
        }
        ["cat", path] => folder.read(path),
        ["echo", "$?"] => format!("{}\n", status.unwrap_or_default()),
        _ => panic!("{page} shows a command that no test can run: {command}"),
    }
}

fn run(folder: &Folder, arguments: &[String]) -> Ran {
    folder.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Splits a command into words like a shell. Supports quotes and nothing else.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for char in command.chars() {
        match (char, quote) {
            ('\'' | '"', None) => quote = Some(char),
            _ if quote == Some(char) => quote = None,
            (' ', None) => words.push(String::new()),
            _ => words.last_mut().unwrap().push(char),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Iterates over the URLs in a text.
fn urls(text: &str) -> impl Iterator<Item = &str> {
    let starts = text.match_indices("https://").map(|(start, _)| start);
    starts.map(|start| {
        let rest = &text[start..];
        let ends = |char: char| char.is_whitespace() || "\"'`)>]|,".contains(char);
        rest[..rest.find(ends).unwrap_or(rest.len())].trim_end_matches('.')
    })
}

/// Returns the source file of a URL on the website.
fn page_of(url: &str) -> Option<String> {
    let path = url.strip_prefix(SITE)?.split('#').next()?.trim_matches('/');
    let is_file = path.contains('.');
    let candidates = if is_file {
        vec![format!("docs/{path}")]
    } else if path.is_empty() {
        vec!["docs/index.md".to_owned()]
    } else {
        vec![format!("docs/{path}.md"), format!("docs/{path}/index.md")]
    };
    candidates.into_iter().find(|path| root().join(path).is_file())
}
