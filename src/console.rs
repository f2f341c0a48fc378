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

use unicode_general_category::{GeneralCategory, get_general_category};

use crate::text::unicode::is_invisible;

use ClientType::{ClientBased, MobileBased, NonBrowserBased, SelfClient, ServerBased};
use Field::{HomepageUrl, JavascriptDomains, Name, RedirectUris};

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
    /// The fields that the console requires of it, in the console's order; it does not ask for the
    /// others.
    pub required: &'static [Field],
}

/// Each client type with the fields that the console requires of it, in the console's order.
#[rustfmt::skip]
pub static CLIENT_TYPES: [ClientTypeInfo; 5] = [
    ClientTypeInfo { client_type: ServerBased,     value: "server-based",      label: "Server-based Applications", purpose: "an application on a web server, whose users consent in a browser",    required: &[Name, HomepageUrl, RedirectUris] },
    ClientTypeInfo { client_type: ClientBased,     value: "client-based",      label: "Client-based Applications", purpose: "an application that runs in the browser alone, without a server",      required: &[Name, HomepageUrl, RedirectUris, JavascriptDomains] },
    ClientTypeInfo { client_type: MobileBased,     value: "mobile-based",      label: "Mobile-based Applications", purpose: "an application on a phone or a tablet",                                required: &[Name, HomepageUrl, RedirectUris] },
    ClientTypeInfo { client_type: NonBrowserBased, value: "non-browser-based", label: "Non-browser Applications",  purpose: "a device without a browser, as a TV or a printer",                     required: &[Name, HomepageUrl] },
    ClientTypeInfo { client_type: SelfClient,      value: "self-client",       label: "Self Client",               purpose: "a job that works on your own account, without users",                  required: &[Name] },
];

/// What the console says of a field.
pub struct FieldInfo {
    /// The field.
    pub field: Field,
    /// Its key in the manifest.
    pub key: &'static str,
    /// What the console calls it.
    pub label: &'static str,
    /// Whether it takes several values, and so is an array.
    pub is_list: bool,
    /// What the console answers when it refuses a value.
    pub console_error: &'static str,
    /// What the field is, as a sentence.
    pub meaning: &'static str,
    /// A value that stands for the one to come, as TOML.
    pub placeholder: &'static str,
    /// Keys that other providers, older consoles or plain habit have for it.
    pub aliases: &'static [&'static str],
}

/// Each field, in the console's order.
pub static FIELDS: [FieldInfo; 4] = [
    FieldInfo {
        field: Name,
        key: "name",
        label: "Client Name",
        is_list: false,
        console_error: "Enter a valid client name",
        meaning: "The client's name, which users see when they are asked for their consent.",
        placeholder: "\"Your Application\"",
        aliases: &["client_name", "app_name", "application_name", "display_name", "title"],
    },
    FieldInfo {
        field: HomepageUrl,
        key: "homepage_url",
        label: "Homepage URL",
        is_list: false,
        console_error: "Enter a valid homepage URL",
        meaning: "The complete URL of the application's home page.",
        placeholder: "\"https://www.yourdomain.com\"",
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
        is_list: true,
        console_error: "Enter a valid redirect URI",
        meaning: "Where Zoho sends the authorization code, or the token of a client-based application; matched exactly.",
        placeholder: "[\"https://www.yourdomain.com/callback\"]",
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
        is_list: true,
        console_error: "Enter a valid JavaScript Domain URI",
        meaning: "The origins (scheme, host and port) of the pages that use a client-based application's tokens.",
        placeholder: "[\"https://www.yourdomain.com\"]",
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
    /// The type's row.
    #[must_use]
    pub fn row(self) -> &'static ClientTypeInfo {
        &CLIENT_TYPES[self as usize]
    }

    /// The type that a value of `type` names, exactly.
    #[must_use]
    pub fn from_value(value: &str) -> Option<Self> {
        CLIENT_TYPES.iter().find(|row| row.value == value).map(|row| row.client_type)
    }

    /// The type that a text surely means: its value or the console's label, in any case and with
    /// any separators.
    #[must_use]
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
    #[must_use]
    pub fn requires(self, field: Field) -> bool {
        self.row().required.contains(&field)
    }
}

impl Field {
    /// The field's row.
    #[must_use]
    pub fn row(self) -> &'static FieldInfo {
        &FIELDS[self as usize]
    }

    /// The field's key in the manifest.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.row().key
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
#[must_use]
pub fn is_allowed_in_name(character: char) -> bool {
    use GeneralCategory::{
        DecimalNumber, EnclosingMark, LowercaseLetter, ModifierLetter, NonspacingMark, OtherLetter,
        SpacingMark, TitlecaseLetter, UppercaseLetter,
    };
    if character.is_ascii() {
        return character.is_ascii_alphanumeric() || matches!(character, ' ' | '_' | '&');
    }
    let category = get_general_category(character);
    !is_invisible(character)
        && matches!(
            category,
            DecimalNumber
                | EnclosingMark
                | LowercaseLetter
                | ModifierLetter
                | NonspacingMark
                | OtherLetter
                | SpacingMark
                | TitlecaseLetter
                | UppercaseLetter
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_the_order_of_their_kinds() {
        assert!(CLIENT_TYPES.iter().all(|row| std::ptr::eq(row.client_type.row(), row)));
        assert!(FIELDS.iter().all(|row| std::ptr::eq(row.field.row(), row)));
    }

    #[test]
    fn the_matrix_is_that_of_zohos_page() {
        let page = [
            ("name", [true, true, true, true, true]),
            ("homepage_url", [true, true, true, true, false]),
            ("redirect_uris", [true, true, true, false, false]),
            ("javascript_domains", [false, true, false, false, false]),
        ];
        let matrix = FIELDS.each_ref().map(|row| {
            (row.key, CLIENT_TYPES.each_ref().map(|kind| kind.client_type.requires(row.field)))
        });
        assert_eq!(matrix, page);
    }

    #[test]
    fn letters_of_any_script_with_marks_and_digits_are_allowed() {
        assert!("Ünï çødé é 名前 ٣ _&".chars().all(is_allowed_in_name));
        assert!(
            !"!-.@#＿＆ \u{200b}\u{202e}\u{3164}½".replace(' ', "").chars().any(is_allowed_in_name)
        );
    }
}
