//! The form as one HTML page that loads nothing, for a browser or an editor's view.

use super::{ConsoleForm, FormProblem, ManifestForms, Step, StepValue, count_problems};
use crate::text::escape::escape_for_terminal;
use crate::uri::percent::encode_parameter;

const STYLE: &str = include_str!("form.css");
const SCRIPT: &str = include_str!("form.js");

/// The SHA-256 of the style and of the script, the only ones that the page's policy allows. If one
/// changes, a test fails with the new hash.
const STYLE_HASH: &str = "hhjAhp+X0B6byQuAzYTqFtpWXCICmbOrjoWXLN5exZU=";
const SCRIPT_HASH: &str = "Z8EGZ2kvFCTaEZn7A1LkTDg71kOiuEyPpKiz2CmQiwA=";

/// Renders the page for the forms of several manifests.
pub fn render_forms_as_html(manifests: &[ManifestForms]) -> String {
    let body: String = manifests.iter().map(render_manifest).collect();
    format!(
        "<!doctype html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src \
         'sha256-{STYLE_HASH}'; script-src 'sha256-{SCRIPT_HASH}'; base-uri 'none'; form-action \
         'none'\">
<meta name=\"referrer\" content=\"no-referrer\">
<meta name=\"viewport\" content=\"width=device-width\">
<title>What to type into the Zoho API Console</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>What to type into the Zoho API Console</h1>
{body}</main>
<p id=\"status\" role=\"status\"></p>
<script>{SCRIPT}</script>
</body>
</html>
"
    )
}

fn render_manifest(forms: &ManifestForms) -> String {
    let problems = render_problems(forms);
    let clients = forms.clients.iter().map(|form| render_form(&forms.path, form));
    std::iter::once(problems).chain(clients).collect()
}

fn render_problems(forms: &ManifestForms) -> String {
    let Some(count) = count_problems(&forms.problems) else { return String::new() };
    let path = escape(&forms.path);
    let item = |problem: &FormProblem| {
        format!(
            "<li>Line {}: <span class=\"{level}\">{level}</span>: {} (<code>{}</code>)</li>\n",
            problem.line,
            escape(&problem.message),
            problem.rule,
            level = problem.level
        )
    };
    let items: String = forms.problems.iter().map(item).collect();
    format!(
        "<section class=\"problems\" aria-label=\"Problems\">\n<h2>{count} in {path}</h2>\n\
         <ul>\n{items}</ul>\n</section>\n"
    )
}

fn render_form(path: &str, form: &ConsoleForm) -> String {
    let steps: String = form.steps.iter().map(render_step).collect();
    let (title, path) = (escape(&form.title()), escape(path));
    format!(
        "<section>\n<h2>{title}</h2>\n<p class=\"source\">{path}, line {}</p>\n\
         <ol>\n{steps}</ol>\n</section>\n",
        form.line
    )
}

fn render_step(step: &Step) -> String {
    let values: String = step.values.iter().map(render_value).collect();
    let values = if values.is_empty() { values } else { format!("<dl>\n{values}</dl>") };
    let source = step.source.map(|source| {
        format!(
            "<div class=\"source\"><a href=\"{}\" rel=\"noreferrer\">{}</a></div>",
            escape(source.url),
            escape(source.title)
        )
    });
    format!("<li>{}{values}{}</li>\n", code_spans(&step.text), source.unwrap_or_default())
}

/// The script copies exactly this value. It is percent-encoded, so it contains nothing that HTML or
/// a terminal interprets.
fn render_value(value: &StepValue) -> String {
    let label = value.label;
    let Some(text) = &value.value else {
        return format!(
            "<dt>{label}</dt><dd><span class=\"missing\">missing: the console requires it\
             </span></dd>\n"
        );
    };
    let link = if value.key == "console" {
        format!("<a href=\"{0}\" rel=\"noreferrer\">Open</a>", escape(text))
    } else {
        String::new()
    };
    format!(
        "<dt>{label}</dt><dd><code>{}</code>{link}<button type=\"button\" data-label=\"{label}\" \
         data-value=\"{}\" aria-label=\"Copy {label}: {}\">Copy</button></dd>\n",
        escape(text),
        encode_parameter(text),
        escape(text)
    )
}

/// Renders one of the program's own sentences, with `code` in backticks.
fn code_spans(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(index, part)| match index % 2 {
        0 => escape(part),
        _ => format!("<code>{}</code>", escape(part)),
    });
    parts.collect()
}

/// Renders text as HTML for reading: invisible characters become escapes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in escape_for_terminal(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;
    use sha2::{Digest, Sha256};

    use super::*;

    /// The text between two tags, as a browser hashes it.
    fn between<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
        page.split_once(start).unwrap().1.split_once(end).unwrap().0
    }

    #[test]
    fn the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else() {
        let page = render_forms_as_html(&[]);
        let hash = |text| BASE64_STANDARD.encode(Sha256::digest(text));
        assert_eq!(STYLE_HASH, hash(between(&page, "<style>", "</style>")));
        assert_eq!(SCRIPT_HASH, hash(between(&page, "<script>", "</script>")));
        let policy = between(&page, "Content-Security-Policy\" content=\"", "\"");
        let expected = format!(
            "default-src 'none'; style-src 'sha256-{STYLE_HASH}'; script-src \
             'sha256-{SCRIPT_HASH}'; base-uri 'none'; form-action 'none'"
        );
        assert_eq!(policy, expected);
    }
}
