//! Resolves misspelled and foreign keys.

use crate::console::{FIELDS, FieldInfo, RECORDS, TYPE_ALIASES, TYPE_KEY, known_keys};
use crate::text::suggest::did_you_mean;

/// The key that another one means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResolvedKey {
    /// A key of a client.
    pub key: &'static str,
    /// Whether the other is a known alias or spelling of it, rather than a likely slip.
    pub is_known: bool,
}

/// Resolves a key: to itself, by an alias, by another spelling of either or, as a guess, by a possible
/// alias or to the most similar key.
pub fn resolve_key(key: &str) -> Option<ResolvedKey> {
    if let Some(key) = known_keys().find(|known| *known == key) {
        return Some(ResolvedKey { key, is_known: true });
    }
    let name = snake_case(key);
    let with_alias = |aliases: fn(&FieldInfo) -> &[&str]| {
        FIELDS.iter().find(|info| aliases(info).contains(&name.as_str())).map(|info| info.key)
    };
    let known = known_keys()
        .find(|known| *known == name)
        .or_else(|| with_alias(|info| info.aliases))
        .or_else(|| {
            let record = RECORDS.iter().find(|row| row.aliases.contains(&name.as_str()));
            record.map(|row| row.key)
        })
        .or_else(|| TYPE_ALIASES.contains(&name.as_str()).then_some(TYPE_KEY));
    let guess =
        || with_alias(|info| info.possible_aliases).or_else(|| did_you_mean(&name, known_keys()));
    let resolve = |is_known| move |key| ResolvedKey { key, is_known };
    known.map(resolve(true)).or_else(|| guess().map(resolve(false)))
}

/// `redirectUris`, `redirect-uris` and `Redirect URIs` as `redirect_uris`.
fn snake_case(key: &str) -> String {
    let mut snake = String::new();
    let mut previous = '_';
    for character in key.chars() {
        if character.is_uppercase() && previous.is_lowercase() {
            snake.push('_');
        }
        match character {
            '-' | ' ' | '.' => snake.push('_'),
            _ => snake.extend(character.to_lowercase()),
        }
        previous = character;
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_other_providers_and_other_spellings_are_known() {
        for (key, meant) in [
            ("homepage", "homepage_url"),
            ("redirectUris", "redirect_uris"),
            ("callback-url", "redirect_uris"),
            ("clientType", "type"),
            ("Name", "name"),
            ("javascript_origins", "javascript_domains"),
            ("dc", "data_centers"),
            ("region", "data_centers"),
            ("dataCenter", "data_centers"),
            ("zoho_domain", "data_centers"),
            ("scope", "scopes"),
            ("oauth_scopes", "scopes"),
            ("oauthScopes", "scopes"),
            ("clientId", "client_id"),
        ] {
            assert_eq!(resolve_key(key), Some(ResolvedKey { key: meant, is_known: true }), "{key}");
        }
    }

    #[test]
    fn a_key_that_may_mean_something_else_is_not_certain() {
        for (key, meant) in [
            ("title", "name"),
            ("url", "homepage_url"),
            ("appUrl", "homepage_url"),
            ("callback", "redirect_uris"),
            ("allowed_origins", "javascript_domains"),
        ] {
            let guess = ResolvedKey { key: meant, is_known: false };
            assert_eq!(resolve_key(key), Some(guess), "{key}");
        }
    }

    #[test]
    fn a_slip_is_not_certain_and_another_word_means_no_key() {
        let guess = ResolvedKey { key: "redirect_uris", is_known: false };
        assert_eq!(resolve_key("redirct_uris"), Some(guess));
        assert_eq!(resolve_key("owner"), None);
    }
}
