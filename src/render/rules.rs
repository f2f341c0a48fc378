//! The list of the rules, for people and as JSON.

use serde_json::{Value as Json, json};

use crate::diagnostic::{Severity, severity_style};
use crate::docs::{example_fix, strip_markdown};
use crate::rules::RuleId;
use crate::text::style::Palette;

/// The rules with their levels, a line each.
pub fn render_rules(palette: Palette) -> String {
    let longest = |names: &mut dyn Iterator<Item = &str>| names.map(str::len).max().unwrap_or(0);
    let name_width = longest(&mut RuleId::ALL.iter().map(|rule| rule.name()));
    let level_width = longest(&mut Severity::ALL.iter().map(|severity| severity.name()));
    let line = |rule: &RuleId| {
        let descriptor = rule.descriptor();
        let level = format!("{:level_width$}", descriptor.severity.name());
        let level = palette.paint(severity_style(descriptor.severity), level);
        let summary = strip_markdown(descriptor.summary);
        format!("{:name_width$}  {level}  {summary}\n", descriptor.name)
    };
    RuleId::ALL.iter().map(line).collect()
}

/// The rules for programs: one JSON object, whose `version` changes when a reader would have to.
pub fn render_rules_as_json() -> String {
    let rule = |rule: &RuleId| {
        let descriptor = rule.descriptor();
        let fix = example_fix(*rule).map(|fix| fix.applicability.name());
        json!({
            "name": descriptor.name,
            "level": descriptor.severity.name(),
            "summary": strip_markdown(descriptor.summary),
            "rationale": strip_markdown(descriptor.rationale),
            "fix": fix,
            "url": descriptor.url(),
        })
    };
    let rules: Vec<Json> = RuleId::ALL.iter().map(rule).collect();
    format!("{}\n", json!({ "version": 1, "rules": rules }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_is_in_both_lists() {
        let lines = render_rules(Palette::PLAIN);
        let json: Json = serde_json::from_str(&render_rules_as_json()).unwrap();
        let names = json["rules"].as_array().unwrap().iter().map(|rule| rule["name"].as_str());
        for ((rule, line), name) in RuleId::ALL.iter().zip(lines.lines()).zip(names) {
            assert!(line.starts_with(rule.name()), "{line}");
            assert_eq!(name, Some(rule.name()));
        }
    }

    #[test]
    fn levels_have_their_colors() {
        assert!(render_rules(Palette::COLORED).contains("\x1b[1m\x1b[91merror  \x1b[0m"));
    }
}
