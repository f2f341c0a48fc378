//! Walks the tokens of a key and its value, and finds every cause that a person would name for why
//! they are not valid TOML.

use super::ErrorKind;
use super::parser::is_toml;
use super::statements::{Statement, is_closed};
use super::tokens::{Token, TokenKind};
use crate::text::{Edit, Source, Span};

/// A problem in a statement.
pub(super) struct Problem {
    pub(super) span: Span,
    pub(super) kind: ErrorKind,
    /// The edits that correct it, if known.
    pub(super) edits: Option<Vec<Edit>>,
    /// Whether the result is certain to match the author's intent.
    pub(super) is_certain: bool,
}

impl Problem {
    /// Creates a problem that only the author can correct.
    pub(super) fn new(span: Span, kind: ErrorKind) -> Self {
        Self { span, kind, edits: None, is_certain: false }
    }

    /// Creates a problem with edits that are certain to match the author's intent.
    pub(super) fn certain(span: Span, kind: ErrorKind, edits: impl Into<Vec<Edit>>) -> Self {
        Self { span, kind, edits: Some(edits.into()), is_certain: true }
    }

    /// Creates a problem with edits that may match the author's intent.
    pub(super) fn guess(span: Span, kind: ErrorKind, edits: impl Into<Vec<Edit>>) -> Self {
        Self { is_certain: false, ..Self::certain(span, kind, edits) }
    }
}

/// Returns the problems of a key and its value.
pub(super) fn walk_entry(source: &Source, statement: &Statement) -> Vec<Problem> {
    let mut walker = Walker::new(source, statement);
    walker.entry(Context::Statement);
    walker.rest_of_line();
    merge_into_equals(walker.problems)
}

/// Merges the problems of a line of YAML, JSON or prose into that of its missing `=`, because they
/// have the same cause.
fn merge_into_equals(mut problems: Vec<Problem>) -> Vec<Problem> {
    let is_equals = |problem: &Problem| {
        matches!(problem.kind, ErrorKind::ColonInsteadOfEquals | ErrorKind::MissingEquals)
    };
    let Some(equals) = problems.iter().position(is_equals) else { return problems };
    let is_foreign = |problem: &mut Problem| {
        matches!(problem.kind, ErrorKind::BareValue | ErrorKind::TrailingPunctuation(','))
    };
    let foreign: Vec<Problem> = problems.extract_if(equals + 1.., is_foreign).collect();
    let equals = &mut problems[equals];
    for problem in foreign {
        equals.is_certain &= problem.is_certain;
        let both = equals.edits.take().zip(problem.edits);
        equals.edits = both.map(|(edits, more)| [edits, more].concat());
    }
    problems
}

/// Returns the problems of the text after a header, from token `first` on.
pub(super) fn walk_after_header(
    source: &Source,
    statement: &Statement,
    first: usize,
) -> Vec<Problem> {
    let mut walker = Walker::new(source, statement);
    walker.at = first;
    walker.after_header();
    walker.problems
}

/// What an entry or a value is part of, which determines where it ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    Statement,
    Array,
    Table,
}

struct Walker<'a> {
    source: &'a Source,
    statement: &'a Statement,
    /// The tokens, without trivia.
    tokens: Vec<Token>,
    at: usize,
    /// The brackets that are currently open.
    open: Vec<Token>,
    problems: Vec<Problem>,
}

impl<'a> Walker<'a> {
    fn new(source: &'a Source, statement: &'a Statement) -> Self {
        // Non-standard spaces are reported separately, so treat them as spaces here.
        let trim = |token: &Token| {
            let text = source.slice(token.span);
            let trimmed = text.trim_start_matches(is_odd_space);
            let start = token.span.end - trimmed.len();
            let end = start + trimmed.trim_end_matches(is_odd_space).len();
            let span = if token.is_string() { token.span } else { Span::new(start, end) };
            Some(Token { span, ..*token }).filter(|token| !token.span.is_empty())
        };
        let tokens = statement.non_trivia().into_iter().filter_map(trim).collect();
        Self { source, statement, tokens, at: 0, open: Vec::new(), problems: Vec::new() }
    }

    fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    fn text(&self, token: Token) -> &'a str {
        self.source.slice(token.span)
    }

    /// Returns `true` if the token at an index is the first on its line.
    fn starts_line(&self, index: usize) -> bool {
        let before = index.checked_sub(1).map(|before| self.tokens[before].span.end);
        before.is_some_and(|end| {
            let gap = Span::new(end, self.tokens[index].span.start);
            self.source.slice(gap).contains(['\n', '\r'])
        })
    }

    /// Continues at a byte offset. A token that contains the offset keeps only its rest.
    fn skip_to(&mut self, offset: usize) {
        while let Some(token) = self.tokens.get_mut(self.at) {
            if token.span.end > offset {
                if token.span.start < offset {
                    *token =
                        Token { kind: TokenKind::Atom, span: Span::new(offset, token.span.end) };
                }
                break;
            }
            self.at += 1;
        }
    }

    /// Returns the span from a token to the end of its line, without trailing whitespace.
    fn rest_of_line_from(&self, token: Token) -> Span {
        let end = self.source.line_end(token.span.start).min(self.statement.span.end);
        let rest = self.source.slice(Span::new(token.span.start, end.max(token.span.start)));
        Span::new(token.span.start, token.span.start + rest.trim_end().len())
    }

    /// Parses `key = value`.
    fn entry(&mut self, context: Context) {
        let start = self.at;
        let Some(first) = self.peek() else { return };
        if context == Context::Statement && self.comment_marker(first) {
            return;
        }
        if first.kind == TokenKind::Equals {
            self.problems.push(Problem::new(first.span, ErrorKind::MissingKey));
            self.at += 1;
        } else if let Some((colon, next)) = self.colon(start) {
            self.replace_colon(colon, next);
        } else if let Some(equals) = self.equals(context) {
            self.check_key(start, equals);
            self.at = equals + 1;
        } else {
            return self.missing_equals(context);
        }
        let is_end = match self.peek() {
            None => true,
            Some(next) => match context {
                Context::Statement => self.starts_line(self.at),
                _ => next.kind == TokenKind::Comma || next.is_closing(),
            },
        };
        if is_end {
            let last = self.tokens[self.at - 1].span.end;
            let span = Span::new(first.span.start, last);
            self.problems.push(Problem::new(span, ErrorKind::MissingValue));
        } else {
            self.value(context);
        }
    }

    /// Returns the index of the `=` of the entry that starts here.
    fn equals(&self, context: Context) -> Option<usize> {
        let ends = |index: usize| {
            let kind = self.tokens[index].kind;
            index > self.at && self.starts_line(index)
                || context == Context::Table
                    && (kind == TokenKind::Comma || kind == TokenKind::RightCurlyBracket)
        };
        let mut rest = (self.at..self.tokens.len()).take_while(|index| !ends(*index));
        rest.find(|index| self.tokens[*index].kind == TokenKind::Equals)
    }

    /// Returns the offset of the colon after the key at an index, and the index of the following
    /// token.
    fn colon(&self, key: usize) -> Option<(usize, usize)> {
        let first = self.tokens[key];
        let text = self.text(first);
        let inner = text.find(':').filter(|at| first.kind == TokenKind::Atom && *at > 0);
        if let Some(at) = inner {
            let after = &text[at + 1..];
            let is_before_value = after.is_empty() || self.equals(Context::Table).is_none();
            let is_scheme = after.starts_with('/');
            let next = key + usize::from(after.is_empty());
            return (is_before_value && !is_scheme).then_some((first.span.start + at, next));
        }
        let next = self.tokens.get(key + 1).filter(|_| first.is_key())?;
        let is_colon = next.kind == TokenKind::Atom && self.text(*next) == ":";
        is_colon.then_some((next.span.start, key + 2))
    }

    /// Replaces a colon, and continues with the token at `next` or, if that token contains the
    /// colon, after the colon.
    fn replace_colon(&mut self, colon: usize, next: usize) {
        let span = Span::new(colon, colon + 1);
        let text = self.source.text();
        let is_before_equals = self
            .tokens
            .get(next)
            .is_some_and(|token| token.kind == TokenKind::Equals && token.span.start == span.end);
        if is_before_equals {
            let edit = Edit::replace(span, if text[..colon].ends_with(' ') { "" } else { " " });
            let both = Span::new(colon, colon + 2);
            self.problems.push(Problem::certain(both, ErrorKind::ExtraEquals, [edit]));
            self.at = next + 1;
            return;
        }
        let before = if text[..colon].ends_with([' ', '\t']) { "" } else { " " };
        let after = if text[span.end..].starts_with([' ', '\t', '\r', '\n']) { "" } else { " " };
        let edit = Edit::replace(span, format!("{before}={after}"));
        self.problems.push(Problem::certain(span, ErrorKind::ColonInsteadOfEquals, [edit]));
        self.at = next;
        if let Some(token) = self.tokens.get_mut(next).filter(|token| token.span.start < colon) {
            // The rest of the token after the colon is the start of the value.
            token.span.start = span.end;
        }
    }

    fn missing_equals(&mut self, context: Context) {
        let first = self.tokens[self.at];
        let is_key = first.is_key();
        if !is_key {
            self.at += 1;
            let is_object =
                context == Context::Statement && first.kind == TokenKind::LeftCurlyBracket;
            let kind = if is_object { ErrorKind::Json } else { ErrorKind::Unexpected };
            self.problems.push(Problem::new(first.span, kind));
            if context == Context::Statement {
                self.at = self.tokens.len();
            }
            return;
        }
        self.at += 1;
        while self.peek().is_some_and(|token| token.kind == TokenKind::Dot) {
            self.at += 2;
        }
        self.at = self.at.min(self.tokens.len());
        let value = self
            .peek()
            .filter(|_| !self.starts_line(self.at))
            .filter(|next| next.is_opening() || next.is_string() || next.kind == TokenKind::Atom);
        let span = match context {
            Context::Statement => self.rest_of_line_from(first),
            _ => first.span,
        };
        let kind = ErrorKind::MissingEquals;
        let Some(value) = value else {
            return self.problems.push(Problem::new(span, kind));
        };
        self.problems.push(Problem::guess(span, kind, [Edit::insert(value.span.start, "= ")]));
        self.value(context);
    }

    /// Checks the parts of a dotted key: the tokens from `start` to `end`.
    fn check_key(&mut self, start: usize, end: usize) {
        let parts = self.tokens[start..end].to_vec();
        let span = Span::new(parts[0].span.start, parts[parts.len() - 1].span.end);
        let is_sequence = parts.len() % 2 == 1
            && parts.iter().enumerate().all(|(index, token)| match index % 2 {
                0 => token.is_key(),
                _ => token.kind == TokenKind::Dot,
            });
        if !is_sequence {
            let is_words =
                parts.len() > 1 && parts.iter().all(|part| is_bare_key(self.text(*part)));
            let gaps = parts.windows(2).map(|pair| Span::new(pair[0].span.end, pair[1].span.start));
            let edits: Vec<Edit> = gaps.map(|gap| Edit::replace(gap, "_")).collect();
            let problem = Problem::new(span, ErrorKind::InvalidKey);
            let words = is_words.then(|| Problem::guess(span, ErrorKind::InvalidKey, edits));
            return self.problems.push(words.unwrap_or(problem));
        }
        for part in parts.into_iter().step_by(2) {
            let text = self.text(part);
            if part.is_string() {
                self.check_string(part);
            } else if !is_bare_key(text) && !text.contains(is_odd_space) {
                self.problems.push(quoted_key(part.span, text));
            }
        }
    }

    fn value(&mut self, context: Context) {
        let Some(token) = self.peek() else { return };
        match token.kind {
            TokenKind::LeftSquareBracket => self.array(),
            TokenKind::LeftCurlyBracket if self.is_template(context) => self.bare(context),
            TokenKind::LeftCurlyBracket => self.table(),
            TokenKind::Atom | TokenKind::Dot => self.bare(context),
            TokenKind::Equals => self.extra_equals(token, context),
            _ if token.is_string() => self.string(context),
            _ => {
                self.problems.push(Problem::new(token.span, ErrorKind::Unexpected));
                self.at += 1;
            }
        }
    }

    /// Returns `true` if `{{` starts here, as in `{{ host }}`.
    fn is_template(&self, context: Context) -> bool {
        let (brace, next) = (self.tokens[self.at], self.tokens.get(self.at + 1));
        context == Context::Statement
            && next.is_some_and(|next| next.kind == brace.kind && next.span.start == brace.span.end)
    }

    /// Removes the extra text between `=` and the value.
    fn extra_equals(&mut self, token: Token, context: Context) {
        let after = self.source.slice(Span::new(token.span.end, self.statement.span.end));
        let is_spaced =
            after.starts_with(' ') && self.source.text()[..token.span.start].ends_with(' ');
        let removed = Span::new(token.span.start, token.span.end + usize::from(is_spaced));
        let edit = Edit::remove(removed);
        self.problems.push(Problem::certain(token.span, ErrorKind::ExtraEquals, [edit]));
        self.at += 1;
        self.value(context);
    }

    fn array(&mut self) {
        let bracket = self.tokens[self.at];
        self.open.push(bracket);
        self.at += 1;
        let is_end = |walker: &Self, token: Token| {
            token.kind == TokenKind::RightSquareBracket
                || walker.text(bracket) == "(" && walker.text(token) == ")"
        };
        self.elements(is_end, |walker| walker.value(Context::Array));
    }

    fn table(&mut self) {
        self.open.push(self.tokens[self.at]);
        self.at += 1;
        let is_end = |_: &Self, token: Token| token.kind == TokenKind::RightCurlyBracket;
        self.elements(is_end, |walker| walker.entry(Context::Table));
    }

    /// Parses elements or entries, each with its comma, and the closing bracket.
    fn elements(&mut self, is_end: impl Fn(&Self, Token) -> bool, read: impl Fn(&mut Self)) {
        loop {
            let Some(token) = self.peek() else { return self.unclosed_bracket() };
            if is_end(self, token) {
                self.at += 1;
                self.open.pop();
                return;
            }
            if token.kind == TokenKind::Comma {
                let edit = Edit::remove(token.span);
                self.problems.push(Problem::certain(token.span, ErrorKind::ExtraComma, [edit]));
                self.at += 1;
                continue;
            }
            let start = self.at;
            read(self);
            self.at = self.at.max(start + 1).min(self.tokens.len());
            let Some(next) = self.peek() else { continue };
            if next.kind == TokenKind::Comma {
                self.at += 1;
            } else if self.text(next) == ";" {
                let edit = Edit::replace(next.span, ",");
                let kind = ErrorKind::SemicolonInsteadOfComma;
                self.problems.push(Problem::certain(next.span, kind, [edit]));
                self.at += 1;
            } else if !is_end(self, next) && !self.has_swallowed_comma() {
                let end = self.tokens[self.at - 1].span.end;
                let edit = Edit::insert(end, ",");
                let begins = if next.is_opening() { next } else { self.tokens[self.at] };
                self.problems.push(Problem::certain(begins.span, ErrorKind::MissingComma, [edit]));
            }
        }
    }

    /// Returns `true` if the last token is an unclosed string that includes the comma.
    fn has_swallowed_comma(&self) -> bool {
        let last = self.tokens[self.at - 1];
        let text = self.text(last);
        last.is_string() && !is_closed(text) && text.trim_end().ends_with(',')
    }

    /// Closes all open brackets: after the last value or, if an array spans several lines, on a new
    /// line.
    fn unclosed_bracket(&mut self) {
        let Some(outermost) = self.open.first().copied() else { return };
        let closing_of = |token: &Token| match self.text(*token) {
            "[" => ']',
            "{" => '}',
            _ => ')',
        };
        let closing: String = self.open.iter().rev().map(closing_of).collect();
        let last = self.tokens.last().map_or(outermost.span.end, |last| last.span.end);
        let within = Span::new(outermost.span.end, last.max(outermost.span.end));
        let has_own_lines = closing == "]" && self.source.slice(within).contains('\n');
        let edit = if has_own_lines {
            let is_space = |token: &Token| token.is_trivia() && token.kind != TokenKind::Comment;
            let end = self.statement.tokens.iter().rfind(|token| !is_space(token));
            let indent = self.source.indent_of(self.statement.span.start);
            let line = format!("{}{indent}{closing}", self.source.line_ending());
            Edit::insert(end.map_or(last, |end| end.span.end), line)
        } else {
            Edit::insert(last, closing)
        };
        let kind = match self.text(outermost) {
            "[" => ErrorKind::UnclosedArray,
            "{" => ErrorKind::UnclosedInlineTable,
            _ => ErrorKind::Parentheses,
        };
        self.problems.push(Problem::certain(outermost.span, kind, [edit]));
        self.open.clear();
    }

    fn string(&mut self, context: Context) {
        let token = self.tokens[self.at];
        self.at += 1;
        if context == Context::Statement && self.quote_in_string(token) {
            return;
        }
        self.check_string(token);
    }

    /// Checks that a string is closed on its own line and has only valid escapes.
    fn check_string(&mut self, token: Token) {
        let written = self.text(token);
        let is_multi_line =
            matches!(token.kind, TokenKind::MlBasicString | TokenKind::MlLiteralString);
        let is_basic = matches!(token.kind, TokenKind::BasicString | TokenKind::MlBasicString);
        if !is_closed(written) {
            self.problems.push(unclosed_string(self.source, token, is_multi_line));
        } else if !is_multi_line && written.contains('\n') {
            self.problems.push(line_break_in_string(token.span, written));
        } else if is_basic {
            check_escapes(token.span, written, is_multi_line, &mut self.problems);
        }
    }

    /// Reports a string that contains its own quotes, such as `"the "best" app"`: other text
    /// follows it without a space, and the line ends with the same quote.
    fn quote_in_string(&mut self, token: Token) -> bool {
        let quote = &self.text(token)[..1];
        let span = self.rest_of_line_from(token);
        let line = self.source.slice(span);
        let is_followed = self
            .peek()
            .is_some_and(|next| next.span.start == token.span.end && next.kind == TokenKind::Atom);
        let content = line.len().checked_sub(1).and_then(|end| line.get(1..end));
        let Some(content) = content.filter(|_| line.ends_with(quote)) else { return false };
        let is_prose = !content.contains([',', '=', '#', '\\', '[', ']', '{', '}']);
        if !is_followed
            || token.span.end - token.span.start <= 2
            || !is_prose
            || content.ends_with(quote)
        {
            return false;
        }
        let other = if quote == "'" { "\"" } else { "'" };
        let edits = if content.contains(other) {
            let inner = content.match_indices(quote).map(|(at, _)| span.start + 1 + at);
            inner.map(|at| Edit::insert(at, "\\")).collect()
        } else {
            let last = Span::new(span.end - 1, span.end);
            let first = Span::new(span.start, span.start + 1);
            vec![Edit::replace(first, other), Edit::replace(last, other)]
        };
        self.problems.push(Problem::guess(span, ErrorKind::QuoteInString, edits));
        self.skip_to(span.end);
        true
    }

    /// Parses a value that starts with neither a bracket nor a quote.
    fn bare(&mut self, context: Context) {
        let first = self.tokens[self.at];
        let text = self.text(first);
        if text == ">" {
            return self.extra_equals(first, context);
        }
        if text == "(" && self.tokens[self.at..].iter().any(|token| self.text(*token) == ")") {
            return self.parentheses();
        }
        if self.string_prefix(first, context) || self.foreign_quotes(first) {
            return;
        }
        let run = self.run(context);
        let value = self.source.slice(run);
        self.skip_to(run.end);
        if !is_toml(&format!("k = {value}")) {
            let problem = self.describe_bare(run, value, context);
            self.problems.push(problem);
        }
    }

    /// Returns the span of an unquoted value.
    fn run(&self, context: Context) -> Span {
        let first = self.tokens[self.at].span;
        let mut end = first.end;
        let mut depth = 0;
        for (index, token) in self.tokens.iter().enumerate().skip(self.at + 1) {
            let is_adjacent = token.span.start == end;
            let begins_uri = !is_adjacent && self.text(*token).starts_with("http");
            let ends = match token.kind {
                _ if self.starts_line(index) => true,
                _ if context != Context::Array && !is_adjacent && self.begins_entry(index) => true,
                _ if context == Context::Statement => false,
                _ if depth > 0 => false,
                TokenKind::Comma => true,
                TokenKind::Atom => begins_uri || matches!(self.text(*token), ";" | ")"),
                _ => token.is_closing() || token.is_string() || token.is_opening() && !is_adjacent,
            };
            if ends {
                break;
            }
            if token.is_opening() {
                depth += 1;
            } else if token.is_closing() && depth > 0 {
                depth -= 1;
            }
            end = token.span.end;
        }
        let text = self.source.slice(Span::new(first.start, end));
        let is_value = |end: &usize| is_toml(&format!("k = {}", &text[..*end]));
        let comment = text.find(" //").or_else(|| {
            let markers = [" --", " ;"].iter().filter_map(|marker| text.find(marker));
            markers.min().filter(is_value)
        });
        let text = &text[..comment.unwrap_or(text.len())];
        let text = text.trim_end_matches([',', ';', ' ', '\t']);
        Span::new(first.start, first.start + text.len().max(1))
    }

    /// Returns `true` if the token at an index is a key followed by `=`.
    fn begins_entry(&self, index: usize) -> bool {
        let equals = self.tokens.get(index + 1);
        self.tokens.get(index).is_some_and(Token::is_key)
            && equals.is_some_and(|next| next.kind == TokenKind::Equals)
    }

    fn describe_bare(&self, span: Span, value: &str, context: Context) -> Problem {
        let is_word = |words: &[&str]| words.iter().any(|word| value.eq_ignore_ascii_case(word));
        if is_word(&["null", "nil", "none", "undefined"]) {
            return Problem::new(span, ErrorKind::Null);
        }
        if is_word(&["true", "false"]) {
            let edit = Edit::replace(span, value.to_ascii_lowercase());
            return Problem::certain(span, ErrorKind::CapitalizedBoolean, [edit]);
        }
        if looks_like_date(value) {
            return Problem::new(span, ErrorKind::InvalidDate);
        }
        if looks_like_number(value) {
            return Problem::new(span, ErrorKind::InvalidNumber);
        }
        // A `#` starts a comment, but without a space before it, it was meant to be part of the
        // value.
        let is_cut = self.source.text()[span.end..].starts_with('#');
        let end = match context {
            Context::Statement if is_cut => {
                let line = Span::new(span.start, self.source.line_end(span.start));
                span.start + self.source.slice(line).trim_end().len()
            }
            _ => span.end,
        };
        let span = Span::new(span.start, end);
        let value = self.source.slice(span);
        let quote = match value {
            _ if !value.contains(['"', '\\']) => "\"",
            _ if !value.contains('\'') => "'",
            _ => return Problem::new(span, ErrorKind::BareValue),
        };
        if is_cut && context != Context::Statement {
            return Problem::new(span, ErrorKind::BareValue);
        }
        let edits = [Edit::insert(span.start, quote), Edit::insert(span.end, quote)];
        if !is_cut && is_plain_text(value) {
            Problem::certain(span, ErrorKind::BareValue, edits)
        } else {
            Problem::guess(span, ErrorKind::BareValue, edits)
        }
    }

    /// Reports a prefix before a string, as in `f"…"`, and parses the string.
    fn string_prefix(&mut self, prefix: Token, context: Context) -> bool {
        let text = self.text(prefix);
        let next = self.tokens.get(self.at + 1).copied();
        let string = next.filter(|next| next.is_string() && next.span.start == prefix.span.end);
        let is_prefix = text.len() <= 2
            && text.bytes().all(|byte| byte.is_ascii_alphabetic() || b"@$".contains(&byte));
        let Some(string) = string.filter(|_| is_prefix) else { return false };
        // Text in braces is code in such a string.
        let is_plain = !self.text(string).contains(['{', '\\']);
        let edits = [Edit::remove(prefix.span)];
        let problem = Problem::certain(prefix.span, ErrorKind::StringPrefix, edits);
        self.problems.push(Problem { is_certain: is_plain, ..problem });
        self.at += 1;
        self.string(context);
        true
    }

    /// Reports typographic quotes or backticks around a value.
    fn foreign_quotes(&mut self, first: Token) -> bool {
        if self.text(first).starts_with(|c: char| c.is_ascii() && c != '`') {
            return false;
        }
        let line = self.source.slice(self.rest_of_line_from(first));
        let Some((content, kind)) = quoted_otherwise(line) else { return false };
        let start = first.span.start;
        let len = line[content.end..].chars().next().map_or(0, char::len_utf8);
        let span = Span::new(start, start + content.end + len);
        let (text, plain) = (&line[content.clone()], ['"', '\\']);
        let edits = [
            Edit::replace(Span::new(start, start + content.start), "\""),
            Edit::replace(Span::new(start + content.end, span.end), "\""),
        ];
        self.problems.push(match text {
            _ if text.contains(plain) => Problem::new(span, kind),
            _ if text.contains("${") => Problem::guess(span, kind, edits),
            _ => Problem::certain(span, kind, edits),
        });
        self.skip_to(span.end);
        true
    }

    fn parentheses(&mut self) {
        let open = self.tokens[self.at].span;
        let before = self.problems.len();
        self.array();
        let last = self.tokens[self.at - 1];
        if self.text(last) == ")" {
            let edits = [Edit::replace(open, "["), Edit::replace(last.span, "]")];
            let problem = Problem::certain(
                Span::new(open.start, last.span.end),
                ErrorKind::Parentheses,
                edits,
            );
            self.problems.insert(before, problem);
        }
    }

    /// Reports text that follows a value on its line.
    fn rest_of_line(&mut self) {
        let Some(token) = self.peek() else { return };
        let is_last = self.at + 1 == self.tokens.len();
        let text = self.text(token);
        let punctuation = text.chars().next().filter(|_| matches!(text, "," | ";"));
        if let Some(character) = punctuation.filter(|_| is_last) {
            let kind = ErrorKind::TrailingPunctuation(character);
            let edit = Edit::remove(token.span);
            self.problems.push(Problem::certain(token.span, kind, [edit]));
            return;
        }
        if self.comment_marker(token) || self.second_entry() {
            return;
        }
        let span = self.rest_of_line_from(token);
        self.problems.push(Problem::new(span, ErrorKind::TextAfterValue));
    }

    fn after_header(&mut self) {
        let Some(token) = self.peek() else { return };
        let punctuation = matches!(self.text(token), "," | ";" | ":");
        if punctuation && self.at + 1 == self.tokens.len() {
            let kind = ErrorKind::TextAfterHeader;
            let edit = Edit::remove(token.span);
            return self.problems.push(Problem::certain(token.span, kind, [edit]));
        }
        if self.comment_marker(token) || self.second_entry() {
            return;
        }
        let span = self.rest_of_line_from(token);
        self.problems.push(Problem::new(span, ErrorKind::TextAfterHeader));
    }

    /// Reports a comment that starts with the marker of another language.
    fn comment_marker(&mut self, token: Token) -> bool {
        let text = self.text(token);
        let is_dashes = text.starts_with("--") && !text.starts_with("---");
        let marker_len = match text {
            _ if text.starts_with("//") || is_dashes => 2,
            _ if text.starts_with(';') => 1,
            _ => return false,
        };
        let marker = Span::new(token.span.start, token.span.start + marker_len);
        let span = self.rest_of_line_from(token);
        let edit = Edit::replace(marker, "#");
        self.problems.push(Problem::certain(span, ErrorKind::CommentMarker, [edit]));
        self.skip_to(span.end);
        true
    }

    /// Reports another key and value on the same line, perhaps after a comma, and parses them.
    fn second_entry(&mut self) -> bool {
        let separator =
            self.peek().filter(|token| token.kind == TokenKind::Comma || self.text(*token) == ";");
        let start = self.at + usize::from(separator.is_some());
        if start == 0 || !self.begins_entry(start) {
            return false;
        }
        let key = self.tokens[start];
        let gap = Span::new(self.tokens[self.at - 1].span.end, key.span.start);
        let indent = self.source.indent_of(self.statement.span.start);
        let line = format!("{}{indent}", self.source.line_ending());
        let edit = Edit::replace(gap, line);
        let span = self.rest_of_line_from(key);
        self.problems.push(Problem::certain(span, ErrorKind::TwoOnOneLine, [edit]));
        self.at = start;
        self.entry(Context::Statement);
        self.rest_of_line();
        true
    }
}

/// Closes an open string at the end of its line or before the comma there. The fix is not certain
/// if the string may end earlier, before a comment or the next element.
fn unclosed_string(source: &Source, token: Token, is_multi_line: bool) -> Problem {
    let line = source.slice(token.span).lines().next().unwrap_or_default().trim_end();
    let span = Span::new(token.span.start, token.span.start + line.len());
    if is_multi_line {
        return Problem::new(span, ErrorKind::UnclosedMultiLineString);
    }
    let kind = ErrorKind::UnclosedString;
    let (quote, content) = line.split_at(1);
    let text = content.trim_end_matches(',');
    if text.is_empty() || text.contains(['#', ',', ']', '}', '"', '\'', '\\']) {
        return Problem::new(span, kind);
    }
    let edit = Edit::insert(span.start + 1 + text.len(), quote);
    if text.len() == content.len() {
        Problem::certain(span, kind, [edit])
    } else {
        Problem::guess(span, kind, [edit])
    }
}

/// Joins a string that contains a line break; a URI is joined without a space.
fn line_break_in_string(span: Span, written: &str) -> Problem {
    let first_len = written.find(['\n', '\r']).unwrap_or(written.len());
    let (first, second) = (written[..first_len].trim_end(), written[first_len..].trim_start());
    let gap = Span::new(span.start + first.len(), span.end - second.len());
    let is_uri = first[1..].starts_with("http");
    let joint = if is_uri || first.len() == 1 { "" } else { " " };
    Problem::guess(span, ErrorKind::LineBreakInString, [Edit::replace(gap, joint)])
}

/// Finds the invalid escapes of a basic string.
fn check_escapes(span: Span, written: &str, is_multi_line: bool, problems: &mut Vec<Problem>) {
    let mut at = 0;
    while let Some(found) = written[at..].find('\\') {
        let start = at + found;
        let rest = &written[start + 1..];
        let next = rest.chars().next().unwrap_or('"');
        let digits = match next {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        at = start + 1 + next.len_utf8();
        if digits > 0 {
            let hex = rest[1..].chars().take(digits).take_while(char::is_ascii_hexdigit).count();
            let escape = Span::new(span.start + start, span.start + at + hex);
            let code = u32::from_str_radix(&rest[1..=hex], 16).ok();
            if hex < digits {
                problems.push(Problem::new(escape, ErrorKind::IncompleteUnicodeEscape));
            } else if code.and_then(char::from_u32).is_none() {
                problems.push(Problem::new(escape, ErrorKind::NotACharacter));
            }
        } else if !is_escape(next, rest, is_multi_line) {
            let escape = Span::new(span.start + start, span.start + at);
            let backslash = Span::new(escape.start, escape.start + 1);
            // JSON and JavaScript have these escapes, which represent the character itself.
            problems.push(if matches!(next, '/' | '\'') {
                let kind = ErrorKind::InvalidEscape;
                Problem::certain(escape, kind, [Edit::remove(backslash)])
            } else {
                let edit = Edit::insert(backslash.end, "\\");
                Problem::guess(escape, ErrorKind::InvalidEscape, [edit])
            });
        }
    }
}

/// Returns `true` if `\` followed by `next` is a valid escape. `rest` starts with `next`.
fn is_escape(next: char, rest: &str, is_multi_line: bool) -> bool {
    let ends_line = || {
        let text = rest.trim_start_matches([' ', '\t', '\r']);
        is_multi_line && text.starts_with('\n')
    };
    matches!(next, 'b' | 't' | 'n' | 'f' | 'r' | 'e' | '"' | '\\') || ends_line()
}

/// Returns the content of a text in typographic quotes or backticks at the start of a line.
fn quoted_otherwise(line: &str) -> Option<(std::ops::Range<usize>, ErrorKind)> {
    let open = line.chars().next()?;
    let (closing, kind): (&[char], _) = match open {
        '“' | '”' | '„' | '‟' => (&['“', '”', '"'], ErrorKind::CurlyQuotes),
        '‘' | '’' | '‚' | '‛' => (&['‘', '’', '\''], ErrorKind::CurlyQuotes),
        '«' => (&['»'], ErrorKind::CurlyQuotes),
        '»' => (&['«'], ErrorKind::CurlyQuotes),
        '`' => (&['`'], ErrorKind::Backticks),
        _ => return None,
    };
    let start = open.len_utf8();
    let end = line[start..].find(closing)? + start;
    Some((start..end, kind))
}

/// Reports a key that needs quotes, or has the wrong kind of quotes.
fn quoted_key(span: Span, text: &str) -> Problem {
    if let Some((content, kind)) = quoted_otherwise(text) {
        let name = &text[content];
        let key = if is_bare_key(name) { name.to_owned() } else { format!("\"{name}\"") };
        return Problem::certain(span, kind, [Edit::replace(span, key)]);
    }
    let kind = ErrorKind::InvalidKey;
    if text.contains(['"', '\\']) {
        return Problem::new(span, kind);
    }
    Problem::certain(span, kind, [Edit::insert(span.start, "\""), Edit::insert(span.end, "\"")])
}

/// Returns `true` if a text is a valid bare key.
pub(super) fn is_bare_key(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    !text.is_empty() && text.bytes().all(is_allowed)
}

/// Returns `true` for spaces other than U+0020 and for zero-width characters.
pub(super) fn is_odd_space(character: char) -> bool {
    let has_no_width = matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}');
    has_no_width || !character.is_ascii() && character.is_whitespace()
}

/// Returns `true` if an unquoted value is certainly a string: an `http` URI, or words of letters
/// and digits. Variable names, versions and hosts may be meant differently.
fn is_plain_text(value: &str) -> bool {
    let is_word_character =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '&') || is_odd_space(c);
    let is_uri_character = |c: char| c.is_ascii_alphanumeric() || "-._~:/?&=%+@".contains(c);
    let is_uri = value.starts_with("http://") || value.starts_with("https://");
    let is_boolean = ["yes", "no", "on", "off"].iter().any(|word| value.eq_ignore_ascii_case(word));
    let begins_like_word = value.starts_with(char::is_alphabetic);
    is_uri && value.chars().all(is_uri_character)
        || begins_like_word
            && !is_boolean
            && value.contains(char::is_lowercase)
            && value.chars().all(is_word_character)
}

/// Returns `true` if a value is meant as a date or a time: it starts like `2024-01` or `12:30`.
fn looks_like_date(value: &str) -> bool {
    let is_shape = |shape: &str| {
        value.len() >= shape.len()
            && value.bytes().zip(shape.bytes()).all(|(byte, expected)| match expected {
                b'0' => byte.is_ascii_digit(),
                _ => byte == expected,
            })
    };
    let is_date_character = |c: char| c.is_ascii_digit() || "-:.+TtZz ".contains(c);
    (is_shape("0000-00") || is_shape("00:00")) && value.chars().all(is_date_character)
}

/// Returns `true` if a value is meant as a number: digits with signs, points, underscores and
/// exponents, or with a radix prefix.
fn looks_like_number(value: &str) -> bool {
    let digits = value.trim_start_matches(['+', '-']);
    let has_radix = ["0x", "0X", "0o", "0O", "0b", "0B"].iter().any(|one| digits.starts_with(one));
    let is_radix_digit = |c: char| c.is_alphanumeric() || c == '_';
    let is_number_character = |c: char| c.is_numeric() || "._+-eE".contains(c);
    has_radix && digits.chars().all(is_radix_digit)
        || digits.starts_with(|c: char| c.is_numeric() || c == '.')
            && digits.matches('.').count() < 2
            && digits.chars().all(is_number_character)
}
