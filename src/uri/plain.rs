//! Recognizes by a scan what the URL standard leaves as it is. What is not recognized may be left as it
//! is, too.

use std::ops::Range;

use super::{Scheme, Uri};

/// Whether a host is a name that browsers send as it is written: lower-case ASCII, neither an
/// address nor internationalized, and without a dot at the end.
pub(super) fn is_plain_host(host: &str) -> bool {
    let is_plain = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b'_')
    };
    // A last label that begins with a digit may be the end of an address.
    let ends_in_name = host.rsplit('.').next().is_some_and(|last| {
        last.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
    });
    ends_in_name && host.bytes().all(is_plain) && !host.contains("xn--")
}

/// Whether a URI without errors is its canonical form.
pub(super) fn is_canonical(uri: &Uri) -> bool {
    let is_plain = |range: &Range<usize>| uri.raw[range.clone()].bytes().all(is_plain);
    let path = &uri.raw[uri.path.clone()];
    uri.userinfo.is_none()
        && is_plain_host(uri.host())
        && uri.port.as_ref().is_none_or(|port| is_plain_port(&uri.scheme, &uri.raw[port.clone()]))
        && is_plain(&uri.path)
        // `.` and `..` as segments are resolved.
        && !path.contains("/.")
        && uri.query.as_ref().is_none_or(is_plain)
        && uri.fragment.as_ref().is_none_or(is_plain)
}

/// Whether a byte is sent as it is in a path, a query and a fragment.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&()*+,;=:@/?".contains(&byte)
}

/// Whether a valid port is neither the default one nor written with zeros before it.
fn is_plain_port(scheme: &Scheme, port: &str) -> bool {
    let default = if *scheme == Scheme::Https { "443" } else { "80" };
    !port.starts_with('0') && port != default
}

#[cfg(test)]
mod tests {
    use super::super::{canonicalize, normalize_host, parse_components};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hosts_that_browsers_send_in_another_form_are_not_plain() {
        for host in ["localhost", "app.zylker.com", "a_b.c-d.io", "1.a"] {
            assert!(is_plain_host(host), "{host}");
        }
        for host in
            ["A.com", "bücher.com", "xn--bcher-kva.com", "127.1", "a.0x1", "a.com.", "[::1]"]
        {
            assert!(!is_plain_host(host), "{host}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_plain_is_what_the_url_standard_gives(
            host in "[a-z0-9._-]{1,12}|[a-z]{1,4}\\.(com|0x1|1|xn--a)",
            port in "(:[0-9]{1,5})?",
            rest in "(/[a-zA-Z0-9./_~!$&()*+,;=:@%'|-]{0,12})?(\\?[a-z'&=%/?.]{0,8})?(#[a-z`?/.]{0,6})?",
            scheme in "https?",
        ) {
            let uri = parse_components(format!("{scheme}://{host}{port}{rest}").into());
            if is_plain_host(uri.host()) {
                if let Some(normalized) = normalize_host(uri.host()) {
                    prop_assert_eq!(normalized, uri.host());
                }
                if super::super::errors::validate(&uri, Some(uri.host())).is_empty() {
                    prop_assert!(normalize_host(uri.host()).is_some());
                    let canonical = canonicalize(&uri);
                    prop_assert!(canonical.is_some());
                    if is_canonical(&uri) {
                        prop_assert_eq!(canonical.unwrap(), &*uri.raw);
                    }
                }
            }
        }
    }
}
