//! Characters as a reader sees them: which are invisible, what they are called, what they look
//! like.

use unicode_general_category::{GeneralCategory, get_general_category};

/// Whether a reader cannot see the character, or it changes how others are shown: format
/// characters, fillers, blanks of odd widths, line separators, variation selectors and the
/// controls.
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

/// Whether the character is a letter of any script, a mark that belongs to one, or a digit.
pub fn is_letter_mark_or_digit(character: char) -> bool {
    use GeneralCategory::{
        DecimalNumber, EnclosingMark, LowercaseLetter, ModifierLetter, NonspacingMark, OtherLetter,
        SpacingMark, TitlecaseLetter, UppercaseLetter,
    };
    matches!(
        get_general_category(character),
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
pub fn lookalike_of(character: char) -> Option<char> {
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
pub fn describe_char(character: char) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_has_its_code_point_and_name() {
        assert_eq!(describe_char('\u{200b}'), "U+200B ZERO WIDTH SPACE");
        assert_eq!(describe_char('\u{202e}'), "U+202E RIGHT-TO-LEFT OVERRIDE");
        assert_eq!(describe_char('＿'), "`＿` (U+FF3F FULLWIDTH LOW LINE)");
        assert_eq!(describe_char('!'), "`!`");
    }
}
