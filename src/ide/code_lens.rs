//! Code lenses: above each client, what to type into the console.

use super::Analysis;
use crate::text::Span;

/// Text above a line that shows what to type into the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeLens {
    /// The header or the key of the client.
    pub span: Span,
    /// What a click does, in the imperative.
    pub title: &'static str,
}

/// What shows the form is called so in every menu.
pub(super) const SHOW_FORM: &str = "Show what to type into the console";

/// Returns one lens for each line where a client begins. A lens does not depend on problems: the
/// text would move while somebody types.
pub fn code_lenses(analysis: &Analysis) -> Vec<CodeLens> {
    let spans = analysis.clients().iter().map(|client| client.span);
    let mut lenses: Vec<_> = spans.map(|span| CodeLens { span, title: SHOW_FORM }).collect();
    lenses.dedup_by_key(|lens| analysis.source().line_of(lens.span.start));
    lenses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::analyze;

    #[track_caller]
    fn check(text: &str, lines: &[&str]) {
        let analysis = analyze(text);
        let lenses = code_lenses(&analysis);
        let written = lenses.iter().map(|lens| analysis.source().slice(lens.span));
        assert_eq!(written.collect::<Vec<_>>(), lines, "{text}");
    }

    #[test]
    fn each_client_has_one_at_its_header_or_key() {
        check("[client]\ntype = 'self-client'\nname = 'A'\n", &["[client]"]);
        check("# x\nclient.type = 'self-client'\nclient.name = 'A'\n", &["client"]);
        check("[[client]]\nname = 'A'\n\n[[client]]\nname = 'B'\n", &["[[client]]"; 2]);
    }

    #[test]
    fn clients_on_one_line_share_one() {
        check("client = [{ name = 'A' }, { name = 'B' }]\n", &["{ name = 'A' }"]);
    }

    #[test]
    fn problems_do_not_remove_it_and_there_is_none_without_a_client() {
        check("[client]\ntype = 'robot'\nname = \n", &["[client]"]);
        check("", &[]);
        check("[package]\nname = 'x'\n", &[]);
    }
}
