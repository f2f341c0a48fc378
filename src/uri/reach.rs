//! Classifies who can reach a host, by its name alone, and checks whether one host is below
//! another.

use std::net::{IpAddr, Ipv4Addr};

/// Who can reach a host, judging by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Everyone.
    Public,
    /// Only the machine itself: `localhost`, the names below it (RFC 6761 section 6.3) and the
    /// loopback addresses (RFC 8252 section 7.3).
    Loopback,
    /// Only machines on one network, or nobody.
    Private(PrivateHost),
}

/// Why a host cannot be reached from everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivateHost {
    /// A name without a dot, which only its own network resolves.
    SingleLabel,
    /// A name below a domain of private networks.
    Domain(&'static PrivateDomain),
    /// A name that contains the non-public address it resolves to.
    Embedded(Ipv4Addr),
    /// `0.0.0.0` or `[::]` (RFC 6890 section 2.2).
    UnspecifiedAddress,
    /// An address of a private network (RFC 1918 section 3, RFC 4193) or of a carrier's shared
    /// address space (RFC 6598).
    PrivateAddress,
    /// A link-local address (RFC 3927, RFC 4291 section 2.5.6).
    LinkLocalAddress,
    /// An address reserved for examples (RFC 5737, RFC 3849), which no network uses.
    DocumentationAddress,
}

/// A domain that does not resolve in public DNS.
#[derive(Debug, PartialEq, Eq)]
pub struct PrivateDomain {
    /// The domain, without a leading dot.
    pub name: &'static str,
    /// The purpose of its names, to follow "for".
    pub purpose: &'static str,
    /// The source.
    pub source: &'static str,
}

/// Domains that do not resolve in public DNS.
const PRIVATE_DOMAINS: &[PrivateDomain] = &[
    PrivateDomain { name: "local", purpose: "the local network", source: "RFC 6762 section 3" },
    PrivateDomain { name: "home.arpa", purpose: "home networks", source: "RFC 8375" },
    PrivateDomain {
        name: "internal",
        purpose: "private networks",
        source: "ICANN Board, 29 July 2024",
    },
    PrivateDomain { name: "intranet", purpose: "private networks", source: RFC_6762_G },
    PrivateDomain { name: "private", purpose: "private networks", source: RFC_6762_G },
    PrivateDomain { name: "corp", purpose: "private networks", source: RFC_6762_G },
    PrivateDomain { name: "home", purpose: "private networks", source: RFC_6762_G },
    PrivateDomain { name: "lan", purpose: "private networks", source: RFC_6762_G },
    PrivateDomain {
        name: "localdomain",
        purpose: "hosts files",
        source: "not in the IANA root zone",
    },
    PrivateDomain { name: "test", purpose: "tests", source: "RFC 6761 section 6.2" },
    PrivateDomain {
        name: "invalid",
        purpose: "names that never resolve",
        source: "RFC 6761 section 6.4",
    },
];

const RFC_6762_G: &str = "RFC 6762 appendix G";

/// Domains whose names resolve to 127.0.0.1.
const LOOPBACK_DOMAINS: &[&str] = &["localhost", "localtest.me", "lvh.me"];

/// Domains whose names resolve to the IPv4 address that they contain (<https://nip.io>,
/// <https://sslip.io>).
const EMBEDDING_DOMAINS: &[&str] = &["nip.io", "sslip.io"];

/// Returns who can reach a host: a name, an IPv4 address, or an IPv6 address in brackets, in the
/// form of [`Uri::normalized_host`](super::Uri::normalized_host).
pub(super) fn reach_of(host: &str) -> Reach {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    if let Ok(address) = address.parse() {
        return reach_of_address(address);
    }
    if LOOPBACK_DOMAINS.iter().any(|domain| is_subdomain_of(host, domain)) {
        return Reach::Loopback;
    }
    if !host.contains('.') {
        return Reach::Private(PrivateHost::SingleLabel);
    }
    if let Some(address) = embedded_address(host) {
        return match reach_of_address(address.into()) {
            Reach::Private(_) => Reach::Private(PrivateHost::Embedded(address)),
            reach => reach,
        };
    }
    let private = PRIVATE_DOMAINS.iter().find(|domain| is_subdomain_of(host, domain.name));
    private.map_or(Reach::Public, |domain| Reach::Private(PrivateHost::Domain(domain)))
}

/// Returns the address that a name contains and resolves to: `app.10.0.0.1.nip.io`,
/// `app-10-0-0-1.sslip.io` or, in hexadecimal, `0a000001.nip.io`.
fn embedded_address(host: &str) -> Option<Ipv4Addr> {
    let domain = EMBEDDING_DOMAINS.iter().find(|domain| is_subdomain_of(host, domain))?;
    let name = host.strip_suffix(domain)?.strip_suffix('.')?;
    let last_four = |text: &str, separator| {
        let mut parts: Vec<&str> = text.rsplitn(5, separator).take(4).collect();
        parts.reverse();
        parts.join(".").parse().ok()
    };
    let last_label = name.rsplit('.').next()?;
    let hexadecimal = || {
        let digits = last_label.rsplit('-').next().filter(|digits| digits.len() == 8)?;
        u32::from_str_radix(digits, 16).ok().map(Ipv4Addr::from)
    };
    last_four(name, '.').or_else(|| last_four(last_label, '-')).or_else(hexadecimal)
}

fn reach_of_address(address: IpAddr) -> Reach {
    // Treat IPv4-mapped IPv6 addresses as IPv4.
    let address = address.to_canonical();
    let (is_private, is_link_local, is_documentation) = match address {
        IpAddr::V4(address) => {
            let is_shared = matches!(address.octets(), [100, 64..=127, ..]);
            let is_private = address.is_private() || is_shared;
            (is_private, address.is_link_local(), address.is_documentation())
        }
        IpAddr::V6(address) => {
            let is_documentation = matches!(address.segments(), [0x2001, 0x0db8, ..]);
            (address.is_unique_local(), address.is_unicast_link_local(), is_documentation)
        }
    };
    if address.is_loopback() {
        Reach::Loopback
    } else if address.is_unspecified() {
        Reach::Private(PrivateHost::UnspecifiedAddress)
    } else if is_private {
        Reach::Private(PrivateHost::PrivateAddress)
    } else if is_link_local {
        Reach::Private(PrivateHost::LinkLocalAddress)
    } else if is_documentation {
        Reach::Private(PrivateHost::DocumentationAddress)
    } else {
        Reach::Public
    }
}

/// Returns `true` if a host equals a domain or is below it, compared by labels: `www.zoho.com` is
/// below `zoho.com`, but `wwwzoho.com` is not (RFC 1034 section 3.1). Ignores case and a trailing
/// dot in `host`; `domain` must not have a trailing dot.
pub fn is_subdomain_of(host: &str, domain: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host).as_bytes();
    let Some(split) = host.len().checked_sub(domain.len()) else { return false };
    let (labels, end) = host.split_at(split);
    // Most hosts have another byte than a dot there.
    labels.last().is_none_or(|byte| *byte == b'.') && end.eq_ignore_ascii_case(domain.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subdomain_ends_with_whole_labels_of_the_domain() {
        assert!(is_subdomain_of("zoho.com", "zoho.com"));
        assert!(is_subdomain_of("accounts.zoho.com", "zoho.com"));
        assert!(!is_subdomain_of("wwwzoho.com", "zoho.com"));
        assert!(!is_subdomain_of("zoho.com.evil.com", "zoho.com"));
        assert!(!is_subdomain_of("com", "zoho.com"));
        assert!(!is_subdomain_of("", "zoho.com"));
    }

    #[test]
    fn subdomains_are_compared_without_case_and_root_dot() {
        assert!(is_subdomain_of("Accounts.ZOHO.com", "zoho.com"));
        assert!(is_subdomain_of("accounts.zoho.com.", "zoho.com"));
    }

    #[test]
    fn hosts_of_any_script_are_compared_without_a_panic() {
        assert!(is_subdomain_of("bücher.zoho.com", "zoho.com"));
        assert!(!is_subdomain_of("üoho.com", "zoho.com"));
    }

    #[test]
    fn the_machine_itself_is_loopback() {
        for host in ["localhost", "app.localhost", "127.0.0.1", "127.1.2.3", "[::1]"] {
            assert_eq!(reach_of(host), Reach::Loopback, "{host}");
        }
        assert_eq!(reach_of("[::ffff:127.0.0.1]"), Reach::Loopback);
    }

    #[test]
    fn names_that_resolve_to_a_loopback_address_are_loopback() {
        for host in ["lvh.me", "app.localtest.me", "app.127.0.0.1.nip.io", "127-0-0-1.sslip.io"] {
            assert_eq!(reach_of(host), Reach::Loopback, "{host}");
        }
    }

    #[test]
    fn domains_of_private_networks_have_their_reason() {
        for domain in PRIVATE_DOMAINS {
            let host = format!("a.{}", domain.name);
            assert_eq!(reach_of(&host), Reach::Private(PrivateHost::Domain(domain)), "{host}");
        }
        assert!(matches!(
            reach_of("localhost.localdomain"),
            Reach::Private(PrivateHost::Domain(PrivateDomain { name: "localdomain", .. }))
        ));
    }

    #[test]
    fn a_name_that_contains_its_address_reaches_as_far_as_that() {
        for host in [
            "10.0.0.1.nip.io",
            "app.10.0.0.1.nip.io",
            "10-0-0-1.sslip.io",
            "app.10-0-0-1.sslip.io",
            "app-10-0-0-1.nip.io",
            "app.www-10-0-0-1.sslip.io",
            "0a000001.nip.io",
            "app-0a000001.nip.io",
        ] {
            let address = Ipv4Addr::new(10, 0, 0, 1);
            assert_eq!(reach_of(host), Reach::Private(PrivateHost::Embedded(address)), "{host}");
        }
        for host in ["8.8.8.8.nip.io", "8-8-8-8.sslip.io", "nip.io", "www.nip.io", "10.0.0.1.io"] {
            assert_eq!(reach_of(host), Reach::Public, "{host}");
        }
    }

    #[test]
    fn each_private_host_has_its_reason() {
        for (host, reason) in [
            ("intranet", PrivateHost::SingleLabel),
            ("local", PrivateHost::SingleLabel),
            ("0.0.0.0", PrivateHost::UnspecifiedAddress),
            ("[::]", PrivateHost::UnspecifiedAddress),
            ("10.0.0.1", PrivateHost::PrivateAddress),
            ("172.31.0.1", PrivateHost::PrivateAddress),
            ("192.168.0.1", PrivateHost::PrivateAddress),
            ("100.64.0.1", PrivateHost::PrivateAddress),
            ("100.127.255.255", PrivateHost::PrivateAddress),
            ("[fd00::1]", PrivateHost::PrivateAddress),
            ("169.254.1.1", PrivateHost::LinkLocalAddress),
            ("[fe80::1]", PrivateHost::LinkLocalAddress),
            ("192.0.2.1", PrivateHost::DocumentationAddress),
            ("198.51.100.1", PrivateHost::DocumentationAddress),
            ("203.0.113.7", PrivateHost::DocumentationAddress),
            ("[2001:db8::1]", PrivateHost::DocumentationAddress),
        ] {
            assert_eq!(reach_of(host), Reach::Private(reason), "{host}");
        }
    }

    #[test]
    fn names_that_only_resemble_private_ones_are_public() {
        for host in
            ["acme.com", "notlocalhost.com", "a.mylocal", "a.homes", "100.128.0.1", "8.8.8.8"]
        {
            assert_eq!(reach_of(host), Reach::Public, "{host}");
        }
        assert_eq!(reach_of("mylocalhost"), Reach::Private(PrivateHost::SingleLabel));
    }
}
