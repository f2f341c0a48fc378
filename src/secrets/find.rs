//! Finds the secrets in a text: by their shape, by the key or word before them, and in the user
//! info of URIs. It also searches comments and statements that are not TOML. It takes time linear
//! in the length of the text.

use std::ops::Range;

use memchr::{memchr, memchr2_iter};

use super::judge::{is_reference, is_secret_as_client_id, is_secret_value, secret_kind};
use super::{Evidence, Secret};
use crate::console::Record;
use crate::syntax::{StringValue, Table, Tree, Value, ValueKind};
use crate::text::{Source, Span};

/// Finds the secrets in a text, in any order and some of them more than once, and their decoded
/// texts.
pub(super) fn find(source: &Source, tree: &Tree) -> (Vec<Secret>, Vec<String>) {
    let mut found = Found { list: Vec::new(), decoded: Vec::new() };
    found.list = find_in_text(source.text());
    let orphans = tree.orphan_tables.iter().map(|orphan| &orphan.table);
    for table in std::iter::once(&tree.root).chain(orphans) {
        found.add_table(source, table, None);
    }
    (found.list, found.decoded)
}

/// What has been found so far.
struct Found {
    list: Vec<Secret>,
    /// The decoded texts of secrets that are written with escapes.
    decoded: Vec<String>,
}

impl Found {
    /// Adds the secrets in a table. If a key above says so, each string in it is a secret.
    fn add_table(&mut self, source: &Source, table: &Table, what: Option<&'static str>) {
        for entry in &table.entries {
            self.add_value(source, &entry.value, secret_kind(&entry.key).or(what));
            let text = entry.value.as_string().filter(|_| is_client_id(&entry.key));
            if let Some(text) = text.filter(|text| is_secret_as_client_id(&text.value)) {
                let whole = 0..text.value.len();
                self.add(source, text, whole, "client secret", Evidence::Key);
            }
        }
    }

    fn add_value(&mut self, source: &Source, value: &Value, what: Option<&'static str>) {
        match &value.kind {
            ValueKind::String(string) => self.add_string(source, string, what),
            ValueKind::Array(elements) => {
                for element in elements {
                    self.add_value(source, element, what);
                }
            }
            ValueKind::Table(table) => self.add_table(source, table, what),
            _ => {}
        }
    }

    fn add_string(&mut self, source: &Source, string: &StringValue, what: Option<&'static str>) {
        let text = &*string.value;
        if let Some(what) = what.filter(|_| is_secret_value(text)) {
            let start = text.len() - text.trim_start().len();
            self.add(source, string, start..start + text.trim().len(), what, Evidence::Key);
        }
        // A string without escapes has already been searched as a part of the text.
        if source.slice(string.content_span()) != text {
            for Secret { span, what, evidence } in find_in_text(text) {
                self.add(source, string, span.into(), what, evidence);
            }
        }
    }

    fn add(
        &mut self,
        source: &Source,
        string: &StringValue,
        range: Range<usize>,
        what: &'static str,
        evidence: Evidence,
    ) {
        let span = string.span_of(range.clone());
        if source.slice(span) != &string.value[range.clone()] {
            self.decoded.push(string.value[range].to_owned());
        }
        self.list.push(Secret { span, what, evidence });
    }
}

/// Returns `true` if a key holds a client ID.
fn is_client_id(key: &str) -> bool {
    let info = Record::ClientId.info();
    key == info.key || info.aliases.contains(&key)
}

fn find_in_text(text: &str) -> Vec<Secret> {
    let mut secrets = find_by_shape(text);
    secrets.extend(find_by_key(text));
    secrets.extend(find_by_word(text));
    secrets.extend(find_passwords(text));
    secrets
}

/// Finds secrets with the shapes of Zoho's own samples, which are not documented: `1000.` or, for
/// webhooks, `1001.`, 32 hexadecimal digits, a dot and 32 more; or 42 lower-case hexadecimal
/// digits.
fn find_by_shape(text: &str) -> Vec<Secret> {
    let mut secrets = Vec::new();
    for_each_long_word(text.as_bytes(), CLIENT_SECRET_LEN, |range| {
        let word = text[range.clone()].trim_end_matches(['.', '_']);
        let start = range.start + word.len() - word.trim_start_matches(['.', '_']).len();
        let span = Span::new(start, range.start + word.len());
        if let Some(what) = kind_by_shape(&text[span.start..span.end]) {
            secrets.push(Secret { span, what, evidence: Evidence::Shape });
        }
    });
    secrets
}

/// The number of digits in a client secret: no secret that is recognized by its shape is shorter.
const CLIENT_SECRET_LEN: usize = 42;

/// Calls `visit` for each word of letters, digits, `.` and `_` that has at least `min_len` bytes. Where
/// words are shorter, it looks only at the bytes after the last that ends one, of each `min_len`.
fn for_each_long_word(bytes: &[u8], min_len: usize, mut visit: impl FnMut(Range<usize>)) {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_');
    let mut start = 0;
    while let Some(next) = bytes.get(start..start + min_len) {
        if let Some(gap) = next.iter().rposition(|byte| !is_part(byte)) {
            start += gap + 1;
        } else {
            let rest = bytes[start + min_len..].iter().take_while(|byte| is_part(byte));
            let end = start + min_len + rest.count();
            visit(start..end);
            start = end;
        }
    }
}

fn kind_by_shape(word: &str) -> Option<&'static str> {
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if word.len() == CLIENT_SECRET_LEN
        && is_hex(word)
        && !word.contains(|c: char| c.is_ascii_uppercase())
    {
        return Some("client secret");
    }
    let mut parts = word.split('.');
    let what = match parts.next()? {
        "1000" => "grant code or token",
        "1001" => "webhook token",
        _ => return None,
    };
    let halves: Vec<&str> = parts.collect();
    let is_half = |half: &&str| half.len() == 32 && is_hex(half);
    (halves.len() == 2 && halves.iter().all(is_half)).then_some(what)
}

/// Finds the values after keys: `client_secret = "…"`, `client_secret: …`, `?client_secret=…`; and
/// within such a value, as in `secret: "password=…"`.
fn find_by_key(text: &str) -> Vec<Secret> {
    let values = values_after_keys(text);
    let within = values.iter().flat_map(|(outer, _)| {
        let shift = |range: Range<usize>| outer.start + range.start..outer.start + range.end;
        let inner = values_after_keys(&text[outer.clone()]).into_iter();
        inner.map(move |(range, what)| (shift(range), what))
    });
    let all = values.iter().cloned().chain(within);
    all.filter_map(|(range, what)| secret_at(text, range, what)).collect()
}

/// Returns a value after a key, if it is a secret.
fn secret_at(text: &str, range: Range<usize>, what: &'static str) -> Option<Secret> {
    let written = &text[range.clone()];
    let start = range.start + (written.len() - written.trim_start().len());
    let span = Span::new(start, start + written.trim().len());
    is_secret_value(written).then_some(Secret { span, what, evidence: Evidence::Key })
}

/// Words before a secret, in lower case, that do not name it.
const SCHEMES: &[(&str, &str)] =
    &[("bearer", "access token"), ("basic", "password"), ("apikey", "API key")];

/// Words that may come between the name of a secret and the secret.
const FILLERS: &[&str] = &["is", "was", "are", "-", "–", "—", "->", "→"];

/// Finds the values that only spaces, or a word such as `is`, separate from the word that names
/// them: `Authorization: Bearer …`, `the token is …`.
fn find_by_word(text: &str) -> Vec<Secret> {
    let mut secrets = Vec::new();
    for line in text.split(['\n', '\r']) {
        let offset = line.as_ptr() as usize - text.as_ptr() as usize;
        let mut what = None;
        for word in line.split([' ', '\t']).filter(|word| !word.is_empty()) {
            if FILLERS.contains(&word) {
                continue;
            }
            let start = offset + (word.as_ptr() as usize - line.as_ptr() as usize);
            if let Some(what) = what {
                let word = Values { text, at: start, list: Vec::new() }.read_word();
                secrets.extend(word.and_then(|word| secret_at(text, word, what)));
            }
            what = kind_by_word(key_before(word, word.trim_end_matches(':').len()));
        }
    }
    secrets
}

/// Returns the text after a word, if it is a secret.
fn kind_by_word(word: &str) -> Option<&'static str> {
    let scheme = SCHEMES.iter().find(|(scheme, _)| scheme.eq_ignore_ascii_case(word));
    scheme.map(|(_, what)| *what).or_else(|| secret_kind(word))
}

/// Finds the values after the names of secrets, each with the kind that the name says.
fn values_after_keys(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    let mut end = 0;
    for at in memchr2_iter(b'=', b':', text.as_bytes()) {
        if at < end {
            continue;
        }
        if let Some(what) = secret_kind(key_before(text, at)) {
            let mut values = Values { text, at: at + 1, list: Vec::new() };
            values.read();
            end = values.at;
            found.extend(values.list.into_iter().map(|range| (range, what)));
        }
    }
    found
}

/// The maximum length of a key, in bytes.
const MAX_KEY: usize = 64;

/// Returns the key before `=` or `:`, without its quotes.
fn key_before(text: &str, at: usize) -> &str {
    let before = text[..at].trim_end_matches([' ', '\t']).trim_end_matches(['"', '\'', '`']);
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let length = before.bytes().rev().take(MAX_KEY).take_while(is_part).count();
    &before[before.len() - length..]
}

/// Reads the values after a key, whether or not they are TOML.
struct Values<'a> {
    text: &'a str,
    at: usize,
    list: Vec<Range<usize>>,
}

impl Values<'_> {
    fn read(&mut self) {
        self.skip(|c| matches!(c, ' ' | '\t' | '=' | ':' | '>'));
        if self.rest().starts_with(['[', '{']) {
            self.read_elements();
        } else {
            self.read_value();
        }
    }

    /// Reads an array or a table to its closing bracket, or to the line that begins another statement.
    fn read_elements(&mut self) {
        loop {
            self.skip(|c| matches!(c, ' ' | '\t' | ',' | '[' | '{' | '=' | ':'));
            match self.rest().chars().next() {
                None => return,
                Some(']' | '}') => {
                    self.at += 1;
                    return;
                }
                Some('#') => self.skip(|c| c != '\n'),
                Some('\r' | '\n') => {
                    self.skip(|c| matches!(c, '\r' | '\n' | ' ' | '\t'));
                    if begins_statement(self.rest()) {
                        return;
                    }
                }
                Some(_) => {
                    let start = self.at;
                    self.read_value();
                    if self.at == start {
                        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
                    }
                }
            }
        }
    }

    /// Reads a word, without the quotes around it, unless it is the key of another value.
    fn read_word(mut self) -> Option<Range<usize>> {
        self.skip(|c| matches!(c, '"' | '\'' | '`'));
        self.read_value();
        let word = self.list.pop()?;
        let has_value = self.text[word.clone()].trim_end_matches('=').contains('=');
        let is_key = has_value || self.rest().starts_with([':', '(']);
        (!is_key).then_some(word)
    }

    /// Reads a string, closed or not, or a word.
    fn read_value(&mut self) {
        let quotes = ["\"\"\"", "'''", "\"", "'", "`"];
        match quotes.into_iter().find(|quotes| self.rest().starts_with(quotes)) {
            Some(quotes @ ("\"\"\"" | "'''")) => self.read_lines(quotes),
            Some(quote) => {
                self.at += quote.len();
                let length = quoted_length(self.rest(), quote);
                self.push(length);
                self.at += usize::from(self.rest().starts_with(quote));
            }
            None => {
                let is_end = |c: char| c.is_whitespace() || ",;&#\"'`()[]{}<>|".contains(c);
                let length = self.rest().find(is_end).unwrap_or(self.rest().len());
                self.push(length);
            }
        }
    }

    /// Reads the lines of a string, to its end or, if it is not closed, to an empty line or another
    /// statement.
    fn read_lines(&mut self, quotes: &str) {
        self.at += quotes.len();
        loop {
            let (line, is_closed) = line_before(self.rest(), quotes);
            self.push(line);
            if is_closed {
                self.at += quotes.len();
                return;
            }
            self.at += usize::from(!self.rest().is_empty());
            let next = self.rest().trim_start_matches([' ', '\t']);
            if next.is_empty() || next.starts_with(['\r', '\n']) || begins_statement(next) {
                return;
            }
        }
    }

    fn push(&mut self, length: usize) {
        self.list.push(self.at..self.at + length);
        self.at += length;
    }

    fn skip(&mut self, is_skipped: impl Fn(char) -> bool) {
        self.at += self.rest().find(|c| !is_skipped(c)).unwrap_or(self.rest().len());
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }
}

/// Returns the number of bytes before the end of the line or some quotes, and whether the quotes
/// come first.
fn line_before(text: &str, quotes: &str) -> (usize, bool) {
    let is_end = |(at, c): &(usize, char)| *c == '\n' || text[*at..].starts_with(quotes);
    match text.char_indices().find(is_end) {
        Some((at, c)) => (at, c != '\n'),
        None => (text.len(), false),
    }
}

/// Returns the number of bytes before the quote that closes a string.
fn quoted_length(text: &str, quote: &str) -> usize {
    let mut is_escaped = false;
    let is_end = |c: char| {
        let is_end = c == '\n' || c == '\r' || quote.starts_with(c) && !is_escaped;
        is_escaped = c == '\\' && !is_escaped && quote == "\"";
        is_end
    };
    text.find(is_end).unwrap_or(text.len())
}

/// Returns `true` if a line begins with a key and `=`, or with a header.
fn begins_statement(line: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let key = line.len() - line.trim_start_matches(is_part).len();
    let after = line[key..].trim_start_matches([' ', '\t']);
    line.starts_with('[') || key > 0 && after.starts_with('=')
}

/// Finds the passwords in the user info of URIs: `https://user:password@host`, or a token alone.
fn find_passwords(text: &str) -> Vec<Secret> {
    if memchr(b'@', text.as_bytes()).is_none() {
        return Vec::new();
    }
    let authority = |(at, _): (usize, &str)| {
        let start = at + "://".len();
        let is_end = |c: char| c.is_whitespace() || "/?#\\\"'`<>".contains(c);
        start..text[start..].find(is_end).map_or(text.len(), |end| start + end)
    };
    let password = |authority: Range<usize>| {
        let user_info = &text[authority.clone()][..text[authority.clone()].rfind('@')?];
        let Some((user, password)) = user_info.split_once(':') else {
            let span = Span::new(authority.start, authority.start + user_info.len());
            let token = Secret { span, what: "token", evidence: Evidence::Key };
            return is_secret_value(user_info).then_some(token);
        };
        // If the user info looks like a host, a number after it is a port.
        let is_port = user.contains('.') && password.bytes().all(|byte| byte.is_ascii_digit());
        let start = authority.start + user.len() + 1;
        let span = Span::new(start, start + password.len());
        let is_secret = !is_port && !is_reference(password);
        is_secret.then_some(Secret { span, what: "password", evidence: Evidence::Key })
    };
    text.match_indices("://").map(authority).filter_map(password).collect()
}
