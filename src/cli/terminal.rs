//! The capabilities of the terminal, and the colors that the environment asks for.

use std::io::{self, IsTerminal};

use super::args::Color;
use crate::text::style::Palette;

/// An output stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    Stdout,
    Stderr,
}

impl Stream {
    pub(super) fn is_terminal(self) -> bool {
        match self {
            Self::Stdout => io::stdout().is_terminal(),
            Self::Stderr => io::stderr().is_terminal(),
        }
    }

    /// The colors of what is written to it where no option says otherwise.
    pub(super) fn palette(self) -> Palette {
        palette(Color::Auto, self.is_terminal())
    }
}

/// The colors that an option and the environment ask for: escape sequences are only for a terminal,
/// unless they are asked for.
pub(super) fn palette(color: Color, is_terminal: bool) -> Palette {
    let is_colored = match (color, color_of_environment()) {
        (Color::Always, _) | (Color::Auto, Color::Always) => true,
        (Color::Never, _) | (Color::Auto, Color::Never) => false,
        (Color::Auto, Color::Auto) => is_terminal,
    };
    Palette::new(is_colored)
}

/// What the environment says: `NO_COLOR`, then `FORCE_COLOR` and `CLICOLOR_FORCE`, then `CLICOLOR`
/// and `TERM`.
pub(super) fn color_of_environment() -> Color {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let is_set = |name: &str| variable(name).is_some_and(|value| value != "0");
    if variable("NO_COLOR").is_some() {
        Color::Never
    } else if is_set("FORCE_COLOR") || is_set("CLICOLOR_FORCE") {
        Color::Always
    } else if variable("CLICOLOR").is_some_and(|value| value == "0")
        || variable("TERM").is_some_and(|term| term == "dumb")
    {
        Color::Never
    } else {
        Color::Auto
    }
}

/// Returns the width of a stream in columns, if it is a terminal.
pub(super) fn width(stream: Stream) -> Option<usize> {
    let size = match stream {
        Stream::Stdout => terminal_size::terminal_size_of(io::stdout()),
        Stream::Stderr => terminal_size::terminal_size_of(io::stderr()),
    };
    // Terminals that do not know their size report 0.
    size.map(|(width, _)| usize::from(width.0)).filter(|width| *width > 0)
}
