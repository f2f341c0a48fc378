//! What a character is to the console, to a reader, and to a terminal.

use unicode_general_category::{GeneralCategory, get_general_category};

/// Whether a reader cannot see the character, or it changes how others are shown: format
/// characters, fillers, blanks of odd widths, line separators, variation selectors and the
/// controls.
#[must_use]
pub fn is_invisible(character: char) -> bool {
    use GeneralCategory::{
        Control, Format, LineSeparator, ParagraphSeparator, PrivateUse, SpaceSeparator, Unassigned,
    };
    if character.is_ascii() {
        return character.is_ascii_control();
    }
    let filler = matches!(character, '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}');
    filler
        || matches!(
            get_general_category(character),
            Control
                | Format
                | LineSeparator
                | ParagraphSeparator
                | PrivateUse
                | SpaceSeparator
                | Unassigned
        )
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

/// The character of `_` and `&` that another looks like.
#[must_use]
pub fn looks_like(character: char) -> Option<char> {
    match character {
        '\u{ff3f}'
        | '\u{203f}'
        | '\u{2040}'
        | '\u{2054}'
        | '\u{fe33}'
        | '\u{fe34}'
        | '\u{fe4d}'..='\u{fe4f}'
        | '\u{2017}'
        | '\u{2581}' => Some('_'),
        '\u{ff06}' | '\u{fe60}' | '\u{214b}' | '\u{1f670}' | '\u{1f671}' | '\u{1f674}'
        | '\u{1f675}' => Some('&'),
        _ => None,
    }
}

/// The character for a message: in backticks where it can be seen, with its code point and name
/// where it is not ASCII or cannot be seen, as in ``U+200B ZERO WIDTH SPACE``.
#[must_use]
pub fn describe(character: char) -> String {
    let code = format!("U+{:04X}", u32::from(character));
    let name = match (character, unicode_names2::name(character)) {
        (_, Some(name)) => format!("{code} {name}"),
        ('\t', _) => format!("{code} TAB"),
        ('\n', _) => format!("{code} LINE FEED"),
        ('\r', _) => format!("{code} CARRIAGE RETURN"),
        ('\u{1b}', _) => format!("{code} ESCAPE"),
        ('\0', _) => format!("{code} NULL"),
        _ => code,
    };
    match character {
        ' ' => "a blank".to_owned(),
        _ if is_invisible(character) => name,
        _ if character.is_ascii() => format!("`{character}`"),
        _ => format!("`{character}` ({name})"),
    }
}

/// Whether a terminal or a log must never see the character as it is: controls, and all that a
/// reader cannot see but for the line end and the tab.
#[must_use]
pub fn is_hostile(character: char) -> bool {
    !matches!(character, ' ' | '\n' | '\t') && is_invisible(character)
}

/// The character as an escape of TOML's.
#[must_use]
pub fn escape(character: char) -> String {
    match u32::from(character) {
        code if code > 0xffff => format!("\\U{code:08X}"),
        code => format!("\\u{code:04X}"),
    }
}

/// The longest text of the user's that a message quotes, in characters.
const MAX_QUOTED: usize = 60;

/// A text of the user's in backticks, for a message: what a terminal must not see is escaped, and
/// the middle of a long text is left out.
#[must_use]
pub fn quoted(text: &str) -> String {
    let count = text.chars().count();
    let mut shown = String::from("`");
    for (index, character) in text.chars().enumerate() {
        let left_out =
            count > MAX_QUOTED && (MAX_QUOTED / 2..count - MAX_QUOTED / 2).contains(&index);
        match character {
            _ if left_out && index == MAX_QUOTED / 2 => shown.push('…'),
            _ if left_out => {}
            '\n' => shown.push_str("\\n"),
            '\t' => shown.push_str("\\t"),
            '\r' => shown.push_str("\\r"),
            _ if is_hostile(character) => shown.push_str(&escape(character)),
            _ => shown.push(character),
        }
    }
    shown.push('`');
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_any_script_with_marks_and_digits_are_allowed() {
        assert!("Ünï çødé é 名前 ٣ _&".chars().all(is_allowed_in_name));
        assert!(
            !"!-.@#＿＆ \u{200b}\u{202e}\u{3164}½".replace(' ', "").chars().any(is_allowed_in_name)
        );
    }

    #[test]
    fn what_cannot_be_seen_has_its_code_point_and_name() {
        assert_eq!(describe('\u{200b}'), "U+200B ZERO WIDTH SPACE");
        assert_eq!(describe('\u{202e}'), "U+202E RIGHT-TO-LEFT OVERRIDE");
        assert_eq!(describe('＿'), "`＿` (U+FF3F FULLWIDTH LOW LINE)");
        assert_eq!(describe('!'), "`!`");
    }

    #[test]
    fn a_quoted_text_is_short_and_harmless() {
        assert_eq!(quoted("a\x1b[31m\u{9b}\u{202e}b"), "`a\\u001B[31m\\u009B\\u202Eb`");
        assert_eq!(quoted(&"x".repeat(100)).chars().count(), MAX_QUOTED + 3);
    }
}
