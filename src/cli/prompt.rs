//! Questions at a terminal. The only importer of `inquire`.

use std::io;

use inquire::ui::RenderConfig;
use inquire::validator::Validation;
use inquire::{InquireError, Select, Text};

use super::error::Error;
use super::output::{Output, print_to_stderr};
use super::terminal::Stream;
use crate::console::{CLIENT_TYPES, ClientType, ClientTypeInfo};
use crate::new_manifest::Question;
use crate::text::escape::escape_for_terminal;

/// Who answers the questions of `init`.
pub(super) trait Respondent {
    /// The type of the client.
    fn client_type(&mut self) -> Result<ClientType, Error>;

    /// An answer that the question accepts.
    fn answer(&mut self, question: &Question) -> Result<String, Error>;

    /// Tells something about the last answer.
    fn tell(&mut self, line: &str);
}

/// A user at a terminal.
pub(super) struct TerminalUser;

impl Respondent for TerminalUser {
    fn client_type(&mut self) -> Result<ClientType, Error> {
        let width = CLIENT_TYPES.iter().map(|info| info.value.len()).max().unwrap_or(0);
        let option = |info: &ClientTypeInfo| format!("{:width$}  {}", info.value, info.purpose);
        let options = CLIENT_TYPES.iter().map(option).collect();
        let chosen = Select::new("Client type", options)
            .with_help_message("choose with the arrow keys, or type a name")
            .with_scorer(&|input, _, option, index| score_type(input, option, &CLIENT_TYPES[index]))
            .with_formatter(&|option| CLIENT_TYPES[option.index].value.to_owned())
            .with_render_config(render_config())
            .raw_prompt()
            .map_err(to_error)?;
        Ok(CLIENT_TYPES[chosen.index].client_type)
    }

    fn answer(&mut self, question: &Question) -> Result<String, Error> {
        let validated = question.clone();
        let message = question.message();
        Text::new(&message)
            .with_help_message(question.help())
            .with_validator(move |answer: &str| {
                Ok(match validated.check(answer) {
                    Ok(_) => Validation::Valid,
                    Err(error) => {
                        Validation::Invalid(escape_for_terminal(&error).into_owned().into())
                    }
                })
            })
            .with_render_config(render_config())
            .prompt()
            .map_err(to_error)
    }

    fn tell(&mut self, line: &str) {
        let line = format!("  {}\n", escape_for_terminal(line));
        print_to_stderr(&Output::text(&line));
    }
}

/// The index of the option that the user chooses.
pub(super) fn choose(question: &str, options: &[String]) -> Result<usize, Error> {
    let shown = options.iter().map(|option| escape_for_terminal(option).into_owned()).collect();
    let chosen = Select::new(question, shown)
        .with_help_message("choose with the arrow keys, or type a part of it")
        .with_render_config(render_config())
        .raw_prompt()
        .map_err(to_error)?;
    Ok(chosen.index)
}

/// Whether questions can be asked: somebody reads them, and can answer.
pub(super) fn can_ask() -> bool {
    use std::io::IsTerminal;
    io::stdin().is_terminal() && Stream::Stderr.is_terminal()
}

/// How well a type suits what was entered so far: every word for it that linting understands, a part
/// of its line, or its number.
fn score_type(input: &str, option: &str, info: &ClientTypeInfo) -> Option<i64> {
    let input = input.trim().to_lowercase();
    let number = CLIENT_TYPES.iter().position(|other| other.client_type == info.client_type);
    let is_meant = ClientType::meant_by(&input).contains(&info.client_type)
        || number.is_some_and(|number| input == (number + 1).to_string());
    match () {
        () if is_meant => Some(2),
        () if option.to_lowercase().contains(&input) => Some(1),
        () => None,
    }
}

fn render_config() -> RenderConfig<'static> {
    if Stream::Stderr.palette().is_colored() {
        RenderConfig::default_colored()
    } else {
        RenderConfig::empty()
    }
}

fn to_error(error: InquireError) -> Error {
    match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => Error::Canceled,
        InquireError::IO(error) => Error::Prompt(error),
        error => Error::Prompt(io::Error::other(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The types that are offered for an input, the best first.
    fn offered(input: &str) -> Vec<&'static str> {
        let score = |info: &ClientTypeInfo| score_type(input, info.purpose, info);
        let mut types: Vec<_> =
            CLIENT_TYPES.iter().filter_map(|info| Some((score(info)?, info.value))).collect();
        types.sort_by_key(|(score, _)| -score);
        types.into_iter().map(|(_, value)| value).collect()
    }

    #[test]
    fn a_type_is_found_by_every_word_for_it() {
        for (input, first) in [
            ("server-based", "server-based"),
            ("Server-based Applications", "server-based"),
            ("Self Client", "self-client"),
            ("2", "client-based"),
            ("printer", "non-browser-based"),
            ("native", "mobile-based"),
        ] {
            assert_eq!(offered(input).first(), Some(&first), "{input}");
        }
        assert_eq!(offered("native"), ["mobile-based", "non-browser-based"]);
        assert_eq!(offered("").len(), CLIENT_TYPES.len());
        assert_eq!(offered("robot"), [""; 0]);
    }
}
