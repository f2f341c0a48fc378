//! `unused-allow`: a suppression comment that suppresses nothing, or is malformed.

use super::{Check, Descriptor, Rule};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "unused-allow",
        severity: Severity::Warning,
        tag: None,
        summary: "a suppression comment that suppresses nothing, or is malformed",
        rationale: "A suppression that is no longer needed hides the next problem in its place, and \
                    one that is misspelled suppresses nothing. It is judged once nothing else \
                    hides what it is for: not while its statement has another problem, the type \
                    of its client is not known, or the TOML is not valid; and not for rules that \
                    are off. A rule that this version does not know is reported and kept, since \
                    another version may have it. Syntax errors cannot be suppressed, and secrets \
                    only one by one. The fix is safe where it corrects the form, case or \
                    separators, or where no reason, no other name and no other words of the \
                    comment are lost.",
        sources: &[],
    },
    no_fix_reason: None,
    bad: "\
[client]
type = \"self-client\"
name = \"Nightly Report\" # cliq-lint: allow(insecure-http)
                                           ^^^^^^^^^^^^^ unused suppression: `insecure-http` reports nothing here
",
    good: "\
[client]
type = \"self-client\"
name = \"Nightly Report\"
",
    check: Check::Suppressions,
};
