//! Findings across manifests: values that several of them share.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::config::Levels;
use crate::diagnostic::{Diagnostic, Elsewhere, MAX_LABELS, Severity};
use crate::lint::{Code, Reported};
use crate::manifest::Manifest;
use crate::rules::{Check, RuleId};
use crate::suppression::Suppressions;
use crate::text::{Encoding, LineColumn, Span};

/// A value of a manifest that no other manifest should have.
///
/// Small and without text, because a server keeps those of a whole workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    rule: RuleId,
    /// A hash of the rule and the value.
    pub value: u64,
    /// The level of a finding here; `None` if the rule is off or suppressed.
    pub severity: Option<Severity>,
    span: Span,
    start: LineColumn,
    end: LineColumn,
}

/// Reads the claims of a manifest, by the rules that compare manifests; of equal values, the first.
/// Columns are in units of the encoding.
pub fn read_claims(manifest: &Manifest, levels: &Levels, encoding: Encoding) -> Vec<Claim> {
    let mut claims: Vec<Claim> = Vec::new();
    for rule in RuleId::ALL.iter().copied() {
        let Check::Across(across) = &rule.rule().check else { continue };
        for (span, text) in (across.values)(manifest) {
            if manifest.secrets.intersects(span) {
                continue;
            }
            let mut hasher = DefaultHasher::new();
            (rule, text).hash(&mut hasher);
            claims.push(Claim {
                rule,
                value: hasher.finish(),
                severity: levels.level(rule),
                span,
                start: manifest.source.line_column(span.start, encoding),
                end: manifest.source.line_column(span.end, encoding),
            });
        }
    }
    let found = claims.iter().map(|claim| (claim.rule, Diagnostic::new(claim.span, "")));
    let mut found: Vec<(RuleId, Diagnostic)> = found.collect();
    Suppressions::new(manifest, levels.today).apply(&mut found);
    if found.len() < claims.len() {
        let shown: BTreeSet<(RuleId, Span)> =
            found.iter().map(|(rule, diagnostic)| (*rule, diagnostic.span)).collect();
        let hidden = claims.iter_mut().filter(|claim| !shown.contains(&(claim.rule, claim.span)));
        hidden.for_each(|claim| claim.severity = None);
    }
    let mut seen = BTreeSet::new();
    claims.retain(|claim| seen.insert(claim.value));
    claims
}

/// The claims of manifests, by file.
#[derive(Debug, Default)]
pub struct Claims {
    by_file: BTreeMap<Arc<str>, Vec<Claim>>,
    /// The files that have each value, in order, with the index of the claim.
    by_value: BTreeSet<(u64, Arc<str>, usize)>,
}

impl Claims {
    /// Sets the claims of a file. Returns the other files whose findings this changes.
    pub fn set(&mut self, file: &str, claims: Vec<Claim>) -> BTreeSet<Arc<str>> {
        let key: Arc<str> = file.into();
        let before = self.by_file.remove(&key).unwrap_or_default();
        let mut changed: BTreeSet<Arc<str>> = BTreeSet::new();
        if before == claims {
            if !claims.is_empty() {
                self.by_file.insert(key, claims);
            }
            return changed;
        }
        let mut values: BTreeSet<u64> = before.iter().map(|claim| claim.value).collect();
        values.retain(|value| self.is_named_by_others(file, *value));
        for (index, claim) in before.iter().enumerate() {
            self.by_value.remove(&(claim.value, key.clone(), index));
        }
        for (index, claim) in claims.iter().enumerate() {
            self.by_value.insert((claim.value, key.clone(), index));
        }
        let after = claims.iter().map(|claim| claim.value);
        values.extend(after.filter(|value| self.is_named_by_others(file, *value)));
        for value in values {
            let others = self.holders(value).map(|(other, _)| other);
            changed.extend(others.filter(|other| &***other != file).cloned());
        }
        if !claims.is_empty() {
            self.by_file.insert(key, claims);
        }
        changed
    }

    /// Returns the findings of a file, sorted by position.
    pub fn findings(&self, file: &str) -> Vec<Reported> {
        self.findings_of(file, self.by_file.get(file).map_or(&[][..], Vec::as_slice))
    }

    /// Returns the findings of a file with these claims, sorted by position.
    pub fn findings_of(&self, file: &str, claims: &[Claim]) -> Vec<Reported> {
        let mut findings: Vec<Reported> =
            claims.iter().filter_map(|claim| self.finding(file, claim)).collect();
        findings.sort_by_key(|found| (found.diagnostic.span, found.code));
        findings
    }

    /// Returns `true` if two files share a value.
    pub fn is_any_shared(&self) -> bool {
        let values = self.by_value.iter().map(|(value, ..)| value);
        values.clone().zip(values.skip(1)).any(|(one, next)| one == next)
    }

    fn finding(&self, file: &str, claim: &Claim) -> Option<Reported> {
        let severity = claim.severity?;
        let Check::Across(across) = &claim.rule.rule().check else { return None };
        let others = self.holders(claim.value).filter(|(other, _)| &***other != file);
        let mut elsewhere = others.take(MAX_LABELS).map(|(other, index)| {
            let Claim { span, start, end, .. } = self.by_file[other][index];
            Elsewhere { file: other.clone(), role: "the other", span, start, end }
        });
        let first = elsewhere.next()?;
        let mut diagnostic = Diagnostic::new(claim.span, across.message);
        diagnostic.elsewhere = std::iter::once(first).chain(elsewhere).collect();
        Some(Reported { code: Code::Rule(claim.rule), severity, diagnostic })
    }

    /// Whether findings of other files can name a file for a value: of many that have it, they name the
    /// first.
    fn is_named_by_others(&self, file: &str, value: u64) -> bool {
        self.holders(value).take(MAX_LABELS + 1).any(|(holder, _)| &**holder == file)
    }

    /// Iterates over the files that have a value, in order, each with the index of its claim.
    fn holders(&self, value: u64) -> impl Iterator<Item = (&Arc<str>, usize)> {
        let first = (value, Arc::from(""), 0);
        let holders = self.by_value.range(first..).take_while(move |(other, ..)| *other == value);
        holders.map(|(_, file, index)| (file, *index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Source;

    fn client(name: &str, uri: &str) -> String {
        format!(
            "[client]\ntype = 'server-based'\nname = '{name}'\n\
             homepage_url = 'https://zylker.com'\nredirect_uris = ['{uri}']\n"
        )
    }

    fn claims_of(text: &str) -> Vec<Claim> {
        read_claims(&Manifest::new(Source::new(text)), &Levels::default(), Encoding::Utf32)
    }

    /// The findings of a file among others, as `rule line: files`.
    fn found(claims: &Claims, file: &str) -> Vec<String> {
        let line = |found: &Reported| {
            let places = found.diagnostic.elsewhere.iter();
            let places = places.map(|place| format!("{}:{}", place.file, place.start.line + 1));
            format!("{} {}", found.code.name(), places.collect::<Vec<_>>().join(" "))
        };
        claims.findings(file).iter().map(line).collect()
    }

    fn set_all(files: &[(&str, &str)]) -> Claims {
        let mut claims = Claims::default();
        for (file, text) in files {
            claims.set(file, claims_of(text));
        }
        claims
    }

    #[test]
    fn each_manifest_is_told_of_the_others() {
        let both = client("Zylker", "https://zylker.com/cb");
        let claims = set_all(&[
            ("a", &both),
            ("b", &client("zylker ", "https://zylker.com/other")),
            ("c", &client("Desk", "https://zylker.com/cb")),
        ]);
        assert_eq!(found(&claims, "a"), ["shared-client-name b:3", "shared-redirect-uri c:5"]);
        assert_eq!(found(&claims, "b"), ["shared-client-name a:3"]);
        assert_eq!(found(&claims, "c"), ["shared-redirect-uri a:5"]);
        assert_eq!(found(&claims, "d"), [""; 0]);
    }

    #[test]
    fn what_one_manifest_has_twice_is_for_other_rules() {
        let twice =
            format!("{0}{0}", client("A", "https://a.io/cb")).replace("[client]", "[[client]]");
        assert_eq!(found(&set_all(&[("a", &twice)]), "a"), [""; 0]);
        let claims = set_all(&[("a", &twice), ("b", &client("A", "https://b.io/cb"))]);
        assert_eq!(found(&claims, "b"), ["shared-client-name a:3"]);
    }

    #[test]
    fn of_many_manifests_the_first_are_named() {
        let text = client("A", "https://a.io/cb");
        let claims = set_all(&["e", "d", "c", "b", "a"].map(|file| (file, text.as_str())));
        assert_eq!(found(&claims, "b")[0], "shared-client-name a:3 c:3 d:3");
    }

    #[test]
    fn a_suppression_hides_the_finding_of_its_own_manifest_alone() {
        let text = client("A", "https://a.io/cb");
        let suppressed = text.replace("'A'", "'A' # cliq-lint: allow(shared-client-name)");
        let claims = set_all(&[("a", &text), ("b", &suppressed)]);
        assert_eq!(found(&claims, "a"), ["shared-client-name b:3", "shared-redirect-uri b:5"]);
        assert_eq!(found(&claims, "b"), ["shared-redirect-uri a:5"]);
    }

    #[test]
    fn a_change_tells_which_other_files_it_concerns() {
        let text = client("A", "https://a.io/cb");
        let mut claims = set_all(&[("a", &text), ("b", &client("B", "https://b.io/cb"))]);
        let changed = |claims: &mut Claims, file, text: &str| {
            claims.set(file, claims_of(text)).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(changed(&mut claims, "c", &text), ["a"]);
        assert_eq!(changed(&mut claims, "c", &text), [""; 0]);
        assert_eq!(changed(&mut claims, "c", &client("B", "https://a.io/cb")), ["a", "b"]);
        assert_eq!(changed(&mut claims, "c", ""), ["a", "b"]);
        assert_eq!(found(&claims, "a"), [""; 0]);
    }

    #[test]
    fn of_many_files_with_a_value_only_the_first_concern_the_others() {
        let text = client("A", "https://a.io/cb");
        let names: Vec<String> = (0..100).map(|index| format!("{index:03}")).collect();
        let mut claims = Claims::default();
        let concerned: usize =
            names.iter().map(|file| claims.set(file, claims_of(&text)).len()).sum();
        assert_eq!(concerned, 1 + 2 + 3);
        assert_eq!(claims.set("050", claims_of("")).len(), 0);
        assert_eq!(claims.set("002", claims_of("")).len(), 98);
        assert_eq!(found(&claims, "000")[0], "shared-client-name 001:3 003:3 004:3");
    }

    #[test]
    fn addresses_that_clients_share_on_purpose_are_not_compared() {
        for uri in [
            "http://localhost:8080/cb",
            "http://127.0.0.1/cb",
            "https://deluge.zoho.com/delugeauth/callback",
            "https://oauth.pstmn.io/v1/callback",
            "https://${HOST}/cb",
        ] {
            let [one, other] = ["A", "B"].map(|name| client(name, uri));
            assert_eq!(found(&set_all(&[("a", &one), ("b", &other)]), "a"), [""; 0], "{uri}");
        }
    }
}
