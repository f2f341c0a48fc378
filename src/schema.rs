//! The console's table and the rules to JSON Schema (draft-07), for tools that know nothing of
//! cliq-lint; docs/schema.md has what a schema cannot say.
//!
//! A schema rejects what cliq-lint calls an error, as far as a schema can say it, and nothing else.
//! Conditions are `if` and `then`, because readers show every branch of a `oneOf`. Patterns use the
//! subset of regular expressions that ECMAScript, Rust and Python share.

use serde_json::{Map, Value, json};

use crate::config::{ConfigTable, FILE_NAME, LEVELS};
use crate::console::{
    CLIENT_TYPES, ClientType, ClientTypeInfo, FIELDS, Field, FieldInfo, FieldKind, METADATA_KEY,
    RECORDS, RecordInfo, TYPE_KEY,
};
use crate::manifest::CLIENT_KEY;
use crate::rules::{RuleId, SITE};

/// What a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// `cliq-client.toml`.
    Manifest,
    /// `cliq-lint.toml`.
    Config,
}

impl Schema {
    /// Every schema.
    pub const ALL: &[Self] = &[Self::Manifest, Self::Config];

    /// The schema of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|schema| schema.name() == name)
    }

    /// The word for it on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::Config => "config",
        }
    }

    /// What it is, for the help of the command line.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Manifest => "The manifest, `cliq-client.toml`",
            Self::Config => "The configuration, `cliq-lint.toml`",
        }
    }

    /// Where the project keeps it, relative to the folder of the project.
    pub fn path(self) -> &'static str {
        match self {
            Self::Manifest => "docs/schemas/cliq-client.schema.json",
            Self::Config => "docs/schemas/cliq-lint.schema.json",
        }
    }

    /// The schema as JSON, with a line end after it.
    pub fn text(self) -> String {
        let schema = match self {
            Self::Manifest => manifest(),
            Self::Config => config(),
        };
        format!("{}\n", serde_json::to_string_pretty(&schema).expect("plain data has a JSON form"))
    }

    fn id(self) -> String {
        format!("{SITE}/{}", self.path().trim_start_matches("docs/"))
    }
}

const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

fn manifest() -> Value {
    let definition = |info: &FieldInfo| (info.key.to_owned(), field(info));
    let mut definitions: Map<String, Value> = FIELDS.iter().map(definition).collect();
    definitions.insert(OWN_SCHEMES.to_owned(), redirects_with_own_schemes());
    definitions.insert(TYPE_KEY.to_owned(), client_type());
    definitions.insert(CLIENT_KEY.to_owned(), client());
    json!({
        "$schema": DRAFT,
        "$id": Schema::Manifest.id(),
        "title": "cliq-client.toml",
        "description": "The OAuth clients that a team registers with Zoho Cliq.",
        "type": "object",
        "properties": {
            CLIENT_KEY: client_or_clients(),
        },
        "required": [CLIENT_KEY],
        "additionalProperties": false,
        "definitions": definitions,
        "examples": [{ CLIENT_KEY: example_client(ClientType::ServerBased.info()) }],
    })
}

fn client_type() -> Value {
    let values: Vec<&str> = CLIENT_TYPES.iter().map(|info| info.value).collect();
    let descriptions: Vec<String> =
        CLIENT_TYPES.iter().map(|info| format!("{}: {}.", info.label, info.purpose)).collect();
    json!({
        "description": "What the console calls the client type; it decides which fields the console requires.",
        "type": "string",
        "enum": values,
        "enumDescriptions": descriptions,
        "x-taplo": { "docs": { "enumValues": descriptions } },
    })
}

/// One client or an array of them. What is said of an object holds for no array and the other way
/// round, so no condition is needed, under which editors would complete nothing.
fn client_or_clients() -> Value {
    let mut schema = client();
    schema["description"] = json!("One client as `[client]`, or several, each as `[[client]]`.");
    schema["type"] = json!(["object", "array"]);
    schema["items"] = reference(CLIENT_KEY);
    schema["minItems"] = json!(1);
    schema
}

/// A client. The fields that its type requires are checked; the others may hold anything, because
/// the console does not ask for them.
fn client() -> Value {
    let described =
        |info: &FieldInfo| (info.key.to_owned(), json!({ "description": description(info) }));
    let mut properties: Map<String, Value> = FIELDS.iter().map(described).collect();
    properties.insert(TYPE_KEY.to_owned(), reference(TYPE_KEY));
    properties.extend(RECORDS.iter().map(|row| (row.key.to_owned(), record(row))));
    properties.insert(
        METADATA_KEY.to_owned(),
        json!({ "description": "Free-form; scanned only for secrets.", "additionalProperties": true }),
    );
    json!({
        "description": "A client as it is registered in the Zoho API Console.",
        "type": "object",
        "properties": properties,
        "required": [TYPE_KEY],
        "additionalProperties": false,
        "allOf": CLIENT_TYPES.iter().map(requirement).collect::<Vec<_>>(),
    })
}

/// What a client gets: a string, or where a list is possible an array of strings.
fn record(row: &RecordInfo) -> Value {
    let mut schema = json!({ "description": row.meaning, "type": "string" });
    if row.may_be_list {
        schema["type"] = json!(["string", "array"]);
        schema["items"] = json!({ "type": "string" });
    }
    schema
}

/// What a client of a type must have.
fn requirement(info: &ClientTypeInfo) -> Value {
    let required = info.required.iter().filter(|field| !info.disputed.contains(field));
    let keys: Vec<&str> = required.map(|field| field.key()).collect();
    let properties: Map<String, Value> = info
        .required
        .iter()
        .map(|field| (field.key().to_owned(), reference(definition_of(info, *field))))
        .collect();
    json!({
        "if": { "properties": { TYPE_KEY: { "const": info.value } }, "required": [TYPE_KEY] },
        "then": { "required": keys, "properties": properties },
    })
}

/// The definition of the redirect URIs of installed applications.
const OWN_SCHEMES: &str = "redirect_uris_with_own_schemes";

/// The name of the definition of a field, for a client of a type.
fn definition_of(info: &ClientTypeInfo, field: Field) -> &'static str {
    if info.is_installed && field == Field::RedirectUris { OWN_SCHEMES } else { field.key() }
}

/// Redirect URIs, of which some have a scheme of the application's own.
fn redirects_with_own_schemes() -> Value {
    // A misspelled `http` is not one: own schemes do not begin with `ht`. That a few others are
    // dangerous a pattern cannot say.
    let own = "^([A-GI-Za-gi-z][A-Za-z0-9+.-]*|[Hh][A-SU-Za-su-z0-9+.-][A-Za-z0-9+.-]*):[^ ]";
    let mut schema = field(Field::RedirectUris.info());
    if let Some(Value::String(pattern)) = schema.pointer_mut("/items/pattern") {
        *pattern = format!("({pattern})|({own})");
    }
    schema
}

fn reference(definition: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{definition}") })
}

fn field(info: &FieldInfo) -> Value {
    let mut value = json!({ "type": "string" });
    if let Some(pattern) = pattern(info) {
        value["pattern"] = pattern.into();
    }
    let mut schema = if info.kind.is_list() {
        json!({ "type": "array", "items": value, "minItems": 1 })
    } else {
        value
    };
    schema["description"] = description(info).into();
    schema["examples"] = json!([example(info)]);
    schema
}

fn description(info: &FieldInfo) -> String {
    let types: Vec<String> =
        info.field.types_requiring().map(|info| format!("`{}`", info.value)).collect();
    format!(
        "{} (the console's \"{}\"). Required of {}.",
        info.meaning.trim_end_matches('.'),
        info.label,
        types.join(", ")
    )
}

fn example_client(info: &ClientTypeInfo) -> Value {
    let fields = info.required.iter().map(|field| (field.key().to_owned(), example(field.info())));
    let client_type = std::iter::once((TYPE_KEY.to_owned(), info.value.into()));
    client_type.chain(fields).collect::<Map<String, Value>>().into()
}

/// An example of a field's value.
fn example(info: &FieldInfo) -> Value {
    if info.kind.is_list() { json!(info.examples) } else { json!(info.examples[0]) }
}

/// Letters, digits, `_`, `&` and spaces, but not only spaces.
const NAME_PATTERN: &str = r"^ *[^\x00-%'-/:-@\[-\^`{-\x7f][^\x00-\x1f!-%'-/:-@\[-\^`{-\x7f]*$";

/// What a value must match. Characters beyond ASCII are allowed, because every dialect of patterns
/// writes classes of them in its own way.
fn pattern(info: &FieldInfo) -> Option<String> {
    // One part of a host name: letters, digits, `-` and `_`, with no `-` at its ends (RFC 1123
    // §2.1).
    let end = r"[^\x00-/:-@\[-\^`{-\x7f]";
    let label = format!(r"{end}([^\x00-,./:-@\[-\^`{{-\x7f]*{end})?");
    let host = format!(r"({label}(\.{label})*\.?|\[[0-9A-Fa-f:.]+\])");
    let port = "(:0*([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?";
    // A character of a path, a query or a fragment, as itself or percent-encoded (RFC 3986 §3.3).
    let escape = "%(0[1-9A-Fa-f]|[1-9A-Fa-f][0-9A-Fa-f])";
    let without_wildcard = format!(r#"([^\x00- #"%*<>\[-\^`{{-}}\x7f]|{escape})*"#);
    let with_wildcard = format!(r#"([^\x00- #"%<>\[-\^`{{-}}\x7f]|{escape})*"#);
    let user_info = format!(r#"(([^\x00- #"%/<>?@\[-\^`{{-}}\x7f]|{escape})*@)?"#);
    match (info.field, info.kind) {
        (Field::Name, _) => Some(NAME_PATTERN.to_owned()),
        (_, FieldKind::Text) => None,
        (Field::RedirectUris, _) => {
            Some(format!("^https?://{host}{port}([/?]{without_wildcard})?$"))
        }
        (_, FieldKind::Uri | FieldKind::UriList) => {
            // The homepage is only shown: what is before its host does no harm.
            let user_info = if info.kind == FieldKind::Uri { user_info.as_str() } else { "" };
            let rest = format!("([/?]{with_wildcard})?(#{with_wildcard})?");
            Some(format!("^https?://{user_info}{host}{port}{rest}$"))
        }
    }
}

fn config() -> Value {
    let rules: Map<String, Value> =
        RuleId::ALL.iter().map(|rule| (rule.name().to_owned(), rule_level(*rule))).collect();
    let meaning = |key| meaning_in(ConfigTable::Root, key);
    json!({
        "$schema": DRAFT,
        "$id": Schema::Config.id(),
        "title": FILE_NAME,
        "description": "The configuration of cliq-lint.",
        "type": "object",
        "properties": {
            "extends": {
                "description": meaning("extends"),
                "oneOf": [
                    reference("extended"),
                    { "type": "array", "items": reference("extended") },
                ],
            },
            "include": globs(meaning("include")),
            "exclude": globs(meaning("exclude")),
            "rules": reference("rules"),
            "overrides": {
                "description": meaning("overrides"),
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "files": globs(meaning_in(ConfigTable::Override, "files")),
                        "rules": reference("rules"),
                    },
                    "required": ["files"],
                    "additionalProperties": false,
                },
            },
            "match": {
                "description": meaning("match"),
                "type": "object",
                "properties": { "files": globs(meaning_in(ConfigTable::Match, "files")) },
                "additionalProperties": false,
            },
        },
        "additionalProperties": false,
        "definitions": {
            "extended": { "type": "string", "pattern": "^([^/:]+/)*cliq-lint\\.toml$" },
            "rules": {
                "description": meaning("rules"),
                "type": "object",
                "properties": rules,
                "additionalProperties": false,
            },
        },
        "examples": [{
            "exclude": ["vendor"],
            "rules": { RuleId::InsecureHttp.name(): "error" },
        }],
    })
}

/// What a key of a table is for.
fn meaning_in(table: ConfigTable, key: &str) -> &'static str {
    table.key(key).map_or("", |info| info.meaning)
}

fn rule_level(rule: RuleId) -> Value {
    let descriptor = rule.descriptor();
    let levels: Vec<&str> = LEVELS.iter().map(|(name, _)| *name).collect();
    json!({
        "description": format!("{}. {}", descriptor.summary, descriptor.url()),
        "default": descriptor.severity.name(),
        "enum": levels,
    })
}

fn globs(description: &str) -> Value {
    json!({ "description": description, "type": "array", "items": { "type": "string" } })
}
