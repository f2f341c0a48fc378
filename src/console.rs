//! The client types, their fields, and which type asks for which: the console's table, once.
//!
//! Source: Zoho's page "Register your Application" (the table "Details Required" and the list
//! "Possible Errors").

/// A kind of client that the console offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClientType {
    /// An application on a web server.
    ServerBased,
    /// An application that runs in the browser alone.
    ClientBased,
    /// An application on a phone or a tablet.
    MobileBased,
    /// A device without a browser.
    NonBrowserBased,
    /// A job that works on its owner's own account.
    SelfClient,
}

/// A field that the console asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The client's name.
    Name,
    /// The address of the application's home page.
    HomepageUrl,
    /// Where the answer to an authorization request is sent.
    RedirectUris,
    /// The origins whose pages may use a client-based application's tokens.
    JavascriptDomains,
}

use crate::text::unicode::{is_invisible, is_letter_mark_or_digit};

use ClientType::{ClientBased, MobileBased, NonBrowserBased, SelfClient, ServerBased};
use Field::{HomepageUrl, JavascriptDomains, Name, RedirectUris};

/// How a client gets its tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// A code is sent to a redirect URI, in its query (RFC 6749 section 4.1).
    AuthorizationCode,
    /// The token itself is sent to a redirect URI, in its fragment (RFC 6749 section 4.2).
    Implicit,
    /// The user enters a code on another device (RFC 8628).
    Device,
    /// The console shows a code, or the client uses its own credentials (RFC 6749 section 4.4).
    SelfService,
}

/// A row of [`CLIENT_TYPES`].
pub struct ClientTypeInfo {
    /// The type.
    pub client_type: ClientType,
    /// Its value of the key `type`.
    pub value: &'static str,
    /// What the console calls it.
    pub label: &'static str,
    /// What it is for, as a clause.
    pub purpose: &'static str,
    /// How it gets its tokens, by Zoho Accounts' pages on each type.
    pub grant: Grant,
    /// The fields that the console requires of it, in the console's order; it does not ask for the
    /// others.
    pub required: &'static [Field],
    /// The fields among them on which Zoho's pages disagree: some create a client without them.
    pub disputed: &'static [Field],
}

/// Each client type with the fields that the console requires of it, in the console's order.
#[rustfmt::skip]
pub static CLIENT_TYPES: &[ClientTypeInfo] = &[
    ClientTypeInfo { client_type: ServerBased,     value: "server-based",      label: "Server-based Applications", purpose: "an application on a web server, whose users consent in a browser",    grant: Grant::AuthorizationCode, required: &[Name, HomepageUrl, RedirectUris], disputed: &[] },
    ClientTypeInfo { client_type: ClientBased,     value: "client-based",      label: "Client-based Applications", purpose: "an application that runs in the browser alone, without a server",      grant: Grant::Implicit,          required: &[Name, HomepageUrl, RedirectUris, JavascriptDomains], disputed: &[] },
    ClientTypeInfo { client_type: MobileBased,     value: "mobile-based",      label: "Mobile-based Applications", purpose: "an application on a phone or a tablet",                                grant: Grant::AuthorizationCode, required: &[Name, HomepageUrl, RedirectUris], disputed: &[] },
    ClientTypeInfo { client_type: NonBrowserBased, value: "non-browser-based", label: "Non-browser Applications",  purpose: "a device without a browser, as a TV or a printer",                     grant: Grant::Device,            required: &[Name, HomepageUrl], disputed: &[] },
    ClientTypeInfo { client_type: SelfClient,      value: "self-client",       label: "Self Client",               purpose: "a job that works on your own account, without users",                  grant: Grant::SelfService,       required: &[Name], disputed: &[Name] },
];

/// What kind of value a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A free text.
    Text,
    /// One URI.
    Uri,
    /// Several URIs: an array, with an element for each row of the console's form.
    UriList,
}

impl FieldKind {
    /// Whether the value is an array.
    pub fn is_list(self) -> bool {
        self == Self::UriList
    }

    /// Whether the value is a URI, or has URIs as elements.
    pub fn holds_uris(self) -> bool {
        self != Self::Text
    }
}

/// What the console says of a field.
pub struct FieldInfo {
    /// The field.
    pub field: Field,
    /// Its key in the manifest.
    pub key: &'static str,
    /// What the console calls it.
    pub label: &'static str,
    /// What a message calls one value of it.
    pub noun: &'static str,
    /// What kind of value it takes.
    pub kind: FieldKind,
    /// What the console answers when it refuses a value.
    pub console_error: &'static str,
    /// What the field is, as a sentence.
    pub meaning: &'static str,
    /// A value that stands for the one to come, as TOML.
    pub placeholder: &'static str,
    /// Values as a team would write them; for a field that is not a list, just one.
    pub examples: &'static [&'static str],
    /// Keys that other providers, older consoles or plain habit have for it.
    pub aliases: &'static [&'static str],
}

/// Each field, in the console's order.
pub static FIELDS: &[FieldInfo] = &[
    FieldInfo {
        field: Name,
        key: "name",
        label: "Client Name",
        noun: "client name",
        kind: FieldKind::Text,
        console_error: "Enter a valid client name.",
        meaning: "The client's name, which users see when they are asked for their consent.",
        placeholder: "\"Your Application\"",
        examples: &["Acme Notifier & Desk"],
        aliases: &["client_name", "app_name", "application_name", "display_name", "title"],
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
            "application_url",
            "app_url",
        ],
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
            "callback",
            "callback_url",
            "callback_urls",
            "callback_uri",
            "callback_uris",
            "authorized_redirect_uri",
            "authorized_redirect_uris",
            "reply_urls",
        ],
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
            "allowed_origins",
            "web_origins",
            "origins",
            "client_domain",
        ],
    },
];

/// The key that holds the client type.
pub const TYPE_KEY: &str = "type";

/// Keys that others have for the client type.
pub const TYPE_ALIASES: &[&str] = &["client_type", "application_type", "app_type"];

/// The key of a table that is the team's own.
pub const METADATA_KEY: &str = "metadata";

/// What older consoles and other pages call the types, in lower case; for `unknown-client-type`.
pub const TYPE_SYNONYMS: &[(&str, ClientType)] = &[
    ("server-based application", ServerBased),
    ("server", ServerBased),
    ("web-based", ServerBased),
    ("web", ServerBased),
    ("client-based application", ClientBased),
    ("java script", ClientBased),
    ("javascript", ClientBased),
    ("browser-based", ClientBased),
    ("mobile-based application", MobileBased),
    ("mobile", MobileBased),
    ("non-browser based application", NonBrowserBased),
    ("non-browser application", NonBrowserBased),
    ("non-browser mobile applications", NonBrowserBased),
    ("non-browser", NonBrowserBased),
    ("device", NonBrowserBased),
    ("self", SelfClient),
];

impl ClientType {
    /// What the console has on the type.
    pub fn info(self) -> &'static ClientTypeInfo {
        &CLIENT_TYPES[self as usize]
    }

    /// The type that a value of `type` names, exactly.
    pub fn from_value(value: &str) -> Option<Self> {
        CLIENT_TYPES.iter().find(|row| row.value == value).map(|row| row.client_type)
    }

    /// The type that a text surely means: its value or the console's label, in any case and with
    /// any separators.
    pub fn parse_lenient(text: &str) -> Option<Self> {
        if let Some(exact) = Self::from_value(text) {
            return Some(exact);
        }
        let letters = |text: &str| {
            text.chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect::<String>()
        };
        let wanted = letters(text);
        let means = |row: &&ClientTypeInfo| {
            let label = letters(row.label);
            wanted == letters(row.value) || wanted == label || wanted == label.trim_end_matches('s')
        };
        CLIENT_TYPES.iter().find(means).map(|row| row.client_type)
    }

    /// Whether the console requires the field of this type; it does not ask for the others.
    pub fn requires(self, field: Field) -> bool {
        self.info().required.contains(&field)
    }
}

impl Field {
    /// What the console has on the field.
    pub fn info(self) -> &'static FieldInfo {
        &FIELDS[self as usize]
    }

    /// The field's key in the manifest.
    pub fn key(self) -> &'static str {
        self.info().key
    }

    /// The types of which the console requires the field.
    pub fn types_requiring(self) -> impl Iterator<Item = &'static ClientTypeInfo> {
        CLIENT_TYPES.iter().filter(move |row| row.client_type.requires(self))
    }
}

/// The keys that a client may have, in the order in which a manifest is written.
pub fn known_keys() -> impl Iterator<Item = &'static str> {
    std::iter::once(TYPE_KEY)
        .chain(FIELDS.iter().map(|row| row.key))
        .chain(std::iter::once(METADATA_KEY))
}

/// Whether the console takes the character in a client's name: letters with their marks, digits,
/// the space, `_` and `&`.
///
/// Zoho's page says "no special characters except underscores and ampersands" and leaves open what
/// is special; every guide of Zoho's uses spaces and digits, and letters are not only those of
/// ASCII.
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
    fn rows_stand_in_the_order_of_their_kinds() {
        assert!(CLIENT_TYPES.iter().all(|row| std::ptr::eq(row.client_type.info(), row)));
        assert!(FIELDS.iter().all(|row| std::ptr::eq(row.field.info(), row)));
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
    fn letters_of_any_script_with_marks_and_digits_are_allowed() {
        assert!("Ünï çødé é 名前 ٣ _&".chars().all(is_allowed_in_name));
        assert!(
            !"!-.@#＿＆ \u{200b}\u{202e}\u{3164}½".replace(' ', "").chars().any(is_allowed_in_name)
        );
    }
}
