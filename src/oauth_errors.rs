//! The errors that people meet between registering a client and calling an API: their causes, in the
//! order in which people meet them, and what to check. One table, with sources.

use crate::citations::{
    ACCOUNTS_AUTHORIZATION, ACCOUNTS_INVALID_REDIRECT, ACCOUNTS_SCOPES, BACKSTAGE_AUTHORIZATION,
    CLIQ_REGISTER, CRM_TOKENS, Citation, RFC_3986_CHARACTERS, RFC_3986_HOST, RFC_6454_ORIGIN,
    RFC_6749_ERROR_RESPONSE, RFC_6749_FRAGMENT, RFC_6749_TOKEN_ERRORS,
};
use crate::rules::RuleId;
use crate::text::suggest::did_you_mean;

/// An error, as people see it.
#[derive(Debug)]
pub struct OAuthError {
    /// Its text or its code, exactly.
    pub title: &'static str,
    /// Other texts that mean the same.
    pub other_texts: &'static [&'static str],
    /// Where it appears, as the rest of a sentence that begins with "Shown".
    pub place: &'static str,
    /// What it means, as a sentence.
    pub meaning: &'static str,
    /// What causes it, in the order in which to check.
    pub causes: &'static [Cause],
    /// The rules that find a cause in a manifest.
    pub rules: &'static [RuleId],
    /// Commands that help, each with what it does.
    pub commands: &'static [(&'static str, &'static str)],
}

/// A cause of an error.
#[derive(Debug)]
pub struct Cause {
    /// The cause, as a sentence.
    pub text: &'static str,
    /// What to check or to change, as a sentence.
    pub remedy: &'static str,
    /// How it is known.
    pub basis: Basis,
}

/// How a cause is known.
#[derive(Clone, Copy, Debug)]
pub enum Basis {
    /// One of Zoho's pages or a standard says so.
    Documented(Citation),
    /// A user reported it, at this address.
    Experience(&'static str),
}

use Basis::{Documented, Experience};

const MATCH: (&str, &str) =
    ("cliq-lint match 'URL'", "compares the address that fails with the manifest");
const LINT: (&str, &str) = ("cliq-lint", "checks the manifest");
const FORM: (&str, &str) = ("cliq-lint form", "shows what to type into the console");

/// Each error: those of the console's form, then those of signing in, of tokens and of calls.
pub static OAUTH_ERRORS: &[OAuthError] = &[
    OAuthError {
        title: "Enter a valid client name.",
        other_texts: &[],
        place: "by the console, when you create or change a client",
        meaning: "The console rejects the client name.",
        causes: &[
            Cause {
                text: "The name has a special character, such as `-`, `.` or `!`.",
                remedy: "Use letters, digits, spaces, `_` and `&`.",
                basis: Documented(CLIQ_REGISTER),
            },
            Cause {
                text: "The name is empty.",
                remedy: "Every client type requires a name.",
                basis: Documented(CLIQ_REGISTER),
            },
        ],
        rules: &[
            RuleId::InvalidClientName,
            RuleId::EmptyRequiredField,
            RuleId::MissingRequiredField,
        ],
        commands: &[LINT],
    },
    OAuthError {
        title: "Enter a valid homepage URL",
        other_texts: &[],
        place: "by the console, when you create or change a client",
        meaning: "The console rejects the homepage URL.",
        causes: &[
            Cause {
                text: "The URL is not complete: it has no `https://`.",
                remedy: "Enter it in the format `https://www.yourdomain.com`.",
                basis: Documented(CLIQ_REGISTER),
            },
            Cause {
                text: "The URL has a space, a misspelled scheme, or a host that cannot exist.",
                remedy: "Copy it from the address bar of a browser.",
                basis: Documented(RFC_3986_HOST),
            },
        ],
        rules: &[RuleId::InvalidUriScheme, RuleId::InvalidUri, RuleId::EmptyRequiredField],
        commands: &[LINT],
    },
    OAuthError {
        title: "Enter a valid redirect URI",
        other_texts: &[],
        place: "by the console, when you create or change a client",
        meaning: "The console rejects an authorized redirect URI.",
        causes: &[
            Cause {
                text: "It does not begin with `https://` or `http://`.",
                remedy: "Enter the complete URI, such as `https://www.yourdomain.com/callback`.",
                basis: Documented(CLIQ_REGISTER),
            },
            Cause {
                text: "Several URIs are in one field.",
                remedy: "Enter one, and click [+] for the next.",
                basis: Documented(CLIQ_REGISTER),
            },
            Cause {
                text: "It has a space, a backslash or quotes, often copied with the text.",
                remedy: "Remove them, or percent-encode what belongs to the URI.",
                basis: Documented(RFC_3986_CHARACTERS),
            },
            Cause {
                text: "It has a fragment, such as a hash route.",
                remedy: "Register a path instead.",
                basis: Documented(RFC_6749_FRAGMENT),
            },
        ],
        rules: &[
            RuleId::InvalidUriScheme,
            RuleId::CommaSeparatedList,
            RuleId::InvalidUri,
            RuleId::RedirectUriFragment,
            RuleId::RedirectUriWildcard,
            RuleId::CustomSchemeRedirect,
        ],
        commands: &[LINT],
    },
    OAuthError {
        title: "Enter a valid JavaScript Domain URI.",
        other_texts: &[],
        place: "by the console, when you create or change a client-based client",
        meaning: "The console rejects a JavaScript domain.",
        causes: &[
            Cause {
                text: "It does not begin with `https://` or `http://`.",
                remedy: "Enter the origin, such as `https://app.yourdomain.com`.",
                basis: Documented(CLIQ_REGISTER),
            },
            Cause {
                text: "It has a path.",
                remedy: "An origin ends with its host or port.",
                basis: Documented(RFC_6454_ORIGIN),
            },
        ],
        rules: &[
            RuleId::InvalidUriScheme,
            RuleId::JavascriptDomainNotOrigin,
            RuleId::CommaSeparatedList,
        ],
        commands: &[LINT],
    },
    OAuthError {
        title: "invalid_redirect_uri",
        other_texts: &[
            "Invalid Redirect Uri",
            "Redirect URI passed does not match with the one configured",
            "redirect_uri_mismatch",
        ],
        place: "by Zoho's sign-in page, or in the response to the token request",
        meaning: "The redirect URI that the application sends is not exactly one of the registered \
                  ones.",
        causes: &[
            Cause {
                text: "The host is registered without the path that the application sends, or with a path that it does not send.",
                remedy: "Register the complete URI, such as `https://www.zylker.com/callback`.",
                basis: Documented(ACCOUNTS_INVALID_REDIRECT),
            },
            Cause {
                text: "One of the two URIs ends with `/`, and the other does not.",
                remedy: "Some libraries add a slash. Compare the address that is actually sent.",
                basis: Experience(
                    "https://github.com/googleapis/google-auth-library-python-oauthlib/issues/80",
                ),
            },
            Cause {
                text: "The application sends `http://` because a proxy terminates TLS.",
                remedy: "Configure the framework to trust the proxy's headers.",
                basis: Experience("https://github.com/odoo/odoo/issues/9057"),
            },
            Cause {
                text: "One URI has `localhost` and the other `127.0.0.1`, or their ports differ.",
                remedy: "Register the address that the development server actually uses.",
                basis: Experience("https://github.com/johnstonbl01/clementinejs/issues/72"),
            },
            Cause {
                text: "The URI was added to the manifest or to another client, but not to this \
                       client in the console.",
                remedy: "Compare the client ID, and save the form in the console.",
                basis: Experience("https://github.com/andyet/face.camp/issues/109"),
            },
            Cause {
                text: "The token request has a different redirect URI than the authorization URL.",
                remedy: "Send the same one in both.",
                basis: Documented(ACCOUNTS_INVALID_REDIRECT),
            },
        ],
        rules: &[
            RuleId::NearDuplicateUri,
            RuleId::NonCanonicalUri,
            RuleId::BareOriginRedirect,
            RuleId::PlaceholderValue,
        ],
        commands: &[MATCH, FORM],
    },
    OAuthError {
        title: "The transmitted client ID does not exist",
        other_texts: &["Client ID passed does not exist", "invalid client id"],
        place: "by Zoho's sign-in page",
        meaning: "The data center that the request went to has no client with this client ID.",
        causes: &[
            Cause {
                text: "The client is registered in a different data center than the one that the \
                       application calls.",
                remedy: "Send the request to the accounts host of the data center in which the \
                         client is registered, or enable the other data center in the console.",
                basis: Experience("https://github.com/rclone/rclone/issues/5029"),
            },
            Cause {
                text: "The client ID is incomplete, or its client was deleted.",
                remedy: "Copy it again from the console.",
                basis: Documented(ACCOUNTS_AUTHORIZATION),
            },
        ],
        rules: &[RuleId::InvalidClientId, RuleId::UnknownDataCenter],
        commands: &[MATCH],
    },
    OAuthError {
        title: "invalid_client",
        other_texts: &[],
        place: "in the response to the token request",
        meaning: "The accounts host does not know the client, or the client secret is wrong.",
        causes: &[
            Cause {
                text: "The token request goes to a different data center than the one in which the \
                       client is registered or the code was issued.",
                remedy: "Send it to the host in the parameter `accounts-server` of the \
                         authorization response.",
                basis: Experience("https://github.com/asciisd/zoho/issues/18"),
            },
            Cause {
                text: "The client secret belongs to another client.",
                remedy: "Copy both values from the same page of the console.",
                basis: Documented(RFC_6749_TOKEN_ERRORS),
            },
        ],
        rules: &[RuleId::DuplicateClientId],
        commands: &[MATCH],
    },
    OAuthError {
        title: "invalid_client_secret",
        other_texts: &["invalid client secret"],
        place: "in the response to the token request",
        meaning: "The client secret does not belong to the client ID.",
        causes: &[Cause {
            text: "The secret is mistyped, or was reset in the console.",
            remedy: "Copy it again from the console, and keep it out of the manifest.",
            basis: Experience("https://github.com/schmorrison/Zoho/pull/34"),
        }],
        rules: &[RuleId::CommittedSecret],
        commands: &[],
    },
    OAuthError {
        title: "invalid_code",
        other_texts: &["invalid code", "invalid_grant"],
        place: "in the response to the token request",
        meaning: "The code or the refresh token is no longer valid.",
        causes: &[
            Cause {
                text: "The code has expired. It is valid for two minutes.",
                remedy: "Exchange it as soon as it arrives.",
                basis: Documented(ACCOUNTS_INVALID_REDIRECT),
            },
            Cause {
                text: "The code was already used. It works only once.",
                remedy: "Make sure that a reload or a retry does not send it again.",
                basis: Documented(ACCOUNTS_INVALID_REDIRECT),
            },
            Cause {
                text: "The refresh token is wrong or was revoked.",
                remedy: "Ask the user for consent again.",
                basis: Documented(CRM_TOKENS),
            },
        ],
        rules: &[],
        commands: &[],
    },
    OAuthError {
        title: "access_denied",
        other_texts: &["access denied"],
        place: "in the parameter `error` of the redirect URI",
        meaning: "The user, or an administrator of their organization, did not consent.",
        causes: &[Cause {
            text: "The user denied access, or is not allowed to grant one of the scopes.",
            remedy: "Explain to users why the application needs each scope, and ask for fewer.",
            basis: Documented(RFC_6749_ERROR_RESPONSE),
        }],
        rules: &[],
        commands: &[],
    },
    OAuthError {
        title: "other_dc",
        other_texts: &["other dc"],
        place: "in the response to the token request",
        meaning: "The user's account is in another data center.",
        causes: &[Cause {
            text: "The application calls one data center for all users.",
            remedy: "Enable the data center in the console, and call the accounts host of the \
                     user's location.",
            basis: Experience("https://github.com/asciisd/zoho-v3/issues/38"),
        }],
        rules: &[],
        commands: &[MATCH],
    },
    OAuthError {
        title: "invalid_scope",
        other_texts: &["Invalid OAuth Scope", "Scope does not exist", "INVALID_OAUTHSCOPE"],
        place: "by Zoho's sign-in page, or in the response of an API",
        meaning: "A scope does not exist, or the token lacks the one that the API requires.",
        causes: &[
            Cause {
                text: "The scopes are separated by spaces, as in other providers' URLs.",
                remedy: "Separate them with commas.",
                basis: Documented(BACKSTAGE_AUTHORIZATION),
            },
            Cause {
                text: "A scope is misspelled or has no operation.",
                remedy: "A scope has a service, a name and an operation: \
                         `ZohoCliq.Channels.READ`.",
                basis: Documented(ACCOUNTS_SCOPES),
            },
            Cause {
                text: "The token was issued before the scope was added.",
                remedy: "Ask the user for consent again.",
                basis: Experience("https://github.com/sprintberlin/openclaw-cliq/issues/110"),
            },
        ],
        rules: &[RuleId::InvalidScope],
        commands: &[MATCH],
    },
    OAuthError {
        title: "invalid_response_type",
        other_texts: &["ERROR_invalid_response_type", "unsupported_response_type"],
        place: "by Zoho's sign-in page",
        meaning: "The parameter `response_type` does not fit the client type.",
        causes: &[Cause {
            text: "The parameter is missing, or is `token` for a client that is not client-based.",
            remedy: "Send `response_type=code`.",
            basis: Documented(ACCOUNTS_AUTHORIZATION),
        }],
        rules: &[RuleId::UnknownClientType],
        commands: &[MATCH],
    },
    OAuthError {
        title: "no refresh_token in the response",
        other_texts: &["refresh_token missing", "refresh token is null", "no refresh token"],
        place: "in the response to the token request, which has only an access token",
        meaning: "The authorization URL did not ask for a refresh token, or one was issued before.",
        causes: &[
            Cause {
                text: "The authorization URL has no `access_type=offline`.",
                remedy: "Add it.",
                basis: Documented(ACCOUNTS_AUTHORIZATION),
            },
            Cause {
                text: "The user has consented before. A refresh token is issued only the first time.",
                remedy: "Add `prompt=consent` to receive another one.",
                basis: Documented(ACCOUNTS_AUTHORIZATION),
            },
        ],
        rules: &[RuleId::ImplicitGrant],
        commands: &[MATCH],
    },
    OAuthError {
        title: "INVALID_TOKEN",
        other_texts: &["INVALID_OAUTHTOKEN", "invalid oauth token"],
        place: "in the response of an API",
        meaning: "The API does not accept the access token.",
        causes: &[
            Cause {
                text: "The request goes to the API host of another data center.",
                remedy: "Send it to the host in `api_domain` of the token response.",
                basis: Experience("https://github.com/trycompai/comp/pull/3229"),
            },
            Cause {
                text: "The token has expired.",
                remedy: "Use the refresh token to get a new one.",
                basis: Documented(ACCOUNTS_AUTHORIZATION),
            },
        ],
        rules: &[],
        commands: &[],
    },
];

/// What a text means.
#[derive(Clone, Copy, Debug)]
pub enum Lookup {
    /// This error.
    Found(&'static OAuthError),
    /// It is not an error that is known, and nearly this one.
    Near(&'static OAuthError),
    /// Nothing that is known.
    Unknown,
}

/// The error that a text is, in any case, or that a part of a page or of a log names; of several
/// that are named, the one with the longest text.
pub fn find_error(text: &str) -> Lookup {
    if let Some(error) = find_error_by_name(text) {
        return Lookup::Found(error);
    }
    let padded = format!(" {} ", fold(text));
    let named = texts_of_all().filter(|(_, text)| padded.contains(&format!(" {} ", fold(text))));
    if let Some((error, _)) = named.max_by_key(|(_, text)| text.len()) {
        return Lookup::Found(error);
    }
    let near = did_you_mean(text, texts_of_all().map(|(_, text)| text));
    match texts_of_all().find(|(_, text)| Some(*text) == near) {
        Some((error, _)) => Lookup::Near(error),
        None => Lookup::Unknown,
    }
}

/// The error whose text this is, in any case.
pub fn find_error_by_name(text: &str) -> Option<&'static OAuthError> {
    let wanted = fold(text);
    texts_of_all().find(|(_, text)| fold(text) == wanted).map(|(error, _)| error)
}

fn texts_of_all() -> impl Iterator<Item = (&'static OAuthError, &'static str)> {
    OAUTH_ERRORS.iter().flat_map(|error| error.texts().map(move |text| (error, text)))
}

/// The errors whose title a text quotes, as `"title"` or between backticks, in the order of the
/// table.
pub fn errors_quoted_in(text: &str) -> impl Iterator<Item = &'static OAuthError> + '_ {
    OAUTH_ERRORS.iter().filter(|error| {
        ['"', '`'].iter().any(|mark| text.contains(&format!("{mark}{}{mark}", error.title)))
    })
}

impl OAuthError {
    /// The name of its page on the site, without its extension.
    pub fn page(&self) -> String {
        fold(self.title).replace(' ', "-")
    }

    /// Every text that it is known by.
    pub fn texts(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.title).chain(self.other_texts.iter().copied())
    }
}

/// The words of a text in lower case, separated by one space.
fn fold(text: &str) -> String {
    let words = text.split(|character: char| !character.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty()).map(str::to_lowercase);
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::FIELDS;

    #[track_caller]
    fn check(text: &str, title: &str) {
        let Lookup::Found(error) = find_error(text) else { panic!("{text}") };
        assert_eq!(error.title, title, "{text}");
    }

    #[test]
    fn an_error_is_found_in_any_case_and_without_its_marks() {
        check("Enter a valid redirect URI", "Enter a valid redirect URI");
        check("enter a valid client name", "Enter a valid client name.");
        check("INVALID-REDIRECT-URI", "invalid_redirect_uri");
        check("redirect_uri_mismatch", "invalid_redirect_uri");
    }

    #[test]
    fn an_error_is_found_in_a_page_or_a_log() {
        check("{\"error\":\"invalid_code\"}", "invalid_code");
        check("Invalid Redirect Uri - Redirect URI passed does not match", "invalid_redirect_uri");
        check("HTTP 400: {\"error\": \"invalid_client_secret\"}", "invalid_client_secret");
        check(
            "Error 400\nThe transmitted Client ID does not exist!\nZoho",
            "The transmitted client ID does not exist",
        );
    }

    #[test]
    fn only_the_title_of_an_error_in_quotes_names_it() {
        let titles = |text| errors_quoted_in(text).map(|error| error.title).collect::<Vec<_>>();
        assert_eq!(
            titles("`invalid_code`: it shows \"Enter a valid client name.\""),
            ["Enter a valid client name.", "invalid_code"]
        );
        for text in ["", "invalid_code", "`an invalid_code`", "\"Enter a valid client name\""] {
            assert_eq!(titles(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_misspelled_error_is_near_and_others_are_unknown() {
        assert!(
            matches!(find_error("invalid_clint"), Lookup::Near(error) if error.title == "invalid_client")
        );
        for text in ["", "the printer is on fire", "valid"] {
            assert!(matches!(find_error(text), Lookup::Unknown), "{text}");
        }
    }

    #[test]
    fn each_error_of_the_console_is_in_the_table() {
        for info in FIELDS {
            check(info.console_error, info.console_error);
        }
    }

    #[test]
    fn each_text_means_one_error() {
        let texts: Vec<String> =
            OAUTH_ERRORS.iter().flat_map(|error| error.texts().map(fold)).collect();
        for (index, text) in texts.iter().enumerate() {
            let first = texts.iter().position(|other| other == text).unwrap();
            let owner = |at: usize| {
                let mut count = 0;
                OAUTH_ERRORS
                    .iter()
                    .position(|error| {
                        count += error.texts().count();
                        at < count
                    })
                    .unwrap()
            };
            assert_eq!(owner(first), owner(index), "{text}");
        }
    }
}
