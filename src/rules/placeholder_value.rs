//! `placeholder-value`: a part of a value that somebody still has to fill in.

use std::ops::Range;

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{CRM_DUMMY_VALUES, RFC_2606};
use crate::console::{Field, is_allowed_in_name};
use crate::diagnostic::{ConsoleReaction, Diagnostic, MAX_LABELS, Severity};
use crate::manifest::{Client, Manifest};
use crate::syntax::StringValue;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "placeholder-value",
        severity: Severity::Error,
        summary: "a placeholder left in a name or a URI",
        rationale: "Templates (`${HOST}`, `{{ host }}`, `<your-host>`), documentation \
                    (`yourdomain.com`, `example.com`, `YOUR_APP_NAME`) and this tool's own fixes \
                    leave placeholders. A manifest is registered by hand, so nothing replaces \
                    them. No other rule checks such a value, because the placeholder may be the \
                    cause of its other problems.\n\n\
                    A placeholder in an otherwise valid value is a warning: Zoho's pages allow \
                    dummy values, but users then see a name, or are sent to an address, that is \
                    not yours.",
        sources: &[CRM_DUMMY_VALUES, RFC_2606],
    },
    fixes: Fixes::Never("Only you know the actual value."),
    when_to_suppress: "Suppress it if the value only looks like a placeholder.",
    bad: "\
[client]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"https://${HOST}\"
                        ^^^^^^^ `${HOST}` looks like a placeholder
",
    good: "\
[client]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"https://www.acme.com\"
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    manifest.clients.iter().flat_map(|client| in_client(manifest, client)).collect()
}

fn in_client(manifest: &Manifest, client: &Client) -> Vec<Diagnostic> {
    let name = client.name().and_then(|name| {
        let is_valid = name.value.chars().all(is_allowed_in_name);
        placeholder(manifest, Field::Name, name, &client.name_placeholders, is_valid)
    });
    let uris = client.uris.iter().filter_map(|uri| {
        placeholder(manifest, uri.field, &uri.string, &uri.placeholders, uri.uri.is_valid())
    });
    name.into_iter().chain(uris).collect()
}

/// Reports all placeholders of a string as one problem. `is_valid` says whether the string is valid
/// as it is written.
fn placeholder(
    manifest: &Manifest,
    field: Field,
    string: &StringValue,
    placeholders: &[Range<usize>],
    is_valid: bool,
) -> Option<Diagnostic> {
    let (first, others) = placeholders.split_first()?;
    let quote = |range: &Range<usize>| manifest.quote(&string.value[range.clone()]);
    let message = format!("{} looks like a placeholder", quote(first));
    let note = format!("placeholders are not expanded; write the actual {}", field.info().noun);
    let diagnostic = Diagnostic::new(string.span_of(first.clone()), message).with_note(note);
    let diagnostic = others.iter().take(MAX_LABELS - 1).fold(diagnostic, |diagnostic, other| {
        diagnostic.with_related(string.span_of(other.clone()), "another placeholder")
    });
    Some(if is_valid {
        diagnostic.at_most(Severity::Warning)
    } else {
        diagnostic.with_console(ConsoleReaction::Likely(field.info().console_error))
    })
}

#[cfg(test)]
mod tests {
    use crate::console::FIELDS;
    use crate::diagnostic::Severity;
    use crate::lint::Code;
    use crate::rules::RuleId;
    use crate::testing::{check, check_no_fix, lint_text};

    const RULE: RuleId = RuleId::PlaceholderValue;

    fn manifest(name: &str, homepage: &str, redirect: &str, domain: &str) -> String {
        format!(
            "# cliq-lint: allow(implicit-grant)\n\n[client]\ntype = 'client-based'\nname = '{name}'\n\
             homepage_url = '{homepage}'\nredirect_uris = ['{redirect}']\n\
             javascript_domains = ['{domain}']\n"
        )
    }

    /// The levels of what is reported, which must be placeholders alone.
    #[track_caller]
    fn levels(text: &str) -> Vec<Severity> {
        let (_, report) = lint_text(text);
        let found = report.diagnostics.iter();
        found
            .map(|found| {
                assert_eq!(found.code, Code::Rule(RULE), "{} in\n{text}", found.diagnostic.message);
                found.severity
            })
            .collect()
    }

    const SITE: &str = "https://app.zylker.com";
    const CALLBACK: &str = "https://app.zylker.com/callback";

    #[test]
    fn no_other_rule_reports_a_consequence_of_a_placeholder() {
        for uri in [
            "${BASE_URL}",
            "${BASE_URL}/callback",
            "{{ host }}",
            "https://<your host>/callback",
            "http://<your-host>/callback",
            "http://localhost:${PORT}/callback",
            "http://localhost:PORT",
            "https://YOUR_PROJECT.supabase.co/auth/v1/callback",
            "https://$HOST/callback",
            "https://%HOST%/callback",
            "https://[your-domain]/callback",
            "http://yourdomain.com/callback#done",
            "yourdomain.com",
            "your-host",
            "BASE_URL",
            "https://hostname/callback",
            "https://192.168.x.x/callback",
        ] {
            assert_eq!(levels(&manifest("Zylker", uri, CALLBACK, SITE)).len(), 1, "{uri}");
            assert_eq!(levels(&manifest("Zylker", SITE, uri, SITE)).len(), 1, "{uri}");
            assert_eq!(levels(&manifest("Zylker", SITE, CALLBACK, uri)).len(), 1, "{uri}");
        }
        for name in ["<app name>", "{{ name }}", "YOUR_APP_NAME", "Your App", "[app  name]"] {
            assert_eq!(levels(&manifest(name, SITE, CALLBACK, SITE)).len(), 1, "{name}");
        }
    }

    #[test]
    fn a_placeholder_is_an_error_only_where_the_value_is_invalid_with_it() {
        let error = [Severity::Error];
        assert_eq!(levels(&manifest("Zylker", "https://<host>", CALLBACK, SITE)), error);
        assert_eq!(levels(&manifest("<name>", SITE, CALLBACK, SITE)), error);
        let warning = [Severity::Warning];
        assert_eq!(levels(&manifest("Zylker", "https://yourdomain.com", CALLBACK, SITE)), warning);
        assert_eq!(levels(&manifest("Your App", SITE, CALLBACK, SITE)), warning);
    }

    #[test]
    fn what_fixes_insert_is_reported() {
        for info in FIELDS {
            let text = format!("[client]\n{} = {}\n", info.key, info.placeholder);
            let (_, report) = lint_text(&text);
            let is_own = |code: Code| code == Code::Rule(RULE);
            assert!(report.diagnostics.iter().any(|found| is_own(found.code)), "{text}");
        }
    }

    #[test]
    fn all_placeholders_of_a_value_are_one_finding_without_a_fix() {
        let text = manifest("Zylker", SITE, "https://{host}:{port}/{a}/{b}", SITE);
        check_no_fix(RULE, &text);
        let (_, report) = lint_text(&text);
        assert_eq!(report.diagnostics.len(), 1);
        assert_eq!(report.diagnostics[0].diagnostic.related.len(), 2);
    }

    #[test]
    fn placeholders_in_metadata_and_in_fields_of_other_types_are_not_reported() {
        check(
            RULE,
            "\
[client]
type = 'self-client'
name = 'Zylker Report'
homepage_url = 'https://yourdomain.com'

[client.metadata]
owner = '<team>'
",
        );
    }
}
