//! Code actions: fixes, changes to a client, suppressions, and links to rule pages.

use super::Analysis;
use super::code_lens::SHOW_FORM;
use super::refactorings::{
    change_type, describe_type_change, insert_fields_as_snippet, insert_missing_fields,
    missing_fields,
};
use crate::console::{CLIENT_TYPES, ClientType};
use crate::diagnostic::{Applicability, Fix, Severity};
use crate::fix;
use crate::lint::Reported;
use crate::manifest::edit::replace_string;
use crate::manifest::{Client, Manifest};
use crate::rules::RuleId;
use crate::suppression::insert::{file_suppression, suppression_edits};
use crate::text::{Edit, Edits, Span, minimal_edit};

/// An action that the user can choose.
#[derive(Clone, Debug)]
pub struct CodeAction<'a> {
    /// What the action does, in the imperative.
    pub title: String,
    /// The diagnostic that the action is for; `None` for refactorings.
    pub reported: Option<&'a Reported>,
    /// The effect of the action.
    pub effect: Effect,
    /// Whether this is the best action, which editors may bind to a key.
    pub is_preferred: bool,
}

/// The effect of a code action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Edits the text.
    Edit(Edits),
    /// Edits the text; the edits are computed when the user chooses the action.
    Change(Change),
    /// Opens the page of a rule.
    OpenPage(RuleId),
    /// Shows what to enter in the console.
    OpenForm,
}

/// A change whose edits are computed on demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Applies the first fix of each diagnostic of a rule.
    FixRule(RuleId),
    /// Suppresses all diagnostics of a rule in a range.
    SuppressIn(RuleId, Span),
    /// Suppresses a rule in the whole file.
    SuppressInFile(RuleId),
    /// Inserts all fields that a client's type requires. Clients are numbered from 0.
    InsertMissingFields(usize),
    /// Changes the type of a client.
    ChangeType(usize, ClientType),
}

impl Change {
    /// Returns the change as a single edit with tab stops (LSP 3.17, "Snippet Syntax"), if there is
    /// something to fill in.
    pub fn snippet(self, analysis: &Analysis) -> Option<Edit> {
        match self {
            Self::InsertMissingFields(client) => {
                insert_fields_as_snippet(analysis.manifest()?, client)
            }
            _ => None,
        }
    }

    /// Returns the edits of the change; `None` if there is nothing to change.
    pub fn edits(self, analysis: &Analysis) -> Option<Edits> {
        let manifest = analysis.manifest()?;
        match self {
            Self::FixRule(rule) => fix::fix_rule(&analysis.report, rule),
            Self::SuppressIn(rule, range) => {
                let own = in_range(analysis, range).filter(|one| one.code.rule() == Some(rule));
                let places = own.map(|reported| (rule, reported.diagnostic.span));
                Some(suppression_edits(manifest, places)).filter(|edits| !edits.is_empty())
            }
            Self::SuppressInFile(rule) => file_suppression(manifest, rule).map(Edits::from),
            Self::InsertMissingFields(client) => insert_missing_fields(manifest, client),
            Self::ChangeType(client, to) => change_type(manifest, client, to),
        }
    }
}

/// The maximum number of diagnostics in a range whose individual fixes are offered, to keep the
/// menu short. Actions for all diagnostics of a rule are not limited.
const MAX_FIXED: usize = 20;

/// Returns the actions for diagnostics that touch `range`: fixes first, the best one at the top,
/// then suppressions and rule pages.
pub fn quick_fixes(analysis: &Analysis, range: Span) -> Vec<CodeAction<'_>> {
    let reported: Vec<&Reported> = in_range(analysis, range).collect();
    let mut firsts: Vec<(RuleId, &Reported)> = Vec::new();
    for one in &reported {
        if let Some(rule) = one.code.rule()
            && firsts.iter().all(|(known, _)| *known != rule)
        {
            firsts.push((rule, one));
        }
    }
    let mut actions = Vec::new();
    if reported.len() <= MAX_FIXED {
        actions = reported.iter().flat_map(|reported| fixes(analysis, reported)).collect();
        actions.sort_by_key(|action| !action.is_preferred);
    }
    let Some(manifest) = analysis.manifest() else { return actions };
    let mut all: Vec<CodeAction<'_>> = insertions(manifest, &reported).collect();
    let inserts_all = !all.is_empty();
    all.append(&mut actions);
    let fixable = firsts.iter().filter(|(rule, _)| {
        let is_inserted = inserts_all && *rule == RuleId::MissingRequiredField;
        !is_inserted && fix::fix_rule(&analysis.report, *rule).is_some()
    });
    all.extend(fixable.map(|(rule, reported)| {
        let title = format!("Fix all `{}` in this file", rule.name());
        change(title, Some(reported), Change::FixRule(*rule))
    }));
    for (rule, reported) in &firsts {
        all.extend(suppressions(manifest, *rule, reported, range));
    }
    all.extend(firsts.into_iter().map(|(rule, reported)| CodeAction {
        title: format!("Open documentation for `{}`", rule.name()),
        reported: Some(reported),
        effect: Effect::OpenPage(rule),
        is_preferred: false,
    }));
    all
}

/// Returns refactorings for a range: on a client type, changing it to another type.
pub fn refactorings(analysis: &Analysis, range: Span) -> Vec<CodeAction<'_>> {
    let mut actions = Vec::new();
    let Some(manifest) = analysis.manifest() else { return actions };
    for (index, client) in manifest.clients.iter().enumerate() {
        let Some((entry, now)) = client.type_entry.as_ref().zip(client.client_type) else {
            continue;
        };
        if !Span::new(entry.key_span.start, entry.value.span.end).contains(range) {
            continue;
        }
        let others = CLIENT_TYPES.iter().filter(|info| info.client_type != now);
        actions.extend(others.map(|info| {
            let title = describe_type_change(manifest, client, info.client_type);
            change(title, None, Change::ChangeType(index, info.client_type))
        }));
    }
    actions
}

/// Returns the action that shows what to enter in the console. Offered at the start of a client and
/// on its type; `None` if the console would reject the manifest.
pub fn form_action(analysis: &Analysis, range: Span) -> Option<CodeAction<'_>> {
    let is_rejected =
        analysis.report.diagnostics.iter().any(|reported| reported.severity == Severity::Error);
    let is_at = |client: &Client| {
        let entry = client.type_entry.as_ref();
        let entry = entry.map(|entry| Span::new(entry.key_span.start, entry.value.span.end));
        client.span.contains(range) || entry.is_some_and(|span| span.contains(range))
    };
    let is_offered = !is_rejected && analysis.clients().iter().any(is_at);
    is_offered.then(|| CodeAction {
        title: SHOW_FORM.to_owned(),
        reported: None,
        effect: Effect::OpenForm,
        is_preferred: false,
    })
}

/// Applies all safe fixes until nothing changes; `None` if there are none.
pub fn fix_all(analysis: &Analysis) -> Option<Edits> {
    let manifest = analysis.manifest()?;
    let outcome = fix::fix_all(
        manifest,
        &analysis.report,
        &analysis.levels,
        Severity::Hint,
        Applicability::Safe,
    );
    let outcome = outcome.ok()??;
    Some(minimal_edit(manifest.text(), outcome.manifest.text()).into())
}

/// Iterates over the diagnostics that touch a range.
fn in_range(analysis: &Analysis, range: Span) -> impl Iterator<Item = &Reported> {
    analysis.report.diagnostics.iter().filter(move |reported| {
        let span = reported.diagnostic.span;
        span.start <= range.end && range.start <= span.end
    })
}

fn change(title: String, reported: Option<&Reported>, change: Change) -> CodeAction<'_> {
    CodeAction { title, reported, effect: Effect::Change(change), is_preferred: false }
}

/// Returns the fixes of a diagnostic.
fn fixes<'a>(analysis: &Analysis, reported: &'a Reported) -> Vec<CodeAction<'a>> {
    let fixes = &reported.diagnostic.fixes;
    let best = fixes.iter().position(|fix| fix.applicability == Applicability::Safe);
    let action = |(index, fix): (usize, &Fix)| CodeAction {
        title: fix.title.clone(),
        reported: Some(reported),
        effect: Effect::Edit(fix.edits.clone()),
        is_preferred: Some(index) == best,
    };
    if fixes.is_empty() && reported.code.rule() == Some(RuleId::UnknownClientType) {
        return types(analysis, reported);
    }
    fixes.iter().enumerate().map(action).collect()
}

/// Returns one action per client type for an unknown type; types that start with the value come
/// first.
fn types<'a>(analysis: &Analysis, reported: &'a Reported) -> Vec<CodeAction<'a>> {
    let Some(manifest) = analysis.manifest() else { return Vec::new() };
    let entries = manifest.clients.iter().filter_map(|client| client.type_entry.as_ref());
    let mut strings = entries.filter_map(|entry| entry.value.as_string());
    let span = reported.diagnostic.span;
    let Some(written) = strings.find(|string| string.span.contains(span)) else {
        return Vec::new();
    };
    let mut types: Vec<_> = CLIENT_TYPES.iter().collect();
    types.sort_by_key(|info| !info.value.starts_with(&*written.value));
    let action = |info: &crate::console::ClientTypeInfo| CodeAction {
        title: format!("Replace with `{}`", info.value),
        reported: Some(reported),
        effect: Effect::Edit(replace_string(&manifest.source, written, info.value)),
        is_preferred: false,
    };
    types.into_iter().map(action).collect()
}

/// Returns, for each client that lacks several fields, an action that inserts all of them.
fn insertions<'a>(
    manifest: &'a Manifest,
    reported: &[&'a Reported],
) -> impl Iterator<Item = CodeAction<'a>> {
    let missing = reported.iter().copied();
    let missing: Vec<&Reported> = missing
        .filter(|reported| reported.code.rule() == Some(RuleId::MissingRequiredField))
        .collect();
    let clients = manifest.clients.iter().enumerate();
    let clients = clients.filter(|(_, client)| missing_fields(client).len() > 1);
    clients.filter_map(move |(index, client)| {
        let reported = missing.iter().find(|reported| reported.diagnostic.span == client.span)?;
        let title = format!("Insert all that `{}` requires", client.client_type?.info().value);
        Some(change(title, Some(reported), Change::InsertMissingFields(index)))
    })
}

/// Returns the suppressions of a rule. None are offered for secrets, which must be removed.
fn suppressions<'a>(
    manifest: &Manifest,
    rule: RuleId,
    first: &'a Reported,
    range: Span,
) -> impl Iterator<Item = CodeAction<'a>> {
    let name = rule.name();
    let is_suppressible = rule != RuleId::CommittedSecret
        && !suppression_edits(manifest, [(rule, first.diagnostic.span)]).is_empty();
    let source = &manifest.source;
    let is_one_line = source.line_of(range.start) == source.line_of(range.end);
    let place = if is_one_line { "on this line" } else { "on these lines" };
    let here =
        change(format!("Suppress `{name}` {place}"), Some(first), Change::SuppressIn(rule, range));
    let in_file = change(
        format!("Suppress `{name}` in this file"),
        Some(first),
        Change::SuppressInFile(rule),
    );
    let has_file = is_suppressible && file_suppression(manifest, rule).is_some();
    [is_suppressible.then_some(here), has_file.then_some(in_file)].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{analyze, split_cursor, split_range};

    const TWO_SCHEMES: &str = "[client]\ntype = \"server-based\"\nname = \"A\"\n\
        homepage_url = \"HT$0TPS://acme.com\"\nredirect_uris = [\"https//acme.com/cb\"]\n";

    fn titles(marked: &str) -> Vec<String> {
        let (text, offset) = split_cursor(marked);
        let analysis = analyze(&text);
        let actions = quick_fixes(&analysis, Span::empty(offset)).into_iter();
        actions.map(|action| action.title).collect()
    }

    /// Returns the text after applying the action at `$0`.
    #[track_caller]
    fn apply(marked: &str, title: &str) -> String {
        let (text, offset) = split_cursor(marked);
        let analysis = analyze(&text);
        let mut actions = quick_fixes(&analysis, Span::empty(offset)).into_iter();
        let action = actions.find(|action| action.title == title);
        match action.map(|action| action.effect) {
            Some(Effect::Edit(edits)) => edits.apply(&text),
            Some(Effect::Change(change)) => change.edits(&analysis).unwrap().apply(&text),
            other => panic!("{title}: {other:?}"),
        }
    }

    #[test]
    fn a_diagnostic_has_its_fixes_those_of_its_rule_suppressions_and_a_page() {
        assert_eq!(
            titles(TWO_SCHEMES),
            [
                "Replace `HTTPS://` with `https://`",
                "Fix all `invalid-uri-scheme` in this file",
                "Suppress `invalid-uri-scheme` on this line",
                "Suppress `invalid-uri-scheme` in this file",
                "Open documentation for `invalid-uri-scheme`"
            ]
        );
    }

    #[test]
    fn each_action_makes_its_edit() {
        let text = TWO_SCHEMES.replace("$0", "");
        let fixed = text.replace("HTTPS", "https");
        let all_fixed = fixed.replace("https//acme.com/cb", "https://acme.com/cb");
        assert_eq!(apply(TWO_SCHEMES, "Replace `HTTPS://` with `https://`"), fixed);
        assert_eq!(apply(TWO_SCHEMES, "Fix all `invalid-uri-scheme` in this file"), all_fixed);
        let comment = "# cliq-lint: allow(invalid-uri-scheme)";
        assert_eq!(
            apply(TWO_SCHEMES, "Suppress `invalid-uri-scheme` on this line"),
            text.replace("acme.com\"\n", &format!("acme.com\" {comment}\n"))
        );
        assert_eq!(
            apply(TWO_SCHEMES, "Suppress `invalid-uri-scheme` in this file"),
            format!("{comment}\n\n{text}")
        );
        assert_eq!(fix_all(&analyze(&text)).map(|edits| edits.apply(&text)), Some(all_fixed));
    }

    #[test]
    fn only_the_first_safe_fix_is_preferred() {
        let preferred = |marked: &str| -> Vec<bool> {
            let (text, offset) = split_cursor(marked);
            let analysis = analyze(&text);
            let actions = quick_fixes(&analysis, Span::empty(offset)).into_iter();
            actions.map(|action| action.is_preferred).collect()
        };
        assert_eq!(preferred(TWO_SCHEMES), [true, false, false, false, false]);
        let unsafe_only = "[client]\ntype = 'self-client'\nname = 'a$0!'\n";
        assert!(preferred(unsafe_only).iter().all(|is_preferred| !is_preferred));
    }

    #[test]
    fn one_fix_of_a_rule_is_not_offered_a_second_time() {
        let titles = titles("[client]\ntype = 'self-client'\nname = 'a$0!'\n");
        assert!(titles.iter().all(|title| !title.starts_with("Fix all")), "{titles:?}");
    }

    #[test]
    fn fixing_all_of_a_rule_leaves_out_what_removes_or_guesses() {
        let client = |domains: &str| {
            format!(
                "[client]\ntype = 'client-based'\nname = 'A'\nhomepage_url = 'https://a.io'\n\
                 redirect_uris = ['https://a.io/cb']\njavascript_domains = [{domains}]\n"
            )
        };
        let all = "Fix all `javascript-domain-not-origin` in this file";
        let removals = client("'https://a.io/$0app', 'https://b.io/app'");
        assert!(!titles(&removals).contains(&all.to_owned()));
        let mixed = client("'https://a.io$0/', 'https://b.io/app', 'https://c.io/'");
        let fixed = client("'https://a.io', 'https://b.io/app', 'https://c.io'");
        assert_eq!(apply(&mixed, all), fixed);
    }

    #[test]
    fn actions_are_those_of_what_is_reported_in_the_range_or_beside_it() {
        for (marked, is_reported) in [
            ("homepage_url = $0\"$0HTTPS://acme.com\"", true),
            ("homepage_url = \"HT$0$0TPS://acme.com\"", true),
            ("homepage_url = \"HTTPS://$0acme$0.com\"", true),
            ("$0homepage_url = \"HTTPS://acme.com\"$0", true),
            ("$0homepage_url = $0\"HTTPS://acme.com\"", false),
            ("homepage_url = \"HTTPS://a$0cme.com\"$0", false),
        ] {
            let (text, range) = split_range(&format!("[client]\n{marked}\n"));
            let analysis = analyze(&text);
            let mut actions = quick_fixes(&analysis, range).into_iter();
            let is_offered =
                actions.any(|action| action.title == "Replace `HTTPS://` with `https://`");
            assert_eq!(is_offered, is_reported, "{marked}");
        }
    }

    #[test]
    fn what_concerns_all_diagnostics_of_a_rule_is_offered_once() {
        let text = TWO_SCHEMES.replace("$0", "");
        let analysis = analyze(&text);
        let actions = quick_fixes(&analysis, Span::new(0, text.len())).into_iter();
        let titles: Vec<String> = actions.map(|action| action.title).collect();
        assert_eq!(
            titles,
            [
                "Replace `HTTPS://` with `https://`",
                "Replace `https//` with `https://`",
                "Fix all `invalid-uri-scheme` in this file",
                "Suppress `invalid-uri-scheme` on these lines",
                "Suppress `invalid-uri-scheme` in this file",
                "Open documentation for `invalid-uri-scheme`",
            ]
        );
    }

    #[test]
    fn what_cannot_be_suppressed_is_not_offered_to_be() {
        let text =
            "[client]\ntype = 'self-client'\nname = 'A' # cliq-lint: allow(insecure-ht$0tp)\n";
        assert_eq!(
            titles(text),
            ["Remove the suppression", "Open documentation for `unused-allow`"]
        );
    }

    #[test]
    fn fixing_all_is_not_offered_where_nothing_is_to_be_fixed() {
        assert_eq!(fix_all(&analyze("[client]\ntype = 'self-client'\nname = 'A'\n")), None);
        assert_eq!(fix_all(&analyze("[client]\ntype = 'self-client'\nname = 'a!'\n")), None);
    }

    #[test]
    fn a_client_with_only_a_type_has_a_short_menu() {
        assert_eq!(
            titles("[cl$0ient]\ntype = \"server-based\"\n"),
            [
                "Insert all that `server-based` requires",
                "Insert `name` with a placeholder to fill in",
                "Insert `homepage_url` with a placeholder to fill in",
                "Insert `redirect_uris` with a placeholder to fill in",
                "Suppress `missing-required-field` on this line",
                "Suppress `missing-required-field` in this file",
                "Open documentation for `missing-required-field`",
            ]
        );
    }

    #[test]
    fn safe_fixes_come_first() {
        let text =
            "[client]\ntype = 'self-client'\nname = $0'a!'\nhomepage_url = 'HTTPS://a.com'$0\n";
        let (text, range) = split_range(text);
        let analysis = analyze(&text.replace("self-client", "non-browser-based"));
        let range = Span::new(range.start + 6, range.end + 6);
        let preferred: Vec<bool> =
            quick_fixes(&analysis, range).iter().map(|action| action.is_preferred).collect();
        assert!(preferred[0] && preferred[1..].iter().all(|is_preferred| !is_preferred));
    }

    #[test]
    fn secrets_and_syntax_errors_are_not_offered_to_be_suppressed() {
        let secret = "1000.0123456789abcdef0123456789abcdef.0123456789abcdef0123456789abcdef";
        for marked in [
            format!("[client]\ntype = 'self-client'\nname = 'A' # {secret}$0\n"),
            "[client]\ntype = 'self-client'\nna$0me\n".to_owned(),
        ] {
            let titles = titles(&marked);
            assert!(!titles.is_empty(), "{marked}");
            assert!(titles.iter().all(|title| !title.starts_with("Suppress")), "{titles:?}");
        }
    }

    #[test]
    fn a_value_that_means_no_type_can_become_each() {
        let first = |value: &str| {
            let marked = format!("[client]\nname = 'A'\ntype = '{value}$0'\n");
            titles(&marked)[..5].to_vec()
        };
        assert_eq!(first("serv")[0], "Replace with `server-based`");
        assert!(first("xyz").iter().all(|title| title.starts_with("Replace with `")));
        let text = "[client]\nname = 'A'\ntype = 'xyz$0'\n";
        assert!(apply(text, "Replace with `self-client`").ends_with("type = 'self-client'\n"));
    }

    #[test]
    fn a_type_can_be_changed_where_it_is_written() {
        let titles = |marked: &str| -> Vec<String> {
            let (text, offset) = split_cursor(marked);
            let analysis = analyze(&text);
            let actions = refactorings(&analysis, Span::empty(offset)).into_iter();
            actions.map(|action| action.title).collect()
        };
        let changes = titles("[client]\ntype = \"self-cl$0ient\"\nname = \"A\"\n");
        assert_eq!(changes.len(), CLIENT_TYPES.len() - 1);
        assert_eq!(changes[0], "Change the type to `server-based`, with its fields");
        assert_eq!(titles("[client]\ntype = \"self-client\"\nname = \"A$0\"\n"), [""; 0]);
    }

    #[test]
    fn the_form_is_offered_where_a_client_begins_unless_the_console_rejects_it() {
        let is_offered = |marked: &str| {
            let (text, offset) = split_cursor(marked);
            form_action(&analyze(&text), Span::empty(offset)).is_some()
        };
        assert!(is_offered("[cli$0ent]\ntype = 'self-client'\nname = 'A'\n"));
        assert!(is_offered("[[client]]\nname = 'A'\ntype = 'self$0-client'\n"));
        assert!(!is_offered("[client]\ntype = 'self-client'\nname = '$0A'\n"));
        assert!(!is_offered("[cli$0ent]\ntype = 'self-client'\nname = 'a!'\n"));
    }

    #[test]
    fn all_that_is_missing_can_be_inserted_with_tab_stops() {
        let text = "[client]\ntype = \"client-based\"\n\n[client.metadata]\nnote = '$1'\n";
        let analysis = analyze(text);
        let snippet = Change::InsertMissingFields(0).snippet(&analysis).unwrap();
        assert_eq!(
            Edits::from(snippet).apply(text),
            "[client]\ntype = \"client-based\"\nname = \"${1:Your Application}\"\n\
             homepage_url = \"${2:https://www.yourdomain.com}\"\n\
             redirect_uris = [\"${3:https://www.yourdomain.com/callback}\"]\n\
             javascript_domains = [\"${4:https://www.yourdomain.com}\"]\n\
             \n[client.metadata]\nnote = '$1'\n"
        );
        assert_eq!(Change::SuppressInFile(RuleId::InsecureHttp).snippet(&analysis), None);
    }

    #[test]
    fn thousands_of_diagnostics_have_a_short_menu() {
        let uris: String =
            (0..2_000).map(|index| format!("  'HTTPS://a{index}.com/cb',\n")).collect();
        let text = format!("[client]\ntype = 'server-based'\nredirect_uris = [\n{uris}]\n");
        let analysis = analyze(&text);
        assert!(analysis.report.diagnostics.len() >= 2_000);
        let actions = quick_fixes(&analysis, Span::new(0, text.len()));
        assert!(actions.len() < 20, "{}", actions.len());
        let Some(Effect::Change(fix)) = actions
            .iter()
            .find(|action| action.title.starts_with("Fix all"))
            .map(|action| action.effect.clone())
        else {
            panic!("{actions:?}")
        };
        let fixed = fix.edits(&analysis).unwrap().apply(&text);
        assert!(!fixed.contains("HTTPS"));
    }
}
