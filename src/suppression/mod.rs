//! Suppression comments, `# cliq-lint: allow(rule, …, reason = "…")`: their grammar, read and
//! printed.

mod apply;
pub mod insert;

pub use apply::{Suppressions, unused};

use crate::rules::RuleId;
use crate::text::Span;

/// What begins a suppression, after its `#`.
const PREFIX: &str = "cliq-lint:";

/// The word between the prefix and the list of rules.
const KEYWORD: &str = "allow";

/// A suppression comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// The comment, in bytes of the file.
    pub span: Span,
    /// The names that it lists.
    pub rules: Vec<SuppressedRule>,
    /// The byte offset after the last name: where another one would be inserted.
    pub rule_list_end: usize,
    /// Whether it names at least one rule, in a list that is closed.
    pub is_valid: bool,
    /// Whether there is more in the comment than the names: a reason, or other words.
    pub has_other_text: bool,
}

/// A name in a suppression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuppressedRule {
    /// The name, in bytes of the file.
    pub span: Span,
    /// The rule, where one has this name.
    pub rule: Option<RuleId>,
}

/// Prints the suppression of some rules.
pub fn suppression_comment(rules: &[RuleId]) -> String {
    format!("# {PREFIX} {KEYWORD}({})", join_names(rules))
}

/// The names of rules as a suppression lists them.
pub fn join_names(rules: &[RuleId]) -> String {
    rules.iter().map(|rule| rule.name()).collect::<Vec<_>>().join(", ")
}

/// Reads a comment that begins at a byte offset of the file; `None` where it is not a suppression.
pub fn parse_suppression(comment: &str, start: usize) -> Option<Suppression> {
    let span = Span::new(start, start + comment.len());
    let list = list_of(comment)?;
    let closed = list.and_then(|list| Some((list, closing_parenthesis(list)?)));
    let Some((list, end)) = closed else {
        return Some(Suppression {
            span,
            rules: Vec::new(),
            rule_list_end: span.end,
            is_valid: false,
            has_other_text: false,
        });
    };
    let list_start = span.end - list.len();
    let (rules, has_reason) = parse_names(&list[..end], list_start);
    let has_other_text = has_reason || !list[end + 1..].trim().is_empty();
    let rule_list_end = rules.last().map_or(list_start, |last| last.span.end);
    let is_valid = !rules.is_empty();
    Some(Suppression { span, rules, rule_list_end, is_valid, has_other_text })
}

/// What is written after the opening parenthesis of a suppression, even of one that is half typed;
/// the outer `None` where the comment is not a suppression, the inner one without a parenthesis.
pub fn list_of(comment: &str) -> Option<Option<&str>> {
    let body = comment.trim_start_matches('#').trim_start().strip_prefix(PREFIX)?;
    let list = body.trim_start().strip_prefix(KEYWORD);
    Some(list.map(str::trim_start).and_then(|list| list.strip_prefix('(')))
}

/// The byte offset of the parenthesis that closes a list; one in quotes does not.
fn closing_parenthesis(list: &str) -> Option<usize> {
    let mut is_quoted = false;
    let mut closes = |character| {
        is_quoted ^= character == '"';
        character == ')' && !is_quoted
    };
    list.char_indices().find(|(_, character)| closes(*character)).map(|(at, _)| at)
}

/// The names in a list that begins at a byte offset of the file, and whether a reason follows them.
fn parse_names(list: &str, list_start: usize) -> (Vec<SuppressedRule>, bool) {
    let mut names = Vec::new();
    let mut part_start = list_start;
    for part in list.split(',') {
        let name = part.trim();
        let start = part_start + (part.len() - part.trim_start().len());
        part_start += part.len() + 1;
        if name.split_once('=').is_some_and(|(key, _)| key.trim() == "reason") {
            return (names, true);
        }
        if !name.is_empty() {
            let span = Span::new(start, start + name.len());
            names.push(SuppressedRule { span, rule: RuleId::from_name(name) });
        }
    }
    (names, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names that a comment lists, and whether there is more in it.
    fn read(comment: &str) -> Option<(Vec<&str>, bool)> {
        let suppression = parse_suppression(comment, 0)?;
        let names = suppression.rules.iter().map(|rule| &comment[rule.span.start..rule.span.end]);
        Some((names.collect(), suppression.has_other_text))
    }

    #[test]
    fn names_a_reason_and_other_words_are_told_apart() {
        assert_eq!(read("# cliq-lint: allow(a)"), Some((vec!["a"], false)));
        assert_eq!(read("#cliq-lint:allow( a , b )"), Some((vec!["a", "b"], false)));
        let with_reason = "# cliq-lint: allow(a, reason = \"x (y), z\")";
        assert_eq!(read(with_reason), Some((vec!["a"], true)));
        assert_eq!(read("# cliq-lint: allow(a) because"), Some((vec!["a"], true)));
        assert_eq!(read("# a comment"), None);
    }

    #[test]
    fn a_list_that_is_not_closed_is_not_valid() {
        assert!(!parse_suppression("# cliq-lint: allow(a", 0).unwrap().is_valid);
        assert!(!parse_suppression("# cliq-lint: allow()", 0).unwrap().is_valid);
    }

    #[test]
    fn what_is_printed_is_read_again() {
        let rules = [RuleId::InsecureHttp, RuleId::UnknownKey];
        let suppression = parse_suppression(&suppression_comment(&rules), 0).unwrap();
        let read: Vec<RuleId> = suppression.rules.iter().filter_map(|rule| rule.rule).collect();
        assert_eq!((read.as_slice(), suppression.has_other_text), (&rules[..], false));
    }
}
