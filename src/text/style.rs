//! Terminal styles for each kind of text. The only module that imports `anstyle`.

use std::fmt::Display;

pub use anstyle::Style;
use anstyle::{AnsiColor, Effects};

/// The word `error`, and carets under an error.
pub const ERROR: Style = AnsiColor::BrightRed.on_default().effects(Effects::BOLD);
/// The word `warning`, and carets under a warning.
pub const WARNING: Style = AnsiColor::Yellow.on_default().effects(Effects::BOLD);
/// The word `hint`, and carets under a hint.
pub const HINT: Style = AnsiColor::BrightCyan.on_default().effects(Effects::BOLD);
/// The word `help`, before a fix.
pub const HELP: Style = HINT;
/// Success.
pub const SUCCESS: Style = AnsiColor::Green.on_default().effects(Effects::BOLD);
/// Line numbers and the frame around a source excerpt.
pub const FRAME: Style = AnsiColor::BrightBlue.on_default().effects(Effects::BOLD);
/// Headings and the most important part of a line.
pub const STRONG: Style = Style::new().bold();
/// Less important details.
pub const DIM: Style = Style::new().dimmed();
/// Literal text that the user can type.
pub const LITERAL: Style = AnsiColor::Cyan.on_default();
/// A line that a change removes.
pub const REMOVED: Style = AnsiColor::Red.on_default();
/// A line that a change adds.
pub const ADDED: Style = AnsiColor::Green.on_default();

/// Decides whether text is colored with ANSI escape sequences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Palette {
    is_colored: bool,
}

impl Palette {
    /// No colors.
    pub const PLAIN: Self = Self { is_colored: false };
    /// With colors.
    pub const COLORED: Self = Self { is_colored: true };

    /// Creates a palette with or without colors.
    pub fn new(is_colored: bool) -> Self {
        Self { is_colored }
    }

    /// Returns `true` if text is colored.
    pub fn is_colored(self) -> bool {
        self.is_colored
    }

    /// Applies a style to text.
    pub fn paint(self, style: Style, text: impl Display) -> String {
        if self.is_colored { format!("{style}{text}{style:#}") } else { text.to_string() }
    }

    /// Returns the escape sequence that starts a style; empty without colors.
    pub fn start(self, style: Style) -> String {
        if self.is_colored { style.render().to_string() } else { String::new() }
    }

    /// Returns the escape sequence that resets all styles; empty without colors.
    pub fn end(self) -> &'static str {
        if self.is_colored { "\x1b[0m" } else { "" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_painted_only_with_colors() {
        assert_eq!(Palette::PLAIN.paint(ERROR, "error"), "error");
        assert_eq!(Palette::COLORED.paint(ERROR, "error"), "\x1b[1m\x1b[91merror\x1b[0m");
        assert_eq!(Palette::PLAIN.start(ERROR) + Palette::PLAIN.end(), "");
    }
}
