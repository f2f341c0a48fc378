//! Escapes text for terminals, messages and TOML, so that control characters are never printed raw.

use std::borrow::Cow;

use super::unicode::is_invisible;

/// Returns `true` for characters that must not be printed raw to a terminal or log: control
/// characters and invisible characters, except for line ends and tabs.
pub fn needs_escape(character: char) -> bool {
    !matches!(character, ' ' | '\n' | '\t') && is_invisible(character)
}

/// Returns the TOML escape sequence for a character.
pub fn toml_escape(character: char) -> String {
    match u32::from(character) {
        code if code > 0xffff => format!("\\U{code:08X}"),
        code => format!("\\u{code:04X}"),
    }
}

/// The maximum length of user text quoted in a message, in characters.
const MAX_QUOTED: usize = 60;

/// Quotes user text in backticks for a message: on one line, as [`excerpt`] shows it.
pub fn quote_for_message(text: &str) -> String {
    format!("`{}`", excerpt(text))
}

/// Shows user text on one line: escapes unsafe characters and line ends, and shortens long text in the
/// middle.
pub fn excerpt(text: &str) -> String {
    let count = text.chars().count();
    let mut shown = String::new();
    for (index, character) in text.chars().enumerate() {
        let left_out =
            count > MAX_QUOTED && (MAX_QUOTED / 2..count - MAX_QUOTED / 2).contains(&index);
        match character {
            _ if left_out && index == MAX_QUOTED / 2 => shown.push('…'),
            _ if left_out => {}
            '\n' => shown.push_str("\\n"),
            '\t' => shown.push_str("\\t"),
            '\r' => shown.push_str("\\r"),
            _ if needs_escape(character) => shown.push_str(&toml_escape(character)),
            _ => shown.push(character),
        }
    }
    shown
}

/// Escapes the characters for which [`needs_escape`] returns `true`.
pub fn escape_for_terminal(text: &str) -> Cow<'_, str> {
    if !text.chars().any(needs_escape) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    for character in text.chars() {
        if needs_escape(character) {
            shown.push_str(&toml_escape(character));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// Formats text as a quoted TOML basic string.
pub fn toml_string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            _ if crate::text::escape::needs_escape(character) || character == '\n' => {
                quoted.push_str(&crate::text::escape::toml_escape(character));
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_text_is_short_and_harmless() {
        assert_eq!(quote_for_message("a\x1b[31m\u{9b}\u{202e}b"), "`a\\u001B[31m\\u009B\\u202Eb`");
        assert_eq!(quote_for_message(&"x".repeat(100)).chars().count(), MAX_QUOTED + 3);
    }
}
