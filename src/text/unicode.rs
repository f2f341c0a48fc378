//! How characters appear to a reader: which ones are invisible, their names, and lookalikes.

use unicode_general_category::{GeneralCategory, get_general_category};
use unicode_security::restriction_level::{RestrictionLevel, RestrictionLevelDetection};
use unicode_security::{GeneralSecurityProfile, skeleton};

/// Returns `true` if the character is invisible or changes how others are displayed: format
/// characters, fillers, non-standard spaces, line separators, variation selectors and control
/// characters.
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

/// Returns `true` for a letter of any script, a combining mark that belongs to one, or a digit.
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

/// Returns the character (`_` or `&`) that `character` looks like.
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

/// Returns `true` for symbols such as emoji. ASCII symbols do not count, because they are written
/// like punctuation.
pub fn is_symbol(character: char) -> bool {
    use GeneralCategory::{CurrencySymbol, MathSymbol, ModifierSymbol, OtherSymbol};
    !character.is_ascii()
        && matches!(
            get_general_category(character),
            CurrencySymbol | MathSymbol | ModifierSymbol | OtherSymbol
        )
}

/// Returns `true` if the character is displayed as empty space: whitespace, BRAILLE PATTERN BLANK
/// and the Hangul fillers.
pub fn looks_like_space(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}')
}

/// Returns `true` for ZERO WIDTH JOINER or NON-JOINER between two letters of a script whose
/// spelling needs them (UAX 31 section 2.3): Arabic, Indic scripts, Sinhala, Myanmar, Khmer and
/// Mongolian.
pub fn is_needed_joiner(character: char, before: Option<char>, after: Option<char>) -> bool {
    let needs_joiners = |neighbor: Option<char>| {
        neighbor.is_some_and(|neighbor| {
            is_letter_mark_or_digit(neighbor)
                && matches!(neighbor, '\u{600}'..='\u{dff}' | '\u{1000}'..='\u{109f}'
                    | '\u{1780}'..='\u{18af}')
        })
    };
    matches!(character, '\u{200c}' | '\u{200d}') && needs_joiners(before) && needs_joiners(after)
}

/// Returns `true` if a word mixes scripts beyond the "Moderately Restrictive" level (UTS 39 section
/// 5.2). Latin may be mixed with Chinese, Japanese or Korean, but not with Cyrillic or Greek.
pub fn mixes_scripts(word: &str) -> bool {
    let is_judged = |c: &char| GeneralSecurityProfile::identifier_allowed(*c);
    let judged: String = word.chars().filter(is_judged).collect();
    !judged.check_restriction_level(RestrictionLevel::ModeratelyRestrictive)
}

/// Returns the ASCII letter, in the same case, that a non-ASCII letter looks like (UTS 39 section
/// 4).
pub fn latin_lookalike_of(character: char) -> Option<char> {
    if character.is_ascii() {
        return None;
    }
    let text = character.to_string();
    let mut skeleton = skeleton(&text);
    let latin = skeleton.next().filter(char::is_ascii_alphabetic)?;
    let is_whole = skeleton.next().is_none();
    // UTS 39 maps everything that looks like a vertical line to `l`.
    let latin = if latin == 'l' && character.is_uppercase() { 'I' } else { latin };
    (is_whole && latin.is_uppercase() == character.is_uppercase()).then_some(latin)
}

/// Describes a character for a message: in backticks if visible; with its code point and name if it
/// is invisible or not ASCII, as in ``U+200B ZERO WIDTH SPACE``.
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
        ' ' => "a space".to_owned(),
        _ if is_invisible(character) => name,
        _ if character.is_ascii() => format!("`{character}`"),
        _ => format!("`{character}` ({name})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_that_are_written_together_are_not_mixed() {
        for word in ["Сlient", "Zylkeр", "αlpha", "Увeдомления", "Δelta"] {
            assert!(mixes_scripts(word), "{word}");
        }
        for word in ["Client", "Größe", "Клиент", "東京Tokyo", "카톡Talk", "الAPI", "µTorrent", ""]
        {
            assert!(!mixes_scripts(word), "{word}");
        }
    }

    #[test]
    fn a_lookalike_is_a_letter_of_the_same_case() {
        for (character, lookalike) in
            [('С', 'C'), ('с', 'c'), ('І', 'I'), ('і', 'i'), ('ο', 'o'), ('Ρ', 'P')]
        {
            assert_eq!(latin_lookalike_of(character), Some(lookalike), "{character}");
        }
        for character in ['C', 'é', 'Ж', 'Ь', 'Δ', '京'] {
            assert_eq!(latin_lookalike_of(character), None, "{character}");
        }
    }

    #[test]
    fn a_joiner_is_needed_only_between_letters_of_scripts_that_have_it() {
        assert!(is_needed_joiner('\u{200c}', Some('ی'), Some('خ')));
        assert!(is_needed_joiner('\u{200d}', Some('\u{94d}'), Some('ष')));
        assert!(!is_needed_joiner('\u{200d}', Some('a'), Some('b')));
        assert!(!is_needed_joiner('\u{200c}', Some('ی'), None));
        assert!(!is_needed_joiner('\u{200b}', Some('ی'), Some('خ')));
    }

    #[test]
    fn what_cannot_be_seen_has_its_code_point_and_name() {
        assert_eq!(describe_char('\u{200b}'), "U+200B ZERO WIDTH SPACE");
        assert_eq!(describe_char('\u{202e}'), "U+202E RIGHT-TO-LEFT OVERRIDE");
        assert_eq!(describe_char('＿'), "`＿` (U+FF3F FULLWIDTH LOW LINE)");
        assert_eq!(describe_char('!'), "`!`");
    }
}
