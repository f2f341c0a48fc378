//! Which key a misspelled or foreign key means.

use crate::console::{FIELDS, TYPE_ALIASES, TYPE_KEY, known_keys};

/// The key that another means, and whether that is known rather than guessed.
#[must_use]
pub fn resolve_key(key: &str) -> Option<(&'static str, bool)> {
    let plain = snake_case(key);
    let known = FIELDS
        .iter()
        .find(|row| row.key == plain || row.aliases.contains(&plain.as_str()))
        .map(|row| row.key);
    let alias = known.or_else(|| TYPE_ALIASES.contains(&plain.as_str()).then_some(TYPE_KEY));
    let spelling = alias.or_else(|| known_keys().find(|known| *known == plain));
    spelling.map(|key| (key, true)).or_else(|| {
        let limit = if plain.len() < 6 { 1 } else { 3 };
        let distance = |known: &&str| strsim::osa_distance(&plain, known);
        known_keys()
            .min_by_key(distance)
            .filter(|known| distance(known) <= limit)
            .map(|key| (key, false))
    })
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
