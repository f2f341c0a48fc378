//! Where a manifest holds a secret, in keys, values and comments: found for a rule, and mask in
//! all that is shown.

use crate::console::known_keys;
use crate::syntax::Tree;
use crate::syntax::{Entry, Table, Value, ValueKind};
use crate::text::Span;

/// A secret and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The secret itself, without quotes.
    pub span: Span,
    /// What it is, as a noun: `a client secret`.
    pub what: &'static str,
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

/// The secrets of a manifest, by place and disjoint.
///
/// Shapes are those that Zoho's own samples have (not documented as such): `1000.`, 32 hexadecimal
/// digits, a dot and 32 more are a grant code or a token; 42 lower-case hexadecimal digits are a
/// client secret.
#[must_use]
pub fn secrets(document: &Tree<'_>) -> Vec<Secret> {
    let mut secrets = find_by_shape(document.text);
    find_by_key(document, &document.root, &mut secrets);
    document
        .orphan_tables
        .iter()
        .for_each(|orphan| find_by_key(document, &orphan.table, &mut secrets));
    secrets.sort_by_key(|secret| (secret.span.start, std::cmp::Reverse(secret.span.end)));
    let mut end = 0;
    secrets.retain(|secret| {
        let is_new = secret.span.start >= end;
        end = end.max(secret.span.end);
        is_new
    });
    secrets
}

/// Whether a key is that of a secret, and of which.
#[must_use]
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

fn find_by_key(document: &Tree<'_>, table: &Table, secrets: &mut Vec<Secret>) {
    for entry in &table.entries {
        match secret_kind(&entry.key) {
            Some(what) => strings(&entry.value, &mut |value| {
                let text = value.as_string(document.text).filter(|text| !is_reference(text.value));
                secrets.extend(text.map(|text| Secret { span: text.content_span(), what }));
            }),
            None => tables(&entry.value, &mut |table| find_by_key(document, table, secrets)),
        }
    }
}

fn strings(value: &Value, found: &mut impl FnMut(&Value)) {
    match &value.kind {
        ValueKind::String(_) => found(value),
        ValueKind::Array(elements) => elements.iter().for_each(|element| strings(element, found)),
        _ => {}
    }
}

fn tables(value: &Value, found: &mut dyn FnMut(&Table)) {
    match &value.kind {
        ValueKind::Table(table) => found(table),
        ValueKind::Array(elements) => elements.iter().for_each(|element| tables(element, found)),
        _ => {}
    }
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

/// The secret of which only the first four characters are left, the others being stars; no stars
/// are added or lost.
#[must_use]
pub fn mask(secret: &str) -> String {
    let shown = if secret.chars().count() > 12 { 4 } else { 0 };
    secret
        .chars()
        .enumerate()
        .map(|(index, character)| if index < shown || character == '\n' { character } else { '*' })
        .collect()
}

/// Whether a text holds a secret, or eight characters of one in a row: a long quotation lacks its
/// middle.
#[must_use]
pub fn reveals_secret(secret: &str, text: &str) -> bool {
    let characters: Vec<char> = secret.chars().collect();
    let size = characters.len().clamp(1, 8);
    characters.windows(size).any(|part| text.contains(&part.iter().collect::<String>()))
}

/// The entry that holds a place, the deepest one, and the inline table around it.
#[must_use]
pub fn enclosing_entry<'a>(
    document: &'a Tree<'_>,
    span: Span,
) -> Option<(Option<Span>, &'a Entry)> {
    let tables = std::iter::once(&document.root)
        .chain(document.orphan_tables.iter().map(|orphan| &orphan.table));
    tables.into_iter().find_map(|table| find_in_table(document.text, table, None, span))
}

fn find_in_table<'a>(
    text: &str,
    table: &'a Table,
    container: Option<Span>,
    span: Span,
) -> Option<(Option<Span>, &'a Entry)> {
    table.entries.iter().find_map(|entry| {
        let deeper = find_in_value(text, &entry.value, container, span);
        deeper.or_else(|| entry.value.span.contains(span).then_some((container, entry)))
    })
}

fn find_in_value<'a>(
    text: &str,
    value: &'a Value,
    container: Option<Span>,
    span: Span,
) -> Option<(Option<Span>, &'a Entry)> {
    match &value.kind {
        ValueKind::Table(table) => find_in_table(
            text,
            table,
            if value.is_inline(text) { Some(value.span) } else { container },
            span,
        ),
        ValueKind::Array(elements) => {
            elements.iter().find_map(|element| find_in_value(text, element, container, span))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse;
    use crate::text::Source;

    fn found(text: &str) -> Vec<(&str, &str)> {
        secrets(&parse(&Source::from(text)))
            .iter()
            .map(|secret| (secret.span.of(text), secret.what))
            .collect()
    }

    #[test]
    fn shapes_are_found_anywhere() {
        let secret = "0123456789abcdef0123456789abcdef0123456789";
        assert_eq!(found(&format!("# was {secret}.\n[client]\nx = \"{secret}\"")).len(), 2);
        let token = format!("1000.{0}.{0}", "0123456789abcdef0123456789ABCDEF");
        assert_eq!(found(&format!("k = '{token}'")), [(token.as_str(), "a grant code or a token")]);
    }

    #[test]
    fn digests_client_ids_and_references_are_no_secrets() {
        assert!(
            found("a = \"0123456789abcdef0123456789abcdef01234567\"\nb = \"1000.ABCDEFGHIJKLMNOPQRSTUVWXYZ1234\"").is_empty()
        );
        assert!(found("client_secret = \"${SECRET}\"\nrefresh_token = \"\"").is_empty());
    }

    #[test]
    fn a_key_names_its_value_a_secret() {
        assert_eq!(
            found("[client.metadata]\nclientSecret = \"hunter2\""),
            [("hunter2", "a client secret")]
        );
        assert_eq!(found("zoho_refresh_token = ['a1b2']"), [("a1b2", "a refresh token")]);
    }

    #[test]
    fn a_mask_keeps_the_length() {
        assert_eq!(mask("hunter2"), "*******");
        assert_eq!(mask("1000.0123456789"), "1000***********");
    }
}
