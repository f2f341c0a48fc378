//! What `match` prints, in each format. User text is masked and escaped.

use serde_json::{Value as Json, json};

use super::compare::Difference;
use super::describe::{Finding, findings, masked, nearest_of, place_of, quote_masked};
use super::{FoundRedirect, Matcher, RegisteredUri, Registry, Verdict};
use crate::diagnostic::{Severity, severity_style};
use crate::render::github::{escape_data, escape_property};
use crate::render::{OutputStyle, pluralize};
use crate::rules::RuleId;
use crate::text::escape::{escape_for_terminal, escape_json};
use crate::text::style::{FRAME, HELP, STRONG, SUCCESS, Style};

/// A format of `match`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchFormat {
    /// For people: one URI above the other, with carets where they differ.
    Human,
    /// One line each.
    Short,
    /// One JSON object.
    Json,
    /// Annotations of a GitHub workflow.
    Github,
}

/// Renders everything that was found.
pub fn render_matches(
    format: MatchFormat,
    style: OutputStyle,
    registry: &Registry,
    matcher: &Matcher<'_>,
) -> String {
    let found = &matcher.found;
    match format {
        MatchFormat::Human => {
            let blocks = found.iter().map(|found| human_block(style, registry, found));
            format!("{}{}\n", blocks.collect::<String>(), summary(matcher))
        }
        MatchFormat::Short => found.iter().map(|found| short_lines(registry, found)).collect(),
        MatchFormat::Github => found.iter().map(|found| annotations(registry, found)).collect(),
        MatchFormat::Json => {
            let uris: Vec<Json> = found.iter().map(|found| json_uri(registry, found)).collect();
            let unrelated = matcher.unrelated;
            let json = json!({ "version": 1, "uris": uris, "unrelated": unrelated });
            escape_json(format!("{json}\n"))
        }
    }
}

fn human_block(style: OutputStyle, registry: &Registry, found: &FoundRedirect) -> String {
    let head = match &found.verdict {
        Verdict::Match(uris) => {
            let (ok, uri) = (style.palette.paint(SUCCESS, "ok"), quote_masked(&found.sent));
            let places: Vec<String> = uris.iter().map(|uri| place_of(registry, *uri)).collect();
            format!("{ok}: {}: {uri} is registered: {}\n", place(found), places.join("; "))
        }
        Verdict::Unrelated if found.problems.is_empty() => {
            format!("unrelated: {}: {}\n", place(found), quote_masked(&found.sent))
        }
        _ => String::new(),
    };
    let blocks = findings(registry, found).into_iter();
    let blocks = blocks.map(|finding| finding_block(style, registry, found, &finding));
    std::iter::once(head).chain(blocks).collect()
}

/// A finding as `cliq-lint` shows it for a manifest, with the two URIs instead of a line of the file.
fn finding_block(
    style: OutputStyle,
    registry: &Registry,
    found: &FoundRedirect,
    finding: &Finding,
) -> String {
    let palette = style.palette;
    let level_style = severity_style(finding.severity);
    let level =
        palette.paint(level_style, format!("{}[{}]", finding.severity.name(), finding.code));
    let message = palette.paint(STRONG, format!(": {}", finding.message));
    let (corner, border) = (palette.paint(FRAME, "┌─"), palette.paint(FRAME, "│"));
    let comparison = if finding.code == RuleId::RedirectUriMismatch.name() {
        comparison(style, level_style, registry, found)
    } else {
        String::new()
    };
    let bullet = palette.paint(FRAME, "=");
    let note = palette.paint(STRONG, "note");
    let notes = finding.notes.iter().map(|text| format!("  {bullet} {note}: {text}\n"));
    let notes: String = notes.collect();
    let help = format!("  {bullet} {}: {}\n", palette.paint(HELP, "help"), finding.help);
    let place = place(found);
    format!("{level}{message}\n  {corner} {place}\n{comparison}  {border}\n{notes}{help}\n")
}

/// Shows the URI that is sent above the nearest one that is registered, with carets where they differ.
fn comparison(
    style: OutputStyle,
    sent_style: Style,
    registry: &Registry,
    found: &FoundRedirect,
) -> String {
    let border = style.palette.paint(FRAME, "│");
    let Some((uri, differences)) = nearest_of(found) else {
        return format!("  {border}\n  {border} sent        {}\n", shown(&found.sent));
    };
    let sent_parts = differences.iter().map(|difference| &difference.sent);
    let registered_parts = differences.iter().map(|difference| &difference.registered);
    let line = |label: &str,
                text: &str,
                caret_style: Style,
                parts: &mut dyn Iterator<Item = &std::ops::Range<usize>>| {
        let carets = carets(text, parts);
        let below = match carets.as_str() {
            "" => String::new(),
            _ => format!("  {border} {:12}{}\n", "", style.palette.paint(caret_style, carets)),
        };
        format!("  {border} {label:12}{}\n{below}", shown(text))
    };
    let registered = &registry.uris[uri].address.text;
    format!(
        "  {border}\n{}{}",
        line("sent", &found.sent, sent_style, &mut sent_parts.into_iter()),
        line("registered", registered, FRAME, &mut registered_parts.into_iter()),
    )
}

/// Returns a line with carets under parts of a text, at least one for each part.
fn carets(text: &str, parts: &mut dyn Iterator<Item = &std::ops::Range<usize>>) -> String {
    let column = |offset: usize| escape_for_terminal(&text[..offset]).chars().count();
    let mut line = String::new();
    let mut width = 0;
    for part in parts {
        let (start, end) = (column(part.start), column(part.end));
        if start >= width {
            line.extend(std::iter::repeat_n(' ', start - width));
            let count = (end - start).max(1);
            line.extend(std::iter::repeat_n('^', count));
            width = start + count;
        }
    }
    line
}

fn place(found: &FoundRedirect) -> String {
    let path = found.path.as_deref().unwrap_or("<argument>");
    let (line, column) = (found.position.line, found.position.column);
    let times = match found.count {
        1 => String::new(),
        count => format!(" (and {} more)", count - 1),
    };
    format!("{}:{line}:{column}{times}", escape_for_terminal(path))
}

/// Counts what was found: `1 redirect URI is registered, 2 are not; 3 unrelated URIs left alone`.
fn summary(matcher: &Matcher<'_>) -> String {
    let count = |is_counted: fn(&Verdict) -> bool| {
        matcher.found.iter().filter(|found| is_counted(&found.verdict)).count()
    };
    let matching = count(|verdict| matches!(verdict, Verdict::Match(_)));
    let others = count(|verdict| !matches!(verdict, Verdict::Match(_) | Verdict::Unrelated));
    let verb = |count: usize| if count == 1 { "is" } else { "are" };
    let redirects = match (matching, others) {
        (0, 0) => "no redirect URIs found".to_owned(),
        (0, _) => format!("{} {} not registered", pluralize(others, "redirect URI"), verb(others)),
        (_, 0) => format!("{} {} registered", pluralize(matching, "redirect URI"), verb(matching)),
        _ => format!(
            "{} {} registered, {others} {} not",
            pluralize(matching, "redirect URI"),
            verb(matching),
            verb(others)
        ),
    };
    let problems = match matcher.found.iter().map(|found| found.problems.len()).sum() {
        0 => String::new(),
        count => format!("; {} with requests", pluralize(count, "problem")),
    };
    let unrelated = match matcher.unrelated {
        count if count > 0 && !matcher.keeps_unrelated => {
            format!("; {} left alone", pluralize(count, "other URI"))
        }
        _ => String::new(),
    };
    redirects + &problems + &unrelated
}

fn short_lines(registry: &Registry, found: &FoundRedirect) -> String {
    let place = short_place(found);
    let line = |finding: Finding| {
        let (level, code) = (finding.severity.name(), finding.code);
        format!("{place}: {level}[{code}]: {}\n", finding.message)
    };
    let ok = match &found.verdict {
        Verdict::Match(uris) => {
            let places: Vec<String> = uris.iter().map(|uri| place_of(registry, *uri)).collect();
            format!("{place}: ok: registered: {}\n", places.join("; "))
        }
        _ => String::new(),
    };
    findings(registry, found).into_iter().map(line).fold(ok, |lines, line| lines + &line)
}

fn short_place(found: &FoundRedirect) -> String {
    let path = escape_for_terminal(found.path.as_deref().unwrap_or("<argument>"));
    format!("{path}:{}:{}", found.position.line, found.position.column)
}

fn annotations(registry: &Registry, found: &FoundRedirect) -> String {
    let annotation = |finding: Finding| {
        let command = if finding.severity == Severity::Error { "error" } else { "warning" };
        let (line, column) = (found.position.line, found.position.column);
        let place = match &found.path {
            Some(path) => format!("file={},line={line},col={column},", escape_property(path)),
            None => String::new(),
        };
        let title = escape_property(&format!("cliq-lint: {}", finding.code));
        let text = format!("{}\nhelp: {}", finding.message, finding.help);
        format!("::{command} {place}title={title}::{}\n", escape_data(&text))
    };
    findings(registry, found).into_iter().map(annotation).collect()
}

fn json_uri(registry: &Registry, found: &FoundRedirect) -> Json {
    let registered = |uri: &RegisteredUri| {
        let client = &registry.clients[uri.client];
        json!({
            "uri": masked(&uri.address.text),
            "path": client.manifest,
            "line": uri.position().line,
            "column": uri.position().column,
            "client": client.label,
        })
    };
    let (verdict, matches, nearest, differences) = match &found.verdict {
        Verdict::Match(uris) => ("match", uris.clone(), None, &[][..]),
        Verdict::Mismatch { nearest: Some((uri, differences)) } => {
            ("mismatch", Vec::new(), Some(*uri), differences.as_slice())
        }
        Verdict::Mismatch { nearest: None } => ("mismatch", Vec::new(), None, &[][..]),
        Verdict::OtherClient { uri, .. } => ("other-client", Vec::new(), Some(*uri), &[][..]),
        Verdict::EncodedTwice(uri) => ("encoded-twice", Vec::new(), Some(*uri), &[][..]),
        Verdict::Unrelated => ("unrelated", Vec::new(), None, &[][..]),
    };
    let matches: Vec<Json> = matches.iter().map(|uri| registered(&registry.uris[*uri])).collect();
    let difference = |difference: &Difference| json!({ "kind": difference.kind.name(), "message": difference.message });
    let finding = |finding: &Finding| {
        json!({
            "level": finding.severity.name(),
            "code": finding.code,
            "message": finding.message,
            "notes": finding.notes,
            "help": finding.help,
        })
    };
    json!({
        "path": found.path,
        "line": found.position.line,
        "column": found.position.column,
        "count": found.count,
        "uri": masked(&found.sent),
        "verdict": verdict,
        "matches": matches,
        "nearest": nearest.map(|uri| registered(&registry.uris[uri])),
        "differences": differences.iter().map(difference).collect::<Vec<Json>>(),
        "findings": findings(registry, found).iter().map(finding).collect::<Vec<Json>>(),
    })
}

/// Escapes user text for a terminal, with its secrets masked.
fn shown(text: &str) -> String {
    escape_for_terminal(&masked(text)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::Manifest;
    use crate::testing::strip_colors;
    use crate::text::Source;
    use crate::text::style::Palette;

    #[test]
    fn carets_are_under_the_parts_and_under_the_place_of_one_that_is_missing() {
        assert_eq!(carets("abc\u{1b}d", &mut [0..1, 4..5].iter()), "^        ^");
        assert_eq!(carets("abc", &mut [1..1, 3..3].iter()), " ^ ^");
        assert_eq!(carets("abc", &mut [].iter()), "");
    }

    #[test]
    fn colors_are_those_of_findings_and_change_no_text() {
        let text = "[client]\nname = 'A'\nredirect_uris = ['https://a.com/cb']";
        let manifest = Manifest::new(Source::new(text));
        let registry = Registry::new([("a.toml", &manifest)]);
        let mut matcher = Matcher::new(&registry, false);
        matcher.read(None, b"http://a.com/cb", 1);
        let render = |palette| {
            let style = OutputStyle { palette, ..OutputStyle::default() };
            render_matches(MatchFormat::Human, style, &registry, &matcher)
        };
        let colored = render(Palette::COLORED);
        for part in [Palette::COLORED.paint(STRONG, "note"), Palette::COLORED.paint(HELP, "help")] {
            assert!(colored.contains(&part), "{colored}");
        }
        assert_eq!(strip_colors(&colored), render(Palette::PLAIN));
    }

    #[test]
    fn secrets_are_masked_in_every_format() {
        let text =
            "[client]\nname = 'A'\nredirect_uris = ['https://a.com/cb?api_key=hunter2Zq9Xk']";
        let manifest = Manifest::new(Source::new(text));
        let registry = Registry::new([("a.toml", &manifest)]);
        let secret = "1000.0123456789abcdef0123456789abcdef.0123456789abcdef0123456789abcdef";
        let mut matcher = Matcher::new(&registry, true);
        matcher.read(None, format!("https://a.com/cb?token={secret}").as_bytes(), 1);
        matcher.read(None, b"https://a.com/cb?client_secret=Tr0ub4dor&3x9Q", 1);
        for format in
            [MatchFormat::Human, MatchFormat::Short, MatchFormat::Json, MatchFormat::Github]
        {
            let output = render_matches(format, OutputStyle::default(), &registry, &matcher);
            for part in ["hunter2Zq9Xk", "Tr0ub4dor", "456789abcdef"] {
                assert!(!output.contains(part), "{part} in {output}");
            }
        }
    }
}
