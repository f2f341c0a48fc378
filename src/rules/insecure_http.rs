//! `insecure-http`: `http://` on a host that others reach.

use super::Rule;
use crate::finding::{Edit, Finding, Fix, Severity};
use crate::manifest::{ClientUri, Manifest};
use crate::matrix::Field;
use crate::uri::{Reach, Scheme};

pub static RULE: Rule = Rule {
    name: "insecure-http",
    severity: Severity::Warning,
    is_about_unnecessary: false,
    summary: "`http://` on a host that is not the machine itself",
    why: "The console accepts plain `http://`. An authorization code or a token that is sent over it can be read on the way: \
          RFC 6749 §3.1.2.1 asks for TLS, and RFC 9700 §2.6 has servers not allow such redirect URIs. The machine itself \
          (`localhost`, `127.0.0.1`, `[::1]`) is exempt (RFC 8252 §7.3).",
    no_fix: "",
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

fn check(manifest: &Manifest<'_>) -> Vec<Finding> {
    let plain = manifest
        .sound_uris()
        .filter(|(_, uri)| uri.uri.scheme == Scheme::Http && uri.uri.reach() != Reach::Loopback);
    plain.map(|(_, uri)| insecure(uri)).collect()
}

fn insecure(uri: &ClientUri<'_>) -> Finding {
    let what = match uri.field {
        Field::RedirectUris => "this redirect URI",
        Field::JavascriptDomains => "this JavaScript domain",
        _ => "this homepage",
    };
    let mut fix = vec![Edit::insert(uri.at(&(4..4)).start, "s")];
    if uri.uri.port.as_ref().is_some_and(|port| &uri.raw()[port.clone()] == "80") {
        fix.push(Edit::remove(uri.at(&(uri.uri.host.end..uri.uri.path.start))));
    }
    Finding::new(uri.at(&(0.."http://".len())), format!("{what} is not encrypted"))
        .note("the console accepts it; RFC 9700 §2.6 does not")
        .fix(Fix::guess("write `https://`", fix))
}
