//! Which clients call themselves production: in their name, their metadata or the file's name.

use super::{Client, Manifest};
use crate::syntax::{StringValue, ValueKind};
use crate::text::Span;

/// What says that a client is for production.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProductionMarker<'a> {
    /// The words at a place.
    Text(Span),
    /// The name of the file.
    FileName(&'a str),
}

impl Manifest {
    /// What says that a client is for production: the word in its name, a value of its metadata, as
    /// in `environment = "production"`, or the name of the file, as `cliq-client.production.toml`.
    pub fn production_marker(&self, client: &Client) -> Option<ProductionMarker<'_>> {
        let in_text = client.production_in_name().or_else(|| client.production_in_metadata());
        in_text.map(ProductionMarker::Text).or_else(|| {
            let name = self.source.file_name()?;
            names_production(name).then_some(ProductionMarker::FileName(name))
        })
    }
}

impl Client {
    /// `prod` anywhere, or `production` at the end. Elsewhere it may be what the application is
    /// about.
    fn production_in_name(&self) -> Option<Span> {
        let name = self.name()?;
        let words = words(&name.value);
        let last = words.len().checked_sub(1)?;
        let is_marker = |index: &usize| {
            let word = &name.value[words[*index].clone()];
            let is_about_it = word.eq_ignore_ascii_case("production") && *index != last;
            !is_about_it && is_production(&name.value, &words, *index)
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

/// Whether the name of a file says production, anywhere: it is not what an application is about.
fn names_production(file_name: &str) -> bool {
    let words = words(file_name);
    (0..words.len()).any(|index| is_production(file_name, &words, index))
}

/// Whether a word means production, and the one before it does not negate it.
fn is_production(text: &str, words: &[std::ops::Range<usize>], index: usize) -> bool {
    let word = |index: usize| text[words[index].clone()].to_lowercase();
    let is_marker = matches!(&*word(index), "prod" | "prd" | "production");
    is_marker && (index == 0 || !NEGATIONS.contains(&&*word(index - 1)))
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
    use super::ProductionMarker;
    use crate::manifest::Manifest;
    use crate::text::Source;

    /// What marks the client of a text as production.
    fn marker(client: &str) -> Option<String> {
        let manifest = Manifest::new(Source::new(format!("[client]\n{client}\n")));
        match manifest.production_marker(&manifest.clients[0])? {
            ProductionMarker::Text(span) => Some(manifest.source.slice(span).to_owned()),
            ProductionMarker::FileName(_) => None,
        }
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

    #[test]
    fn the_name_of_the_file_can_say_production() {
        let marker = |name: &str| {
            let source = Source::new("[client]\nname = 'A'\n").in_file(name);
            let manifest = Manifest::new(source);
            manifest.production_marker(&manifest.clients[0]).is_some()
        };
        for name in [
            "cliq-client.production.toml",
            "cliq-client.eu-prod.toml",
            "cliq-client.production-eu.toml",
        ] {
            assert!(marker(name), "{name}");
        }
        for name in
            ["cliq-client.toml", "cliq-client.pre-production.toml", "cliq-client.product.toml"]
        {
            assert!(!marker(name), "{name}");
        }
    }
}
