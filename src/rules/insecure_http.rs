//! `insecure-http`: `http://` on a host that others reach.

use super::Rule;
use crate::console::Field;
use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::manifest::{Manifest, UriValue};
use crate::uri::{Reach, Scheme};

pub static RULE: Rule = Rule {
    name: "insecure-http",
    severity: Severity::Warning,
    is_about_unnecessary: false,
    summary: "`http://` on a host that is not the machine itself",
    rationale: "The console accepts plain `http://`. An authorization code or a token that is sent over it can be read on the way: \
          RFC 6749 §3.1.2.1 asks for TLS, and RFC 9700 §2.6 has servers not allow such redirect URIs. The machine itself \
          (`localhost`, `127.0.0.1`, `[::1]`) is exempt (RFC 8252 §7.3).",
    no_fix_reason: "",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"http://app.acme.com/callback\"]
                  ^^^^^^^ this redirect URI is not encrypted
",
    good: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
",
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Diagnostic> {
    let plain = manifest
        .valid_uris()
        .filter(|(_, uri)| uri.uri.scheme == Scheme::Http && uri.uri.reach() != Reach::Loopback);
    plain.map(|(_, uri)| insecure(uri)).collect()
}

fn insecure(uri: &UriValue<'_>) -> Diagnostic {
    let what = match uri.field {
        Field::RedirectUris => "this redirect URI",
        Field::JavascriptDomains => "this JavaScript domain",
        _ => "this homepage",
    };
    let mut fix = vec![Edit::insert(uri.at(&(4..4)).start, "s")];
    if uri.uri.port.as_ref().is_some_and(|port| &uri.raw()[port.clone()] == "80") {
        fix.push(Edit::remove(uri.at(&(uri.uri.host.end..uri.uri.path.start))));
    }
    Diagnostic::new(uri.at(&(0.."http://".len())), format!("{what} is not encrypted"))
        .note("the console accepts it; RFC 9700 §2.6 does not")
        .fix(Fix::unsafe_("write `https://`", fix))
}
