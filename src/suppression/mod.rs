//! Suppression comments, `# cliq-lint: allow(rule, …, until = 2027-01-31, reason = "…")`: their
//! grammar, for parsing and printing.
//!
//! A comment can have words before a suppression, and several suppressions. One in quotes or backticks
//! is only a mention. A malformed suppression is parsed as what it certainly means, with an error and
//! the exact form as the correction; the same is true for other linters' syntax if it names a rule. If
//! the meaning is uncertain, the error has no correction.

mod apply;
pub mod insert;
#[cfg(test)]
mod property_tests;

use std::ops::Range;

pub(crate) use apply::is_written_for;
pub use apply::{Suppressions, is_suppressible, unused};

use crate::rules::{RuleId, suggest_rule};
use crate::syntax::RANGE_KEYWORDS;
use crate::text::suggest::{did_you_mean, is_same_name};
use crate::text::{Date, Span};

/// The name with which a suppression begins, before its colon.
const NAME: &str = "cliq-lint";

/// A term that a suppression can have beside its rules.
pub struct TermKey {
    /// Its name.
    pub name: &'static str,
    /// Its value as an editor's snippet.
    pub snippet: &'static str,
    /// What it is for, as a sentence.
    pub meaning: &'static str,
}

/// The terms that a suppression can have, in printing order.
pub const TERM_KEYS: [TermKey; 2] = [
    TermKey {
        name: UNTIL,
        snippet: "${1:YYYY-MM-DD}",
        meaning: "The last day, in UTC, on which the suppression holds. After it, what it suppressed \
                  is reported again.",
    },
    TermKey { name: REASON, snippet: "\"$1\"", meaning: "Why the suppression is there." },
];

/// Other ways to write the name.
const NAME_SPELLINGS: &[&str] = &[NAME, "cliq_lint", "cliq lint", "cliqlint"];

/// The word between the name and the list of rules.
const KEYWORD: &str = "allow";

/// Words that other tools have for it.
const KEYWORD_SYNONYMS: &[&str] =
    &["disable", "exclude", "expect", "ignore", "noqa", "silence", "skip", "suppress"];

/// The words of other tools that do not need the name of the tool.
const FOREIGN_KEYWORDS: &[&str] = &["noqa", "nolint", "nosec", "nosonar"];

/// Suffixes of keywords in other tools that do not change what the suppression covers.
const LINE_SUFFIXES: &[&str] = &["-next-line", "-line", "-next"];

/// The key of a reason.
const REASON: &str = "reason";

/// The key of the last day on which a suppression applies.
const UNTIL: &str = "until";

/// How far to look for the closing quote of a reason, in characters.
const MAX_REASON: usize = 1000;

/// What a suppression covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The item that its comment belongs to: `allow`.
    Allow,
    /// Everything up to the end of the range: `allow-begin`.
    Begin,
    /// The end of a range: `allow-end`.
    End,
}

impl Kind {
    /// Every kind, with its keyword.
    pub const ALL: [(&'static str, Self); 3] =
        [(KEYWORD, Self::Allow), (RANGE_KEYWORDS[0], Self::Begin), (RANGE_KEYWORDS[1], Self::End)];

    fn from_keyword(keyword: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == keyword).map(|(_, kind)| *kind)
    }

    /// What it suppresses, as a phrase.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Allow => "suppress rules for a statement",
            Self::Begin => "suppress rules from here to `allow-end`",
            Self::End => "end a range",
        }
    }

    /// The word for it.
    pub fn keyword(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or(KEYWORD, |(name, _)| name)
    }
}

/// A suppression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// What it covers.
    pub kind: Kind,
    /// The span of its comment.
    pub comment: Span,
    /// The span from its name to its closing parenthesis.
    pub span: Span,
    /// The names that it lists.
    pub rules: Vec<SuppressedRule>,
    /// Its date and its reason.
    pub terms: Terms,
    /// What is wrong with its form.
    pub error: Option<SuppressionError>,
}

/// The date and the reason of a suppression.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// The last day on which it applies, in UTC.
    pub until: Option<Date>,
    /// The reason.
    pub reason: Option<String>,
}

/// A name in a suppression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuppressedRule {
    /// The span of the name as written.
    pub span: Span,
    /// The name without quotes.
    pub name: String,
    /// The rule with this name, ignoring case and separators, or that formerly had it.
    pub rule: Option<RuleId>,
    /// The rule with the most similar name, if no rule has this one.
    pub suggestion: Option<RuleId>,
}

/// What is wrong with the form of a suppression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SuppressionError {
    /// It does not begin with `cliq-lint:`.
    WrongName,
    /// The keyword is not `allow`.
    WrongKeyword(String),
    /// The rules are not in parentheses.
    MissingParentheses,
    /// The parenthesis is not closed.
    Unclosed,
    /// Rules are not separated by commas.
    WrongSeparator,
    /// The reason is not written `reason = "…"`.
    MalformedReason,
    /// The date is not written `until = YYYY-MM-DD`.
    MalformedDate,
    /// The date does not exist, or is ambiguous.
    NoDate(Span),
    /// Something in the list is neither a rule nor a reason nor a date.
    UnexpectedText(Span),
    /// It lists no rules.
    NoRules,
    /// Anything else.
    Unreadable,
}

impl SuppressionError {
    /// Whether the meaning is certain.
    fn is_correctable(&self) -> bool {
        !matches!(
            self,
            Self::NoDate(_) | Self::UnexpectedText(_) | Self::NoRules | Self::Unreadable
        )
    }
}

impl Suppression {
    /// Returns the byte offset after the last name, where another one is inserted.
    pub fn rule_list_end(&self) -> usize {
        self.rules.last().map_or(self.span.end, |last| last.span.end)
    }

    /// Returns its exact form with those of its names that are kept.
    fn exact_form(&self, is_kept: impl Fn(&SuppressedRule) -> bool) -> String {
        let name = |rule: &SuppressedRule| match rule.rule {
            Some(rule) => rule.name().to_owned(),
            None => rule.name.clone(),
        };
        let kept = self.rules.iter().filter(|name| is_kept(name));
        let names: Vec<String> = kept.map(name).collect();
        print_suppression(self.kind, &names.join(", "), &self.terms)
    }
}

/// Prints the comment that suppresses some rules.
pub fn suppression_comment(rules: &[RuleId], terms: &Terms) -> String {
    format!("# {}", print_suppression(Kind::Allow, &join_names(rules), terms))
}

/// The names of rules as a suppression lists them.
pub fn join_names(rules: &[RuleId]) -> String {
    rules.iter().map(|rule| rule.name()).collect::<Vec<_>>().join(", ")
}

fn print_suppression(kind: Kind, names: &str, terms: &Terms) -> String {
    let escape = |reason: &str| reason.replace('\\', "\\\\").replace('"', "\\\"");
    let until = terms.until.map(|until| format!(", {UNTIL} = {until}"));
    let reason = terms.reason.as_deref();
    let reason = reason.map(|reason| format!(", {REASON} = \"{}\"", escape(reason)));
    let keyword = kind.keyword();
    format!("{NAME}: {keyword}({names}{}{})", until.unwrap_or_default(), reason.unwrap_or_default())
}

/// Returns `false` if a text certainly has no suppression. Much faster than parsing.
pub fn may_have_suppressions(text: &str) -> bool {
    let keywords = KEYWORD_SYNONYMS.iter().chain(FOREIGN_KEYWORDS).chain(&[KEYWORD, "lint"]);
    let beginnings: Vec<&[u8]> = keywords.map(|word| &word.as_bytes()[..4]).collect();
    let is_beginning = |part: &[u8]| beginnings.iter().any(|one| one.eq_ignore_ascii_case(part));
    let mut rest = text;
    while let Some(start) = rest.find('#') {
        let comment = rest[start..].split('\n').next().unwrap_or_default();
        if comment.as_bytes().windows(4).any(is_beginning) {
            return true;
        }
        rest = &rest[start + comment.len()..];
    }
    false
}

/// Parses the suppressions of a comment that begins at a byte offset of the file.
pub fn parse_suppressions(comment: &str, start: usize) -> Vec<Suppression> {
    let mut found: Vec<Suppression> = Vec::new();
    let reader = Reader { comment, start, at: 0, error: None };
    found.extend(reader.read_foreign());
    let mut at = found.last().map_or(0, |foreign| foreign.span.end - start);
    while let Some(name) = find_name(comment, at) {
        at = name.end;
        let before = comment[..name.start].trim_end();
        let begins_comment = before.ends_with('#')
            || found.last().is_some_and(|last| start + before.len() == last.span.end);
        let reader = Reader { comment, start, at: name.end, error: None };
        if let Some(suppression) = reader.read_suppression(&name, begins_comment) {
            at = suppression.span.end - start;
            found.push(suppression);
        }
    }
    found
}

/// Returns the length in bytes of the keyword at the end of the beginning of a comment, if one is
/// expected there: the cursor is after `cliq-lint:`, in a word that may be incomplete or empty.
pub fn expects_keyword(comment: &str) -> Option<usize> {
    let is_part = |c: char| c.is_ascii_alphabetic() || c == '-';
    let before = comment.trim_end_matches(is_part);
    let name = before.trim_end().strip_suffix(':')?.trim_end();
    let mark = name.strip_suffix(NAME)?.trim_end();
    mark.ends_with('#').then_some(comment.len() - before.len())
}

/// Returns `true` if a rule is expected at the end of the beginning of a comment: the cursor is in the
/// list of a suppression, which may be incomplete.
pub fn expects_rule(comment: &str) -> bool {
    parse_suppressions(comment, 0).last().is_some_and(|last| {
        let suppression = &comment[last.span.start..];
        let list = suppression.find('(');
        list.is_some_and(|list| !suppression[list..].contains([')', '=', '"']))
    })
}

/// Finds the next name that may begin a suppression: not in quotes, and not part of a path or a longer
/// word.
fn find_name(comment: &str, from: usize) -> Option<Range<usize>> {
    let is_part = |c: char| {
        c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.' | '@' | '`' | '\'' | '"' | '“')
    };
    let name_at = |start: usize| {
        let rest = comment.get(start..)?;
        let is_name = |name: &&&str| {
            rest.get(..name.len()).is_some_and(|word| word.eq_ignore_ascii_case(name))
        };
        let len = NAME_SPELLINGS.iter().find(is_name)?.len();
        let before = &comment[..start];
        let begins_word = !before.ends_with(is_part) && !is_quoted_comment(before);
        let ends_word = !rest[len..].starts_with(is_part) || is_joined_to_keyword(&rest[len..]);
        (begins_word && ends_word).then_some(start..start + len)
    };
    let is_initial = |at: &usize| matches!(comment.as_bytes()[*at], b'c' | b'C');
    (from..comment.len()).filter(is_initial).find_map(name_at)
}

/// Whether the text before a name ends with the beginning of a comment in quotes, which is a mention:
/// `` `# ``.
fn is_quoted_comment(before: &str) -> bool {
    let before = before.trim_end();
    let quoted = before.trim_end_matches('#');
    quoted.len() < before.len() && quoted.ends_with(QUOTES)
}

/// Whether what follows a name makes it a directive as other tools have them:
/// `cliq-lint-disable`, `cliq-lint-ignore-next-line`.
fn is_joined_to_keyword(after: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let word = after.strip_prefix(['-', '_']).unwrap_or_default();
    let (word, rest) = word.split_at(word.find(|c| !is_part(c)).unwrap_or(word.len()));
    is_known_directive(word) && !rest.starts_with(['/', '.', '@', '`', '\'', '"'])
}

/// Whether a word is a keyword or a form of it that other tools have, such as `disable-file`, or the
/// opposite of one.
fn is_known_directive(word: &str) -> bool {
    let word = word.to_lowercase();
    let first = word.split(['-', '_']).next().unwrap_or_default();
    first == KEYWORD || first == "enable" || KEYWORD_SYNONYMS.contains(&first)
}

/// Returns a keyword in lower case, without the suffixes of other tools.
fn base_keyword(word: &str) -> String {
    let word = word.to_lowercase().replace('_', "-");
    let base = LINE_SUFFIXES.iter().find_map(|suffix| word.strip_suffix(suffix));
    base.unwrap_or(&word).to_owned()
}

/// A place in a comment.
struct Reader<'a> {
    comment: &'a str,
    /// The byte offset of the comment in the file.
    start: usize,
    /// The byte offset in the comment.
    at: usize,
    error: Option<SuppressionError>,
}

/// What is in the parentheses.
#[derive(Default)]
struct List {
    words: Vec<Word>,
    terms: Terms,
}

/// A word of a list.
struct Word {
    /// Its bytes in the comment, its quotes included.
    range: Range<usize>,
    /// Whether no comma separates it from the word before.
    is_joined: bool,
}

impl<'a> Reader<'a> {
    /// Parses a suppression after its name. Returns `None` if the words are ordinary text.
    fn read_suppression(
        mut self,
        name: &Range<usize>,
        begins_comment: bool,
    ) -> Option<Suppression> {
        if is_joined_to_keyword(self.rest()) {
            self.eat(&['-', '_']);
        }
        self.skip_space();
        let colon = self.eat(&[':', '=', '：']);
        self.expect(colon == Some(':') && &self.comment[name.clone()] == NAME, || {
            SuppressionError::WrongName
        });
        self.skip_space();
        let keyword = self.take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        let keyword = self.comment[keyword].to_owned();
        let kind = Kind::from_keyword(&keyword);
        self.expect(kind.is_some(), || SuppressionError::WrongKeyword(keyword.clone()));
        let keyword_end = self.at;
        self.skip_space();
        let is_separated = self.eat(&[':', '=']).is_some();
        self.skip_space();
        let open = self.eat(&['(', '[', '{']);
        self.expect(open == Some('(') && !is_separated, || SuppressionError::MissingParentheses);
        let is_marked = open.is_some() && (colon.is_some() || begins_comment);
        if (kind.is_some() || is_keyword(&keyword)) && (is_marked || self.is_at_rule()) {
            let (list, end) = self.read_list(open.is_some());
            let rules = self.resolve_words(&list.words);
            self.expect(!rules.is_empty(), || SuppressionError::NoRules);
            let suppression = self.suppression(name.start..end, rules, list.terms);
            return Some(Suppression { kind: kind.unwrap_or(Kind::Allow), ..suppression });
        }
        let is_known = is_known_directive(&keyword);
        let names_nothing = is_known && self.rest().trim().is_empty();
        self.error = Some(if names_nothing {
            SuppressionError::NoRules
        } else {
            SuppressionError::Unreadable
        });
        let is_attempt =
            begins_comment && (is_known || colon.is_some()) || is_known && colon.is_some();
        is_attempt.then(|| self.suppression(name.start..keyword_end, Vec::new(), Terms::default()))
    }

    /// Reads what suppresses a rule of ours in the form of another linter, at the start of a
    /// comment: `noqa: rule`, `tool-disable-next-line rule`, `tool: disable=rule`, `allow(rule)`.
    fn read_foreign(mut self) -> Option<Suppression> {
        self.take_while(|c| c == '#' || c.is_whitespace());
        let start = self.at;
        if find_name(self.comment, start).is_some_and(|name| name.start == start) {
            return None;
        }
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let is_keyword = |word: &str| {
            let word = base_keyword(word);
            word == KEYWORD
                || KEYWORD_SYNONYMS.contains(&&*word)
                || FOREIGN_KEYWORDS.contains(&&*word)
        };
        let range = self.take_while(is_word);
        let word = &self.comment[range];
        let needs_no_tool = FOREIGN_KEYWORDS.contains(&&*word.to_lowercase());
        let mut tails = word.match_indices(['-', '_']).map(|(at, _)| &word[at + 1..]);
        let mut has_tool = tails.any(is_keyword);
        if !has_tool && !is_keyword(word) {
            self.skip_space();
            self.eat(&[':'])?;
            self.skip_space();
            has_tool = word.to_lowercase().contains("lint");
            let word = self.take_while(is_word);
            if !is_keyword(&self.comment[word]) {
                return None;
            }
        }
        self.skip_space();
        let separator = self.eat(&[':', '=', '(', '[']);
        self.skip_space();
        let is_meant = separator.is_some() || has_tool || needs_no_tool;
        if !is_meant || !self.is_at_rule() {
            return None;
        }
        self.error = Some(SuppressionError::WrongName);
        let (list, end) = self.read_list(matches!(separator, Some('(' | '[')));
        let rules = self.resolve_words(&list.words);
        Some(self.suppression(start..end, rules, list.terms))
    }

    fn suppression(
        self,
        range: Range<usize>,
        rules: Vec<SuppressedRule>,
        terms: Terms,
    ) -> Suppression {
        Suppression {
            kind: Kind::Allow,
            comment: Span::new(self.start, self.start + self.comment.len()),
            span: Span::from(range).offset_by(self.start),
            rules,
            terms,
            error: self.error,
        }
    }

    /// Reads the rules and the reason to the closing parenthesis or, without parentheses, as far as
    /// there are rules; and where they end.
    fn read_list(&mut self, is_open: bool) -> (List, usize) {
        let mut list = List::default();
        let mut end = self.at;
        loop {
            let separator = self.take_while(|c| c.is_whitespace() || matches!(c, ',' | ';'));
            let separator = &self.comment[separator];
            if let Some(close) = self.eat(&[')', ']', '}']).filter(|_| is_open) {
                self.expect(close == ')', || SuppressionError::MissingParentheses);
                return (list, self.at);
            }
            let is_over = self.rest().is_empty() || self.rest().starts_with('#');
            if is_over || !is_open && !self.is_at_rule() && self.term_ahead().is_none() {
                self.expect(!is_open, || SuppressionError::Unclosed);
                return (list, end);
            }
            self.expect(!separator.contains(';'), || SuppressionError::WrongSeparator);
            let is_joined = !separator.contains([',', ';']);
            self.read_item(&mut list, is_joined);
            end = self.at;
        }
    }

    /// Reads a rule, a date or a reason; `is_joined` where no comma is before it.
    fn read_item(&mut self, list: &mut List, is_joined: bool) {
        let term = self.term_ahead();
        let range = self.read_word();
        let is_joined = is_joined && !list.words.is_empty();
        if range.is_empty() {
            self.at += self.rest().chars().next().map_or(0, char::len_utf8);
        } else if !self.is_before_value() {
            list.words.push(Word { range, is_joined });
            return;
        } else {
            let word = &self.comment[range.clone()];
            let is_exact = term.is_some_and(|term| term == word) && !is_joined;
            match term {
                Some(UNTIL) if list.terms.until.is_none() => {
                    self.expect(is_exact, || SuppressionError::MalformedDate);
                    list.terms.until = self.read_date();
                    return;
                }
                _ => {
                    self.expect(is_exact, || SuppressionError::MalformedReason);
                    let value = self.read_value();
                    if term == Some(REASON) && list.terms.reason.is_none() {
                        list.terms.reason = Some(value);
                        return;
                    }
                }
            }
        }
        self.note_unexpected(range.start..self.at);
    }

    /// The names that words are; several words without a comma are one name or several.
    fn resolve_words(&mut self, words: &[Word]) -> Vec<SuppressedRule> {
        let mut rules = Vec::new();
        for group in words.chunk_by(|_, next| next.is_joined) {
            let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
            let whole = self.name_at(first.range.start..last.range.end);
            if group.len() == 1 || whole.rule.is_some() {
                rules.push(whole);
                continue;
            }
            let names = group.iter().map(|word| self.name_at(word.range.clone()));
            let (known, unknown): (Vec<_>, Vec<_>) = names.partition(|name| name.rule.is_some());
            match (unknown.first(), unknown.last()) {
                (Some(first), Some(last)) => {
                    let range = first.span.start - self.start..last.span.end - self.start;
                    self.note_unexpected(range);
                }
                _ => self.expect(false, || SuppressionError::WrongSeparator),
            }
            rules.extend(known);
        }
        rules
    }

    fn name_at(&mut self, range: Range<usize>) -> SuppressedRule {
        let written = &self.comment[range.clone()];
        let name = written.trim_matches(QUOTES);
        let rule = resolve_rule(name);
        let span = Span::from(range).offset_by(self.start);
        let suggestion = if rule.is_none() { suggest_rule(name) } else { None };
        SuppressedRule { span, name: name.to_owned(), rule, suggestion }
    }

    /// Reads a word, in quotes or not; it is empty at a character that no word has.
    fn read_word(&mut self) -> Range<usize> {
        let start = self.at;
        if let Some(quote) = self.eat(QUOTES) {
            self.take_while(|c| c != closing_quote(quote) && !matches!(c, ')' | ','));
            self.eat(&[closing_quote(quote)]);
            return start..self.at;
        }
        self.take_while(|c| {
            !c.is_whitespace() && !QUOTES.contains(&c) && !",;:=()[]{}#".contains(c)
        })
    }

    /// Whether the next word is a rule's name.
    fn is_at_rule(&self) -> bool {
        let mut ahead = self.ahead();
        let word = ahead.read_word();
        resolve_rule(self.comment[word].trim_matches(QUOTES)).is_some()
    }

    /// The key of the date or the reason that follows.
    fn term_ahead(&self) -> Option<&'static str> {
        let mut ahead = self.ahead();
        let word = &self.comment[ahead.read_word()];
        let term = [UNTIL, REASON].into_iter().find(|term| word.eq_ignore_ascii_case(term));
        term.filter(|_| ahead.is_before_value())
    }

    /// Whether `=` or what is written for it follows.
    fn is_before_value(&self) -> bool {
        self.rest().trim_start().starts_with(['=', ':'])
    }

    /// Reads `=` and a reason.
    fn read_value(&mut self) -> String {
        self.skip_space();
        let equals = self.eat(&['=', ':']);
        self.skip_space();
        let quoted = self.read_quoted();
        self.expect(equals == Some('=') && quoted.is_some(), || SuppressionError::MalformedReason);
        quoted.unwrap_or_else(|| self.read_unquoted())
    }

    /// Reads `=` and a day; `None` if it is not certain which.
    fn read_date(&mut self) -> Option<Date> {
        self.skip_space();
        let equals = self.eat(&['=', ':']);
        self.skip_space();
        let quote = self.eat(QUOTES);
        let written = self
            .take_while(|c| !c.is_whitespace() && !QUOTES.contains(&c) && !",;()[]{}#".contains(c));
        if let Some(quote) = quote {
            self.eat(&[closing_quote(quote)]);
        }
        let text = &self.comment[written.clone()];
        let exact = Date::parse(text);
        // With the year first, months are before days everywhere.
        let loose = || ['-', '/', '.'].into_iter().find_map(|c| Date::parse_loosely(text, c));
        let date = exact.or_else(loose);
        if date.is_none() {
            let span = Span::from(written).offset_by(self.start);
            self.error = Some(SuppressionError::NoDate(span));
        }
        self.expect(equals == Some('=') && quote.is_none() && exact.is_some(), || {
            SuppressionError::MalformedDate
        });
        date
    }

    /// Reads a text in quotes. Other quotes may be in it, as long as more of it follows them.
    fn read_quoted(&mut self) -> Option<String> {
        let quote = self.rest().chars().next().filter(|c| QUOTES.contains(c))?;
        let text = &self.rest()[quote.len_utf8()..];
        let close = closing_quote(quote);
        let mut is_escaped = false;
        let is_close = |(_, c): &(usize, char)| {
            let is_close = *c == close && !is_escaped;
            is_escaped = *c == '\\' && !is_escaped;
            is_close
        };
        let closes: Vec<usize> =
            text.char_indices().take(MAX_REASON).filter(is_close).map(|(at, _)| at).collect();
        let ends_value = |at: &&usize| {
            let after = text[**at + close.len_utf8()..].trim_start();
            after.is_empty() || after.starts_with([',', ';', ')', ']', '}'])
        };
        let end = *closes.iter().find(ends_value).or(closes.first())?;
        self.expect(quote == '"' && closes[0] == end, || SuppressionError::MalformedReason);
        self.at += quote.len_utf8() + end + close.len_utf8();
        Some(unescape(&text[..end]))
    }

    /// Reads a reason without quotes, to the parenthesis that closes the list or to the next
    /// suppression.
    fn read_unquoted(&mut self) -> String {
        let mut depth = 0;
        let mut text = self.take_while(|c| {
            depth += i32::from(matches!(c, '(' | '[' | '{'));
            depth -= i32::from(matches!(c, ')' | ']' | '}'));
            depth >= 0
        });
        if let Some(next) = find_name(&self.comment[..text.end], text.start) {
            text.end = self.comment[..next.start].trim_end_matches(['#', ' ', '\t']).len();
            self.at = text.end.max(text.start);
        }
        self.comment[text.start..self.at].trim().trim_matches(QUOTES).to_owned()
    }

    fn rest(&self) -> &'a str {
        &self.comment[self.at..]
    }

    /// A reader that looks ahead.
    fn ahead(&self) -> Self {
        Self { error: None, ..*self }
    }

    fn skip_space(&mut self) {
        self.take_while(char::is_whitespace);
    }

    /// Reads one of some characters.
    fn eat(&mut self, wanted: &[char]) -> Option<char> {
        let next = self.rest().chars().next().filter(|next| wanted.contains(next))?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn take_while(&mut self, mut is_wanted: impl FnMut(char) -> bool) -> Range<usize> {
        let start = self.at;
        let len = self.rest().find(|c| !is_wanted(c)).unwrap_or(self.rest().len());
        self.at += len;
        start..self.at
    }

    /// Records an error unless a condition holds. The first error is kept.
    fn expect(&mut self, holds: bool, error: impl FnOnce() -> SuppressionError) {
        if !holds && self.error.is_none() {
            self.error = Some(error());
        }
    }

    /// Records an error without a correction, which takes precedence over errors with one.
    fn note_unexpected(&mut self, range: Range<usize>) {
        if self.error.as_ref().is_none_or(SuppressionError::is_correctable) {
            let span = Span::from(range).offset_by(self.start);
            self.error = Some(SuppressionError::UnexpectedText(span));
        }
    }
}

/// Quotes that a name or a reason may have around it.
const QUOTES: &[char] = &['"', '\'', '`', '“', '”', '‘', '’'];

fn closing_quote(quote: char) -> char {
    match quote {
        '“' => '”',
        '‘' => '’',
        _ => quote,
    }
}

fn unescape(text: &str) -> String {
    let mut unescaped = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        unescaped.push_str(&rest[..at]);
        rest = &rest[at..];
        let escaped = ["\\\"", "\\\\"].iter().find(|escape| rest.starts_with(**escape));
        let len = escaped.map_or(1, |escape| escape.len());
        unescaped.push_str(&rest[len - 1..len]);
        rest = &rest[len..];
    }
    unescaped + rest
}

fn is_keyword(word: &str) -> bool {
    let word = base_keyword(word);
    KEYWORD_SYNONYMS.contains(&&*word) || did_you_mean(&word, [KEYWORD]).is_some()
}

/// The rule that has a name, had it, or has it in another case or with other separators.
fn resolve_rule(name: &str) -> Option<RuleId> {
    let is_same = |rule: &RuleId| is_same_name(rule.name(), name);
    RuleId::from_name(name).or_else(|| RuleId::ALL.iter().copied().find(is_same))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The exact form of a suppression that has an error and whose meaning is certain.
    fn corrected(suppression: &Suppression) -> Option<String> {
        suppression.error.as_ref().filter(|error| error.is_correctable())?;
        Some(suppression.exact_form(|_| true))
    }

    /// What a comment suppresses: each suppression's names and reason, and its exact form if it has
    /// an error.
    fn read(comment: &str) -> Vec<String> {
        let describe = |suppression: &Suppression| {
            let names: Vec<&str> = suppression.rules.iter().map(|rule| &*rule.name).collect();
            let reason = suppression.terms.reason.as_ref().map(|reason| format!(" ({reason})"));
            let correction = match (&suppression.error, corrected(suppression)) {
                (None, _) => String::new(),
                (Some(_), Some(corrected)) => format!(" -> {corrected}"),
                (Some(error), None) => format!(" -> {error:?}"),
            };
            names.join("+") + &reason.unwrap_or_default() + &correction
        };
        parse_suppressions(comment, 0).iter().map(describe).collect()
    }

    #[track_caller]
    fn check(comment: &str, expected: &[&str]) {
        assert_eq!(read(comment), expected, "{comment}");
    }

    #[test]
    fn names_and_a_reason_are_read() {
        check("# cliq-lint: allow(a)", &["a"]);
        check("#cliq-lint:allow( a , b, )", &["a+b"]);
        check("# cliq-lint: allow(a, reason = \"x (y), z\")", &["a (x (y), z)"]);
        check("# cliq-lint: allow(a, reason=\"say \\\"no\\\"\", b)", &["a+b (say \"no\")"]);
        check("# cliq-lint: allow(a) because", &["a"]);
    }

    #[test]
    fn suppressions_may_follow_other_words_and_each_other() {
        check("# why, cliq-lint: allow(a)", &["a"]);
        check("# why # cliq-lint: allow(a) # cliq-lint: allow(b)", &["a", "b"]);
        check("# the \"why\" # cliq-lint: allow(a)", &["a"]);
        check("# cliq-lint: allow(a), cliq-lint: ignore(b)", &["a", "b -> cliq-lint: allow(b)"]);
        check(
            "# why cliq-lint ignore insecure-http",
            &["insecure-http -> cliq-lint: allow(insecure-http)"],
        );
    }

    #[test]
    fn what_only_mentions_a_suppression_is_none() {
        for comment in [
            "# a comment",
            "# use `cliq-lint: allow(insecure-http)`",
            "# add 'cliq-lint: allow(a)' here",
            "# see `# cliq-lint: allow(insecure-http)` in the docs",
            "# write \"#cliq-lint: allow(a)\" or “## cliq-lint: allow(b)”",
            "# not '# noqa: insecure-http' but `# cliq-lint-disable insecure-http`",
            "# checked by cliq-lint: see cliq-lint.toml",
            "# cliq-lint allows this",
            "# see https://github.com/cliq-lint/cliq-lint",
            "# cliq-lint is our linter (allow(insecure-http))",
            "# my-cliq-lint: allow(a)",
        ] {
            check(comment, &[]);
        }
    }

    #[test]
    fn the_exact_form_of_what_is_surely_meant_is_known() {
        let expected = "insecure-http -> cliq-lint: allow(insecure-http)";
        for comment in [
            "# cliq-lint allow(insecure-http)",
            "# Cliq-Lint: Allow(insecure-http)",
            "# cliq_lint: allow(insecure-http)",
            "# cliq-lint: ignore(insecure-http)",
            "# cliq-lint: disable(insecure-http)",
            "# cliq-lint: alow(insecure-http)",
            "# cliq-lint: allow insecure-http",
            "# cliq-lint: allow: insecure-http",
            "# cliq-lint: allow[insecure-http]",
            "# cliq-lint: allow(insecure-http",
            "# cliq-lint: allow(insecure-http]",
        ] {
            check(comment, &[expected]);
        }
        check("# cliq-lint: allow insecure-http because", &[expected]);
        let both = "insecure-http+unknown-key -> cliq-lint: allow(insecure-http, unknown-key)";
        check("# cliq-lint: allow(insecure-http; unknown-key)", &[both]);
        check("# cliq-lint: allow(insecure-http unknown-key)", &[both]);
        check("# cliq-lint: allow insecure-http, unknown-key", &[both]);
    }

    #[test]
    fn the_forms_of_other_linters_are_read_where_they_name_a_rule() {
        let expected = "insecure-http -> cliq-lint: allow(insecure-http)";
        for comment in [
            "# cliq-lint-disable insecure-http",
            "# cliq-lint-disable: insecure-http",
            "# cliq-lint-ignore insecure-http -- intranet",
            "# cliq-lint-disable-next-line insecure-http",
            "# cliq_lint_disable_line insecure-http",
            "# cliq-lint-allow(insecure-http)",
            "# cliq-lint: disable=insecure-http",
            "# cliq-lint: disable-next-line insecure-http",
            "# cliq-lint: noqa: insecure-http",
            "# noqa: insecure-http",
            "# NOQA insecure-http",
            "#noqa:insecure-http because",
            "# nolint:insecure-http",
            "# eslint-disable-next-line insecure-http",
            "# pylint: disable=insecure-http",
            "# lint: allow(insecure-http)",
            "# lint:ignore insecure-http intranet",
            "# allow(insecure-http)",
            "# ignore: insecure-http",
        ] {
            check(comment, &[expected]);
        }
        let both = "insecure-http+unknown-key -> cliq-lint: allow(insecure-http, unknown-key)";
        check("# noqa: insecure-http, unknown-key", &[both]);
        check("# noqa: insecure-http # cliq-lint: allow(a)", &[expected, "a"]);
        for comment in [
            "# noqa",
            "# noqa: E501",
            "# pylint: disable=line-too-long",
            "# disable insecure-http once the intranet has TLS",
            "# ignore the insecure-http finding",
            "# note: ignore insecure-http for now",
            "# https: ignore",
            "# see cliq-lint-disable.md",
            "# see cliq-lint-disable",
        ] {
            check(comment, &[]);
        }
        for comment in
            ["# cliq-lint-disable", "# cliq-lint-disable-next-line", "# cliq-lint: allow"]
        {
            check(comment, &[" -> NoRules"]);
        }
        for comment in
            ["# cliq-lint-disable-file insecure-http", "# cliq-lint-enable insecure-http"]
        {
            check(comment, &[" -> Unreadable"]);
        }
    }

    #[test]
    fn a_text_that_may_have_suppressions_is_never_passed_over() {
        for comment in ["cliq-lint: allow(a)", "NOQA: x", "nolint: x", "Allow(x)", "ignore: x"] {
            assert!(may_have_suppressions(&format!("# x\na = 1 # {comment}")), "{comment}");
            assert!(!may_have_suppressions(comment), "{comment}");
        }
        assert!(!may_have_suppressions("[client]\nname = 'A' # x\nallow = 1"));
    }

    #[test]
    fn a_reason_is_corrected_without_a_loss() {
        let expected = "a (x (y)) -> cliq-lint: allow(a, reason = \"x (y)\")";
        for comment in [
            "# cliq-lint: allow(a, reason: \"x (y)\")",
            "# cliq-lint: allow(a reason = \"x (y)\")",
            "# cliq-lint: allow(a, Reason = \"x (y)\")",
            "# cliq-lint: allow(a, reason = 'x (y)')",
            "# cliq-lint: allow(a, reason = “x (y)”)",
            "# cliq-lint: allow(a, reason = x (y))",
            "# cliq-lint: allow(a; reason = \"x (y)\")",
            "# cliq-lint: allow(a, reason = \"x (y)\"",
        ] {
            check(comment, &[expected]);
        }
        let quotes =
            "a (say \"no\" \\ x) -> cliq-lint: allow(a, reason = \"say \\\"no\\\" \\\\ x\")";
        check("# cliq-lint: allow(a, reason = \"say \"no\" \\ x\")", &[quotes]);
    }

    #[test]
    fn a_date_is_read_and_corrected_where_it_is_certain() {
        let read = |comment: &str| {
            let suppression = parse_suppressions(comment, 0).remove(0);
            let until = suppression.terms.until.map(|until| until.to_string());
            (until, corrected(&suppression), suppression.error)
        };
        let day = Some("2027-01-31".to_owned());
        for comment in [
            "# cliq-lint: allow(a, until = 2027-01-31)",
            "# cliq-lint: allow(until=2027-01-31, a)",
            "# cliq-lint: allow(a, reason = \"x\", until = 2027-01-31)",
        ] {
            assert_eq!(read(comment), (day.clone(), None, None), "{comment}");
        }
        let corrected = Some("cliq-lint: allow(a, until = 2027-01-31)".to_owned());
        for list in [
            "a, until = 2027/01/31",
            "a, until = \"2027-01-31\"",
            "a, until: 2027-1-31",
            "a, Until = 2027.01.31",
            "a until = 2027-01-31",
        ] {
            let (until, correction, _) = read(&format!("# cliq-lint: allow({list})"));
            assert_eq!((&until, &correction), (&day, &corrected), "{list}");
        }
        for written in ["2027", "2027-02-30", "01/02/2027", "31.01.2027", "soon", "", "'x"] {
            let (until, correction, error) =
                read(&format!("# cliq-lint: allow(a, until = {written}, b)"));
            assert_eq!((until, correction), (None, None), "{written}");
            assert!(matches!(error, Some(SuppressionError::NoDate(_))), "{written}: {error:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_has_no_correction() {
        for comment in [
            "# cliq-lint:",
            "# cliq-lint: see the docs",
            "# cliq-lint: deny(insecure-http)",
            "# cliq-lint ignore this file",
            "# why; cliq-lint: allow all",
        ] {
            check(comment, &[" -> Unreadable"]);
        }
        check("# cliq-lint: allow()", &[" -> NoRules"]);
        check("# cliq-lint: allow(reason = \"x\")", &[" (x) -> NoRules"]);
        for list in ["because x", "until 2027", "insecure-http because x", "(insecure-http)"] {
            let comment = format!("# cliq-lint: allow({list})");
            let error = parse_suppressions(&comment, 0)[0].error.clone();
            assert!(matches!(error, Some(SuppressionError::UnexpectedText(_))), "{comment}");
        }
    }

    #[test]
    fn a_name_in_another_case_or_with_other_separators_is_the_rules() {
        for name in ["insecure-http", "Insecure_HTTP", "insecure http", "`insecure-http`"] {
            let comment = format!("# cliq-lint: allow({name}, x)");
            let suppression = &parse_suppressions(&comment, 0)[0];
            assert_eq!(suppression.rules[0].rule, Some(RuleId::InsecureHttp), "{name}");
            assert_eq!(suppression.rules[1].rule, None);
        }
    }

    #[test]
    fn the_ends_of_a_range_are_read_and_corrected() {
        let read = |comment: &str| {
            let suppression = parse_suppressions(comment, 0).remove(0);
            (suppression.kind, corrected(&suppression))
        };
        assert_eq!(read("# cliq-lint: allow-begin(a)"), (Kind::Begin, None));
        assert_eq!(read("# cliq-lint: allow-end(a)"), (Kind::End, None));
        let corrected = Some("cliq-lint: allow-begin(a, until = 2027-01-31)".to_owned());
        let begin = "# cliq-lint allow-begin[a, until = 2027/01/31]";
        assert_eq!(read(begin), (Kind::Begin, corrected));
    }

    #[test]
    fn what_is_printed_is_read_again() {
        let rules = [RuleId::InsecureHttp, RuleId::UnknownKey];
        let suppression =
            &parse_suppressions(&suppression_comment(&rules, &Terms::default()), 0)[0];
        let read: Vec<RuleId> = suppression.rules.iter().filter_map(|rule| rule.rule).collect();
        assert_eq!((read.as_slice(), &suppression.error), (&rules[..], &None));
        for reason in ["x (y)", "\"", "\\", "\\\"", ", b)", "ä: “ö”"] {
            for until in [None, Date::parse("2027-01-31")] {
                let terms = Terms { until, reason: Some(reason.to_owned()) };
                let comment = format!("# {}", print_suppression(Kind::Allow, "a", &terms));
                let suppression = &parse_suppressions(&comment, 0)[0];
                assert_eq!((&suppression.terms, &suppression.error), (&terms, &None));
            }
        }
    }

    #[test]
    fn a_rule_is_expected_in_the_list_alone() {
        for (comment, expected) in [
            ("# cliq-lint: allow(", true),
            ("# why # cliq-lint: allow(a, insec", true),
            ("# cliq-lint: allow(a)", false),
            ("# cliq-lint: allow(a, reason = \"in", false),
            ("# allow(", false),
        ] {
            assert_eq!(expects_rule(comment), expected, "{comment}");
        }
    }

    #[test]
    fn a_long_comment_is_read_in_linear_time() {
        let hostile = "cliq-lint: allow(a, reason = “x) ".repeat(1_000);
        assert_eq!(parse_suppressions(&format!("# {hostile}"), 0).len(), 1_000);
    }
}
