//! Inlay hints: the console's names for a client's type and fields.

use super::Analysis;
use crate::console::FIELDS;
use crate::manifest::Client;
use crate::syntax::Entry;
use crate::text::Span;

/// An inlay hint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InlayHint {
    /// The byte offset of the hint, after a key.
    pub offset: usize,
    /// The console's wording.
    pub label: &'static str,
}

/// Returns the hints in a range.
pub fn inlay_hints(analysis: &Analysis, range: Span) -> Vec<InlayHint> {
    let hints = analysis.clients().iter().flat_map(hints_of_client);
    hints.filter(|hint| range.touches(hint.offset)).collect()
}

fn hints_of_client(client: &Client) -> impl Iterator<Item = InlayHint> {
    let type_label = client.client_type.map(|client_type| client_type.info().label);
    let client_type = client.type_entry.as_deref().zip(type_label);
    let fields = FIELDS.iter().filter_map(|info| Some((client.field(info.field)?, info.label)));
    let hint = |(entry, label): (&Entry, _)| InlayHint { offset: entry.key_span.end, label };
    client_type.into_iter().chain(fields).map(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{analyze, split_range};

    /// Returns the text between the two `$0` markers with the hints inserted.
    fn hinted(marked: &str) -> String {
        let (text, range) = split_range(marked);
        let mut hinted = text.clone();
        let mut hints = inlay_hints(&analyze(&text), range);
        hints.sort_by_key(|hint| std::cmp::Reverse(hint.offset));
        for InlayHint { offset, label } in hints {
            hinted.insert_str(offset, &format!(" ({label})"));
        }
        hinted
    }

    #[test]
    fn keys_have_the_labels_of_the_console() {
        assert_eq!(
            hinted("$0[client]\ntype = \"self-client\"\nname = \"A\"\nowner = 1\n$0"),
            "[client]\ntype (Self Client) = \"self-client\"\nname (Client Name) = \"A\"\n\
             owner = 1\n"
        );
    }

    #[test]
    fn a_key_under_another_name_has_the_label_of_its_field() {
        assert_eq!(hinted("$0client.homepage = \"\"$0"), "client.homepage (Homepage URL) = \"\"");
    }

    #[test]
    fn a_type_that_is_not_known_has_no_label() {
        assert_eq!(hinted("$0client.type = \"robot\"$0"), "client.type = \"robot\"");
    }

    #[test]
    fn hints_outside_of_the_range_are_left_out() {
        assert_eq!(
            hinted("[client]\n$0name$0 = \"A\"\nhomepage_url = \"\"\n"),
            "[client]\nname (Client Name) = \"A\"\nhomepage_url = \"\"\n"
        );
    }
}
