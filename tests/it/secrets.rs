//! Checks that no command reveals a secret planted in a manifest.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::manifests::{config, manifest};
use crate::support::Folder;

pub const SECRET: &str = "hunter2Zq9XkB7wL";

const PLANTED: &[&str] = &[
    "client_secret = \"@\"",
    "client_secret = @",
    "client_secret = '@",
    "api_key = [\n  '@',\n  \"a, @\"\n]",
    "# passwd: @",
    "redirect_uris = ['https://app.acme.com/cb?client_secret=@', 'HTTPS://acme.com']",
    "homepage_url = 'htps://me:@\u{0}acme.com'",
    "name = \"@!\"\npassword = '@'",
];

/// Lines of a configuration with a secret.
const PLANTED_IN_CONFIGURATION: &[&str] = &[
    "client_secret = \"@\"",
    "client_secret = @",
    "[rules]\nclient_secret = '@'",
    "[rules]\ninsecure-http = { password = '@' }",
    "[[overrides]]\nfiles = ['https://acme.com/?client_secret=@']",
    "[[overrides]]\nfiles = ['a']\nrules = { passwd = '@' }",
    "include = ['https://me:@\u{0}acme.com/[']",
    "exclude = [\"!zapikey=@\"]",
    "extends = \"client_secret=@\"",
    "# passwd: @",
    "api_key = [\n  '@',\n  \"a, @\"\n",
    "password = '@'\n'@' = 1\n[@]\ninclude = '@'",
];

/// A configuration with a secret in it, between lines that are valid and invalid.
pub fn planted_in_configuration() -> impl Strategy<Value = String> {
    const OTHERS: &[&str] =
        &["", "include = ['a', 1]", "inculde = []", "[rules]", "insecure-http = 'of'", "= ["];
    let others = prop::collection::vec(select(OTHERS), 2);
    (others, select(PLANTED_IN_CONFIGURATION)).prop_map(|(others, planted)| {
        let text = format!("{}\n{planted}\n{}\n", others[0], others[1]);
        text.replace('@', SECRET).replace('\u{0}', "@")
    })
}

/// A manifest with a secret in it.
pub fn planted() -> impl Strategy<Value = String> {
    (manifest(), select(PLANTED), any::<Index>()).prop_map(|(text, planted, place)| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.insert(place.index(lines.len() + 1), planted);
        (lines.join("\n") + "\n").replace('@', SECRET).replace('\u{0}', "@")
    })
}

const RUNS: &[&[&str]] = &[
    &["-v", "--fix"],
    &["-v", "--fix", "--unsafe-fixes", "--format", "short"],
    &["--add-allow"],
    &["--add-allow", "--format", "json"],
    &["-v", "--unsafe-fixes", "--color", "always"],
    &["-v", "--format", "short"],
    &["-v", "--format", "json"],
    &["-v", "--format", "sarif"],
    &["-v", "--format", "github"],
    &["-v", "--format", "gitlab"],
    &["-v", "--format", "junit"],
    &["-v", "--diff"],
    &["-v", "--diff", "--unsafe-fixes"],
    &["form", "--force"],
    &["form", "--force", "--format", "json"],
];

proptest! {
    #![proptest_config(config(2))]

    #[test]
    fn no_run_shows_a_secret(text in planted()) {
        for options in RUNS {
            let folder = Folder::with(&[("cliq-client.toml", text.as_str())]);
            let mut arguments = options.to_vec();
            if options[0] == "form" {
                arguments.push("cliq-client.toml");
            }
            let shown = folder.run(&arguments).transcript();
            prop_assert!(!shown.contains(&SECRET[4..]), "{:?}: {}", options, shown);
        }
        // Standard output is the fixed text itself.
        let folder = Folder::with(&[]);
        let stderr = folder.run_with_stdin(&["--fix", "--unsafe-fixes", "-"], &text).stderr;
        prop_assert!(!stderr.contains(&SECRET[4..]), "{}", stderr);
    }
}
