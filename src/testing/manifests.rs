//! Random manifests for property tests, covering every TOML layout, every mix of findings, and
//! comments everywhere. The integration tests include this file too, so it must not depend on the
//! crate.

use proptest::prelude::*;
use proptest::sample::select;

const TYPES: &[&str] = &[
    "server-based",
    "client-based",
    "mobile-based",
    "non-browser-based",
    "self-client",
    "Server-based Applications",
    "SELF_CLIENT",
    "web",
    "sever-based",
    "",
    "nonsense",
];
const NAMES: &[&str] = &[
    "Acme",
    "Acme  Notifier",
    " Acme ",
    "Acme-2!",
    "O'Brien \"EU\"",
    "名前 é",
    "a＿b\u{200b}",
    "two\nlines",
    "",
    "  ",
    "TODO",
    "Your Application",
];
const URIS: &[&str] = &[
    "https://www.acme.com",
    "https://app.acme.com/callback",
    "https://app.acme.com/callback",
    "https://app.acme.com/callback/",
    "https://APP.acme.com:443/callback",
    "http://localhost:8080/cb",
    "http://app.acme.com:80/cb",
    "http://app.acme.com",
    "htps://acme.com",
    "https:acme.com",
    "HTTPS://acme.com/",
    "//acme.com",
    "acme.com/cb",
    " https://acme.com ",
    "https://https://acme.com",
    "https:///acme.com",
    "https://acme.com\\cb",
    "https://acme.com:/x",
    "https://acme.com:99999",
    "https://acme.com/a b",
    "https://acme.com/%zz",
    "https://acme.com/cb#",
    "https://acme.com/cb#x",
    "https://*.acme.com",
    "https://user:pw@acme.com",
    "https://bücher.com/é",
    "https://127.1/",
    "https://accounts.zoho.com",
    "https://a.ngrok.io/cb?code=1",
    "https://intranet",
    "https://www.yourdomain.com",
    "https://{host}/",
    "https://acme.com/{x}|[y]",
    "com.acme.app:/cb",
    "javascript:alert(1)",
    "urn:ietf:wg:oauth:2.0:oob",
    "",
    " ",
    "TODO",
    "https://a.com, https://b.com",
    "https://a.com,https://a.com;http://c.com/x y",
    "https://a.com,\nhttps://b.com\n",
    "https://acme.com/a/../b",
    "https://exa\u{200b}mple.com",
    "ht\ttps://acme.com",
    "https://acme.com/\u{1b}x",
];
const TYPE_KEYS: &[&str] = &["type", "type", "type", "client_type", "tpye"];
const NAME_KEYS: &[&str] = &["name", "name", "name", "client_name", "nmae", "\"name\""];
const HOMEPAGE_KEYS: &[&str] =
    &["homepage_url", "homepage_url", "homepage", "homepageUrl", "homepge_url", "'homepage_url'"];
const REDIRECT_KEYS: &[&str] =
    &["redirect_uris", "redirect_uris", "callback_urls", "redirectUris", "redirct_uris"];
const OTHER_REDIRECT_KEYS: &[&str] = &["redirect_uri", "callback_url", "\"redirectURIs\""];
const DOMAIN_KEYS: &[&str] =
    &["javascript_domains", "javascript_domains", "javascript_origins", "js_domain"];
const OWN_KEYS: &[&str] = &["owner", "owner.team", "scopes", "'a b'.\"c\"", "client_secret", "foo"];
const METADATA_KEYS: &[&str] = &["note", "note.of", "contact", "refresh_token"];

/// Values of the wrong type.
const OTHER_VALUES: &[&str] =
    &["42", "true", "1979-05-27", "[]", "{}", "[\"https://x.com\"]", "{ a.b = 1, c = [2] }"];

/// Statements that are not valid TOML, or not valid next to others.
const BROKEN: &[&str] = &[
    "name = 2",
    "metadata = 3",
    "broken",
    "broken = ",
    "broken = [",
    "broken = bare-word",
    "broken = [1 2]",
    "open = \"abc",
    "open = '''abc",
    "x.y{z#",
    "name: Acme # x",
    "\"name\": \"Acme\",",
    "name = “Acme”",
    "name = f\"Acme\"; // x",
    "name = \"Acme\nDesk\"",
    "redirect_uris = (\"https://a.com\", 'https://b.com')",
    "redirect_uris = [\n  'https://a.com' # a\n  “https://b.com”;\n  https://c.com,,\n]",
    "homepage_url = https://acme.com/#/x",
    "redirect uris = [] name == 'A'",
    "name\u{a0}= null",
    "{ \"name\": 1 }",
    "<<<<<<< HEAD\nname = 'A'\n=======\nname = 'B'\n>>>>>>> other",
    "name.first = 'A'",
    "[client] type = 'self-client'",
    "[client]",
    "[cli",
    "<<<<<<< HEAD",
];

const COMMENTS: &[&str] = &[
    "# kept",
    "# kept too",
    "# ünï, \"quoted\" ]",
    "#'''",
    "# \"\"\" = [{",
    "# redirect_uris = [\"https://old.com\"],",
    "# cliq-lint: allow(insecure-http, duplicate-uri)",
    "# cliq-lint: allow(unknown-key, reason = \"x (y), z\")",
    "# cliq-lint: allow(nonsense, unknown-key) because",
    "#   cliq-lint: allow(invalid-uri",
    "# cliq-lint: allow(Insecure_HTTP, unknown-key)",
    "# noqa: insecure-http, localhost-in-production",
];

/// Returns a configuration that runs `few` cases, unless `PROPTEST_CASES` is set.
pub(crate) fn config(few: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    let is_set = std::env::var_os("PROPTEST_CASES").is_some();
    let cases = if is_set { default.cases } else { few };
    ProptestConfig { cases, max_shrink_iters: 5000, failure_persistence: None, ..default }
}

/// Generates any manifest; some are not valid TOML.
pub(crate) fn manifest() -> BoxedStrategy<String> {
    prop_oneof![3 => document(Vec::new()), 1 => broken()].boxed()
}

/// Generates a manifest that is meant to be valid TOML; in a few, keys collide.
pub(crate) fn toml_manifest() -> BoxedStrategy<String> {
    document(Vec::new())
}

/// Generates a manifest with invalid statements.
fn broken() -> BoxedStrategy<String> {
    prop::collection::vec(select(BROKEN), 1..3).prop_flat_map(document).boxed()
}

/// The empty lines and comments above a statement or element.
type Above = Vec<&'static str>;

/// A key with its value, or an element, with comments.
#[derive(Clone, Debug)]
struct Written {
    above: Above,
    key: &'static str,
    value: String,
    /// The comment at the end of the line; may be empty.
    after: &'static str,
}

fn above() -> impl Strategy<Value = Above> {
    let comment = || select(COMMENTS);
    prop_oneof![
        8 => Just(Vec::new()),
        2 => comment().prop_map(|one| vec![one]),
        1 => Just(vec![""]),
        1 => (comment(), comment()).prop_map(|(one, other)| vec![one, other]),
        1 => (comment(), comment()).prop_map(|(one, other)| vec![one, "", other]),
        1 => comment().prop_map(|one| vec!["", one]),
        1 => comment().prop_map(|one| vec![one, ""]),
    ]
}

fn after() -> impl Strategy<Value = &'static str> {
    prop_oneof![2 => Just(""), 1 => select(COMMENTS)]
}

/// Writes a string as TOML in one of the possible styles.
fn literal(text: &str, style: u8) -> String {
    let is_control = |c: char| c.is_control() && c != '\t';
    let is_literal = !text.contains('\'') && !text.chars().any(is_control);
    let is_multi_line = !text.contains('\'') && !text.chars().any(|c| is_control(c) && c != '\n');
    let escape = |at: usize| -> String {
        let escaped = text.chars().enumerate().map(|(index, c)| match c {
            _ if index == at => format!("\\U{:08x}", u32::from(c)),
            '"' | '\\' => format!("\\{c}"),
            _ if is_control(c) => format!("\\u{:04x}", u32::from(c)),
            _ => c.to_string(),
        });
        escaped.collect()
    };
    let half = text.chars().count() / 2;
    match style % 9 {
        0 | 1 if is_literal => format!("'{text}'"),
        2 if is_multi_line => format!("'''{text}'''"),
        3 if is_multi_line => format!("'''\n{text}'''"),
        4 => format!("\"\"\"{}\"\"\"", escape(half)),
        5 => format!("\"\"\"\n{}\\\n   \"\"\"", escape(usize::MAX)),
        6 => format!("\"\"\"\\\n  {}\"\"\"", escape(0)),
        7 => format!("\"{}\"", escape(half)),
        _ => format!("\"{}\"", escape(usize::MAX)),
    }
}

fn string(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    (select(texts), any::<u8>()).prop_map(|(text, style)| literal(text, style))
}

/// Generates a value, usually of the right type.
fn value(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![12 => string(texts), 1 => select(OTHER_VALUES).prop_map(str::to_owned)]
}

fn list() -> impl Strategy<Value = String> {
    prop_oneof![8 => array(), 2 => string(URIS), 1 => select(OTHER_VALUES).prop_map(str::to_owned)]
}

/// Generates an array in a common layout.
fn array() -> BoxedStrategy<String> {
    let element = (above(), value(URIS), after());
    let element =
        element.prop_map(|(above, value, after)| Written { above, key: "", value, after });
    let elements = prop::collection::vec(element, 0..6);
    let array = (elements, 0..9u8, any::<bool>(), after(), above()).prop_map(
        |(elements, layout, trailing, opening, dangling)| match layout {
            0..=2 => array_on_a_line(&elements, layout, trailing),
            3 | 4 => array_with_leading_commas(&elements, trailing, opening, &dangling),
            5 => array_in_columns(&elements, trailing),
            6 => hanging_array(&elements),
            _ => array_on_lines(&elements, layout, trailing, opening, &dangling),
        },
    );
    array.boxed()
}

fn array_on_a_line(elements: &[Written], layout: u8, trailing: bool) -> String {
    let (space, separator) = [("", ", "), (" ", ", "), ("", " ,")][usize::from(layout)];
    let values: Vec<&str> = elements.iter().map(|element| &*element.value).collect();
    let comma = if trailing && !elements.is_empty() { "," } else { "" };
    format!("[{space}{}{comma}{space}]", values.join(separator))
}

fn array_on_lines(
    elements: &[Written],
    layout: u8,
    trailing: bool,
    opening: &str,
    dangling: &Above,
) -> String {
    let indent = if layout == 7 { "    " } else { "\t" };
    let last = elements.len().saturating_sub(1);
    let lines = elements.iter().enumerate().map(|(index, element)| {
        let comma = if index < last || trailing { "," } else { "" };
        let Written { above, value, after, .. } = element;
        format!("{}{indent}{value}{comma}{}\n", lines_above(above, indent), at_end(after))
    });
    let lines: String = lines.collect();
    format!("[{}\n{lines}{}]", at_end(opening), lines_above(dangling, indent))
}

fn array_with_leading_commas(
    elements: &[Written],
    trailing: bool,
    opening: &str,
    dangling: &Above,
) -> String {
    let lines = elements.iter().enumerate().map(|(index, element)| {
        let prefix = if index == 0 { "    " } else { "  , " };
        let Written { above, value, after, .. } = element;
        format!("{}{prefix}{value}{}\n", lines_above(above, "  "), at_end(after))
    });
    let lines: String = lines.collect();
    let comma = if trailing && !elements.is_empty() { "  ,\n" } else { "" };
    format!("[{}\n{lines}{comma}{}]", at_end(opening), lines_above(dangling, "  "))
}

fn array_in_columns(elements: &[Written], trailing: bool) -> String {
    let last = elements.len().saturating_sub(1);
    let cells = elements.iter().enumerate().map(|(index, element)| {
        let comma = if index < last || trailing { "," } else { "" };
        let Written { above, value, after, .. } = element;
        match index % 2 {
            0 if index == last => format!("  {value}{comma}{}\n", at_end(after)),
            0 => format!("{}  {value}{comma}", lines_above(above, "  ")),
            _ => format!(" {value}{comma}{}\n", at_end(after)),
        }
    });
    format!("[\n{}]", cells.collect::<String>())
}

/// Writes an array whose first element is on the line of the opening bracket, and whose last
/// element is on the line of the closing bracket.
fn hanging_array(elements: &[Written]) -> String {
    let last = elements.len().saturating_sub(1);
    let lines = elements.iter().enumerate().map(|(index, element)| {
        let Written { value, after, .. } = element;
        let end = if index < last { format!(",{}\n", at_end(after)) } else { String::new() };
        format!("{}{value}{end}", if index == 0 { "" } else { "     " })
    });
    format!("[{}]", lines.collect::<String>())
}

fn lines_above(above: &Above, indent: &str) -> String {
    let line =
        |line: &&str| if line.is_empty() { "\n".to_owned() } else { format!("{indent}{line}\n") };
    above.iter().map(line).collect()
}

fn at_end(comment: &str) -> String {
    if comment.is_empty() { String::new() } else { format!(" {comment}") }
}

/// Where an entry is written, usually the right place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Client,
    Root,
    Metadata,
}

fn entry(
    keys: &'static [&'static str],
    value: BoxedStrategy<String>,
    weight: f64,
) -> impl Strategy<Value = Option<(Place, Written)>> {
    let place = prop_oneof![
        14 => Just(Place::Client), 1 => Just(Place::Root), 1 => Just(Place::Metadata)
    ];
    let written = (above(), select(keys), value, after());
    let written =
        written.prop_map(|(above, key, value, after)| Written { above, key, value, after });
    prop::option::weighted(weight, (place, written))
}

fn entries() -> BoxedStrategy<Vec<(Place, Written)>> {
    let own = || prop_oneof![string(NAMES), list()].boxed();
    let entries = (
        entry(TYPE_KEYS, value(TYPES).boxed(), 0.9),
        entry(OWN_KEYS, own(), 0.3),
        entry(NAME_KEYS, value(NAMES).boxed(), 0.8),
        entry(HOMEPAGE_KEYS, value(URIS).boxed(), 0.8),
        entry(OTHER_REDIRECT_KEYS, list().boxed(), 0.2),
        entry(REDIRECT_KEYS, list().boxed(), 0.8),
        entry(DOMAIN_KEYS, list().boxed(), 0.6),
    );
    entries
        .prop_map(|(a, b, c, d, e, f, g)| [a, b, c, d, e, f, g].into_iter().flatten().collect())
        .prop_shuffle()
        .boxed()
}

fn metadata() -> impl Strategy<Value = Vec<Written>> {
    let entry = |key| (above(), Just(key), string(NAMES), after());
    let written = select(METADATA_KEYS).prop_flat_map(entry);
    let written =
        written.prop_map(|(above, key, value, after)| Written { above, key, value, after });
    prop::collection::vec(written, 0..2)
}

/// The style of a whole manifest.
#[derive(Clone, Debug)]
struct Style {
    /// The layout of the client.
    client: u8,
    /// The layout of the metadata table.
    metadata: u8,
    /// The style of `=`: with spaces, aligned, or without spaces.
    equals: u8,
    /// Which lines end with `\r\n`: none, all, or every other one.
    line_ends: u8,
    indent: &'static str,
    has_bom: bool,
    has_title: bool,
    ends_with_line: bool,
}

fn style() -> impl Strategy<Value = Style> {
    let layouts = (0..12u8, 0..6u8, 0..3u8, 0..4u8);
    let indent = select(&["", "", "", "  ", "\t"]);
    (layouts, indent, any::<[bool; 3]>()).prop_map(
        |((client, metadata, equals, line_ends), indent, [has_bom, has_title, ends_with_line])| {
            Style {
                client,
                metadata,
                equals,
                line_ends,
                indent,
                has_bom,
                has_title,
                ends_with_line,
            }
        },
    )
}

fn document(broken: Vec<&'static str>) -> BoxedStrategy<String> {
    let parts = (style(), entries(), metadata(), above(), after());
    let document = parts.prop_map(move |(style, entries, metadata, above, after)| {
        let written = |wanted: Place| -> Vec<Written> {
            let entries = entries.iter().filter(|(place, _)| *place == wanted);
            entries.map(|(_, written)| written.clone()).collect()
        };
        let mut metadata = metadata.clone();
        metadata.extend(written(Place::Metadata));
        let header = Header { above, after };
        let client = client(&style, &header, &written(Place::Client), &metadata, &broken);
        let root = statements(&style, "", &written(Place::Root));
        let title = if style.has_title { "# above all\n\n" } else { "" };
        finish(&style, format!("{title}{root}{client}"))
    });
    document.boxed()
}

/// The comments of a header.
struct Header {
    above: Above,
    after: &'static str,
}

impl Header {
    fn write(&self, name: &str) -> String {
        format!("{}{name}{}\n", lines_above(&self.above, ""), at_end(self.after))
    }
}

/// Writes a client with its metadata in one of the possible layouts.
fn client(
    style: &Style,
    header: &Header,
    entries: &[Written],
    metadata: &[Written],
    broken: &[&str],
) -> String {
    let broken: String = broken.iter().map(|statement| format!("{statement}\n")).collect();
    let keys = statements(style, "", entries);
    let below = |name: &str| match style.metadata {
        _ if metadata.is_empty() && style.metadata > 1 => String::new(),
        0 => format!("{keys}{broken}metadata = {}\n", inline_table(metadata)),
        1 => format!("{keys}{broken}{}", statements(style, "metadata.", metadata)),
        2 => format!("{keys}{broken}"),
        _ => format!(
            "{keys}{broken}\n{}{}",
            header.write(&format!("[{name}.metadata]")),
            statements(style, "", metadata)
        ),
    };
    match style.client {
        0 => format!(
            "{}{}\n{}{keys}{broken}",
            header.write("[client.metadata]"),
            statements(style, "", metadata),
            header.write("[client]")
        ),
        1 => format!(
            "{}{}\n[[client]]\ntype = \"self-client\"\nname = \"Other\"\n",
            header.write("[[client]]"),
            below("client")
        ),
        2 => format!(
            "[[client]]\ntype = \"self-client\"\nname = \"Other\"\n\n{}{}",
            header.write("[[client]]"),
            below("client")
        ),
        3 => format!("client = {}{}\n{broken}", inline_table(entries), at_end(header.after)),
        4 => {
            format!("client = {}{}\n{broken}", inline_table_on_lines(entries), at_end(header.after))
        }
        5 => {
            let keys = statements(style, "client.", entries);
            let metadata = match style.metadata {
                0..=2 => statements(style, "client.metadata.", metadata),
                _ => header.write("[client.metadata]") + &statements(style, "", metadata),
            };
            format!("{keys}{broken}{metadata}")
        }
        6 => format!("{}{keys}{broken}", header.write("[client.metadata]")),
        7 => format!("{}{}", header.write("[clients]"), below("clients")),
        10 => format!(
            "{}{}\n[client.staging]\ntype = \"self-client\"\nname = \"Other\"\n",
            header.write("[client.production]"),
            below("client.production")
        ),
        8 if !broken.is_empty() => format!("{}{keys}{broken}", header.write("[cli")),
        9 if !broken.is_empty() => format!("{keys}{broken}"),
        _ => format!("{}{}", header.write("[client]"), below("client")),
    }
}

fn statements(style: &Style, prefix: &str, entries: &[Written]) -> String {
    let width = entries.iter().map(|entry| entry.key.chars().count()).max().unwrap_or(0);
    let Style { indent, equals, .. } = style;
    let lines = entries.iter().map(|Written { above, key, value, after }| {
        let pad =
            if *equals == 1 { " ".repeat(width - key.chars().count()) } else { String::new() };
        let equals = if *equals == 2 { "=" } else { " = " };
        let above = lines_above(above, indent);
        format!("{above}{indent}{prefix}{key}{pad}{equals}{value}{}\n", at_end(after))
    });
    lines.collect()
}

fn inline_table(entries: &[Written]) -> String {
    let pairs = entries.iter().map(|entry| format!("{} = {}", entry.key, entry.value));
    let pairs = pairs.collect::<Vec<_>>().join(", ");
    if pairs.is_empty() { "{}".to_owned() } else { format!("{{ {pairs} }}") }
}

fn inline_table_on_lines(entries: &[Written]) -> String {
    let lines = entries.iter().map(|Written { above, key, value, after }| {
        format!("{}  {key} = {value},{}\n", lines_above(above, "  "), at_end(after))
    });
    format!("{{\n{}}}", lines.collect::<String>())
}

fn finish(style: &Style, mut text: String) -> String {
    if !style.ends_with_line {
        text.truncate(text.trim_end().len());
    }
    let lines = text.split_inclusive('\n').enumerate().map(|(index, line)| {
        let is_crlf = match style.line_ends {
            0 | 1 => false,
            2 => true,
            _ => index % 2 == 0,
        };
        if is_crlf { line.replace('\n', "\r\n") } else { line.to_owned() }
    });
    let text: String = lines.collect();
    if style.has_bom { format!("\u{feff}{text}") } else { text }
}
