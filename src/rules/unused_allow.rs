//! `unused-allow`: a suppression comment that suppresses nothing, or is malformed.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::SUPPRESSION_FORMAT;
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "unused-allow",
        severity: Severity::Warning,
        summary: "a suppression comment that suppresses nothing, or is malformed",
        rationale: "A suppression that is no longer needed would hide the next problem in the same \
                    place, and one that is misspelled or has expired suppresses nothing. A \
                    suppression is not reported while something else can hide the finding that it \
                    suppresses: another problem in its statement, an unknown client type, or \
                    invalid TOML. Suppressions of rules that are off are not reported either. A \
                    rule that this version does not know is reported but kept, because another \
                    version may have it. Syntax errors cannot be suppressed, and each secret needs \
                    its own suppression.",
        sources: &[SUPPRESSION_FORMAT],
    },
    fixes: Fixes::Safe(
        "The fix is safe if it corrects the form, case or separators of a suppression that is \
         needed, or if it removes one in its exact form and with it no reason, no other rule and \
         no other text.",
    ),
    when_to_suppress: "Suppress it if another version of cliq-lint needs the suppression.",
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
