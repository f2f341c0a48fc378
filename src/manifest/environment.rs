//! Which clients call themselves production, in their name or their metadata.
//!
//! The name of the file is not asked: a text is judged the same wherever it is.

use super::Client;
use crate::syntax::{StringValue, ValueKind};
use crate::text::Span;

impl Client {
    /// Where the client calls itself production: the word in its name, or a value of its metadata,
    /// as in `environment = "production"`.
    pub fn production_marker(&self) -> Option<Span> {
        self.production_in_name().or_else(|| self.production_in_metadata())
    }

    /// `prod` anywhere, or `production` at the end. Elsewhere it may be what the application is
    /// about.
    fn production_in_name(&self) -> Option<Span> {
        let name = self.name()?;
        let words = words(&name.value);
        let last = words.len().checked_sub(1)?;
        let text = |index: usize| name.value[words[index].clone()].to_lowercase();
        let is_marker = |index: &usize| {
            let is_production = match &*text(*index) {
                "prod" | "prd" => true,
                "production" => *index == last,
                _ => false,
            };
            is_production && (*index == 0 || !NEGATIONS.contains(&&*text(*index - 1)))
        };
        let marker = (0..words.len()).find(is_marker)?;
        Some(name.span_of(words[marker].clone()))
    }

    fn production_in_metadata(&self) -> Option<Span> {
        let metadata = self.metadata.as_deref()?;
        let ValueKind::Table(table) = &metadata.value.kind else { return None };
        let strings = table.entries.iter().filter_map(|entry| entry.value.as_string());
        let is_production = |string: &&StringValue| {
            let value = string.value.trim();
            ["production", "prod", "prd"].iter().any(|word| value.eq_ignore_ascii_case(word))
        };
        strings.into_iter().find(is_production).map(StringValue::highlight_span)
    }
}

/// Words before "production" that make it another environment.
const NEGATIONS: &[&str] = &["pre", "non", "not"];

/// The words of a text: letters and digits.
fn words(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut words: Vec<std::ops::Range<usize>> = Vec::new();
    for (start, character) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        let end = start + character.len_utf8();
        match words.last_mut() {
            Some(word) if word.end == start => word.end = end,
            _ => words.push(start..end),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use crate::manifest::Manifest;
    use crate::text::Source;

    /// What marks the client of a text as production.
    fn marker(client: &str) -> Option<String> {
        let manifest = Manifest::new(Source::new(format!("[client]\n{client}\n")));
        let span = manifest.clients[0].production_marker()?;
        Some(manifest.source.slice(span).to_owned())
    }

    #[test]
    fn a_name_can_say_production() {
        assert_eq!(marker("name = 'Zylker Desk Production'").as_deref(), Some("Production"));
        assert_eq!(marker("name = 'zylker_prod'").as_deref(), Some("prod"));
        assert_eq!(marker("name = 'Zylker (PROD) EU'").as_deref(), Some("PROD"));
    }

    #[test]
    fn names_of_other_environments_and_of_what_is_produced_do_not() {
        for name in [
            "Zylker Desk",
            "Zylker Product",
            "Production Planner",
            "Zylker Pre Production",
            "Zylker non-production",
            "Zylker preprod",
            "",
        ] {
            assert_eq!(marker(&format!("name = '{name}'")), None, "{name}");
        }
    }

    #[test]
    fn metadata_can_say_production() {
        let metadata = |entry: &str| marker(&format!("name = 'A'\n[client.metadata]\n{entry}"));
        assert_eq!(metadata("environment = 'Production'").as_deref(), Some("Production"));
        assert_eq!(metadata("owner = 'x'\nstage = 'prod'").as_deref(), Some("prod"));
        assert_eq!(metadata("note = 'not for production'"), None);
        assert_eq!(metadata("production = false"), None);
    }
}
