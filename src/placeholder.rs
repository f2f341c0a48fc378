//! Recognizes placeholders: what templates, documentation and this tool's own fixes leave for the
//! user to fill in.

use std::ops::Range;

use crate::uri;

/// Where a client's name has placeholders: in order, disjoint, and within the text.
pub fn in_name(name: &str) -> Vec<Range<usize>> {
    let trimmed = name.trim();
    let start = name.len() - name.trim_start().len();
    let whole = start..start + trimmed.len();
    let marked = marked_parts(name).into_iter().filter(|part| {
        let text = &name[part.clone()];
        if text.starts_with('<') && text.contains('@') {
            // `Zylker <desk@zylker.com>` is how mail programs write an address.
            return false;
        }
        let in_brackets = text.trim_matches(['[', ']']);
        !text.starts_with('[') || *part == whole || is_phrase(in_brackets, WORDINGS)
    });
    let marked: Vec<Range<usize>> = marked.collect();
    if !marked.is_empty() {
        return marked;
    }
    let lead_in = LEAD_INS.iter().find(|words| begins_with(trimmed, words));
    if is_phrase(&trimmed[lead_in.map_or(0, |words| words.len())..], WORDINGS)
        || is_property(trimmed)
        || is_constant_to_replace(trimmed)
        || is_repeated_x(trimmed)
        || is_ellipsis(trimmed)
        || is_any_of(trimmed, TO_CHANGE)
        || is_any_of(trimmed, TO_DO) && is_single_case(trimmed)
    {
        return Some(whole).into_iter().collect();
    }
    let is_upper_case_note = |word: &&str| TO_DO_NOTES.contains(&word.trim_end_matches(':'));
    let note = name.split_whitespace().find(is_upper_case_note);
    note.and_then(|note| name.find(note).map(|at| at..at + note.len())).into_iter().collect()
}

/// Where a URI, or a text that should be one, has placeholders: in order, disjoint, and within the
/// text.
pub fn in_uri(uri: &str) -> Vec<Range<usize>> {
    let mut found = marked_parts(uri);
    let Parts { scheme, host, port, rest } = split(uri);
    let others = in_scheme(uri, scheme)
        .into_iter()
        .chain(in_host(uri, host.clone()).or_else(|| in_host_as_read(uri, host)))
        .chain(port.filter(|port| is_port(&uri[port.clone()])))
        .chain(in_path_and_query(uri, rest));
    let is_apart = |part: &Range<usize>, found: &[Range<usize>]| {
        !found.iter().any(|other| other.start < part.end && part.start < other.end)
    };
    for part in others {
        if is_apart(&part, &found) {
            found.push(part);
        }
    }
    found.sort_by_key(|part| part.start);
    found
}

/// What guides write before "your application" in place of a name.
const LEAD_INS: &[&str] = &["name of ", "nombre de ", "nom de "];

/// What surrounds a placeholder in templates, shells and documentation.
const MARKS: &[(&str, &str)] = &[
    ("{{", "}}"),
    ("{%", "%}"),
    ("<%", "%>"),
    ("[[", "]]"),
    ("${", "}"),
    ("#{", "}"),
    ("%{", "}"),
    ("@{", "}"),
    ("$(", ")"),
    ("{", "}"),
    ("<", ">"),
    ("‹", "›"),
    ("[", "]"),
];

/// The most characters between two marks, so that texts full of marks cost no more than others.
const MAX_MARKED: usize = 128;

/// The parts between marks, `$NAME` and `%NAME%`.
fn marked_parts(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut end = 0;
    for (start, _) in text.match_indices(['{', '<', '[', '‹', '$', '#', '%', '@']) {
        if start < end {
            continue;
        }
        let before = text[..start].chars().next_back();
        let rest = &text[start..];
        let length = marked_length(rest, before)
            .or_else(|| shell_variable_length(rest, before))
            .or_else(|| batch_variable_length(rest));
        if let Some(length) = length {
            end = start + length;
            parts.push(start..end);
        }
    }
    parts
}

/// The length of a part between marks at the start of a text.
fn marked_length(text: &str, before: Option<char>) -> Option<usize> {
    let (open, close) = MARKS.iter().find(|(open, _)| text.starts_with(open))?;
    let inner = &text[open.len()..];
    let limit = inner.char_indices().nth(MAX_MARKED).map_or(inner.len(), |(at, _)| at);
    let content = &inner[..inner[..limit].find(close)?];
    // What holds a URI is quoted as a whole.
    let has_name = content.contains(char::is_alphanumeric) && !content.contains("://");
    let is_placeholder = match *open {
        // `[::1]` is an address, and `filter[name]` a parameter.
        "[" => {
            content.contains(char::is_alphabetic)
                && !content.contains(':')
                && !before.is_some_and(char::is_alphanumeric)
        }
        _ if open.ends_with('{') => has_name || content.trim().is_empty(),
        _ => has_name,
    };
    is_placeholder.then(|| open.len() + content.len() + close.len())
}

/// The length of `$NAME` at the start of a text.
fn shell_variable_length(text: &str, before: Option<char>) -> Option<usize> {
    let name = text.strip_prefix('$')?;
    let length = name.find(|c: char| !is_constant_char(c)).unwrap_or(name.len());
    let is_whole_word = !name[length..].starts_with(char::is_alphanumeric)
        && !before.is_some_and(char::is_alphanumeric);
    let is_name = length > 1 && !name.starts_with(|c: char| c.is_ascii_digit());
    (is_name && is_whole_word).then_some(1 + length)
}

/// The length of `%NAME%` at the start of a text. `%CE%B1` and `%C3ABC%20` are percent-encoded.
fn batch_variable_length(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('%')?;
    let length = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
    let (name, after) = (&inner[..length], inner[length..].strip_prefix('%')?);
    let begins_with_hex = |text: &str| {
        text.get(..2).is_some_and(|start| start.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let is_encoded = begins_with_hex(name) && (name.len() == 2 || begins_with_hex(after));
    let is_name = length > 1 && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    (is_name && !is_encoded).then_some(length + 2)
}

/// Ranges of a URI, found without regard to its errors.
struct Parts {
    scheme: Range<usize>,
    host: Range<usize>,
    port: Option<Range<usize>>,
    rest: Range<usize>,
}

fn split(uri: &str) -> Parts {
    let name_end = uri.find([':', ';', '/', '\\', '?', '#']).unwrap_or(uri.len());
    let after_name = &uri[name_end..];
    let separators = after_name.len() - after_name.trim_start_matches([':', ';', '/', '\\']).len();
    let is_http = ["http", "https"].iter().any(|name| uri[..name_end].eq_ignore_ascii_case(name));
    let has_scheme = after_name.starts_with([':', ';']) && separators > 1
        || is_http && separators > 0
        || name_end == 0;
    let scheme = if has_scheme { 0..name_end } else { 0..0 };
    let start = if has_scheme { name_end + separators } else { 0 };
    let end = uri[start..].find(['/', '\\', '?', '#']).map_or(uri.len(), |at| start + at);
    let host_start = uri[start..end].rfind('@').map_or(start, |at| start + at + 1);
    let colon = uri[host_start..end].rfind(':').map(|at| host_start + at);
    Parts {
        scheme,
        host: host_start..colon.unwrap_or(end),
        port: colon.map(|colon| colon + 1..end),
        rest: end..uri.len(),
    }
}

/// `com.yourcompany.app`, `com.example.app` and `yourapp`. Without a domain, `my` and similar can be
/// real: `myapp`.
fn in_scheme(uri: &str, scheme: Range<usize>) -> Option<Range<usize>> {
    let wordings = if uri[scheme.clone()].contains('.') { WORDINGS } else { YOUR };
    let mut labels = parts_between(uri, scheme, &['.']).enumerate();
    let is_placeholder = |(index, label): &(usize, Range<usize>)| {
        let label = &uri[label.clone()];
        is_phrase(label, wordings) || *index == 1 && label.eq_ignore_ascii_case("example")
    };
    labels.find(is_placeholder).map(|(_, label)| label)
}

/// Hosts of one label that name no machine.
const HOST_WORDS: &[&str] = &["host", "hostname", "domain", "fqdn", "url", "example"];

/// Top-level domains that are kept for documentation (RFC 2606 section 2), or written in it.
const DOCUMENTATION_TLDS: &[&str] = &["example", "tld"];

/// Labels before the top-level domain that say nothing.
const DOCUMENTATION_DOMAINS: &[&str] = &["example", "domain"];

/// Labels below a country's top-level domain that are not registered by anybody.
const SECOND_LEVELS: &[&str] = &["ac", "co", "com", "edu", "gov", "net", "org"];

fn in_host(uri: &str, host: Range<usize>) -> Option<Range<usize>> {
    let text = uri[host.clone()].trim();
    let labels: Vec<Range<usize>> = parts_between(uri, host.clone(), &['.']).collect();
    let label = |index: usize| labels.get(index).map_or("", |label| uri[label.clone()].trim());
    let is_address_with_gaps = labels.len() == 4
        && text.contains(['x', 'X'])
        && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'x' | b'X'));
    let is_whole = is_ellipsis(text)
        || is_address_with_gaps
        || labels.len() == 1 && is_any_of(text, HOST_WORDS)
        || labels.len() == 1 && is_any_of(text, TO_DO);
    if is_whole {
        return Some(host);
    }
    let count = labels.len() - usize::from(label(labels.len() - 1).is_empty());
    if count == 0 {
        return None;
    }
    // The label that is registered: `zylker` in `www.zylker.com` and `www.zylker.co.uk`.
    let has_second_level =
        count > 2 && label(count - 1).len() == 2 && is_any_of(label(count - 2), SECOND_LEVELS);
    let registered = count.saturating_sub(if has_second_level { 3 } else { 2 });
    let from = |index: usize| labels[index].start..labels[count - 1].end;
    if count > 1
        && (is_any_of(label(count - 1), DOCUMENTATION_TLDS)
            || is_any_of(label(registered), DOCUMENTATION_DOMAINS))
    {
        return Some(from(registered));
    }
    let index = (0..count).find(|index| is_host_label(label(*index)))?;
    Some(if index == registered { from(index) } else { labels[index].clone() })
}

/// Judges a host that has characters outside ASCII as browsers read it: `example。com`.
fn in_host_as_read(uri: &str, host: Range<usize>) -> Option<Range<usize>> {
    if uri[host.clone()].is_ascii() {
        return None;
    }
    let parsed = uri::parse(format!("https://{}", uri[host.clone()].trim()));
    let read = parsed.normalized_host();
    read.is_ascii().then(|| in_host(read, 0..read.len()))?.map(|_| host)
}

fn is_host_label(label: &str) -> bool {
    is_phrase(label, WORDINGS)
        || is_property(label)
        || is_constant(label)
        || is_repeated_x(label)
        || ends_in_repeated_x(label)
        || label.eq_ignore_ascii_case("your")
        || is_any_of(label, TO_CHANGE)
        || label.starts_with('$') && label.len() > 1
}

/// `PORT`, `APP_PORT`, `port`, `xxxx`.
fn is_port(port: &str) -> bool {
    let port = port.trim();
    let is_upper_case = port.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    port.len() > 1 && is_upper_case
        || port.eq_ignore_ascii_case("port")
        || is_repeated_x(port)
        || is_phrase(port, WORDINGS)
}

fn in_path_and_query(uri: &str, rest: Range<usize>) -> Option<Range<usize>> {
    parts_between(uri, rest, &['/', '\\', '?', '#', '&', '=']).find(|part| {
        let text = &uri[part.clone()];
        let is_route_parameter = text.len() > 2
            && text.starts_with(':')
            && text[1..].chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && uri[..part.start].ends_with('/');
        is_route_parameter
            || is_phrase(text, YOUR)
            || is_constant_to_replace(text)
            || is_repeated_x(text)
            || is_ellipsis(text)
            || TO_DO_NOTES.contains(&text)
    })
}

/// The ranges between separators.
fn parts_between<'a>(
    text: &'a str,
    range: Range<usize>,
    separators: &'a [char],
) -> impl Iterator<Item = Range<usize>> + 'a {
    let mut start = range.start;
    text[range].split(separators).map(move |part| {
        let part = start..start + part.len();
        start = part.end + 1;
        part
    })
}

/// Words for a value that is still to be chosen, which nothing is called by.
const TO_CHANGE: &[&str] = &[
    "changeme",
    "change-me",
    "change_me",
    "change me",
    "fixme",
    "placeholder",
    "replaceme",
    "replace-me",
    "replace_me",
    "replace me",
];

/// Words for a value that is still to be chosen, though a product can be called `Todo`.
const TO_DO: &[&str] = &["tbd", "todo"];

/// Notes of programmers, in the case in which nothing else is called so.
const TO_DO_NOTES: &[&str] = &["TODO", "TBD", "FIXME", "CHANGEME", "CHANGE_ME", "REPLACE_ME"];

/// Who or what a placeholder belongs to, and what it is, in one language.
struct Wording {
    determiners: &'static [&'static str],
    nouns: &'static [&'static str],
}

/// "Your" and similar words, which no real name has before one of these nouns.
const YOUR: &[Wording] = WORDINGS.split_at(1).0;

/// A placeholder is a determiner with nouns: `your-app`, `mydomain`, `tu_empresa`.
#[rustfmt::skip]
const WORDINGS: &[Wording] = &[
    Wording {
        determiners: &["your", "some", "any", "example", "dummy"],
        nouns: &[
            "account", "address", "api", "application", "app", "awesome", "backend", "bot", "brand",
            "business", "callback", "client", "company", "domain", "frontend", "here", "homepage",
            "host", "id", "instance", "integration", "ip", "key", "name", "own", "organisation",
            "organization", "org", "page", "path", "portal", "port", "product", "project",
            "redirect", "ref", "server", "service", "shop", "site", "store", "subdomain", "team",
            "tenant", "tld", "uri", "url", "username", "user", "website", "web", "workspace",
        ],
    },
    Wording {
        determiners: &["my"],
        nouns: &[
            "application", "app", "awesome", "backend", "client", "company", "domain", "frontend",
            "here", "host", "name", "organisation", "organization", "org", "project", "server",
            "site", "tld", "url", "website", "web",
        ],
    },
    Wording {
        determiners: &["tu", "su", "mi"],
        nouns: &[
            "aplicacion", "aplicación", "app", "aqui", "backend", "compania", "compañia",
            "compañía", "dominio", "empresa", "nombre", "organizacion", "organización", "pagina",
            "página", "proyecto", "servidor", "sitio", "url", "web",
        ],
    },
    Wording {
        determiners: &["seu", "sua", "meu", "minha"],
        nouns: &[
            "aplicativo", "app", "dominio", "domínio", "empresa", "nome", "projeto", "servidor",
            "site", "url",
        ],
    },
    Wording {
        determiners: &["votre", "ton", "mon"],
        nouns: &[
            "application", "appli", "app", "domaine", "entreprise", "nom", "projet", "serveur",
            "site", "societe", "société", "url",
        ],
    },
    Wording {
        determiners: &["deine", "dein", "ihre", "ihr", "meine", "mein"],
        nouns: &[
            "anwendung", "app", "domain", "firma", "name", "projekt", "seite", "server",
            "unternehmen", "url", "webseite", "website",
        ],
    },
    Wording {
        determiners: &["tuo", "tua", "mio", "mia"],
        nouns: &["app", "azienda", "dominio", "nome", "progetto", "server", "sito", "url"],
    },
];

/// Nouns of which a value can be something: `tenant` in `TENANT_ID`.
#[rustfmt::skip]
const OWNERS: &[&str] = &[
    "account", "app", "application", "client", "company", "domain", "host", "org", "organisation",
    "organization", "product", "project", "server", "service", "site", "subdomain", "team", "tenant",
    "user", "website", "workspace",
];

/// Nouns for what a value is, which is to be filled in: `ref` in `project-ref`.
const PROPERTIES: &[&str] = &["id", "name", "ref", "uri", "url"];

/// What a constant can be, too: `HOST` in `APP_HOST`.
const CONSTANTS: &[&str] = &["domain", "host", "ip", "key", "path", "port"];

/// What a reader is told to do with a placeholder.
const INSTRUCTIONS: &[&str] = &["enter", "insert", "put", "replace"];

/// No placeholder of words is longer, nor is a label of a host.
const MAX_PHRASE: usize = 63;

/// Whether a text is a determiner with nouns, in any case and with any separators.
fn is_phrase(text: &str, wordings: &[Wording]) -> bool {
    // Few texts begin so; only for those it is worth to copy the letters.
    let begins_phrase = wordings
        .iter()
        .any(|wording| wording.determiners.iter().any(|word| begins_with(text, word)))
        || INSTRUCTIONS.iter().any(|word| begins_with(text, word));
    if !begins_phrase {
        return false;
    }
    let Some(letters) = letters_of(text) else { return false };
    let after = INSTRUCTIONS.iter().find_map(|word| letters.strip_prefix(word));
    let rest = after.map_or(&*letters, |after| after.strip_prefix("with").unwrap_or(after));
    let is_instruction = rest.len() < letters.len();
    wordings.iter().any(|Wording { determiners, nouns }| {
        let mut after = determiners.iter().filter_map(|word| rest.strip_prefix(word));
        after.any(|after| !after.is_empty() && consists_of(after, nouns))
            || is_instruction && !rest.is_empty() && consists_of(rest, nouns)
    })
}

/// Whether a text names something that is to be filled in, and nothing else: `app-name`,
/// `project-ref`, `hostname`.
fn is_property(text: &str) -> bool {
    let words = || text.split(['-', '_', ' ']);
    let Some(last) = words().next_back().filter(|last| last.len() < text.len()) else {
        let owner = text.len().checked_sub("name".len()).and_then(|at| text.split_at_checked(at));
        return owner.is_some_and(|(owner, noun)| {
            noun.eq_ignore_ascii_case("name") && is_any_of(owner, OWNERS)
        });
    };
    let owners = words().take(words().count() - 1);
    is_any_of(last, PROPERTIES) && owners.into_iter().all(|word| is_any_of(word, OWNERS))
}

/// The letters and digits of a text in lower case, without the `'s` of a genitive, unless there are
/// too many.
fn letters_of(text: &str) -> Option<String> {
    let is_separator = |c: char| matches!(c, '-' | '_' | ' ' | '.');
    let letters = || text.replace("'s ", "").replace("’s ", "").replace(is_separator, "");
    (text.len() <= MAX_PHRASE).then(|| letters().to_lowercase())
}

/// Whether a text begins with a word of lower-case ASCII, in any case.
fn begins_with(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    text.first().map(u8::to_ascii_lowercase) == word.first().copied()
        && text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

fn consists_of(text: &str, words: &[&str]) -> bool {
    text.is_empty()
        || words
            .iter()
            .filter_map(|word| text.strip_prefix(word))
            .any(|rest| consists_of(rest, words))
}

/// Whether a text is written as constants and environment variables are: `PROJECT_REF`.
fn is_constant(text: &str) -> bool {
    let has_two_words = text.trim_matches('_').contains('_') || text.starts_with("__");
    has_two_words
        && text.chars().all(is_constant_char)
        && text.contains(|c: char| c.is_ascii_uppercase())
}

/// Whether a text is written as a constant, and its words say that it is to be replaced:
/// `YOUR_CRM`, `TENANT_ID`, `__HOST__`.
fn is_constant_to_replace(text: &str) -> bool {
    let words: Vec<&str> = text.split('_').filter(|word| !word.is_empty()).collect();
    let Some((last, owners)) = words.split_last().filter(|_| is_constant(text)) else {
        return false;
    };
    let is_property = is_any_of(last, PROPERTIES) || is_any_of(last, CONSTANTS);
    text.starts_with("__")
        || words.iter().any(|word| matches!(*word, "YOUR" | "MY"))
        || is_property && owners.iter().all(|word| is_any_of(word, OWNERS))
}

fn is_constant_char(character: char) -> bool {
    character.is_ascii_uppercase() || character.is_ascii_digit() || character == '_'
}

/// Whether a label ends in `xxxx` or longer, as what a provider adds is written: `zylker-xxxxx`.
fn ends_in_repeated_x(label: &str) -> bool {
    let last = label.rsplit_once(['-', '_']).map(|(_, last)| last);
    last.is_some_and(|last| last.len() > 3 && is_repeated_x(last))
}

/// Whether a text is `xxx` or longer, alone or before nouns: `xxx-app`.
fn is_repeated_x(text: &str) -> bool {
    let rest = text.trim_start_matches(['x', 'X']);
    let nouns = rest.trim_start_matches(['-', '_', ' ']).to_ascii_lowercase();
    text.len() - rest.len() >= 3 && consists_of(&nouns, WORDINGS[0].nouns)
}

/// Whether a text is only an ellipsis.
fn is_ellipsis(text: &str) -> bool {
    text == "…" || text.len() > 2 && text.bytes().all(|byte| byte == b'.')
}

fn is_any_of(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether a text has no two cases: `todo` and `TODO`, but not `Todo`.
fn is_single_case(text: &str) -> bool {
    !(text.contains(char::is_uppercase) && text.contains(char::is_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_in_uri(uri: &str, expected: &[&str]) {
        let found: Vec<&str> = in_uri(uri).into_iter().map(|part| &uri[part]).collect();
        assert_eq!(found, expected, "{uri}");
    }

    #[track_caller]
    fn assert_in_name(name: &str, expected: &[&str]) {
        let found: Vec<&str> = in_name(name).into_iter().map(|part| &name[part]).collect();
        assert_eq!(found, expected, "{name}");
    }

    #[test]
    fn marks_are_placeholders_anywhere_in_a_uri() {
        for (uri, part) in [
            ("${BASE_URL}", "${BASE_URL}"),
            ("${BASE_URL}/callback", "${BASE_URL}"),
            ("{{ host }}", "{{ host }}"),
            ("https://{{ host }}/cb", "{{ host }}"),
            ("https://{host}/cb", "{host}"),
            ("https://{}/cb", "{}"),
            ("https://<your host>/cb", "<your host>"),
            ("https://‹host›/cb", "‹host›"),
            ("https://[your-domain]/cb", "[your-domain]"),
            ("https://$HOST/cb", "$HOST"),
            ("https://$host/cb", "$host"),
            ("https://%HOST%/cb", "%HOST%"),
            ("https://%DEV_HOST%/cb", "%DEV_HOST%"),
            ("https://%_HOST%/cb", "%_HOST%"),
            ("https://{your-app.example.com}/cb", "{your-app.example.com}"),
            ("http://localhost:${PORT}", "${PORT}"),
            ("http://localhost:${PORT:-3000}/cb", "${PORT:-3000}"),
            ("https://app.zylker.com/{tenant}/callback", "{tenant}"),
            ("https://app.zylker.com/[tenant]/callback", "[tenant]"),
            ("https://app.zylker.com/cb?tenant=<id>", "<id>"),
            ("https://<%= host %>/cb", "<%= host %>"),
            ("https://#{host}/cb", "#{host}"),
            ("https://$(HOST)/cb", "$(HOST)"),
        ] {
            assert_in_uri(uri, &[part]);
        }
        assert_in_uri("https://{APP_DOMAIN}:{PORT}/cb", &["{APP_DOMAIN}", "{PORT}"]);
        assert_in_uri("https://{host}:PORT/cb", &["{host}", "PORT"]);
    }

    #[test]
    fn percent_encodings_addresses_and_parameters_have_no_marks() {
        for uri in [
            "https://zylker.com/%CE%B1",
            "https://zylker.com/%C3ABC%20",
            "http://[::1]:8080/",
            "http://[2001:db8::c]/",
            "https://zylker.com/cb?filter[name]=a",
            "https://zylker.com/cb?filter[]=a",
            "https://zylker.com/$batch",
            "https://zylker.com/{",
            "https://zylker.com/a<b",
            "https://zylker.com/100%",
            "https://zylker.com/%a%",
            "https://zylker.com/$A",
            "https://zylker.com/<>",
            "https://$.zylker.com",
            "‹https://zylker.com›",
        ] {
            assert_in_uri(uri, &[]);
        }
    }

    #[test]
    fn hosts_of_documentation_are_placeholders() {
        for (host, part) in [
            ("yourdomain.com", "yourdomain.com"),
            ("www.your-domain.com", "your-domain.com"),
            ("www.YourApp.co.uk", "YourApp.co.uk"),
            ("mydomain.tld", "mydomain.tld"),
            ("my-app.vercel.app", "my-app"),
            ("your-project.supabase.co", "your-project"),
            ("YOUR_PROJECT.supabase.co", "YOUR_PROJECT"),
            ("PROJECT_REF.supabase.co", "PROJECT_REF"),
            ("project-ref.supabase.co", "project-ref"),
            ("tu-dominio.com", "tu-dominio.com"),
            ("tuapp.com", "tuapp.com"),
            ("app.miempresa.com", "miempresa.com"),
            ("ihre-firma.de", "ihre-firma.de"),
            ("votredomaine.fr", "votredomaine.fr"),
            ("www.example.com", "example.com"),
            ("example.io", "example.io"),
            ("app.example.co.uk", "example.co.uk"),
            ("zylker.example", "zylker.example"),
            ("example", "example"),
            ("domain.com", "domain.com"),
            ("xxxxx.com", "xxxxx.com"),
            ("xxx-app.zylker.com", "xxx-app"),
            ("zylker-xxxxx.vercel.app", "zylker-xxxxx"),
            ("192.168.x.x", "192.168.x.x"),
            ("hostname", "hostname"),
            ("DOMAIN", "DOMAIN"),
            ("...", "..."),
            ("changeme.zylker.com", "changeme"),
            ("insert-your-domain-here.com", "insert-your-domain-here.com"),
            ("your.domain.com", "domain.com"),
            ("www.yourdomain.com.", "yourdomain.com"),
            ("eu.app.example.co.uk", "example.co.uk"),
            ("me@yourdomain.com", "yourdomain.com"),
            ("hostname.zylker.com", "hostname"),
            ("xxxapp.com", "xxxapp.com"),
        ] {
            assert_in_uri(&format!("https://{host}/callback"), &[part]);
            assert_in_uri(&format!("{host}/callback"), &[part]);
        }
    }

    #[test]
    fn a_host_is_judged_as_browsers_read_it() {
        assert_in_uri("https://ｅｘａｍｐｌｅ。com/cb", &["ｅｘａｍｐｌｅ。com"]);
        assert_in_uri("https://bücher.de/cb", &[]);
    }

    #[test]
    fn hosts_that_only_resemble_those_of_documentation_are_not_placeholders() {
        for host in [
            "countryourdomain.com",
            "myexample.com",
            "acme-example",
            "example.com.acme.io",
            "example.acme.io",
            "my.zylker.com",
            "myaccount.zylker.com",
            "todo.zylker.com",
            "tudor.com",
            "mia.com",
            "mycology.org",
            "yourstory.com",
            "app.zylker.com",
            "ZYLKER.com",
            "acme_staging.zylker.com",
            "webhost.com",
            "subdomain.zylker.com",
            "id.zylker.com",
            "surname.zylker.com",
            "teamzoho.com",
            "enter.zylker.com",
            "replace-zylker.com",
            "xx-app.zylker.com",
            "tld",
            "api-ref.zylker.com",
            "app-host.zylker.com",
            "xx.zylker.com",
            "zylker-xxx.com",
            "localhost:8080",
            "intranet",
            "server",
            "10.0.0.1",
        ] {
            assert_in_uri(&format!("https://{host}/callback"), &[]);
        }
    }

    #[test]
    fn ports_and_paths_can_be_placeholders() {
        assert_in_uri("http://localhost:PORT/cb", &["PORT"]);
        assert_in_uri("localhost:PORT/cb", &["PORT"]);
        assert_in_uri("http://localhost:<port>", &["<port>"]);
        assert_in_uri("http://localhost:port", &["port"]);
        assert_in_uri("http://127.0.0.1:xxxx/", &["xxxx"]);
        assert_in_uri("http://localhost:HTTP_PORT/", &["HTTP_PORT"]);
        assert_in_uri("http://localhost:P/", &[]);
        assert_in_uri("http://localhost:/", &[]);
        assert_in_uri("https://zylker.com/YOUR_PATH", &["YOUR_PATH"]);
        assert_in_uri("https://zylker.com/TENANT_ID/cb", &["TENANT_ID"]);
        assert_in_uri("https://zylker.com/your-app/cb", &["your-app"]);
        assert_in_uri("https://zylker.com/:tenant_id/cb", &[":tenant_id"]);
        assert_in_uri("https://zylker.com/cb?tenant=YOUR_TENANT", &["YOUR_TENANT"]);
        assert_in_uri("https://zylker.com/...", &["..."]);
        for path in [
            "my-app/cb",
            "OAUTH_CALLBACK",
            "ACME_ID",
            "todo/cb",
            "a:b",
            ":a",
            ":a-b",
            "your-orders",
            "a/../b",
        ] {
            assert_in_uri(&format!("https://zylker.com/{path}"), &[]);
        }
    }

    #[test]
    fn placeholders_are_found_in_a_text_that_is_not_a_uri() {
        assert_in_uri("TODO", &["TODO"]);
        assert_in_uri("BASE_URL", &["BASE_URL"]);
        assert_in_uri("htps://yourdomain.com", &["yourdomain.com"]);
        assert_in_uri("https:/yourdomain.com/cb", &["yourdomain.com"]);
        assert_in_uri("HTTPS//www.example.com", &["example.com"]);
        assert_in_uri("com.example.app:/cb", &["example"]);
        assert_in_uri("com.yourcompany.app://cb", &["yourcompany"]);
        assert_in_uri("com.mycompany.app:/cb", &["mycompany"]);
        assert_in_uri("yourapp://cb", &["yourapp"]);
        for uri in ["", ":", "//", "myapp://cb", "com.acme.app:/cb", "urn:ietf:wg:oauth:2.0:oob"] {
            assert_in_uri(uri, &[]);
        }
    }

    #[test]
    fn names_that_were_not_chosen_are_placeholders() {
        for name in [
            "Your Application",
            "your app name",
            "My App",
            "MyApp",
            "my-app",
            "YOUR_APP_NAME",
            "APP_NAME",
            "Client Name",
            "YOUR_CRM",
            "<app name>",
            "[app name]",
            "{{ name }}",
            "${APP_NAME}",
            "$APP_NAME",
            "%APP_NAME%",
            "Tu aplicación",
            "Name of your app",
            "Nombre de tu proyecto",
            "Your app's name",
            "Enter app name",
            "insert name here",
            "TODO",
            "tbd",
            "changeme",
            "xxx",
            "…",
        ] {
            assert_in_name(name, &[name]);
            assert_in_name(&format!(" {name} "), &[name]);
        }
        assert_in_name("Zylker <environment>", &["<environment>"]);
        assert_in_name("Zylker [your team]", &["[your team]"]);
        assert_in_name("TODO: choose a name", &["TODO:"]);
    }

    #[test]
    fn names_that_only_resemble_placeholders_are_names() {
        for name in [
            "",
            "Zylker Notifier",
            "ZYLKER_CRM",
            "Zylker (EU)",
            "Zylker [EU]",
            "Todo",
            "My Zylker",
            "Your Story",
            "Server",
            "Desk <-> Cliq",
            "Zylker <desk@zylker.com>",
            "Name of the Rose",
            "A$AP Desk",
            "50% off",
            "Notifier App",
            "Enter",
            "-App",
        ] {
            assert_in_name(name, &[]);
        }
    }

    #[test]
    fn a_text_full_of_marks_is_read_once() {
        let marks = "{".repeat(10_000);
        assert!(in_name(&marks).is_empty());
        assert!(in_uri(&"<[${%@#".repeat(2_000)).is_empty());
    }
}
