//! The rules: what a rule is, the list of all rules, and the tests that each must pass.

use crate::citations::Citation;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::Manifest;
use crate::text::suggest::did_you_mean;
use crate::text::{Edit, Span};

mod bare_origin_redirect;
mod comma_separated_list;
mod committed_secret;
mod custom_scheme_redirect;
mod duplicate_client_id;
mod duplicate_client_name;
mod duplicate_uri;
mod empty_required_field;
mod implicit_grant;
mod inapplicable_field;
mod insecure_http;
mod invalid_client_id;
mod invalid_client_name;
mod invalid_encoding;
mod invalid_scope;
mod invalid_toml;
mod invalid_uri;
mod invalid_uri_scheme;
mod javascript_domain_not_origin;
mod localhost_in_production;
mod missing_client;
mod missing_client_type;
mod missing_required_field;
mod mixed_script_name;
mod multiple_self_clients;
mod near_duplicate_uri;
mod non_canonical_uri;
mod open_redirect_parameter;
mod placeholder_value;
mod provider_host_redirect;
mod redirect_uri_fragment;
mod redirect_uri_mismatch;
mod redirect_uri_wildcard;
mod reserved_query_parameter;
mod shared_client_name;
mod shared_redirect_uri;
mod suspicious_uri;
mod temporary_host;
mod third_party_redirect;
mod uncovered_redirect_origin;
mod unknown_client_type;
mod unknown_data_center;
mod unknown_key;
mod unreachable_host;
mod untidy_client_name;
mod unused_allow;
mod uri_credentials;
mod wrong_value_type;

/// Defines [`RuleId`] and [`RULES`] from one list, which is sorted by name.
macro_rules! rules {
    ($($id:ident => $module:ident,)*) => {
        /// Identifies a rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each rule has its own file")]
        pub enum RuleId {
            $($id,)*
        }

        impl RuleId {
            /// Every rule, by name.
            pub const ALL: &[Self] = &[$(Self::$id,)*];
        }

        /// The rules, in the order of [`RuleId`].
        static RULES: &[&Rule] = &[$(&$module::RULE,)*];
    };
}

rules! {
    BareOriginRedirect => bare_origin_redirect,
    CommaSeparatedList => comma_separated_list,
    CommittedSecret => committed_secret,
    CustomSchemeRedirect => custom_scheme_redirect,
    DuplicateClientId => duplicate_client_id,
    DuplicateClientName => duplicate_client_name,
    DuplicateUri => duplicate_uri,
    EmptyRequiredField => empty_required_field,
    ImplicitGrant => implicit_grant,
    InapplicableField => inapplicable_field,
    InsecureHttp => insecure_http,
    InvalidClientId => invalid_client_id,
    InvalidClientName => invalid_client_name,
    InvalidEncoding => invalid_encoding,
    InvalidScope => invalid_scope,
    InvalidToml => invalid_toml,
    InvalidUri => invalid_uri,
    InvalidUriScheme => invalid_uri_scheme,
    JavascriptDomainNotOrigin => javascript_domain_not_origin,
    LocalhostInProduction => localhost_in_production,
    MissingClient => missing_client,
    MissingClientType => missing_client_type,
    MissingRequiredField => missing_required_field,
    MixedScriptName => mixed_script_name,
    MultipleSelfClients => multiple_self_clients,
    NearDuplicateUri => near_duplicate_uri,
    NonCanonicalUri => non_canonical_uri,
    OpenRedirectParameter => open_redirect_parameter,
    PlaceholderValue => placeholder_value,
    ProviderHostRedirect => provider_host_redirect,
    RedirectUriFragment => redirect_uri_fragment,
    RedirectUriMismatch => redirect_uri_mismatch,
    RedirectUriWildcard => redirect_uri_wildcard,
    ReservedQueryParameter => reserved_query_parameter,
    SharedClientName => shared_client_name,
    SharedRedirectUri => shared_redirect_uri,
    SuspiciousUri => suspicious_uri,
    TemporaryHost => temporary_host,
    ThirdPartyRedirect => third_party_redirect,
    UncoveredRedirectOrigin => uncovered_redirect_origin,
    UnknownClientType => unknown_client_type,
    UnknownDataCenter => unknown_data_center,
    UnknownKey => unknown_key,
    UnreachableHost => unreachable_host,
    UntidyClientName => untidy_client_name,
    UnusedAllow => unused_allow,
    UriCredentials => uri_credentials,
    WrongValueType => wrong_value_type,
}

/// Names that rules had in earlier versions. They are still understood in suppressions, in
/// configurations and on the command line.
const OLD_NAMES: &[(&str, RuleId)] = &[
    ("javascript-domain-missing", RuleId::UncoveredRedirectOrigin),
    ("several-self-clients", RuleId::MultipleSelfClients),
];

/// The address of the project's site, which has a page for each rule.
pub const SITE: &str = env!("CARGO_PKG_HOMEPAGE");

/// The version in which a rule appeared, unless [`LATER_RULES`] has it.
const FIRST_VERSION: &str = "0.1.0";

/// Rules that appeared after the first version, with their versions.
const LATER_RULES: &[(RuleId, &str)] = &[];

/// What is reported: a rule, or something else that has a name and a level.
#[derive(Debug)]
pub struct Descriptor {
    /// Its name in kebab case, which reads well after "allow".
    pub name: &'static str,
    /// Its level unless the configuration sets another.
    pub severity: Severity,
    /// What it reports, as a clause.
    pub summary: &'static str,
    /// Why that matters; Markdown.
    pub rationale: &'static str,
    /// Where the facts come from: at least one page or standard.
    pub sources: &'static [Citation],
}

/// A rule: its documentation, an example and its check.
pub struct Rule {
    /// Its name, level and documentation.
    pub descriptor: Descriptor,
    /// Which fixes it has, and why.
    pub fixes: Fixes,
    /// When to suppress it, as a sentence.
    pub when_to_suppress: &'static str,
    /// A text, usually a manifest, with carets under what the rule reports: a line whose first character is `^`,
    /// after spaces, with the message after the carets, belongs to the line above.
    pub bad: &'static str,
    /// The same manifest, corrected.
    pub good: &'static str,
    /// How it finds what it reports.
    pub check: Check,
}

/// Which fixes a rule has; the sentences say why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixes {
    /// None: only the user knows the value.
    Never(&'static str),
    /// Only unsafe ones: each guesses, inserts a placeholder or removes something.
    Unsafe(&'static str),
    /// Safe ones too, if it is certain what was meant.
    Safe(&'static str),
}

impl Fixes {
    /// The sentences that say why.
    pub fn reason(self) -> &'static str {
        let (Self::Never(reason) | Self::Unsafe(reason) | Self::Safe(reason)) = self;
        reason
    }
}

/// How a rule finds what it reports.
pub enum Check {
    /// From the manifest. The check knows neither its rule's name nor its level.
    Manifest(fn(&Manifest) -> Vec<Diagnostic>),
    /// Compares manifests (`overlap`).
    Across(Across),
    /// Compares other files with manifests (`redirect_match`). The example is such a file.
    Files {
        /// The manifest beside the example.
        manifest: &'static str,
    },
    /// From the suppressions, once all other rules have run (`suppression::apply`).
    Suppressions,
}

/// How a rule compares manifests.
pub struct Across {
    /// Returns the values that no other manifest should have, each with its place, in the form in
    /// which they are compared.
    pub values: fn(&Manifest) -> Vec<(Span, String)>,
    /// The message if another manifest has the value.
    pub message: &'static str,
    /// The other manifest of the example.
    pub other: &'static str,
}

/// The language of the files that rules compare with manifests, for code blocks in Markdown.
pub const PROPERTIES: &str = "properties";

impl Rule {
    /// The language of the examples, for code blocks in Markdown.
    pub fn language(&self) -> &'static str {
        if matches!(self.check, Check::Files { .. }) { PROPERTIES } else { "toml" }
    }
}

impl Descriptor {
    /// The address of its page.
    pub fn url(&self) -> String {
        format!("{SITE}/rules/{}/", self.name)
    }
}

impl RuleId {
    /// The rule with a name, which may be an old one.
    pub fn from_name(name: &str) -> Option<Self> {
        let position = RULES.binary_search_by(|rule| rule.descriptor.name.cmp(name)).ok();
        let old = || OLD_NAMES.iter().find(|(old, _)| *old == name).map(|(_, rule)| *rule);
        position.map(|position| Self::ALL[position]).or_else(old)
    }

    /// The rule itself.
    pub fn rule(self) -> &'static Rule {
        RULES[self as usize]
    }

    /// The rule's name, level and documentation.
    pub fn descriptor(self) -> &'static Descriptor {
        &self.rule().descriptor
    }

    /// The rule's name.
    pub fn name(self) -> &'static str {
        self.descriptor().name
    }

    /// The version in which the rule appeared.
    pub fn since(self) -> &'static str {
        let later = LATER_RULES.iter().find(|(rule, _)| *rule == self);
        later.map_or(FIRST_VERSION, |(_, version)| version)
    }
}

/// The rule whose name is almost this one.
pub fn suggest_rule(name: &str) -> Option<RuleId> {
    let names = RuleId::ALL.iter().map(|rule| rule.name());
    did_you_mean(name, names).and_then(RuleId::from_name)
}

/// Reports that a rule is called by an old name; `None` if the name is the current one.
pub fn describe_old_name(span: Span, name: &str, rule: RuleId) -> Option<Diagnostic> {
    let new = rule.name();
    let fix = || Fix::safe(format!("Rename to `{new}`"), Edit::replace(span, new));
    let message = format!("the rule `{name}` is now called `{new}`");
    (name != new).then(|| Diagnostic::new(span, message).with_fix(fix()))
}

pub use invalid_encoding::describe_encoding_error;
pub use invalid_toml::describe_syntax_error;

#[cfg(test)]
mod tests;
