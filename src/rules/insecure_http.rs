//! `insecure-http`: `http://` on a host that others reach.

use super::{Check, Descriptor, Rule};
use crate::console::Field;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::{Manifest, UriValue};
use crate::text::Edit;
use crate::uri::{Reach, Scheme};

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "insecure-http",
        severity: Severity::Warning,
        tag: None,
        summary: "`http://` on a host that is not the machine itself",
        rationale: "The console accepts plain `http://`. An authorization code or a token that is sent over it can be read on the way: \
              RFC 6749 §3.1.2.1 asks for TLS, and RFC 9700 §2.6 has servers not allow such redirect URIs. The machine itself \
              (`localhost`, `127.0.0.1`, `[::1]`) is exempt (RFC 8252 §7.3).",
        sources: &[],
    },
    no_fix_reason: None,
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
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let plain = manifest
        .valid_uris()
        .filter(|(_, uri)| uri.uri.scheme == Scheme::Http && uri.uri.reach() != Reach::Loopback);
    plain.map(|(_, uri)| insecure(uri)).collect()
}

fn insecure(uri: &UriValue) -> Diagnostic {
    let noun = match uri.field {
        Field::HomepageUrl => "homepage",
        field => field.info().noun,
    };
    let mut edits = vec![Edit::insert(uri.span_of(&(4..4)).start, "s")];
    if uri.uri.port.as_ref().is_some_and(|port| &uri.raw()[port.clone()] == "80") {
        edits.push(Edit::remove(uri.span_of(&(uri.uri.host.end..uri.uri.path.start))));
    }
    Diagnostic::new(uri.span_of(&(0.."http://".len())), format!("this {noun} is not encrypted"))
        .with_note("the console accepts it; RFC 9700 §2.6 does not")
        .with_fix(Fix::unsafe_("write `https://`", edits))
}
