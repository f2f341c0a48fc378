//! Zoho's data centers and their hosts, with sources, in a single table.

use crate::citations::{
    ACCOUNTS_MULTI_DC, BIGIN_MULTI_DC, CREATOR_BASE_URL, Citation, DELUGE_CONNECTIONS,
    MANAGEENGINE_DATA_CENTERS, MANAGEENGINE_MDM_DATA_CENTERS, WORKDRIVE_MULTI_DC,
};

use crate::text::suggest::did_you_mean;

/// A Zoho data center. Each one holds the accounts of its own users.
#[derive(Debug, PartialEq, Eq)]
pub struct DataCenter {
    /// Its value of the parameter `location` in an authorization response.
    pub code: &'static str,
    /// The name of the data center.
    pub name: &'static str,
    /// The domain of Zoho's services.
    pub domain: &'static str,
    /// The host that issues codes and tokens.
    pub accounts_host: &'static str,
    /// The host of the API Console.
    pub console_host: &'static str,
    /// The host of the APIs.
    pub api_host: &'static str,
    /// The URL that receives codes for connections of Deluge, Zoho's scripting language; `None` if
    /// no Zoho page gives it.
    pub deluge_callback: Option<&'static str>,
    /// Other domains that Zoho's pages list for it.
    pub other_domains: &'static [&'static str],
    /// The sources of this row.
    pub sources: &'static [Citation],
    /// Where Zoho's pages disagree or are silent.
    pub note: Option<&'static str>,
}

/// All data centers, in the order of the Zoho Accounts page, followed by those that only other
/// pages list.
pub static DATA_CENTERS: &[DataCenter] = &[
    DataCenter {
        code: "us",
        name: "United States",
        domain: "zoho.com",
        accounts_host: "accounts.zoho.com",
        console_host: "api-console.zoho.com",
        api_host: "www.zohoapis.com",
        deluge_callback: Some("https://deluge.zoho.com/delugeauth/callback"),
        other_domains: &[],
        sources: COMMON_SOURCES,
        note: None,
    },
    DataCenter {
        code: "eu",
        name: "Europe",
        domain: "zoho.eu",
        accounts_host: "accounts.zoho.eu",
        console_host: "api-console.zoho.eu",
        api_host: "www.zohoapis.eu",
        deluge_callback: Some("https://dre.zoho.eu/delugeauth/callback"),
        other_domains: &[],
        sources: COMMON_SOURCES,
        note: None,
    },
    DataCenter {
        code: "in",
        name: "India",
        domain: "zoho.in",
        accounts_host: "accounts.zoho.in",
        console_host: "api-console.zoho.in",
        api_host: "www.zohoapis.in",
        deluge_callback: Some("https://deluge.zoho.in/delugeauth/callback"),
        other_domains: &[],
        sources: COMMON_SOURCES,
        note: None,
    },
    DataCenter {
        code: "au",
        name: "Australia",
        domain: "zoho.com.au",
        accounts_host: "accounts.zoho.com.au",
        console_host: "api-console.zoho.com.au",
        api_host: "www.zohoapis.com.au",
        deluge_callback: Some("https://dre.zoho.com.au/delugeauth/callback"),
        other_domains: &["zoho.au"],
        sources: &[
            ACCOUNTS_MULTI_DC,
            BIGIN_MULTI_DC,
            MANAGEENGINE_DATA_CENTERS,
            DELUGE_CONNECTIONS,
            CREATOR_BASE_URL,
        ],
        note: Some("Creator's page has `accounts.zoho.au`."),
    },
    DataCenter {
        code: "jp",
        name: "Japan",
        domain: "zoho.jp",
        accounts_host: "accounts.zoho.jp",
        console_host: "api-console.zoho.jp",
        api_host: "www.zohoapis.jp",
        deluge_callback: Some("https://dre.zoho.jp/delugeauth/callback"),
        other_domains: &[],
        sources: COMMON_SOURCES,
        note: None,
    },
    DataCenter {
        code: "ca",
        name: "Canada",
        domain: "zohocloud.ca",
        accounts_host: "accounts.zohocloud.ca",
        console_host: "api-console.zohocloud.ca",
        api_host: "www.zohoapis.ca",
        deluge_callback: Some("https://dre.zohocloud.ca/delugeauth/callback"),
        other_domains: &["zoho.ca"],
        sources: &[
            ACCOUNTS_MULTI_DC,
            BIGIN_MULTI_DC,
            MANAGEENGINE_DATA_CENTERS,
            DELUGE_CONNECTIONS,
            MANAGEENGINE_MDM_DATA_CENTERS,
        ],
        note: Some("ManageEngine's page on mobile devices has `accounts.zoho.ca`."),
    },
    DataCenter {
        code: "sa",
        name: "Saudi Arabia",
        domain: "zoho.sa",
        accounts_host: "accounts.zoho.sa",
        console_host: "api-console.zoho.sa",
        api_host: "www.zohoapis.sa",
        deluge_callback: None,
        other_domains: &[],
        sources: &[ACCOUNTS_MULTI_DC, BIGIN_MULTI_DC, MANAGEENGINE_DATA_CENTERS],
        note: None,
    },
    DataCenter {
        code: "uk",
        name: "United Kingdom",
        domain: "zoho.uk",
        accounts_host: "accounts.zoho.uk",
        console_host: "api-console.zoho.uk",
        api_host: "www.zohoapis.uk",
        deluge_callback: None,
        other_domains: &[],
        sources: &[ACCOUNTS_MULTI_DC, MANAGEENGINE_DATA_CENTERS],
        note: Some("No page of Zoho's was found with the host of the APIs; it follows the others."),
    },
    DataCenter {
        code: "cn",
        name: "China",
        domain: "zoho.com.cn",
        accounts_host: "accounts.zoho.com.cn",
        console_host: "api-console.zoho.com.cn",
        api_host: "www.zohoapis.com.cn",
        deluge_callback: Some("https://dre.zoho.com.cn/delugeauth/callback"),
        other_domains: &["zoho.cn"],
        sources: &[
            BIGIN_MULTI_DC,
            MANAGEENGINE_DATA_CENTERS,
            DELUGE_CONNECTIONS,
            MANAGEENGINE_MDM_DATA_CENTERS,
        ],
        note: Some("ManageEngine's page on mobile devices has `accounts.zoho.cn`."),
    },
    DataCenter {
        code: "ae",
        name: "United Arab Emirates",
        domain: "zoho.ae",
        accounts_host: "accounts.zoho.ae",
        console_host: "api-console.zoho.ae",
        api_host: "www.zohoapis.ae",
        deluge_callback: None,
        other_domains: &[],
        sources: &[WORKDRIVE_MULTI_DC],
        note: Some(
            "Only WorkDrive's page lists it, with the hosts of its services and APIs; the others \
             follow those of the other data centers.",
        ),
    },
];

const COMMON_SOURCES: &[Citation] =
    &[ACCOUNTS_MULTI_DC, BIGIN_MULTI_DC, MANAGEENGINE_DATA_CENTERS, DELUGE_CONNECTIONS];

/// Looks up a data center by its code, name, domain or a host, ignoring case.
pub fn data_center(text: &str) -> Option<&'static DataCenter> {
    let text = text.trim().to_lowercase();
    let host = text.trim_start_matches("https://").trim_end_matches('/');
    let is_meant = |center: &&DataCenter| {
        let hosts = [center.domain, center.accounts_host, center.console_host, center.api_host];
        center.code == text
            || center.name.to_lowercase() == text
            || hosts.iter().chain(center.other_domains).any(|known| *known == host)
            || center.domain.strip_prefix("zoho.") == Some(host.trim_start_matches('.'))
    };
    DATA_CENTERS.iter().find(is_meant)
}

/// Returns the data center whose code or name is closest to a misspelled one.
pub fn suggest_data_center(text: &str) -> Option<&'static DataCenter> {
    let names = DATA_CENTERS.iter().flat_map(|center| [center.name, center.domain]);
    did_you_mean(text, names).and_then(data_center)
}

/// A host that Zoho operates, where no user's application runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZohoHost {
    /// Zoho's website, console, API or token server.
    Service(&'static DataCenter),
    /// A Deluge host, in any spelling.
    Deluge(&'static DataCenter),
}

/// The first labels of hosts that belong to Zoho. Other hosts may serve users' content: a page on
/// `desk.zoho.com`, an application on `creatorapp.zoho.com`.
const SERVICES: &[&str] = &["www", "accounts", "api-console", "api", "cliq", "developer"];

/// The first labels of Deluge's hosts. Each data center uses one of the two.
const DELUGE: &[&str] = &["deluge", "dre"];

/// A part of all Zoho hosts, which few other hosts have.
const IN_EVERY_HOST: &str = "zoho";

/// Classifies a host. `host` must be in lower case without a trailing dot.
pub fn zoho_host(host: &str) -> Option<ZohoHost> {
    if !host.contains(IN_EVERY_HOST) {
        return None;
    }
    let is_domain_of = |center: &DataCenter, domain: &str| {
        center.domain == domain || center.other_domains.contains(&domain)
    };
    let center_of = |domain: &str| DATA_CENTERS.iter().find(|center| is_domain_of(center, domain));
    if let Some(center) = center_of(host) {
        return Some(ZohoHost::Service(center));
    }
    let (first, rest) = host.split_once('.')?;
    let is_api_host = |center: &&DataCenter| {
        let domain = center.api_host.split_once('.').map(|(_, domain)| domain);
        center.api_host == host || domain == Some(host)
    };
    if let Some(center) = DATA_CENTERS.iter().find(is_api_host) {
        return Some(ZohoHost::Service(center));
    }
    let center = center_of(rest)?;
    if DELUGE.contains(&first) {
        return Some(ZohoHost::Deluge(center));
    }
    SERVICES.contains(&first).then_some(ZohoHost::Service(center))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_domain_is_recognized() {
        for center in DATA_CENTERS {
            for domain in [center.domain, center.api_host].iter().chain(center.other_domains) {
                assert!(matches!(zoho_host(domain), Some(ZohoHost::Service(_))), "{domain}");
            }
        }
    }

    #[test]
    fn codes_are_unique_and_hosts_are_in_the_domain() {
        for (index, center) in DATA_CENTERS.iter().enumerate() {
            let earlier = &DATA_CENTERS[..index];
            assert!(earlier.iter().all(|other| other.code != center.code), "{}", center.code);
            assert_eq!(center.accounts_host, format!("accounts.{}", center.domain));
            assert_eq!(center.console_host, format!("api-console.{}", center.domain));
            assert!(!center.sources.is_empty());
        }
    }

    #[test]
    fn a_data_center_is_known_by_its_code_name_domain_and_hosts() {
        for center in DATA_CENTERS {
            for text in [center.code, center.name, center.domain, center.accounts_host] {
                assert_eq!(data_center(text), Some(center), "{text}");
                assert_eq!(data_center(&text.to_uppercase()), Some(center), "{text}");
            }
        }
        for (text, code) in [
            (".eu", "eu"),
            ("com", "us"),
            ("com.au", "au"),
            ("zoho.ca", "ca"),
            ("https://accounts.zoho.in/", "in"),
        ] {
            assert_eq!(data_center(text).map(|center| center.code), Some(code), "{text}");
        }
        assert_eq!(data_center("moon"), None);
        assert_eq!(suggest_data_center("Austrlia").map(|center| center.code), Some("au"));
    }

    #[test]
    fn the_domains_and_services_of_every_data_center_are_zohos() {
        for center in DATA_CENTERS {
            let bare_api_host = center.api_host.trim_start_matches("www.");
            for host in [
                center.domain,
                center.accounts_host,
                center.console_host,
                center.api_host,
                bare_api_host,
                &format!("www.{}", center.domain),
                &format!("cliq.{}", center.domain),
            ] {
                assert_eq!(zoho_host(host), Some(ZohoHost::Service(center)), "{host}");
            }
        }
    }

    #[test]
    fn spellings_of_other_pages_are_zohos() {
        for host in ["accounts.zoho.au", "accounts.zoho.ca", "accounts.zoho.cn"] {
            assert!(matches!(zoho_host(host), Some(ZohoHost::Service(_))), "{host}");
        }
    }

    #[test]
    fn deluge_is_recognized_in_both_spellings() {
        for host in ["deluge.zoho.eu", "dre.zoho.eu"] {
            assert_eq!(zoho_host(host), Some(ZohoHost::Deluge(&DATA_CENTERS[1])), "{host}");
        }
    }

    #[test]
    fn hosts_that_a_user_may_have_and_lookalikes_are_not_zohos() {
        for host in [
            "cliqzoho.com",
            "wwwzoho.com",
            "zoho.com.evil.com",
            "acme.zoho.com",
            "desk.zoho.com",
            "creatorapp.zoho.eu",
            "a.accounts.zoho.com",
            "zohoapis.com.evil.com",
            "com",
            "",
        ] {
            assert_eq!(zoho_host(host), None, "{host}");
        }
    }
}
