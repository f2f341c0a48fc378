//! The client types and their fields, as the console defines them. This is the only copy of that
//! table.
//!
//! Source: Zoho's page "Register your Application" (the table "Details Required" and the list
//! "Possible Errors").

use crate::text::unicode::{is_invisible, is_letter_mark_or_digit};

use ClientType::{ClientBased, MobileBased, NonBrowserBased, SelfClient, ServerBased};
use Field::{HomepageUrl, JavascriptDomains, Name, RedirectUris};
use Record::{ClientId, DataCenters, Scopes};

/// A type of client that the console offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClientType {
    /// An application on a web server.
    ServerBased,
    /// An application that runs entirely in the browser.
    ClientBased,
    /// An application on a phone or a tablet.
    MobileBased,
    /// A device without a browser.
    NonBrowserBased,
    /// A job that accesses only its owner's account.
    SelfClient,
}

/// A field of the console's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The client's name.
    Name,
    /// The address of the application's home page.
    HomepageUrl,
    /// Where Zoho sends users after they grant or deny permission.
    RedirectUris,
    /// The origins of pages that may use a client-based application's tokens.
    JavascriptDomains,
}

/// How a client obtains tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// Zoho sends a code to a redirect URI, in its query (RFC 6749 section 4.1).
    AuthorizationCode,
    /// Zoho sends the token itself to a redirect URI, in its fragment (RFC 6749 section 4.2).
    Implicit,
    /// The user enters a code on another device (RFC 8628).
    Device,
    /// The console shows a code, or the client uses its own credentials (RFC 6749 section 4.4).
    SelfService,
}

/// A row of [`CLIENT_TYPES`].
pub struct ClientTypeInfo {
    /// The client type.
    pub client_type: ClientType,
    /// The value of the key `type` in a manifest.
    pub value: &'static str,
    /// The console's name for the type.
    pub label: &'static str,
    /// What the type is for, as a noun phrase.
    pub purpose: &'static str,
    /// How clients of this type obtain tokens, according to the Zoho Accounts page on the type.
    pub grant: Grant,
    /// Whether users install the application, so that a custom URI scheme can open it.
    pub is_installed: bool,
    /// The fields that the console requires, in the console's order. The console does not ask for
    /// any other field.
    pub required: &'static [Field],
    /// The required fields on which Zoho's pages disagree: some pages create a client without them.
    pub disputed: &'static [Field],
}

/// All client types, in the console's order, with their required fields.
#[rustfmt::skip]
pub static CLIENT_TYPES: &[ClientTypeInfo] = &[
    ClientTypeInfo { client_type: ServerBased,     value: "server-based",      label: "Server-based Applications", purpose: "an application on a web server; users consent in a browser",          grant: Grant::AuthorizationCode, is_installed: false, required: &[Name, HomepageUrl, RedirectUris], disputed: &[] },
    ClientTypeInfo { client_type: ClientBased,     value: "client-based",      label: "Client-based Applications", purpose: "an application that runs only in the browser",                         grant: Grant::Implicit,          is_installed: false, required: &[Name, HomepageUrl, RedirectUris, JavascriptDomains], disputed: &[] },
    ClientTypeInfo { client_type: MobileBased,     value: "mobile-based",      label: "Mobile-based Applications", purpose: "an application on a phone or a tablet",                                grant: Grant::AuthorizationCode, is_installed: true,  required: &[Name, HomepageUrl, RedirectUris], disputed: &[] },
    ClientTypeInfo { client_type: NonBrowserBased, value: "non-browser-based", label: "Non-browser Applications",  purpose: "a device without a browser, such as a TV or a printer",                grant: Grant::Device,            is_installed: false, required: &[Name, HomepageUrl], disputed: &[] },
    ClientTypeInfo { client_type: SelfClient,      value: "self-client",       label: "Self Client",               purpose: "a job that works on your own account, without users",                  grant: Grant::SelfService,       is_installed: false, required: &[Name], disputed: &[Name] },
];

/// The kind of value that a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text.
    Text,
    /// One URI.
    Uri,
    /// A list of URIs: an array with one element per row of the console's form.
    UriList,
}

impl FieldKind {
    /// Returns `true` if the value is an array.
    pub fn is_list(self) -> bool {
        self == Self::UriList
    }

    /// Returns `true` if the value is a URI or a list of URIs.
    pub fn holds_uris(self) -> bool {
        self != Self::Text
    }
}

/// A row of [`FIELDS`].
pub struct FieldInfo {
    /// The field.
    pub field: Field,
    /// The key in the manifest.
    pub key: &'static str,
    /// The console's name for the field.
    pub label: &'static str,
    /// The noun for a single value in messages.
    pub noun: &'static str,
    /// The kind of value.
    pub kind: FieldKind,
    /// The error that the console shows when it rejects a value.
    pub console_error: &'static str,
    /// What the field means, as a sentence.
    pub meaning: &'static str,
    /// The TOML value that fixes insert when only the user knows the real one.
    pub placeholder: &'static str,
    /// Realistic sample values; only one if the field is not a list.
    pub examples: &'static [&'static str],
    /// Keys from other providers and older consoles that can only mean this field.
    pub aliases: &'static [&'static str],
    /// Keys that may mean this field, or may be the team's own.
    pub possible_aliases: &'static [&'static str],
}

/// All fields, in the console's order.
pub static FIELDS: &[FieldInfo] = &[
    FieldInfo {
        field: Name,
        key: "name",
        label: "Client Name",
        noun: "client name",
        kind: FieldKind::Text,
        console_error: "Enter a valid client name.",
        meaning: "The client's name, which users see on the consent page.",
        placeholder: "\"Your Application\"",
        examples: &["Acme Notifier & Desk"],
        aliases: &["client_name", "app_name", "application_name", "display_name"],
        possible_aliases: &["title", "label"],
    },
    FieldInfo {
        field: HomepageUrl,
        key: "homepage_url",
        label: "Homepage URL",
        noun: "homepage URL",
        kind: FieldKind::Uri,
        console_error: "Enter a valid homepage URL",
        meaning: "The complete URL of the application's home page.",
        placeholder: "\"https://www.yourdomain.com\"",
        examples: &["https://www.acme.com"],
        aliases: &[
            "homepage",
            "home_page",
            "homepage_uri",
            "home_url",
            "client_uri",
            "website",
            "website_url",
            "application_url",
        ],
        possible_aliases: &["app_url", "base_url", "site", "site_url", "url"],
    },
    FieldInfo {
        field: RedirectUris,
        key: "redirect_uris",
        label: "Authorized Redirect URIs",
        noun: "redirect URI",
        kind: FieldKind::UriList,
        console_error: "Enter a valid redirect URI",
        meaning: "Where Zoho sends the authorization code, or the token of a client-based application; matched exactly.",
        placeholder: "[\"https://www.yourdomain.com/callback\"]",
        examples: &["https://app.acme.com/oauth/callback", "http://localhost:8080/callback"],
        aliases: &[
            "redirect_uri",
            "redirect_url",
            "redirect_urls",
            "redirects",
            "callback_url",
            "callback_urls",
            "callback_uri",
            "callback_uris",
            "authorized_redirect_uri",
            "authorized_redirect_uris",
            "reply_url",
            "reply_urls",
        ],
        possible_aliases: &["callback", "callbacks", "return_url", "return_urls"],
    },
    FieldInfo {
        field: JavascriptDomains,
        key: "javascript_domains",
        label: "JavaScript Domain",
        noun: "JavaScript domain",
        kind: FieldKind::UriList,
        console_error: "Enter a valid JavaScript Domain URI.",
        meaning: "The origins (scheme, host and port) of the pages that use a client-based application's tokens.",
        placeholder: "[\"https://www.yourdomain.com\"]",
        examples: &["https://app.acme.com"],
        aliases: &[
            "javascript_domain",
            "javascript_origin",
            "javascript_origins",
            "js_domain",
            "js_domains",
            "js_origins",
        ],
        possible_aliases: &[
            "allowed_origins",
            "client_domain",
            "cors_origins",
            "origins",
            "web_origins",
        ],
    },
];

/// The key that holds the client type.
pub const TYPE_KEY: &str = "type";

/// Keys for the client type at other providers.
pub const TYPE_ALIASES: &[&str] = &["client_type", "application_type", "app_type"];

/// The key of the table for custom keys.
pub const METADATA_KEY: &str = "metadata";

/// Other names for the types, each with the types that it can mean, the most likely first.
///
/// Zoho's own pages use `Java Script`, `Web Based`, `Mobile` and `Non-browser Mobile Applications`
/// (Zoho CRM 2.1), and group mobile with desktop applications (Zoho Accounts). The other names come
/// from OAuth standards, other providers and everyday language. `Application` and similar words at
/// the end are ignored (see [`ClientType::meant_by`]).
#[rustfmt::skip]
const TYPE_SYNONYMS: &[(&str, &[ClientType])] = &[
    ("web based",             &[ServerBased]),
    ("web server",            &[ServerBased]),
    ("server side",           &[ServerBased]),
    ("regular web",           &[ServerBased]),
    ("web",                   &[ServerBased, ClientBased]),
    ("website",               &[ServerBased, ClientBased]),
    ("backend",               &[ServerBased, SelfClient]),
    ("java script",           &[ClientBased]),
    ("js",                    &[ClientBased]),
    ("progressive web",       &[ClientBased, ServerBased]),
    ("pwa",                   &[ClientBased, ServerBased]),
    ("browser extension",     &[ClientBased, ServerBased]),
    ("chrome extension",      &[ClientBased, ServerBased]),
    ("browser",               &[ClientBased]),
    ("browser based",         &[ClientBased]),
    ("client side",           &[ClientBased]),
    ("frontend",              &[ClientBased]),
    ("single page",           &[ClientBased]),
    ("spa",                   &[ClientBased]),
    ("client",                &[ClientBased, SelfClient]),
    ("android",               &[MobileBased]),
    ("ios",                   &[MobileBased]),
    ("iphone",                &[MobileBased]),
    ("phone",                 &[MobileBased]),
    ("tablet",                &[MobileBased]),
    ("desktop",               &[MobileBased]),
    ("native",                &[MobileBased, NonBrowserBased]),
    ("non browser",           &[NonBrowserBased]),
    ("non browser mobile",    &[NonBrowserBased]),
    ("device",                &[NonBrowserBased]),
    ("iot",                   &[NonBrowserBased]),
    ("iot device",            &[NonBrowserBased]),
    ("limited input",         &[NonBrowserBased]),
    ("limited input device",  &[NonBrowserBased]),
    ("printer",               &[NonBrowserBased]),
    ("smart tv",              &[NonBrowserBased]),
    ("tv",                    &[NonBrowserBased]),
    ("cli",                   &[NonBrowserBased, SelfClient]),
    ("command line",          &[NonBrowserBased, SelfClient]),
    ("service account",       &[SelfClient, ServerBased]),
    ("daemon",                &[SelfClient, NonBrowserBased]),
    ("script",                &[SelfClient, NonBrowserBased]),
    ("bot",                   &[SelfClient, ServerBased]),
    ("self",                  &[SelfClient]),
    ("server to server",      &[SelfClient]),
    ("machine to machine",    &[SelfClient]),
    ("m2m",                   &[SelfClient]),
];

/// Words that carry no meaning at the end of a type's name.
const TYPE_SUFFIXES: &[&str] =
    &["applications", "application", "apps", "app", "clients", "client", "type"];

impl ClientTypeInfo {
    /// Returns the plural used in messages, such as `server-based clients` or `self clients`.
    pub fn plural(&self) -> String {
        format!("{} clients", self.value.strip_suffix("-client").unwrap_or(self.value))
    }
}

impl ClientType {
    /// Returns the table row of the type.
    pub fn info(self) -> &'static ClientTypeInfo {
        &CLIENT_TYPES[self as usize]
    }

    /// Parses an exact value of the key `type`.
    pub fn from_value(value: &str) -> Option<Self> {
        CLIENT_TYPES.iter().find(|info| info.value == value).map(|info| info.client_type)
    }

    /// Parses an informal type name; `None` if it is unknown or ambiguous (see [`Self::meant_by`]).
    pub fn parse_lenient(text: &str) -> Option<Self> {
        Self::from_value(text).or_else(|| match Self::meant_by(text)[..] {
            [only] => Some(only),
            _ => None,
        })
    }

    /// Returns the types that a name can mean, the most likely first. Accepts the manifest value
    /// with or without `-based`, the console's label and synonyms, in any case and with any
    /// separators.
    pub fn meant_by(text: &str) -> Vec<Self> {
        let wanted = fold_type_name(text);
        if let Some((_, types)) =
            TYPE_SYNONYMS.iter().find(|(name, _)| fold_type_name(name) == wanted)
        {
            return types.to_vec();
        }
        let is_meant = |info: &&ClientTypeInfo| {
            let value = fold_type_name(info.value);
            value == wanted
                || value.strip_suffix("based") == Some(&wanted)
                || fold_type_name(info.label) == wanted
        };
        CLIENT_TYPES.iter().filter(is_meant).map(|info| info.client_type).collect()
    }

    /// Returns `true` if the console requires the field for this type. The console asks for no
    /// other fields.
    pub fn requires(self, field: Field) -> bool {
        self.info().required.contains(&field)
    }
}

/// Returns the letters and digits of a type name in lower case, without meaningless words at the
/// end unless nothing else remains.
fn fold_type_name(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    let mut folded: String = letters.collect();
    let rest = |folded: &str| {
        let rest = TYPE_SUFFIXES.iter().find_map(|suffix| folded.strip_suffix(suffix))?;
        (!rest.is_empty()).then_some(rest.len())
    };
    while let Some(length) = rest(&folded) {
        folded.truncate(length);
    }
    folded
}

impl Field {
    /// Returns the table row of the field.
    pub fn info(self) -> &'static FieldInfo {
        &FIELDS[self as usize]
    }

    /// Returns the field's key in the manifest.
    pub fn key(self) -> &'static str {
        self.info().key
    }

    /// Iterates over the client types that require this field.
    pub fn types_requiring(self) -> impl Iterator<Item = &'static ClientTypeInfo> {
        CLIENT_TYPES.iter().filter(move |row| row.client_type.requires(self))
    }
}

/// A value that is not part of the console's form: issued on registration, or requested at sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Record {
    /// The client ID that the console issues and every request includes.
    ClientId,
    /// The data centers where the client is registered.
    DataCenters,
    /// The permissions that the client requests from users.
    Scopes,
}

/// A row of [`RECORDS`]. Clients of any type may have records; the console's form does not ask for
/// them.
pub struct RecordInfo {
    /// The record.
    pub record: Record,
    /// The key in the manifest.
    pub key: &'static str,
    /// The name in output for people.
    pub label: &'static str,
    /// A short description.
    pub detail: &'static str,
    /// The noun for a single value in messages.
    pub noun: &'static str,
    /// What the record means, as a sentence.
    pub meaning: &'static str,
    /// Whether the value may be an array as well as a string.
    pub may_be_list: bool,
    /// The common prefix of all values; may be empty.
    pub prefix: &'static str,
    /// A sample value, as TOML.
    pub placeholder: &'static str,
    /// Alternative keys for the record.
    pub aliases: &'static [&'static str],
}

/// All records, in manifest order.
pub static RECORDS: &[RecordInfo] = &[
    RecordInfo {
        record: ClientId,
        key: "client_id",
        label: "Client ID",
        detail: "public; issued by the console",
        noun: "client ID",
        meaning: "The client ID that the console issues. It is public, unlike the client secret.",
        may_be_list: false,
        prefix: CLIENT_ID_PREFIX,
        placeholder: "\"1000.YOUR_CLIENT_ID\"",
        aliases: &["clientid", "client_identifier", "consumer_key", "zoho_client_id"],
    },
    RecordInfo {
        record: DataCenters,
        key: "data_centers",
        label: "Data centers",
        detail: "where the client is registered",
        noun: "data center",
        meaning: "The data centers in which the client is registered or enabled, such as `us`.",
        may_be_list: true,
        prefix: "",
        placeholder: "[\"us\"]",
        aliases: &[
            "data_center",
            "datacenter",
            "datacenters",
            "dc",
            "dcs",
            "region",
            "regions",
            "zoho_domain",
            "zoho_region",
        ],
    },
    RecordInfo {
        record: Scopes,
        key: "scopes",
        label: "Scopes",
        detail: "what users are asked to allow",
        noun: "scope",
        meaning: "The scopes that the application asks users to allow, each with a service, a name \
                  and an operation.",
        may_be_list: true,
        prefix: "ZohoCliq.",
        placeholder: "[\"ZohoCliq.Channels.READ\"]",
        aliases: &["scope", "oauth_scope", "oauth_scopes", "zoho_scope", "zoho_scopes"],
    },
];

/// The prefix of every Zoho client ID, according to the samples on Zoho's pages.
pub const CLIENT_ID_PREFIX: &str = "1000.";

impl Record {
    /// Returns the table row of the record.
    pub fn info(self) -> &'static RecordInfo {
        &RECORDS[self as usize]
    }
}

/// Iterates over the known keys of a client, in manifest order.
pub fn known_keys() -> impl Iterator<Item = &'static str> {
    std::iter::once(TYPE_KEY)
        .chain(FIELDS.iter().map(|row| row.key))
        .chain(RECORDS.iter().map(|row| row.key))
        .chain(std::iter::once(METADATA_KEY))
}

/// Returns `true` if a character is allowed in a client name: letters with their marks, digits,
/// spaces, `_` and `&`.
///
/// This is our interpretation. Zoho's page says "must not contain any special characters except
/// underscores ("_") and ampersands ("&")", and no page says which characters are special. Names in
/// Zoho's guides contain spaces and digits, and letters are not limited to ASCII.
pub fn is_allowed_in_name(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric() || matches!(character, ' ' | '_' | '&');
    }
    is_letter_mark_or_digit(character) && !is_invisible(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_the_order_of_their_enums() {
        assert!(CLIENT_TYPES.iter().all(|row| std::ptr::eq(row.client_type.info(), row)));
        assert!(FIELDS.iter().all(|row| std::ptr::eq(row.field.info(), row)));
        assert!(RECORDS.iter().all(|row| std::ptr::eq(row.record.info(), row)));
    }

    #[test]
    fn the_required_fields_are_those_of_zohos_page() {
        for (value, required) in [
            ("server-based", &["name", "homepage_url", "redirect_uris"][..]),
            ("client-based", &["name", "homepage_url", "redirect_uris", "javascript_domains"]),
            ("mobile-based", &["name", "homepage_url", "redirect_uris"]),
            ("non-browser-based", &["name", "homepage_url"]),
            ("self-client", &["name"]),
        ] {
            let client_type = ClientType::from_value(value).unwrap();
            let keys = FIELDS.iter().filter(|info| client_type.requires(info.field));
            assert_eq!(keys.map(|info| info.key).collect::<Vec<_>>(), required, "{value}");
        }
    }

    #[test]
    fn what_people_call_a_type_means_it() {
        for (texts, meant) in [
            (
                &[
                    "server-based",
                    "SERVER_BASED",
                    "Server-based Applications",
                    "server",
                    "Web Based",
                ][..],
                &[ServerBased][..],
            ),
            (
                &["Client-based Application", "Java Script", "JavaScript", "JS", "spa", "browser"],
                &[ClientBased],
            ),
            (
                &["mobile app", "iOS", "android", "desktop", "Mobile-based Applications"],
                &[MobileBased],
            ),
            (
                &[
                    "Non-browser based application",
                    "Non-browser Applications",
                    "Non-browser Mobile Applications",
                    "nonbrowser",
                    "TV",
                    "Device",
                ],
                &[NonBrowserBased],
            ),
            (&["Self Client", "self", "selfClient", "self_client"], &[SelfClient]),
            (&["web app", "Web"], &[ServerBased, ClientBased]),
            (&["client", "Client App"], &[ClientBased, SelfClient]),
            (&["backend"], &[ServerBased, SelfClient]),
            (&["native app"], &[MobileBased, NonBrowserBased]),
            (&["CLI"], &[NonBrowserBased, SelfClient]),
            (&["", "app", "sever-based", "oauth", "based", "<type>"], &[]),
        ] {
            for text in texts {
                assert_eq!(ClientType::meant_by(text), meant, "{text}");
                let only = if let [only] = meant { Some(*only) } else { None };
                assert_eq!(ClientType::parse_lenient(text), only, "{text}");
            }
        }
    }

    #[test]
    fn a_synonym_is_listed_once_and_is_not_derived_from_the_table() {
        for (index, (name, _)) in TYPE_SYNONYMS.iter().enumerate() {
            let folded = fold_type_name(name);
            let is_same = |(other, _): &(&str, _)| fold_type_name(other) == folded;
            assert_eq!(TYPE_SYNONYMS.iter().position(is_same), Some(index), "{name}");
            let values = CLIENT_TYPES.iter().map(|info| fold_type_name(info.value));
            assert!(values.into_iter().all(|value| value != folded || name == &"self"), "{name}");
        }
    }

    #[test]
    fn letters_of_any_script_with_marks_and_digits_are_allowed() {
        assert!("Ünï çødé é 名前 ٣ _&".chars().all(is_allowed_in_name));
        assert!(
            !"!-.@#＿＆ \u{200b}\u{202e}\u{3164}½".replace(' ', "").chars().any(is_allowed_in_name)
        );
    }
}
