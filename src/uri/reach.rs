//! Who can reach a host, by its name alone; and whether one host is below another.

use std::net::IpAddr;

/// Who can reach a host, as far as its name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Anybody.
    Public,
    /// Only the machine itself: `localhost`, the names below it (RFC 6761 section 6.3) and the
    /// loopback addresses (RFC 8252 section 7.3).
    Loopback,
    /// Only one network, or nobody.
    Private(PrivateHost),
}

/// Why a host cannot be reached from everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivateHost {
    /// A name without a dot, which only its own network resolves.
    SingleLabel,
    /// A name below `.local`: multicast DNS (RFC 6762 section 3).
    Local,
    /// A name below `.internal`, which ICANN reserves for private networks.
    Internal,
    /// A name below `.test` (RFC 6761 section 6.2).
    Test,
    /// A name below `.invalid` (RFC 6761 section 6.4).
    Invalid,
    /// `0.0.0.0` or `[::]` (RFC 6890 section 2.2).
    UnspecifiedAddress,
    /// An address of a private network (RFC 1918 section 3, RFC 4193) or of a carrier's shared
    /// address space (RFC 6598).
    PrivateAddress,
    /// A link-local address (RFC 3927, RFC 4291 section 2.5.6).
    LinkLocalAddress,
}

/// Top-level domains that resolve in no public DNS.
const PRIVATE_DOMAINS: &[(&str, PrivateHost)] = &[
    ("local", PrivateHost::Local),
    ("internal", PrivateHost::Internal),
    ("test", PrivateHost::Test),
    ("invalid", PrivateHost::Invalid),
];

/// Who can reach a host: a name, an IPv4 address, or an IPv6 address in brackets, in the form of
/// [`Uri::normalized_host`](super::Uri::normalized_host).
pub(super) fn reach_of(host: &str) -> Reach {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    if let Ok(address) = address.parse() {
        return reach_of_address(address);
    }
    if is_subdomain_of(host, "localhost") {
        return Reach::Loopback;
    }
    if !host.contains('.') {
        return Reach::Private(PrivateHost::SingleLabel);
    }
    let private = PRIVATE_DOMAINS.iter().find(|(domain, _)| is_subdomain_of(host, domain));
    private.map_or(Reach::Public, |(_, reason)| Reach::Private(*reason))
}

fn reach_of_address(address: IpAddr) -> Reach {
    // An IPv4 address that is mapped into IPv6 is judged as IPv4.
    let address = address.to_canonical();
    let (is_private, is_link_local) = match address {
        IpAddr::V4(address) => {
            let is_shared = matches!(address.octets(), [100, 64..=127, ..]);
            (address.is_private() || is_shared, address.is_link_local())
        }
        IpAddr::V6(address) => (address.is_unique_local(), address.is_unicast_link_local()),
    };
    if address.is_loopback() {
        Reach::Loopback
    } else if address.is_unspecified() {
        Reach::Private(PrivateHost::UnspecifiedAddress)
    } else if is_private {
        Reach::Private(PrivateHost::PrivateAddress)
    } else if is_link_local {
        Reach::Private(PrivateHost::LinkLocalAddress)
    } else {
        Reach::Public
    }
}

/// Whether a host is a domain or a name below it, label by label: `www.zoho.com` is below
/// `zoho.com`, `wwwzoho.com` is not (RFC 1034 section 3.1). Neither the case nor a dot at the end
/// of the host matters; `domain` is without one.
pub fn is_subdomain_of(host: &str, domain: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host).as_bytes();
    let Some(split) = host.len().checked_sub(domain.len()) else { return false };
    let (labels, end) = host.split_at(split);
    end.eq_ignore_ascii_case(domain.as_bytes()) && (labels.is_empty() || labels.ends_with(b"."))
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
    fn each_private_host_has_its_reason() {
        for (host, reason) in [
            ("intranet", PrivateHost::SingleLabel),
            ("local", PrivateHost::SingleLabel),
            ("a.local", PrivateHost::Local),
            ("a.internal", PrivateHost::Internal),
            ("a.test", PrivateHost::Test),
            ("a.invalid", PrivateHost::Invalid),
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
        ] {
            assert_eq!(reach_of(host), Reach::Private(reason), "{host}");
        }
    }

    #[test]
    fn names_that_only_resemble_private_ones_are_public() {
        for host in ["acme.com", "notlocalhost.com", "a.mylocal", "100.128.0.1", "8.8.8.8"] {
            assert_eq!(reach_of(host), Reach::Public, "{host}");
        }
        assert_eq!(reach_of("mylocalhost"), Reach::Private(PrivateHost::SingleLabel));
    }
}
