//! `provider-host-redirect`: a redirect to one of Zoho's own hosts.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{
    ACCOUNTS_MULTI_DC, BIGIN_MULTI_DC, CLIQ_REDIRECT_RESPONSE, CREATOR_BASE_URL,
    DELUGE_CONNECTIONS, MANAGEENGINE_DATA_CENTERS, MANAGEENGINE_MDM_DATA_CENTERS,
    WORKDRIVE_MULTI_DC,
};
use crate::data_centers::{DataCenter, ZohoHost};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::hosts::{HostProblem, problem_of};
use crate::manifest::edit::replace_parts;
use crate::manifest::{Manifest, UriValue};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "provider-host-redirect",
        severity: Severity::Warning,
        summary: "a redirect URI on one of Zoho's own hosts",
        rationale: "Zoho sends the authorization code to the redirect URI, where your application \
                    must be able to receive it. A Zoho address, such as \
                    `https://accounts.zoho.com`, does not pass the code on. The rule knows the \
                    hosts of every data center that Zoho's pages list. The exception is the \
                    callback of Deluge, Zoho's scripting language, which Zoho documents for most \
                    data centers. If a URI nearly matches that callback, the rule suggests the \
                    documented one.",
        sources: &[
            CLIQ_REDIRECT_RESPONSE,
            ACCOUNTS_MULTI_DC,
            BIGIN_MULTI_DC,
            CREATOR_BASE_URL,
            MANAGEENGINE_DATA_CENTERS,
            MANAGEENGINE_MDM_DATA_CENTERS,
            WORKDRIVE_MULTI_DC,
            DELUGE_CONNECTIONS,
        ],
    },
    fixes: Fixes::Unsafe("Only you know the address of your application."),
    when_to_suppress: "Suppress it if one of Zoho's pages tells you to register this URI.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://accounts.zoho.eu/oauth/v2/auth\"]
                          ^^^^^^^^^^^^^^^^ `accounts.zoho.eu` belongs to Zoho; a redirect URI must point to your application
",
    good: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let problems = manifest.valid_uris().filter_map(|(_, uri)| Some((uri, problem_of(uri)?)));
    problems.filter_map(|(uri, problem)| provider(manifest, uri, problem)).collect()
}

fn provider(manifest: &Manifest, uri: &UriValue, problem: HostProblem) -> Option<Diagnostic> {
    match problem {
        HostProblem::Zoho(ZohoHost::Service(_)) => {
            let message = format!(
                "{} belongs to Zoho; a redirect URI must point to your application",
                manifest.quote(uri.uri.host())
            );
            Some(Diagnostic::new(uri.span_of(&uri.uri.host), message))
        }
        HostProblem::Zoho(ZohoHost::Deluge(center)) => deluge(manifest, uri, center),
        _ => None,
    }
}

/// Reports an address of Deluge that Zoho does not document.
fn deluge(manifest: &Manifest, uri: &UriValue, center: &DataCenter) -> Option<Diagnostic> {
    let callback = center.deluge_callback?;
    let message = format!("not the callback that Zoho documents for Deluge, `{callback}`");
    let edits = replace_parts(&manifest.source, &uri.string, &[(0..uri.raw().len(), callback)]);
    let fix = Fix::unsafe_(format!("Replace with `{callback}`"), edits);
    Some(Diagnostic::new(uri.string.highlight_span(), message).with_fix(fix))
}

#[cfg(test)]
mod tests {
    use crate::data_centers::DATA_CENTERS;
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix};

    const RULE: RuleId = RuleId::ProviderHostRedirect;

    fn redirect(uri: &str) -> String {
        format!("[client]\ntype = 'server-based'\nredirect_uris = ['{uri}']\n")
    }

    #[test]
    fn hosts_are_compared_without_case_and_root_dot() {
        check(
            RULE,
            "\
[client]
type = 'server-based'
redirect_uris = ['https://Accounts.Zoho.com.cn./x', 'https://www.zohoapis.com.cn/x']
                          ^^^^^^^^^^^^^^^^^^^^^ `Accounts.Zoho.com.cn.` belongs to Zoho; a redirect URI must point to your application
                                                             ^^^^^^^^^^^^^^^^^^^ `www.zohoapis.com.cn` belongs to Zoho; a redirect URI must point to your application
",
        );
    }

    #[test]
    fn only_redirects_are_judged() {
        check(RULE, "[client]\ntype = 'server-based'\nhomepage_url = 'https://www.zoho.com'\n");
    }

    #[test]
    fn hosts_that_a_user_may_have_and_lookalikes_are_left_alone() {
        for uri in [
            "https://zoho.com.evil.com/x",
            "https://cliqzoho.com/x",
            "https://creatorapp.zoho.com/zylker/crm/#Page:Callback",
            "https://zylker.zohocreator.com/cb",
            "https://zylker.development.catalystserverless.com/cb",
        ] {
            check(RULE, &redirect(uri));
        }
    }

    #[test]
    fn the_documented_callbacks_of_deluge_are_fine() {
        for callback in DATA_CENTERS.iter().filter_map(|center| center.deluge_callback) {
            check(RULE, &redirect(callback));
        }
        // No page names a callback of these data centers.
        check(RULE, &redirect("https://deluge.zoho.sa/delugeauth/callback"));
    }

    #[test]
    fn near_misses_of_deluges_callback_get_the_documented_one() {
        for (written, documented) in [
            (
                "https://deluge.zoho.com/delugeauth/callback/",
                "https://deluge.zoho.com/delugeauth/callback",
            ),
            (
                "https://deluge.zoho.eu/delugeauth/callback",
                "https://dre.zoho.eu/delugeauth/callback",
            ),
            (
                "https://dre.zoho.in/delugeauth/callback",
                "https://deluge.zoho.in/delugeauth/callback",
            ),
            ("http://dre.zoho.jp/delugeauth/callback", "https://dre.zoho.jp/delugeauth/callback"),
            ("https://deluge.zoho.com/callback", "https://deluge.zoho.com/delugeauth/callback"),
        ] {
            check_fix(RULE, &redirect(written), &redirect(documented));
        }
    }
}
