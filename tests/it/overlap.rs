//! Findings across the manifests of a run.

use snapbox::str;

use crate::support::Folder;

const PRODUCTION: &str = "[client]
type = \"server-based\"
name = \"Zylker Desk\"
homepage_url = \"https://zylker.com\"
redirect_uris = [\"https://zylker.com/cb\"]
";

const STAGING: &str = "[client]
type = \"server-based\"
name = \"Zylker Desk\"
homepage_url = \"https://staging.zylker.com\"
redirect_uris = [\"https://zylker.com/cb\", \"https://staging.zylker.com/cb\"]
";

fn folder() -> Folder {
    Folder::with(&[("cliq-client.toml", PRODUCTION), ("staging/cliq-client.toml", STAGING)])
}

#[test]
fn a_name_and_a_redirect_uri_in_two_manifests_are_hints_in_both() {
    let folder = folder();
    folder.run(&[]).assert(str![[r#"
no errors or warnings in 2 manifests; 4 hints hidden, show with -v
[exit 0]
"#]]);
    folder.run(&["-v", "--format", "short"]).assert(str![[r#"
cliq-client.toml:3:9: hint[shared-client-name]: another manifest has the same client name
cliq-client.toml:5:19: hint[shared-redirect-uri]: another manifest has the same redirect URI
staging/cliq-client.toml:3:9: hint[shared-client-name]: another manifest has the same client name
staging/cliq-client.toml:5:19: hint[shared-redirect-uri]: another manifest has the same redirect URI
[exit 0]
"#]]);
}

#[test]
fn a_manifest_alone_has_nothing_in_common() {
    folder().run(&["-v", "staging"]).assert(str![[r#"
no findings in 1 manifest
[exit 0]
"#]]);
}

#[test]
fn levels_and_suppressions_apply_as_to_any_rule() {
    let folder = folder();
    folder.write("cliq-lint.toml", "[rules]\nshared-redirect-uri = \"error\"\n");
    let name = "name = \"Zylker Desk\"";
    let suppressed = format!("{name} # cliq-lint: allow(shared-client-name)");
    folder.write("staging/cliq-client.toml", STAGING.replace(name, &suppressed));
    folder.run(&["--format", "short"]).assert(str![[r#"
cliq-client.toml:5:19: error[shared-redirect-uri]: another manifest has the same redirect URI
staging/cliq-client.toml:5:19: error[shared-redirect-uri]: another manifest has the same redirect URI
[exit 1]
"#]]);
    folder.run(&["-v", "--allow", "shared-redirect-uri", "--format", "short"]).assert(str![[r#"
cliq-client.toml:3:9: hint[shared-client-name]: another manifest has the same client name
[exit 0]
"#]]);
}

#[test]
fn a_suppression_is_not_unused_in_a_run_without_the_other_manifest() {
    let text = format!("# cliq-lint: allow(shared-client-name)\n\n{PRODUCTION}");
    Folder::with(&[("cliq-client.toml", &text)]).run(&["-v"]).assert(str![[r#"
no findings in 1 manifest
[exit 0]
"#]]);
}

#[test]
fn what_fixes_leave_is_compared() {
    let folder = folder();
    let slip = PRODUCTION.replace("https://zylker.com/cb", "htps://zylker.com/cb");
    folder.write("cliq-client.toml", slip);
    folder.run(&["-v", "--fix", "--format", "short"]).assert(str![[r#"
fixed cliq-client.toml:5:19 invalid-uri-scheme: Replace `htps://` with `https://`
cliq-client.toml:3:9: hint[shared-client-name]: another manifest has the same client name
cliq-client.toml:5:19: hint[shared-redirect-uri]: another manifest has the same redirect URI
staging/cliq-client.toml:3:9: hint[shared-client-name]: another manifest has the same client name
staging/cliq-client.toml:5:19: hint[shared-redirect-uri]: another manifest has the same redirect URI
[exit 0]
"#]]);
}

#[test]
fn junit_counts_the_cases_that_it_has() {
    let report = folder().run(&["-v", "--format", "junit"]).stdout;
    assert_eq!(report.matches("<testcase ").count(), 6, "{report}");
    assert!(report.contains("tests=\"6\" failures=\"4\""), "{report}");
}
