//! What each suppression covers, and those that cover nothing.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{
    Kind, SuppressedRule, Suppression, SuppressionError, may_have_suppressions, parse_suppressions,
};
use crate::diagnostic::{Applicability, Diagnostic, Fix};
use crate::manifest::edit::remove_comment;
use crate::manifest::{Client, Manifest};
use crate::rules::{Check, RuleId, describe_old_name};
use crate::syntax::{Layout, SyntaxError};
use crate::text::{Date, Edit, Source, Span};

/// The suppressions of a manifest, and what they have covered so far.
pub struct Suppressions<'a> {
    manifest: &'a Manifest,
    list: Vec<Placed>,
    /// The day for which they are judged; without one, none expires.
    today: Option<Date>,
    /// Where each rule has found something, covered or not.
    found: BTreeSet<(RuleId, Span)>,
}

/// A suppression and what it covers.
pub(super) struct Placed {
    pub suppression: Suppression,
    pub scope: Scope,
    /// For each of its names, whether it has covered anything.
    used: Vec<bool>,
}

/// What a suppression covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// The statement or element that its comment belongs to, and those that begin on the same line of
    /// an array; `statement` is its place in the layout.
    Item { span: Span, statement: usize },
    /// The whole file, because it is above everything, and an empty line separates it from that;
    /// of secrets only those in the comments directly below it, at the span.
    File(Span),
    /// The comments directly below it, at the span, because it belongs to nothing.
    Comments(Span),
    /// What is between it and the end of its range, which has this place in the list; all that
    /// follows it without one. No secrets.
    Range { span: Span, end: Option<usize> },
    /// Nothing: it ends a range, or none.
    RangeEnd { is_matched: bool },
}

/// The span of what covers nothing.
const NOWHERE: Span = Span { start: usize::MAX, end: usize::MAX };

impl Scope {
    /// Where a rule is suppressed.
    fn span_of(self, rule: RuleId) -> Span {
        match self {
            Self::File(_) if rule != RuleId::CommittedSecret => Span::new(0, usize::MAX),
            Self::Range { .. } if rule == RuleId::CommittedSecret => NOWHERE,
            Self::RangeEnd { .. } => NOWHERE,
            Self::Item { span, .. }
            | Self::File(span)
            | Self::Comments(span)
            | Self::Range { span, .. } => span,
        }
    }
}

/// Whether findings of a rule can be suppressed by a comment. A broken text is not what it seems to
/// be, its comments included; and what is wrong with a suppression is corrected there.
pub fn is_suppressible(rule: RuleId) -> bool {
    let is_in_other_files = matches!(rule.rule().check, Check::Files { .. });
    !is_in_other_files && !matches!(rule, RuleId::InvalidToml | RuleId::InvalidEncoding)
}

impl<'a> Suppressions<'a> {
    /// Reads the suppressions of a manifest, as they are on a day.
    pub fn new(manifest: &'a Manifest, today: Option<Date>) -> Self {
        Self { manifest, list: read_suppressions(manifest), today, found: BTreeSet::new() }
    }

    /// Removes the diagnostics that a suppression covers; of several that do, the innermost is used.
    /// Where one has nearly the name of the rule, no fix of the diagnostic is safe.
    pub fn apply(&mut self, diagnostics: &mut Vec<(RuleId, Diagnostic)>) {
        if self.list.is_empty() {
            return;
        }
        let mut order: Vec<usize> = (0..diagnostics.len()).collect();
        order.sort_by_key(|index| diagnostics[*index].1.span);
        let mut names = OpenNames::new(self, |name| name.rule);
        let mut near_names = OpenNames::new(self, |name| name.suggestion);
        let mut is_suppressed = vec![false; diagnostics.len()];
        for index in order {
            let (rule, diagnostic) = &mut diagnostics[index];
            self.found.insert((*rule, diagnostic.span));
            if !is_suppressible(*rule) {
                continue;
            }
            if let Some((placed, name)) = names.innermost(*rule, diagnostic.span.start) {
                self.list[placed].used[name] = true;
                is_suppressed[index] = true;
            } else if near_names.innermost(*rule, diagnostic.span.start).is_some() {
                let fixes = diagnostic.fixes.iter_mut();
                fixes.for_each(|fix| fix.applicability = Applicability::Unsafe);
            }
        }
        let mut is_suppressed = is_suppressed.into_iter();
        diagnostics.retain(|_| !is_suppressed.next().unwrap_or_default());
    }

    /// The last day on which a suppression held, if that has passed.
    fn expiry(&self, placed: &Placed) -> Option<Date> {
        let until = placed.suppression.terms.until?;
        self.today.filter(|today| until < *today).map(|_| until)
    }

    /// Whether a rule has found something that a suppression covers, if another did not.
    fn is_found_in(&self, rule: RuleId, scope: Scope) -> bool {
        let span = scope.span_of(rule);
        let next = self.found.range((rule, Span::empty(span.start))..).next();
        next.is_some_and(|(found, place)| *found == rule && place.start <= span.end)
    }
}

/// Reads the suppressions of a manifest, and what each covers.
pub(super) fn read_suppressions(manifest: &Manifest) -> Vec<Placed> {
    let source = &manifest.source;
    if !may_have_suppressions(source.text()) || source.encoding_error().is_some() {
        return Vec::new();
    }
    let layout = manifest.layout();
    let mut list = Vec::new();
    let mut block_end = 0;
    let mut next_line = None;
    for comment in layout.comments().iter().rev().copied() {
        let line = source.line_of(comment.start);
        if next_line != Some(line + 1) {
            block_end = comment.end;
        }
        let scope = scope_of(source, layout, comment, block_end);
        next_line = starts_line(source, comment).then_some(line);
        let suppressions = parse_suppressions(source.slice(comment), comment.start);
        list.extend(suppressions.into_iter().rev().map(|suppression| {
            let used = vec![false; suppression.rules.len()];
            Placed { suppression, scope, used }
        }));
    }
    list.reverse();
    match_ranges(&mut list);
    list
}

/// Gives each suppression that begins a range the next one that ends a range of the same rules; ranges
/// may be in one another.
fn match_ranges(list: &mut [Placed]) {
    let mut open: Vec<usize> = Vec::new();
    for index in 0..list.len() {
        match list[index].suppression.kind {
            Kind::Allow => {}
            Kind::Begin => {
                let span = Span::new(list[index].suppression.comment.end, usize::MAX);
                list[index].scope = Scope::Range { span, end: None };
                open.push(index);
            }
            Kind::End => {
                let rules = rules_of(&list[index].suppression);
                let begin =
                    open.iter().rposition(|begin| rules_of(&list[*begin].suppression) == rules);
                list[index].scope = Scope::RangeEnd { is_matched: begin.is_some() };
                let Some(begin) = begin.map(|begin| open.remove(begin)) else { continue };
                let start = list[begin].suppression.comment.end;
                let end = list[index].suppression.comment.start.max(start);
                let span = Span::new(start, end);
                list[begin].scope = Scope::Range { span, end: Some(index) };
            }
        }
    }
}

/// The rules that a suppression surely or nearly names, else the names.
fn rules_of(suppression: &Suppression) -> BTreeSet<(Option<RuleId>, &str)> {
    suppression.rules.iter().map(rule_or_name).collect()
}

fn rule_or_name(name: &SuppressedRule) -> (Option<RuleId>, &str) {
    let rule = name.rule.or(name.suggestion);
    (rule, if rule.is_some() { "" } else { &name.name })
}

/// What the suppressions of a comment cover; `block_end` is where the comments directly below it
/// end.
fn scope_of(source: &Source, layout: &Layout, comment: Span, block_end: usize) -> Scope {
    let Some(item) = layout.owner_of(comment) else {
        let span = Span::new(comment.start, block_end);
        let first = layout.statements().first();
        let is_above_all = first.is_none_or(|first| comment.start < first.span.start);
        return if is_above_all { Scope::File(span) } else { Scope::Comments(span) };
    };
    let beside = layout.items_beside(source, item);
    let start = if item.comments.after == Some(comment) {
        beside.first().unwrap_or(item).span.start
    } else {
        comment.start.min(item.span.start)
    };
    let last = beside.last().unwrap_or(item);
    let end = last.comments.after.unwrap_or(last.span).end;
    let statement = layout.statement_at(item.span.start).map_or(0, Layout::index_of);
    Scope::Item { span: Span::new(start, end), statement }
}

/// Whether the suppression at a span covers something of a statement, or would if the statement had
/// something to cover: nothing else is written between them.
pub(crate) fn is_written_for(manifest: &Manifest, suppression: Span, statement: Span) -> bool {
    let mut list = read_suppressions(manifest).into_iter();
    let Some(placed) = list.find(|placed| placed.suppression.span.contains(suppression)) else {
        return false;
    };
    match placed.scope {
        Scope::File(_) => true,
        Scope::Item { span, .. } => span.intersects(statement) || span.touches(statement.end),
        Scope::Range { span, .. } => span.touches(statement.start),
        Scope::RangeEnd { .. } => false,
        Scope::Comments(span) => {
            let next = manifest.layout().statements().iter();
            let mut next = next.filter(|next| next.span.start >= span.end);
            statement.start >= span.end
                && next.next().is_none_or(|next| next.span.start >= statement.start)
        }
    }
}

fn starts_line(source: &Source, comment: Span) -> bool {
    let line_start = source.content_line_start(comment.start);
    source.slice(Span::new(line_start, comment.start)).trim().is_empty()
}

/// The names of suppressions that cover a place, while places are visited in order: linear in both.
struct OpenNames {
    /// The names that are still to come, the first at the end.
    next: Vec<Name>,
    /// Those that cover the last place, the innermost at the end.
    open: HashMap<RuleId, Vec<Name>>,
}

/// A name in the list of a suppression.
#[derive(Clone, Copy)]
struct Name {
    rule: RuleId,
    /// What it covers.
    span: Span,
    /// The place of its suppression in the list of all, and its own in that.
    index: (usize, usize),
}

impl OpenNames {
    fn new(
        suppressions: &Suppressions<'_>,
        rule_of: impl Fn(&SuppressedRule) -> Option<RuleId>,
    ) -> Self {
        let mut next = Vec::new();
        let list = suppressions.list.iter().enumerate();
        let holding = list.filter(|(_, placed)| suppressions.expiry(placed).is_none());
        for (placed, Placed { suppression, scope, .. }) in holding {
            for (name, suppressed) in suppression.rules.iter().enumerate() {
                if let Some(rule) = rule_of(suppressed) {
                    next.push(Name { rule, span: scope.span_of(rule), index: (placed, name) });
                }
            }
        }
        next.sort_unstable_by_key(|name| {
            (Reverse(name.span.start), name.span.end, Reverse(name.index))
        });
        Self { next, open: HashMap::new() }
    }

    /// The innermost name that covers a rule at a place, which is not before the last one.
    fn innermost(&mut self, rule: RuleId, offset: usize) -> Option<(usize, usize)> {
        while let Some(name) = self.next.pop_if(|name| name.span.start <= offset) {
            self.open.entry(name.rule).or_default().push(name);
        }
        let open = self.open.get_mut(&rule)?;
        while open.pop_if(|name| name.span.end < offset).is_some() {}
        open.last().map(|name| name.index)
    }
}

/// What the rule `unused-allow` reports, after [`Suppressions::apply`]. A rule for which `is_on` is
/// false is not missed.
pub fn unused(suppressions: &Suppressions<'_>, is_on: impl Fn(RuleId) -> bool) -> Vec<Diagnostic> {
    let mut hiding: Option<Hiding> = None;
    let mut diagnostics = Vec::new();
    for placed in &suppressions.list {
        let hides = |rule| {
            let hiding = hiding.get_or_insert_with(|| Hiding::new(suppressions, &is_on));
            hiding.hides(rule, placed.scope)
        };
        let verdicts = judge(suppressions, placed, &is_on, hides);
        let judged = Judged { suppressions, placed, verdicts };
        match judged.problem() {
            Some(problem) => diagnostics.push(problem),
            None => diagnostics.extend(
                (0..judged.verdicts.len()).filter_map(|index| judged.problem_of_name(index)),
            ),
        }
    }
    diagnostics
}

/// Whether a name of a suppression is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// It covers a finding, or nobody can tell here: its rule is off, unknown, or about several
    /// manifests.
    Kept,
    /// Another finding may hide what it covers.
    Undecided,
    /// It covers nothing, and nothing hides what it might cover.
    Unused,
}

/// Judges each name of a suppression by the rule that it certainly means, however it is written.
fn judge(
    suppressions: &Suppressions<'_>,
    placed: &Placed,
    is_on: impl Fn(RuleId) -> bool,
    mut hides: impl FnMut(RuleId) -> bool,
) -> Vec<Verdict> {
    let is_expired = suppressions.expiry(placed).is_some();
    let is_across = |rule: RuleId| matches!(rule.rule().check, Check::Across(_));
    let names = placed.suppression.rules.iter().zip(&placed.used);
    let verdict = |(name, is_used): (&SuppressedRule, &bool)| {
        let Some(rule) = name.rule else { return Verdict::Kept };
        let is_needed = *is_used || is_expired && suppressions.is_found_in(rule, placed.scope);
        if placed.suppression.kind == Kind::End || rule == RuleId::UnusedAllow || is_needed {
            Verdict::Kept
        } else if !is_suppressible(rule) {
            Verdict::Unused
        } else if !is_on(rule) || is_across(rule) {
            Verdict::Kept
        } else if hides(rule) {
            Verdict::Undecided
        } else {
            Verdict::Unused
        }
    };
    names.map(verdict).collect()
}

/// What keeps rules from judging: other findings, which are reported in their stead.
struct Hiding {
    /// Where each client begins, and how far it can be read as it is meant.
    clients: Vec<(usize, Clarity)>,
    /// The rules that have found something in each statement, by its place in the layout.
    by_statement: BTreeMap<usize, BTreeSet<RuleId>>,
}

/// How far a client can be read as it is meant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Clarity {
    /// A header of it has a syntax error.
    Broken,
    /// A value of it has a syntax error, its type is not known, or a key is surely meant to be
    /// another.
    Unclear,
    Clear,
}

/// What a rule is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    Name,
    Uri,
    /// Keys, types and clients.
    Client,
    /// More than one of these.
    Any,
}

fn subject(rule: RuleId) -> Subject {
    match rule {
        RuleId::DuplicateClientName
        | RuleId::InvalidClientName
        | RuleId::MixedScriptName
        | RuleId::UntidyClientName => Subject::Name,
        RuleId::BareOriginRedirect
        | RuleId::CustomSchemeRedirect
        | RuleId::DuplicateUri
        | RuleId::InsecureHttp
        | RuleId::InvalidUri
        | RuleId::InvalidUriScheme
        | RuleId::JavascriptDomainNotOrigin
        | RuleId::LocalhostInProduction
        | RuleId::NearDuplicateUri
        | RuleId::NonCanonicalUri
        | RuleId::OpenRedirectParameter
        | RuleId::ProviderHostRedirect
        | RuleId::RedirectUriFragment
        | RuleId::RedirectUriWildcard
        | RuleId::ReservedQueryParameter
        | RuleId::SuspiciousUri
        | RuleId::TemporaryHost
        | RuleId::ThirdPartyRedirect
        | RuleId::UncoveredRedirectOrigin
        | RuleId::UnreachableHost
        | RuleId::UriCredentials => Subject::Uri,
        RuleId::ImplicitGrant
        | RuleId::InapplicableField
        | RuleId::MissingClient
        | RuleId::MissingClientType
        | RuleId::MissingRequiredField
        | RuleId::MultipleSelfClients
        | RuleId::UnknownClientType
        | RuleId::UnknownKey => Subject::Client,
        _ => Subject::Any,
    }
}

/// Rules whose findings are reported beside all others.
const HIDING_NOTHING: &[RuleId] = &[
    RuleId::BareOriginRedirect,
    RuleId::DuplicateClientName,
    RuleId::DuplicateUri,
    RuleId::ImplicitGrant,
    RuleId::MultipleSelfClients,
    RuleId::NearDuplicateUri,
    RuleId::UncoveredRedirectOrigin,
    RuleId::UntidyClientName,
    RuleId::UnusedAllow,
];

/// Whether a finding of one rule may be reported instead of one of another.
fn may_hide(found: RuleId, rule: RuleId) -> bool {
    let is_about_the_same = match subject(found) {
        Subject::Client | Subject::Any => true,
        about => [about, Subject::Any].contains(&subject(rule)),
    };
    found != rule && is_about_the_same && !HIDING_NOTHING.contains(&found)
}

/// Rules that judge a value on its own, whatever else its client has.
const JUDGING_ALONE: &[RuleId] = &[
    RuleId::CommaSeparatedList,
    RuleId::CommittedSecret,
    RuleId::InsecureHttp,
    RuleId::InvalidClientName,
    RuleId::InvalidUri,
    RuleId::InvalidUriScheme,
    RuleId::NonCanonicalUri,
    RuleId::PlaceholderValue,
    RuleId::ProviderHostRedirect,
    RuleId::RedirectUriFragment,
    RuleId::RedirectUriWildcard,
    RuleId::UnknownClientType,
    RuleId::UnknownKey,
    RuleId::UnreachableHost,
    RuleId::UntidyClientName,
    RuleId::UriCredentials,
    RuleId::WrongValueType,
];

impl Hiding {
    /// Collects what was found, by rules that are off as well.
    fn new(suppressions: &Suppressions<'_>, is_on: impl Fn(RuleId) -> bool) -> Self {
        let manifest = suppressions.manifest;
        let mut hiding = Self { clients: read_clients(manifest), by_statement: BTreeMap::new() };
        let off = RuleId::ALL.iter().copied().filter(|rule| !is_on(*rule));
        let found_by = |rule: RuleId| match rule.rule().check {
            Check::Manifest(check) => check(manifest),
            Check::Across(_) | Check::Files { .. } | Check::Suppressions => Vec::new(),
        };
        let found_off =
            off.flat_map(|rule| found_by(rule).into_iter().map(move |found| (rule, found.span)));
        let found = suppressions.found.iter().copied().chain(found_off);
        let misnamed = manifest.clients.iter().flat_map(|client| &client.misnamed);
        let misnamed = misnamed.filter(|key| key.suggestion.is_some());
        let misnamed: HashSet<Span> = misnamed.map(|key| key.entry.key_span).collect();
        // A key that is not meant to be another hides nothing.
        let hides =
            |(rule, span): &(RuleId, Span)| *rule != RuleId::UnknownKey || misnamed.contains(span);
        for (rule, span) in found.filter(hides) {
            if let Some(statement) = manifest.layout().statement_at(span.start) {
                let statement = Layout::index_of(statement);
                hiding.by_statement.entry(statement).or_default().insert(rule);
            }
        }
        hiding
    }

    /// Whether something may hide what a rule would find in a scope.
    fn hides(&self, rule: RuleId, scope: Scope) -> bool {
        let may_hide = |found: &BTreeSet<RuleId>| found.iter().any(|one| may_hide(*one, rule));
        let (clarity, is_hidden) = match scope {
            Scope::Item { span, statement } => {
                (self.clarity_at(span.end), self.by_statement.get(&statement).is_some_and(may_hide))
            }
            Scope::File(_) | Scope::Range { .. } => {
                (self.least_clarity(), self.by_statement.values().any(may_hide))
            }
            Scope::RangeEnd { .. } | Scope::Comments(_) => (Clarity::Clear, false),
        };
        let is_judging = match clarity {
            Clarity::Broken => false,
            Clarity::Unclear => JUDGING_ALONE.contains(&rule),
            Clarity::Clear => true,
        };
        is_hidden || !is_judging
    }

    /// How clear the client is that a place is in; the least clear for what is above all clients.
    fn clarity_at(&self, offset: usize) -> Clarity {
        let next = self.clients.partition_point(|(start, _)| *start <= offset);
        let client = next.checked_sub(1).map(|last| self.clients[last].1);
        client.unwrap_or_else(|| self.least_clarity())
    }

    fn least_clarity(&self) -> Clarity {
        self.clients.iter().map(|(_, clarity)| *clarity).min().unwrap_or(Clarity::Broken)
    }
}

/// Where each client begins, and how clear it is.
fn read_clients(manifest: &Manifest) -> Vec<(usize, Clarity)> {
    let (clients, errors) = (&manifest.clients, &manifest.tree.errors);
    let errors_before = |offset: usize| errors.partition_point(|error| error.span.start < offset);
    let clarity = |client: &Client, end: usize| {
        let errors = &errors[errors_before(client.span.start)..errors_before(end)];
        let is_in_value = |error: &SyntaxError| {
            let statement = manifest.layout().statement_at(error.span.start);
            statement.is_some_and(|statement| !statement.is_header())
        };
        let mut misnamed = client.misnamed.iter();
        if !errors.iter().all(is_in_value) {
            Clarity::Broken
        } else if !errors.is_empty()
            || client.client_type.is_none()
            || misnamed.any(|key| key.suggestion.is_some())
        {
            Clarity::Unclear
        } else {
            Clarity::Clear
        }
    };
    let ends = clients.iter().skip(1).map(|client| client.span.start).chain([usize::MAX]);
    let read = |(client, end): (&Client, usize)| (client.span.start, clarity(client, end));
    clients.iter().zip(ends).map(read).collect()
}

/// How a suppression is written.
const FORM_NOTE: &str = "a suppression is written `# cliq-lint: allow(rule, until = 2027-01-31, reason = \"…\")`; date and reason are optional";

fn describe_error(manifest: &Manifest, error: &SuppressionError) -> String {
    match error {
        SuppressionError::WrongName => {
            "this suppression does not begin with `cliq-lint:`".to_owned()
        }
        SuppressionError::WrongKeyword(word) => {
            format!("unknown directive {}; use `allow`", manifest.quote(word))
        }
        SuppressionError::MissingParentheses => {
            "missing parentheses around the rules of this suppression".to_owned()
        }
        SuppressionError::Unclosed => "this suppression is missing its `)`".to_owned(),
        SuppressionError::WrongSeparator => {
            "the rules of this suppression must be separated by commas".to_owned()
        }
        SuppressionError::MalformedReason => {
            "the reason of this suppression must be written as `reason = \"…\"`".to_owned()
        }
        SuppressionError::MalformedDate => {
            "the date of this suppression must be written as `until = YYYY-MM-DD`".to_owned()
        }
        SuppressionError::NoDate(span) if span.is_empty() => {
            "this suppression is missing the date after `until`".to_owned()
        }
        SuppressionError::NoDate(span) => {
            let text = manifest.quote(manifest.source.slice(*span));
            format!("{text} is not a date; write `until = YYYY-MM-DD`")
        }
        SuppressionError::UnexpectedText(span) => {
            let text = manifest.quote(manifest.source.slice(*span));
            format!("{text} is neither a rule nor a date nor a reason")
        }
        SuppressionError::NoRules => "this suppression names no rule".to_owned(),
        SuppressionError::Unreadable => "this suppression cannot be read".to_owned(),
    }
}

/// What is wrong with where a range begins or ends.
fn range_problem(suppressions: &Suppressions<'_>, placed: &Placed) -> Option<Diagnostic> {
    let Suppression { kind, comment, span, rules, .. } = &placed.suppression;
    let keyword = kind.keyword();
    let manifest = suppressions.manifest;
    let at = |message: String| Some(Diagnostic::new(*span, message));
    if *kind != Kind::Allow && !starts_line(&manifest.source, *comment) {
        return at(format!("`{keyword}` must be on a line of its own"));
    }
    match placed.scope {
        Scope::Range { end: None, .. } => {
            let names: Vec<&str> = rules.iter().map(|name| &*name.name).collect();
            let end = format!("# cliq-lint: {}({})", Kind::End.keyword(), names.join(", "));
            let note =
                format!("it covers the rest of the file; end it with {}", manifest.quote(&end));
            at(format!("this range of `{keyword}` has no end")).map(|found| found.with_note(note))
        }
        Scope::RangeEnd { is_matched: false } => {
            let mut fix = remove_suppression(manifest, &placed.suppression);
            fix.applicability = Applicability::Unsafe;
            let begin = Kind::Begin.keyword();
            at(format!("`{keyword}` ends no range: no `{begin}` before it names the same rules"))
                .map(|found| found.with_fix(fix))
        }
        _ => None,
    }
}

/// Words that people write for all rules.
const ALL_RULES: &[&str] = &["*", "all", "any", "everything"];

fn unknown_rule(manifest: &Manifest, name: &SuppressedRule) -> Diagnostic {
    let written = manifest.quote(&name.name);
    if ALL_RULES.contains(&&*name.name.to_lowercase()) {
        return Diagnostic::new(name.span, format!("{written} is not a rule"))
            .with_note("name each rule in the suppression");
    }
    match name.suggestion {
        Some(near) => {
            let near = near.name();
            Diagnostic::new(name.span, format!("unknown rule {written}; did you mean `{near}`?"))
                .with_fix(Fix::unsafe_(
                    format!("Replace with `{near}`"),
                    Edit::replace(name.span, near),
                ))
        }
        None => Diagnostic::new(name.span, format!("unknown rule {written}")).with_note(
            "another version of cliq-lint may have this rule; run `cliq-lint rules` for those of this version",
        ),
    }
}

/// A suppression with the verdict on each of its names.
struct Judged<'a> {
    suppressions: &'a Suppressions<'a>,
    placed: &'a Placed,
    verdicts: Vec<Verdict>,
}

impl Judged<'_> {
    /// What is wrong with the suppression as a whole.
    fn problem(&self) -> Option<Diagnostic> {
        let error = self.placed.suppression.error.as_ref().map(|error| self.malformed(error));
        error.or_else(|| range_problem(self.suppressions, self.placed)).or_else(|| {
            let until = self.suppressions.expiry(self.placed)?;
            Some(self.expired(until))
        })
    }

    /// What is wrong with one of its names.
    fn problem_of_name(&self, index: usize) -> Option<Diagnostic> {
        let manifest = self.manifest();
        let name = &self.placed.suppression.rules[index];
        let Some(rule) = name.rule else { return Some(unknown_rule(manifest, name)) };
        match self.verdicts[index] {
            Verdict::Unused if !is_suppressible(rule) => {
                let message = format!("{} cannot be suppressed", manifest.quote(&name.name));
                Some(Diagnostic::new(name.span, message).with_fix(self.removal(index)))
            }
            Verdict::Unused => Some(self.unused_name(index, rule)),
            Verdict::Kept | Verdict::Undecided if self.is_exact(index) => None,
            verdict => Some(misspelled_rule(manifest, name, rule, verdict == Verdict::Kept)),
        }
    }

    /// A suppression in another form. Its correction is safe only if each of its names is kept:
    /// otherwise the next round would remove what nobody has seen in its new form.
    fn malformed(&self, error: &SuppressionError) -> Diagnostic {
        let (manifest, suppression) = (self.manifest(), &self.placed.suppression);
        let span = match error {
            SuppressionError::NoDate(span) if !span.is_empty() => *span,
            SuppressionError::UnexpectedText(span) => *span,
            _ => suppression.span,
        };
        let message = describe_error(manifest, error);
        let diagnostic = Diagnostic::new(span, message).with_note(FORM_NOTE);
        let unused = self.unused_names();
        if !error.is_correctable() {
            diagnostic
        } else if unused.is_empty() {
            let is_certain = self.are_all(Verdict::Kept);
            diagnostic.with_fix(rewrite(manifest, suppression, &unused).unsafe_unless(is_certain))
        } else {
            let rewrite = |one: &Suppression| rewrite(manifest, one, &unused);
            let fix = with_range_end(self.suppressions, self.placed, rewrite(suppression), rewrite);
            diagnostic
                .with_note(if self.are_all(Verdict::Unused) {
                    "it suppresses nothing"
                } else {
                    "some of its rules report nothing here"
                })
                .with_fix(fix.unsafe_unless(false))
        }
    }

    /// A suppression that held until a day that has passed. Its removal is safe if there is nothing
    /// that it would suppress.
    fn expired(&self, until: Date) -> Diagnostic {
        let message = format!("this suppression expired after {until}");
        let diagnostic = Diagnostic::new(self.placed.suppression.span, message);
        let mut rules = self.placed.suppression.rules.iter().filter_map(|name| name.rule);
        let is_needed = rules.any(|rule| self.suppressions.is_found_in(rule, self.placed.scope));
        let is_unused = self.are_all(Verdict::Unused);
        let diagnostic = if is_needed {
            let note = "what it suppressed is reported again; fix that, or set a later date";
            diagnostic.with_note(note)
        } else if is_unused {
            diagnostic.with_note("there is nothing left that it would suppress")
        } else {
            diagnostic
        };
        diagnostic.with_fix(self.whole_removal().unsafe_unless(is_unused))
    }

    fn unused_name(&self, index: usize, rule: RuleId) -> Diagnostic {
        let written = self.manifest().quote(&self.placed.suppression.rules[index].name);
        let scope = self.placed.scope;
        let message = match scope {
            _ if self.suppressions.is_found_in(rule, scope) => {
                format!("{written} is suppressed twice here")
            }
            Scope::File(_) | Scope::Range { .. } if rule == RuleId::CommittedSecret => {
                format!("{written} can be suppressed only one by one")
            }
            Scope::Comments(_) => format!("unused suppression: {written} covers no statement"),
            Scope::File(_) => format!("unused suppression: {written} reports nothing in this file"),
            Scope::Range { .. } | Scope::RangeEnd { .. } => {
                format!("unused suppression: {written} reports nothing in this range")
            }
            Scope::Item { .. } => format!("unused suppression: {written} reports nothing here"),
        };
        let diagnostic = Diagnostic::new(self.placed.suppression.rules[index].span, message);
        let diagnostic = match self.misplacement(rule) {
            Some(Misplacement::Note(note)) => diagnostic.with_note(note),
            Some(Misplacement::Widen(fix)) => diagnostic.with_fix(fix),
            None => diagnostic,
        };
        diagnostic.with_fix(self.removal(index))
    }

    /// What may be wrong with the place of a suppression whose rule covers nothing there. What does
    /// not cover what it was meant for is not removed without a look at it.
    fn misplacement(&self, rule: RuleId) -> Option<Misplacement> {
        let scope = self.placed.scope;
        let is_found_in = |scope| self.suppressions.is_found_in(rule, scope);
        match scope {
            _ if is_found_in(scope) => None,
            Scope::File(_) | Scope::Range { .. } if rule == RuleId::CommittedSecret => {
                Some(Misplacement::Note("suppress it at the end of its line, or directly above it"))
            }
            Scope::Comments(_) => Some(Misplacement::Note(
                "put a suppression directly above a statement or at the end of its line",
            )),
            Scope::Item { .. } => widening(self.manifest(), self.placed)
                .filter(|_| is_found_in(Scope::File(Span::empty(0))))
                .map(Misplacement::Widen),
            Scope::File(_) | Scope::Range { .. } | Scope::RangeEnd { .. } => None,
        }
    }

    /// Removes an unused name, or the whole suppression where no name of it is needed, so that the
    /// result does not depend on which of them is removed first. It is safe where no words are lost
    /// or torn from what they are about.
    fn removal(&self, index: usize) -> Fix {
        if self.are_all(Verdict::Unused) {
            return self.whole_removal();
        }
        let manifest = self.manifest();
        let name = rule_or_name(&self.placed.suppression.rules[index]);
        let fix = remove_name(manifest, &self.placed.suppression, index);
        let fix = with_range_end(self.suppressions, self.placed, fix, |end| {
            let index = end.rules.iter().position(|other| rule_or_name(other) == name);
            remove_name(manifest, end, index.unwrap_or_default())
        });
        fix.unsafe_unless(self.is_removed_safely(index))
    }

    fn whole_removal(&self) -> Fix {
        let remove = |one: &Suppression| remove_suppression(self.manifest(), one);
        let fix = remove(&self.placed.suppression);
        let fix = with_range_end(self.suppressions, self.placed, fix, remove);
        fix.unsafe_unless((0..self.verdicts.len()).all(|index| self.is_removed_safely(index)))
    }

    /// Whether a name that is unused is what its author meant, and where they meant it.
    fn is_removed_safely(&self, index: usize) -> bool {
        let rule = self.placed.suppression.rules[index].rule;
        let is_misplaced = |rule| is_suppressible(rule) && self.misplacement(rule).is_some();
        self.is_exact(index) && !rule.is_some_and(is_misplaced)
    }

    /// Whether a name is written as the rule is called.
    fn is_exact(&self, index: usize) -> bool {
        let name = &self.placed.suppression.rules[index];
        name.rule.is_some_and(|rule| self.manifest().source.slice(name.span) == rule.name())
    }

    fn unused_names(&self) -> Vec<(Option<RuleId>, &str)> {
        let names = self.placed.suppression.rules.iter().zip(&self.verdicts);
        let unused = names.filter(|(_, verdict)| **verdict == Verdict::Unused);
        unused.map(|(name, _)| rule_or_name(name)).collect()
    }

    fn are_all(&self, wanted: Verdict) -> bool {
        self.verdicts.iter().all(|verdict| *verdict == wanted)
    }

    fn manifest(&self) -> &Manifest {
        self.suppressions.manifest
    }
}

/// What may be wrong with where a suppression is.
enum Misplacement {
    Note(&'static str),
    Widen(Fix),
}

/// Rewrites a suppression in its exact form, without some of its names.
fn rewrite(
    manifest: &Manifest,
    suppression: &Suppression,
    dropped: &[(Option<RuleId>, &str)],
) -> Fix {
    let is_dropped = |name: &&SuppressedRule| dropped.contains(&rule_or_name(name));
    let dropped: Vec<&SuppressedRule> = suppression.rules.iter().filter(is_dropped).collect();
    if !dropped.is_empty() && dropped.len() == suppression.rules.len() {
        return remove_suppression(manifest, suppression);
    }
    let exact = suppression.exact_form(|name| !is_dropped(&name));
    let without: Vec<String> = dropped.iter().map(|name| manifest.quote(&name.name)).collect();
    let without = if without.is_empty() {
        String::new()
    } else {
        format!(", without {}", without.join(", "))
    };
    let title = format!("Rewrite as {}{without}", manifest.quote(&exact));
    Fix::safe(title, Edit::replace(suppression.span, exact))
}

/// A name that is an old one of a rule, or is written in another way.
fn misspelled_rule(
    manifest: &Manifest,
    name: &SuppressedRule,
    rule: RuleId,
    is_certain: bool,
) -> Diagnostic {
    let old = || describe_old_name(name.span, &name.name, rule);
    let old = RuleId::from_name(&name.name).and_then(|_| old());
    let mut diagnostic = old.unwrap_or_else(|| {
        let message = format!("write {} as `{}`", manifest.quote(&name.name), rule.name());
        let title = format!("Replace with `{}`", rule.name());
        let edit = Edit::replace(name.span, rule.name());
        Diagnostic::new(name.span, message).with_fix(Fix::safe(title, edit))
    });
    let fixes = diagnostic.fixes.into_iter();
    diagnostic.fixes = fixes.map(|fix| fix.unsafe_unless(is_certain)).collect();
    diagnostic
}

/// Makes a suppression that is directly above the first statement one of the whole file.
fn widening(manifest: &Manifest, placed: &Placed) -> Option<Fix> {
    let source = &manifest.source;
    let first = manifest.layout().statements().first()?;
    let comment = placed.suppression.comment;
    first.comments.above.contains(&comment).then(|| {
        let newline = source.line_ending_at(comment.start);
        let next_line = source.line_end(comment.end);
        Fix::unsafe_("Suppress in the whole file", Edit::insert(next_line, newline))
    })
}

/// A fix of what begins a range, together with that of what ends it.
fn with_range_end(
    suppressions: &Suppressions<'_>,
    placed: &Placed,
    fix: Fix,
    fix_end: impl FnOnce(&Suppression) -> Fix,
) -> Fix {
    let Scope::Range { end: Some(end), .. } = placed.scope else { return fix };
    let of_end = fix_end(&suppressions.list[end].suppression);
    let edits: Vec<Edit> = fix.edits.iter().chain(of_end.edits.iter()).cloned().collect();
    let is_disjoint = edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start);
    // Without the end, the next round removes it.
    let edits = if is_disjoint { edits.into() } else { fix.edits };
    Fix { edits, applicability: fix.applicability.max(of_end.applicability), ..fix }
}

fn remove_name(manifest: &Manifest, suppression: &Suppression, index: usize) -> Fix {
    let name = &suppression.rules[index];
    let span = match (index.checked_sub(1), suppression.rules.get(index + 1)) {
        (_, Some(next)) => Span::new(name.span.start, next.span.start),
        (Some(last), None) => Span::new(suppression.rules[last].span.end, name.span.end),
        (None, None) => return remove_suppression(manifest, suppression),
    };
    Fix::safe(format!("Remove {} from the list", manifest.quote(&name.name)), Edit::remove(span))
}

fn remove_suppression(manifest: &Manifest, suppression: &Suppression) -> Fix {
    let Suppression { comment, span, terms, .. } = suppression;
    let source = &manifest.source;
    let is_separator = |c: char| c.is_whitespace() || ",;:.-–—".contains(c);
    let before = source.slice(Span::new(comment.start, span.start));
    let before = before.trim_end_matches(|c| c == '#' || is_separator(c));
    let after = source.slice(Span::new(span.end, comment.end)).trim_start_matches(is_separator);
    let (before_end, after_start) = (comment.start + before.len(), comment.end - after.len());
    let edits = match (before.is_empty(), after.is_empty()) {
        (true, true) => remove_comment(manifest, *comment),
        (true, false) if after.starts_with('#') => {
            Edit::remove(Span::new(comment.start, after_start)).into()
        }
        (true, false) => Edit::remove(Span::new(span.start, after_start)).into(),
        (false, true) => Edit::remove(Span::new(before_end, comment.end)).into(),
        (false, false) => Edit::remove(Span::new(before_end, span.end)).into(),
    };
    let has_words_after = !after.is_empty() && !after.starts_with('#');
    match terms.reason {
        Some(_) => Fix::unsafe_("Remove the suppression and its reason", edits),
        None if has_words_after => Fix::unsafe_("Remove the suppression", edits),
        None => Fix::safe("Remove the suppression", edits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Levels;
    use crate::diagnostic::Severity;
    use crate::fix::fix_all;
    use crate::lint::lint;
    use crate::testing::lint_text;

    const HEAD: &str =
        "[client]\ntype = 'server-based'\nname = 'A'\nhomepage_url = 'https://acme.com'\n";

    /// A manifest with these redirect URIs, as they are written.
    fn with_uris(uris: &str) -> String {
        format!("{HEAD}redirect_uris = {uris}\n")
    }

    /// The rules and lines (from 1) of what is reported, hints left out.
    fn reported(text: &str) -> Vec<(&'static str, usize)> {
        let (manifest, report) = lint_text(text);
        let shown = report.diagnostics.iter().filter(|found| found.severity > Severity::Hint);
        let line = |span: Span| manifest.source.position(span.start).line;
        shown.map(|found| (found.code.name(), line(found.diagnostic.span))).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[(&str, usize)]) {
        assert_eq!(reported(text), expected, "{text}");
        let crlf = text.replace('\n', "\r\n");
        assert_eq!(reported(&crlf), expected, "with CRLF: {text}");
    }

    #[test]
    fn a_suppression_at_the_end_of_a_statement_or_above_it_covers_all_its_lines() {
        let allow = "# cliq-lint: allow(insecure-http)";
        let uris = "\n  'http://a.acme.com/cb',\n  'http://b.acme.com/cb',\n]";
        check(&with_uris(&format!("[{uris} {allow}")), &[]);
        check(&with_uris(&format!("[ {allow}{uris}")), &[]);
        let text = with_uris(&format!("[{uris}"));
        check(&text.replace("redirect_uris", &format!("{allow}\n# ours\nredirect_uris")), &[]);
        let name =
            "name = '''\na!\n  b''' # cliq-lint: allow(invalid-client-name, untidy-client-name)";
        check(&format!("[client]\ntype = 'self-client'\n{name}\n"), &[]);
    }

    #[test]
    fn a_suppression_at_an_element_covers_the_whole_of_it_and_nothing_else() {
        let allow = "# cliq-lint: allow(insecure-http)";
        for (uris, line) in [
            (format!("[\n  'http://a.acme.com/cb', {allow}\n  'http://b.acme.com/cb',\n]"), 7),
            (
                format!(
                    "[\n  'http://a.acme.com/cb',\n  {allow}\n  '''http://b.acme.com/cb''',\n]"
                ),
                6,
            ),
            (format!("[\n    'http://a.acme.com/cb' {allow}\n  , 'http://b.acme.com/cb'\n]"), 7),
        ] {
            check(&with_uris(&uris), &[("insecure-http", line)]);
        }
    }

    #[test]
    fn elements_that_begin_on_one_line_are_covered_together() {
        let allow = "# cliq-lint: allow(insecure-http)";
        let two = "'http://a.acme.com/cb', 'http://b.acme.com/cb',";
        let last = "\n  'http://c.acme.com/cb'\n]";
        check(&with_uris(&format!("[\n  {two} {allow}{last}")), &[("insecure-http", 7)]);
        check(&with_uris(&format!("[{two} {allow}{last}")), &[("insecure-http", 6)]);
        check(&with_uris(&format!("[\n  {allow}\n  {two}{last}")), &[("insecure-http", 8)]);
    }

    #[test]
    fn a_suppression_above_everything_covers_the_file_if_an_empty_line_separates_it() {
        let text = with_uris("['http://a.acme.com/cb']");
        check(&format!("# ours\n# cliq-lint: allow(insecure-http)\n\n{text}"), &[]);
        check(&format!("\u{feff}# cliq-lint: allow(insecure-http)\n# 1\n\n# 2\n{text}"), &[]);
        check(
            &format!("# cliq-lint: allow(insecure-http)\n{text}"),
            &[("unused-allow", 1), ("insecure-http", 6)],
        );
    }

    #[test]
    fn a_suppression_that_may_be_meant_for_the_file_is_widened_and_not_removed() {
        let text = with_uris("['http://a.acme.com/cb']");
        let text = format!("# cliq-lint: allow(insecure-http)\r\n{text}");
        let (_, report) = lint_text(&text);
        let fixes = &report.diagnostics[0].diagnostic.fixes;
        assert_eq!(fixes[0].title, "Suppress in the whole file");
        assert_eq!(reported(&fixes[0].edits.apply(&text)), []);
        assert!(fixes.iter().all(|fix| fix.applicability == Applicability::Unsafe));
    }

    #[test]
    fn a_suppression_that_belongs_to_nothing_covers_no_statement() {
        let uris = "redirect_uris = ['http://a.acme.com/cb']\n";
        for text in [
            format!("{HEAD}# cliq-lint: allow(insecure-http)\n\n{uris}"),
            with_uris("['http://a.acme.com/cb',\n  # cliq-lint: allow(insecure-http)\n]"),
        ] {
            let (_, report) = lint_text(&text);
            let found = report.diagnostics.iter().find(|found| found.code.name() == "unused-allow");
            let diagnostic = &found.expect("the suppression is unused").diagnostic;
            assert!(diagnostic.message.ends_with("covers no statement"), "{}", diagnostic.message);
            assert_eq!(diagnostic.fixes[0].applicability, Applicability::Unsafe);
            assert!(reported(&text).iter().any(|(rule, _)| *rule == "insecure-http"));
        }
    }

    #[test]
    fn the_innermost_suppression_is_used() {
        let uris = "['http://a.acme.com/cb'] # cliq-lint: allow(insecure-http, insecure-http)";
        let text = format!("# cliq-lint: allow(insecure-http)\n\n{}", with_uris(uris));
        let (_, report) = lint_text(&text);
        let messages: Vec<&str> =
            report.diagnostics.iter().map(|found| &*found.diagnostic.message).collect();
        let twice = "`insecure-http` is suppressed twice here";
        assert_eq!(messages, [twice, twice]);
    }

    #[test]
    fn a_suppression_is_not_unused_while_another_finding_hides_what_it_is_for() {
        let allow = "# cliq-lint: allow(insecure-http, reason = \"x\")";
        for line in [
            "redirect_uris = ['http://a.acme.com/cb' 'https://b.acme.com/cb']",
            "redirect_uris = ['http//a.acme.com']",
            "redirect_uris = ['http://a.acme.com/cb, https://b.acme.com/cb']",
            "redirect_urls = ['https://a.acme.com/cb']",
            "redirect_uris = ['http://YOUR_HOST']",
            "redirect_uris = [7]",
            "redirect_uris = 'http://a.acme.com/cb",
            "redirect_uris = ",
            "redirect_uris = [",
        ] {
            for text in [format!("{HEAD}{line} {allow}\n"), format!("{HEAD}{allow}\n{line}\n")] {
                let found = reported(&text);
                let is_judged = found.iter().any(|(rule, _)| *rule == "unused-allow");
                assert!(!is_judged, "{found:?} in\n{text}");
            }
        }
    }

    #[test]
    fn a_suppression_is_not_unused_while_its_client_is_not_clear() {
        let allow = "# cliq-lint: allow(reserved-query-parameter)";
        let text = with_uris(&format!("['https://a.acme.com/cb'] {allow}"));
        check(&text, &[("unused-allow", 5)]);
        check(&text.replace("server-based", "sever-based"), &[("unknown-client-type", 2)]);
        check(&text.replace("name =", "nmae ="), &[("unknown-key", 3)]);
        check(&text.replace("'A'", "'A"), &[("invalid-toml", 3)]);
        check(&format!("{text}[client.x\n"), &[("invalid-toml", 6)]);
        let text = text.replace("[client]", "[[client]]");
        let other = "[[client]]\ntype = 'self-clinet'\n";
        check(&format!("{text}{other}"), &[("unused-allow", 5), ("unknown-client-type", 7)]);
        let alone = text.replace("reserved-query-parameter", "insecure-http");
        check(&alone.replace("name =", "nmae ="), &[("unknown-key", 3), ("unused-allow", 5)]);
    }

    fn lint_without(rule: RuleId, text: &str) -> usize {
        let mut levels = Levels::default();
        levels.set(rule, None);
        lint(&Manifest::new(Source::new(text)), &levels).diagnostics.len()
    }

    #[test]
    fn a_finding_of_a_rule_that_is_off_hides_others_too() {
        let text = with_uris("['http://YOUR_HOST'] # cliq-lint: allow(insecure-http)");
        assert_eq!(lint_without(RuleId::PlaceholderValue, &text), 0);
    }

    #[test]
    fn a_rule_that_is_off_is_not_missed() {
        let text = with_uris("['https://a.acme.com/cb'] # cliq-lint: allow(insecure-http)");
        assert_eq!(lint_without(RuleId::InsecureHttp, &text), 0);
        assert_eq!(lint_without(RuleId::TemporaryHost, &text), 1);
    }

    #[test]
    fn syntax_errors_are_not_suppressed() {
        let text = with_uris("['https://a.acme.com/cb' # cliq-lint: allow(invalid-toml)");
        check(&text, &[("invalid-toml", 5), ("unused-allow", 5)]);
        let text = format!("# cliq-lint: allow(invalid-toml)\n\n{}", with_uris("x"));
        check(&text, &[("unused-allow", 1), ("invalid-toml", 7)]);
    }

    const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789";

    #[test]
    fn secrets_are_suppressed_one_by_one_those_in_comments_from_above() {
        let client = "[client]\ntype = 'self-client'\nname = 'A'\n";
        let allow = "# cliq-lint: allow(committed-secret)";
        for text in [
            format!("{allow}\n# was {SECRET}\n\n{client}"),
            format!("{allow}\n# was {SECRET}\n{client}"),
            format!("{client}{allow}\n# was {SECRET}\n"),
            format!("{client}metadata.x = '{SECRET}' {allow}\n"),
            format!("{client}{allow}\nmetadata.x = 1 # was {SECRET}\n"),
        ] {
            check(&text, &[]);
        }
        check(
            &format!("{allow}\n\n{client}metadata.x = '{SECRET}'\n"),
            &[("unused-allow", 1), ("committed-secret", 6)],
        );
    }

    /// The text after the fixes of all findings.
    fn fix(text: &str, applicability: Applicability) -> String {
        let (manifest, report) = lint_text(text);
        let levels = Levels::default();
        let outcome = fix_all(&manifest, &report, &levels, Severity::Hint, applicability).unwrap();
        outcome.map_or(text.to_owned(), |outcome| outcome.manifest.text().to_owned())
    }

    #[track_caller]
    fn check_safe_fix(before: &str, after: &str) {
        let text = |comment: &str| with_uris(&format!("['http://a.acme.com/cb']{comment}"));
        assert_eq!(fix(&text(before), Applicability::Safe), text(after), "{before}");
    }

    #[test]
    fn a_safe_fix_corrects_the_form_of_a_suppression_and_keeps_its_words() {
        for before in [
            " # cliq-lint allow(insecure-http, reason: \"x\")",
            " # cliq-lint: ignore(Insecure_HTTP; reason = x)",
            " # cliq-lint: allow(insecure-http reason = \"x\"",
        ] {
            check_safe_fix(before, " # cliq-lint: allow(insecure-http, reason = \"x\")");
        }
        check_safe_fix(
            " # why, cliq-lint allow insecure-http for now",
            " # why, cliq-lint: allow(insecure-http) for now",
        );
    }

    #[test]
    fn a_safe_fix_drops_no_reason_and_no_words() {
        for comment in [
            " # cliq-lint: allow(unknown-key, reason = \"x\")",
            " # cliq-lint: allow(unknown-key) because x",
            " # cliq-lint: allow(unknown-key, newer-rule)",
            " # cliq-lint: allow(insecure-http, newer-rule)",
            " # cliq-lint: allow(all)",
            " # cliq-lint: allow(insecure-htp)",
            " # cliq-lint: allow(insecure-http because x)",
        ] {
            check_safe_fix(comment, &comment.replace("unknown-key, newer", "newer"));
        }
        check_safe_fix(" # why, cliq-lint: allow(unknown-key)", " # why");
        check_safe_fix(" # why # cliq-lint: allow(unknown-key)", " # why");
        check_safe_fix(" # cliq-lint: allow(unknown-key) # why", " # why");
        check_safe_fix(" # cliq-lint: allow(unknown-key)", "");
        check_safe_fix(
            " # cliq-lint: allow(unknown-key, insecure-http, reason = \"x\")",
            " # cliq-lint: allow(insecure-http, reason = \"x\")",
        );
    }

    #[test]
    fn a_suppression_in_another_form_that_suppresses_nothing_is_removed_only_unsafely() {
        let text = |comment: &str| with_uris(&format!("['https://a.acme.com/cb']{comment}"));
        for comment in [
            " # noqa: insecure-http",
            " # cliq-lint: ignore(insecure-http)",
            " # cliq-lint: allow(Insecure_HTTP)",
            " # cliq-lint allow(insecure-http, until = 2020-01-01)",
        ] {
            let text = text(comment);
            assert_eq!(on("2027-01-01", &text).1, text, "{comment}");
            assert_eq!(fix(&text, Applicability::Unsafe), with_uris("['https://a.acme.com/cb']"));
        }
        let reason = text(" # cliq-lint: ignore(insecure-http, unknown-key, reason = 'x')");
        assert_eq!(fix(&reason, Applicability::Safe), reason);
    }

    #[test]
    fn a_suppression_in_another_form_is_rewritten_without_the_names_that_are_unused() {
        let text = with_uris("['http://a.acme.com/cb'] # noqa: insecure-http, unknown-key");
        assert_eq!(fix(&text, Applicability::Safe), text);
        let (_, report) = lint_text(&text);
        let titles: Vec<&str> =
            report.diagnostics[0].diagnostic.fixes.iter().map(|fix| &*fix.title).collect();
        assert_eq!(titles, ["Rewrite as `cliq-lint: allow(insecure-http)`, without `unknown-key`"]);
        let fixed =
            text.replace("noqa: insecure-http, unknown-key", "cliq-lint: allow(insecure-http)");
        assert_eq!(fix(&text, Applicability::Unsafe), fixed);
    }

    #[test]
    fn a_suppression_is_not_rewritten_safely_before_it_can_be_judged() {
        for uris in ["['https://a.acme.com/cb' 'https://b.acme.com/cb']", "'https://a.acme.com/cb'"]
        {
            for comment in ["# noqa: insecure-http", "# cliq-lint: allow(Insecure_HTTP)"] {
                let fixed = fix(&with_uris(&format!("{uris} {comment}")), Applicability::Safe);
                assert!(fixed.ends_with(&format!("] {comment}\n")), "{fixed}");
            }
        }
    }

    #[test]
    fn names_that_are_unused_go_together_or_not_at_all() {
        let text = |comment: &str| with_uris(&format!("['https://a.acme.com/cb'] # {comment}"));
        let reason = text("cliq-lint: allow(insecure-http, temporary-host, reason = \"x\")");
        let (_, report) = lint_text(&reason);
        let fixes = report.diagnostics.iter().flat_map(|found| &found.diagnostic.fixes);
        let fixes: Vec<(&str, String)> =
            fixes.map(|fix| (&*fix.title, fix.edits.apply(&reason))).collect();
        let removed = with_uris("['https://a.acme.com/cb']");
        let title = "Remove the suppression and its reason";
        assert_eq!(fixes, [(title, removed.clone()), (title, removed.clone())]);
        assert_eq!(fix(&reason, Applicability::Safe), reason);
        let two = text("cliq-lint: allow(insecure-http, temporary-host)");
        assert_eq!(fix(&two, Applicability::Safe), removed);
    }

    #[test]
    fn an_expired_suppression_is_kept_while_another_finding_hides_what_it_is_for() {
        let allow = "# cliq-lint: allow(insecure-http, until = 2020-01-01)";
        let text = with_uris(&format!("['http//a.acme.com'] {allow}"));
        assert!(on("2027-01-01", &text).1.ends_with(&format!(" {allow}\n")));
        let text = with_uris(&format!(
            "['https://a.acme.com/cb'] {}",
            allow.replace("insecure-http", "some-newer-rule")
        ));
        assert_eq!(on("2027-01-01", &text).1, text);
    }

    #[test]
    fn a_misspelled_suppression_is_not_overruled_by_the_fix_of_what_it_is_for() {
        let text = |rule: &str| {
            with_uris(&format!("['HTTPS://a.acme.com/cb'] # cliq-lint: allow({rule})"))
        };
        let exact = text("invalid-uri-scheme");
        assert_eq!(fix(&text("Invalid_URI_scheme"), Applicability::Safe), exact);
        let near = text("invalid-uri-schme");
        assert_eq!(fix(&near, Applicability::Safe), near);
        assert_eq!(fix(&near, Applicability::Unsafe), exact);
    }

    /// What is reported on a day, and the text after the safe fixes of that day.
    fn on(today: &str, text: &str) -> (Vec<(&'static str, String)>, String) {
        let levels = Levels::default().on(Date::parse(today).unwrap());
        let manifest = Manifest::new(Source::new(text));
        let report = lint(&manifest, &levels);
        let outcome =
            fix_all(&manifest, &report, &levels, Severity::Hint, Applicability::Safe).unwrap();
        let fixed = outcome.map_or(text.to_owned(), |outcome| outcome.manifest.text().to_owned());
        let found = report.diagnostics.into_iter();
        (found.map(|one| (one.code.name(), one.diagnostic.message)).collect(), fixed)
    }

    #[test]
    fn a_suppression_holds_through_its_day_and_is_reported_after_it() {
        let allow = "# cliq-lint: allow(insecure-http, until = 2027-01-31)";
        let text = with_uris(&format!("['http://a.acme.com/cb'] {allow}"));
        assert_eq!(on("2027-01-31", &text), (vec![], text.clone()));
        assert_eq!(reported(&text), [], "without a day, none expires");
        let (found, fixed) = on("2027-02-01", &text);
        let rules: Vec<&str> = found.iter().map(|(rule, _)| *rule).collect();
        assert_eq!(rules, ["insecure-http", "unused-allow"]);
        assert_eq!(found[1].1, "this suppression expired after 2027-01-31");
        assert_eq!(fixed, text, "it says what was accepted, and is kept");
    }

    #[test]
    fn an_expired_suppression_that_is_not_needed_is_removed() {
        let allow = "# cliq-lint: allow(insecure-http, until = 2027-01-31)";
        let text = with_uris(&format!("['https://a.acme.com/cb'] {allow}"));
        assert_eq!(on("2027-02-01", &text).1, with_uris("['https://a.acme.com/cb']"));
        let text = text.replace("31)", "31, reason = \"x\")");
        assert_eq!(on("2027-02-01", &text).1, text, "a reason is not removed");
    }

    #[test]
    fn a_suppression_without_a_certain_date_is_reported_and_holds() {
        let text = with_uris(
            "['http://a.acme.com/cb'] # cliq-lint: allow(insecure-http, until = 01/02/2027)",
        );
        let message = "`01/02/2027` is not a date; write `until = YYYY-MM-DD`".to_owned();
        assert_eq!(on("2030-01-01", &text).0, [("unused-allow", message)]);
        let (_, fixed) = on("2026-01-01", &text.replace("01/02/2027", "2027/2/1"));
        assert_eq!(fixed, text.replace("01/02/2027", "2027-02-01"));
    }

    const BEGIN: &str = "# cliq-lint: allow-begin(insecure-http)";
    const END: &str = "# cliq-lint: allow-end(insecure-http)";

    /// A manifest with a redirect URI that is not encrypted before, in and after a range.
    fn with_range(begin: &str, end: &str) -> String {
        with_uris(&format!(
            "[\n  'http://a.acme.com/cb',\n  {begin}\n  'http://b.acme.com/cb',\n  {end}\n  'http://c.acme.com/cb',\n]"
        ))
    }

    #[test]
    fn a_range_covers_what_is_between_its_comments_and_nothing_else() {
        check(&with_range(BEGIN, END), &[("insecure-http", 6), ("insecure-http", 10)]);
        let text = format!("{BEGIN}\n{}{END}\n", with_uris("['http://a.acme.com/cb']"));
        check(&text, &[]);
        let of_another = text.replace("insecure-http", "unknown-key");
        check(&of_another, &[("unused-allow", 1), ("insecure-http", 6)]);
    }

    #[test]
    fn ranges_of_other_rules_may_overlap() {
        let text = format!(
            "{BEGIN}\n{HEAD}# cliq-lint: allow-begin(unknown-key)\n\
             redirect_uris = ['http://a.acme.com/cb']\n{END}\nfoo = 1\n\
             # cliq-lint: allow-end(unknown-key)\nbar = 1\n"
        );
        check(&text, &[("unknown-key", 11)]);
    }

    #[test]
    fn a_range_without_a_beginning_or_an_end_is_reported() {
        check(&with_range(BEGIN, ""), &[("insecure-http", 6), ("unused-allow", 7)]);
        check(
            &with_range("", END),
            &[
                ("insecure-http", 6),
                ("insecure-http", 8),
                ("unused-allow", 9),
                ("insecure-http", 10),
            ],
        );
        let other = END.replace("insecure-http", "insecure-http, unknown-key");
        check(
            &with_range(BEGIN, &other),
            &[("insecure-http", 6), ("unused-allow", 7), ("unused-allow", 9)],
        );
        let text = with_uris(&format!("['http://a.acme.com/cb'] {BEGIN}\n{END}"));
        check(&text, &[("insecure-http", 5), ("unused-allow", 5)]);
    }

    #[test]
    fn an_unused_range_is_removed_with_its_end() {
        let text = with_uris("['https://a.acme.com/cb']");
        let range = |names: &str| {
            let (begin, end) = (format!("allow-begin({names})"), format!("allow-end({names})"));
            format!("{text}# cliq-lint: {begin}\nfoo = 1\n# cliq-lint: {end}\n")
        };
        assert_eq!(fix(&range("insecure-http"), Applicability::Safe), format!("{text}foo = 1\n"));
        let both = fix(&range("insecure-http, unknown-key"), Applicability::Safe);
        assert_eq!(both, range("unknown-key"));
    }

    #[test]
    fn a_range_stays_where_it_is_when_statements_move() {
        let text = format!("{HEAD}{BEGIN}\nhomepage = 'http://acme.com'\n{END}\n");
        let fixed = fix(&text, Applicability::Unsafe);
        assert!(fixed.contains(BEGIN) == fixed.contains(END), "{fixed}");
    }

    #[test]
    fn secrets_are_not_suppressed_by_a_range() {
        let text = format!(
            "# cliq-lint: allow-begin(committed-secret)\n[client]\ntype = 'self-client'\n\
             name = 'A'\nmetadata.x = '{SECRET}'\n# cliq-lint: allow-end(committed-secret)\n"
        );
        check(&text, &[("unused-allow", 1), ("committed-secret", 5)]);
    }

    #[test]
    fn a_rule_that_this_version_does_not_know_is_reported_and_kept() {
        let text = with_uris("['https://a.acme.com/cb'] # cliq-lint: allow(some-newer-rule)");
        check(&text, &[("unused-allow", 5)]);
        assert_eq!(fix(&text, Applicability::Unsafe), text);
    }

    #[test]
    fn all_is_not_a_rule() {
        let (_, report) =
            lint_text(&with_uris("['https://a.acme.com/cb'] # cliq-lint: allow(all)"));
        assert_eq!(report.diagnostics[0].diagnostic.message, "`all` is not a rule");
        assert_eq!(report.diagnostics[0].diagnostic.fixes, []);
    }

    #[test]
    fn a_finding_about_a_suppression_can_be_suppressed() {
        let allow = "# cliq-lint: allow(insecure-http, unused-allow)";
        check(&with_uris(&format!("['https://a.acme.com/cb'] {allow}")), &[]);
    }

    #[test]
    fn many_suppressions_and_findings_take_linear_time() {
        let allow = "# cliq-lint: allow(insecure-http, unknown-key)\n";
        let uris = format!("  'http://a.acme.com/cb', {allow}").repeat(2_000);
        let above = format!("{}redirect_uris", allow.repeat(2_000));
        let text = with_uris(&format!("[\n{uris}]")).replace("redirect_uris", &above);
        assert!(reported(&text).len() > 6_000);
    }
}
