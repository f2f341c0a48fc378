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

/// Escapes in JSON the characters for which [`needs_escape`] returns `true`: JSON itself escapes only the
/// controls of ASCII. They occur only in strings, where JSON allows any character to be an escape.
pub fn escape_json(json: String) -> String {
    if !json.chars().any(needs_escape) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        if needs_escape(character) {
            let mut units = [0; 2];
            let units = character.encode_utf16(&mut units).iter();
            escaped.extend(units.map(|unit| format!("\\u{unit:04x}")));
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// Escapes what a CI system would obey in its log: Azure Pipelines `##vso[` anywhere in a line, GitHub
/// `##[` as well and `::` at the start of a line, which may begin the path of a file. The second `#`
/// is written as `number_sign`.
pub fn escape_commands<'a>(text: &'a str, number_sign: &str) -> Cow<'a, str> {
    if !["##vso[", "##[", "::"].iter().any(|command| text.contains(command)) {
        return Cow::Borrowed(text);
    }
    let text = text
        .replace("##vso[", &format!("#{number_sign}vso["))
        .replace("##[", &format!("#{number_sign}["));
    let escape_line = |line: &str| {
        let indent = line.len() - line.trim_start().len();
        let (indent, rest) = line.split_at(indent);
        let path = if rest.starts_with("::") { "./" } else { "" };
        format!("{indent}{path}{rest}")
    };
    Cow::Owned(text.split_inclusive('\n').map(escape_line).collect())
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

    #[test]
    fn commands_are_escaped_where_a_ci_system_obeys_them() {
        let escaped = |text| escape_commands(text, "\\u0023").into_owned();
        assert_eq!(
            escaped("a ##vso[x]\n  ::error::\na::b"),
            "a #\\u0023vso[x]\n  ./::error::\na::b"
        );
        assert_eq!(escaped("::a/b.toml:1"), "./::a/b.toml:1");
        assert_eq!(escape_commands("<a>##[x]</a>", "&#35;"), "<a>#&#35;[x]</a>");
    }

    #[test]
    fn json_has_no_character_that_a_terminal_obeys() {
        let json = escape_json("\"a\u{9b}\u{e0041}é\"".to_owned());
        assert_eq!(json, "\"a\\u009b\\udb40\\udc41é\"");
    }
}
