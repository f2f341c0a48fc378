//! Finds the secrets in a text, and masks them in everything that is displayed.

mod find;
mod judge;
#[cfg(test)]
mod property_tests;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

pub use judge::{is_indirect, secret_kind};

use self::judge::is_random;
use crate::syntax::Tree;
use crate::text::escape::excerpt;
use crate::text::{Source, Span};

/// A secret and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Its span, without quotes.
    pub span: Span,
    /// What it is, as a noun without an article.
    pub what: &'static str,
    /// How it was recognized.
    pub evidence: Evidence,
}

/// How a secret was recognized, the most certain way first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// It has the form of Zoho's secrets.
    Shape,
    /// By the key before it, or its place in a URI.
    Key,
    /// The same string is a secret elsewhere in the text.
    Copy,
}

/// The secrets in a text, with matchers for all of them.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    /// Sorted by position; they do not overlap.
    list: Vec<Secret>,
    /// Their texts, as written and decoded.
    texts: Vec<String>,
    /// Finds all of them; `None` if there are none.
    matcher: Option<Arc<AhoCorasick>>,
    /// Finds passwords that are ordinary words, which are secrets only as whole words.
    word_matcher: Option<Arc<AhoCorasick>>,
}

impl Secrets {
    /// Finds the secrets in a text: in keys, values and comments.
    pub fn find(source: &Source, tree: &Tree) -> Self {
        let (list, decoded) = find::find(source, tree);
        if list.is_empty() {
            return Self::default();
        }
        // A secret can be a part of another one, and occur elsewhere without the rest.
        let written = list.iter().map(|secret| source.slice(secret.span));
        // Lines are displayed one by one, so each line of a secret counts as a secret.
        let texts = written.chain(decoded.iter().map(String::as_str)).flat_map(str::lines);
        let texts = texts.map(str::to_owned).collect();
        Self::new(without_overlaps(list), texts, source)
    }

    /// Keeps the secrets that the text had before it was edited, so that copies of them are found
    /// even if the key that identified them is gone.
    pub fn keep(&mut self, before: &Self, source: &Source) {
        if !before.texts.is_empty() {
            let list = std::mem::take(&mut self.list);
            let mut texts = before.texts.clone();
            texts.append(&mut self.texts);
            *self = Self::new(list, texts, source);
        }
    }

    fn new(list: Vec<Secret>, mut texts: Vec<String>, source: &Source) -> Self {
        texts.sort_unstable();
        texts.dedup();
        texts.retain(|text| !text.is_empty());
        let (random, words): (Vec<&String>, Vec<&String>) =
            texts.iter().partition(|text| is_random(text));
        let matcher = build_matcher(&random).map(Arc::new);
        let word_matcher = build_matcher(&words).map(Arc::new);
        let list = match &matcher {
            Some(matcher) => with_copies(list, matcher, source.text()),
            None => list,
        };
        Self { list, texts, matcher, word_matcher }
    }

    /// Finds the secrets in a text that is not TOML.
    pub fn find_in_text(source: &Source) -> Self {
        Self::find(source, &crate::syntax::parse(&Source::default()))
    }

    /// Returns the secrets, sorted by position.
    pub fn iter(&self) -> std::slice::Iter<'_, Secret> {
        self.list.iter()
    }

    /// Returns `true` if there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns `true` if a span contains a part of a secret.
    pub fn intersects(&self, span: Span) -> bool {
        let next = self.list.partition_point(|secret| secret.span.end <= span.start);
        self.list.get(next).is_some_and(|secret| secret.span.intersects(span))
    }

    /// Returns the secrets between two byte offsets, sorted by position.
    pub fn within(&self, span: Span) -> &[Secret] {
        let start = self.list.partition_point(|secret| secret.span.end <= span.start);
        let end = self.list.partition_point(|secret| secret.span.start < span.end);
        &self.list[start..end.max(start)]
    }

    /// Returns `true` if a text contains a secret.
    pub fn is_revealed_by(&self, text: &str) -> bool {
        let is_found = |matcher: &Arc<AhoCorasick>| matcher.is_match(text);
        self.matcher.as_ref().is_some_and(is_found)
            || self.word_matcher.as_ref().is_some_and(|matcher| {
                matcher.find_iter(text).any(|found| stands_alone(text, found.range()))
            })
    }

    /// Masks every secret in a text, in time linear in its length.
    pub fn mask<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if !self.is_revealed_by(text) {
            return Cow::Borrowed(text);
        }
        let text = mask_matches(self.matcher.as_deref(), text, |_| true);
        let is_alone = |range: Range<usize>| stands_alone(&text, range);
        Cow::Owned(mask_matches(self.word_matcher.as_deref(), &text, is_alone))
    }

    /// Returns the text of a span of the source, with the secrets in it masked. It has as many
    /// characters as the span.
    pub fn mask_span(&self, source: &Source, span: Span) -> String {
        let mut masked = String::new();
        let mut end = span.start;
        for secret in self.within(span) {
            let start = secret.span.start.max(end);
            masked.push_str(source.slice(Span::new(end, start)));
            end = secret.span.end.min(span.end);
            let unmasked = unmasked_len(source.slice(secret.span));
            let unmasked = unmasked.saturating_sub(start - secret.span.start);
            masked.extend(mask_after(source.slice(Span::new(start, end)), unmasked));
        }
        masked + source.slice(Span::new(end, span.end))
    }

    /// Puts user text in backticks, for a message, as [`Self::excerpt`] returns it.
    pub fn quote(&self, text: &str) -> String {
        format!("`{}`", self.excerpt(text))
    }

    /// Writes user text on one line, with every secret masked (see [`excerpt`]). Masks before it
    /// shortens, because a part of a secret might not be recognized.
    pub fn excerpt(&self, text: &str) -> String {
        excerpt(&self.mask(text))
    }
}

impl<'a> IntoIterator for &'a Secrets {
    type Item = &'a Secret;
    type IntoIter = std::slice::Iter<'a, Secret>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Drops each secret that is inside another one or overlaps the previous one.
fn without_overlaps(mut list: Vec<Secret>) -> Vec<Secret> {
    list.sort_by_key(|Secret { span, evidence, .. }| (span.start, Reverse(span.end), *evidence));
    let mut end = 0;
    list.retain(|secret| {
        let is_new = secret.span.start >= end && !secret.span.is_empty();
        end = end.max(secret.span.end);
        is_new
    });
    list
}

/// Adds every other place where one of the secrets occurs.
fn with_copies(mut list: Vec<Secret>, matcher: &AhoCorasick, text: &str) -> Vec<Secret> {
    let copy = |found: aho_corasick::Match| Secret {
        span: found.range().into(),
        what: "secret",
        evidence: Evidence::Copy,
    };
    let known = list.len();
    let copies = matcher.find_iter(text).map(copy);
    let is_known = |copy: &Secret| {
        let next = list[..known].partition_point(|secret| secret.span.end <= copy.span.start);
        list.get(next).is_some_and(|secret| secret.span.intersects(copy.span))
    };
    let copies: Vec<Secret> = copies.filter(|copy| !is_known(copy)).collect();
    list.extend(copies);
    list.sort_by_key(|secret| secret.span);
    list
}

/// Builds a matcher for some texts; if several match at one place, the longest wins.
fn build_matcher(texts: &[&String]) -> Option<AhoCorasick> {
    if texts.is_empty() {
        return None;
    }
    // Not a DFA: building one takes quadratic time for a long, repetitive text.
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .match_kind(MatchKind::LeftmostLongest)
        .build(texts)
        .ok()
}

/// Masks the matches in a text for which `is_wanted` returns `true`.
fn mask_matches(
    matcher: Option<&AhoCorasick>,
    text: &str,
    is_wanted: impl Fn(Range<usize>) -> bool,
) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut end = 0;
    let found = matcher.into_iter().flat_map(|matcher| matcher.find_iter(text));
    for found in found.filter(|found| is_wanted(found.range())) {
        masked.push_str(&text[end..found.start()]);
        masked.push_str(&mask(&text[found.range()]));
        end = found.end();
    }
    masked.push_str(&text[end..]);
    masked
}

/// Returns `true` if no letter or digit is next to a part of a text.
fn stands_alone(text: &str, range: Range<usize>) -> bool {
    !text[..range.start].ends_with(char::is_alphanumeric)
        && !text[range.end..].starts_with(char::is_alphanumeric)
}

/// Masks a secret: keeps its first four characters if it is long enough, and replaces each other
/// one with a star.
pub fn mask(secret: &str) -> String {
    mask_after(secret, unmasked_len(secret)).collect()
}

/// Returns the number of bytes at the start of a secret that stay visible.
fn unmasked_len(secret: &str) -> usize {
    let is_long = secret.chars().nth(12).is_some();
    if is_long { secret.chars().take(4).map(char::len_utf8).sum() } else { 0 }
}

/// Replaces the characters of a text with stars, from a byte offset on.
fn mask_after(text: &str, offset: usize) -> impl Iterator<Item = char> {
    let is_left = move |at, character| at < offset || character == '\n';
    text.char_indices()
        .map(move |(at, character)| if is_left(at, character) { character } else { '*' })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse;

    const CLIENT_SECRET: &str = "0123456789abcdef0123456789abcdef0123456789";

    fn find(text: &str) -> (Source, Secrets) {
        let source = Source::new(text);
        let secrets = Secrets::find(&source, &parse(&source));
        (source, secrets)
    }

    /// The secrets of a text, each with what it is.
    fn found(text: &str) -> Vec<(String, &'static str)> {
        let (source, secrets) = find(text);
        let found = |secret: &Secret| (source.slice(secret.span).to_owned(), secret.what);
        secrets.iter().map(found).collect()
    }

    /// Checks that nothing but `hunter2Zq9Xk` is found in a text, so often.
    #[track_caller]
    fn check(text: &str, count: usize) {
        let found: Vec<String> = found(text).into_iter().map(|(secret, _)| secret).collect();
        assert_eq!(found, vec!["hunter2Zq9Xk"; count], "{text}");
    }

    #[test]
    fn a_secret_that_is_a_part_of_another_is_masked_where_it_is_written_alone() {
        let text = "client_secret = [\n\"\"\"\npasswd=hunter2Zq9Xk\n\"\"\"]\n# hunter2Zq9Xk\n";
        let masked = find(text).1.mask(text).into_owned();
        assert!(!masked.contains("hunter2Zq9Xk"), "{masked}");
    }

    #[test]
    fn shapes_are_found_anywhere() {
        let text = format!("# was {CLIENT_SECRET}.\n[client]\nx = \"{CLIENT_SECRET}\"");
        assert_eq!(found(&text).len(), 2);
        let halves = "0123456789abcdef0123456789ABCDEF.0123456789abcdef0123456789ABCDEF";
        for (prefix, what) in [("1000", "grant code or token"), ("1001", "webhook token")] {
            let token = format!("{prefix}.{halves}");
            assert_eq!(found(&format!("k = '{token}'")), [(token, what)]);
        }
    }

    #[test]
    fn digests_client_ids_and_references_are_not_secrets() {
        let text = "a = \"0123456789abcdef0123456789abcdef01234567\"\n\
                    b = \"1000.ABCDEFGHIJKLMNOPQRSTUVWXYZ1234\"";
        assert_eq!(found(text), []);
        assert_eq!(found("client_secret = \"${SECRET}\"\nrefresh_token = \"\""), []);
    }

    #[test]
    fn a_key_makes_its_value_a_secret() {
        let text = "[client.metadata]\nclientSecret = \"hunter2Zq9Xk\"";
        assert_eq!(found(text), [("hunter2Zq9Xk".to_owned(), "client secret")]);
        check("zoho_refresh_token = ['hunter2Zq9Xk']", 1);
        check("client_secret = { value = 'hunter2Zq9Xk' }", 1);
        check("[client.secrets]\nzoho = \"hunter2Zq9Xk\"", 1);
        check("\"client\\u005fsecret\" = \"hunter2Zq9Xk\"", 1);
        check("password = \"\"\"\nhunter2Zq9Xk\n\"\"\"", 1);
    }

    #[test]
    fn a_key_makes_its_value_a_secret_in_a_broken_statement_too() {
        for line in [
            "client_secret = hunter2Zq9Xk",
            "client_secret: hunter2Zq9Xk",
            "client_secret => 'hunter2Zq9Xk'",
            "\"client_secret\": \"hunter2Zq9Xk\",",
            "client_secret = \"hunter2Zq9Xk",
            "client_secret = 'hunter2Zq9Xk",
            "client_secret = \"\"\"hunter2Zq9Xk",
            "client_secret = '''\nhunter2Zq9Xk",
            "client_secret = [\"hunter2Zq9Xk\"",
            "client_secret = [\n  # why\n  hunter2Zq9Xk,",
            "client_secret = [[\"hunter2Zq9Xk\"",
            "client_secret = { value = hunter2Zq9Xk }",
            "api_key = hunter2Zq9Xk # why",
            "passwd=hunter2Zq9Xk",
            "# client_secret = hunter2Zq9Xk",
            "x = 1 # the password: hunter2Zq9Xk, of old",
        ] {
            check(&format!("[client]\n{line}\nname = \"A\"\n[x]\n"), 1);
            check(&format!("{line}\r\nb = 1"), 1);
        }
        check("[a]\nsecret = 'x'\nsecret = 'hunter2Zq9Xk'", 1);
        check("[a]\n[a]\nsecret = 'hunter2Zq9Xk'", 1);
        check("[a\nsecret = 'hunter2Zq9Xk'", 1);
    }

    #[test]
    fn parameters_and_passwords_in_uris_are_found() {
        check("x = 'https://acme.com/cb?a=1&client_secret=hunter2Zq9Xk&b=2'", 1);
        check("x = \"https://acme.com/cb?\\u0063lient_secret=hunter2Zq9Xk#f\"", 1);
        check("# POST https://cliq.zoho.com/api/v2/bots/b/message?zapikey=hunter2Zq9Xk", 1);
        check("x = 'https://me:hunter2Zq9Xk@acme.com/'", 1);
        check("x = 'https://hunter2Zq9Xk@acme.com/'", 1);
        assert_eq!(found("x = 'https://me:letmein@acme.com/'").len(), 1);
        for uri in [
            "https://acme.com/cb?client_secret=${SECRET}",
            "https://me:${PASSWORD}@acme.com",
            "https://me@acme.com",
            "https://acme.com:443@evil.io",
            "https://acme.com/a:b@c",
        ] {
            assert_eq!(found(&format!("x = '{uri}'")), [], "{uri}");
        }
    }

    #[test]
    fn a_word_before_a_value_says_that_it_is_a_secret_without_a_separator() {
        for text in [
            "# Authorization: Bearer @",
            "# curl -H 'Authorization: Zoho-oauthtoken @'",
            "# authorization: basic @",
            "# clientsecret @",
            "# token @",
            "# the client secret is @.",
            "# password - @",
            "# Client Secret: `@`",
            "# (token @)",
            "note = \"Bearer @\"",
            "note = 'the token is \"@\"'",
            "client_secret = 'Bearer @'",
            "client_secret @",
            "client_secret \"@\"",
            "token @ refresh @",
        ] {
            let text = text.replace('@', "hunter2Zq9XkB7wL");
            assert!(!found(&text).is_empty(), "{text}");
            assert!(found(&text).iter().all(|(secret, _)| secret.starts_with("hunter2Zq9XkB7wL")));
        }
    }

    #[test]
    fn words_after_the_name_of_a_secret_are_not_secrets() {
        for text in [
            "# token for the staging app",
            "# the token is in 1Password, item zoho-cliq-v2",
            "# client secret: see https://vault.zylker.com/ui/kv/zoho/7f3a9c1b2d",
            "# password reset 2026-11-25T10:36:28Z",
            "# token client_id=1000.X7Q2ZP9MKD4TR8VB3NW6",
            "# secret sha256:9f86d081884c7d659a2feaa0c55ad015",
            "# bearer tokens (RFC6750) are sent in a header",
            "# basic OAuth2.0 setup",
            "# token 3f2504e0-4f89-11d3-9a0c-0305e82c3301",
            "# the secret ZOHO_CLIENT_SECRET_2026 of CI",
            "# token getToken2(a, b1)",
            "# tokens x-www-form-urlencoded",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn a_secret_is_found_wherever_it_is_written_again() {
        let text = "# hunter2Zq9Xk\nname = 'is hunter2Zq9Xk'\npassword = 'hunter2Zq9Xk'\n\
                    [hunter2Zq9Xk]\nx = \"hunter2Zq9Xk";
        check(text, 5);
        let escaped = "password = \"hunter2\\u005aq9Xk\" # hunter2Zq9Xk";
        let texts = found(escaped).into_iter().map(|(text, _)| text).collect::<Vec<_>>();
        assert_eq!(texts, ["hunter2\\u005aq9Xk", "hunter2Zq9Xk"]);
        assert_eq!(found("x = 'https://me:acme@acme.com'").len(), 1, "a word is only one");
    }

    #[test]
    fn a_secret_in_another_is_not_a_second_one() {
        let (_, secrets) = find(&format!("client_secret = 'x!y!z!{CLIENT_SECRET}'"));
        assert_eq!(secrets.iter().count(), 1);
    }

    #[test]
    fn a_mask_keeps_the_length() {
        assert_eq!(mask("hunter2"), "*******");
        assert_eq!(mask("1000.0123456789"), "1000***********");
    }

    #[test]
    fn a_secret_is_masked_wherever_it_is_quoted() {
        let text = format!("x = '{CLIENT_SECRET}'\npassword = \"hunter2\\u005aq9Xk\"");
        let (_, secrets) = find(&text);
        let quoted = secrets.quote(&format!("https://acme.com/?{CLIENT_SECRET}&p=hunter2Zq9Xk"));
        assert!(!quoted.contains("456789") && !quoted.contains("hunter2Zq9Xk"), "{quoted}");
        assert!(secrets.is_revealed_by("hunter2\\u005aq9Xk"), "as it is written, too");
        assert!(!secrets.is_revealed_by("hunter2"));
    }

    #[test]
    fn a_password_that_is_a_word_is_masked_only_where_it_stands_alone() {
        let (_, secrets) = find("x = 'https://me:acme@acme.com'");
        assert_eq!(secrets.mask("me:acme@"), "me:****@");
        assert_eq!(secrets.mask("acmeism"), "acmeism");
    }

    #[test]
    fn the_secrets_of_a_span_are_found_by_their_place() {
        let text = "password = 'hunter2Zq9Xk'\nx = 1\ntoken = 'Tr0ub4dor&3'";
        let (source, secrets) = find(text);
        let line = |line| source.line_span(line);
        assert!(secrets.intersects(line(0)) && !secrets.intersects(line(1)));
        assert_eq!(secrets.within(line(2)).len(), 1);
        assert_eq!(secrets.within(Span::new(0, source.text().len())).len(), 2);
    }

    #[test]
    fn hostile_texts_take_linear_time() {
        for part in [
            "secret=",
            "secret=[",
            "secret = [[\n",
            "secret = '''\n",
            "secret=\"\"\"",
            "secretsecret",
            "secret =    ",
            "token: \"",
            "password=Zq9Xk7!",
            "://a:b@",
            "://",
            "a:b@",
            "=",
            "1000.",
        ] {
            let source = Source::new(part.repeat(4_000));
            Secrets::find(&source, &parse(&Source::default()));
        }
    }
}
