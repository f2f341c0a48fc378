//! Hover: documentation of keys, client types, rules and errors of the console and of sign-in, and
//! the components of a URI that has a problem.

use super::{Analysis, configuration, rule_name_at};
use crate::data_centers::data_center;
use crate::docs::{code_block, data_center_docs, key_docs, oauth_error_docs, rule_docs, type_docs};
use crate::lint::Code;
use crate::manifest::{Client, Manifest, UriValue, read_uri_list, resolve_key};
use crate::oauth_errors::errors_quoted_in;
use crate::rules::RuleId;
use crate::suppression::{TERM_KEYS, parse_suppressions};
use crate::text::{Source, Span};
use crate::uri::{UriError, UriErrorKind};

/// Hover content for a span of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The span that the content describes.
    pub span: Span,
    /// Documentation, in Markdown.
    pub docs: String,
}

/// Returns the hover at a byte offset: the meaning of the text, and why the diagnostics there
/// matter. Explains each error of the console or of sign-in that the diagnostics or this text name.
pub fn hover(analysis: &Analysis, offset: usize) -> Option<Hover> {
    let reported = analysis.report.diagnostics.iter();
    let here: Vec<_> = reported.filter(|one| one.diagnostic.span.touches(offset)).collect();
    let place = here.first().map(|first| first.diagnostic.span);
    let mut codes: Vec<Code> = here.iter().map(|one| one.code).collect();
    codes.dedup();
    let reasons = codes.iter().filter(|code| code.rule().is_some()).map(|code| {
        let descriptor = code.descriptor();
        format!("**{}**: {}", descriptor.name, descriptor.rationale)
    });
    let meaning = meaning_at(analysis, offset);
    let span = meaning.as_ref().map(|hover| hover.span).or(place)?;
    let mut docs: Vec<String> =
        meaning.map(|hover| hover.docs).into_iter().chain(reasons).collect();
    let notes = here.iter().flat_map(|one| one.diagnostic.all_notes());
    let naming: Vec<String> = docs.iter().cloned().chain(notes).collect();
    docs.extend(errors_quoted_in(&naming.join("\n")).map(oauth_error_docs));
    (!docs.is_empty()).then(|| Hover { span, docs: docs.join("\n\n---\n\n") })
}

/// Returns the meaning of the text at a byte offset.
fn meaning_at(analysis: &Analysis, offset: usize) -> Option<Hover> {
    let Some(manifest) = analysis.manifest() else {
        return configuration::hover(analysis, offset);
    };
    let mut comments = manifest.tree.comments.iter();
    if let Some(comment) = comments.find(|comment| comment.touches(offset)) {
        let span = rule_name_at(&manifest.source, *comment, offset);
        let word = manifest.source.slice(span);
        let docs = match RuleId::from_name(word) {
            Some(rule) => rule_docs(rule),
            None => term_docs(&manifest.source, *comment, word, span)?,
        };
        return Some(Hover { span, docs });
    }
    let mut clients = manifest.clients.iter();
    clients.find_map(|client| hover_in_client(analysis, manifest, client, offset))
}

/// Describes the key of a suppression term at `span`, if it is in a suppression.
fn term_docs(source: &Source, comment: Span, word: &str, span: Span) -> Option<String> {
    let term = TERM_KEYS.iter().find(|term| term.name == word)?;
    let suppressions = parse_suppressions(source.slice(comment), comment.start);
    suppressions.iter().any(|one| one.span.contains(span)).then(|| term.meaning.to_owned())
}

fn hover_in_client(
    analysis: &Analysis,
    manifest: &Manifest,
    client: &Client,
    offset: usize,
) -> Option<Hover> {
    let mut entries = client.table.entries.iter();
    if let Some(entry) = entries.find(|entry| entry.key_span.touches(offset)) {
        let key = resolve_key(&entry.key).map_or(entry.key.as_str(), |resolved| resolved.key);
        return Some(Hover { span: entry.key_span, docs: key_docs(key)? });
    }
    let type_span = client.type_entry.as_ref().map(|entry| entry.value.span);
    if let Some(span) = type_span.filter(|span| span.touches(offset)) {
        return Some(Hover { span, docs: type_docs(client.client_type?.info()) });
    }
    let mut centers = client.data_centers();
    if let Some(name) = centers.find(|name| name.span.touches(offset)) {
        return Some(Hover { span: name.span, docs: data_center_docs(data_center(&name.value)?) });
    }
    let mut uris = client.uris.iter().filter(|uri| has_components(uri));
    let uri = uris.find(|uri| uri.string.span.touches(offset))?;
    let span = uri.string.span;
    let mut spans = analysis.report.diagnostics.iter().map(|reported| reported.diagnostic.span);
    spans
        .any(|problem| span.intersects(problem))
        .then(|| Hover { span, docs: uri_docs(manifest, uri) })
}

/// Returns `true` if the parsed components of a URI match how a person reads it. They do not if one
/// string holds several URIs, or after a broken or doubled scheme.
fn has_components(value: &UriValue) -> bool {
    let is_doubled = |error: &UriError| matches!(error.kind, UriErrorKind::DoubledScheme { .. });
    let uri = &value.uri;
    !uri.host.is_empty()
        && !uri.errors.iter().any(is_doubled)
        && read_uri_list(value.raw()).is_none()
}

/// Describes the components of a URI and what browsers send for it, with secrets masked.
fn uri_docs(manifest: &Manifest, value: &UriValue) -> String {
    let uri = &value.uri;
    let components = [
        ("credentials", uri.userinfo.clone()),
        ("host", Some(uri.host.clone())),
        ("port", uri.port.clone()),
        ("path", Some(uri.path.clone())),
        ("query", uri.query.clone()),
        ("fragment", uri.fragment.clone()),
    ];
    let written = components.into_iter().filter_map(|(name, range)| {
        let range = range.filter(|range| !range.is_empty())?;
        Some((name, &value.raw()[range]))
    });
    let canonical = value.canonical().filter(|canonical| *canonical != value.raw());
    let canonical = canonical.map(|canonical| ("canonical", canonical));
    let line = |(name, text)| format!("{name:11}  {}", manifest.secrets.excerpt(text));
    code_block(written.chain(canonical).map(line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::ClientType;
    use crate::oauth_errors::OAUTH_ERRORS;
    use crate::testing::{analyze, split_cursor};

    /// Returns the hover at `$0`: the described text, and the content.
    fn shown(marked: &str) -> Option<(String, String)> {
        let (text, offset) = split_cursor(marked);
        let analysis = analyze(&text);
        let hover = meaning_at(&analysis, offset)?;
        Some((analysis.source().slice(hover.span).to_owned(), hover.docs))
    }

    #[track_caller]
    fn check(marked: &str, part: &str, docs: &str) {
        let (shown, shown_docs) = shown(marked).unwrap_or_else(|| panic!("nothing at {marked}"));
        assert_eq!((shown.as_str(), shown_docs.trim_end()), (part, docs.trim_end()));
    }

    #[track_caller]
    fn check_nothing(marked: &str) {
        assert_eq!(shown(marked), None, "{marked}");
    }

    #[test]
    fn what_is_reported_says_why_it_matters() {
        let hovered = |marked: &str| {
            let (text, offset) = split_cursor(marked);
            hover(&analyze(&text), offset).map(|hover| hover.docs)
        };
        let rationale = RuleId::UnknownClientType.descriptor().rationale;
        let docs = hovered("[client]\nname = 'A'\ntype = \"ro$0bot\"\n");
        assert_eq!(docs, Some(format!("**unknown-client-type**: {rationale}")));
        let uri = "[client]\ntype = 'non-browser-based'\nname = 'A'\n\
                   homepage_url = 'ht$0tp://acme.com/x'\n";
        let docs = hovered(uri).expect("the URI has a problem");
        assert!(
            docs.starts_with("```text\nhost ") && docs.contains("**insecure-http**: "),
            "{docs}"
        );
        assert_eq!(hovered("[client]\ntype = 'self-client'\nname = 'A$0'\n"), None);
    }

    #[test]
    fn an_error_that_a_finding_or_its_rule_names_has_its_causes() {
        let hovered = |marked: &str| {
            let (text, offset) = split_cursor(marked);
            hover(&analyze(&text), offset).map_or(String::new(), |hover| hover.docs)
        };
        let explains = |docs: &str, title: &str| {
            let error = OAUTH_ERRORS.iter().find(|error| error.title == title).unwrap();
            docs.matches(&oauth_error_docs(error)).count() == 1
        };
        let name = hovered("[client]\ntype = 'self-client'\nname = 'A$0-B'\n");
        assert!(explains(&name, "Enter a valid client name."), "{name}");
        let origin = "[client]\ntype = 'server-based'\nname = 'A'\n\
                      redirect_uris = ['https://acme$0.com']\n";
        let docs = hovered(origin);
        assert!(explains(&docs, "invalid_redirect_uri"), "{docs}");
        let suppressed = "# cliq-lint: allow(bare-origin$0-redirect)\n";
        assert!(explains(&hovered(suppressed), "invalid_redirect_uri"));
        let unknown = hovered("[client]\ntype = 'self-client'\nname = 'A'\nowner$0 = 'x'\n");
        assert!(!unknown.contains("Causes"), "{unknown}");
    }

    #[test]
    fn a_key_has_its_docs_whatever_it_is_called() {
        let docs = key_docs("homepage_url").unwrap();
        check("[client]\nhomepage$0_url = 'A'\n", "homepage_url", &docs);
        check("client = { $0homepage_url = 1 }", "homepage_url", &docs);
        check("[client]\nWebsite$0 = ''\n", "Website", &docs);
        check("[client]\n$0type = 'x'\n", "type", &key_docs("type").unwrap());
        check("[client.metadata$0]\n", "metadata", &key_docs("metadata").unwrap());
        check_nothing("[client]\nowner$0 = 'x'\n");
    }

    #[test]
    fn a_type_has_its_docs() {
        let docs = type_docs(ClientType::NonBrowserBased.info());
        check("[client]\ntype = \"non$0-browser-based\"\n", "\"non-browser-based\"", &docs);
        let label = "'Non-browser Applications'";
        check(&format!("[client]\ntype = {label}$0\n"), label, &docs);
        check_nothing("[client]\ntype = \"ro$0bot\"\n");
    }

    #[test]
    fn a_data_center_has_its_hosts() {
        let docs = data_center_docs(data_center("eu").unwrap());
        check("[client]\ndata_centers = ['us', 'E$0U']\n", "'EU'", &docs);
        check("[client]\nregion = \"zoho.eu$0\"\n", "\"zoho.eu\"", &docs);
        assert!(docs.contains("`api-console.zoho.eu`"), "{docs}");
        check_nothing("[client]\ndata_centers = ['mo$0on']\n");
    }

    #[test]
    fn a_rule_in_any_comment_has_its_docs() {
        let docs = rule_docs(RuleId::InsecureHttp);
        let suppression = "[client]\nname = 'A' # cliq-lint: allow(unknown-key, insecure$0-http)\n";
        check(suppression, "insecure-http", &docs);
        check("# größe: insecure-http$0\n", "insecure-http", &docs);
    }

    #[test]
    fn the_terms_of_a_suppression_are_explained_in_it_alone() {
        let docs = TERM_KEYS[0].meaning;
        check("# cliq-lint: allow(unknown-key, un$0til = 2027-01-31)\n", "until", docs);
        check_nothing("# not un$0til then\n");
    }

    #[test]
    fn a_uri_with_a_problem_has_its_components() {
        let client = "[client]\ntype = 'non-browser-based'\nname = 'A'\nhomepage_url = ";
        let docs = "\
```text
credentials  user:pw
host         ACME.com
port         443
path         /x
query        a=b|c
fragment     d
```";
        let uri = "'https://user:pw@ACME.com:443/x?a=b|c#d'";
        check(&format!("{client}{}", uri.replace("ACME", "AC$0ME")), uri, docs);
        let docs = "\
```text
host         ACME.com
port         443
path         /
canonical    https://acme.com/
```";
        let uri = "'https://ACME.com:443/'";
        let client = "[client]\ntype = 'server-based'\nname = 'A'\nredirect_uris = ";
        check(&format!("{client}[{uri}$0]"), uri, docs);
        check_nothing(&format!("{client}['https://ac$0me.com/x']"));
    }

    #[test]
    fn a_broken_uri_has_the_components_that_a_person_reads_or_none() {
        let rows = |uri: &str| {
            let text = format!(
                "[client]\ntype = 'server-based'\nname = 'A'\nredirect_uris = ['{uri}$0']\n"
            );
            let docs = shown(&text).map_or(String::new(), |(_, docs)| docs);
            let is_part = |row: &&str| !row.starts_with("```") && !row.starts_with("canonical");
            let rows = docs.lines().filter(is_part);
            let words = |row: &str| row.split_whitespace().collect::<Vec<_>>().join(" ");
            rows.map(words).collect::<Vec<_>>()
        };
        for (uri, expected) in [
            ("https://acme.com:/x", &["host acme.com", "path /x"][..]),
            ("https://acme.com:99999/x", &["host acme.com", "port 99999", "path /x"]),
            ("https://acme.com?a#b", &["host acme.com", "query a", "fragment b"]),
            ("https://u@x@acme.com/", &["credentials u@x", "host acme.com", "path /"]),
            ("https://[::1]:8/x#", &["host [::1]", "port 8", "path /x"]),
            ("https:/acme.com/x", &[]),
            ("https://acme..com/x", &["host acme..com", "path /x"]),
            ("https:///acme.com/x", &[]),
            ("https://https://acme.com/x", &[]),
            ("https://a.com/x, https://b.com/x", &[]),
            ("acme.com/x", &[]),
            ("com.acme.app:/x", &[]),
            ("htps//acme.com", &[]),
            ("", &[]),
        ] {
            assert_eq!(rows(uri), expected, "{uri}");
        }
    }

    #[test]
    fn the_secrets_of_a_uri_are_masked() {
        let secret = "0123456789abcdef0123456789abcdef0123456789";
        let uri = format!("'https://acme.com/$0?code={secret}'");
        let text = format!("[client]\ntype = 'server-based'\nredirect_uris = [{uri}]\n");
        let (_, docs) = shown(&text).expect("the secret is a problem");
        let query = format!("query        code=0123{}\n", "*".repeat(secret.len() - 4));
        assert!(docs.contains(&query), "{docs}");
    }

    #[test]
    fn elsewhere_nothing_is_shown() {
        for marked in [
            "$0",
            "[cli$0ent]\n",
            "[client]\n$0\n[[x]]\n",
            "[client]\nname = '$0A'\n",
            "[other]\ntype$0 = 1\n",
            "# Grö$0ße",
            "# クライ$0アント",
            "# insecure-http$02",
        ] {
            check_nothing(marked);
        }
    }
}
