//! The rules grouped by theme. Every list of rules shown to users follows this order.

use crate::rules::RuleId;

/// A group of rules on the site.
pub struct Theme {
    /// The topic of the rules.
    pub title: &'static str,
    /// The rules, the most common first.
    pub rules: &'static [RuleId],
}

/// All rules, grouped by theme.
pub static THEMES: &[Theme] = &[
    Theme {
        title: "Client names",
        rules: &[
            RuleId::InvalidClientName,
            RuleId::UntidyClientName,
            RuleId::MixedScriptName,
            RuleId::DuplicateClientName,
            RuleId::SharedClientName,
        ],
    },
    Theme {
        title: "Client types and fields",
        rules: &[
            RuleId::MissingClientType,
            RuleId::UnknownClientType,
            RuleId::MissingRequiredField,
            RuleId::EmptyRequiredField,
            RuleId::InapplicableField,
            RuleId::ImplicitGrant,
            RuleId::MultipleSelfClients,
            RuleId::InvalidClientId,
            RuleId::DuplicateClientId,
            RuleId::UnknownDataCenter,
            RuleId::InvalidScope,
        ],
    },
    Theme {
        title: "URIs",
        rules: &[
            RuleId::InvalidUriScheme,
            RuleId::InvalidUri,
            RuleId::CommaSeparatedList,
            RuleId::InsecureHttp,
            RuleId::NonCanonicalUri,
            RuleId::DuplicateUri,
            RuleId::UriCredentials,
            RuleId::SuspiciousUri,
        ],
    },
    Theme {
        title: "Redirect URIs",
        rules: &[
            RuleId::RedirectUriMismatch,
            RuleId::RedirectUriFragment,
            RuleId::RedirectUriWildcard,
            RuleId::BareOriginRedirect,
            RuleId::NearDuplicateUri,
            RuleId::SharedRedirectUri,
            RuleId::CustomSchemeRedirect,
            RuleId::LocalhostInProduction,
            RuleId::ProviderHostRedirect,
            RuleId::ThirdPartyRedirect,
            RuleId::OpenRedirectParameter,
            RuleId::ReservedQueryParameter,
        ],
    },
    Theme {
        title: "JavaScript domains",
        rules: &[RuleId::JavascriptDomainNotOrigin, RuleId::UncoveredRedirectOrigin],
    },
    Theme { title: "Hosts", rules: &[RuleId::UnreachableHost, RuleId::TemporaryHost] },
    Theme {
        title: "Secrets and placeholders",
        rules: &[RuleId::CommittedSecret, RuleId::PlaceholderValue],
    },
    Theme {
        title: "The file",
        rules: &[
            RuleId::InvalidToml,
            RuleId::InvalidEncoding,
            RuleId::MissingClient,
            RuleId::UnknownKey,
            RuleId::WrongValueType,
            RuleId::UnusedAllow,
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_one_theme() {
        let mut rules: Vec<RuleId> = THEMES.iter().flat_map(|theme| theme.rules).copied().collect();
        rules.sort();
        assert_eq!(rules, RuleId::ALL);
    }
}
