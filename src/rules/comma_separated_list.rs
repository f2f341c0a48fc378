//! `comma-separated-list`: one string that holds several values, or a separator next to a URI.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{CLIQ_DOMAINS, THRIVE_REGISTER};
use crate::console::{FIELDS, FieldInfo, RECORDS, RecordInfo};
use crate::diagnostic::{ConsoleReaction, Diagnostic, Fix, Severity};
use crate::manifest::edit::{replace_parts, replace_string, split_string};
use crate::manifest::{Client, Manifest, UriList, read_record_list, read_uri_list};
use crate::syntax::{StringValue, ValueKind};
use crate::uri::{self, Certainty};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "comma-separated-list",
        severity: Severity::Error,
        summary: "one string that holds several values, or ends with a comma or full stop",
        rationale: "On some of Zoho's pages, the console's form accepts several redirect URIs or \
                    JavaScript domains in one field, separated by commas; on others, it has a [+] \
                    button that adds a row for each. In a manifest, each URI is a separate element \
                    of an array, so that it can be checked, compared and listed by `form`. The \
                    same goes for data centers and scopes, but several of those in one string are \
                    only a warning, because the console does not ask for them. A comma or a full \
                    stop at the end of a string is left over from a list or a sentence. A full \
                    stop can belong to the URI, so it is only a warning.",
        sources: &[CLIQ_DOMAINS, THRIVE_REGISTER],
    },
    fixes: Fixes::Safe(
        "Splitting is safe if every part of the string can only be a separate value: URIs and \
         scopes do not contain whitespace, and hosts, scopes and data centers do not contain \
         commas. A comma in a path or after `?` can belong to the URI, so that fix is unsafe.",
    ),
    when_to_suppress: "Suppress it if the comma or the full stop belongs to the URI.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback, https://staging.acme.com/callback\"]
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ one string holds 2 redirect URIs
",
    good: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\", \"https://staging.acme.com/callback\"]
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let fields = manifest.clients.iter().flat_map(|client| {
        FIELDS.iter().filter(|info| info.kind.holds_uris()).map(move |info| (client, info))
    });
    let fields = fields.flat_map(|(client, info)| in_field(manifest, client, info));
    let clients = manifest.clients.iter();
    let records = clients.flat_map(|client| RECORDS.iter().map(move |info| (client, info)));
    let records = records.flat_map(|(client, info)| in_record(manifest, client, info));
    fields.chain(records).collect()
}

/// The strings of a record that hold several values.
fn in_record<'a>(
    manifest: &'a Manifest,
    client: &'a Client,
    info: &'static RecordInfo,
) -> impl Iterator<Item = Diagnostic> + 'a {
    client.record_strings(info.record).filter_map(move |string| {
        let parts = read_record_list(info.record, &string.value)?;
        let count = parts.len();
        let edits = split_string(manifest, string, &parts);
        let message = format!("one string holds {count} {}s", info.noun);
        let diagnostic =
            Diagnostic::new(string.highlight_span(), message).at_most(Severity::Warning);
        Some(diagnostic.with_fix(Fix::safe(format!("Split into {count} elements"), edits)))
    })
}

fn in_field(manifest: &Manifest, client: &Client, info: &FieldInfo) -> Vec<Diagnostic> {
    let Some(entry) = client.field(info.field).filter(|_| client.accepts(info.field)) else {
        return Vec::new();
    };
    let values = match &entry.value.kind {
        ValueKind::Array(elements) if info.kind.is_list() => elements.as_slice(),
        _ => std::slice::from_ref(&entry.value),
    };
    let strings = values.iter().filter_map(|value| value.as_string());
    strings.filter_map(|string| in_string(manifest, string, info)).collect()
}

fn in_string(manifest: &Manifest, string: &StringValue, info: &FieldInfo) -> Option<Diagnostic> {
    let Some(list) = read_uri_list(&string.value) else {
        return full_stop(manifest, string, info);
    };
    Some(match &list.parts[..] {
        [_] => separator(manifest, string, info, &list),
        _ if info.kind.is_list() => several(manifest, string, info, &list),
        _ => several_of_one(manifest, string, info, &list),
    })
}

/// Several URIs in one element of a list, or in one string in its place.
fn several(
    manifest: &Manifest,
    string: &StringValue,
    info: &FieldInfo,
    list: &UriList,
) -> Diagnostic {
    let count = list.parts.len();
    let edits = split_string(manifest, string, &list.parts);
    let title = format!("Split into {count} elements");
    Diagnostic::new(string.highlight_span(), format!("one string holds {count} {}s", info.noun))
        .with_console(ConsoleReaction::Accepted("a manifest lists each in a separate element"))
        .with_fix(Fix::if_certain(list.certainty, title, edits))
}

/// Several URIs in a field that takes only one.
fn several_of_one(
    manifest: &Manifest,
    string: &StringValue,
    info: &FieldInfo,
    list: &UriList,
) -> Diagnostic {
    let part = |part: &std::ops::Range<usize>| &string.value[part.clone()];
    let first = part(&list.parts[0]);
    let others: Vec<String> =
        list.parts[1..].iter().map(|other| manifest.quote(part(other))).collect();
    let title = format!("Remove {}", others.join(" and "));
    let edits = replace_string(&manifest.source, string, first);
    let message = format!("one string holds {} {}s", list.parts.len(), info.noun);
    Diagnostic::new(string.highlight_span(), message)
        .with_note(format!("a client has one {}", info.noun))
        .with_console(ConsoleReaction::Likely(info.console_error))
        .with_fix(Fix::unsafe_(title, edits))
}

/// One URI with a separator next to it.
fn separator(
    manifest: &Manifest,
    string: &StringValue,
    info: &FieldInfo,
    list: &UriList,
) -> Diagnostic {
    let part = list.parts[0].clone();
    let (before, after) = (0..part.start, part.end..string.value.len());
    let is_after = !string.value[after.clone()].trim().is_empty();
    let (place, range) =
        if is_after { ("after", after.clone()) } else { ("before", before.clone()) };
    let written = manifest.quote(string.value[range.clone()].trim());
    let edits = replace_parts(&manifest.source, string, &[(before, ""), (after, "")]);
    let message = format!("{written} {place} the {}", info.noun);
    Diagnostic::new(string.span_of(range), message).with_fix(Fix::if_certain(
        list.certainty,
        format!("Remove {written}"),
        edits,
    ))
}

/// A URI that ends with the full stop of a sentence. The stop can belong to it.
fn full_stop(manifest: &Manifest, string: &StringValue, info: &FieldInfo) -> Option<Diagnostic> {
    let before = string.value.strip_suffix('.')?;
    let is_dots = before.ends_with(['.', '/']);
    if is_dots || !uri::parse(string.value.clone()).is_valid() {
        return None;
    }
    let stop = before.len()..string.value.len();
    let edits = replace_parts(&manifest.source, string, &[(stop.clone(), "")]);
    Some(
        Diagnostic::new(string.span_of(stop), format!("`.` after the {}", info.noun))
            .at_most(Severity::Warning)
            .with_fix(Fix::if_certain(Certainty::Likely, "Remove `.`", edits)),
    )
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Applicability;
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, check_no_fix, lint_text};

    const RULE: RuleId = RuleId::CommaSeparatedList;

    /// A client-based client with these values, in TOML, of its fields.
    fn client(homepage: &str, redirects: &str, domains: &str) -> String {
        format!(
            "[client]\ntype = 'client-based'\nname = 'A'\nhomepage_url = {homepage}\n\
             redirect_uris = {redirects}\njavascript_domains = {domains}\n"
        )
    }

    fn redirects(value: &str) -> String {
        client("'https://zylker.com'", value, "['https://zylker.com']")
    }

    /// The first fix of the redirect URIs: their value after it, its title, and whether it is safe.
    fn fix_of(value: &str) -> (String, String, Applicability) {
        let text = redirects(value);
        let (_, report) = lint_text(&text);
        let found = report.diagnostics.iter().find(|found| found.code.rule() == Some(RULE));
        let fix = &found.unwrap().diagnostic.fixes[0];
        let after = fix.edits.apply(&text);
        let after = after.split_once("redirect_uris = ").unwrap().1;
        let after = after.split_once("\njavascript_domains").unwrap().0;
        (after.to_owned(), fix.title.clone(), fix.applicability)
    }

    #[track_caller]
    fn check_safe(value: &str, after: &str, title: &str) {
        assert_eq!(fix_of(value), (after.to_owned(), title.to_owned(), Applicability::Safe));
    }

    #[track_caller]
    fn check_unsafe(value: &str, after: &str, title: &str) {
        assert_eq!(fix_of(value), (after.to_owned(), title.to_owned(), Applicability::Unsafe));
    }

    #[test]
    fn each_uri_of_a_string_becomes_an_element() {
        let title = "Split into 2 elements";
        check_safe("['https://a.io, https://b.io']", "['https://a.io', 'https://b.io']", title);
        check_safe("'https://a.io,https://b.io'", "['https://a.io', 'https://b.io']", title);
        check_safe("['app.zylker.com,b.zylker.com']", "['app.zylker.com', 'b.zylker.com']", title);
        check_safe(
            "[\n  'https://a.io https://b.io', # both\n]",
            "[\n  'https://a.io',\n  'https://b.io', # both\n]",
            title,
        );
        check_safe(
            "\"\"\"\nhttps://a.io\nhttps://b.io\n\"\"\"",
            "[\"\"\"\nhttps://a.io\"\"\", \"\"\"https://b.io\"\"\"]",
            title,
        );
    }

    #[test]
    fn a_comma_in_a_path_or_a_query_is_not_certain() {
        let title = "Split into 2 elements";
        check_unsafe(
            "['https://a.io/cb?x=1,https://b.io']",
            "['https://a.io/cb?x=1', 'https://b.io']",
            title,
        );
        check(RULE, &redirects("['https://a.io/x,y', 'https://a.io/cb?h=a.io,b.io']"));
    }

    #[test]
    fn a_separator_beside_one_uri_is_removed() {
        check(
            RULE,
            &redirects("['https://a.io/cb,']").replace(
                "javascript",
                "                                 ^ `,` after the redirect URI\njavascript",
            ),
        );
        check_safe("['https://a.io, ']", "['https://a.io']", "Remove `,`");
        check_safe("['; https://a.io']", "['https://a.io']", "Remove `;`");
        check_unsafe("['https://a.io/cb,']", "['https://a.io/cb']", "Remove `,`");
    }

    #[test]
    fn a_full_stop_after_a_uri_is_removed_by_a_guess() {
        check(
            RULE,
            &redirects("['https://a.io/cb.']").replace(
                "javascript",
                "                                 ^ `.` after the redirect URI\njavascript",
            ),
        );
        check_unsafe("['https://a.io/cb.']", "['https://a.io/cb']", "Remove `.`");
        check_unsafe("['https://a.io.']", "['https://a.io']", "Remove `.`");
        check(RULE, &redirects("['https://a.io/.', 'https://a.io/cb...', 'https://a.io./cb']"));
    }

    #[test]
    fn of_two_homepages_the_fix_names_the_one_that_it_removes() {
        let two = client("'https://a.io, https://b.io'", "['https://a.io/cb']", "['https://a.io']");
        check(
            RULE,
            &two.replace(
                "redirect_uris",
                "                ^^^^^^^^^^^^^^^^^^^^^^^^^^ one string holds 2 homepage URLs\nredirect_uris",
            ),
        );
        let (_, report) = lint_text(&two);
        assert_eq!(report.diagnostics[1].diagnostic.fixes[0].title, "Remove `https://b.io`");
        check_fix(RULE, &two, &two.replace(", https://b.io", ""));
    }

    #[test]
    fn the_console_takes_lists_but_of_homepages() {
        let text = client("'https://a.io,https://b.io'", "'https://a.io,https://b.io'", "[]");
        let (_, report) = lint_text(&text);
        let lists = report.diagnostics.iter().filter(|found| found.code.rule() == Some(RULE));
        let notes: Vec<String> =
            lists.map(|found| found.diagnostic.console.unwrap().to_string()).collect();
        assert_eq!(
            notes,
            [
                "if the console rejects it, it shows \"Enter a valid homepage URL\"",
                "the console accepts it, but a manifest lists each in a separate element"
            ]
        );
    }

    #[test]
    fn scopes_and_data_centers_are_split_and_only_warned_of() {
        let client = |rest: &str| format!("[client]\ntype = 'self-client'\nname = 'A'\n{rest}\n");
        for (before, after) in [
            ("scopes = 'A.b.READ,A.c.READ'", "scopes = ['A.b.READ', 'A.c.READ']"),
            ("scopes = ['A.b.READ A.c.READ']", "scopes = ['A.b.READ', 'A.c.READ']"),
            ("data_centers = 'us, Saudi Arabia'", "data_centers = ['us', 'Saudi Arabia']"),
        ] {
            check_fix(RULE, &client(before), &client(after));
            let (_, report) = lint_text(&client(before));
            let found: Vec<_> = report.diagnostics.iter().map(|one| one.severity.name()).collect();
            assert_eq!(found, ["warning"], "{before}");
        }
    }

    #[test]
    fn a_list_has_no_other_finding() {
        for text in [
            client("'https://a.io'", "['https://a.io, b.io']", "['https://a.io']"),
            client("'https://a.io, http://b.io'", "['https://a.io/cb']", "['https://a.io']"),
            client("'https://a.io'", "'https://a.io/x, https://a.io/x'", "['https://a.io']"),
            client("'https://a.io'", "['https://a.io/x']", "['https://a.io, https://b.io']"),
        ] {
            let (_, report) = lint_text(&text);
            let own = |found: &&crate::lint::Reported| found.code.name() != "implicit-grant";
            let names: Vec<&str> =
                report.diagnostics.iter().filter(own).map(|found| found.code.name()).collect();
            assert_eq!(names, ["comma-separated-list"], "{text}");
        }
        check_no_fix(RuleId::ImplicitGrant, &redirects("['https://a.io']"));
    }
}
