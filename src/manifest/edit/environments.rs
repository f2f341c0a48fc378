//! Turns tables for environments into separate clients.

use super::insert::{comment_above, space_after};
use super::remove::removal;
use crate::manifest::{CLIENT_KEY, Environments, Manifest};
use crate::syntax::{Item, ItemKind};
use crate::text::{Edit, Edits, Span};

/// Turns `[client.production]` into `[[client]]`, with the name of the environment in a comment, and
/// the headers of its subtables likewise. `None` if the tables share fields, are not all written
/// below headers of their own, or the table around them has more than them.
pub fn split_environments(manifest: &Manifest, environments: &Environments) -> Option<Edits> {
    if environments.is_shared {
        return None;
    }
    let layout = manifest.layout();
    let mut edits = Vec::new();
    let mut places: Vec<&Item> = Vec::new();
    for entry in &environments.entries {
        let of_entry = layout.places_of(entry.key_span);
        let (header, _) = of_entry.iter().find(|(item, part)| item.key.len() == part + 1)?;
        let name = &header.key.last()?.name;
        for (item, part) in &of_entry {
            let prefix = Span::new(item.key[0].span.start, item.key[*part].span.end);
            edits.push(Edit::replace(prefix, CLIENT_KEY));
            places.push(item);
        }
        let comment = format!("# {name}");
        let comment = match space_after(manifest, header) {
            Some(space) => Edit::replace(space, format!(" {comment}")),
            None => comment_above(&manifest.source, header.span.start, &comment),
        };
        // If two insertions are at one place, the first one given comes first.
        edits.push(Edit::insert(header.span.end, "]"));
        edits.push(comment);
        edits.push(Edit::insert(header.span.start, "["));
        let is_below = |(item, _): &(&Item, usize)| {
            item.kind == ItemKind::Header && item.span.start >= header.span.start
        };
        if !of_entry.iter().all(is_below) {
            return None;
        }
    }
    if !is_grouped(&places) {
        return None;
    }
    for (item, _) in layout.places_of(places.first()?.key[0].span) {
        if places.iter().any(|place| place.span == item.span) {
            continue;
        }
        let is_bare_header = item.is_header() && item.key.len() == 1;
        if !is_bare_header || !layout.section(Some(item)).is_empty() {
            return None;
        }
        edits.extend(removal(manifest, vec![item.span]).edits.iter().cloned());
    }
    Some(Edits::new(edits))
}

/// Returns `true` if no other table's header is between those of one environment: a subtable
/// belongs to the last `[[client]]` above it.
fn is_grouped(places: &[&Item]) -> bool {
    places.windows(2).all(|pair| pair[0].span.start < pair[1].span.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Source;

    fn split(text: &str) -> Option<String> {
        let manifest = Manifest::new(Source::new(text));
        Some(split_environments(&manifest, &manifest.environments[0])?.apply(text))
    }

    #[test]
    fn each_environment_becomes_a_client_with_its_subtables() {
        let before = "\
# Clients of Zylker
[client.production] # live
type = 'self-client'
[client.production.metadata]
a = 1

[client.\"staging eu\"]
type = 'self-client'
";
        let after = "\
# Clients of Zylker
# production
[[client]] # live
type = 'self-client'
[client.metadata]
a = 1

[[client]] # staging eu
type = 'self-client'
";
        assert_eq!(split(before).as_deref(), Some(after));
    }

    #[test]
    fn an_empty_header_around_the_environments_is_removed() {
        assert_eq!(
            split("[client]\n\n[client.a]\ntype = 'self-client'\n").as_deref(),
            Some("[[client]] # a\ntype = 'self-client'\n")
        );
    }

    #[test]
    fn environments_without_a_table_around_them_become_clients() {
        assert_eq!(
            split("[a]\ntype = 'self-client'\n[a.metadata]\n[b]\ntype = 'self-client'\n")
                .as_deref(),
            Some(
                "[[client]] # a\ntype = 'self-client'\n[client.metadata]\n[[client]] # b\ntype = 'self-client'\n"
            )
        );
    }

    #[test]
    fn tables_that_share_keys_or_are_written_otherwise_stay() {
        let environment = "[client.a]\ntype = 'self-client'\n";
        for text in [
            format!("[client]\nname = 'x'\n{environment}"),
            format!("[client.metadata]\nx = 1\n{environment}"),
            "client.a.type = 'self-client'\n".to_owned(),
            "client = { a = { type = 'self-client' } }".to_owned(),
            format!("{environment}[client.b]\ntype = 'self-client'\n[client.a.metadata]\nx = 1\n"),
        ] {
            assert_eq!(split(&text), None, "{text}");
        }
    }
}
