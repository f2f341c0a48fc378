//! Where a text holds secrets, and masking them in everything that is shown.

use std::borrow::Cow;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::console::known_keys;
use crate::syntax::{Table, Tree, Value, ValueKind};
use crate::text::escape::quote_for_message;
use crate::text::{Source, Span};

/// A secret and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The secret itself, without quotes.
    pub span: Span,
    /// What it is, as a noun: `a client secret`.
    pub what: &'static str,
}

/// The secrets of a text, with one matcher for all of them.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    /// By place, and disjoint.
    list: Vec<Secret>,
    /// Finds every secret, as written and as decoded; `None` where there are none.
    matcher: Option<Arc<AhoCorasick>>,
}

impl Secrets {
    /// Finds the secrets of a text, in keys, values and comments.
    ///
    /// Shapes are those of Zoho's own samples (not documented as such): `1000.`, 32 hexadecimal
    /// digits, a dot and 32 more are a grant code or a token; 42 lower-case hexadecimal digits are a
    /// client secret.
    pub fn find(source: &Source, tree: &Tree) -> Self {
        let mut found = Found { list: find_by_shape(source.text()), decoded: Vec::new() };
        found.add_by_key(&tree.root);
        tree.orphan_tables.iter().for_each(|orphan| found.add_by_key(&orphan.table));
        let Found { mut list, decoded } = found;
        list.sort_by_key(|secret| (secret.span.start, std::cmp::Reverse(secret.span.end)));
        let mut end = 0;
        list.retain(|secret| {
            let is_new = secret.span.start >= end;
            end = end.max(secret.span.end);
            is_new
        });
        let written = list.iter().map(|secret| source.slice(secret.span));
        // Lines are shown one by one, so each line of a secret is one.
        let patterns = written.chain(decoded.iter().map(|value| &**value)).flat_map(str::lines);
        let matcher = (!list.is_empty()).then(|| build_matcher(patterns));
        Self { list, matcher: matcher.flatten().map(Arc::new) }
    }

    /// The secrets, by place.
    pub fn iter(&self) -> std::slice::Iter<'_, Secret> {
        self.list.iter()
    }

    /// Whether a span holds a part of a secret.
    pub fn intersects(&self, span: Span) -> bool {
        let next = self.list.partition_point(|secret| secret.span.end <= span.start);
        self.list.get(next).is_some_and(|secret| secret.span.intersects(span))
    }

    /// The secrets that lie between two byte offsets, by place.
    pub fn within(&self, span: Span) -> &[Secret] {
        let start = self.list.partition_point(|secret| secret.span.end <= span.start);
        let end = self.list.partition_point(|secret| secret.span.start < span.end);
        &self.list[start..end.max(start)]
    }

    /// Whether a text holds a secret.
    pub fn is_revealed_by(&self, text: &str) -> bool {
        self.matcher.as_ref().is_some_and(|matcher| matcher.is_match(text))
    }

    /// A text with every secret in it masked. Linear in the length of the text.
    pub fn mask<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let Some(matcher) = self.matcher.as_ref().filter(|matcher| matcher.is_match(text)) else {
            return Cow::Borrowed(text);
        };
        let mut masked = String::with_capacity(text.len());
        let mut end = 0;
        for found in matcher.find_iter(text) {
            masked.push_str(&text[end..found.start()]);
            masked.push_str(&mask(&text[found.range()]));
            end = found.end();
        }
        masked.push_str(&text[end..]);
        Cow::Owned(masked)
    }

    /// The text of a span of the source, with every secret that is found there masked. It has as
    /// many characters as the span.
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

    /// A text of the user's in backticks, for a message, with every secret masked (see
    /// [`quote_for_message`]). Masking comes before shortening, which could hide that a part is one.
    pub fn quote(&self, text: &str) -> String {
        quote_for_message(&self.mask(text))
    }
}

impl<'a> IntoIterator for &'a Secrets {
    type Item = &'a Secret;
    type IntoIter = std::slice::Iter<'a, Secret>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The matcher of texts that are not empty; of several that match at one place, the longest.
fn build_matcher<'a>(patterns: impl Iterator<Item = &'a str>) -> Option<AhoCorasick> {
    let patterns = patterns.filter(|pattern| !pattern.is_empty());
    AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(patterns).ok()
}

/// A secret of which only the first four characters are left, if it is long enough; the others are
/// stars, as many as they were.
pub fn mask(secret: &str) -> String {
    mask_after(secret, unmasked_len(secret)).collect()
}

/// How many bytes of a secret are left at its start.
fn unmasked_len(secret: &str) -> usize {
    let is_long = secret.chars().nth(12).is_some();
    if is_long { secret.chars().take(4).map(char::len_utf8).sum() } else { 0 }
}

/// The characters of a text, as stars from a byte offset on.
fn mask_after(text: &str, offset: usize) -> impl Iterator<Item = char> {
    let is_left = move |at, character| at < offset || character == '\n';
    text.char_indices()
        .map(move |(at, character)| if is_left(at, character) { character } else { '*' })
}

/// What is found so far.
struct Found {
    list: Vec<Secret>,
    /// Decoded texts of secrets, which messages may quote.
    decoded: Vec<Arc<str>>,
}

impl Found {
    fn add_by_key(&mut self, table: &Table) {
        for entry in &table.entries {
            match secret_kind(&entry.key) {
                Some(what) => self.add_strings(&entry.value, what),
                None => self.add_tables(&entry.value),
            }
        }
    }

    fn add_strings(&mut self, value: &Value, what: &'static str) {
        match &value.kind {
            ValueKind::String(string) if !is_reference(&string.value) => {
                self.list.push(Secret { span: string.content_span(), what });
                self.decoded.push(string.value.clone());
            }
            ValueKind::Array(elements) => {
                for element in elements {
                    self.add_strings(element, what);
                }
            }
            _ => {}
        }
    }

    fn add_tables(&mut self, value: &Value) {
        match &value.kind {
            ValueKind::Table(table) => self.add_by_key(table),
            ValueKind::Array(elements) => {
                for element in elements {
                    self.add_tables(element);
                }
            }
            _ => {}
        }
    }
}

/// Keys whose value is a secret, in lower case without separators.
const SECRET_KEYS: &[(&str, &str)] = &[
    ("clientsecret", "a client secret"),
    ("secret", "a secret"),
    ("accesstoken", "an access token"),
    ("refreshtoken", "a refresh token"),
    ("authtoken", "an authentication token"),
    ("granttoken", "a grant token"),
    ("apitoken", "a token"),
    ("token", "a token"),
    ("password", "a password"),
];

/// Whether a key is that of a secret, and of which.
pub fn secret_kind(key: &str) -> Option<&'static str> {
    if known_keys().any(|known| known == key) {
        return None;
    }
    let plain: String =
        key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let known = |name: &str| {
        plain == name
            || plain
                .strip_prefix("zoho")
                .is_some_and(|rest| rest.trim_start_matches("cliq") == name)
    };
    SECRET_KEYS.iter().find(|(name, _)| known(name)).map(|(_, what)| *what)
}

/// Whether a value only says where the secret is: empty, `${NAME}`, `<secret>`, `env:NAME`,
/// `vault:…`.
fn is_reference(value: &str) -> bool {
    let value = value.trim();
    value.is_empty()
        || value.starts_with(['$', '<', '{', '%'])
        || ["env:", "vault:", "op://", "file:", "secret:"]
            .iter()
            .any(|scheme| value.starts_with(scheme))
        || value.chars().all(|c| matches!(c, '*' | 'x' | 'X' | '.' | '…' | '-'))
}

fn find_by_shape(text: &str) -> Vec<Secret> {
    let bytes = text.as_bytes();
    let mut secrets = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let run = bytes[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_'))
            .count();
        let word = &text[at..at + run];
        let trimmed = word.trim_end_matches(['.', '_']);
        let span = Span::new(at, at + trimmed.len());
        if is_token(trimmed) {
            secrets.push(Secret { span, what: "a grant code or a token" });
        } else if trimmed.len() == 42 && trimmed.bytes().all(is_lower_hex) {
            secrets.push(Secret { span, what: "a client secret" });
        }
        at += run;
    }
    secrets
}

fn is_lower_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

fn is_token(word: &str) -> bool {
    let mut parts = word.strip_prefix("1000.").unwrap_or_default().split('.');
    let is_half = |part: Option<&str>| {
        part.is_some_and(|part| {
            part.len() == 32 && part.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    };
    is_half(parts.next()) && is_half(parts.next()) && parts.next().is_none()
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

    fn found(text: &str) -> Vec<(String, &'static str)> {
        let (source, secrets) = find(text);
        let found = |secret: &Secret| (source.slice(secret.span).to_owned(), secret.what);
        secrets.iter().map(found).collect()
    }

    #[test]
    fn shapes_are_found_anywhere() {
        let text = format!("# was {CLIENT_SECRET}.\n[client]\nx = \"{CLIENT_SECRET}\"");
        assert_eq!(found(&text).len(), 2);
        let token = format!("1000.{0}.{0}", "0123456789abcdef0123456789ABCDEF");
        assert_eq!(found(&format!("k = '{token}'")), [(token, "a grant code or a token")]);
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
        let text = "[client.metadata]\nclientSecret = \"hunter2\"";
        assert_eq!(found(text), [("hunter2".to_owned(), "a client secret")]);
        let text = "zoho_refresh_token = ['a1b2']";
        assert_eq!(found(text), [("a1b2".to_owned(), "a refresh token")]);
    }

    #[test]
    fn a_secret_in_another_is_not_a_second_one() {
        let text = format!("client_secret = '{CLIENT_SECRET} and {CLIENT_SECRET} again'");
        assert_eq!(found(&text).len(), 1);
    }

    #[test]
    fn a_mask_keeps_the_length() {
        assert_eq!(mask("hunter2"), "*******");
        assert_eq!(mask("1000.0123456789"), "1000***********");
    }

    #[test]
    fn a_secret_is_masked_wherever_it_is_quoted() {
        let (_, secrets) = find(&format!("x = '{CLIENT_SECRET}'\npassword = \"a\\u0062cdefgh\""));
        let quoted = secrets.quote(&format!("https://acme.com/?{CLIENT_SECRET}&p=abcdefgh"));
        assert!(!quoted.contains("456789") && !quoted.contains("abcdefgh"), "{quoted}");
        assert!(secrets.is_revealed_by("a\\u0062cdefgh"), "as it is written, too");
        assert!(!secrets.is_revealed_by("hunter2"));
    }

    #[test]
    fn the_secrets_of_a_span_are_found_by_their_place() {
        let (source, secrets) = find("password = 'one'\nx = 1\ntoken = 'two'");
        let line = |line| source.line_span(line);
        assert!(secrets.intersects(line(0)) && !secrets.intersects(line(1)));
        assert_eq!(secrets.within(line(2)).len(), 1);
        assert_eq!(secrets.within(Span::new(0, source.text().len())).len(), 2);
    }
}
