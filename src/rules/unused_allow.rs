//! `unused-allow`: an allow-comment that silences nothing, or names no rule.

use super::{Check, Descriptor, Rule};
use crate::diagnostic::Severity;

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "unused-allow",
        severity: Severity::Warning,
        tag: None,
        summary: "an allow-comment that silences nothing, or names no rule",
        rationale: "An allow-comment that is not needed any more would hide the next fault in its place. Comments for rules that the \
              configuration switches off are left alone. What silences what is known only after all other rules have run, so \
              the findings of this one are made by the pipeline.",
        sources: &[],
    },
    no_fix_reason: None,
    bad: "\
[client]
type = \"self-client\"
name = \"Nightly Report\" # cliq-lint: allow(insecure-http)
                                           ^^^^^^^^^^^^^ `insecure-http` finds nothing to allow on its line
",
    good: "\
[client]
type = \"self-client\"
name = \"Nightly Report\"
",
    check: Check::Suppressions,
};
