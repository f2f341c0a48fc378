//! Edits that add suppressions, for adopting the linter in a repository with many findings.

use std::collections::{BTreeMap, BTreeSet};

use super::apply::{Scope, is_suppressible, read_suppressions};
use super::{Kind, Suppression, Terms, join_names, parse_suppressions, suppression_comment};
use crate::manifest::Manifest;
use crate::manifest::edit::{comment_above, space_after};
use crate::rules::RuleId;
use crate::syntax::{Item, MAX_ERRORS};
use crate::text::{Date, Edit, Edits, Span};

/// Returns the edits that suppress rules at positions, without a date or a reason (see
/// [`plan_suppressions`]).
pub fn suppression_edits(
    manifest: &Manifest,
    places: impl IntoIterator<Item = (RuleId, Span)>,
) -> Edits {
    plan_suppressions(manifest, places, &Terms::default())
        .into_iter()
        .map(|new| new.edit)
        .collect::<Vec<_>>()
        .into()
}

/// A new suppression, or rules added to an existing one.
#[derive(Clone, Debug)]
pub struct NewSuppression {
    /// The edit that adds it.
    pub edit: Edit,
    /// The rules that it newly suppresses.
    pub rules: Vec<RuleId>,
}

/// Plans suppressions of rules at positions, in the order of the text. Each goes to the innermost
/// element or statement: into the list of its suppression, at the end of its last line, or above it. No
/// value changes. Rules that cannot be suppressed (syntax errors, suppressions) are left out. New
/// comments get the terms, whose reason must be on one line. Existing comments get rules only if they
/// have the same date, and keep their reason.
pub fn plan_suppressions(
    manifest: &Manifest,
    places: impl IntoIterator<Item = (RuleId, Span)>,
    terms: &Terms,
) -> Vec<NewSuppression> {
    let finder = SlotFinder { manifest, until: terms.until };
    let mut slots: BTreeMap<Slot, BTreeSet<RuleId>> = BTreeMap::new();
    for (rule, span) in places {
        if let Some(slot) = finder.slot_for(rule, span) {
            slots.entry(slot).or_default().insert(rule);
        }
    }
    let fill = |(slot, rules): (Slot, BTreeSet<RuleId>)| {
        let rules: Vec<RuleId> = rules.into_iter().collect();
        NewSuppression { edit: fill(manifest, slot, &rules, terms), rules }
    };
    let mut planned: Vec<NewSuppression> = slots.into_iter().map(fill).collect();
    planned.sort_by_key(|new| new.edit.span);
    planned
}

/// Returns the edit that suppresses a rule in the whole file, with a comment above everything else.
/// Returns `None` for rules that can only be suppressed at their position, or not at all.
pub fn file_suppression(manifest: &Manifest, rule: RuleId) -> Option<Edit> {
    let is_possible = is_suppressible(rule)
        && !matches!(rule, RuleId::CommittedSecret | RuleId::UnusedAllow)
        && manifest.source.encoding_error().is_none();
    is_possible.then(|| {
        fill(manifest, SlotFinder { manifest, until: None }.file_slot(), &[rule], &Terms::default())
    })
}

/// Where a suppression can be written, in the order of the text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    /// Above everything.
    File,
    /// At the end of the list of an existing suppression.
    List(usize),
    /// On a line of its own above the item or comment that begins at the byte offset.
    Above(usize),
    /// At the end of a line, replacing the whitespace there.
    After(Span),
    /// At the end of an existing comment.
    Comment(usize),
}

/// Finds slots for suppressions with the same date.
struct SlotFinder<'a> {
    manifest: &'a Manifest,
    /// The last day on which they apply.
    until: Option<Date>,
}

impl SlotFinder<'_> {
    /// Returns the slot that covers as little else as possible.
    fn slot_for(&self, rule: RuleId, span: Span) -> Option<Slot> {
        let layout = self.manifest.layout();
        let is_reported = is_suppressible(rule) && rule != RuleId::UnusedAllow;
        if !is_reported || self.manifest.source.encoding_error().is_some() {
            return None;
        }
        let comment = self.manifest.tree.comment_around(span).filter(|_| !span.is_empty());
        if let Some(comment) = comment {
            return self.slot_above_comment(comment);
        }
        let Some(mut item) = layout.item_at(span.start) else {
            return (rule != RuleId::CommittedSecret).then(|| self.file_slot());
        };
        if is_broken(self.manifest, item) {
            return self.slot_above(layout.statement_at(item.span.start)?);
        }
        loop {
            if let Some(slot) = self.slot_at(item) {
                return Some(slot);
            }
            item = layout.parent(item)?;
        }
    }

    /// The slot of an item and those that begin on its line.
    fn slot_at(&self, item: &Item) -> Option<Slot> {
        let beside = self.manifest.layout().items_beside(&self.manifest.source, item);
        let (first, last) = (beside.first()?, beside.last()?);
        let comments = last.comments.after.into_iter().chain(first.comments.above.iter().copied());
        let mut comments = comments.chain(item.comments.opening);
        if let Some(end) = comments.find_map(|comment| self.list_end(comment)) {
            return Some(Slot::List(end));
        }
        if let Some(space) = space_after(self.manifest, last) {
            return Some(Slot::After(space));
        }
        let above = first.starts_line.then_some(Slot::Above(first.span.start));
        above.or_else(|| last.comments.after.map(|comment| Slot::Comment(comment.end)))
    }

    /// The slot above an item, or above the one around it where others are before it on its line.
    fn slot_above(&self, item: &Item) -> Option<Slot> {
        let layout = self.manifest.layout();
        let first = layout.items_beside(&self.manifest.source, item).first()?;
        let mut above = first.comments.above.iter().copied();
        if let Some(end) = above.find_map(|comment| self.list_end(comment)) {
            return Some(Slot::List(end));
        }
        if first.starts_line {
            return Some(Slot::Above(first.span.start));
        }
        self.slot_above(layout.parent(item)?)
    }

    /// The slot that covers a comment: above it or, if it is at the end of a line, above that.
    fn slot_above_comment(&self, comment: Span) -> Option<Slot> {
        let (source, layout) = (&self.manifest.source, self.manifest.layout());
        let line_start = source.content_line_start(comment.start);
        if !source.slice(Span::new(line_start, comment.start)).trim().is_empty() {
            let owner = layout.owner_of(comment).or_else(|| layout.statement_at(comment.start))?;
            return self.slot_above(owner);
        }
        let index = layout.comments().partition_point(|one| one.start < comment.start);
        let above = index.checked_sub(1).map(|above| layout.comments()[above]);
        let line = source.line_of(comment.start);
        let is_directly_above = |above: &Span| source.line_of(above.start) + 1 == line;
        let list = above.filter(is_directly_above).and_then(|above| self.list_end(above));
        Some(list.map_or(Slot::Above(comment.start), Slot::List))
    }

    /// Where the list of the first well-formed suppression of a comment ends.
    fn list_end(&self, comment: Span) -> Option<usize> {
        let found = parse_suppressions(self.manifest.source.slice(comment), comment.start);
        found.iter().find(|one| self.is_extensible(one)).map(Suppression::rule_list_end)
    }

    fn file_slot(&self) -> Slot {
        let list = read_suppressions(self.manifest);
        let of_file = list.iter().find(|placed| {
            matches!(placed.scope, Scope::File(_)) && self.is_extensible(&placed.suppression)
        });
        of_file.map_or(Slot::File, |placed| Slot::List(placed.suppression.rule_list_end()))
    }

    /// Returns `true` if rules can be added to the list of an existing suppression.
    fn is_extensible(&self, suppression: &Suppression) -> bool {
        let Suppression { kind, error, terms, .. } = suppression;
        *kind == Kind::Allow && error.is_none() && terms.until == self.until
    }
}

/// Returns `true` if the statement of an item is not valid TOML, so that its contents are uncertain.
fn is_broken(manifest: &Manifest, item: &Item) -> bool {
    let errors = &manifest.tree.errors;
    let Some(statement) = manifest.layout().statement_at(item.span.start) else { return true };
    let next = errors.partition_point(|error| error.span.start < statement.span.start);
    let is_inside = errors.get(next).is_some_and(|error| error.span.start <= statement.span.end);
    is_inside || errors.len() >= MAX_ERRORS
}

/// The edit that writes rules to a slot.
fn fill(manifest: &Manifest, slot: Slot, rules: &[RuleId], terms: &Terms) -> Edit {
    let source = &manifest.source;
    let comment = suppression_comment(rules, terms);
    match slot {
        Slot::File => {
            let newline = source.line_ending();
            let rest = &source.text()[source.bom_len()..];
            // The empty line separates the comment from one that belongs to the next statement.
            let is_apart = rest.is_empty() || rest.starts_with(['\n', '\r']);
            let gap = if is_apart { "" } else { newline };
            Edit::insert(source.bom_len(), format!("{comment}{newline}{gap}"))
        }
        Slot::List(end) => Edit::insert(end, format!(", {}", join_names(rules))),
        Slot::Above(start) => comment_above(source, start, &comment),
        Slot::After(space) => Edit::replace(space, format!(" {comment}")),
        Slot::Comment(end) => Edit::insert(end, format!(" {comment}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Levels;
    use crate::lint::{Code, Reported, lint};
    use crate::testing::lint_text;
    use crate::text::Source;

    fn place(reported: &Reported) -> Option<(RuleId, Span)> {
        Some((reported.code.rule()?, reported.diagnostic.span))
    }

    /// The text with a suppression for every diagnostic, after which nothing is reported.
    #[track_caller]
    fn suppress_all(text: &str) -> String {
        let (manifest, report) = lint_text(text);
        let edits = suppression_edits(&manifest, report.diagnostics.iter().filter_map(place));
        let after = edits.apply(text);
        let suppressed = Manifest::new(Source::new(after.as_str()));
        assert_eq!(lint(&suppressed, &Levels::default()).diagnostics, [], "{after}");
        after
    }

    #[track_caller]
    fn check(before: &str, after: &str) {
        assert_eq!(suppress_all(before), after);
        let crlf = |text: &str| text.replace('\n', "\r\n");
        assert_eq!(suppress_all(&crlf(before)), crlf(after));
    }

    const CLIENT: &str = "[client]\ntype = 'self-client'\n";
    const HEAD: &str =
        "[client]\ntype = 'server-based'\nname = 'A'\nhomepage_url = 'https://acme.com'\n";

    #[track_caller]
    fn check_uris(before: &str, after: &str) {
        let text = |uris: &str| format!("{HEAD}redirect_uris = {uris}\n");
        check(&text(before), &text(after));
    }

    #[test]
    fn each_statement_gets_one_comment_at_its_end_or_above_it() {
        check(
            &format!("{CLIENT}name = 'a!  b'\nfoo = 1 # why\n"),
            &format!(
                "{CLIENT}name = 'a!  b' # cliq-lint: allow(invalid-client-name, untidy-client-name)\n\
                 # cliq-lint: allow(unknown-key)\nfoo = 1 # why\n"
            ),
        );
    }

    #[test]
    fn a_string_of_several_lines_gets_its_comment_after_its_end() {
        let allow = "# cliq-lint: allow(invalid-client-name)";
        for name in ["'''\na!\n# b'''", "\"\"\"a!\\\n  b \\\n\"\"\"", "\"\"\"\n\"a!\"\n\"\"\""] {
            let name = format!("{CLIENT}name = {name}");
            let text = suppress_all(&format!("{name}\n"));
            assert!(text.starts_with(&name), "{text}");
        }
        check(
            &format!("{CLIENT}name = '''\na!\n'''\n"),
            &format!("{CLIENT}name = '''\na!\n''' {allow}\n"),
        );
    }

    #[test]
    fn an_element_gets_its_comment_where_it_covers_no_other_line() {
        let allow = "# cliq-lint: allow(insecure-http)";
        check_uris("['http://a.acme.com/cb']", &format!("['http://a.acme.com/cb'] {allow}"));
        check_uris(
            "[\n  'http://a.acme.com/cb',\n  'http://b.acme.com/cb'\n]",
            &format!("[\n  'http://a.acme.com/cb', {allow}\n  'http://b.acme.com/cb' {allow}\n]"),
        );
        check_uris(
            "[\n  'http://a.acme.com/cb', # a\n  'https://b.acme.com/cb'\n]",
            &format!("[\n  {allow}\n  'http://a.acme.com/cb', # a\n  'https://b.acme.com/cb'\n]"),
        );
        check_uris(
            "[\n    'http://a.acme.com/cb' # a\n  , 'http://b.acme.com/cb' # b\n]",
            &format!(
                "[\n    {allow}\n    'http://a.acme.com/cb' # a\n  {allow}\n  , 'http://b.acme.com/cb' # b\n]"
            ),
        );
        check_uris(
            "[\n  '''http://a.acme.com/cb''', 'https://b.acme.com/cb',\n  'https://c.acme.com/cb'\n]",
            &format!(
                "[\n  '''http://a.acme.com/cb''', 'https://b.acme.com/cb', {allow}\n  'https://c.acme.com/cb'\n]"
            ),
        );
        check_uris(
            "['http://a.acme.com/cb', # a\n  'https://b.acme.com/cb']",
            &format!("['http://a.acme.com/cb', # a {allow}\n  'https://b.acme.com/cb']"),
        );
    }

    #[test]
    fn a_suppression_that_is_there_gets_more_rules() {
        check(
            &format!(
                "{CLIENT}name = 'a!  b' # cliq-lint: allow(untidy-client-name, reason = \"x (y) z\")\n"
            ),
            &format!(
                "{CLIENT}name = 'a!  b' # cliq-lint: allow(untidy-client-name, invalid-client-name, reason = \"x (y) z\")\n"
            ),
        );
        check(
            &format!("{CLIENT}# cliq-lint: allow(untidy-client-name)\n# why\nname = 'a!  b' # b\n"),
            &format!(
                "{CLIENT}# cliq-lint: allow(untidy-client-name, invalid-client-name)\n# why\nname = 'a!  b' # b\n"
            ),
        );
    }

    #[test]
    fn rules_are_added_only_to_a_suppression_that_holds_for_the_same_time() {
        let terms = Terms { until: Date::parse("2027-01-31"), reason: None };
        let suppress = |text: &str, terms: &Terms| {
            let (manifest, report) = lint_text(text);
            let places = report.diagnostics.iter().filter_map(place);
            let new = plan_suppressions(&manifest, places, terms).into_iter().map(|new| new.edit);
            Edits::new(new.collect()).apply(text)
        };
        let text =
            |comment: &str| format!("{CLIENT}name = 'a!  b' # cliq-lint: allow({comment})\n");
        let lasting = text("untidy-client-name");
        let after = suppress(&lasting, &terms);
        let above = "# cliq-lint: allow(invalid-client-name, until = 2027-01-31)\n";
        assert_eq!(after, lasting.replace("name =", &format!("{above}name =")));
        let expiring = text("untidy-client-name, until = 2027-01-31");
        let both = text("untidy-client-name, invalid-client-name, until = 2027-01-31");
        assert_eq!(suppress(&expiring, &terms), both);
        let after = suppress(&expiring, &Terms::default());
        let above = "# cliq-lint: allow(invalid-client-name)\n";
        assert_eq!(after, expiring.replace("name =", &format!("{above}name =")));
    }

    #[test]
    fn a_comment_that_only_mentions_a_suppression_is_not_changed() {
        check(
            &format!("{CLIENT}name = 'a!' # not `cliq-lint: allow(x)`\n"),
            &format!(
                "{CLIENT}# cliq-lint: allow(invalid-client-name)\nname = 'a!' # not `cliq-lint: allow(x)`\n"
            ),
        );
    }

    #[test]
    fn a_suppression_at_the_first_statement_does_not_cover_the_file() {
        let text = "# ours\n[clients] # why\ntype = 'self-client'\nname = 'A'\nfoo = 1\n";
        let (manifest, report) = lint_text(text);
        let edits = suppression_edits(&manifest, place(&report.diagnostics[0]));
        let after = edits.apply(text);
        assert_eq!(after, text.replace("[clients]", "# cliq-lint: allow(unknown-key)\n[clients]"));
        let (_, report) = lint_text(&after);
        let rules: Vec<&str> = report.diagnostics.iter().map(|found| found.code.name()).collect();
        assert_eq!(rules, ["unknown-key"], "that of `foo`");
    }

    #[test]
    fn what_belongs_to_no_statement_is_suppressed_in_the_file() {
        assert_eq!(suppress_all(""), "# cliq-lint: allow(missing-client)\n");
        check("# ours\n", "# cliq-lint: allow(missing-client)\n\n# ours\n");
        check("\u{feff}\n# ours\n", "\u{feff}# cliq-lint: allow(missing-client)\n\n# ours\n");
    }

    #[test]
    fn a_file_has_one_suppression_for_all_rules() {
        let suppress = |text: &str, rule| {
            let manifest = Manifest::new(Source::new(text));
            file_suppression(&manifest, rule).map(|edit| Edits::from(edit).apply(text))
        };
        let text = "# ours\n[client]\n";
        let one = suppress(text, RuleId::InsecureHttp).unwrap();
        assert_eq!(one, format!("# cliq-lint: allow(insecure-http)\n\n{text}"));
        let two = suppress(&one, RuleId::UnknownKey).unwrap();
        assert_eq!(two, format!("# cliq-lint: allow(insecure-http, unknown-key)\n\n{text}"));
        for rule in [RuleId::CommittedSecret, RuleId::InvalidToml, RuleId::UnusedAllow] {
            assert_eq!(suppress(text, rule), None);
        }
        for other in
            ["[client] # cliq-lint: allow(unknown-key)\n", "# cliq-lint: allow(\n[client]\n"]
        {
            let own = suppress(other, RuleId::InsecureHttp).unwrap();
            assert_eq!(own, format!("# cliq-lint: allow(insecure-http)\n\n{other}"));
        }
    }

    #[test]
    fn a_syntax_error_gets_no_suppression_and_its_neighbors_do() {
        let text = format!("{CLIENT}name = 'x\nfoo = 1\n");
        let (manifest, report) = lint_text(&text);
        let edits = suppression_edits(&manifest, report.diagnostics.iter().filter_map(place));
        let after = edits.apply(&text);
        assert_eq!(after, text.replace("foo = 1", "foo = 1 # cliq-lint: allow(unknown-key)"));
        let (_, report) = lint_text(&after);
        let codes: Vec<Code> = report.diagnostics.iter().map(|found| found.code).collect();
        assert_eq!(codes, [Code::Rule(RuleId::InvalidToml)]);
    }

    #[test]
    fn a_secret_gets_its_suppression_above_a_comment_and_above_a_broken_line() {
        const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789";
        let allow = "# cliq-lint: allow(committed-secret)";
        let client = format!("{CLIENT}name = 'A'\n");
        for (before, after) in [
            (format!("# {SECRET}\n\n{client}"), format!("{allow}\n# {SECRET}\n\n{client}")),
            (
                format!("{client}  # 1\n  # {SECRET}\n"),
                format!("{client}  # 1\n  {allow}\n  # {SECRET}\n"),
            ),
            (
                format!("{client}metadata.x = 1 # {SECRET}\n"),
                format!("{client}{allow}\nmetadata.x = 1 # {SECRET}\n"),
            ),
        ] {
            check(&before, &after);
        }
        let text = format!("{client}[client.metadata]\nx = [\n  # why\ny = '{SECRET}\n");
        let (manifest, report) = lint_text(&text);
        let edits = suppression_edits(&manifest, report.diagnostics.iter().filter_map(place));
        let after = edits.apply(&text);
        assert_eq!(after, text.replace("y =", &format!("{allow}\ny =")));
        let (_, report) = lint_text(&after);
        let is_secret = |found: &Reported| found.code == Code::Rule(RuleId::CommittedSecret);
        assert!(!report.diagnostics.iter().any(is_secret));
    }
}
