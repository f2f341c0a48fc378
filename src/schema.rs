//! The matrix and the rules to JSON Schema (draft-07), for tools that know nothing of cliq-lint;
//! docs/schema.md has what it cannot say.
//!
//! A schema refuses what cliq-lint calls an error, as far as it can be said, and nothing else.
//! Conditions are `if` and
//! `then`: of `oneOf`, readers show every branch. Patterns are of the part of regular expressions that ECMAScript, Rust
//! and Python agree on.

use serde_json::{Map, Value, json};

use crate::config::{FILE_NAME, LEVELS};
use crate::console::{CLIENT_TYPES, FIELDS, Field, FieldInfo, METADATA_KEY, TYPE_KEY};
use crate::manifest::CLIENT_KEY;
use crate::render::url;
use crate::rules::RULES;

/// What a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// The manifest, `cliq-client.toml`
    Manifest,
    /// The configuration, `cliq-lint.toml`
    Config,
}

impl Schema {
    /// The schema as JSON with a newline at its end.
    #[must_use]
    pub fn text(self) -> String {
        let schema = match self {
            Schema::Manifest => manifest(),
            Schema::Config => config(),
        };
        format!("{}\n", serde_json::to_string_pretty(&schema).expect("plain data has a JSON form"))
    }

    /// Where the project keeps it, relative to the folder of the project.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Schema::Manifest => "docs/schemas/cliq-client.schema.json",
            Schema::Config => "docs/schemas/cliq-lint.schema.json",
        }
    }

    fn id(self) -> String {
        let raw =
            env!("CARGO_PKG_REPOSITORY").replace("//github.com/", "//raw.githubusercontent.com/");
        format!("{raw}/main/{}", self.path())
    }
}

const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

fn manifest() -> Value {
    let definition = |row: &FieldInfo| (row.key.to_owned(), field(row));
    let mut definitions: Map<String, Value> = FIELDS.iter().map(definition).collect();
    definitions.insert("type".to_owned(), client_type());
    definitions.insert("client".to_owned(), client());
    json!({
        "$schema": DRAFT,
        "$id": Schema::Manifest.id(),
        "title": "cliq-client.toml",
        "description": "The OAuth clients that a team registers with Zoho Cliq.",
        "type": "object",
        "properties": {
            CLIENT_KEY: {
                "description": "One client as `[client]`, or several, each as `[[client]]`.",
                "type": ["object", "array"],
                "if": { "type": "array" },
                "then": { "items": { "$ref": "#/definitions/client" } },
                "else": { "$ref": "#/definitions/client" },
            },
        },
        "required": [CLIENT_KEY],
        "additionalProperties": false,
        "definitions": definitions,
        "examples": [{ CLIENT_KEY: { "type": "server-based", "name": "Acme Notifier", "homepage_url": "https://www.acme.com", "redirect_uris": ["https://app.acme.com/callback"] } }],
    })
}

fn client_type() -> Value {
    let descriptions: Vec<String> =
        CLIENT_TYPES.iter().map(|row| format!("{}: {}.", row.label, row.purpose)).collect();
    json!({
        "description": "What the console calls the client type; it decides which fields the console requires.",
        "type": "string",
        "enum": CLIENT_TYPES.each_ref().map(|row| row.value),
        "enumDescriptions": descriptions,
        "x-taplo": { "docs": { "enumValues": descriptions } },
    })
}

/// A client: what its type requires is checked, what the console does not ask of it is let be.
fn client() -> Value {
    let described =
        |row: &FieldInfo| (row.key.to_owned(), json!({ "description": description(row) }));
    let mut properties: Map<String, Value> = FIELDS.iter().map(described).collect();
    properties.insert(TYPE_KEY.to_owned(), reference(TYPE_KEY));
    properties.insert(
        METADATA_KEY.to_owned(),
        json!({ "description": "The team's own; looked at only for secrets." }),
    );
    let matrix = CLIENT_TYPES.each_ref().map(|row| {
        let required: Map<String, Value> =
            row.required.iter().map(|field| (field.key().to_owned(), reference(field.key()))).collect();
        json!({
            "if": { "properties": { TYPE_KEY: { "const": row.value } }, "required": [TYPE_KEY] },
            "then": { "required": row.required.iter().map(|field| field.key()).collect::<Vec<_>>(), "properties": required },
        })
    });
    json!({
        "description": "A client as it is registered in the Zoho API Console.",
        "type": "object",
        "properties": properties,
        "required": [TYPE_KEY],
        "additionalProperties": false,
        "allOf": matrix,
    })
}

fn reference(definition: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{definition}") })
}

fn field(row: &FieldInfo) -> Value {
    let value = json!({ "type": "string", "pattern": pattern(row.field) });
    let mut schema =
        if row.is_list { json!({ "type": "array", "items": value, "minItems": 1 }) } else { value };
    schema["description"] = description(row).into();
    schema["examples"] = example(row.field);
    schema
}

fn description(row: &FieldInfo) -> String {
    let types: Vec<String> =
        row.field.types_requiring().map(|row| format!("`{}`", row.value)).collect();
    format!(
        "{} (the console's \"{}\"). Required of {}.",
        row.meaning.trim_end_matches('.'),
        row.label,
        types.join(", ")
    )
}

fn example(field: Field) -> Value {
    match field {
        Field::Name => json!(["Acme Notifier & Desk"]),
        Field::HomepageUrl => json!(["https://www.acme.com"]),
        Field::RedirectUris => {
            json!([["https://app.acme.com/oauth/callback", "http://localhost:8080/callback"]])
        }
        Field::JavascriptDomains => json!([["https://app.acme.com"]]),
    }
}

/// What a value must match. Characters beyond ASCII are let through: classes of them are written in
/// as many ways as there are languages of patterns.
fn pattern(field: Field) -> String {
    // One part of a host name: letters, digits, `-` and `_`, with no `-` at its ends (RFC 1123
    // §2.1).
    let end = r"[^\x00-/:-@\[-\^`{-\x7f]";
    let label = format!(r"{end}([^\x00-,./:-@\[-\^`{{-\x7f]*{end})?");
    let host = format!(r"({label}(\.{label})*\.?|\[[0-9A-Fa-f:.]+\])");
    let port = "(:0*([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?";
    // A character of a path, a query or a fragment, as it is or percent-encoded (RFC 3986 §3.3).
    let escape = "%(0[1-9A-Fa-f]|[1-9A-Fa-f][0-9A-Fa-f])";
    let without_wildcard = format!(r#"([^\x00- #"%*<>\[-\^`{{-}}\x7f]|{escape})*"#);
    let with_wildcard = format!(r#"([^\x00- #"%<>\[-\^`{{-}}\x7f]|{escape})*"#);
    match field {
        Field::Name => {
            r"^ *[^\x00-%'-/:-@\[-\^`{-\x7f][^\x00-\x1f!-%'-/:-@\[-\^`{-\x7f]*$".to_owned()
        }
        Field::RedirectUris => format!("^https?://{host}{port}([/?]{without_wildcard})?$"),
        Field::HomepageUrl | Field::JavascriptDomains => {
            format!("^https?://{host}{port}([/?]{with_wildcard})?(#{with_wildcard})?$")
        }
    }
}

fn config() -> Value {
    let rule = |rule: &&crate::rules::Rule| {
        let description = format!("{}. {}", rule.summary, url(rule.name));
        (
            rule.name.to_owned(),
            json!({ "description": description, "default": rule.severity.name(), "enum": LEVELS.map(|(name, _)| name) }),
        )
    };
    let rules: Map<String, Value> = RULES.iter().map(rule).collect();
    let globs = |description: &str| json!({ "description": description, "type": "array", "items": { "type": "string" } });
    json!({
        "$schema": DRAFT,
        "$id": Schema::Config.id(),
        "title": FILE_NAME,
        "description": "The configuration of cliq-lint.",
        "type": "object",
        "properties": {
            "include": globs("Which files are manifests when a folder is walked, in place of cliq-client.toml and cliq-client.*.toml."),
            "exclude": globs("What is left out when a folder is walked; with --force-exclude also where a file is named."),
            "rules": { "$ref": "#/definitions/rules" },
            "overrides": {
                "description": "Levels for some files; a later override wins.",
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": { "files": globs("The files that it is for."), "rules": { "$ref": "#/definitions/rules" } },
                    "required": ["files"],
                    "additionalProperties": false,
                },
            },
        },
        "additionalProperties": false,
        "definitions": {
            "rules": { "description": "The level of each rule.", "type": "object", "properties": rules, "additionalProperties": false },
        },
        "examples": [{ "exclude": ["vendor"], "rules": { "insecure-http": "error" } }],
    })
}
