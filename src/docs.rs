//! The rules and the console to pages: those of the site, README's tables, `explain`, `rules`, and
//! what editors show.

use crate::citations::Citation;
use crate::config::{INVALID_CONFIGURATION, Levels};
use crate::console::{
    CLIENT_TYPES, ClientTypeInfo, FIELDS, FieldInfo, FieldKind, METADATA_KEY, RECORDS, RecordInfo,
    TYPE_KEY,
};
use crate::data_centers::{DATA_CENTERS, DataCenter};
use crate::diagnostic::{Applicability, Fix, severity_style};
use crate::lint::{Code, lint};
use crate::manifest::Manifest;
use crate::oauth_errors::{Basis, Cause, OAUTH_ERRORS, OAuthError};
use crate::rules::{Descriptor, Fixes, Rule, RuleId};
use crate::suppression::is_suppressible;
use crate::text::Source;
use crate::text::style::{LITERAL, Palette, STRONG, Style};

/// A group of rules on the site.
pub struct Theme {
    /// What the rules are about.
    pub title: &'static str,
    /// The rules, those that most people meet first.
    pub rules: &'static [RuleId],
}

/// Every rule, by what it is about.
pub static THEMES: &[Theme] = &[
    Theme {
        title: "Client names",
        rules: &[
            RuleId::InvalidClientName,
            RuleId::UntidyClientName,
            RuleId::MixedScriptName,
            RuleId::DuplicateClientName,
        ],
    },
    Theme {
        title: "Client types and fields",
        rules: &[
            RuleId::MissingClientType,
            RuleId::UnknownClientType,
            RuleId::MissingRequiredField,
            RuleId::EmptyRequiredField,
            RuleId::InapplicableField,
            RuleId::ImplicitGrant,
            RuleId::MultipleSelfClients,
            RuleId::InvalidClientId,
            RuleId::DuplicateClientId,
            RuleId::UnknownDataCenter,
            RuleId::InvalidScope,
        ],
    },
    Theme {
        title: "URIs",
        rules: &[
            RuleId::InvalidUriScheme,
            RuleId::InvalidUri,
            RuleId::CommaSeparatedList,
            RuleId::InsecureHttp,
            RuleId::NonCanonicalUri,
            RuleId::DuplicateUri,
            RuleId::UriCredentials,
            RuleId::SuspiciousUri,
        ],
    },
    Theme {
        title: "Redirect URIs",
        rules: &[
            RuleId::RedirectUriFragment,
            RuleId::RedirectUriWildcard,
            RuleId::BareOriginRedirect,
            RuleId::NearDuplicateUri,
            RuleId::CustomSchemeRedirect,
            RuleId::LocalhostInProduction,
            RuleId::ProviderHostRedirect,
            RuleId::ThirdPartyRedirect,
            RuleId::OpenRedirectParameter,
            RuleId::ReservedQueryParameter,
        ],
    },
    Theme {
        title: "JavaScript domains",
        rules: &[RuleId::JavascriptDomainNotOrigin, RuleId::UncoveredRedirectOrigin],
    },
    Theme { title: "Hosts", rules: &[RuleId::UnreachableHost, RuleId::TemporaryHost] },
    Theme {
        title: "Secrets and placeholders",
        rules: &[RuleId::CommittedSecret, RuleId::PlaceholderValue],
    },
    Theme {
        title: "The file",
        rules: &[
            RuleId::InvalidToml,
            RuleId::InvalidEncoding,
            RuleId::MissingClient,
            RuleId::UnknownKey,
            RuleId::WrongValueType,
            RuleId::UnusedAllow,
        ],
    },
];

/// The page of a rule, with what the command line prints for its example.
pub fn rule_page(rule: RuleId, command: &str, output: &str) -> String {
    let descriptor = rule.descriptor();
    let name = descriptor.name;
    let summary = capitalize(descriptor.summary);
    let fix = example_fix(rule).map_or("none", |fix| fix.applicability.name());
    let severity = descriptor.severity.name();
    let sources: Vec<String> = pages_of(descriptor).map(|page| page.link()).collect();
    let facts = [
        ["Severity".to_owned(), format!("[{severity}](../configuration.md#levels)")],
        ["Fix".to_owned(), format!("[{fix}](../fixes.md)")],
        ["Since".to_owned(), rule.since().to_owned()],
        ["Source".to_owned(), sources.join("<br>")],
    ];
    format!(
        "---\ndescription: {description:?}\n---\n\n{GENERATED}\n\n# {name}\n\n{}\n\
         ## What it checks\n\n{summary}.\n\n## Why it matters\n\n{}\n\n\
         ## Example\n\n```toml title=\"{EXAMPLE_FILE}\"\n{}```\n\n\
         ```console\n$ {command}\n{output}```\n\n## Fix\n\n{}\n\n\
         ```toml\n{}```\n\n## When to suppress it\n\n{}{}",
        markdown_table(["", ""], facts.iter()),
        descriptor.rationale,
        example_text(rule),
        describe_fix_on_page(rule),
        rule.rule().good,
        describe_suppression(rule),
        references(descriptor, "## References"),
        description = strip_markdown(&format!("{summary}.")),
    )
}

/// What a generated page begins with.
const GENERATED: &str = "<!-- Generated from src/rules by `UPDATE=1 cargo test`. -->";

/// What the file of an example is called.
pub const EXAMPLE_FILE: &str = "cliq-client.toml";

/// A rule's example without its carets. U+FFFD represents a byte that is not UTF-8.
pub fn example_text(rule: RuleId) -> String {
    let lines = rule.rule().bad.split_inclusive('\n');
    lines.filter(|line| !line.trim_start().starts_with('^')).collect()
}

/// What the fixes of a rule can be and why, and how to apply that of its example.
fn describe_fix_on_page(rule: RuleId) -> String {
    let reason = describe_reason(rule);
    let Some(fix) = example_fix(rule) else {
        return format!("{reason} Corrected, the example is:");
    };
    let (kind, options) = match fix.applicability {
        Applicability::Safe => ("safe", "--fix"),
        Applicability::Unsafe => ("unsafe", "--fix --unsafe-fixes"),
    };
    let title = fix.title;
    format!(
        "{reason}\n\n**{title}** ({kind}): `cliq-lint {options}` applies it. Corrected, the example is:"
    )
}

/// Why the fixes of a rule are safe or unsafe, or why there is none.
fn describe_reason(rule: RuleId) -> String {
    let fixes = rule.rule().fixes;
    let kind = if matches!(fixes, Fixes::Never(_)) { "None. " } else { "" };
    kind.to_owned() + fixes.reason()
}

/// The rules that have safe fixes, with why these are certain, as the table of docs/fixes.md.
pub fn safe_fixes_table() -> String {
    let row = |rule: &RuleId| match rule.rule().fixes {
        Fixes::Safe(reason) => {
            let name = rule.name();
            Some([format!("[`{name}`](rules/{name}.md)"), reason.replace('|', "\\|")])
        }
        Fixes::Unsafe(_) | Fixes::Never(_) => None,
    };
    markdown_table(["Rule", "Why its safe fix is certain"], RuleId::ALL.iter().filter_map(row))
}

/// When to suppress a rule, with the comment for it if it can be suppressed.
fn describe_suppression(rule: RuleId) -> String {
    let advice = rule.rule().when_to_suppress;
    let Some(comment) = suppression_comment(rule) else { return format!("{advice}\n") };
    format!(
        "{advice} Put this comment at the end of the reported line, or \
         [in another place](../suppress.md):\n\n```toml\n{comment}\n```\n"
    )
}

/// The comment that suppresses a rule, if it can be suppressed.
fn suppression_comment(rule: RuleId) -> Option<String> {
    let comment = || format!("# cliq-lint: allow({}, reason = \"…\")", rule.name());
    is_suppressible(rule).then(comment)
}

/// A page or a standard, with what is quoted from it.
struct QuotedPage {
    title: &'static str,
    url: &'static str,
    quotes: Vec<&'static str>,
}

impl QuotedPage {
    fn link(&self) -> String {
        format!("[{}]({})", self.title, self.url)
    }
}

/// The pages and standards that a rule rests on, each once.
fn pages_of(descriptor: &Descriptor) -> impl Iterator<Item = QuotedPage> {
    let mut pages: Vec<QuotedPage> = Vec::new();
    for Citation { title, url, quote } in descriptor.sources.iter().copied() {
        match pages.iter_mut().find(|page| page.url == url) {
            Some(page) => page.quotes.extend(quote),
            None => pages.push(QuotedPage { title, url, quotes: Vec::from_iter(quote) }),
        }
    }
    pages.into_iter()
}

/// The list of all rules on the site: a table for each theme.
pub fn rules_index() -> String {
    let row = |rule: &RuleId| {
        let descriptor = rule.descriptor();
        [
            format!("[`{0}`]({0}.md)", descriptor.name),
            capitalize(&descriptor.summary.replace('|', "\\|")),
            descriptor.severity.name().to_owned(),
            example_fix(*rule).map_or("–", |fix| fix.applicability.name()).to_owned(),
        ]
    };
    let section = |theme: &Theme| {
        let table = markdown_table(
            ["Rule", "What it reports", "Severity", "Fix"],
            theme.rules.iter().map(row),
        );
        format!("\n## {}\n\n{table}", theme.title)
    };
    THEMES.iter().map(section).collect()
}

/// The rules as a part of the navigation of the site, as TOML.
pub fn rules_navigation() -> String {
    let page = |rule: &RuleId| format!("            \"rules/{}.md\",\n", rule.name());
    let section = |theme: &Theme| {
        let pages: String = theme.rules.iter().map(page).collect();
        format!("        {{ \"{}\" = [\n{pages}        ] }},\n", theme.title)
    };
    THEMES.iter().map(section).collect()
}

/// The pages and standards that a rule rests on, as a Markdown list under a heading.
pub fn references(descriptor: &Descriptor, heading: &str) -> String {
    let line = |page: QuotedPage| {
        let quotes: Vec<String> = page.quotes.iter().map(|quote| format!("“{quote}”")).collect();
        let colon = if quotes.is_empty() { "" } else { ": " };
        format!("- {}{colon}{}\n", page.link(), quotes.join(" "))
    };
    let list: String = pages_of(descriptor).map(line).collect();
    format!("\n{heading}\n\n{list}")
}

/// The examples of a rule, as Markdown.
pub fn examples(rule: &Rule) -> String {
    format!("```toml\n{}```\n\nCorrected:\n\n```toml\n{}```\n", rule.bad, rule.good)
}

/// The rules as the list of README: a line for each theme, with links to the site.
pub fn rules_by_theme() -> String {
    let rule_link = |rule: &RuleId| format!("[`{}`]({})", rule.name(), rule.descriptor().url());
    let line = |theme: &Theme| {
        let links: Vec<String> = theme.rules.iter().map(rule_link).collect();
        format!("- **{}**: {}\n", theme.title, links.join(", "))
    };
    THEMES.iter().map(line).collect()
}

/// The fields that the console requires of each client type, as the table of README.
pub fn required_fields_table() -> String {
    let keys = FIELDS.iter().map(|field| format!("`{}`", field.key));
    let header = ["`type`", "the console calls it"].map(str::to_owned).into_iter().chain(keys);
    let row = |info: &'static ClientTypeInfo| {
        let cells = FIELDS.iter().map(|field| required_cell(info, field));
        [format!("`{}`", info.value), info.label.to_owned()].into_iter().chain(cells)
    };
    markdown_table(header, CLIENT_TYPES.iter().map(row))
}

/// The keys of a client that the console asks for, as sections of the reference.
pub fn manifest_keys() -> String {
    let types: String = CLIENT_TYPES.iter().map(type_row).collect();
    let head = format!(
        "\n## `{TYPE_KEY}`\n\nThe client type, which the console asks for first. \
         [Which client type do I need?](client-types.md)\n\n\
         | Value | In the console | For |\n|---|---|---|\n{types}"
    );
    let records = RECORDS.iter().map(record_section);
    std::iter::once(head).chain(FIELDS.iter().map(key_section)).chain(records).collect()
}

fn record_section(row: &RecordInfo) -> String {
    let value = if row.may_be_list { "a string, or an array of strings" } else { "a string" };
    let aliases: Vec<String> = row.aliases.iter().map(|alias| format!("`{alias}`")).collect();
    let example = format!("`{}`", row.placeholder);
    let facts = [
        ["Value", value],
        ["Required for", "no client type"],
        ["Example", &example],
        ["Renamed from", &aliases.join(", ")],
    ];
    let table = markdown_table(["", ""], facts.iter());
    format!("\n## `{}`\n\n{}\n\n{table}", row.key, row.meaning)
}

fn type_row(info: &ClientTypeInfo) -> String {
    format!("| `{}` | {} | {} |\n", info.value, info.label, info.purpose)
}

fn key_section(field: &FieldInfo) -> String {
    let value = match field.kind {
        FieldKind::Text => "a string",
        FieldKind::Uri => "a string with one URI",
        FieldKind::UriList => "an array of strings, each with one URI",
    };
    let requires = |info: &&ClientTypeInfo| info.required.contains(&field.field);
    let code = |text: &str| format!("`{text}`");
    let types: Vec<String> =
        CLIENT_TYPES.iter().filter(requires).map(|info| code(info.value)).collect();
    let examples: Vec<String> = field.examples.iter().map(|example| code(example)).collect();
    let aliases: Vec<String> = field.aliases.iter().map(|alias| code(alias)).collect();
    let error = field.console_error;
    let facts = [
        ["In the console", field.label],
        ["Value", value],
        ["Required for", &types.join(", ")],
        ["Examples", &examples.join("<br>")],
        ["Console error", &format!("[{error}]({}.md)", error_page(field))],
        ["Renamed from", &aliases.join(", ")],
    ];
    let table = markdown_table(["", ""], facts.iter());
    format!("\n## `{}`\n\n{}\n\n{table}", field.key, field.meaning)
}

/// The page of the site on the console's error for a field, without its extension.
pub fn error_page(field: &FieldInfo) -> String {
    let error = field.console_error.trim_end_matches('.').to_lowercase();
    format!("errors/{}", error.replace(' ', "-"))
}

/// Zoho's data centers as a table.
pub fn data_centers_table() -> String {
    let row = |center: &DataCenter| {
        let link = format!("[{0}](https://{0})", center.console_host);
        let hosts = [center.accounts_host, center.api_host].map(|host| format!("`{host}`"));
        let [accounts, api] = hosts;
        [center.name.to_owned(), format!("`{}`", center.code), link, accounts, api]
    };
    let header = ["Data center", "`location`", "Console", "Tokens", "APIs"];
    markdown_table(header, DATA_CENTERS.iter().map(row))
}

/// Whether the console requires a field of a client type, as a cell.
fn required_cell(info: &ClientTypeInfo, field: &FieldInfo) -> String {
    if info.required.contains(&field.field) { "required" } else { "–" }.to_owned()
}

/// A table. A `|` in a cell has a backslash before it.
pub fn markdown_table<Row: IntoIterator<Item: AsRef<str>>>(
    header: impl IntoIterator<Item: AsRef<str>>,
    rows: impl Iterator<Item = Row>,
) -> String {
    let mut table = String::from("|");
    let mut delimiter = String::from("|");
    for cell in header {
        table.extend([" ", cell.as_ref(), " |"]);
        delimiter.push_str("---|");
    }
    table.extend(["\n", &delimiter, "\n"]);
    for row in rows {
        table.push('|');
        for cell in row {
            table.extend([" ", cell.as_ref(), " |"]);
        }
        table.push('\n');
    }
    table
}

/// What a key of a client means, what the console calls it, and which types require it.
pub fn key_docs(key: &str) -> Option<String> {
    match key {
        TYPE_KEY => {
            let row =
                |info: &ClientTypeInfo| [format!("`{}`", info.value), info.purpose.to_owned()];
            let table = markdown_table(["type", "for"], CLIENT_TYPES.iter().map(row));
            Some(format!("The client type, which the console asks for first.\n\n{table}"))
        }
        METADATA_KEY => {
            let docs = "Free-form; scanned only for secrets. The console does not ask for it.";
            Some(docs.to_owned())
        }
        _ => {
            let field = FIELDS.iter().find(|field| field.key == key).map(field_docs);
            field.or_else(|| RECORDS.iter().find(|row| row.key == key).map(record_docs))
        }
    }
}

/// The hosts of a data center, and where Zoho's pages disagree.
pub fn data_center_docs(center: &DataCenter) -> String {
    let DataCenter { name, console_host, accounts_host, api_host, note, .. } = center;
    let hosts = [("Console", console_host), ("Tokens", accounts_host), ("APIs", api_host)];
    let rows = hosts.map(|(what, host)| [what.to_owned(), format!("`{host}`")]);
    let table = markdown_table(["", ""], rows.iter());
    let note = note.map(|note| format!("\n{note}")).unwrap_or_default();
    format!("**{name}**\n\n{table}{note}")
}

fn record_docs(row: &RecordInfo) -> String {
    let RecordInfo { key, meaning, placeholder, .. } = row;
    format!("{meaning}\n\nOptional for every client type.\n\n```toml\n{key} = {placeholder}\n```")
}

fn field_docs(field: &FieldInfo) -> String {
    let row = |info: &ClientTypeInfo| [format!("`{}`", info.value), required_cell(info, field)];
    format!(
        "{}\n\nThe console calls it **{}**.\n\n{}\n```toml\n{} = {}\n```",
        field.meaning,
        field.label,
        markdown_table(["type", ""], CLIENT_TYPES.iter().map(row)),
        field.key,
        field.placeholder
    )
}

/// What a client type is for, and the fields that the console requires of it.
pub fn type_docs(info: &ClientTypeInfo) -> String {
    let required = info.required.iter().map(|field| field.info());
    let fields: String =
        required.map(|field| format!("- {} (`{}`)\n", field.label, field.key)).collect();
    format!("**{}**: {}.\n\nThe console asks for:\n\n{fields}", info.label, info.purpose)
}

/// What a rule reports, and why that matters.
pub fn rule_docs(rule: RuleId) -> String {
    let descriptor = rule.descriptor();
    let (name, severity) = (descriptor.name, descriptor.severity.name());
    let summary = capitalize(descriptor.summary);
    let references = references(descriptor, "**References.**");
    format!("**{name}** ({severity})\n\n{summary}.\n\n{}\n{references}", descriptor.rationale)
}

/// The rules by what they are about, and the errors that are explained.
pub fn explain_list() -> String {
    let theme = |theme: &Theme| {
        let names = theme.rules.iter().map(|rule| format!("  {}\n", rule.name()));
        format!("{}:\n{}\n", theme.title, names.collect::<String>())
    };
    let errors = OAUTH_ERRORS.iter().map(|error| format!("  {}\n", error.title));
    format!(
        "{}Errors of the console, of sign-in and of APIs:\n{}\n\
         `cliq-lint explain NAME` explains a rule, and `cliq-lint explain TEXT` an error.\n",
        THEMES.iter().map(theme).collect::<String>(),
        errors.collect::<String>()
    )
}

/// An error's page for a terminal.
pub fn explain_error(error: &OAuthError) -> String {
    let causes = error.causes.iter().enumerate().map(|(index, cause)| {
        let text = strip_markdown(&format!("{}. {}\n{}", index + 1, cause.text, cause.remedy));
        let source = match cause.basis {
            Basis::Documented(source) => format!("Source: {}\n{}", source.title, source.url),
            Basis::Experience(address) => format!("From experience:\n{address}"),
        };
        let lines = text.lines().map(wrap).chain(source.lines().map(str::to_owned));
        let lines = lines.collect::<Vec<_>>().join("\n");
        format!("{}\n", lines.replace('\n', "\n   "))
    });
    let causes = causes.collect::<Vec<_>>().join("\n");
    let rules = error.rules.iter().map(|rule| format!("  {}\n", rule.name()));
    let rules = section("Rules that find a cause in the manifest", rules.collect());
    let width = error.commands.iter().map(|(command, _)| command.len()).max().unwrap_or(0);
    let commands = error.commands.iter();
    let commands = commands.map(|(command, purpose)| format!("  {command:width$}  {purpose}\n"));
    let commands = section("Commands that help", commands.collect());
    let others = error.other_texts.iter().map(|text| format!("  {text}\n"));
    let others = section("Also shown as", others.collect());
    format!(
        "{}\n\n{}\n\n{}\n{others}\nCauses, the most frequent first:\n\n{causes}{rules}{commands}",
        error.title,
        wrap(&format!("Shown {}.", error.place)),
        wrap(error.meaning),
    )
}

/// An error's page for the site.
pub fn oauth_error_page(error: &OAuthError) -> String {
    let cause = |(index, cause): (usize, &Cause)| {
        let source = match cause.basis {
            Basis::Documented(source) => format!("[{}]({})", source.title, source.url),
            Basis::Experience(address) => format!("From experience: [a report]({address})"),
        };
        format!("{}. **{}** {} {source}.\n", index + 1, cause.text, cause.remedy)
    };
    let causes: String = error.causes.iter().enumerate().map(cause).collect();
    let others = error.other_texts.iter().map(|text| format!("- `{text}`\n"));
    let others = markdown_section("Also shown as", others.collect());
    let commands = error.commands.iter();
    let commands = commands.map(|(command, purpose)| format!("- `{command}` {purpose}.\n"));
    let commands = markdown_section("What to check", commands.collect());
    let rules = error.rules.iter().map(|rule| {
        let name = rule.name();
        format!("- [`{name}`](../rules/{name}.md): {}\n", rule.descriptor().summary)
    });
    let rules = markdown_section("Rules", rules.collect());
    let OAuthError { title, place, meaning, .. } = error;
    format!(
        "---\ndescription: \"{}\"\n---\n\n# {title}\n\n\
         <!-- generated from the table of errors by `UPDATE=1 cargo test` -->\n\n\
         Shown {place}. {meaning}\n{others}\n## Causes\n\nThe most frequent come first.\n\n\
         {causes}{commands}{rules}",
        meaning.replace('"', "\\\""),
    )
}

fn markdown_section(heading: &str, text: String) -> String {
    if text.is_empty() { text } else { format!("\n## {heading}\n\n{text}") }
}

/// Lines under a heading; nothing where there are no lines.
fn section(heading: &str, lines: String) -> String {
    if lines.is_empty() { lines } else { format!("\n{heading}:\n{lines}") }
}

/// What is wrong with a configuration file, for a terminal: it is reported as rules are, but it cannot
/// be suppressed or set to another level.
pub fn explain_invalid_configuration(palette: Palette) -> String {
    let descriptor = &INVALID_CONFIGURATION;
    let references = explain_references(descriptor, palette);
    let url = palette.paint(LITERAL, descriptor.url());
    format!("{}\n{references}\n{url}\n", explain_descriptor(descriptor, palette))
}

/// The name, the level, the summary and the reason of what is reported.
fn explain_descriptor(descriptor: &Descriptor, palette: Palette) -> String {
    let level = palette.paint(severity_style(descriptor.severity), descriptor.severity.name());
    format!(
        "{} ({level})\n\n{}.\n\n{}\n",
        palette.paint(STRONG, descriptor.name),
        strip_markdown(&capitalize(descriptor.summary)),
        wrap(&strip_markdown(descriptor.rationale)),
    )
}

fn explain_references(descriptor: &Descriptor, palette: Palette) -> String {
    let quote = |source: &Citation| {
        let lines = source.quote.map_or(String::new(), |quote| wrap(&format!("“{quote}”")));
        lines.lines().map(|line| format!("  {line}\n")).collect::<String>()
    };
    let reference = |source: &Citation| {
        let url = palette.paint(LITERAL, source.url);
        format!("  {}\n  {url}\n{}", source.title, quote(source))
    };
    let references: String = descriptor.sources.iter().map(reference).collect();
    format!("{}\n{references}", palette.paint(STRONG, "References:"))
}

/// A rule's page for a terminal.
pub fn explain(rule: RuleId, palette: Palette) -> String {
    let Rule { descriptor, bad, good, when_to_suppress, .. } = rule.rule();
    let comment = suppression_comment(rule);
    let comment = comment
        .map_or(String::new(), |comment| format!("\n    {}\n", palette.paint(LITERAL, comment)));
    let heading = |text: &str| palette.paint(STRONG, text);
    format!(
        "{}\n{} {}\n\n{}\n\n{}\n{}\n\n{}\n{}\n{} {}\n{comment}\n{}\n",
        explain_descriptor(descriptor, palette),
        heading("Fix:"),
        wrap(&strip_markdown(&describe_fix(rule))),
        heading("Example:"),
        color_carets(&indent(bad), severity_style(descriptor.severity), palette),
        heading("Corrected:"),
        indent(good),
        explain_references(descriptor, palette),
        heading("When to suppress it:"),
        wrap(&strip_markdown(when_to_suppress)),
        palette.paint(LITERAL, descriptor.url()),
    )
}

/// An example with the lines of carets and their messages in the color of the level.
fn color_carets(example: &str, style: Style, palette: Palette) -> String {
    let color = |line: &str| {
        let indent = line.len() - line.trim_start().len();
        let (space, text) = line.split_at(indent);
        let is_caret = text.starts_with('^');
        if is_caret {
            format!("{space}{}\n", palette.paint(style, text))
        } else {
            format!("{line}\n")
        }
    };
    example.lines().map(color).collect()
}

fn indent(example: &str) -> String {
    let indent =
        |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") };
    example.lines().map(indent).collect()
}

/// Why the fixes of a rule are safe or unsafe, or why there is none, with that of its example.
fn describe_fix(rule: RuleId) -> String {
    let example = example_fix(rule).map_or(String::new(), |fix| {
        format!(" In the example: {} ({}).", fix.title, fix.applicability.name())
    });
    describe_reason(rule) + &example
}

/// The first fix that is offered for the rule's example.
pub(crate) fn example_fix(rule: RuleId) -> Option<Fix> {
    let manifest = Manifest::new(Source::new(example_text(rule)));
    let report = lint(&manifest, &Levels::default());
    let own = report.diagnostics.into_iter().filter(|found| found.code == Code::Rule(rule));
    own.flat_map(|found| found.diagnostic.fixes).next()
}

/// A text with its first letter in upper case.
pub fn capitalize(text: &str) -> String {
    let Some(first) = text.chars().next() else { return String::new() };
    first.to_uppercase().collect::<String>() + &text[first.len_utf8()..]
}

/// Markdown without its marks: of a link, its text and its address are left; code stays as it is.
pub fn strip_markdown(markdown: &str) -> String {
    let parts = markdown.split('`').enumerate().map(|(index, part)| {
        let is_code = index % 2 == 1;
        if is_code { part.to_owned() } else { part.replace("](", "] (").replace('*', "") }
    });
    parts.collect()
}

/// The text in lines of at most 80 characters.
fn wrap(text: &str) -> String {
    let mut lines = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > 80 {
            lines.push('\n');
            width = 0;
        } else if width > 0 {
            lines.push(' ');
            width += 1;
        }
        lines.push_str(word);
        width += length;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::{ClientType, Field, known_keys};

    #[test]
    fn markdown_loses_its_marks_but_code_does_not() {
        let markdown = "**a** [b](c) `*` and\n```toml\nd = 'https://*.e'\n```";
        assert_eq!(strip_markdown(markdown), "a [b] (c) * and\ntoml\nd = 'https://*.e'\n");
    }

    #[test]
    fn a_table_has_a_delimiter_for_each_column() {
        let cells = ["a", "b", "c"];
        let table = markdown_table(cells, std::iter::once(cells));
        assert_eq!(table, "| a | b | c |\n|---|---|---|\n| a | b | c |\n");
    }

    #[test]
    fn a_key_has_its_meaning_its_label_and_the_types_that_require_it() {
        let row = |info: &ClientTypeInfo| {
            let is_required = info.required.contains(&Field::HomepageUrl);
            format!("| `{}` | {} |\n", info.value, if is_required { "required" } else { "–" })
        };
        let expected = format!(
            "The complete URL of the application's home page.\n\n\
             The console calls it **Homepage URL**.\n\n\
             | type |  |\n|---|---|\n{}\n\
             ```toml\nhomepage_url = \"https://www.yourdomain.com\"\n```",
            CLIENT_TYPES.iter().map(row).collect::<String>()
        );
        assert_eq!(key_docs("homepage_url").as_deref(), Some(&*expected));
        assert_eq!(key_docs("owner"), None);
    }

    #[test]
    fn every_key_has_docs_and_that_of_the_type_lists_all_types() {
        assert!(known_keys().all(|key| key_docs(key).is_some()));
        let docs = key_docs(TYPE_KEY).unwrap();
        assert!(CLIENT_TYPES.iter().all(|info| docs.contains(info.purpose)), "{docs}");
    }

    #[test]
    fn a_type_has_its_purpose_and_its_fields() {
        let expected = "\
**Non-browser Applications**: a device without a browser, such as a TV or a printer.

The console asks for:

- Client Name (`name`)
- Homepage URL (`homepage_url`)
";
        assert_eq!(type_docs(ClientType::NonBrowserBased.info()), expected);
    }

    #[test]
    fn a_rule_has_its_level_its_summary_and_its_rationale() {
        let docs = rule_docs(RuleId::InsecureHttp);
        let descriptor = RuleId::InsecureHttp.descriptor();
        assert!(docs.starts_with("**insecure-http** (warning)\n\n"), "{docs}");
        assert!(docs.contains(&capitalize(descriptor.summary)), "{docs}");
        assert!(docs.contains(descriptor.rationale), "{docs}");
    }

    #[test]
    fn every_rule_has_one_theme() {
        let mut rules: Vec<RuleId> = THEMES.iter().flat_map(|theme| theme.rules).copied().collect();
        rules.sort();
        assert_eq!(rules, RuleId::ALL);
    }

    #[test]
    fn lines_are_wrapped_between_words() {
        let text = wrap(&"word ".repeat(40));
        assert!(text.lines().all(|line| line.len() <= 80 && line.starts_with("word")), "{text}");
        assert_eq!(text.split_whitespace().count(), 40);
    }

    #[test]
    fn a_rule_names_its_sources_with_their_addresses() {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        for rule in RuleId::ALL {
            let sources = rule.descriptor().sources;
            assert!(!sources.is_empty(), "{}", rule.name());
            for page in [explain(*rule, Palette::PLAIN), rule_docs(*rule), rule_page(*rule, "", "")]
            {
                let page = words(&page);
                for source in sources {
                    // One page can be cited for several sections, with the title of the first.
                    let parts = [source.url, source.quote.unwrap_or_default()];
                    assert!(parts.iter().all(|part| page.contains(&words(part))), "{page}");
                }
            }
        }
        assert!(!INVALID_CONFIGURATION.sources.is_empty());
    }

    #[test]
    fn the_page_of_a_rule_shows_both_examples_and_how_to_suppress_it() {
        for rule in RuleId::ALL {
            let page = explain(*rule, Palette::PLAIN);
            let (bad, good) = (indent(rule.rule().bad), indent(rule.rule().good));
            let suppression = suppression_comment(*rule).unwrap_or_default();
            assert!([bad, good, suppression].iter().all(|part| page.contains(part)), "{page}");
        }
    }
}
