//! The form as text for a terminal.

use super::{ConsoleForm, ManifestForms, Step, StepValue, count_problems};
use crate::console::{FIELDS, RECORDS};
use crate::text::escape::escape_for_terminal;
use crate::text::style::{ERROR, LITERAL, Palette, STRONG, WARNING};

/// Renders the forms of a manifest: its problems, then the steps for each client.
pub fn render_forms(forms: &ManifestForms, palette: Palette) -> String {
    let clients = forms.clients.iter().map(|form| render_form(&forms.path, form, palette));
    let mut parts: Vec<String> = render_problems(forms, palette).into_iter().collect();
    parts.extend(clients);
    format!("{}\n", parts.join("\n").trim_end())
}

fn render_problems(forms: &ManifestForms, palette: Palette) -> Option<String> {
    let count = count_problems(&forms.problems)?;
    let path = escape_for_terminal(&forms.path);
    let lines: String = forms
        .problems
        .iter()
        .map(|problem| {
            let style = if problem.level == "error" { ERROR } else { WARNING };
            let level = palette.paint(style, format!("{}[{}]", problem.level, problem.rule));
            let message = escape_for_terminal(&problem.message);
            format!("  {path}:{}: {level}: {message}\n", problem.line)
        })
        .collect();
    let style = if forms.problems[0].level == "error" { ERROR } else { WARNING };
    Some(format!("{} in {path}:\n{lines}", palette.paint(style, count)))
}

fn render_form(path: &str, form: &ConsoleForm, palette: Palette) -> String {
    let (path, title) = (escape_for_terminal(path), form.title());
    let head = palette.paint(STRONG, escape_for_terminal(&title));
    let steps = form.steps.iter().enumerate();
    let steps: String = steps.map(|(index, step)| render_step(index + 1, step, palette)).collect();
    format!("{head} ({path}:{}):\n\n{steps}", form.line)
}

fn render_step(number: usize, step: &Step, palette: Palette) -> String {
    let text = escape_for_terminal(&step.text);
    let values = match step.values.as_slice() {
        [] => String::new(),
        values if values.iter().any(|value| is_of_manifest(value.key)) => {
            format!("\n{}\n", render_fields(values, palette))
        }
        values => {
            let lines = values.iter().filter_map(|value| value.value.as_deref());
            let lines = lines.map(|value| palette.paint(LITERAL, escape_for_terminal(value)));
            format!("\n{}\n", lines.map(|line| format!("     {line}\n")).collect::<String>())
        }
    };
    format!("{number:3}. {text}\n{values}")
}

fn is_of_manifest(key: &str) -> bool {
    FIELDS.iter().any(|info| info.key == key) || RECORDS.iter().any(|info| info.key == key)
}

/// Renders fields with their labels; a [+] means a click before each value of a list but the first.
fn render_fields(values: &[StepValue], palette: Palette) -> String {
    let longest = FIELDS.iter().map(|info| info.label.chars().count()).max().unwrap_or(0);
    let mut last = "";
    let line = |value: &StepValue| {
        let label = if value.label == last { "  [+]" } else { value.label };
        last = value.label;
        let label = palette.paint(STRONG, format!("{label:0$}", longest + 2));
        let text = match &value.value {
            Some(text) => palette.paint(LITERAL, escape_for_terminal(text)),
            None => palette.paint(ERROR, "(missing: the console requires it)"),
        };
        format!("     {label}{text}\n")
    };
    values.iter().map(line).collect()
}
